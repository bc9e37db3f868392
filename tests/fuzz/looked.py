"""Opens a record as readers and as the window do, for what damages a part of it."""

import shutil
import tempfile
from contextlib import closing
from pathlib import Path

from desktop import paths
from desktop.core.chain import Head, verify
from desktop.paths import Places
from desktop.store.opening import open_store
from tests.fuzz.harness import REFUSALS, TOO_LARGE, Told, state, told


def opened(whole: Path, places: Places) -> Told:
    """Open to read, and then as the window does, which may go on only where it says what it did; read every event. The window
    opens a copy: where it goes on it writes, and notes what it signed. `whole` is the folder in which nothing else may change."""
    before = state(whole)
    said = looked_through(places, create=False)
    assert not said or state(whole) == before, "a command that only reads changed something"
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        shutil.copytree(places.data.parent, home, copy_function=with_its_hole)
        as_window = looked_through(paths.places(home, {}), create=True)
    return said and as_window


def with_its_hole(source: str, goal: str) -> None:
    """Copy a file; what is too large to be ours is a small one with a hole after it, which stays a hole."""
    size = Path(source).stat().st_size
    if size < TOO_LARGE:
        shutil.copy2(source, goal)
        return
    with Path(source).open("rb") as opened, Path(goal).open("wb") as copy:
        copy.write(opened.read(1 << 20))
        copy.truncate(size)


def looked_through(places: Places, create: bool) -> Told:
    """What is told of a record that is opened, read and checked as a whole. One that cannot be opened stays as it was."""
    before = state(places.data)
    try:
        with closing(open_store(places, create)) as store:
            seq, own_hash = store.journal.head()
            said = [each.sentence for each in verify(store.queries.iter_chain(), Head(seq, own_hash))]
            for line in store.queries.all_visits():
                store.queries.events_of(line.visit)
            return said if store.unsigned is None else [*said, *told(store.unsigned)]
    except REFUSALS as problem:
        assert state(places.data) == before, "a record that was refused was changed"
        return told(problem)
