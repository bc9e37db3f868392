"""Makes and restores backups of this workstation's record, and knows how old the newest verified one is."""

from contextlib import closing
from datetime import UTC
from pathlib import Path

import msgspec

from desktop import __version__
from desktop.core.errors import Trouble
from desktop.log import open_log
from desktop.managed import decided
from desktop.paths import Places
from desktop.services.desk import Desk, facility_file, open_desk
from desktop.services.roles import require
from desktop.store import backup
from desktop.store.backup import AboutBackups, Backup, Progress
from desktop.store.restore import Restored, choose, restore
from desktop.wall import Clock, SystemClock

OLD_HOURS = 24
"""A verified backup that is older than this is an alarm (row I7)."""

HOUR_US = 3600 * 1_000_000


class Age(msgspec.Struct, frozen=True):
    """The newest verified backup of a record: `folder` and how many whole `hours` old it is."""

    folder: Path
    hours: int


def back_up(
    places: Places,
    target: Path | None,
    facility: Path | None = None,
    clock: Clock | None = None,
    progress: Progress = lambda *_: None,
    make_folder: bool = False,
) -> Backup:
    """Copy the record to `target`, or to the folder that the facility file names, and prove the copy. A window may be open and
    in use meanwhile: the copy is of one moment, which a signed checkpoint names. Raises AboutBackups for the folder, Trouble for the
    record."""
    with closing(open_desk(places, facility, clock, create=False)) as desk:
        require(desk, "backup")
        folder = target or configured(desk)
        if folder is None:
            remedy = (
                f'Name one with --to, or write backup_folder = "/…" in {facility or facility_file(places)}.'
            )
            raise AboutBackups("io", "No backup folder is named.", remedy)
        backup.refuse_target(folder, desk.store.places)
        reading = desk.clock.read()
        try:
            desk.store.journal.seal("backup", reading)
        except (
            Trouble
        ) as trouble:  # a full disk is all the more reason for a backup; `verify` tells what is not signed
            desk.log.note("not_signed", kind=trouble.kind)
        return backup.make(desk.store, folder, reading.utc_us, __version__, progress, make_folder)


def back_up_if_due(places: Places, facility: Path | None = None, clock: Clock | None = None) -> Backup | None:
    """Make a backup in the folder that the facility file or IT names, where the newest proved one is `backup_hours` old or older (as IT
    decides; 20); None where none is due or no folder is named. For a thread of its own beside the window. Raises what `back_up` does."""
    with closing(open_desk(places, facility, clock, create=False)) as desk:
        folder = configured(desk)
        last = newest(desk, folder) if folder is not None and folder.is_dir() else None
    if folder is None or (last is not None and 0 <= last.hours < decided(places).backup_hours):
        return None
    return back_up(places, folder, facility, clock)


def keep_backed_up(places: Places, facility: Path | None = None, clock: Clock | None = None) -> None:
    """What an open window does by itself: `back_up_if_due`, and a line in the log where that was not possible."""
    try:
        back_up_if_due(places, facility, clock)
    except Trouble as trouble:
        log = open_log(places.logs)
        log.note("not_backed_up", kind=trouble.kind)
        log.close()


def same_disk(places: Places, folder: Path) -> bool:
    """Whether a folder lies on the disk of the record, and would be lost with it."""
    return folder.stat().st_dev == places.data.stat().st_dev


def restore_from(
    places: Places, source: Path, clock: Clock | None = None, progress: Progress = lambda *_: None
) -> Restored:
    """Put the backup `source`, or the newest in that folder, in the place of this workstation's record. Raises Trouble."""
    return restore(places, choose(source), clock or SystemClock(UTC, "Etc/UTC"), progress)


def configured(desk: Desk) -> Path | None:
    """The folder that the facility file names for backups."""
    return Path(desk.facility.backup_folder) if desk.facility.backup_folder else None


def newest(desk: Desk, folder: Path) -> Age | None:
    """The newest verified backup of this desk's record in a folder, None where there is none. Trouble where the folder cannot
    be looked at. Only what was verified has its name there."""
    line = desk.store.devices()
    own = [each for each in backup.listed(folder) if each.manifest.device in line]
    if not own:
        return None
    last = max(own, key=lambda each: each.manifest.made_utc_us)
    hours = (desk.clock.read().utc_us - last.manifest.made_utc_us) // HOUR_US
    return Age(last.folder, hours)
