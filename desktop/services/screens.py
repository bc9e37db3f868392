"""Turns a visit into what its screens show. Words come from the pack, numbers from the facility; nothing is
decided here."""

import msgspec

from desktop import wall
from desktop.core.answering import may_be_taken_back
from desktop.core.conditions import Value
from desktop.core.errors import Refused, Trouble
from desktop.core.events import StepAnswered
from desktop.core.gathered import gather
from desktop.core.policy import CANNOT_READ, UNSURE, Step
from desktop.core.record_words import AREA_WORDS
from desktop.core.texts import NONE, Citation, OutcomeText, Texts
from desktop.core.walk_state import Consulted, Question, Rest
from desktop.packs.facility import FacilityConfig
from desktop.services.counsel_only import COUNSEL_ONLY, CounselOnly
from desktop.services.returned import returned_lines
from desktop.services.roles import may, require, see_visit
from desktop.services.veil import veiled_desk, veiled_question, veiled_visit
from desktop.services.views import (
    AnswerLine,
    AreaView,
    CallView,
    CardView,
    ChoiceView,
    ConsultView,
    DeskView,
    JoinView,
    OutcomePanel,
    OutcomeView,
    QuestionView,
    VisitLineView,
    VisitView,
)
from desktop.services.walking import Current, Walking
from desktop.services.words import fills, situation
from desktop.store.queries import VisitLine

NO_NUMBER = "number not set"
TENTH_KEY = "A"


class Screens:
    """Makes the views of one desk."""

    def __init__(self, walking: Walking) -> None:
        self.walking = walking
        self._place = wall.zone(walking.desk.facility.zone)
        self._counsel_only = CounselOnly(walking.desk)
        self._answered: tuple[Current, tuple[AnswerLine | None, tuple[AnswerLine, ...]]] | None = None

    def visit(self, visit: str) -> VisitView:
        """A visit as it is to be seen now: its open question, or the outcome it came to."""
        now = self.walking.renewed(visit)
        since = see_visit(self.walking.desk, now.walk.closed)
        outcome = self._outcome(now) if now.standing else None
        question = self._question(now, now.walk.open) if now.walk.open else None
        led = outcome is not None and (now.last_led_here or question is None)
        if question is None and not led:
            question = self._question(now, _asked(self._changed_at(now)))
        view = VisitView(
            id=visit,
            record_number=now.visit.opened.record_number,
            post=now.visit.opened.post,
            opened=self._clock(now, now.visit.opened_us)[:5],
            opened_us=now.visit.opened_us,
            closed=now.walk.closed,
            shows="closed" if now.walk.closed else "outcome" if led else "question",
            changed_at=self._changed_at(now),
            question=question,
            outcome=outcome,
        )
        return veiled_visit(view, since) if since else view

    def question_at(self, visit: str, address: str) -> QuestionView:
        """The question at any address that takes an answer now (or whose answer is to be changed)."""
        now = self.walking.renewed(visit)
        since = see_visit(self.walking.desk, now.walk.closed)
        view = self._question(now, _asked(address))
        return veiled_question(view, since) if since else view

    def desk(self) -> DeskView:
        """The start screen: open visits, today's visits for who may see them, who is on duty, notices."""
        desk = self.walking.desk
        require(desk, "walk")
        desk.policies.renew()
        day = desk.clock.read().local.date().isoformat()
        texts = desk.pack.texts[desk.language]
        sees = may(desk, "see_closed")
        closed = desk.store.queries.visits_of_day(day) if sees else []
        view = DeskView(
            facility_name=desk.facility.name,
            posts=tuple(desk.facility.posts),
            on_duty=tuple(desk.facility.on_duty),
            open=tuple(self._line(line) for line in desk.store.queries.open_visits()),
            today=tuple(self._closed_line(line) for line in closed),
            notices=desk.told,
            draft=texts.words.common["draft"] if desk.policies.is_draft(desk.pack) else "",
            returned=returned_lines(desk, self._closed_line) if sees else (),
        )
        return veiled_desk(view) if desk.signed.locked else view

    def card(self, post: str) -> CardView:
        """What officers may read: that counsel decides, and counsel's number."""
        desk = self.walking.desk
        require(desk, "walk")
        words = desk.pack.texts[desk.language].words
        lines = tuple(line for line in words.common.get("officers_card", "").splitlines() if line)
        return CardView(
            facility=desk.facility.name,
            post=post,
            title=words.common.get("officers_card_title", ""),
            lines=lines,
            number_label=words.calls.get("counsel", "counsel"),
            number=desk.facility.phones.get("counsel", NO_NUMBER),
        )

    # ---- questions ----------------------------------------------------------------------------------------

    def _question(self, now: Current, question: Question) -> QuestionView:
        texts, step = self._texts(now), now.pack.policy.steps[question.step]
        seen = situation(now.pack, now.facility, now.walk, now.visit.inputs)
        text = texts.step_text(step.id, seen, fills(now.facility, now.visit.opened.post))
        unsure = CANNOT_READ if step.kind == "date" else UNSURE
        keys = "123456789"
        free = (*keys, TENTH_KEY)[len(step.values)] if step.empty else ""
        # Ten answers at most: the tenth has a letter, since 0 is always "I can't tell".
        choices = [
            ChoiceView(value, text.choices.get(value, value), key)
            for value, key in zip(step.values, [*keys, TENTH_KEY], strict=False)
            if step.id != now.pack.policy.changes_step or _offered(now, value)
        ]
        last, earlier = self.answers(now)
        return QuestionView(
            visit=now.visit.id,
            address=question.address,
            step=step.id,
            kind=step.kind,
            about=self.about(now, question.address),
            say=text.say,
            question=text.question,
            help=text.help,
            where=text.where,
            drawing=step.drawing,
            choices=tuple(choices),
            unsure=ChoiceView(unsure, text.choices.get(unsure, unsure), "0"),
            empty=ChoiceView("", text.choices.get(NONE, NONE), free) if step.empty else None,
            basis=_basis(now.pack.law.shown(now.pack.law.steps, step.id)),
            draft=self._draft(now),
            hold_strip=self._hold(now),
            last=last,
            earlier=earlier,
            areas=_areas(step, now.facility),
            guarded=step.id == now.pack.policy.consult.step,
        )

    @staticmethod
    def _changed_at(now: Current) -> str:
        return f"{now.walk.round}/{now.pack.policy.changes_step}"

    def about(self, now: Current, address: str) -> str:
        """Which paper a question or word is about, where there are several."""
        return self._about(self.papers(now), address)

    @staticmethod
    def _about(papers: list[str], address: str) -> str:
        parts = address.split("/")
        if len(parts) != 4:
            return ""
        prefix = "/".join(parts[:3])
        known = papers if prefix in papers else [*papers, prefix]
        return f"Paper {known.index(prefix) + 1}" if len(known) > 1 else ""

    @staticmethod
    def papers(now: Current) -> list[str]:
        """The addresses of the visit's papers in the order in which they were shown; the first one is paper 1 everywhere."""
        over = now.pack.policy.group.over
        parts = (line.address.split("/") for line in now.walk.path)
        return list(dict.fromkeys("/".join(each[:3]) for each in parts if len(each) == 4 and each[1] == over))

    def _hold(self, now: Current) -> str:
        """What the answers decide already while questions are still open: the guard must not wait for the
        last of them."""
        hold, texts = now.pack.policy.consult.hold, self._texts(now)
        if now.walk.waits_for_counsel or hold in now.walk.decided.outcomes:
            seen = situation(now.pack, now.facility, now.walk, now.visit.inputs)
            return texts.outcome_text(hold, seen, fills(now.facility, now.visit.opened.post)).banner
        return ""

    def answers(self, now: Current) -> tuple[AnswerLine | None, tuple[AnswerLine, ...]]:
        """The last answer in force, and every answer ever given, oldest first; nothing is left out.

        The question, the outcome and a change show the same ones: they are made once for each state of a visit.
        """
        if self._answered is None or self._answered[0] is not now:
            self._answered = (now, self._answers(now))
        return self._answered[1]

    def _answers(self, now: Current) -> tuple[AnswerLine | None, tuple[AnswerLine, ...]]:
        papers = self.papers(now)
        counts = {line.seq: line.counts for line in now.walk.path}
        gone, policy, lines = now.visit.taken_back, now.pack.policy, []
        may = may_be_taken_back(policy, now.walk, now.visit.inputs)
        for event in now.events:
            if not isinstance(event.body, StepAnswered):
                continue
            body, value = event.body, self._value(event.body.value)
            label = self._texts(now).steps[body.step].short or body.step
            about = self._about(papers, body.address)
            again = policy.steps[body.step].again
            lines.append(
                AnswerLine(
                    seq=event.seq,
                    address=body.address,
                    label=f"{about}, {label}" if about else label,
                    answer=self._texts(now).labels(body.step, value)
                    + (f" ({body.note})" if body.note else ""),
                    at=self._clock(now, event.utc_us),
                    changed=event.seq in gone or not (again or counts.get(event.seq, False)),
                    can_take_back=event.seq in may,
                )
            )
        last = next((line for line in reversed(lines) if line.can_take_back), None)
        return last, tuple(lines)

    @staticmethod
    def _value(stored: str | list[str]) -> Value:
        return stored if isinstance(stored, str) else tuple(stored)

    # ---- outcomes ---------------------------------------------------------------------------------------

    def _outcome(self, now: Current) -> OutcomeView:
        rests = self._latest(now)
        texts, words = self._texts(now), fills(now.facility, now.visit.opened.post)
        panels = []
        for rest in rests:
            seen = situation(now.pack, now.facility, now.walk, now.visit.inputs, rest)
            panels += [
                self._panel(now, name, texts.outcome_text(name, seen, words)) for name in rest.outcomes
            ]
        last, earlier = self.answers(now)
        inside = now.walk.standing == "inside" and not now.walk.closed
        scope = now.pack.policy.scope_step
        inside = inside and bool(scope)
        asks = now.walk.open
        return OutcomeView(
            visit=now.visit.id,
            panels=tuple(panels),
            reasons=tuple(texts.reason(reason) for rest in rests for reason in rest.reasons),
            flags=tuple(
                texts.flag(flag) for flag in dict.fromkeys(flag for rest in rests for flag in rest.flags)
            ),
            why=tuple(f"{line.label}: {line.answer}" for line in earlier if not line.changed),
            non_interference=texts.words.common["non_interference"],
            draft=self._draft(now),
            consults=tuple(self._consult(now, each) for each in now.walk.consults),
            scope=self._question(now, Question(f"{now.walk.round}/{scope}", scope)) if inside else None,
            can_go_on=asks is not None,
            joins=self._joins(now),
            last=last,
            earlier=earlier,
        )

    def _joins(self, now: Current) -> tuple[JoinView, ...]:
        """The open visits that a visit begun by an emergency key can be joined to (facts.md "Something changed, and F12")."""
        if now.visit.opened.begun == "button" or now.visit.joined_into or now.walk.closed:
            return ()
        lines = self.walking.desk.store.queries.open_visits()
        others = [self._line(line) for line in lines if line.visit != now.visit.id]
        return tuple(JoinView(line.id, f"Same visit: {line.opened}, {line.asks}") for line in others)

    @staticmethod
    def _latest(now: Current) -> list[Rest]:
        """Every rest that the last answer which led anywhere led to; after counsel's word on one paper also what the
        rounds came to besides, as far as it still stands."""
        shown = [rest for rest in now.standing if rest.seq == now.standing[-1].seq]
        if any("/" not in rest.key or rest.key.count("/") == 1 for rest in shown):
            return shown
        settled = {name for rest in shown for name in rest.outcomes}
        settled |= set() if now.walk.consults else {now.pack.policy.consult.hold}
        for rest in now.standing:
            names = tuple(name for name in rest.outcomes if name not in settled)
            if "/" not in rest.key and names and rest not in shown:
                shown.append(msgspec.structs.replace(rest, outcomes=names))
                settled |= set(names)
        return shown

    def _panel(self, now: Current, name: str, text: OutcomeText) -> OutcomePanel:
        outcome, words = now.pack.policy.outcomes[name], self._texts(now).words
        calls = [
            CallView(key, words.calls.get(key, key), now.facility.phones.get(key, NO_NUMBER))
            for key in text.call
        ]
        return OutcomePanel(
            id=name,
            title=text.title,
            banner=text.banner,
            lead=text.lead,
            tone=outcome.tone,
            icon=outcome.icon,
            do=text.do,
            say=text.say,
            say_if_pressed=text.say_if_pressed,
            never=text.never,
            calls=tuple(calls),
            record=text.record,
            basis=_basis(now.pack.law.shown(now.pack.law.outcomes, name)),
        )

    def _consult(self, now: Current, consulted: Consulted) -> ConsultView:
        step = now.pack.policy.steps[now.pack.policy.consult.step]
        texts, parts = self._texts(now), consulted.address.split("/")
        copy = (
            "/".join((*parts[:3], now.pack.policy.consult.copy_step))
            if consulted.needs_copy and len(parts) == 4
            else ""
        )
        offered = [value for value in step.values if not (copy and value == "allow")]
        choices = [ChoiceView(value, texts.label(step.id, value), "") for value in offered]
        urgent = next((each.step for each in now.pack.policy.urgent), "")
        alone = "Paper" if len(parts) == 4 else texts.steps[urgent].short
        about = self.about(now, consulted.address) or alone
        who = self.decider(now)
        return ConsultView(consulted.address, about, consulted.passed, copy, tuple(choices), who)

    def decider(self, now: Current) -> str:
        """What the policy calls the one who decides about papers, as it names that question in lists."""
        return self._texts(now).steps[now.pack.policy.consult.step].short

    # ---- words and times --------------------------------------------------------------------------------

    @staticmethod
    def _texts(now: Current) -> Texts:
        return now.pack.texts[now.visit.opened.language]

    def _draft(self, now: Current) -> str:
        draft = self.walking.desk.policies.is_draft(now.pack, now.events[0].seq)
        return self._texts(now).words.common["draft"] if draft else ""

    @staticmethod
    def _clock(now: Current, utc_us: int) -> str:
        """HH:MM:SS at the facility, by the offset that was recorded with the event."""
        event = next((each for each in now.events if each.utc_us == utc_us), now.events[-1])
        return event.reading.local.strftime("%H:%M:%S")

    def _line(self, line: VisitLine) -> VisitLineView:
        """An open visit in a list. One that cannot be read is listed with its reason, and the rest goes on. Also of one that counsel alone
        may hear of post and holder are told: whoever goes on with it must find it."""
        shown = self._closed_line(line)
        try:
            now = self.walking.current(line.visit)
            asks = shown.asks
            if asks == COUNSEL_ONLY:
                shown = msgspec.structs.replace(shown, post=line.post)
            elif now.walk.open is not None and not now.last_led_here:
                asks = self._question(now, now.walk.open).question
            holder = gather(now.events).holder
        except (Refused, Trouble) as problem:
            asks, holder = f"This visit cannot be shown: {problem}", ""
        return msgspec.structs.replace(shown, asks=asks, holder=holder)

    def _closed_line(self, line: VisitLine) -> VisitLineView:
        """A visit in a list by its line and what is kept to search it: a day's list may be long, and nothing of it is folded."""
        desk = self.walking.desk
        texts, secret = desk.pack.texts[desk.language], self._counsel_only.holds(line)
        outcomes = ", ".join(texts.outcome_title(outcome) for outcome in line.outcomes)
        return VisitLineView(
            id=line.visit,
            record_number=line.record_number,
            post="" if secret else line.post,
            opened=wall.local(line.opened_utc_us, self._place).strftime("%H:%M"),
            opened_us=line.opened_utc_us,
            closed=line.status != "open",
            asks=COUNSEL_ONLY if secret else outcomes,
        )


def _asked(address: str) -> Question:
    return Question(address, address.rsplit("/", 1)[-1])


def _offered(now: Current, value: str) -> bool:
    """The end of a danger is offered only where there is one; the digits of the other answers stay as they are."""
    urgent = now.walk.paused or now.walk.standing == "emergency"
    return urgent or now.pack.policy.changes[value].do != "over"


def _areas(step: Step, facility: FacilityConfig) -> tuple[AreaView, ...]:
    """The facility's areas, where the step takes one for an answer (row G16)."""
    return tuple(
        AreaView(area.name, AREA_WORDS.get(area.status, area.status), area.entry, step.areas[area.status])
        for area in facility.areas
        if area.status in step.areas
    )


def _basis(citations: tuple[Citation, ...]) -> str:
    """The legal basis as one line."""
    return "; ".join(citation.text for citation in citations)
