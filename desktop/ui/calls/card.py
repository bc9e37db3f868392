"""The card for the officers: a neutral sentence and a number in very large type, and nothing of the visit."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout

from desktop.services.views import CardView
from desktop.ui.page import BesidePage, clear
from desktop.ui.targets import Target
from desktop.ui.theme import Theme, font, label
from desktop.ui.tongue import tr

LARGEST_PX, SMALLEST_PX, STEP_PX = 60, 17, 2
"""Type of the sentences in px at 100 %: the largest that fits. 44 px can be read from two metres (ISO 9241-303: 16′ of arc)."""


class CardPage(BesidePage):
    """What is turned to the officers. `closed` comes with Esc, F11 or the one target."""

    opened_by = Qt.Key.Key_F11

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._card = QFrame()
        self._card.setObjectName("card")
        self._card.setStyleSheet(
            f"#card {{ background: {theme.panel}; border: 3px solid {theme.accent}; border-radius: 14px; }}"
            f"#card QLabel {{ color: {theme.ink}; }}"
            f"#card-line {{ background: {theme.accent}; }}"
        )
        self.place, self.title = _words(), _words()
        self._number_label, self.number = _words(), _words()
        self._sentences: list[QLabel] = []
        self.card_px = SMALLEST_PX
        self._line = QFrame()
        self._line.setObjectName("card-line")
        self._line.setFixedHeight(4)
        self.close_target = Target(theme, tr("Close the card"), key=tr("Esc"), px=18)
        self.close_target.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.close_target.clicked.connect(self.closed)
        self._rows, self._middle, self._call = QVBoxLayout(self._card), QVBoxLayout(), QVBoxLayout()
        foot = QHBoxLayout()
        self._call.addWidget(self._number_label)
        self._call.addWidget(self.number)
        foot.addLayout(self._call, 1)
        foot.addWidget(self.close_target, 0, Qt.AlignmentFlag.AlignBottom)
        for each in (self.place, self._line, self.title):
            self._rows.addWidget(each)
        self._rows.addStretch(1)
        self._rows.addLayout(self._middle)
        self._rows.addStretch(1)
        self._rows.addLayout(foot)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 12, 20, 10)
        box.addWidget(self._card, 1)

    def show_card(self, card: CardView) -> None:
        """Show it: the place above, each sentence in lines of its own, the number largest."""
        clear(self._middle)
        place = " · ".join(part for part in (card.facility, card.post) if part)
        self.place.setText(place)
        self.title.setText(card.title)
        self.title.setVisible(card.title not in ("", card.facility))
        self._number_label.setText(card.number_label)
        self.number.setText(card.number)
        for each in (self._number_label, self.number):
            each.setVisible(bool(card.number))
        self._sentences = [_words() for _ in card.lines]
        for shown, sentence in zip(self._sentences, card.lines, strict=True):
            shown.setText(sentence)
            self._middle.addWidget(shown)
            shown.show()
        said = (place, card.title, *card.lines, f"{card.number_label} {card.number}")
        self.setAccessibleName(". ".join(part for part in said if part.strip()))
        self.fit()

    def fit(self) -> None:
        """Take the largest type that fits."""
        for px in range(LARGEST_PX, SMALLEST_PX - 1, -STEP_PX):
            self._size(px)
            room = self._card.contentsRect()
            if (
                self._rows.totalHeightForWidth(room.width()) <= room.height()
                and self._widest() <= room.width()
            ):
                return

    def _size(self, px: int) -> None:
        self.card_px = px
        small = max(SMALLEST_PX, round(px * 0.55))
        self.place.setFont(font(small, bold=True))
        self.title.setFont(font(max(SMALLEST_PX, round(px * 0.8)), bold=True))
        self._number_label.setFont(font(small))
        self.number.setFont(font(round(px * 1.25), bold=True))
        for each in self._sentences:
            each.setFont(font(px, bold=True))
        self._rows.setContentsMargins(px, px // 2, px, px // 2)
        self._rows.setSpacing(px // 3)
        self._middle.setSpacing(px // 3)
        self._call.setSpacing(0)
        for layout in (self._middle, self._call, self._rows):
            layout.invalidate()

    def _widest(self) -> int:
        """Px of the longest word, with the margins: no word is broken."""
        margins = self._rows.contentsMargins()
        shown = (self.place, self.title, self._number_label, self.number, *self._sentences)
        words = [each.fontMetrics().horizontalAdvance(word) for each in shown for word in each.text().split()]
        number = self.number.fontMetrics().horizontalAdvance(self.number.text())
        return max([number, *words]) + margins.left() + margins.right()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size, another type."""
        super().resizeEvent(event)
        if (layout := self.layout()) is not None:
            layout.activate()
        self.fit()

    def first_focus(self) -> None:
        """The one target, so that Return closes the card."""
        self.close_target.setFocus()


def _words() -> QLabel:
    made = label("", "card")
    made.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
    return made
