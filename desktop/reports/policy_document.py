"""The whole policy as a document for counsel to read and initial: questions in the order of asking, outcomes, law, promises, stories."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from desktop.core.chart import Box, Card, Chart, Sheet
from desktop.core.chart_layout import TONE_WORDS
from desktop.core.cond_words import Sayer, listed
from desktop.core.safety import SafetyRule
from desktop.core.scenarios import Scenario
from desktop.core.texts import OUTCOME_PARTS, Law, OutcomeText, OutcomeVariant
from desktop.reports.outline import (
    Block,
    Bullets,
    Column,
    Heading,
    Line,
    Lines,
    Outline,
    Paragraph,
    Row,
    Signatures,
    Span,
    Table,
    Text,
    said,
)
from desktop.reports.policy_own import (
    ADDED,
    CHANGED,
    Base,
    Own,
    added,
    added_lines,
    marked,
    titled,
)
from desktop.reports.policy_running import policy_outline, running

DOCUMENT = "The policy in full"
CONFIDENCE = {
    "seen": "read in the source",
    "known": "known well",
    "memory": "from memory, never shown",
    "design": "our own choice",
}
PARTS = (("do", "Do"), ("never", "Never"), ("record", "Write down"))
SAID = (("say", "Say"), ("say_if_pressed", "If pressed, say"))
INITIALS = "Read and agreed, initials of counsel:"
MARKED = (
    f"This is an overlay with its base, as a guard meets both. “{ADDED}” marks what it brings, “{CHANGED}” what is otherwise than in the "
    "base; all else is the base's, word for word."
)
ALONE = "The files of this overlay are not here, so what is its own is not marked. It is laid on"


class Told(msgspec.Struct, frozen=True):
    """A story with why it ends so."""

    scenario: Scenario
    why: str = ""


class Document(msgspec.Struct, frozen=True):
    """What the document is made of. `safety`: each promise with its kind, "never" or "always"; `base`: what an overlay is laid on, so that
    its own parts are marked."""

    sayer: Sayer
    chart: Chart
    law: Law
    pack_hash: str
    stories: tuple[Told, ...] = ()
    safety: tuple[tuple[str, SafetyRule], ...] = ()
    base: Base | None = None

    @property
    def own(self) -> Own:
        """Tells what is the overlay's own."""
        return Own(self.base, self.sayer, self.chart)


def document_outline(of: Document, program: str, signed: bool) -> Outline:
    """The document: a part for the questions, for the outcomes, for the law, for the promises and for the stories."""
    policy, texts = of.sayer.policy, of.sayer.texts
    on = running(DOCUMENT, policy, texts, of.pack_hash, program, initials=True, signed=signed)
    parts = [
        (
            *_particulars(of),
            *_departs(of),
            *(block for sheet in of.chart.sheets for block in _sheet(of, sheet)),
        ),
        tuple(_outcomes(of)),
        tuple(_law(of)),
        *([tuple(_safety(of))] if of.safety else []),
        *([tuple(_stories(of))] if of.stories else []),
    ]
    return policy_outline(DOCUMENT, on, policy, tuple(parts))


def _particulars(of: Document) -> Iterator[Block]:
    head = of.sayer.policy.head
    yield Lines(tuple(Line(label, said(text)) for label, text in (
        ("Title", head.title), ("Id and version", f"{head.id} {head.version}"),
        *((("Laid on", head.built_on),) if head.built_on else ()), ("Status", head.status), ("Owner", head.owner),
        ("In force", f"from {head.effective}" + (f" to {head.ends}" if head.ends else "")), ("Languages", ", ".join(head.languages)),
        ("Questions", str(len(of.sayer.policy.steps))), ("Outcomes", str(len(of.sayer.policy.outcomes))),
    )))  # fmt: skip
    yield Paragraph(said(
        "Each question stands with its answers and where they lead; “→ 7” means question 7. Initial each page at its foot, and each "
        "section where it ends."))  # fmt: skip


def _departs(of: Document) -> Iterator[Block]:
    """What an overlay does to its base."""
    if of.base is None:
        if built_on := of.sayer.policy.head.built_on:
            yield Paragraph(said(f"{ALONE} {built_on.rpartition(' ')[0]}."), "note")
        return
    yield Paragraph(said(MARKED))
    yield Heading("What this overlay takes away, loosens, or says besides", 2)
    listed = tuple(said(each) for each in of.base.departs)
    yield Bullets(
        listed
        or (said("It takes nothing away, loosens nothing, and adds no words under names of its base."),)
    )
    yield Signatures((f"{INITIALS} What the overlay does to its base",))


# ---- questions -----------------------------------------------------------------------------------------------------------


def _sheet(of: Document, sheet: Sheet) -> Iterator[Block]:
    own = of.own
    yield Heading(sheet.title)
    numbers = {box.id: box.number for box in of.chart.boxes}
    for box in sheet.boxes:
        yield from _box(of, own, box, numbers)
    if sheet.notes:
        yield Heading("Named conditions", 2)
        yield Bullets(own.notes(sheet.notes))
    yield Signatures((f"{INITIALS} {sheet.title}",))


def _box(of: Document, own: Own, box: Box, numbers: Mapping[str, str]) -> Iterator[Block]:
    mark = own.box(box)
    yield Heading(titled(f"{box.number}. {box.question}", mark), 2)
    lines = [("Id", said(box.step))] if box.step else []
    lines += [("Note", marked(own.note(box), box.note))] if box.note else []
    lines += _words(of, own, box.step, mark)
    if lines:
        yield Lines(tuple(Line(label, words) for label, words in lines))
    if box.goes:
        rows = [
            Row((said("; ".join(goes.labels)), marked(own.goes(box, goes), _leads(goes.to, numbers))))
            for goes in box.goes
        ]
        yield Table(f"Answers to {box.question}", (Column("Answer", 0.68), Column("Then", 0.32)), tuple(rows))
    if box.cards:
        yield Table(f"What comes out at {box.question}", (Column("When", 0.5), Column("Comes out", 0.5)),
                    tuple(Row((marked(own.card(box, card), card.when), _gives(card))) for card in box.cards))  # fmt: skip


def _words(of: Document, own: Own, step: str, mark: str) -> Iterator[tuple[str, Text]]:
    """The words of a question, and what it rests on; of a changed one what the overlay says besides is marked."""
    text, was = of.sayer.texts.steps.get(step), own.step(step) if mark == CHANGED else None
    if text is not None:
        then = was or text
        for name, words, former in (
            ("Help", text.help, then.help), ("Where", text.where, then.where), ("Said aloud", text.say, then.say)
        ):  # fmt: skip
            if words:
                yield name, added(words, former)
        for variant in text.variants:
            said_so = " · ".join(filter(None, (variant.question, variant.help, variant.where, variant.say)))
            new = was is not None and variant not in was.variants
            yield f"Instead, if {of.sayer.when(variant.when)}", marked(CHANGED if new else "", said_so)
    if basis := _basis(of.law, of.law.steps.get(step, ())):
        base = of.base if mark == CHANGED else None
        yield (
            "Rests on",
            added(basis, _basis(base.law, base.law.steps.get(step, ())) if base is not None else None),
        )


def _leads(to: Sequence[str], numbers: Mapping[str, str]) -> str:
    told = [f"→ {numbers[each]}" if each else "→ end" for each in to]
    return f"{', '.join(told)}: the first that is asked" if len(told) > 1 else "".join(told)


def _gives(card: Card) -> Text:
    tone = TONE_WORDS.get(card.tone, "")
    first = f"{tone}: {card.gives[0]}" if tone and card.gives else "".join(card.gives[:1])
    rest = "\n".join(card.gives[1:])
    last = "\nNothing further is looked at." if card.last else ""
    return (Span(first, strong=bool(tone)), Span(f"\n{rest}" if rest else ""), Span(last, faint=True))


def _basis(law: Law, ids: Sequence[str]) -> str:
    known = {each.id: each for each in law.citation}
    return "; ".join(
        f"{each.text or each.id} [{each.id}, {CONFIDENCE[each.confidence]}]"
        for ident in ids
        if (each := known.get(ident))
    )


# ---- outcomes, law, promises, stories ------------------------------------------------------------------------------------


def _outcomes(of: Document) -> Iterator[Block]:
    own = of.own
    yield Heading("Outcomes")
    for name, outcome in of.sayer.policy.outcomes.items():
        text = of.sayer.texts.outcomes.get(name, OutcomeText())
        mark = own.outcome(name)
        was = own.outcome_text(name) if mark == CHANGED else None
        yield Heading(titled(f"{TONE_WORDS[outcome.tone]}: {text.title or name}", mark), 2)
        yield Lines(tuple(Line(label, words) for label, words in _outcome_lines(of, name, text, was)))
        for variant in text.variants:
            yield Heading(f"Instead, if {of.sayer.when(variant.when)}", 3)
            former = next((each for each in was.variants if each.when == variant.when), None) if was else None
            had = _plain(former) if former is not None else None
            yield Lines(tuple(Line(label, words) for label, words in _parts(of, _plain(variant), had)))
    common = of.sayer.texts.words.common
    yield Paragraph(said(f"Every outcome carries this line: {common.get('non_interference', '')}"))
    yield Signatures((f"{INITIALS} Outcomes",))


def _plain(variant: OutcomeVariant) -> OutcomeText:
    """The parts that a variant writes anew."""
    return OutcomeText(
        **{key: getattr(variant, key) for key in OUTCOME_PARTS if getattr(variant, key) is not None}
    )


def _outcome_lines(
    of: Document, name: str, text: OutcomeText, was: OutcomeText | None
) -> Iterator[tuple[str, Text]]:
    yield "Id", said(name)
    yield from _parts(of, text, was)
    if basis := _basis(of.law, of.law.outcomes.get(name, ())):
        had = _basis(of.base.law, of.base.law.outcomes.get(name, ())) if of.base is not None and was else None
        yield "Rests on", added(basis, had)


def _parts(of: Document, text: OutcomeText, was: OutcomeText | None) -> Iterator[tuple[str, Text]]:
    """What an outcome says; `was`: the base's words, so that only what stands there besides is marked."""
    if text.title:
        yield "Title", said(text.title)
    for key, label in (("banner", "Banner"), ("lead", "Lead"), *SAID):
        if words := getattr(text, key):
            yield label, added(words, getattr(was, key) if was is not None else None)
    for key, label in PARTS:
        if listed := getattr(text, key):
            yield label, added_lines(listed, getattr(was, key) if was is not None else None)
    if text.call:
        calls = of.sayer.texts.words.calls
        names, had = (", ".join(calls.get(each, each) for each in (one or text).call) for one in (text, was))
        yield "Call", added(names, had)


def _law(of: Document) -> Iterator[Block]:
    own = of.own
    yield Heading("Legal basis")
    yield Table(
        "Legal basis",
        (Column("Id", 0.1), Column("Text and meaning", 0.5), Column("Confidence", 0.18), Column("Owner, review by", 0.22)),
        tuple(Row((marked(own.citation(each), each.id), (Span(each.text, strong=True), Span(f"\n{each.says}\n{each.source}".rstrip())),
                   said(CONFIDENCE[each.confidence] + ("" if each.show else "; not shown")), said(f"{each.owner}\n{each.review_by}")))
              for each in of.law.citation),
    )  # fmt: skip
    yield Signatures((f"{INITIALS} Legal basis",))


def _safety(of: Document) -> Iterator[Block]:
    yield Heading("Promises of the policy, proved over all paths")
    rows, own = [], of.own
    for kind, rule in of.safety:
        when = f"if {of.sayer.when(rule.when)}" if rule.when is not None else "everywhere"
        unless = f", unless {of.sayer.when(rule.unless)}" if rule.unless is not None else ""
        rows.append(
            Row(
                (
                    marked(own.promise(rule), rule.says),
                    said(f"{kind.capitalize()} {_forbidden(of, rule)}, {when}{unless}."),
                )
            )
        )
    yield Table("Promises", (Column("Promise", 0.45), Column("As it is proved", 0.55)), tuple(rows))
    yield Signatures((f"{INITIALS} Promises",))


def _forbidden(of: Document, rule: SafetyRule) -> str:
    """What a promise is about: outcomes, reasons and flags in quotes; where it names none, the moment itself."""
    texts = of.sayer.texts
    about = [texts.outcome_title(each) for each in rule.outcome]
    about += [texts.reason(each) for each in rule.reason] + [texts.flag(each) for each in rule.flag]
    quoted = [f"“{each.rstrip('.')}”" for each in about]
    return listed(quoted) if quoted else "at all"


def _stories(of: Document) -> Iterator[Block]:
    yield Heading(f"Stories: {len(of.stories)}")
    rows, own = [], of.own
    for each in of.stories:
        expect = each.scenario.expect
        ends = " → ".join(of.sayer.texts.outcome_title(name) for name in expect.get("outcomes", ()))
        reasons = "; ".join(of.sayer.texts.reason(name) for name in expect.get("reasons", ()))
        title = (
            *marked(own.story(each.scenario.id), f"{each.scenario.id} {each.scenario.title}"),
            Span(f"\n{each.why}" if each.why else "", faint=True),
        )
        rows.append(Row((title, said(ends + (f"\n{reasons}" if reasons else "")))))
    yield Table("Stories", (Column("Story", 0.55), Column("Ends", 0.45)), tuple(rows))
    yield Signatures((f"{INITIALS} Stories",))
