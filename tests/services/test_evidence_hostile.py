"""Nothing that an evidence export may hold stops its verifier: damage, bombs, endless JSON, any value in any place."""

import json
import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.services.exports import (
    Exports,
    envelope_of,
    manifest_of,
    packed,
    rows_of,
    signed,
    unpacked,
    verifier,
)


def test_what_would_unpack_to_too_much_is_not_unpacked(exports: Exports) -> None:
    for name in ("events.jsonl", "manifest.json", "verify.py"):
        told = exports.check(packed({**exports.everything, name: bytes(8 << 20)}))
        assert "far more than an export holds" in " ".join(each["sentence"] for each in told["findings"])
    long = b"[" + b"1," * (9 << 20)
    told = exports.check(packed({**exports.everything, "events.jsonl": long}, method=0))
    assert "longer than an event ever is" in " ".join(each["sentence"] for each in told["findings"])


def test_files_that_lie_over_one_another_are_not_unpacked(exports: Exports) -> None:
    """One heap of packed bytes under ten thousand names would take days to read."""
    whole = packed({**exports.everything, f"originals/{'0' * 64}.png": bytes(100)}, method=0)
    start = int.from_bytes(whole[-6:-2], "little")
    entry = whole[start:-22]
    single = entry[entry.rindex(b"PK\1\2") :]
    more = b"".join(single.replace(b"0" * 64, b"%064d" % number) for number in range(1, 10_000))
    end = (
        whole[-22:-14]
        + (9_999 + 9).to_bytes(2, "little") * 2
        + len(entry + more).to_bytes(4, "little")
        + whole[-6:]
    )
    told = exports.check(whole[:start] + entry + more + end)
    assert "lie over one another" in told["findings"][0]["sentence"]


def test_json_that_is_nested_or_counts_without_end_is_told(exports: Exports) -> None:
    for bad in (
        b"[" * 200_000,
        b'{"a":' * 100_000,
        b"9" * 10_000,
        b'{"seq":1e999}',
        b'{"seq":NaN}',
        b"\xff\xfe",
        b'"\\ud800"',
    ):
        lines = exports.everything["events.jsonl"] + bad + b"\n"
        told = exports.check(signed({**exports.everything, "events.jsonl": lines}, exports.key))
        assert "cannot be read" in " ".join(each["sentence"] for each in told["findings"])
        assert exports.check({**exports.everything, "manifest.json": bad})["verdict"] == "unreadable"


def test_findings_without_number_are_told_in_a_bounded_list(exports: Exports) -> None:
    lines = b"".join(b'{"seq":%d}\n' % number for number in random.Random(1).sample(range(10**9), 3000))
    told = exports.check({**exports.everything, "events.jsonl": lines})
    assert len(told["findings"]) == verifier.MOST_FINDINGS


def test_what_the_export_says_cannot_steer_a_terminal(exports: Exports) -> None:
    first = manifest_of(exports.everything)["visits"][0]
    told = exports.check(
        signed(exports.everything, exports.key, visits=[{**first, "record_number": "\x1b[2J\r\n"}])
    )
    assert told["findings"]
    assert all(each["sentence"].isprintable() for each in told["findings"])


# A few bytes of a ZIP say nothing (dates, rights); so what is asked is that a good verdict is given to the same contents only.
FUZZ = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda each: st.lists(each) | st.dictionaries(st.text(), each),
)


@FUZZ
@given(data=st.data())
def test_bytes_turned_over_cut_out_or_put_in_never_stop_the_verifier(
    exports: Exports, data: st.DataObject
) -> None:
    whole = packed(exports.everything)
    at = data.draw(st.integers(0, len(whole) - 1))
    many = data.draw(st.sampled_from([0, 1, 4, len(whole)]))
    broken = whole[:at] + data.draw(st.binary(max_size=8)) + whole[at + many :]
    if exports.check(broken)["verdict"] == "ok":
        assert unpacked(exports.place) == exports.everything


@FUZZ
@given(data=st.data())
def test_any_json_in_any_place_never_stops_the_verifier(exports: Exports, data: st.DataObject) -> None:
    """In a line, in an envelope, in contents that fit their hash, in the manifest: signed by the desk's key each time."""
    rows, where, odd = rows_of(exports.everything), data.draw(st.sampled_from("leam")), data.draw(PLAIN)
    at = data.draw(st.integers(0, len(rows) - 1))
    text = json.dumps(odd)
    if where == "m":
        manifest = manifest_of(exports.everything)
        key = data.draw(st.sampled_from(sorted(set(manifest) - {"files", "signed_by"})))
        raw = json.dumps({**manifest, key: odd}).encode()
        exports.check({**exports.everything, "manifest.json": raw})
        return
    if where == "l":
        rows[at] = (
            odd if isinstance(odd, dict) else {**rows[at], data.draw(st.sampled_from(sorted(rows[at]))): odd}
        )
    elif where == "e":
        key = data.draw(st.sampled_from(sorted(envelope_of(rows[at]))))
        rows[at]["envelope"] = json.dumps({**envelope_of(rows[at]), key: odd})
        rows[at]["hash"] = verifier.digest("event", rows[at]["prev"].encode(), rows[at]["envelope"].encode())
    else:
        rows[at] |= {"payload": text, "salt": "00" * 16}
        own = verifier.digest("payload", bytes(16), text.encode())
        rows[at]["envelope"] = json.dumps({**envelope_of(rows[at]), "payload_hash": own})
        rows[at]["hash"] = verifier.digest("event", rows[at]["prev"].encode(), rows[at]["envelope"].encode())
    lines = b"".join(json.dumps(row).encode() + b"\n" for row in rows)
    told = exports.check(signed({**exports.everything, "events.jsonl": lines}, exports.key))
    assert told["verdict"] != "ok" or rows == rows_of(exports.everything)
