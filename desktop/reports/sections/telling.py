"""Tells one visit's record: its answers with the questions as they stood on the screen, its papers, who acted, up to which event.

What depends on the moment is told as of that moment: the answers before it are folded again, and the words chosen by them.
"""

from collections.abc import Mapping
from functools import cached_property

import msgspec

from desktop.core.events import Actor, Event, OutcomeReached, StepAnswered, StepReopened
from desktop.core.policy import Policy
from desktop.core.texts import OutcomeText, Shown, Texts, shown
from desktop.core.visits import as_rest
from desktop.core.walk_state import Input, Judged, Rest, Walk
from desktop.core.walks import Fold, effective, round_keys
from desktop.reports import words
from desktop.reports.material import Material, later_of, told_of
from desktop.reports.secrecy import ANSWERS, keeps_secret, named_shortly, unreadable
from desktop.reports.sections.clocks import Clocks


class Told(msgspec.Struct, frozen=True):
    """An answer as it was given. `number` is its event's; `about` the paper ("Paper 1", "" for none); `question` the words on the
    screen then, or the emergency key; `why_struck` says why it stands no longer, "" while it does; `after` the answer that replaced it;
    `unsure` says why nobody can tell whether it still counts, "" where all can."""

    event: Event
    body: StepAnswered
    about: str
    short: str
    question: str
    answer: str
    why_struck: str = ""
    after: "Told | None" = None
    unsure: str = ""


class History:
    """The walk as it stood after each of the inputs `wanted` (by their seq), and the rounds as they stand at the end.

    Everything is folded once, in the order of the record; only where an answer that is asked again and again was taken back,
    which undoes all that it led to, is it folded from the beginning (`core.walks.effective`).
    """

    def __init__(self, material: Material, wanted: frozenset[int]) -> None:
        self._policy, self._site = material.policy, material.site
        self._inputs = material.visit.inputs
        self._keys = round_keys(self._policy, self._inputs)
        self._fold, self._fed = Fold(self._policy, self._site, self._keys), list[Input]()
        self.walks: dict[int, Walk] = {}
        for place, given in enumerate(self._inputs):
            if given.seq in wanted:
                self.walks[given.seq] = self._after(place).walk(given.at)
        self.rounds = self._rounds()

    def until(self, seq: int) -> tuple[Input, ...]:
        """The inputs up to the event `seq`, that one included."""
        return tuple(given for given in self._inputs if given.seq <= seq)

    def _rounds(self) -> dict[str, tuple[tuple[str, ...], tuple[Judged, ...]]]:
        """Each round as the rules see it now: the outcomes that it decides, and its papers."""
        if not self._inputs:
            return {}
        ledger, now = self._after(len(self._inputs) - 1).ledger, self._inputs[-1].at
        return {
            round_.key: (ledger.viewer.decided(view).outcomes, view.judged)
            for round_, view in ledger.views(now)
        }

    def _after(self, place: int) -> Fold:
        wanted = effective(self._policy, self._inputs[: place + 1])
        if wanted[: len(self._fed)] != self._fed:
            self._fold, self._fed = Fold(self._policy, self._site, self._keys), []
        for given in wanted[len(self._fed) :]:
            self._fold.feed(given)
        self._fed = wanted
        return self._fold


class Teller:
    """What the sections ask of one visit's material. Keeps what it has made; the material never changes."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self.policy, self.texts = material.policy, material.texts
        self._seen: dict[Rest, Shown] = {}
        self.events, self.later = told_of(material), later_of(material)
        self.marked = (*self.events, *self.later)
        """The events that the report tells of, and what was done to them since they were approved."""
        self.clocks = Clocks(self.events, self.later)
        self.by_seq: Mapping[int, Event] = {event.seq: event for event in self.marked}

    @property
    def number(self) -> str:
        """The record number."""
        return self.material.visit.opened.record_number

    @property
    def last(self) -> Event:
        """The last event that the report tells of (`secrecy.told`)."""
        return self.events[-1]

    @cached_property
    def joined(self) -> tuple["Teller", ...]:
        """The visits that were joined into this one."""
        return tuple(Teller(each) for each in self.material.joined)

    @cached_property
    def confidential(self) -> bool:
        """This visit, or one that is read together with it, is counsel's alone (`secrecy.keeps_secret`)."""
        there = any(each.secret for each in self.material.kin)
        return there or keeps_secret(self.material) or any(each.confidential for each in self.joined)

    # ---- papers and answers -------------------------------------------------------------------------------

    def paper(self, address: str) -> str:
        """ "Paper 1" of an address on that paper; "" for what is about none."""
        parts = address.split("/")
        if len(parts) < 3 or parts[1] != self.policy.group.over:
            return ""
        prefix = "/".join(parts[:3])
        known = self.material.papers
        return f"Paper {known.index(prefix) + 1}" if prefix in known else "A paper whose answers were changed"

    @cached_property
    def history(self) -> History:
        """The walk as it stood at each outcome, and before each question whose words depend on what was answered."""
        rests = (*self.material.visit.recorded, *self.material.standing)
        bodies = [(event, event.body) for event in self.events if isinstance(event.body, StepAnswered)]
        asked = {self._before(event, body) for event, body in bodies if self._depends(body)}
        return History(self.material, frozenset(asked | {rest.seq for rest in rests}))

    @cached_property
    def judged(self) -> Mapping[str, Judged]:
        """Each paper as the rules see it now, by its address."""
        return {paper.address: paper for _, papers in self.history.rounds.values() for paper in papers}

    @cached_property
    def all_papers(self) -> tuple[str, ...]:
        """The papers' addresses, last those whose round was taken back: they are told too."""
        parts = (one.body.address.split("/") for one in self.answers)
        over = self.policy.group.over
        told = ("/".join(each[:3]) for each in parts if len(each) == 4 and each[1] == over)
        return tuple(dict.fromkeys((*self.material.papers, *told)))

    @cached_property
    def answers(self) -> tuple[Told, ...]:
        """Every answer ever given, oldest first."""
        counts = {line.seq: line.counts for line in self.material.walk.path}
        backs = {event.body.seq: event for event in self.events if isinstance(event.body, StepReopened)}
        made: list[Told] = []
        for event in reversed(self.events):
            if not isinstance(event.body, StepAnswered):
                continue
            body = event.body
            again = self.policy.steps[body.step].again
            why, after, unsure = "", None, ""
            if event.seq in backs:
                why = "changed"
                back = backs[event.seq].seq
                later = (one for one in reversed(made) if one.body.address == body.address)
                after = next((one for one in later if one.event.seq > back), None)
            elif not (again or counts.get(event.seq, False)):
                why, unsure = ("", self.unread) if self.unread else ("no longer counts", "")
            made.append(self._told(event, body, why, after, unsure))
        return tuple(reversed(made))

    @cached_property
    def unread(self) -> str:
        """That answers, or the taking back of some, cannot be read, so that nobody can tell what still counts; "" where all can."""
        gone = unreadable(self.events, *ANSWERS)
        return f"{named_shortly(gone)} cannot be read" if gone else ""

    @cached_property
    def told(self) -> Mapping[int, Told]:
        """The answers by the number of their event."""
        return {one.event.seq: one for one in self.answers}

    def _told(self, event: Event, body: StepAnswered, why: str, after: Told | None, unsure: str) -> Told:
        text = self.texts.steps[body.step]
        return Told(
            event,
            body,
            self.paper(body.address),
            text.short or body.step,
            self._question(event, body),
            answer_words(self.texts, body),
            why,
            after,
            unsure,
        )

    def _question(self, event: Event, body: StepAnswered) -> str:
        """The question in the words that were on the screen; an emergency key asks none."""
        if body.via == "key":
            key = next((each.key for each in self.policy.globals.values() if each.step == body.step), "")
            return f"Emergency key {key}: {self.texts.steps[body.step].short}"
        seen = _start_shown(self.material)
        before = self._before(event, body) if self._depends(body) else 0
        if before:
            walk, inputs = self.history.walks[before], self.history.until(before)
            seen = shown(self.policy, self.material.particulars, walk, inputs)
        return self.texts.step_text(body.step, seen, self.material.fills).question

    def _depends(self, body: StepAnswered) -> bool:
        """Whether the words of the question depend on what was answered before."""
        text = self.texts.steps[body.step]
        return body.via != "key" and bool(text.variants or "{ordinary_hours}" in text.question)

    def _before(self, event: Event, body: StepAnswered) -> int:
        """The seq of the last input before the question was shown, 0 for none.

        A change shows the question as it stood before: the answer is taken back and given anew in one act.
        """
        inputs = [given for given in self.material.visit.inputs if given.seq < event.seq]
        last = inputs[-1] if inputs else None
        if last is not None and last.takes_back is not None and last.address == body.address:
            inputs = inputs[:-1] if last.at.utc_us == event.utc_us else inputs
        return inputs[-1].seq if inputs else 0

    # ---- outcomes -----------------------------------------------------------------------------------------

    @cached_property
    def reached(self) -> tuple[tuple[Event, OutcomeReached], ...]:
        """What was reached, in order, as it is on record."""
        return tuple((event, event.body) for event in self.events if isinstance(event.body, OutcomeReached))

    @cached_property
    def standing(self) -> tuple[Rest, ...]:
        """The outcomes that stand, those left out that only answers which were changed later had led to."""
        kept = []
        for rest in self.material.standing:
            kept_anyway = bool(self.unread) and not _led_back(self, rest)
            names = tuple(name for name in rest.outcomes if kept_anyway or self._in_force(rest, name))
            kept += [msgspec.structs.replace(rest, outcomes=names)] if names else []
        return tuple(kept)

    def _in_force(self, rest: Rest, name: str) -> bool:
        """A round's outcome stands as long as its answers decide it, a paper's as long as counsel's word on it is in force."""
        if rest.key in self.history.rounds:
            return name in self.history.rounds[rest.key][0]
        paper = self.judged.get(rest.key)
        if paper is not None:
            held = paper.item.held or paper.item.hold_recorded
            return paper.item.result == name or (held and name == self.policy.consult.hold)
        return rest.key.split("/")[0] in self.history.rounds and rest.key.split("/")[1:2] != [
            self.policy.group.over
        ]

    def stands(self, rest: Rest, name: str) -> bool:
        """Whether an outcome on record still stands."""
        same = (each for each in self.standing if (each.key, each.at) == (rest.key, rest.at))
        return rest.seq not in self.material.visit.taken_back and any(name in each.outcomes for each in same)

    def seen_at(self, rest: Rest) -> Shown:
        """What the words of a rest looked at when it was reached."""
        if rest not in self._seen:
            walk, inputs = self.history.walks.get(rest.seq), self.history.until(rest.seq)
            given = (self.policy, self.material.particulars)
            self._seen[rest] = shown(*given, walk, inputs, rest) if walk else _start_shown(self.material)
        return self._seen[rest]

    def outcome(self, name: str, rest: Rest) -> OutcomeText:
        """The words of an outcome as they stood on the screen when it was reached; where answers that chose them cannot be read,
        and the hash on record is of others, its title alone, and that no more can be told."""
        text = self.texts.outcome_text(name, self.seen_at(rest), self.material.fills)
        of = (event for event, _ in self.reached if event.utc_us == rest.at.utc_us)
        if not self.unread or all(map(self.same_words, of)):
            return text
        title = f"{self.texts.outcome_title(name)} (its words then cannot be told)"
        return OutcomeText(title, banner=f"cannot be told: {self.unread}")

    def same_words(self, event: Event) -> bool:
        """Whether the words of the outcome in this event can be told as they were on the screen, by the hash on record."""
        if not isinstance(event.body, OutcomeReached):
            return False
        rest = as_rest(event, event.body)
        told = self.texts.rest_hash(rest, self.seen_at(rest), self.material.fills)
        return told == event.body.text_hash

    # ---- persons ------------------------------------------------------------------------------------------

    def who(self, actor: Actor) -> str:
        """Who acted, for a line of a table."""
        return (actor.person or "nobody named") + (f" for {actor.behalf}" if actor.behalf else "")

    def who_known(self, actor: Actor) -> str:
        """Who acted, in which role, and how that is known."""
        listed = self.material.visit.opened.site.get("on_duty")
        on_list = isinstance(listed, list) and actor.person in listed
        how = words.HOW_KNOWN[actor.how] + (f", {words.ON_THE_LIST}" if on_list else "")
        return f"{self.who(actor)} ({words.ROLES[actor.role]}; {how})"


def answer_words(texts: Texts, body: StepAnswered) -> str:
    """The value in the words of its target."""
    value = body.value if isinstance(body.value, str) else tuple(body.value)
    return texts.labels(body.step, value)


def _start_shown(material: Material) -> Shown:
    return Shown(material.policy.terms, material.particulars, {})


def _led_back(teller: Teller, rest: Rest) -> bool:
    """An answer that led to this outcome was taken back: one of the same paper, or one of its round that is about no other."""
    visit, over, where = teller.material.visit, teller.policy.group.over, rest.key.split("/")
    back = (each for each in visit.inputs if each.seq <= rest.seq and each.seq in visit.taken_back)
    parts = [each.address.split("/") for each in back if each.address.split("/")[0] == where[0]]
    return any(where[1:2] != [over] or each[1] != over or each[:3] == where[:3] for each in parts)


def area_steps(policy: Policy) -> frozenset[str]:
    """The steps that an area of the facility answers (row G16)."""
    return frozenset(step.id for step in policy.steps.values() if step.areas)
