"""Requests for help: page 1 tells what was chosen, a section after it what was written in own words."""

import msgspec

from desktop.core.details import GROUPS
from desktop.core.gathered import Given, Item
from desktop.core.particulars import DetailStruck
from desktop.reports import words
from desktop.reports.outline import Block
from desktop.reports.secrecy import unreadable
from desktop.reports.sections.blocks import note, section
from desktop.reports.sections.people import DETAILS, items_table
from desktop.reports.sections.telling import Teller

GROUP = "help"
IN_FULL = "Requests for help in their own words"
ELSEWHERE = f"[written down: see “{IN_FULL}”]"


def heading(teller: Teller) -> str:
    """The heading, with the law that asks for it where the pack names one."""
    place = teller.policy.head.id.partition("/")[0]
    law = teller.texts.words.common.get("requests_law") or words.REQUESTS_LAW.get(place, "")
    return f"Requests for help ({law})" if law else "Requests for help"


def chosen(teller: Teller) -> tuple[Block, ...]:
    """Every request with what was chosen from lists; page 1 holds no free text."""
    items = tuple(teller.material.found.of_group(GROUP))
    found = items_table(teller, GROUP, "Requests for help", tuple(_chosen(each) for each in items))
    waiting = [each for each in items if each.struck is None and _answer(each) in ("", "no_answer_yet")]
    told = words.count(len(waiting), "request is", "requests are")
    told += " not answered yet" + (", as far as can be read." if unreadable(teller.events, *DETAILS) else ".")
    return (*found, note(told)) if waiting else found


def in_full(teller: Teller) -> tuple[Block, ...]:
    """Every request as it was written down; nothing where page 1 told all of it."""
    items = tuple(teller.material.found.of_group(GROUP))
    if all(_chosen(each) == each for each in items):
        return ()
    return section(IN_FULL, *items_table(teller, GROUP, IN_FULL, items))


def _answer(item: Item) -> str:
    given = item.now("response")
    return given.detail.text if given else ""


def _chosen(item: Item) -> Item:
    """The item with a reference in the place of each text that somebody wrote, and of the reason why it was struck."""
    fields = {name: tuple(_listed(each) for each in given) for name, given in item.fields.items()}
    struck = item.struck
    if struck is not None and isinstance(struck.body, DetailStruck):
        struck = msgspec.structs.replace(struck, body=msgspec.structs.replace(struck.body, reason=ELSEWHERE))
    return msgspec.structs.replace(item, fields=fields, struck=struck)


def _listed(given: Given) -> Given:
    field = next((each for each in GROUPS[GROUP].fields if each.id == given.detail.field), None)
    if not given.detail.text or (field is not None and given.detail.text in field.choices):
        return given
    return msgspec.structs.replace(given, detail=msgspec.structs.replace(given.detail, text=ELSEWHERE))
