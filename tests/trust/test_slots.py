"""Slots of keyslots.json: each is bound to its record, its kind and its name, and opens by its own secret only."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.core.errors import Refused, Trouble
from desktop.trust import passphrase
from desktop.trust.datakey import DataKey, new_key
from desktop.trust.passphrase import Cost
from desktop.trust.slots import (
    KeySlots,
    OnPaper,
    Spoken,
    for_machine,
    for_office,
    for_passphrase,
    for_sheet,
    is_genuine,
    kind_of,
    open_passphrase,
    open_sheet,
    read_slots,
    write_slots,
)
from tests.services.rings import identity_file

CHEAP = Cost(1, 8 * 1024, 1)
WORDS = "the umbrella stands behind a green door"
KEY, OTHER, SECRET = DataKey(b"k" * 32), DataKey(b"o" * 32), b"s" * 16


def paper(key: DataKey = KEY) -> OnPaper:
    slot = for_sheet(2, 3, SECRET, key)
    assert isinstance(slot, OnPaper)
    return slot


def code(act: object, *arguments: object) -> str:
    assert callable(act)
    with pytest.raises(Refused) as caught:
        act(*arguments)
    return caught.value.code


def test_every_kind_of_slot_is_proved_by_its_own_data_key_alone(tmp_path: Path) -> None:
    _, recipient = identity_file(tmp_path / "office.txt")
    slots = [
        for_machine("a.key", KEY),
        for_office(recipient, KEY),
        paper(),
        for_passphrase(WORDS, KEY, CHEAP),
    ]
    assert [kind_of(slot) for slot in slots] == ["machine", "office", "sheet", "passphrase"]
    assert all(is_genuine(slot, KEY) and not is_genuine(slot, OTHER) for slot in slots)
    for slot in slots:
        for field in slot.__struct_fields__:
            if isinstance(getattr(slot, field), str):
                assert not is_genuine(
                    msgspec.structs.replace(slot, **{field: getattr(slot, field) + "x"}), KEY
                )


def test_the_proof_of_one_kind_of_slot_does_not_fit_another(tmp_path: Path) -> None:
    """The same fields under another kind are another slot."""
    slot = paper()
    disguised = Spoken(slot.name, CHEAP, slot.salt, slot.wrapped, slot.mac)
    assert not is_genuine(disguised, KEY)
    assert code(open_passphrase, disguised, KEY.check_value(), WORDS) == "passphrase_wrong"


def test_a_slot_opens_by_its_secret_for_its_record_under_its_name_and_by_nothing_else() -> None:
    slot, check = paper(), KEY.check_value()
    assert open_sheet(slot, check, SECRET).hex() == KEY.hex()
    assert code(open_sheet, slot, check, b"t" * 16) == "sheet_wrong"
    assert code(open_sheet, slot, OTHER.check_value(), SECRET) == "sheet_wrong"
    for changed in ({"name": "sheet-000000"}, {"need": 1}, {"of": 4}, {"salt": "AAAA"}):
        assert code(open_sheet, msgspec.structs.replace(slot, **changed), check, SECRET) == "sheet_wrong"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_stands_in_a_wrapped_key_is_refused(salt: str, wrapped: str) -> None:
    slot = msgspec.structs.replace(paper(), salt=salt, wrapped=wrapped)
    assert code(open_sheet, slot, KEY.check_value(), SECRET) in ("sheet_wrong", "slot_changed")


def test_a_passphrase_counts_by_its_words_and_not_by_its_blanks() -> None:
    slot = for_passphrase(WORDS, KEY, CHEAP)
    assert isinstance(slot, Spoken)
    spaced = f"\t{WORDS.replace(' ', '  ')}\n"
    assert open_passphrase(slot, KEY.check_value(), spaced).hex() == KEY.hex()
    for wrong in ("", WORDS + " x", WORDS[:-1], WORDS.replace(" ", "")):
        assert code(open_passphrase, slot, KEY.check_value(), wrong) == "passphrase_wrong"


@pytest.mark.parametrize(
    "good", [WORDS, "abcdefghijklmnopqrst", "Aktenkoffer Ölfarbe Übung Straße Zug", "w1 w2 w3 w4 w5 xyz"]
)
def test_a_passphrase_of_enough_words_or_characters_is_taken(good: str) -> None:
    passphrase.check_new(good)


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "one two three four",
        "one one one one one",
        "abcdefghijklmnopqrs",
        "ab" * 20,
        "a b c d e",
        "x " * 2000,
    ],
)
def test_a_passphrase_that_is_short_or_of_few_characters_is_not(bad: str) -> None:
    assert code(passphrase.check_new, bad) == "passphrase_short"


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_are_taken_for_slots_but_those_that_are(content: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "keyslots.json"
        place.write_bytes(content)
        with pytest.raises(Trouble) as caught:
            read_slots(place)
        assert caught.value.kind == "key_damaged"


def test_what_is_written_is_read_back_for_this_account_only(tmp_path: Path) -> None:
    place = tmp_path / "keyslots.json"
    slots = KeySlots(2, KEY.check_value(), [for_machine("a.key", KEY), paper()])
    write_slots(place, slots)
    assert read_slots(place) == slots
    assert place.stat().st_mode & 0o077 == 0


def test_two_slots_of_one_name_are_no_list(tmp_path: Path) -> None:
    place = tmp_path / "keyslots.json"
    with pytest.raises(Trouble, match="one name"):
        write_slots(
            place, KeySlots(2, KEY.check_value(), [for_machine("a.key", KEY), for_machine("a.key", KEY)])
        )


def test_each_data_key_is_new() -> None:
    assert new_key().hex() != new_key().hex()
