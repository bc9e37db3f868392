"""The whole road over a real object store, which is killed on the way: what a put acknowledged is there, and nothing comes twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.office.database import add_desk, opened
from desktop.services.office import take_in
from desktop.services.syncing import Way, send, standing
from tests.office.conftest import Office
from tests.office.store_killing import FromStore
from tests.services.conftest import Guard
from tests.sync.object_store import BUCKET, ObjectStore


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


def test_a_store_that_is_killed_in_mid_import_loses_nothing_that_a_receipt_was_given_for(
    store: ObjectStore, office: Office
) -> None:
    """Bundles that were put before it, and receipts that were put until then. More often in build/long."""
    laden = FromStore(office, store, "killed")
    laden.kill_at(9)
    lost, given = laden.lost()
    assert (lost, given >= 9) == (0, True)
    assert laden.whole()
