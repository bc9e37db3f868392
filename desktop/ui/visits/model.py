"""The list of visits as data for a table: lines as they were found, further ones asked for when somebody scrolls near the end."""

from collections.abc import Sequence
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from desktop.services.searching import FoundLine
from desktop.ui.tongue import tr

Index = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    """What stands in a row, in the order in which it is read."""

    WHEN, VISIT, OUTCOME, STATE = range(4)


class VisitsModel(QAbstractTableModel):
    """`wants_more` comes once for each piece that is needed; `add` brings it."""

    wants_more = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[FoundLine] = []
        self._more = self._asked = False

    def show_lines(self, lines: Sequence[FoundLine], more: bool) -> None:
        """Show these instead of those before; `more`: there are further ones."""
        self.beginResetModel()
        self._lines, self._more, self._asked = list(lines), more, False
        self.endResetModel()

    def add(self, lines: Sequence[FoundLine], more: bool) -> None:
        """The further ones that were asked for."""
        self._more, self._asked = more, False
        if lines:
            first = len(self._lines)
            self.beginInsertRows(QModelIndex(), first, first + len(lines) - 1)
            self._lines.extend(lines)
            self.endInsertRows()

    def put(self, row: int, line: FoundLine) -> None:
        """The same visit as it stands now."""
        self._lines[row] = line
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))

    @property
    def lines(self) -> Sequence[FoundLine]:
        """Those that were brought so far."""
        return self._lines

    def line(self, index: Index) -> FoundLine:
        """The visit of a row."""
        return self._lines[index.row()]

    def row_of(self, visit: str) -> int:
        """The row of a visit, -1 where it is not among them."""
        return next((row for row, line in enumerate(self._lines) if line.visit == visit), -1)

    def rowCount(self, parent: Index | None = None) -> int:
        """Rows brought so far."""
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index | None = None) -> int:
        """`Column`."""
        return 0 if parent is not None and parent.isValid() else len(Column)

    def canFetchMore(self, parent: Index) -> bool:
        """There are further ones, and they were not asked for yet."""
        return not parent.isValid() and self._more and not self._asked

    def fetchMore(self, parent: Index) -> None:
        """The view is near the end."""
        if self.canFetchMore(parent):
            self._asked = True
            self.wants_more.emit()

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        """What the columns are called."""
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return (tr("When"), tr("Visit"), tr("Outcome"), tr("State"))[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words for a reader of the screen: all of the row in its first cell, then each part by itself."""
        if role == Qt.ItemDataRole.DisplayRole:
            return cell(self.line(index), Column(index.column()))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            line = self.line(index)
            return line.spoken if index.column() == Column.WHEN else cell(line, Column(index.column()))
        return None


def cell(line: FoundLine, column: Column) -> str:
    """What stands in a cell, in words."""
    if column == Column.WHEN:
        return line.when
    if column == Column.VISIT:
        first = " · ".join(each for each in (line.number.text, line.who.text) if each)
        return "\n".join(each for each in (first, line.about.text) if each)
    if column == Column.OUTCOME:
        return line.outcome or tr("None yet")
    return "\n".join(state_words(line))


def state_words(line: FoundLine) -> list[str]:
    """The state, then what marks it: void, overdue, an exception, addenda."""
    said = [line.state_words]
    if line.void:
        said.append(tr("VOID"))
    if line.overdue:
        said.append(tr("! Overdue"))
    if line.exception:
        said.append(tr("Exception"))
    if line.addenda:
        said.append(tr("1 addendum") if line.addenda == 1 else tr("{n} addenda", n=line.addenda))
    if line.state == "joined" and line.joined_into:
        said.append(line.joined_into)
    return said
