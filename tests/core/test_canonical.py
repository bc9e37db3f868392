"""Canonical form: one value has one byte form, and what has none is refused."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core import canonical

KEYS = st.text(st.characters(max_codepoint=127), max_size=8)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
LEAVES = st.none() | st.booleans() | st.integers(-(2**53 - 1), 2**53 - 1) | TEXTS
PLAIN = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4)
)


@given(PLAIN)
def test_reading_and_writing_again_gives_the_same_bytes(value: object) -> None:
    once = canonical.encode(value)
    assert canonical.encode(json.loads(once)) == once


def test_keys_are_sorted_and_nothing_is_padded() -> None:
    assert canonical.encode({"b": [1, True, None], "a": "é"}) == '{"a":"é","b":[1,true,null]}'.encode()


def test_one_word_typed_in_two_ways_is_one_value() -> None:
    assert canonical.encode("e\u0301") == canonical.encode("\u00e9")


@pytest.mark.parametrize(
    "value", [1.0, {"é": 1}, {1: 1}, 2**53, "\ud800", b"bytes", {"deep": [{"a": float("nan")}]}]
)
def test_what_has_no_single_form_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"^\$"):
        canonical.encode(value)


@given(st.lists(st.binary(max_size=6), max_size=4), st.lists(st.binary(max_size=6), max_size=4))
def test_only_equal_parts_have_equal_digests(one: list[bytes], other: list[bytes]) -> None:
    assert (canonical.digest("test", *one) == canonical.digest("test", *other)) == (one == other)


def test_the_purpose_is_part_of_the_digest() -> None:
    assert canonical.digest("event", b"x") != canonical.digest("payload", b"x")
