"""Kills a desk with answers in its write-ahead log, has nobody write to its disk any more, and prints what each command says then."""

import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from click.testing import CliRunner

from desktop import paths
from desktop.cli.main import cli
from desktop.services.desk import open_desk
from desktop.services.walking import Walking
from desktop.store.opening import DATABASE
from desktop.wall import FixedClock, zone
from tests.services.conftest import GUARD, NEW_YORK, NOON

SCHOOL = paths.resources() / "facilities" / "sample-school.toml"


def killed_desk(home: Path) -> None:
    """A visit whose last answer lies in the write-ahead log only."""
    desk = open_desk(paths.places(home, {}), SCHOOL, clock=FixedClock(NOON, zone(NEW_YORK), NEW_YORK))
    walking = Walking(desk)
    visit = walking.open_visit(GUARD, "Front desk").visit.id
    walking.answer(visit, "r1/danger", "none", GUARD)
    os._exit(0)


def run(home: Path, *command: str) -> list[object]:
    done = CliRunner().invoke(
        cli, ["--home", str(home), "--facility", str(SCHOOL), *command], obj=lambda *_: 0
    )
    return [done.exit_code, done.stdout, done.stderr]


def files(home: Path) -> dict[str, list[int]]:
    found = (each for each in sorted(home.rglob("*")) if each.is_file())
    return {str(each.relative_to(home)): [each.stat().st_size, each.stat().st_mtime_ns] for each in found}


def main(disk: Path, how: str) -> dict[str, object]:
    home, beside = disk / "home", disk.parent / "beside"
    beside.mkdir()
    tempfile.tempdir = str(beside)
    desk = multiprocessing.Process(target=killed_desk, args=(home,))
    desk.start()
    desk.join()
    log = (home / "data" / "record" / f"{DATABASE}-wal").stat().st_size
    if how == "read_only":
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    before = files(home)
    [number] = [json.loads(line) for line in str(run(home, "visits", "--json")[1]).splitlines()]
    out = disk.parent / "out"
    out.mkdir()
    said = {
        "visits": run(home, "visits"),
        "doctor": run(home, "doctor", "--json"),
        "verify": run(home, "verify"),
        "report": run(home, "report", number["record_number"], "--out", str(out / "report.txt")),
        "evidence": run(home, "export-evidence", "--out", str(out / "evidence.zip")),
        "backup": run(home, "backup", "--make", "--to", str(out / "backups")),
        "restore": run(home, "restore", str(out / "backups")),
    }
    return {
        "log": log,
        "said": said,
        "untouched": files(home) == before,
        "left": [each.name for each in beside.iterdir()],
        "made": sorted(each.name for each in out.iterdir()),
    }


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), sys.argv[2])))
