"""Whole visits through the services on a real record: what was answered is on disk, and the next program goes on there."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop import __version__
from desktop.core import chain
from desktop.core.errors import Refused
from desktop.core.events import StepAnswered, StepReopened, VisitClosed, VisitJoined
from desktop.packs.facility import site
from desktop.services.words import outcome_hash
from tests.core.nyc import GOOD_WARRANT, PACK, TO_THE_PAPERS
from tests.services.conftest import GUARD, Guard

TOP = Path(__file__).parents[2]


def test_a_whole_visit_is_on_disk_answer_by_answer(guard: Guard) -> None:
    """Opening, every answer, the outcome, leaving: in order, with the record number of this desk."""
    visit = guard.open()
    guard.warrant(visit)
    guard.answer(visit, "counsel", "allow")
    now = guard.answer(visit, "officers_now", "left")
    assert now.walk.closed
    events = guard.desk.store.queries.events_of(visit)
    steps = [event.body.step for event in events if isinstance(event.body, StepAnswered)]
    assert steps == [*TO_THE_PAPERS, *GOOD_WARRANT, "more_papers", "counsel", "officers_now"]
    assert isinstance(events[-1].body, VisitClosed)
    assert now.visit.opened.record_number.startswith("SHL901-1-2026-00001-")
    line = guard.desk.store.queries.visit(visit)
    assert line is not None
    assert (line.status, line.outcomes) == ("closed", ["escort_within_warrant"])


def test_an_outcome_is_recorded_with_all_that_led_to_it(guard: Guard) -> None:
    """Outcomes, reasons, flags, computed facts with their instant, the answer that led here, program, language, text hash."""
    visit = guard.open()
    now = guard.warrant(visit, place="wrong", paper_top="court_state")
    ((event, body),) = guard.reached(visit)
    assert (body.outcomes, body.reasons, body.flags) == (
        ["hold_for_counsel"],
        ["wrong_place"],
        ["state_court"],
    )
    utc_us = guard.clock.read().utc_us
    assert body.facts == {
        "r1/papers/p1/execution_window": f"in_time at {utc_us}",
        "r1/papers/p1/hours": f"inside at {utc_us}",
    }
    answers = [each for each in now.events if isinstance(each.body, StepAnswered)]
    assert body.because == answers[-1].seq == event.seq - 1
    assert (body.engine, body.language, body.rest) == (__version__, "en", "r1")
    again = outcome_hash(
        now.pack, now.facility, "Front desk", now.walk, now.visit.inputs, now.visit.recorded[0], "en"
    )
    assert body.text_hash == again
    assert len(body.text_hash) == 64


@pytest.mark.parametrize("answers", range(1, 19))
def test_the_next_program_opens_at_the_same_question(guard: Guard, answers: int) -> None:
    """After any number of answers a new start shows the same open question, walk and outcomes."""
    visit = guard.open()
    facts = {**TO_THE_PAPERS, **GOOD_WARRANT, "more_papers": "no", "counsel": "allow"}
    before = guard.tell(visit, dict(list(facts.items())[:answers]))
    after = guard.again().walking.current(visit)
    assert after.walk == before.walk
    assert after.visit == before.visit


def test_an_answer_taken_back_stays_on_record_and_its_question_is_open_again(guard: Guard) -> None:
    """Both answers and the taking back can be read; the outcome of the new answer is recorded too."""
    visit = guard.open()
    now = guard.tell(visit, {**TO_THE_PAPERS, "paper": "none"})
    seq = next(given.seq for given in now.visit.inputs if given.step == "paper")
    now = guard.walking.take_back(visit, seq, GUARD)
    assert now.walk.open is not None
    assert now.walk.open.step == "paper"
    guard.answer(visit, "paper", "verbal_claim")
    kinds = [event.body for event in guard.desk.store.queries.events_of(visit)]
    assert [body.seq for body in kinds if isinstance(body, StepReopened)] == [seq]
    assert [body.value for body in kinds if isinstance(body, StepAnswered) and body.step == "paper"] == [
        "none",
        "verbal_claim",
    ]
    with pytest.raises(Refused, match="not_an_answer"):
        guard.walking.take_back(visit, seq, GUARD)


def test_a_changed_answer_that_leads_back_records_where_the_visit_stands_now(guard: Guard) -> None:
    """Non-public, corrected to public, corrected back: the last outcome on record is the refusal, not the public area."""
    visit = guard.open()
    guard.tell(visit, {**TO_THE_PAPERS, "paper": "none"})
    for place in ("public", "nonpublic"):
        now = guard.walking.current(visit)
        seq = [
            given.seq
            for given in now.visit.inputs
            if given.step == "destination" and given.takes_back is None
        ][-1]
        guard.walking.take_back(visit, seq, GUARD)
        guard.walking.answer(visit, "r1/destination", place, GUARD)
    assert [body.outcomes for _, body in guard.reached(visit)][-1] == ["refuse_no_judicial_warrant"]


def test_a_refused_answer_writes_nothing(guard: Guard) -> None:
    """An answer that is none, to a question that is not there, or too early: the journal's head stays."""
    visit = guard.open()
    head = guard.desk.store.journal.head()
    for address, value in (("r1/danger", "martian"), ("r1/paper", "none"), ("r9/danger", "none")):
        with pytest.raises(Refused):
            guard.walking.answer(visit, address, value, GUARD)
    assert guard.desk.store.journal.head() == head
    with pytest.raises(Refused, match="no_such_visit"):
        guard.walking.current("nobody")


def test_f12_with_no_visit_begins_one_that_can_be_joined_to_an_open_one(guard: Guard) -> None:
    """One press opens a visit with "went in" as its first answer; joining leaves it so, and presses the key in the other too."""
    first = guard.open()
    pressed = guard.walking.press("F12", None, GUARD, "Front desk")
    assert pressed.visit.opened.begun == "went_in"
    assert [body.outcomes for _, body in guard.reached(pressed.visit.id)] == [["entered_without_consent"]]
    into = guard.walking.join(pressed.visit.id, first, GUARD)
    assert into.visit.id == first
    assert [body.outcomes for _, body in guard.reached(first)] == [["entered_without_consent"]]
    joined = guard.walking.current(pressed.visit.id)
    assert joined.visit.joined_into == first
    assert isinstance(guard.desk.store.queries.events_of(pressed.visit.id)[-1].body, VisitJoined)
    for visit, other in ((first, first), (pressed.visit.id, first), (first, pressed.visit.id)):
        with pytest.raises(Refused, match="cannot_join"):
            guard.walking.join(visit, other, GUARD)


def test_f1_and_f12_on_an_open_visit_answer_in_it_and_on_a_closed_one_begin_another(guard: Guard) -> None:
    """The same visit while it is open; a new one once it is closed."""
    visit = guard.open()
    assert guard.walking.press("F1", visit, GUARD, "Front desk").visit.id == visit
    assert guard.reached(visit)[-1][1].outcomes == ["emergency_do_not_impede"]
    guard.answer(visit, "officers_now", "left")
    other = guard.walking.press("F12", visit, GUARD, "Front desk")
    assert other.visit.id != visit


def test_a_visit_is_walked_by_its_own_pack_after_another_was_installed(guard: Guard, tmp_path: Path) -> None:
    """The kept bytes replay the old visit; a new visit is pinned to the new pack."""
    visit = guard.open()
    before = guard.warrant(visit, signer="unreadable")
    changed = tmp_path / "pack"
    shutil.copytree(PACK, changed)
    for name, old, new in (
        ("routing.toml", '"signer_unclear", "counsel_has_not_seen_it"', '"counsel_has_not_seen_it"'),
        ("pack.toml", "2026.11.1", "2026.12.1"),
    ):
        text = (changed / name).read_text("utf-8")
        assert old in text
        (changed / name).write_text(text[::-1].replace(old[::-1], new[::-1], 1)[::-1], "utf-8")
    guard.again(changed)
    after = guard.walking.current(visit)
    assert after.walk == before.walk
    assert after.pack.pack_hash == before.pack.pack_hash != guard.desk.pack.pack_hash
    newer = guard.open()
    guard.warrant(newer, signer="unreadable")
    for held, allowed in ((visit, "escort_within_warrant"), (newer, "counsel_authorised_access")):
        assert guard.answer(held, "counsel", "allow").visit.recorded[-1].outcomes == (allowed,)


def test_a_doubtful_clock_holds_a_warrant_and_says_so_on_record(make_guard: Callable[..., Guard]) -> None:
    """The clock was set back an hour: every answer carries the doubt, and a good warrant is held as unclear."""
    guard = make_guard()
    guard.tell(guard.open(), {"danger": "none"})
    guard.clock.set("2026-07-15T11:00:00-04:00", mono_ns=guard.clock.read().mono_ns + 1_000_000_000)
    visit = guard.open()
    now = guard.warrant(visit, any_time="no")
    assert {"date_unclear", "hours_unclear"} <= set(now.walk.reasons)
    bodies = [event.body for event in now.events if isinstance(event.body, StepAnswered)]
    assert all("clock_jumped" in body.doubt for body in bodies)
    assert guard.again().walking.current(visit).walk == now.walk


SECOND = """
import sys
from pathlib import Path
from tests.services.conftest import Guard
guard = Guard(Path(sys.argv[1]))
visit = guard.open()
guard.tell(visit, {"danger": "none", "visitor": "private_person"})
guard.desk.close()
"""


def test_a_second_program_that_appends_in_between_disturbs_nothing(guard: Guard) -> None:
    """Its visit stands beside ours; ours goes on, numbers differ, and the chain verifies."""
    visit = guard.open()
    guard.tell(visit, {"danger": "none"})
    subprocess.run([sys.executable, "-c", SECOND, str(guard.home)], cwd=TOP, check=True)
    now = guard.tell(visit, {**TO_THE_PAPERS, "paper": "none"})
    assert now.walk.decided.outcomes == ("refuse_no_judicial_warrant",)
    lines = guard.desk.store.queries.all_visits()
    assert sorted(line.record_number.split("-")[3] for line in lines) == ["00001", "00002"]
    queries = guard.desk.store.queries
    assert chain.verify(queries.iter_chain(), chain.Head(*guard.desk.store.journal.head())) == []
    assert [body.because for _, body in guard.reached(visit)] == [now.visit.inputs[-1].seq]


def test_what_a_changed_answer_would_drop_is_told_before_anything_is_written(guard: Guard) -> None:
    """Public instead of non-public: the answer about a paper would no longer count."""
    visit = guard.open()
    now = guard.tell(visit, {**TO_THE_PAPERS, "paper": "none"})
    seq = next(given.seq for given in now.visit.inputs if given.step == "destination")
    head = guard.desk.store.journal.head()
    assert guard.walking.dropped_by(visit, seq, "public") == ("r1/paper",)
    assert guard.walking.dropped_by(visit, seq, "private_room") == ()
    assert guard.desk.store.journal.head() == head
    assert site(now.facility).borough == "Brooklyn"
