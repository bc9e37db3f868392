"""What IT decides for a workstation: the table of all keys, and which of the places that may name one is believed.

The places, the first one that names a key going before those below: Windows policy of the computer, then of the account; `managed.toml` of
the computer; `managed.toml` in the configuration folder of the account. The program reads them and changes none of them, but for
`threshold setup`, which writes the last. Nothing in them is secret: `recovery` holds public keys. Schema, policy template and manual
page are made from the table here (`python -m build.formats`).
"""

import os
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

import msgspec
from msgspec import Meta, Struct

from desktop import registry
from desktop.paths import Places, apart, machine_config
from desktop.registry import ROOTS, Form, Hive
from desktop.settings import Settings, Theme, read_choices, read_table, settings_file, usable

FILE = "managed.toml"
CATEGORIES: Mapping[str, str] = {
    "record": "Record and recovery", "desk": "Facility and policy", "visits": "Visits and review", "window": "Window and locking",
}  # fmt: skip
MOST_HOURS = 24 * 366
STORE = "s3://"
"""How a place for the office begins that is no path."""


def _key(category: str, title: str, says: str, since: str = "0.1", **limits: Any) -> Meta:
    """What belongs to a key: its group, its name and one sentence for people, and the first version that knows it."""
    return Meta(title=title, description=says, extra={"category": category, "since": since}, **limits)


class Managed(Struct, frozen=True):
    """What IT may decide. An empty text or list decides nothing."""

    recovery: Annotated[
        list[Annotated[str, Meta(max_length=200)]],
        _key(
            "record", "Recovery keys of the office", "Public keys of offices, as age makes them: a new record is sealed to them, and opens"
            " by their secret keys when this computer is lost.",
        ),
    ] = []  # fmt: skip
    idle_lock_minutes: Annotated[
        int, _key("window", "Lock when idle", "Minutes without a key or click after which the desk locks itself; 0 for never.",
        ge=0, le=24 * 60),
    ] = 5  # fmt: skip
    facility: Annotated[
        str, _key("desk", "Facility file", "Path of the facility file; left out, facility.toml in the configuration folder."),
    ] = ""  # fmt: skip
    retention_days: Annotated[
        int, _key("record", "Retention period", "Days after the last act of a visit when it is due to be removed; 0 for never.",
        ge=0, le=36525),
    ] = 0  # fmt: skip
    backup_folder: Annotated[
        str, _key("record", "Folder for backups", "Whole path of the folder for backups; left out, the one that the facility file"
        " names."),
    ] = ""  # fmt: skip
    policy_authority: Annotated[
        str, _key("desk", "Policy office", "Hash of the one statement of a policy office that may be trusted here; left out, whichever"
        " IT compares.", pattern="^([0-9a-f]{64})?$"),
    ] = ""  # fmt: skip
    overdue_open_hours: Annotated[
        int, _key("visits", "Overdue: open", "Hours after which a visit that is still open is overdue; 0 for never.",
        ge=0, le=MOST_HOURS),
    ] = 12  # fmt: skip
    overdue_review_hours: Annotated[
        int, _key("visits", "Overdue: waiting for review", "Hours after which a visit that waits for its review is overdue; 0 for never.",
        ge=0, le=MOST_HOURS),
    ] = 72  # fmt: skip
    overdue_returned_hours: Annotated[
        int, _key("visits", "Overdue: returned", "Hours after which a visit that was returned and not handed in again is overdue; 0 for"
        " never.", ge=0, le=MOST_HOURS),
    ] = 48  # fmt: skip
    policy: Annotated[
        str, _key("desk", "Policy pack", "Id of the policy pack; left out, the one that the facility file names, else the program's own.",
        max_length=100, pattern=r"^([a-z0-9]+([-/][a-z0-9]+)*)?$"),
    ] = ""  # fmt: skip
    backup_hours: Annotated[
        int, _key("record", "Hours between backups", "Hours after which an open window makes the next backup; never more than 20, since"
        " the desk warns at 24.", ge=1, le=20),
    ] = 20  # fmt: skip
    sync_to: Annotated[
        str, _key("record", "Place for the office", "Where records for the office go: whole path of a folder, share or stick, or"
        " s3://BUCKET/PREFIX; left out, nothing is sent.", max_length=500),
    ] = ""  # fmt: skip
    sync_recipients: Annotated[
        list[Annotated[str, Meta(max_length=200)]],
        _key("record", "Who may read what is sent", "Public keys of the office, as age makes them: what is sent opens by their secret keys"
        " alone."),
    ] = []  # fmt: skip
    sync_receipts: Annotated[
        str, _key("record", "Key of the office's receipts", "Public key (64 hex digits) that signs the office's receipts; without it"
        " nothing counts as received.", pattern="^([0-9a-f]{64})?$"),
    ] = ""  # fmt: skip
    sync_minutes: Annotated[
        int, _key("record", "Minutes between sendings", "Minutes after which an open window sends what waits; 0 for by hand only.",
        ge=0, le=24 * 60),
    ] = 60  # fmt: skip
    kiosk: Annotated[
        bool, _key("window", "Kiosk", "The window fills the screen and has no title bar; closing it by Alt+F4 stays possible."),
    ] = False  # fmt: skip
    theme: Annotated[
        Literal["", "light", "night", "system"], _key("window", "Colors", "Colors of the window, which people cannot change then; left"
        " out, they choose."),
    ] = ""  # fmt: skip


# ---- the table of keys ---------------------------------------------------------------------------------------------------------------


class Key(Struct, frozen=True):
    """One row of the table. `least` and `most` of a number; `choices` of a text from a closed list, without the empty one."""

    name: str
    form: Form
    title: str
    says: str
    since: str
    category: str
    default: str | int | bool | list[str]
    least: int = 0
    most: int = 0
    choices: tuple[str, ...] = ()

    @property
    def meaning(self) -> str:
        """What the key is for, and what it takes."""
        if self.form == "number":
            return f"{self.says} From {self.least} to {self.most}; by default {self.default}."
        if self.form == "switch":
            return f"{self.says} true or false; by default false."
        return f"{self.says} One of {', '.join(self.choices)}." if self.choices else self.says


@cache
def keys() -> tuple[Key, ...]:
    """Every key, as it is declared."""
    usual = msgspec.structs.asdict(Managed())
    return tuple(_row(field, usual[field.name]) for field in msgspec.structs.fields(Managed))


def _row(field: msgspec.structs.FieldInfo, default: Any) -> Key:
    base, told = get_args(field.type)
    form: Form = "text"
    choices: tuple[str, ...] = ()
    if get_origin(base) is Literal:
        form, choices = "choice", tuple(each for each in get_args(base) if each)
    elif get_origin(base) is list:
        form = "list"
    elif base is not str:
        form = "switch" if base is bool else "number"
    more = told.extra
    return Key(
        field.name, form, told.title, told.description, more["since"], more["category"], default, told.ge or 0, told.le or 0, choices
    )  # fmt: skip


# ---- the places ----------------------------------------------------------------------------------------------------------------------

PlaceName = Literal[
    "computer policy", "account policy", "computer file", "account file", "choice at the desk", "default"
]


class Place(Struct, frozen=True):
    """One of the places: what it is called, where it lies, what can be used of it, and a sentence for each key that cannot (as `raw` has
    it). `unread` where it could not be read at all."""

    name: PlaceName
    where: str
    given: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    raw: dict[str, Any] = {}
    unread: str = ""

    def findings(self) -> Iterator[str]:
        """What is wrong with it, in sentences."""
        if self.unread:
            yield f"{self.unread} Nothing in it applies."
        for why in self.wrong.values():
            yield f"{self.where}: {why}"


class Given(Struct, frozen=True):
    """What a place said of a key, and why it is not in force."""

    place: PlaceName
    where: str
    value: Any
    why: str


class Decision(Struct, frozen=True):
    """A key, the value in force and whence it comes; what other places said."""

    key: str
    value: Any
    place: PlaceName
    where: str
    others: tuple[Given, ...]

    @property
    def by_it(self) -> bool:
        """IT has decided: nobody at the desk chooses any more."""
        return self.place not in ("choice at the desk", "default")

    @property
    def machine_wide(self) -> bool:
        """It is not for this account to decide."""
        return self.by_it and self.place != "account file"


class Decided(Struct, frozen=True):
    """What holds here; `findings`: a sentence for each part of a place that was not used."""

    managed: Managed
    decisions: tuple[Decision, ...]
    findings: tuple[str, ...]

    def of(self, key: str) -> Decision:
        """The decision of this key."""
        return next(each for each in self.decisions if each.key == key)


def managed_file(places: Places) -> Path:
    """Where the account's own lies; there need not be one."""
    return places.config / FILE


def machine_file() -> Path:
    """Where that of the computer lies, for all of its accounts; there need not be one."""
    return machine_config(os.environ) / FILE


def read_managed(file: Path) -> tuple[Managed, list[str]]:
    """What one file says for itself, and a sentence for each part of it that was not used. No file is no finding; what is wrong is left at
    its default and the rest applies; nothing is raised. Whether a recovery key is one, `services.key_facts` says."""
    return read_choices(file, Managed)


def decided(places: Places) -> Managed:
    """What IT has decided for this workstation."""
    return _merged(tuple(_places(places, _registry())))


def decide(places: Places, hive: Hive | None = None) -> Decided:
    """As `decided`, with the reason for each key. `hive`: a registry to read in place of this computer's."""
    found = tuple(_places(places, hive or _registry()))
    findings = [sentence for place in found for sentence in place.findings()]
    chosen = (*found, _choice(places))
    return Decided(_merged(found), tuple(_decision(key, chosen) for key in keys()), tuple(findings))


def _registry() -> Hive | None:
    """That of this computer, None where there is none or nothing of the computer is to be met."""
    return None if apart(os.environ) else registry.of_this_computer()


def _merged(found: tuple[Place, ...]) -> Managed:
    table: dict[str, Any] = {}
    for place in reversed(found):
        table |= {key: value for key, value in place.given.items() if not _empty(value)}
    return Managed(**table)


def _empty(value: object) -> bool:
    """It decides nothing."""
    return value in ("", [])


def _places(places: Places, hive: Hive | None) -> Iterator[Place]:
    """Those of IT, the one that goes before all others first."""
    if hive is not None:
        yield from (_policy(hive, root) for root in ROOTS)
    machine, account = machine_file(), managed_file(places)
    yield _guarded(_of_file("computer file", machine), machine)
    if account != machine:
        yield _of_file("account file", account)


def _policy(hive: Hive, root: registry.Root) -> Place:
    where = f"{root}\\{registry.POLICIES}"
    name: PlaceName = "computer policy" if root == "HKLM" else "account policy"
    try:
        values = hive.values(root)
    except OSError as error:
        return Place(
            name, where, unread=f"{where} cannot be read ({error.strerror}). Let IT check its rights."
        )
    table, misfits = registry.plain(values, {key.name: key.form for key in keys()})
    given, wrong = _usable(table, None)
    said = {value.name.lower(): value.data for value in values}
    return Place(name, where, given, misfits | wrong, said)


def _of_file(name: PlaceName, file: Path) -> Place:
    table, unread = read_table(file)
    given, wrong = _usable(table, file.parent)
    return Place(name, str(file), given, wrong, table, unread)


def _usable(table: Mapping[str, Any], folder: Path | None) -> tuple[dict[str, Any], dict[str, str]]:
    """As `settings.usable`. A facility file lies by the file that names it, where it names no whole path; nothing else may do so."""
    given, wrong = usable(table, Managed)
    if folder is not None and given.get("facility"):
        given["facility"] = str(folder / given["facility"])
    for key in ("facility", "backup_folder", "sync_to"):
        store = key == "sync_to" and str(given.get(key)).startswith(STORE)
        if given.get(key) and not store and not Path(given[key]).is_absolute():
            wrong[key] = f"{key} is not usable ({given.pop(key)[:200]!r} is no whole path)."
    return given, wrong


def _guarded(place: Place, file: Path) -> Place:
    """With a sentence where any account of the computer may write what holds for all of them. Windows has no such bits."""
    try:
        loose = [each for each in (file, file.parent) if os.name == "posix" and each.stat().st_mode & 0o002]
    except OSError:  # there is none, or it was told that it cannot be read
        return place
    why = {"": f"every account may write {loose[0]}. Let only root write there."} if loose else {}
    return msgspec.structs.replace(place, wrong=place.wrong | why)


def _choice(places: Places) -> Place:
    """What people chose at the window. What is wrong with it, the window tells."""
    file = settings_file(places)
    given, _ = usable(read_table(file)[0], Settings)
    return Place("choice at the desk", str(file), given)


def _decision(key: Key, found: tuple[Place, ...]) -> Decision:
    naming = [place for place in found if not _empty(place.given.get(key.name, ""))]
    first = naming[0] if naming else None
    others: list[Given] = []
    for place in found:
        value = place.given.get(key.name, place.raw.get(key.name))
        if place is first or value is None:
            continue
        if key.name in place.wrong:
            why = place.wrong[key.name]
        elif _empty(value):
            why = "Empty, so it decides nothing."
        else:
            why = f"The {first.name} goes before it." if first else ""
        others.append(Given(place.name, place.where, value, why))
    if first is None:
        usual = getattr(Settings(), key.name, key.default)
        return Decision(key.name, usual, "default", "", tuple(others))
    return Decision(key.name, first.given[key.name], first.name, first.where, tuple(others))


def colors(managed: Managed, chosen: Theme) -> Theme:
    """The colors of the window: what IT has decided, else what people chose."""
    return managed.theme or chosen


def fills_screen(by_it: Decided, asked: bool) -> bool:
    """Whether the window fills the screen: what IT has decided, else what the start was `asked` for."""
    return by_it.managed.kiosk if by_it.of("kiosk").by_it else asked
