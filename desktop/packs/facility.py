"""Reads a facility file: the particulars of one site that the policy asks for, every fault listed with its remedy.

A fault in what decides outcomes or names the record (id, desk, type, borough, zone …) makes the file unusable; a broken area,
phone or list entry is left out and listed, and the rest goes on: what is not listed as public is not public.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from desktop import wall
from desktop.core.details import PERSONAL
from desktop.core.facts import DISTRICTS, Site
from desktop.core.findings import Finding, errors, shown
from desktop.core.identity import DESK, SITE
from desktop.core.packcheck.routing import PACK_ID
from desktop.core.texts import AREA_STATUS, CALLS, SITE_TYPES
from desktop.packs.catalog import DEFAULT
from desktop.packs.logo import find_logo
from desktop.whole import read_whole

MAX_COUNSEL_MINUTES = 60
NEW_YORK = "America/New_York"
_PHONE = re.compile(r"\d{3}|\+?\d[\d ()-]{5,}\d( ?x ?\d{1,6})?")
_NEEDED_PHONES = ("supervisor", "counsel")


class Area(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the site (row G16). One whose status is `ask` is treated as not public, and so is one where somebody sleeps or
    is cared for (`private_room`). `entry`: how one gets in."""

    name: str
    status: Literal["public", "nonpublic", "private_room", "parking", "ask"]
    entry: str = ""


class FacilityConfig(msgspec.Struct, frozen=True):
    """One facility and one desk of it. `id` and `desk` make its record numbers; `policy` is the id of the policy pack that it goes
    by, "" for the program's own; `borough`: "" where the policy does not ask for it (`packs.fitting`); `counsel_minutes` until
    counsel counts as not reached; `local_agencies` are the State agencies that count as local here; `phones` by the keys of `texts.CALLS`;
    `personal`: kind of personal data (`details.PERSONAL`) → reference of the privacy officer's approval, without which the
    kind is off; `scan_folder`: where scans of papers arrive and `backup_folder` where backups go, "" for none;
    `logo`: the whole path of the picture on reports."""

    id: str
    name: str
    type: str
    address: str
    desk: str
    policy: str = ""
    borough: str = ""
    zone: str = NEW_YORK
    court_area: bool = False
    posts: tuple[str, ...] = ("Front desk",)
    on_duty: tuple[str, ...] = ()
    counsel_minutes: int = 5
    local_agencies: tuple[str, ...] = ()
    phones: dict[str, str] = {}
    areas: tuple[Area, ...] = ()
    personal: dict[str, str] = {}
    scan_folder: str = ""
    backup_folder: str = ""
    logo: str = ""


class FacilityUnusable(Exception):
    """A facility file with errors; `findings` holds every one of them, and the warnings."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("; ".join(finding.line() for finding in findings))
        self.findings = findings


class _Fields:
    """The fields of one file, taken one by one; what is wrong with one is listed and does not hide the next."""

    def __init__(self, file: str, raw: Mapping[str, Any]) -> None:
        self.file, self.raw = file, raw
        self.found: list[Finding] = []

    def note(
        self, code: str, field: str, sentence: str, fix: str, level: str = "error", place: str = ""
    ) -> None:
        """Add a finding."""
        self.found.append(Finding(code, self.file, place, field, sentence, fix, level))

    def text(self, key: str, good: Callable[[str], object], what: str, fix: str, default: str = "") -> str:
        """A text that must be `good`; missing is an error unless there is a default."""
        value = self.raw.get(key, default)
        if key not in self.raw and not default:
            self.note("missing", key, "It is missing.", fix)
        elif not isinstance(value, str) or not good(value):
            self.note("bad_value", key, f"{shown(value)} is not {what}.", fix)
        return value if isinstance(value, str) else ""

    def either(self, key: str, good: Callable[[str], object], what: str, fix: str) -> str:
        """A text that is `good`, or none at all."""
        return self.text(key, lambda text: not text or good(text), what, fix) if key in self.raw else ""

    def names(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A list of names; an entry that is none is left out and listed."""
        value = self.raw.get(key, list(default))
        if not isinstance(value, list):
            self.note("bad_value", key, "A list is expected.", f'Write {key} = ["…"].')
            return default
        kept = tuple(each for each in value if isinstance(each, str) and each.strip())
        if len(kept) != len(value):
            self.note(
                "bad_value",
                key,
                "An entry is not a name and was left out.",
                "Write it as text in quotes.",
                "warning",
            )
        if default and not kept:
            self.note(
                "empty", key, f"It lists nothing; '{default[0]}' is used.", f'Write {key} = ["…"].', "warning"
            )
        return tuple(dict.fromkeys(kept)) or default


def is_zone(name: str) -> bool:
    """Tell whether the pinned data know a zone of this name."""
    try:
        wall.zone(name)
    except ValueError:
        return False
    return True


def _some(text: str) -> bool:
    return bool(text.strip())


def read_facility(path: Path) -> tuple[FacilityConfig, list[Finding]]:
    """The facility in a TOML file, and warnings about what was left out. Raises FacilityUnusable with every finding."""
    file = path.name
    try:
        raw = tomllib.loads(read_whole(path).decode())
    except FileNotFoundError as broken:
        raise _unread(
            file, "file_missing", "The file is missing.", "Name a facility file that exists."
        ) from broken
    except UnicodeDecodeError as broken:
        raise _unread(
            file, "not_utf8", f"The file is not UTF-8 text (byte {broken.start}).", "Save it as UTF-8."
        ) from broken
    except (ValueError, RecursionError) as broken:  # of TOML, and of numbers and nesting without end
        raise _unread(
            file, "not_toml", f"The file cannot be read: {broken}.", "Mend the line that is named."
        ) from broken
    except OSError as broken:
        raise _unread(
            file, "file_unreadable", f"The file cannot be opened ({broken.strerror}).", "Check its rights."
        ) from broken
    config, found = check_facility(file, raw)
    logo, faults = find_logo(file, path.parent, raw.get("logo", ""))
    return msgspec.structs.replace(config, logo=logo), [*found, *faults]


def _unread(file: str, code: str, sentence: str, fix: str) -> FacilityUnusable:
    return FacilityUnusable([Finding(code, file, "", "", sentence, fix)])


def check_facility(file: str, raw: Mapping[str, Any]) -> tuple[FacilityConfig, list[Finding]]:
    """The facility that `raw` describes, and warnings; `file` names it in findings. Raises FacilityUnusable."""
    fields = _Fields(file, raw)
    boroughs, types = ", ".join(DISTRICTS), ", ".join(SITE_TYPES)
    for key in sorted(raw.keys() - set(FacilityConfig.__struct_fields__)):
        fix = f"Known: {', '.join(FacilityConfig.__struct_fields__)}."
        fields.note("unknown_key", key, f"Nothing reads '{key}'.", fix, "warning")
    config = FacilityConfig(
        id=fields.text("id", SITE.fullmatch, "an id of 1 to 10 characters A-Z, 0-9", "Write it like SCH900."),
        name=fields.text("name", _some, "a name", "Write the site's name as people know it."),
        type=fields.text("type", SITE_TYPES.__contains__, "a type of site", f"One of: {types}."),
        address=fields.text("address", _some, "an address", "Write it as a warrant would."),
        desk=fields.text(
            "desk", DESK.fullmatch, "a desk of 1 to 4 characters A-Z, 0-9", 'Write it like "1", in quotes.'
        ),
        policy=fields.either("policy", PACK_ID.fullmatch, "the id of a policy", f"Write it like {DEFAULT}."),
        borough=fields.either("borough", DISTRICTS.__contains__, "a borough", f"One of: {boroughs}."),
        zone=fields.text("zone", is_zone, "a time zone", f"Write {NEW_YORK}.", NEW_YORK),
        court_area=_court_area(fields),
        posts=fields.names("posts", ("Front desk",)),
        on_duty=fields.names("on_duty"),
        counsel_minutes=_minutes(fields),
        local_agencies=fields.names("local_agencies"),
        phones=_phones(fields),
        areas=_areas(fields),
        personal=_personal(fields),
        scan_folder=_folder(fields, "scan_folder"),
        backup_folder=_folder(fields, "backup_folder"),
    )
    if errors(fields.found):
        raise FacilityUnusable(fields.found)
    return config, fields.found


def _court_area(fields: _Fields) -> bool:
    value = fields.raw.get("court_area", False)
    if not isinstance(value, bool):
        fix = "Write court_area = true or court_area = false."
        fields.note("bad_value", "court_area", "It must say whether a court sits here.", fix)
    return value is True


def _minutes(fields: _Fields) -> int:
    value = fields.raw.get("counsel_minutes", 5)
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MAX_COUNSEL_MINUTES:
        return value
    fix = f"Write a whole number from 1 to {MAX_COUNSEL_MINUTES}; 5 is usual."
    fields.note("bad_value", "counsel_minutes", f"{shown(value)} is no number of minutes.", fix)
    return 5


def _area(entry: object, kept: list[Area]) -> Area | str:
    """The area, or what is wrong with it."""
    try:
        area = msgspec.convert(entry, Area)
    except msgspec.ValidationError as wrong:
        return str(wrong).partition(" - at `$")[0]
    if not area.name.strip():
        return "it has no name"
    return "its name stands twice" if any(area.name == other.name for other in kept) else area


def _areas(fields: _Fields) -> tuple[Area, ...]:
    raw = fields.raw.get("areas", [])
    if not isinstance(raw, list):
        fields.note(
            "bad_value",
            "areas",
            "A list of tables is expected.",
            "Write each area under [[areas]].",
            "warning",
        )
        raw = []
    kept: list[Area] = []
    for number, entry in enumerate(raw, 1):
        made = _area(entry, kept)
        if isinstance(made, Area):
            kept.append(made)
            continue
        named = entry.get("name") if isinstance(entry, dict) else ""
        place = f"area {number}" + (f" ({named})" if isinstance(named, str) and named else "")
        fix = f"An area has name, status ({', '.join(AREA_STATUS)}) and entry."
        fields.note("bad_area", "areas", f"The area is left out: {made}.", fix, "warning", place)
    for status in ("public", "nonpublic"):
        if not any(area.status == status for area in kept):
            fix = f'List them under [[areas]] with status = "{status}", so that guards can name them.'
            fields.note("empty", "areas", f"No area is {status}.", fix, "warning")
    return tuple(kept)


def _personal(fields: _Fields) -> dict[str, str]:
    """The approvals. Only what names one is on: a kind that is listed and left out here stays off."""
    raw = fields.raw.get("personal", {})
    if not isinstance(raw, dict):
        fix = "Write the approvals under [personal]."
        fields.note("bad_value", "personal", "A table is expected; all of it is off.", fix, "warning")
        raw = {}
    kept: dict[str, str] = {}
    for key, value in raw.items():
        if key not in PERSONAL:
            fix = f"Known: {', '.join(PERSONAL)}."
            fields.note("unknown_key", key, f"There is no kind of data '{key}'.", fix, "warning", "personal")
        elif isinstance(value, str) and value.strip():
            kept[key] = value.strip()
        else:
            fix = f'Write {key} = "PO-…", the reference of the approval, or leave it out.'
            sentence = f"{shown(value)} names no approval, so it is off."
            fields.note("no_approval", key, sentence, fix, "warning", "personal")
    return kept


def _folder(fields: _Fields, key: str) -> str:
    """Not looked for here: it may be on a share, or a stick, that is away just now."""
    value = fields.raw.get(key, "")
    if (
        isinstance(value, str)
        and "\0" not in value
        and (not value.strip() or Path(value.strip()).is_absolute())
    ):
        return value.strip()
    fix = f'Write the whole path, like {key} = "/srv/{key.partition("_")[0]}s".'
    fields.note("bad_value", key, f"{shown(value)} is no folder, so none is used.", fix, "warning")
    return ""


def _phones(fields: _Fields) -> dict[str, str]:
    """The numbers that can be dialled; the others are listed, since a wrong one is worse than none."""
    raw = fields.raw.get("phones", {})
    if not isinstance(raw, dict):
        fields.note(
            "bad_value", "phones", "A table is expected.", "Write the numbers under [phones].", "warning"
        )
        raw = {}
    kept: dict[str, str] = {}
    for key, value in raw.items():
        if key not in CALLS:
            fix = f"Known: {', '.join(CALLS)}."
            fields.note("unknown_key", key, f"Nobody is called '{key}'.", fix, "warning", "phones")
        elif not isinstance(value, str) or not _PHONE.fullmatch(value):
            fix = "Write it like 212-555-0107."
            fields.note("bad_phone", key, f"{shown(value)} is not a phone number.", fix, "warning", "phones")
        else:
            kept[key] = value
    for key in (each for each in _NEEDED_PHONES if each not in raw):
        fix = f'Write {key} = "212-555-0107" under [phones].'
        fields.note("missing", key, "The number is missing.", fix, "warning", "phones")
    return kept


def site(config: FacilityConfig) -> Site:
    """What the engine needs to know of the facility, its zone from the pinned data."""
    return Site(
        config.type, config.borough, wall.zone(config.zone), config.court_area, bool(config.local_agencies)
    )


def snapshot(config: FacilityConfig) -> dict[str, Any]:
    """The facility as it is recorded with a visit, so that it shows and replays as it was. The folders decide nothing,
    their paths may hold an account's name, and what is recorded here is there for good: they stay out."""
    plain: dict[str, Any] = msgspec.to_builtins(config)
    del plain["scan_folder"], plain["backup_folder"], plain["logo"]
    return plain


def from_snapshot(recorded: Mapping[str, Any]) -> FacilityConfig:
    """The facility of a recorded visit; keys of a later program are passed over. msgspec.ValidationError for a damaged one."""
    return msgspec.convert(dict(recorded), FacilityConfig)
