"""`threshold review`: what a supervisor and a guard can do from a shell, and what is refused there."""

import json
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from desktop.cli.main import cli
from desktop.core.review_events import VisitApproved
from desktop.paths import places
from desktop.services.desk import open_desk
from tests.cli.playing import SHELTER
from tests.services.desks import GUARD_12, ONE, PINS, TWO, Office


class Shell:
    """Commands at one record, each a program of its own. `number` is that of a visit that Guard 12 closed, `own` one of Supervisor 1's."""

    def __init__(self, home: Path) -> None:
        self.home = home
        office = Office(home / "home", iso=datetime.now(UTC).isoformat())
        visits = [office.closed(office.sign_in(person)) for person in (GUARD_12, ONE)]
        lines = [office.desk.store.queries.visit(visit) for visit in visits]
        self.visit = visits[0]
        self.number, self.own = (line.record_number for line in lines if line is not None)
        office.desk.close()

    def run(self, *arguments: str | Path, by: str = "", said: str = "") -> Result:
        options = ["--home", str(self.home / "home"), "--facility", str(SHELTER), *map(str, arguments)]
        who = ["--as", by, "--pin-stdin"] if by else []
        typed = f"{PINS[by]}\n{said}" if by else said
        return CliRunner().invoke(cli, [*options, *who], obj=lambda *_: 0, input=typed)

    def report(self, number: str, name: str = "read.pdf") -> Path:
        """The report as a supervisor takes it out to read it."""
        out = self.home / name
        assert self.run("report", number, "--out", out, by=ONE).exit_code == 0
        return out

    def text(self, words: str) -> Path:
        file = self.home / "words.txt"
        file.write_text(words, "utf-8")
        return file


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    return Shell(tmp_path_factory.mktemp("shell"))


def test_a_visit_goes_its_way_from_the_shell(shell: Shell) -> None:
    """In one story, since each command starts a program and tries a PIN: listed, returned, handed in, read, approved, added to, void."""
    listed = shell.run("review", "list", "--json", by=ONE)
    facts = [json.loads(line) for line in listed.output.splitlines()]
    assert [(each["visit"], each["state"], each["overdue"]) for each in facts] == [
        (shell.own, "submitted", ""),
        (shell.number, "submitted", ""),
    ]
    early = shell.run(
        "review", "addendum", shell.number, "--words", shell.text("early"), "--source", "seen", by=GUARD_12
    )
    assert (early.exit_code, "is not approved yet" in early.output) == (1, True)
    returned = shell.run("review", "return", shell.number, "--words", shell.text("Which gate?"), by=ONE)
    assert (returned.exit_code, returned.output) == (0, f"{shell.number} is returned.\n")
    assert (
        shell.run(
            "review", "submit", shell.number, "--words", "-", by=GUARD_12, said="North gate\n"
        ).exit_code
        == 0
    )
    read = shell.report(shell.number)
    approved = shell.run("review", "approve", shell.number, "--read", read, by=ONE)
    assert (approved.exit_code, approved.output) == (0, f"{shell.number} is approved.\n")
    added = shell.run(
        "review", "addendum", shell.number, "--words", shell.text("A third car."), "--source", "told", "--about", "00:00", "--json",
        by=GUARD_12,
    )  # fmt: skip
    assert json.loads(added.output) == {
        "ok": True, "visit": shell.number, "state": "approved", "void": False, "addenda": 1,
    }  # fmt: skip
    again = shell.run("review", "approve", shell.number, "--read", read, by=ONE)
    assert (again.exit_code, "This visit is approved." in again.output) == (1, True)
    void = shell.run("review", "void", shell.number, "--reason", "A drill", by=ONE)
    assert void.output == f"{shell.number} is approved, and is void, with 1 addendum.\n"
    with closing(open_desk(places(shell.home / "home", {}), SHELTER, create=False)) as desk:
        kinds = [event.kind for event in desk.store.queries.events_of(shell.visit) if event.kind != "access"]
        (body,) = (
            event.body
            for event in desk.store.queries.events_of(shell.visit)
            if isinstance(event.body, VisitApproved)
        )
    assert kinds[-5:] == [
        "visit_returned",
        "visit_submitted",
        "visit_approved",
        "addendum_written",
        "visit_voided",
    ]
    assert body.exception == ""
    assert shell.run("review", "list", by=TWO).output.count("\n") == 1


def test_only_the_report_as_it_is_now_is_taken_for_read(shell: Shell) -> None:
    other = shell.home / "other.pdf"
    other.write_bytes(b"%PDF-1.4 another")
    said = shell.run("review", "approve", shell.own, "--read", other, by=TWO)
    assert (said.exit_code, "is not the report of this visit as it is now" in said.output) == (1, True)
    own = shell.run("review", "approve", shell.own, "--read", shell.report(shell.own, "own.pdf"), by=ONE)
    assert (own.exit_code, f"{TWO} can approve it" in own.output) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "by", "code", "words"),
    [
        (["review", "list"], "", 1, "Say who you are with --as"),
        (["review", "void", "OWN", "--reason", "A drill"], GUARD_12, 1, "Your role may not do that"),
        (["review", "return", "OWN"], ONE, 2, "No words are given. Name a file with --words"),
        (
            ["review", "addendum", "OWN", "--source", "seen", "--at", "10:00", "--about", "10:00"],
            ONE,
            2,
            "not both",
        ),
        (["review", "return", "OWN", "--words", "nowhere.txt"], ONE, 2, "cannot be read"),
        (["review", "approve", "OWN", "--read", "nowhere.pdf"], ONE, 2, "cannot be read"),
        (["review", "submit", "OWN"], ONE, 1, "was not returned"),
    ],
)
def test_what_is_refused_is_said_with_its_exit_code(
    shell: Shell, arguments: list[str], by: str, code: int, words: str
) -> None:
    said = shell.run(*(shell.own if each == "OWN" else each for each in arguments), by=by)
    assert (said.exit_code, words in said.output) == (code, True), said.output
