"""Reads a facility's configuration: what the policy needs to know of the site, and whom its guards call."""

import re
import tomllib
from pathlib import Path
from typing import Any, Literal

import msgspec

from desktop.core.facts import DISTRICTS, Site
from desktop.core.findings import Finding, errors
from desktop.core.identity import DESK, SITE
from desktop.core.texts import CALLS, SITE_TYPES
from desktop.wall import zone

PHONE = re.compile(r"\d{3}-\d{3}-\d{4}|\d{3}")


class Area(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the site (row G16). One whose status is `ask` is treated as not public."""

    name: str
    status: Literal["public", "nonpublic", "ask"]
    entry: str = ""


class FacilityConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One facility and one desk of it. `id` and `desk` make its record numbers; `counsel_minutes` until counsel counts as
    not reached; `local_agencies` are the State agencies that count as local here; `phones` by the keys of `CALLS`."""

    id: str
    name: str
    type: str
    address: str
    borough: str
    desk: str
    zone: str = "America/New_York"
    court_area: bool = False
    posts: tuple[str, ...] = ("Front desk",)
    on_duty: tuple[str, ...] = ()
    counsel_minutes: int = 5
    local_agencies: tuple[str, ...] = ()
    phones: dict[str, str] = {}
    areas: tuple[Area, ...] = ()


class FacilityUnusable(Exception):
    """A facility file with errors; `findings` holds every one of them."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("; ".join(finding.line() for finding in findings))
        self.findings = findings


def _check(config: FacilityConfig, file: str) -> list[Finding]:
    """What is wrong with the values, each with its remedy."""
    tests = [
        ("id", SITE.fullmatch(config.id), "1 to 10 capital letters and digits, such as SCH900."),
        ("desk", DESK.fullmatch(config.desk), "1 to 4 capital letters and digits, such as 1."),
        ("name", config.name.strip(), "The facility's name as people know it."),
        ("address", config.address.strip(), "The address as a warrant would write it."),
        ("type", config.type in SITE_TYPES, f"One of: {', '.join(SITE_TYPES)}."),
        ("borough", config.borough in DISTRICTS, f"One of: {', '.join(DISTRICTS)}."),
        ("zone", _is_zone(config.zone), "A time zone such as America/New_York."),
        ("posts", config.posts, "At least one post, such as Front desk."),
        ("counsel_minutes", 1 <= config.counsel_minutes <= 60, "Minutes from 1 to 60."),
    ]
    return [
        Finding("facility_value", file, "", key, f"The value of '{key}' cannot be used.", fix)
        for key, good, fix in tests
        if not good
    ]


def _is_zone(name: str) -> bool:
    try:
        zone(name)
    except ValueError:
        return False
    return True


def _phones(raw: dict[str, Any], file: str, found: list[Finding]) -> dict[str, str]:
    """The numbers that can be dialled; the others are listed, since a wrong one is worse than none."""
    good: dict[str, str] = {}
    for key, number in raw.items():
        if key not in CALLS:
            known = f"Known here: {', '.join(CALLS)}."
            found.append(
                Finding("facility_phone", file, "phones", key, f"Nobody is called '{key}'.", known, "warning")
            )
        elif not isinstance(number, str) or not PHONE.fullmatch(number):
            fix = "Write it like 212-555-0107."
            found.append(
                Finding("facility_phone", file, "phones", key, "This is no telephone number.", fix, "warning")
            )
        else:
            good[key] = number
    return good


def _areas(raw: list[Any], file: str, found: list[Finding]) -> tuple[Area, ...]:
    """The areas that can be read; a broken one is listed and left out: what is not listed is not public."""
    areas: list[Area] = []
    for number, entry in enumerate(raw, 1):
        try:
            areas.append(msgspec.convert(entry, Area))
        except msgspec.ValidationError as wrong:
            fix = "An area has name, status (public, nonpublic or ask) and entry."
            found.append(Finding("facility_area", file, f"area {number}", "", f"{wrong}.", fix, "warning"))
    if not any(area.status == "public" for area in areas):
        fix = "List the public areas, so that guards can name them."
        found.append(Finding("facility_area", file, "areas", "", "No area is marked public.", fix, "warning"))
    return tuple(areas)


def read_facility(path: Path) -> tuple[FacilityConfig, list[Finding]]:
    """The facility in a TOML file, and warnings about what was left out. Raises FacilityUnusable with every finding."""
    file, found = path.name, list[Finding]()
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as broken:
        sentence = f"The facility file cannot be read: {broken}."
        raise FacilityUnusable(
            [Finding("facility_file", file, "", "", sentence, "Mend or replace it.")]
        ) from broken
    for key in sorted(raw.keys() - set(FacilityConfig.__struct_fields__)):
        fix = f"Known here: {', '.join(FacilityConfig.__struct_fields__)}."
        found.append(Finding("facility_key", file, "", key, f"Nothing reads '{key}'.", fix, "warning"))
    known = {key: raw[key] for key in FacilityConfig.__struct_fields__ if key in raw}
    known["phones"] = (
        _phones(known.get("phones", {}), file, found) if isinstance(known.get("phones", {}), dict) else {}
    )
    listed = known.get("areas", [])
    known["areas"] = _areas(listed if isinstance(listed, list) else [], file, found)
    try:
        config = msgspec.convert(known, FacilityConfig)
    except msgspec.ValidationError as wrong:
        sentence, _, where = str(wrong).partition(" - at `$.")
        broken_field = Finding(
            "facility_value", file, "", where.rstrip("`"), f"{sentence}.", "See the sample facilities."
        )
        raise FacilityUnusable([*found, broken_field]) from wrong
    found += _check(config, file)
    if errors(found):
        raise FacilityUnusable(found)
    return config, found


def site(config: FacilityConfig) -> Site:
    """What the engine needs to know of the facility."""
    return Site(
        config.type, config.borough, zone(config.zone), config.court_area, bool(config.local_agencies)
    )


def snapshot(config: FacilityConfig) -> dict[str, Any]:
    """The facility as it is recorded with a visit, so that it replays as it was."""
    plain: dict[str, Any] = msgspec.to_builtins(config)
    return plain


def from_snapshot(recorded: dict[str, Any]) -> FacilityConfig:
    """The facility of a recorded visit; keys of a later program are left out."""
    known = {key: recorded[key] for key in FacilityConfig.__struct_fields__ if key in recorded}
    return msgspec.convert(known, FacilityConfig)
