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
from desktop.core.errors import Refused, Trouble
from desktop.core.events import read_envelope
from desktop.core.people import Person
from desktop.core.record_words import REVIEW_WORDS
from desktop.core.witness import Witness
from desktop.office.database import Database, keys_of, opened
from desktop.office.listing import Found, find
from desktop.office.reading import note_access, owns, packs, places_of, record_rows, records
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


def report_of(dsn: str, record_number: str, visit: str = "") -> Made:
    """The incident report of a visit of any desk that this account may see; that it was made is on record first. `visit` is its id, where
    two desks were set up alike and gave one number twice.

    Refused `no_such_visit`, also for what may not be seen, `two_visits`, `counsel_here` for a visit with a paper that is counsel's alone
    where this account is only a reader. Trouble.
    """
    number = record_number.strip().upper()
    with opened(dsn) as db, tempfile.TemporaryDirectory(prefix="threshold-office-") as folder:
        found = [place for place in places_of(db, number) if visit in ("", place.visit)]
        if not found:
            raise Refused("no_such_visit")
        if len(found) > 1:
            raise Refused("two_visits", visits=", ".join(each.visit for each in found))
        place = found[0]
        if place.secret and not owns(db):
            raise Refused("counsel_here")
        note_access(db, "report", number)
        home = paths.places(Path(folder), {})
        make_replica(home, _lean(db, place.device, place.epoch, place.visit), packs(db))
        with closing(open_desk(home, create=False)) as desk:
            desk.signed.renew(desk.store.staff)
            desk.signed.person = READER
            return Reporting(Screens(Walking(desk))).make(place.visit)()


def _lean(db: Database, own: str, epoch: int, visit: str) -> Iterator[Row]:
    """A record without the contents of visits that have nothing to do with this one. Trouble `damaged` where it is not one chain."""
    kin, before = _kin(db, own, visit), (0, chain.START)
    for row in record_rows(db, own, epoch):
        try:
            told = read_envelope(row.envelope)[0].visit
        except ValueError:
            told, before = None, (0, "")
        if (row.seq - 1, row.prev) != before:
            words = f"Event {row.seq} of the record of this visit is not as it was written."
            raise Trouble("damaged", words, "Run: threshold office verify")
        before = (row.seq, row.hash)
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
                for row in record_rows(db, name, epoch):
                    count += 1
                    yield row

            findings = chain.verify(counted(), watch=witness.see)
            seen = witness.close()
            against = tuple(each.sentence for each in (*findings, *seen.findings))
            yield Checked(name, epoch, count, against, tuple(each.sentence for each in seen.told))
        progress(len(every), len(every))


class OfficeLine(msgspec.Struct, frozen=True):
    """A visit of some desk as a row: words for people; `after` is where the next page goes on."""

    number: str
    day: str
    agency: str
    site: str
    state: str
    after: tuple[int, str]

    @property
    def spoken(self) -> str:
        """All of it, for a reader of the screen."""
        return ", ".join(each for each in (self.number, self.day, self.agency, self.site, self.state) if each)


def visit_lines(dsn: str, typed: str, most: int, after: tuple[int, str] | None = None) -> list[OfficeLine]:
    """The visits that hold all that was typed, newest first, at most `most`, the next ones `after` a row. Trouble."""
    with opened(dsn) as db:
        return [_line(each) for each in find(db, typed, most, after)]


def _line(found: Found) -> OfficeLine:
    marks = [mark for mark, on in (("VOID", found.void), ("Counsel only", found.secret)) if on]
    state = " · ".join([REVIEW_WORDS[found.state], *marks])
    place = (found.opened_us, found.visit)
    return OfficeLine(found.record_number, found.day.isoformat(), found.agency, found.site, state, place)
