"""The header above every page and the bar below it, with the emergency keys always in the same place."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.ui.page import clear
from desktop.ui.targets import Target
from desktop.ui.theme import Theme, ground, label

HEAD_PX, BAR_PX = 46, 72


class Header(QWidget):
    """Whose desk this is, who is on duty, when was last saved, how long the visit is open."""

    def __init__(self) -> None:
        super().__init__()
        ground(self, "head")
        self.setFixedHeight(HEAD_PX)
        box = QHBoxLayout(self)
        box.setContentsMargins(20, 0, 20, 0)
        box.setSpacing(16)
        self.product, self.place = label("THRESHOLD", "strong", wrap=False), label("", "body", wrap=False)
        self.duty, self.saved = label("", "body", wrap=False), label("", "body", wrap=False)
        self.open_for = label("", "body", wrap=False)
        for pill in (self.duty, self.saved):
            pill.setProperty("pill", "yes")
            pill.setFixedHeight(32)
            pill.hide()
        self.facility = ""
        self._covered = False
        for each in (self.product, self.place):
            box.addWidget(each)
        box.addStretch(1)
        for each in (self.duty, self.saved, self.open_for):
            box.addWidget(each)

    def show_place(self, facility: str, post: str) -> None:
        """Facility and post."""
        self.facility = facility
        self.place.setText(" · ".join(part for part in (facility, post) if part))

    def show_duty(self, person: str) -> None:
        """Who is on duty."""
        self.duty.setText(f"On duty: {person}")
        self.duty.setVisible(bool(person) and not self._covered)

    def show_saved(self, at: str) -> None:
        """HH:MM:SS of the last thing that is on disk."""
        self.saved.setText(f"✓ Saved {at}")
        self.saved.setVisible(bool(at) and not self._covered)

    def show_open_for(self, seconds: int | None) -> None:
        """How long the visit is open, in seconds; None hides it."""
        shown = "" if seconds is None else f"Visit open {seconds // 60:02d}:{seconds % 60:02d}"
        self.open_for.setText(shown)
        self.open_for.setVisible(bool(shown) and not self._covered)

    def cover(self, covered: bool) -> None:
        """Leave nothing but the product's name, or show all of it again."""
        self._covered = covered
        for part in (self.place, self.duty, self.saved, self.open_for):
            part.setVisible(not covered and bool(part.text()))


class BottomBar(QWidget):
    """F12 and F1 at the left of every page; what the page offers and F9 at the right."""

    went_in, danger, hide_all = Signal(), Signal(), Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        ground(self, "bar")
        self.setFixedHeight(BAR_PX)
        box = QHBoxLayout(self)
        box.setContentsMargins(16, 7, 16, 7)
        box.setSpacing(8)
        self.f12 = Target(
            theme, "F12 · They are going in", "danger", px=17, hint="They are coming in anyway. One press."
        )
        self.f1 = Target(
            theme, "F1 · Danger", "danger-line", px=17, hint="You see or hear danger now. One press."
        )
        self.f9 = Target(theme, "F9 Hide", px=17, hint="Hide everything on this screen at once.")
        self.f12.clicked.connect(self.went_in)
        self.f1.clicked.connect(self.danger)
        self.f9.clicked.connect(self.hide_all)
        self._middle, self._end = QHBoxLayout(), QHBoxLayout()
        self._middle.setSpacing(8)
        box.addWidget(self.f12)
        box.addWidget(self.f1)
        box.addStretch(1)
        box.addLayout(self._middle)
        box.addWidget(self.f9)
        box.addLayout(self._end)

    def offer(self, targets: Sequence[Target], last: Target | None = None) -> None:
        """What this page offers; `last` stands at the far right, away from the emergency keys."""
        clear(self._middle)
        clear(self._end)
        for target in targets:
            self._middle.addWidget(target)
        self._end.setContentsMargins(22 if last else 0, 0, 0, 0)
        if last is not None:
            self._end.addWidget(last)
        order = [self.f12, self.f1, *targets, self.f9, *([last] if last else [])]
        for former, following in pairwise(order):
            QWidget.setTabOrder(former, following)

    def offer_nothing(self) -> None:
        """Hide what the page offers; the emergency keys and F9 stay."""
        self._show_offers(False)

    def offer_again(self) -> None:
        """Show what the page offers."""
        self._show_offers(True)

    def _show_offers(self, shown: bool) -> None:
        for layout in (self._middle, self._end):
            for place in range(layout.count()):
                item = layout.itemAt(place)
                if item is not None and (widget := item.widget()) is not None:
                    widget.setVisible(shown)
