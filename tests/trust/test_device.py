"""The device key: made once, kept in a file of its own, never replaced by guess."""

import os
import stat
from pathlib import Path

import pytest

from desktop.core.errors import Trouble
from desktop.trust.device import DeviceKey, device_key_file, make_device_key, open_device_key, verify


def test_a_key_that_was_made_is_opened_again_and_signs_the_same(tmp_path: Path) -> None:
    """Its file is its owner's alone; drills have another one."""
    assert open_device_key(tmp_path, "record") is None
    made = make_device_key(tmp_path / "keys", "record")
    again = open_device_key(tmp_path / "keys", "record")
    assert again is not None
    assert (again.public, again.sign(b"x")) == (made.public, made.sign(b"x"))
    assert verify(made.public, b"x", made.sign(b"x"))
    assert make_device_key(tmp_path / "keys", "record").public == made.public
    assert make_device_key(tmp_path / "keys", "drill").public != made.public
    if os.name != "nt":
        assert stat.S_IMODE(device_key_file(tmp_path / "keys", "record").stat().st_mode) == 0o600


def test_a_signature_holds_for_its_key_and_its_words_alone() -> None:
    """What is no key or no signature at all is not one either. The first key is that of RFC 8032, 7.1, test 1."""
    key, other = DeviceKey(bytes.fromhex(RFC_SEED)), DeviceKey(bytes(32))
    assert key.public == RFC_PUBLIC
    assert key.sign(b"") == RFC_SIGNATURE
    assert verify(RFC_PUBLIC, b"", RFC_SIGNATURE)
    assert not verify(RFC_PUBLIC, b"x", RFC_SIGNATURE)
    assert not verify(other.public, b"", RFC_SIGNATURE)
    for wrong in ("", "zz", RFC_SIGNATURE[:-2], "0" * 128):
        assert not verify(RFC_PUBLIC, b"", wrong)
        assert not verify(wrong, b"", RFC_SIGNATURE)


def test_a_damaged_file_is_named_and_stays(tmp_path: Path) -> None:
    """No new key is made in its place: the right file may be found again."""
    make_device_key(tmp_path, "record")
    place = device_key_file(tmp_path, "record")
    whole = place.read_bytes()
    for damaged in (b"", whole[:40], whole.replace(b"1", b"2"), b"\xff" * 10, whole + b"more"):
        place.write_bytes(damaged)
        with pytest.raises(Trouble) as caught:
            open_device_key(tmp_path, "record")
        assert (caught.value.kind, caught.value.place) == ("key_damaged", str(place))
        with pytest.raises(Trouble):
            make_device_key(tmp_path, "record")
        assert place.read_bytes() == damaged


def test_a_folder_that_takes_nothing_and_a_file_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    """With the place and the system's reason."""
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Trouble) as caught:
        make_device_key(tmp_path / "file" / "keys", "record")
    assert caught.value.kind == "io"
    device_key_file(tmp_path, "record").mkdir()
    with pytest.raises(Trouble) as caught:
        open_device_key(tmp_path, "record")
    assert caught.value.kind == "io"
    assert "record-device.key" in caught.value.sentence


def test_a_key_does_not_show_itself() -> None:
    """So that no traceback holds it."""
    assert repr(DeviceKey(bytes(32))) == "DeviceKey(…)"
    with pytest.raises(ValueError, match="32 bytes"):
        DeviceKey(b"short")


RFC_SEED = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
RFC_PUBLIC = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
RFC_SIGNATURE = (
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
    "d25bf5f0595bbe24655141438e7a100b"
)
