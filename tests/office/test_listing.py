"""The office lists and finds a visit exactly as its desk does, however the record was cut into bundles."""

from pathlib import Path

import pytest

from desktop.core.events import Draft, PayloadRedacted
from desktop.core.particulars import NoteWritten
from desktop.core.searched import Searched
from desktop.core.sending import Span
from desktop.office.database import opened
from desktop.office.listing import find
from desktop.services.walking import Walking
from desktop.store.searching import searched
from desktop.store.sending import outgoing
from desktop.sync.bundle import Sender, make_bundles
from desktop.trust.device import open_device_key
from tests.office.conftest import Office
from tests.services.conftest import GUARD, Guard


def at_desk(guard: Guard) -> dict[str, Searched]:
    """What the desk lists of each visit."""
    db = guard.desk.store.maintenance()
    try:
        return {line.visit: searched(db, line.visit) for line in guard.desk.store.queries.all_visits()}
    finally:
        db.close()


def busy(guard: Guard) -> str:
    """Some visits: walked, joined, closed, with a note that is removed again; the id of the one that the others were joined into."""
    journal, clock = guard.desk.store.journal, guard.desk.clock
    first = guard.open()
    second, third = (Walking(guard.desk).press("F12", None, GUARD, "Front desk").visit.id for _ in range(2))
    guard.warrant(first)
    journal.append(
        [Draft("note_written", first, NoteWritten("Words that go again", "seen"), GUARD)], clock.read()
    )
    seq = journal.head()[0]
    Walking(guard.desk).join(second, first, GUARD)
    Walking(guard.desk).join(third, first, GUARD)
    journal.append(
        [Draft("note_written", first, NoteWritten("The gate was open", "seen"), GUARD)], clock.read()
    )
    journal.append(
        [Draft("payload_redacted", first, PayloadRedacted(seq, "court order"), GUARD)], clock.read()
    )
    return first


@pytest.mark.parametrize("size", [1, 4, 1_000])
def test_each_visit_is_listed_at_the_office_as_at_its_desk(office: Office, tmp_path: Path, size: int) -> None:
    guard = Guard(tmp_path / "home")
    into = busy(guard)
    key = open_device_key(guard.desk.store.places.keys, "record")
    assert key is not None
    with outgoing(guard.desk.store) as source:
        sender = Sender("record", key, [office.keys.recipient], source.first_pack)
        for first in range(1, source.last + 1, size):
            for made in make_bundles(source.rows(Span(first, min(source.last, first + size - 1))), sender):
                office.knows(made.header.device, key)
                office.lay(made)
    assert office.take().aside == []
    with opened(office.dsn) as db:
        found = {each.visit: each for each in find(db, "", 100)}
        by_word = [each.visit for each in find(db, "gate", 100)]
        gone = find(db, "words that go", 100)
    assert {visit: each.searched for visit, each in found.items()} == at_desk(guard)
    assert sorted(each.status for each in found.values()) == ["joined", "joined", "open"]
    assert (into in by_word, gone) == (True, [])
    guard.desk.close()
