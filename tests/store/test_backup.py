"""Backups: proved to open before they have a name, resumable, the last seven kept, and nothing half made left anywhere."""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.core.errors import Trouble
from desktop.paths import Places
from desktop.store import backup
from desktop.store.backup import KEEP, MANIFEST, AboutBackups, Backup, Kept, Manifest
from desktop.store.opening import DATABASE, Store
from desktop.store.restore import choose, restore
from desktop.trust.keys import SLOTS_FILE, unlock
from desktop.wall import FixedClock
from tests.store.papers import CANARY

if TYPE_CHECKING:
    from tests.store.conftest import Hand

MINUTE_US = 60_000_000

Make = Callable[..., Backup]


@pytest.fixture
def make(store: Store, hand: "Hand", target: Path) -> Make:
    """Makes backups of the record, each a minute after the one before."""
    made = [0]

    def run(progress: backup.Progress = lambda *_: None) -> Backup:
        made[0] += 1
        return backup.make(store, target, hand.clock.read().utc_us + made[0] * MINUTE_US, "0.1", progress)

    return run


def proved(made: Backup, home: Places) -> Manifest:
    key = unlock(made.folder, home.keys)
    return backup.verify(made.folder, made.folder.parent / "attachments", key)


def trouble_of(made: Backup, home: Places) -> Trouble:
    with pytest.raises(Trouble) as caught:
        proved(made, home)
    assert caught.value.kind == "damaged"
    assert str(made.folder) in caught.value.sentence
    assert caught.value.remedy
    return caught.value


def test_a_backup_holds_the_record_where_its_key_is_and_each_original(
    original: str, make: Make, store: Store, home: Places, target: Path
) -> None:
    made = make()
    assert sorted(place.name for place in made.folder.iterdir()) == [MANIFEST, SLOTS_FILE, DATABASE]
    assert (made.manifest.seq, made.manifest.head) == store.journal.head()
    assert made.manifest.events == made.manifest.seq
    assert [kept.name for kept in made.manifest.files] == [
        DATABASE,
        SLOTS_FILE,
        f"attachments/{original[:2]}/{original}",
    ]
    assert proved(made, home) == made.manifest == backup.listed(target)[0].manifest


def test_no_key_and_no_word_of_the_record_is_in_a_backup(
    original: str, make: Make, home: Places, target: Path
) -> None:
    make()
    secrets = [place.read_text().split()[1] for place in home.keys.glob("*.key")]
    assert len(secrets) == 2
    for place in target.rglob("*"):
        if place.is_file():
            content = place.read_bytes()
            assert not any(secret.encode() in content for secret in secrets)
            assert not any(bytes.fromhex(secret) in content for secret in secrets)
            assert CANARY.encode() not in content
            assert b"SQLite format 3" not in content


def test_visits_go_on_while_a_backup_is_made(original: str, make: Make, hand: "Hand", home: Places) -> None:
    """What is written meanwhile is in the next one."""
    visit = hand.open()

    def progress(stage: str, done: int, of: int) -> None:
        hand.answer(visit)

    made = make(progress)
    assert proved(made, home).seq < hand.store.journal.head()[0]


def test_only_the_last_seven_are_kept_and_originals_that_none_of_them_names_go(
    original: str, make: Make, hand: "Hand", store: Store, target: Path
) -> None:
    first = make()
    photo = store.queries.photo(original)
    assert photo is not None
    hand.redact(photo[0].seq, photo[0].visit)
    made = [make() for _ in range(KEEP - 1)]
    assert first.folder.exists()
    assert backup.original(target, original).exists()
    made.append(make())
    assert [each.folder for each in backup.listed(target)] == [each.folder for each in made]
    assert not first.folder.exists()
    assert not backup.original(target, original).exists()


def test_older_backups_stay_when_the_new_one_fails(
    original: str, make: Make, store: Store, target: Path
) -> None:
    for _ in range(KEEP):
        make()
    before = {place for place in target.rglob("*") if place.is_file()}

    def pulled(stage: str, done: int, of: int) -> None:
        raise OSError(5, "Input/output error")

    with pytest.raises(Trouble) as caught:
        make(pulled)
    assert caught.value.kind == "io"
    assert {place for place in target.rglob("*") if place.is_file()} == before


def test_a_cut_backup_goes_on_with_the_originals_that_are_there(
    original: str, make: Make, store: Store, target: Path
) -> None:
    first = make()
    place = backup.original(target, original)
    inode = place.stat().st_ino
    half = first.folder.rename(first.folder.with_name(f"{first.folder.name}.part"))
    (half / MANIFEST).unlink()
    assert backup.listed(target) == []
    made = make()
    assert place.stat().st_ino == inode
    assert [each.name for each in target.iterdir() if each.name != "attachments"] == [made.folder.name]


def test_a_damaged_original_at_the_target_is_brought_again(
    original: str, make: Make, home: Places, target: Path
) -> None:
    make()
    place = backup.original(target, original)
    place.write_bytes(place.read_bytes()[:-1] + b"x")
    assert proved(make(), home).missing == []


def test_an_original_that_the_record_lacks_is_listed_and_the_backup_made(
    original: str, make: Make, store: Store, home: Places
) -> None:
    store.attachments.place(original).unlink()
    made = make()
    assert made.manifest.missing == [original]
    assert proved(made, home).files[-1].name == SLOTS_FILE


@pytest.mark.parametrize("name", [DATABASE, SLOTS_FILE, "attachments"])
def test_one_changed_byte_anywhere_is_found(
    name: str, original: str, make: Make, home: Places, target: Path
) -> None:
    made = make()
    place = backup.original(target, original) if name == "attachments" else made.folder / name
    key = unlock(made.folder, home.keys)
    content = bytearray(place.read_bytes())
    content[len(content) // 2] ^= 1
    place.write_bytes(content)
    with pytest.raises(Trouble) as caught:
        backup.verify(made.folder, target / "attachments", key)
    assert place.name in caught.value.sentence


def test_a_manifest_that_names_other_numbers_than_the_record_has_is_found(
    original: str, make: Make, home: Places
) -> None:
    made = make()
    false = msgspec.structs.replace(made.manifest, seq=made.manifest.seq + 1)
    (made.folder / MANIFEST).write_bytes(msgspec.json.encode(false))
    assert f"not event {false.seq}" in trouble_of(made, home).sentence


@pytest.mark.parametrize(
    "name", ["../../escape", "attachments/../x", "attachments/ab/" + "c" * 32, "/etc/passwd"]
)
def test_a_manifest_that_leads_out_of_the_backup_is_refused(
    name: str, original: str, make: Make, home: Places
) -> None:
    made = make()
    files = [*made.manifest.files, Kept(name, 1, "00")]
    (made.folder / MANIFEST).write_bytes(
        msgspec.json.encode(msgspec.structs.replace(made.manifest, files=files))
    )
    assert "belong to no backup" in trouble_of(made, home).sentence


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"format": 2}', b"\xff\xfe", b"[" * 100_000])
def test_a_manifest_that_cannot_be_read_makes_no_backup(
    content: bytes, original: str, make: Make, home: Places, target: Path
) -> None:
    made = make()
    (made.folder / MANIFEST).write_bytes(content)
    trouble_of(made, home)
    assert backup.listed(target) == []


@given(
    st.binary(max_size=300)
    | st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "format",
                        "program",
                        "realm",
                        "device",
                        "epoch",
                        "seq",
                        "head",
                        "events",
                        "made_utc_us",
                        "files",
                        "missing",
                        "devices",
                        "name",
                        "size",
                        "sha256",
                    ]
                ),
                inner,
            )
        ),
    ).map(lambda value: json.dumps(value).encode())
)
def test_no_manifest_whatever_is_in_it_does_more_than_be_refused(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "2026-07-15T180000Z-abcdef"
        folder.mkdir()
        (folder / MANIFEST).write_bytes(content)
        with pytest.raises(Trouble) as caught:
            backup.read_manifest(folder)
        assert caught.value.kind == "damaged"
        assert backup.listed(Path(name)) == []


@given(cut=st.integers(0, 4000), flip=st.integers(0, 10_000), bit=st.integers(0, 7))
@settings(max_examples=60)
def test_a_manifest_that_was_cut_or_changed_is_refused_or_still_says_where_its_files_are(
    cut: int, flip: int, bit: int
) -> None:
    files = [
        Kept(DATABASE, 1, "ab"),
        Kept(SLOTS_FILE, 1, "cd"),
        Kept(backup.original_name("ef" * 16), 1, "ef"),
    ]
    manifest = Manifest(1, "0.1", "record", "device", 0, 4, "head", 4, 0, files, [])
    content = bytearray(msgspec.json.encode(manifest))
    content[flip % len(content)] ^= 1 << bit
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / MANIFEST).write_bytes(content[: len(content) - cut % 3])
        try:
            found = backup.read_manifest(Path(name))
        except Trouble as trouble:
            refused = str(trouble.kind)
        else:
            refused = "damaged" if all(".." not in kept.name for kept in found.files) else ""
        assert refused == "damaged"


def test_backups_of_another_record_in_the_same_folder_are_left_alone(
    original: str, make: Make, target: Path
) -> None:
    other = make()
    foreign = msgspec.structs.replace(other.manifest, device="another")
    moved = other.folder.rename(other.folder.with_name("2020-01-01T000000Z-ffffff"))
    (moved / MANIFEST).write_bytes(msgspec.json.encode(foreign))
    for _ in range(KEEP + 1):
        make()
    assert moved.exists()


@pytest.mark.parametrize("name", ["data", "data/record/backups", "keys"])
def test_a_folder_that_would_be_lost_with_the_record_or_holds_its_key_is_refused(
    name: str, store: Store, home: Places
) -> None:
    before = sorted(home.data.parent.rglob("*"))
    with pytest.raises(AboutBackups) as caught:
        backup.make(store, home.data.parent / name, 0, "0.1", make_folder=True)
    assert "another disk" in caught.value.remedy
    assert sorted(home.data.parent.rglob("*")) == before


def test_a_folder_whose_disk_is_not_there_is_not_made_on_this_one(
    make: Make, store: Store, tmp_path: Path
) -> None:
    """The folder above it may be there: the place where a stick is mounted is. Only who asks for it has the folder made, and
    never those above it."""
    gone = tmp_path / "media" / "stick"
    with pytest.raises(AboutBackups) as caught:
        backup.make(store, gone, 0, "0.1", make_folder=True)
    assert "pulled out" in caught.value.sentence
    gone.parent.mkdir()
    with pytest.raises(AboutBackups) as caught:
        backup.make(store, gone, 0, "0.1")
    assert (caught.value.kind, "--make" in caught.value.remedy) == ("io", True)
    assert not gone.exists()
    assert backup.make(store, gone, 0, "0.1", make_folder=True).folder.parent == gone


def test_seven_are_kept_of_a_record_through_all_its_epochs(
    make: Make, store: Store, home: Places, clock: FixedClock, target: Path, opener: Callable[[], Store]
) -> None:
    """A restore gives it another device id; it is the same record. One that went on from the same backup elsewhere is another:
    its backups stay, and the newest of the two is not guessed."""
    kept = [make() for _ in range(3)]
    store.close()
    for hour in (20, 21):
        clock.set(f"2026-07-15T{hour}:00:00-04:00")
        restore(home, choose(target), clock)
        again = opener()
        minutes = range(1, 4)
        kept += [
            backup.make(again, target, clock.read().utc_us + each * MINUTE_US, "0.1") for each in minutes
        ]
        again.close()
    assert [each.folder for each in backup.listed(target)] == [each.folder for each in kept[-KEEP:]]
    assert choose(target) == kept[-1]
    clock.set("2026-07-15T22:00:00-04:00")
    restore(home, kept[-4], clock)
    other = backup.make(opener(), target, clock.read().utc_us + MINUTE_US, "0.1")
    assert {each.folder for each in kept[-3:]} < {each.folder for each in backup.listed(target)}
    assert other.manifest.device not in kept[-1].manifest.line
    with pytest.raises(AboutBackups) as caught:
        choose(target)
    assert "2 records" in caught.value.sentence


def test_a_backup_by_a_program_that_did_not_list_devices_is_of_its_own_device(
    original: str, make: Make, target: Path
) -> None:
    made = make()
    plain = json.loads((made.folder / MANIFEST).read_bytes())
    del plain["devices"]
    (made.folder / MANIFEST).write_bytes(json.dumps(plain).encode())
    [found] = backup.listed(target)
    assert found.manifest.line == {made.manifest.device}
