"""From which day to which the list goes: two fields for days as people type them, and in a sentence what is wrong with them."""

from datetime import date

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from desktop.core.typed_days import typed_day, whole
from desktop.ui.page import announce
from desktop.ui.people.form import LineField
from desktop.ui.theme import TARGET_PX, label
from desktop.ui.tongue import tr

MOST, WIDE_PX = 12, 176
"""Letters of a day, and the width of its field in px at 100 %."""

EXAMPLE = date(2026, 7, 14)


def shown(day: date) -> str:
    """As it is typed: month, day, year."""
    return f"{day.month}/{day.day}/{day.year}"


class DayField(LineField):
    """One day. `left` comes where somebody goes on to something else."""

    left = Signal()

    def __init__(self, name: str) -> None:
        super().__init__(name, MOST, tr("Month, day and year, like {example}.", example=shown(EXAMPLE)))
        self.setPlaceholderText(tr("month/day/year"))
        self.setStyleSheet(
            f"QLineEdit {{ font-size: 17px; font-weight: 400; min-height: {TARGET_PX - 10}px; margin: 3px; padding: 0 8px; }}"
            " QLineEdit:focus { padding: 0 6px; }"
        )
        self.setFixedWidth(WIDE_PX)

    def sizeHint(self) -> QSize:
        """As high as a target."""
        return QSize(WIDE_PX, TARGET_PX)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What stands in it is meant now."""
        super().focusOutEvent(event)
        self.left.emit()


class Dates(QWidget):
    """`changed` comes with other `days`: the ISO dates of the first and the last one, "" for open. What cannot be meant changes nothing,
    and `wrong` says so. `today` is the facility's."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.today = EXAMPLE
        self.days = ("", "")
        self.first, self.last = DayField(tr("From this day on")), DayField(tr("Until this day"))
        self.wrong = label("", "danger")
        self.wrong.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for words, field in ((tr("From"), self.first), (tr("until"), self.last)):
            said = QLabel(words)
            said.setProperty("look", "small-strong")
            row.addWidget(said)
            row.addWidget(field)
            field.textEdited.connect(lambda _, field=field: self._edited(field))
            field.left.connect(self.take)

    @property
    def fields(self) -> tuple[QLineEdit, QLineEdit]:
        """The first day and the last."""
        return self.first, self.last

    def put(self, first: str, last: str) -> None:
        """Show these (ISO), "" for open."""
        self.days = (first, last)
        for field, day in zip(self.fields, self.days, strict=True):
            known = typed_day(day, self.today)
            field.setText(shown(known) if known is not None else day)
        self._say("")

    def _edited(self, field: QLineEdit) -> None:
        """The list follows where a day is whole."""
        self._say("")
        if whole(field.text()) and not self._problem():
            self._take()

    def take(self) -> bool:
        """What is typed is meant: take it, or say what is wrong. Tells whether it was taken."""
        problem = self._problem()
        if problem != self.wrong.text():
            self._say(problem)
        if not problem:
            self._take()
        return not problem

    def _take(self) -> None:
        typed = [typed_day(field.text(), self.today) for field in self.fields]
        days = tuple(day.isoformat() if day is not None else "" for day in typed)
        for field, day in zip(self.fields, typed, strict=True):
            if day is not None and not field.hasFocus():
                field.setText(shown(day))
        if days != self.days:
            self.days = (days[0], days[1])
            self.changed.emit()

    def _problem(self) -> str:
        """What is wrong with the days, in a sentence; "" for nothing."""
        found: list[date | None] = []
        for field in self.fields:
            text = field.text().strip()
            day = typed_day(text, self.today)
            if text and day is None:
                return tr(
                    "“{typed}” is no day. Type month, day and year, like {example}. The list has not changed.",
                    typed=text,
                    example=shown(EXAMPLE),
                )
            found.append(day)
        first, last = found
        if first is not None and first > self.today:
            return tr("The first day is still to come. The list has not changed.")
        if first is not None and last is not None and last < first:
            return tr("The first day comes after the last one. The list has not changed.")
        return ""

    def _say(self, sentence: str) -> None:
        self.wrong.setText(sentence)
        self.wrong.setVisible(bool(sentence))
        if sentence:
            announce(self, sentence)
