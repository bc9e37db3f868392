"""Whoever holds the file and its data key, and not the device key, changes nothing without the event being named."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.core.chain import Head
from desktop.paths import Places, places
from desktop.store._engine import Database, rows
from desktop.store.opening import open_store
from desktop.wall import FixedClock, zone
from tests.store.conftest import NEW_YORK, Hand
from tests.store.forging import Done, found, make_record, named, open_by_force
from tests.store.tampering import CLASSES, RECHAINED, attempt

SEEDS = 3
"""Tamperings of each class; the long form (build/long/tamper.py) plays more."""


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Places:
    """A record that nobody has touched."""
    return make_record(tmp_path_factory.mktemp("tampering"))


@pytest.fixture
def db(record: Places) -> Iterator[Database]:
    """As a forger opens it; whatever a test does there is rolled back."""
    made = open_by_force(record)
    yield made
    made.close()


def test_an_untouched_record_has_no_finding(db: Database) -> None:
    """Neither by itself nor against its own head."""
    seq, own_hash = rows(db, "SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1")[0]
    assert found(db, Done(0, 0, heads=(Head(seq, own_hash),))) == []


@pytest.mark.parametrize("name", CLASSES)
def test_every_tampering_is_named_by_its_event(db: Database, name: str) -> None:
    """Each class at three places drawn by chance."""
    for seed in range(SEEDS):
        tried = attempt(db, name, seed)
        assert tried.named, (seed, tried.done, tried.findings[:5])


@pytest.mark.parametrize("name", RECHAINED)
def test_a_verifier_that_reads_no_checkpoints_misses_what_was_chained_anew(db: Database, name: str) -> None:
    """The control: without the device key's witness these go unseen, so it is the checkpoints that show them."""
    assert not any(attempt(db, name, seed).named_by_chain for seed in range(SEEDS))


def test_a_file_put_back_to_yesterday_is_named_against_a_printed_head(record: Places, tmp_path: Path) -> None:
    """At the first event that is gone; and when visits went on in the file, at the event that stands in the head's place, after the
    epoch that says that it is not the record which was signed here."""
    there = places(tmp_path / "home", {})
    for name in ("data", "keys"):
        shutil.copytree(getattr(record, name), getattr(there, name))
    yesterday = tmp_path / "yesterday"
    shutil.copytree(there.data, yesterday)
    clock = FixedClock("2026-07-16T09:00:00-04:00", zone(NEW_YORK), NEW_YORK)
    store = open_store(there, True, clock=clock)
    kept = store.journal.head()[0]
    hand = Hand(store, clock)
    hand.close(hand.open())
    printed = Head(*store.journal.head())
    store.close()
    shutil.rmtree(there.data)
    shutil.copytree(yesterday, there.data)
    done = Done(kept + 1, kept + 1, heads=(printed,))
    db = open_by_force(there)
    assert found(db, Done(0, 0)) == []
    assert named(found(db, done), done)
    db.close()
    store = open_store(there, True, clock=clock)
    hand = Hand(store, clock)
    hand.close(hand.open())
    store.close()
    db = open_by_force(there)
    assert sorted(finding.seq for finding in found(db, done)) == [kept + 1, printed.seq]
    db.close()
