"""Decides what a report says: the parts of the outline of one visit, each with its markings, in the order of reading."""

from collections.abc import Callable, Iterator

from desktop.reports import words
from desktop.reports.material import Material, PartName, Wanted
from desktop.reports.outline import Block, Heading, Mark, Outline, Paragraph, Part, Running, said
from desktop.reports.sections import (
    addenda,
    annexes,
    answers,
    case,
    entry,
    keeping,
    outcomes,
    papers,
    people,
    requests,
    results,
    review,
    timeline,
    writing,
)
from desktop.reports.sections.blocks import demoted, lines
from desktop.reports.sections.telling import Teller

_ALL: tuple[Callable[[Teller], tuple[Block, ...]], ...] = (
    case.particulars,
    results.outcome,
    case.asked,
    answers.chain,
    requests.in_full,
    outcomes.outcomes,
    papers.papers,
    people.people,
    people.affected,
    entry.entry,
    writing.notes,
    writing.calls,
    writing.ticks,
    timeline.timeline,
)
"""What a visit's report says, in the order of dossier 5.3: page 1 first."""


def parts_of(material: Material) -> tuple[PartName, ...]:
    """The parts that have something to tell, in their order: "report" always; of a secret paper also "counsel", which then holds all."""
    return _parts(Teller(material))


def whole_part(material: Material) -> PartName:
    """The part that tells all but photographs: of a secret paper "counsel", of any other visit "report"."""
    return "counsel" if Teller(material).confidential else "report"


def _parts(teller: Teller) -> tuple[PartName, ...]:
    found: list[PartName] = ["report"]
    if addenda.written(teller) and not teller.confidential:
        found.append("addenda")
    if annexes.has_photographs(teller):
        found.append("photographs")
    if teller.confidential or annexes.has_counsel(teller):
        found.append("counsel")
    return tuple(found)


def make_outline(material: Material, part: Wanted) -> Outline:
    """The outline of one part, or of all that have something to tell. The same material always gives the same outline."""
    teller = Teller(material)
    wanted: tuple[PartName, ...] = _parts(teller) if part == "all" else (part,)
    return Outline(
        title=f"{words.DOCUMENTS[wanted[0]]} {teller.number}",
        subject=teller.number,
        language="en",
        made_us=max(_instants(teller, wanted)),
        parts=tuple(Part(_running(teller, name), tuple(_blocks(teller, name))) for name in wanted),
        logo=material.logo,
    )


def _instants(teller: Teller, wanted: tuple[PartName, ...]) -> Iterator[int]:
    """When each of the last events was written that the parts tell of, µs UTC."""
    for each in review.everybody(teller):
        yield each.last.utc_us
        yield from (event.utc_us for event in each.later)
    if tells_addenda(teller, wanted):
        yield from (event.utc_us for event in addenda.written(teller))


def tells_addenda(teller: Teller, wanted: tuple[PartName, ...]) -> bool:
    """Whether the addenda are told in these parts: in their own, or with all else that is counsel's alone."""
    return ("counsel" if teller.confidential else "addenda") in wanted


def _running(teller: Teller, part: PartName) -> Running:
    head = teller.policy.head
    beside = addenda.written(teller) if tells_addenda(teller, (part,)) else ()
    return Running(
        document=words.DOCUMENTS[part],
        record_number=teller.number,
        facility=teller.material.place.name,
        head=(*teller.events, *beside)[-1].hash,
        pack=f"{head.id} {head.version}",
        pack_hash=teller.material.pack_hash,
        program=f"Threshold {teller.material.program}",
        legend=words.LEGEND,
        marks=tuple(_marks(teller, part)),
    )


def _marks(teller: Teller, part: PartName) -> Iterator[Mark]:
    own = tuple(review.marks(teller))
    yield from (mark for mark in own if mark.strong)
    if part == "photographs":
        yield Mark(words.RESTRICTED, strong=True)
    if part == "counsel":
        yield Mark(words.PRIVILEGED, strong=True)
    if part == "addenda":
        yield Mark(words.ADDENDA)
    if teller.confidential:
        yield Mark(words.CONFIDENTIAL, strong=True)
    if teller.material.realm == "drill":
        yield Mark(words.DRILL, strong=True)
    if not teller.material.signed_by:
        yield Mark(teller.texts.words.common["draft"])
    if not (teller.material.visit.closed or case.goes_on(teller)):
        yield Mark(words.OPEN)
    yield from (mark for mark in own if not mark.strong)


def _blocks(teller: Teller, part: PartName) -> Iterator[Block]:
    if part == "photographs":
        yield from _annex(teller, annexes.photographs)
    elif part == "counsel":
        yield from _annex(teller, annexes.counsel)
        if teller.confidential:
            yield from _report(teller)
            yield from addenda.addenda(teller) if addenda.written(teller) else ()
    elif teller.confidential and part == "addenda":
        yield Paragraph(said(words.CONFIDENTIAL_SENTENCE))
    elif part == "addenda":
        yield from addenda.addenda(teller)
    elif teller.confidential:
        yield from _minimal(teller)
    else:
        yield from _report(teller)


def _annex(teller: Teller, section: Callable[[Teller], tuple[Block, ...]]) -> Iterator[Block]:
    yield from section(teller)
    for each in teller.joined:
        yield Heading(f"Joined visit {each.number}")
        yield from demoted(tuple(_annex(each, section)))


def _report(teller: Teller) -> Iterator[Block]:
    yield Heading("Case")
    for section in _ALL:
        yield from section(teller)
    for each in teller.joined:
        yield from _joined(each)
    yield from review.review(teller)
    yield from keeping.keeping(teller)
    yield from keeping.signatures()


def _joined(teller: Teller) -> Iterator[Block]:
    """A visit that was joined into this one, whole, as a section of its own."""
    yield Heading(f"Joined visit {teller.number}")
    inner = [block for section in _ALL for block in section(teller)]
    yield from demoted((*inner, *keeping.keeping(teller)))
    for each in teller.joined:
        yield from _joined(each)


def _minimal(teller: Teller) -> Iterator[Block]:
    """The form for a secret paper (dossier D19, O17): that a visit was recorded, where and when, and who may say more."""
    times = (
        ("Visit opened", teller.clocks.both(teller.events[0])),
        (case.CLOSED, case.ended(teller)),
        ("State", review.state(teller)),
    )
    yield Heading("Case")
    yield lines(*case.place(teller), *times)
    yield Paragraph(said(words.CONFIDENTIAL_SENTENCE))
    yield Heading("Record keeping")
    yield Paragraph(said(words.TAMPER))
    yield lines(*keeping.kept(teller)[:5])
    yield from keeping.signatures()
