"""Describes some of many ways of answering in as few words as it takes: clauses that all of them fulfil and none of the others."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

Way = Mapping[str, str]
"""The value of each name; a name that is not there may have any value."""


class Clause(msgspec.Struct, frozen=True):
    """A question, or something around, and the values that it has."""

    name: str
    values: tuple[str, ...]


class _Masks:
    """For each name and value the ways that have it, as the bits of a number, so that thousands of ways are looked at at once."""

    def __init__(self, names: Sequence[str], ways: Sequence[Way]) -> None:
        self.names = names
        self.of: list[dict[str, int]] = [{} for _ in names]
        self.any = [0] * len(names)
        self.all = (1 << len(ways)) - 1
        for number, way in enumerate(ways):
            bit = 1 << number
            for place, name in enumerate(names):
                value = way.get(name)
                if value is None:
                    self.any[place] |= bit
                else:
                    self.of[place][value] = self.of[place].get(value, 0) | bit

    def having(self, place: int, values: set[str]) -> int:
        """The ways that may have one of the values."""
        found = self.any[place]
        for value in values:
            found |= self.of[place].get(value, 0)
        return found

    def fitting(self, allowed: Sequence[set[str] | None]) -> int:
        """The ways that fit."""
        found = self.all
        for place, chosen in enumerate(allowed):
            if chosen is not None:
                found &= self.having(place, chosen)
        return found


def describe(
    names: Sequence[str], ways: Sequence[Way], others: Sequence[Way]
) -> Iterator[tuple[tuple[Clause, ...], list[int]]]:
    """Clauses that hold for some of `ways` (their numbers) and for none of `others`, until all are covered: first few clauses, then
    each as wide as can be. The later a name stands, the sooner it is kept. Time grows with the ways, not with their square."""
    mine, theirs = _Masks(names, ways), _Masks(names, others)
    left = mine.all
    while left:
        first = (left & -left).bit_length() - 1
        seed = ways[first]
        allowed: list[set[str] | None] = [{seed[name]} if name in seed else None for name in names]
        for place in range(len(names)):
            kept, allowed[place] = allowed[place], None
            if theirs.fitting(allowed):
                allowed[place] = kept
        for place, chosen in enumerate(allowed):
            if chosen is not None:
                _widen(allowed, place, chosen, mine, theirs)
        covered = mine.fitting(allowed) & left
        left &= ~covered
        clauses = [
            Clause(
                names[place],
                tuple(
                    value for value in mine.of[place] if value in chosen and mine.of[place][value] & covered
                ),
            )
            for place, chosen in enumerate(allowed)
            if chosen is not None
        ]
        yield tuple(clauses), [number for number in range(len(ways)) if covered >> number & 1]


def _widen(
    allowed: list[set[str] | None], place: int, chosen: set[str], mine: _Masks, theirs: _Masks
) -> None:
    """Let a name have each further value with which still none of the others fits."""
    rest = theirs.fitting([None if number == place else each for number, each in enumerate(allowed)])
    for value in mine.of[place]:
        if value not in chosen and not rest & theirs.having(place, {value}):
            chosen.add(value)
