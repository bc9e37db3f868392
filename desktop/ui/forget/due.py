"""The retention period, for a supervisor: how long it is, which visits are past it, what goes of them, and its removal in two presses."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal

from desktop.services.forgetting import Due, Removed
from desktop.ui.forget.said import removed_words
from desktop.ui.page import announce
from desktop.ui.people.form import Fields
from desktop.ui.people.names import Names
from desktop.ui.people.parted import PartedPage
from desktop.ui.theme import Theme
from desktop.ui.tongue import tr
from desktop.ui.walk.date import DateFields, in_words

MOST = 40
"""So many visits are listed by their numbers; the rest is counted."""


class DuePage(PartedPage):
    """`dated` carries today's date (ISO) as somebody typed it, where the clock is in doubt; `confirmed` the visits that are to lose what
    is due. Nothing is removed before it."""

    dated, confirmed = Signal(str), Signal(list)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, tr("Retention period"), Names(theme))
        self._due: Sequence[Due] = ()
        self._days = 0

    # ---- what is shown ----------------------------------------------------------------------------------------

    def show_looking(self) -> None:
        """The record is looked through."""
        self.turn(tr("Retention period"), tr("One moment: looking for visits that are past it…"))
        self.order()

    def show_due(self, days: int, due: Sequence[Due], unused: Sequence[str]) -> None:
        """The period, what is past it, and what would go. `unused`: what is wrong in managed.toml."""
        self._days, self._due = days, due
        self._turn_to_period()
        self.wrong.say(" ".join(unused))
        if not days:
            self.line(tr("Without a period nothing is ever due, and all stays."))
            self.order()
            return
        self.line(
            tr(
                "What goes: notes, what was written of people, cars and requests, calls with words or a name, photographs, and what is"
                " half typed."
            )
        )
        self.line(
            tr(
                "What stays: answers, outcomes, times, ticks, numbers, choices, calls without words; and that something was written here,"
                " when and by whom."
            )
        )
        if not due:
            self.line(tr("Nothing is due: no visit is past its period, closed and free of holds."), "strong")
            self.order()
            return
        self.line(
            _count(
                tr("PAST THE PERIOD NOW: 1 VISIT"),
                tr("PAST THE PERIOD NOW: {n} VISITS", n=len(due)),
                len(due),
            ),
            "cap",
        )
        self.act("1", tr("Remove what is due"), self._ask)
        self.line(_listed(due))
        self.order()

    def _turn_to_period(self) -> None:
        if self._days:
            told = tr(
                "{n} days after the last act of a visit. IT sets it: retention_days in managed.toml.",
                n=f"{self._days:,}",
            )
        else:
            told = tr("No period is set. IT sets one: retention_days in managed.toml.")
        self.turn(tr("Retention period"), told)

    def _ask(self) -> None:
        """Once more what goes; a second press removes it."""
        events, n = sum(len(each.events) for each in self._due), len(self._due)
        title = _count(
            tr("Remove this for good from 1 visit?"), tr("Remove this for good from {n} visits?", n=n), n
        )
        said = tr("{n} entries lose their words or pictures. It cannot be brought back.", n=events)
        self.turn(title, said)
        wanted = [each.visit for each in self._due]
        self.act("1", tr("Remove for good"), lambda: self.confirmed.emit(wanted), "danger")
        self.act("2", tr("Keep all of it"), self.closed.emit, "plain")
        self.line(_listed(self._due))
        self.order()
        if self.isVisible():
            self._acts["2"].setFocus()  # a hurried Return keeps all of it

    def ask_date(self, clock: str, again: bool) -> None:
        """Ask for today's date: the clock (ISO date) may be wrong. `again`: what was typed is another day than the clock shows."""
        told = tr(
            "The clock of this PC may be wrong, and what goes by time goes for good. Look at a calendar."
        )
        self.turn(tr("What day is it today?"), told)
        fields = DateFields()
        form = Fields(self.theme, [(tr("Today's date"), fields)], tr("Go on"), fields.parts)
        form.sent.connect(lambda: self._dated(fields))
        self.put(form)
        if again:
            self.refuse(
                tr(
                    "The clock of this PC says {date}. Have IT set the clock, then come back.",
                    date=in_words(date.fromisoformat(clock)),
                )
            )

    def _dated(self, fields: DateFields) -> None:
        day = fields.typed()
        if day is None:
            for field in fields.parts:
                field.clear()
            self.refuse(tr("That is not a date. Type month, day and year, for example 07 24 2026."))
        else:
            self.dated.emit(day.isoformat())

    def show_removing(self) -> None:
        """It is under way."""
        words = tr(
            "This takes some seconds. New visit, F12 and F1 work meanwhile, and leaving this page stops nothing."
        )
        self.turn(tr("Removing…"), words)
        self.order()

    def show_not_done(self) -> None:
        """It ended before its end; why is said by `refuse`."""
        told = tr("What is still due can be seen on the page of the retention period.")
        self.turn(tr("Not all of it was removed"), told)
        self.order()

    def show_done(self, removed: Sequence[Removed]) -> None:
        """What was removed, and that the record holds after it."""
        self.turn(tr("Removed"), "")
        words = removed_words(removed)
        self.done.say(words)
        announce(self, words)
        if copies := dict.fromkeys(copy for each in removed for copy in each.copies):
            self.line(tr("COPIES MADE BEFORE"), "cap")
            self.line("\n".join(f"• {copy}" for copy in copies))
        self.order()
        self.back.setFocus()

    # ---- keys -------------------------------------------------------------------------------------------------

    @property
    def confirms(self) -> bool:
        """The second press is asked for."""
        return "2" in self._acts


def _count(one: str, many: str, n: int) -> str:
    return one if n == 1 else many


def _listed(due: Sequence[Due]) -> str:
    lines = [
        tr("{number}: {n} days ago", number=each.record_number, n=f"{each.days:,}") for each in due[:MOST]
    ]
    rest = [tr("… and {n} more", n=len(due) - MOST)] if len(due) > MOST else []
    return "\n".join((*lines, *rest))
