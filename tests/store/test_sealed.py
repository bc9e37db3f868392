"""The format of kept originals: the bytes that went in come out, and nothing else is ever taken for them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.store.sealed import CHUNK, MAGIC, TAG, seal, sealed_size, unseal
from desktop.trust.keys import new_key

NAME = "0123456789abcdef0123456789abcdef"
PART = CHUNK + TAG
KEY = new_key()

contents = st.builds(
    lambda chunks, rest, end: (rest or b"x") * (chunks * CHUNK // len(rest or b"x")) + end,
    st.integers(0, 3),
    st.binary(max_size=64),
    st.binary(max_size=64),
)
exact = st.builds(
    lambda chunks, more: bytes(max(0, chunks * CHUNK + more)), st.integers(0, 3), st.integers(-1, 1)
)


def sealed(content: bytes, name: str = NAME) -> bytes:
    return b"".join(seal(content, KEY, name))


@settings(max_examples=40)
@given(contents | exact)
def test_what_went_in_comes_out_and_the_size_is_known_before(content: bytes) -> None:
    kept = sealed(content)
    assert unseal(kept, KEY, NAME) == content
    assert len(kept) == sealed_size(len(content))


@settings(max_examples=60)
@given(st.binary(max_size=3000), st.data())
def test_one_changed_bit_anywhere_is_found(content: bytes, data: st.DataObject) -> None:
    kept = bytearray(sealed(content))
    at = data.draw(st.integers(0, len(kept) - 1))
    kept[at] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(ValueError, match=r"changed or cut|no kept original"):
        unseal(bytes(kept), KEY, NAME)


@settings(max_examples=60)
@given(exact | st.binary(max_size=3000), st.data())
def test_a_file_cut_anywhere_or_with_more_at_its_end_is_found(content: bytes, data: st.DataObject) -> None:
    kept = sealed(content)
    cut = kept[: data.draw(st.integers(0, len(kept) - 1))]
    for wrong in (cut, kept + data.draw(st.binary(min_size=1, max_size=TAG + 1))):
        with pytest.raises(ValueError, match=r"changed or cut|no kept original"):
            unseal(wrong, KEY, NAME)


THREE = bytes(range(256)) * (CHUNK // 256) * 2 + b"the end"


def parts() -> tuple[bytes, bytes, bytes]:
    kept = sealed(THREE)[len(MAGIC) :]
    return kept[:PART], kept[PART : 2 * PART], kept[2 * PART :]


@pytest.mark.parametrize(
    "order",
    [(1, 0, 2), (0, 2), (1, 2), (0, 1), (0,), (), (0, 0, 1, 2), (0, 1, 1, 2), (0, 1, 2, 2), (2,), (0, 2, 1)],
)
def test_chunks_that_are_swapped_dropped_or_doubled_are_found(order: tuple[int, ...]) -> None:
    three = parts()
    with pytest.raises(ValueError, match="changed or cut"):
        unseal(MAGIC + b"".join(three[each] for each in order), KEY, NAME)


def test_a_file_under_another_name_or_key_does_not_open() -> None:
    kept = sealed(b"paper")
    for key, name in ((KEY, NAME[::-1]), (new_key(), NAME)):
        with pytest.raises(ValueError, match="changed or cut"):
            unseal(kept, key, name)


def test_the_same_original_never_looks_the_same_twice() -> None:
    assert b"".join(seal(b"paper", new_key(), NAME)) != b"".join(seal(b"paper", new_key(), NAME))
