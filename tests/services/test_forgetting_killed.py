"""A removal that is killed at any moment: all of it is gone after the next start, or all of it is there; never a half."""

import shutil
import subprocess
import sys
from pathlib import Path

from desktop.services.verifying import verify
from tests.services.conftest import Guard
from tests.services.forgetting_child import PIN
from tests.services.test_forgetting_properties import Place
from tests.store.pages import holds

MOMENTS = ("begin", "inserted", "before_commit", "after_commit")


def run(home: Path, place: Place, where: str) -> str:
    """Remove both things in a process of its own; what it says, "" where it was killed."""
    events = ",".join(str(thing.seq) for thing in place.things)
    arguments = [
        sys.executable,
        "-m",
        "tests.services.forgetting_child",
        str(home),
        place.visits[0],
        events,
        where,
    ]
    child = subprocess.run(arguments, capture_output=True, text=True, timeout=120, check=False)
    assert child.returncode in (0, -9), child.stderr
    return child.stdout.strip()


def gone_after_next_start(home: Path, place: Place) -> bool:
    """Start the program again; whether the removal is on record. Both things must be wholly gone, or wholly there."""
    note, photo = place.things
    guard = Guard(home)
    try:
        assert photo.file is not None
        file = home / photo.file.relative_to(place.home / "home")
        kinds = [event.kind for event in guard.desk.store.queries.events_of(place.visits[0])]
        gone = "payload_redacted" in kinds
        assert (holds(guard.desk.store, note.word), file.exists()) == (not gone, not gone)
        assert not guard.desk.store.owed().anything
        assert guard.desk.store.attachments.unowned() == []
        guard.desk.people.sign_in("Supervisor 3", PIN)
        assert verify(guard.walking).ok
        return gone
    finally:
        guard.desk.close()


def test_whenever_a_removal_is_killed_the_next_start_leaves_all_or_nothing(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.visit(["note", "photo"])
    place.signs_in()
    place.guard.desk.close()
    found: dict[str, bool] = {}
    for where in (*MOMENTS, *map(str, range(1, 40))):
        home = tmp_path / f"killed-{where}"
        shutil.copytree(tmp_path / "home", home)
        said = run(home, place, where)
        found[where] = gone_after_next_start(home, place)
        shutil.rmtree(home)
        if said:
            break
    assert said.startswith("done "), "every change of a file was killed at, up to the last"
    assert [found[moment] for moment in MOMENTS] == [False, False, False, True]
    assert len(found) > len(MOMENTS) + 4
    assert set(found.values()) == {False, True}
