"""How a desk's record stands: its device key, how far it reaches, what was signed and backed up last; and the check of all of it,
which can be stopped."""

from collections.abc import Callable

import msgspec

from desktop.core.errors import Trouble
from desktop.core.particulars import CheckpointSigned
from desktop.core.record_words import DOUBT_WORDS
from desktop.services import backing
from desktop.services.desk import Desk
from desktop.services.roles import require
from desktop.services.verifying import Verified, verify
from desktop.services.walking import Walking

GROUP, ROW = 4, 8
"""Digits in a group, and groups in a line: what is copied onto paper is read out and compared piece by piece."""


class Standing(msgspec.Struct, frozen=True):
    """What can be told without checking anything. `device_key` and `head` are hex, "" for none; `signed_to` is the last event
    that a checkpoint covers, 0 for none, signed at `signed_at` (the facility's time); `backup_hours` is None where there is no
    proved backup, or where `backup_why` says that none can be looked for; `epoch_why` is the event's own reason."""

    device_key: str
    unsigned: str
    events: int
    head: str
    signed_to: int
    signed_at: str
    backup_hours: int | None
    backup_why: str
    epoch: int
    epoch_why: str
    doubts: tuple[str, ...]


class Stopped(Exception):
    """The person asked to stop; nothing was changed."""


def standing(desk: Desk) -> Standing:
    """How the record stands now. For the thread that opened the desk; a backup folder that hangs keeps it waiting. Trouble where
    the record cannot be read."""
    require(desk, "doctor")
    journal, queries = desk.store.journal, desk.store.queries
    events, head = journal.head()
    last = queries.last_of("checkpoint_signed")
    signed = last.body if last is not None and isinstance(last.body, CheckpointSigned) else None
    hours, why = _backup(desk)
    owner, unsigned = desk.store.owner, desk.store.unsigned
    return Standing(
        device_key=journal.device_key(),
        unsigned=str(unsigned) if unsigned is not None else "",
        events=events,
        head=head,
        signed_to=signed.seq if signed is not None else 0,
        signed_at=last.reading.local.strftime("%Y-%m-%d %H:%M") if last is not None else "",
        backup_hours=hours,
        backup_why=why,
        epoch=owner.epoch,
        epoch_why=owner.reason,
        doubts=tuple(DOUBT_WORDS[code] for code in journal.judge(desk.clock.read())),
    )


def _backup(desk: Desk) -> tuple[int | None, str]:
    folder = backing.configured(desk)
    if folder is None:
        return None, "No folder for backups is named."
    try:
        newest = backing.newest(desk, folder)
    except Trouble as trouble:
        return None, trouble.sentence
    return (newest.hours, "") if newest is not None else (None, f"There is none in {folder}.")


def check_record(desk: Desk, progress: Callable[[int, int], None]) -> Verified:
    """Check the whole record as `threshold verify` does. `progress` is told events done and how many there are; what it raises
    ends the check. Refused as `roles.require` says. For the thread that opened the desk; raises Trouble."""
    return verify(Walking(desk), progress=progress)


def grouped(digits: str) -> str:
    """Digits in groups of four, eight groups to a line."""
    groups = [digits[place : place + GROUP] for place in range(0, len(digits), GROUP)]
    lines = [groups[place : place + ROW] for place in range(0, len(groups), ROW)]
    return "\n".join(" ".join(line) for line in lines)
