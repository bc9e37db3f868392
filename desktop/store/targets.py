"""The folders that backups go to: what may be one, and trouble that is theirs and not the record's."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from desktop.core.errors import Trouble
from desktop.paths import Places
from desktop.store.shares import refuse_share
from desktop.trust.keys import sync_folder
from desktop.whole import trouble_of


class AboutBackups(Trouble):
    """A folder of backups, or a backup in it, cannot be used. The record itself is as it was."""


def refuse_target(target: Path, places: Places) -> None:
    """AboutBackups for a folder that must hold no backups: on a share, or inside the folders of the record and of its key."""
    for folder, why in (
        (places.data, "inside the data folder, and would be lost with the record"),
        (places.keys, "inside the keys folder: who finds a backup there has its key too"),
    ):
        if target.resolve().is_relative_to(folder.resolve()):
            sentence = f"{target} is {why}."
            raise AboutBackups("io", sentence, "Name a folder on another disk.", str(target))
    try:
        refuse_share(target)
    except Trouble as share:
        raise AboutBackups(
            "network_share",
            f"{target} is on a network share, where a backup cannot be proved to be whole.",
            "Name a folder on a disk or stick of this computer; the finished folder may be copied to the share.",
            str(target),
        ) from share


def be_there(target: Path, make: bool) -> None:
    """AboutBackups where there is no such folder, since a disk that is not plugged in must not become a folder of this one. With
    `make` it is made, but not those above it."""
    with at_target(target):
        if make:
            target.mkdir(exist_ok=True)
            sync_folder(target.parent)
    if not target.is_dir():
        sentence = f"No backup was made: there is no folder {target}."
        remedy = "Plug its disk in. To have a new folder made, run threshold backup --make once."
        raise AboutBackups("io", sentence, remedy, str(target))


@contextlib.contextmanager
def at_target(target: Path) -> Iterator[None]:
    """Tell what a disk said as AboutBackups, with the remedy for a backup; damage of the record keeps its own sentence."""
    remedies = {
        "disk_full": (
            "is full",
            "Free some space there, or name another folder; finished backups are whole.",
        ),
        "read_only": (
            "cannot be written",
            "Let IT give the right to write there, or take the write protection off.",
        ),
        "io": (
            "cannot be used, or was pulled out",
            "Plug it in, or name another folder; what was copied is used again.",
        ),
    }
    try:
        yield
    except AboutBackups:
        raise
    except OSError as error:
        kind = trouble_of(error, "", target).kind
        cause: Exception = error
    except Trouble as trouble:
        if trouble.kind not in remedies or not Path(trouble.place).is_relative_to(target):
            raise
        kind, cause = trouble.kind, trouble
    else:
        return
    what, remedy = remedies[kind]
    raise AboutBackups(kind, f"No backup was made or read: {target} {what}.", remedy, str(target)) from cause
