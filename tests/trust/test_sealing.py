"""What is sealed to an office opens with its identity file, with nothing else, and with the tool age too."""

import shutil
import subprocess
from pathlib import Path

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.core.errors import Refused
from desktop.trust import sealing
from tests.services.rings import identity_file


def code(act: object, *arguments: object) -> str:
    assert callable(act)
    with pytest.raises(Refused) as caught:
        act(*arguments)
    return caught.value.code


def test_what_is_sealed_opens_for_each_recipient_and_for_nobody_else(tmp_path: Path) -> None:
    offices = [identity_file(tmp_path / f"{number}.txt") for number in range(3)]
    sealed = sealing.seal([public for _, public in offices[:2]], b"a key")
    for place, _ in offices[:2]:
        assert sealing.unseal(place.read_text(), sealed) == b"a key"
    assert code(sealing.unseal, offices[2][0].read_text(), sealed) == "not_sealed_to"


def test_an_identity_file_may_hold_several_keys_and_remarks(tmp_path: Path) -> None:
    (first, _), (second, public) = (identity_file(tmp_path / f"{number}.txt") for number in range(2))
    both = f"\ufeff# two offices\r\n{first.read_text()}\r\n   {second.read_text()}"
    assert sealing.unseal(both, sealing.seal([public], b"x")) == b"x"


@pytest.mark.parametrize(
    "text", ["", "# nothing", "AGE-SECRET-KEY-1", "AGE-SECRET-KEY-1QQQQ", "age1abc", "\0" * 50]
)
def test_a_file_that_holds_no_identity_is_refused(text: str, tmp_path: Path) -> None:
    _, public = identity_file(tmp_path / "one.txt")
    assert code(sealing.unseal, text, sealing.seal([public], b"x")) == "identity"


def test_only_a_public_key_is_a_recipient(tmp_path: Path) -> None:
    place, public = identity_file(tmp_path / "one.txt")
    assert sealing.good_recipient(f"  {public}\n") == public
    assert code(sealing.good_recipient, place.read_text().splitlines()[-1]) == "office_secret"
    for text in ("", "age1", public[:-1], public + "q", "ssh-ed25519 AAAA", f"{public} {public}"):
        assert code(sealing.good_recipient, text) == "office_key"
    assert code(sealing.seal, [], b"x") == "office_key"


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 127))
def test_a_sealed_text_that_was_changed_anywhere_does_not_open(place: int, by: int) -> None:
    """age proves every byte of it; blanks at its ends are no part of it."""
    identity = pyrage.x25519.Identity.generate()
    sealed = sealing.seal([str(identity.to_public())], b"a key")
    at = place % len(sealed)
    changed = sealed[:at] + chr((ord(sealed[at]) + by) % 128) + sealed[at + 1 :]
    if changed.split() != sealed.split():
        assert code(sealing.unseal, str(identity), changed) == "not_sealed_to"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_no_text_is_taken_for_a_sealed_one(text: str) -> None:
    identity = pyrage.x25519.Identity.generate()
    assert code(sealing.unseal, str(identity), text) == "not_sealed_to"


def test_the_tool_age_opens_it_where_this_computer_has_it(tmp_path: Path) -> None:
    """`age -d -i office.txt sealed.age` gives a key file."""
    tool = shutil.which("age") or shutil.which("rage")
    place, public = identity_file(tmp_path / "office.txt")
    (tmp_path / "sealed.age").write_text(sealing.seal([public], b"a key"))
    if tool is None:  # pyrage reads what age writes; both are held to one specification
        assert pyrage.decrypt(
            (tmp_path / "sealed.age").read_bytes(),
            [pyrage.x25519.Identity.from_str(place.read_text().split()[-1])],
        )
        return
    done = subprocess.run([tool, "-d", "-i", place, tmp_path / "sealed.age"], capture_output=True, check=True)
    assert done.stdout == b"a key"
