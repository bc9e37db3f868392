"""The two ways in which something is turned down: the policy refuses, or the world is in trouble.

`Refused` is an answer or act that the policy does not accept; nothing was written. `Trouble` is a failure of
disk, key, file or program; it always names what happened, where, and what a person can do about it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Literal, get_args

TroubleKind = Literal[
    "disk_full",
    "read_only",
    "locked",
    "damaged",
    "wrong_key",
    "key_missing",
    "key_damaged",
    "closed",
    "too_old_engine",
    "network_share",
    "wrong_realm",
    "record_missing",
    "given",
    "io",
    "ours",
]
TROUBLE_KINDS: tuple[str, ...] = get_args(TroubleKind)


def in_words(sentence: str, remedy: str) -> str:
    """A sentence and its remedy in one line; either may be ""."""
    return " ".join(part for part in (sentence, remedy) if part)


class Refused(Exception):
    """An answer or act that is not accepted. `code` is for programs, `values` fill its sentence."""

    def __init__(self, code: str, values: Mapping[str, object] | None = None, **more: object) -> None:
        super().__init__(code)
        self.code = code
        self.values: dict[str, object] = {**(values or {}), **more}


@contextmanager
def about(file: str) -> Iterator[None]:
    """What is refused within is about this file, unless it says another: its sentence names it."""
    try:
        yield
    except Refused as refused:
        refused.values.setdefault("file", file)
        raise


class Trouble(Exception):
    """A failure of the world or of the program: what (`sentence`), where (`place`) and what to do
    (`remedy`)."""

    def __init__(self, kind: TroubleKind, sentence: str, remedy: str = "", place: str = "") -> None:
        super().__init__(in_words(sentence, remedy))
        self.kind: TroubleKind = kind
        self.sentence = sentence
        self.remedy = remedy
        self.place = place

    @property
    def words(self) -> str:
        """What happened and what to do, as a person is told it."""
        return in_words(self.sentence, self.remedy)
