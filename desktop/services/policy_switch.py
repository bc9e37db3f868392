"""A newer policy comes into effect while a visit runs: the visit stays on its own; the guard may go over to the newer one, and either
choice is on record (row P10).

Going over begins a new visit that goes on from the former one, in one transaction: a visit is walked by one pack from its first event to
its last, so that it replays, verifies and prints by that one for ever. The former visit is joined into it and is read together with it.
"""

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from desktop.core.clock import Reading
from desktop.core.errors import Refused
from desktop.core.events import Actor, Draft, OutcomeReached, StepAnswered, VisitJoined, VisitOpened
from desktop.core.facts import Instant
from desktop.core.particulars import Happened
from desktop.core.policies import PolicySwitched
from desktop.core.switching import Carried, asked_anew, carry, in_same_words, why_not
from desktop.core.visits import Visit
from desktop.core.walk_state import Input, Rest
from desktop.core.walks import due, fold
from desktop.core.whatchanged import what_changed
from desktop.packs.catalog import LoadedPack
from desktop.packs.facility import site, snapshot
from desktop.services.roles import require, see_visit
from desktop.services.walking import Current, Walking
from desktop.store.admission import NumberFor
from desktop.store.opening import new_id

WHY = {
    "closed": "it is closed",
    "joined": "it is joined to another visit",
    "stands": "an emergency, an escort or local police stands",
}


class Offer(Struct, frozen=True):
    """A newer policy for a running visit: its version, the sentences of what changed, and the questions that would be asked anew, by their
    short names. Whoever does not choose stays."""

    version: str
    hash: str
    changed: tuple[str, ...]
    asked_anew: tuple[str, ...]


def newer_version(walking: Walking, visit: str) -> str:
    """The version that this visit is offered now, "" for none, as `offer` says; cheap enough to be asked after every answer."""
    now = walking.current(visit)
    hidden = _hides(now, see_visit(walking.desk, now.walk.closed))
    found = None if hidden else _offered(walking, visit)
    return found.policy.head.version if found is not None else ""


def _offered(walking: Walking, visit: str) -> LoadedPack | None:
    now = walking.current(visit)
    newer = _newer(walking, now)
    if newer is None or why_not(now.walk, bool(now.visit.joined_into)) or _stayed(now, newer):
        return None
    return newer


def offer(walking: Walking, visit: str) -> Offer | None:
    """What this visit may go over to now; None where it goes by the policy in effect, may not go over, or the guard chose to stay.
    Refused and Trouble as `roles.see_visit` says."""
    now = walking.current(visit)
    hidden = _hides(now, see_visit(walking.desk, now.walk.closed))
    newer = None if hidden else _offered(walking, visit)
    if newer is None:
        return None
    language = now.visit.opened.language
    carried = _carried(walking, now, newer, _instant(walking))
    texts = now.pack.texts[language]
    lines = what_changed(now.pack.policy, now.pack.texts, newer.policy, newer.texts, language)
    steps = tuple(texts.steps[step].short or step for step in asked_anew(carried) if step in texts.steps)
    return Offer(newer.policy.head.version, newer.pack_hash, lines, steps)


def stay(walking: Walking, visit: str, actor: Actor) -> Current:
    """Put on record that the visit stays with its policy. Refused `no_newer_policy`."""
    who = require(walking.desk, "write", actor)
    now = walking.current(visit)
    newer = _newer(walking, now)
    if newer is None:
        raise Refused("no_newer_policy")
    body = PolicySwitched("stay", now.pack.pack_hash, newer.pack_hash, newer.policy.head.version)
    return walking.append(now, lambda *_: [Draft("policy_switched", visit, body, who)])


def switch(walking: Walking, visit: str, actor: Actor) -> Current:
    """Go on by the policy in effect now; the new visit as it stands. Its answers say when they were first given; half-typed text goes
    over too. Refused `no_newer_policy`, `cannot_switch`, `sign_in` where the desk is locked and hides some of it; Trouble: nothing was
    written."""
    who, desk = require(walking.desk, "write", actor), walking.desk
    now = walking.current(visit)
    if _hides(now, see_visit(desk, now.walk.closed)):
        raise Refused("sign_in")
    newer = _newer(walking, now)
    if newer is None:
        raise Refused("no_newer_policy")
    if why := why_not(now.walk, bool(now.visit.joined_into)):
        raise Refused("cannot_switch", why=WHY[why])
    reading = desk.clock.read()
    doubt = list(desk.store.journal.judge(reading))
    at = Instant(reading.utc_us, bool(doubt))
    made = _Made(walking, now, newer, who, reading, doubt)
    carried = _carried(walking, now, newer, at)
    desk.store.journal.keep_pack(newer.pack_hash, newer.compiled)
    number_for = NumberFor(desk.facility.id, desk.facility.desk)
    desk.store.journal.append(lambda seq: made.drafts(seq, carried, at), reading, number_for)
    for address, text in desk.store.queries.half_typed(visit).items():
        desk.store.journal.keep_half_typed(made.ident, address, text)
        desk.store.journal.keep_half_typed(visit, address, "")
    walking.reread(visit)
    return walking.current(made.ident)


class _Made:
    """The events of one switch, in order: the new visit, the choice, each answer with what it leads to, the joining of the former one."""

    def __init__(
        self,
        walking: Walking,
        now: Current,
        newer: LoadedPack,
        who: Actor,
        reading: Reading,
        doubt: list[str],
    ) -> None:
        self.walking, self.now, self.newer, self.who, self.reading, self.doubt = (
            walking, now, newer, who, reading, doubt,
        )  # fmt: skip
        self.ident = new_id()
        opened, head = now.visit.opened, newer.policy.head
        language = opened.language if opened.language in newer.texts else head.languages[0]
        self.opened = VisitOpened(
            "",
            snapshot(now.facility),
            opened.post,
            head.id,
            head.version,
            newer.pack_hash,
            language,
            opened.begun,
        )

    def drafts(self, first: int, carried: Carried, at: Instant) -> list[Draft]:
        """All of them, the first with the number `first`."""
        choice = PolicySwitched(
            "switch", self.now.pack.pack_hash, self.newer.pack_hash, self.newer.policy.head.version,
            self.now.visit.opened.record_number, len(carried.kept), list(asked_anew(carried)),
        )  # fmt: skip
        made = [
            Draft("visit_opened", self.ident, self.opened, self.who),
            Draft("policy_switched", self.ident, choice, self.who),
        ]
        inputs: list[Input] = []
        recorded: list[Rest] = []
        for given in carried.kept:
            inputs.append(msgspec.structs.replace(given, seq=first + len(made), at=at))
            made.append(self._answered(given))
            walk = fold(self.newer.policy, site(self.now.facility), inputs)
            for rest in due(walk, recorded):
                recorded.append(rest)
                made.append(Draft("outcome_reached", self.ident, self._reached(inputs, rest), self.who))
        joined = Draft("visit_joined", self.now.visit.id, VisitJoined(self.ident), self.who)
        return [*made, joined]

    def _answered(self, given: Input) -> Draft:
        """The answer as it was given, with the time when it was."""
        event = next(each for each in self.now.events if each.seq == given.seq)
        body = event.body
        assert isinstance(body, StepAnswered)
        happened = body.happened or Happened(event.reading.local.isoformat(timespec="seconds"), "exact")
        again = StepAnswered(
            body.address,
            body.step,
            body.value,
            "screen",
            body.note if body.via != "key" else "",
            self.doubt,
            happened,
        )
        return Draft("step_answered", self.ident, again, self.who)

    def _reached(self, inputs: Sequence[Input], rest: Rest) -> OutcomeReached:
        walk = fold(self.newer.policy, site(self.now.facility), inputs)
        visit = Visit(
            self.ident, self.opened, self.reading.utc_us, tuple(inputs), (), "", self.reading.utc_us
        )
        as_it_is = msgspec.structs.replace(self.now, visit=visit, walk=walk, pack=self.newer, events=())
        return self.walking.reached(as_it_is, walk, inputs, rest)


def _hides(now: Current, since: int) -> bool:
    """A locked desk leaves out what was written of this visit up to event `since`: given again, it would stand after the lock, for anybody
    to read."""
    return any(event.seq <= since for event in now.events[:1])


def _newer(walking: Walking, now: Current) -> LoadedPack | None:
    """The pack in effect now, where the visit goes by another version of it. One that nobody signed is offered to no visit: where no
    installed pack is in effect any more, a visit stays on its own."""
    desk = walking.desk
    chosen = desk.policies.now()
    same = chosen.policy.head.id == now.pack.policy.head.id
    other = same and chosen.pack_hash != now.pack.pack_hash
    return chosen if other and not desk.policies.is_draft(chosen) else None


def _stayed(now: Current, newer: LoadedPack) -> bool:
    bodies = (event.body for event in now.events)
    return any(isinstance(body, PolicySwitched) and body.hash == newer.pack_hash for body in bodies)


def _instant(walking: Walking) -> Instant:
    reading = walking.desk.clock.read()
    return Instant(reading.utc_us, bool(walking.desk.store.journal.judge(reading)))


def _carried(walking: Walking, now: Current, newer: LoadedPack, at: Instant) -> Carried:
    language = now.visit.opened.language
    new_texts = newer.texts.get(language) or newer.texts[newer.policy.head.languages[0]]
    alike = in_same_words(now.pack.texts[language], new_texts)
    return carry(now.pack.policy, newer.policy, site(now.facility), now.visit.inputs, alike, at)
