"""Reads what a Group Policy has written for Threshold into the registry of Windows; elsewhere there is none."""

import sys
from collections.abc import Iterable, Mapping
from typing import Literal, Protocol

from msgspec import Struct

POLICIES = r"Software\Policies\Threshold"
"""The key below HKEY_LOCAL_MACHINE and HKEY_CURRENT_USER. Only administrators can write there, in an account's own part too."""

Root = Literal["HKLM", "HKCU"]
ROOTS: tuple[Root, ...] = ("HKLM", "HKCU")
Form = Literal["text", "choice", "number", "switch", "list"]
REG_SZ, REG_DWORD, REG_MULTI_SZ = 1, 4, 7
TYPES: Mapping[int, str] = {
    0: "REG_NONE", REG_SZ: "REG_SZ", 2: "REG_EXPAND_SZ", 3: "REG_BINARY", REG_DWORD: "REG_DWORD", REG_MULTI_SZ: "REG_MULTI_SZ",
    11: "REG_QWORD",
}  # fmt: skip
WANTED: Mapping[Form, int] = {
    "text": REG_SZ, "choice": REG_SZ, "number": REG_DWORD, "switch": REG_DWORD, "list": REG_MULTI_SZ,
}  # fmt: skip


class Value(Struct, frozen=True):
    """One value of a key: its name, its type as Windows numbers them, and what it holds."""

    name: str
    type: int
    data: object


class Hive(Protocol):
    """Where the values are read."""

    def values(self, root: Root) -> list[Value]:
        """All values of `POLICIES` below `root`; none where there is no such key. OSError where it cannot be read."""


class Windows:
    """The registry of this computer."""

    def values(self, root: Root) -> list[Value]:
        """As `Hive.values`."""
        found: list[Value] = []
        if sys.platform == "win32":
            import winreg

            top = winreg.HKEY_LOCAL_MACHINE if root == "HKLM" else winreg.HKEY_CURRENT_USER
            try:
                with winreg.OpenKey(top, POLICIES, 0, winreg.KEY_READ | winreg.KEY_WOW64_64KEY) as key:
                    for number in range(winreg.QueryInfoKey(key)[1]):
                        name, data, kind = winreg.EnumValue(key, number)
                        found.append(Value(name, kind, data))
            except FileNotFoundError:
                return []
        return found


class Written:
    """Values that are given, as a registry would hold them: `threshold settings` is tried with it where there is no Windows."""

    def __init__(self, values: Mapping[Root, Iterable[Value]]) -> None:
        self._values = {root: list(given) for root, given in values.items()}

    def values(self, root: Root) -> list[Value]:
        """As `Hive.values`."""
        return self._values.get(root, [])


def of_this_computer() -> Hive | None:
    """The registry, None where there is none."""
    return Windows() if sys.platform == "win32" else None


def plain(
    values: Iterable[Value], forms: Mapping[str, Form]
) -> tuple[dict[str, str | int | bool | list[str]], dict[str, str]]:
    """The values as a managed.toml would hold them, and a sentence for each that has another type than its key takes. Windows does not
    tell capitals from small letters in names. A name that is no key is handed on as it is."""
    table: dict[str, str | int | bool | list[str]] = {}
    wrong: dict[str, str] = {}
    for value in values:
        key = value.name.lower()
        form = forms.get(key)
        if form is None:
            table[value.name] = str(value.data)
            continue
        taken = _taken(value, form)
        if taken is None:
            wrong[key] = _misfit(value, form)
        else:
            table[key] = taken
    return table, wrong


def _taken(value: Value, form: Form) -> str | int | bool | list[str] | None:
    """What the value says, None where it cannot be that of its key."""
    data = value.data
    if value.type != WANTED[form]:
        return None
    if form == "list":
        return [str(each) for each in data] if isinstance(data, list) else None
    if form == "switch":
        return bool(data) if data in (0, 1) else None
    return data if isinstance(data, int if form == "number" else str) else None


def _misfit(value: Value, form: Form) -> str:
    wanted, there = TYPES[WANTED[form]], TYPES.get(value.type, f"type {value.type}")
    told = f"{wanted} 0 or 1" if form == "switch" else wanted
    return f"{value.name.lower()} is not usable (it is {there}; {told} is wanted)."
