"""Describes some of many ways of answering in as few words as it takes: clauses that all of them fulfil and none of the others."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

Way = Mapping[str, str]
"""The value of each name; a name that is not there may have any value."""


class Clause(msgspec.Struct, frozen=True):
    """A question, or something around, and the values that it has."""

    name: str
    values: tuple[str, ...]


def numbers_of(bits: int) -> list[int]:
    """The ways whose bits are set."""
    return [number for number, bit in enumerate(reversed(f"{bits:b}")) if bit == "1"]


def bits_of(numbers: Iterable[int], count: int) -> int:
    """The ways with these numbers, of `count`, as the bits of a number."""
    found = bytearray(count // 8 + 1)
    for number in numbers:
        found[number // 8] |= 1 << number % 8
    return int.from_bytes(found, "little")


class Masks:
    """For each name and value the ways that have it, as the bits of a number, so that thousands of ways are looked at at once."""

    def __init__(self, names: Sequence[str], ways: Sequence[Way]) -> None:
        self.ways, self.all = ways, (1 << len(ways)) - 1
        self.of: dict[str, dict[str, int]] = {}
        self.any: dict[str, int] = {}
        for name in names:
            having: dict[str | None, list[int]] = {}
            for number, way in enumerate(ways):
                having.setdefault(way.get(name), []).append(number)
            self.any[name] = bits_of(having.pop(None, ()), len(ways))
            self.of[name] = {
                value: bits_of(numbers, len(ways)) for value, numbers in having.items() if value is not None
            }

    def having(self, name: str, values: Iterable[str]) -> int:
        """The ways that may have one of the values."""
        found = self.any[name]
        for value in values:
            found |= self.of[name].get(value, 0)
        return found

    def values(self, name: str, ways: int) -> list[str]:
        """The values that some of `ways` have, as they come up."""
        found = {value: bits & ways for value, bits in self.of[name].items() if bits & ways}
        return sorted(found, key=lambda value: found[value] & -found[value])


def describe(masks: Masks, names: Sequence[str], mine: int) -> Iterator[tuple[tuple[Clause, ...], int]]:
    """Clauses by `names` that hold for some of the ways `mine` (which ones, as bits) and for none of the others, until all are covered:
    first few clauses, then each as wide as can be. The later a name stands, the sooner it is kept. Time grows with the ways, not with
    their square."""
    theirs, left = masks.all & ~mine, mine
    values = {name: masks.values(name, mine) for name in names}
    while left:
        seed = masks.ways[(left & -left).bit_length() - 1]
        allowed = {name: {seed[name]} for name in names if name in seed}
        for name in list(allowed):
            kept = allowed.pop(name)
            if _fitting(masks, allowed, theirs):
                allowed[name] = kept
        allowed = {name: allowed[name] for name in names if name in allowed}
        for name, chosen in allowed.items():
            # Let a name have each further value with which still none of the others fits.
            rest = _fitting(masks, {other: each for other, each in allowed.items() if other != name}, theirs)
            chosen |= {value for value in values[name] if not rest & masks.having(name, {value})}
        covered = _fitting(masks, allowed, left)
        left &= ~covered
        yield (
            tuple(
                Clause(
                    name,
                    tuple(
                        value for value in values[name] if value in chosen and masks.of[name][value] & covered
                    ),
                )
                for name, chosen in allowed.items()
            ),
            covered,
        )


def _fitting(masks: Masks, allowed: Mapping[str, set[str]], ways: int) -> int:
    """Those of `ways` that fit."""
    for name, chosen in allowed.items():
        if not ways:
            break
        ways &= masks.having(name, chosen)
    return ways
