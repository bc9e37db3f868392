"""Keeps the file of an installed policy beside the record, so that its stories, safety rules and pictures can be looked at at the desk.

No visit depends on it: what is walked by stands in the record itself. The file is believed only where its manifest is, byte for byte, the
signed one that the record keeps; a desk that has not the record takes it for the pack that its hash names, to play a story of it.
"""

import tempfile
from contextlib import suppress
from pathlib import Path

from desktop.core.errors import Refused, Trouble
from desktop.core.policies import PolicyInstalled
from desktop.packs.bundle import ENDING, SOURCE, Bundle, read_bundle, write_bundle
from desktop.paths import Places


def source_file(places: Places, digest: str) -> Path:
    """Where the file of the pack of this hash lies, beside what `policy_beside` keeps of it."""
    return places.data / "policies" / f"{digest}{ENDING}"


def keep_source(places: Places, bundle: Bundle) -> None:
    """Keep a pack file that is installed. Trouble where it cannot be written."""
    write_bundle(source_file(places, bundle.manifest.pack_hash), bundle)


class Sources:
    """Folders of policies that were looked at, each unpacked once; thrown away with `close`."""

    def __init__(self) -> None:
        self._open: dict[str, tempfile.TemporaryDirectory[str]] = {}

    def folder(self, places: Places, body: PolicyInstalled, on_record: bool) -> Path | None:
        """The folder that an installed pack was compiled from; None where its file is gone, cannot be read or unpacked, or is another
        than was signed. `on_record`: what was signed is known from the record."""
        if body.hash in self._open:
            return Path(self._open[body.hash].name)
        try:
            bundle = read_bundle(source_file(places, body.hash))
        except (Refused, Trouble):
            return None
        if bundle.manifest.pack_hash != body.hash or (on_record and bundle.signed_bytes != body.signed_bytes):
            return None
        try:
            scratch = tempfile.TemporaryDirectory(prefix="threshold-policy-")
        except OSError:
            return None
        self._open[body.hash] = scratch
        try:
            _unpack(bundle, Path(scratch.name))
        except OSError:
            self._open.pop(body.hash).cleanup()
            return None
        return Path(scratch.name)

    def close(self) -> None:
        """Throw the folders away."""
        while self._open:
            with suppress(
                OSError
            ):  # a system that still reads a file there: it is public, and the system's own folder
                self._open.popitem()[1].cleanup()


def _unpack(bundle: Bundle, folder: Path) -> None:
    for name, content in bundle.files.items():
        if name.startswith(SOURCE):
            file = folder / name.removeprefix(SOURCE)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
