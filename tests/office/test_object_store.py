"""The whole road over a real object store, which is killed on the way: what a put acknowledged is there, and nothing comes twice."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from queue import Queue
from threading import Thread

import pytest

from desktop.core.errors import Trouble
from desktop.office.database import add_desk, opened
from desktop.services.office import take_in
from desktop.services.syncing import Way, send, standing
from desktop.sync.targets.s3 import Bucket
from tests.office.conftest import Office
from tests.services.conftest import Guard
from tests.sync.object_store import BUCKET, ObjectStore
from tests.sync.records import record


@pytest.fixture
def store() -> Iterator[ObjectStore]:
    """One that may be killed."""
    made = ObjectStore()
    yield made
    made.stop()


def test_a_record_goes_to_the_office_and_its_receipt_comes_back_over_the_store(
    store: ObjectStore, office: Office, tmp_path: Path
) -> None:
    guard, where = Guard(tmp_path / "home"), f"s3://{BUCKET}/desks"
    guard.warrant(guard.open())
    store.configured(guard.desk.store.places.config)
    way = Way(where, (office.keys.recipient,), office.keys.key.public)
    sent = send(guard.desk, way)
    with opened(office.dsn) as db:
        add_desk(db, guard.desk.store.owner.device, guard.desk.store.journal.device_key(), "DHS", "")
    done = take_in(office.dsn, where, office.folder, config=store.config)
    assert (done.bundles, done.events, done.receipts) == (sent.bundles, sent.events, 1)
    assert send(guard.desk, way).receipts == 1
    assert standing(guard.desk, way).state == "received"
    guard.desk.close()


def test_a_store_that_is_killed_while_bundles_come_loses_none_that_it_acknowledged(
    store: ObjectStore, office: Office
) -> None:
    bucket = Bucket(f"s3://{BUCKET}/killed", store.config)
    made = [each for n in range(60) for each in office.bundles(record(9, f"desk-{n}"))]
    names = [office.lay(each) for each in made]
    told: Queue[str] = Queue()

    def put() -> None:
        for name, each in zip(names, made, strict=True):
            try:
                bucket.put(name, each.content)
            except Trouble:
                break
            told.put(name)
        told.put("")

    worker = Thread(target=put)
    worker.start()
    acknowledged = [told.get() for _ in range(12)]
    store.kill()
    worker.join()
    while name := told.get():
        acknowledged.append(name)
    store.start()
    contents = dict(zip(names, (each.content for each in made), strict=True))
    assert 12 <= len(acknowledged) < len(names)
    answering(bucket, acknowledged[0])
    for name in acknowledged:
        assert bucket.get(name, 1 << 20) == contents[name]
    for name in names:
        bucket.put(name, contents[name])
    assert bucket.names() == sorted(names)


def answering(bucket: Bucket, name: str) -> None:
    """Until the store, which has just been started again, finds its volumes; each question has its own patience."""
    for _ in range(40):
        with suppress(Trouble):
            bucket.get(name, 1 << 20)
            return
    raise AssertionError("The store did not come back.")
