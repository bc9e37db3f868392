"""What all pages share: they say when they were painted, take digits, and show a refusal or trouble in place."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.core.errors import Trouble
from desktop.ui.targets import Target
from desktop.ui.theme import Theme, ground, label


class Page(QWidget):
    """A page of the window. `painted` comes with every paint of it."""

    painted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        ground(self, "page")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell that what is on the page can be seen."""
        super().paintEvent(event)
        self.painted.emit()

    def digit(self, key: str) -> None:
        """A digit or letter that counts was pressed."""

    def enter(self, target: Target | None) -> None:
        """Return or Space counts, with the focus on `target`."""
        if target is not None:
            target.click()

    def refuse(self, sentence: str) -> None:
        """Show why an act was not accepted."""

    def trouble(self, trouble: Trouble, lost: str) -> None:
        """Show that `lost` (an answer, in words) is not saved, and what to do."""

    def first_focus(self) -> None:
        """Put the focus where the first act is likely."""


class Strip(QFrame):
    """A strip across a page: a hold, or trouble. Hidden while it has no words."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        ground(self, kind)
        self._words = label("", "strong")
        self._words.setAccessibleName("")
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 8, 16, 8)
        box.addWidget(self._words)
        self.hide()

    def say(self, words: str) -> None:
        """Show these words; none hides the strip."""
        self._words.setText(words)
        self.setAccessibleName(words)
        self.setVisible(bool(words))

    @property
    def words(self) -> str:
        """What it says now."""
        return self._words.text()


class SayBox(QFrame):
    """The words to say aloud: the largest text of a page, in blue; a second line for when they press."""

    def __init__(self) -> None:
        super().__init__()
        ground(self, "say")
        self._cap, self._words = label("YOU MAY SAY", "cap"), label("", "say")
        self._pressed = label("", "body")
        box = QVBoxLayout(self)
        box.setContentsMargins(18, 8, 16, 10)
        box.setSpacing(2)
        for each in (self._cap, self._words, self._pressed):
            box.addWidget(each)

    def say(self, words: str, pressed: str = "", cap: str = "YOU MAY SAY") -> None:
        """Show the words in quotation marks; hidden where there is nothing to say."""
        self._cap.setText(cap)
        self._words.setText(f"“{words}”")
        self._pressed.setText(f"If they press you: “{pressed}”")
        self._pressed.setVisible(bool(pressed))
        self.setAccessibleName(f"{cap}: {words}")
        self.setVisible(bool(words))


def trouble_words(trouble: Trouble, lost: str) -> str:
    """NOT saved, in one strip: what is lost, what happened, what to do."""
    return " ".join(part for part in (f"NOT SAVED: {lost}.", trouble.sentence, trouble.remedy) if part)


def clear(layout: QLayout) -> None:
    """Take everything out of a layout, and let Qt delete it when no event is under way.

    The parent stays: without one a widget would go at once, with the click that led here still in it.
    """
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear(inner)


def scrolling(inner: QWidget, name: str) -> QScrollArea:
    """A column that scrolls only where the screen is too small for it (200 % scale)."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    ground(inner, "clear")
    area.setWidget(inner)
    area.setAccessibleName(name)
    return area
