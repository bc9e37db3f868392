"""Opens visits and takes answers: checked by the engine, on disk before it returns, with the outcomes they
lead to."""

from collections.abc import Callable, Sequence
from typing import Literal

import msgspec

from desktop import __version__
from desktop.core.answering import check_answer, may_be_taken_back
from desktop.core.conditions import Value
from desktop.core.errors import Refused, Trouble
from desktop.core.events import (
    Actor,
    Draft,
    Event,
    OutcomeReached,
    StepAnswered,
    StepReopened,
    VisitClosed,
    VisitJoined,
    VisitOpened,
)
from desktop.core.facts import Instant
from desktop.core.visits import Visit, fold_visit
from desktop.core.walk_state import Input, Rest, Walk
from desktop.core.walks import due, fold
from desktop.packs.catalog import LoadedPack
from desktop.packs.facility import FacilityConfig, from_snapshot, site, snapshot
from desktop.services.desk import Desk
from desktop.services.roles import require, see_visit
from desktop.services.words import outcome_hash
from desktop.store.admission import NumberFor
from desktop.store.opening import new_id

Via = Literal["screen", "key", "scenario"]


class Current(msgspec.Struct, frozen=True):
    """A visit as it stands after its last event: the record, the walk, and the pack and facility that it is
    walked by."""

    visit: Visit
    walk: Walk
    pack: LoadedPack
    facility: FacilityConfig
    events: tuple[Event, ...]

    @property
    def standing(self) -> tuple[Rest, ...]:
        """The outcomes on record that still stand, each with the reasons that joined it later.

        Not among them, though on record for ever: what a taking back undid, and an emergency that is over.
        """
        gone, policy = self.visit.taken_back, self.pack.policy
        over = not self.walk.paused and self.walk.standing != "emergency"
        urgent = policy.urgent_steps if over else frozenset()
        found: list[Rest] = []
        for rest in self.visit.recorded:
            if rest.seq in gone or rest.key.rsplit("/", 1)[-1] in urgent:
                continue
            if rest.outcomes:
                found.append(rest)
            elif found and found[-1].key == rest.key:
                reasons = (*found[-1].reasons, *rest.reasons)
                found[-1] = msgspec.structs.replace(found[-1], reasons=reasons, seq=rest.seq)
        return tuple(found)

    @property
    def last_led_here(self) -> bool:
        """The last answer led to an outcome, so that the outcome is what the guard must see now."""
        return bool(self.standing) and self.standing[-1].seq == self.visit.inputs[-1].seq


class Said(msgspec.Struct, frozen=True):
    """An answer that the policy accepts: where, what, who says so and how."""

    address: str
    value: Value
    actor: Actor
    via: Via = "screen"
    note: str = ""


class Walking:
    """The guard's acts on the visits of one desk. Each returns the visit as it stands once the act is on
    disk.

    Every method raises Refused (nothing was written) or Trouble (nothing was written, and why). `current`, `renewed` and `reread` give
    the whole visit to other services, which ask `roles` before they show any of it.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._known: dict[str, Current] = {}
        self._folded: tuple[tuple[Input, ...], Walk] | None = None

    def current(self, visit: str) -> Current:
        """The visit now. Refused `no_such_visit`; Refused `pack_gone` where its pack's bytes cannot be had."""
        if visit not in self._known:
            self._known[visit] = self._make(tuple(self.desk.store.queries.events_of(visit)))
        return self._known[visit]

    def renewed(self, visit: str) -> Current:
        """The visit with what others wrote of it since: who looked at it or took it out, here or at the command line."""
        now = self.current(visit)
        if self.desk.store.queries.count_of(visit) != len(now.events):
            self._keep(tuple(self.desk.store.queries.events_of(visit)))
        return self.current(visit)

    def reread(self, visit: str) -> Current:
        """The visit as it stands on disk now: what was removed from it is gone from here too."""
        self._known.pop(visit, None)
        return self.current(visit)

    def as_of(self, events: tuple[Event, ...]) -> Current:
        """A visit as these of its events tell it; nothing of it is kept."""
        return self._make(events)

    def open_visit(
        self, actor: Actor, post: str, begun: Literal["button", "went_in", "danger"] = "button"
    ) -> Current:
        """Open a visit by the pack and facility in force now; nothing is asked of anybody first (row G24)."""
        actor = require(self.desk, "write", actor)
        desk, ident, reading = self.desk, new_id(), self.desk.clock.read()
        desk.policies.renew(reading)
        desk.store.journal.keep_pack(desk.pack.pack_hash, desk.pack.compiled)
        head = desk.pack.policy.head
        opened = VisitOpened(
            record_number="",
            site=snapshot(desk.facility),
            post=post,
            pack_id=head.id,
            pack_version=head.version,
            pack_hash=desk.pack.pack_hash,
            language=desk.language,
            begun=begun,
        )
        drafts = [Draft("visit_opened", ident, opened, actor)]
        number_for = NumberFor(desk.facility.id, desk.facility.desk)
        self._keep(tuple(desk.store.journal.append(drafts, reading, number_for)))
        return self.current(ident)

    def answer(
        self,
        visit: str,
        address: str,
        value: str | Sequence[str],
        actor: Actor,
        via: Via = "screen",
        note: str = "",
    ) -> Current:
        """Give an answer. Refused codes: those of `core.answering.check_answer`."""
        actor = require(self.desk, "write", actor)
        now = self.current(visit)
        taken = check_answer(now.pack.policy, now.walk, address, value)
        said = Said(address, taken, actor, via, note)
        return self.append(
            now, lambda seq, at, doubt: self._answer_drafts(now, now.visit.inputs, seq, at, doubt, said)
        )

    def press(self, key: str, visit: str | None, actor: Actor, post: str) -> Current:
        """An emergency key (F12, F1): one press, no question; with no visit, a new one that begins with it. A visit that was
        joined to another one is read together with it, so the press goes there."""
        actor = require(self.desk, "write", actor)
        while visit is not None and self.current(visit).visit.joined_into:
            visit = self.current(visit).visit.joined_into
        if visit is None or self.current(visit).walk.closed:
            self.desk.policies.renew()
            policy = self.desk.pack.policy
            begun: Literal["went_in", "danger"] = (
                "went_in" if policy.globals[key].step == policy.changes_step else "danger"
            )
            visit = self.open_visit(actor, post, begun).visit.id
        pressed = self.current(visit).pack.policy.globals[key]
        return self.answer(
            visit, f"{self.current(visit).walk.round}/{pressed.step}", pressed.value, actor, via="key"
        )

    def take_back(self, visit: str, seq: int, actor: Actor) -> Current:
        """Take an answer back, so that it can be given anew; the former one stays in the record (row G6).

        Refused `not_an_answer` where `seq` is none of the answers that may be taken back now.
        """
        actor = require(self.desk, "write", actor)
        now = self.current(visit)
        given = self._given(now, seq)
        body = StepReopened(seq, given.address)
        return self.append(now, lambda *_: [Draft("step_reopened", visit, body, actor)])

    def change(self, visit: str, seq: int, value: str | Sequence[str], actor: Actor) -> Current:
        """Put another answer in the place of `seq`, in one transaction: the former one stays in the record (row G6).

        Refused `not_an_answer` as in `take_back`, and the codes of `core.answering.check_answer`.
        """
        actor = require(self.desk, "write", actor)
        now = self.current(visit)
        policy, given = now.pack.policy, self._given(now, seq)
        last = now.visit.inputs[-1]
        back = Input(last.seq + 1, given.address, given.step, "", last.at, takes_back=seq)
        walk = fold(policy, site(now.facility), (*now.visit.inputs, back))
        said = Said(given.address, check_answer(policy, walk, given.address, value), actor)

        def drafts(first: int, at: Instant, doubt: list[str]) -> list[Draft]:
            undone = Draft("step_reopened", visit, StepReopened(seq, given.address), actor)
            taken = msgspec.structs.replace(back, seq=first, at=at)
            inputs = (*now.visit.inputs, taken)
            return [undone, *self._answer_drafts(now, inputs, first + 1, at, doubt, said)]

        return self.append(now, drafts)

    def _given(self, now: Current, seq: int) -> Input:
        """The answer `seq`, which may be taken back now. Refused `not_an_answer` where it may not."""
        given = next((each for each in now.visit.inputs if each.seq == seq), None)
        if given is None or seq not in may_be_taken_back(now.pack.policy, now.walk, now.visit.inputs):
            raise Refused("not_an_answer", {"seq": seq})
        return given

    def dropped_by(self, visit: str, seq: int, value: str | Sequence[str]) -> tuple[str, ...]:
        """Addresses of answers that would no longer count if the answer `seq` were `value` (row G6). Writes
        nothing."""
        now = self.current(visit)
        see_visit(self.desk, now.walk.closed)
        given = self._given(now, seq)
        new = value if isinstance(value, str) else tuple(value)
        last = now.visit.inputs[-1]
        changed = [
            *now.visit.inputs,
            Input(last.seq + 1, given.address, given.step, "", last.at, takes_back=seq),
            Input(last.seq + 2, given.address, given.step, new, last.at),
        ]
        walk = fold(now.pack.policy, site(now.facility), changed)
        still = {line.address for line in walk.path if line.counts}
        return tuple(line.address for line in now.walk.path if line.counts and line.address not in still)

    def join(self, visit: str, into: str, actor: Actor) -> Current:
        """Say that `visit`, begun by an emergency key, is part of `into`, in which the key is then pressed too.

        Both stay as they were recorded; the press in `into` names the record number of `visit`, whose time is the true one.
        Refused `cannot_join` for a visit that no key began, or that is joined or closed.
        """
        actor = require(self.desk, "write", actor)
        now, other = self.current(visit), self.current(into)
        begun = now.visit.opened.begun
        ended = now.visit.joined_into or other.visit.joined_into or now.walk.closed or other.walk.closed
        if visit == into or begun == "button" or ended:
            raise Refused("cannot_join", {})
        self.append(now, lambda *_: [Draft("visit_joined", visit, VisitJoined(into), actor)])
        policy = other.pack.policy
        keys = policy.globals.values()
        key = next(each for each in keys if (each.step == policy.changes_step) == (begun == "went_in"))
        address, number = f"{other.walk.round}/{key.step}", now.visit.opened.record_number
        return self.answer(into, address, key.value, actor, via="key", note=number)

    # ---- one transaction ----------------------------------------------------------------------------------

    def append(self, now: Current, drafts: Callable[[int, Instant, list[str]], list[Draft]]) -> Current:
        """Write the events of one act in one transaction: all of them or none. `drafts` gets the number of the first, the
        instant, and the clock's doubts."""
        reading = self.desk.clock.read()
        doubt = list(self.desk.store.journal.judge(reading))
        at = Instant(reading.utc_us, bool(doubt))
        try:
            new = self.desk.store.journal.append(lambda seq: drafts(seq, at, doubt), reading)
        except BaseException as problem:
            self._known.pop(now.visit.id, None)
            self.desk.log.note(
                "not_saved", kind=problem.kind if isinstance(problem, Trouble) else type(problem)
            )
            raise
        self._keep((*now.events, *new))
        return self.current(now.visit.id)

    def _answer_drafts(
        self, now: Current, before: Sequence[Input], seq: int, at: Instant, doubt: list[str], said: Said
    ) -> list[Draft]:
        """The answer after the inputs `before`, and the outcomes that are due by it."""
        visit, step, value = now.visit.id, said.address.rsplit("/", 1)[-1], said.value
        given = Input(seq, said.address, step, value, at)
        inputs = (*before, given)
        walk = fold(now.pack.policy, site(now.facility), inputs)
        self._folded = (inputs, walk)
        stored = value if isinstance(value, str) else list(value)
        answered = StepAnswered(said.address, step, stored, said.via, said.note, doubt)
        drafts = [Draft("step_answered", visit, answered, said.actor)]
        for rest in due(walk, now.visit.recorded):
            reached = self.reached(now, walk, inputs, rest)
            drafts.append(Draft("outcome_reached", visit, reached, said.actor))
        if walk.closed:
            drafts.append(Draft("visit_closed", visit, VisitClosed(), said.actor))
        return drafts

    def reached(self, now: Current, walk: Walk, inputs: Sequence[Input], rest: Rest) -> OutcomeReached:
        """The outcome as it is shown, so that a later repair of pack or program rewrites nothing."""
        language, post = now.visit.opened.language, now.visit.opened.post
        return OutcomeReached(
            rest=rest.key,
            outcomes=list(rest.outcomes),
            reasons=list(rest.reasons),
            flags=list(rest.flags),
            facts=dict(rest.facts),
            because=rest.seq,
            engine=__version__,
            language=language,
            text_hash=outcome_hash(now.pack, now.facility, post, walk, inputs, rest, language),
        )

    def _keep(self, events: tuple[Event, ...]) -> None:
        made = self._make(events)
        self._known[made.visit.id] = made

    def _make(self, events: tuple[Event, ...]) -> Current:
        visit = fold_visit(events)
        if visit is None:
            raise Refused("no_such_visit", {})
        former = self._known.get(visit.id)
        pack = former.pack if former else self.desk.pack_of(visit.opened.pack_hash)
        facility = former.facility if former else from_snapshot(visit.opened.site)
        walk = self._walk(visit, former) or fold(pack.policy, site(facility), visit.inputs)
        return Current(visit, walk, pack, facility, events)

    def _walk(self, visit: Visit, former: Current | None) -> Walk | None:
        """The walk of these very inputs, where it was folded already: what is written beside the answers folds nothing."""
        if former is not None and former.visit.inputs == visit.inputs:
            return former.walk
        return self._folded[1] if self._folded is not None and self._folded[0] == visit.inputs else None
