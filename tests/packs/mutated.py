"""A policy pack as parsed tables that a test may change, written back as TOML into a folder of its own."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

PACK = Path(__file__).parents[2] / "resources" / "packs" / "us-ny-nyc" / "facility-entry"
FILES = (
    "pack.toml",
    "steps.toml",
    "routing.toml",
    "papers.toml",
    "law.toml",
    "specimens.toml",
    "text/en/steps.toml",
    "text/en/outcomes.toml",
    "text/en/words.toml",
    "text/en/specimens.toml",
)

Key = str | int | dict[str, Any]
Change = Callable[["Tables"], None]


class Tables:
    """The files of a pack, parsed; `raw` holds files that are written as bytes instead, None for one that is left out.

    The pictures are among them.
    """

    def __init__(self, source: Path = PACK) -> None:
        self.files = {name: tomllib.loads((source / name).read_text(encoding="utf-8")) for name in FILES}
        pictures = sorted((source / "pictures").iterdir())
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
