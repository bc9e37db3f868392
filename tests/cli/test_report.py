"""`threshold report`: one visit on paper, from a shell or a script."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner, Result

from desktop.cli.main import cli
from desktop.core.events import Access
from desktop.core.identity import record_number
from desktop.paths import places
from desktop.services.desk import open_desk
from desktop.services.signed import IT
from tests.cli.playing import SHELTER, a_visit


@pytest.fixture
def number(tmp_path: Path) -> str:
    """The record number of a visit that was refused entry."""
    return a_visit(tmp_path)


def run(tmp_path: Path, *arguments: str | Path) -> Result:
    options = ["--home", str(tmp_path / "home"), "--facility", str(SHELTER), "report"]
    return CliRunner().invoke(cli, [*options, *map(str, arguments)], obj=lambda *_: 0)


def test_a_report_is_written_and_its_hash_told(tmp_path: Path, number: str) -> None:
    """Small letters do; the hash printed is the file's."""
    out = tmp_path / "visit.pdf"
    said = run(tmp_path, number.lower(), "--out", out)
    assert said.exit_code == 0
    assert f"SHA-256 {hashlib.sha256(out.read_bytes()).hexdigest()}" in said.output
    document = pypdfium2.PdfDocument(out)
    page = document[0]
    assert number in page.get_textpage().get_text_range()
    assert page.get_size() == (612, 792)


def test_a_report_that_was_taken_out_is_on_record_and_stays_the_same(tmp_path: Path, number: str) -> None:
    """By IT, since nobody says who they are; what could not be written to the disk was not taken out."""
    for name in ("one", "two"):
        assert run(tmp_path, number, "--out", tmp_path / f"{name}.pdf").exit_code == 0
    assert run(tmp_path, number, "--out", tmp_path / "no" / ("x" * 300) / "no.pdf").exit_code == 2
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()
    desk = open_desk(places(tmp_path / "home", {}), SHELTER, create=False)
    line = desk.store.queries.visit_by_number(number)
    assert line is not None
    looks = [event for event in desk.store.queries.events_of(line.visit) if event.kind == "access"]
    assert [(event.body, event.actor) for event in looks] == [(Access("exported"), IT)] * 2
    desk.close()


def test_a4_and_plain_text_are_to_be_had_and_scripts_get_json(tmp_path: Path, number: str) -> None:
    sheet, text = tmp_path / "visit.pdf", tmp_path / "visit.txt"
    told = json.loads(run(tmp_path, number, "--out", sheet, "--paper", "a4", "--json").output)
    assert told["file"] == str(sheet)
    assert told["sha256"] == hashlib.sha256(sheet.read_bytes()).hexdigest()
    assert [each.split()[0] for each in told["made_from"]] == ["head", "pack", "Threshold", "paper", "no"]
    width, height = pypdfium2.PdfDocument(sheet)[0].get_size()
    assert (round(width), round(height)) == (595, 842)
    assert run(tmp_path, number, "--out", text).exit_code == 0
    assert number in text.read_text("utf-8")


def test_another_file_is_not_overwritten_unless_that_is_said(tmp_path: Path, number: str) -> None:
    out = tmp_path / "visit.pdf"
    out.write_bytes(b"signed by somebody")
    said = run(tmp_path, number, "--out", out)
    assert said.exit_code == 2
    assert "another file called visit.pdf already" in said.stderr
    assert "--replace" in said.stderr
    assert out.read_bytes() == b"signed by somebody"
    assert run(tmp_path, number, "--out", out, "--replace").exit_code == 0
    assert run(tmp_path, number, "--out", out).exit_code == 0, "the same report again is no other file"


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ("{number}X", "a character is wrong"),
        ("nonsense", "five parts with hyphens"),
        (record_number("SHL901", "1", 2020, 1), "no such visit"),
    ],
)
def test_a_number_that_is_mistyped_or_unknown_is_told(
    tmp_path: Path, number: str, wrong: str, why: str
) -> None:
    said = run(tmp_path, wrong.format(number=number), "--out", tmp_path / "visit.pdf")
    assert said.exit_code == 1
    assert why in said.stderr
    assert not (tmp_path / "visit.pdf").exists()


def test_a_place_that_takes_no_file_is_named_with_its_remedy(tmp_path: Path, number: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    said = run(tmp_path, number, "--out", tmp_path / "file" / "visit.pdf")
    assert said.exit_code == 2
    assert "could not be saved" in said.stderr
    assert "Give another folder." in said.stderr


def test_three_fresh_programs_write_the_same_bytes_and_no_file_but_that_one(
    tmp_path: Path, number: str
) -> None:
    """Other folders, other time zones, other hash seeds, another day by the system's clock does not come in."""
    digests = set()
    for turn, zone in enumerate(("UTC", "Asia/Tokyo", "America/New_York")):
        folder = tmp_path / f"turn{turn}"
        (folder / "tmp").mkdir(parents=True)
        settings = {
            "PYTHONHASHSEED": str(turn),
            "TZ": zone,
            "TMPDIR": str(folder / "tmp"),
            "HOME": str(folder),
        }
        command = [
            sys.executable,
            "-m",
            "desktop",
            "--home",
            str(tmp_path / "home"),
            "--facility",
            str(SHELTER),
        ]
        done = subprocess.run(
            [*command, "report", number, "--out", str(folder / "visit.pdf"), "--part", "all"],
            env={**os.environ, **settings, "PYTHONPATH": str(Path(__file__).parents[2])},
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        digests.add(hashlib.sha256((folder / "visit.pdf").read_bytes()).hexdigest())
        assert sorted(each.name for each in folder.rglob("*")) == ["tmp", "visit.pdf"]
    assert len(digests) == 1
