"""Tells each time of a visit in the same words everywhere, and which times are in doubt and why (rows S5, S12).

Whether a clock is to be believed says `core.clock.doubts`; here the events are looked at in their order, as the record holds them.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise

from desktop.core.clock import JUMP_TOLERANCE_US, doubts
from desktop.core.events import Event, StepAnswered
from desktop.core.particulars import Happened
from desktop.reports import words
from desktop.reports.sections import moments

DOUBTFUL = "!"
"""Stands behind each time in doubt."""


class Clocks:
    """The times of one visit's events. The day is told where they span more than one, the offset where they span more than one; `later`
    are told with them, and change nothing of that."""

    def __init__(self, events: Sequence[Event], later: Sequence[Event] = ()) -> None:
        self.days = {event.reading.local.date() for event in events}
        self.offsets = {event.offset_min for event in events}
        looked = _Looked()
        self._doubts = {event.seq: looked.at(event) for event in (*events, *later)}
        self._changes = {event.seq: _changes(earlier, event) for earlier, event in pairwise(events)}

    def doubts(self, event: Event) -> tuple[str, ...]:
        """Why the time of an event is in doubt, in words."""
        return self._doubts.get(event.seq, ())

    def marks(self, event: Event) -> tuple[str, ...]:
        """What is to be told about the clock at an event: its doubts, another run of the computer, another offset or zone."""
        return (*self.doubts(event), *self._changes.get(event.seq, ()))

    def when(self, event: Event) -> str:
        """The time of an event at the facility: "12:00:07", where needed with its date before it and its offset behind."""
        here = event.reading.local
        found = [f"{here:%Y-%m-%d}"] if self._dated(here) else []
        found += [f"{here:%H:%M:%S}", *self._zoned(event.offset_min)]
        return " ".join([*found, *self._marked(event)])

    def both(self, event: Event) -> str:
        """Both times of an event: at the facility with date, offset and zone, and UTC."""
        return " ".join([moments.both(event.reading), *self._marked(event)])

    def happened(self, happened: Happened | None, event: Event) -> str:
        """When it happened, as told, with "exact" or "about" (rows G10, G22): "exact 14:05"; "" where it was now."""
        if happened is None:
            return ""
        if happened.how == "unknown":
            return "time unknown"
        told = datetime.fromisoformat(happened.at)
        dated = self._dated(told) or told.date() != event.reading.local.date()
        day = [f"{told:%Y-%m-%d}"] if dated else []
        zoned = self._zoned(minutes_east(told))
        return " ".join([happened.how, *day, f"{told:%H:%M}", *zoned])

    def happened_both(self, happened: Happened) -> str:
        """When something happened as told: at the facility and in UTC, with "about" or "exact"."""
        if happened.how == "unknown":
            return "time unknown"
        told = datetime.fromisoformat(happened.at)
        here = f"{told:%Y-%m-%d %H:%M} ({moments.offset(minutes_east(told))})"
        return f"{happened.how} {here} = {told.astimezone(UTC):%Y-%m-%d %H:%M UTC}"

    def _dated(self, here: datetime) -> bool:
        return len(self.days) > 1 or here.date() not in self.days

    def _zoned(self, minutes: int) -> list[str]:
        one = self.offsets == {minutes}
        return [] if one else [moments.offset(minutes)]

    def _marked(self, event: Event) -> list[str]:
        return [DOUBTFUL] if self.doubts(event) else []


def minutes_east(told: datetime) -> int:
    """Minutes east of UTC of a time that was told."""
    away = told.utcoffset()
    return int(away.total_seconds()) // 60 if away is not None else 0


class _Looked:
    """What the clocks showed at the events looked at so far: the highest time, the first and last anchor of each boot."""

    def __init__(self) -> None:
        self.highest: Event | None = None
        self.first: dict[str, int] = {}
        self.last: dict[str, int] = {}
        self.told: set[str] = set()

    def at(self, event: Event) -> tuple[str, ...]:
        """The doubts at the next event in words: those recorded with an answer, and what shows here."""
        highest, boot, anchor = self.highest, event.boot, event.reading.anchor_us
        shown = doubts(event.reading, highest.utc_us if highest else None, self.first.get(boot))
        stepped = abs(anchor - self.last.get(boot, anchor)) > JUMP_TOLERANCE_US
        recorded = event.body.doubt if isinstance(event.body, StepAnswered) else []
        found = [*recorded, *shown, *(["clock_jumped"] if stepped else [])]
        now = stepped or ("clock_jumped" in shown and boot not in self.told)
        if now:
            self.told.add(boot)
        if highest is None or event.utc_us > highest.utc_us:
            self.highest = event
        self.first.setdefault(boot, anchor)
        self.last[boot] = anchor
        told = dict(words.DOUBTS)
        if "clock_went_back" in shown and highest is not None:
            told["clock_went_back"] = f"the clock showed an earlier time than event {highest.seq}"
        if not now:
            told["clock_jumped"] = words.CLOCK_SET_BEFORE
        known = [told[code] for code in told if code in found]
        return (*known, *dict.fromkeys(code for code in found if code not in told))


def _changes(earlier: Event, event: Event) -> tuple[str, ...]:
    """What changed about the clocks between two neighbours of the record, in words."""
    found = [] if earlier.boot == event.boot else ["the computer was started again since the event before"]
    if (earlier.offset_min, earlier.zone) != (event.offset_min, event.zone):
        former, now = moments.offset(earlier.offset_min), moments.offset(event.offset_min)
        zone = "" if earlier.zone == event.zone else f", zone {earlier.zone} to {event.zone}"
        found.append(f"local time went from {former} to {now}{zone}")
    return tuple(found)
