"""Removes what may not be kept any longer, and keeps what a court holds: redaction by event, legal holds, retention periods.

A supervisor does it, with a reason; a hold beats every removal. What is removed leaves the journal, the views, half-typed texts and
the kept originals in one act (`store.forgetting`), and every backup made after; the chain still verifies, and report, `verify` and
evidence exports tell it. Nothing ever goes by itself.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing, suppress

from msgspec import Struct

from desktop.core import chain
from desktop.core.errors import Refused, Trouble
from desktop.core.events import Actor, Draft, Event, PayloadRedacted
from desktop.core.holding import (
    DAY_US,
    Hold,
    covering,
    fold_holds,
    goes_with_time,
    last_act_seq,
    last_act_us,
    next_name,
    past,
    texts,
    typed_at,
    visits_told,
    with_former,
)
from desktop.core.people import HoldLifted, HoldPlaced
from desktop.managed import decide
from desktop.services.forgetting_clock import check_clock, newest_before
from desktop.services.forgetting_copies import copies_with
from desktop.services.forgetting_holds import HoldTold, tell_holds
from desktop.services.forgetting_what import Told, groups, may_go, offered, told_of
from desktop.services.forgetting_words import Line, half_line, half_number, line
from desktop.services.reasons import lasting_reason
from desktop.services.roles import require
from desktop.services.walking import Walking
from desktop.store import forgetting
from desktop.store.queries import VisitLine

PERIOD = "Retention period of {days} days"


class Plan(Struct, frozen=True):
    """What can be removed of a visit, or of what is of none (None, ""), the holds that stand against it, and earlier copies that would
    still hold it (sentences)."""

    visit: str | None
    record_number: str
    lines: tuple[Line, ...]
    holds: tuple[Hold, ...]
    copies: tuple[str, ...]


class Removed(Struct, frozen=True):
    """What was removed: the events, whether the chain holds after it, whether every trace is gone from the file (else the next start
    does it), earlier copies that still hold it (sentences), and how many half-typed texts went, which were never events. None and "" for
    what is of no visit."""

    visit: str | None
    record_number: str
    events: tuple[int, ...]
    chain_holds: bool
    traces_gone: bool
    copies: tuple[str, ...]
    half_typed: int = 0


class Due(Struct, frozen=True):
    """A visit whose period has passed: its number, when it was last gone on with (µs UTC) and how many days ago, the events whose
    contents go whole (`holding.goes_with_time`: a call with words loses its result too), and whether half-typed text goes too."""

    visit: str
    record_number: str
    last_us: int
    days: int
    events: tuple[int, ...]
    half_typed: bool


class Forgetting:
    """The acts of one desk. `retention_days` is the period of the managed configuration; 0: nothing is ever due.

    Every act raises Refused (nothing was written) or Trouble (nothing was written, and why).
    """

    def __init__(self, walking: Walking, retention_days: int = 0) -> None:
        self.walking, self.retention_days = walking, retention_days
        self._desk = walking.desk

    def numbered(self, number: str, actor: Actor | None = None) -> str:
        """The id of a visit by its record number. Refused `no_such_visit`."""
        require(self._desk, "hold", actor)
        found = self._desk.store.queries.visit_by_number(number)
        if found is None:
            raise Refused("no_such_visit")
        return found.visit

    # ---- removing -----------------------------------------------------------------------------------------

    def plan(self, visit: str | None, wanted: Iterable[int] = (), actor: Actor | None = None) -> Plan:
        """What goes if these events are removed; with none named, all that has words, particulars or pictures (answers only where
        they are named, since outcomes hang on them), and what is half typed. `visit` None: of what is of no visit. Refused
        `not_redactable`, `no_such_event`, `no_such_event_here`, `gone_already`, `half_gone`, `visit_open`."""
        require(self._desk, "forget", actor)
        told, wanted = told_of(self.walking, visit), tuple(wanted)
        events = self._wanted(told, wanted) if wanted else offered(told.events)
        half = self._half(visit, wanted) if wanted else self._half_typed(visit)
        seqs = [event.seq for event in events]
        return Plan(
            visit,
            told.number,
            (*(line(event, told.now) for event in events), *(half_line(*each) for each in half.items())),
            self._standing(visit, events if wanted else ()),
            copies_with(self._desk, min(seqs)) if seqs else (),
        )

    def redact(
        self, visit: str | None, seqs: Iterable[int], reason: str, actor: Actor | None = None
    ) -> Removed:
        """Remove the contents of these events for good, in one transaction. Refused as `plan`, `nothing_chosen`, `held`;
        `reason_short`, `too_long`, `reason_private`, `reason_repeats` for what stands in the reason."""
        who = require(self._desk, "forget", actor)
        told = told_of(self.walking, visit)
        events, half = self._wanted(told, seqs := tuple(seqs)), self._half(visit, seqs)
        if not events and not half:
            raise Refused("nothing_chosen")
        kept = self._reason(reason, events, half.values())
        if half and (standing := self._standing(visit)):
            raise Refused("held", hold=standing[0].hold, reason=standing[0].reason)
        written = self._remove(visit, events, kept, who) if events else []
        self._remove_half(visit, half)
        return self._removed([(told, written, len(half))])[0]

    def check(self, visit: str | None, seqs: Iterable[int], reason: str, actor: Actor | None = None) -> Plan:
        """What `redact` would do with these events and this reason, and nothing else. Refused as `redact`, but for `held`: the plan
        tells the holds."""
        require(self._desk, "forget", actor)
        events = self._wanted(told_of(self.walking, visit), seqs := tuple(seqs))
        self._reason(reason, events, self._half(visit, seqs).values())
        return self.plan(visit, seqs, actor)

    def _reason(self, given: str, events: Sequence[Event] = (), half: Iterable[str] = ()) -> str:
        """A reason as it is kept (`reasons.lasting_reason`), which must not repeat what goes."""
        return lasting_reason(
            self._desk, given, (*half, *(text for event in events for text in texts(event)))
        )

    def _wanted(self, told: Told, seqs: Iterable[int]) -> list[Event]:
        by_seq = {event.seq: event for event in told.events}
        chosen = [may_go(told, by_seq.get(seq), seq) for seq in sorted(set(seqs)) if seq >= 0]
        return with_former(told.events, chosen)

    def _half_typed(self, visit: str | None) -> dict[str, str]:
        return {} if visit is None else self._desk.store.queries.half_typed(visit)

    def _half(self, visit: str | None, wanted: Iterable[int]) -> dict[str, str]:
        """The half-typed texts that are meant, by address. Refused `half_gone`."""
        kept = self._half_typed(visit)
        there = {half_number(address): address for address in kept}
        numbers = sorted({number for number in wanted if number < 0}, reverse=True)
        if any(number not in there for number in numbers):
            raise Refused("half_gone")
        return {there[number]: kept[there[number]] for number in numbers}

    def _remove_half(self, visit: str | None, addresses: Iterable[str]) -> None:
        if visit is None:
            return
        for address in addresses:
            with closing(self._desk.store.maintenance()) as db:
                forgetting.owe(db)
            self._desk.store.journal.keep_half_typed(visit, address, "")

    def _remove(self, visit: str | None, events: Sequence[Event], reason: str, actor: Actor) -> list[Event]:
        store = self._desk.store
        found = (store.queries.photo_id(event.seq) for event in events)
        idents = [ident for ident in found if ident is not None]
        forgetting.announce(store.attachments.folder, idents)
        drafts = [
            Draft("payload_redacted", visit, PayloadRedacted(event.seq, reason), actor, typed_at(event))
            for event in events
        ]
        try:
            written = store.journal.append(drafts, self._desk.clock.read())
        except BaseException:
            with suppress(Trouble):  # the first error is the one that tells what happened
                store.finish_removals()
            raise
        forgetting.announce(
            store.attachments.folder, idents
        )  # a start meanwhile took it back: the keys were there
        if visit is not None:
            for event in events:
                self._forget_typed(visit, typed_at(event))
            self.walking.reread(visit)
        return written

    def _forget_typed(self, visit: str, place: str) -> None:
        """Also what was laid aside of the same field when the desk was locked: its address ends in the field's."""
        store = self._desk.store
        for address in store.queries.half_typed(visit) if place else ():
            if f"/{address}".endswith(f"/{place}") or (place.endswith("/") and f"/{place}" in f"/{address}"):
                store.journal.keep_half_typed(visit, address, "")

    def _finish(self) -> bool:
        try:
            return not self._desk.store.finish_removals().anything
        except Trouble as trouble:
            self._desk.log.note("traces_left", kind=trouble.kind)
            return False

    def _removed(self, done: Sequence[tuple[Told, list[Event], int]]) -> tuple[Removed, ...]:
        """Remove the traces, look at the chain and for copies: once for all of it, since each reads the whole record."""
        clean, store = self._finish(), self._desk.store
        holds = not chain.verify(store.queries.iter_chain(), chain.Head(*store.journal.head()))
        orders = [event for _, written, _ in done for event in written]
        first = min((_target(event) for event in orders), default=0)
        copies = copies_with(self._desk, first, orders[0].seq) if orders else ()
        return tuple(
            Removed(
                told.visit,
                told.number,
                tuple(_target(event) for event in written),
                holds,
                clean,
                copies,
                half,
            )
            for told, written, half in done
        )

    # ---- holds --------------------------------------------------------------------------------------------

    def holds(self, actor: Actor | None = None) -> tuple[Hold, ...]:
        """The holds in force, oldest first."""
        require(self._desk, "hold", actor)
        return fold_holds(self._desk.store.staff.of_holds())

    def all_holds(self, actor: Actor | None = None) -> tuple[HoldTold, ...]:
        """Every hold that was ever placed, those in force first."""
        require(self._desk, "hold", actor)
        return tell_holds(self._desk.store)

    def hold(self, visit: str | None, reason: str, actor: Actor | None = None) -> str:
        """Keep a visit, and all that is read together with it, or the whole record (None), from being removed; the hold's name."""
        who = require(self._desk, "hold", actor)
        if visit is not None:
            self.walking.current(visit)
        kept, staff = self._reason(reason), self._desk.store.staff

        def drafts(_: int) -> list[Draft]:  # under the lock for writing: no other takes the same name
            return [Draft("hold_placed", visit, HoldPlaced(next_name(staff.of_holds()), kept), who)]

        return self._write(visit, drafts)

    def lift(self, hold: str, reason: str, actor: Actor | None = None) -> str:
        """End a hold. Refused `no_such_hold`."""
        who = require(self._desk, "hold", actor)
        found = next((each for each in self.holds(actor) if each.hold == hold), None)
        if found is None:
            raise Refused("no_such_hold", hold=hold)
        kept = self._reason(reason)
        return self._write(
            found.visit, lambda _: [Draft("hold_lifted", found.visit, HoldLifted(hold, kept), who)]
        )

    def _write(self, visit: str | None, drafts: Callable[[int], Sequence[Draft]]) -> str:
        (written,) = self._desk.store.journal.append(drafts, self._desk.clock.read())
        if visit is not None:
            self.walking.reread(visit)
        assert isinstance(written.body, HoldPlaced | HoldLifted)
        return written.body.hold

    def _standing(self, visit: str | None, events: Sequence[Event] = ()) -> tuple[Hold, ...]:
        """The holds on a visit, or on those that `events` of none tell of."""
        if not (holds := fold_holds(self._desk.store.staff.of_holds())):
            return ()
        lines = self._desk.store.queries.all_visits()
        told = {number for event in events for number in visits_told(event)}
        wanted = [each.visit for each in lines if each.visit == visit or each.record_number in told]
        kin_of = groups(lines)
        return covering(holds, (each.visit for one in wanted for each in kin_of[one]))

    # ---- periods ------------------------------------------------------------------------------------------

    def due(self, actor: Actor | None = None, today: str = "") -> tuple[Due, ...]:
        """Visits past their period, oldest first: closed as all that are read together with them, and under no hold. What goes are
        free texts, particulars and pictures, each event whole; answers, outcomes, times, and numbers and choices without words stay.
        Refused `clock_doubt` (`forgetting_clock`), for which `today` says the date."""
        require(self._desk, "forget", actor)
        queries, now_us = self._desk.store.queries, self._desk.clock.read().utc_us
        if not self.retention_days:
            return ()
        check_clock(self._desk, today)
        holds, found = fold_holds(self._desk.store.staff.of_holds()), list[tuple[int, Due]]()
        lines = queries.all_visits()
        kin_of = groups(lines)
        for each in reversed(lines):
            kin = kin_of[each.visit]
            held = covering(holds, (one.visit for one in kin))
            if held or any(one.status == "open" for one in kin):
                continue
            told = [queries.events_of(one.visit) for one in kin]
            if all(past(events, now_us, self.retention_days) for events in told):
                found += [(max(map(last_act_seq, told)), due) for due in self._due(each, now_us)]
        newest = newest_before(self._desk, (seq for seq, _ in found), now_us)
        return tuple(due for seq, due in found if now_us - newest[seq] >= self.retention_days * DAY_US)

    def _due(self, each: VisitLine, now_us: int) -> list[Due]:
        events = self._desk.store.queries.events_of(each.visit)
        goes = tuple(event.seq for event in events if goes_with_time(event))
        half, last = bool(self._desk.store.queries.half_typed(each.visit)), last_act_us(events)
        found = Due(each.visit, each.record_number, last, (now_us - last) // DAY_US, goes, half)
        return [found] if goes or half else []

    def apply_due(
        self, actor: Actor | None = None, today: str = "", only: Iterable[str] | None = None
    ) -> tuple[Removed, ...]:
        """Remove what is due, of `only` these visits if given, a transaction for each visit. Refused `nothing_due` and as `due`; one
        that is held meanwhile is left as it is."""
        who = require(self._desk, "forget", actor)
        reason, done = PERIOD.format(days=self.retention_days), list[tuple[Told, list[Event], int]]()
        wanted = None if only is None else frozenset(only)
        listed = [each for each in self.due(who, today) if wanted is None or each.visit in wanted]
        if not listed:
            raise Refused("nothing_due")
        for each in listed:
            told = told_of(self.walking, each.visit)
            events = [event for event in told.events if event.seq in each.events]
            half = self._desk.store.queries.half_typed(each.visit)
            try:
                written = self._remove(each.visit, events, reason, who) if events else []
            except Refused as refused:
                if refused.code != "held":
                    raise
                continue
            self._remove_half(each.visit, half)
            done.append((told, written, len(half)))
        return self._removed(done)


def forgetting_at(walking: Walking) -> tuple[Forgetting, list[str]]:
    """The acts of this desk with the period that IT has set, and a sentence for each part of what IT has decided that was not used."""
    found = decide(walking.desk.store.places)
    return Forgetting(walking, found.managed.retention_days), list(found.findings)


def _target(order: Event) -> int:
    assert isinstance(order.body, PayloadRedacted)
    return order.body.seq
