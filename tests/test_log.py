"""The log never tells about whom."""

import ast
import logging
from pathlib import Path

import pytest

from desktop.core.errors import Trouble
from desktop.log import FILE, WITHHELD, Loggable, OnlyNotes, open_log


def written(folder: Path, code: str, **values: Loggable) -> str:
    log = open_log(folder)
    log.note(code, **values)
    log.close()
    return (folder / FILE).read_text()


def test_codes_numbers_words_and_files_of_ours_are_written(tmp_path: Path) -> None:
    place = tmp_path / "data" / "threshold.db"
    line = written(tmp_path, "append_failed", kind="disk_full", seq=12, file=place, error=Trouble, again=True)
    assert line.endswith(" append_failed kind=disk_full seq=12 file=threshold.db error=Trouble again=1\n")
    assert str(tmp_path) not in line


@pytest.mark.parametrize("value", ["Jane Roe", "smith", Path("Jane Roe.pdf"), "disk_full\nforged", ""])
def test_anything_else_is_withheld(tmp_path: Path, value: str | Path) -> None:
    assert written(tmp_path, "note", value=value).endswith(f" note value={WITHHELD}\n")


def test_a_sentence_is_no_code(tmp_path: Path) -> None:
    assert "Jane" not in written(tmp_path, "Jane Roe came in")


def test_what_others_log_does_not_pass() -> None:
    record = logging.LogRecord("other", logging.ERROR, "", 1, "Jane Roe", None, None)
    assert not OnlyNotes().filter(record)


def test_a_log_that_cannot_be_written_does_not_stop_the_program(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    log = open_log(tmp_path / "file" / "logs")
    log.note("started")
    assert "No log can be written" in log.problem


def test_every_code_in_the_program_is_a_constant() -> None:
    """A code put together at run time could hold what somebody typed."""
    wrong = []
    for place in (Path(__file__).parent.parent / "desktop").rglob("*.py"):
        for node in ast.walk(ast.parse(place.read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "note"
            ):
                holder = ast.unparse(node.func.value)
                constant = bool(node.args) and isinstance(node.args[0], ast.Constant)
                if "log" in holder.lower() and not constant:
                    wrong.append(f"{place.name}:{node.lineno}")
    assert wrong == []
