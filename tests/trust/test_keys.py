"""The data key: each way in which it cannot be had is named with its file, and none is ever made up."""

import stat
from pathlib import Path

import msgspec
import pytest

from desktop.core.errors import Trouble
from desktop.trust import keys
from desktop.trust.keys import SLOTS_FILE, DataKey

RAW = bytes(range(32))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def ring(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def key(folder: Path, ring: Path) -> DataKey:
    return keys.create(folder, ring, folder / "threshold.db")


def key_file(ring: Path) -> Path:
    (found,) = ring.iterdir()
    return found


def test_a_key_that_was_made_is_had_again(key: DataKey, folder: Path, ring: Path) -> None:
    assert keys.unlock(folder, ring).hex() == key.hex()


def test_the_key_does_not_show_itself(key: DataKey, folder: Path) -> None:
    assert key.hex() not in repr(key)
    assert key.hex() not in (folder / SLOTS_FILE).read_text()


def test_only_the_owner_can_read_the_key(key: DataKey, folder: Path, ring: Path) -> None:
    assert stat.S_IMODE(key_file(ring).stat().st_mode) == 0o600
    assert stat.S_IMODE(ring.stat().st_mode) == 0o700
    assert keys.loose_rights(ring) == []


def test_rights_that_let_others_read_are_told_and_the_key_still_opens(
    key: DataKey, folder: Path, ring: Path
) -> None:
    place = key_file(ring)
    place.chmod(0o644)
    (right,) = keys.loose_rights(ring)
    assert (right.place, right.said) == (place, "rights 644")
    assert right.remedy.endswith(" 600.")
    assert keys.unlock(folder, ring).hex() == key.hex()


def test_no_half_written_file_is_left(key: DataKey, folder: Path, ring: Path) -> None:
    assert not [place for place in (*folder.iterdir(), *ring.iterdir()) if place.suffix == ".part"]


def expect(kind: str, place: Path, folder: Path, ring: Path) -> None:
    with pytest.raises(Trouble) as caught:
        keys.unlock(folder, ring)
    assert caught.value.kind == kind
    assert caught.value.place == str(place)
    assert str(place) in caught.value.sentence
    assert caught.value.remedy


def test_a_missing_key_file_is_named(key: DataKey, folder: Path, ring: Path) -> None:
    place = key_file(ring)
    place.unlink()
    expect("key_missing", place, folder, ring)


def test_missing_slots_are_named(key: DataKey, folder: Path, ring: Path) -> None:
    (folder / SLOTS_FILE).unlink()
    expect("key_missing", folder / SLOTS_FILE, folder, ring)


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\xff\xfe", b"threshold-key-1\n00\n00\n"])
def test_a_damaged_key_file_is_named(key: DataKey, folder: Path, ring: Path, content: bytes) -> None:
    key_file(ring).write_bytes(content)
    expect("key_damaged", key_file(ring), folder, ring)


def test_a_key_file_with_one_wrong_digit_is_damaged_and_not_another_key(
    key: DataKey, folder: Path, ring: Path
) -> None:
    text = key_file(ring).read_text()
    wrong = "0" if key.hex()[0] != "0" else "1"
    key_file(ring).write_text(text.replace(key.hex(), wrong + key.hex()[1:]))
    expect("key_damaged", key_file(ring), folder, ring)


def test_the_key_of_another_record_is_told_from_a_damaged_one(
    key: DataKey, folder: Path, ring: Path, tmp_path: Path
) -> None:
    keys.create(tmp_path / "other", tmp_path / "other-keys", tmp_path / "other" / "threshold.db")
    key_file(ring).write_bytes(key_file(tmp_path / "other-keys").read_bytes())
    expect("wrong_key", key_file(ring), folder, ring)


@pytest.mark.parametrize("content", [b"", b"{", b'{"format":2,"check":"","slots":[]}', b"[1]"])
def test_damaged_slots_are_named(key: DataKey, folder: Path, ring: Path, content: bytes) -> None:
    (folder / SLOTS_FILE).write_bytes(content)
    expect("key_damaged", folder / SLOTS_FILE, folder, ring)


def test_slots_without_a_slot_or_pointing_elsewhere_are_damaged(
    key: DataKey, folder: Path, ring: Path
) -> None:
    place = folder / SLOTS_FILE
    whole = msgspec.json.decode(place.read_bytes())
    for slots in ([], [{"kind": "machine", "name": "../elsewhere.key"}]):
        place.write_bytes(msgspec.json.encode({**whole, "slots": slots}))
        expect("key_damaged", place, folder, ring)


def test_a_key_file_that_cannot_be_read_is_named(key: DataKey, folder: Path, ring: Path) -> None:
    place = key_file(ring)
    place.unlink()
    place.mkdir()
    expect("io", place, folder, ring)


def test_no_key_is_made_where_a_record_exists(folder: Path, ring: Path) -> None:
    folder.mkdir()
    (folder / "threshold.db").write_bytes(b"a record")
    with pytest.raises(Trouble) as caught:
        keys.create(folder, ring, folder / "threshold.db")
    assert caught.value.kind == "key_missing"
    assert not ring.exists()


def test_of_two_programs_that_make_a_key_the_second_takes_the_firsts(
    key: DataKey, folder: Path, ring: Path
) -> None:
    again = keys.create(folder, ring, folder / "threshold.db")
    assert again.hex() == key.hex()
    assert len(list(ring.iterdir())) == 1


def test_a_key_of_another_length_is_none() -> None:
    assert DataKey(RAW).hex() == RAW.hex()
    with pytest.raises(ValueError, match="32 bytes"):
        DataKey(RAW[1:])
