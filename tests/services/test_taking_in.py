"""Side records come into the record: whole, once, with their times, believable there, and whatever ends the process meanwhile."""

import os
import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from desktop import paths
from desktop.core.events import KINDS, Actor, make_event
from desktop.core.identity import parse_record_number
from desktop.core.side_proof import SideProof
from desktop.core.siding import REFERS, VisitTakenIn
from desktop.services import keyring
from desktop.services.desk import open_desk
from desktop.services.health import examine
from desktop.services.keyring import Keyring
from desktop.services.noting import Noting
from desktop.services.photos import Photos
from desktop.services.reporting import Reporting
from desktop.services.screens import Screens
from desktop.services.signed import NOBODY
from desktop.services.verifying import verify
from desktop.services.walking import Walking
from desktop.store import siding
from desktop.store.opening import open_store
from desktop.store.stored import chain_rows
from desktop.store.taking_in import take_in
from desktop.trust import device
from desktop.trust.keys import key_files
from tests.core.nyc import TO_THE_PAPERS
from tests.services.closing import SCHOOL, WORDS, Site, crash, sides
from tests.services.papers import encoded

CANARY = "Zwiebelfisch"


def said_of(step: str) -> str | list[str]:
    value = TO_THE_PAPERS[step]
    return value if isinstance(value, str) else list(value)


def test_what_is_written_comes_into_the_record_with_its_times_and_says_so(site: Site) -> None:
    """Times and actors are those of then; the visit tells where it came from; verify finds nothing, and tells of it."""
    visit, number = site.emergency()
    site.clock.set("2026-07-16T07:30:00-04:00")
    with closing(site.opened()) as desk:
        assert not desk.closed
        events = desk.store.queries.events_of(visit)
        kinds = [event.kind for event in events]
        assert (kinds[0], kinds[-1]) == ("visit_opened", "visit_taken_in")
        assert {event.reading.local.hour for event in events[:-1]} == {2}
        assert events[-1].reading.local.hour == 7
        assert isinstance(events[-1].body, VisitTakenIn)
        assert events[-1].body.events == len(events) - 1
        [told] = sides(desk)
        assert (told.what, told.written, told.why) == ("taken_in", len(events) - 1, [])
        assert told.signed_to
        found = verify(Walking(desk))
        assert found.ok, found
        assert [each.code for each in found.told].count("side_taken_in") == 1
        assert not any("clock" in each.code for each in found.told)
        assert desk.store.queries.visit_by_number(number) is not None
        assert any("1 visit that" in said or "1 visit" in said for said in desk.told)
    assert site.waiting() == []


def test_each_start_that_ends_without_notice_is_taken_in_and_no_number_comes_twice(site: Site) -> None:
    """Three starts, two of them cut off: each has its own side record, numbers and visits, and one opening takes in all."""
    numbers = set[str]()
    for cut in (True, False, True):
        desk = site.start()
        numbers |= {Walking(desk).open_visit(NOBODY, "").visit.opened.record_number for _ in range(2)}
        crash(desk) if cut else desk.close()
    assert len(numbers) == 6
    assert len(site.waiting()) == 3
    with closing(site.start()) as desk:
        assert any("3 earlier starts" in said for said in desk.told)
    assert len(site.waiting()) == 3, "a start in which nothing was written leaves nothing"
    with closing(site.opened()) as desk:
        mine = Walking(desk).open_visit(NOBODY, "").visit.opened.record_number
        listed = {line.record_number for line in desk.store.queries.all_visits()}
        assert numbers | {mine} <= listed
        assert len({parse_record_number(number).counter for number in (*numbers, mine)}) == 7
        assert (
            parse_record_number(mine).counter
            < siding.BASE
            < min(parse_record_number(n).counter for n in numbers)
        )
        assert verify(Walking(desk)).ok
    assert site.waiting() == []


def test_numbers_go_on_above_those_on_record_where_the_count_of_them_is_gone(site: Site) -> None:
    _, first = site.emergency()
    site.opened().close()
    (site.places.data / siding.SIDE / siding.NEXT).unlink()
    site.opened().close()
    _, second = site.emergency()
    assert parse_record_number(second).counter > parse_record_number(first).counter


def test_photographs_come_with_their_files_and_keys(site: Site) -> None:
    """The original is read from the record once its side record is gone."""
    original = encoded("PNG")
    with closing(site.start()) as desk:
        walking = Walking(desk)
        now = walking.open_visit(NOBODY, "")
        while now.walk.open is not None and now.walk.open.step in TO_THE_PAPERS:
            now = walking.answer(now.visit.id, now.walk.open.address, said_of(now.walk.open.step), NOBODY)
        Photos(walking).keep(now.visit.id, "r1/papers/p1", 1, original, NOBODY)
    with closing(site.opened()) as desk:
        [(_, ident, _)] = desk.store.queries.photos()
        assert ident is not None
        assert desk.store.attachments.read(ident) == original
        assert verify(Walking(desk)).ok
    assert not (site.places.data / siding.SIDE).joinpath(*site.waiting()[:1], "record").exists()


def test_an_answer_taken_back_and_a_time_named_still_name_their_events(site: Site) -> None:
    """Every kind that names another event by number is moved with it: the list of those kinds is complete."""
    with closing(site.start()) as desk:
        walking = Walking(desk)
        now = walking.open_visit(NOBODY, "")
        visit = now.visit.id
        assert now.walk.open is not None
        now = walking.answer(visit, now.walk.open.address, "none", NOBODY)
        walking.take_back(visit, now.visit.inputs[-1].seq, NOBODY)
        marked = Noting(walking).mark_time(visit, NOBODY)
        Noting(walking).name_time(visit, marked, "arrived", NOBODY)
    with closing(site.opened()) as desk:
        assert verify(Walking(desk)).ok
        events = {event.seq: event for event in desk.store.queries.events_of(visit)}
        for event in events.values():
            if event.kind in REFERS:
                assert getattr(event.body, REFERS[event.kind]) in events
    numbered = {
        kind
        for kind, known in KINDS.items()
        for field in msgspec.structs.fields(known.body)
        if field.type is int and field.name in ("seq", "because")
    }
    assert numbered - {"checkpoint_signed", "visit_taken_in"} == set(REFERS)


def test_a_side_record_that_was_changed_is_named_kept_aside_and_the_others_go_on(site: Site) -> None:
    """One byte of the database is another; the visit of the other start comes in, doctor and verify name the one that did not."""
    site.emergency()
    [bad] = site.waiting()
    good, _ = site.emergency("F1")
    place = site.places.data / siding.SIDE / bad / "record" / "threshold.db"
    content = bytearray(place.read_bytes())
    content[-2000] ^= 1
    place.write_bytes(content)
    with closing(site.opened()) as desk:
        assert desk.store.queries.visit(good) is not None
        assert [told.what for told in sides(desk)] == ["kept_aside", "taken_in"]
        assert any(bad in said and "Call IT" in said for said in desk.told)
        assert {each.code for each in verify(Walking(desk)).findings} == {"side_kept_aside"}
    assert (siding.kept_aside(site.places), site.waiting()) == ([bad], [])
    assert {fact.code for fact in examine(site.places, SCHOOL, site.clock) if fact.level == "error"} == {
        "side_aside"
    }
    with closing(site.opened()) as desk:
        assert len(sides(desk)) == 2, "told once"


def test_a_side_record_whose_end_was_cut_off_is_not_taken_for_whole(site: Site) -> None:
    """What this computer signed of it lies in the keys folder: an older copy of it is found out."""
    desk = site.start()
    Walking(desk).open_visit(NOBODY, "")
    older = site.home / "older"
    desk.store.journal.checkpoint()
    shutil.copytree(desk.store.path.parent, older)
    Walking(desk).press("F12", None, NOBODY, "")
    folder = desk.store.path.parent
    desk.close()
    shutil.rmtree(folder)
    shutil.copytree(older, folder)
    with closing(site.opened()) as desk:
        [told] = sides(desk)
        assert (told.what, told.why) == ("kept_aside", ["cut"])


def test_what_was_taken_in_and_changed_later_in_the_record_is_found(site: Site) -> None:
    """The former envelopes stay on record and prove each event: another time, or another text, is named."""
    visit, _ = site.emergency()
    with closing(site.opened()) as desk, closing(desk.store.maintenance()) as db:
        found = [row for batch in chain_rows(db) for row in batch]
        first = desk.store.queries.events_of(visit)[0].seq

    def judged(changed: dict[str, Any]) -> set[str]:
        proof = SideProof(device.verify)
        for row in found:
            event = make_event(row.envelope, row.prev, row.hash, row.payload)
            if row.seq == first:
                if "gone" in changed:
                    continue
                event = msgspec.structs.replace(event, **changed)
            proof.see(row, event, event.body)
        proof.close()
        return {each.code for each in proof.findings}

    assert judged({}) == set()
    assert judged({"utc_us": 1}) == {"side_differs"}
    assert judged({"kind": "access"}) == {"side_differs"}
    assert judged({"actor": Actor("Guard 1", "guard", "claimed")}) == {"side_differs"}
    assert judged({"gone": True}) == {"side_differs"}


def test_a_side_record_that_another_program_still_writes_is_left_alone(site: Site) -> None:
    """It comes in at the next start."""
    writing = site.start()
    visit = Walking(writing).open_visit(NOBODY, "").visit.id
    with closing(site.opened()) as desk:
        assert any("another program" in said for said in desk.told)
        assert desk.store.queries.visit(visit) is None
    writing.close()
    with closing(site.opened()) as desk:
        assert desk.store.queries.visit(visit) is not None


STEPS = ("copied", "written", "proved", "typed", "removed")


@pytest.mark.parametrize("at", STEPS)
def test_killed_at_any_step_nothing_is_lost_and_nothing_comes_twice(site: Site, at: str) -> None:
    """The process is gone in the middle of taking in two side records; the next opening has each visit once, whole, with what was half
    typed."""
    desk = site.start()
    walking = Walking(desk)
    visit = walking.open_visit(NOBODY, "").visit.id
    Noting(walking).keep_half_typed(visit, "note", CANARY)
    crash(desk)
    other, _ = site.emergency()
    if (child := os.fork()) == 0:
        take_in_and_die(site, at)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == DIED, "it came so far"
    with closing(site.opened()) as desk:
        assert len(desk.store.queries.all_visits()) == 3
        assert [event.kind for event in desk.store.queries.events_of(visit)] == [
            "visit_opened",
            "visit_taken_in",
        ]
        assert [event.kind for event in desk.store.queries.events_of(other)].count("visit_opened") == 1
        assert desk.store.queries.half_typed(visit) == {"note": CANARY}
        assert [told.what for told in sides(desk)] == ["taken_in", "taken_in"]
        assert verify(Walking(desk)).ok
    assert site.waiting() == []
    assert not list((site.places.keys / siding.SIDE).iterdir())


DIED = 7


def take_in_and_die(site: Site, at: str) -> None:
    """In a process of its own: as an opening does it, up to this step."""
    site.places = paths.places(site.home, {})
    site.unlock()
    store = open_store(site.places, create=True, clock=site.clock)
    take_in(store, site.clock, lambda step: os._exit(DIED) if step == at else None)
    os._exit(0)


@pytest.mark.parametrize("at", ["slots", "deleted"])
def test_killed_while_the_site_becomes_such_a_one_it_opens_one_way_or_the_other(
    tmp_path: Path, at: str
) -> None:
    """Either the key file is there and opens, or the passphrase does; a second call ends it."""
    site = Site(tmp_path / "home")
    site.unlock()
    name = Keyring(site.places, console=True).replace_machine()
    if (child := os.fork()) == 0:
        if at == "slots":
            vars(keyring)["delete_key_files"] = lambda *_: os._exit(DIED)
        Keyring(site.places, console=True).passphrase_only(WORDS)
        os._exit(DIED)
    os.waitpid(child, 0)
    fresh = paths.places(site.home, {})
    with closing(open_desk(fresh, SCHOOL, site.clock)) as desk:
        assert desk.closed is (not (fresh.keys / name).exists())
    Keyring(fresh, console=True).passphrase_only(WORDS)
    assert key_files(fresh.keys) == []


def test_a_side_record_that_this_computer_did_not_write_is_not_taken_in(site: Site, tmp_path: Path) -> None:
    """Whoever can write in the data folder can seal one to the recipient; nothing in the keys folder knows it."""
    site.emergency()
    shutil.rmtree(site.places.keys / siding.SIDE)
    with closing(site.opened()) as desk:
        assert [(told.what, told.why) for told in sides(desk)] == [("kept_aside", ["not_of_this_pc"])]
        assert len(desk.store.queries.all_visits()) == 1


def test_a_copy_of_one_is_taken_in_once(site: Site) -> None:
    """Its visits are on record already: the second is kept aside."""
    site.emergency()
    [name] = site.waiting()
    twin = name[:-1] + ("0" if name[-1] != "0" else "1")
    for folder in (site.places.data, site.places.keys):
        shutil.copytree(folder / siding.SIDE / name, folder / siding.SIDE / twin)
    with closing(site.opened()) as desk:
        assert sorted(told.what for told in sides(desk)) == ["kept_aside", "taken_in"]
        assert len(desk.store.queries.all_visits()) == 2


def test_the_report_of_a_visit_says_that_it_was_begun_while_the_record_was_closed(site: Site) -> None:
    visit, number = site.emergency()
    with closing(site.opened()) as desk:
        reporting = Reporting(Screens(Walking(desk)))
        told = reporting.make(visit)().text
        assert number in told
        assert "This visit was begun while the record was closed" in told
