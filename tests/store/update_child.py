"""Updates a record twice on a full disk, once with a reserve and once without, and prints what became of it."""

import json
import sys
from contextlib import closing
from pathlib import Path

from desktop.core.errors import Trouble
from desktop.paths import places
from desktop.store._engine import Database, Migrations
from desktop.store.opening import open_store
from desktop.store.reserve import Reserve
from desktop.store.schema import make_migrations
from desktop.wall import FixedClock, zone
from tests.store.conftest import NEW_YORK, Hand
from tests.store.full_disk_child import LONG, fill_up


def with_more(*names: str) -> Migrations:
    """The migrations of a later program."""

    def more(db: Database) -> None:
        db.execute(
            f"CREATE TABLE t{db.execute('SELECT count(*) FROM sqlite_master').fetchone()[0]} (x TEXT) STRICT"
        )

    migrations = make_migrations()
    for name in names:
        migrations(name=name)(more)
    return migrations


def main(disk: Path) -> dict[str, object]:
    home, clock = places(disk, {}), FixedClock("2026-07-15T14:00:00-04:00", zone(NEW_YORK), NEW_YORK)
    with closing(open_store(home, True, clock=clock)) as store:
        hand = Hand(store, clock)
        visit = hand.open()
        for _ in range(20):
            hand.answer(visit, note=LONG)
        reserve, folder = Reserve(store.path.parent), store.path.parent
        kept_back = reserve.fill()
    fill_up(disk / "other")
    open_store(home, True, clock=clock, migrations=with_more("m998")).close()
    left = reserve.there()
    fill_up(disk / "more")
    try:
        open_store(home, True, clock=clock, migrations=with_more("m998", "m999")).close()
        second = ""
    except Trouble as trouble:
        second = trouble.kind
    halves = [each.name for each in folder.glob("*.part")]
    (disk / "other").unlink()
    with closing(open_store(home, True, clock=clock, migrations=with_more("m998"))) as store:
        opens = len(store.queries.events_of(visit)) == 21
    updated = (folder / "threshold.db.before-m998").exists()
    return {
        "kept_back": kept_back,
        "updated": updated,
        "reserve_left": left,
        "second": second,
        "half_copies": halves,
        "opens": opens,
    }


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
