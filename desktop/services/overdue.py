"""What of the review is overdue: visits open too long, not reviewed, returned and not handed in again (row S13). Limits are IT's.

How many there are says `searching.Searching.counts`. What was not exported yet is told once there is sync.
"""

from typing import Literal

from msgspec import Struct

from desktop.core.reviewing import State
from desktop.managed import decided
from desktop.services.desk import Desk

HOUR_US = 3600 * 1_000_000
Late = Literal["", "open", "submitted", "returned"]


class Limits(Struct, frozen=True):
    """Hours after which a visit is overdue in a state; 0 for never. From managed.toml: `overdue_open_hours`, `overdue_review_hours`,
    `overdue_returned_hours`."""

    open_hours: int = 12
    review_hours: int = 72
    returned_hours: int = 48

    def hours(self, state: State) -> int:
        """The limit of a state; 0 where it has none."""
        return {"open": self.open_hours, "submitted": self.review_hours, "returned": self.returned_hours}.get(
            state, 0
        )


def limits(desk: Desk) -> Limits:
    """The limits of this workstation. For any thread; a file that cannot be read gives the usual ones."""
    managed = decided(desk.store.places)
    return Limits(managed.overdue_open_hours, managed.overdue_review_hours, managed.overdue_returned_hours)


def late(state: State, void: bool, since_us: int, now_us: int, set_: Limits) -> Late:
    """In which state a visit is overdue, "" where it is not. `since_us`: µs UTC of the event that led to the state, the opening for an open
    one. A void visit waits for nobody; a clock that was set back makes nothing late."""
    hours = set_.hours(state)
    if void or not hours or now_us - since_us < hours * HOUR_US:
        return ""
    return state if state in ("open", "submitted", "returned") else ""
