"""What the list of visits shows and takes, as plain data: made by `services.searching`, drawn by `ui`."""

import json
from typing import Any, Literal

import msgspec

from desktop.core.reviewing import State

Period = Literal["all", "7", "30", "90", "year", "dates"]
"""All visits, those of the last so many days (today is one of them), of this calendar year, or from `Filters.first` to `last`."""

Tone = Literal["stop", "hold", "go", "alert", "calm", ""]

FIRST_ROWS = 50


class Filters(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is left out of a list; nothing, as made. All that is set must hold.

    `first` and `last` are ISO dates of the facility, both included and each "" for open, looked at with the period "dates" only. `states`
    and `outcomes` (ids of the policy): any of these; empty: all. `overdue`, `void`, `mine`: only those that are, or that who is signed in
    wrote in.
    """

    period: Period = "all"
    first: str = ""
    last: str = ""
    states: tuple[State, ...] = ()
    outcomes: tuple[str, ...] = ()
    overdue: bool = False
    void: bool = False
    mine: bool = False


EVERYTHING = Filters()


class Marked(msgspec.Struct, frozen=True):
    """A text of a row; `marks` are the pieces that match what was typed, as (start, length) in characters of `text`, in order and apart
    from each other."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


class FoundLine(msgspec.Struct, frozen=True):
    """A visit in the list.

    `seq` is its place: the list goes on with `before=seq` of its last line. `when` is in the facility's words ("Today 14:03", "Nov 18,
    09:41", "Nov 2, 2025, 07:58"), `day` the ISO date of it. `who` came ("ICE, 3 officers"), `about` is the second line: where a word was
    found, else what was shown ("Badge 4471 · I-200"). `outcome` is the latest one in words ("" before the first), `outcome_id` the
    policy's id of it, with `icon` and `tone` as on the guard's screen. `state_words` are those of `state`; `exception`: approved by who
    wrote it, with a reason; `addenda` their number. `overdue` says since when it waits too long ("since Nov 12"), "" where it does not.

    `secret`: what a paper of it says is counsel's alone. Then `who` and `about` hold nothing of the visit, no outcome is told, and its
    texts are looked at for a supervisor only, whom nothing is shown of what was found. `joined_into`: the record number of the visit that
    it is told with. `holder`: whoever has an open visit. `spoken` is all of the row in one sentence, for screen readers.
    """

    visit: str
    seq: int
    number: Marked
    day: str
    when: str
    post: str
    who: Marked
    about: Marked
    outcome: str
    outcome_id: str
    icon: str
    tone: Tone
    state: State
    state_words: str
    void: bool = False
    exception: bool = False
    addenda: int = 0
    overdue: str = ""
    secret: bool = False
    joined_into: str = ""
    holder: str = ""
    spoken: str = ""


class Found(msgspec.Struct, frozen=True):
    """A piece of the list, newest first. `more`: there are further ones, after the last of these. `told` is how many there are, in words:
    "14 visits", "50+ visits" where there are more than were asked for."""

    lines: tuple[FoundLine, ...]
    more: bool
    told: str = ""


class SavedView(msgspec.Struct, frozen=True):
    """A search that is kept under a name, for everybody at this desk. `faults` name filters that this program does not know."""

    name: str
    text: str
    filters: Filters
    faults: tuple[str, ...] = ()


class Counts(msgspec.Struct, frozen=True):
    """How many visits wait: for approval, for who wrote them, and how many of both wait too long; at most `MOST_COUNTED` of each."""

    waiting: int
    returned: int
    overdue: int


MOST_COUNTED = 100


def kept_filters(filters: Filters) -> dict[str, list[str]]:
    """The filters that are set, as an event holds them."""
    kept: dict[str, list[str]] = {}
    for name in Filters.__struct_fields__:
        given, usual = getattr(filters, name), getattr(EVERYTHING, name)
        if given != usual:
            kept[name] = (
                list(given) if isinstance(given, tuple) else [given if isinstance(given, str) else "yes"]
            )
    return kept


def view_of(name: str, text: str, filters: str) -> SavedView:
    """A saved view. What a later program keeps and this one does not know is left out, and named."""
    given: dict[str, list[str]] = json.loads(filters)
    taken, faults = dict[str, Any](), list[str]()
    for field, values in given.items():
        usual = getattr(EVERYTHING, field, None)
        made = (
            tuple(values)
            if isinstance(usual, tuple)
            else True
            if isinstance(usual, bool)
            else "".join(values[:1])
        )
        try:
            msgspec.convert({field: made}, Filters)
        except msgspec.ValidationError:
            faults.append(field)
        else:
            taken[field] = made
    return SavedView(name, text, msgspec.convert(taken, Filters), tuple(faults))
