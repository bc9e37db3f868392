"""Names the copies of the record that were made before a removal: they still hold what was removed, and nothing deletes them by itself.

Backups are proofs: who takes them away is IT, by hand, once nobody needs them. Papers and evidence exports that left the house are not
known here.
"""

from collections.abc import Iterator
from pathlib import Path

from desktop.core.errors import Trouble
from desktop.services import backing
from desktop.services.desk import Desk
from desktop.store import backup
from desktop.store.former import asides


def copies_with(desk: Desk, first: int, removed_at: int = 0) -> tuple[str, ...]:
    """Sentences on copies that hold event `first` with its contents: made before event `removed_at` took them away (0: any)."""
    return (*_backups(desk, first, removed_at), *_beside(desk.store.path))


def _backups(desk: Desk, first: int, removed_at: int) -> Iterator[str]:
    folder = backing.configured(desk)
    if folder is None:
        yield "No backup folder is named in the facility file: copies made elsewhere still hold it."
        return
    try:
        line, found = desk.store.devices(), backup.listed(folder)
    except Trouble as trouble:
        yield f"The backups could not be looked at: {trouble.sentence}"
        return
    for each in found:
        before = not removed_at or each.manifest.seq < removed_at
        if each.manifest.device in line and first <= each.manifest.seq and before:
            yield f"The backup {each.folder} was made before and still holds it."


def _beside(record: Path) -> Iterator[str]:
    """What an update or a restore left beside the record."""
    for copy in sorted(record.parent.glob(f"{record.name}.before-*")):
        yield f"The copy {copy}, from before an update, may still hold it."
    for folder in asides(record.parent):
        yield f"The former record {folder}, which was moved aside, may still hold it."
