"""A returned visit: tells a guard why it came back and from whom, and hands it in again."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout

from desktop.core.review_events import TYPED_AT
from desktop.core.reviewing import Review
from desktop.ui.page import Strip, edged
from desktop.ui.record.asking import Half, WordsForm
from desktop.ui.record.reviewed import returned_words
from desktop.ui.record.watch import Watch
from desktop.ui.targets import Target
from desktop.ui.theme import Theme, label
from desktop.ui.tongue import tr

ANSWER = TYPED_AT["visit_submitted"]


class ReturnedStrip(QFrame):
    """Stands above the forms of a returned visit; hidden for every other. `wanted` comes with its target, or with Alt+H."""

    wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._words = label("", "strong")
        self.target = Target(theme, tr("Hand in again"), "primary", "Alt+H", 17)
        self.target.clicked.connect(self.wanted)
        texts, what = edged(self, "hold"), QHBoxLayout()
        what.addWidget(label(tr("Write down what is missing, then hand the visit in again."), "small"), 1)
        what.addWidget(self.target)
        texts.addWidget(self._words)
        texts.addLayout(what)
        self.hide()

    @property
    def words(self) -> str:
        """What it says now."""
        return self._words.text()

    def show_review(self, review: Review) -> None:
        """Show the comment of a returned visit."""
        words = returned_words(review)
        self._words.setText(words)
        self.setAccessibleName(words)
        self.setVisible(bool(words))

    def press(self, event: QKeyEvent) -> bool:
        """Alt+H, once while it is held; False for any other key."""
        alt = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.AltModifier
        if self.isHidden() or not alt or event.key() != Qt.Key.Key_H:
            return False
        if not event.isAutoRepeat():
            self.wanted.emit()
        event.accept()
        return True


class HandInForm(WordsForm):
    """`sent` carries what was done about the comment; that may be nothing. The comment stands above where `shown`."""

    def __init__(
        self, theme: Theme, watch: Watch, number: str, review: Review, texts: Half, shown: bool = False
    ) -> None:
        title = tr("Hand in visit {number} again", number=number)
        super().__init__(theme, watch, title, [tr("A supervisor looks at it anew then.")])
        self.submit, self.ready = tr("Hand it in again"), tr("Ready to hand in.")
        self.told = tr("✓ Handed in again.")
        if not shown:
            comment = Strip("hold")
            self.box.addWidget(comment)
            comment.say(returned_words(review))
        asked = tr("What you did about it, if you want to say so")
        self.ask(asked, ANSWER, texts.get(ANSWER, ""), lines=2)
