"""What this computer signed last is kept beside its device key: what is lawful leaves no finding, what is not leaves one for good."""

import shutil
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop.core import chain
from desktop.core.errors import Trouble
from desktop.core.witness import Witness, Witnessed
from desktop.paths import Places
from desktop.store import backup
from desktop.store.opening import DATABASE, Store, open_store
from desktop.store.owners import DEVICE_KEY_MISSING, MISSING, NOT_AS_SIGNED, RESTORED, SIGNED_HEAD_MISSING
from desktop.store.restore import restore
from desktop.store.signing import NotAsSigned
from desktop.trust import device
from desktop.trust.device import device_key_file
from desktop.trust.signed import SignedHeads, signed_file
from desktop.wall import FixedClock
from tests.store.test_going_on import number_of

if TYPE_CHECKING:
    from tests.store.conftest import Hand

MakeHand = Callable[[Store], "Hand"]


def witnessed(store: Store) -> Witnessed:
    """What the witnesses say; the chain holds."""
    witness = Witness(device.verify)
    assert chain.verify(store.queries.iter_chain(), watch=witness.see) == []
    return witness.close()


def findings(store: Store) -> list[str]:
    """The codes of what speaks against the record."""
    return [each.code for each in witnessed(store).findings]


@pytest.fixture
def file(home: Places) -> Path:
    """Where it is kept."""
    return signed_file(home.keys, "record")


@pytest.fixture
def older(hand: "Hand", store: Store, home: Places, tmp_path: Path, opener: Callable[[], Store]) -> Path:
    """A copy of the data folder from before the last visit."""
    hand.close(hand.open())
    store.close()
    shutil.copytree(home.data, tmp_path / "older")
    return tmp_path / "older"


def put_back(older: Path, home: Places) -> None:
    shutil.rmtree(home.data)
    shutil.copytree(older, home.data)


def test_the_last_signature_is_kept_as_soon_as_there_is_one(
    hand: "Hand", store: Store, home: Places, file: Path
) -> None:
    """Before that, the event that names the key. Nobody else may read it."""
    heads = SignedHeads(home.keys, "record")
    (entry,) = heads.entries()
    second = store.queries.event(2)
    assert second is not None
    assert (entry.device, entry.seq, entry.hash) == (store.owner.device, 2, second.hash)
    hand.close(hand.open())
    (entry,) = heads.entries()
    assert (entry.seq, entry.hash) == store.journal.head()
    assert file.stat().st_mode & 0o077 == 0
    assert [each.name for each in home.keys.iterdir() if each.suffix == ".part"] == []


def test_an_older_copy_that_is_put_back_is_a_finding_for_good_and_repeats_no_number(
    older: Path, home: Places, opener: Callable[[], Store], make_hand: MakeHand
) -> None:
    """The finding stays after the desk signed again; the next start begins no other epoch."""
    issued = number_of(make_hand(opener()))
    hand = make_hand(opener())
    hand.close(hand.open())
    opener().close()
    put_back(older, home)
    store = opener()
    assert (store.owner.reason, store.unsigned) == (NOT_AS_SIGNED, None)
    hand = make_hand(store)
    assert number_of(hand) > issued + 1000
    hand.close(hand.open())
    assert findings(store) == [NOT_AS_SIGNED]
    store = opener()
    assert store.owner.epoch == 1
    assert findings(store) == [NOT_AS_SIGNED]


def test_a_device_key_that_is_damaged_as_well_hides_no_older_copy_and_repeats_no_number(
    older: Path, home: Places, clock: FixedClock, opener: Callable[[], Store], make_hand: MakeHand
) -> None:
    """Nothing is signed until it is mended; the epoch is begun once."""
    issued = number_of(make_hand(opener()))
    store = opener()
    store.journal.seal("closing", clock.read())
    store.close()
    put_back(older, home)
    place = device_key_file(home.keys, "record")
    whole = place.read_bytes()
    place.write_bytes(b"damaged")
    assert number_of(make_hand(opener())) > issued + 1000
    place.write_bytes(whole)
    store = opener()
    make_hand(store).close(make_hand(store).open())
    assert (store.owner.epoch, store.unsigned, findings(store)) == (1, None, [NOT_AS_SIGNED])


def test_who_only_reads_begins_no_epoch_and_signs_nothing_over_it(
    older: Path, home: Places, clock: FixedClock, opener: Callable[[], Store], make_hand: MakeHand
) -> None:
    """And says which event is not there."""
    hand = make_hand(opener())
    hand.close(hand.open())
    last = hand.store.journal.head()[0]
    hand.store.close()
    put_back(older, home)
    with closing(open_store(home, False, clock=clock)) as store:
        assert isinstance(store.unsigned, NotAsSigned)
        assert store.unsigned.seq == last
        make_hand(store).look()
        assert not store.journal.seal("closing", clock.read())
        assert store.owner.epoch == 0


def test_a_record_that_is_changed_under_a_running_desk_is_not_signed(
    hand: "Hand", store: Store, home: Places
) -> None:
    """What was to be signed is saved; the desk is told why it is not."""
    hand.close(hand.open())
    heads = SignedHeads(home.keys, "record")
    (entry,) = heads.entries()
    told: list[str] = []
    store.journal.when_unsigned(lambda: told.append("not signed"))
    with suppress(OSError):
        signed_file(home.keys, "record").write_text(
            signed_file(home.keys, "record").read_text().replace(entry.hash, "0" * 64)
        )
    hand.close(hand.open())
    assert told == ["not signed"]
    assert isinstance(store.journal.amiss, NotAsSigned)
    assert store.queries.all_visits()[0].status == "closed"


HUGE = b'{"format":1,"entries":[{"device":"","seq":9223372036854775808,"hash":""}]}'


@pytest.mark.parametrize("content", [None, b"", b"{", b'{"format":1,"entries":[{"seq":1}]}', HUGE])
def test_a_file_that_is_gone_or_damaged_begins_an_epoch_that_is_told(
    content: bytes | None,
    older: Path,
    home: Places,
    file: Path,
    clock: FixedClock,
    opener: Callable[[], Store],
) -> None:
    """Once; it speaks against nothing. Who only reads signs nothing meanwhile."""
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    with closing(open_store(home, False, clock=clock)) as store:
        assert store.unsigned is not None
        assert store.unsigned.place == str(file)
    store = opener()
    assert (store.owner.reason, store.unsigned) == (SIGNED_HEAD_MISSING, None)
    assert findings(store) == []
    assert "epoch" in [each.code for each in witnessed(store).told]
    assert opener().owner.epoch == 1


def test_a_kill_between_a_signature_and_its_keeping_is_no_finding(
    older: Path, file: Path, opener: Callable[[], Store], make_hand: MakeHand
) -> None:
    """The older entry is still right."""
    kept = file.read_bytes()
    hand = make_hand(opener())
    hand.close(hand.open())
    hand.store.close()
    file.write_bytes(kept)
    store = opener()
    assert (store.owner.epoch, findings(store)) == (0, [])


@pytest.mark.parametrize("lost", ["nothing", "file", "device key", "both"])
def test_a_restore_on_the_same_computer_is_no_finding_whatever_is_lost(
    lost: str,
    older: Path,
    home: Places,
    file: Path,
    clock: FixedClock,
    tmp_path: Path,
    opener: Callable[[], Store],
    make_hand: MakeHand,
) -> None:
    """The backup lacks what was signed since it was made. The former record is right as well, as long as the restore is not done."""
    with closing(open_store(home, False, clock=clock)) as again:
        made = backup.make(again, tmp_path / "stick", clock.read().utc_us, "0.1", make_folder=True)
    hand = make_hand(opener())
    hand.close(hand.open())
    hand.store.close()
    if lost in ("file", "both"):
        file.unlink()
    if lost in ("device key", "both"):
        device_key_file(home.keys, "record").unlink()
    restore(home, made, clock)
    store = opener()
    assert (store.owner.reason, store.owner.epoch, store.unsigned) == (RESTORED, 1, None)
    hand = make_hand(store)
    hand.close(hand.open())
    assert findings(opener()) == []
    assert len(SignedHeads(home.keys, "record").entries()) == 1


def test_a_restore_that_was_cut_before_its_renames_leaves_the_former_record_without_a_finding(
    older: Path,
    home: Places,
    clock: FixedClock,
    tmp_path: Path,
    opener: Callable[[], Store],
    make_hand: MakeHand,
) -> None:
    with closing(open_store(home, False, clock=clock)) as again:
        made = backup.make(again, tmp_path / "stick", clock.read().utc_us, "0.1", make_folder=True)
    hand = make_hand(opener())
    hand.close(hand.open())
    hand.store.close()
    shutil.copytree(home.data, tmp_path / "former")
    restore(home, made, clock)
    put_back(tmp_path / "former", home)
    store = opener()
    assert (store.owner.epoch, findings(store)) == (0, [])


def test_copies_and_lost_records_are_no_findings(
    older: Path,
    home: Places,
    tmp_path: Path,
    opener: Callable[[], Store],
    clock: FixedClock,
    make_hand: MakeHand,
) -> None:
    """A copy on another computer, with all keys or without the device's, and a record that took the place of a lost one."""
    for name, reason in (("all", "first_start"), ("no device key", DEVICE_KEY_MISSING)):
        other = Places(*(tmp_path / name / part for part in ("data", "config", "keys", "logs")))
        shutil.copytree(home.data, other.data)
        shutil.copytree(home.keys, other.keys)
        if name != "all":
            device_key_file(other.keys, "record").unlink()
            signed_file(other.keys, "record").unlink()
        with closing(open_store(other, True, clock=clock)) as store:
            assert (store.owner.reason, findings(store)) == (reason, [])
    shutil.rmtree(home.data)
    store = opener()
    assert store.owner.reason == MISSING
    make_hand(store).close(make_hand(store).open())
    store = opener()
    assert (store.owner.reason, findings(store)) == (MISSING, [])


def test_a_new_record_that_was_cut_before_its_first_event_was_on_disk_is_no_finding(
    older: Path, home: Places, clock: FixedClock, opener: Callable[[], Store]
) -> None:
    """In the place of a lost one."""
    (home.data / "record" / DATABASE).unlink()

    def cut(moment: str) -> None:
        if moment == "before_commit":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        open_store(home, True, clock=clock, steps=cut)
    store = opener()
    assert (store.owner.reason, findings(store)) == (MISSING, [])


def test_a_keys_folder_that_takes_no_file_costs_nothing_but_a_sentence(
    older: Path, home: Places, file: Path, opener: Callable[[], Store], make_hand: MakeHand
) -> None:
    """All is saved and signed, what was kept before still holds, and no start begins an epoch for it."""
    file.unlink()
    file.mkdir()
    for _ in range(2):
        store = opener()
        assert (store.owner.epoch, store.unsigned) == (0, None)
        make_hand(store).close(make_hand(store).open())
        assert isinstance(store.journal.amiss, Trouble)
        assert store.journal.amiss.place == str(file)
        assert findings(store) == []


def test_what_was_signed_only_later_is_told(
    older: Path, home: Places, clock: FixedClock, opener: Callable[[], Store], make_hand: MakeHand
) -> None:
    """The device key was damaged for a while."""
    place = device_key_file(home.keys, "record")
    whole = place.read_bytes()
    place.write_bytes(b"damaged")
    hand = make_hand(opener())
    closed = hand.close(hand.open())
    hand.store.close()
    place.write_bytes(whole)
    store = opener()
    store.journal.seal("closing", clock.read())
    said = witnessed(store)
    assert said.findings == ()
    (told,) = [each for each in said.told if each.code == "signed_later"]
    assert told.seq == closed.seq
    assert f"by event {store.journal.head()[0]}" in told.sentence
