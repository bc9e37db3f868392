"""Shares the width of a table out among its columns, on paper as in plain text."""

from collections.abc import Sequence

WIDE = 0.3
"""The share of a table's width that one word may claim at most; a wider one is broken."""


def column_widths(room: float, shares: Sequence[float], words: Sequence[Sequence[float]]) -> list[float]:
    """The width of each column: its share of `room`, or that of its widest word where the share is less and the others have room.

    `words` are the widths of each column's words; those wider than `WIDE` of the room count for nothing. All in one unit.
    """
    least = [max((word for word in column if word <= room * WIDE), default=0.0) for column in words]
    if sum(least) > room:
        least = [0.0] * len(shares)
    raised: set[int] = set()
    while True:
        free = room - sum(least[place] for place in raised)
        total = sum(share for place, share in enumerate(shares) if place not in raised)
        widths = [
            least[place] if place in raised else free * share / total for place, share in enumerate(shares)
        ]
        short = {place for place, width in enumerate(widths) if width < least[place]}
        if not short:
            return widths
        raised |= short
