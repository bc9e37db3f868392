"""A strip above every page that tells one thing of the policy, with the way to read it; it asks nothing and blocks nothing."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout

from desktop.ui.targets import Target
from desktop.ui.theme import Theme, ground, label
from desktop.ui.tongue import tr

ROOMY_PX, FAIR_PX, LOW_PX = 900, 700, 600
"""A window that is less high has no room for a target above a question or an outcome, or above the desk: there the strip is one line that
names its key; below the middle one it is as thin as its words."""

SIDE_PX = 16


class GuidanceStrip(QFrame):
    """`wanted` comes when somebody wants to read it: by its target, or by a press anywhere on it. Hidden while it has no words."""

    wanted = Signal()

    def __init__(self, theme: Theme, kind: str) -> None:
        super().__init__()
        ground(self, kind)
        self._sentence, self._roomy = "", False
        self._words = label("", "strong")
        self.target = Target(theme, "", "accent-line", "Ctrl+B", 17)
        self.target.clicked.connect(self.wanted)
        self._box = box = QHBoxLayout(self)
        box.setSpacing(12)
        box.addWidget(self._words, 1)
        box.addWidget(self.target)
        self.hide()

    def say(self, sentence: str, act: str = "", roomy: bool = False) -> None:
        """Show a sentence and how its target is called; `roomy`: the page below it has room for a target. No sentence hides it."""
        self._sentence, self._roomy = sentence, roomy
        self.target.setText(act)
        self.target.setAccessibleName(tr("Ctrl+B: {sentence}", sentence=act))
        self.target.setAccessibleDescription(sentence)
        self._fit()
        self.setVisible(bool(sentence))

    @property
    def words(self) -> str:
        """What can be read on it now."""
        return self._words.text()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        high = self.window().height()
        roomy = high >= ROOMY_PX or (self._roomy and high >= LOW_PX)
        words = self._sentence if roomy else tr("Ctrl+B: {sentence}", sentence=self._sentence)
        words = words if self._sentence else ""
        room = self.width() - 2 * SIDE_PX
        shown = (
            words if roomy else self._words.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room)
        )
        self._words.setWordWrap(roomy)
        self._words.setText(shown)
        self.setAccessibleName(words)
        self.target.setVisible(roomy)
        above = 4 if roomy else 6 if high >= FAIR_PX else 2
        self._box.setContentsMargins(SIDE_PX, above, SIDE_PX, above)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press anywhere on it."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.wanted.emit()
