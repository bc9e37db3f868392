"""Another data key: whole or not at all, whatever ends it, and nothing that was recorded is lost or can be written to a former file."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from desktop.core import chain
from desktop.core.errors import Trouble
from desktop.paths import Places, places
from desktop.services.keyring import Keyring
from desktop.store import backup
from desktop.store._engine import connect
from desktop.store.former import DATABASE, REKEYED
from desktop.store.opening import open_store
from desktop.store.rekey import STEPS, rekey
from desktop.store.restore import choose, restore
from desktop.trust.keys import SLOTS_FILE, key_files, make_key_file, new_key, new_key_name, unlock
from desktop.trust.slots import KeySlots, for_machine
from tests.services.rings import CLOCK, WORDS, Station
from tests.store.papers import PAPER, draft_of, put
from tests.store.small_disk import on_small_disk

TOP = Path(__file__).parents[2]
PLAIN = b"SQLite format 3\0"


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Station:
    """A record with all ways, a kept original, and a backup on a stick."""
    station = Station(tmp_path_factory.mktemp("begun"))
    station.ring.add_office(station.recipient)
    station.ring.add_sheet(2, 3)
    station.ring.add_passphrase(WORDS)
    with closing(open_store(station.places, True, clock=CLOCK)) as store:
        backup.make(store, station.home / "stick", CLOCK.read().utc_us, "0.1", make_folder=True)
    return station


@pytest.fixture
def killed() -> Iterator[Callable[[Path, str, str], str]]:
    """Changes the key of the record below a folder in a process of its own, which dies where it is told."""
    command = [sys.executable, "-m", "tests.store.rekey_child"]
    with subprocess.Popen(
        command, cwd=TOP, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:

        def run(home: Path, kind: str, where: str) -> str:
            assert child.stdin is not None
            assert child.stdout is not None
            child.stdin.write(f"{home}\t{kind}\t{where}\n")
            child.stdin.flush()
            return child.stdout.readline().strip()

        yield run
        assert child.stdin is not None
        child.stdin.close()


def copied(begun: Station, goal: Path) -> Places:
    shutil.copytree(begun.home / "desk", goal)
    return places(goal, {})


def whole(home: Places, head: str) -> bool:
    """Open it as a start does; whether the former head is in the chain, which is whole, and every way is as it was made."""
    with closing(open_store(home, create=True, clock=CLOCK)) as store:
        hashes = {link.hash for link in store.queries.iter_chain()}
        assert chain.verify(store.queries.iter_chain()) == []
        assert store.unsigned is None
    states = {slot.state for slot in Keyring(home, clock=CLOCK, console=True).slots()}
    return head in hashes and states == {"opens", "whole"}


def no_plain_file(home: Places) -> bool:
    files = [each for each in home.data.rglob("*") if each.is_file()]
    return not any(each.read_bytes().startswith(PLAIN) for each in files)


def test_killed_anywhere_the_record_opens_with_one_of_its_two_keys_and_nothing_is_lost(
    begun: Station, killed: Callable[[Path, str, str], str], tmp_path: Path
) -> None:
    """After every step, and before every change that Python makes to a file; and a second call makes what the first did not."""
    head, former = begun.look(), unlock(begun.record, begun.places.keys).hex()
    plans = [("step", step) for step in STEPS] + [("file", str(number)) for number in range(1, 100)]
    keys_found, files = set(), 0
    for number, (kind, where) in enumerate(plans):
        home = copied(begun, tmp_path / str(number))
        said = killed(home.data.parent, kind, where)
        if said == "done":
            break
        files += kind == "file"
        assert said == "killed", (kind, where)
        assert no_plain_file(home)
        assert whole(home, head), (kind, where)
        keys_found.add(unlock(home.data / "record", home.keys).hex() == former)
        Keyring(home, clock=CLOCK, console=True).change_data_key(lambda step: None, "", lambda *_: None)
        assert whole(home, head), (kind, where)
        assert not list((home.data / "record").glob(f"*{REKEYED}*"))
        shutil.rmtree(home.data.parent)
    assert keys_found == {True, False}
    assert files > 8


def test_a_backup_from_before_opens_with_the_former_key_file_and_restores(
    begun: Station, tmp_path: Path
) -> None:
    home = copied(begun, tmp_path / "desk")
    Keyring(home, clock=CLOCK, console=True).change_data_key()
    assert len(key_files(home.keys)) == 2
    restore(home, choose(begun.home / "stick"), CLOCK)
    with closing(open_store(home, create=True, clock=CLOCK)) as store:
        assert store.owner.reason == "restored"


def test_kept_originals_and_signatures_go_along(tmp_path: Path) -> None:
    from tests.store.conftest import Hand

    station = Station(tmp_path)
    with closing(open_store(station.places, True, clock=CLOCK)) as store:
        hand = Hand(store, CLOCK)  # type: ignore[arg-type]
        hand.write(draft_of(hand.open(), put(store)))
    station.ring.change_data_key()
    with closing(open_store(station.places, create=True, clock=CLOCK)) as store:
        assert [store.attachments.read(ident) for _, ident, _ in store.queries.photos() if ident] == [PAPER]
        assert store.owner.epoch == 0
        assert store.unsigned is None
    db = connect(station.record / DATABASE, unlock(station.record, station.places.keys), readonly=True)
    db.close()


def test_the_former_key_opens_the_record_no_more(tmp_path: Path) -> None:
    station = Station(tmp_path)
    former = unlock(station.record, station.places.keys)
    station.ring.change_data_key()
    with pytest.raises(Trouble):
        connect(station.record / DATABASE, former, readonly=True)


def test_who_had_the_former_file_open_cannot_write_to_it_when_it_is_let_go(tmp_path: Path) -> None:
    """Another program may wait for the record just when it gets its other key: what it wrote would be lost."""
    station = Station(tmp_path)
    former = unlock(station.record, station.places.keys)
    path, aside = station.record / DATABASE, tmp_path / "aside.db"
    import sqlcipher3

    waiting = sqlcipher3.connect(path, isolation_level=None)
    station.look()
    key, name = new_key(), new_key_name()
    make_key_file(station.places.keys, key, name)
    shutil.copyfile(path, aside)
    slots = KeySlots(2, key.check_value(), [for_machine(name, key)])
    rekey(station.record, station.places.keys, former, key, slots, [], CLOCK.read())
    waiting.execute(f"PRAGMA key = \"x'{former.hex()}'\"")
    assert waiting.execute("SELECT count(*) FROM events").fetchone()[0] > 0
    with pytest.raises(sqlcipher3.Error, match="readonly"):
        waiting.execute("PRAGMA journal_mode = WAL")
    with pytest.raises(sqlcipher3.Error, match="readonly"):
        waiting.execute("INSERT INTO counters (name, value) VALUES ('lost', 1)")
    waiting.close()
    station.look()


def test_no_room_for_the_copy_is_told_before_anything_is_made(tmp_path: Path) -> None:
    """On a full disk nothing is half done, and the record goes on."""
    disk = tmp_path / "disk"
    child = Path(__file__).with_name("rekey_disk_child.py")
    assert on_small_disk("8m", disk, child, disk) == {"kind": "disk_full", "same": True, "keys": 1}


def test_a_copy_that_is_not_what_the_record_is_never_counts(tmp_path: Path) -> None:
    """A page of the copy is damaged while it is made: the record goes on with its key, and what was made is taken away."""
    station = Station(tmp_path)
    key = unlock(station.record, station.places.keys).hex()

    def damage(step: str) -> None:
        if step == "told":
            copy = station.record / f"{DATABASE}{REKEYED}.part"
            content = bytearray(copy.read_bytes())
            content[4096 * 5 + 100] ^= 1
            copy.write_bytes(content)

    with pytest.raises(Trouble) as caught:
        station.ring.change_data_key(damage)
    assert caught.value.kind == "damaged"
    assert unlock(station.record, station.places.keys).hex() == key
    assert not list(station.record.glob(f"*{REKEYED}*"))
    assert len(key_files(station.places.keys)) == 1
    station.look()


def test_salvage_ends_a_change_that_was_cut_when_it_counted(
    begun: Station, killed: Callable[[Path, str, str], str], tmp_path: Path
) -> None:
    from desktop.store.salvage import opened

    home = copied(begun, tmp_path / "desk")
    assert killed(home.data.parent, "step", "counts") == "killed"
    assert (home.data / "record" / f"{SLOTS_FILE}{REKEYED}").exists()
    with opened(home.data / "record", home.keys, tmp_path / "work") as damaged:
        assert damaged.certain
        assert damaged.damaged_pages() == 0


def test_a_record_that_another_program_has_open_gets_no_other_key(tmp_path: Path) -> None:
    """A window that goes on would write into a file that nobody opens any more."""
    station = Station(tmp_path)
    code = (
        "import sys; from pathlib import Path; from desktop.paths import places; from desktop.store.opening import open_store\n"
        "store = open_store(places(Path(sys.argv[1]), {}), True); print('open', flush=True); sys.stdin.read(); store.close()"
    )
    command = [sys.executable, "-c", code, str(station.home / "desk")]
    with subprocess.Popen(
        command, cwd=TOP, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as window:
        assert window.stdout is not None
        assert window.stdout.readline() == "open\n"
        with pytest.raises(Trouble) as caught:
            station.ring.change_data_key()
        assert caught.value.kind == "locked"
        station.look()
        window.communicate()
    station.ring.change_data_key()
    station.look()
