"""The start screen: a new visit, open visits to go on with, today's visits, who is on duty, what is wrong with this desk."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from desktop.core.errors import Trouble
from desktop.services.views import DeskView, VisitLineView
from desktop.ui.page import Page, Strip, clear, scrolling, trouble_words
from desktop.ui.targets import Target
from desktop.ui.theme import SIDE_PX, Theme, ground, label

Elapsed = Callable[[int], int]
"""Seconds since an instant given in µs UTC."""


class DeskPage(Page):
    """The start screen."""

    new_visit, resume = Signal(), Signal(str)
    on_duty, at_post = Signal(str), Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.trouble_strip, self.note, self.notice_strip = Strip("trouble"), Strip("hold"), Strip("hold")
        self.start = Target(
            theme, "New visit", "primary", "N", 30, "Officers are here. Opens a visit at once."
        )
        self.start.setMinimumHeight(96)
        self.start.clicked.connect(self.new_visit)
        self.person, self.post = Pick(theme), Pick(theme)
        self.person.setAccessibleName("Who is on duty")
        self.post.setAccessibleName("Which post")
        self.person.textActivated.connect(self.on_duty)
        self.post.textActivated.connect(self.at_post)
        self.resumable: list[Target] = []
        self._open, self._today, self._notices = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(scrolling(self._left(), "Visits"), 1)
        box.addWidget(self._side())

    def _left(self) -> QWidget:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(26, 18, 24, 10)
        column.setSpacing(10)
        column.addWidget(self.notice_strip)
        column.addWidget(self.trouble_strip)
        column.addWidget(self.note)
        column.addWidget(self.start)
        column.addWidget(
            label(
                "N or Enter. If they are already going in, press F12 at once: it opens a visit too.", "help"
            )
        )
        column.addSpacing(4)
        for layout in (self._open, self._today):
            layout.setSpacing(6)
            column.addLayout(layout)
        column.addStretch(1)
        return left

    def _side(self) -> QWidget:
        side, inner = QWidget(), QWidget()
        ground(side, "side")
        side.setFixedWidth(SIDE_PX)
        self._notices.setSpacing(10)
        notices = QVBoxLayout(inner)
        notices.setContentsMargins(0, 0, 6, 0)
        notices.addLayout(self._notices)
        notices.addStretch(1)
        self.draft = label("", "small-strong")
        self.post_cap = label("POST", "cap")
        column = QVBoxLayout(side)
        column.setContentsMargins(20, 18, 20, 12)
        column.setSpacing(6)
        column.addWidget(label("ON DUTY", "cap"))
        column.addWidget(self.person)
        column.addWidget(self.post_cap)
        column.addWidget(self.post)
        column.addSpacing(12)
        column.addWidget(label("THIS DESK", "cap"))
        column.addWidget(scrolling(inner, "Notices"), 1)
        column.addWidget(self.draft)
        return side

    def show_desk(self, view: DeskView, person: str, post: str, elapsed: Elapsed) -> None:
        """Show the desk as it stands; `elapsed` tells the seconds since an instant in µs UTC."""
        self.trouble_strip.say("")
        _fill(self.person, view.on_duty, person)
        _fill(self.post, view.posts, post)
        self.post.setVisible(len(view.posts) > 1)
        self.post_cap.setVisible(len(view.posts) > 1)
        self.draft.setText(view.draft)
        self.draft.setVisible(bool(view.draft))
        clear(self._notices)
        self.notice_strip.say(view.notices[0].split(". ")[0] if view.notices else "")
        for notice in view.notices or ("Everything is in order. Nothing is sent anywhere.",):
            self._notices.addWidget(label(notice, "body"))
        clear(self._open)
        self.resumable = []
        if view.open:
            self._open.addWidget(label(f"OPEN VISITS ({len(view.open)}): GO ON", "cap"))
        for line in view.open:
            self._open.addWidget(self._resume(line, elapsed(line.opened_us)))
        clear(self._today)
        closed = [line for line in view.today if line.closed]
        self._today.addWidget(label("TODAY", "cap"))
        for line in closed:
            self._today.addWidget(
                label(f"{line.opened} · {line.record_number} · {line.post} · {line.asks}", "body")
            )
        if not closed:
            self._today.addWidget(label("No visit was closed today.", "help"))
        self.setAccessibleName(f"Desk of {view.facility_name}")

    def _resume(self, line: VisitLineView, seconds: int) -> Target:
        since = f"{seconds // 60} min" if seconds < 7200 else f"{seconds // 3600} h"
        target = Target(
            self.theme,
            f"{line.record_number} · {line.post} · {line.opened}, {since}\n{line.asks}",
            "row",
            "▶",
            18,
        )
        target.setAccessibleName(
            f"Go on with visit {line.record_number}, {line.post}, open {since}: {line.asks}"
        )
        target.clicked.connect(lambda: self.resume.emit(line.id))
        self.resumable.append(target)
        return target

    def tell(self, words: str) -> None:
        """One sentence above the page: what just happened."""
        self.note.say(words)

    def digit(self, key: str) -> None:
        """N opens a visit."""
        if key.upper() == "N":
            self.start.click()

    def trouble(self, trouble: Trouble, lost: str) -> None:
        """Above the page."""
        self.trouble_strip.say(trouble_words(trouble, lost or "the new visit"))

    def refuse(self, sentence: str) -> None:
        """Above the page."""
        self.note.say(sentence)

    def first_focus(self) -> None:
        """New visit, so that Return opens one."""
        self.start.setFocus(Qt.FocusReason.OtherFocusReason)


class Pick(QComboBox):
    """A list to choose from, with an arrow that can be seen."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def paintEvent(self, event: QPaintEvent) -> None:
        """The sheet's field, and the arrow at its end."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(QColor(self._theme.ink))
        end = self.rect().adjusted(0, 0, -16, 0)
        painter.drawText(end, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), "▾")
        painter.end()


def _fill(combo: QComboBox, names: Sequence[str], chosen: str) -> None:
    """Show these names without telling anybody that one was chosen."""
    combo.blockSignals(True)
    combo.clear()
    combo.addItems(list(names) or ["not set"])
    combo.setEnabled(bool(names))
    combo.setCurrentText(chosen)
    combo.blockSignals(False)
