"""Random visits, removals, holds and periods: what was removed is nowhere, what was kept or held is there, and the chain holds.

The looks are shown to see something: a harness that leaves log or file alone is caught by the same looks.
"""

import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.core.errors import Refused
from desktop.core.events import Actor, Draft, PayloadRedacted
from desktop.core.particulars import PhotoKept
from desktop.services.evidence import export_evidence
from desktop.services.forgetting import Forgetting
from desktop.services.noting import Noting
from desktop.services.photos import Photos
from desktop.services.verifying import verify
from desktop.store import backup
from tests.core.nyc import GOOD_WARRANT, TO_THE_PAPERS
from tests.services.conftest import GUARD, Guard
from tests.services.papers import encoded
from tests.store.pages import pages, told

CHIEF = Actor("Supervisor 3", "supervisor", "pin")
DAYS = 30
KINDS = ("note", "call", "vehicle", "photo")
"""What is written down; each with a word of its own, but for the photograph, which has its file."""

LATER = "2026-09-15T12:00:00-04:00"


class Written(msgspec.Struct):
    """One thing: the event, the visit, its word, the file of its original (None for none), whether it is still to be there."""

    seq: int
    visit: str
    word: str
    file: Path | None
    kept: bool = True


class Place:
    """A desk with a supervisor who signed in, and what was written there."""

    def __init__(self, home: Path) -> None:
        self.guard, self.home = Guard(home / "home"), home
        allowed = {**self.guard.desk.facility.personal, "paper_photos": "PO-1"}
        self.guard.desk.facility = msgspec.structs.replace(self.guard.desk.facility, personal=allowed)
        self.things: list[Written] = []
        self.visits: list[str] = []
        self.held: dict[str, str | None] = {}

    def visit(self, kinds: list[str]) -> None:
        """Write a visit with these things and close it."""
        guard, visit = self.guard, self.guard.open()
        guard.tell(visit, {**TO_THE_PAPERS, **GOOD_WARRANT})
        for kind in kinds:
            self._write(visit, kind, f"Vogel{len(self.things):04d}x")
        guard.answer(visit, "officers_now", "left")
        self.visits.append(visit)

    def _write(self, visit: str, kind: str, word: str) -> None:
        noting, file = Noting(self.guard.walking), None
        if kind == "note":
            now = noting.note(visit, f"note {word} {word * 9}", "seen", GUARD)
        elif kind == "call":
            now = noting.call(visit, "counsel", "told", GUARD, f"told {word}")
        elif kind == "vehicle":
            item = f"v{1 + sum(1 for each in noting.gathered(visit).of_group('vehicle'))}"
            now = noting.detail(visit, "vehicle", item, [("looks", f"a car {word}", "")], "seen", GUARD)
        else:
            now = Photos(self.guard.walking).keep(visit, "r1/papers/p1", 1, encoded("PNG"), GUARD)
            body = now.events[-1].body
            assert isinstance(body, PhotoKept)
            file = self.guard.desk.store.attachments.place(body.id)
        self.things.append(Written(now.events[-1].seq, visit, word if file is None else "", file))

    def signs_in(self) -> Forgetting:
        self.guard.desk.people.first("Supervisor 3", "240613")
        return Forgetting(self.guard.walking, DAYS)

    def is_held(self, visit: str) -> bool:
        return any(each in (None, visit) for each in self.held.values())

    # ---- the looks -----------------------------------------------------------------------------------------

    def everywhere(self) -> Iterator[tuple[str, str]]:
        """Every place where something could be left, and what it says: pages and log, tables, a backup made now, an export."""
        store, desk = self.guard.desk.store, self.guard.desk
        raw = b"".join(pages(store.path, store._key))
        yield "pages", raw.decode("latin-1")
        yield "tables", told(store.path, store._key)
        stick = self.home / "stick"
        made = backup.make(store, stick, desk.clock.read().utc_us, "0.1", make_folder=True)
        yield "backup", told(made.folder / "threshold.db", store._key)
        export_evidence(desk, self.home / "all.zip", CHIEF, originals=True)
        with zipfile.ZipFile(self.home / "all.zip") as archive:
            yield "export", "".join(archive.read(name).decode("latin-1") for name in archive.namelist())

    def check(self) -> None:
        """Removed words and files are nowhere; kept ones are everywhere; the chain holds and every outcome comes out again."""
        for where, content in self.everywhere():
            for thing in self.things:
                if thing.word:
                    assert (thing.word in content) == thing.kept, (where, thing)
        copies = {place.name for place in (self.home / "stick" / "attachments").glob("??/*")}
        for thing in self.things:
            if thing.file is not None:
                assert thing.file.exists() == thing.kept, thing
                assert (thing.file.name in copies) == thing.kept, thing
        assert verify(self.guard.walking).ok
        assert self.guard.desk.store.attachments.unowned() == []


@contextmanager
def place() -> Iterator[Place]:
    with tempfile.TemporaryDirectory() as folder:
        made = Place(Path(folder))
        try:
            yield made
        finally:
            made.guard.desk.close()


def chosen(data: st.DataObject, made: Place, label: str) -> list[Written]:
    visit = data.draw(st.sampled_from(made.visits), label=f"{label}: visit")
    there = [thing for thing in made.things if thing.visit == visit and thing.kept]
    return (
        data.draw(st.lists(st.sampled_from(there), max_size=3, unique_by=lambda thing: thing.seq))
        if there
        else []
    )


def act(data: st.DataObject, made: Place, forgetting: Forgetting, doing: str) -> None:
    """One random act; refusals must be those that the model foresees."""
    if doing == "hold":
        visit = data.draw(st.sampled_from([*made.visits, None]))
        made.held[forgetting.hold(visit, "Litigation hold")] = visit
    elif doing == "lift" and made.held:
        name = data.draw(st.sampled_from(sorted(made.held)))
        forgetting.lift(name, "The case is closed")
        del made.held[name]
    elif doing == "redact" and (things := chosen(data, made, doing)):
        visit, seqs = things[0].visit, [thing.seq for thing in things]
        if made.is_held(visit):
            with pytest.raises(Refused, match="held"):
                forgetting.redact(visit, seqs, "Order of a court")
            return
        done = forgetting.redact(visit, seqs, "Order of a court")
        assert (done.chain_holds, done.traces_gone) == (True, True)
        for thing in things:
            thing.kept = False
    elif doing == "due":
        made.guard.clock.set(LATER)
        due = {each.visit for each in forgetting.due(today=LATER[:10])}
        assert due == {t.visit for t in made.things if t.kept and not made.is_held(t.visit)}
        if due:
            forgetting.apply_due(today=LATER[:10])
        for thing in made.things:
            thing.kept = thing.kept and thing.visit not in due


@settings(max_examples=8, deadline=None)
@given(
    data=st.data(),
    visits=st.lists(st.lists(st.sampled_from(KINDS), min_size=1, max_size=5), min_size=1, max_size=3),
    doings=st.lists(st.sampled_from(("redact", "redact", "hold", "lift", "due")), min_size=1, max_size=6),
)
def test_what_was_removed_is_nowhere_and_what_was_kept_or_held_is_there(
    data: st.DataObject, visits: list[list[str]], doings: list[str]
) -> None:
    with place() as made:
        for kinds in visits:
            made.visit(kinds)
        forgetting = made.signs_in()
        for doing in doings:
            act(data, made, forgetting, doing)
        made.check()


def careless(made: Place, thing: Written) -> None:
    """What a program would do that thinks that a deleted row is gone."""
    desk = made.guard.desk
    body = PayloadRedacted(thing.seq, "Order of a court")
    desk.store.journal.append([Draft("payload_redacted", thing.visit, body, CHIEF)], desk.clock.read())
    made.guard.walking.reread(thing.visit)
    thing.kept = False


@pytest.mark.parametrize(("kind", "seen"), [("note", "pages"), ("photo", "file")])
def test_the_looks_catch_a_removal_that_leaves_log_or_file_alone(kind: str, seen: str) -> None:
    with place() as made:
        made.visit([kind])
        made.signs_in()
        careless(made, made.things[0])
        with pytest.raises(AssertionError, match="pages" if seen == "pages" else "file="):
            made.check()


def test_the_looks_catch_a_kept_word_that_is_gone() -> None:
    with place() as made:
        made.visit(["note"])
        made.signs_in()
        careless(made, made.things[0])
        made.guard.desk.store.finish_removals()
        made.things[0].kept = True
        with pytest.raises(AssertionError, match="pages"):
            made.check()
