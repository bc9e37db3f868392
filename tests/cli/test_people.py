"""People at the command line: set up by IT, looked after by a supervisor, and asked who they are before a visit is shown or taken out."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from desktop.core.events import Event
from desktop.paths import places
from desktop.services.desk import open_desk
from tests.cli.conftest import Run
from tests.cli.playing import SHELTER, a_visit

SUPERVISOR, GUARD = "Supervisor 1", "Guard 12"
PINS = {SUPERVISOR: "284913", GUARD: "519274"}
OTHER = "407318"

Lines = tuple[str, ...]


@pytest.fixture
def number(tmp_path: Path, run: Run) -> str:
    """The record number of a visit on a record where people are set up."""
    made = a_visit(tmp_path)
    for person, role in ((SUPERVISOR, "supervisor"), (GUARD, "guard")):
        who = () if person == SUPERVISOR else ("--as", SUPERVISOR)
        typed = (PINS[person],) if person == SUPERVISOR else (PINS[SUPERVISOR], PINS[person])
        done = run("people", "add", person, "--role", role, *who, "--pin-stdin", typed=typed)
        assert (done.exit_code, done.output) == (0, f"{person} may sign in as {role}.\n")
    return made


def events(tmp_path: Path) -> Iterator[Event]:
    """Every event of the record."""
    with closing(open_desk(places(tmp_path / "home", {}), SHELTER, create=False)) as desk:
        for seq in range(1, desk.store.journal.head()[0] + 1):
            event = desk.store.queries.event(seq)
            assert event is not None
            yield event


def test_until_people_are_set_up_every_command_works_as_ever(tmp_path: Path, run: Run) -> None:
    number = a_visit(tmp_path)
    assert run("people", "list").output == "Nobody was added yet: everybody acts by their own word.\n"
    assert number in run("visits").output
    assert run("report", number, "--out", tmp_path / "r.txt").exit_code == 0


def test_the_list_names_everybody_and_no_pin(run: Run, number: str) -> None:
    said = run("people", "list").output.splitlines()
    assert [line.split("  ")[0] for line in said] == [SUPERVISOR, GUARD]
    facts = json.loads(run("people", "list", "--json").output)["people"]
    assert facts[0] == {"person": SUPERVISOR, "role": "supervisor", "active": True, "pin": True}


@pytest.mark.parametrize("command", [("visits",), ("visits", "--open"), ("report",), ("export-evidence",)])
def test_what_shows_or_takes_out_a_visit_asks_who_it_is(
    tmp_path: Path, run: Run, number: str, command: tuple[str, ...]
) -> None:
    """IT has the account and the key, and no business with what was said: it is told what to add."""
    out = tmp_path / "out.pdf"
    more = {"report": (number, "--out", out), "export-evidence": ("--out", out)}.get(command[0], ())
    done = run(*command, *more)
    assert done.exit_code == 1
    assert "--as NAME" in done.output
    assert number not in done.output
    assert not out.exists()
    done = run(*command, *more, "--as", SUPERVISOR, "--pin-stdin", typed=(PINS[SUPERVISOR],))
    assert done.exit_code == 0
    if command[0] == "visits":
        assert number in done.output


def test_the_pin_is_asked_for_unseen_where_it_is_not_on_standard_input(run: Run, number: str) -> None:
    done = run("visits", "--as", GUARD, typed=(PINS[GUARD],))
    assert done.exit_code == 0
    assert number in done.output
    assert PINS[GUARD] not in done.output


def test_a_wrong_pin_ends_with_1_and_its_sentence_and_is_slowed(
    tmp_path: Path, run: Run, number: str
) -> None:
    said = [run("visits", "--as", GUARD, "--pin-stdin", typed=(OTHER,)) for _ in range(4)]
    assert [done.exit_code for done in said] == [1] * 4
    assert said[0].output.startswith("That PIN is not right.")
    assert said[3].output.startswith("Wait ")
    assert [event.kind for event in events(tmp_path)].count("pin_refused") == 3


def test_a_guard_gets_the_report_and_not_its_annexes_or_the_evidence(
    tmp_path: Path, run: Run, number: str
) -> None:
    as_guard = ("--as", GUARD, "--pin-stdin")
    out = tmp_path / "r.pdf"
    done = run("report", number, "--out", out, "--part", "counsel", *as_guard, typed=(PINS[GUARD],))
    assert (done.exit_code, out.exists()) == (1, False)
    done = run("export-evidence", "--out", tmp_path / "e.zip", *as_guard, typed=(PINS[GUARD],))
    assert (done.exit_code, (tmp_path / "e.zip").exists()) == (1, False)
    assert run("report", number, "--out", out, *as_guard, typed=(PINS[GUARD],)).exit_code == 0
    exported = [event.actor for event in events(tmp_path) if event.kind == "access"]
    assert [(actor.person, actor.how) for actor in exported] == [(GUARD, "pin")]


def test_it_keeps_what_keeps_the_record_alive(tmp_path: Path, run: Run, number: str) -> None:
    (tmp_path / "backups").mkdir()
    assert run("verify").exit_code == 0
    assert run("backup", "--to", tmp_path / "backups").exit_code == 0
    assert '"people", "level": "ok"' in run("doctor", "--json").output


def test_only_a_supervisor_looks_after_people(tmp_path: Path, run: Run, number: str) -> None:
    callers: tuple[tuple[Lines, Lines], ...] = (((), (OTHER,)), (("--as", GUARD), (PINS[GUARD], OTHER)))
    acts: tuple[Lines, ...] = (
        ("add", "Guard 14", "--role", "guard"),
        ("role", GUARD, "--role", "supervisor"),
        ("leave", GUARD),
        ("reset-pin", GUARD),
    )
    for act in acts:
        for who, typed in callers:
            done = run("people", *act, *who, "--pin-stdin", typed=typed)
            assert done.exit_code == 1, done.output
            assert "role may not" in done.output
    as_supervisor = ("--as", SUPERVISOR, "--pin-stdin")
    for act in acts[:3]:  # the line for a new PIN is read by `add` alone
        assert run("people", *act, *as_supervisor, typed=(PINS[SUPERVISOR], OTHER)).exit_code == 0
    done = run(
        "people", "reset-pin", "Guard 14", "--json", *as_supervisor, typed=(PINS[SUPERVISOR], "736152")
    )
    assert json.loads(done.output) == {
        "ok": True,
        "person": "Guard 14",
        "role": "guard",
        "active": True,
        "pin": True,
    }
    assert run("people", "reset-pin", GUARD, *as_supervisor, typed=(PINS[SUPERVISOR], OTHER)).exit_code == 1
    content = [event.kind for event in events(tmp_path)]
    assert content.count("person_left") == 1


def test_the_only_supervisor_cannot_lock_everybody_out(run: Run, number: str) -> None:
    done = run("people", "leave", SUPERVISOR, "--as", SUPERVISOR, "--pin-stdin", typed=(PINS[SUPERVISOR],))
    assert done.exit_code == 1
    assert "Add another supervisor first." in done.output


def test_a_pin_that_is_not_given_is_missing_and_nobody_is_added(run: Run, number: str) -> None:
    done = run(
        "people",
        "add",
        "Guard 31",
        "--role",
        "guard",
        "--as",
        SUPERVISOR,
        "--pin-stdin",
        typed=(PINS[SUPERVISOR],),
    )
    assert (done.exit_code, done.output) == (2, "The new person's PIN is missing.\n")
    assert "Guard 31" not in run("people", "list").output


def test_who_may_not_add_people_is_told_before_a_pin_is_asked_for(run: Run, number: str) -> None:
    """Who said --as already is not told to."""
    done = run(
        "people", "add", "Guard 31", "--role", "guard", "--as", GUARD, "--pin-stdin", typed=(PINS[GUARD],)
    )
    assert (done.exit_code, "--as" in done.output, "missing" in done.output) == (1, False, False)
    done = run("people", "add", "Guard 31", "--role", "guard", "--pin-stdin")
    assert (done.exit_code, "--as NAME" in done.output) == (1, True)
