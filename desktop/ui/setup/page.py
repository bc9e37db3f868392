"""The page that sets a desk up: one thing at a time, forth and back, nothing written before the last step, a visit from everywhere."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from desktop.core.errors import Trouble
from desktop.core.findings import Finding, errors
from desktop.services.setup_plan import Plan, PlanUnusable, check_plan
from desktop.ui.page import BesidePage, Follow, Strip, announce, scrolling
from desktop.ui.record.flow import Flow
from desktop.ui.setup.check import CheckPart, lines_of
from desktop.ui.setup.part import Part, Raw
from desktop.ui.setup.sheet_print import SheetPart
from desktop.ui.setup.site import AreasPart, BackupPart, FacilityPart, NumbersPart
from desktop.ui.setup.trust import PeoplePart, RecoveryPart
from desktop.ui.targets import Target, tab_order
from desktop.ui.theme import Theme, label
from desktop.ui.tongue import tr
from desktop.ui.walk.date import in_words

LOW_PX, OVERLAP_PX = 420, 40
"""Below this height, in px at 100 %, nothing but the progress stays when the page scrolls; so much is seen twice then."""


class SetupPage(BesidePage):
    """`start` asks for the plan to be done, with its PINs; `prove` for typed parts of a sheet to be tried; `over` comes when somebody
    goes to the desk that was set up; `prints` asks for the part of a sheet on the page to be printed. `closed` leaves; what was typed
    stays, but for PINs. While `guarded`, since people sign in now, the words of a sheet are hidden as soon as anything else comes to the
    screen; `wants_in` asks for somebody who may see them again."""

    new_visit, over, wants_in, prints = Signal(), Signal(), Signal(), Signal()
    start, prove = Signal(object, object), Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.facility, self.areas, self.numbers = FacilityPart(theme), AreasPart(theme), NumbersPart(theme)
        self.people, self.recovery, self.backup = PeoplePart(theme), RecoveryPart(theme), BackupPart(theme)
        self.check = CheckPart(theme)
        self.parts: tuple[Part, ...] = (
            self.facility,
            self.areas,
            self.numbers,
            self.people,
            self.recovery,
            self.backup,
            self.check,
        )
        self.guarded = False
        self.known: Raw = {}
        self.managed: Raw = {}
        self._plan: Plan | None = None
        self._at = 0
        self.progress, self.title, self.help = label("", "cap"), label("", "question"), label("", "help")
        self.refusal = Strip("hold")
        self.back, self.next = Target(theme, tr("Back")), Target(theme, "", "primary", tr("Enter"))
        self.paper = Target(
            theme, tr("Print this part"), "plain", "P", hint=tr("One page, on this PC's printer.")
        )
        self.leave = Target(theme, tr("Leave"), "quiet", tr("Esc"), hint=tr("What you typed stays."))
        self.visit = Target(
            theme, tr("New visit"), "accent-line", "N", hint=tr("Officers are here. Opens a visit at once.")
        )
        self.back.clicked.connect(self._back)
        self.next.clicked.connect(self.go_on)
        self.leave.clicked.connect(self.closed)
        self.paper.clicked.connect(self.prints)
        self.visit.clicked.connect(self.new_visit)
        self._lay_out()
        for part in self.parts:
            part.refused.connect(self.refuse)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._show_keys)
        self._show()

    def _lay_out(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(26, 6, 24, 6)
        column.setSpacing(6)
        for each in (self.title, self.help, self.refusal, *self.parts):
            column.addWidget(each)
        column.addStretch(1)
        self.area = scrolling(inner, tr("Set this desk up"))
        self._follow = Follow(self, self.area)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 8, 0, 4)
        box.setSpacing(4)
        self.progress.setContentsMargins(26, 0, 24, 0)
        box.addWidget(self.progress)
        box.addWidget(self.area, 1)
        self._row = QWidget()
        row = QHBoxLayout(self._row)
        row.setContentsMargins(23, 0, 21, 0)
        row.addWidget(Flow(self.next, self.paper, self.back, self.visit, self.leave))
        box.addWidget(self._row)
        self._column, self._box = column, box

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a low screen the targets stand below what is asked and scroll with it: else there would be no room to read."""
        super().resizeEvent(event)
        low = self.height() < LOW_PX
        if low == (self._column.indexOf(self._row) >= 0):
            return
        focused = QApplication.focusWidget()
        (self._column if low else self._box).addWidget(self._row)
        if focused is not None and self._row.isAncestorOf(focused):
            focused.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        """Another page, the cover or the locked screen comes."""
        super().hideEvent(event)
        if self.guarded and self.check.hold():
            self._show()

    # ---- where it stands ------------------------------------------------------------------------------------

    @property
    def part(self) -> Part:
        """What is on the page."""
        return self.parts[self._at]

    def begin_with(self, known: Raw, managed: Raw) -> None:
        """`known` is the facility that IT has set up already, {} for none: then only people, recovery and the check are asked.
        `managed`: what managed.toml says, {} for none."""
        self.known, self.managed = known, managed
        some = (self.people, self.recovery, self.check)
        every = (self.facility, self.areas, self.numbers, self.people, self.recovery, self.backup, self.check)
        self.parts = some if known else every
        offices = managed.get("recovery", ())
        self.recovery.show_offices([str(each) for each in offices] if isinstance(offices, list) else [])
        self._at = 0
        self._show()

    def _show(self) -> None:
        for each in (
            self.facility,
            self.areas,
            self.numbers,
            self.people,
            self.recovery,
            self.backup,
            self.check,
        ):
            each.setVisible(each is self.part)
        self.say("")
        self._show_words()
        self.order()
        self.area.verticalScrollBar().setValue(0)

    def order(self) -> None:
        """Tab goes through what is on the page now."""
        tab_order([*self.part.stops(), self.next, self.paper, self.back, self.visit, self.leave])

    def sheet_part(self, day: date) -> SheetPart | None:
        """The part of a sheet that is on the page, dated; None where there is none."""
        check, plan = self.check, self._plan
        if self.part is not check or check.phase != "write" or plan is None:
            return None
        words = tuple(check.shares[check.shown].split())
        return SheetPart(
            words, check.shown + 1, len(check.shares), check.need, plan.facility.name, in_words(day)
        )

    def _show_words(self) -> None:
        part, last = self.part, self.part is self.check
        at = tr("{n} of {of}", n=self._at + 1, of=len(self.parts))
        self.progress.setText(f"{tr('SET THIS DESK UP')} · {at}")
        self.title.setText(part.title)
        self.help.setText(part.help)
        self.help.setVisible(bool(part.help))
        self.next.setText(self.check.next_words() if last else tr("Next"))
        self.next.setAccessibleName(self.next.text())
        self.paper.setVisible(last and self.check.phase == "write")
        self.next.setEnabled(not (last and self.check.phase == "running"))
        self.back.setEnabled(self._at > 0 and (not last or self.check.phase in ("plan", "failed", "prove")))
        self.setAccessibleName(f"{at}: {part.title}")

    def begin_anew(self) -> None:
        """The set-up is over: nothing of it is kept."""
        self._at, self._plan, self.guarded = 0, None, False
        self.check.show_plan([])
        self._show()

    def refresh(self, seen: bool = True) -> None:
        """Something else stands on the page; it takes the focus where it is `seen`."""
        self._show()
        if seen:
            self.first_focus()
            announce(self, self.accessibleName())

    # ---- forth and back -------------------------------------------------------------------------------------

    def _back(self) -> None:
        if self.part is self.check and self.check.phase == "prove":
            self.check.show_share(0)
        elif self._at > 0:
            self._at -= 1
        self.refresh()

    def go_on(self) -> None:
        """To the next thing, unless this one cannot be left so; on the last page, what its target says."""
        if self.part is self.check:
            self._act()
            return
        plan, findings = self.checked()
        if why := self.part.wrong(findings):
            self.refuse(why)
            return
        self._at += 1
        if self.part is self.check:
            self._plan = plan
            names = {key: field.name for key, field in self.numbers.fields.items()}
            self.check.show_plan(
                [] if plan is None else lines_of(plan, names, self.areas.words, self.facility.title_of_policy)
            )
        self.refresh()
        if self.part is self.check and plan is None:
            self.refuse(" ".join(f"{each.field}: {each.sentence}" for each in findings))

    def _act(self) -> None:
        phase = self.check.phase
        if phase in ("plan", "failed") and self._plan is not None:
            pins = self.people.pins() if phase == "plan" else None
            self.check.show_running()
            self.refresh()
            self.start.emit(self._plan, pins)
        elif phase == "write" and self.check.shown + 1 < len(self.check.shares):
            self.check.show_share(self.check.shown + 1)
            self.refresh()
        elif phase == "write":
            self.check.show_proof()
            self.refresh()
        elif phase == "prove":
            self.prove.emit(self.check.proof.shares())
        elif phase == "held":
            self.wants_in.emit()
        elif phase == "done":
            self.over.emit()

    def checked(self) -> tuple[Plan | None, Sequence[Finding]]:
        """The plan of all that was typed so far, None while something is wrong; and what is."""
        typed: Raw = {}
        for part in self.parts:
            part.take(typed)
        people, office, sheet = typed.pop("people", []), typed.pop("office", ""), typed.pop("sheet", None)
        duty = typed.pop("on_duty", [])
        facility = {**self.known} if self.known else {**typed, "on_duty": duty}
        raw: Raw = {"facility": facility, "people": people, "recovery": {"sheet": sheet} if sheet else {}}
        if office:
            raw["managed"] = {**self.managed, "recovery": [*self.recovery.offices, office]}
        try:
            return check_plan("", raw, Path())[0], ()
        except PlanUnusable as unusable:
            return None, errors(unusable.findings)

    # ---- keys -----------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page up and down scroll, wherever the focus is."""
        bar, away = self.area.verticalScrollBar(), {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
        if (pages := away.get(Qt.Key(event.key()))) is None:
            super().keyPressEvent(event)
        else:
            bar.setValue(bar.value() + pages * max(1, bar.pageStep() - OVERLAP_PX))

    def digit(self, key: str) -> None:
        """N opens a visit from everywhere but from within a line that takes letters; digits choose."""
        if key.upper() == "N":
            self.visit.click()
        elif key.upper() == "P" and not self.paper.isHidden():
            self.paper.click()
        else:
            self.part.digit(key)

    def enter(self, target: Target | None) -> None:
        """Press what has the focus; from a line, go to the next stop."""
        if target is not None:
            target.click()
            return
        stops = [*self.part.stops(), self.next]
        focused = self.focusWidget()
        at = next((place for place, stop in enumerate(stops) if stop is focused), -1)
        stops[min(at + 1, len(stops) - 1)].setFocus()

    def _show_keys(self) -> None:
        focused = self.focusWidget() if self.isVisible() else None
        for group in self.part.options():
            group.show_keys(group.has(focused))

    def say(self, words: str) -> None:
        """Under the title."""
        self.refusal.say(words)

    def refuse(self, sentence: str) -> None:
        """Why this cannot be left so."""
        self.say(sentence)
        self.area.verticalScrollBar().setValue(0)
        announce(self, sentence)

    def trouble(self, trouble: Trouble, lost: str) -> None:
        """Under the title."""
        self.refuse(trouble.words)

    def forget(self) -> None:
        """No PIN stays when the page is left."""
        self.people.forget()

    def first_focus(self) -> None:
        """The first field; where there is none, what goes on."""
        if self.part.stops():
            self.part.first_focus()
        else:
            (self.next if self.next.isEnabled() else self).setFocus()
