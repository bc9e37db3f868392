"""The side recipient: derived from the data key, believed while the record is closed only where it can be proved."""

from pathlib import Path

import pytest

from desktop.core.errors import Refused
from desktop.trust import sealing, side
from desktop.trust.datakey import DataKey, new_key
from desktop.trust.device import DeviceKey

KEY = DataKey(bytes(range(32)))
DEVICE, OTHER = DeviceKey(b"d" * 32), DeviceKey(b"o" * 32)


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    for name in ("record", "keys"):
        (tmp_path / name).mkdir()
    return tmp_path / "record", tmp_path / "keys"


def test_a_data_key_always_gives_the_same_pair_and_it_opens_what_was_sealed() -> None:
    """age itself reads the secret half: its check sum is right."""
    assert side.recipient(KEY) == "age14dhx4vl0kpjxps3w22wl7z4s0ctkkp7d0kvwr9v6nnankp2msp5svcn8et"
    for key in (KEY, new_key(), new_key()):
        assert sealing.unseal(side.identity(key), sealing.seal([side.recipient(key)], b"words")) == b"words"
    with pytest.raises(Refused, match="not_sealed_to"):
        sealing.unseal(side.identity(new_key()), sealing.seal([side.recipient(KEY)], b"words"))


def test_what_the_device_key_signed_is_believed_wherever_it_lies(places: tuple[Path, Path]) -> None:
    folder, keys = places
    side.write_statement(folder, keys, side.statement(KEY, DEVICE))
    for lost in (side.side_file(keys), folder / side.SIDE_FILE):
        kept = lost.read_bytes()
        lost.unlink()
        assert side.known_recipient(folder, keys, KEY.check_value(), DEVICE) == side.recipient(KEY)
        lost.write_bytes(kept)
    assert side.stands(folder, keys, side.statement(KEY, DEVICE))


def test_another_recipient_beside_the_record_is_never_believed(places: tuple[Path, Path]) -> None:
    """Signed by nobody, by another device key, or for another record: none of them; in the keys folder it counts unsigned too."""
    folder, keys = places
    theirs = side.statement(new_key(), OTHER)
    for said in (theirs, side.statement(KEY, None), side.statement(KEY, OTHER)):
        side.write_statement(folder, keys, said)
        side.side_file(keys).unlink()
        assert side.known_recipient(folder, keys, KEY.check_value(), DEVICE) == ""
    side.write_statement(folder, keys, side.statement(KEY, None))
    assert side.known_recipient(folder, keys, KEY.check_value(), None) == side.recipient(KEY)


def test_a_changed_statement_is_known_once_the_key_is(places: tuple[Path, Path]) -> None:
    """Both files, one of them, or what is no statement at all; none where they are as they were written."""
    folder, keys = places
    side.write_statement(folder, keys, side.statement(KEY, DEVICE))
    assert side.changed_statements(folder, keys, KEY) == []
    (folder / side.SIDE_FILE).write_text("{}")
    assert side.changed_statements(folder, keys, KEY) == [folder / side.SIDE_FILE]
    side.write_statement(folder, keys, side.statement(new_key(), DEVICE))
    assert len(side.changed_statements(folder, keys, KEY)) == 2
    side.remove_statement(folder, keys)
    assert side.changed_statements(folder, keys, KEY) == []
