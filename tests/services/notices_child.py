"""Has the desk look after its record on the disk it is given, while that fills up and then cannot be written to; prints what it tells
each time."""

import json
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from desktop import paths
from desktop.core.errors import Trouble
from desktop.paths import Places
from desktop.services.desk import Desk, open_desk
from desktop.services.notices import notices, of_trouble
from desktop.services.walking import Walking
from desktop.store.reserve import Reserve
from desktop.wall import FixedClock, zone
from tests.services.conftest import GUARD, NEW_YORK, NOON, SHELTER


def told(desk: Desk) -> list[str]:
    """As the window asks, by an opening of its own."""
    try:
        with closing(desk.another()) as other:
            return list(notices(other))
    except Trouble as trouble:
        return list(of_trouble(trouble))


def main(disk: Path) -> dict[str, list[str]]:
    beside = paths.places(disk.parent / "beside", {})
    places = Places(disk / "data", beside.config, beside.keys, beside.logs)
    clock = FixedClock(NOON, zone(NEW_YORK), NEW_YORK)
    desk = open_desk(places, SHELTER, clock=clock)
    walking, reserve = Walking(desk), Reserve(desk.store.path.parent)
    walking.open_visit(GUARD, "Front desk")
    reserve.fill()
    found = {"low": told(desk)}  # a disk of this size is never far from full
    filler = disk / "filler"
    with filler.open("wb") as filling:
        filling.write(b"\0" * (shutil.disk_usage(disk).free - 4096))
    while reserve.there():
        walking.press("F12", None, GUARD, "Front desk")
    found["full"] = told(desk)
    filler.unlink()
    reserve.fill()
    desk.close()
    file = desk.store.path
    for command in (["--bind", str(file), str(file)], ["-o", "remount,ro,bind", str(file)]):
        subprocess.run(["mount", *command], check=True)
    with closing(open_desk(places, SHELTER, clock=clock)) as again:
        found["read_only"] = told(again)
    return found


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
