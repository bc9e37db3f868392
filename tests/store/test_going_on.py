"""A record that goes on from a copy, or whose device key is in any kind of trouble: the desk opens, writes, and says what it is."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop.core import chain
from desktop.core.errors import Trouble
from desktop.core.events import VisitOpened
from desktop.core.identity import parse_record_number
from desktop.core.witness import Witness, Witnessed
from desktop.paths import Places
from desktop.store import backup
from desktop.store.backup import Backup
from desktop.store.former import exchange, ready
from desktop.store.journal import Moment
from desktop.store.numbers import SKIPPED
from desktop.store.opening import DATABASE, Store, ever_begun, open_store
from desktop.store.owners import DEVICE_KEY_MISSING, MISSING, RESTORED
from desktop.store.restore import restore
from desktop.store.schema import TRIGGERS
from desktop.trust import device
from desktop.trust.device import device_key_file, make_device_key
from desktop.trust.signed import signed_file
from desktop.wall import FixedClock
from tests.store.small_disk import on_small_disk
from tests.store.test_together import ROUNDS, start

if TYPE_CHECKING:
    from tests.store.conftest import Hand

MakeHand = Callable[[Store], "Hand"]
HOLD = """
import sys
from pathlib import Path
from desktop.paths import places
from desktop.store.opening import open_store

store = open_store(places(Path(sys.argv[1]), {}), False)
print("open", flush=True)
sys.stdin.readline()
store.close()
"""


@pytest.fixture
def written(store: Store, hand: "Hand") -> Store:
    """A record with one visit that its device key signed, closed."""
    hand.open()
    store.journal.seal("closing", hand.clock.read())
    store.close()
    return store


@pytest.fixture
def made(written: Store, home: Places, clock: FixedClock, tmp_path: Path) -> Backup:
    """A backup of it."""
    with closing(open_store(home, False, clock=clock)) as again:
        return backup.make(again, tmp_path / "stick", clock.read().utc_us, "0.1", make_folder=True)


def number_of(hand: "Hand") -> int:
    body = hand.store.queries.events_of(hand.open())[0].body
    assert isinstance(body, VisitOpened)
    return parse_record_number(body.record_number).counter


def witnessed(store: Store) -> Witnessed:
    """What the record's own checkpoints say of it; the chain holds."""
    witness = Witness(device.verify)
    assert chain.verify(store.queries.iter_chain(), watch=witness.see) == []
    return witness.close()


def junk(place: Path) -> None:
    place.write_bytes(b"junk")


def folder(place: Path) -> None:
    place.unlink()
    place.mkdir()


def short_seed(place: Path) -> None:
    """A file whose check fits a seed that is too short."""
    place.write_text(f"threshold-device-1\nabcd\n{device._check_value(bytes.fromhex('abcd'))}\n")


def link_to_nowhere(place: Path) -> None:
    place.unlink()
    place.symlink_to(place.with_name("nowhere"))


def empty(place: Path) -> None:
    place.write_bytes(b"")


def not_ascii(place: Path) -> None:
    place.write_bytes(b"\xff" * 300)


@pytest.mark.parametrize("harm", [junk, folder, short_seed, link_to_nowhere, empty, not_ascii])
def test_whatever_is_wrong_with_the_device_key_the_desk_opens_and_writes_and_says_why(
    harm: Callable[[Path], None],
    written: Store,
    home: Places,
    opener: Callable[[], Store],
    make_hand: MakeHand,
) -> None:
    harm(device_key_file(home.keys, "record"))
    store = opener()
    assert store.unsigned is not None
    assert store.unsigned.place == str(device_key_file(home.keys, "record"))
    assert store.unsigned.remedy
    hand = make_hand(store)
    hand.close(hand.open())
    assert store.queries.all_visits()


def test_a_keys_folder_that_cannot_be_written_costs_signatures_and_no_visit(
    written: Store, home: Places, clock: FixedClock, tmp_path: Path
) -> None:
    """On a disk that nobody may write to, without the device key: the record is a copy, and passes over numbers, once."""
    child = Path(__file__).with_name("going_on_child.py")
    found = on_small_disk("4m", tmp_path / "disk", child, home.data.parent, tmp_path / "disk")
    assert found["unsigned"] == ["io", "io"]
    assert found["epochs"] == [1, 1]
    assert found["reason"] == DEVICE_KEY_MISSING
    assert found["numbers"][0] > 1 + SKIPPED
    assert found["numbers"][1] == found["numbers"][0] + 1


def test_a_record_that_another_program_writes_to_is_opened_and_goes_on_with_its_next_event(
    written: Store, home: Places, opener: Callable[[], Store], make_hand: MakeHand
) -> None:
    """Its device key is gone, and the epoch cannot be written while the other one holds the lock: it comes with the next visit,
    in the same transaction, and so do the numbers that are passed over."""
    device_key_file(home.keys, "record").unlink()
    other = written.maintenance()
    other.execute("BEGIN IMMEDIATE")
    store = opener()
    assert store.unsigned is not None
    assert store.unsigned.kind == "locked"
    other.execute("ROLLBACK")
    other.close()
    hand = make_hand(store)
    assert number_of(hand) > 1 + SKIPPED
    assert store.unsigned is None
    assert (store.owner.epoch, store.owner.reason) == (1, DEVICE_KEY_MISSING)
    assert store.key_changed > 0
    found = witnessed(store)
    assert found.findings == ()
    assert [told.code for told in found.told][:2] == ["epoch", "key_changed"]


def test_two_programs_that_start_at_once_after_the_key_was_lost_begin_one_epoch(
    written: Store, home: Places, clock: FixedClock
) -> None:
    device_key_file(home.keys, "record").unlink()
    both = [start(home.data.parent), start(home.data.parent)]
    for program in both:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
    for program in both:
        program.communicate("go\n")
        assert program.returncode == 0
    with closing(open_store(home, True, clock=clock)) as store:
        assert store.owner.epoch == 1
        found = witnessed(store)
        assert found.findings == ()
        assert len(found.keys) == 2
        lines = store.queries.all_visits()
        assert len({line.record_number for line in lines}) == len(lines) == 1 + 2 * ROUNDS


@pytest.mark.parametrize("key", ["same", "lost", "lost and made anew"])
def test_a_check_right_after_a_restore_finds_nothing_and_the_next_start_begins_no_other_epoch(
    key: str, made: Backup, home: Places, clock: FixedClock, opener: Callable[[], Store], make_hand: MakeHand
) -> None:
    """Also where somebody looked at the record in between, which is an event of its own."""
    if key != "same":
        device_key_file(home.keys, "record").unlink()
    if key == "lost and made anew":
        make_device_key(home.keys, "record")
    done = restore(home, made, clock)
    assert done.unsigned is None
    with closing(open_store(home, False, clock=clock)) as looking:
        assert looking.unsigned is None
        assert witnessed(looking).findings == ()
        make_hand(looking).look()
    store = opener()
    assert (store.unsigned, store.owner) == (None, done.owner)
    make_hand(store).open()
    assert store.owner.epoch == 1
    assert witnessed(store).findings == ()


def test_a_copy_of_a_restored_record_begins_an_epoch_of_its_own(
    made: Backup, home: Places, clock: FixedClock, opener: Callable[[], Store]
) -> None:
    """Although no key was named since the restore: the one that was in force went on signing."""
    restore(home, made, clock)
    device_key_file(home.keys, "record").unlink()
    store = opener()
    assert (store.owner.epoch, store.owner.reason) == (2, DEVICE_KEY_MISSING)


def test_that_a_record_took_the_place_of_a_missing_one_is_told_in_every_later_epoch(
    written: Store, home: Places, opener: Callable[[], Store]
) -> None:
    (home.data / "record" / DATABASE).unlink()
    assert opener().owner.reason == MISSING
    opener().close()
    device_key_file(home.keys, "record").unlink()
    store = opener()
    assert store.owner.reason == DEVICE_KEY_MISSING
    assert store.begun_anew


def test_a_restore_that_was_cut_between_its_renames_is_finished_by_the_next_start(
    made: Backup, home: Places, clock: FixedClock, opener: Callable[[], Store], make_hand: MakeHand
) -> None:
    """Else that start would find no record and begin one with the numbers of the former."""
    done = restore(home, made, clock)
    record = home.data / "record"
    record.rename(ready(record))
    assert ever_begun(home)
    store = opener()
    assert store.owner == done.owner
    assert not ready(record).exists()
    make_hand(store).open()


def test_a_restore_that_was_cut_before_the_former_record_was_moved_changes_nothing(
    made: Backup, home: Places, clock: FixedClock, opener: Callable[[], Store]
) -> None:
    """What it had made ready goes with the next one."""
    record = home.data / "record"
    shutil.copytree(record, ready(record))
    store = opener()
    assert store.owner.epoch == 0
    store.close()
    assert restore(home, made, clock).owner.epoch == 1
    assert not ready(record).exists()


def test_a_new_record_that_cannot_be_put_in_place_leaves_the_former_there(
    made: Backup, home: Places, tmp_path: Path
) -> None:
    record = home.data / "record"
    with pytest.raises(OSError, match="No such file"):
        exchange(record, tmp_path / "nowhere", 0)
    assert (record / DATABASE).exists()


@pytest.mark.parametrize("lost", ["key", "first page"])
def test_a_record_that_runs_is_not_replaced_although_it_could_not_be_opened_again(
    lost: str, made: Backup, home: Places, clock: FixedClock, tmp_path: Path
) -> None:
    """A window has it open whose key file is gone meanwhile, or whose file is damaged at its start: the locks tell."""
    running = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home.data.parent)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert running.stdout is not None
    assert running.stdout.readline() == "open\n"
    path = home.data / "record" / DATABASE
    if lost == "key":
        (home.data / "record" / "keyslots.json").rename(tmp_path / "keyslots.json")
    else:
        path.write_bytes(b"\0" * 4096 + path.read_bytes()[4096:])
    with pytest.raises(Trouble) as caught:
        restore(home, made, clock)
    assert (caught.value.kind, caught.value.place) == ("locked", str(path))
    running.communicate("end\n")
    assert restore(home, made, clock).owner.reason == RESTORED


def test_an_older_record_that_is_only_read_is_told_that_it_is_not_signed_yet_and_not_to_look_for_a_key(
    home: Places, written: Store, clock: FixedClock
) -> None:
    """It never named one. With a key file in the keys folder and without."""
    db = written.maintenance()
    for trigger in TRIGGERS:
        db.execute(f"DROP TRIGGER {trigger}")
    db.execute("DELETE FROM payloads WHERE seq > 1")
    db.execute("DELETE FROM events WHERE seq > 1")
    db.close()
    signed_file(home.keys, "record").unlink()
    for there in (True, False):
        if not there:
            device_key_file(home.keys, "record").unlink()
        with closing(open_store(home, False, clock=clock)) as store:
            assert store.unsigned is not None
            assert (store.unsigned.kind, "names no device key yet" in store.unsigned.sentence) == (
                "key_missing",
                True,
            )
            assert "next start" in store.unsigned.remedy
    with closing(open_store(home, True, clock=clock)) as store:
        assert (store.unsigned, store.owner.epoch) == (None, 0)


def test_a_restored_record_whose_key_could_not_be_named_yet_is_no_alarm_when_it_is_read(
    made: Backup, home: Places, clock: FixedClock, opener: Callable[[], Store]
) -> None:
    """The key file was damaged at the restore and is another one now: nothing was written under a foreign key."""
    place = device_key_file(home.keys, "record")
    junk(place)
    done = restore(home, made, clock)
    assert done.unsigned is not None
    assert done.unsigned.kind == "key_damaged"
    place.unlink()
    make_device_key(home.keys, "record")
    with closing(open_store(home, False, clock=clock)) as store:
        assert store.unsigned is not None
        assert store.unsigned.kind == "key_missing"
    store = opener()
    assert (store.unsigned, store.owner) == (None, done.owner)
    assert witnessed(store).findings == ()


def test_a_program_that_could_not_begin_an_epoch_goes_on_in_the_one_that_another_began_meanwhile(
    written: Store, home: Places, clock: FixedClock, opener: Callable[[], Store], make_hand: MakeHand
) -> None:
    device_key_file(home.keys, "record").unlink()
    other = written.maintenance()
    other.execute("BEGIN IMMEDIATE")
    late = opener()
    other.execute("ROLLBACK")
    other.close()
    with closing(open_store(home, True, clock=clock)) as early:
        assert early.owner.epoch == 1
        owner = early.owner
    make_hand(late).open()
    assert (late.owner, late.unsigned) == (owner, None)
    found = witnessed(late)
    assert (found.findings, len(found.keys)) == ((), 2)


def test_an_epoch_whose_event_did_not_reach_the_disk_has_not_begun(
    written: Store, home: Places, clock: FixedClock, make_hand: MakeHand
) -> None:
    """The disk is full at the very end of its transaction. It begins with the next event."""
    device_key_file(home.keys, "record").unlink()
    full = [True]

    def steps(moment: Moment) -> None:
        if moment == "before_commit" and full:
            full.clear()
            raise OSError(28, "No space left on device")

    with closing(open_store(home, True, clock=clock, steps=steps)) as store:
        assert store.unsigned is not None
        assert (store.unsigned.kind, store.owner.epoch) == ("disk_full", 0)
        assert number_of(make_hand(store)) > 1 + SKIPPED
        assert [told.code for told in witnessed(store).told][:1] == ["epoch"]
        assert witnessed(store).findings == ()


def test_a_broken_installation_that_cannot_sign_costs_no_visit(
    written: Store, opener: Callable[[], Store], make_hand: MakeHand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.asymmetric.ed25519", None)
    store = opener()
    assert store.unsigned is not None
    assert (store.unsigned.kind, "ModuleNotFoundError" in store.unsigned.sentence) == ("ours", True)
    hand = make_hand(store)
    hand.close(hand.open())
