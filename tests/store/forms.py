"""Tampers with the form of what is chained, and makes every hash fit: envelopes that two programs read otherwise, numbers below 1,
redactions that cannot be."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import msgspec

from desktop.core import events
from desktop.core.chain import START, Row, event_hash
from tests.store.forging import Done, Forger, kind_of, with_fields


def in_another_form(change: Callable[[bytes], bytes]) -> Callable[[Forger], Done]:
    """A class: an envelope says the same to us in other bytes, and every hash after it is made to fit."""

    def tamper(forger: Forger) -> Done:
        row, made = forger.pick(), list[Row]()
        for each in forger.rows:
            envelope = change(each.envelope) if each is row else each.envelope
            prev = made[-1].hash if made else START
            own = event_hash(envelope, prev)
            made.append(msgspec.structs.replace(each, envelope=envelope, prev=prev, hash=own))
        forger.write(made)
        return Done(row.seq, row.seq)

    return tamper


def _numbered_below_1(forger: Forger) -> Done:
    """A forged event stands before the first."""
    row, below = forger.forged(forger.pick()), -forger.rng.randint(0, 1000)
    envelope = with_fields(row.envelope, seq=below)
    forger.write([msgspec.structs.replace(row, seq=below, envelope=envelope, hash="e" * 64), *forger.rows])
    return Done(below, below)


def _redaction_before(forger: Forger) -> Done:
    """A redaction names an event that is written only after it."""
    row = next(row for row in forger.rows if kind_of(row) == "payload_redacted")
    later = forger.rng.randint(row.seq + 1, forger.rows[-1].seq)
    body = events.encode_body("payload_redacted", events.PayloadRedacted(later, "order"))
    anew = [msgspec.structs.replace(each, payload=body) if each is row else each for each in forger.rows]
    forger.write(forger.chained(anew))
    return Done(row.seq, row.seq)


FORMS: Mapping[str, Callable[[Forger], Done]] = MappingProxyType(
    {
        "envelope, a name twice": in_another_form(
            lambda was: was.replace(b'"visit":', b'"visit":"other","visit":')
        ),
        "envelope, a space": in_another_form(lambda was: was.replace(b',"seq"', b', "seq"')),
        "envelope, after another": in_another_form(lambda was: with_fields(was, after="a" * 64)),
        "event below 1": _numbered_below_1,
        "redaction before its event": _redaction_before,
    }
)
