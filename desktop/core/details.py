"""What may be written down beside the walk: the closed list of things, their fields and the words that stand for "nothing".

None of it changes an outcome. Fields follow dossier 5.2 (visit record, minimised) and NYC Admin. Code 10-178(d) (requests for
help). A field that holds personal data names its kind, which the facility's privacy officer must have approved
(NYC Admin. Code 23-1201 to 23-1205); without an approval it is not offered and not taken.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import msgspec

from desktop.core.errors import Refused
from desktop.core.particulars import Detail

CODES = ("refused", "not_shown", "not_seen", "unknown")
"""Why a field has no text (row G12). Each is an answer of its own; an empty field is none."""

SOURCES = ("seen", "told", "copied")

PERSONAL = (
    "officer_names",
    "badge_numbers",
    "officer_contacts",
    "descriptions",
    "licence_plates",
    "paper_photos",
)
"""Kinds of personal data, each of them off until the facility file names the privacy officer's approval."""

MARKS = ("arrived", "asked", "went_in", "came_out", "left", "other")
"""What a marked time can be (row G10); "" until somebody has said."""

SEEN = frozenset({("officer", "description"), ("officer", "id_shown")})

MAX_TEXT = 4000
MAX_ITEMS = 20


class Field(msgspec.Struct, frozen=True):
    """One field of a thing. `choices` are its values where it is a list, `free` that other words are taken too, `codes` that
    the four codes are offered, `personal` the approval that it needs ("" for none)."""

    id: str
    choices: tuple[str, ...] = ()
    free: bool = True
    codes: bool = True
    personal: str = ""


class Group(msgspec.Struct, frozen=True):
    """A kind of thing; its items are numbered with `key` from 1 on. Dossier 5.2 names the fields."""

    id: str
    key: str
    fields: tuple[Field, ...]


_YES_NO = ("yes", "no")

GROUPS: Mapping[str, Group] = MappingProxyType(
    {
        each.id: each
        for each in (
            Group(
                "officer",
                "o",
                (
                    Field("agency", ("ice", "hsi", "cbp", "fbi", "marshals", "nypd"), free=True),
                    Field("name", personal="officer_names"),
                    Field("badge", personal="badge_numbers"),
                    Field("supervisor", personal="officer_names"),
                    Field("phone", personal="officer_contacts"),
                    Field("description", personal="descriptions"),
                    Field("id_shown", ("badge", "card", "both", "none"), free=False),
                ),
            ),
            Group(
                "vehicle",
                "v",
                (
                    Field("looks"),
                    Field("marked", _YES_NO, free=False),
                    Field("plate", personal="licence_plates"),
                    Field("where"),
                ),
            ),
            Group(
                "help",
                "h",
                (
                    Field(
                        "asked",
                        ("badge_lift", "translate", "point_out", "footage", "information", "space"),
                        codes=False,
                    ),
                    Field("agency", ("ice", "hsi", "cbp", "fbi", "marshals", "nypd")),
                    Field(
                        "response",
                        ("declined_in_words", "to_counsel", "to_supervisor", "help_given", "no_answer_yet"),
                        codes=False,
                    ),
                    Field("action"),
                ),
            ),
            Group(
                "count",
                "c",
                (
                    Field("officers"),
                    Field("questioned"),
                    Field("taken"),
                    Field("hurt"),
                    Field("damage"),
                ),
            ),
        )
    }
)
"""Officers, vehicles, requests for help (10-178(d)), and numbers of people; never anybody's name but an officer's own."""


def offered(group: Group, approved: Mapping[str, str]) -> tuple[Field, ...]:
    """The fields of `group` that this facility may write down; `approved`: kind of personal data → approval reference."""
    return tuple(field for field in group.fields if not field.personal or approved.get(field.personal))


def seen_source(group: str, field: str, code: str) -> str:
    """How a field is known whatever is said of the others: what a guard sees on an officer was never told; "" for the rest."""
    return "seen" if (group, field) in SEEN and not code else ""


def item_key(group: str, taken: Sequence[str]) -> str:
    """The key of the next item of a group. Refused `too_many` above 20."""
    if len(taken) >= MAX_ITEMS:
        raise Refused("too_many", {"most": MAX_ITEMS})
    return f"{GROUPS[group].key}{len(taken) + 1}"


def check_details(group: str, details: Sequence[Detail], approved: Mapping[str, str]) -> None:
    """Accept these fields, or raise Refused: `no_such_field`, `not_approved`, `blank` (row G12), `both`, `bad_code`,
    `not_offered`, `too_long`, `twice`."""
    known = GROUPS.get(group)
    if known is None or not details:
        raise Refused("no_such_field", {"field": group})
    fields = {field.id: field for field in known.fields}
    if len({each.field for each in details}) != len(details):
        raise Refused("twice", {})
    for given in details:
        field = fields.get(given.field)
        if field is None:
            raise Refused("no_such_field", {"field": given.field})
        if field.personal and not approved.get(field.personal):
            raise Refused("not_approved", {"field": given.field})
        _check(field, given)


def _check(field: Field, given: Detail) -> None:
    text = given.text.strip()
    if not text and not given.code:
        raise Refused("blank", {"field": field.id})
    if text and given.code:
        raise Refused("both", {"field": field.id})
    if given.code and (given.code not in CODES or not field.codes):
        raise Refused("bad_code", {"field": field.id})
    if text and not field.free and text not in field.choices:
        raise Refused("not_offered", {"field": field.id})
    if len(text) > MAX_TEXT:
        raise Refused("too_long", {"field": field.id, "most": MAX_TEXT})
    if given.source and given.source not in SOURCES:
        raise Refused("bad_code", {"field": field.id})
