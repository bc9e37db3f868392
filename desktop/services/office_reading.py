"""What the office does with what it holds: the incident report of any desk's visit, and the check of every record it has.

A report is made as a desk makes it: the events of the visit's record are laid into a replica that is read and thrown away.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import msgspec

from desktop import paths
from desktop.core import chain
from desktop.core.chain import Row
from desktop.core.errors import Refused
from desktop.core.events import read_envelope
from desktop.core.people import Person
from desktop.core.witness import Witness
from desktop.office.database import Database, keys_of, opened
from desktop.office.reading import note_access, owns, packs, place_of_visit, records, rows_of
from desktop.services.desk import open_desk
from desktop.services.reporting import Made, Reporting
from desktop.services.screens import Screens
from desktop.services.walking import Walking
from desktop.store.replica import make_replica
from desktop.trust import device

READER = Person("The agency's office", "supervisor")


class Checked(msgspec.Struct, frozen=True):
    """The check of one record: `told` must be known and speaks against nothing, `findings` do. Sentences, by event."""

    device: str
    epoch: int
    events: int
    findings: tuple[str, ...]
    told: tuple[str, ...]


def report_of(dsn: str, record_number: str) -> Made:
    """The incident report of a visit of any desk that this account may see; that it was made is on record first.

    Refused `no_such_visit`, also for what may not be seen, `counsel_here` for a visit with a paper that is counsel's alone where this
    account is only a reader. Trouble.
    """
    with opened(dsn) as db, tempfile.TemporaryDirectory(prefix="threshold-office-") as folder:
        place = place_of_visit(db, record_number.strip().upper())
        if place is None:
            raise Refused("no_such_visit")
        if place.secret and not owns(db):
            raise Refused("counsel_here")
        note_access(db, "report", record_number.strip().upper())
        home = paths.places(Path(folder), {})
        make_replica(home, _lean(db, place.device, place.epoch, place.visit), packs(db))
        with closing(open_desk(home, create=False)) as desk:
            desk.signed.renew(desk.store.staff)
            desk.signed.person = READER
            return Reporting(Screens(Walking(desk))).make(place.visit)()


def _lean(db: Database, own: str, epoch: int, visit: str) -> Iterator[Row]:
    """A record without the contents of visits that have nothing to do with this one."""
    kin = _kin(db, own, visit)
    for row in rows_of(db, own, epoch):
        told = read_envelope(row.envelope)[0].visit
        yield row if told is None or told in kin else msgspec.structs.replace(row, salt=None, payload=None)


def _kin(db: Database, own: str, visit: str) -> frozenset[str]:
    """A visit, those joined into it and those that it is joined into."""
    known = db.execute(
        "SELECT visit, joined_into FROM visits WHERE device = %s AND joined_into <> ''", (own,)
    ).fetchall()
    kin, grows = {visit}, True
    while grows:
        more = {str(each) for pair in known for each in pair if kin & set(map(str, pair))}
        grows, kin = not more <= kin, kin | more
    return frozenset(kin)


def check_all(dsn: str, progress: Callable[[int, int], None] = lambda done, of: None) -> Iterator[Checked]:
    """Check every record that is held: the chain, the contents, the signed checkpoints and the keys, as `threshold verify` does at a desk.
    Trouble."""
    with opened(dsn) as db:
        every = records(db)
        for done, (name, epoch) in enumerate(every):
            progress(done, len(every))
            witness, count = Witness(device.verify, keys_of(db, name)), 0

            def counted(name: str = name, epoch: int = epoch) -> Iterator[Row]:
                nonlocal count
                for row in rows_of(db, name, epoch):
                    count += 1
                    yield row

            findings = chain.verify(counted(), watch=witness.see)
            seen = witness.close()
            against = tuple(each.sentence for each in (*findings, *seen.findings))
            yield Checked(name, epoch, count, against, tuple(each.sentence for each in seen.told))
        progress(len(every), len(every))
