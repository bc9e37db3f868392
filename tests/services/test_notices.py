"""What the desk tells of its record: one sentence for each thing, with what to do, and nothing where all is well."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

from desktop import paths
from desktop.core.errors import Trouble
from desktop.services.backing import back_up, restore_from
from desktop.services.desk import NEWER
from desktop.services.health import examine
from desktop.services.notices import DAMAGED, GOES_ON, WORDS, notices, of_trouble
from desktop.services.standing import grouped, standing
from desktop.store.opening import Store
from desktop.store.reserve import Reserve
from desktop.trust.device import device_key_file
from tests.services.conftest import SHELTER, Guard
from tests.store.small_disk import on_small_disk

CHILD = Path(__file__).with_name("notices_child.py")


def keep_room(store: Store) -> None:
    """Room is kept back, as the window does in its first minute."""
    assert Reserve(store.path.parent).fill()


def configured(tmp_path: Path, folder: Path) -> Path:
    """A facility file that names a folder for backups."""
    file = tmp_path / "facility.toml"
    file.write_text(f'backup_folder = "{folder}"\n' + SHELTER.read_text("utf-8"), "utf-8")
    return file


def test_a_desk_in_order_has_nothing_to_tell(guard: Guard) -> None:
    """Neither of what can be seen at a glance nor of its pages."""
    keep_room(guard.desk.store)
    guard.warrant(guard.open())
    assert notices(guard.desk) == ()
    assert notices(guard.desk, thorough=True) == ()


def test_every_sentence_says_that_work_goes_on_or_what_to_do_instead_and_whom_to_call() -> None:
    """Whatever is wrong, no guard is left alone with it."""
    for sentence in (*WORDS.values(), GOES_ON, NEWER):
        assert re.search(r"[Gg]o on working|goes on|Write on paper|Warrants are held", sentence), sentence
        assert re.search(r"(Call|Tell|ask) IT", sentence), sentence
        assert len(sentence.split()) < 32


def test_a_damaged_page_is_told_after_a_thorough_look(guard: Guard) -> None:
    """Work goes on with what can be read."""
    for _ in range(3):
        guard.warrant(guard.open())
    keep_room(guard.desk.store)
    guard.desk.store.journal.checkpoint()
    path = guard.desk.store.path
    with path.open("r+b") as file:
        file.seek(path.stat().st_size - 3000)
        file.write(b"\0" * 64)
    assert DAMAGED in notices(guard.desk, thorough=True)


def test_guards_of_the_record_that_were_taken_away_are_told(guard: Guard) -> None:
    """By a tool that has the key."""
    db = guard.desk.store.maintenance()
    names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
    db.execute(f"DROP TRIGGER {names[0]}")
    db.close()
    assert WORDS["triggers"] in notices(guard.desk, thorough=True)


def test_a_disk_that_fills_up_and_one_that_cannot_be_written_to_are_told(tmp_path: Path) -> None:
    """Real disks: one that is nearly full; full, when what was kept back is given up; one where the record is read-only."""
    found = on_small_disk("90m", tmp_path / "disk", CHILD, tmp_path / "disk")
    assert found == {
        "low": [WORDS["disk_free"]],
        "full": [WORDS["reserve"]],
        "read_only": [WORDS["read_only"], WORDS["disk_free"]],
    }


def test_a_record_that_cannot_even_be_looked_at_is_told() -> None:
    """By the sentence for its trouble, or by the trouble's own words."""
    assert of_trouble(Trouble("damaged", "It is damaged.", "Restore.")) == (DAMAGED,)
    assert of_trouble(Trouble("io", "It failed.", "Look."))[0].startswith("It failed. Look.")


def test_a_backup_that_is_old_or_was_never_made_is_told_where_a_folder_is_named(
    guard: Guard, tmp_path: Path
) -> None:
    """And no longer once one was made and proved; a desk without a folder is told nothing."""
    places, folder = paths.places(guard.home, {}), tmp_path / "stick"
    folder.mkdir()
    guard.open()
    keep_room(guard.desk.store)
    assert notices(guard.desk) == ()
    file = configured(tmp_path, folder)
    guard.desk.close()
    guard.facility = file
    assert notices(guard.again().desk) == (WORDS["backup"],)
    assert standing(guard.desk).backup_hours is None
    back_up(places, None, file, guard.clock)
    assert notices(guard.desk) == ()
    assert standing(guard.desk).backup_hours == 0
    guard.clock.set("2026-07-16T13:00:00-04:00")
    assert notices(guard.desk) == (WORDS["backup"],)
    assert standing(guard.desk).backup_hours == 25
    shutil.rmtree(folder)
    assert notices(guard.desk) == (WORDS["backup"],)
    assert str(folder) in standing(guard.desk).backup_why


def test_a_data_folder_that_was_deleted_as_a_whole_is_told(guard: Guard) -> None:
    """The device key is still there, which only a record that was begun has; no number of the lost record comes again."""
    first = guard.walking.current(guard.open()).visit.opened.record_number
    guard.desk.close()
    shutil.rmtree(guard.desk.store.places.data)
    facts = examine(guard.desk.store.places, SHELTER, guard.clock)
    assert [fact.code for fact in facts if fact.level == "error"] == ["record_missing"]
    again = guard.again()
    assert any("is gone, and this one was begun in its place" in each for each in again.desk.told)
    second = again.walking.current(again.open()).visit.opened.record_number
    assert int(second.split("-")[3]) >= int(first.split("-")[3]) + 1000


def test_a_restored_record_is_told_for_a_week(guard: Guard, tmp_path: Path) -> None:
    """Those who work at the desk know that visits may be missing; after that `doctor` and `verify` tell."""
    places = paths.places(guard.home, {})
    guard.open()
    back_up(places, tmp_path, SHELTER, guard.clock)
    guard.desk.close()
    restore_from(places, tmp_path, guard.clock)
    keep_room(guard.again().desk.store)
    assert notices(guard.desk) == (GOES_ON,)
    now = standing(guard.desk)
    assert (now.epoch, now.epoch_why) == (1, "restored")
    guard.clock.set("2026-07-23T12:00:01-04:00")
    assert notices(guard.desk) == ()


def test_another_device_key_is_told_once_at_the_start_and_for_a_week(guard: Guard) -> None:
    """By the same sentence, which the desk shows once."""
    guard.open()
    device_key_file(guard.desk.store.places.keys, "record").unlink()
    again = guard.again()
    again.desk.watched = notices(again.desk)
    told = [sentence for sentence in again.desk.told if "key that signs this record is a new one" in sentence]
    assert len(told) == 1
    assert again.desk.told == tuple(told)
    later = guard.again()
    assert told[0] in notices(later.desk)


def test_how_the_record_stands_is_what_the_record_says(make_guard: Callable[..., Guard]) -> None:
    """Its key, its head and how far it is signed; in groups that can be read out and put together again."""
    guard = make_guard()
    visit = guard.open()
    guard.tell(visit, {"danger": "none"})
    guard.desk.store.journal.seal("every", guard.clock.read())
    now = standing(guard.desk)
    assert (now.events, now.head) == guard.desk.store.journal.head()
    assert now.device_key == guard.desk.store.journal.device_key()
    assert (now.signed_to, now.signed_at) == (now.events - 1, "2026-07-15 12:00")
    assert now.doubts == ()
    lines = grouped(now.head).split("\n")
    assert [len(line.split(" ")) for line in lines] == [8, 8]
    assert "".join("".join(lines).split()) == now.head


def test_a_second_opening_makes_nothing_and_sees_what_the_window_wrote(guard: Guard) -> None:
    """It is for work in another thread, and closing it leaves the window's own as it was."""
    visit = guard.open()
    other = guard.desk.another()
    assert other.store.journal.head() == guard.desk.store.journal.head()
    other.close()
    guard.tell(visit, {"danger": "none"})
    assert guard.walking.current(visit).visit.id == visit
