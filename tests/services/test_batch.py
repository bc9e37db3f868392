"""Many reports as one job: in order, with an index of their hashes, whatever one of them cannot be made of; on record and small."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace

from desktop.core.errors import Trouble
from desktop.core.events import Access
from desktop.core.review_events import CopyIssued
from desktop.reports.public_data import Options
from desktop.services.batch import MOST, SUMS, Binder, Order, bundle, make, save_each, save_one, went
from desktop.services.copies import To
from desktop.services.pictures import page_sizes, page_words
from desktop.services.reporting import Reporting
from desktop.services.screens import Screens
from desktop.services.verifying import verify
from tests.services.boss import refused
from tests.services.conftest import GUARD, Guard

GIVEN = To("Counsel", "Files of July")


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guard]:
    """A desk with some visits; nothing of them is changed."""
    guard = Guard(tmp_path_factory.mktemp("filed"))
    for visit in (guard.open(), guard.open()):
        guard.warrant(visit)
    guard.tell(guard.open(), {"danger": "none"})
    guard.warrant(guard.open(), secret="yes")
    yield guard
    guard.desk.close()


def visits(guard: Guard) -> tuple[str, ...]:
    return tuple(guard.desk.store.queries.visits_on_record())


def made(guard: Guard, order: Order | None = None, stop_at: int = 10**6) -> Binder:
    """As a worker makes it, which is told to stop at a report."""
    told = list[int]()
    desk = guard.desk.another()
    try:
        return make(
            desk,
            order or Order(visits(guard)),
            lambda _, done, __: told.append(done),
            lambda: len(told) > stop_at,
        )
    finally:
        desk.close()


def sums(guard: Guard, found: Sequence[str]) -> list[str]:
    """The hashes of the reports as they are made one by one."""
    return [Reporting(Screens(guard.walking)).make(visit)().sha256 for visit in found]


@pytest.mark.parametrize("index", ["first", "last"])
def test_a_binder_holds_all_reports_in_order_and_an_index_of_their_pages_hashes_and_heads(
    filed: Guard, index: str
) -> None:
    order = Order(visits(filed), index="last" if index == "last" else "first")
    binder = made(filed, order)
    whole = bundle(binder)
    assert [copy.sha256 for copy in binder.copies] == sums(filed, order.visits)
    words = page_words(whole.one())
    assert len(words) == whole.pages == binder.pages + len(page_sizes(whole.index))
    told = "".join("".join(page_words(whole.index)).split())
    for item, first in zip(binder.items, whole.firsts, strict=True):
        copy, head = item.copy, item.copy.documents[0].outline.parts[0].running.head
        assert words[first] == page_words(copy.pdf)[0]
        assert f"{copy.number}Incidentreport{item.begun.replace(' ', '')},open{first + 1}{copy.pages}" in told
        assert copy.sha256 in told
        assert head in told
    assert words[0 if index == "first" else -len(page_sizes(whole.index))].startswith("Index of reports")


def test_the_same_reports_give_the_same_bytes(filed: Guard) -> None:
    first, second, turned = (
        bundle(made(filed, Order(found))).one()
        for found in (visits(filed), visits(filed), visits(filed)[::-1])
    )
    assert first == second
    assert first != turned


def test_what_cannot_be_made_is_listed_with_why_and_the_rest_goes_on(guard: Guard) -> None:
    """A visit whose contents are damaged, and one that is not there."""
    found = [guard.open() for _ in range(3)]
    seq = guard.walking.current(found[1]).events[0].seq
    db = guard.desk.store.maintenance()
    db.execute("DROP TRIGGER IF EXISTS payloads_stay")
    for name in [
        row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    ]:
        db.execute(f"DROP TRIGGER {name}")
    db.execute("UPDATE payloads SET bytes = ? WHERE seq = ?", (b"{}", seq))
    db.close()
    binder = made(guard, Order((*found, "nowhere")))
    assert [copy.visit for copy in binder.copies] == [found[0], found[2]]
    assert [each.visit for each in binder.left] == [found[1], "nowhere"]
    assert all(each.why for each in binder.left)
    told = "".join("".join(page_words(bundle(binder).index)).split())
    assert "Leftout2,seebelow" in told
    assert binder.left[0].number in told
    assert binder.left[1].why.replace(" ", "") in told


def test_it_stops_at_the_report_where_it_is_told_to(filed: Guard) -> None:
    assert not made(filed).stopped
    stopped = made(filed, stop_at=2)
    assert stopped.stopped
    assert len(stopped.items) == 2


def test_none_and_more_than_can_be_held_are_refused(filed: Guard) -> None:
    assert refused(partial(made, filed, Order(()))).code == "batch_none"
    assert refused(partial(made, filed, Order(("x",) * (MOST + 1)))).code == "batch_most"


def test_one_file_or_a_file_each_are_saved_and_every_hash_is_that_of_its_file(
    guard: Guard, tmp_path: Path
) -> None:
    for visit in (guard.open(), guard.open()):
        guard.warrant(visit)
    binder = made(guard)
    one = save_one(guard.desk, binder, tmp_path / "all.pdf", GIVEN, GUARD, replace=False)
    assert one.sha256 == hashlib.sha256((tmp_path / "all.pdf").read_bytes()).hexdigest()
    folder = tmp_path / "each"
    saved = save_each(guard.desk, binder, folder, GIVEN, GUARD, replace=False, told=lambda *_: None)
    lines = dict(line.split(" *") for line in (folder / SUMS).read_text("utf-8").splitlines())
    files = {
        hashlib.sha256(file.read_bytes()).hexdigest(): file.name
        for file in folder.iterdir()
        if file.name != SUMS
    }
    assert lines == files
    assert saved.files == len(files) + 1
    assert saved.sha256 in files
    assert {copy.sha256 for copy in binder.copies} < set(files)
    issued = guard.desk.store.queries.events_where("kind = 'copy_issued'")
    numbers = [copy.number for copy in binder.copies]
    assert [event.body for event in issued] == [
        CopyIssued("binder", ["report"], "Counsel", "Files of July", one.sha256, "", numbers),
        CopyIssued("batch", ["report"], "Counsel", "Files of July", saved.sha256, "", numbers),
    ]
    for copy in binder.copies:
        events = guard.desk.store.queries.events_of(copy.visit)
        assert [event.body for event in events if event.kind == "access"] == [Access("exported")] * 2
    assert verify(guard.walking).ok


def test_a_file_in_the_way_is_told_before_anything_is_written_or_recorded(
    guard: Guard, tmp_path: Path
) -> None:
    guard.warrant(guard.open())
    binder, head = made(guard), guard.desk.store.journal.head()
    name = f"{binder.copies[0].number}-report.pdf"
    (tmp_path / name).write_bytes(b"another")
    saving: list[Callable[[], object]] = [
        partial(save_one, guard.desk, binder, tmp_path / name, GIVEN, GUARD, replace=False),
        partial(save_each, guard.desk, binder, tmp_path, GIVEN, GUARD, replace=False, told=lambda *_: None),
    ]
    for save in saving:
        assert refused(save).code == "file_there"
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == [name]
    assert guard.desk.store.journal.head() == head


def test_files_that_were_written_before_a_disk_failed_are_on_record(guard: Guard, tmp_path: Path) -> None:
    for visit in (guard.open(), guard.open()):
        guard.warrant(visit)
    binder = made(guard)
    written = list[str]()

    def told(_: str, done: int, __: int) -> None:
        written.append(str(done))
        if done == 1:
            (tmp_path / "out" / f"{binder.copies[1].number}-report.pdf").mkdir()

    with pytest.raises(Trouble):
        save_each(guard.desk, binder, tmp_path / "out", GIVEN, GUARD, replace=False, told=told)
    (event,) = guard.desk.store.queries.events_where("kind = 'copy_issued'")
    assert isinstance(event.body, CopyIssued)
    assert event.body.numbers == [binder.copies[0].number]


def test_public_copies_are_each_on_record_before_they_leave_and_their_index_names_none_that_is_left_out(
    guard: Guard, tmp_path: Path
) -> None:
    """That there was a visit which is counsel's alone is counsel's to tell."""
    guard.warrant(guard.open())
    guard.warrant(secret := guard.open(), secret="yes")
    binder = made(guard, Order(visits(guard), public=Options(facility=True)))
    assert [each.visit for each in binder.left] == [secret]
    index = "".join(page_words(bundle(binder).index))
    assert binder.left[0].number not in index
    assert "Left out" not in index
    assert "Head" not in index.replace("SHA-256 and head", "")
    (copy,) = binder.copies
    save_one(guard.desk, binder, tmp_path / "all.pdf", GIVEN, GUARD, replace=False)
    first, whole = guard.desk.store.queries.events_where("kind = 'copy_issued'")
    assert first.visit == copy.visit
    assert isinstance(first.body, CopyIssued)
    assert (first.body.of, first.body.sha256, first.body.original) == ("public", copy.sha256, copy.original)
    assert isinstance(whole.body, CopyIssued)
    assert (whole.visit, whole.body.numbers) == (None, [copy.number])
    hidden = made(guard, Order(visits(guard)[:1], public=Options(facility=False)))
    assert copy.number not in "".join(page_words(bundle(hidden).index))
    guard.desk.store.journal._db.execute("PRAGMA query_only = ON")
    with pytest.raises(Trouble, match="Nothing was given out"):
        save_one(guard.desk, binder, tmp_path / "more.pdf", GIVEN, GUARD, replace=False)
    assert not (tmp_path / "more.pdf").exists()


def test_a_batch_costs_the_record_less_than_a_fifth_of_its_visits(guard: Guard, tmp_path: Path) -> None:
    """Row X11: with the event of the whole, and the checkpoints."""

    def size(after: int) -> int:
        sql = """SELECT sum(length(envelope) + length(prev) + length(hash) + length(bytes) + length(salt))
            FROM events JOIN payloads USING (seq) WHERE seq > ?"""
        db = guard.desk.store.maintenance()
        found = next(iter(db.execute(sql, (after,))))[0]
        db.close()
        return int(found)

    start = guard.desk.store.journal.head()[0]
    for _ in range(4):
        guard.warrant(guard.open())
    of_visits, head = size(start), guard.desk.store.journal.head()[0]
    save_one(guard.desk, made(guard), tmp_path / "all.pdf", GIVEN, GUARD, replace=False)
    assert size(head) <= 0.2 * of_visits


def test_of_a_printing_that_was_stopped_those_are_on_record_of_which_a_page_has_left(filed: Guard) -> None:
    binder = made(filed)
    whole = bundle(binder)
    assert went(binder.copies, whole.firsts, whole.firsts[0]) == ()
    assert went(binder.copies, whole.firsts, whole.firsts[1]) == binder.copies[:1]
    assert went(binder.copies, whole.firsts, whole.firsts[1] + 1) == binder.copies[:2]
    assert went(binder.copies, whole.firsts, whole.pages) == binder.copies
    assert replace(binder, items=()).made_us == 0
