"""Record numbers: how a visit is named on paper, over the telephone and years later.

SITE-DESK-YYYY-NNNNN-C, for example SCH900-1-2026-00412-X. C is the check character of ISO 7064 MOD 37,36 over
all letters and digits before it: it catches every single wrong character and nearly every swap of two
neighbours.
"""

import re

from msgspec import Struct
from stdnum.iso7064 import mod_37_36

from desktop.core.errors import Refused

SITE = re.compile(r"[A-Z0-9]{1,10}")
DESK = re.compile(r"[A-Z0-9]{1,4}")
YEAR = re.compile(r"[0-9]{4}")
COUNTER = re.compile(
    r"[0-9]{5,9}"
)  # five as a rule; more where a record went on from a copy (`store.numbers`)
CHECK = re.compile(r"[A-Z0-9]")


class RecordNumber(Struct, frozen=True):
    """The parts of a record number; `counter` counts the visits of one desk in one year from 1."""

    site: str
    desk: str
    year: int
    counter: int
    check: str


def record_number(site: str, desk: str, year: int, counter: int) -> str:
    """The record number of a visit. ValueError names the part that cannot stand in one."""
    parts = (site, desk, f"{year:04d}", f"{counter:05d}")
    wrong = _wrong_part(parts)
    if wrong or counter < 1:
        raise ValueError(
            f"No record number can be made of site {site!r}, desk {desk!r}, {year}, {counter}: "
            f"{wrong or 'counter'} is wrong."
        )
    return "-".join((*parts, mod_37_36.calc_check_digit("".join(parts))))


def parse_record_number(text: str) -> RecordNumber:
    """Read a record number as typed; small letters and outer spaces do not matter.

    Raises Refused("record_number", why=…): `parts` (not five groups joined by hyphens), `site`, `desk`,
    `year`, `counter` (that group is malformed) or `check` (a character is wrong or two are swapped).
    """
    groups = tuple(text.strip().upper().split("-"))
    if len(groups) != 5:
        raise Refused("record_number", text=text, why="parts")
    wrong = _wrong_part(groups[:4])
    if wrong:
        raise Refused("record_number", text=text, why=wrong)
    if not CHECK.fullmatch(groups[4]) or not mod_37_36.is_valid("".join(groups)):
        raise Refused("record_number", text=text, why="check")
    return RecordNumber(groups[0], groups[1], int(groups[2]), int(groups[3]), groups[4])


def _wrong_part(parts: tuple[str, ...]) -> str:
    shapes = {"site": SITE, "desk": DESK, "year": YEAR, "counter": COUNTER}
    for (name, shape), part in zip(shapes.items(), parts, strict=True):
        if not shape.fullmatch(part):
            return name
    return ""
