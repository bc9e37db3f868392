"""A restore: proved before anything is touched, what was there moved aside, and a new epoch whose record numbers are new."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from desktop.core import chain
from desktop.core.errors import Trouble
from desktop.core.events import StoreCreated, VisitOpened, decode_envelope, encode_envelope
from desktop.core.identity import parse_record_number
from desktop.paths import Places, places
from desktop.store import backup
from desktop.store.backup import Backup
from desktop.store.numbers import SKIPPED
from desktop.store.opening import DATABASE, Store, open_store
from desktop.store.owners import DEVICE_KEY_MISSING, RESTORED, epoch_event
from desktop.store.restore import choose, restore
from desktop.trust.device import device_key_file
from desktop.wall import FixedClock, zone
from tests.store.papers import PAPER, draft_of, put

if TYPE_CHECKING:
    from tests.store.conftest import Hand

NEW_YORK = "America/New_York"


@pytest.fixture
def made(hand: "Hand", store: Store, tmp_path: Path) -> Backup:
    """A backup of a record with one open visit and an original; then another visit that is on no backup."""
    visit = hand.open()
    hand.write(draft_of(visit, put(store)))
    done = backup.make(store, tmp_path / "stick", hand.clock.read().utc_us, "0.1", make_folder=True)
    hand.open()
    store.close()
    return done


def number_of(store: Store, visit: str) -> int:
    body = store.queries.events_of(visit)[0].body
    assert isinstance(body, VisitOpened)
    return parse_record_number(body.record_number).counter


def first_of_epoch(store: Store) -> StoreCreated:
    db = store.maintenance()
    event = store.queries.event(epoch_event(db, store.owner.epoch))
    db.close()
    assert event is not None
    assert isinstance(event.body, StoreCreated)
    return event.body


def test_a_restored_record_goes_on_in_a_new_epoch_that_names_the_head_it_goes_on_from(
    made: Backup,
    home: Places,
    clock: FixedClock,
    opener: Callable[[], Store],
    make_hand: Callable[[Store], "Hand"],
) -> None:
    done = restore(home, choose(made.folder.parent), clock)
    again = opener()
    body = first_of_epoch(again)
    assert (body.epoch, body.former_head, body.reason) == (1, made.manifest.head, RESTORED)
    assert body.device == again.owner.device == done.owner.device != made.manifest.device
    assert number_of(again, make_hand(again).open()) > 2 + SKIPPED
    assert chain.verify(again.queries.iter_chain()) == []
    assert [again.attachments.read(ident) for _, ident, _ in again.queries.photos() if ident] == [PAPER]


def test_what_was_there_is_moved_aside_under_a_dated_name_and_opens_there(
    made: Backup, home: Places, clock: FixedClock, tmp_path: Path
) -> None:
    before = (home.data / "record" / DATABASE).read_bytes()
    done = restore(home, made, clock)
    assert done.aside == home.data / "record.before-restore-2026-07-15T180000Z"
    assert (done.aside / DATABASE).read_bytes() == before


def test_an_empty_workstation_that_has_the_key_takes_the_backup(
    made: Backup, home: Places, clock: FixedClock, tmp_path: Path
) -> None:
    other = places(tmp_path / "other", {})
    shutil.copytree(home.keys, other.keys)
    assert restore(other, made, clock).aside is None
    store = open_store(other, False, clock=clock)
    assert store.owner.reason == RESTORED
    store.close()


def test_without_the_key_nothing_is_touched_and_the_missing_file_is_named(
    made: Backup, home: Places, clock: FixedClock, tmp_path: Path
) -> None:
    other = places(tmp_path / "other", {})
    with pytest.raises(Trouble) as caught:
        restore(other, made, clock)
    assert caught.value.kind == "key_missing"
    assert list(other.data.iterdir()) == []


@pytest.mark.parametrize("name", [DATABASE, "attachments"])
def test_a_backup_that_is_not_whole_leaves_the_record_as_it_was(
    name: str, made: Backup, home: Places, clock: FixedClock
) -> None:
    place = made.folder / DATABASE
    if name == "attachments":
        place = next(each for each in made.folder.parent.glob("attachments/??/*"))
    content = bytearray(place.read_bytes())
    content[len(content) // 2] ^= 1
    place.write_bytes(content)
    before = (home.data / "record" / DATABASE).read_bytes()
    with pytest.raises(Trouble) as caught:
        restore(home, made, clock)
    assert caught.value.kind == "damaged"
    assert (home.data / "record" / DATABASE).read_bytes() == before
    assert [each.name for each in home.data.iterdir()] == ["record"]


def test_a_record_that_a_program_has_open_is_not_replaced(
    made: Backup, home: Places, clock: FixedClock, opener: Callable[[], Store]
) -> None:
    opener()
    with pytest.raises(Trouble) as caught:
        restore(home, made, clock)
    assert (caught.value.kind, caught.value.remedy) == (
        "locked",
        "Close Threshold on this computer, then restore.",
    )
    assert [each.name for each in home.data.iterdir()] == ["record"]


def test_a_damaged_record_is_replaced(made: Backup, home: Places, clock: FixedClock) -> None:
    path = home.data / "record" / DATABASE
    path.write_bytes(b"\0" * 4096 + path.read_bytes()[4096:])
    assert restore(home, made, clock).aside is not None
    open_store(home, False, clock=clock).close()


def test_a_restore_long_after_the_backup_passes_over_more_numbers_and_over_those_of_a_new_year(
    made: Backup, home: Places, make_hand: Callable[[Store], "Hand"]
) -> None:
    late = FixedClock("2027-01-10T09:00:00-05:00", zone(NEW_YORK), NEW_YORK)
    restore(home, made, late)
    store = open_store(home, True, clock=late)
    hand = make_hand(store)
    hand.clock.set("2027-01-10T09:00:00-05:00")
    assert number_of(store, hand.open()) > 30_000
    store.close()


def test_a_changed_event_does_not_hide_which_epoch_it_is(
    made: Backup,
    home: Places,
    clock: FixedClock,
    opener: Callable[[], Store],
    make_hand: Callable[[Store], "Hand"],
) -> None:
    """The record opens with its right owner, and `verify` names the event."""
    owner = restore(home, made, clock).owner
    store = opener()
    make_hand(store).open()
    last = store.journal.head()[0]
    db = store.maintenance()
    db.execute("DROP TRIGGER events_no_update")
    db.execute(
        "UPDATE events SET envelope = replace(envelope, '\"epoch\":', '\"epoch!\":') WHERE seq = ?", (last,)
    )
    db.close()
    again = opener()
    assert again.owner == owner
    assert chain.verify(again.queries.iter_chain())[0].seq == last


def test_a_second_restore_begins_another_epoch_and_the_chain_still_holds(
    made: Backup, home: Places, clock: FixedClock, tmp_path: Path
) -> None:
    restore(home, made, clock)
    store = open_store(home, True, clock=clock)
    again = backup.make(store, tmp_path / "stick", clock.read().utc_us + 60_000_000, "0.1")
    store.close()
    clock.set("2026-07-16T14:00:00-04:00")
    assert restore(home, again, clock).owner.epoch == 2
    store = open_store(home, True, clock=clock)
    assert chain.verify(store.queries.iter_chain()) == []
    assert first_of_epoch(store).epoch == store.owner.epoch == 2
    store.close()


def test_an_epoch_that_does_not_name_the_head_before_it_is_found(
    made: Backup, home: Places, clock: FixedClock
) -> None:
    """Somebody cuts the end off a restored record and writes an epoch of his own behind it."""
    restore(home, made, clock)
    store = open_store(home, True, clock=clock)
    rows = list(store.queries.iter_chain())
    store.close()
    place = next(number for number, row in enumerate(rows) if number and b'"store_created"' in row.envelope)
    genesis, former = rows[place], rows[place - 2]
    envelope = encode_envelope(
        msgspec.structs.replace(decode_envelope(genesis.envelope), seq=genesis.seq - 1)
    )
    own = chain.event_hash(envelope, former.hash)
    forged = chain.Row(genesis.seq - 1, envelope, former.hash, own, genesis.salt, genesis.payload)
    assert chain.verify(rows) == []
    found = chain.verify([*rows[: place - 1], forged])
    assert [(finding.seq, finding.code) for finding in found] == [(forged.seq, "foreign")]


def test_a_record_whose_device_key_is_not_here_goes_on_in_an_epoch_of_its_own(
    made: Backup, home: Places, clock: FixedClock, make_hand: Callable[[Store], "Hand"], tmp_path: Path
) -> None:
    """The data folder and the key file were copied to another computer; both go on."""
    other = places(tmp_path / "other", {})
    shutil.copytree(home.data.parent, tmp_path / "other")
    device_key_file(other.keys, "record").unlink()
    numbers, owners = [], []
    for each in (home, other):
        store = open_store(each, True, clock=clock)
        owners.append((store.owner.device, store.owner.epoch))
        numbers.append(number_of(store, make_hand(store).open()))
        assert chain.verify(store.queries.iter_chain()) == []
        if each == other:
            assert store.owner.reason == DEVICE_KEY_MISSING
        store.close()
    assert numbers[0] == 3
    assert numbers[1] > 3 + SKIPPED
    assert [epoch for _, epoch in owners] == [0, 1]
    assert owners[0][0] != owners[1][0]
    again = open_store(other, True, clock=clock)
    assert (again.owner.device, again.owner.epoch) == owners[1]
    again.close()


def test_a_folder_without_a_backup_and_one_with_two_records_are_told(made: Backup, tmp_path: Path) -> None:
    for source, said in ((tmp_path / "nowhere", "no folder"), (tmp_path / "home", "no finished backup")):
        with pytest.raises(Trouble) as caught:
            choose(source)
        assert said in caught.value.sentence
        assert caught.value.remedy
