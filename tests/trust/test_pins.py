"""What is kept of a PIN tells the right one from every other, gives nothing away, and goes along to another data key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.errors import Refused
from desktop.trust.keys import new_key
from desktop.trust.pins import LANES, MEMORY_KIB, ROUNDS, Pinned, carried, check_new, make, verify, whole

KEY = new_key()
PIN = "284913"
KEPT = make(PIN, KEY)


def test_the_pin_that_was_set_is_right_and_no_other_is() -> None:
    assert verify(PIN, KEPT, KEY)
    assert not any(verify(other, KEPT, KEY) for other in ("284912", "", "2849130", "２８４９１３", "\ud800"))


def test_the_same_pin_is_kept_otherwise_each_time_and_stands_nowhere_in_it() -> None:
    again = make(PIN, KEY)
    assert again.verifier != KEPT.verifier
    assert again.salt != KEPT.salt
    assert again.check != KEPT.check
    assert PIN not in KEPT.verifier
    assert PIN.encode() not in KEPT.salt


def test_what_is_kept_says_by_what_cost_it_was_made() -> None:
    """RFC 9106's second choice, in the text form that other programs read too."""
    phc = KEPT.verifier.split(" ")[1]
    assert phc.startswith(f"$argon2id$v=19$m={MEMORY_KIB},t={ROUNDS},p={LANES}$")
    assert (ROUNDS, MEMORY_KIB, LANES) == (3, 65536, 4)


@pytest.mark.parametrize(
    "pin",
    [
        "",
        "12345",
        "1234567890123",
        "111111",
        "123456",
        "654321",
        "890123",
        "210987",
        "28491a",
        "２８４９１３",
        "28 491",
    ],
)
def test_a_pin_that_is_easily_guessed_or_none_is_refused(pin: str) -> None:
    with pytest.raises(Refused) as refused:
        check_new(pin)
    assert refused.value.code == "pin_form"


@given(st.from_regex(r"[0-9]{6,12}", fullmatch=True))
def test_every_other_pin_of_6_to_12_digits_is_taken(pin: str) -> None:
    steps = {(int(pin[at + 1]) - int(pin[at])) % 10 for at in range(len(pin) - 1)}
    if steps in ({0}, {1}, {9}):
        with pytest.raises(Refused):
            check_new(pin)
    else:
        check_new(pin)


def test_under_another_data_key_nothing_can_be_tried() -> None:
    """Who gets hold of what is kept, and not of the data key, cannot even begin to guess."""
    other = new_key()
    assert not whole(KEPT, other)
    with pytest.raises(ValueError, match="changed"):
        verify(PIN, KEPT, other)


def test_a_pin_stays_the_same_when_the_data_key_is_changed() -> None:
    """And so does what its event commits to; under the former key it is of no use then."""
    other = new_key()
    moved = carried(KEPT, KEY, other)
    assert verify(PIN, moved, other)
    assert not verify("284912", moved, other)
    assert moved.check == KEPT.check
    assert not whole(moved, KEY)


@pytest.mark.parametrize("verifier", ["", " ", "x", "AAAA $argon2id$", KEPT.verifier[1:], KEPT.verifier[4:]])
def test_damage_is_told_and_is_not_taken_for_a_wrong_pin(verifier: str) -> None:
    damaged = Pinned(verifier, KEPT.salt)
    assert not whole(damaged, KEY)
    with pytest.raises(ValueError):  # noqa: PT011 - the words are the reader's of base64 or ours
        verify(PIN, damaged, KEY)


@given(st.integers(0, len(KEPT.verifier) - 1), st.integers(1, 255))
def test_no_change_of_what_is_kept_goes_unseen(place: int, by: int) -> None:
    """Either what the event commits to differs, or the wrapped secret cannot be opened."""
    changed = KEPT.verifier[:place] + chr((ord(KEPT.verifier[place]) + by) % 256) + KEPT.verifier[place + 1 :]
    other = Pinned(changed, KEPT.salt)
    assert other.check != KEPT.check or not whole(other, KEY)
