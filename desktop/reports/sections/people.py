"""Officers, vehicles, requests and numbers: every field with what was written, how it is known, and what stood there before."""

from collections.abc import Iterator, Sequence

from desktop.core import record_words
from desktop.core.details import GROUPS
from desktop.core.gathered import Given, Item
from desktop.core.particulars import DetailStruck
from desktop.core.saying import value_words
from desktop.reports import words
from desktop.reports.outline import Block, Heading, Paragraph, Row, Span, Text
from desktop.reports.sections.blocks import gone, note, nothing, row, section, table
from desktop.reports.sections.telling import Teller

DETAILS = ("detail_given", "detail_struck")
"""The kinds of events that hold what is told here. Which thing one is about stands in its contents."""

TITLES = (("officer", "Officers"), ("vehicle", "Vehicles"))
KEY_SHARE, FIELD_SHARE = 0.4, 1.5
LONG = 120
"""Characters of a text that stands in a column."""

TOLD_BELOW = "told below the table"
Labelled = tuple[tuple[str, str], ...]
TOGETHER: tuple[tuple[str, float, Labelled], ...] = (
    ("Officer", 2.8, (("name", "Name"), ("badge", "Badge"), ("phone", "Office phone"))),
    ("Agency and ID", 2.0, (("agency", "Agency"), ("id_shown", "ID shown"))),
)
"""Fields of an officer that share a column, with short labels: nine columns would leave no room for a name."""


def people(teller: Teller) -> tuple[Block, ...]:
    """Officers and vehicles, a row each."""
    found: list[Block] = [Heading("People and vehicles")]
    for group, title in TITLES:
        found.append(Heading(title, 2))
        items = tuple(teller.material.found.of_group(group))
        made = (*items_table(teller, group, title, items), *gone(teller.events, *DETAILS, sure=False))
        found += made or (nothing(),)
    return tuple(found)


def affected(teller: Teller) -> tuple[Block, ...]:
    """How many persons were affected; never a name."""
    items = tuple(teller.material.found.of_group("count"))
    made = items_table(teller, "count", "Numbers", items)
    lost = gone(teller.events, *DETAILS, sure=False)
    return section("Persons affected", *made, *lost, *((note(words.PRIVACY),) if made else ()))


def items_table(teller: Teller, group: str, name: str, items: Sequence[Item]) -> tuple[Block, ...]:
    """A row for each item of a group, with all its fields; what was never asked stands as "not recorded"."""
    columns = _columns(group)
    heads = [
        ("No.", KEY_SHARE),
        *((head, share) for head, share, _ in columns),
        ("Written down", FIELD_SHARE),
    ]
    made = table(name, heads, (_item(teller, each, columns) for each in items))
    fields = [each for _, _, labelled in columns for each, _ in labelled]
    return (*made, *(block for item in items for field in fields for block in _below(teller, item, field)))


def _below(teller: Teller, item: Item, field: str) -> Iterator[Block]:
    """A text that is too long for a column, told whole below the table."""
    if _long(teller, item, field):
        yield note(f"{thing(item.group, item.item)}, {field_label(item.group, field)}:")
        yield Paragraph(field_text(teller, item, field), "quote")


def _long(teller: Teller, item: Item, field: str) -> bool:
    return any(len(given_words(teller, each, item)) > LONG for each in item.fields.get(field, ()))


def _columns(group: str) -> tuple[tuple[str, float, Labelled], ...]:
    """The columns of a group: head, share of the width, fields with their labels. Fields that no column names have one of their own."""
    together = TOGETHER if group == "officer" else ()
    named = {field for _, _, fields in together for field, _ in fields}
    own = (field.id for field in GROUPS[group].fields if field.id not in named)
    return (*together, *((field_label(group, each), FIELD_SHARE, ((each, ""),)) for each in own))


def _item(teller: Teller, item: Item, columns: Sequence[tuple[str, float, Labelled]]) -> Row:
    number = item.item.removeprefix(GROUPS[item.group].key)
    cells = [_cell(teller, item, fields) for _, _, fields in columns]
    return row(number, *cells, tuple(_written(teller, item)))


def _cell(teller: Teller, item: Item, fields: Labelled) -> Text:
    """A field, or several with their labels, each on a line of its own."""
    spans: list[Span] = []
    for place, (field, label) in enumerate(fields):
        before = ("\n" if place else "") + (f"{label}: " if label else "")
        spans += [Span(before, faint=True)] if before else []
        spans += (
            (Span(TOLD_BELOW, faint=True),) if _long(teller, item, field) else field_text(teller, item, field)
        )
    return tuple(spans)


def field_label(group: str, field: str) -> str:
    """The label of a field; one of a later program is its own label."""
    return record_words.FIELD_WORDS.get((group, field), (field, ""))[0]


def thing(group: str, item: str) -> str:
    """ "Officer 2" of group and key."""
    one = record_words.GROUP_WORDS.get(group, (group, group, ""))[1]
    return f"{one} {item.removeprefix(GROUPS[group].key) if group in GROUPS else item}"


def given_words(teller: Teller, given: Given, item: Item | None) -> str:
    """A field's value with how it is known, and when and by whom it was written where that differs from the item's."""
    return value_words(given, item, teller.clocks.when, teller.clocks.happened)


def field_text(teller: Teller, item: Item, field: str) -> Text:
    """What stands in a field, beside each value that stood there before, struck through."""
    given = item.fields.get(field, ())
    if not given:
        return (Span(words.NOT_RECORDED, faint=True),)
    gone = item.struck is not None
    former = [
        span
        for each in given[:-1]
        for span in (Span(given_words(teller, each, item), struck=True), Span("\n"))
    ]
    return (*former, Span(given_words(teller, given[-1], item), struck=gone))


def _written(teller: Teller, item: Item) -> Iterator[Span]:
    """When and by whom; of a struck item also when, by whom and why it was struck."""
    happened = teller.clocks.happened(getattr(item.first.body, "happened", None), item.first)
    told = f"\nhappened: {happened}" if happened else ""
    yield Span(f"{teller.clocks.when(item.first)}\n{teller.who(item.first.actor)}{told}")
    if item.struck is not None and isinstance(item.struck.body, DetailStruck):
        by = teller.who(item.struck.actor)
        yield Span(f"\nstruck out {teller.clocks.when(item.struck)} by {by}: “{item.struck.body.reason}”")
