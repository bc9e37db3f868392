"""Opening the record: each way to fail is told apart, and nothing is ever put in its place."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlite_utils

from desktop.core.errors import Trouble
from desktop.core.events import StoreCreated
from desktop.paths import Places
from desktop.store import _engine, check
from desktop.store._engine import Database
from desktop.store.opening import DATABASE, Store, new_id, open_store
from desktop.store.schema import make_migrations
from desktop.store.shares import refuse_share, share_type
from desktop.trust.device import device_key_file
from desktop.trust.keys import SLOTS_FILE
from desktop.wall import FixedClock
from tests.store.keyfiles import data_key

if TYPE_CHECKING:
    from tests.store.conftest import Hand

CANARY = "Kanarienvogel-4471"
PAGE = 4096


def trouble_of(home: Places, create: bool = True) -> Trouble:
    with pytest.raises(Trouble) as caught:
        open_store(home, create)
    return caught.value


def filled(hand: "Hand", store: Store) -> Path:
    """A closed record of some two hundred pages."""
    visit = hand.open()
    for number in range(100):
        hand.answer(visit, "danger", note=f"{CANARY} {number} " * 100)
    store.close()
    return store.path


def test_a_record_goes_on_where_it_stood(hand: "Hand", opener: Callable[[], Store]) -> None:
    visit = hand.open()
    written = hand.answer(visit)
    again = opener()
    assert again.journal.head() == (written.seq, written.hash)
    assert [line.visit for line in again.queries.open_visits()] == [visit]


def test_a_missing_record_is_made_only_when_asked(home: Places) -> None:
    found = trouble_of(home, create=False)
    assert (found.kind, found.place) == ("io", str(home.data / "record" / DATABASE))
    assert not home.data.exists()
    assert not home.keys.exists()


def test_no_word_that_was_typed_stands_readable_in_any_file(hand: "Hand", store: Store, home: Places) -> None:
    visit = hand.open()
    hand.answer(visit, note=CANARY)
    store.journal.keep_half_typed(visit, "r1/form", CANARY)
    looked = 0
    for closed in (False, True):
        if closed:
            store.close()
        for place in home.data.parent.rglob("*"):
            if place.is_file():
                looked += 1
                content = place.read_bytes()
                assert CANARY.encode() not in content, place
                assert b"Guard 12" not in content, place
                assert b"SQLite format 3" not in content, place
    assert looked > 6


def test_a_destroyed_first_page_is_damage_and_not_a_wrong_key(
    hand: "Hand", store: Store, home: Places
) -> None:
    path = filled(hand, store)
    path.write_bytes(b"\0" * PAGE + path.read_bytes()[PAGE:])
    found = trouble_of(home)
    assert (found.kind, found.place) == ("damaged", str(path))
    assert "restore a backup" in found.remedy


def test_the_key_of_another_record_is_a_wrong_key_and_not_damage(
    hand: "Hand", store: Store, home: Places, tmp_path: Path
) -> None:
    filled(hand, store)
    other = Places(*(tmp_path / "other" / name for name in ("data", "config", "keys", "logs")))
    open_store(other, True).close()
    own, foreign = data_key(home), data_key(other)
    own.write_bytes(foreign.read_bytes())
    found = trouble_of(home)
    assert (found.kind, found.place) == ("wrong_key", str(own))


def test_a_missing_key_stops_the_program_and_leaves_the_record_alone(
    hand: "Hand", store: Store, home: Places
) -> None:
    path = filled(hand, store)
    before = path.read_bytes()
    own = data_key(home)
    own.unlink()
    assert (trouble_of(home).kind, trouble_of(home).place) == ("key_missing", str(own))
    (home.data / "record" / SLOTS_FILE).unlink()
    assert trouble_of(home).kind == "key_missing"
    assert path.read_bytes() == before
    assert list(home.keys.glob("*.key")) == [device_key_file(home.keys, "record")]


def test_a_damaged_key_is_named(hand: "Hand", store: Store, home: Places) -> None:
    filled(hand, store)
    own = data_key(home)
    own.write_text(own.read_text()[:40])
    assert (trouble_of(home).kind, trouble_of(home).place) == ("key_damaged", str(own))


def test_a_damaged_page_is_told_by_doctor_while_the_rest_goes_on(
    hand: "Hand", store: Store, home: Places
) -> None:
    path = filled(hand, store)
    whole = bytearray(path.read_bytes())
    hurt = {}
    for number in range(len(whole) // PAGE // 2, len(whole) // PAGE):
        trial = bytearray(whole)
        trial[number * PAGE + 100] ^= 1
        path.write_bytes(trial)
        again = open_store(home, False)
        facts = {fact.code: fact.level for fact in check.findings(again)}
        again.close()
        hurt[number] = facts["cipher_integrity"]
        if len(hurt) == 5:
            break
    assert set(hurt.values()) == {"error"}


def test_an_empty_file_in_place_of_the_record_is_not_taken_for_one(
    hand: "Hand", store: Store, home: Places
) -> None:
    path = filled(hand, store)
    path.write_bytes(b"")
    assert trouble_of(home, create=False).kind == "damaged"


def test_a_record_that_vanished_is_made_anew_and_says_so(
    hand: "Hand", store: Store, opener: Callable[[], Store]
) -> None:
    filled(hand, store).unlink()
    first = opener().queries.event(1)
    assert first is not None
    assert isinstance(first.body, StoreCreated)
    assert first.body.reason == "record_was_missing"


def test_a_file_of_drills_is_not_opened_as_the_record(home: Places, clock: FixedClock) -> None:
    drill = open_store(home, True, "drill", clock)
    assert drill.owner.device.startswith("drill-")
    drill.close()
    (home.data / "drill").rename(home.data / "record")
    found = trouble_of(home)
    assert (found.kind, found.place) == ("wrong_realm", str(home.data / "record" / DATABASE))


def test_drills_and_the_record_have_keys_of_their_own(home: Places, store: Store) -> None:
    open_store(home, True, "drill").close()
    texts = [place.read_text() for place in home.keys.glob("*.key")]
    assert len(texts) == len(set(texts)) == 4


def test_an_existing_file_is_copied_before_it_is_migrated(
    hand: "Hand", store: Store, home: Places, opener: Callable[[], Store]
) -> None:
    path = filled(hand, store)
    migrations = make_migrations()

    @migrations()
    def m999_one_more(db: Database) -> None:
        db.execute("CREATE TABLE one_more (x TEXT) STRICT")

    newer = open_store(home, False, migrations=migrations)
    head = newer.journal.head()
    newer.close()
    copy = path.with_name(f"{DATABASE}.before-m999_one_more")
    assert CANARY.encode() not in copy.read_bytes()
    path.write_bytes(copy.read_bytes())
    old = opener()
    assert old.journal.head() == head
    assert not old.journal._db["one_more"].exists()
    assert not list(path.parent.glob("*.part"))


def test_a_migration_that_fails_leaves_the_file_as_it_was(
    hand: "Hand", store: Store, home: Places, opener: Callable[[], Store]
) -> None:
    filled(hand, store)
    migrations = make_migrations()

    @migrations()
    def m999_broken(db: Database) -> None:
        db.execute("CREATE TABLE half (x TEXT) STRICT")
        db.execute("CREATE TABLE half (x TEXT) STRICT")

    with pytest.raises(Trouble) as caught:
        open_store(home, False, migrations=migrations)
    assert caught.value.kind == "ours"
    again = opener()
    assert not again.journal._db["half"].exists()
    assert again.queries.all_visits()


def test_every_commit_is_on_disk_before_it_returns(store: Store) -> None:
    settings = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "recursive_triggers")
    db = store.journal._db
    assert [db.execute(f"PRAGMA {name}").fetchone()[0] for name in settings] == ["wal", 2, 1, 1, 1]


def test_sqlite_utils_runs_on_the_encrypting_engine_and_no_other() -> None:
    assert vars(sqlite_utils.db)["sqlite3"].__name__ == "sqlcipher3"
    assert issubclass(vars(sqlite_utils.db)["OperationalError"], _engine.SqlError)


def test_an_engine_that_can_lose_pages_is_refused() -> None:
    with pytest.raises(Trouble) as caught:
        _engine._check_engine((3, 51, 2))
    assert caught.value.kind == "too_old_engine"
    assert "3.51.2" in caught.value.sentence


def test_the_read_side_cannot_write(store: Store) -> None:
    with pytest.raises(_engine.SqlError, match="readonly"):
        store.queries._db.execute("DELETE FROM visits")


MOUNTS = """22 1 8:1 / / rw - ext4 /dev/sda1 rw
30 22 0:40 / /mnt/share rw - cifs //server/share rw
31 30 8:2 / /mnt/share/local rw - ext4 /dev/sdb1 rw
32 22 0:41 / /mnt/with\\040space rw - nfs4 server:/x rw
33 22 0:42 / /mnt/remote rw shared:1 - fuse.sshfs host: rw
garbage
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/var/data", ""),
        ("/mnt/share", "cifs"),
        ("/mnt/share/threshold", "cifs"),
        ("/mnt/sharer", ""),
        ("/mnt/share/local/threshold", ""),
        ("/mnt/with space/x", "nfs4"),
        ("/mnt/remote/x", "fuse.sshfs"),
    ],
)
def test_a_network_share_is_known_by_its_mount(folder: str, kind: str) -> None:
    assert share_type(MOUNTS, folder) == kind


def test_a_folder_on_a_local_disk_is_accepted_before_it_exists(tmp_path: Path) -> None:
    refuse_share(tmp_path / "not" / "there" / "yet")


def test_ids_are_never_issued_twice() -> None:
    assert len({new_id() for _ in range(1000)}) == 1000
