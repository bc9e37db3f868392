"""Puts a workstation on the disk it is given, breaks that disk, and prints what `doctor` says."""

import json
import subprocess
import sys
from pathlib import Path

import msgspec

from desktop import paths
from desktop.paths import Places
from desktop.services.desk import open_desk
from desktop.services.health import Fact, examine
from desktop.services.walking import Walking
from desktop.wall import FixedClock, zone
from tests.services.conftest import GUARD, NEW_YORK, NOON

SCHOOL = paths.resources() / "facilities" / "sample-school.toml"


def main(disk: Path, how: str) -> dict[str, list[Fact]]:
    clock = FixedClock(NOON, zone(NEW_YORK), NEW_YORK)
    beside = paths.places(disk.parent / "beside", {})
    places = Places(disk / "data", beside.config, beside.keys, beside.logs)
    desk = open_desk(places, SCHOOL, clock=clock)
    Walking(desk).open_visit(GUARD, "Front desk")
    desk.close()
    if how == "read_only":
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    return {"facts": examine(places, SCHOOL, clock)}


if __name__ == "__main__":
    print(json.dumps(msgspec.to_builtins(main(Path(sys.argv[1]), sys.argv[2]))))
