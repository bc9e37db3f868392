"""The holes that opposing counsel found in evidence exports: each is tried again, and is named."""

import io
import json
import random
import struct
import zipfile
import zlib
from typing import Any

import pytest

from desktop.core import canonical
from desktop.trust import device
from desktop.trust.device import DeviceKey
from tests.services.exports import (
    FORGER,
    Exports,
    Row,
    Told,
    envelope_of,
    packed,
    rechained,
    rows_of,
    signed,
    verifier,
    with_rows,
    with_visits,
)


def codes(told: Told) -> list[tuple[int, str]]:
    """Number and code of every finding."""
    return [(each["seq"], each["code"]) for each in told["findings"]]


# ---- Keys ---------------------------------------------------------------------------------------------------------------
def naming(rows: list[Row], public: str, former: str) -> Row:
    """An event that names a device key."""
    first = next(row for row in rows if envelope_of(row)["kind"] == "device_key_made")
    return {**first, "payload": canonical.encode({"public": public, "former": former}).decode()}


def test_a_part_that_was_signed_by_another_key_is_named_though_the_right_key_signs_again(
    exports: Exports,
) -> None:
    """A part under a forger's key, and at the end the right one is named back."""
    rows, right = rows_of(exports.everything), exports.key.public
    at = 1 + next(place for place, row in enumerate(rows) if envelope_of(row)["kind"] == "payload_redacted")
    there = rechained([*rows[:at], naming(rows, FORGER.public, right), *rows[at:]])
    forged = [*there[:at], *resigned(there[at:])]
    back = rechained([*forged, naming(rows, right, FORGER.public)])
    parts = with_visits(exports.everything, anew(back, exports.key), exports.key)
    assert (len(back), "key_returned") in codes(exports.check(parts))
    told = exports.check(parts, public=[right])
    assert codes(told) == [(at + 1, "key_not_noted")]
    assert FORGER.public in told["findings"][0]["sentence"]
    told = exports.check(parts, public=[right, FORGER.public])
    assert told["verdict"] == "ok"
    assert any(FORGER.public in note and right in note for note in told["notes"])


def resigned(rows: list[Row]) -> list[Row]:
    """Checkpoints by the forger's key."""
    return [
        {**row, "payload": row["payload"].replace(json.loads(row["payload"])["public"], FORGER.public)}
        if envelope_of(row)["kind"] == "checkpoint_signed"
        else row
        for row in rows
    ]


def anew(rows: list[Row], *keys: DeviceKey) -> list[Row]:
    """Every checkpoint signed over what stands before it now by the key that it names, one after the other."""
    by = {key.public: key for key in (FORGER, *keys)}
    for at, row in enumerate(rows):
        if envelope_of(row)["kind"] == "checkpoint_signed":
            body, envelope = json.loads(row["payload"]), envelope_of(row)
            seq, own = at, rows[at - 1]["hash"]
            said = f"threshold checkpoint 1\n{envelope['device']}\n{envelope['epoch']}\n{seq}\n{own}\n"
            body |= {"seq": seq, "hash": own, "signature": by[body["public"]].sign(said.encode())}
            rows = rechained(
                [*rows[:at], {**row, "payload": canonical.encode(body).decode()}, *rows[at + 1 :]]
            )
    return rows


@pytest.mark.parametrize("signs", [True, False])
def test_a_lost_key_that_it_puts_back_is_told_where_it_signs_and_named_where_another_does(
    exports: Exports, signs: bool
) -> None:
    """In an epoch that says that the key was lost: the program's own `threshold verify` has the same rule."""
    rows, key = rows_of(exports.everything), exports.key
    checkpoint = rows[-1]
    begun = {
        "device": "other",
        "epoch": 1,
        "former_head": "",
        "realm": "record",
        "reason": "device_key_was_missing",
    }
    rows += [naming(rows, FORGER.public, key.public), *resigned([checkpoint])]
    rows = anew(rechained(rows), key)
    begun["former_head"] = rows[-1]["hash"]
    lost = [{**rows[0], "payload": canonical.encode(begun).decode()}, naming(rows, key.public, FORGER.public)]
    lost += [checkpoint] if signs else []
    new = [
        {**row, "envelope": canonical.encode({**envelope_of(row), "device": "other", "epoch": 1}).decode()}
        for row in lost
    ]
    parts = with_visits(exports.everything, anew(rechained([*rows, *new]), key), key)
    told = exports.check(signed(parts, key, device="other", epoch=1))
    assert codes(told) == ([] if signs else [(len(rows) + 2, "key_returned")])
    assert any("is in force again" in note for note in told["notes"]) == signs


def test_a_closed_visit_that_no_checkpoint_covers_is_named(exports: Exports) -> None:
    rows = rows_of(exports.everything)
    cut = rechained(rows[: len(rows) - 1])
    told = exports.check(with_visits(exports.everything, cut, exports.key))
    assert codes(told) == [(len(cut), "not_sealed")]


ODD = (
    *((value | sign << 255).to_bytes(32, "little") for value in (0, 1, verifier.P - 1) for sign in (0, 1)),
    *((value + verifier.P).to_bytes(32, "little") for value in (0, 1, 18)),
    *(bytes.fromhex(each) for each in (
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    )),
)  # fmt: skip


@pytest.mark.parametrize("public", ODD, ids=lambda raw: raw.hex()[:8])
def test_a_key_under_which_one_signature_fits_many_messages_is_refused_by_both(public: bytes) -> None:
    s = 5
    point: Any = (0, 1, 1, 0)
    for _ in range(s):
        point = verifier.add(point, verifier.BASE)
    signature = verifier.encode_point(point) + s.to_bytes(32, "little")
    for number in range(16):
        message = str(number).encode()
        assert not verifier.ed25519(public, message, signature)
        assert not device.verify(public.hex(), message, signature.hex())


def test_a_key_is_written_in_one_way() -> None:
    signature = FORGER.sign(b"x")
    assert device.verify(FORGER.public, b"x", signature)
    for public, said in (
        (FORGER.public.upper(), signature),
        (FORGER.public, signature.upper()),
        (f" {FORGER.public}", signature),
    ):
        assert not device.verify(public, b"x", said)


# ---- The ZIP ------------------------------------------------------------------------------------------------------------
def decoy() -> bytes:
    """Another ZIP."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("events.jsonl", "{}\n")
    return made.getvalue()


def hidden(raw: bytes) -> bytes:
    """A file between the last one and the directory that the directory does not know."""
    end = raw.rindex(b"PK\5\6")
    [start] = struct.unpack("<L", raw[end + 16 : end + 20])
    more = decoy()[: decoy().index(b"PK\1\2")]
    moved = raw[end : end + 16] + struct.pack("<L", start + len(more)) + raw[end + 20 :]
    return raw[:start] + more + raw[start:end] + moved


def written(parts: dict[str, bytes], **changed: Any) -> bytes:
    """A ZIP whose README.txt has something that exports never have."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.external_attr, info.compress_type = 0o600 << 16, zipfile.ZIP_DEFLATED
            for key, value in changed.items() if name == "README.txt" else ():
                setattr(info, key, value)
            with archive.open(info, "w", force_zip64=True) as file:
                file.write(content)
    return made.getvalue()


def padded(raw: bytes) -> bytes:
    """The last file longer than what is packed in it, its sizes and the directory made to fit."""
    made = io.BytesIO(raw)
    with zipfile.ZipFile(made) as archive:
        info, start = archive.infolist()[-1], archive.start_dir
    at = info.header_offset
    head = raw[at : at + 30 + len(info.filename)]
    sizes = struct.pack("<2H2Q", 1, 16, info.file_size, info.compress_size + 4)
    packed_now = raw[at + len(head) + 20 : start]
    directory = raw[start:].replace(
        struct.pack("<3L", info.CRC, info.compress_size, info.file_size),
        struct.pack("<3L", info.CRC, info.compress_size + 4, info.file_size),
    )
    end = directory.rindex(b"PK\5\6")
    moved = directory[end : end + 16] + struct.pack("<L", start + 4) + directory[end + 20 :]
    return raw[:at] + head + sizes + packed_now + b"more" + directory[:end] + moved


def test_a_zip_that_another_program_may_read_otherwise_is_named_at_its_byte(exports: Exports) -> None:
    whole = packed(exports.everything)
    upath = b"../evil.txt"
    extra = struct.pack("<HHBL", 0x7075, 5 + len(upath), 1, zlib.crc32(b"README.txt")) + upath
    assert exports.check(whole)["verdict"] == "ok"
    assert exports.check(written(exports.everything))["verdict"] == "ok"
    odd = {
        "another in front": decoy() + whole,
        "a byte in front": b"M" + whole,
        "comment": whole[:-2] + struct.pack("<H", 5) + b"hello",
        "behind": whole + b"more",
        "hidden": hidden(whole),
        "padded": padded(whole),
        "other name": written(exports.everything, extra=extra),
        "comment on a file": written(exports.everything, comment=b"more"),
        "a link": written(exports.everything, external_attr=0o120777 << 16),
        "a date": written(exports.everything, date_time=(2026, 1, 1, 0, 0, 0)),
        "a system": written(exports.everything, create_system=0),
        "inside": written(exports.everything, internal_attr=1),
    }
    for what, content in odd.items():
        told = exports.check(content)
        assert told["verdict"] != "ok", what
        assert "Byte " in told["findings"][0]["sentence"] or told["verdict"] == "unreadable", what


def test_any_byte_of_the_zips_own_parts_that_is_another_is_named(exports: Exports) -> None:
    """A directory, its entries, and the head of each file: what a ZIP tells beside its contents."""
    whole, rng = packed(exports.everything), random.Random(5)
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        places = [*range(archive.start_dir, len(whole))]
        for info in archive.infolist():
            places += range(info.header_offset, info.header_offset + 50 + len(info.filename))
    for at in rng.sample(places, 60):
        told = exports.check(whole[:at] + bytes([whole[at] ^ 1 << rng.randrange(8)]) + whole[at + 1 :])
        assert told["verdict"] != "ok", at


# ---- What the manifest and the events tell ------------------------------------------------------------------------------
def test_an_export_of_drills_says_so_in_its_verdict(exports: Exports) -> None:
    rows = rows_of(exports.everything)
    rows[0]["payload"] = rows[0]["payload"].replace('"realm":"record"', '"realm":"drill"')
    parts = with_visits(exports.everything, rechained(rows, exports.key), exports.key)
    assert codes(exports.check(parts)) == [(0, "foreign")]
    exports.place.write_bytes(packed(signed(parts, exports.key, realm="drill")))
    said = list(verifier.tell(verifier.check(str(exports.place), [], [])))
    assert said[-1] == "VERDICT: nothing speaks against this export of invented visits (drill)."


@pytest.mark.parametrize(
    ("reason", "verdict", "words"),
    [
        ("restored", "ok", "from a backup"),
        ("signed_head_missing", "ok", "where nothing tells any more"),
        ("not_as_signed", "findings", "had signed before"),
    ],
)
def test_where_a_record_goes_on_from_a_copy_its_event_and_reason_are_told(
    exports: Exports, reason: str, verdict: str, words: str
) -> None:
    rows = rows_of(exports.everything)
    begun = {
        "device": "other",
        "epoch": 1,
        "former_head": rows[-1]["hash"],
        "realm": "record",
        "reason": reason,
    }
    first = {**rows[0], "payload": canonical.encode(begun).decode()}
    first["envelope"] = canonical.encode({**envelope_of(rows[0]), "device": "other", "epoch": 1}).decode()
    parts = with_visits(exports.everything, rechained([*rows, first]), exports.key)
    told = exports.check(signed(parts, exports.key, device="other", epoch=1), (0, "ab" * 32))
    sentences = [*told["notes"], *(each["sentence"] for each in told["findings"])]
    assert any(each.startswith(f"Event {len(rows) + 1}: ") and words in each for each in sentences)
    assert any(f"An epoch began in event {len(rows) + 1}" in each for each in sentences)
    assert exports.check(signed(parts, exports.key, device="other", epoch=1))["verdict"] == verdict


def test_a_redaction_is_told_and_one_of_what_comes_later_or_must_stay_is_named(exports: Exports) -> None:
    assert any(
        "its contents were taken out by event" in note for note in exports.check(exports.everything)["notes"]
    )
    rows = rows_of(exports.everything)
    by = next(at for at, row in enumerate(rows) if envelope_of(row)["kind"] == "payload_redacted")
    for target in (1, by + 1, len(rows)):
        rows[by]["payload"] = canonical.encode({"seq": target, "reason": "order"}).decode()
        told = exports.check(with_visits(exports.everything, rechained(rows), exports.key))
        assert (by + 1, "redaction") in codes(told)


def test_a_manifest_that_counts_otherwise_or_names_other_keys_is_named(exports: Exports) -> None:
    rows = rows_of(exports.everything)
    events = {"first": 1, "last": len(rows), "head": rows[-1]["hash"], "count": len(rows) + 1}
    assert codes(exports.check(signed(exports.everything, exports.key, events=events))) == [(0, "removed")]
    assert codes(exports.check(signed(exports.everything, exports.key, keys=[]))) == [(0, "key")]


def test_a_line_or_an_envelope_that_two_readers_read_otherwise_is_named(exports: Exports) -> None:
    rows = rows_of(exports.everything)
    lines = exports.everything["events.jsonl"].replace(b'{"seq":5,', b'{"seq":4,"seq":5,', 1)
    told = exports.check(signed({**exports.everything, "events.jsonl": lines}, exports.key))
    assert "a key occurs twice" in told["findings"][0]["sentence"]
    rows[6]["envelope"] = rows[6]["envelope"].replace('"visit":', '"visit":"another","visit":', 1)
    told = exports.check(signed(with_rows(exports.everything, rows), exports.key))
    assert (7, "form") in codes(told)
