"""The page "Compare papers": two sample drawings side by side, each mark numbered in the picture and told in words beside it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.services.aid import AidView, MarkView, SpecimenView
from desktop.ui.aid.specimen import BADGE, LEAST_PX, MARGIN_PX, Specimen, paint_badge
from desktop.ui.page import BesidePage, clear, scrolling
from desktop.ui.targets import Target, tab_order
from desktop.ui.theme import NARROW_PX, Theme, ground, label
from desktop.ui.tongue import tr

CHOICES_A_ROW, CHOICES_A_NARROW_ROW = 8, 2
SWAP_KEY = "9"
EDGE_PX, SPACE_PX, PAD_PX = 14, 8, 10
SCROLLED_PX = 500
"""Height of one paper where the page scrolls anyhow."""

STEP_PX = 10
"""A drawing is made smaller by this until the words beside it need no scrolling."""


class Badge(QWidget):
    """The number of a mark, as it stands in the picture."""

    def __init__(self, number: int, chosen: bool) -> None:
        super().__init__()
        self._number, self._chosen = str(number), chosen
        self.setFixedSize(BADGE.toSize())

    def paintEvent(self, event: QPaintEvent) -> None:
        """As in the picture."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_badge(painter, self.rect().toRectF(), self._number, self._chosen)
        painter.end()


class Side(QFrame):
    """One paper: its title, what it is, its drawing, and the words of its marks."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        ground(self, "panel")
        self.view: SpecimenView | None = None
        self.title, self.what, self.check = label("", "strong"), label("", "small"), label("", "small-strong")
        self.specimen = Specimen(theme, "whole")
        self.marks = QVBoxLayout()
        self.marks.setSpacing(3)
        self.told: list[QLabel] = []
        self._head, words = QVBoxLayout(), QVBoxLayout()
        self._head.setSpacing(3)
        for each in (self.title, self.what, self.check):
            self._head.addWidget(each)
        words.addLayout(self.marks)
        words.addStretch(1)
        row, box = QHBoxLayout(), QVBoxLayout(self)
        row.setSpacing(PAD_PX)
        row.addWidget(self.specimen)
        row.addLayout(words, 1)
        box.setContentsMargins(PAD_PX, PAD_PX - 2, PAD_PX, PAD_PX)
        box.setSpacing(8)
        box.addLayout(self._head)
        box.addLayout(row, 1)

    def show_paper(self, view: SpecimenView, mark: str) -> None:
        """Show a paper, the mark that the question is about first among the others by its colour and weight."""
        self.view = view
        self.title.setText(view.title)
        self.what.setText(view.what)
        self.check.setText(view.counsel_check)
        self.check.setVisible(bool(view.counsel_check))
        self.specimen.show_specimen(view, mark)
        self.specimen.setVisible(self.specimen.has_picture)
        self.setAccessibleName(view.title)
        clear(self.marks)
        self.told = []
        for number, each in enumerate(view.marks, 1):
            self.marks.addLayout(self._row(number, each, each.id == mark))

    def _row(self, number: int, mark: MarkView, chosen: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(PAD_PX)
        words = label(f"{mark.label}: {mark.text}", "small-strong" if chosen else "small")
        words.setAccessibleName(f"{number}. {words.text()}")
        self.told.append(words)
        row.addWidget(Badge(number, chosen), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(words, 1)
        return row

    def fit(self, width: int, height: int) -> None:
        """Make the drawing as large as a place of this size allows once the words have what they need."""
        heads = [each for each in (self.title, self.what, self.check) if each.text()]
        for each in (*heads, *self.told):
            each.ensurePolished()  # a text without its type yet would be taken for smaller than it is
        inner = width - 2 * PAD_PX
        room = height - 4 * PAD_PX - sum(each.heightForWidth(inner) for each in heads)
        page = self.specimen.page_size
        wide = min(round(room * page.width() / page.height()) + MARGIN_PX, inner - LEAST_PX)
        while wide > LEAST_PX and self._told_height(inner - wide - PAD_PX) > room:
            wide -= STEP_PX
        self.specimen.setFixedWidth(max(LEAST_PX, wide))

    def _told_height(self, width: int) -> int:
        """Px that the words of the marks need in a column of this width, each beside its number."""
        badge, words = BADGE.toSize(), width - BADGE.toSize().width() - PAD_PX
        heights = (max(badge.height(), each.heightForWidth(words)) for each in self.told)
        return sum(each + self.marks.spacing() for each in heights)


class ComparePage(BesidePage):
    """Two papers. `closed` where the guard wants to go back; a number puts a paper on the second place, 9 swaps the two."""

    opened_by = Qt.Key.Key_F4

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.aid = AidView()
        self.first, self.second = Side(theme), Side(theme)
        self.heading = label(tr("Compare papers"), "question", wrap=False)
        self.hint = label(
            tr("Sample drawings, not real forms. Just read what is printed on theirs."), "small"
        )
        self.swap = Target(theme, tr("Swap sides"), key=SWAP_KEY, px=17)
        self.back = Target(theme, tr("Back"), key="Esc", px=17)
        self.choices: list[Target] = []
        self._grid = QGridLayout()
        self._grid.setSpacing(2)
        self._pair = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._pair.setSpacing(SPACE_PX)
        for side in (self.first, self.second):
            self._pair.addWidget(side, 1)
        head = QHBoxLayout()
        head.setSpacing(SPACE_PX * 2)
        head.addWidget(self.heading, 1)
        head.addWidget(self.hint, 3)
        head.addWidget(self.swap)
        head.addWidget(self.back)
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(EDGE_PX, 6, EDGE_PX, 8)
        self._column.setSpacing(4)
        self._column.addLayout(head)
        self._column.addLayout(self._grid)
        self._column.addLayout(self._pair, 1)
        self.area = scrolling(inner, tr("Compare papers"))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.area)
        self.swap.clicked.connect(self._swap)
        self.back.clicked.connect(self.closed)
        self.setAccessibleName(tr("Compare papers"))

    def show_aid(self, aid: AidView) -> None:
        """Show the paper of the question, and beside it the one that it is best compared with.

        Does nothing where the policy pack has fewer than two drawings.
        """
        if len(aid.all) < 2:
            return
        self.aid = aid
        first = aid.current or aid.all[0]
        second = next((each for each in aid.all if each.id == first.beside), aid.all[-1])
        clear(self._grid)
        self.choices = []
        for number, each in enumerate(aid.all[:8], 1):
            target = Target(self.theme, each.short, "row", key=str(number), px=17, hint=each.what)
            target.setAccessibleName(f"{number}: {each.title}")
            target.setCheckable(True)
            target.clicked.connect(lambda _=False, paper=each: self._choose(paper))
            self.choices.append(target)
        self._show(first, second)
        tab_order([*self.choices, self.swap, self.back])

    def _choose(self, paper: SpecimenView) -> None:
        """Put a paper on the second place; one that stands already stays where it is."""
        first, second = self.first.view, self.second.view
        if first is not None and second is not None:
            self._show(first, second if paper == first else paper)

    def _swap(self) -> None:
        if self.first.view is not None and self.second.view is not None:
            self._show(self.second.view, self.first.view)

    def _show(self, first: SpecimenView, second: SpecimenView) -> None:
        self.first.show_paper(first, self.aid.mark)
        self.second.show_paper(second, self.aid.mark)
        for target, each in zip(self.choices, self.aid.all, strict=False):
            target.setChecked(each in (first, second))
        self._arrange()

    def _arrange(self) -> None:
        """Beside each other where there is room, else one under the other; drawings as high as there is room for."""
        narrow = self.width() < NARROW_PX
        way = QBoxLayout.Direction
        self._pair.setDirection(way.TopToBottom if narrow else way.LeftToRight)
        columns = CHOICES_A_NARROW_ROW if narrow else CHOICES_A_ROW
        for number, target in enumerate(self.choices):
            self._grid.addWidget(target, number // columns, number % columns)
        for column in range(CHOICES_A_ROW):
            self._grid.setColumnStretch(column, int(column < columns))
        self.hint.setVisible(not narrow)
        self.heading.setWordWrap(narrow)
        width = self.width() - 2 * EDGE_PX
        choice = (width - 2 * columns) // columns
        above = (
            self.back.sizeHint().height()
            + 3 * SPACE_PX
            + sum(max(each.heightForWidth(choice) for each in row) + 2 for row in self._rows(columns))
        )
        height = SCROLLED_PX if narrow else max(LEAST_PX, self.height() - above)
        for side in (self.first, self.second):
            side.fit(width if narrow else (width - SPACE_PX) // 2, height)

    def _rows(self, columns: int) -> list[list[Target]]:
        return [self.choices[start : start + columns] for start in range(0, len(self.choices), columns)]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size, another fit."""
        super().resizeEvent(event)
        self._arrange()

    def digit(self, key: str) -> None:
        """A paper's number, or the key that swaps the two."""
        if key == SWAP_KEY:
            self._swap()
        elif key.isdecimal() and 0 < int(key) <= len(self.choices):
            self._choose(self.aid.all[int(key) - 1])

    def first_focus(self) -> None:
        """On the way back, so that Return never changes anything unseen."""
        self.back.setFocus()
