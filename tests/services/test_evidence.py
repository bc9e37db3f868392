"""An evidence export tells all that was asked for and nothing else, and is checked by a fresh Python that knows nothing of us."""

import ast
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import example, given
from hypothesis import strategies as st

from desktop.core.errors import Refused, Trouble
from desktop.core.events import Access
from desktop.services.backing import back_up, restore_from
from desktop.services.evidence import export_evidence
from desktop.services.signed import IT
from desktop.services.standing import grouped
from desktop.trust.device import device_key_file
from tests.services.exports import (
    OTHER,
    SECRET,
    TAKEN_OUT,
    VERIFIER,
    Case,
    manifest_of,
    packed,
    rows_of,
    unpacked,
    verifier,
)
from tests.services.papers import encoded


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    made = Case(tmp_path / "home")
    yield made
    made.guard.desk.close()


def checked(export: Path, *arguments: str) -> tuple[int, str]:
    """Exit code and output of the verifier in a Python of its own, without site packages, in an empty folder."""
    folder = export.parent / "elsewhere"
    folder.mkdir(exist_ok=True)
    command = [sys.executable, "-I", "-S", "-B", str(VERIFIER), str(export), *arguments]
    done = subprocess.run(command, cwd=folder, env={}, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert list(folder.iterdir()) == []
    return done.returncode, done.stdout


@pytest.mark.parametrize("originals", [False, True])
def test_an_outsider_finds_nothing_against_an_export_of_everything(
    case: Case, tmp_path: Path, originals: bool
) -> None:
    """Every visit is listed with the head that its report prints, and the last line is the verdict."""
    said = case.export(tmp_path / "all.zip", originals=originals)
    code, told = checked(tmp_path / "all.zip", "--public", said.public)
    assert (code, told.splitlines()[-1]) == (0, "VERDICT: nothing speaks against this export.")
    for visit in (case.visit, case.joined, case.other):
        assert f"VISIT  {case.number(visit)}: " in told
        head = case.guard.walking.current(visit).visit.head
        assert f"head {head}" in told
        assert checked(tmp_path / "all.zip", "--head", head)[0] == 0
    parts = unpacked(tmp_path / "all.zip")
    papers = [hashlib.sha256(content).hexdigest() for name, content in parts.items() if "originals/" in name]
    assert papers == ([hashlib.sha256(encoded("PNG")).hexdigest()] if originals else [])
    assert ("its original is left out" in told) == (not originals)
    assert said.problems == ()
    assert said.sha256 == hashlib.sha256((tmp_path / "all.zip").read_bytes()).hexdigest()


def test_of_visits_that_were_not_asked_for_nothing_that_was_written_is_told(
    case: Case, tmp_path: Path
) -> None:
    """The chain still verifies; a joined visit goes with the one it was joined into; what was redacted is nowhere."""
    said = case.export(tmp_path / "one.zip", case.visit, originals=True)
    assert set(said.visits) == {case.number(case.visit), case.number(case.joined)}
    parts = unpacked(tmp_path / "one.zip")
    everything = b"".join(parts.values())
    assert SECRET.encode() in everything
    assert OTHER.encode() not in everything
    assert TAKEN_OUT.encode() not in everything
    assert case.number(case.other).encode() not in everything
    code, told = checked(tmp_path / "one.zip")
    assert (code, told.splitlines()[-1]) == (0, "VERDICT: nothing speaks against this export.")
    row = rows_of(parts)[case.redacted - 1]
    assert row["absent"] == "redacted"
    assert json.loads(rows_of(parts)[row["redacted_by"] - 1]["payload"])["seq"] == case.redacted
    assert [each["count"] for each in manifest_of(parts)["left_out"] if each["what"] == "visits"] == [1]


def test_a_redaction_in_another_visit_speaks_against_no_export(case: Case, tmp_path: Path) -> None:
    """Nor does the order that tells of it come along, which may name people of that visit."""
    case.export(tmp_path / "other.zip", case.other)
    code, told = checked(tmp_path / "other.zip")
    assert (code, told.splitlines()[-1]) == (0, "VERDICT: nothing speaks against this export.")
    rows = rows_of(unpacked(tmp_path / "other.zip"))
    assert rows[case.redacted - 1]["absent"] == "withheld"
    kinds = {json.loads(row["envelope"])["kind"] for row in rows if "payload" in row}
    assert "payload_redacted" not in kinds


def test_a_record_that_was_restored_is_exported_with_all_its_epochs(case: Case, tmp_path: Path) -> None:
    """With visits of both; a head from a report of before the restore, in groups as a screen shows it, still fits."""
    before, home = case.guard.walking.current(case.visit).visit.head, case.guard.desk.store.places
    case.guard.desk.close()
    (tmp_path / "backups").mkdir()
    back_up(home, tmp_path / "backups")
    restore_from(home, tmp_path / "backups")
    case.guard.again()
    later = case.guard.open()
    said = case.export(tmp_path / "e.zip", case.visit, later)
    assert (manifest_of(unpacked(tmp_path / "e.zip"))["epoch"], len(said.visits)) == (1, 3)
    told = checked(tmp_path / "e.zip", "--head", grouped(before).upper(), "--public", grouped(said.public))
    assert (told[0], told[1].splitlines()[-1]) == (0, "VERDICT: nothing speaks against this export.")


def test_an_export_is_on_record_before_it_is_made_and_stands_in_itself(case: Case, tmp_path: Path) -> None:
    case.export(tmp_path / "one.zip", case.visit)
    for visit in (case.visit, case.joined):
        bodies = [event.body for event in case.guard.desk.store.queries.events_of(visit)]
        assert Access("exported") in bodies
    told = [
        row
        for row in rows_of(unpacked(tmp_path / "one.zip"))
        if '"what":"exported"' in row.get("payload", "")
    ]
    assert len(told) == 2


def test_the_parts_are_plain_and_the_same_record_gives_the_same_bytes(case: Case, tmp_path: Path) -> None:
    """What differs between two exports is only that the first of them is on record in the second."""
    case.export(tmp_path / "1.zip")
    case.export(tmp_path / "2.zip")
    first, second = unpacked(tmp_path / "1.zip"), unpacked(tmp_path / "2.zip")
    assert {name for name in first if first[name] != second[name]} == {
        "events.jsonl",
        "manifest.json",
        "manifest.sig",
    }
    assert second["events.jsonl"].startswith(first["events.jsonl"])
    assert first["verify.py"] == VERIFIER.read_bytes()
    assert b"export-evidence" in first["FORMAT.md"]
    assert (tmp_path / "1.zip").stat().st_mode & 0o077 == 0 or os.name == "nt"


def test_a_file_that_is_there_stays_and_nothing_is_left_of_an_export_that_failed(
    case: Case, tmp_path: Path
) -> None:
    out = tmp_path / "out" / "e.zip"
    out.parent.mkdir()
    out.write_bytes(b"another")
    before = case.guard.desk.store.journal.head()
    with pytest.raises(Refused, match="file_there"):
        case.export(out)
    assert case.guard.desk.store.journal.head() == before

    def full(done: int, of: int) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(Trouble, match=r"could not be saved in .*Free some space") as caught:
        export_evidence(case.guard.desk, out, IT, replace=True, progress=full)
    assert caught.value.place == str(out)
    assert [(each.name, each.read_bytes()) for each in out.parent.iterdir()] == [("e.zip", b"another")]


def test_without_the_desks_key_nothing_is_exported(case: Case, tmp_path: Path) -> None:
    """An export that nobody signed would prove little and look like much."""
    place = device_key_file(case.guard.desk.store.places.keys, "record")
    place.unlink()
    with pytest.raises(Trouble, match="key that this desk signs with is missing"):
        case.export(tmp_path / "e.zip")
    assert not (tmp_path / "e.zip").exists()


def test_an_original_that_cannot_be_had_is_told_and_the_rest_goes_on(case: Case, tmp_path: Path) -> None:
    case.guard.files()[0].unlink()
    said = case.export(tmp_path / "e.zip", originals=True)
    [problem] = said.problems
    assert "is missing" in problem
    code, told = checked(tmp_path / "e.zip")
    assert code == 0
    assert "its original is left out (The kept original" in told


def test_a_damaged_record_is_exported_as_it_is_and_the_verifier_names_the_event(
    case: Case, tmp_path: Path
) -> None:
    """An event changed in the database: the export does not hide it."""
    db = case.guard.desk.store.maintenance()
    db.execute("DROP TRIGGER payloads_no_update")
    db.execute("UPDATE payloads SET bytes = ? WHERE seq = 5", (b"\xff\xfe",))
    db.close()
    case.export(tmp_path / "e.zip")
    code, told = checked(tmp_path / "e.zip")
    assert code == 1
    assert "Event 5: its contents do not match" in told


def test_progress_is_told_up_to_all(case: Case, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    said = export_evidence(case.guard.desk, tmp_path / "e.zip", IT, progress=lambda *now: seen.append(now))
    assert seen[-1] == (said.events, said.events)


def test_heads_and_keys_that_are_held_against_an_export_are_named_where_they_do_not_fit(
    case: Case, tmp_path: Path
) -> None:
    case.export(tmp_path / "e.zip")
    assert "No event has the hash" in checked(tmp_path / "e.zip", "--head", "ab" * 32)[1]
    code, told = checked(tmp_path / "e.zip", "--head", f"3:{'ab' * 32}", "--head", f"999:{'ab' * 32}")
    assert code == 1
    assert "Event 3: it is not the event whose hash you gave." in told
    assert "Event 999: the journal ends before" in told
    assert "another key than the one you gave" in checked(tmp_path / "e.zip", "--public", "cd" * 32)[1]


def test_scripts_get_json(case: Case, tmp_path: Path) -> None:
    said = case.export(tmp_path / "e.zip", case.visit)
    told = json.loads(checked(tmp_path / "e.zip", "--json")[1])
    assert (told["verdict"], told["events"], told["head"]) == ("ok", said.events, said.head)
    assert set(told["visits"]) == set(said.visits)


def test_the_verifier_needs_nothing_but_an_old_python() -> None:
    """Every module that it imports is the language's own, and its grammar is that of Python 3.8."""
    tree = ast.parse(VERIFIER.read_text("utf-8"), feature_version=(3, 8))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert names <= sys.stdlib_module_names
    assert not names & {"socket", "subprocess", "tempfile", "urllib", "http", "ssl", "os", "shutil"}


VECTORS = (  # RFC 8032, section 7.1: public key, message, signature
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
    (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        hashlib.sha512(b"abc").hexdigest(),
        (
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
            "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
        ),
    ),
)


@pytest.mark.parametrize(("public", "message", "signature"), VECTORS)
def test_signatures_are_judged_as_the_rfc_says(public: str, message: str, signature: str) -> None:
    key, said, raw = bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature)
    assert verifier.ed25519(key, said, raw)
    assert not verifier.ed25519(key, said + b"\0", raw)
    s = (
        int.from_bytes(raw[32:], "little") + verifier.L
    )  # the same point, written another way: section 5.1.7 refuses it
    assert not verifier.ed25519(key, said, raw[:32] + s.to_bytes(32, "little"))
    for wrong in (raw[:-1], raw + b"\0", b""):
        assert not verifier.ed25519(key, said, wrong)
        assert not verifier.ed25519(wrong, said, raw)


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200), st.data())
@example(bytes(32), b"", None)
def test_signatures_are_judged_as_another_library_judges_them(
    seed: bytes, message: bytes, data: st.DataObject | None
) -> None:
    """Good ones, and ones with a bit turned over anywhere in key, message or signature."""
    private = Ed25519PrivateKey.from_private_bytes(seed)
    parts = [private.public_key().public_bytes_raw(), message, private.sign(message)]
    assert verifier.ed25519(*parts)
    if data is not None:
        part = data.draw(st.sampled_from([0, 2] if not message else [0, 1, 2]))
        bit = data.draw(st.integers(0, 8 * len(parts[part]) - 1))
        turned = int.from_bytes(parts[part], "big") ^ (1 << bit)
        parts[part] = turned.to_bytes(len(parts[part]), "big")
    try:
        Ed25519PublicKey.from_public_bytes(parts[0]).verify(parts[2], parts[1])
        good = True
    except (InvalidSignature, ValueError):
        good = False
    assert verifier.ed25519(*parts) == good


def test_a_point_has_one_form_only() -> None:
    """RFC 8032, section 5.1.3: y below p, and no sign where x is 0. Else one key could be written in two ways."""
    assert verifier.decode_point((1).to_bytes(32, "little")) is not None
    assert verifier.decode_point((verifier.P + 1).to_bytes(32, "little")) is None
    assert verifier.decode_point((1 | 1 << 255).to_bytes(32, "little")) is None


def test_a_file_that_is_no_export_is_told_with_its_own_exit_code(tmp_path: Path) -> None:
    for number, content in enumerate(
        (b"", b"PK\3\4", packed({}), packed({"manifest.json": b"{}"}), b"x" * 99)
    ):
        place = tmp_path / f"{number}.zip"
        place.write_bytes(content)
        code, told = checked(place)
        assert code == 2
        assert told.splitlines()[-1].startswith("VERDICT: this is no evidence export")
    assert checked(tmp_path / "none.zip")[0] == 2
