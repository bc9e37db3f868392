"""A guard who cannot see the screen: every page read from outside by a screen reader, over D-Bus, in another process."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from desktop import paths
from desktop.services.desk import open_desk
from desktop.wall import FixedClock, zone
from tests.journeys.reader import (
    APPLICATION,
    BUTTON,
    CHECK_BOX,
    CHECKED,
    EDITABLE,
    ENABLED,
    FOCUSABLE,
    FOCUSED,
    RADIO_BUTTON,
    TEXT,
    Node,
    Program,
    Session,
    faults,
    session,
)
from tests.journeys.reader_child import Told
from tests.ui.guard import AO93, ENTRY, FACILITIES, NOON, ZONE, Facts
from tests.ui.staff import GUARD, PINS, SUPERVISOR

TOP = Path(__file__).parents[2]
ENDS_S = 15


class Blind:
    """Somebody at the window who hears it only: keys go in, and what the screen reader finds comes out."""

    def __init__(self, process: "subprocess.Popen[str]", program: Program) -> None:
        self._process, self.program, self.told = process, program, Told("nothing yet")
        self.look()

    def _do(self, command: str) -> Told:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{command}\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"The window has ended at “{command}”, after {self.told}"
        return msgspec.json.decode(line, type=Told)

    def look(self) -> Told:
        """What the page on the screen should say, once it was painted."""
        self.told = self._do("tell")
        return self.told

    def leave(self, before: Told) -> None:
        """Wait until another page than this is on the screen, after something was done from outside."""
        self.program.until(
            lambda nodes: [] if self.look() != before else [f"Still {before.page} {before.step}."]
        )

    def key(self, *keys: str) -> Told:
        """Press keys one after the other; the page after the last."""
        for key in keys:
            self._do(f"key {key}")
        return self.look()

    def hear(self) -> list[Node]:
        """The page from outside, once nothing of it is lacking."""
        return self.program.until(self.lacking)

    def lacking(self, nodes: list[Node]) -> list[str]:
        """What the page should say, the keys that every page has, one place with the focus, and names on everything."""
        found = [f"“{words}” is not said." for words in self.told.words if not named(nodes, words)]
        pressable = [
            node for node in nodes if node.role in (BUTTON, CHECK_BOX) and node.has(ENABLED, FOCUSABLE)
        ]
        for key in ("F12", "F1"):
            if not [node for node in pressable if re.search(rf"\b{key}\b", node.name)]:
                found.append(f"{key} is not there.")
        for words, _ in self.told.answers.values():
            if not named(pressable, words):
                found.append(f"“{words}” cannot be pressed.")
        # What hands its focus on to a field in it counts as focused too, but cannot get the focus itself.
        if len(focused := [node.name for node in nodes if node.has(FOCUSED, FOCUSABLE)]) != 1:
            found.append(f"The focus is on {focused}.")
        return found + faults(nodes)

    @property
    def said(self) -> str:
        """What was said at once, a line each."""
        return "\n".join(self.program.said)

    def give(self, value: str | Sequence[str]) -> None:
        """Answer the question by its keys; what is marked or typed on the way can be heard."""
        if self.told.kind == "date":
            year, month, day = str(value).split("-")
            self.key(*month, *day, *year)
            fields = [node for node in self.hear() if node.role == TEXT and node.has(EDITABLE, FOCUSABLE)]
            assert [self.program.text(field) for field in fields] == [month, day, year]
            self.key("Return")
        elif isinstance(value, str):
            self.key(self.told.answers[value][1])
        else:
            given = [self.told.answers[each] for each in value or [""]]
            self.key(*(key for _, key in given))
            marked = [node for node in self.hear() if node.has(CHECKED)]
            assert [node.role for node in marked] == [CHECK_BOX] * len(given)
            assert all(named(marked, words) for words, _ in given)
            self.key("Return")


def named(nodes: Sequence[Node], words: str) -> list[Node]:
    """What says these words in its name."""
    return [node for node in nodes if words in node.name]


def cannot(nodes: Sequence[Node], words: str) -> list[str]:
    """What is lacking until this can be pressed."""
    return [] if any(node.has(ENABLED) for node in named(nodes, words)) else [f"“{words}” cannot be pressed."]


@pytest.fixture
def desktop() -> Iterator[Session]:
    """A desktop session with a screen reader at work."""
    with session() as begun:
        yield begun


@contextmanager
def at_the_desk(desktop: Session, home: Path, unnamed: bool = False) -> Iterator[Blind]:
    """The real window in a process of its own, on the desk page; `unnamed` puts a button without a name into it."""
    command = [sys.executable, "-m", "tests.journeys.reader_child", str(home), str(int(unnamed))]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, cwd=TOP, env=desktop.environment, stdin=pipe, stdout=pipe, text=True
    ) as process:
        try:
            yield Blind(process, desktop.reader.program(process.pid))
            process.communicate(timeout=ENDS_S)  # closes the pipe of its commands: the window closes
        finally:
            process.kill()
    assert process.returncode == 0


def walk(guard: Blind, facts: Facts, give: Callable[[str | Sequence[str]], None]) -> list[str]:
    """Hear each page and answer it until it comes to an outcome; the steps on the way."""
    steps = []
    while guard.told.page == "walk":
        before = guard.told
        give(facts[before.step])
        guard.hear()
        assert guard.told != before
        steps.append(before.step)
    return steps


def test_a_search_warrant_is_walked_by_keys_and_every_page_is_heard(desktop: Session, tmp_path: Path) -> None:
    """The program is there by its name; desk, each question, its fields and marks, and the outcome say all that they show."""
    with at_the_desk(desktop, tmp_path) as guard:
        names = {node.role: node.name for node in guard.hear() if node.role == APPLICATION}
        assert names == {APPLICATION: "threshold"}
        guard.key("N")
        guard.hear()
        steps = walk(guard, {**AO93, "counsel": "allow"}, guard.give)
        assert {"purpose", "date_issued", "defects"} <= set(steps)
        assert (guard.told.page, guard.told.step) == ("outcome", "escort_within_warrant")
        assert len(guard.told.words) == 3  # what to do, the words to say, and never to block


def test_pages_beside_the_walk_are_heard_too(desktop: Session, tmp_path: Path) -> None:
    """Each key that shows something, over a question and over an outcome, and once more to come back."""
    with at_the_desk(desktop, tmp_path) as guard:
        for opens, page in (("N", "walk"), ("2", "outcome")):
            shown = guard.key(opens)
            assert shown.page == page
            for key in ("F3", "F4", "F8", "F9", "F11"):
                guard.key(key)
                guard.hear()
                assert guard.key(key) == shown
        for key, page in (("F2", "walk"), ("F12", "outcome")):
            assert guard.key(key).page == page
            guard.hear()


def test_a_report_says_what_it_is_and_which_page_is_turned_to(desktop: Session, tmp_path: Path) -> None:
    """At once: how many pages, the marks on each, and the page that is turned to; parts, papers and views are radio buttons."""
    with at_the_desk(desktop, tmp_path) as guard:
        guard.key("N", "2", "F7")
        guard.program.until(
            lambda _: [] if re.search(r"Report: \d+ pages\..*VISIT STILL OPEN", guard.said) else [guard.said]
        )
        guard.key("End")
        guard.program.until(
            lambda _: [] if re.search(r"^Page (\d+) of \1$", guard.said, re.M) else [guard.said]
        )
        radios = {node.name for node in guard.hear() if node.role == RADIO_BUTTON}
        assert {"Letter", "A4", "Pages", "As text"} <= radios


def test_how_the_record_stands_and_what_is_not_protected_is_heard(desktop: Session, tmp_path: Path) -> None:
    """By keys alone: head, device key, each part of the manual, and the check's result at once."""
    with at_the_desk(desktop, tmp_path) as guard:
        guard.key("R")
        guard.program.until(lambda nodes: [] if named(nodes, "HEAD NOW") else ["The head is not there."])
        for key, words in (
            ("2", "IT with the key file reads everything."),
            ("3", "Who might harm it, and what holds"),
        ):
            guard.key(key)
            nodes = guard.hear()
            assert named(nodes, words)
            assert [node.name for node in nodes if node.has(FOCUSED, FOCUSABLE)]
        guard.key("C")
        guard.program.until(
            lambda _: [] if "Nothing speaks against the record" in guard.said else [guard.said]
        )
        guard.hear()


def test_the_locked_screen_and_signing_in_are_heard(desktop: Session, tmp_path: Path) -> None:
    """By keys alone: what works while it is locked, the names, the PIN's field as a password, what can be done, the people."""
    clock = FixedClock(NOON, zone(ZONE), ZONE)
    desk = open_desk(paths.places(tmp_path, {}), FACILITIES / "sample-school.toml", clock)
    desk.people.first(SUPERVISOR, PINS[SUPERVISOR])
    desk.people.add(GUARD, "guard", PINS[GUARD])
    desk.close()
    with at_the_desk(desktop, tmp_path) as guard:
        assert guard.told.page == "LockedPage"
        assert named(guard.hear(), "Locked. F12, F1 and New visit work.")
        assert guard.key("F6").page == "SignInPage"
        assert named(guard.hear(), f"1: {SUPERVISOR}")
        guard.key("1")
        assert named(guard.hear(), "PIN")
        before = guard.key(*PINS[SUPERVISOR])
        assert not any(PINS[SUPERVISOR] in node.name for node in guard.hear())
        guard.key("Return")
        guard.leave(before)
        assert guard.told.page == "desk"
        for key, page in (("F6", "MinePage"), ("5", "StaffPage"), ("A", "StaffPage")):
            assert guard.key(key).page == page
            guard.hear()


def test_a_visit_is_walked_by_the_screen_readers_own_press(desktop: Session, tmp_path: Path) -> None:
    """No key at all: New visit, every answer, Continue and F12 are pressed from outside, and the next page appears."""
    with at_the_desk(desktop, tmp_path) as guard:

        def press(words: str) -> None:
            node = next(node for node in named(guard.hear(), words) if node.role in (BUTTON, CHECK_BOX))
            guard.program.act(node, "Press")

        def give(value: str | Sequence[str]) -> None:
            before = guard.told
            for each in [value] if isinstance(value, str) else value:
                press(before.answers[each][0])
            if not isinstance(value, str):
                guard.program.until(lambda nodes: cannot(nodes, "Continue"))
                press("Continue")
            guard.leave(before)

        press("New visit")
        guard.leave(guard.told)
        assert len(walk(guard, {**ENTRY, "paper": "verbal_claim"}, give)) > 5
        assert (guard.told.page, guard.told.step) == ("outcome", "refuse_no_judicial_warrant")
        press("F12")
        guard.leave(guard.told)
        assert guard.told.step == "entered_without_consent"
        guard.hear()


def test_an_answer_that_is_toggled_from_outside_is_given(desktop: Session, tmp_path: Path) -> None:
    """A screen reader's first action on an answer is "Toggle": that gives it, as a press does, and does not only mark it."""
    with at_the_desk(desktop, tmp_path) as guard:
        first = guard.key("N")
        answer = named(guard.hear(), first.answers["none"][0])[0]
        guard.program.act(answer, "Toggle")
        guard.leave(first)
        guard.hear()


def test_a_button_without_a_name_is_reported(desktop: Session, tmp_path: Path) -> None:
    """Negative control: the same window with one more button."""
    with at_the_desk(desktop, tmp_path, unnamed=True) as guard:
        nodes = guard.program.until(lambda nodes: cannot(nodes, "New visit"))
        assert "A button has no name." in faults(nodes)
