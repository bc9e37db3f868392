"""What can be pressed: large, with its key on it and a ring when focused; by keyboard it acts through the gate only."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from desktop.ui.theme import TARGET_PX, Theme, font

PAD_PX, ROW_PAD_X_PX = 16, 10
BADGE_PX = 30
ROW_PAD_PX, ROW_PAD_X_PX = 16, 10
ROWS = ("row", "accent-row")
ACT_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class Target(QPushButton):
    """A button. `look`: plain, primary, danger, danger-line, dashed, accent-line or quiet; `key` is drawn as a badge.

    Return and Space are passed up to the window, whose gate decides whether the press counts. A double click is one click.
    """

    def __init__(
        self, theme: Theme, text: str, look: str = "plain", key: str = "", px: int = 18, hint: str = ""
    ) -> None:
        super().__init__(text)
        self._theme, self._look, self._key = theme, look, key
        self._left = bool(key) or look in ROWS
        self._pad = ROW_PAD_X_PX if look in ROWS else PAD_PX
        self.setFont(font(px, bold=look not in ROWS))
        self.setAccessibleName(f"{key}: {text}" if key else text)
        self.setAccessibleDescription(hint)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumHeight(TARGET_PX)

    @property
    def badge_width(self) -> int:
        """Px that the key's badge takes, its gap included."""
        if not self._key:
            return 0
        return max(BADGE_PX, self.fontMetrics().horizontalAdvance(self._key) + 12) + 14

    def text_height(self, width: int) -> int:
        """Px that the text needs in a target of this width."""
        room = QRect(0, 0, max(1, width - 2 * self._pad - self.badge_width), 10_000)
        return self.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, self.text()).height()

    def hasHeightForWidth(self) -> bool:
        """Long words wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """At least the height of a target."""
        return max(TARGET_PX, self.text_height(width) + ROW_PAD_PX)

    def sizeHint(self) -> QSize:
        """On one line."""
        text = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(text + 2 * self._pad + self.badge_width + 6, TARGET_PX)

    def minimumSizeHint(self) -> QSize:
        """Answers may wrap; other targets stand on one line."""
        return QSize(120 if self._left else self.sizeHint().width(), TARGET_PX)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave Return and Space to the gate; arrows move the focus."""
        if event.key() in ACT_KEYS:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """The window tracks which keys are up."""
        event.ignore()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second half of a double click presses nothing: it may have been meant for the question before."""
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground, edge, badge, text, ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, ink, edge = self._colours()
        area = QRectF(self.rect()).adjusted(3, 3, -3, -3)
        if self.hasFocus():
            painter.setPen(QPen(QColor(self._theme.ring), 4))
            painter.drawRoundedRect(area.adjusted(-1, -1, 1, 1), 9, 9)
        pen = QPen(QColor(edge), 2 if self.isChecked() or self._look != "plain" else 1.4)
        if self._look == "dashed" and not self.isChecked():
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 8, 8)
        left = self._paint_badge(painter, ink, edge)
        room = self.rect().adjusted(left, 0, -self._pad, 0)
        side = Qt.AlignmentFlag.AlignLeft if self._left else Qt.AlignmentFlag.AlignHCenter
        painter.setPen(QColor(ink))
        painter.setFont(self.font())
        painter.drawText(
            room, int(side | Qt.AlignmentFlag.AlignVCenter) | Qt.TextFlag.TextWordWrap, self.text()
        )
        painter.end()

    def _colours(self) -> tuple[str, str, str]:
        theme = self._theme
        if not self.isEnabled():
            return theme.page, theme.edge, theme.line
        if self.isChecked():
            return theme.chosen, theme.ink, theme.accent
        return {
            "primary": (theme.accent, theme.accent_ink, theme.accent),
            "danger": (theme.danger, theme.danger_ink, theme.danger),
            "danger-line": (theme.panel, theme.danger, theme.danger),
            "accent-row": (theme.panel, theme.accent, theme.accent),
            "accent-line": (theme.panel, theme.accent, theme.accent),
            "quiet": (theme.page, theme.soft_ink, theme.line),
        }.get(self._look, (theme.panel, theme.ink, theme.edge))

    def _paint_badge(self, painter: QPainter, ink: str, edge: str) -> int:
        """The key in a box, or a tick where it is chosen; returns where the text begins."""
        if not self._key.strip():
            return self._pad + self.badge_width
        width = self.badge_width - 14
        box = QRectF(self._pad, (self.height() - BADGE_PX) / 2, width, BADGE_PX)
        chosen = self.isCheckable() and self.isChecked()
        painter.setPen(QPen(QColor(edge), 1.4))
        painter.setBrush(QColor(self._theme.accent) if chosen else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 6, 6)
        painter.setPen(QColor(self._theme.accent_ink if chosen else ink))
        painter.setFont(font(17, bold=True))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), "✓" if chosen else self._key.strip())
        return self._pad + self.badge_width


def focused_target(widget: QWidget | None) -> Target | None:
    """The target that has the focus and may be pressed."""
    return widget if isinstance(widget, Target) and widget.isEnabled() else None
