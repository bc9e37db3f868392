"""Takes from the record what a public copy may say, fact by fact, through `public_words`; what is not taken here is not in the copy.

Who gets a copy reads how the facility acted: what was asked, what the policy came to, when. Never who: the law on privacy and on freedom
of information decides that per record, and what is out cannot be called back (dossier 1.3, 5.3, 6).
"""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from desktop.core.details import GROUPS
from desktop.core.errors import Refused
from desktop.core.events import Actor, BrokenBody, Event, Redacted, UnknownBody
from desktop.core.facts import Site
from desktop.core.gathered import Item
from desktop.core.particulars import SAID, CallLogged, TaskTicked, TimeMarked
from desktop.core.record_words import CHOICE_WORDS, CODE_WORDS, MARK_WORDS, RESULT_WORDS
from desktop.core.review_events import (
    AddendumWritten,
    VisitApproved,
    VisitReturned,
    VisitSubmitted,
    VisitVoided,
)
from desktop.core.texts import COUNSEL
from desktop.core.visits import as_rest
from desktop.reports import public_words as say
from desktop.reports import words
from desktop.reports.material import Material
from desktop.reports.public_data import (
    Act,
    Answered,
    Called,
    Fact,
    Group,
    Happening,
    Known,
    List,
    Listed,
    Marked,
    Moment,
    Options,
    PublicCopy,
    PublicVisit,
    Removed,
    Result,
    Timed,
    Why,
)
from desktop.reports.sections import addenda, case, results
from desktop.reports.sections.review import STATES
from desktop.reports.sections.telling import Teller, Told, area_steps

FIELDS: Mapping[tuple[str, str], Why] = MappingProxyType(
    {
        ("officer", "name"): "name",
        ("officer", "badge"): "badge",
        ("officer", "supervisor"): "name",
        ("officer", "phone"): "contact",
        ("officer", "description"): "description",
        ("vehicle", "looks"): "vehicle",
        ("vehicle", "plate"): "plate",
        ("vehicle", "where"): "place",
    }
)
"""What stands in a field that is not told; in every other one it is somebody's own words."""

LISTS: tuple[Group, ...] = ("officer", "vehicle", "help", "count")
BY_OPTION = frozenset({("officer", "name"), ("officer", "badge")})

NAMED = frozenset(
    {
        "visit_opened", "step_answered", "step_reopened", "outcome_reached", "visit_closed", "visit_joined", "call_logged", "task_ticked",
        "note_written", "time_marked", "time_named", "detail_given", "detail_struck", "photo_kept", "shown", "visit_taken_over",
        "visit_submitted", "visit_returned", "visit_approved", "visit_voided", "addendum_written", "policy_switched",
    }
)  # fmt: skip
"""The kinds that the timeline names; every other one is record keeping."""


def usual(material: Material) -> Options:
    """What is told unless counsel decides otherwise."""
    return usual_of(material.site)


def usual_of(site: Site) -> Options:
    """The same of a site. Where a shelter stands may be secret by law, so a shelter is not told."""
    return Options(officers=False, facility=site.type != "shelter")


def take(material: Material, options: Options) -> PublicCopy:
    """The public copy of a visit, as facts. Refused `counsel_only`: even that there was such a visit is counsel's to tell."""
    teller = Teller(material)
    if teller.confidential:
        raise Refused("counsel_only")
    return PublicCopy(
        visit=_Taker(options).visit(teller),
        marks=tuple(_marks(teller)),
        pack=say.pack_of(teller.policy, options.facility),
        program=say.of_program(material.program),
    )


def _marks(teller: Teller) -> Iterator[Marked]:
    review, common = teller.material.review, teller.texts.words.common
    yield Marked(say.fixed("public"), True)
    if review.void is not None:
        yield Marked(say.fixed("void"), True)
    if teller.material.realm == "drill":
        yield Marked(say.fixed("drill"), True)
    if not teller.material.signed_by:
        yield Marked(say.listed(common, "draft"), False)
    if review.state != "approved":
        yield Marked(say.fixed("open" if review.state == "open" else "not_approved"), False)


class _Taker:
    """Takes one visit and those joined into it. Whoever acts in them gets a letter, the same all through the copy."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.people: dict[tuple[str, str], Known] = {}

    def visit(self, teller: Teller) -> PublicVisit:
        """All of a visit that may be told."""
        place, opened, found = teller.material.place, teller.material.visit.opened, teller.material.found
        tells = self.options.facility
        address = f"{place.address}; borough: {place.borough}" if place.borough else place.address
        closed = next((event for event in teller.events if event.kind == "visit_closed"), None)
        timeline = tuple(self._timeline(teller))
        return PublicVisit(
            number=say.released(teller.number, tells, "place"),
            facility=say.released(place.name, tells, "place"),
            kind=say.listed(teller.texts.words.site_types, teller.material.site.type, "place"),
            address=say.released(address, tells, "place"),
            post=Removed("place") if opened.post else say.fixed("not_recorded"),
            begun=say.listed(words.BEGUN, opened.begun),
            opened=_at(teller, teller.events[0]),
            left=tuple(_left(teller)),
            closed=_at(teller, closed) if closed is not None else None,
            state=say.of_list(STATES, teller.material.review.state),
            standing=tuple(_standing(teller)),
            reached=tuple(_reached(teller)),
            flags=tuple(_flags(teller)),
            answers=tuple(self._answer(teller, one) for one in teller.answers),
            lists=tuple(self._list(teller, group) for group in LISTS if any(found.of_group(group))),
            times=tuple(self._time(teller, event) for event in found.times),
            calls=tuple(self._call(teller, event) for event in found.calls),
            notes=len(found.notes),
            photographs=len(found.photos),
            said=sum(isinstance(each.body, TaskTicked) and each.body.task == SAID and each.body.done for each in found.ticks),
            review=tuple(self._acts(teller)),
            timeline=timeline,
            joined=tuple(self.visit(each) for each in teller.joined),
        )  # fmt: skip

    def who(self, actor: Actor) -> Known:
        """A role and a letter; whoever it was, and for whom, is not told."""
        if not actor.person:
            return say.fixed("nobody")
        key = (actor.role, actor.person)
        if key not in self.people:
            before = sum(role == actor.role for role, _ in self.people)
            self.people[key] = say.lettered(actor.role, before)
        return self.people[key]

    def _answer(self, teller: Teller, one: Told) -> Answered:
        body, counts = one.body, not one.why_struck
        return Answered(
            at=_at(teller, one.event),
            about=tuple(_about(teller, body.address)),
            question=say.question(teller.texts, teller.policy, body.step),
            answer=_value(teller, one) if counts else (Removed("changed"),),
            beside=tuple(_beside(teller, one)) if counts else (),
            by=self.who(one.event.actor),
        )

    def _list(self, teller: Teller, group: Group) -> List:
        fields = tuple(field.id for field in GROUPS[group].fields)
        items = (
            Listed(tuple(self._field(item, field) for field in fields) if item.struck is None else ())
            for item in teller.material.found.of_group(group)
        )
        return List(group, tuple(say.head(group, field) for field in fields), tuple(items))

    def _field(self, item: Item, field: str) -> Fact:
        """What stands in a field now: what stood there before may have been written down by mistake."""
        given, key = item.now(field), (item.group, field)
        if given is None:
            return say.fixed("not_recorded")
        text = given.detail.text
        if given.detail.code:
            return say.listed(CODE_WORDS, given.detail.code)
        if key in BY_OPTION:
            return say.released(text, self.options.officers, FIELDS[key])
        known = next((each for each in GROUPS[item.group].fields if each.id == field), None)
        if known is not None and text in known.choices:
            return say.listed(CHOICE_WORDS, text)
        return say.number(text) if item.group == "count" else Removed(FIELDS.get(key, "words"))

    def _time(self, teller: Teller, event: Event) -> Timed:
        body, what = event.body, teller.material.found.what(event)
        told = body.happened if isinstance(body, TimeMarked) else None
        return Timed(
            what=say.listed(MARK_WORDS, what) if what else say.fixed("not_recorded"),
            happened=say.happened(told) if told is not None else say.fixed("now"),
            at=_at(teller, event),
            by=self.who(event.actor),
        )

    def _call(self, teller: Teller, event: Event) -> Called:
        body = event.body
        assert isinstance(body, CallLogged)
        beside: list[Fact] = []
        if body.to in COUNSEL:
            beside = [Removed("counsel")] if body.words or body.who else []
        else:
            beside = [*([Removed("name")] if body.who else []), *([Removed("words")] if body.words else [])]
        return Called(
            at=_at(teller, event),
            whom=say.listed(teller.texts.words.calls, body.to, "place"),
            result=say.listed(RESULT_WORDS, body.result),
            beside=tuple(beside),
            by=self.who(event.actor),
        )

    def _acts(self, teller: Teller) -> Iterator[Act]:
        """What was done about the whole visit, and that there are words of it."""
        for event in _events(teller):
            body, what, told = event.body, "", ""
            if event.kind == "visit_closed":
                what = "submitted"
            elif isinstance(body, VisitSubmitted | VisitReturned):
                told = body.comment
            elif isinstance(body, VisitApproved):
                what, told = ("approved_exception" if body.exception else "approved"), body.exception
            elif isinstance(body, VisitVoided):
                told = body.reason
            elif isinstance(body, AddendumWritten):
                told = body.text
            elif event.kind not in REVIEWED:
                continue
            named = say.fixed(what) if what else say.of_list(words.KINDS, event.kind)
            yield Act(named, _at(teller, event), self.who(event.actor), (Removed("words"),) if told else ())

    def _timeline(self, teller: Teller) -> Iterator[Happening]:
        before: Event | None = None
        for event in _events(teller):
            named = say.of_list(words.KINDS, event.kind) if event.kind in NAMED else say.fixed("keeping")
            yield Happening(
                at=_at(teller, event),
                gap_s=None if before is None else (event.utc_us - before.utc_us) // 1_000_000,
                kind=named,
                by=self.who(event.actor),
                there=not isinstance(event.body, Redacted | UnknownBody | BrokenBody),
            )
            before = event


REVIEWED = frozenset(
    {"visit_submitted", "visit_returned", "visit_approved", "visit_voided", "addendum_written"}
)


def _events(teller: Teller) -> list[Event]:
    """The events that the copy tells of, in their order: those of the report, and what was done or written beside it since."""
    there = {event.seq for event in (*teller.marked, *addenda.written(teller))}
    return [event for event in teller.material.events if event.seq in there]


def _at(teller: Teller, event: Event) -> Moment:
    return say.moment(event, bool(teller.clocks.doubts(event)))


def _left(teller: Teller) -> Iterator[Fact]:
    for event in case.departures(teller):
        told = getattr(event.body, "happened", None)
        yield say.happened(told) if told else _at(teller, event)


# ---- outcomes and answers -----------------------------------------------------------------------------------------


def _standing(teller: Teller) -> Iterator[Result]:
    """What stands, as page 1 of the report groups it."""
    for group in results.grouped(results.results_of(teller)):
        last = group[-1]
        reasons = dict.fromkeys(code for each in group for code in results.reasons_of(teller, each))
        title = _title(teller, last.name)
        tone = teller.policy.outcomes[last.name].tone
        event = next(
            (event for event, body in teller.reached if as_rest(event, body).at == last.rest.at),
            teller.events[0],
        )
        yield Result(
            titles=(title,),
            reasons=tuple(_reason(teller, code) for code in reasons),
            about=say.about(_numbers(teller, last.papers), _round(teller, last.rest.key)),
            tone="calm" if isinstance(title, Removed) else tone,
            at=_at(teller, event),
            stands=True,
        )  # fmt: skip


def _reached(teller: Teller) -> Iterator[Result]:
    """Everything that was reached, in order."""
    for event, body in teller.reached:
        rest = as_rest(event, body)
        paper = _paper(body.rest)
        yield Result(
            titles=tuple(_title(teller, name) for name in body.outcomes),
            reasons=tuple(_reason(teller, code) for code in body.reasons),
            about=say.about(_numbers(teller, (paper,) if paper else ()), _round(teller, body.rest)),
            tone="calm",
            at=_at(teller, event),
            stands=not body.outcomes or any(teller.stands(rest, name) for name in body.outcomes),
        )


def _title(teller: Teller, name: str) -> Known | Removed:
    """An outcome that counsel's word decided would tell it."""
    consult = teller.policy.consult
    counsels = name in (consult.allow, consult.allow_otherwise, consult.deny)
    return Removed("counsel") if counsels else say.title(teller.texts, name)


def _reason(teller: Teller, code: str) -> Known | Removed:
    consult = teller.policy.consult
    counsels = code in (consult.deny_reason, consult.wait_reason)
    return Removed("counsel") if counsels else say.listed(teller.texts.words.reasons, code)


def _flags(teller: Teller) -> Iterator[Fact]:
    for flag in dict.fromkeys(flag for rest in teller.standing for flag in rest.flags):
        yield say.listed(teller.texts.words.flags, flag)


def _paper(address: str) -> str:
    return "/".join(address.split("/")[:3])


def _numbers(teller: Teller, papers: Sequence[str]) -> list[int]:
    known = teller.material.papers
    return [known.index(each) + 1 for each in papers if each in known]


def _round(teller: Teller, address: str) -> int:
    """The round of an address where questions of several rounds were answered, else 0."""
    rounds = {one.body.address.split("/")[0] for one in teller.answers}
    number = address.split("/")[0].removeprefix("r")
    return int(number) if len(rounds) > 1 and number.isdecimal() else 0


def _about(teller: Teller, address: str) -> Iterator[Known]:
    """The paper that a question is about."""
    parts = address.split("/")
    if len(parts) == 4 and parts[1] == teller.policy.group.over:
        found = _numbers(teller, (_paper(address),))
        yield say.about(found, 0) if found else say.fixed("former_paper")


def _value(teller: Teller, one: Told) -> tuple[Fact, ...]:
    """What was answered; what counsel said, and whether counsel has seen a paper, is counsel's to tell."""
    consult, value = teller.policy.consult, one.body.value
    if one.body.step in (consult.step, consult.copy_step):
        return (Removed("counsel"),)
    return say.answer(
        teller.texts, teller.policy, one.body.step, value if isinstance(value, str) else tuple(value)
    )


def _beside(teller: Teller, one: Told) -> Iterator[Fact]:
    """That something was told with an answer."""
    if not one.body.note or one.body.step == teller.policy.consult.step:
        return
    if one.body.via == "key":
        yield say.fixed("carried")
    else:
        yield Removed("place" if one.body.step in area_steps(teller.policy) else "words")
