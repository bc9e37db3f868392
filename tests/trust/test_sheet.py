"""Recovery sheets: any k shares give the secret back, k - 1 tell nothing, and what was mistyped is named by its share."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.core.errors import Refused
from desktop.trust import sheet

SHAPES = [(1, 1), (2, 2), (2, 3), (3, 5), (5, 7), (2, 16), (16, 16)]


def refused(*shares: str) -> tuple[str, object]:
    with pytest.raises(Refused) as caught:
        sheet.combine(shares)
    return caught.value.code, caught.value.values.get("share")


@pytest.mark.parametrize(("need", "of"), SHAPES)
def test_any_shares_that_are_enough_give_the_secret_back_and_one_fewer_do_not(need: int, of: int) -> None:
    made = sheet.make(need, of)
    assert len(made.shares) == of
    for some in list(combinations(made.shares, need))[:40]:
        assert sheet.combine(some) == made.secret
    for few in list(combinations(made.shares, need - 1))[:10]:
        assert refused(*few)[0] == "shares_few"
    assert sheet.combine(made.shares) == made.secret


def test_a_secret_has_128_bits_is_new_each_time_and_does_not_show_itself() -> None:
    one, other = sheet.make(2, 3), sheet.make(2, 3)
    assert len(one.secret) == 16
    assert one.secret != other.secret
    assert one.shares[0] not in repr(one)


def test_capitals_numbers_and_stops_of_the_page_do_not_matter() -> None:
    made = sheet.make(1, 1)
    words = made.shares[0].split()
    typed = "  ".join(f"{at}. {word.upper()}," for at, word in enumerate(words, 1))
    assert sheet.combine([typed]) == made.secret


def test_a_word_that_is_in_no_list_is_named_by_share_and_place_with_those_close_to_it() -> None:
    made = sheet.make(2, 3)
    words = made.shares[1].split()
    words[6] = "xacademic"
    with pytest.raises(Refused) as caught:
        sheet.combine([made.shares[0], " ".join(words)])
    assert (caught.value.code, caught.value.values["share"], caught.value.values["at"]) == (
        "share_word",
        2,
        7,
    )
    assert "academic" in str(caught.value.values["near"])


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.integers(0, 19), st.integers(1, 1023), min_size=1, max_size=3))
def test_a_share_with_up_to_three_wrong_words_is_never_taken(wrong: dict[int, int]) -> None:
    """The check of SLIP-39 finds any three of them."""
    from shamir_mnemonic.wordlist import WORD_INDEX_MAP, WORDLIST

    made = sheet.make(2, 2)
    words = made.shares[0].split()
    for place, by in wrong.items():
        words[place] = WORDLIST[(WORD_INDEX_MAP[words[place]] + by) % 1024]
    assert refused(" ".join(words), made.shares[1]) == ("share_wrong", 1)


@given(st.integers(0, 19), st.integers(1, 19))
def test_a_share_with_two_words_swapped_is_never_taken(one: int, by: int) -> None:
    made = sheet.make(1, 1)
    words = made.shares[0].split()
    other = (one + by) % 20
    words[one], words[other] = words[other], words[one]
    if " ".join(words) != made.shares[0]:
        assert refused(" ".join(words)) == ("share_wrong", 1)


def test_missing_and_additional_words_are_told_by_their_number() -> None:
    made = sheet.make(2, 3)
    short = " ".join(made.shares[2].split()[:-1])
    assert refused(made.shares[0], made.shares[1], short) == ("share_length", 3)
    assert refused(made.shares[0] + " " + made.shares[1]) == ("share_length", 1)
    assert refused("", made.shares[0]) == ("share_length", 1)
    assert refused() == ("shares_few", None)


def test_a_share_of_another_sheet_and_one_that_was_typed_twice_are_named() -> None:
    made, other = sheet.make(2, 3), sheet.make(2, 3)
    assert refused(made.shares[0], made.shares[1], other.shares[0]) == ("share_other", 3)
    assert refused(made.shares[0], made.shares[1], made.shares[0]) == ("share_twice", 3)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=300), max_size=4))
def test_whatever_is_typed_is_refused_with_a_reason_or_combined(shares: list[str]) -> None:
    with pytest.raises(Refused):
        sheet.combine(shares)


def test_a_sheet_of_another_program_with_groups_or_costly_words_is_not_taken() -> None:
    """Its words would be right, and the cost of them is up to who made them."""
    from shamir_mnemonic import generate_mnemonics

    [[grouped], _] = generate_mnemonics(2, [(1, 1), (1, 1)], b"x" * 16)
    [[costly]] = generate_mnemonics(1, [(1, 1)], b"x" * 16, iteration_exponent=8)
    assert refused(grouped) == ("share_wrong", 1)
    assert refused(costly) == ("share_wrong", 1)
