"""Counts which events of a journal went out and which came back confirmed, as spans, whatever order they went in."""

from collections.abc import Iterable

from msgspec import Struct


class Span(Struct, frozen=True, order=True):
    """Events `first` to `last`, both included."""

    first: int
    last: int


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same events in order, each once, in as few spans as there can be."""
    made: list[Span] = []
    for span in sorted(spans):
        if made and span.first <= made[-1].last + 1:
            made[-1] = Span(made[-1].first, max(made[-1].last, span.last))
        elif span.last >= span.first:
            made.append(span)
    return tuple(made)


def without(spans: Iterable[Span], taken: Iterable[Span]) -> tuple[Span, ...]:
    """The events of `spans` that are in none of `taken`, in order."""
    left, gone = list(joined(spans)), joined(taken)
    for hole in gone:
        cut: list[Span] = []
        for span in left:
            before = Span(span.first, min(span.last, hole.first - 1))
            after = Span(max(span.first, hole.last + 1), span.last)
            cut += [part for part in (before, after) if part.first <= part.last]
        left = cut
    return joined(left)


def count(spans: Iterable[Span]) -> int:
    """How many events."""
    return sum(span.last - span.first + 1 for span in joined(spans))


def holds(spans: Iterable[Span], last: int) -> bool:
    """Whether all events up to `last` are there."""
    whole = joined(spans)
    return last < 1 or (bool(whole) and whole[0].first == 1 and whole[0].last >= last)
