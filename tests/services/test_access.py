"""Who looked at a visit or took it out is on record, and changes nothing of the visit or of its report."""

from collections.abc import Callable

from desktop import paths
from desktop.core.events import Access, Draft, PayloadRedacted
from desktop.core.particulars import CheckpointSigned
from desktop.core.visits import fold_visit
from desktop.services.access import What, logged
from desktop.services.health import examine
from desktop.services.reporting import Reporting
from desktop.services.screens import Screens
from desktop.services.signed import IT
from desktop.services.verifying import verify
from desktop.trust.device import device_key_file
from tests.services.conftest import GUARD, SHELTER, Guard

LOOKS = 250
"""A thousand cost four times as much: each costs the same."""


def pdf(guard: Guard, visit: str) -> bytes:
    """The report as it is printed."""
    return Reporting(Screens(guard.walking)).make(visit)().pdf


def test_a_report_is_the_same_bytes_whoever_looked_or_printed_before(guard: Guard) -> None:
    """After the last event and between others; in the program that wrote it down and in the next one."""
    visit = guard.open()
    guard.tell(visit, {"danger": "none"})
    first = pdf(guard, visit)
    assert logged(guard.desk, "printed", visit, GUARD) == ""
    assert pdf(guard, visit) == first
    guard.tell(visit, {"visitor": "private_person"})
    between = pdf(guard, visit)
    assert between != first
    assert logged(guard.desk, "opened", visit, IT) == ""
    assert pdf(guard, visit) == between
    assert pdf(guard.again(), visit) == between
    assert verify(guard.walking).ok


def test_the_report_names_the_device_key_that_was_in_force(guard: Guard) -> None:
    """On paper it shows a record that was written anew; another key later does not change the reprint."""
    visit = guard.open()
    guard.tell(visit, {"danger": "none"})
    key = guard.desk.store.journal.device_key()
    assert key in Reporting(Screens(guard.walking)).make(visit)().text
    first = pdf(guard, visit)
    device_key_file(guard.desk.store.places.keys, "record").unlink()
    again = guard.again()
    assert again.desk.store.journal.device_key() != key
    assert any("key that signs this record is a new one" in notice for notice in again.desk.notices)
    assert pdf(again, visit) == first


def test_looking_at_a_visit_does_not_go_on_with_it(guard: Guard) -> None:
    """Neither its last moment nor its head, its place in the list or who has it is another."""
    visit = guard.open()
    guard.tell(visit, {"danger": "none"})
    before = guard.desk.store.queries.visit(visit)
    events = guard.desk.store.queries.events_of(visit)
    guard.clock.set("2026-07-15T18:00:00-04:00")
    logged(guard.desk, "opened", visit, IT)
    assert guard.desk.store.queries.visit(visit) == before
    after = guard.desk.store.queries.events_of(visit)
    assert (after[-1].body, after[-1].actor, after[-1].after) == (Access("opened"), IT, events[-1].hash)
    assert fold_visit(after) == fold_visit(events)
    assert guard.again().walking.current(visit).visit == fold_visit(events)


def test_a_look_whose_contents_were_removed_still_does_not_go_on_with_the_visit(guard: Guard) -> None:
    """It is known by its kind: head, report, list and check stay as they were."""
    visit = guard.open()
    guard.tell(visit, {"danger": "none"})
    before, printed = guard.walking.current(visit).visit, pdf(guard, visit)
    listed = guard.desk.store.queries.visit(visit)
    logged(guard.desk, "printed", visit, GUARD)
    looked = guard.desk.store.queries.events_of(visit)[-1].seq
    removed = Draft("payload_redacted", None, PayloadRedacted(looked, "court order"), GUARD)
    guard.desk.store.journal.append([removed], guard.clock.read())
    again = guard.again()
    assert again.walking.current(visit).visit == before
    assert again.desk.store.queries.visit(visit) == listed
    assert pdf(again, visit) == printed
    assert verify(again.walking).ok


def test_what_cannot_be_written_is_told_and_stops_nothing(guard: Guard) -> None:
    """The desk says so once, and the log does."""
    visit = guard.open()
    before = guard.desk.store.journal.head()
    guard.desk.store.journal._db.execute("PRAGMA query_only = ON")
    said = [logged(guard.desk, what, visit, GUARD) for what in ("printed", "exported")]
    assert all("could not be written into the log" in each for each in said)
    assert [each for each in guard.desk.notices if "could not be written into" in each] == [said[0]]
    assert guard.desk.store.journal.head() == before
    guard.desk.close()
    log = (guard.desk.store.places.logs / "threshold.log").read_text("utf-8")
    assert "access_not_logged kind=read_only" in log
    assert "not_signed kind=read_only" in log


def test_prints_grow_the_record_by_less_than_a_fifth_of_its_visits(guard: Guard) -> None:
    """Row X11: each visit looked at once and printed once, with the checkpoint that a print signs; the last costs what the
    first did."""

    def size(after: int = 0) -> int:
        """Bytes of all events after a number, with their contents and links."""
        db = guard.desk.store.maintenance()
        sql = """SELECT sum(length(envelope) + length(prev) + length(hash) + length(bytes) + length(salt))
            FROM events JOIN payloads USING (seq) WHERE seq > ?"""
        found = next(iter(db.execute(sql, (after,))))[0]
        db.close()
        return int(found)

    start = size()
    visits = [guard.open() for _ in range(5)]
    for visit in visits:
        guard.warrant(visit)
    of_visits = (size() - start) / len(visits)
    looks: tuple[What, ...] = ("opened", "printed")
    costs = list[int]()
    for number in range(LOOKS):
        before = guard.desk.store.journal.head()[0]
        for what in looks:
            assert logged(guard.desk, what, visits[number % len(visits)], GUARD) == ""
        if number in (0, LOOKS - 1):
            costs.append(size(before))
    assert max(costs) <= 0.2 * of_visits, f"{max(costs)} bytes a print, {of_visits} a visit"
    assert abs(costs[1] - costs[0]) < 50
    assert verify(guard.walking).ok


def test_the_program_signs_when_it_ends(guard: Guard) -> None:
    """Whatever was written since the last checkpoint; twice nothing."""
    guard.open()
    again = guard.again()
    last = again.desk.store.queries.event(again.desk.store.journal.head()[0])
    assert last is not None
    assert isinstance(last.body, CheckpointSigned)
    assert last.body.reason == "closing"
    head = again.desk.store.journal.head()
    assert guard.again().desk.store.journal.head() == head


def test_a_device_key_that_is_gone_is_said_by_the_desk_by_doctor_and_by_verify(
    make_guard: Callable[..., Guard],
) -> None:
    """A damaged one is not replaced; visits go on."""
    guard = make_guard()
    place = device_key_file(guard.desk.store.places.keys, "record")
    guard.desk.close()
    place.write_text("damaged")
    guard.again()
    assert any(str(place) in notice for notice in guard.desk.notices)
    guard.warrant(guard.open())
    found = verify(guard.walking)
    assert found.ok
    assert "no_device_key" in [finding.code for finding in found.told]
    facts = examine(paths.places(guard.home, {}), SHELTER, guard.clock)
    assert [fact.level for fact in facts if fact.code == "device_key"] == ["warning"]


def test_verify_tells_clocks_in_doubt_by_visit_and_what_is_not_signed_yet(guard: Guard) -> None:
    """Neither speaks against the record."""
    visit = guard.open()
    number = guard.walking.current(visit).visit.opened.record_number
    guard.clock.set("2026-07-15T11:00:00-04:00", mono_ns=guard.clock.read().mono_ns + 10**9)
    guard.tell(visit, {"danger": "none"})
    found = verify(guard.walking)
    assert found.ok
    told = {finding.code: finding for finding in found.told}
    assert set(told) == {"clock_went_back", "clock_jumped", "not_signed_yet"}
    assert told["clock_went_back"].seq == 4
    assert number in told["clock_went_back"].sentence
    assert told["not_signed_yet"].seq == 1


def test_another_key_than_the_record_names_speaks_against_it(
    guard: Guard, make_guard: Callable[..., Guard]
) -> None:
    """Somebody may have written the record anew under a key of their own: until the next start names the key of this PC."""
    guard.open()
    other = make_guard("other").desk.store
    own = device_key_file(guard.desk.store.places.keys, "record")
    guard.desk.close()
    own.write_bytes(device_key_file(other.places.keys, "record").read_bytes())
    facts = examine(paths.places(guard.home, {}), SHELTER, guard.clock)
    assert [fact.level for fact in facts if fact.code == "device_key"] == ["error"]
    found = verify(guard.again().walking)
    assert found.ok
    assert [finding.code for finding in found.told][:2] == ["epoch", "key_changed"]
    assert not verify(guard.walking, public=found.device_keys[:1]).ok
    assert verify(guard.walking, public=found.device_keys).ok
