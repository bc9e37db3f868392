"""What the chain holds and no program of ours wrote: numbers below 1, other forms of an envelope, redactions that cannot be, witnesses
of a newer program; and what is only told."""

import msgspec
import pytest

from desktop.core import chain, events
from desktop.core.bystander import Bystander
from desktop.core.chain import Head, Row, verify
from desktop.core.events import Access, PayloadRedacted, StoreCreated
from desktop.core.particulars import NoteWritten
from tests.core.test_chain import head, journal, make_row


def hashed(row: Row, envelope: bytes) -> Row:
    """The row with another envelope, and its own hash made to fit."""
    return msgspec.structs.replace(row, envelope=envelope, hash=chain.event_hash(envelope, row.prev))


def with_fields(row: Row, **changed: object) -> Row:
    """The row with other values in its envelope."""
    envelope = msgspec.structs.replace(events.decode_envelope(row.envelope), **changed)
    return hashed(row, events.encode_envelope(envelope))


def codes(rows: list[Row], *heads: Head) -> list[tuple[int, str]]:
    return [(each.seq, each.code) for each in verify(rows, *heads)]


@pytest.mark.parametrize("below", [0, -1, -(2**63)])
def test_an_event_numbered_below_1_is_named_and_the_others_stand(below: int) -> None:
    rows = journal(5)
    extra = msgspec.structs.replace(rows[2], seq=below)
    assert codes([extra, *rows], head(rows)) == [(below, "inserted")]


def test_an_envelope_that_numbers_itself_below_1_cannot_be_read() -> None:
    rows = journal(5)
    envelope = rows[4].envelope.replace(b'"seq":5', b'"seq":-5')
    assert codes([*rows[:4], hashed(rows[4], envelope)]) == [(5, "unreadable")]


@pytest.mark.parametrize("other", [b'"version":9007199254740993', b'"version":-1'])
def test_a_number_that_programs_round_cannot_be_read(other: bytes) -> None:
    rows = journal(5)
    envelope = rows[4].envelope.replace(b'"version":1', other)
    assert codes([*rows[:4], hashed(rows[4], envelope)]) == [(5, "unreadable")]


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (b'"visit":null', b'"visit":"other","visit":null'),
        (b'"boot":"boot"', b'"boot": "boot"'),
        (b'"boot":"boot"', b'"boot":"\\u0062oot"'),
        (b'"after":"","boot":"boot"', b'"boot":"boot","after":""'),
        (b'"epoch":0', b'"epoch":0,"more":1'),
        (b'"mono_ns":"', b'"mono_ns":"0'),
        (b'"zone":"America/New_York"', '"zone":"Ame\u0301rica"'.encode()),
    ],
    ids=["twice", "space", "escape", "order", "another name", "zero", "not NFC"],
)
def test_an_envelope_in_another_form_than_ours_is_named(was: bytes, now: bytes) -> None:
    """One program may read in it what another does not; the hashes fit."""
    rows = journal(5)
    assert was in rows[4].envelope
    changed = hashed(rows[4], rows[4].envelope.replace(was, now))
    assert codes([*rows[:4], changed]) == [(5, "form")]


def test_letters_of_all_languages_are_in_the_one_form() -> None:
    rows = journal(4)
    for name in ("Guárd 12", "警卫", 'a"b\\c\x01\x7f'):
        row = with_fields(rows[3], actor=events.Actor(name, "guard", "claimed"))
        assert codes([*rows[:3], row]) == []


def test_an_event_that_follows_another_one_of_its_visit_is_named() -> None:
    rows = journal(2)
    for _ in range(3):
        row = make_row(len(rows) + 1, rows[-1].hash, "access", Access("printed"))
        after = rows[-1].hash if len(rows) > 2 else ""
        rows.append(with_fields(row, visit="visit", after=after))
    assert codes(rows) == []
    assert codes([*rows[:4], with_fields(rows[4], after=rows[2].hash)]) == [(5, "after")]
    assert codes([*rows[:4], with_fields(rows[4], after="")]) == [(5, "after")]
    assert codes([*rows[:2], with_fields(rows[2], after=rows[1].hash), *rows[3:]])[0] == (3, "after")


def redacting(target: int, *, at: int, length: int = 8) -> list[Row]:
    return journal(length, lambda seq: PayloadRedacted(target, "order") if seq == at else Access("opened"))


def emptied(rows: list[Row], *gone: int) -> list[Row]:
    return [msgspec.structs.replace(row, salt=None, payload=None) if row.seq in gone else row for row in rows]


def test_a_redaction_is_announced_after_what_it_takes_away() -> None:
    assert codes(emptied(redacting(4, at=6), 4)) == []
    assert codes(emptied(redacting(7, at=6), 7)) == [(6, "redaction"), (7, "payload_missing")]
    assert codes(redacting(0, at=6)) == [(6, "redaction")]


def test_what_always_stays_is_never_lawfully_gone() -> None:
    """The first event, and the redaction that says why."""
    assert codes(redacting(1, at=6)) == [(6, "redaction")]
    assert codes(emptied(redacting(4, at=6), 4, 6)) == [(4, "payload_missing"), (6, "payload_missing")]
    twice = journal(8, lambda seq: PayloadRedacted(seq - 1, "order") if seq > 6 else Access("opened"))
    assert codes(emptied(twice, 6, 7)) == [(6, "payload_missing"), (7, "payload_missing"), (8, "redaction")]


@pytest.mark.parametrize("kind", ["checkpoint_signed", "device_key_made", "store_created"])
def test_a_witness_of_a_newer_program_is_named_and_others_are_told(kind: str) -> None:
    rows = journal(4)
    newer = with_fields(rows[3], kind=kind, version=9)
    assert codes([*rows[:3], newer]) == [(4, "newer")]
    seen = Bystander()
    assert verify([*rows[:3], with_fields(rows[3], kind="access", version=9)], watch=seen.see) == []
    assert [(each.seq, each.code) for each in seen.told] == [(4, "newer")]


def test_each_redaction_is_told_with_its_day() -> None:
    seen = Bystander()
    assert verify(emptied(redacting(4, at=6), 4), watch=seen.see) == []
    [told] = seen.told
    assert told.seq == 6
    assert "2026-07-15" in told.sentence
    assert "event 4" in told.sentence


def test_a_head_that_a_restore_lost_is_named_with_the_restore() -> None:
    """It is genuine, and another event has its number now: the sentence says where to look."""
    lost = journal(9)
    kept = lost[:5]
    begun = StoreCreated("record", "new", 1, kept[-1].hash, "restored")
    for seq, kind, body in ((6, "store_created", begun), (7, "access", Access("opened"))):
        kept.append(with_fields(make_row(seq, kept[-1].hash, kind, body, "new"), epoch=1))
    for given in (Head(7, lost[6].hash), head(lost), Head(0, lost[6].hash)):
        [finding] = verify(kept, given)
        assert "In event 6 a new epoch began, as after a restore" in finding.sentence
    [finding] = verify(lost[:5], head(lost))
    assert "epoch" not in finding.sentence


def test_what_is_looked_up_by_visit_is_compared_with_the_chain() -> None:
    """All of it, in order; what a window wrote after the chain was read counts for nothing."""
    rows, seen = journal(2), Bystander()
    for visit in "abab":
        row = make_row(len(rows) + 1, rows[-1].hash, "note_written", NoteWritten("said", "told"))
        rows.append(with_fields(row, visit=visit))
    verify(rows, watch=seen.see)
    a, b = ([(row.seq, row.hash) for row in rows[at::2]] for at in (2, 3))
    assert seen.fits("a", a)
    assert seen.fits("b", b)
    assert seen.fits("a", [*a, (7, "later")])
    assert seen.fits("c", [(7, "later")])
    assert not any(seen.fits("a", other) for other in ([], a[:1], a[1:], a[::-1], b, [*a, b[0]]))
    assert list(seen.visits) == ["a", "b"]
