"""What `verify` tells of keys and PINs, and the sentence that a report has for each: of every kind of change, and of nobody by name."""

from typing import cast, get_args

import pytest

from desktop.core import events
from desktop.core.events import Actor, Body, Envelope
from desktop.core.people import KeyChange, KeysChanged, PinReason, PinSet, SlotKind
from desktop.reports.outline import words_of
from desktop.reports.sections.sentences import SENTENCES
from desktop.reports.sections.telling import Teller
from desktop.services.pins_kept import KEYS_TOLD, PinsSeen

IT, BOSS = Actor("", "it", "none"), Actor("Supervisor 3", "supervisor", "pin")
KIND_OF = {kind.body: name for name, kind in events.KINDS.items()}
QUIET: set[str] = {"made", "replaced"}
"""Each new record has ways that were made with it, and a key file is replaced by whoever has the key: `threshold keys list` has them."""


def told(body: Body, actor: Actor = BOSS) -> list[str]:
    """What `verify` tells of this event."""
    seen = PinsSeen()
    envelope = Envelope(
        device="d",
        epoch=0,
        seq=7,
        visit=None,
        after="",
        kind=KIND_OF[type(body)],
        version=1,
        actor=actor,
        utc_us=1_784_131_200_000_000,
        offset_min=-240,
        zone="America/New_York",
        mono_ns=0,
        boot="b",
        payload_hash="",
    )
    seen.see(envelope, body)
    return [each.sentence for each in seen.told]


def in_report(body: Body) -> str:
    """The sentence of a report."""
    return words_of(SENTENCES[type(body)](cast(Teller, None), cast(events.Event, None), body))


@pytest.mark.parametrize("what", get_args(KeyChange))
@pytest.mark.parametrize("slot", get_args(SlotKind))
def test_every_change_of_keys_is_told_with_its_way_and_has_a_sentence(
    what: KeyChange, slot: SlotKind
) -> None:
    body = KeysChanged(what, slot, "north" if slot else "")
    said = told(body, IT)
    assert (said == []) == (what in QUIET)
    assert set(KEYS_TOLD) == set(get_args(KeyChange)) - QUIET
    for sentence in said:
        assert sentence.startswith("Event 7: it tells, on 2026-07-15 12:00, that ")
        assert sentence.endswith(" (by IT).")
        assert (f": {slot} north" in sentence) == bool(slot and what != "data_key")
    assert in_report(body).endswith(".")
    assert ("(north)" in in_report(body)) == bool(slot)


@pytest.mark.parametrize(
    ("what", "slot", "sentence", "reported"),
    [
        (
            "recovered",
            "sheet",
            "the record was opened with another key than this computer's: sheet north",
            "The recovery sheet on paper (north) was used to open the record again.",
        ),
        (
            "added",
            "office",
            "a way to open the record was added: office north",
            "The recovery key of the office (north) was added.",
        ),
        (
            "removed",
            "passphrase",
            "a way to open the record was taken away: passphrase north",
            "The passphrase (north) was taken away.",
        ),
        (
            "data_key",
            "",
            "the data key was changed",
            "The key of the record was changed; the record was encrypted anew.",
        ),
    ],
)
def test_a_change_of_keys_is_told_in_these_words(
    what: KeyChange, slot: SlotKind, sentence: str, reported: str
) -> None:
    body = KeysChanged(what, slot, "north" if slot else "")
    assert told(body) == [f"Event 7: it tells, on 2026-07-15 12:00, that {sentence} (by a supervisor)."]
    assert in_report(body) == reported


@pytest.mark.parametrize(
    ("why", "reported"),
    [
        ("first", "The PIN of Guard 12 was set for the first time."),
        ("own", "The PIN of Guard 12 was set anew by themselves."),
        ("reset", "The PIN of Guard 12 was set anew by a supervisor."),
    ],
)
def test_only_a_pin_that_another_set_is_told_and_without_a_name(why: PinReason, reported: str) -> None:
    body = PinSet("Guard 12", why, "0" * 64)
    words = "Event 7: it tells, on 2026-07-15 12:00, that the PIN of a person was set anew (by a supervisor)."
    assert told(body) == ([words] if why == "reset" else [])
    assert in_report(body) == reported


def test_every_reason_of_a_pin_has_a_sentence() -> None:
    assert len({in_report(PinSet("Guard 12", why, "")) for why in get_args(PinReason)}) == 3
