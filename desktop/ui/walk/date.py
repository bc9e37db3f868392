"""A date as it is printed on the paper: month, day, year, typed with digits alone; or today; or none that can be read."""

from datetime import date

from PySide6.QtCore import QRegularExpression, Qt, Signal
from PySide6.QtGui import QKeyEvent, QRegularExpressionValidator
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.services.views import QuestionView
from desktop.ui.targets import Target
from desktop.ui.theme import Theme, label
from desktop.ui.tongue import tr

TODAY_KEY, CANNOT_KEY = "T", "X"
CENTURY, YEAR_DIGITS = 2000, (2, 4)
LEADING = Qt.AlignmentFlag.AlignLeft
"""Qt turns it to the right where people read from right to left."""


class DateField(QLineEdit):
    """One part of a date. Takes digits; all letters are left to the page. `full` comes when its last digit is typed."""

    full = Signal()

    def __init__(self, name: str, digits: int) -> None:
        super().__init__()
        self._digits = digits
        self.setValidator(QRegularExpressionValidator(QRegularExpression(f"[0-9]{{0,{digits}}}"), self))
        self.setAccessibleName(name)
        self.setFixedWidth(54 + 26 * digits)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.textEdited.connect(self._edited)

    def _edited(self, text: str) -> None:
        if len(text) == self._digits:
            self.full.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters, Space and Return go to the page; a held digit is typed once."""
        typed = event.text()
        plain = event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if plain and (
            typed.isalpha() or event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        ):
            event.ignore()
        elif not (event.isAutoRepeat() and typed.isdigit()):
            super().keyPressEvent(event)


class DateFields(QWidget):
    """Month, day and year beside each other, each with its name above it."""

    def __init__(self) -> None:
        super().__init__()
        self.month, self.day = DateField(tr("Month"), 2), DateField(tr("Day"), 2)
        self.year = DateField(tr("Year"), 4)
        self.month.full.connect(self.day.setFocus)
        self.day.full.connect(self.year.setFocus)
        grid = QGridLayout(self)  # each name begins where its field begins
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(4)
        grid.setContentsMargins(4, 0, 4, 0)
        names = (tr("Month (1 to 12)"), tr("Day"), tr("Year"))
        for place, (field, name) in enumerate(zip(self.parts, names, strict=True)):
            grid.addWidget(label(name, "small-strong", wrap=False), 0, place, LEADING)
            grid.addWidget(field, 1, place, LEADING)
        grid.setColumnStretch(len(names), 1)

    @property
    def parts(self) -> tuple[DateField, DateField, DateField]:
        """What Tab comes to, first to last."""
        return self.month, self.day, self.year

    def put(self, day: date) -> None:
        """Type this date."""
        for field, part in zip(self.parts, ("%m", "%d", "%Y"), strict=True):
            field.setText(day.strftime(part))

    def typed(self) -> date | None:
        """The date in the fields; a year of two digits is of this century, of one or three it is none; None where there is no such day."""
        if len(self.year.text()) not in YEAR_DIGITS:
            return None
        parts = [field.text() for field in (self.year, self.month, self.day)]
        try:
            year, month, day = (int(part) for part in parts)
            return date(year + CENTURY if year < 100 else year, month, day)
        except ValueError:
            return None


class DateEntry(QWidget):
    """The answers of a date. `answered` carries an ISO date or the pack's word for "can't read it"; `wrong` a sentence."""

    answered, wrong = Signal(object), Signal(str)

    def __init__(self, theme: Theme, view: QuestionView, today: date) -> None:
        super().__init__()
        self._view, self._today = view, today
        self.fields = DateFields()
        self.month, self.day, self.year = self.fields.parts
        self.today = Target(theme, tr("Today, {date}", date=in_words(today)), "plain", TODAY_KEY, 20)
        self.go_on = Target(theme, tr("Continue"), "primary", tr("Enter"), 20)
        self.unsure = Target(theme, view.unsure.label, "dashed", CANNOT_KEY, 20)
        self.today.clicked.connect(self.fill_today)
        self.go_on.clicked.connect(self._submit)
        self.unsure.clicked.connect(lambda: self.answered.emit(view.unsure.value))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 4, 0, 0)
        box.setSpacing(10)
        box.addWidget(self.fields)
        for target in (self.today, self.go_on, self.unsure):
            box.addWidget(target)

    def fill_today(self) -> None:
        """Type today's date; it is not given as an answer before Continue."""
        self.fields.put(self._today)
        self.go_on.setFocus()

    def _submit(self) -> None:
        found = self.fields.typed()
        if found is None:
            self.wrong.emit(
                tr(
                    "That is not a date. Type month, day and year as they are printed, for example 07 24 2026."
                )
            )
            return
        self.answered.emit(found.isoformat())

    def key(self, key: str) -> None:
        """A letter: T for today, X for a date that is missing or can't be read."""
        if key.upper() == TODAY_KEY:
            self.today.click()
        elif key.upper() == CANNOT_KEY:
            self.unsure.click()

    def enter(self, target: Target | None) -> None:
        """Return in a field goes on."""
        (target or self.go_on).click()

    def stops(self) -> list[QWidget]:
        """What Tab comes to, first to last."""
        return [*self.fields.parts, self.today, self.go_on, self.unsure]

    def words(self, value: object) -> str:
        """An answer in words."""
        return self._view.unsure.label if value == self._view.unsure.value else str(value)


def in_words(day: date) -> str:
    """A date as it is said, so that nobody mistakes the month for the day."""
    months = (
        tr("January"),
        tr("February"),
        tr("March"),
        tr("April"),
        tr("May"),
        tr("June"),
        tr("July"),
        tr("August"),
        tr("September"),
        tr("October"),
        tr("November"),
        tr("December"),
    )
    return tr("{month} {day}, {year}", month=months[day.month - 1], day=day.day, year=day.year)
