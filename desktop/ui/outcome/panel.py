"""One outcome in full: banner, what it means, words to say, what to do and what never."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.services.views import OutcomePanel, OutcomeView
from desktop.ui.icons import Icon
from desktop.ui.outcome.asks import Asks
from desktop.ui.page import SayBox, clear
from desktop.ui.theme import Theme, ground, label


class Banner(QFrame):
    """Icon, name and what to do, on the colour of its tone; below it why, and the line of non-interference."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._head, self._icon = QWidget(), Icon()
        self.title, self.words = label("", "strong"), label("", "banner")
        head = QHBoxLayout(self._head)
        head.setContentsMargins(18, 6, 16, 8)
        head.setSpacing(16)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(self.title)
        texts.addWidget(self.words)
        head.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addLayout(texts, 1)
        body = QWidget()
        self._body = QVBoxLayout(body)
        self._body.setContentsMargins(18, 6, 16, 7)
        self._body.setSpacing(2)
        box = QVBoxLayout(self)
        box.setContentsMargins(3, 3, 3, 3)
        box.setSpacing(0)
        box.addWidget(self._head)
        box.addWidget(body)
        body.setObjectName("banner-body")
        self._head.setObjectName("banner-head")
        self.setObjectName("banner")
        for each in (self._head, body):
            each.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def show_panel(self, panel: OutcomePanel, view: OutcomeView) -> None:
        """Show an outcome's banner, and what decided it."""
        tone = self._theme.tones[panel.tone]
        self.setStyleSheet(
            f"#banner {{ border: 3px solid {tone.ground}; border-radius: 8px; background: {self._theme.panel}; }}"
            f"#banner-head {{ background: {tone.ground}; }} #banner-head QLabel {{ color: {tone.text}; }}"
            f"#banner-body {{ background: {self._theme.panel}; }}"
        )
        self._icon.set_icon(panel.icon, tone.text)
        self.title.setText(panel.title)
        self.words.setText(panel.banner)
        self.setAccessibleName(f"{panel.title}. {panel.banner}")
        clear(self._body)
        self._body.addWidget(label(panel.lead, "body"))
        if seen := " ".join((*view.reasons, *view.flags)):
            self._body.addWidget(label(f"What was seen: {seen}", "body"))
        self._body.addWidget(label(view.non_interference, "strong"))


class Lines(QWidget):
    """A short list under a heading."""

    def __init__(self, title: str, mark: str) -> None:
        super().__init__()
        self._mark = mark
        self._rows = QVBoxLayout()
        self._rows.setSpacing(3)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(label(title, "cap"))
        box.addLayout(self._rows)
        box.addStretch(1)

    def show_lines(self, lines: Sequence[str], look: str = "body") -> None:
        """Show the lines, each with its mark."""
        clear(self._rows)
        for number, line in enumerate(lines, 1):
            row = QHBoxLayout()
            row.setSpacing(8)
            mark = label(self._mark.format(n=number), look, wrap=False)
            row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(label(line, look), 1)
            self._rows.addLayout(row)


class PanelBody(QWidget):
    """What one outcome says in full."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        ground(self, "clear")
        self.banner, self.say_box = Banner(theme), SayBox()
        self.asks = Asks(theme)
        self.do, self.never = Lines("DO", "{n}."), Lines("NEVER", "✕")
        pair = QHBoxLayout()
        pair.setSpacing(22)
        pair.addWidget(self.do, 1)
        pair.addWidget(self.never, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(self.banner)
        box.addWidget(self.say_box)
        box.addWidget(self.asks)
        box.addLayout(pair)

    def show_panel(self, panel: OutcomePanel, view: OutcomeView, keys: bool) -> None:
        """Show this outcome; with `keys` its answers have digits."""
        self.banner.show_panel(panel, view)
        self.say_box.say(panel.say, panel.say_if_pressed, "SAY, ONCE")
        self.do.show_lines(panel.do)
        self.asks.show_asks(view, keys)
        self.never.show_lines(panel.never)
        self.never.setVisible(
            self.asks.isHidden()
        )  # with something to answer, what to do needs the whole width
