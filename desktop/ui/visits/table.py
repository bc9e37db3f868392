"""The list of visits on the screen: one row is chosen, by arrows from here or from the field above, or by a click."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QRect, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from desktop.services.searching import FoundLine
from desktop.ui.page import announce
from desktop.ui.targets import ACT_KEYS
from desktop.ui.theme import Theme
from desktop.ui.tongue import tr
from desktop.ui.visits.model import Column, VisitsModel
from desktop.ui.visits.rows import ROW_PX, Row

HEAD_PX, TIGHT_PX = 36, 690
NEAR = 3
"""So many screens before an end of the rows that are here further ones are asked for: nobody who scrolls comes to that end."""

WIDE: dict[Column, int] = {Column.WHEN: 84, Column.OUTCOME: 222, Column.STATE: 156}
TIGHT: dict[Column, int] = {Column.WHEN: 74, Column.OUTCOME: 160, Column.STATE: 136}
"""Px of each column at 100 %; below `TIGHT_PX` they are narrower. The visit has what is left."""

MOVES = (
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
)


class VisitsTable(QTableView):
    """`chosen` comes with each other visit, or none; `opened` where one is pressed to be read, `upward` where Up leaves the first row.
    `wants` asks for further rows: "older", "newer", or the "last" or "first" of all. Letters, digits and Return are the page's."""

    chosen, opened, upward, wants = Signal(), Signal(), Signal(), Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.visits = VisitsModel()
        self._row = Row(theme)
        self.setModel(self.visits)
        self.setItemDelegate(self._row)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setCornerButtonEnabled(False)
        self.setStyleSheet(_sheet(theme))
        rows, head = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_PX)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setSectionsClickable(False)
        head.setHighlightSections(False)
        head.setFixedHeight(HEAD_PX)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        self.setAccessibleName(tr("Visits found"))
        self.setAccessibleDescription(tr("Arrows go from visit to visit, Return reads its report."))
        self.selectionModel().currentRowChanged.connect(lambda *_: self.chosen.emit())
        self.clicked.connect(lambda _: self.viewport().update())
        self.doubleClicked.connect(lambda _: self.opened.emit())
        for moved in (self.verticalScrollBar().valueChanged, self.verticalScrollBar().rangeChanged):
            moved.connect(lambda *_: self.look_ahead())

    @property
    def line(self) -> FoundLine | None:
        """The chosen visit."""
        index = self.currentIndex()
        return self.visits.line(index) if index.isValid() else None

    def forget(self) -> None:
        """Nothing of any visit stays."""
        self.visits.show_lines((), older=False)
        self._row.forget()

    def choose(self, visit: str) -> bool:
        """Choose a visit by its id; tells whether it is among those that are shown. None is chosen else."""
        row = self.visits.row_of(visit) if visit else -1
        self._to(row)
        return row >= 0

    def go(self, key: Qt.Key) -> None:
        """To another row, from wherever the focus is; a screen reader says it where that is not here."""
        count, row = self.visits.rowCount(), self.currentIndex().row()
        if not count:
            return
        if (key == Qt.Key.Key_End and self.visits.older) or (key == Qt.Key.Key_Home and self.visits.newer):
            self.wants.emit("last" if key == Qt.Key.Key_End else "first")
            return
        page = max(1, self.viewport().height() // ROW_PX - 1)
        to = {
            Qt.Key.Key_Up: row - 1,
            Qt.Key.Key_Down: row + 1,
            Qt.Key.Key_PageUp: row - page,
            Qt.Key.Key_PageDown: row + page,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: count - 1,
        }[key]
        self.to_row(max(0, min(count - 1, to)))

    def to_row(self, row: int) -> None:
        """Choose a row; a screen reader says it where the focus is not here."""
        self._to(row)
        if not self.hasFocus() and (line := self.line) is not None:
            announce(self, line.spoken)

    def look_ahead(self) -> None:
        """Ask for the rows after the last, or before the first, where that comes near."""
        bar, ahead = self.verticalScrollBar(), NEAR * self.viewport().height()
        if self.visits.older and bar.maximum() - bar.value() < ahead:
            self.wants.emit("older")
        elif self.visits.newer and bar.value() - bar.minimum() < ahead:
            self.wants.emit("newer")

    def add_above(self, lines: Sequence[FoundLine], newer: bool) -> None:
        """Rows before the first; what is in sight stays where it is."""
        bar, before = self.verticalScrollBar(), self.verticalScrollBar().value()
        with QSignalBlocker(bar):
            self.visits.add_above(lines, newer)
            self.executeDelayedItemsLayout()
            self.updateGeometries()
        bar.setValue(before + len(lines) * ROW_PX)
        self.look_ahead()

    def _to(self, row: int) -> None:
        """Make a row the chosen one, -1 for none."""
        index = self.visits.index(row, 0) if row >= 0 else QModelIndex()
        flags = QItemSelectionModel.SelectionFlag
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            self.scrollTo(index)
        else:
            self.selectionModel().clear()
            self.chosen.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The visit's column takes what the others leave."""
        super().resizeEvent(event)
        room = self.viewport().width()
        widths = WIDE if room >= TIGHT_PX else TIGHT
        for column, wide in widths.items():
            self.setColumnWidth(column, wide)
        self.setColumnWidth(Column.VISIT, max(80, room - sum(widths.values())))

    def focusNextPrevChild(self, forward: bool) -> bool:
        """The focus goes on to the next widget."""
        return QWidget.focusNextPrevChild(self, forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows and page keys go from row to row, left and right from part to part for a reader of the screen."""
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Up and self.currentIndex().row() <= 0 and not self.visits.newer:
            self.upward.emit()
        elif key in MOVES:
            self.go(key)
        elif key in ACT_KEYS or event.text().isalnum():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ring of the focus goes around all of its row."""
        super().paintEvent(event)
        if not self.hasFocus() or not self.currentIndex().isValid():
            return
        row = self.visualRect(self.currentIndex())
        around = QRect(0, row.y(), self.viewport().width(), row.height()).adjusted(2, 2, -3, -3)
        painter = QPainter(self.viewport())
        painter.setPen(QPen(QColor(self._theme.ring), 4))
        painter.drawRect(around)
        painter.setPen(QPen(QColor(self._theme.ring_line), 2))
        painter.drawRect(around)
        painter.end()


def _sheet(theme: Theme) -> str:
    """The list's ground and the names of its columns."""
    return f"""
QTableView {{ background: {theme.panel}; border: none; }}
QHeaderView {{ background: {theme.panel}; }}
QHeaderView::section {{ background: {theme.panel}; color: {theme.soft_ink}; font-size: 17px; border: none;
    border-bottom: 2px solid {theme.edge}; padding: 0 10px; }}
"""
