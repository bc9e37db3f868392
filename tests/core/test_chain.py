"""The hash chain: every tampering is named by the number of the event."""

import random
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core import chain, events
from desktop.core.chain import START, Head, Row, verify
from desktop.core.events import Access, Actor, Envelope, PayloadRedacted, StepAnswered, StoreCreated

GUARD = Actor("Guard 12", "guard", "claimed")
DEVICE = "device"
SALT = b"s" * 16


def make_row(seq: int, prev: str, kind: str, body: msgspec.Struct, device: str = DEVICE) -> Row:
    payload = events.encode_body(kind, body)
    envelope = events.encode_envelope(
        Envelope(
            device=device,
            epoch=0,
            seq=seq,
            visit=None,
            after="",
            kind=kind,
            version=1,
            actor=GUARD,
            utc_us=1_784_138_400_000_000 + seq,
            offset_min=-240,
            zone="America/New_York",
            mono_ns=10**17 + seq,
            boot="boot",
            payload_hash=chain.payload_hash(SALT, payload),
        )
    )
    return Row(seq, envelope, prev, chain.event_hash(envelope, prev), SALT, payload)


def journal(length: int, body: Callable[[int], msgspec.Struct] = lambda seq: Access("opened")) -> list[Row]:
    made = [make_row(1, START, "store_created", StoreCreated("record", DEVICE, 0, None, "first_start"))]
    kinds = {known.body: kind for kind, known in events.KINDS.items()}
    for seq in range(2, length + 1):
        following = body(seq)
        made.append(make_row(seq, made[-1].hash, kinds[type(following)], following))
    return made


def head(rows: list[Row]) -> Head:
    return Head(rows[-1].seq, rows[-1].hash)


def test_an_untouched_journal_has_no_findings() -> None:
    rows = journal(30)
    assert verify(rows, head(rows)) == []


def flip(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]


def change_envelope(rows: list[Row], chance: random.Random) -> set[int]:
    at = chance.randrange(len(rows))
    rows[at] = msgspec.structs.replace(rows[at], envelope=flip(rows[at].envelope, chance))
    return {rows[at].seq}


def change_payload(rows: list[Row], chance: random.Random) -> set[int]:
    at = chance.randrange(len(rows))
    rows[at] = msgspec.structs.replace(rows[at], payload=flip(rows[at].payload or b"", chance))
    return {rows[at].seq}


def drop_payload(rows: list[Row], chance: random.Random) -> set[int]:
    at = chance.randrange(len(rows))
    rows[at] = msgspec.structs.replace(rows[at], payload=None, salt=None)
    return {rows[at].seq}


def rewrite_one(rows: list[Row], chance: random.Random) -> set[int]:
    """Changed by somebody who knows how events are hashed, and hashed again."""
    at = chance.randrange(1, len(rows))
    seq = rows[at].seq
    rows[at] = make_row(seq, rows[at].prev, "access", Access("exported"))
    return {seq}


def remove(rows: list[Row], chance: random.Random) -> set[int]:
    return {rows.pop(chance.randrange(len(rows))).seq}


def swap(rows: list[Row], chance: random.Random) -> set[int]:
    one, other = sorted(chance.sample(range(len(rows)), 2))
    first, second = rows[one], rows[other]
    rows[one] = msgspec.structs.replace(second, seq=first.seq)
    rows[other] = msgspec.structs.replace(first, seq=second.seq)
    return {first.seq, second.seq}


def insert(rows: list[Row], chance: random.Random) -> set[int]:
    at = chance.randrange(1, len(rows))
    forged = make_row(rows[at].seq, rows[at - 1].hash, "access", Access("printed"))
    rows.insert(at, forged)
    return {forged.seq}


def cut(rows: list[Row], chance: random.Random) -> set[int]:
    at = chance.randrange(len(rows) // 2, len(rows))
    first = rows[at].seq
    del rows[at:]
    return {first}


MUTATIONS = [change_envelope, change_payload, drop_payload, rewrite_one, remove, swap, insert, cut]


@pytest.mark.parametrize("mutate", MUTATIONS)
def test_two_hundred_mutations_are_all_named_by_number(
    mutate: Callable[[list[Row], random.Random], set[int]],
) -> None:
    """Twenty-five of each of eight kinds, the same ones in every run."""
    for seed in range(25):
        rows = journal(40)
        expected = head(rows)
        changed = mutate(rows, random.Random(seed))
        named = {finding.seq for finding in verify(rows, expected)}
        assert changed <= named, f"seed {seed}: {changed} changed, {named} named"
        far = {seq for seq in named if all(abs(seq - there) > 1 for there in changed)}
        assert not far, f"seed {seed}: {far} blamed for a change of {changed}"


@given(st.integers(2, 12), st.data())
def test_any_single_flipped_bit_is_named(length: int, data: st.DataObject) -> None:
    rows = journal(length)
    at = data.draw(st.integers(0, length - 1))
    raw = rows[at].envelope
    bit = data.draw(st.integers(0, len(raw) * 8 - 1))
    flipped = bytearray(raw)
    flipped[bit // 8] ^= 1 << (bit % 8)
    rows[at] = msgspec.structs.replace(rows[at], envelope=bytes(flipped))
    assert at + 1 in {finding.seq for finding in verify(rows)}


@given(st.integers(0, 20), st.integers(1, 20))
def test_every_honest_prefix_and_continuation_holds(prefix: int, more: int) -> None:
    rows = journal(prefix + more)
    assert verify(rows[: prefix + 1], head(rows[: prefix + 1])) == []
    assert verify(rows, head(rows[: prefix + 1])) == []


def test_a_cut_tail_shows_only_against_a_head_that_left_the_building() -> None:
    rows = journal(20)
    assert verify(rows[:15]) == []
    (finding,) = verify(rows[:15], head(rows))
    assert (finding.seq, finding.code) == (16, "cut")
    assert "20" in finding.sentence


def test_a_total_rewrite_shows_against_a_head_that_left_the_building() -> None:
    other = journal(20, lambda seq: Access("printed"))
    (finding,) = verify(other, head(journal(20)))
    assert (finding.seq, finding.code) == (20, "rewritten")


def test_a_payload_may_be_missing_only_where_a_redaction_says_so() -> None:
    rows = journal(6, lambda seq: PayloadRedacted(3, "court order") if seq == 6 else Access("opened"))
    for at in (2, 3):
        rows[at] = msgspec.structs.replace(rows[at], payload=None, salt=None)
    (finding,) = verify(rows)
    assert (finding.seq, finding.code) == (4, "payload_missing")


def test_an_event_of_another_device_is_foreign() -> None:
    rows = journal(3)
    rows.append(make_row(4, rows[-1].hash, "access", Access("opened"), device="other"))
    (finding,) = verify(rows)
    assert (finding.seq, finding.code) == (4, "foreign")


def test_a_forged_number_far_ahead_is_one_finding() -> None:
    rows = journal(3)
    rows.append(make_row(10**9, rows[-1].hash, "access", Access("opened")))
    (finding,) = verify(rows)
    assert (finding.seq, finding.code) == (4, "removed")


def test_a_newer_kind_in_the_chain_is_not_a_finding() -> None:
    rows = journal(3)
    payload = b'{"later":1}'
    plain = msgspec.structs.replace(
        events.decode_envelope(rows[-1].envelope),
        seq=4,
        kind="later_kind",
        payload_hash=chain.payload_hash(SALT, payload),
    )
    envelope = events.encode_envelope(plain)
    rows.append(Row(4, envelope, rows[-1].hash, chain.event_hash(envelope, rows[-1].hash), SALT, payload))
    assert verify(rows, head(rows)) == []


def test_a_body_of_an_older_version_is_brought_up_step_by_step() -> None:
    kinds = {"step_answered": events.Kind(3, StepAnswered)}
    ups = {
        ("step_answered", 1): lambda old: {**old, "via": "screen"},
        ("step_answered", 2): lambda old: {**old, "note": old["note"].strip()},
    }
    old = b'{"address":"r1/danger","step":"danger","value":"none","note":" x "}'
    body = events.decode_body("step_answered", 1, old, kinds, ups)
    assert body == StepAnswered("r1/danger", "danger", "none", "screen", note="x")


def test_a_body_that_cannot_be_read_is_shown_as_broken() -> None:
    for stored in (b"{", b"[]", b'{"address":1}', b"\xff"):
        assert isinstance(events.decode_body("step_answered", 1, stored), events.BrokenBody)


def test_a_draft_with_the_body_of_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="not the body"):
        events.encode_body("access", PayloadRedacted(1, ""))
    with pytest.raises(ValueError, match="not the body"):
        events.encode_body("no_such_kind", Access("opened"))


def test_an_envelope_reads_back_whole_even_after_years_without_a_restart() -> None:
    row = make_row(7, START, "access", Access("opened"))
    envelope = events.decode_envelope(row.envelope)
    assert envelope.mono_ns == 10**17 + 7
    assert events.encode_envelope(envelope) == row.envelope
