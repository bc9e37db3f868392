"""What narrows the list: the field to search in, period, state, outcome, only what is overdue; and searches kept under a name."""

from collections.abc import Sequence
from typing import get_args

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from desktop.core.reviewing import State
from desktop.services.searching import Filters, Period, SavedView
from desktop.ui.page import clear
from desktop.ui.people.form import LineField
from desktop.ui.record.fields import Chip
from desktop.ui.record.flow import Flow
from desktop.ui.report.laid_out import ANY_WIDTH
from desktop.ui.report.side import PrinterList
from desktop.ui.targets import ACT_KEYS, Target
from desktop.ui.theme import TARGET_PX, Theme, label
from desktop.ui.tongue import tr
from desktop.ui.visits.dates import Dates
from desktop.ui.visits.table import MOVES

LEAST_PX, PICK_PX = 150, 166
"""Width of the field at the least, and of a list of choices as it is wanted, in px at 100 %."""

INNER_PX = TARGET_PX - 10
"""Within the edge of a field, which keeps 3 px free around it as a target does."""

KEYED = 9
NAME_MOST = 60
VOID, DATES = "void", "dates"


class SearchField(QLineEdit):
    """Where one types. `moved` carries a key that goes from row to row of the list; Return and Esc are the page's."""

    moved = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAccessibleName(tr("Search visits"))
        self.setAccessibleDescription(
            tr("Names, badges, plates, any word. The list follows. Down goes into it.")
        )
        self.setPlaceholderText(tr("Search: a badge, a name, any word"))
        self.setClearButtonEnabled(False)
        self.setStyleSheet(
            f"QLineEdit {{ font-size: 20px; font-weight: 400; min-height: {INNER_PX}px; margin: 3px;"
            f" placeholder-text-color: {theme.soft_ink}; }}"
        )

    def sizeHint(self) -> QSize:
        """It takes what is left of its line."""
        return QSize(LEAST_PX, TARGET_PX)

    def minimumSizeHint(self) -> QSize:
        """Some letters."""
        return QSize(LEAST_PX, TARGET_PX)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of the list move there while one types here; with Shift or Ctrl they are the field's own."""
        key, held = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in MOVES and held == Qt.KeyboardModifier.NoModifier:
            self.moved.emit(key)
        elif key in ACT_KEYS and key != Qt.Key.Key_Space:
            event.ignore()
        else:
            super().keyPressEvent(event)


class Choices(PrinterList):
    """Some choices of which one is on, the first to begin with. Letters and digits are the page's, as in the list of printers."""

    def __init__(self, theme: Theme, name: str, choices: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(theme)
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(1)
        self.setStyleSheet(
            f"QComboBox {{ font-size: 17px; min-height: {INNER_PX}px; margin: 3px; padding: 0 8px; }}"
            " QComboBox::drop-down { width: 24px; } QComboBox:focus { padding: 0 6px; }"
        )
        self.show_choices(choices)

    def sizeHint(self) -> QSize:
        """Some words; what is chosen ends in … where it is longer."""
        return QSize(PICK_PX, TARGET_PX)

    def show_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer these, as value and words; what was chosen stays where it is among them."""
        value = self.value
        self.blockSignals(True)
        self.clear()
        for each, words in choices:
            self.addItem(words, each)
        self.choose(value)
        self.blockSignals(False)
        metrics = self.fontMetrics()
        widest = max((metrics.horizontalAdvance(words) for _, words in choices), default=0)
        self.view().setMinimumWidth(widest + 60)

    @property
    def value(self) -> str:
        """The value that is on."""
        return str(self.currentData() or "")

    def choose(self, value: str) -> None:
        """Turn this one on, the first where there is no such one."""
        self.setCurrentIndex(max(0, self.findData(value)))


def periods() -> list[tuple[str, str]]:
    """Each period that can be chosen, in words."""
    return [
        ("all", tr("Any time")),
        ("7", tr("Last 7 days")),
        ("30", tr("Last 30 days")),
        ("90", tr("Last 90 days")),
        ("year", tr("This year")),
        (DATES, tr("Dates …")),
    ]


def states() -> list[tuple[str, str]]:
    """Each state that can be chosen, in words; void is a mark of any state."""
    return [
        ("", tr("Any state")),
        ("submitted", tr("Submitted")),
        ("returned", tr("Returned")),
        ("approved", tr("Approved")),
        ("open", tr("Open")),
        ("joined", tr("Joined")),
        (VOID, tr("Void")),
    ]


class FilterRow(Flow):
    """`changed` comes with each choice made by a person."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        self.period = Choices(theme, tr("When"), periods())
        self.state = Choices(theme, tr("State"), states())
        self.outcome = Choices(theme, tr("Outcome"), [("", tr("Any outcome"))])
        self.overdue = Chip(theme, tr("Overdue"), tr("Only visits that wait too long."))
        self.mine = Chip(theme, tr("Mine"), tr("Only visits that you wrote in."))
        self.dates = Dates()
        super().__init__(self.period, self.dates, self.state, self.outcome, self.overdue, self.mine, gap=6)
        self._taken: Filters | None = None
        self.dates.changed.connect(self._changed)
        for choices in (self.period, self.state, self.outcome):
            choices.activated.connect(lambda _: self._changed())
        for chip in (self.overdue, self.mine):
            chip.clicked.connect(lambda *_: self._changed())

    def _changed(self) -> None:
        self._taken = None
        self._show_dates()
        self.changed.emit()

    def _show_dates(self) -> None:
        """The two days are asked for where they count."""
        asked = self.period.value == DATES
        self.dates.setVisible(asked)
        self.dates.wrong.setVisible(asked and bool(self.dates.wrong.text()))
        self.updateGeometry()

    @property
    def stops(self) -> list[QWidget]:
        """In the order of Tab."""
        return [self.period, *self.dates.fields, self.state, self.outcome, self.overdue, self.mine]

    def show_outcomes(self, outcomes: Sequence[tuple[str, str]]) -> None:
        """The outcomes of the policy in force, by id."""
        self.outcome.show_choices([("", tr("Any outcome")), *outcomes])

    @property
    def filters(self) -> Filters:
        """What is chosen; that of a saved view as it was saved, until somebody chooses here."""
        if self._taken is not None:
            return self._taken
        state, outcome = self.state.value, self.outcome.value
        first, last = self.dates.days if self.period.value == DATES else ("", "")
        return Filters(
            period=next(each for each in get_args(Period) if each == self.period.value),
            first=first,
            last=last,
            states=tuple(each for each in get_args(State) if each == state),
            outcomes=(outcome,) if outcome else (),
            overdue=self.overdue.isChecked(),
            void=state == VOID,
            mine=self.mine.isChecked(),
        )

    def put(self, filters: Filters) -> None:
        """Show what a saved view has chosen, as far as there is a choice for it here; all of it counts."""
        self._taken = filters
        self.period.choose(filters.period)
        self.dates.put(filters.first, filters.last)
        self._show_dates()
        self.state.choose(VOID if filters.void else next(iter(filters.states), ""))
        self.outcome.choose(next(iter(filters.outcomes), ""))
        self.overdue.setChecked(filters.overdue)
        self.mine.setChecked(filters.mine)


class ViewsPanel(QWidget):
    """The saved views: `taken`, `dropped` and `saved` carry a name. Who may not keep any sees them all the same."""

    taken, dropped, saved = Signal(str), Signal(str), Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName(tr("Saved views"))
        self.takes: list[Target] = []
        self.drops: list[Target] = []
        self.none = label(
            tr("No view is saved yet. A view is a search with its filters, under a name."), "help"
        )
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        self.name = LineField(tr("Name of the view"), NAME_MOST)
        self.name.setMaximumWidth(ANY_WIDTH)
        self.name.setPlaceholderText(tr("Name for this search"))
        self.name.setStyleSheet(
            f"QLineEdit {{ font-size: 18px; font-weight: 400; min-height: {INNER_PX}px; margin: 3px; }}"
        )
        self.save = Target(theme, tr("Save"), px=17)
        self.save.setAccessibleName(tr("Save this search as a view"))
        self.save.clicked.connect(self.enter)
        self.keep = Flow(gap=6)
        self.keep.fill(self.name)
        self.keep.add(self.save)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        box.addWidget(self.none)
        box.addLayout(self._rows)
        box.addWidget(self.keep)

    @property
    def stops(self) -> list[QWidget]:
        """In the order of Tab."""
        rows = [each for row in zip(self.takes, self.drops, strict=True) for each in row]
        return [*rows, self.name, self.save]

    def show_views(self, views: Sequence[SavedView], may_keep: bool) -> None:
        """Show these; `may_keep`: who is signed in may save and drop some."""
        clear(self._rows)
        self.takes, self.drops = [], []
        for number, view in enumerate(views, 1):
            take = Target(self._theme, view.name, "row", str(number) if number <= KEYED else " ")
            take.clicked.connect(lambda *_, name=view.name: self.taken.emit(name))
            drop = Target(self._theme, tr("Drop"), px=17)
            drop.setAccessibleName(tr("Drop the view {name}", name=view.name))
            drop.clicked.connect(lambda *_, name=view.name: self.dropped.emit(name))
            drop.setVisible(may_keep)
            row = Flow(gap=4)
            row.fill(take)
            row.add(drop)
            self._rows.addWidget(row)
            row.show()
            self.takes.append(take)
            self.drops.append(drop)
        self.none.setVisible(not views)
        self.keep.setVisible(may_keep)

    def enter(self) -> None:
        """Save what is searched for under the name that was typed."""
        if name := self.name.text().strip():
            self.saved.emit(name)
        else:
            self.name.setFocus()

    def digit(self, key: str) -> bool:
        """A digit takes a view; tells whether there is one."""
        number = int(key) if key.isdigit() else 0
        if 0 < number <= min(KEYED, len(self.takes)):
            self.takes[number - 1].click()
            return True
        return False

    def forget(self) -> None:
        """Nothing of it stays."""
        self.show_views((), may_keep=False)
        self.name.clear()
