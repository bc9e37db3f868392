"""Makes the pages of a public copy of its facts: nothing of the record is known here, so nothing of it can come onto a page."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import msgspec

from desktop.core import canonical
from desktop.reports.outline import (
    Banner,
    Block,
    Heading,
    Mark,
    Outline,
    Paragraph,
    Part,
    Row,
    Running,
    Span,
    Text,
    said,
)
from desktop.reports.public_data import (
    Fact,
    Group,
    Known,
    List,
    Moment,
    PublicCopy,
    PublicVisit,
    Removed,
    Result,
    Why,
)
from desktop.reports.public_words import REMOVED
from desktop.reports.sections.blocks import bullets, demoted, lines, mono, note, row, section, table
from desktop.reports.sections.moments import offset
from desktop.reports.words import TONES, count

DOCUMENT = "Public copy of an incident report"
SHORT = 12
"""Hex digits of the copy's hash that make its number."""

LEGEND = "Made anew from the record. [removed: …] stands where something is on record and is not given out."
HOW = (
    "This copy was made anew from the record, of what may be given out and of nothing else. Nothing was covered up in it: what is not"
    " printed is nowhere in this file."
)
NUMBER = (
    "The copy’s SHA-256 is taken of what the copy says, and of nothing that is not in it. With the same record, the same choice of what is"
    " given out and the same program, the office that keeps the record can make this copy again and compare the two."
)
LETTERS = "Letters stand for people of this visit. They are given anew in each copy, and are no names."
KINDS_ONLY = "Each entry of the record of this visit, by its kind; what was written in it is not given out."

GROUPS: dict[Group, str] = {
    "officer": "Officers",
    "vehicle": "Vehicles",
    "help": "Requests for help",
    "count": "Numbers of people",
}
ANSWER_HEADS = (("Time", 1.2), ("Question", 3.6), ("Answer", 4.8), ("By", 1.4))
TIME_HEADS = (("What", 1.8), ("When it happened", 3.6), ("Written down", 1.6), ("By", 1.4))
CALL_HEADS = (("Time", 1.2), ("Whom", 3.0), ("Result", 1.4), ("What they said", 3.4), ("By", 1.4))
REVIEW_HEADS = (("When", 3.4), ("What", 2.6), ("Words", 2.6), ("By", 1.6))
TIMELINE_HEADS = (("No.", 0.6), ("Time", 1.4), ("Gap", 1.2), ("What", 5.0), ("By", 1.6))
REMOVED_HEADS = (("What", 2.6), ("Why it is not given out", 6.0))
FURTHER = "further reasons of the hold"
GONE = "\nits contents were removed from the record, or cannot be read"


def make_public(copy: PublicCopy, logo: bytes | None = None) -> Outline:
    """The outline of a public copy. The same facts always give the same outline; the logo is the facility's, None for none."""
    digest = copy_hash(copy)
    number = copy_number(copy)
    visit = copy.visit
    named = not isinstance(visit.number, Removed)
    facility = _words(visit.facility) if named else _words(visit.kind)
    running = Running(
        document=DOCUMENT,
        record_number=_words(visit.number) if named else number,
        number_label="Record number" if named else "Number of this copy",
        facility=facility,
        head=digest,
        head_label="This copy",
        pack=_words(copy.pack),
        pack_hash="",
        program=copy.program.text,
        legend=LEGEND,
        marks=tuple(Mark(_words(each.text), each.strong) for each in copy.marks),
    )
    return Outline(
        title=f"{DOCUMENT} {running.record_number}",
        subject=running.record_number,
        language="en",
        made_us=max(_instants(visit)),
        parts=(Part(running, tuple(_blocks(copy))),),
        logo=logo if named else None,
    )


def copy_hash(copy: PublicCopy) -> str:
    """The SHA-256 (hex) of what the copy says."""
    return canonical.digest("public-copy", canonical.encode(msgspec.to_builtins(copy)))


def copy_number(copy: PublicCopy) -> str:
    """ "PC-3F5A-91C2-77B0": how the copy is named where the record number is not told."""
    digits = copy_hash(copy)[:SHORT].upper()
    return "-".join(("PC", *(digits[place : place + 4] for place in range(0, SHORT, 4))))


def file_name(copy: PublicCopy) -> str:
    """What the copy's file may be called, without ending."""
    number = copy.visit.number
    return f"public-copy-{number.text}" if isinstance(number, Known) else f"public-copy-{copy_number(copy)}"


def _instants(visit: PublicVisit) -> Iterator[int]:
    yield from (each.at.utc_us for each in visit.timeline)
    for each in visit.joined:
        yield from _instants(each)


# ---- facts in words -----------------------------------------------------------------------------------------------


class _Clock:
    """Tells the times of one visit: the day and the offset from UTC stand beside a time only where there are several."""

    def __init__(self, visit: PublicVisit) -> None:
        told = [each.at for each in visit.timeline]
        self.days = {_here(at).date() for at in told}
        self.offsets = {at.offset_min for at in told}

    def short(self, at: Moment) -> Text:
        """ "12:00:14", and "!" where the clock was in doubt."""
        here = _here(at)
        day = "" if self.days == {here.date()} else f"{here:%Y-%m-%d} "
        away = "" if self.offsets == {at.offset_min} else f" {offset(at.offset_min)}"
        return (Span(f"{day}{here:%H:%M:%S}{away}{' !' if at.doubt else ''}"),)

    @property
    def words(self) -> str:
        """What is not told beside each time."""
        day = f" of {min(self.days)}" if len(self.days) == 1 else ""
        away = f" ({offset(min(self.offsets))})" if len(self.offsets) == 1 else ""
        return f"Times are local times{day} at the facility{away}."


def _here(at: Moment) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at.utc_us, minutes=at.offset_min)


def _whole(at: Moment) -> str:
    """ "2026-07-15 12:00:14 (UTC-04:00)"; to the minute where somebody told it."""
    told = f"{_here(at):%Y-%m-%d %H:%M}" if at.told else f"{_here(at):%Y-%m-%d %H:%M:%S}"
    return f"{'about ' if at.about else ''}{told} ({offset(at.offset_min)}){' !' if at.doubt else ''}"


def _words(fact: Fact) -> str:
    return _span(fact).text


def _text(*facts: Fact, between: str = "; ") -> Text:
    """Facts beside each other."""
    spans = [span for fact in facts for span in (Span(between), _span(fact))]
    return tuple(spans[1:])


def _span(fact: Fact) -> Span:
    match fact:
        case Known():
            return Span(fact.text)
        case Removed():
            return Span(f"[removed: {REMOVED[fact.why][0]}]", faint=True)
        case Moment():
            return Span(_whole(fact))


def _gap(seconds: int | None) -> str:
    if seconds is None:
        return ""
    sign, left = ("-", -seconds) if seconds < 0 else ("+", seconds)
    return f"{sign}{left // 3600}:{left % 3600 // 60:02d}:{left % 60:02d}"


# ---- sections -----------------------------------------------------------------------------------------------------


def _blocks(copy: PublicCopy) -> Iterator[Block]:
    yield from _visit(copy.visit)
    for place, each in enumerate(copy.visit.joined, 1):
        yield from _joined(each, f"Joined visit {place}")
    rows = [row(f"[removed: {REMOVED[why][0]}]", REMOVED[why][1]) for why in REMOVED if why in _whys(copy)]
    yield Heading("About this copy")
    yield Paragraph(said(HOW))
    yield lines(
        ("Number of this copy", copy_number(copy)),
        ("SHA-256 of what it says", mono(copy_hash(copy))),
        ("Policy", _text(copy.pack)),
    )
    yield note(NUMBER)
    if rows:
        yield Heading("What is not given out, and why", 2)
        yield from table("What is not given out", REMOVED_HEADS, rows)


def _joined(visit: PublicVisit, title: str) -> Iterator[Block]:
    yield Heading(title)
    yield from demoted(_visit(visit))
    for place, each in enumerate(visit.joined, 1):
        yield from _joined(each, f"{title}.{place}")


def _visit(visit: PublicVisit) -> Iterator[Block]:
    clock = _Clock(visit)
    yield from _case(visit)
    yield from _outcome(visit, clock)
    yield from section("What was asked and answered", *table("Answers", ANSWER_HEADS, _answers(visit, clock)))
    for each in visit.lists:
        yield from _list(each)
    yield from section("Times marked", *table("Times marked", TIME_HEADS, _times(visit, clock)))
    yield from section("Calls", *table("Calls", CALL_HEADS, _calls(visit, clock)))
    yield from section("Also on record", lines(*_kept(visit)))
    yield from section("Review", *table("Review", REVIEW_HEADS, _review(visit)))
    yield Heading("Timeline")
    yield note(f"{KINDS_ONLY} {clock.words} {LETTERS}")
    yield from table("Timeline", TIMELINE_HEADS, _timeline(visit, clock))


def _case(visit: PublicVisit) -> Iterator[Block]:
    pairs: list[tuple[str, Text]] = [
        ("Record number", _text(visit.number)),
        ("Facility", _text(visit.facility)),
        ("Kind of facility", _text(visit.kind)),
        ("Address", _text(visit.address)),
        ("Post", _text(visit.post)),
        ("Begun", _text(visit.begun)),
        ("Visit opened", _text(visit.opened)),
        *(("Left", _text(each)) for each in visit.left),
        *([("Visit closed on record", _text(visit.closed))] if visit.closed else []),
        ("State", _text(visit.state)),
    ]
    yield Heading("Case")
    yield lines(*pairs)


def _outcome(visit: PublicVisit, clock: _Clock) -> Iterator[Block]:
    made: list[Block] = [_banner(each) for each in visit.standing]
    if visit.flags:
        made += [Heading("Flags", 2), *bullets(_text(each) for each in visit.flags)]
    heads = [("Time", 1.2), ("Outcome", 3.6), ("About", 1.4), ("Reasons", 4.8)]
    made_rows = table(
        "Outcomes as they were reached", heads, (_reached(each, clock) for each in visit.reached)
    )
    made += [Heading("As it was reached", 2), *made_rows] if made_rows else []
    yield from section("Outcome", *made)


def _banner(result: Result) -> Banner:
    told: list[tuple[str, Fact]] = [("About: ", result.about)]
    told += [("Reason: ", each) for each in result.reasons]
    title = "; ".join(_words(each) for each in result.titles)
    under = tuple((Span(label), _span(fact)) for label, fact in told)
    return Banner(result.tone, TONES[result.tone], title, under)


def _reached(result: Result, clock: _Clock) -> Row:
    title = _text(*result.titles) or said(FURTHER)
    reasons = _text(*result.reasons, between="\n")
    return row(clock.short(result.at), title, _text(result.about), reasons, struck=not result.stands)


def _answers(visit: PublicVisit, clock: _Clock) -> Iterator[Row]:
    for each in visit.answers:
        asked = _text(*each.about, each.question, between=": ")
        answer = (*_text(*each.answer), *(span for fact in each.beside for span in (Span("\n"), _span(fact))))
        yield row(clock.short(each.at), asked, answer, _text(each.by))


def _list(each: List) -> Iterator[Block]:
    """Particulars of each thing under each other: in columns there would be no room for what was removed."""
    yield Heading(GROUPS[each.group])
    for place, item in enumerate(each.items, 1):
        yield Heading(f"No. {place}", 3)
        if item.fields:
            yield lines(
                *((head.text, _text(fact)) for head, fact in zip(each.heads, item.fields, strict=True))
            )
        else:
            yield note("Crossed out: it was written down by mistake.")


def _times(visit: PublicVisit, clock: _Clock) -> Iterator[Row]:
    for each in visit.times:
        yield row(_text(each.what), _text(each.happened), clock.short(each.at), _text(each.by))


def _calls(visit: PublicVisit, clock: _Clock) -> Iterator[Row]:
    for each in visit.calls:
        yield row(
            clock.short(each.at), _text(each.whom), _text(each.result), _text(*each.beside), _text(each.by)
        )


def _kept(visit: PublicVisit) -> Iterator[tuple[str, Text]]:
    """How much there is of what is not given out at all."""
    some: list[tuple[str, int, str, Why]] = [
        ("Notes", visit.notes, "note", "words"),
        ("Photographs of papers", visit.photographs, "photograph", "photographs"),
    ]
    for label, number, one, why in some:
        yield label, (Span(f"{count(number, one)}: "), _span(Removed(why))) if number else said("none")
    yield (
        "Words of the policy",
        said(f"ticked as said {count(visit.said, 'time')}" if visit.said else "none ticked as said"),
    )


def _review(visit: PublicVisit) -> Iterator[Row]:
    for each in visit.review:
        yield row(_text(each.at), _text(each.what), _text(*each.beside), _text(each.by))


def _timeline(visit: PublicVisit, clock: _Clock) -> Iterator[Row]:
    for place, each in enumerate(visit.timeline, 1):
        what = _text(each.kind) if each.there else (*_text(each.kind), Span(GONE))
        yield row(
            str(place), clock.short(each.at), _gap(each.gap_s), what, _text(each.by), marked=each.at.doubt
        )


def _whys(facts: object) -> set[Why]:
    """What is removed anywhere in the copy."""
    if isinstance(facts, Removed):
        return {facts.why}
    within: tuple[object, ...] = facts if isinstance(facts, tuple) else ()
    found = set[Why]()
    if isinstance(facts, msgspec.Struct):
        within = msgspec.structs.astuple(facts)
    if isinstance(facts, PublicVisit):
        found |= {"words"} if facts.notes else set()
        found |= {"photographs"} if facts.photographs else set()
    return found.union(*map(_whys, within))
