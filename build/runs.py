"""Runs the scripts of build/bench or build/long one after the other and prints one table of what they found.

A script is run as a module from the top of the project. A line of its output that starts with `row` and a tab
is a row of the table (cells by tabs: what, value, remark); all other lines are shown as they come. It fails
by its exit code, and the rest goes on.
"""

import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROW = "row\t"
TOP = Path(__file__).parent.parent


@dataclass
class Result:
    """What one script gave: its exit code (negative for a signal), its time in seconds, its rows as cells."""

    name: str
    code: int = 0
    seconds: float = 0.0
    rows: list[list[str]] = field(default_factory=list)


def run_script(top: Path, folder: str, name: str) -> Result:
    """Runs one script, showing its output as it comes, and keeps its rows."""
    result = Result(name)
    print(f"== {name}", flush=True)
    start = time.monotonic()
    command = [sys.executable, "-u", "-m", f"{folder.replace('/', '.')}.{name}"]
    with subprocess.Popen(command, cwd=top, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout or ():
            if line.startswith(ROW):
                result.rows.append(line.removeprefix(ROW).rstrip("\n").split("\t"))
            else:
                print(line, end="", flush=True)
    result.code, result.seconds = process.returncode, time.monotonic() - start
    return result


def table(results: list[Result]) -> str:
    """All rows in aligned columns, the script's name first; then a row per script with its time and end."""
    rows = [["script", "what", "value", "remark"]]
    for result in results:
        rows += [[result.name, *cells] for cells in result.rows]
        end = "ok" if result.code == 0 else f"failed with exit code {result.code}"
        rows.append([result.name, "time", f"{result.seconds:.1f} s", end])
    width = max(map(len, rows))
    full = [row + [""] * (width - len(row)) for row in rows]
    widths = [max(len(row[column]) for row in full) for column in range(width)]
    return "\n".join(
        "  ".join(cell.ljust(size) for cell, size in zip(row, widths, strict=True)).rstrip() for row in full
    )


def main(arguments: list[str], top: Path = TOP) -> int:
    """`FOLDER [NAME ...]`: runs all scripts of the folder or those named; 0: all well, 2: no such name."""
    folder, *names = arguments
    known = sorted(path.stem for path in (top / folder).glob("*.py"))
    if unknown := sorted(set(names) - set(known)):
        print(
            f"{folder} has no {', '.join(unknown)}. It has: {', '.join(known) or 'nothing yet'}.",
            file=sys.stderr,
        )
        return 2
    results = [run_script(top, folder, name) for name in names or known]
    print(f"\n{table(results)}")
    return max((1 for result in results if result.code), default=0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
