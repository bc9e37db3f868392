"""Begins a new policy pack: a copy of a template or of a pack that ships, under its own id, with the schemas that editors use."""

import re
from collections.abc import Iterator
from pathlib import Path

from desktop.core.packcheck.routing import PACK_ID
from desktop.packs.catalog import DEFAULT
from desktop.packs.source import HEAD
from desktop.packs.written import toml_value
from desktop.whole import write_whole

TEMPLATES = {
    "sample": "templates/sample",
    "empty": "templates/empty",
    "nyc": f"packs/{DEFAULT}",
    "overlay": "packs/us-ny-nyc/school-sample",
}
"""What a pack can begin from, and where that lies among the resources."""
SCHEMA = ".schema"
"""Where a new pack's schemas lie: for its author's editor, and no part of the pack."""
_SCHEMA_LINE = re.compile(r"\A#:schema \S*/([a-z-]+\.json)\n")


class CannotBegin(Exception):
    """The pack cannot be begun as asked; nothing was written. The sentence says why and what to do."""


def id_of(folder: Path) -> str:
    """The id that the place of a folder suggests: the names of the folder above it and of itself, in small letters."""
    whole = folder.resolve()
    names = (re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") for name in (whole.parent.name, whole.name))
    return "/".join(name for name in names if name)


def begin(resources: Path, folder: Path, template: str, pack_id: str, title: str = "") -> list[Path]:
    """Write the new pack into `folder`, which is not there or empty, and return its files, relative to it.

    CannotBegin where the folder holds something or the id is none; Trouble where it cannot be written. KeyError for a template that there
    is not.
    """
    if not PACK_ID.fullmatch(pack_id):
        said = f"“{pack_id}” is no id of a pack."
        raise CannotBegin(f"{said} Give --id with lower-case words, - and /, for example my-city/my-policy.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CannotBegin(f"{folder} holds something already. Name a folder that is new or empty.")
    source = resources / TEMPLATES[template]
    written = dict(_files(source, pack_id, title))
    for file in sorted((resources / "schema").glob("*.json")):
        written[Path(SCHEMA) / file.name] = file.read_bytes()
    for file, content in written.items():
        write_whole(folder / file, content, "The pack")
    return sorted(written)


def _files(source: Path, pack_id: str, title: str) -> Iterator[tuple[Path, bytes]]:
    for file in sorted(each for each in source.rglob("*") if each.is_file()):
        name, content = file.relative_to(source), file.read_bytes()
        if name.suffix == ".toml":
            text = content.decode()
            up = "../" * (len(name.parts) - 1) or "./"
            text = _SCHEMA_LINE.sub(rf"#:schema {up}{SCHEMA}/\1\n", text)
            if name == Path(HEAD):
                text = _head(text, pack_id, title)
            content = text.encode()
        yield name, content


def _head(text: str, pack_id: str, title: str) -> str:
    """`pack.toml` as a first draft of its own."""
    said = {"id": pack_id, "version": "1.0", "status": "draft"} | ({"title": title} if title else {})
    for key, value in said.items():
        text = re.sub(
            rf"(?m)^{key} = .*$", f"{key} = {toml_value(value)}".replace("\\", r"\\"), text, count=1
        )
    return text
