"""What the pages about people share: a visit begins from each of them, in one press, and each has the way back."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.core.errors import Trouble
from desktop.ui.page import BesidePage, Strip, TwoColumns, announce
from desktop.ui.targets import Target
from desktop.ui.theme import SIDE_PX, Theme, label
from desktop.ui.tongue import tr


class PeoplePage(BesidePage):
    """A page about people. `new_visit` comes with N, or by its target `start`; what `back` does each page says."""

    new_visit = Signal()

    def __init__(self, theme: Theme, hint: str = "", key: str = "N") -> None:
        super().__init__(theme)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        hint = hint or tr("Officers are here. Opens a visit at once.")
        self.start = Target(theme, tr("New visit"), "accent-row", key, 20, hint)
        self.start.clicked.connect(self.new_visit)
        self.back = Target(theme, tr("Back"), key="Esc")

    def lay_out(self, main: QWidget, side: QWidget) -> None:
        """Put the page together."""
        self.columns = TwoColumns(main, side, SIDE_PX)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.columns)

    def side(self, words: str = "", above: Sequence[QWidget] = (), below: Sequence[QWidget] = ()) -> QWidget:
        """The panel beside the page: what is `above`, a visit that begins now and `words` on it, what is `below`, and the way back."""
        side = QWidget()
        side.setAccessibleName(tr("If officers are here"))
        column = QVBoxLayout(side)
        column.setContentsMargins(20, 16, 20, 10)
        column.setSpacing(8)
        for each in above:
            column.addWidget(each)
        if above:
            column.addSpacing(12)
        column.addWidget(label(tr("OFFICERS ARE HERE?"), "cap"))
        column.addWidget(self.start)
        column.addWidget(label(words or tr("F12 and F1 work on every page, locked or not."), "body"))
        if below:
            column.addSpacing(12)
        for each in below:
            column.addWidget(each)
        column.addStretch(1)
        column.addWidget(self.back)
        return side

    def trouble(self, trouble: Trouble, lost: str) -> None:
        """Said in the place of a refusal: a visit can be begun all the same."""
        self.refuse(trouble.words)


class AskPage(PeoplePage):
    """A page that asks for what only one person knows; it is looked at while everything else goes on."""

    wrong: Strip

    def show_busy(self, busy: bool) -> None:
        """It is looked at, or no more; each page says so in its own words."""

    def refuse(self, sentence: str) -> None:
        """Above the field, in one sentence."""
        self.show_busy(busy=False)
        self.wrong.say(sentence)
        announce(self, sentence)
        self.columns.to_top()
        self.first_focus()


def role_word(role: str) -> str:
    """A role in the language of the desk."""
    words = {"guard": tr("Guard"), "supervisor": tr("Supervisor"), "it": tr("IT")}
    return words.get(role, role)
