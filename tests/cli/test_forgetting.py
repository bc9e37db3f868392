"""threshold forget at the command line: sentences, JSON, exit codes, and nobody without a supervisor's PIN."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from desktop.cli.main import cli
from desktop.core.events import Draft
from desktop.core.review_events import ViewSaved
from desktop.paths import places, resources
from desktop.services.desk import open_desk
from desktop.services.noting import Noting
from desktop.services.walking import Walking
from desktop.store.opening import open_store
from tests.cli.playing import GUARD, SHELTER, a_visit
from tests.store.pages import holds

Run = Callable[..., Result]
PIN, SECRET = "240613", "Zaunkoenig"


@pytest.fixture
def number(tmp_path: Path) -> str:
    """A visit with a note, and a supervisor who can sign in; its record number."""
    found = a_visit(tmp_path)
    desk = open_desk(places(tmp_path / "home", {}), SHELTER)
    line = desk.store.queries.visit_by_number(found)
    assert line is not None
    Noting(Walking(desk)).note(line.visit, f"note of {SECRET}", "told", GUARD)
    desk.people.first("Supervisor 3", PIN)
    desk.close()
    return found


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs `threshold forget …` as the supervisor, or as nobody with `pin=""`."""

    def runner(*arguments: str, pin: str = PIN) -> Result:
        who = ["--as", "Supervisor 3", "--pin-stdin"] if pin else []
        options = ["--home", str(tmp_path / "home"), "--facility", str(SHELTER), "forget", *arguments, *who]
        return CliRunner().invoke(cli, options, input=f"{pin}\n", obj=lambda *_: 0)

    return runner


def note_of(run: Run, number: str) -> str:
    lines = json.loads(run("plan", number, "--json").stdout)["lines"]
    return str(next(line["seq"] for line in lines if SECRET in line["what"]))


def test_plan_redact_and_what_is_told_of_it(run: Run, number: str, tmp_path: Path) -> None:
    seq = note_of(run, number)
    told = run("redact", number, "--event", seq, "--reason", "Order of a court")
    assert told.exit_code == 0, told.output
    assert f"{number}: removed the contents of 1 events." in told.stdout
    assert "The chain holds." in told.stdout
    store = open_store(places(tmp_path / "home", {}), create=False)
    assert not holds(store, SECRET)
    store.close()
    assert run("plan", number).stdout.startswith("Nothing of this visit can be removed.")


def test_half_typed_words_are_listed_by_a_number_below_0_and_removed_by_it(
    run: Run, number: str, tmp_path: Path
) -> None:
    store = open_store(places(tmp_path / "home", {}), create=False)
    line = store.queries.visit_by_number(number)
    assert line is not None
    store.journal.keep_half_typed(line.visit, "officer/o1/name", "half Q")
    store.close()
    (half,) = [each for each in run("plan", number).stdout.splitlines() if "Half typed" in each]
    told = run("redact", number, "--event", half.split()[0], "--reason", "Order of a court")
    assert f"{number}: removed the contents of 0 events, and 1 half-typed texts." in told.stdout
    assert "Half typed" not in run("plan", number).stdout


def test_a_refusal_has_a_sentence_and_exit_code_1(run: Run, number: str) -> None:
    seq = note_of(run, number)
    hold = json.loads(run("hold", number, "--reason", "Litigation hold", "--json").stdout)["hold"]
    told = run("redact", number, "--event", seq, "--reason", "Order of a court")
    assert (told.exit_code, hold in told.stderr) == (1, True)
    assert f"{number}: hold {hold}, placed by Supervisor 3. Reason: Litigation hold" in run("holds").stdout
    assert f"hold {hold}" in run("plan", number).stdout
    assert run("lift", hold, "--reason", "The case is closed").stdout == f"Hold {hold} is over.\n"
    assert run("holds").stdout == "No hold is in force.\n"
    over = run("holds", "--lifted").stdout
    assert f"{number}: hold {hold}, placed by Supervisor 3. Reason: Litigation hold. Lifted on " in over
    assert over.endswith(" by Supervisor 3. Reason: The case is closed\n")
    assert run("plan", "SCH900-1-2026-09999-X").exit_code == 1


def test_nobody_without_a_supervisors_pin(run: Run, number: str) -> None:
    """Also not IT, who has the account that reads the key."""
    for arguments in (
        ("plan", number),
        ("redact", number, "--event", "5", "--reason", "Order"),
        ("due",),
        ("due", "--apply"),
        ("hold", "--all", "--reason", "Order"),
        ("lift", "H1", "--reason", "Order"),
        ("holds",),
    ):
        told = run(*arguments, pin="")
        assert (told.exit_code, "--as" in told.stderr) == (1, True), arguments
        assert SECRET not in told.output
    wrong = run("plan", number, pin="861357")
    assert (wrong.exit_code, SECRET in wrong.output) == (1, False)


def test_a_hold_is_of_one_visit_or_of_all(run: Run, number: str) -> None:
    assert run("hold", "--reason", "Litigation hold").exit_code == 2
    assert run("hold", number, "--all", "--reason", "Litigation hold").exit_code == 2
    assert run("hold", "--all", "--reason", "Litigation hold").exit_code == 0
    assert "The whole record: hold H1" in run("holds").stdout
    assert json.loads(run("holds", "--json").stdout)[0]["record_number"] is None


def test_nothing_is_due_until_a_period_is_set(run: Run, number: str, tmp_path: Path) -> None:
    assert run("due").stdout == "Nothing is ever due: no retention period is set.\n"
    config = tmp_path / "home" / "config"
    config.mkdir(parents=True, exist_ok=True)
    (config / "managed.toml").write_text("retention_days = 30\n", "utf-8")
    assert run("due").stdout == "Nothing is due.\n"
    assert json.loads(run("due", "--json").stdout) == {"retention_days": 30, "due": []}
    assert run("due", "--apply").exit_code == 1
    wrong = run("due", "--apply", "--today", "1999-01-01")
    assert (wrong.exit_code, "--today" in wrong.stderr) == (1, True)


def test_finish_says_that_nothing_is_left(run: Run, number: str) -> None:
    told = run("finish", pin="")
    assert (told.exit_code, told.stdout) == (0, "Nothing is left of what was removed.\n")
    assert json.loads(run("finish", "--json", pin="").stdout) == {"ok": True, "originals": 0, "pages": False}


def test_every_command_shows_an_example() -> None:
    for name in ("plan", "redact", "due", "hold", "lift", "holds", "finish"):
        told = CliRunner().invoke(cli, ["forget", name, "--help"], obj=lambda *_: 0)
        assert f"Example: threshold forget {name}" in " ".join(told.stdout.split())
    assert (resources() / "manual" / "forgetting.md").exists()


def test_what_is_of_no_visit_is_listed_and_removed_with_desk(run: Run, number: str, tmp_path: Path) -> None:
    """A search that was kept under a name; and without a number or --desk nothing is meant."""
    desk = open_desk(places(tmp_path / "home", {}), SHELTER)
    body = ViewSaved("Badge", f"badge {SECRET}", {})
    written = desk.store.journal.append([Draft("view_saved", None, body, GUARD)], desk.clock.read())
    desk.close()
    seq = str(written[0].seq)
    assert f"Search kept as “Badge”: “badge {SECRET}”" in run("plan", "--desk").stdout
    done = run("redact", "--desk", "--event", seq, "--reason", "Order of a court")
    assert (done.exit_code, done.stdout.splitlines()[0]) == (0, "The desk: removed the contents of 1 events.")
    assert run("plan", "--desk").stdout == "Nothing of that is on record.\n"
    for odd in ((), (number, "--desk")):
        assert run("plan", *odd).exit_code == 2
    again = run("redact", "--desk", "--event", "1", "--reason", "Order of a court")
    assert (again.exit_code, "plan --desk" in again.stderr) == (1, True)
