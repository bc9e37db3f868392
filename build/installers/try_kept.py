"""Opens the records that earlier versions kept (`tests/records`) with the installed program: what they say and print is what it was."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from build.installers.try_room import HOME, Room, Run
from tests.journeys.test_older_records import LINES_SINCE, NAMES, RECORDS, without
from tests.records.keeping import put_back
from tests.records.write_record import BOSS, PINS


def kept_records(room: Room) -> Iterator[str]:
    """A sentence for each record that does not open, is found wrong, lists other visits, or prints another report."""
    for name in NAMES:
        with tempfile.TemporaryDirectory() as folder:
            home = put_back(RECORDS / f"{name}.tar.xz", Path(folder))
            for file in (path for path in home.rglob("*") if path.is_file()):
                room.put(file.read_bytes(), f"{HOME}/kept/{name}/{file.relative_to(home)}")
        room.run(f"chmod -R go-rwx kept/{name}")
        yield from _one(room, name)
    room.run("rm -rf kept")


def _one(room: Room, name: str) -> Iterator[str]:
    told = json.loads((RECORDS / f"{name}.json").read_text("utf-8"))["record"]
    text = (RECORDS / f"{name}.txt").read_text("utf-8")
    checked = _signed_in(room, f"threshold --home kept/{name} verify --json")
    if (
        checked.returncode
        or (found := json.loads(checked.stdout))["findings"]
        or found["head"] != told["head"]
    ):
        yield f"{name}: verify says {checked.stdout or checked.stderr}"
    listed = _signed_in(room, f"threshold --home kept/{name} visits")
    if listed.stdout.count("\n") != len(told["visits"]):
        yield f"{name}: {listed.stdout.count(chr(10))} visits are listed, not {len(told['visits'])}. {listed.stderr}"
    for visit in told["visits"]:
        printed = _signed_in(
            room, f"threshold --home kept/{name} report {visit['number']} --part all --out kept.txt"
        )
        file = room.root / HOME.lstrip("/") / "kept.txt"
        if printed.returncode or without(file.read_text("utf-8"), LINES_SINCE.get(name, ())) not in text:
            yield f"{name}: the report of {visit['number']} is another. {printed.stderr}"
        room.run("rm -f kept.txt")


def _signed_in(room: Room, command: str) -> Run:
    """Run it; by a supervisor where people sign in."""
    done = room.run(command)
    asked = done.returncode == 1 and "--as" in done.stderr
    return room.run(f"{command} --as '{BOSS}' --pin-stdin", f"{PINS[0]}\n") if asked else done
