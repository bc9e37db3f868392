"""The list of visits of all desks as a table: one row is chosen, further ones come as the end comes near."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from desktop.services.office_reading import OfficeLine
from desktop.ui.theme import Theme
from desktop.ui.tongue import tr

ROW_PX = 44
WIDTHS = (116, 226, 82, 92)
"""Px of the columns; the state has what is left."""

Index = QModelIndex | QPersistentModelIndex


class LinesModel(QAbstractTableModel):
    """Rows that were found, newest first; `more` tells whether there are further ones."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[OfficeLine] = []
        self.more = False

    def show_lines(self, lines: Sequence[OfficeLine], more: bool) -> None:
        """Show these instead of those before."""
        self.beginResetModel()
        self.lines, self.more = list(lines), more
        self.endResetModel()

    def add(self, lines: Sequence[OfficeLine], more: bool) -> None:
        """The next ones below."""
        self.more = more
        if lines:
            first = len(self.lines)
            self.beginInsertRows(QModelIndex(), first, first + len(lines) - 1)
            self.lines.extend(lines)
            self.endInsertRows()

    def rowCount(self, parent: Index | None = None) -> int:
        """Rows that are here."""
        return 0 if parent is not None and parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index | None = None) -> int:
        """Day, visit, agency, site, state."""
        return 0 if parent is not None and parent.isValid() else len(WIDTHS) + 1

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        """What the columns are called."""
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return (tr("Day"), tr("Visit"), tr("Agency"), tr("Site"), tr("State"))[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """A cell; all of the row in its first one for a reader of the screen."""
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == 0:
            return line.spoken
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return (line.day, line.number, line.agency, line.site, line.state)[index.column()]
        return None


class LinesTable(QTableView):
    """`chosen` comes with each other visit, or none; `wants` asks for further rows."""

    chosen, wants = Signal(), Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.visits = LinesModel()
        self.setModel(self.visits)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        rows, head = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setDefaultSectionSize(ROW_PX)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setStretchLastSection(True)
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        for column, wide in enumerate(WIDTHS):
            self.setColumnWidth(column, wide)
        self.setStyleSheet(
            f"QTableView {{ background: {theme.panel}; color: {theme.ink}; font-size: 17px; border: none;"
            f" selection-background-color: {theme.accent}; selection-color: {theme.accent_ink}; }}"
            f" QTableView::item {{ padding: 0 8px; }} QHeaderView {{ background: {theme.panel}; }}"
            f" QHeaderView::section {{ background: {theme.panel}; color: {theme.soft_ink}; font-size: 17px; border: none;"
            f" border-bottom: 2px solid {theme.edge}; padding: 8px; }}"
        )
        self.setAccessibleName(tr("Visits found"))
        self.selectionModel().currentRowChanged.connect(lambda *_: self.chosen.emit())
        self.verticalScrollBar().valueChanged.connect(self._look_ahead)

    @property
    def line(self) -> OfficeLine | None:
        """The chosen visit."""
        index = self.currentIndex()
        return self.visits.lines[index.row()] if index.isValid() else None

    def to_row(self, row: int) -> None:
        """Choose a row; none where there is no such row."""
        flags = QItemSelectionModel.SelectionFlag
        if 0 <= row < self.visits.rowCount():
            index = self.visits.index(row, 0)
            self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            self.scrollTo(index)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """The focus goes on to the next widget."""
        return QWidget.focusNextPrevChild(self, forward)

    def _look_ahead(self) -> None:
        bar = self.verticalScrollBar()
        if self.visits.more and bar.maximum() - bar.value() < 2 * self.viewport().height():
            self.wants.emit()
