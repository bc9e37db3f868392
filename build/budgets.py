"""House rules as checks: sizes, docstrings, what may lie at the top, and words that must not be committed.

Run as `python -m build.budgets [FOLDER]`; prints each finding as `file:line: what is wrong. What to do.`
and exits 1 if there is any. Looks at the files that git would commit, or at every file where the folder is
no git checkout.
"""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60
MAX_CLASS_METHODS = 25
READ_WHOLE = "resources/evidence/verify.py"
"""It may be longer: it goes with every export as one file, for an outsider to read whole before running it."""
MAX_FILE_BYTES = 5 * 1024 * 1024
TOP_LEVEL = frozenset(
    {".ci", ".gitignore", "README.md", "build", "desktop", "pyproject.toml", "resources", "tests"}
)
NOT_OURS = frozenset({".git", ".hypothesis", ".venv", "out", "__pycache__"})


@dataclass(frozen=True)
class Finding:
    """One breach: file relative to the top, line from 1 (0: all of it), what is wrong and the remedy."""

    path: str
    line: int
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}. {self.remedy}."


@dataclass(frozen=True)
class Source:
    """A text file of the project: its path relative to the top, and its lines."""

    path: str
    text: str

    @property
    def is_python(self) -> bool:
        return self.path.endswith(".py")

    def inside(self, *folders: str) -> bool:
        return self.path.startswith(tuple(f"{folder}/" for folder in folders))


@dataclass(frozen=True)
class Ban:
    """A pattern that must not stand in a line, the files it is looked for in, and what to do instead."""

    pattern: re.Pattern[str]
    what: str
    remedy: str
    applies: Callable[[Source], bool]


def _anywhere(source: Source) -> bool:
    return True


def _in_code(source: Source) -> bool:
    return source.is_python or source.inside("build", ".ci")


def _in_program_or_tests(source: Source) -> bool:
    return source.is_python and source.inside("desktop", "tests")


# One letter of each word stands in brackets, so that this file does not find itself.
BANS = (
    Ban(
        re.compile(r"(?<![\w.~}])/(?:home|Users|root|wor[k])/[\w.-]|\b[A-Z]:\\+Users\\+\w"),
        "absolute path of one machine",
        "Make it relative, or take it from desktop.paths",
        _anywhere,
    ),
    Ban(
        re.compile(r"\b(?:pyp[i]\.org|pythonhoste[d]\.org|npmj[s]\.(?:org|com)|de[b]\.debian\.org)\b"),
        "host of a package registry",
        "Name packages only; pip's own configuration knows where from",
        _anywhere,
    ),
    Ban(
        re.compile(r"--(?:extra-)?index-ur[l]\b|--find-link[s]\b"),
        "address of a package index",
        "Leave it to the caller's pip configuration",
        _anywhere,
    ),
    Ban(
        re.compile(r"\b(?:TOD[O]|FIXM[E]|XX[X])\b|\bNotImplemente[d]Error\b"),
        "unfinished work",
        "Finish it, or remove it and say so in the issue",
        _in_code,
    ),
    Ban(
        re.compile(
            r"\bpytest\.(?:ski[p]|xfai[l]|importorski[p])|\bmark\.(?:ski[p]|xfai[l])|\bunittest\.ski[p]"
        ),
        "test that does not run",
        "Make it run everywhere or delete it",
        _in_code,
    ),
    Ban(
        re.compile(r"\bMagicMoc[k]\b|\bunittest\.moc[k]\b"),
        "mock",
        "Use the real object, or a small real one made for the test",
        _in_code,
    ),
    Ban(
        re.compile(r"\btime\.slee[p]\(|\bfrom time import .*\bslee[p]\b|\bqtbot\.wai[t]\("),
        "fixed wait",
        "Wait for the thing itself: qtbot.waitUntil, waitSignal, an event, a process's end",
        _in_program_or_tests,
    ),
)


def project_files(top: Path) -> list[str]:
    """Paths, relative to `top`, of the files that git tracks or would add; without git, all of ours."""
    if shutil.which("git") and (top / ".git").exists():
        command = ["git", "-C", str(top), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.decode().split("\0")
        return sorted({name for name in names if name and (top / name).is_file()})
    found = (path.relative_to(top) for path in top.rglob("*") if path.is_file())
    return sorted(path.as_posix() for path in found if not NOT_OURS.intersection(path.parts))


def check_layout(names: Iterable[str]) -> Iterator[Finding]:
    """The top level holds what was agreed and nothing else."""
    for entry in sorted({name.split("/", 1)[0] for name in names} - TOP_LEVEL):
        remedy = f"Only these belong there: {', '.join(sorted(TOP_LEVEL))}"
        yield Finding(entry, 0, "stands at the top level", remedy)


def check_size(top: Path, names: Iterable[str]) -> Iterator[Finding]:
    """No file over 5 MB except fonts."""
    for name in names:
        size = (top / name).stat().st_size
        if size > MAX_FILE_BYTES and not name.startswith("resources/fonts/"):
            limit = f"limit {MAX_FILE_BYTES / 1e6:.1f} MB"
            yield Finding(
                name, 0, f"has {size / 1e6:.1f} MB ({limit})", "Make it smaller or make it when it is needed"
            )


def check_words(source: Source, top: Path) -> Iterator[Finding]:
    """No banned word, in any line; neither the path of this very checkout."""
    bans = [ban for ban in BANS if ban.applies(source)]
    for number, line in enumerate(source.text.splitlines(), 1):
        for ban in bans:
            if match := ban.pattern.search(line):
                yield Finding(source.path, number, f"{ban.what} ({match[0]!r})", ban.remedy)
        if f"{top}/" in line:
            yield Finding(source.path, number, "path of this checkout", "Make it relative to the project")


def check_length(source: Source) -> Iterator[Finding]:
    """No code file over 400 lines."""
    lines = len(source.text.splitlines())
    if source.path == READ_WHOLE:
        return
    if lines > MAX_FILE_LINES and _in_code(source) and not source.inside("build/requirements"):
        yield Finding(
            source.path,
            lines,
            f"file has {lines} lines (limit {MAX_FILE_LINES})",
            "Split it by what its parts are for",
        )


def check_python(source: Source) -> Iterator[Finding]:
    """Module docstring, lengths of functions, methods of classes, no `global`."""
    try:
        tree = ast.parse(source.text)
    except SyntaxError as error:
        yield Finding(source.path, error.lineno or 0, f"is no Python: {error.msg}", "Mend the syntax")
        return
    docstring = ast.get_docstring(tree) or ""
    if not re.match(r".+?[.:]", docstring, re.DOTALL):
        yield Finding(
            source.path, 1, "module docstring is missing", "Open with one sentence on what the module is for"
        )
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield from _function(source, node)
            case ast.ClassDef():
                yield from _class(source, node)
            case ast.Global() if source.inside("desktop"):
                yield Finding(
                    source.path,
                    node.lineno,
                    "module-level state",
                    "Hand the object down by constructor instead",
                )
            case _:
                pass


def _function(source: Source, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Finding]:
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    if lines > MAX_FUNCTION_LINES:
        what = f"function {node.name} has {lines} lines (limit {MAX_FUNCTION_LINES})"
        yield Finding(source.path, node.lineno, what, "Give its parts names of their own")


def _class(source: Source, node: ast.ClassDef) -> Iterator[Finding]:
    methods = sum(isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef) for part in node.body)
    if methods > MAX_CLASS_METHODS:
        what = f"class {node.name} has {methods} methods (limit {MAX_CLASS_METHODS})"
        yield Finding(source.path, node.lineno, what, "Split it by what its parts are for")


def read_sources(top: Path, names: Iterable[str]) -> Iterator[Source]:
    """The text files among `names`; a file that is not UTF-8 is no text."""
    for name in names:
        try:
            yield Source(name, (top / name).read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            continue


def findings(top: Path) -> list[Finding]:
    """Every breach in the project at `top`, ordered by file and line."""
    names = project_files(top)
    found = [*check_layout(names), *check_size(top, names)]
    for source in read_sources(top, names):
        found += check_words(source, top)
        found += check_length(source)
        if source.is_python:
            found += check_python(source)
    return sorted(found, key=lambda finding: (finding.path, finding.line, finding.what))


def main(arguments: list[str]) -> int:
    """Prints the findings of the folder named, by default this project; 0 when there is none, else 1."""
    top = Path(arguments[0] if arguments else Path(__file__).parent.parent).resolve()
    found = findings(top)
    for finding in found:
        print(finding)
    print(f"budgets: {len(found)} found" if found else "budgets: all kept")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
