"""The legal holds of this record, for a supervisor: those in force and those that were lifted, a new one, the end of one."""

from collections.abc import Sequence

from PySide6.QtCore import Signal

from desktop.services.forgetting_holds import HoldTold
from desktop.services.reasons import LONGEST
from desktop.ui.page import announce
from desktop.ui.people.form import Fields, LineField
from desktop.ui.people.names import COLUMNS, Names
from desktop.ui.people.parted import PartedPage
from desktop.ui.targets import Target
from desktop.ui.theme import Theme
from desktop.ui.tongue import tr

NUMBER_LONG = 60
"""Characters of a record number that somebody types: more than any has."""

SHOWN = 36
"""Characters of a reason in the list; the page of a hold shows all of it."""


class HoldsPage(PartedPage):
    """`placed` carries a record number ("" for the whole record) and a reason, `lifted` a hold and a reason; `due` asks for the page
    about the retention period, `desk_words` for that on what can be removed of no visit."""

    placed, lifted, due, desk_words = Signal(str, str), Signal(str, str), Signal(), Signal()

    def __init__(self, theme: Theme) -> None:
        self.whole = Target(theme, tr("Hold the whole record"), "plain", "W", 18)
        self.one = Target(theme, tr("Hold one visit"), "plain", "V", 18)
        self.over = Target(theme, tr("Lifted holds"), "plain", "L", 18)
        self.period = Target(theme, tr("Retention period"), "plain", "R", 18)
        self.words = Target(theme, tr("Kept searches, copies"), "plain", "S", 18)
        beside = [("W", self.whole), ("V", self.one), ("L", self.over), ("R", self.period), ("S", self.words)]
        super().__init__(theme, tr("Holds"), Names(theme, tr("More holds")), beside)
        self._holds: Sequence[HoldTold] = ()
        self._sees_over = self._at_once = False
        self.names.chosen.connect(self._show_hold)
        self.columns.narrowed.connect(lambda narrow: self.names.set_columns(1 if narrow else COLUMNS))
        self.whole.clicked.connect(lambda: self.ask_reason(""))
        self.one.clicked.connect(self._ask_number)
        self.over.clicked.connect(lambda: self._show_list(over=not self._sees_over))
        self.period.clicked.connect(self.due)
        self.words.clicked.connect(self.desk_words)

    # ---- what is shown ----------------------------------------------------------------------------------------

    def show_holds(self, holds: Sequence[HoldTold], done: str = "") -> None:
        """The holds in force; `done` is what was just done."""
        self._holds, self._at_once = holds, False
        self._show_list(over=False)
        self.done.say(done)
        announce(self, done)

    def _show_list(self, over: bool) -> None:
        self._sees_over = over
        listed = [each for each in self._holds if (each.lifted is not None) == over]
        if over:
            title, none = tr("Lifted holds"), tr("No hold was ever lifted.")
            told = tr("These keep nothing any more. Choose one to read it.")
        else:
            title, none = tr("Holds in force"), tr("No hold is in force.")
            told = tr("What they keep, nobody can remove. Choose one to read or lift it.")
        self.over.setText(tr("Holds in force") if over else tr("Lifted holds"))
        self.over.setAccessibleName(tr("L: {words}", words=self.over.text()))
        self.turn(title, told if listed else none)
        self.names.show_people([(each.hold.hold, _line(each)) for each in listed])
        self.names.show()
        self.order()

    def _show_hold(self, name: str) -> None:
        """One hold with all that is known of it; what ends it where it is in force."""
        found = [each for each in self._holds if each.hold.hold == name]
        told = next((each for each in found if (each.lifted is not None) == self._sees_over), None)
        if told is None:
            return
        by = told.hold.by or tr("nobody who is named")
        self.turn(tr("Hold {hold}: {what}", hold=name, what=_what(told)), "")
        self.line(
            tr(
                "Placed on {at} by {person}. Reason: {reason}",
                at=told.placed,
                person=by,
                reason=told.hold.reason,
            )
        )
        if (end := told.lifted) is not None:
            by = end.by or tr("nobody who is named")
            self.line(
                tr("Lifted on {at} by {person}. Reason: {reason}", at=end.at, person=by, reason=end.reason)
            )
            self.order()
            return
        self.line(tr("Once it is lifted, what it keeps can be removed. The reason stays on record for good."))
        reason = self._reason(tr("Why the hold ends"))
        form = Fields(
            self.theme, [(tr("Why the hold ends: no names, no private data"), reason)], tr("Lift this hold")
        )
        form.sent.connect(lambda: self.lifted.emit(name, reason.text()))
        self.put(form)

    def ask_reason(self, number: str, at_once: bool = False) -> None:
        """Why the visit of this record number is to be held, "" for the whole record; `at_once`: Esc leaves the page."""
        title = tr("Hold visit {number}", number=number) if number else tr("Hold the whole record")
        self.turn(title, tr("Nothing of it can be removed then, by anybody, until the hold is lifted."))
        reason = self._reason(tr("Reason"))
        form = Fields(
            self.theme,
            [(tr("Reason: it stays for good, so no names, no private data"), reason)],
            tr("Place the hold"),
        )
        form.sent.connect(lambda: self.placed.emit(number, reason.text()))
        self._at_once = at_once
        self.put(form)

    def _ask_number(self) -> None:
        told = tr("Nothing of it can be removed then, by anybody, until the hold is lifted.")
        self.turn(tr("Hold one visit"), told)
        number = LineField(tr("Record number"), NUMBER_LONG, tr("As it is printed on the report."))
        reason = self._reason(tr("Reason"))
        rows = [
            (tr("Record number, as it is printed on the report"), number),
            (tr("Reason: it stays for good, so no names, no private data"), reason),
        ]
        form = Fields(self.theme, rows, tr("Place the hold"))
        form.sent.connect(lambda: self.placed.emit(number.text().strip(), reason.text()))
        self.put(form)

    def _reason(self, name: str) -> LineField:
        made = LineField(name, LONGEST, tr("It stays for good: no names, no private data."))
        made.setMaximumWidth(self.maximumWidth())
        return made

    def forget(self) -> None:
        """Nothing of what was typed or shown stays."""
        super().forget()
        self._at_once = False

    # ---- keys -------------------------------------------------------------------------------------------------

    def step_back(self) -> None:
        """From a hold to the list, from the lifted ones to those in force, from there to where the guard was."""
        if self._at_once or (not self.names.isHidden() and not self._sees_over):
            self.closed.emit()
        else:
            self._show_list(over=self._sees_over and self.names.isHidden())


def _what(told: HoldTold) -> str:
    """What a hold keeps."""
    return told.record_number or tr("the whole record")


def _line(told: HoldTold) -> str:
    reason = told.hold.reason if len(told.hold.reason) <= SHOWN else f"{told.hold.reason[:SHOWN]}…"
    return f"{told.record_number or tr('The whole record')}\n{reason}"
