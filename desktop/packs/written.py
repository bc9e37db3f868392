"""Writes a facility file that people can go on with by hand: always the same order, a line of comment where a value needs one.

What is written reads back as the same facility (`packs.facility.read_facility`), whatever signs its names hold.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

import msgspec

from desktop.core.details import PERSONAL
from desktop.core.texts import AREA_STATUS, CALLS
from desktop.packs.facility import FacilityConfig

HEAD = "# One facility and one desk of it. After a change by hand run: threshold doctor"
COMMENTS: Mapping[str, str] = MappingProxyType(
    {
        "id": "Record numbers begin with id and desk: two desks never share both.",
        "address": "As a warrant would name it.",
        "on_duty": "Duty names, never full names.",
        "counsel_minutes": "Minutes until counsel counts as not reached.",
        "local_agencies": "State agencies that count as local here.",
        "scan_folder": 'Whole paths; "" for none.',
    }
)
PHONES = "# Whom the desk calls, and the number that is dialled."
PERSONAL_DATA = (
    "# What personal data may be written down here: the reference of the approval. What is missing is off."
)
AREAS = f"# Parts of the site. status: {', '.join(AREA_STATUS)}. What is not listed as public is not public."
LATER = ("phones", "areas", "personal")
"""Fields that are tables: TOML has them below all others."""


def toml_value(value: str | bool | int | Sequence[str]) -> str:
    """A value as TOML writes it. JSON's way to write a text is TOML's too, but for the sign DEL."""
    return msgspec.json.encode(value).decode().replace("\x7f", "\\u007f")


def toml_lines(table: Mapping[str, str | bool | int | Sequence[str]]) -> Iterable[str]:
    """`key = value` for each; the keys are bare ones."""
    return (f"{key} = {toml_value(value)}" for key, value in table.items())


def facility_toml(config: FacilityConfig) -> str:
    """The text of a facility file."""
    lines = [HEAD, ""]
    for key, value in msgspec.structs.asdict(config).items():
        if key in LATER:
            continue
        if key in COMMENTS:
            lines.append(f"# {COMMENTS[key]}")
        lines.extend(toml_lines({key: value}))
    for title, known, table in (("phones", CALLS, config.phones), ("personal", PERSONAL, config.personal)):
        ordered = {key: table[key] for key in known if key in table}
        lines.extend(["", PHONES if title == "phones" else PERSONAL_DATA, f"[{title}]", *toml_lines(ordered)])
    if config.areas:
        lines.extend(["", AREAS])
    for number, area in enumerate(config.areas):
        lines.extend([*([""] if number else []), "[[areas]]", *toml_lines(msgspec.structs.asdict(area))])
    return "\n".join((*lines, ""))
