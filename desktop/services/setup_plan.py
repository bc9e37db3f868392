"""Reads what a desk is to be set up with: facility, managed configuration, people, recovery sheet; every fault is listed at once.

The facility has the fields and the rules of a facility file, the managed part those of managed.toml: neither is defined twice. Here a
value that those files would leave out with a warning is an error, so that what was written down is what the desk gets.
"""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from desktop.core.errors import Refused
from desktop.core.findings import Finding, errors
from desktop.core.people import ROLES, Role
from desktop.managed import Managed
from desktop.packs.catalog import PackUnusable, load_pack
from desktop.packs.facility import FacilityConfig, FacilityUnusable, check_facility
from desktop.packs.fitting import misfits
from desktop.packs.logo import find_logo
from desktop.services.people import duty_name
from desktop.services.policy_choice import folder_of, named, not_installed
from desktop.services.refusals import sentence
from desktop.trust.pins import check_new
from desktop.trust.sealing import good_recipient
from desktop.whole import read_whole

TOP = ("facility", "managed", "people", "recovery")
MOST_SHARES = 16
"""As many as SLIP-39 has in one group."""

KNOWN_GAPS = ("missing", "empty", "not_installed")
"""Codes of findings that only say that something is not there: the desk can be set up without it, and is told so."""


class PersonPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who is to sign in here: the duty name and the role. Never a PIN."""

    name: str
    role: Role


class SheetPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A recovery sheet of `of` parts, `need` of which open the record."""

    need: int = 1
    of: int = 1


class Plan(msgspec.Struct, frozen=True):
    """What a desk is to be. `managed` is None where the file says nothing of it: IT may bring managed.toml by itself."""

    facility: FacilityConfig
    managed: Managed | None = None
    people: tuple[PersonPlan, ...] = ()
    sheet: SheetPlan | None = None


class PlanUnusable(Exception):
    """A plan with errors; `findings` holds every one of them, and the warnings."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("; ".join(finding.line() for finding in findings))
        self.findings = findings


def read_plan(path: Path) -> tuple[Plan, list[Finding]]:
    """The plan in a TOML file, and warnings about what is missing in it. Raises PlanUnusable with every finding."""
    try:
        raw = tomllib.loads(read_whole(path).decode("utf-8-sig"))
    except OSError as error:
        why, fix = f"The file cannot be opened ({error.strerror}).", "Check its name and its rights."
    except UnicodeDecodeError as error:
        why, fix = f"The file is not UTF-8 text (byte {error.start}).", "Save it as UTF-8."
    except (ValueError, RecursionError) as error:
        why, fix = f"The file cannot be read: {str(error)[:200]}.", "Mend the line that is named."
    else:
        return check_plan(path.name, raw, path.parent)
    raise PlanUnusable([Finding("unreadable", path.name, "", "", why, fix)])


def check_plan(file: str, raw: Mapping[str, Any], folder: Path) -> tuple[Plan, list[Finding]]:
    """The plan that `raw` describes, and warnings; `file` names it in findings, `folder` is where its logo is looked for. Raises
    PlanUnusable."""
    found = [
        Finding("unknown_key", file, "", key, f"Nothing reads '{key}'.", f"Known: {', '.join(TOP)}.")
        for key in sorted(raw.keys() - set(TOP))
    ]
    facility = _facility(file, raw.get("facility"), folder, found)
    managed = _managed(file, raw["managed"], found) if "managed" in raw else None
    if facility is not None:
        found.extend(_placed(each) for each in _policy(file, facility, managed))
    people = _people(file, raw.get("people", []), found)
    sheet = _sheet(file, raw.get("recovery", {}), found)
    if facility is None or errors(found):
        raise PlanUnusable(found)
    return Plan(facility, managed, people, sheet), found


def _table(file: str, place: str, raw: object, found: list[Finding]) -> dict[str, Any]:
    if isinstance(raw, dict):
        return raw
    found.append(Finding("bad_shape", file, place, "", "A table is expected.", f"Write [{place}]."))
    return {}


def _facility(file: str, raw: object, folder: Path, found: list[Finding]) -> FacilityConfig | None:
    if raw is None:
        fix = "Write [facility] with id, name, type, address, desk and what the policy asks for."
        found.append(Finding("missing", file, "facility", "", "It is missing.", fix))
        return None
    table = _table(file, "facility", raw, found)
    config = None
    try:
        config, own = check_facility(file, table)
    except FacilityUnusable as unusable:
        own = unusable.findings
    logo, faults = find_logo(file, folder, table.get("logo", ""))
    found.extend(_placed(each) for each in (*own, *faults))
    return None if config is None else msgspec.structs.replace(config, logo=logo)


def _policy(file: str, facility: FacilityConfig, managed: Managed | None) -> list[Finding]:
    """Whether the facility goes with the policy that is named. What is wrong with the policy itself, doctor tells."""
    wanted = named(managed, facility)
    if not_installed(wanted):
        fix = "If it is not installed here yet, do so after the set-up: threshold pack install."
        said = f"The policy {wanted} did not come with the program."
        return [Finding("not_installed", file, "", "policy", said, fix, "warning")]
    try:
        return misfits(file, facility, load_pack(folder_of(wanted)))
    except PackUnusable:
        return []


def _placed(finding: Finding) -> Finding:
    """A finding of a facility file as one of the table [facility]; what would be left out is an error here."""
    place = ".".join(part for part in ("facility", finding.place) if part)
    level = finding.level if finding.code in KNOWN_GAPS else "error"
    return msgspec.structs.replace(finding, place=place, level=level)


def _managed(file: str, raw: object, found: list[Finding]) -> Managed:
    table, given = _table(file, "managed", raw, found), dict[str, Any]()
    known = {field.name: field for field in msgspec.structs.fields(Managed)}

    def note(code: str, key: str, why: str, fix: str) -> None:
        found.append(Finding(code, file, "managed", key, why, fix))

    for key, value in table.items():
        if key not in known:
            note("unknown_key", key, f"Nothing reads '{key}'.", f"Known: {', '.join(known)}.")
            continue
        try:
            given[key] = msgspec.convert(value, known[key].type)
        except msgspec.ValidationError as wrong:
            why = f"It is not usable: {str(wrong).partition(' - at `$')[0]}."
            note("bad_value", key, why, f"Leave it out for {getattr(Managed(), key)!r}, or mend it.")
    if given.get("facility"):
        fix = "Leave it out: what [facility] says is written to facility.toml of this desk."
        note("bad_value", "facility", "This desk gets its facility from this very file.", fix)
    if (folder := given.get("backup_folder")) and not Path(folder).is_absolute():
        note("bad_value", "backup_folder", "It is no whole path.", 'Write it like "/srv/backups".')
    for recipient in given.get("recovery", ()):
        try:
            good_recipient(recipient)
        except Refused as refused:
            fix = "Write the public key as age-keygen prints it: age1… Never the secret one."
            note("bad_value", "recovery", sentence(refused), fix)
    return Managed(**given)


def _people(file: str, raw: object, found: list[Finding]) -> tuple[PersonPlan, ...]:
    fix = f'Write [[people]] with name = "Guard 12" and role = one of {", ".join(ROLES)}.'
    if not isinstance(raw, list):
        found.append(Finding("bad_shape", file, "people", "", "A list of tables is expected.", fix))
        return ()
    kept: list[PersonPlan] = []
    for number, entry in enumerate(raw, 1):
        why = ""
        try:
            person = msgspec.convert(entry, PersonPlan)
            person = PersonPlan(duty_name(person.name), person.role)
            if any(person.name.casefold() == other.name.casefold() for other in kept):
                why = "This duty name stands twice."
            kept.append(person)
        except msgspec.ValidationError as wrong:
            why = f"{str(wrong).partition(' - at `$')[0]}."
        except Refused as refused:
            why = sentence(refused)
        if why:
            found.append(Finding("bad_person", file, f"people {number}", "", why, fix))
    if kept and not any(person.role == "supervisor" for person in kept):
        why = "Nobody is a supervisor, so nobody could set a PIN."
        found.append(
            Finding("no_supervisor", file, "people", "", why, 'Give one of them role = "supervisor".')
        )
    return tuple(kept)


def _sheet(file: str, raw: object, found: list[Finding]) -> SheetPlan | None:
    table = _table(file, "recovery", raw, found)
    for key in sorted(table.keys() - {"sheet"}):
        found.append(
            Finding("unknown_key", file, "recovery", key, f"Nothing reads '{key}'.", "Known: sheet.")
        )
    if "sheet" not in table:
        return None
    fix = f"Write sheet = {{ need = 2, of = 3 }}: up to {MOST_SHARES} parts, of which at least 2 are needed; or 1 of 1."
    try:
        sheet = msgspec.convert(table["sheet"], SheetPlan)
    except msgspec.ValidationError as wrong:
        why = f"{str(wrong).partition(' - at `$')[0]}."
        found.append(Finding("bad_value", file, "recovery", "sheet", why, fix))
        return None
    if not good_sheet(sheet):
        why = f"A sheet of {sheet.of} parts of which {sheet.need} open it cannot be made."
        found.append(Finding("bad_value", file, "recovery", "sheet", why, fix))
    return sheet


def good_sheet(sheet: SheetPlan) -> bool:
    """SLIP-39 shares one secret in 2 of 2 up to 16 of 16, or writes it whole as 1 of 1."""
    return 2 <= sheet.need <= sheet.of <= MOST_SHARES or (sheet.need, sheet.of) == (1, 1)


def read_pins(lines: Iterable[str], plan: Plan) -> tuple[dict[str, str], list[Finding]]:
    """Duty name → PIN of the lines "name: PIN", and what is wrong with them. No sentence says what was given as a PIN."""
    pins: dict[str, str] = {}
    found: list[Finding] = []
    known = {person.name.casefold(): person.name for person in plan.people}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        name, _, pin = (part.strip() for part in line.rpartition(":"))
        person = known.get(name.casefold())
        why, fix = "", 'Write "name: PIN", one person a line.'
        if person is None:
            why = "It begins with nobody's name of [[people]]."
        elif person in pins:
            why = "This person has a line already."
        else:
            try:
                check_new(pin)
                pins[person] = pin
            except Refused as refused:
                why, fix = sentence(refused), "Give another one."
        if why:
            found.append(Finding("bad_pin", "PINs", f"line {number}", person or "", why, fix))
    return pins, found
