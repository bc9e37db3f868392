"""Each small damage to a real pack is refused by its own code, at the file and place where it was done, in words that were read.

The damages stand in `broken/`, at least one for every code. After a wanted change of words they are made anew and read before they
are kept: `THRESHOLD_MAKE_GOLDENS=1 .venv/bin/pytest tests/packs/test_mutations.py` (never where CI is set: there it fails).
"""

import importlib
import os
import re
from collections.abc import Callable
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

import desktop
from desktop.core.findings import Finding, errors
from desktop.core.packcheck.codes import ERRORS, NOTES, WARNINGS
from desktop.packs.catalog import PackUnusable, check_pack, load_pack
from desktop.packs.facility import read_facility, site
from tests.packs.broken.rows import Row
from tests.packs.mutated import OVERLAY, PACK, PACKS, Tables, find

TODAY = date(2026, 11, 23)
GOLDEN = Path(__file__).parent / "golden" / "findings.txt"
MAKE = "THRESHOLD_MAKE_GOLDENS"
HASH = re.compile(r"\b[0-9a-f]{64}\b")
PROVED = {
    "step_unreachable",
    "ask_dead",
    "rule_dead",
    "path_open",
    "allow_unsafe",
    "value_alike",
    "not_proved",
    "overlay_loosens",
    "reading_hard",
}
"""Codes that come from walking the paths; the others are told without."""


Look = Callable[[Tables, Path], list[Finding]]
"""What a module of `broken/` whose rows are no faults of a pack by itself finds in the folder that it writes."""


def _broken() -> dict[str, tuple[Path, Row, Look | None]]:
    """Every row of every module of `broken/` by a name that stays when others are added, with the pack that it edits."""
    found: dict[str, tuple[Path, Row, Look | None]] = {}
    for file in sorted((Path(__file__).parent / "broken").glob("*.py")):
        module = importlib.import_module(f"tests.packs.broken.{file.stem}")
        for row in getattr(module, "ROWS", []):
            name = "  ".join(part for part in row[:3] if part)
            while name in found:
                name += "+"
            found[name] = (getattr(module, "SOURCE", PACK), row, getattr(module, "look", None))
    return found


BROKEN = _broken()


def kept() -> dict[str, str]:
    """What each row was told when somebody last read it, by the row's name."""
    lines = GOLDEN.read_text("utf-8").split("\n") if GOLDEN.exists() else []
    return dict(zip(lines[::2], lines[1::2], strict=False))


def keep(name: str, line: str) -> None:
    """Write what a row is told beside the others, those that are no more left out."""
    assert not os.environ.get("CI"), f"{MAKE} is set in CI: the words would be compared with themselves."
    told = {each: said for each, said in (kept() | {name: line}).items() if each in BROKEN}
    GOLDEN.write_text("".join(f"{each}\n{told[each]}\n" for each in BROKEN if each in told), "utf-8")


def found(source: Path, row: Row, look: Look | None, folder: Path) -> list[Finding]:
    """All findings about the pack with this one edit; where one is an error, what loading it raises."""
    tables = Tables(source)
    row[3](tables)
    if look is not None:
        return look(tables, folder / "pack")
    made, walk = tables.write(folder / "pack"), row[0] in PROVED
    if row[0] not in ERRORS:
        return check_pack(made, TODAY, prove_paths=walk)
    with pytest.raises(PackUnusable) as unusable:
        load_pack(made, TODAY, prove_paths=walk)
    return unusable.value.findings


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_pack_is_refused_by_code_file_and_place(name: str, tmp_path: Path) -> None:
    """The finding says where it is, what is wrong and what to do, in the words that were read; an error keeps it from loading."""
    source, row, look = BROKEN[name]
    code, file, place, _ = row
    findings = found(source, row, look, tmp_path)
    hits = [
        each for each in findings if (each.code, each.file) == (code, file) and fnmatchcase(each.place, place)
    ]
    assert hits, "\n".join(each.line() for each in findings)
    assert all(each.sentence.strip() and each.fix.strip() for each in hits)
    told_only = look is not None and hits[0].level == "warning"
    assert hits[0].level == ("warning" if code in WARNINGS or told_only else "error")
    line = HASH.sub("0" * 64, hits[0].line())
    if os.environ.get(MAKE):
        keep(name, line)
    assert line == kept().get(name)


def test_no_words_are_kept_of_a_pack_that_is_no_more() -> None:
    assert [name for name in kept() if name and name not in BROKEN] == []


def test_a_folder_in_place_of_a_file_is_named(tmp_path: Path) -> None:
    tables = Tables()
    tables.raw["law.toml"] = None
    folder = tables.write(tmp_path)
    (folder / "law.toml").mkdir()
    assert ("file_unreadable", "law.toml") in {(each.code, each.file) for each in check_pack(folder)}


def test_what_cannot_come_up_at_a_facility_is_noted_and_no_fault() -> None:
    """A shelter has no students: the overlay's question is never asked there, and the base's rule for courts never holds."""
    here = site(read_facility(PACKS.parent / "facilities" / "sample-shelter.toml")[0])
    noted = [each for each in check_pack(OVERLAY, TODAY, here=here) if each.code == "not_here"]
    assert {each.level for each in noted} == {"note"}
    assert ("routing.toml", "ask 1 (student_asked)") in {(each.file, each.place) for each in noted}
    base = "us-ny-nyc/facility-entry/routing.toml"
    assert (base, "rule 5 (court_area)") in {(each.file, each.place) for each in noted}


def test_every_code_that_the_check_knows_has_a_broken_pack() -> None:
    shown = {row[0] for _, row, _ in BROKEN.values()} | {"file_unreadable", "not_here"}
    assert {*ERRORS, *WARNINGS, *NOTES} - shown == set()


NAMED = re.compile(
    r"\b(?:Finding|note|add|lay|_add|_?fault|_unread|_unreadable)"  # what notes a finding
    r"\(\s*(?:path,\s*|file,\s*|notes,\s*)?"  # what may stand before its code
    r'f?"([a-z_{}]+)",'
)


def test_no_code_that_is_told_of_a_pack_its_stories_or_its_facility_is_outside_of_the_lists() -> None:
    """Looked for in the program's own text: in no list it would be in no manual, and nobody would have broken a pack for it."""
    program = Path(desktop.__file__).parent
    files = [
        *(program / "packs").glob("*.py"),
        *(program / "core" / "packcheck").glob("*.py"),
        program / "services" / "policy_gate.py",
    ]
    named = {code for file in files for code in NAMED.findall(file.read_text("utf-8"))}
    assert len(named) > 90
    assert {code for code in named if "{" not in code} - {*ERRORS, *WARNINGS, *NOTES} == set()


def test_a_code_that_no_list_has_cannot_be_noted() -> None:
    from desktop.core.packcheck.codes import Notes

    with pytest.raises(KeyError):
        Notes().add("odd", "pack.toml", "", "", "It is odd.", "Mend it.")


def test_several_faults_are_all_listed_not_just_the_first(tmp_path: Path) -> None:
    tables = Tables()
    rows = [
        BROKEN[name][1]
        for name in (
            "unknown_step  routing.toml  ask * (vistor)",
            "unknown_value  routing.toml  rule * (identity_not_proved)",
            "text_missing  text/en/words.toml  reasons",
            "text_missing  text/en/words.toml  flags",
            "call_unknown  text/en/outcomes.toml  hold_for_counsel",
            "citation_missing  law.toml  steps",
            "head_owner  pack.toml",
        )
    ]
    for row in rows:
        row[3](tables)
    findings = check_pack(tables.write(tmp_path))
    for code, file, place, _ in rows:
        assert any(
            (each.code, each.file) == (code, file) and fnmatchcase(each.place, place) for each in findings
        ), code


@pytest.mark.parametrize(
    ("file", "table", "ident"),
    [("steps.toml", "step", "paper_top"), ("routing.toml", "outcome", "hold_for_counsel"), ("law.toml", "citation", "eo-13")],
)  # fmt: skip
def test_an_entry_that_cannot_be_read_is_told_once_and_not_at_every_place_that_names_it(
    file: str, table: str, ident: str, tmp_path: Path
) -> None:
    """The control: the same entry taken away is told at each of them."""
    broken, gone = Tables(), Tables()
    find(broken.files[file], (table, {"id": ident}))["odd"] = True
    gone.files[file][table].remove(find(gone.files[file], (table, {"id": ident})))
    [told] = errors(check_pack(broken.write(tmp_path / "broken")))
    assert told.code == "bad_shape"
    hit = re.search(r"and (\d+) places? that names? it (?:is|are) not told", told.sentence)
    assert hit, told.sentence
    everywhere = [
        each for each in errors(check_pack(gone.write(tmp_path / "gone"))) if f"'{ident}'" in each.sentence
    ]
    assert len(everywhere) >= int(hit[1]) > 0


@pytest.mark.parametrize("source", [PACK, OVERLAY], ids=["base", "overlay"])
def test_the_packs_that_ship_have_no_error(source: Path) -> None:
    assert errors(check_pack(source, TODAY)) == []


@pytest.mark.parametrize("source", [PACK, OVERLAY], ids=["base", "overlay"])
def test_a_pack_written_back_unchanged_is_the_same_pack(source: Path, tmp_path: Path) -> None:
    """So that each refusal above comes from its edit, and not from how the copy was written."""
    assert load_pack(Tables(source).write(tmp_path)).pack_hash == load_pack(source).pack_hash


def test_the_same_pack_is_refused_in_the_same_words_twice(tmp_path: Path) -> None:
    tables = Tables()
    BROKEN["unknown_step  routing.toml  ask * (vistor)"][1][3](tables)
    folder = tables.write(tmp_path)
    assert check_pack(folder) == check_pack(folder)
