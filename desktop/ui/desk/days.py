"""The visits that were closed today: a list of rows that are painted, not built, so that thousands cost nothing."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.services.views import VisitLineView
from desktop.ui.targets import ACT_KEYS
from desktop.ui.theme import TARGET_PX, Theme, font
from desktop.ui.tongue import tr

BATCH = 50
"""Rows that the list takes at a time; the next ones come when it is scrolled to its end."""

MOST_SEEN, FEWEST_SEEN = 4, 1
REPORT_PAD_PX = 14
Index = QModelIndex | QPersistentModelIndex


class DayModel(QAbstractListModel):
    """The visits of a day, `BATCH` more at a time."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: Sequence[VisitLineView] = ()
        self._rows = 0

    def show_lines(self, lines: Sequence[VisitLineView]) -> None:
        """Show these visits."""
        self.beginResetModel()
        self._lines, self._rows = lines, min(BATCH, len(lines))
        self.endResetModel()

    def line(self, index: Index) -> VisitLineView:
        """The visit of a row."""
        return self._lines[index.row()]

    def rowCount(self, parent: Index | None = None) -> int:
        """Rows taken so far."""
        return 0 if parent is not None and parent.isValid() else self._rows

    def canFetchMore(self, parent: Index) -> bool:
        """Tell whether there are visits below."""
        return not parent.isValid() and self._rows < len(self._lines)

    def fetchMore(self, parent: Index) -> None:
        """Take the next ones."""
        rows = min(self._rows + BATCH, len(self._lines))
        self.beginInsertRows(QModelIndex(), self._rows, rows - 1)
        self._rows = rows
        self.endInsertRows()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """The row's words, for the screen and for a screen reader."""
        if not index.isValid() or role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return None
        line = self.line(index)
        said = tr("Returned: {comment}", comment=line.comment) if line.comment else line.asks
        return " · ".join(part for part in (line.opened, line.record_number, line.post, said) if part)


class DayRow(QStyledItemDelegate):
    """Paints a row as a target looks; words that do not fit end in …"""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as a target."""
        return QSize(120, TARGET_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, edge, words; the ring where the row has the focus."""
        theme = self._theme
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect, direction = option.rect, option.direction
        painter.setLayoutDirection(direction)
        place = report_place(rect, direction)
        body = QStyle.visualRect(direction, rect, rect.adjusted(0, 0, -place.width(), 0))
        area = QRectF(body).adjusted(4, 4, -4, -4)
        state = option.state
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        if focused:
            painter.setPen(QPen(QColor(theme.ring), 4))
            painter.drawRoundedRect(area.adjusted(-1, -1, 1, 1), 9, 9)
        painter.setPen(QPen(QColor(theme.ring_line if focused else theme.line), 2 if focused else 1.4))
        painter.setBrush(QColor(theme.panel))
        painter.drawRoundedRect(area, 8, 8)
        painter.setPen(QPen(QColor(theme.edge), 1.4))
        painter.drawRoundedRect(QRectF(place).adjusted(4, 4, -4, -4), 8, 8)
        painter.setFont(font(17, bold=True))
        painter.setPen(QColor(theme.ink))
        painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), tr("Report"))
        room, type_ = area.adjusted(12, 0, -12, 0), font(18)
        words = QFontMetrics(type_).elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, int(room.width())
        )
        painter.setFont(type_)
        painter.setPen(QColor(theme.ink))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), words)
        painter.restore()


def report_place(row: QRect, direction: Qt.LayoutDirection) -> QRect:
    """Where in a row its report is asked for: at its end, as high as the row."""
    wide = QFontMetrics(font(17, bold=True)).horizontalAdvance(tr("Report")) + 2 * REPORT_PAD_PX + 8
    return QStyle.visualRect(direction, row, row.adjusted(row.width() - wide, 0, 0, 0))


class DayList(QListView):
    """The list. `chosen` carries the id of a visit that was pressed, `report` that of one whose report is wanted; letters,
    digits and Return go to the page."""

    chosen, report = Signal(str), Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._model, self._row = DayModel(), DayRow(theme)
        self.setModel(self._model)
        self.setItemDelegate(self._row)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Visits closed today"))
        self.setAccessibleDescription(tr("Return opens a visit, F7 its report."))
        self._pressed = QPoint()
        self.clicked.connect(self._click)

    def show_lines(self, lines: Sequence[VisitLineView]) -> None:
        """Show these visits, the first one ready to be pressed."""
        self._model.show_lines(lines)
        if lines:
            self.setCurrentIndex(self._model.index(0, 0))
        self.updateGeometry()

    @property
    def current(self) -> str:
        """The visit of the row that has the focus, "" where there is none."""
        index = self.currentIndex()
        return self._model.line(index).id if index.isValid() else ""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Where in its row the press is tells what is asked for."""
        self._pressed = event.position().toPoint()
        super().mousePressEvent(event)

    def _click(self, index: QModelIndex) -> None:
        if report_place(self.visualRect(index), self.layoutDirection()).contains(self._pressed):
            self.report.emit(self._model.line(index).id)
        else:
            self._choose(index)

    def open_current(self) -> None:
        """Press the row that has the focus."""
        if self.currentIndex().isValid():
            self._choose(self.currentIndex())

    def _choose(self, index: QModelIndex) -> None:
        self.chosen.emit(self._model.line(index).id)

    def sizeHint(self) -> QSize:
        """Some rows; the rest is scrolled to."""
        return QSize(240, TARGET_PX * min(MOST_SEEN, max(FEWEST_SEEN, self._model.rowCount())))

    def minimumSizeHint(self) -> QSize:
        """A row."""
        return QSize(120, TARGET_PX * FEWEST_SEEN)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move; what the page uses is left to it."""
        if event.key() in ACT_KEYS or event.text().isalnum():
            event.ignore()
        else:
            super().keyPressEvent(event)
