"""What a public copy may say of a visit, as a closed list of facts: everything else of the record has no place here that it could stand in.

`public_taking` fills it from the record and `public_pages` makes pages of it; those know nothing of the record. A text stands in it as
`Known` alone, which only `public_words` makes: of a word from a closed list of the program or the policy, of a number, of a particular of
the site, and of an officer's name where that was asked for. What is on record and is not told leaves `Removed` in its place.
"""

from typing import Literal

import msgspec

Why = Literal[
    "name",
    "badge",
    "contact",
    "description",
    "vehicle",
    "plate",
    "words",
    "changed",
    "counsel",
    "paper",
    "photographs",
    "place",
    "person",
]
"""What stood there (`public_words.REMOVED`)."""


class Options(msgspec.Struct, frozen=True):
    """What counsel decides of a public copy. `officers`: names and badge numbers of officers, who are public officials, as they stand now;
    `facility`: which facility it was, with its address, the record number, which begins with the facility's id, and the policy, which is
    named after its city."""

    officers: bool = False
    facility: bool = True


class Known(msgspec.Struct, frozen=True, tag=True):
    """A text that may be told. Made by `public_words` alone."""

    text: str


class Removed(msgspec.Struct, frozen=True, tag=True):
    """Something is on record here, and is not told."""

    why: Why


class Moment(msgspec.Struct, frozen=True, tag=True):
    """An instant, µs UTC, with the minutes east of UTC at the facility. `told`: somebody told it, to the minute, `about`: as about then;
    `doubt`: the clock was in doubt."""

    utc_us: int
    offset_min: int
    told: bool = False
    about: bool = False
    doubt: bool = False


Fact = Known | Removed | Moment


Tone = Literal["stop", "hold", "go", "alert", "calm"]


class Result(msgspec.Struct, frozen=True):
    """What a visit came to: outcomes, their reasons and what they are about ("Paper 1"). Not `stands`: it does no longer. `tone` is the
    policy's, "calm" where a title is removed."""

    titles: tuple[Fact, ...]
    reasons: tuple[Fact, ...]
    about: Known
    tone: Tone
    at: Moment
    stands: bool


class Answered(msgspec.Struct, frozen=True):
    """An answer: which paper it is about and what the question is called, what was answered, what was told with it."""

    at: Moment
    about: tuple[Known, ...]
    question: Fact
    answer: tuple[Fact, ...]
    beside: tuple[Fact, ...]
    by: Known


class Listed(msgspec.Struct, frozen=True):
    """One thing of a list, with its fields in the order of the list's heads; none where it was crossed out as a mistake."""

    fields: tuple[Fact, ...]


Group = Literal["officer", "vehicle", "help", "count"]


class List(msgspec.Struct, frozen=True):
    """Officers, vehicles, requests for help or numbers of people."""

    group: Group
    heads: tuple[Known, ...]
    items: tuple[Listed, ...]


class Timed(msgspec.Struct, frozen=True):
    """A time that was marked: what it was, when it happened, when and by whom it was written down."""

    what: Fact
    happened: Fact
    at: Moment
    by: Known


class Called(msgspec.Struct, frozen=True):
    """A call: whom, with what result, and that words of it are on record."""

    at: Moment
    whom: Fact
    result: Fact
    beside: tuple[Fact, ...]
    by: Known


class Act(msgspec.Struct, frozen=True):
    """Something that was done about the whole visit: what, when, by whom, and that words of it are on record."""

    what: Known
    at: Moment
    by: Known
    beside: tuple[Fact, ...]


class Happening(msgspec.Struct, frozen=True):
    """A line of the timeline: what kind of thing was recorded, when and by whom, and no word of what it was. `gap_s`: seconds since the
    one before, None for the first. Not `there`: its contents were removed from the record, or cannot be read."""

    at: Moment
    gap_s: int | None
    kind: Known
    by: Known
    there: bool


class PublicVisit(msgspec.Struct, frozen=True):
    """A visit as the public may read of it. `joined` are the visits that were joined into it, each told the same way."""

    number: Fact
    facility: Fact
    kind: Fact
    address: Fact
    post: Fact
    begun: Fact
    opened: Moment
    left: tuple[Fact, ...]
    closed: Moment | None
    state: Known
    standing: tuple[Result, ...]
    reached: tuple[Result, ...]
    flags: tuple[Fact, ...]
    answers: tuple[Answered, ...]
    lists: tuple[List, ...]
    times: tuple[Timed, ...]
    calls: tuple[Called, ...]
    notes: int
    photographs: int
    said: int
    review: tuple[Act, ...]
    timeline: tuple[Happening, ...]
    joined: tuple["PublicVisit", ...]


class Marked(msgspec.Struct, frozen=True):
    """A marking of each page."""

    text: Fact
    strong: bool


class PublicCopy(msgspec.Struct, frozen=True):
    """All that a public copy is made of, beside the facility's logo. `format` is raised with every change of what it says."""

    visit: PublicVisit
    marks: tuple[Marked, ...]
    pack: Fact
    program: Known
    format: int = 2
