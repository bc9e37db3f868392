"""The header above every page and the bar below it, with the emergency keys always in the same place."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QVBoxLayout, QWidget

from desktop.ui.targets import KEY_ABOVE, ONE_LINE, TIGHT, Target, tab_order
from desktop.ui.theme import Theme, ground, label
from desktop.ui.tongue import tr

HEAD_PX, GAP_PX, PILL_PX = 46, 16, 32
BETWEEN = " · "
"""Between the parts of the place; the least important part is the first."""
BAR_GAP_PX, BAR_SIDE_PX, LAST_GAP_PX = 3, 14, 20


class Elided(QLabel):
    """Parts on one line: where there is no room the first ones go, so that the last, the record number, stays whole.

    Where even that has no room it ends in …; a screen reader reads all of it.
    """

    def minimumSizeHint(self) -> QSize:
        """The last part."""
        last = self.fontMetrics().horizontalAdvance(self.text().split(BETWEEN)[-1])
        return QSize(last, self.sizeHint().height())

    @property
    def shown(self) -> str:
        """What can be seen of it."""
        metrics, parts = self.fontMetrics(), self.text().split(BETWEEN)
        ways = [BETWEEN.join(parts[place:]) for place in range(len(parts))]
        fitting = (way for way in ways if metrics.horizontalAdvance(way) <= self.width())
        return next(fitting, "") or metrics.elidedText(ways[-1], Qt.TextElideMode.ElideRight, self.width())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, or as much of it as there is room for."""
        painter = QPainter(self)
        painter.setLayoutDirection(self.layoutDirection())
        painter.setPen(self.palette().windowText().color())
        painter.drawText(self.rect(), int(self.alignment()), self.shown)
        painter.end()


class Header(QWidget):
    """Whose desk this is, who is on duty, when was last saved, how long the visit is open.

    Where it is narrow the product's name goes first, then who is on duty, then the time of the last saving; then the facility
    and the post. The record number is always whole.
    """

    def __init__(self) -> None:
        super().__init__()
        ground(self, "head")
        self.setFixedHeight(HEAD_PX)
        box = QHBoxLayout(self)
        box.setContentsMargins(BAR_SIDE_PX, 0, BAR_SIDE_PX, 0)
        box.setSpacing(GAP_PX)
        self.product, self.place = label("THRESHOLD", "strong", wrap=False), Elided()
        self.place.setProperty("look", "body")
        self.duty, self.saved = label("", "body", wrap=False), label("", "body", wrap=False)
        self.open_for = label("", "body", wrap=False)
        for pill in (self.duty, self.saved):
            pill.setProperty("pill", "yes")
            pill.setFixedHeight(PILL_PX)
        self.facility = ""
        self._covered = False
        box.addWidget(self.product)
        box.addWidget(self.place, 1)
        for each in (self.duty, self.saved, self.open_for):
            box.addWidget(each)
        self._fit()

    def show_place(self, facility: str, post: str) -> None:
        """Facility and post."""
        self.facility = facility
        self.place.setText(BETWEEN.join(part for part in (facility, post) if part))
        self._fit()

    def show_duty(self, person: str, signed: bool = False) -> None:
        """Who is on duty, by their own word or `signed` in."""
        words = tr("Signed in: {person}", person=person) if signed else tr("On duty: {person}", person=person)
        self.duty.setText(words if person else "")
        self._fit()

    def show_saved(self, at: str) -> None:
        """HH:MM:SS of the last thing that is on disk."""
        self.saved.setText(tr("✓ Saved {time}", time=at) if at else "")
        self._fit()

    def show_open_for(self, seconds: int | None) -> None:
        """How long the visit is open, in seconds; None hides it."""
        time = "" if seconds is None else f"{seconds // 60:02d}:{seconds % 60:02d}"
        self.open_for.setText(tr("Visit open {time}", time=time) if time else "")
        self._fit()

    @property
    def covered(self) -> bool:
        """Only the product's name is shown."""
        return self._covered

    def cover(self, covered: bool) -> None:
        """Leave nothing but the product's name, or show all of it again."""
        self._covered = covered
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, another choice of parts."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Show what there is room for, the least important left out first."""
        shown = [self.product]
        if not self._covered:
            parts = (self.product, self.place, self.duty, self.saved, self.open_for)
            shown = [part for part in parts if part.text()]
            room = self.width() - 2 * BAR_SIDE_PX
            for part in (self.product, self.duty, self.saved):
                if part in shown and _width(shown) > room:
                    shown.remove(part)
        for part in (self.product, self.place, self.duty, self.saved, self.open_for):
            part.setVisible(part in shown)


def _width(parts: Sequence[QLabel]) -> int:
    """Px that these parts of the header need beside each other."""
    return sum(part.sizeHint().width() + GAP_PX for part in parts) - GAP_PX


class BottomBar(QWidget):
    """F12 and F1 at the leading end of every page; what the page offers and F9 at the other.

    F12 and F1 have the same place and size on every page, for the hand that knows where they are. Short of room, what the
    page offers stands closer; still short, it goes behind "More" (Alt+M), which unfolds it in rows above.
    """

    went_in, danger, hide_all = Signal(), Signal(), Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        ground(self, "bar")
        self.f12 = Target(
            theme,
            tr("F12 · They are going in"),
            "danger",
            px=17,
            hint=tr("They are coming in anyway. One press."),
        )
        self.f1 = Target(
            theme, tr("F1 · Danger"), "danger-line", px=17, hint=tr("You see or hear danger now. One press.")
        )
        self.f9 = Target(theme, tr("F9 Hide"), px=17)
        self.more = Target(theme, tr("Alt+M More"), px=17, hint=tr("Show what else this page offers."))
        self.more.setCheckable(True)
        self.f12.clicked.connect(self.went_in)
        self.f1.clicked.connect(self.danger)
        self.f9.clicked.connect(self.hide_all)
        self.more.clicked.connect(self._place)
        self._offered: list[Target] = []
        self._last: Target | None = None
        self._hidden = False
        self._folded: list[Target] = []
        self._rows = QVBoxLayout()
        self._middle, self._end = QHBoxLayout(), QHBoxLayout()
        line = QHBoxLayout()
        for widget in (self.f12, self.f1):
            line.addWidget(widget)
        line.addStretch(1)
        line.addLayout(self._middle)
        for widget in (self.more, self.f9):
            line.addWidget(widget)
        line.addLayout(self._end)
        box = QVBoxLayout(self)
        box.setContentsMargins(BAR_SIDE_PX, 7, BAR_SIDE_PX, 7)
        box.addLayout(self._rows)
        box.addLayout(line)
        for layout in (box, line, self._middle, self._end, self._rows):
            layout.setSpacing(BAR_GAP_PX)
        self.more.hide()
        self._name_f9()

    def offer(self, targets: Sequence[Target], last: Target | None = None) -> None:
        """What this page offers; `last` stands at the far end, away from the emergency keys."""
        for former in (*self._offered, self._last):
            if (
                former is not None
            ):  # Qt deletes it when no event is under way: the click on it may have led here
                former.hide()
                former.deleteLater()
        self._offered, self._last = list(targets), last
        for target in (*targets, *([last] if last is not None else [])):
            target.setParent(self)
            target.clicked.connect(self.fold)
        self.more.setChecked(False)
        self._fit()
        tab_order([self.f12, self.f1, *targets, self.more, self.f9, *([last] if last else [])])

    def offer_nothing(self) -> None:
        """Hide what the page offers; the emergency keys stay, and F9, which now shows it all again."""
        self._hidden = True
        self._name_f9()
        self._fit()

    def offer_again(self) -> None:
        """Show what the page offers."""
        self._hidden = False
        self._name_f9()
        self._fit()

    def _name_f9(self) -> None:
        """What F9 does now."""
        self.f9.setText(tr("F9 Show") if self._hidden else tr("F9 Hide"))
        self.f9.setAccessibleName(self.f9.text())
        hides, shows = tr("Hide everything on this screen at once."), tr("Show everything again.")
        self.f9.setAccessibleDescription(shows if self._hidden else hides)

    def _hold_f9(self) -> None:
        """As wide as the longer of its words, so that it stays where it is whatever it says."""
        said = self.f9.text()
        widths = []
        for words in (tr("F9 Hide"), tr("F9 Show")):
            self.f9.setText(words)
            widths.append(self.f9.sizeHint().width())
        self.f9.setText(said)
        self.f9.setMinimumWidth(max(widths))

    def toggle_more(self) -> None:
        """Unfold what stands behind "More", or fold it away, where anything stands there."""
        if self.more.isVisible():
            self.more.click()

    def fold(self) -> None:
        """Fold it away."""
        if self.more.isChecked():
            self.more.click()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, another way to fit."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Take the roomiest way that fits: keys above words, tight, the offers behind "More", the last one too."""
        last = [self._last] if self._last is not None else []
        fixed = [self.f12, self.f1, self.f9]
        ways: tuple[tuple[int, int, list[Target]], ...] = (
            (KEY_ABOVE, KEY_ABOVE, []),
            (KEY_ABOVE, TIGHT, []),
            (KEY_ABOVE, KEY_ABOVE, self._offered),
            (KEY_ABOVE, ONE_LINE, [*self._offered, *last]),
            (TIGHT, ONE_LINE, [*self._offered, *last]),
        )
        for fixed_lines, lines, folded in ways:
            beside = [*fixed, *(each for each in (*self._offered, *last) if each not in folded)]
            beside += [self.more] if folded else []
            for target in (*fixed, self.more):
                target.set_lines(fixed_lines)
            self._hold_f9()
            for target in (*self._offered, *last):
                target.set_lines(ONE_LINE if target in folded else lines)
            self._folded = list(folded)
            if _bar_width(beside) + (LAST_GAP_PX if last else 0) <= self.width():
                break
        if not self._folded:
            self.more.setChecked(False)
        self._place()

    def _place(self) -> None:
        """Put every target where it belongs now."""
        for layout in (self._rows, self._middle, self._end):
            _empty(layout)
        for target in self._offered:
            if target not in self._folded:
                self._middle.addWidget(target)
        inline = self._last is not None and self._last not in self._folded
        self._end.setContentsMargins(LAST_GAP_PX if inline else 0, 0, 0, 0)
        if self._last is not None and inline:
            policy = self._last.sizePolicy()
            policy.setRetainSizeWhenHidden(self._hidden)  # else F9 would move to its place
            self._last.setSizePolicy(policy)
            self._end.addWidget(self._last)
        if self.more.isChecked():
            self._unfold()
        for target in (*self._offered, *([self._last] if self._last is not None else [])):
            target.setVisible(not self._hidden and (target not in self._folded or self.more.isChecked()))
        self.more.setVisible(bool(self._folded) and not self._hidden)

    def _unfold(self) -> None:
        """Rows above the bar, as many in each as there is room for."""
        row: list[Target] = []
        for target in (*self._folded, None):
            if target is None or _bar_width([*row, target]) > self.width():
                line = QHBoxLayout()
                line.setSpacing(BAR_GAP_PX)
                for each in row:
                    line.addWidget(each, 1)
                self._rows.addLayout(line)
                row = []
            if target is not None:
                row.append(target)


def _bar_width(targets: Sequence[Target]) -> int:
    """Px that these targets need beside each other, margins of the bar included."""
    widths = (max(each.sizeHint().width(), each.minimumWidth()) for each in targets)
    return sum(width + BAR_GAP_PX for width in widths) + 2 * BAR_SIDE_PX


def _empty(layout: QLayout) -> None:
    """Take the targets out of a layout; they stay the bar's."""
    while (item := layout.takeAt(0)) is not None:
        if (row := item.layout()) is not None:
            _empty(row)
            row.deleteLater()
