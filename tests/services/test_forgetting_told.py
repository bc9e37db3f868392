"""That something was removed or is held is told: by the report, by screens, by doctor; and what is left of it, by the next start."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.core.events import Draft, PayloadRedacted
from desktop.core.holding import GOES
from desktop.services.evidence import export_evidence
from desktop.services.forgetting import Forgetting
from desktop.services.health import at_a_glance
from desktop.services.noting import Noting
from desktop.services.removed_views import KINDS
from desktop.services.reporting import Reporting
from desktop.services.screens import Screens
from desktop.services.sheets import Sheets
from desktop.services.verifying import verify
from desktop.services.walking import Walking
from tests.services.boss import CHIEF, PIN, SECRET, Boss, refused
from tests.services.conftest import GUARD, Guard
from tests.services.exports import load_verifier
from tests.store.pages import holds


@pytest.fixture
def boss(guard: Guard) -> Boss:
    return Boss(guard)


def test_the_report_tells_that_when_by_whom_and_why_and_holds_too(boss: Boss) -> None:
    boss.forgetting.hold(None, "Litigation hold")
    boss.forgetting.lift("H1", "It is over")
    boss.redact("note", "name")
    boss.forgetting.hold(boss.visit, "Order of a court")
    text = Reporting(Screens(boss.guard.walking)).make(boss.visit)().text
    assert SECRET not in text.replace(f"ask {SECRET}", "")
    flat = " ".join(text.split())
    assert "contents removed at 12:00:00 by Supervisor 3" in flat
    assert "Order of the privacy officer" in flat
    assert (
        "Was held H1: nothing of the whole record could be removed. Placed at 12:00:00 by Supervisor 3. Reason: Litigation hold. "
        "Lifted at 12:00:00 by Supervisor 3. Reason: It is over" in flat
    )
    assert (
        "Held H2: nothing of this visit may be removed. Placed at 12:00:00 by Supervisor 3. Reason: Order of a court"
        in flat
    )


def test_a_program_that_ends_right_after_the_act_leaves_the_rest_to_the_next_start(boss: Boss) -> None:
    """Of another process: the traces go when the program starts again, and doctor tells until then."""
    guard = boss.guard
    body = PayloadRedacted(boss.seqs["note"], "Order of a court")
    guard.desk.store.journal.append([Draft("payload_redacted", boss.visit, body, CHIEF)], guard.clock.read())
    assert guard.desk.store.owed().pages
    boss.redact("call", "name")
    assert not guard.desk.store.owed().anything
    assert not holds(guard.again().desk.store, SECRET)


def test_screens_tell_in_its_place_what_was_removed_when_by_whom_and_why(boss: Boss) -> None:
    """Another program's removal too: what the window had read before is read again."""
    screens = Sheets(Screens(boss.guard.walking))
    assert SECRET in repr(screens.record(boss.visit))
    other = Walking(boss.guard.desk)
    seqs = [boss.seqs[name] for name in ("note", "call", "name")]
    Forgetting(other).redact(boss.visit, seqs, "Order of the privacy officer")
    view = screens.record(boss.visit)
    assert SECRET not in repr(view)
    told = {each.seq: (each.words, each.tabs) for each in view.removed}
    ending = "removed on Jul 15, 2026, 12:00 by Supervisor 3. Reason: Order of the privacy officer"
    assert told[boss.seqs["note"]] == (f"Note: {ending}", ("note",))
    assert told[boss.seqs["call"]][0] == f"Call: {ending}"
    assert "vehicle" in told[boss.seqs["name"]][1]
    assert {each.head for each in view.removed} == {"12:00:00 · Guard 12"}


def test_every_kind_that_goes_has_its_words() -> None:
    assert KINDS.keys() == GOES - {"view_saved", "view_dropped"}, "but those that are of no visit"


def test_doctor_tells_of_traces_that_are_left_and_of_none(boss: Boss) -> None:
    guard = boss.guard
    assert "removals" not in [fact.code for fact in at_a_glance(guard.desk)]
    body = PayloadRedacted(boss.seqs["note"], "Order of a court")
    guard.desk.store.journal.append([Draft("payload_redacted", boss.visit, body, CHIEF)], guard.clock.read())
    (fact,) = [fact for fact in at_a_glance(guard.desk) if fact.code == "removals"]
    assert (fact.level, "forget finish" in fact.remedy) == ("warning", True)
    guard.desk.store.finish_removals()
    assert "removals" not in [fact.code for fact in at_a_glance(guard.desk)]


def test_checking_before_the_second_press_removes_nothing(boss: Boss) -> None:
    seqs, before = [boss.seqs["note"]], boss.guard.desk.store.journal.head()
    assert [line.seq for line in boss.forgetting.check(boss.visit, seqs, "Order of a court").lines] == seqs
    assert refused(lambda: boss.forgetting.check(boss.visit, seqs, "x")).code == "reason_short"
    assert boss.guard.desk.store.journal.head() == before


def test_of_visits_that_were_joined_all_must_be_past_and_free(make_guard: Callable[..., Guard]) -> None:
    """A note on the visit that the other was joined into begins the period of both anew."""
    guard = make_guard()
    one = guard.walking.press("F12", None, GUARD, "Front desk").visit.id
    other = guard.open()
    guard.tell(other, {"danger": "none"})
    Noting(guard.walking).note(one, f"note of {SECRET}", "seen", GUARD)
    guard.walking.join(one, other, GUARD)
    guard.answer(other, "officers_now", "left")
    guard.desk.people.first("Supervisor 3", PIN)
    forgetting = Forgetting(guard.walking, 30)
    guard.clock.set("2026-08-01T12:00:00-04:00")
    Noting(guard.walking).note(other, "a late note", "seen", CHIEF)
    guard.clock.set("2026-08-20T12:00:00-04:00")
    assert forgetting.due() == ()
    guard.clock.set("2026-09-01T12:00:00-04:00")
    assert {due.visit for due in forgetting.due(today="2026-09-01")} == {one, other}
    forgetting.hold(other, "Litigation hold")
    assert forgetting.due(today="2026-09-01") == ()
    assert [hold.hold for hold in forgetting.plan(one).holds] == ["H1"]


def test_the_report_tells_a_hold_of_the_whole_record_that_is_in_force_and_its_sources_name_it(
    boss: Boss,
) -> None:
    reporting = Reporting(Screens(boss.guard.walking))
    before = reporting.make(boss.visit)().sources
    boss.forgetting.hold(None, "Order of a court")
    made = reporting.make(boss.visit)()
    flat = " ".join(made.text.split())
    assert "Held H1: nothing of the whole record may be removed. Placed at 12:00:00 by Supervisor 3." in flat
    assert set(made.sources) - set(before) == {
        f"holds of the whole record to event {boss.guard.desk.store.staff.of_holds()[-1].seq}"
    }


def test_verify_tells_a_hold_that_was_lifted_before_what_it_kept_was_removed(boss: Boss) -> None:
    """Of the whole record and of the visit; not one that kept another visit, or is in force."""
    for visit in (None, boss.visit, boss.other):
        boss.forgetting.lift(boss.forgetting.hold(visit, "Order of a court"), "The case is closed")
    boss.redact("name")
    boss.forgetting.hold(None, "Order of a court")
    found = verify(boss.guard.walking)
    told = [each.sentence for each in found.told if each.code == "hold_lifted"]
    assert found.ok
    assert [sentence.split(";")[0].split(": ")[1] for sentence in told] == [
        "it lifts hold H1",
        "it lifts hold H2",
    ]
    assert all(f"the contents of event {boss.seqs['name']}" in sentence for sentence in told)


def test_an_export_of_another_visit_tells_every_hold(boss: Boss, tmp_path: Path) -> None:
    boss.forgetting.lift(boss.forgetting.hold(None, "Order of a court"), "The case is closed")
    boss.forgetting.hold(boss.visit, "Litigation hold")
    export_evidence(boss.guard.desk, tmp_path / "one.zip", CHIEF, [boss.other])
    assert load_verifier().check(str(tmp_path / "one.zip"), [], []).findings == []
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        lines = [json.loads(line) for line in archive.read("events.jsonl").splitlines()]
    told = [line.get("payload", "") for line in lines if '"hold_' in line["envelope"]]
    assert [json.loads(each)["reason"] for each in told] == [
        "Order of a court",
        "The case is closed",
        "Litigation hold",
    ]


def test_half_typed_words_of_a_closed_visit_are_listed_and_leave_without_a_trace(boss: Boss) -> None:
    """Alone or with events; not under a hold; and what was finished meanwhile is told."""
    store, forgetting = boss.guard.desk.store, boss.forgetting
    for address in ("officer/o1/name", "vehicle/v9/looks"):
        store.journal.keep_half_typed(boss.visit, address, f"half Q{SECRET}")
    one, other = [line.seq for line in forgetting.plan(boss.visit).lines if "Half typed" in line.what]
    assert (
        refused(lambda: forgetting.redact(boss.visit, [one], f"it said Half Q{SECRET}")).code
        == "reason_repeats"
    )
    hold = forgetting.hold(None, "Order of a court")
    assert refused(lambda: forgetting.redact(boss.visit, [one], "Order of a court")).code == "held"
    forgetting.lift(hold, "The case is closed")
    assert [line.seq for line in forgetting.check(boss.visit, [one], "Order of a court").lines] == [one]
    done = forgetting.redact(boss.visit, [one], "Order of the privacy officer")
    assert (done.half_typed, done.events, done.traces_gone) == (1, (), True)
    assert list(store.queries.half_typed(boss.visit)) == ["vehicle/v9/looks"]
    done = forgetting.redact(boss.visit, [other, boss.seqs["note"]], "Order of the privacy officer")
    assert (done.half_typed, done.events) == (1, (boss.seqs["note"],))
    assert not holds(store, f"Q{SECRET}")
    assert refused(lambda: forgetting.redact(boss.visit, [one], "Order of a court")).code == "half_gone"
