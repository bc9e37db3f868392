"""Writes down what belongs to a visit beside its answers: calls, ticks, notes, times, particulars, a change of guard.

None of it is an answer, so none of it can change an outcome; all of it may be written after the visit was closed too.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal, cast, get_args

from msgspec import Struct

from desktop import wall
from desktop.core.details import GROUPS, MARKS, MAX_TEXT, SOURCES, check_details, item_key, seen_source
from desktop.core.errors import Refused
from desktop.core.events import Actor, Draft
from desktop.core.gathered import Gathered, gather
from desktop.core.particulars import (
    CallLogged,
    Detail,
    DetailGiven,
    DetailStruck,
    Happened,
    NoteWritten,
    Result,
    ShownOnScreen,
    Source,
    TaskTicked,
    TimeMarked,
    TimeNamed,
    VisitTakenOver,
)
from desktop.services.roles import require
from desktop.services.walking import Current, Walking

How = Literal["", "exact", "about", "unknown"]
HALF_A_DAY = timedelta(hours=12)
RESULTS = get_args(Result)


class When(Struct, frozen=True):
    """When something happened, as the guard tells it: `how` "" for now, else "exact" or "about" with `at` as HH:MM at the
    facility, or "unknown"."""

    how: How = ""
    at: str = ""


NOW = When()


class Noting:
    """The acts of writing down. Each is on disk when it returns; Refused or Trouble, and then nothing was written."""

    def __init__(self, walking: Walking) -> None:
        self.walking = walking

    def gathered(self, visit: str) -> Gathered:
        """Everything written down of a visit so far. Refused as `roles.require` says: while the desk is locked too."""
        now = self.walking.current(visit)
        require(self.walking.desk, "see_closed" if now.walk.closed else "see_open")
        return gather(now.events)

    def call(
        self, visit: str, key: str, result: str, actor: Actor, words: str = "", who: str = ""
    ) -> Current:
        """Log a call to a number of the facility (row G14). Refused `bad_value`, `blank` (told without words), `too_long`."""
        if result not in RESULTS:
            raise Refused("bad_value", {"why": ""})
        if result == "told":
            kept_text(words)
        number, known = self.walking.current(visit).facility.phones.get(key, ""), cast(Result, result)
        body = CallLogged(key, number, known, words.strip(), who.strip())
        return self._write(visit, "call_logged", body, actor, f"call/{key}" if result == "told" else "")

    def tick(self, visit: str, outcome: str, task: str, words: str, done: bool, actor: Actor) -> Current:
        """Tick a line of an outcome, or take the tick away; both stay on record with their times."""
        return self._write(visit, "task_ticked", TaskTicked(outcome, task, words, done), actor)

    def note(self, visit: str, text: str, source: str, actor: Actor, when: When = NOW) -> Current:
        """Write down words. Refused `blank`, `too_long`, `bad_time`."""
        body = NoteWritten(kept_text(text), known_source(source), self._happened(visit, when))
        return self._write(visit, "note_written", body, actor, "note")

    def mark_time(self, visit: str, actor: Actor) -> int:
        """Mark this very moment in one act; what it was can be said later (row G10). Returns the event's number."""
        now = self._write(visit, "time_marked", TimeMarked("", "seen"), actor)
        return now.events[-1].seq

    def add_time(self, visit: str, what: str, source: str, actor: Actor, when: When) -> Current:
        """Tell afterwards when something happened. Refused `bad_value`, `bad_time`."""
        body = TimeMarked(_mark(what), known_source(source), self._happened(visit, when))
        return self._write(visit, "time_marked", body, actor)

    def name_time(self, visit: str, seq: int, what: str, actor: Actor) -> Current:
        """Say what a marked time was. Refused `bad_value` where `seq` is none, `named_already`."""
        gathered = self._gathered(visit)
        time = next((event for event in gathered.times if event.seq == seq), None)
        if time is None:
            raise Refused("bad_value", {"why": ""})
        if gathered.what(time):
            raise Refused("named_already", {})
        return self._write(visit, "time_named", TimeNamed(seq, _mark(what)), actor)

    def detail(
        self,
        visit: str,
        group: str,
        item: str,
        fields: Sequence[tuple[str, str, str]],
        source: str,
        actor: Actor,
        when: When = NOW,
    ) -> Current:
        """Particulars of an officer, a vehicle, a request for help …: (field, text, code) each; a new item's key is the
        next of its group. Refused: the codes of `core.details.check_details`, `no_such_item`, `too_many`, `bad_time`."""
        now = self.walking.current(visit)
        given = [
            Detail(field, text.strip(), code, seen_source(group, field, code)) for field, text, code in fields
        ]
        check_details(group, given, now.facility.personal)
        known = [each.item for each in self._gathered(visit).of_group(group)]
        if item in known:
            self._check_there(visit, group, item)
        elif item != item_key(group, known):
            raise Refused("no_such_item", {"item": item})
        body = DetailGiven(group, item, given, known_source(source), self._happened(visit, when))
        return self._write(visit, "detail_given", body, actor, f"{group}/{item}/")

    def strike(self, visit: str, group: str, item: str, reason: str, actor: Actor) -> Current:
        """Say that an item was written by mistake; it stays on record, struck through. Refused `no_such_item` (one that is
        struck already too), `blank`."""
        self._check_there(visit, group, item)
        return self._write(visit, "detail_struck", DetailStruck(group, item, kept_text(reason)), actor)

    def shown(
        self,
        visit: str,
        what: Literal["specimens", "officers_card", "privacy_warning"],
        actor: Actor,
        detail: str = "",
    ) -> Current:
        """Record that something was on the screen (rows G5, G23)."""
        return self._write(visit, "shown", ShownOnScreen(what, detail), actor)

    def take_over(self, visit: str, actor: Actor) -> Current:
        """Go on with a visit that another person began, or nobody who was signed in (row G9). Refused `yours_already`, `sign_in` where
        people are set up and nobody is signed in."""
        if self.walking.desk.signed.set_up and not actor.person:
            raise Refused("sign_in")
        former = self._gathered(visit).holder
        if former == actor.person:
            raise Refused("yours_already", {})
        return self._write(visit, "visit_taken_over", VisitTakenOver(former), actor)

    def keep_half_typed(self, visit: str, address: str, text: str) -> None:
        """Keep text that is not written down yet, over what was kept before (drafts; never in the journal)."""
        require(self.walking.desk, "write")
        self.walking.desk.store.journal.keep_half_typed(visit, address, text)

    # ---- one event ----------------------------------------------------------------------------------------

    def _gathered(self, visit: str) -> Gathered:
        return gather(self.walking.current(visit).events)

    def _write(self, visit: str, kind: str, body: Struct, actor: Actor, typed: str = "") -> Current:
        """Append one event; `typed` is the address of half-typed text (or its beginning, ending in /) that it replaces."""
        actor = require(self.walking.desk, "write", actor)
        now = self.walking.current(visit)
        return self.walking.append(now, lambda *_: [Draft(kind, visit, body, actor, typed)])

    def _check_there(self, visit: str, group: str, item: str) -> None:
        """Refused `no_such_item` where there is none, or where it was struck."""
        items = self._gathered(visit).of_group(group) if group in GROUPS else ()
        if all(each.item != item or each.struck is not None for each in items):
            raise Refused("no_such_item", {"item": item})

    def _happened(self, visit: str, when: When) -> Happened | None:
        return happened(self.walking, visit, when)


def happened(walking: Walking, visit: str, when: When) -> Happened | None:
    """The time of day as told, on the day on which it is nearest to the visit, never after now; None for now.

    Refused `bad_time`, and `later_than_now` where no day of the visit has had that time yet.
    """
    if not when.how:
        return None
    if when.how == "unknown":
        return Happened("", "unknown")
    now = walking.current(visit)
    place = wall.zone(now.facility.zone)
    today = walking.desk.clock.read().local.astimezone(place)
    try:
        hour, minute = (int(part) for part in when.at.split(":"))
        told = today.replace(hour=hour, minute=minute, second=0, microsecond=0)
    except ValueError as wrong:
        raise Refused("bad_time", {"at": when.at}) from wrong
    opened = wall.local(now.visit.opened_us, place)
    ended = today
    if now.walk.closed and now.visit.inputs:
        ended = wall.local(now.visit.inputs[-1].at.utc_us, place)
    days = range((today.date() - opened.date()).days + 2)
    could = [each for each in (told - timedelta(days=back) for back in days) if each <= today]
    nearest = min(could, key=lambda each: max(opened - each, each - ended, timedelta(0)))
    if opened - nearest > HALF_A_DAY:
        raise Refused("later_than_now", {"at": when.at})
    return Happened(_iso(nearest), when.how)


def _iso(told: datetime) -> str:
    return told.isoformat(timespec="minutes")


def kept_text(text: str) -> str:
    """A text that says something. Refused `blank`, `too_long`."""
    kept = text.strip()
    if not kept:
        raise Refused("blank", {"field": ""})
    if len(kept) > MAX_TEXT:
        raise Refused("too_long", {"most": MAX_TEXT})
    return kept


def _mark(what: str) -> str:
    if what not in MARKS:
        raise Refused("bad_value", {"why": ""})
    return what


def known_source(source: str) -> Source:
    if source not in SOURCES:
        raise Refused("bad_value", {"why": ""})
    return cast(Source, source)
