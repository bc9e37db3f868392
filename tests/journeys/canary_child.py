"""A guard who types another word into every field of the real window, hands in what can be handed in and leaves the rest half typed.

Says `look` while the window stands open and waits for a line; then closes it and prints what was typed and where on record it is.
Arguments: home, facility file, a scan to keep. With `migrate` as the second the record is opened by a program with a newer schema.
"""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPlainTextEdit, QTextEdit

from desktop import paths
from desktop.core.errors import Refused
from desktop.core.events import Draft, Event, PayloadRedacted
from desktop.core.people import HoldLifted, HoldPlaced
from desktop.services.forgetting import Forgetting
from desktop.store._engine import Database
from desktop.store.opening import open_store
from desktop.store.schema import make_migrations
from desktop.ui.people.pin import PinField
from desktop.ui.targets import Target
from tests.journeys.canary_review import reviewed, visits
from tests.journeys.tour_child import Patience
from tests.ui.guard import AO93, I200, Facts, Guard
from tests.ui.showing import TABS, drawn

WORD = "Kanarienfeder"
"""Begins each canary; what follows tells them apart."""

BOSS, PIN = 501, "493817605284"
"""The number of the canary that is the supervisor's name, and the PIN: too long to stand anywhere by chance."""

UP_TO_A_DATE = {step: AO93[step] for step in AO93 if step != "date_issued"}
F3, F7, F8 = Qt.Key.Key_F3, Qt.Key.Key_F7, Qt.Key.Key_F8
Edit = QLineEdit | QPlainTextEdit | QTextEdit


class Waiting(Patience):
    """As the tests' own fixture, which takes a time of waiting."""

    def waitUntil(self, there: Callable[[], bool], timeout: int = 0) -> None:
        """Until it is so."""
        super().waitUntil(there)


def canary(number: int) -> str:
    """Letters only, so that no rule for numbers or names finds anything in it."""
    return WORD + chr(97 + number // 26) + chr(97 + number % 26)


class Typist:
    """Types into every field that it meets. `typed`: name of the field → its canary; `no_words`: fields that take digits only."""

    def __init__(self, guard: Guard) -> None:
        self.guard = guard
        self.typed: dict[str, str] = {}
        self.no_words: set[str] = set()
        self.met: set[str] = set()

    def edits(self) -> Iterator[tuple[str, Edit]]:
        """Every field of the program that can be written in now, on the screen or not."""
        for window in QApplication.topLevelWidgets():
            lines, texts = window.findChildren(QLineEdit), window.findChildren(QPlainTextEdit)
            found: list[Edit] = [*lines, *texts, *window.findChildren(QTextEdit)]
            for edit in found:
                if not edit.isReadOnly() and edit.isEnabled():
                    yield f"{type(edit).__name__}: {edit.accessibleName() or edit.objectName()}", edit

    def fill(self, again: bool = False) -> None:
        """Type into all that are on the screen; those that were typed into before only `again`."""
        for name, edit in list(self.edits()):
            self.met.add(name)
            if edit.isVisible() and (again or name not in self.typed.keys() | self.no_words):
                self._type(name if name not in self.typed else f"{name} ({len(self.typed)})", edit)

    def _type(self, name: str, edit: Edit) -> None:
        if isinstance(edit, PinField):  # leaves letters to its page, where N begins a visit
            self.no_words.add(name)
            return
        word = canary(len(self.typed))
        edit.setFocus()
        edit.selectAll()
        QTest.keyClicks(edit, word)
        has = edit.text() if isinstance(edit, QLineEdit) else edit.toPlainText()
        if word in has:
            self.typed[name] = word
        else:
            self.no_words.add(name)
            edit.clear()

    def submit(self) -> None:
        """Ctrl and Return."""
        QTest.keyClick(
            QApplication.focusWidget() or self.guard.window,
            Qt.Key.Key_Return,
            Qt.KeyboardModifier.ControlModifier,
        )
        self.guard.settle()

    def press(self, words: str) -> None:
        """A target that can be seen, by its words."""
        self.guard.bot.waitUntil(lambda: bool(self._offered(words)))
        self._offered(words)[0].click()
        self.guard.settle()

    def _offered(self, words: str) -> list[Target]:
        targets = self.guard.window.findChildren(Target)
        return [each for each in targets if each.isVisible() and words in each.accessibleName()]


def count(guard: Guard) -> int:
    """How many events there are."""
    return guard.session.desk.store.journal.head()[0]


def written(typist: Typist, scan: Path) -> None:
    """Every tab of "Write down", each form handed in; something crossed out; a photo; what was told on the telephone."""
    guard, recording = typist.guard, typist.guard.window.recording
    guard.key(F3)
    for tab in TABS:
        recording.written.open_tab(tab)
        guard.settle()
        typist.fill()
        before = count(guard)
        if tab not in ("papers", "times"):
            QTest.keyClick(
                QApplication.focusWidget() or guard.window, Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier
            )
            typist.submit()
            assert count(guard) > before, tab
    recording.written.open_tab("officer")
    typist.press("Cross out")
    typist.fill()
    typist.submit()
    recording.written.open_tab("papers")
    view = recording.written.view
    assert view is not None
    before = count(guard)
    recording.written.photo.emit(view.papers[0].address, 1, str(scan))
    guard.bot.waitUntil(lambda: count(guard) > before)
    told(typist, "counsel")
    typist.press("Write it down")


def told(typist: Typist, key: str, again: bool = False) -> None:
    """What somebody said on the telephone, typed and not handed in."""
    typist.guard.key(F8)
    typist.guard.window.recording.calls.calls.lines[key].pressed.emit(key, "told")
    typist.guard.settle()
    typist.fill(again)


def half_typed(typist: Typist) -> None:
    """The same forms again, and nothing is handed in."""
    guard, recording = typist.guard, typist.guard.window.recording
    guard.key(F3)
    for tab in TABS:
        recording.written.open_tab(tab)
        guard.settle()
        typist.fill(again=True)
    told(typist, "supervisor", again=True)
    guard.window.see("")
    guard.settle()


def report(typist: Typist, folder: Path) -> None:
    """The pages, the text, and where it would be saved; that folder is looked into, and nothing is saved."""
    guard, page = typist.guard, typist.guard.window.recording.report
    guard.key(F7)
    drawn(guard)
    page.views["text"].click()
    drawn(guard)
    page.side.pdf.click()
    guard.settle()
    typist.fill()
    page.form.choose.click()
    guard.bot.waitUntil(lambda: len(dialogs()) > 0)
    typist.fill()
    for dialog in dialogs():
        dialog.setDirectory(str(folder))
        dialog.close()
    page.form.leave()
    guard.window.see("")
    guard.settle()


def people(typist: Typist) -> None:
    """A supervisor adds a person at the window; what else can be written about people, and what the window has no field for."""
    guard, boss = typist.guard, canary(BOSS)
    session, staff = guard.session, guard.window.door.staff
    session.desk.people.first(boss, PIN)
    guard.window.show_desk()
    guard.settle()
    guard.window.door.mine.own_pin.emit()
    guard.settle()
    typist.fill()
    guard.window.door.mine.people.emit()
    staff.ask_new()
    guard.settle()
    typist.fill()
    assert staff.form is not None
    name, *pins = staff.form.fields
    added = name.text()
    for field in pins:
        field.setText(PIN)
    staff.form.hand_in()
    guard.bot.waitUntil(lambda: not guard.window.door.tasks.busy)
    guard.settle()
    policy(typist)
    visits(typist)
    removal(typist)
    hold(typist)
    passphrase(typist)
    session.desk.people.change_role(added, "it")
    session.desk.people.leave(added)
    with suppress(Refused):
        session.desk.people.sign_in(boss, PIN[::-1])
    session.desk.people.sign_out()
    guard.window.show_desk()
    guard.settle()


def passphrase(typist: Typist) -> None:
    """Words are typed where a closed record is opened, and left: nothing of them stays."""
    guard, door = typist.guard, typist.guard.window.door
    door.show(door.open_record)
    guard.settle()
    typist.fill()
    door.back()
    guard.settle()


def hold(typist: Typist) -> None:
    """A supervisor types of which visit and why, and leaves it; then why a hold of the whole record ends, and leaves that too."""
    guard, holding = typist.guard, typist.guard.window.holding
    holding.show()
    holding.holds.one.click()
    guard.settle()
    typist.fill()
    name = Forgetting(guard.session.walking).hold(None, "Order of a court")
    holding.show()
    holding.holds.names.chosen.emit(name)
    guard.settle()
    typist.fill()
    holding.holds.step_back()
    Forgetting(guard.session.walking).lift(name, "It is over")


def policy(typist: Typist) -> None:
    """When a policy would be tried; it is not."""
    guard, page = typist.guard, typist.guard.window.author.page
    guard.window.door.show(page)
    page.show_tries([], "", possible=True)
    page.tabs["try"].click()
    guard.settle()
    typist.fill()
    guard.window.show_desk()
    guard.settle()


def removal(typist: Typist) -> None:
    """A supervisor chooses words to remove and types why, looks at it once more, and keeps all of it."""
    guard, removing = typist.guard, typist.guard.window.removing
    forgetting = Forgetting(guard.session.walking)
    visits = [line.visit for line in guard.session.desk.store.queries.all_visits()]
    removing.begin(guard.session, next(visit for visit in visits if forgetting.plan(visit).lines))
    guard.settle()
    next(each for each in removing.page.findChildren(Target) if each.isCheckable()).click()
    typist.fill()
    removing.page.go_on.click()
    assert removing.page.confirms, removing.page.wrong.words
    removing.page.keep.click()
    guard.settle()


def date(typist: Typist) -> None:
    """A date takes digits and nothing else."""
    typist.fill()


def dialogs() -> list[QFileDialog]:
    """File dialogs that are open."""
    return [
        each for each in QApplication.topLevelWidgets() if isinstance(each, QFileDialog) and each.isVisible()
    ]


def strings(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Every text below a body, with its place; numbers in lists are left out."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from strings(each, f"{place}.{key}")
    elif isinstance(value, list):
        for each in value:
            yield from strings(each, place)


def on_record(events: list[Event]) -> dict[str, list[str]]:
    """Where on record canaries stand: kind and field → the canaries."""
    found: dict[str, set[str]] = {}
    for event in events:
        plain = {event.kind: msgspec.to_builtins(event.body), "actor": msgspec.to_builtins(event.actor)}
        for place, text in strings(plain):
            if WORD in text:
                found.setdefault(place.lstrip("."), set()).add(text)
    return {place: sorted(words) for place, words in found.items()}


def shift(home: Path, facility: Path, scan: Path) -> dict[str, Any]:
    """Two visits: all that can be handed in, and half of it."""
    guard = Guard(Waiting(), home, str(facility.with_suffix("")))  # type: ignore[arg-type]
    typist = Typist(guard)
    guard.walk({step: I200[step] for step in ("danger", "visitor")})
    session, by_itself = guard.session, canary(500)  # what the window has no field for
    purpose = session.walking.current(guard.view.id).walk.open
    assert purpose is not None
    session.walking.answer(guard.view.id, purpose.address, I200["purpose"], session.actor, note=by_itself)
    guard.window.show_desk()
    guard.settle()
    parts: list[tuple[Facts, Callable[[], None]]] = [
        (UP_TO_A_DATE, lambda: date(typist)),
        (I200, lambda: written(typist, scan)),
        (I200, lambda: half_typed(typist)),
        (I200, lambda: report(typist, scan.parent)),
    ]
    for facts, each in parts:
        guard.walk(facts)
        each()
        guard.window.show_desk()
        guard.settle()
    redaction = PayloadRedacted(count(guard), by_itself)
    visit = session.desk.store.queries.all_visits(limit=1)[0].visit
    removals = [
        Draft("payload_redacted", visit, redaction, session.actor),
        Draft("hold_placed", visit, HoldPlaced(by_itself, by_itself), session.actor),
        Draft("hold_lifted", visit, HoldLifted(by_itself, by_itself), session.actor),
    ]
    session.desk.store.journal.append(removals, guard.clock.read())
    reviewed(guard, by_itself)
    people(typist)
    print("look", flush=True)
    sys.stdin.readline()
    queries = session.desk.store.queries
    visits = [line.visit for line in queries.all_visits()]
    every = (queries.event(seq) for seq in range(1, count(guard) + 1))
    places = on_record([event for event in every if event is not None])
    drafts = [text for visit in visits for text in queries.half_typed(visit).values()]
    guard.app.close()
    met = {name for name, _ in typist.edits()} | typist.met
    return {
        "typed": typist.typed,
        "no_words": sorted(typist.no_words),
        "met": sorted(met),
        "record": places,
        "half": drafts,
    }


def migrate(home: Path) -> None:
    """Open the record by a program that has one more migration than ours."""
    newer = make_migrations()

    @newer()
    def m999_newer(db: Database) -> None:
        db.execute("CREATE TABLE newer (n INTEGER) STRICT")

    open_store(paths.places(home, {}), create=True, migrations=newer).close()


def main() -> None:
    """One shift, or the opening by a newer program."""
    if sys.argv[2] == "migrate":
        migrate(Path(sys.argv[1]))
        return
    application = QApplication(["threshold"])
    print(json.dumps(shift(*map(Path, sys.argv[1:4]))), flush=True)
    application.quit()


if __name__ == "__main__":
    main()
