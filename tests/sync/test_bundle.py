"""Bundles and receipts: what goes in comes out and is the same; whatever was done to one on its way is named, and nothing is taken."""

import subprocess
import zlib
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.core.bundles import NAME, BundleUnusable, name_of, token
from desktop.core.chain import verify
from desktop.core.errors import Refused, Trouble
from desktop.core.events import StoreCreated
from desktop.sync.bundle import KIND, Sender, make_bundles, open_bundle, read_header
from desktop.sync.receipts import confirms, read_receipt, write_receipt
from desktop.sync.signed_lines import signed_lines
from desktop.trust.sealing import unseal_bytes
from tests.sync.records import (
    DESK,
    HERE,
    OFFICE,
    OTHER,
    SECRET,
    one,
    receiver,
    record,
    redacted,
    resealed,
    row,
    sent,
)

ROWS = record(40)
HEADER, WHOLE = one(ROWS)
HEAD_BYTES = len(WHOLE) - HEADER.sealed_bytes


def wrong(raw: bytes, signer: str = DESK.public, identity: str = HERE.identity) -> str:
    """Why a bundle is not taken."""
    with pytest.raises(BundleUnusable) as caught:
        open_bundle(raw, signer, identity)
    assert caught.value.sentence.endswith(".")
    return caught.value.wrong


def forged(plain: bytes, **said: object) -> bytes:
    """A bundle with these events, rightly signed and sealed by the desk itself."""
    return resealed(HEADER, plain, **said)


def plain_of(raw: bytes) -> bytes:
    """The lines in a bundle whose header is as long as HEADER's."""
    return zlib.decompress(unseal_bytes(HERE.identity, raw[HEAD_BYTES:]))


def test_every_event_comes_out_as_it_stood_in_the_record() -> None:
    assert open_bundle(WHOLE, DESK.public, HERE.identity) == (HEADER, ROWS)
    assert verify(ROWS) == []
    assert (HEADER.from_seq, HEADER.to_seq, HEADER.count, HEADER.attachments) == (1, 40, 40, 5)


def test_the_ordinary_tool_opens_a_bundle_in_need(tmp_path: Path) -> None:
    lines = plain_of(WHOLE).decode().splitlines()
    assert [msgspec.json.decode(line)["envelope"].encode() for line in lines] == [
        each.envelope for each in ROWS
    ]
    (tmp_path / "sealed").write_bytes(WHOLE)
    cut = f"tail -c {HEADER.sealed_bytes} sealed | head -c 21"
    told = subprocess.run(["sh", "-c", cut], cwd=tmp_path, capture_output=True, check=True)
    assert told.stdout == b"age-encryption.org/v1"


def test_whoever_carries_it_learns_nothing_that_is_written_in_it() -> None:
    header, _ = read_header(WHOLE, DESK.public)
    assert header == HEADER
    for word in (SECRET, "Guard 12", "visit-1", f"{7:064x}"):
        assert word.encode() not in WHOLE
        assert word.encode() in plain_of(WHOLE)
    assert wrong(WHOLE, identity=receiver().identity) == "other_receiver"


def test_contents_that_were_removed_do_not_travel_and_their_removal_does() -> None:
    rows = redacted(ROWS, 4)
    _, raw = one(rows)
    _, opened = open_bundle(raw, DESK.public, HERE.identity)
    assert opened == rows
    assert opened[3].payload is None
    assert verify(opened) == []


def test_a_long_record_goes_in_several_bundles_that_follow_each_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("desktop.sync.bundle.MOST_EVENTS", 16)
    made = sent(ROWS)
    assert [(each.header.from_seq, each.header.to_seq) for each in made] == [(1, 16), (17, 32), (33, 40)]
    assert [each.header.prev_head for each in made[1:]] == [each.header.head for each in made[:-1]]
    opened = [open_bundle(each.content, DESK.public, HERE.identity)[1] for each in made]
    assert [each for rows in opened for each in rows] == ROWS
    assert all(NAME.fullmatch(name_of(each.header, "tbundle")) for each in made)


def test_a_new_epoch_begins_a_new_bundle() -> None:
    began = row(ROWS[-1], StoreCreated("record", "desk-1", 1, ROWS[-1].hash, "restored"), epoch=1)
    made = sent([*ROWS, began])
    assert [(each.header.epoch, each.header.count) for each in made] == [(0, 40), (1, 1)]


def test_drills_never_go_and_neither_does_a_record_that_is_damaged() -> None:
    with pytest.raises(Trouble) as caught:
        next(make_bundles(ROWS, Sender("drill", DESK, [HERE.public])))
    assert caught.value.kind == "wrong_realm"
    hurt = [*ROWS[:5], msgspec.structs.replace(ROWS[5], payload=b"{}"), *ROWS[6:]]
    for rows, seq in ((hurt, 6), ([*ROWS[:9], *ROWS[10:]], 11), ([ROWS[1], ROWS[0]], 1)):
        with pytest.raises(Trouble, match=f"Event {seq} of the record") as caught:
            sent(rows)
        assert caught.value.kind == "damaged"
    with pytest.raises(Refused):
        list(make_bundles(ROWS, Sender("record", DESK, ["age1nobody"])))


def test_every_shorter_copy_is_refused_whole() -> None:
    for length in [*range(0, HEAD_BYTES, 7), *range(HEAD_BYTES, len(WHOLE), 97), len(WHOLE) - 1]:
        assert wrong(WHOLE[:length]) in {"truncated", "no_bundle"}, length
    assert wrong(WHOLE[:-1]) == "truncated"
    assert wrong(WHOLE + b"\0") == "tampered"


@settings(max_examples=150)
@given(at=st.integers(0, len(WHOLE) - 1), bit=st.integers(0, 7))
def test_any_flipped_bit_is_found_without_the_key_that_opens_it(at: int, bit: int) -> None:
    raw = WHOLE[:at] + bytes([WHOLE[at] ^ 1 << bit]) + WHOLE[at + 1 :]
    with pytest.raises(BundleUnusable):
        read_header(raw, DESK.public)
    with pytest.raises(BundleUnusable):
        read_header(raw)


@settings(max_examples=150)
@given(st.binary(max_size=300), st.integers(0, HEAD_BYTES))
def test_whatever_lies_there_gets_a_sentence(junk: bytes, at: int) -> None:
    for raw in (junk, WHOLE[:at] + junk, WHOLE[:HEAD_BYTES] + junk):
        for signer in ("", DESK.public):
            with pytest.raises(BundleUnusable):
                read_header(raw, signer)
        with pytest.raises(BundleUnusable):
            read_receipt(raw, OFFICE.public)


def test_another_desks_signature_is_a_forgery() -> None:
    _, others = one(ROWS, OTHER)
    assert wrong(others) == "forged"
    assert read_header(others)[0].signed_by == OTHER.public
    named = msgspec.structs.replace(HEADER, signed_by=OTHER.public)
    assert wrong(signed_lines(KIND, named, DESK) + WHOLE[HEAD_BYTES:]) == "forged"
    with pytest.raises(BundleUnusable, match="not signed"):
        read_header(signed_lines(KIND, named, DESK) + WHOLE[HEAD_BYTES:])


def test_a_newer_form_says_what_it_needs_and_is_never_half_read() -> None:
    later = b'threshold-bundle-2\n{"needs":"3.1"}\nsomething else'
    assert wrong(later) == "newer"
    with pytest.raises(BundleUnusable, match=r"needs Threshold 3\.1"):
        read_header(later)
    assert wrong(b"threshold-bundle-2\n" + b"[" * 100_000) == "newer"


def test_a_desk_that_lies_in_its_own_bundle_is_found_out() -> None:
    plain = plain_of(WHOLE)
    assert open_bundle(forged(plain), DESK.public, HERE.identity)[1] == ROWS  # the control
    lines = plain.splitlines(keepends=True)
    swapped = b"".join([*lines[:3], lines[4], lines[3], *lines[5:]])
    assert wrong(forged(swapped)) == "tampered"
    assert wrong(forged(b"".join(lines[:-1]))) == "tampered"
    assert wrong(forged(plain.replace(b"said so 4", b"said no 4"))) == "tampered"
    assert wrong(forged(b"[" * 50_000 + b"\n" * 40)) == "tampered"
    for said in (
        {"head": "0" * 64},
        {"prev_head": "1" * 64},
        {"count": 39},
        {"attachments": 6},
        {"epoch": 1},
    ):
        assert wrong(forged(plain, **said)) == "tampered", said


def test_what_unpacks_to_more_than_it_says_is_not_unpacked() -> None:
    assert wrong(forged(bytes(20 << 20), plain_bytes=1000)) == "too_large"
    assert wrong(forged(plain_of(WHOLE), plain_bytes=64 << 20)) == "tampered"
    assert wrong(bytes(34 << 20)) == "too_large"
    assert wrong(forged(b"\n" * (1 << 20))) == "tampered"


def test_a_receipt_names_every_visit_and_every_attachment() -> None:
    raw = write_receipt(HEADER, ROWS, OFFICE)
    receipt = read_receipt(raw, OFFICE.public)
    assert [held.visit for held in receipt.visits] == ["visit-0", "visit-1"]
    assert {held.last for held in receipt.visits} == {each.hash for each in ROWS[-2:]}
    assert set(receipt.attachments) == {token(f"{seq:064x}") for seq in range(7, 41, 7)}
    assert confirms(receipt, HEADER, ROWS)
    assert f"{7:064x}".encode() not in raw


def test_a_receipt_that_misses_one_thing_confirms_nothing() -> None:
    receipt = read_receipt(write_receipt(HEADER, ROWS, OFFICE), OFFICE.public)
    less = {
        "attachments": receipt.attachments[1:],
        "visits": receipt.visits[1:],
        "head": "0" * 64,
        "count": 39,
    }
    for name, value in less.items():
        assert not confirms(msgspec.structs.replace(receipt, **{name: value}), HEADER, ROWS), name
    assert not confirms(receipt, *one(ROWS[:39])[:1], ROWS[:39])


def test_a_receipt_of_anybody_else_is_a_forgery() -> None:
    raw = write_receipt(HEADER, ROWS, OTHER)
    with pytest.raises(BundleUnusable) as caught:
        read_receipt(raw, OFFICE.public)
    assert caught.value.wrong == "forged"
    for hurt in (raw[:-1], raw + b"x", raw.replace(b'"count":40', b'"count":41')):
        with pytest.raises(BundleUnusable):
            read_receipt(hurt, OTHER.public)
