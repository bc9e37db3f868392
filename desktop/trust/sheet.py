"""Recovery sheets: a secret as words on paper (SLIP-39), in n shares of which any k give it back and k - 1 tell nothing of it.

A share has 20 words of a list of 1,024 and checks itself: up to three wrong words are found. The secret is kept nowhere.
"""

import re
import secrets
from collections import Counter
from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from msgspec import Struct

from desktop.core.errors import Refused

if TYPE_CHECKING:
    from shamir_mnemonic import Share

SECRET_BYTES = 16
WORDS = 20
MOST = 16
LONGEST = 2000
_NOISE = re.compile(r"[^a-z\s]+")


class Sheet(Struct, frozen=True):
    """A new secret and its shares. It is not shown when printed."""

    secret: bytes
    shares: tuple[str, ...]

    def __repr__(self) -> str:
        return "Sheet(…)"


def make(need: int, of: int) -> Sheet:
    """A secret of 128 random bits in `of` shares, any `need` of which give it back; 1 of 1 is the plain sheet.

    Refused `sheet_shape` for other than 1 of 1 or 2 to 16 of at most 16. What was made is put together again before it is given out.
    """
    from shamir_mnemonic import generate_mnemonics

    if not (need == of == 1 or 2 <= need <= of <= MOST):
        raise Refused("sheet_shape", most=MOST)
    secret = secrets.token_bytes(SECRET_BYTES)
    [shares] = generate_mnemonics(1, [(need, of)], secret, iteration_exponent=0)
    assert all(combine(shares[at : at + need]) == secret for at in range(of - need + 1))
    return Sheet(secret, tuple(shares))


def combine(shares: Sequence[str]) -> bytes:
    """The secret of `need` or more shares, typed in any order, in capitals, with the numbers of the words or without.

    Refused, by number of the share as typed, from 1: `share_word` (no word of the list), `share_length`, `share_wrong` (a word is not
    the one that stands on paper), `share_other` (of another sheet), `share_twice`, `shares_few` (with `need`), `shares_apart`
    (whole each, but they do not belong together).
    """
    from shamir_mnemonic import MnemonicError, Share, combine_mnemonics

    read = [_read(number, text) for number, text in enumerate(shares, 1)]
    if not read:
        raise Refused("shares_few", need=1, got=0)
    _refuse_mixed(read)
    need = read[0].member_threshold
    if len(read) < need:
        raise Refused("shares_few", need=need, got=len(read))

    def secret(some: Sequence[Share]) -> bytes:
        return bytes(combine_mnemonics([share.mnemonic() for share in some]))

    try:
        found = {secret(read[at : at + need]) for at in range(len(read) - need + 1)}
    except MnemonicError as error:
        raise Refused("shares_apart") from error
    if len(found) != 1:
        raise Refused("shares_apart")
    return found.pop()


def _read(number: int, text: str) -> "Share":
    """One share; every way to mistype it is told by its number."""
    from shamir_mnemonic import MnemonicError, Share
    from shamir_mnemonic.wordlist import WORD_INDEX_MAP, WORDLIST

    words = _NOISE.sub(" ", text[:LONGEST].lower()).split()
    for at, word in enumerate(words, 1):
        if word not in WORD_INDEX_MAP:
            near = ", ".join(get_close_matches(word, WORDLIST, 2))
            raise Refused("share_word", share=number, at=at, word=word[:20], near=near or "?")
    if len(words) != WORDS:
        raise Refused("share_length", share=number, words=WORDS, got=len(words))
    try:
        share = Share.from_mnemonic(" ".join(words))
    except MnemonicError as error:
        raise Refused("share_wrong", share=number) from error
    if (share.group_count, share.group_threshold, share.iteration_exponent) != (1, 1, 0):  # not one of ours
        raise Refused("share_wrong", share=number)
    return share


def _refuse_mixed(read: Sequence["Share"]) -> None:
    """Shares of another sheet than most are, and shares that were typed twice."""
    (usual, _), *_ = Counter(share.group_parameters() for share in read).most_common(1)
    places: dict[int, int] = {}
    for number, share in enumerate(read, 1):
        if share.group_parameters() != usual:
            raise Refused("share_other", share=number)
        if share.index in places:
            raise Refused("share_twice", share=number, same=places[share.index])
        places[share.index] = number
