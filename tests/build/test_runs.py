"""The runner of long checks and measures shows every script's rows, names a failure and goes on."""

from pathlib import Path

import pytest

from build import runs


@pytest.fixture
def top(tmp_path: Path) -> Path:
    folder = tmp_path / "tools"
    folder.mkdir()
    (folder / "bad.py").write_text('print("row\\tfirst\\t1")\nraise SystemExit(3)\n')
    (folder / "good.py").write_text('print("seen as it comes")\nprint("row\\tkills\\t200\\tnone lost")\n')
    return tmp_path


def test_all_scripts_run_and_their_rows_stand_in_one_table(
    top: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert runs.main(["tools"], top) == 1
    printed = [line.split() for line in capfd.readouterr().out.splitlines()]
    assert ["seen", "as", "it", "comes"] in printed
    assert ["bad", "first", "1"] in printed
    assert ["good", "kills", "200", "none", "lost"] in printed
    ends = [row for row in printed if row[1:2] == ["time"]]
    assert [row[0] for row in ends] == ["bad", "good"]
    assert ends[0][-5:] == ["failed", "with", "exit", "code", "3"]
    assert ends[1][-1] == "ok"


def test_one_script_runs_by_its_name(top: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert runs.main(["tools", "good"], top) == 0
    assert "bad" not in capfd.readouterr().out


def test_an_unknown_name_is_answered_with_the_known_ones(
    top: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert runs.main(["tools", "goood"], top) == 2
    assert "no goood. It has: bad, good." in capfd.readouterr().err
