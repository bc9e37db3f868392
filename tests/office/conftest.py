"""An office with a real PostgreSQL, its keys, and a folder that desks send to."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from desktop.core.bundles import name_of
from desktop.core.chain import Row
from desktop.office.database import Database, add_desk, opened
from desktop.services.office import Keys, Taken, make_keys, take_in
from desktop.sync.bundle import Made, Sender, make_bundles
from desktop.trust.device import DeviceKey
from tests.office.postgres import Postgres
from tests.sync.records import DESK

STATE = "SELECT device, epoch, seq, envelope, prev, hash, visit FROM events ORDER BY 1, 2, 3"
CONTENTS = "SELECT device, epoch, seq, salt, payload FROM payloads ORDER BY 1, 2, 3"


class Office:
    """`place` is the folder; `dsn` its database; `folder` holds its keys."""

    def __init__(self, server: Postgres, home: Path) -> None:
        self.server, self.dsn = server, server.database()
        self.place, self.folder = home / "stick", home / "office-keys"
        self.place.mkdir(parents=True)
        with opened(self.dsn, make=True):
            self.keys: Keys = make_keys(self.folder)

    def knows(
        self, device: str = "desk-1", key: DeviceKey = DESK, agency: str = "DHS", site: str = ""
    ) -> None:
        with opened(self.dsn) as db:
            add_desk(db, device, key.public, agency, site)

    def bundles(self, rows: Sequence[Row], key: DeviceKey = DESK) -> list[Made]:
        return list(make_bundles(rows, Sender("record", key, [self.keys.recipient])))

    def lay(self, made: Made, content: bytes | None = None) -> str:
        """Put a bundle at the place as it is, or as something else; its name."""
        name = name_of(made.header, "tbundle")
        (self.place / name).write_bytes(made.content if content is None else content)
        return name

    def take(self, workers: int = 1) -> Taken:
        return take_in(self.dsn, str(self.place), self.folder, workers)

    def receipts(self) -> list[str]:
        return sorted(each.name for each in self.place.glob("*.treceipt"))

    def state(self) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
        """All events and all contents."""
        with opened(self.dsn) as db:
            return db.execute(STATE).fetchall(), db.execute(CONTENTS).fetchall()

    def empty(self) -> None:
        """Take everything away again, as no program of ours can."""
        with opened(self.dsn) as db:
            forget(db)


def forget(db: Database) -> None:
    tables = "events, payloads, reached, bundles, quarantine, visits"
    db.execute("SET session_replication_role = replica")
    for table in tables.split(", "):
        db.execute(f"DELETE FROM {table}")


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    made = Postgres()
    yield made
    made.stop()


@pytest.fixture
def office(server: Postgres, tmp_path: Path) -> Office:
    return Office(server, tmp_path)
