"""A policy pack as parsed tables that a test may change, written back as TOML into a folder of its own."""

import copy
import json
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

PACKS = Path(__file__).parents[2] / "resources" / "packs"
PACK = PACKS / "us-ny-nyc" / "facility-entry"
OVERLAY = PACKS / "us-ny-nyc" / "school-sample"
"""An overlay on PACK, which it finds among the packs that ship, wherever a copy of it lies."""
NOT_COPIED = ("stories", "scenarios", "safety.toml")
"""What of a pack stands beside it and is read by other checks."""

Key = str | int | dict[str, Any]
Change = Callable[["Tables"], None]


class Tables:
    """The files of a pack, parsed; `raw` holds files that are written as bytes instead, None for one that is left out.

    The pictures are among them.
    """

    def __init__(self, source: Path = PACK) -> None:
        self.files = copy.deepcopy(_parsed(source))
        pictures = sorted((source / "pictures").glob("*"))
        self.raw: dict[str, bytes | None] = {f"pictures/{file.name}": file.read_bytes() for file in pictures}

    def write(self, folder: Path) -> Path:
        """Write everything below `folder` and return it."""
        for name in {*self.files, *self.raw}:
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            content = self.raw.get(name, b"") if name in self.raw else dump(self.files[name]).encode()
            if content is not None:
                target.write_bytes(content)
        return folder


@cache
def _parsed(source: Path) -> dict[str, dict[str, Any]]:
    files = (file.relative_to(source) for file in sorted(source.rglob("*.toml")))
    return {
        name.as_posix(): tomllib.loads((source / name).read_text(encoding="utf-8"))
        for name in files
        if name.parts[0] not in NOT_COPIED
    }


def files_of(source: Path) -> tuple[str, ...]:
    """The files of a pack that a test may change."""
    return tuple(_parsed(source))


def dump(table: dict[str, Any]) -> str:
    """TOML with one line for each key at the top; everything below stands inline."""
    return "".join(f"{_key(key)} = {_inline(value)}\n" for key, value in table.items())


def _key(key: str) -> str:
    return json.dumps(key)


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key)} = {_inline(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _entry(entries: list[dict[str, Any]], wanted: dict[str, Any]) -> dict[str, Any]:
    return next(each for each in entries if wanted.items() <= each.items())


# ---- small changes -----------------------------------------------------------------------------------------------------------


def find(table: Any, path: tuple[Key, ...]) -> Any:
    """The entry at `path`; a dict as key means the first entry of a list that has these values."""
    for key in path:
        table = _entry(table, key) if isinstance(key, dict) else table[key]
    return table


def put(file: str, *path: Key, value: Any) -> Change:
    """Set what stands at `path`."""

    def change(tables: Tables) -> None:
        owner, last = find(tables.files[file], path[:-1]), path[-1]
        if isinstance(last, dict):
            last = owner.index(find(owner, (last,)))
        owner[last] = value

    return change


def drop(file: str, *path: Key) -> Change:
    """Remove what stands at `path`."""

    def change(tables: Tables) -> None:
        owner, last = find(tables.files[file], path[:-1]), path[-1]
        if isinstance(last, dict):
            owner.remove(find(owner, (last,)))
        else:
            del owner[last]

    return change


def add(file: str, *path: Key, entry: Any) -> Change:
    """Append `entry` to the list at `path`."""
    return lambda tables: find(tables.files[file], path).append(entry)


def first(file: str, *path: Key, entry: Any) -> Change:
    """Put `entry` before the others of the list at `path`."""
    return lambda tables: find(tables.files[file], path).insert(0, entry)


def raw(file: str, content: bytes | None) -> Change:
    """Write these bytes in place of the file; None leaves it out."""
    return lambda tables: tables.raw.__setitem__(file, content)


def both(*changes: Change) -> Change:
    """Several changes, one after the other."""

    def change(tables: Tables) -> None:
        for each in changes:
            each(tables)

    return change
