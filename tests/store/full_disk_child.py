"""Writes a visit on a disk that is full, with and without a reserve, and prints what became of each answer."""

import json
import sys
from pathlib import Path

from desktop.core.errors import Trouble
from desktop.core.events import StepAnswered
from desktop.paths import places
from desktop.store.opening import Store, open_store
from desktop.store.reserve import Reserve
from desktop.wall import FixedClock, zone
from tests.store.conftest import NEW_YORK, Hand

LONG = "word " * 4_000


def fill_up(file: Path) -> None:
    """Leave no byte free."""
    with file.open("wb", buffering=0) as out:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while True:
                    out.write(b"x" * size)
            except OSError:
                continue


def answers(hand: Hand, visit: str, limit: int) -> list[int]:
    """Answer until one is refused or `limit` is reached; the numbers of those that were acknowledged."""
    kept: list[int] = []
    for _ in range(limit):
        try:
            kept.append(hand.answer(visit, note=LONG).seq)
        except Trouble as trouble:
            if trouble.kind != "disk_full":
                raise
            break
    return kept


def on_record(store: Store, visit: str) -> list[int]:
    return [event.seq for event in store.queries.events_of(visit) if isinstance(event.body, StepAnswered)]


def main(home: Path) -> dict[str, object]:
    clock = FixedClock("2026-07-15T14:00:00-04:00", zone(NEW_YORK), NEW_YORK)
    store = open_store(places(home, {}), True, clock=clock)
    hand = Hand(store, clock)
    visit = hand.open()
    reserve = Reserve(store.path.parent)
    made = reserve.fill()
    fill_up(home / "other")
    first = answers(hand, visit, 5)
    given_up = not reserve.there()
    more = answers(hand, visit, 10_000)
    refilled_while_full = reserve.fill()
    (home / "other").unlink()
    after = answers(hand, visit, 1)
    store.close()
    again = open_store(places(home, {}), True, clock=clock)
    kept = on_record(again, visit)
    again.close()
    return {
        "made": made,
        "first": len(first),
        "given_up": given_up,
        "more": len(more),
        "refilled_while_full": refilled_while_full,
        "after": len(after),
        "acknowledged_and_kept": kept == [*first, *more, *after],
        "refilled": reserve.fill(),
    }


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
