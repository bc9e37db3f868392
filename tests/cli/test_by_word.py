"""A desk where nobody can sign in yet takes a name by its word and asks for no PIN; words that people wrote need not stand in the shell."""

from contextlib import closing
from pathlib import Path

from click.testing import CliRunner, Result

from desktop.cli.main import cli
from desktop.core.events import Event
from desktop.core.review_events import CopyIssued, VisitVoided
from desktop.paths import places
from desktop.services.desk import open_desk
from desktop.services.walking import Walking
from tests.cli.playing import GUARD, SHELTER, a_visit

CHIEF = "Supervisor 1"


def run(home: Path, *arguments: str | Path, said: str = "") -> Result:
    options = ["--home", str(home / "home"), "--facility", str(SHELTER), *map(str, arguments)]
    return CliRunner().invoke(cli, options, obj=lambda *_: 0, input=said)


def closed(home: Path) -> str:
    """The record number of a visit that Guard 12 closed."""
    number = a_visit(home)
    with closing(open_desk(places(home / "home", {}), SHELTER)) as desk:
        walking, line = Walking(desk), desk.store.queries.visit_by_number(number)
        assert line is not None
        now = walking.current(line.visit)
        walking.answer(line.visit, f"{now.walk.round}/{now.pack.policy.changes_step}", "left", GUARD)
    return number


def written(home: Path, number: str) -> list[Event]:
    with closing(open_desk(places(home / "home", {}), SHELTER, create=False)) as desk:
        line = desk.store.queries.visit_by_number(number)
        assert line is not None
        return desk.store.queries.events_of(line.visit)


def test_where_nobody_is_set_up_a_name_needs_no_pin(tmp_path: Path) -> None:
    """And is on record as claimed; a guard by their word is no supervisor, and nothing that takes a PIN is done."""
    number, pdf = closed(tmp_path), tmp_path / "read.pdf"
    guard = run(tmp_path, "review", "void", number, "--reason", "A drill", "--as", "Guard 12")
    assert (guard.exit_code, "Only a supervisor may do that." in guard.stderr) == (1, True)
    assert run(tmp_path, "report", number, "--out", pdf, "--as", CHIEF).exit_code == 0
    done = run(tmp_path, "review", "approve", number, "--read", pdf, "--as", f" {CHIEF} ")
    assert (done.exit_code, done.output) == (0, f"{number} is approved.\n")
    last = written(tmp_path, number)[-1]
    assert (last.kind, last.actor.person, last.actor.how) == ("visit_approved", CHIEF, "claimed")
    held = run(tmp_path, "forget", "hold", "--all", "--reason", "Order of a court", "--as", CHIEF)
    assert (held.exit_code, "PIN" in held.output) == (1, False)
    assert run(tmp_path, "visits", "--as", "").exit_code == 1


def test_words_that_people_wrote_come_from_standard_input(tmp_path: Path) -> None:
    number, out = closed(tmp_path), tmp_path / "copy.pdf"
    given = ("--to", "-", "--purpose", "-", "--out", out, "--as", CHIEF)
    made = run(tmp_path, "report", number, "--public", *given, said="Daily News\nRequest 17\n")
    assert made.exit_code == 0, made.output
    (body,) = [each.body for each in written(tmp_path, number) if isinstance(each.body, CopyIssued)]
    assert (body.recipient, body.purpose) == ("Daily News", "Request 17")
    void = run(tmp_path, "review", "void", number, "--reason", "-", "--as", CHIEF, said="A drill\n")
    assert void.exit_code == 0, void.output
    (why,) = [each.body for each in written(tmp_path, number) if isinstance(each.body, VisitVoided)]
    assert why.reason == "A drill"


def test_a_reason_that_is_missing_is_asked_for_and_never_taken_for_empty(tmp_path: Path) -> None:
    number = closed(tmp_path)
    none = run(tmp_path, "review", "void", number, "--as", CHIEF)
    assert (none.exit_code, "Say the reason; - reads it from standard input." in none.stderr) == (2, True)
    empty = run(tmp_path, "review", "void", number, "--reason", "-", "--as", CHIEF)
    assert (empty.exit_code, written(tmp_path, number)[-1].kind) == (1, "visit_closed")
