"""Looks at every screen of every visit at every size, and in both invented languages, for what is cut, hidden or unnamed; the tests look
at half of the pairs of them."""

import os
import subprocess
import sys
from pathlib import Path

from tests.ui.part import EVERY

TESTS = ("tests/ui/test_looks.py", "tests/ui/test_tongues.py", "tests/ui/test_setup_pages.py")


def main() -> int:
    """The exit code of the tests, all screens among them."""
    command = [sys.executable, "-m", "pytest", "-q", *TESTS]
    done = subprocess.run(
        command,
        cwd=Path(__file__).parents[2],
        env={**os.environ, EVERY: "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    lines = done.stdout.strip().splitlines() or [done.stderr.strip()[-200:]]
    if done.returncode:
        print(done.stdout)
    print(f"row\tevery screen at every size\t{lines[-1].strip('= ')}\tnone may fail")
    return done.returncode


if __name__ == "__main__":
    raise SystemExit(main())
