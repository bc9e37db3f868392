"""An office that takes bundles from an object store, which is killed in mid-import, and what its receipts are worth then."""

from contextlib import suppress

from desktop.core.errors import Trouble
from desktop.office.database import opened
from desktop.services.office import take_in
from desktop.sync.receipts import read_receipt
from desktop.sync.targets.s3 import Bucket
from tests.office.conftest import Office
from tests.sync.object_store import BUCKET, ObjectStore
from tests.sync.records import record

DESKS, EVENTS = 12, 9


class FromStore:
    """Twelve desks' bundles lie in a bucket."""

    def __init__(self, office: Office, store: ObjectStore, prefix: str) -> None:
        self.office, self.store = office, store
        self.where = f"s3://{BUCKET}/{prefix}"
        self.bucket = Bucket(self.where, store.config)
        for n in range(DESKS):
            device = f"desk-{n}"
            office.knows(device)
            for at in range(0, EVENTS, 3):
                for made in office.bundles(record(EVENTS, device)[at : at + 3]):
                    self.bucket.put(office.lay(made), made.content)

    def kill_at(self, count: int) -> None:
        """Take, and kill the store once so many are taken; then start it again."""

        def told(done: int, of: int) -> None:
            if done == count:
                self.store.kill()

        with suppress(Trouble):
            take_in(self.office.dsn, self.where, self.office.folder, 1, told, self.store.config)
        self.store.kill()
        self.store.start()
        self._answers()

    def _answers(self) -> None:
        """Until the store, which was just started, finds its volumes."""
        for _ in range(40):
            with suppress(Trouble):
                self.bucket.get(self.bucket.names()[0], 1 << 20)
                return
        raise AssertionError("The store did not come back.")

    def lost(self) -> tuple[int, int]:
        """Receipts that name events that are not in the database; and how many receipts there are."""
        given = [name for name in self.bucket.names() if name.endswith(".treceipt")]
        query = "SELECT count(*) FROM events WHERE device = %s AND epoch = %s AND seq BETWEEN %s AND %s"
        lost = 0
        with opened(self.office.dsn) as db:
            for name in given:
                said = read_receipt(self.bucket.get(name, 1 << 20), self.office.keys.key.public)
                span = (said.device, said.epoch, said.from_seq, said.to_seq)
                lost += db.execute(query, span).fetchone() != (said.count,)
        return lost, len(given)

    def whole(self) -> bool:
        """Take the rest: whether all of it is there then, once, with its receipts."""
        take_in(self.office.dsn, self.where, self.office.folder, 1, config=self.store.config)
        events, contents = self.office.state()
        there = [each[2] for each in events] == list(range(1, EVENTS + 1)) * DESKS and len(
            contents
        ) == EVENTS * DESKS
        return there and self.lost() == (0, DESKS * EVENTS // 3)
