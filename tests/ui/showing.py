"""Walks a case through the window and looks at every screen on the way."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.core.holding import Hold
from desktop.services.forgetting import Due, Removed
from desktop.services.forgetting_holds import HoldTold, Lifted
from desktop.ui.main_window import MainWindow
from desktop.ui.tongue import tr
from tests.ui.cases import Case
from tests.ui.guard import Guard
from tests.ui.staff import GUARD, SUPERVISOR, staffed

Look = Callable[[MainWindow], Iterable[str]]
"""What a person would stumble over in a window, in words."""


def look(guard: Guard, place: str, looks: Sequence[Look]) -> Iterator[str]:
    """Everything on this screen that a person would stumble over."""
    for _ in range(3):  # a new text may ask for a second layout
        QApplication.processEvents()
    for each in looks:
        yield from (f"{place}: {found}" for found in each(guard.window))


def show(guard: Guard, case: Case, looks: Sequence[Look]) -> list[str]:
    """Walk a case through the window; everything that was found on the way."""
    window, found = guard.window, [*look(guard, "desk", looks)]
    guard.key("n")
    while window.view is not None and window.view.shows == "question" and window.view.question is not None:
        question = window.view.question
        found += look(guard, question.step, looks)
        if question.step not in case.facts:
            break
        window.walk.answered.emit(question.address, case.facts[question.step])
        guard.settle()
    for act, value in case.then:
        _act(guard, act, value)
    found += look(guard, "end", looks)
    if window.pages.currentWidget() is window.outcome:
        guard.key(Qt.Key.Key_F2)
        found += look(guard, "something changed", looks)
    window.show_desk()
    guard.settle()
    return [*found, *look(guard, "desk with an open visit", looks)]


def _act(guard: Guard, act: str, value: str) -> None:
    window = guard.window
    if act == "press":
        guard.key(getattr(Qt.Key, f"Key_{value}"))
    elif act == "scope":
        view = guard.view.outcome
        assert view is not None
        assert view.scope is not None
        window.outcome.answered.emit(view.scope.address, value)
    else:
        consult = guard.session.walking.current(guard.view.id).walk.consults[0]
        window.outcome.answered.emit(consult.address, value)
    guard.settle()


def drawn(guard: Guard) -> None:
    """Wait until the report is made and the sheets in sight are drawn."""
    report, clerk = guard.window.recording.report, guard.window.recording.clerk
    guard.bot.waitUntil(lambda: clerk.made is not None and not clerk.tasks.busy, timeout=20_000)
    guard.bot.waitUntil(lambda: report.sheets.at in report.sheets.drawn or report.area.isHidden())


def show_report(guard: Guard, looks: Sequence[Look]) -> list[str]:
    """The report of the visit on the screen: its pages, its text, where it is saved, an annex before it is opened."""
    window, report, found = guard.window, guard.window.recording.report, list[str]()
    window.see("report")
    drawn(guard)
    found += look(guard, "report", looks)
    report.views["text"].click()
    drawn(guard)
    found += look(guard, "report as text", looks)
    report.side.pdf.click()
    found += look(guard, "report: where to save", looks)
    report.form.ask_again(tr("There is another file."))
    found += look(guard, "report: another file is there", looks)
    report.form.leave()
    report.tell(tr("Printing page {n} of {all}", n=2, all=5))
    report.side.show_printing(printing=True)
    if report.views["acts"].isVisible():
        report.views["acts"].click()
    found += look(guard, "report: printing", looks)
    report.side.show_printing(printing=False)
    report.side.show_printers(("Front desk", "Office of the second floor"), "Front desk")
    found += look(guard, "report: printers", looks)
    report.show_choice("SCH900-1", ("report", "photographs", "counsel"), "report", "letter")
    report.side.parts["counsel"].click()
    found += look(guard, "report: an annex", looks)
    return found


TABS = ("note", "officer", "vehicle", "times", "help", "papers", "count")


def show_beside(guard: Guard, case: Case, looks: Sequence[Look]) -> list[str]:
    """Every page beside the walk of a case, with something written on each; everything that was found on the way."""
    window, found = guard.window, list[str]()
    guard.walk(case.facts)
    recording = window.recording
    guard.key(Qt.Key.Key_F5)
    found += look(guard, "a marked time", looks)
    guard.key(Qt.Key.Key_F3)
    for tab in TABS:
        recording.written.open_tab(tab)
        found += look(guard, f"write down: {tab}", looks)
    recording.written.note.emit("They asked for the yard gate.", "told", "about", "11:55")
    recording.written.detail.emit(
        "officer", "o1", [("agency", "ice", ""), ("badge", "", "refused")], "seen", "", ""
    )
    recording.written.open_tab("officer")
    found += look(guard, "write down: an officer is there", looks)
    guard.key(Qt.Key.Key_F8)
    found += look(guard, "calls", looks)
    recording.calls.calls.called.emit("counsel", "no_answer", "", "")
    found += look(guard, "calls: the next one", looks)
    recording.calls.calls.lines["supervisor"].pressed.emit("supervisor", "told")
    found += look(guard, "calls: what they told", looks)
    guard.key(Qt.Key.Key_F4)
    found += look(guard, "compare papers", looks)
    guard.key(Qt.Key.Key_F11)
    found += look(guard, "card", looks)
    lines = guard.session.screens.answers(guard.session.walking.current(guard.view.id))[1]
    first = next(line for line in lines if line.address == "r1/visitor")
    window.see("change", first.seq)
    found += look(guard, "change", looks)
    recording.change.chosen.emit(first.seq, "private_person")
    found += look(guard, "change: what drops out", looks)
    found += show_report(guard, looks)
    guard.session.person = "Guard 14"
    window.see("")
    return [*found, *look(guard, "another guard", looks)]


def show_people(guard: Guard, looks: Sequence[Look]) -> list[str]:
    """Every page about people, as a supervisor and as nobody; the desk, a visit and the locked screen where people sign in."""
    window, found = staffed(guard).window, list[str]()
    door = window.door
    found += look(guard, "desk, signed in", looks)
    door.press()
    found += look(guard, "signed in", looks)
    door.mine.own_pin.emit()
    door.own_pin.refuse(tr("The two new PINs are not the same. Type all three again."))
    found += look(guard, "own PIN", looks)
    door.mine.people.emit()
    found += look(guard, "people", looks)
    door.staff.show_person(GUARD)
    found += look(guard, "a person", looks)
    for target in ("1", "4"):
        door.staff.show_person(GUARD)
        door.staff.digit(target)
        found += look(guard, f"a person: {target}", looks)
    door.staff.ask_new()
    door.staff.refuse(tr("The two PINs are not the same. Type both again."))
    found += look(guard, "a new person", looks)
    found += show_holds(guard, looks)
    door.mine.sign_out.emit()
    found += look(guard, "desk, nobody signed in", looks)
    door.press()
    door.sign_in.names.show_people([(f"Guard {number}", "") for number in range(1, 21)])
    found += look(guard, "who are you", looks)
    door.sign_in.chosen.emit(GUARD)
    door.sign_in.show_wait(20)
    found += look(guard, "PIN", looks)
    window.acts.begin()
    found += look(guard, "a visit, nobody signed in", looks)
    door.lock("locked")
    found += look(guard, "locked", looks)
    door.locked.resume.emit(window.session.visit if window.session is not None else "")
    return [*found, *look(guard, "a visit on a locked screen", looks)]


def show_holds(guard: Guard, looks: Sequence[Look]) -> list[str]:
    """Holds and the retention period: none, many, each part of the pages; the record stays as it was but for two holds."""
    holding, found = guard.window.holding, list[str]()
    holding.show()
    found += look(guard, "no hold", looks)
    for hold in (told_hold(1), told_hold(2, lifted=True)):
        name = hold.hold.hold
        holding.holds.show_holds([hold], tr("Hold {hold} is in force.", hold=name))
        if hold.lifted is not None:
            holding.holds.over.click()
        found += look(guard, "one hold", looks)
        holding.holds.names.chosen.emit(name)
        found += look(guard, "a hold", looks)
    holding.holds.one.click()
    holding.holds.refuse(tr("There is no such visit in this record."))
    found += look(guard, "hold a visit", looks)
    holding.due.show_due(0, (), ())
    holding._host.show(holding.due)
    found += look(guard, "no period", looks)
    holding.due.show_due(1825, (), ())
    found += look(guard, "nothing due", looks)
    holding.due.show_due(1825, [due_visit(1)], ())
    found += look(guard, "one visit due", looks)
    holding.due.digit("1")
    found += look(guard, "remove it?", looks)
    holding.due.ask_date("2031-08-15", again=True)
    found += look(guard, "what day is it", looks)
    holding.due.show_removing()
    found += look(guard, "removing", looks)
    holding.due.show_done([Removed("v1", due_visit(1).record_number, (1, 2), True, True, ("The copy C.",))])
    return [*found, *look(guard, "removed", looks)]


def told_hold(number: int, lifted: bool = False) -> HoldTold:
    """An invented hold, with the longest reason."""
    reason = (
        "Litigation hold of an invented case. "
        + "Nothing of it may be removed before the court has decided. " * 2
    )
    hold = Hold(f"H{number}", None, reason, number, SUPERVISOR, 0)
    end = Lifted(SUPERVISOR, "July 16, 2026, 12:00", "The case is closed") if lifted else None
    return HoldTold(hold, f"SCH900-1-2026-{number:05}-X" if number % 2 else None, "July 15, 2026, 12:00", end)


def due_visit(number: int) -> Due:
    """An invented visit that is past its period."""
    return Due(f"v{number}", f"SCH900-1-2020-{number:05}-X", 0, 1830 + number, (1, 2, 3), half_typed=False)
