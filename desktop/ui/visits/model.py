"""The list of visits as data for a table: a run of lines as they were found, which grows at both ends."""

from collections.abc import Sequence
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from desktop.services.searching import FoundLine
from desktop.ui.tongue import tr

Index = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    """What stands in a row, in the order in which it is read."""

    WHEN, VISIT, OUTCOME, STATE = range(4)


class VisitsModel(QAbstractTableModel):
    """A run of lines out of all that were found, newest first: `newer` and `older` tell whether there are further ones before and after."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[FoundLine] = []
        self.newer = self.older = False

    def show_lines(self, lines: Sequence[FoundLine], older: bool, newer: bool = False) -> None:
        """Show these instead of those before."""
        self.beginResetModel()
        self._lines, self.older, self.newer = list(lines), older, newer
        self.endResetModel()

    def add(self, lines: Sequence[FoundLine], older: bool) -> None:
        """The next ones below; `older`: there are further ones after them."""
        self.older = older
        self._insert(len(self._lines), lines)

    def add_above(self, lines: Sequence[FoundLine], newer: bool) -> None:
        """The next ones above; `newer`: there are further ones before them."""
        self.newer = newer
        self._insert(0, lines)

    def _insert(self, first: int, lines: Sequence[FoundLine]) -> None:
        if lines:
            self.beginInsertRows(QModelIndex(), first, first + len(lines) - 1)
            self._lines[first:first] = lines
            self.endInsertRows()

    def put(self, row: int, line: FoundLine) -> None:
        """The same visit as it stands now."""
        self._lines[row] = line
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))

    @property
    def lines(self) -> Sequence[FoundLine]:
        """Those that are here."""
        return self._lines

    def line(self, index: Index) -> FoundLine:
        """The visit of a row."""
        return self._lines[index.row()]

    def row_of(self, visit: str) -> int:
        """The row of a visit, -1 where it is not among them."""
        return next((row for row, line in enumerate(self._lines) if line.visit == visit), -1)

    def rowCount(self, parent: Index | None = None) -> int:
        """Rows that are here."""
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index | None = None) -> int:
        """`Column`."""
        return 0 if parent is not None and parent.isValid() else len(Column)

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
        return outcome_words(line)
    return "\n".join(state_words(line))


def outcome_words(line: FoundLine) -> str:
    """What came out, that nothing has yet, or that counsel alone is told."""
    return line.outcome or (tr("Counsel only") if line.secret else tr("None yet"))


def state_words(line: FoundLine) -> list[str]:
    """The state, also that it was approved under exception; then what marks it, first what must not be missed: void, overdue, addenda."""
    said = [line.state_words]
    if line.void:
        said.append(tr("VOID"))
    if line.overdue:
        said.append(tr("! Overdue"))
    if line.addenda:
        said.append(tr("1 addendum") if line.addenda == 1 else tr("{n} addenda", n=line.addenda))
    if line.state == "joined" and line.joined_into:
        said.append(line.joined_into)
    return said
