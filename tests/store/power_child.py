"""A desk without a window that is cut off: real services on a real record, which say at once what they have acknowledged.

A line `head SEQ HASH` says that the record reached this event, `number N` that a visit has this record number, `backup NAME` that
a backup was made, `saving FILE SHA256` that from now on this report is there, whole or not at all, `restoring SEQ HASH` that from
now on a record that goes on from there may be in place. As a program of its own it has a day: home, which day ("whole", or
"short" for a start and a visit), then how the database syncs ("FULL" as the product does; with "NORMAL" and "OFF" it must lose).
"""

import hashlib
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from desktop import paths
from desktop.core.events import Actor
from desktop.services import access
from desktop.services.backing import back_up, restore_from
from desktop.services.desk import Desk, open_desk
from desktop.services.noting import Noting
from desktop.services.photos import Photos
from desktop.services.reporting import save_report
from desktop.services.walking import Current, Walking
from desktop.store.backup import read_manifest
from desktop.store.journal import Moment
from desktop.store.restore import choose
from desktop.trust.keys import make_folder
from desktop.wall import FixedClock, zone
from tests.core.nyc import GOOD_WARRANT, TO_THE_PAPERS

NEW_YORK = "America/New_York"
SCHOOL = paths.resources() / "facilities" / "sample-school.toml"
GUARD = Actor("Guard 12", "guard", "claimed")
PHOTO = bytes(range(256)) * 300
"""A photograph of many sectors: 76,800 bytes of no known type."""

STICK, REPORT = "stick", "report.pdf"
SMALL_LOG_PAGES = 60
"""The write-ahead log is emptied into the file this often (the product's engine does it at 1,000 pages), so that cuts meet it."""


class Hand:
    """Works at the desk below `home`; `say` is told each line. The clock stands at noon, so many `days` after 1 January 2026."""

    def __init__(
        self,
        home: Path,
        say: Callable[[str], None],
        days: int = 0,
        sync: str = "FULL",
        steps: Callable[[Moment], None] = lambda moment: None,
    ) -> None:
        self.home, self.say, self.sync, self.steps = home, say, sync, steps
        self.places = paths.places(home, {})
        self.days = days
        self.clock = FixedClock(self.noon(), zone(NEW_YORK), NEW_YORK)
        self.desk: Desk | None = None
        self.reached = 0

    def open(self) -> Desk:
        """Start the program."""
        self.desk = desk = open_desk(self.places, SCHOOL, self.clock, steps=self.steps)
        for setting in (f"synchronous = {self.sync}", f"wal_autocheckpoint = {SMALL_LOG_PAGES}"):
            desk.store.journal._db.execute(f"PRAGMA {setting}")
        self.walking = Walking(desk)
        self.ack()
        return desk

    def close(self) -> None:
        """End the program."""
        if self.desk is not None:
            self.desk.close()
            self.desk = None

    def ack(self) -> None:
        """Say how far the record reaches."""
        assert self.desk is not None
        self.reached, head = self.desk.store.journal.head()
        self.say(f"head {self.reached} {head}")

    def begin(self) -> str:
        """A new visit; its id."""
        now = self.walking.open_visit(GUARD, "Front desk").visit
        self.say(f"number {now.opened.record_number}")
        self.ack()
        return now.id

    def answer(self, visit: str, count: int) -> None:
        """Answers of a visit without end: local police, then others arrive, again and again."""
        for _ in range(count):
            walk = self.walking.current(visit).walk
            answers = {"danger": "none", "visitor": "city_agency", "identified": "all"}
            answers["city_team_helps_immigration"] = "no"
            if walk.open is not None:
                self.walking.answer(visit, walk.open.address, answers[walk.open.step], GUARD)
            else:
                self.walking.answer(visit, f"{walk.round}/officers_now", "others_arrived", GUARD)
            self.ack()

    def to_paper(self, visit: str) -> str:
        """Answers up to the title of a search warrant; the paper's address."""
        facts = {**TO_THE_PAPERS, **{key: GOOD_WARRANT[key] for key in ("form", "paper_top", "signer")}}
        facts["title"] = "search_warrant"
        now: Current = self.walking.current(visit)
        while now.walk.open is not None and now.walk.open.step in facts:
            now = self.walking.answer(visit, now.walk.open.address, facts[now.walk.open.step], GUARD)
            self.ack()
        return "r1/papers/p1"

    def photo(self, visit: str, paper: str, between: Callable[[], None] = lambda: None) -> None:
        """Keep a photograph; `between` is called when its file is there and its event is not."""
        photos = Photos(self.walking)
        prepared = photos.prepare(PHOTO, photos.check(visit, paper, 1))
        between()
        photos.commit(visit, paper, 1, prepared, GUARD)
        self.ack()

    def note(self, visit: str) -> None:
        """A note, and a call."""
        noting = Noting(self.walking)
        noting.note(visit, "They wait at the door.", "seen", GUARD)
        self.ack()
        noting.call(visit, "legal", "reached", GUARD)
        self.ack()

    def leave(self, visit: str) -> None:
        """The officers leave: the visit is closed, and a checkpoint signed."""
        round_ = self.walking.current(visit).walk.round
        self.walking.answer(visit, f"{round_}/officers_now", "left", GUARD)
        self.ack()

    def report(self, visit: str, file: Path) -> None:
        """Save a report, and have the record say so."""
        assert self.desk is not None
        content = b"%PDF-1.4\n" + visit.encode() + PHOTO
        self.say(f"saving {file.name} {hashlib.sha256(content).hexdigest()}")
        save_report(file, content)
        access.logged(self.desk, "exported", visit, GUARD)
        self.ack()

    def back_up(self, stick: str = STICK) -> None:
        """Make a backup, and prove it."""
        make_folder(self.home / stick)  # as if it had always been there
        self.say(f"backup {back_up(self.places, self.home / stick, SCHOOL, self.clock).folder.name}")

    def restore(self, stick: str = STICK) -> None:
        """Close the desk, put the newest backup in its place, and open it."""
        self.close()
        manifest = read_manifest(choose(self.home / stick).folder)
        self.say(f"restoring {manifest.seq} {manifest.head}")
        restore_from(self.places, self.home / stick, self.clock)
        self.say("restored")
        self.open()

    def noon(self) -> str:
        """Noon of the day."""
        return (datetime(2026, 1, 1, 12, tzinfo=zone(NEW_YORK)) + timedelta(days=self.days)).isoformat()

    def later(self) -> None:
        """A day goes by."""
        self.days += 1
        self.clock.set(self.noon())


def whole_day(hand: Hand) -> None:
    """First start, visits, a photograph, a report, ends and starts of the program, backups, and a restore."""
    hand.open()
    first = hand.begin()
    paper = hand.to_paper(first)
    hand.photo(first, paper)
    hand.note(first)
    hand.leave(first)
    hand.report(first, hand.home / REPORT)
    second = hand.begin()
    hand.answer(second, 12)
    hand.close()
    hand.later()
    hand.open()
    hand.answer(second, 6)
    hand.back_up()
    hand.answer(second, 4)
    third = hand.begin()
    hand.photo(third, hand.to_paper(third))
    hand.later()
    hand.restore()
    hand.answer(second, 3)
    fourth = hand.begin()
    hand.photo(fourth, hand.to_paper(fourth))
    hand.leave(fourth)
    hand.later()
    hand.back_up()
    hand.close()


def short_day(hand: Hand) -> None:
    """A start of the program and a visit."""
    hand.open()
    hand.answer(hand.begin(), 4)
    hand.close()


def say(words: str) -> None:
    """One line, at once in the pipe."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    (whole_day if sys.argv[2] == "whole" else short_day)(Hand(Path(sys.argv[1]), say, sync=sys.argv[3]))
