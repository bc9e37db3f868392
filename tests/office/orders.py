"""20 desks' bundles in any order, doubled and overlapping, through the real importer; sealing takes its time, and is done once."""

from pathlib import Path
from random import Random

from desktop.core.bundles import name_of
from desktop.office.database import opened
from tests.office.conftest import Office, forget
from tests.sync.records import record

DESKS, EVENTS = 20, 9
SIZES = range(2, 10)


class Orders:
    """`play` takes one order into an empty database; whether it gave the one state that there is, and a receipt for each bundle."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self._pool: dict[tuple[str, int], list[tuple[str, bytes]]] = {}
        self._whole: list[tuple[object, ...]] = []
        for n in range(DESKS):
            device = f"desk-{n}"
            rows = record(EVENTS, device)
            office.knows(device)
            self._whole += [(device, 0, row.seq, row.hash) for row in rows]
            for size in SIZES:
                made = [office.bundles(rows[at : at + size])[0] for at in range(0, EVENTS, size)]
                self._pool[device, size] = [(name_of(each.header, "tbundle"), each.content) for each in made]
        self._whole.sort()

    def play(self, seed: int, lose: bool = False) -> bool:
        """`lose`: the last event of one desk is in no bundle, so that it must be False."""
        chance, office = Random(seed), self.office
        found = [
            each
            for n in range(DESKS)
            for size in (chance.choice(SIZES), chance.choice(SIZES))
            for each in self._pool[f"desk-{n}", size]
        ]
        if lose:
            found = [
                each for each in found if not each[0].startswith("desk-7-") or f"-{EVENTS}-" not in each[0]
            ]
        chance.shuffle(found)
        self._clear(office.place)
        step = chance.randint(5, 60)
        for at in range(0, len(found), step):
            for name, content in found[at : at + step]:
                (office.place / name).write_bytes(content)
            done = office.take()
            if done.aside:
                return False
        with opened(office.dsn) as db:
            state = db.execute("SELECT device, epoch, seq, hash FROM events ORDER BY 1, 2, 3").fetchall()
            contents = db.execute("SELECT count(*) FROM payloads").fetchone()
        whole = state == self._whole and contents == (DESKS * EVENTS,)
        return whole and len(office.receipts()) == len({name for name, _ in found})

    def _clear(self, place: Path) -> None:
        for each in place.iterdir():
            each.unlink()
        with opened(self.office.dsn) as db:
            forget(db)
