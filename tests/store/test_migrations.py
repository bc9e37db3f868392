"""A record of the first release, with visits in it, is copied and brought up to date, and is then like one made today."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.core import chain
from desktop.paths import Places
from desktop.store._engine import Database, Migrations, rows
from desktop.store.opening import DATABASE, Store, open_store
from desktop.store.schema import missing_triggers, run_all
from desktop.wall import FixedClock
from tests.store.papers import PAPER, draft_of, put

if TYPE_CHECKING:
    from tests.store.conftest import Hand

RELEASED = Path(__file__).with_name("m001.sql")
"""The statements of m001_journal as they were released. They are never changed."""


def first_release() -> Migrations:
    migrations = Migrations("threshold")

    @migrations()
    def m001_journal(db: Database) -> None:
        run_all(db, RELEASED.read_text("utf-8").split("\n--\n"))

    return migrations


def schema(store: Store) -> set[tuple[str, str, str]]:
    """Everything that the file is made of, but for white space at the ends."""
    db = store.maintenance()
    found = rows(db, "SELECT type, name, coalesce(sql, '') FROM sqlite_master")
    db.close()
    return {(kind, name, " ".join(sql.split())) for kind, name, sql in found}


def test_a_record_of_the_first_release_goes_on(
    home: Places, clock: FixedClock, tmp_path: Path, make_hand: Callable[[Store], "Hand"]
) -> None:
    old = open_store(home, True, clock=clock, migrations=first_release())
    hand = make_hand(old)
    visits = [hand.open() for _ in range(3)]
    hand.answer(visits[0])
    hand.close(visits[1])
    before, head, path = list(old.queries.iter_chain()), old.journal.head(), old.path
    old.close()

    now = open_store(home, False, clock=clock)
    assert list(now.queries.iter_chain()) == before
    assert now.journal.head() == head
    db = now.maintenance()
    assert missing_triggers(db) == []
    db.close()
    copy = path.with_name(f"{DATABASE}.before-m002_attachments")
    assert copy.exists()
    hand = make_hand(now)
    sealed = put(now)
    [kept] = hand.write(draft_of(visits[2], sealed))
    assert now.attachments.read(sealed.id) == PAPER
    hand.redact(kept.seq, visits[2])
    assert now.queries.photos() == [(kept.seq, None, None)]
    assert chain.verify(now.queries.iter_chain(), chain.Head(*now.journal.head())) == []
    made = open_store(Places(*(tmp_path / "new" / each for each in ("d", "c", "k", "l"))), True, clock=clock)
    assert schema(now) == schema(made)
    made.close()
    now.close()

    path.write_bytes(copy.read_bytes())
    again = open_store(home, False, clock=clock, migrations=first_release())
    assert again.journal.head() == head
    again.close()
