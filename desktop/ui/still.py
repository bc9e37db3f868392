"""Pages where nothing is asked: the neutral cover (F9), the record being opened, and trouble while opening it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout

from desktop.core.errors import Trouble
from desktop.ui.page import Page
from desktop.ui.targets import Target
from desktop.ui.theme import Theme, label


class CoverPage(Page):
    """Hides everything but the facility's name."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.name, self.how = label("", "big"), label("Press F9 to go on", "body")
        box = QVBoxLayout(self)
        box.setSpacing(12)
        box.addStretch(1)
        for each in (self.name, self.how):
            each.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            box.addWidget(each)
        box.addStretch(1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_cover(self, facility: str) -> None:
        """Cover the window."""
        self.name.setText(facility)
        self.setAccessibleName(f"{facility}. Press F9 to go on")

    def first_focus(self) -> None:
        """The page itself: nothing can be pressed."""
        self.setFocus()


class OpeningPage(Page):
    """Seen while the record is opened; and, where it cannot be, what, where and what to do."""

    again = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.sentence, self.remedy = label("Opening the record…", "big"), label("", "body")
        self.place, self.meanwhile = label("", "small"), label("", "strong")
        self.retry = Target(theme, "Try again", "primary", "Enter", 20)
        self.retry.clicked.connect(self.again)
        self.retry.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(80, 40, 80, 40)
        box.setSpacing(16)
        box.addStretch(1)
        for each in (self.sentence, self.remedy, self.place, self.meanwhile):
            box.addWidget(each)
        box.addWidget(self.retry, 0, Qt.AlignmentFlag.AlignLeft)
        box.addStretch(1)
        self.setAccessibleName("Opening the record")

    def show_opening(self) -> None:
        """Before the record is open."""
        self.sentence.setText("Opening the record…")
        for each in (self.remedy, self.place, self.meanwhile):
            each.setText("")
        self.retry.hide()

    def trouble(self, trouble: Trouble, lost: str) -> None:
        """The record cannot be opened; visitors may come all the same."""
        self.sentence.setText(trouble.sentence)
        self.remedy.setText(f"What to do: {trouble.remedy}" if trouble.remedy else "")
        self.place.setText(f"Place: {trouble.place}" if trouble.place else "")
        self.meanwhile.setText(
            "Nothing can be saved now. If officers are here: call your supervisor, say that you do not consent, "
            "do not stop anyone, and write the time and their words on paper."
        )
        self.retry.show()
        self.setAccessibleName(trouble.sentence)

    def emergency(self, key: str) -> None:
        """An emergency key, while nothing can be saved."""
        self.meanwhile.setText(
            f"{key} is NOT saved: the record is not open. Step aside. Do not stop anyone. In danger call 911. "
            "Call your supervisor, and write the time on paper."
        )

    def first_focus(self) -> None:
        """Try again."""
        self.retry.setFocus()
