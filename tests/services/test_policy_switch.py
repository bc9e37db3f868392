"""A newer policy while a visit runs: it stays on its own unless the guard goes over, either is on record, and nothing that was answered or
half typed is lost."""

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.core.conditions import Value
from desktop.core.errors import Trouble
from desktop.core.events import StepAnswered
from desktop.core.policies import PolicySwitched
from desktop.packs.bundle import read_bundle
from desktop.services.policy_install import install_pack, trust
from desktop.services.policy_switch import newer_version, offer, stay, switch
from desktop.services.reporting import Reporting
from desktop.services.screens import Screens
from desktop.services.signed import NOBODY
from desktop.services.verifying import verify
from desktop.services.walking import Walking
from tests.core.nyc import GOOD_WARRANT, TO_THE_PAPERS
from tests.services.conftest import GUARD, Guard
from tests.services.staff import GUARD_12, IT_1, Staff
from tests.services.sticks import Stick, refused

GOOD: dict[str, Value] = {**TO_THE_PAPERS, **GOOD_WARRANT, "more_papers": "no"}
NEXT_DAY = "2026-07-15T00:00:30-04:00"


@pytest.fixture(scope="module")
def stick(tmp_path_factory: pytest.TempPathFactory) -> Stick:
    return Stick(tmp_path_factory.mktemp("stick"))


@pytest.fixture
def shift(make_guard: Callable[..., Guard], stick: Stick) -> Callable[[Path], Guard]:
    """A guard on 14 July, whose desk has version 1 and one more that comes into effect at midnight."""

    def make(newer: Path) -> Guard:
        guard = make_guard(iso="2026-07-14T23:50:00-04:00")
        trust(guard.desk, stick.statement, stick.office.statement.hash)
        for file in (stick.one, newer):
            install_pack(guard.desk, read_bundle(file))
        return guard

    return make


def test_a_running_visit_stays_on_its_pack_and_the_guard_is_told_what_differs(
    shift: Callable[[Path], Guard], stick: Stick
) -> None:
    guard = shift(stick.two)
    visit = guard.open()
    guard.tell(visit, TO_THE_PAPERS)
    assert offer(guard.walking, visit) is None
    guard.clock.set(NEXT_DAY)
    told = offer(guard.walking, visit)
    assert told is not None
    assert told.version == "2026.12.2"
    assert any("Who stands at the door?" in line for line in told.changed)
    assert guard.walking.current(visit).pack.texts["en"].steps["visitor"].short in told.asked_anew
    guard.tell(visit, GOOD)
    assert guard.walking.current(visit).pack.policy.head.version == "2026.12.1"


def test_a_visit_never_goes_over_to_a_policy_that_nobody_signed(
    make_guard: Callable[..., Guard], stick: Stick
) -> None:
    """The installed pack ends at midnight, and a new visit goes by the draft that came with the program: this one stays on its own."""
    guard = make_guard(iso="2026-07-20T23:50:00-04:00")
    trust(guard.desk, stick.statement, stick.office.statement.hash)
    install_pack(guard.desk, read_bundle(stick.short))
    visit = guard.open()
    guard.tell(visit, TO_THE_PAPERS)
    guard.clock.set("2026-07-21T00:00:30-04:00")
    assert guard.walking.current(guard.open()).visit.opened.pack_version != "2026.12.3"
    assert offer(guard.walking, visit) is None
    with refused("no_newer_policy"):
        switch(guard.walking, visit, GUARD)


def test_a_locked_desk_does_not_write_anew_what_it_hides(tmp_path: Path, stick: Stick) -> None:
    """To switch gives every answer again, after the lock: whoever stands there would read what was said before it. The visit stays as it is
    until somebody signs in; what was begun after the lock goes over."""
    staff = Staff(tmp_path / "desk", iso="2026-07-14T23:50:00-04:00")
    walking = Walking(staff.desk)
    staff.sign_in(IT_1)
    trust(staff.desk, stick.statement, stick.office.statement.hash)
    for file in (stick.one, stick.same):
        install_pack(staff.desk, read_bundle(file))
    staff.sign_in(GUARD_12)
    visit = walking.open_visit(NOBODY, "").visit.id
    danger = TO_THE_PAPERS["danger"]
    walking.answer(visit, "r1/danger", danger if isinstance(danger, str) else list(danger), NOBODY)
    staff.desk.people.lock("locked")
    later = walking.open_visit(NOBODY, "").visit.id
    staff.clock.set(NEXT_DAY)
    assert (newer_version(walking, visit), offer(walking, visit)) == ("", None)
    with refused("sign_in"):
        switch(walking, visit, NOBODY)
    assert newer_version(walking, later)
    switch(walking, later, NOBODY)
    staff.sign_in(GUARD_12)
    assert newer_version(walking, visit)
    now = switch(walking, visit, staff.desk.signed.actor or NOBODY)
    assert now.visit.opened.pack_version == "2026.12.4"
    staff.desk.close()


def test_who_stays_is_asked_once_and_the_choice_is_on_record(
    shift: Callable[[Path], Guard], stick: Stick
) -> None:
    guard = shift(stick.two)
    visit = guard.open()
    with refused("no_newer_policy"):
        stay(guard.walking, visit, GUARD)
    guard.clock.set(NEXT_DAY)
    now = stay(guard.walking, visit, GUARD)
    body = now.events[-1].body
    assert isinstance(body, PolicySwitched)
    assert (body.choice, body.version, body.former) == ("stay", "2026.12.2", now.pack.pack_hash)
    assert offer(guard.walking, visit) is None
    assert "Policy 2026.12.2 came into effect. This visit stays" in _report(guard, visit)
    assert verify(Walking(guard.desk)).ok


def test_going_over_keeps_what_fits_asks_the_rest_anew_and_tells_both(
    shift: Callable[[Path], Guard], stick: Stick
) -> None:
    guard = shift(stick.two)
    visit = guard.open()
    guard.tell(visit, {"danger": "none", "visitor": "federal", "purpose": ("enter",)})
    guard.desk.store.journal.keep_half_typed(visit, "note", "They came in two ca")
    guard.clock.set(NEXT_DAY)
    new = switch(guard.walking, visit, GUARD)
    assert new.visit.opened.pack_version == "2026.12.2"
    assert new.walk.open is not None
    assert new.walk.open.step == "visitor", "it is asked in other words now"
    answers = [event.body for event in new.events if isinstance(event.body, StepAnswered)]
    assert [each.step for each in answers] == ["danger"]
    assert answers[0].happened is not None
    assert answers[0].happened.at.startswith("2026-07-14T23:50")
    body = new.events[1].body
    assert isinstance(body, PolicySwitched)
    former = guard.walking.current(visit)
    assert body.begun_as == former.visit.opened.record_number
    assert (body.carried, body.asked_anew) == (1, ["visitor", "purpose"])
    assert former.visit.joined_into == new.visit.id
    assert guard.desk.store.queries.half_typed(new.visit.id) == {"note": "They came in two ca"}
    assert guard.desk.store.queries.half_typed(visit) == {}
    told = _report(guard, new.visit.id)
    assert f"Goes on from visit {body.begun_as}" in told
    assert f"Joined visit {body.begun_as}" in told
    assert [line.visit for line in guard.desk.store.queries.open_visits()] == [new.visit.id]
    assert verify(Walking(guard.desk)).ok
    with refused("cannot_switch"):
        switch(guard.walking, visit, GUARD)


def test_in_the_same_words_everything_goes_over_with_its_outcome(
    shift: Callable[[Path], Guard], stick: Stick
) -> None:
    """Papers too, and what was reached is reached by the newer policy and recorded by it."""
    guard = shift(stick.same)
    visit = guard.open()
    guard.tell(visit, {**GOOD, "signer": "immigration_officer"})
    before = guard.reached(visit)
    assert before
    guard.clock.set(NEXT_DAY)
    new = switch(guard.walking, visit, GUARD)
    after = guard.reached(new.visit.id)
    assert [(body.rest, body.outcomes, body.reasons) for _, body in after] == [
        (body.rest, body.outcomes, body.reasons) for _, body in before
    ]
    assert guard.walking.current(visit).visit.recorded, "what was reached stays on the former visit's record"
    assert verify(Walking(guard.desk)).ok


def test_nothing_is_offered_while_they_are_inside_or_in_danger(
    shift: Callable[[Path], Guard], stick: Stick
) -> None:
    guard = shift(stick.two)
    visit = guard.open()
    guard.walking.press("F1", visit, GUARD, "Front desk")
    guard.clock.set(NEXT_DAY)
    assert offer(guard.walking, visit) is None
    with refused("cannot_switch"):
        switch(guard.walking, visit, GUARD)


def test_a_power_cut_leaves_the_former_visit_or_the_new_one_whole(
    shift: Callable[[Path], Guard], stick: Stick
) -> None:
    """All of it is one transaction: where it fails, the visit runs on as it was."""
    guard = shift(stick.same)
    visit = guard.open()
    guard.tell(visit, TO_THE_PAPERS)
    guard.clock.set(NEXT_DAY)
    before = guard.desk.store.journal.head()

    def cut(moment: str) -> None:
        if moment == "before_commit":
            raise Trouble("io", "The power failed.", "Start again.")

    guard.desk.store.journal._steps = cut
    with pytest.raises(Trouble):
        switch(guard.walking, visit, GUARD)
    guard.desk.store.journal._steps = lambda moment: None
    guard.again()
    assert guard.desk.store.queries.count_of(visit) == len(guard.walking.current(visit).events)
    assert (
        guard.desk.store.queries.event(before[0] + 1) is None
        or not guard.walking.current(visit).visit.joined_into
    )
    assert [line.visit for line in guard.desk.store.queries.open_visits()] == [visit]


def _report(guard: Guard, visit: str) -> str:
    return " ".join(Reporting(Screens(guard.walking)).make(visit)().text.split())
