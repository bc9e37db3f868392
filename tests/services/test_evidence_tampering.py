"""Whatever is changed in an evidence export is named, by the event where it is one, and nothing that it holds stops the verifier."""

import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from desktop.core import canonical
from tests.services.exports import (
    FORGER,
    Exports,
    Parts,
    Row,
    Told,
    envelope_of,
    manifest_of,
    packed,
    rechained,
    rows_of,
    signed,
    verifier,
    with_rows,
    with_visits,
)


def named(told: Told, seq: int, *codes: str) -> bool:
    """Whether one of the findings names this event with one of these codes."""
    return any(each["seq"] == seq and each["code"] in codes for each in told["findings"])


def of_kind(rows: list[Row], kind: str) -> int:
    """Where the first event of a kind stands in the list."""
    return next(place for place, row in enumerate(rows) if envelope_of(row)["kind"] == kind)


def turned(text: str) -> str:
    """A hex text with its last digit another one."""
    return text[:-1] + ("0" if text[-1] != "0" else "1")


# ---- One event, by a forger who then signs the manifest with the desk's own key -----------------------------------------
Tampering = Callable[[list[Row], int], tuple[int, tuple[str, ...]]]
"""Changes the list of rows at a place; the number of the event that must be named, and by which codes."""


def change_envelope(rows: list[Row], at: int) -> tuple[int, tuple[str, ...]]:
    envelope = envelope_of(rows[at])
    rows[at]["envelope"] = canonical.encode({**envelope, "utc_us": envelope["utc_us"] + 1}).decode()
    return at + 1, ("changed",)


def change_actor_and_hash(rows: list[Row], at: int) -> tuple[int, tuple[str, ...]]:
    envelope = envelope_of(rows[at])
    actor = {**envelope["actor"], "person": "Guard 99"}
    rows[at]["envelope"] = canonical.encode({**envelope, "actor": actor}).decode()
    rows[at]["hash"] = verifier.digest("event", rows[at]["prev"].encode(), rows[at]["envelope"].encode())
    return at + 1, ("changed",)


def change_prev(rows: list[Row], at: int) -> tuple[int, tuple[str, ...]]:
    rows[at]["prev"] = turned(rows[at]["prev"])
    return at + 1, ("changed",)


def change_hash(rows: list[Row], at: int) -> tuple[int, tuple[str, ...]]:
    rows[at]["hash"] = turned(rows[at]["hash"])
    return at + 1, ("changed",)


def change_number(rows: list[Row], at: int) -> tuple[int, tuple[str, ...]]:
    rows[at]["seq"] += 1000
    return at + 1001, ("reordered",)


def change_payload(rows: list[Row], at: int) -> tuple[int, tuple[str, ...]]:
    rows[at]["payload"] = rows[at].get("payload", "")[:-1] + ',"more":1}'
    rows[at].setdefault("salt", "00" * 16)
    return at + 1, ("payload_changed",)


def change_salt(rows: list[Row], at: int) -> tuple[int, tuple[str, ...]]:
    rows[at]["salt"] = turned(rows[at].get("salt", "00" * 16))
    rows[at].setdefault("payload", "{}")
    return at + 1, ("payload_changed",)


def withhold(rows: list[Row], at: int) -> tuple[int, tuple[str, ...]]:
    rows[at] = {**{key: rows[at][key] for key in ("seq", "envelope", "prev", "hash")}, "absent": "withheld"}
    return at + 1, ("withheld",)


def redact_by(rows: list[Row], at: int, by: int) -> None:
    withhold(rows, at)
    rows[at] |= {"absent": "redacted", "redacted_by": by}


def redact(rows: list[Row], at: int) -> tuple[int, tuple[str, ...]]:
    """The contents go, and a redaction of another event is named."""
    redact_by(rows, at, of_kind(rows, "payload_redacted") + 1)
    return at + 1, ("payload_missing",)


def lose(rows: list[Row], at: int) -> tuple[int, tuple[str, ...]]:
    withhold(rows, at)
    rows[at]["absent"] = "missing"
    return at + 1, ("payload_missing",)


def remove(rows: list[Row], at: int) -> tuple[int, tuple[str, ...]]:
    del rows[at]
    return at + 1, ("removed",)


def remove_several(rows: list[Row], at: int) -> tuple[int, tuple[str, ...]]:
    del rows[at : at + 3]
    return at + 1, ("removed",)


def cut_off(rows: list[Row], at: int) -> tuple[int, tuple[str, ...]]:
    del rows[at:]
    return at + 1, ("cut",)


def swap(rows: list[Row], at: int) -> tuple[int, tuple[str, ...]]:
    rows[at], rows[at + 1] = rows[at + 1], rows[at]
    return at + 1, ("inserted", "removed")


def swap_with_numbers(rows: list[Row], at: int) -> tuple[int, tuple[str, ...]]:
    rows[at], rows[at + 1] = {**rows[at + 1], "seq": at + 1}, {**rows[at], "seq": at + 2}
    return at + 1, ("reordered",)


def put_in_twice(rows: list[Row], at: int) -> tuple[int, tuple[str, ...]]:
    rows.insert(at, dict(rows[at]))
    return at + 1, ("inserted",)


ON_ROWS: tuple[Tampering, ...] = (
    change_envelope, change_actor_and_hash, change_prev, change_hash, change_number, change_payload, change_salt,
    withhold, redact, lose, remove, remove_several, cut_off, swap, swap_with_numbers, put_in_twice,
)  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("tampering", ON_ROWS)
def test_the_event_that_was_changed_is_named(exports: Exports, tampering: Tampering, seed: int) -> None:
    """Even where the manifest was signed again by the desk's own key, the finding is that of the event."""
    rows = rows_of(exports.everything)
    redacted = next(place for place, row in enumerate(rows) if row.get("absent") == "redacted")
    places = [place for place in range(2, len(rows) - 5) if place != redacted]
    seq, codes = tampering(rows, random.Random(f"{tampering.__name__}{seed}").choice(places))
    told = exports.check(signed(with_rows(exports.everything, rows), exports.key))
    assert told["verdict"] == "findings"
    assert named(told, seq, *codes), told["findings"]


@pytest.mark.parametrize("key", ["seq", "envelope", "prev", "hash", "salt", "payload"])
@pytest.mark.parametrize("value", [None, 5.5, [], {"a": 1}, "\ud800"])
def test_a_line_with_a_value_of_another_type_is_named(exports: Exports, key: str, value: object) -> None:
    rows = rows_of(exports.everything)
    rows[6][key] = value
    lines = b"".join(json.dumps(row).encode() + b"\n" for row in rows)
    told = exports.check(signed({**exports.everything, "events.jsonl": lines}, exports.key))
    about = [each["sentence"] for each in told["findings"]]
    assert any(each.startswith(("Line 7 of events.jsonl", "Event 7:")) for each in about), about


# ---- The whole chain written anew ---------------------------------------------------------------------------------------
def answered(rows: list[Row]) -> int:
    """Change what the guard answered first; its place."""
    at = of_kind(rows, "step_answered")
    rows[at]["payload"] = rows[at]["payload"].replace('"none"', '"nobody"')
    return at


def test_a_chain_written_anew_without_the_desks_key_is_named_at_its_checkpoint(exports: Exports) -> None:
    rows = rows_of(exports.everything)
    answered(rows)
    forged = rechained(rows)
    checkpoint = of_kind(forged, "checkpoint_signed") + 1
    told = exports.check(with_visits(exports.everything, forged, exports.key))
    assert {each["code"] for each in told["findings"]} == {"rewritten"}
    assert named(told, checkpoint, "rewritten")


@pytest.mark.parametrize("export", ["everything", "one"])
def test_one_written_anew_with_a_key_of_the_forgers_shows_against_a_head_or_a_key_that_was_kept(
    exports: Exports, export: str
) -> None:
    """Nothing inside can tell it: that is why heads and keys are to be kept elsewhere."""
    parts: Parts = getattr(exports, export)
    rows = rows_of(parts)
    head = rows[-2]["hash"]
    at = answered(rows)
    forged = with_visits(parts, rechained(rows, FORGER), FORGER)
    assert exports.check(forged)["verdict"] == "ok"
    told = exports.check(forged, public=[exports.key.public])
    assert {each["code"] for each in told["findings"]} == {"key", "key_not_noted"}
    assert named(exports.check(forged, (len(rows) - 1, head)), len(rows) - 1, "rewritten")
    assert named(exports.check(forged, (0, head)), 0, "cut")
    assert exports.check(forged, (at, rows[at - 1]["hash"]))["verdict"] == "findings"


def test_a_checkpoint_by_another_key_or_with_a_false_signature_is_named(exports: Exports) -> None:
    for public in (FORGER.public, exports.key.public):
        rows = rows_of(exports.everything)
        body, envelope = json.loads(rows[-1]["payload"]), envelope_of(rows[-1])
        signs = f"threshold checkpoint 1\n{envelope['device']}\n{envelope['epoch']}\n{body['seq']}\n{body['hash']}\n"
        forged = {**body, "public": public, "signature": FORGER.sign(signs.encode())}
        rows[-1]["payload"] = canonical.encode(forged).decode()
        told = exports.check(with_visits(exports.everything, rechained(rows), exports.key))
        assert [(each["seq"], each["code"]) for each in told["findings"]] == [
            (len(rows), "checkpoint"),
            (len(rows) - 1, "not_sealed"),
        ]


@pytest.mark.parametrize("kind", ["visit_opened", "device_key_made"])
def test_what_may_never_be_redacted_is_named_where_it_was(exports: Exports, kind: str) -> None:
    """Also where the redaction says so in all form."""
    rows = rows_of(exports.everything)
    at, by = of_kind(rows, kind), of_kind(rows, "payload_redacted")
    rows[by]["payload"] = canonical.encode({"seq": at + 1, "reason": "order"}).decode()
    redact_by(rows, at, by + 1)
    told = exports.check(with_visits(exports.everything, rechained(rows), exports.key))
    assert named(told, at + 1, "payload_missing")


def test_a_redaction_that_comes_before_what_it_takes_out_is_named(exports: Exports) -> None:
    rows = rows_of(exports.everything)
    by = of_kind(rows, "payload_redacted")
    at = next(place for place in range(by + 1, len(rows)) if envelope_of(rows[place])["kind"] == "access")
    rows[by]["payload"] = canonical.encode({"seq": at + 1, "reason": "order"}).decode()
    redact_by(rows, at, by + 1)
    told = exports.check(with_visits(exports.everything, rechained(rows), exports.key))
    assert named(told, at + 1, "payload_missing")


@pytest.mark.parametrize("kind", ["store_created", "device_key_made", "checkpoint_signed"])
def test_what_everybody_needs_to_check_is_never_withheld(exports: Exports, kind: str) -> None:
    rows = rows_of(exports.one)
    at = of_kind(rows, kind)
    withhold(rows, at)
    assert named(exports.check(signed(with_rows(exports.one, rows), exports.key)), at + 1, "withheld")


def test_a_key_that_comes_in_between_must_name_the_one_before(exports: Exports) -> None:
    rows = rows_of(exports.everything)
    at = of_kind(rows, "device_key_made")
    rows.insert(5, {**rows[at], "payload": json.dumps({"public": FORGER.public, "former": ""})})
    told = exports.check(with_visits(exports.everything, rechained(rows), exports.key))
    assert named(told, 6, "key_unexplained")


def test_an_event_of_another_desk_and_one_tied_to_another_of_its_visit_are_named(exports: Exports) -> None:
    for field, value, code in (
        ("device", "another", "foreign"),
        ("epoch", 7, "foreign"),
        ("after", "ab" * 32, "after"),
    ):
        rows = rows_of(exports.everything)
        rows[7]["envelope"] = canonical.encode({**envelope_of(rows[7]), field: value}).decode()
        if field != "after":
            rows = rechained(rows)
        else:
            for at in range(7, len(rows)):  # the chain anew, and only the link within the visit is left wrong
                rows[at]["prev"] = rows[at - 1]["hash"]
                rows[at]["hash"] = verifier.digest(
                    "event", rows[at]["prev"].encode(), rows[at]["envelope"].encode()
                )
        told = exports.check(with_visits(exports.everything, rows, exports.key))
        assert named(told, 8, code), told["findings"]


def test_a_record_that_goes_on_from_a_copy_must_name_the_head_before_it(exports: Exports) -> None:
    """A restored record has another device and epoch from its event on; one that names no head could be put before anything."""
    rows = rows_of(exports.everything)
    for former, verdict in ((rows[9]["hash"], "ok"), ("ab" * 32, "findings"), (None, "findings")):
        begun = {**json.loads(rows[0]["payload"]), "device": "restored", "epoch": 1, "former_head": former}
        first = {**rows[0], "payload": canonical.encode(begun).decode()}
        changed = [
            {
                **row,
                "envelope": canonical.encode({**envelope_of(row), "device": "restored", "epoch": 1}).decode(),
            }
            for row in [first, *rows[10:]]
        ]
        for row in changed:
            if "redacted_by" in row:
                row["redacted_by"] += 1
            elif envelope_of(row)["kind"] == "payload_redacted":
                body = json.loads(row["payload"])
                row["payload"] = canonical.encode({**body, "seq": body["seq"] + (body["seq"] > 10)}).decode()
        restored = rechained([*rows[:10], *changed], exports.key)
        parts = with_visits(exports.everything, restored, exports.key)
        told = exports.check(signed(parts, exports.key, device="restored", epoch=1))
        assert (told["verdict"], named(told, 11, "foreign")) == (verdict, verdict == "findings"), told[
            "findings"
        ]


# ---- The files beside the events ----------------------------------------------------------------------------------------
def test_every_file_that_is_changed_removed_or_put_in_is_named(exports: Exports) -> None:
    for name, content in exports.everything.items():
        changed = exports.check({**exports.everything, name: content[:-1] + bytes([content[-1] ^ 1])})
        assert changed["verdict"] != "ok"
        sentences = " ".join(each["sentence"] for each in changed["findings"])
        assert name in sentences or "manifest" in sentences or changed["verdict"] == "unreadable"
        gone = exports.check({each: exports.everything[each] for each in exports.everything if each != name})
        assert gone["verdict"] == ("unreadable" if name == "manifest.json" else "findings")
    for name in (
        "packs/" + "0" * 64 + ".json",
        "originals/" + "0" * 64 + ".png",
        "../../x",
        "/etc/x",
        "a\\b",
        "verify.py/",
    ):
        told = exports.check({**exports.everything, name: b"{}"})
        assert any(each["code"] == "file" for each in told["findings"]), name
    twice = exports.check(
        packed(exports.everything, ("verify.py", b"print('nothing speaks against this export')"))
    )
    assert "verify.py occurs twice in the ZIP." in [each["sentence"] for each in twice["findings"]]


def test_packs_and_originals_are_held_against_the_events_that_name_them(exports: Exports) -> None:
    """Not only against the manifest, which the desk's key may have signed later."""
    pack = next(name for name in exports.everything if name.startswith("packs/"))
    paper = next(name for name in exports.everything if name.startswith("originals/"))
    kept = of_kind(rows_of(exports.everything), "photo_kept") + 1
    law = exports.everything[pack].replace(b'"law":{', b'"law":{"more":1,', 1)
    for content in (law, b"{}", b"[]", b"\xff"):
        told = exports.check(signed({**exports.everything, pack: content}, exports.key))
        assert [each["code"] for each in told["findings"]] == ["pack"]
    told = exports.check(signed({**exports.everything, paper: b"another"}, exports.key))
    assert named(told, kept, "original")
    without = {name: content for name, content in exports.everything.items() if name not in (pack, paper)}
    told = exports.check(signed(without, exports.key))
    assert {each["code"] for each in told["findings"]} == {"pack", "original"}


def test_a_manifest_that_tells_another_story_than_the_journal_is_named(exports: Exports) -> None:
    whole = manifest_of(exports.everything)
    last = whole["events"]
    first = whole["visits"][0]
    stories: tuple[tuple[str, dict[str, Any]], ...] = (
        ("cut", {"events": {**last, "last": last["last"] + 2}}),
        ("rewritten", {"events": {**last, "head": turned(last["head"])}}),
        ("visit", {"visits": [{**first, "head": turned(first["head"])}, *whole["visits"][1:]]}),
        ("visit", {"visits": [{**first, "record_number": "SCH900-1-2026-00009-X"}, *whole["visits"][1:]]}),
        ("visit", {"visits": [{**first, "visit": "another"}, *whole["visits"][1:]]}),
        ("visit", {"visits": whole["visits"][1:]}),
        ("foreign", {"device": "another"}),
        ("foreign", {"epoch": 3}),
        ("key", {"signed_by": FORGER.public}),
    )
    for code, changed in stories:
        key = FORGER if code == "key" else exports.key
        told = exports.check(signed(exports.everything, key, **changed))
        assert code in {each["code"] for each in told["findings"]}, changed
    everything = exports.check(signed(exports.one, exports.key, all_visits=True))
    assert "withheld" in {each["code"] for each in everything["findings"]}
