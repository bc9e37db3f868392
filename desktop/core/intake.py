"""Decides whether events of a bundle go on from what is held of their desk: new, known, a gap that waits, or a fork.

Pure, so that any order of any bundles can be tried. An event is the same if device, epoch, number and hash are.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import Struct

from desktop.core.bundles import Header
from desktop.core.chain import START, Row

Verdict = Literal["new", "known", "gap", "fork"]


class Reached(Struct, frozen=True):
    """What is held of one epoch of a device: events `first` to `last` without a gap; `head` is the hash of the last."""

    first: int
    last: int
    head: str


class Judged(Struct, frozen=True):
    """The verdict; `new` are the rows that are not held yet, `at` the number at which a fork shows, or that a gap waits for."""

    verdict: Verdict
    new: tuple[Row, ...] = ()
    at: int = 0


def judge(
    header: Header, rows: Sequence[Row], reached: Reached | None, held: Mapping[int, str], base_held: bool
) -> Judged:
    """`rows` are the bundle's, checked from `prev_head` to `head`. `reached` tells of its epoch, None where nothing of that is held;
    `held`: number → hash of the events of the bundle's span that are. `base_held`: an event with the number before the first and the hash
    `prev_head` is held in whatever epoch."""
    for row in rows:
        if held.get(row.seq, row.hash) != row.hash:
            return Judged("fork", at=row.seq)
    if reached is None:
        begins = header.from_seq == 1 and header.prev_head == START
        return Judged("new", tuple(rows)) if begins or base_held else Judged("gap", at=header.from_seq - 1)
    if header.from_seq > reached.last + 1:
        return Judged("gap", at=reached.last + 1)
    if header.from_seq < reached.first or (
        header.from_seq == reached.last + 1 and header.prev_head != reached.head
    ):
        return Judged("fork", at=header.from_seq)
    new = tuple(row for row in rows if row.seq > reached.last)
    return Judged("new", new) if new else Judged("known")
