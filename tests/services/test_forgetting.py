"""A supervisor removes what may not be kept: everywhere, with a reason, never under a hold, and everything else stays and verifies."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec
import pytest

from desktop.core.errors import Trouble
from desktop.core.events import Actor, Event, PayloadRedacted, Redacted
from desktop.services.backing import back_up
from desktop.services.forgetting import Forgetting
from desktop.services.forgetting_holds import Lifted
from desktop.services.noting import Noting
from desktop.services.photos import Photos
from desktop.services.refusals import sentence
from desktop.services.verifying import verify
from desktop.store.backup import listed
from tests.services.boss import CHIEF, SECRET, Boss, refused
from tests.services.conftest import SHELTER, Guard
from tests.store.pages import holds, told


@pytest.fixture
def boss(guard: Guard) -> Boss:
    return Boss(guard)


def test_the_plan_says_in_plain_words_what_goes(boss: Boss) -> None:
    plan = boss.forgetting.plan(boss.visit)
    said = {line.seq: line for line in plan.lines}
    assert set(said) == set(boss.seqs.values()), "answers are not offered unless they are named"
    assert said[boss.seqs["note"]].what == f"Note: “note of {SECRET}”"
    assert said[boss.seqs["call"]].what.endswith(f"told me; “ask {SECRET}”")
    assert said[boss.seqs["name"]].what == f"Car 1: Make and color: a car of {SECRET}"
    assert all(
        line.goes and line.person == "Guard 12" and line.at.startswith("Jul 15, 2026") for line in plan.lines
    )
    assert plan.holds == ()


def test_an_answer_is_removed_only_with_a_warning_about_what_hangs_on_it(boss: Boss) -> None:
    seq = boss.guard.walking.current(boss.visit).visit.inputs[0].seq
    (line,) = boss.forgetting.plan(boss.visit, [seq]).lines
    assert "Outcomes hang on this answer" in line.warning
    before = boss.guard.reached(boss.visit)
    assert boss.forgetting.redact(boss.visit, [seq], "Order of a court").chain_holds
    assert boss.guard.reached(boss.visit) == before, "what was shown stays as it was shown"
    found = verify(boss.guard.walking)
    assert found.ok
    assert "not_computed" in [each.code for each in found.told], (
        "and nobody is left to think that it was computed again"
    )


def test_of_an_open_visit_no_answer_goes(boss: Boss) -> None:
    visit = boss.other
    seq = boss.guard.walking.current(visit).visit.inputs[0].seq
    assert refused(lambda: boss.forgetting.redact(visit, [seq], "Order of a court")).code == "visit_open"


def test_what_was_removed_is_nowhere_and_what_stays_is_there(boss: Boss) -> None:
    """Journal, views, log, half-typed text, and what the program itself remembers."""
    store, noting = boss.guard.desk.store, Noting(boss.guard.walking)
    noting.keep_half_typed(boss.visit, "note", f"half {SECRET}")
    noting.keep_half_typed(boss.visit, "vehicle/v1/looks", f"half {SECRET}")
    noting.keep_half_typed(boss.visit, "call/counsel", f"half {SECRET}")
    for address in ("note", "vehicle/v1/looks", "call/counsel"):
        noting.keep_half_typed(
            boss.visit, f"aside/{address}", f"laid aside when the desk was locked: {SECRET}"
        )
    noting.keep_half_typed(boss.visit, "vehicle/v2/looks", "another car")
    done = boss.redact("note", "call", "name")
    assert done.events == tuple(sorted(boss.seqs[name] for name in ("note", "call", "name")))
    assert (done.chain_holds, done.traces_gone) == (True, True)
    assert not holds(store, SECRET)
    assert SECRET not in repr(boss.guard.walking.current(boss.visit))
    assert SECRET not in told(store.path, store._key)
    assert holds(store, "the lobby was full")
    assert store.queries.half_typed(boss.visit) == {"vehicle/v2/looks": "another car"}
    assert verify(boss.guard.walking).ok


def test_the_event_says_who_when_and_why(boss: Boss) -> None:
    boss.redact("note")
    events = boss.guard.desk.store.queries.events_of(boss.visit)
    assert (events[-1].actor, events[-1].body) == (
        CHIEF,
        PayloadRedacted(boss.seqs["note"], "Order of the privacy officer"),
    )
    assert next(event for event in events if event.seq == boss.seqs["note"]).body == Redacted()


def test_a_photograph_goes_with_its_file_and_its_key(boss: Boss, tmp_path: Path) -> None:
    guard = boss.guard
    visit = boss.other
    paper = next(line.address for line in guard.walking.current(visit).walk.path if "/p1/" in line.address)
    scan = tmp_path / "scan.png"
    scan.write_bytes(b"\x89PNG\r\n\x1a\n" + SECRET.encode() * 99)
    event = Photos(guard.walking).keep(visit, paper.rsplit("/", 1)[0], 1, scan, CHIEF).events[-1]
    ident, attachments = event.body.id, guard.desk.store.attachments  # type: ignore[union-attr]
    assert attachments.place(ident).exists()
    assert boss.forgetting.redact(visit, [event.seq], "Order of a court").traces_gone
    assert not attachments.place(ident).exists()
    assert attachments.unowned() == []
    with pytest.raises(Trouble):
        attachments.read(ident)
    assert verify(guard.walking).ok


def test_later_backups_are_free_of_it_and_earlier_ones_are_named(boss: Boss, tmp_path: Path) -> None:
    guard, stick = boss.guard, tmp_path / "stick"
    stick.mkdir()
    guard.desk.facility = msgspec.structs.replace(guard.desk.facility, backup_folder=str(stick))
    places, key = guard.desk.store.places, guard.desk.store._key
    earlier = back_up(places, stick, SHELTER, guard.clock).folder
    done = boss.redact("note", "call", "name")
    assert [each for each in done.copies if str(earlier) in each]
    guard.clock.set("2026-07-15T12:30:00-04:00")
    later = back_up(places, stick, SHELTER, guard.clock).folder
    assert later != earlier
    assert SECRET in told(earlier / "threshold.db", key)
    assert SECRET not in told(later / "threshold.db", key)
    assert not [each for each in boss.redact("rang").copies if str(later) in each and str(earlier) in each]
    assert len(listed(stick)) == 2, "nothing takes a backup away"


def test_a_hold_stands_against_every_removal_until_it_is_lifted(boss: Boss) -> None:
    for visit in (boss.visit, None):
        name = boss.forgetting.hold(visit, "Litigation hold of counsel")
        assert [each.hold for each in boss.forgetting.plan(boss.visit).holds] == [name]
        caught = refused(lambda: boss.redact("note"))
        assert (caught.code, caught.values["hold"]) == ("held", name)
        assert name in sentence(caught)
        assert boss.forgetting.lift(name, "Counsel said so") == name
        assert boss.forgetting.holds() == ()
    assert refused(lambda: boss.forgetting.lift("H1", "Counsel said so")).code == "no_such_hold"
    assert boss.redact("note").chain_holds


def test_hold_names_are_never_given_again(boss: Boss) -> None:
    first = boss.forgetting.hold(None, "Litigation hold")
    boss.forgetting.lift(first, "It is over")
    assert boss.forgetting.hold(None, "Litigation hold") not in ("", first)


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("  x ", "reason_short"),
        ("x" * 201, "too_long"),
        ("his A-number is A 123 456 789", "reason_private"),
        ("Retention  period of 1825 days", "reason_programs"),
        (f"it said note of {SECRET.upper()}", "reason_repeats"),
    ],
)
def test_a_reason_is_needed_and_must_not_say_what_goes(boss: Boss, reason: str, code: str) -> None:
    assert refused(lambda: boss.redact("note", reason=reason)).code == code
    assert holds(boss.guard.desk.store, SECRET)


def test_what_must_stay_stays(boss: Boss) -> None:
    """Openings, outcomes, closings and removals themselves; what is of no visit or of another; what is gone already."""
    boss.redact("note")
    events = boss.guard.desk.store.queries.events_of(boss.visit)
    for kind in ("visit_opened", "outcome_reached", "visit_closed", "payload_redacted"):
        seq = next(event.seq for event in events if event.kind == kind)
        act = partial(boss.forgetting.redact, boss.visit, [seq], "Order")
        assert refused(act).code == "not_redactable"
    assert refused(lambda: boss.forgetting.redact(boss.visit, [1], "Order")).code == "no_such_event"
    assert refused(lambda: boss.redact("note")).code == "gone_already"
    assert refused(lambda: boss.forgetting.redact(boss.visit, [], "Order")).code == "nothing_chosen"


def test_nobody_but_a_supervisor_who_signed_in_plans_removes_or_holds(boss: Boss) -> None:
    guard, people = boss.guard, boss.guard.desk.people
    people.add("Guard 12", "guard", "861357")
    people.add("IT 1", "it", "861357")
    own = Forgetting(guard.walking)
    acts: list[Callable[[], object]] = [
        lambda: own.plan(boss.visit),
        lambda: own.redact(boss.visit, [boss.seqs["note"]], "Order of a court"),
        lambda: own.hold(None, "Order of a court"),
        lambda: own.lift("H1", "Order of a court"),
        own.holds,
        own.all_holds,
        own.due,
        own.apply_due,
    ]
    before = guard.desk.store.journal.head()
    for person in ("", "Guard 12", "IT 1"):
        people.sign_out()
        if person:
            people.sign_in(person, "861357")
        assert {refused(act).code for act in acts} == {"not_your_role" if person else "sign_in"}
    crafted = Actor("Supervisor 3", "supervisor", "pin")
    assert (
        refused(lambda: own.redact(boss.visit, [boss.seqs["note"]], "Order", crafted)).code == "not_signed_in"
    )
    kinds = {event.kind for event in _after(guard, before[0])}
    assert kinds <= {"signed_in", "signed_out"}


def _after(guard: Guard, seq: int) -> list[Event]:
    queries = guard.desk.store.queries
    return [
        event
        for number in range(seq + 1, guard.desk.store.journal.head()[0] + 1)
        if (event := queries.event(number))
    ]


def test_before_people_are_set_up_nobody_removes_anything(guard: Guard) -> None:
    visit = guard.open()
    assert refused(lambda: Forgetting(guard.walking).plan(visit)).code == "no_people"


def test_without_a_period_nothing_is_ever_due(boss: Boss) -> None:
    boss.guard.clock.set("2036-07-15T12:00:00-04:00")
    assert boss.forgetting.due() == ()
    assert refused(boss.forgetting.apply_due).code == "nothing_due"


def test_what_is_past_its_period_goes_when_a_supervisor_says_so_and_counts_stay(boss: Boss) -> None:
    boss.days, guard = 90, boss.guard
    guard.clock.set("2026-10-12T12:00:00-04:00")
    assert boss.forgetting.due(today="2026-10-12") == (), "one day is missing"
    guard.clock.set("2026-10-14T12:00:00-04:00")
    Noting(guard.walking).keep_half_typed(boss.visit, "note", f"half {SECRET}")
    (due,) = boss.forgetting.due(today="2026-10-14")
    assert set(due.events) == {boss.seqs[name] for name in ("note", "kept", "call", "name")}
    assert (due.days, due.half_typed) == (91, True)
    before, answers = guard.reached(boss.visit), guard.walking.current(boss.visit).visit.inputs
    (done,) = boss.forgetting.apply_due(today="2026-10-14")
    assert (done.events, done.chain_holds, done.traces_gone) == (due.events, True, True)
    assert not holds(guard.desk.store, SECRET)
    assert (guard.reached(boss.visit), guard.walking.current(boss.visit).visit.inputs) == (before, answers)
    reasons = {
        e.body.reason
        for e in guard.desk.store.queries.events_of(boss.visit)
        if isinstance(e.body, PayloadRedacted)
    }
    assert reasons == {"Retention period of 90 days"}
    assert boss.forgetting.due(today="2026-10-14") == (), "once is enough"
    assert verify(guard.walking).ok


def test_holds_and_open_visits_and_those_joined_with_them_are_never_due(boss: Boss) -> None:
    boss.days, guard = 90, boss.guard
    Noting(guard.walking).note(boss.other, "a note", "seen", CHIEF)
    guard.clock.set("2027-07-15T12:00:00-04:00")
    assert [due.visit for due in boss.forgetting.due(today="2027-07-15")] == [boss.visit]
    for visit in (boss.visit, None):
        name = boss.forgetting.hold(visit, "Litigation hold")
        assert boss.forgetting.due(today="2027-07-15") == ()
        boss.forgetting.lift(name, "It is over")
    assert [due.visit for due in boss.forgetting.due(today="2027-07-15")] == [boss.visit], (
        "and a hold does not begin the period anew"
    )


def test_only_the_visits_that_were_shown_lose_what_is_due(boss: Boss) -> None:
    """Also half-typed text, of which nothing is left in a page of the file then."""
    boss.days, guard = 90, boss.guard
    guard.clock.set("2027-07-15T12:00:00-04:00")
    Noting(guard.walking).keep_half_typed(boss.visit, "note", f"half {SECRET}")
    elsewhere = partial(boss.forgetting.apply_due, today="2027-07-15", only=[boss.other])
    assert refused(elsewhere).code == "nothing_due"
    assert holds(guard.desk.store, SECRET)
    (done,) = boss.forgetting.apply_due(today="2027-07-15", only=[boss.visit, boss.other])
    assert (done.visit, done.half_typed, done.traces_gone) == (boss.visit, 1, True)
    assert not holds(guard.desk.store, SECRET)


def test_every_hold_is_told_with_its_visit_and_its_end(boss: Boss) -> None:
    """Those in force first, oldest first; then the lifted ones, the last lifted first."""
    number = boss.guard.walking.current(boss.visit).visit.opened.record_number
    names = [boss.forgetting.hold(visit, "Litigation hold") for visit in (boss.visit, None, None, boss.visit)]
    boss.guard.clock.set("2026-07-16T09:30:00-04:00")
    for name in names[:2]:
        boss.forgetting.lift(name, "The case is closed")
    told = boss.forgetting.all_holds()
    assert [(each.hold.hold, each.record_number, each.lifted is None) for each in told] == [
        ("H3", None, True),
        ("H4", number, True),
        ("H2", None, False),
        ("H1", number, False),
    ]
    assert told[-1].lifted == Lifted("Supervisor 3", "Jul 16, 2026, 09:30", "The case is closed")
    assert told[-1].placed.startswith("Jul 15, 2026, ")
    assert tuple(each.hold for each in told if each.lifted is None) == boss.forgetting.holds()


def test_a_clock_that_leapt_removes_nothing_until_somebody_says_the_date(boss: Boss) -> None:
    """Also after it was used at the wrong time for a day, and however the computer was started in between."""
    boss.days, clock = 1825, boss.guard.clock
    for moment in ("2034-07-15T12:00:00-04:00", "2034-07-16T12:00:00-04:00"):
        clock.set(moment)
        Noting(boss.guard.walking).note(boss.other, "a note", "seen", CHIEF)
        assert refused(boss.forgetting.due).code == "clock_doubt"
        assert refused(boss.forgetting.apply_due).code == "clock_doubt"
    assert refused(lambda: boss.forgetting.apply_due(today="2026-07-16")).code == "clock_doubt"
    assert holds(boss.guard.desk.store, SECRET)
    assert [due.visit for due in boss.forgetting.due(today="2034-07-16")] == [boss.visit]


def test_a_clock_that_the_journal_doubts_removes_nothing(boss: Boss) -> None:
    boss.days = 1
    boss.guard.clock.set("2026-07-18T12:00:00-04:00", mono_ns=1)
    assert refused(boss.forgetting.due).code == "clock_doubt"


def test_a_visit_that_was_written_while_the_clock_ran_behind_is_as_young_as_what_stands_before_it(
    boss: Boss,
) -> None:
    boss.days, guard = 30, boss.guard
    guard.clock.set("2026-05-15T12:00:00-04:00")
    late = guard.walking.open_visit(CHIEF, "Front desk").visit.id
    now = Noting(guard.walking).note(late, "a note", "seen", CHIEF)
    guard.walking.answer(late, f"{now.walk.round}/{now.pack.policy.changes_step}", "left", CHIEF)
    guard.clock.set("2026-07-15T12:05:00-04:00")
    assert boss.forgetting.due(today="2026-07-15") == ()
    guard.clock.set("2026-08-20T12:05:00-04:00")
    assert late in {due.visit for due in boss.forgetting.due(today="2026-08-20")}
