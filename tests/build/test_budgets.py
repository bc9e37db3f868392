"""The house rules are really looked at: each breach is found where it stands, and a clean project passes."""

from pathlib import Path

import pytest

from build import budgets

CLEAN = '"""Says what it is for."""\n'


def write(top: Path, name: str, text: str) -> None:
    path = top / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def found_in(top: Path) -> list[tuple[str, int, str]]:
    return [(finding.path, finding.line, finding.what) for finding in budgets.findings(top)]


def test_a_project_that_keeps_every_rule_has_no_finding(tmp_path: Path) -> None:
    write(tmp_path, "README.md", "# A name\n")
    write(tmp_path, "desktop/one.py", CLEAN)
    write(tmp_path, "resources/pack.toml", "a = 1\n")
    assert found_in(tmp_path) == []


# The words are put together here, so that this file keeps the rules that it tests.
BREACHES = {
    "a path of one machine": ("README.md", "see /ho" + "me/guard/notes", "absolute path"),
    "a path of a Windows machine": ("resources/a.toml", "p = 'C:\\Us" + "ers\\guard'", "absolute path"),
    "a registry's host": (
        "build/requirements/run.txt",
        "# from https://pyp" + "i.org/simple",
        "host of a package registry",
    ),
    "an index address": (".ci/run", "pip install --index-" + "url x", "address of a package index"),
    "unfinished work": ("desktop/one.py", "# TO" + "DO later", "unfinished work"),
    "an unwritten part": ("desktop/one.py", "raise NotImplemented" + "Error", "unfinished work"),
    "a test that is left out": ("tests/test_a.py", "MARK = pytest.mark.sk" + "ip", "test that does not run"),
    "a test that may fail": ("tests/test_a.py", "pytest.xf" + "ail('x')", "test that does not run"),
    "a mock": ("tests/test_a.py", "Magic" + "Mock()", "mock"),
    "a sleep": ("tests/test_a.py", "time.sl" + "eep(1)", "fixed wait"),
    "a fixed wait of the screen": ("tests/test_a.py", "qtbot.wa" + "it(10)", "fixed wait"),
}


@pytest.mark.parametrize("name", BREACHES)
def test_a_banned_word_is_found_with_its_line(tmp_path: Path, name: str) -> None:
    path, line, what = BREACHES[name]
    write(tmp_path, path, (CLEAN if path.endswith(".py") else "\n") + line + "\n")
    [(where, number, found)] = found_in(tmp_path)
    assert (where, number) == (path, 2)
    assert found.startswith(what)


def test_waiting_for_something_named_is_no_fixed_wait(tmp_path: Path) -> None:
    write(tmp_path, "tests/test_a.py", CLEAN + "qtbot.waitUntil(ready)\nprocess.wait(timeout=5)\n")
    assert found_in(tmp_path) == []


def test_the_checkouts_own_path_is_found(tmp_path: Path) -> None:
    write(tmp_path, "README.md", f"cd {tmp_path.resolve()}/x\n")
    assert found_in(tmp_path) == [("README.md", 1, "path of this checkout")]


def test_a_file_of_400_lines_passes_and_one_of_401_does_not(tmp_path: Path) -> None:
    write(tmp_path, "desktop/long.py", CLEAN + "\n" * 399)
    assert found_in(tmp_path) == []
    write(tmp_path, "desktop/long.py", CLEAN + "\n" * 400)
    assert found_in(tmp_path) == [("desktop/long.py", 401, "file has 401 lines (limit 400)")]


def test_the_checker_that_goes_with_every_export_may_be_longer(tmp_path: Path) -> None:
    """It is one file, so that an outsider can read it whole; another file beside it may not."""
    for name in ("verify", "other"):
        write(tmp_path, f"resources/evidence/{name}.py", CLEAN + "\n" * 400)
    assert [path for path, _, _ in found_in(tmp_path)] == ["resources/evidence/other.py"]


def test_a_function_of_60_lines_passes_and_one_of_61_does_not(tmp_path: Path) -> None:
    write(tmp_path, "desktop/a.py", CLEAN + "def f():\n" + "    1\n" * 59)
    assert found_in(tmp_path) == []
    write(tmp_path, "desktop/a.py", CLEAN + "def f():\n" + "    1\n" * 60)
    assert found_in(tmp_path) == [("desktop/a.py", 2, "function f has 61 lines (limit 60)")]


def test_a_class_of_25_methods_passes_and_one_of_26_does_not(tmp_path: Path) -> None:
    methods = [f"    def m{number}(self): ...\n" for number in range(26)]
    write(tmp_path, "desktop/a.py", CLEAN + "class C:\n" + "".join(methods[:25]))
    assert found_in(tmp_path) == []
    write(tmp_path, "desktop/a.py", CLEAN + "class C:\n" + "".join(methods))
    assert found_in(tmp_path) == [("desktop/a.py", 2, "class C has 26 methods (limit 25)")]


def test_a_module_without_its_sentence_is_found(tmp_path: Path) -> None:
    write(tmp_path, "desktop/a.py", "x = 1\n")
    write(tmp_path, "desktop/b.py", '"""words"""\n')
    assert found_in(tmp_path) == [(f"desktop/{name}.py", 1, "module docstring is missing") for name in "ab"]


def test_state_of_a_module_is_found(tmp_path: Path) -> None:
    write(tmp_path, "desktop/a.py", CLEAN + "def f():\n    global x\n")
    assert found_in(tmp_path) == [("desktop/a.py", 3, "module-level state")]


def test_a_file_that_is_no_python_is_found_and_the_rest_is_still_checked(tmp_path: Path) -> None:
    write(tmp_path, "desktop/a.py", CLEAN + "def f(:\n")
    write(tmp_path, "desktop/b.py", "x = 1\n")
    assert [(path, line) for path, line, _ in found_in(tmp_path)] == [
        ("desktop/a.py", 2),
        ("desktop/b.py", 1),
    ]


def test_a_stranger_at_the_top_level_is_found(tmp_path: Path) -> None:
    write(tmp_path, "notes.txt", "\n")
    assert found_in(tmp_path) == [("notes.txt", 0, "stands at the top level")]


def test_a_file_over_5_mb_is_found_unless_it_is_a_font(tmp_path: Path) -> None:
    for name in ("resources/icons/big.png", "resources/fonts/big.ttf"):
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.write_bytes(b"\xff" * (budgets.MAX_FILE_BYTES + 1))
    assert [path for path, _, _ in found_in(tmp_path)] == ["resources/icons/big.png"]


def test_a_finding_names_file_line_and_remedy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, "desktop/a.py", "x = 1\n")
    assert budgets.main([str(tmp_path)]) == 1
    printed = capsys.readouterr().out
    assert "desktop/a.py:1: module docstring is missing. Open with one sentence" in printed


def test_this_project_has_no_finding_that_the_check_would_not_have_printed() -> None:
    """The real list of files is read through git, ours at least among them."""
    names = budgets.project_files(Path(budgets.__file__).parent.parent)
    assert {"build/budgets.py", "pyproject.toml", "tests/build/test_budgets.py"} <= set(names)
    assert not [name for name in names if name.startswith((".venv/", "out/"))]
