"""Finishes a removal, so that what left the record is in no page, log or file of it any more; and says which holds stand against one.

The order, so that a kill at any moment loses nothing that stays and leaves nothing that goes:

    1. `announce`  an empty file GOING/ID for each sealed original that is to go, beside the originals
    2. the journal: the event, the payload, the key of the original, the half-typed text and the views, in one transaction
    3. `finish`    originals without a key are unlinked; every page is written anew (VACUUM) and the write-ahead log emptied

Step 3 is owed while an original is announced or a removal is newer than the counter DONE; the next start that writes does it, and
`doctor` tells. Writing all anew is needed: an engine that moves rows between pages leaves copies of them in the gaps, also with
`secure_delete`. It takes about 2.5 s per 100 MB, and nothing can be written meanwhile.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from desktop.core.errors import Refused, Trouble
from desktop.core.holding import Hold, covering, fold_holds, visits_told
from desktop.store._engine import Database, rows, translated, value
from desktop.store.stored import OF_HOLDS, OF_REMOVALS, events_where, readable, row_at
from desktop.trust.keys import make_folder, sync_file, sync_folder

GOING = "going"
DONE = "forgotten"
"""The counter that holds the number of the last removal whose traces are gone; -1 where half-typed text went (`owe`)."""

_ID = re.compile(r"[0-9a-f]{32}")
_LAST = f"SELECT max(seq) FROM events WHERE {OF_REMOVALS}"
_KIN = """WITH RECURSIVE kin (visit) AS (
    VALUES (?)
    UNION SELECT v.visit FROM visits v JOIN kin ON v.joined_into = kin.visit
    UNION SELECT v.joined_into FROM visits v JOIN kin ON v.visit = kin.visit WHERE v.joined_into != ''
) SELECT visit FROM kin"""


class Remains(Struct, frozen=True):
    """What is left of removals: sealed originals that go, and whether pages or log may still hold what is gone."""

    originals: int
    pages: bool

    @property
    def anything(self) -> bool:
        """Whether `finish` has something to do."""
        return self.pages or self.originals > 0


def holds(db: Database) -> tuple[Hold, ...]:
    """The holds in force."""
    return fold_holds(events_where(db, OF_HOLDS))


def kin(db: Database, visit: str) -> tuple[str, ...]:
    """The visit and all that are read together with it, however many joinings lie between."""
    return tuple(str(found) for (found,) in rows(db, _KIN, (visit,)))


def check_free(db: Database, seq: int) -> None:
    """Refused("held") where a hold stands against removing the contents of event `seq`. Inside the transaction of the removal, so
    that no hold is placed meanwhile."""
    if not (standing := holds(db)):
        return
    row = row_at(db, seq)
    told = [each for event in readable([row] if row else []) for each in visits_told(event)]
    visits = {
        str(found)
        for (found,) in rows(db, "SELECT visit FROM events WHERE seq = ? AND visit IS NOT NULL", (seq,))
    }
    for number in told:
        visits.update(
            str(found) for (found,) in rows(db, "SELECT visit FROM visits WHERE record_number = ?", (number,))
        )
    found = covering(standing, (each for visit in visits for each in kin(db, visit)))
    if found:
        raise Refused("held", seq=seq, hold=found[0].hold, reason=found[0].reason)


def leap_us(db: Database, now_us: int, span_us: int) -> int:
    """How long (µs) nothing had been written, by the clock, before the events of the last `span_us` began, or before now where there
    are none; 0 where all events are of that span."""
    sql = "SELECT seq, utc_us FROM events WHERE utc_us NOT BETWEEN ? AND ? ORDER BY seq DESC LIMIT 1"
    found = rows(db, sql, (now_us - span_us, now_us))
    if not found:
        return 0
    seq, before_us = found[0]
    first = value(db, "SELECT utc_us FROM events WHERE seq > ? ORDER BY seq LIMIT 1", (seq,))
    return int(now_us if first is None else first) - int(before_us)


def newest_before(db: Database, seqs: Iterable[int], now_us: int) -> dict[int, int]:
    """Number of an event → the latest time (µs UTC) of all events up to it that is not later than `now_us`. One pass."""
    found, newest, last = dict[int, int](), 0, 0
    sql = "SELECT max(utc_us) FROM events WHERE seq > ? AND seq <= ? AND utc_us <= ?"
    for seq in sorted(set(seqs)):
        newest, last = max(newest, int(value(db, sql, (last, seq, now_us)) or 0)), seq
        found[seq] = newest
    return found


def announce(attachments: Path, idents: Iterable[str]) -> None:
    """Say on disk which sealed originals are about to go: once their keys are gone, nothing else could tell them from others."""
    folder = attachments / GOING
    for ident in idents:
        with translated(folder):
            make_folder(folder)
            mark = folder / ident
            mark.touch(mode=0o600)
            sync_file(mark)
            sync_folder(folder)


def owe(db: Database) -> None:
    """Have `finish` write every page anew though nothing that was on record went: half-typed text leaves copies in gaps too."""
    db.execute("INSERT OR REPLACE INTO counters (name, value) VALUES (?, -1)", (DONE,))


def owed(db: Database, attachments: Path) -> Remains:
    """What is left to do."""
    last = int(value(db, _LAST) or 0)
    done = int(value(db, "SELECT value FROM counters WHERE name = ?", (DONE,)) or 0)
    return Remains(len(_announced(attachments)), last > done)


def finish(db: Database, path: Path, attachments: Path) -> Remains:
    """Do what is left, over a connection of its own (`Store.maintenance`); what could not be done now, because another program reads
    or the disk is full, is told in the result and stays for the next time. Raises Trouble only where nothing can be read."""
    with translated(path):
        _unlink(db, attachments)
        if owed(db, attachments).pages:
            with suppress(Trouble):
                _write_anew(db, path)
        return owed(db, attachments)


def _announced(attachments: Path) -> list[Path]:
    folder = attachments / GOING
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    return [mark for mark in found if _ID.fullmatch(mark.name)]


def _unlink(db: Database, attachments: Path) -> None:
    """Remove announced originals whose keys are gone. One that has its key was announced, and then the removal did not happen."""
    for mark in _announced(attachments):
        ident = mark.name
        with suppress(OSError):
            if value(db, "SELECT 1 FROM attachment_keys WHERE id = ?", (ident,)) is None:
                place = attachments / ident[:2] / ident
                place.unlink(missing_ok=True)
                if place.parent.is_dir():
                    sync_folder(place.parent)
            mark.unlink()
            sync_folder(mark.parent)


def _write_anew(db: Database, path: Path) -> None:
    """Every page anew, then the log emptied: the counter moves only where the log was really empty afterwards."""
    with translated(path):
        last = int(value(db, _LAST) or 0)
        db.execute("VACUUM")
        busy = int(rows(db, "PRAGMA wal_checkpoint(TRUNCATE)")[0][0])
        if busy:
            return
        sql = "INSERT INTO counters (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)"
        db.execute(sql, (DONE, last))
