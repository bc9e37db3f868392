"""What can be pressed: large, with its key on it and a ring when focused; by keyboard it acts through the gate only."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QWidget

from desktop.ui.theme import TARGET_PX, Theme, font

PAD_PX, ROW_PAD_X_PX = 16, 10
BADGE_PX = 30
ROW_PAD_PX, STACKED_PAD_PX, TIGHT_PAD_X_PX = 16, 12, 11
ROWS = ("row", "accent-row")
ACT_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
KEY_FIRST = re.compile(r"(F\d+|Esc|Alt\+[A-Z])([ ·\n]+)(?=\S)")
"""A key of its own at the beginning of a target's words."""

SHORT_PX = 72
"""Words that are no longer than this stay on one line where a target stands on two."""

ONE_LINE, KEY_ABOVE, TIGHT = range(3)
"""How a target of a bar stands: on one line; its key above the words; on two lines as short as they can be."""

LOOKS: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "plain": ("panel", "ink", "edge"),
        "row": ("panel", "ink", "edge"),
        "dashed": ("panel", "ink", "edge"),
        "quiet": ("page", "ink", "edge"),
        "primary": ("accent", "accent_ink", "accent"),
        "danger": ("danger", "danger_ink", "danger"),
        "danger-line": ("panel", "danger", "danger"),
        "accent-row": ("panel", "accent", "accent"),
        "accent-line": ("panel", "accent", "accent"),
    }
)
"""Each look: the names of the theme's colours for ground, words and edge."""

FILLED = ("primary", "danger")
CHOSEN = ("chosen", "ink", "accent")
DISABLED = ("page", "edge", "line")


class Target(QPushButton):
    """A button. `look` is one of `LOOKS`; `key` is drawn as a badge.

    Return and Space are passed up to the window, whose gate decides whether the press counts. A double click is one click.
    """

    def __init__(
        self, theme: Theme, text: str, look: str = "plain", key: str = "", px: int = 18, hint: str = ""
    ) -> None:
        super().__init__(text)
        self._theme, self._look, self._key = theme, look, key
        self._leading = bool(key) or look in ROWS
        self._pad = ROW_PAD_X_PX if look in ROWS and key else PAD_PX
        self._lines = ONE_LINE
        self._pressed_here = False
        self.toggled.connect(self._toggled)
        self.setFont(font(px, bold=look not in ROWS))
        self.setAccessibleName(f"{key}: {text}" if key.strip() else text)
        self.setAccessibleDescription(hint)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumHeight(TARGET_PX)

    def set_tight(self) -> None:
        """Less room beside the words, where several targets share a narrow column."""
        self._pad = TIGHT_PAD_X_PX
        self.updateGeometry()

    def set_lines(self, lines: int) -> None:
        """Stand on `ONE_LINE`, or on two where a bar is short of room: `KEY_ABOVE` or `TIGHT`."""
        self._lines = lines
        self._pad = TIGHT_PAD_X_PX if lines == TIGHT else PAD_PX
        self.updateGeometry()
        self.update()

    @property
    def shown(self) -> str:
        """The words as they are painted."""
        text = self.text()
        key = KEY_FIRST.match(text)
        if key is not None and self._lines == KEY_ABOVE:
            return f"{key[1]}\n{text[key.end() :]}"
        if key is not None:
            text = text.replace("\n", " ", 1)
        return text if self._lines == ONE_LINE else on_two_lines(text, self.fontMetrics())

    @property
    def badge_width(self) -> int:
        """Px that the key's badge takes, its gap included."""
        if not self._key:
            return 0
        return max(BADGE_PX, self.fontMetrics().horizontalAdvance(self._key) + 12) + 14

    def text_room(self, width: int) -> int:
        """Px that the text has in a target of this width."""
        return max(1, width - 2 * self._pad - self.badge_width)

    def text_size(self, width: int) -> QSize:
        """What the text needs in a target of this width, in px; wider than the room where a word is too long."""
        room = QRect(0, 0, self.text_room(width), 10_000)
        return self.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, self.shown).size()

    def hasHeightForWidth(self) -> bool:
        """Long words wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """At least the height of a target."""
        pad = ROW_PAD_PX if self._lines == ONE_LINE else STACKED_PAD_PX
        return max(TARGET_PX, self.text_size(width).height() + pad)

    def sizeHint(self) -> QSize:
        """As the words are shown."""
        width = self._widest_line() + 2 * self._pad + self.badge_width + 6
        return QSize(width, self.heightForWidth(width))

    def _widest_line(self) -> int:
        return max(self.fontMetrics().horizontalAdvance(line) for line in self.shown.split("\n"))

    def minimumSizeHint(self) -> QSize:
        """The longest word: long words wrap where there is no room for them beside each other."""
        word = max(self.fontMetrics().horizontalAdvance(word) for word in (*self.shown.split(), ""))
        return QSize(word + self.sizeHint().width() - self._widest_line(), TARGET_PX)

    def nextCheckState(self) -> None:
        """A press marks or unmarks it."""
        self._pressed_here = True
        super().nextCheckState()
        self._pressed_here = False

    def setChecked(self, checked: bool) -> None:
        """The page marks or unmarks it."""
        self._pressed_here = True
        super().setChecked(checked)
        self._pressed_here = False

    def _toggled(self) -> None:
        """A screen reader's "Toggle" marks without a press. It is one all the same, or a mark would stand for nothing."""
        if not self._pressed_here:
            self.clicked.emit()

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
        """Ground, edge, badge, text, ring; mirrored where people read from right to left."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(self.layoutDirection())
        ground, ink, edge = target_colours(self._theme, self._look, self.isChecked(), self.isEnabled())
        area = QRectF(self.rect()).adjusted(3, 3, -3, -3)
        pen = QPen(QColor(edge), 2 if self.isChecked() or self._look not in ("plain", "quiet") else 1.4)
        if self._look == "dashed" and not self.isChecked():
            pen.setStyle(Qt.PenStyle.DashLine)
        if self.hasFocus():
            painter.setPen(QPen(QColor(self._theme.ring), 4))
            painter.drawRoundedRect(area.adjusted(-1, -1, 1, 1), 9, 9)
            pen = QPen(QColor(self._theme.ring_line), 2)
        painter.setPen(pen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 8, 8)
        self._paint_badge(painter, ink, edge)
        room = self.rect().adjusted(self._pad + self.badge_width, 0, -self._pad, 0)
        side = Qt.AlignmentFlag.AlignLeft if self._leading else Qt.AlignmentFlag.AlignHCenter
        painter.setPen(QColor(ink))
        painter.setFont(self.font())
        painter.drawText(
            QStyle.visualRect(self.layoutDirection(), self.rect(), room),
            int(side | Qt.AlignmentFlag.AlignVCenter) | Qt.TextFlag.TextWordWrap,
            self.shown,
        )
        painter.end()

    def _paint_badge(self, painter: QPainter, ink: str, edge: str) -> None:
        """The key in a box, or a tick where it is chosen."""
        if not self._key.strip():
            return
        box = QRect(self._pad, (self.height() - BADGE_PX) // 2, self.badge_width - 14, BADGE_PX)
        place = QRectF(QStyle.visualRect(self.layoutDirection(), self.rect(), box))
        chosen = self.isCheckable() and self.isChecked()
        painter.setPen(QPen(QColor(ink if self._look in FILLED else edge), 1.4))
        painter.setBrush(QColor(self._theme.accent) if chosen else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(place, 6, 6)
        painter.setPen(QColor(self._theme.accent_ink if chosen else ink))
        painter.setFont(font(17, bold=True))
        painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), "✓" if chosen else self._key.strip())


def target_colours(
    theme: Theme, look: str, checked: bool = False, enabled: bool = True
) -> tuple[str, str, str]:
    """Ground, words and edge of a target, as #rrggbb."""
    names = DISABLED if not enabled else CHOSEN if checked else LOOKS[look]
    ground, ink, edge = (str(getattr(theme, name)) for name in names)
    return ground, ink, edge


def on_two_lines(text: str, metrics: QFontMetrics) -> str:
    """The words broken where the longer of two lines is shortest."""
    if metrics.horizontalAdvance(text) <= SHORT_PX:
        return text
    breaks = [place for place, letter in enumerate(text) if letter == " "]
    ways = [f"{text[:place]}\n{text[place + 1 :]}" for place in breaks]
    return min(
        ways, key=lambda way: max(metrics.horizontalAdvance(line) for line in way.split("\n")), default=text
    )


def tab_order(widgets: Sequence[QWidget]) -> None:
    """Tab goes from each to the next."""
    for former, following in pairwise(widgets):
        QWidget.setTabOrder(former, following)


def focused_target(widget: QWidget | None) -> Target | None:
    """The target that has the focus and may be pressed."""
    return widget if isinstance(widget, Target) and widget.isEnabled() else None
