"""What `verify` says of records that no program of ours should have written, of lawful redactions, and of heads from paper."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from desktop.core.events import Draft, OutcomeReached, PayloadRedacted, StepAnswered
from desktop.services.standing import grouped
from desktop.services.verifying import verify
from tests.services.conftest import GUARD, Guard
from tests.services.many import A_VISIT, fill
from tests.services.test_verifying import FORGED, forge

TOP = Path(__file__).parents[2]


def threshold(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The program at the command line."""
    command = [sys.executable, "-m", "desktop", "--home", str(home), *arguments]
    return subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=False)


def test_a_record_that_the_bench_makes_is_genuine(tmp_path: Path) -> None:
    """Each kind of its walks: chain, checkpoints, outcomes, numbers; what is measured on it is what a desk would have. The control:
    one changed content is named, and the visit (of event 43) whose place in the lists is no longer what its events say."""
    events = fill(tmp_path, 15)
    done = threshold(tmp_path, "verify", "--json")
    found = json.loads(done.stdout)
    assert (done.returncode, found["events"], found["checkpoints"]) == (0, events, 15)
    assert events == 15 * A_VISIT + 2
    guard = Guard(tmp_path)
    assert len({line.record_number for line in guard.desk.store.queries.all_visits()}) == 15
    db = guard.desk.store.maintenance()
    db.execute("DROP TRIGGER payloads_no_update")
    db.execute("UPDATE payloads SET bytes = CAST('{}' AS BLOB) WHERE seq = 77")
    db.close()
    assert {each.seq for each in verify(guard.walking).findings} == {0, 43, 77}
    guard.desk.close()


def test_after_a_lawful_redaction_of_an_answer_nothing_speaks_against_the_record(guard: Guard) -> None:
    """What came before it is still computed again; that the rest cannot be is told with its event."""
    visit = guard.open()
    now = guard.warrant(visit)
    first, gone = now.visit.inputs[0].seq, now.visit.inputs[3].seq
    redaction = Draft("payload_redacted", visit, PayloadRedacted(gone, "court order"), GUARD)
    guard.desk.store.journal.append([redaction], guard.clock.read())
    found = verify(guard.again().walking)
    assert found.ok
    assert [each.seq for each in found.told if each.code == "not_computed"] == [gone]
    redaction = Draft("payload_redacted", visit, PayloadRedacted(first, "court order"), GUARD)
    guard.desk.store.journal.append([redaction], guard.clock.read())
    assert verify(guard.again().walking).ok


def test_an_outcome_that_a_bad_program_wrote_before_a_redaction_is_found_all_the_same(guard: Guard) -> None:
    """The chain holds, the signatures hold: only computing again shows it."""
    visit = guard.open()
    now = guard.tell(visit, {"danger": "none", "visitor": "private_person"})
    forge(guard, visit, because=now.visit.inputs[-1].seq)
    guard.answer(visit, "officers_now", "left")
    last = guard.walking.current(visit).visit.inputs[-1].seq
    redaction = Draft("payload_redacted", visit, PayloadRedacted(last, "court order"), GUARD)
    guard.desk.store.journal.append([redaction], guard.clock.read())
    found = verify(guard.again().walking)
    assert [each.seq for each in found.differences] == [now.visit.inputs[-1].seq]
    assert found.findings == ()


@pytest.mark.parametrize(
    "answer",
    [
        StepAnswered("r1/no_such_step", "no_such_step", "yes", "screen"),
        StepAnswered("nonsense", "visitor", "private_person", "screen"),
        StepAnswered("r1/visitor", "visitor", ["a", "b"], "screen"),
        StepAnswered("r1/papers/p9/execute_by", "execute_by", "not a date", "screen"),
        StepAnswered("r1/officers_now", "officers_now", "no_such_value", "screen"),
    ],
    ids=["unknown step", "no address", "a list", "no date", "unknown value"],
)
def test_answers_that_no_program_of_ours_gives_stop_nothing(guard: Guard, answer: StepAnswered) -> None:
    """The visit is listed with its reason, or computed as far as the engine takes it, and the rest goes on."""
    visit, other = guard.open(), guard.open()
    guard.tell(visit, {"danger": "none"})
    number = guard.walking.current(other).visit.opened.record_number
    guard.desk.store.journal.append([Draft("step_answered", visit, answer, GUARD)], guard.clock.read())
    forge(guard, other)
    found = verify(guard.again().walking)
    assert [each.record_number for each in found.differences] == [number]
    assert all(each.startswith(visit) for each in found.unread)
    assert found.findings == ()


def test_a_number_that_was_issued_twice_is_named(guard: Guard) -> None:
    guard.open()
    db = guard.desk.store.maintenance()
    db.execute("UPDATE counters SET value = 0 WHERE name LIKE 'record/%'")
    db.close()
    guard.open()
    [finding] = verify(guard.walking).findings
    assert (finding.seq, finding.code) == (guard.desk.store.journal.head()[0], "number_twice")


def test_progress_only_grows_up_to_all_and_what_it_raises_ends_the_check(guard: Guard) -> None:
    guard.warrant(guard.open())
    seen: list[tuple[int, int]] = []
    assert verify(guard.walking, progress=lambda *now: seen.append(now)).ok
    assert seen == sorted(seen)
    assert seen[-1][0] == seen[-1][1]
    before = guard.desk.store.journal.head()

    def stop(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        verify(guard.walking, progress=stop)
    assert guard.desk.store.journal.head() == before


def test_a_head_is_taken_as_it_stands_on_paper_and_on_screens(guard: Guard, tmp_path: Path) -> None:
    """Bare as on a report, with its number, in groups and capitals; a wrong one gets a sentence and never a traceback."""
    visit = guard.open()
    now = guard.tell(visit, {"danger": "none", "visitor": "private_person"})
    head, seq = now.visit.head, now.events[-1].seq
    guard.answer(visit, "officers_now", "left")
    guard.desk.close()
    fits: Sequence[str] = (head, f"{seq}:{head}", f" {seq}: {grouped(head).upper()}", f"Head {grouped(head)}")
    for each in fits:
        done = threshold(tmp_path / "home", "verify", "--head", each, "--json")
        assert (done.returncode, json.loads(done.stdout)["ok"]) == (0, True), each
    other = "ab" * 32
    done = threshold(tmp_path / "home", "verify", "--head", head, "--head", other, "--head", f"{seq}:{other}")
    assert done.returncode == 1
    assert f"No event of the record has the head {other}" in done.stdout
    assert f"Event {seq}: it is not the event whose hash was printed or sent." in done.stdout
    for each in (head[:-1], f"0:{head}", "x", "", f"{seq}:"):
        done = threshold(tmp_path / "home", "verify", "--head", each)
        assert (done.returncode, done.stdout) == (2, "")
        assert "a head has 64 digits" in done.stderr
        assert "Traceback" not in done.stderr


def test_exit_codes_and_progress_are_for_scripts(guard: Guard, tmp_path: Path) -> None:
    """0, 1 and 3; JSON stays alone on standard output whatever is told of progress."""
    home, visit = tmp_path / "home", guard.open()
    guard.tell(visit, {"danger": "none", "visitor": "private_person"})
    guard.desk.close()
    done = threshold(home, "verify", "--json", "--progress")
    assert (done.returncode, json.loads(done.stdout)["differences"]) == (0, [])
    assert done.stderr.splitlines()[-1] == "checking the record: 100 %"
    assert threshold(home, "verify", "--json").stderr == ""
    guard.again()
    forge(guard, visit)
    guard.desk.close()
    done = threshold(home, "verify", "--json")
    [difference] = json.loads(done.stdout)["differences"]
    assert (done.returncode, json.loads(done.stdout)["ok"]) == (1, False)
    assert FORGED.outcomes[0] in difference["recorded"]
    assert threshold(tmp_path / "none", "verify").returncode == 3


def test_ctrl_c_ends_the_check_with_its_own_exit_code(tmp_path: Path) -> None:
    """A sentence, no traceback; nothing was written, and the next check goes through."""
    fill(tmp_path, 3)
    program = [sys.executable, "-m", "tests.services.interrupted_child", "--home", str(tmp_path)]
    command = [*program, "verify", "--progress", "--json"]
    done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=False)
    first, *_, last = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (130, "")
    assert first == "checking the record: 0 %"
    assert last.startswith("Ended by Ctrl-C.")
    assert "Traceback" not in done.stderr
    assert threshold(tmp_path, "verify").returncode == 0


def test_only_outcomes_on_record_count_as_recorded(guard: Guard) -> None:
    """An outcome whose contents cannot be read is a gap and no difference."""
    visit = guard.open()
    guard.tell(visit, {"danger": "none", "visitor": "private_person"})
    [(event, body)] = guard.reached(visit)
    assert isinstance(body, OutcomeReached)
    redaction = Draft("payload_redacted", visit, PayloadRedacted(event.seq, "court order"), GUARD)
    guard.desk.store.journal.append([redaction], guard.clock.read())
    found = verify(guard.again().walking)
    assert (found.ok, found.differences) == (True, ())
    assert [each.code for each in found.told if each.seq == event.seq] == ["not_computed"]
