"""Reads and writes the few choices of one workstation about its window; a damaged file costs a choice, never the window.

The file is TOML so that IT can write it by hand. Nothing of a visit and nothing that decides an outcome is in it.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec

from desktop.core.findings import SHOWN, shown
from desktop.paths import Places
from desktop.whole import read_whole, write_whole

Theme = Literal["light", "night", "system"]
_S = TypeVar("_S", bound=msgspec.Struct)
FILE = "window.toml"
HEAD = "# Choices of this workstation about its window."


class Settings(msgspec.Struct, frozen=True):
    """The choices. `theme`: light, night, or as the system of the computer has it."""

    theme: Theme = "light"


def settings_file(places: Places) -> Path:
    """Where the choices of this workstation lie; nobody has made the file or its folder before the first choice."""
    return places.config / FILE


def read_settings(file: Path) -> tuple[Settings, list[str]]:
    """The choices, and a sentence for each part of the file that was not used, as `read_choices` tells them."""
    return read_choices(file, Settings)


def read_choices(file: Path, kind: type[_S]) -> tuple[_S, list[str]]:
    """What a TOML file says of the fields of `kind`, all of which have defaults, and a sentence for each part that was not used.

    No file is no finding. What is wrong is left at its default and the rest applies; nothing is raised.
    """
    table, unread = read_table(file)
    if unread:
        return kind(), [f"{unread} The usual choices are used."]
    given, wrong = usable(table, kind)
    usual = msgspec.structs.asdict(kind())
    used = {key: f" {usual[key]!r} is used." for key in wrong if key in usual}
    return kind(**given), [f"{file}: {why}{used.get(key, '')}" for key, why in wrong.items()]


def read_table(file: Path) -> tuple[dict[str, Any], str]:
    """What a TOML file holds, and a sentence where it cannot be read, else "". No file is an empty one."""
    try:
        return tomllib.loads(read_whole(file).decode("utf-8-sig")), ""
    except FileNotFoundError:
        return {}, ""
    except OSError as error:
        why = f"{file} cannot be opened ({error.strerror}). Let IT check its rights."
    except UnicodeDecodeError as error:
        why = f"{file} is not UTF-8 text (byte {error.start}). Save it as UTF-8 or delete it."
    except (ValueError, RecursionError) as error:
        why = f"{file} cannot be read: {str(error)[:200]}. Mend the file or delete it."
    return {}, why


def usable(table: Mapping[str, Any], kind: type[msgspec.Struct]) -> tuple[dict[str, Any], dict[str, str]]:
    """The values of `table` that the fields of `kind` can take, and a sentence for each other key; each key for itself, so that one
    wrong value does not cost the others."""
    fields = {field.name: field for field in msgspec.structs.fields(kind)}
    given: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for key, value in table.items():
        if key not in fields:
            wrong[key] = f"{shown(key)} is not known and was left out. {_nearest(key, list(fields))}"
            continue
        try:
            given[key] = msgspec.convert(value, fields[key].type)
        except msgspec.ValidationError as error:
            wrong[key] = f"{key} is not usable ({str(error)[:SHOWN]})."
    return given, wrong


def _nearest(key: str, known: list[str]) -> str:
    """The key that was probably meant, else all there are."""
    from difflib import get_close_matches  # only where something is wrong: the window starts without it

    near = get_close_matches(key[:SHOWN].lower(), known, 1, 0.7)
    return f"Did you mean {near[0]}?" if near else f"Known: {', '.join(known)}."


def write_settings(file: Path, settings: Settings) -> None:
    """Write the choices whole or not at all (`desktop.whole`); what stood in the file before is replaced. Trouble names it."""
    lines = [
        f"{key} = {msgspec.json.encode(value).decode()}"
        for key, value in msgspec.structs.asdict(settings).items()
    ]
    write_whole(file, "\n".join((HEAD, *lines, "")).encode(), "The choice")
