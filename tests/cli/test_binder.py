"""`threshold binder`, and copies by `threshold report --public --to`: what is written, what is on record, and the exit codes."""

import hashlib
import json
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from desktop.cli.main import cli
from desktop.core.review_events import CopyIssued
from desktop.paths import places
from desktop.services.desk import open_desk
from desktop.services.pictures import page_words
from tests.cli.playing import SHELTER, a_visit

GIVEN = ("--to", "Counsel", "--purpose", "Files of July")


@pytest.fixture
def numbers(tmp_path: Path) -> list[str]:
    """The record numbers of two visits."""
    return [a_visit(tmp_path), a_visit(tmp_path)]


def run(tmp_path: Path, *arguments: str | Path) -> Result:
    options = ["--home", str(tmp_path / "home"), "--facility", str(SHELTER)]
    return CliRunner().invoke(cli, [*options, *map(str, arguments)], obj=lambda *_: 0)


def issued(tmp_path: Path) -> list[CopyIssued]:
    with closing(open_desk(places(tmp_path / "home", {}), SHELTER, create=False)) as desk:
        events = desk.store.queries.events_where("kind = 'copy_issued'")
    return [event.body for event in events if isinstance(event.body, CopyIssued)]


def test_all_reports_go_into_one_pdf_with_an_index(tmp_path: Path, numbers: list[str]) -> None:
    """Oldest first; the same again with exit code 0, since the same bytes are there."""
    out = tmp_path / "all.pdf"
    for _ in range(2):
        told = run(tmp_path, "binder", "--out", out, "--json", *GIVEN)
        assert told.exit_code == 0
    facts = json.loads(told.output)
    assert facts["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert [each["number"] for each in facts["reports"]] == numbers
    assert page_words(out.read_bytes())[0].startswith("Index of reports")
    assert [body.numbers for body in issued(tmp_path)] == [numbers] * 2


def test_a_folder_gets_a_file_each_and_one_report_more_is_told_with_exit_code_1(
    tmp_path: Path, numbers: list[str]
) -> None:
    """What is no visit is listed with why; the rest is written."""
    told = run(tmp_path, "binder", numbers[0].lower(), "nonsense", "--out", tmp_path / "out", *GIVEN)
    assert told.exit_code == 1
    assert "left out: nonsense: That is not a record number" in told.stderr
    files = {file.name for file in (tmp_path / "out").iterdir()}
    assert files == {"Index.pdf", "SHA256SUMS.txt", f"{numbers[0]}-report.pdf"}


def test_what_cannot_be_done_ends_with_exit_code_2_or_1_and_leaves_nothing(
    tmp_path: Path, numbers: list[str]
) -> None:
    out = tmp_path / "all.pdf"
    assert run(tmp_path, "binder", "--out", out).exit_code == 2
    assert run(tmp_path, "binder", "--out", out, "--until", "2020-01-01", *GIVEN).exit_code == 1
    assert run(tmp_path, "binder", "--out", out, "--since", "July", *GIVEN).exit_code == 1
    assert run(tmp_path, "binder", "--out", out, "--state", "approved", *GIVEN).exit_code == 1
    assert not out.exists()
    out.write_bytes(b"another")
    told = run(tmp_path, "binder", "--out", out, *GIVEN)
    assert told.exit_code == 2
    assert "Or add --replace." in told.stderr
    assert out.read_bytes() == b"another"
    assert issued(tmp_path) == []
    assert run(tmp_path, "binder", "--out", out, "--replace", "--since", "2026-01-01", *GIVEN).exit_code == 0


def test_a_public_copy_needs_to_be_said_who_gets_it_and_names_no_shelter_unless_told_to(
    tmp_path: Path, numbers: list[str]
) -> None:
    out, public = tmp_path / "copy.pdf", ("report", numbers[0], "--public", "--out", tmp_path / "copy.pdf")
    for lacking in ((), ("--to", "Daily News"), (*GIVEN, "--part", "counsel")):
        assert run(tmp_path, *public, *lacking).exit_code == 2
    assert run(tmp_path, "report", numbers[0], "--officers", "--out", out).exit_code == 2
    assert not out.exists()
    assert run(tmp_path, *public, *GIVEN).exit_code == 0
    words = "".join(page_words(out.read_bytes()))
    assert numbers[0] not in words
    assert run(tmp_path, *public, *GIVEN, "--facility", "--replace").exit_code == 0
    assert numbers[0] in "".join(page_words(out.read_bytes()))
    assert [body.of for body in issued(tmp_path)] == ["public", "public"]
    assert issued(tmp_path)[1].sha256 == hashlib.sha256(out.read_bytes()).hexdigest()


def test_a_full_report_that_is_given_to_somebody_is_on_record_with_the_hash_of_what_left(
    tmp_path: Path, numbers: list[str]
) -> None:
    """Plain text too."""
    out = tmp_path / "visit.txt"
    assert run(tmp_path, "report", numbers[0], "--out", out, *GIVEN).exit_code == 0
    sha256 = hashlib.sha256(out.read_bytes()).hexdigest()
    assert issued(tmp_path) == [CopyIssued("report", ["report"], "Counsel", "Files of July", sha256)]
