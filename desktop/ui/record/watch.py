"""The privacy guard on a page: before anything is written, a strip says what looks private and offers to take it out."""

from collections.abc import Callable
from datetime import time

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFrame, QLayout

from desktop.services.caution import Caution
from desktop.services.views import ChoiceView
from desktop.ui.page import announce, edged
from desktop.ui.record.fields import Now, Options, Typed
from desktop.ui.record.flow import Flow
from desktop.ui.theme import Theme, label
from desktop.ui.tongue import tr

TAKE_OUT, KEEP, CHANGE = "take_out", "keep", "change"


class Watch(QObject):
    """What the pages ask of the world: the privacy guard and the facility's time of day. `warned` comes with each warning."""

    warned = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.caution: Callable[[str], Caution] = lambda text: Caution((), (), text)
        self.now: Now = lambda: time.max


class PrivacyStrip(QFrame):
    """What was found in one field, and three ways on. It stands below the field; hidden while nothing is asked.

    `keep` comes when the person wants their words written as they are, `taken` after private words were taken out.
    """

    keep, taken = Signal(), Signal()

    def __init__(self, theme: Theme, field: Typed, watch: Watch) -> None:
        super().__init__()
        self._field, self._watch = field, watch
        self._kept, self._cleaned = "", ""
        self._words = label("", "strong")
        self.options = Options(
            theme,
            (
                ChoiceView(TAKE_OUT, tr("Take it out"), "1"),
                ChoiceView(KEEP, tr("Keep my words"), "2"),
                ChoiceView(CHANGE, tr("Change it myself"), "3"),
            ),
            tr("Private words"),
        )
        box = edged(self, "hold")
        box.setSpacing(4)
        box.addWidget(self._words)
        box.addWidget(Flow(*self.options.targets.values()))
        self.options.changed.connect(self._chosen)
        field.edited.connect(self.hide)
        self.hide()

    @property
    def words(self) -> str:
        """What it says now."""
        return self._words.text()

    def stops(self) -> bool:
        """Look at the field. True, with the strip on the screen, where something was found and not yet kept."""
        text = self._field.text
        caution = self._watch.caution(text)
        if not caution.hits or text == self._kept:
            return False
        self._cleaned = caution.cleaned
        sentences = " ".join(caution.sentences)
        self._words.setText(sentences)
        self.setAccessibleName(sentences)
        self._field.mark([(hit.start, hit.end) for hit in caution.hits])
        self.options.choose("")
        self.show()
        self.options.targets[TAKE_OUT].setFocus()
        announce(self, sentences)
        self._watch.warned.emit()
        return True

    def _chosen(self) -> None:
        chosen = self.options.chosen
        self.hide()
        self._field.mark(())
        if chosen == KEEP:
            self._kept = self._field.text
            self.keep.emit()
            return
        self._field.setFocus()
        if chosen == TAKE_OUT:
            self._field.put(self._cleaned)
            self._field.edited.emit(self._cleaned)
            self.taken.emit()


def under(layout: QLayout, theme: Theme, field: Typed, watch: Watch) -> PrivacyStrip:
    """Put the strip of `field` at the end of `layout`."""
    made = PrivacyStrip(theme, field, watch)
    layout.addWidget(made)
    return made
