"""How it is known and when it was: seen, told or copied; now, exactly, about, or unknown (row G22)."""

from collections.abc import Sequence
from datetime import time

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.services.views import ChoiceView
from desktop.ui.record.fields import ClockField, Options
from desktop.ui.record.flow import Flow
from desktop.ui.record.watch import Watch
from desktop.ui.theme import Theme, label
from desktop.ui.tongue import tr

INDENT_PX = 142
"""Width of the words before a line of a form, in px."""

NOW = "now"

HALF_A_DAY = 720
"""In minutes."""


def source_choices() -> tuple[ChoiceView, ...]:
    """How the guard knows."""
    return (
        ChoiceView("seen", tr("I saw or heard it"), "1"),
        ChoiceView("told", tr("They told me"), "2"),
        ChoiceView("copied", tr("From a card or paper"), "3"),
    )


def source_words(source: str) -> str:
    """A source in a few words, for lists."""
    return {"seen": tr("seen"), "told": tr("told"), "copied": tr("copied")}.get(source, source)


def line(name: str, *widgets: QWidget, fill: QWidget | None = None, then: Sequence[QWidget] = ()) -> QWidget:
    """One line of a form: its name, what is chosen, what is typed (`fill` grows), and what may stand instead."""
    words = label(name, "small-strong")
    words.setFixedWidth(INDENT_PX - 8)
    made = Flow(words, *widgets, indent=INDENT_PX)
    if fill is not None:
        made.fill(fill)
    for widget in then:
        made.add(widget)
    return made


class Origin(QWidget):
    """Two lines: how it is known, and when it happened. `clock_only`: a time that is told afterwards has no "now".

    `apart`: `source_line` is left to the form, which shows it above its fields, where nobody can miss it.
    """

    changed = Signal()

    def __init__(
        self, theme: Theme, watch: Watch, source: str, clock_only: bool = False, apart: bool = False
    ) -> None:
        super().__init__()
        self._watch = watch
        self.source = Options(theme, source_choices(), tr("How do you know?"), must=source)
        whens = [
            ChoiceView("about", tr("About …"), "2"),
            ChoiceView("exact", tr("Exactly …"), "3"),
            ChoiceView("unknown", tr("I don't know when"), "4"),
        ]
        if not clock_only:
            whens.insert(0, ChoiceView(NOW, tr("Now"), "1"))
        self._first = "about" if clock_only else NOW
        self.when = Options(
            theme, whens[: 2 if clock_only else 4], tr("When did it happen?"), must=self._first
        )
        self.clock = ClockField(tr("Time, hours and minutes"))
        self.wrong = label("", "danger")
        self.wrong.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        when = line(tr("When?"), *self.when.targets.values(), self.clock)
        self.source_line = line(tr("How do you know?"), *self.source.targets.values())
        lines = (when, self.source_line) if clock_only else (self.source_line, when)
        for each in lines[1:] if apart else lines:
            box.addWidget(each)
        box.addWidget(self.wrong)
        self.when.changed.connect(self._when)
        self.when.changed.connect(self.changed)
        self.source.changed.connect(self.changed)
        self.clock.textEdited.connect(lambda: self._say(""))
        self.clock.setVisible(clock_only)

    @property
    def options(self) -> tuple[Options, Options]:
        """For the keys."""
        return self.when, self.source

    @property
    def how(self) -> str:
        """ "" for now, or "exact", "about", "unknown"."""
        chosen = self.when.chosen
        return "" if chosen == NOW else chosen

    @property
    def at(self) -> str:
        """ "HH:MM" where a time is told."""
        return self.clock.typed() if self.how in ("about", "exact") else ""

    def _when(self) -> None:
        asks = self.how in ("about", "exact")
        self.clock.setVisible(asks)
        self._say("")
        if asks:
            self.clock.setFocus()

    def _say(self, sentence: str) -> None:
        self.wrong.setText(sentence)
        self.wrong.setVisible(bool(sentence))

    def problem(self) -> str:
        """Why this cannot be written; shown beside the time, which gets the focus. "" where it can."""
        if self.how not in ("about", "exact"):
            return ""
        sentence, at = "", self.at
        if not at:
            sentence = tr("Type the time as four digits, for example 1405 for five past two.")
        elif _later(at, self._watch.now()):
            sentence = tr("That time is later than now. Type a time of today that has passed.")
        self._say(sentence)
        if sentence:
            self.clock.setFocus()
        return sentence

    def reset(self, source: str) -> None:
        """As at the beginning."""
        self.source.choose(source)
        self.when.choose(self._first)
        self.clock.clear()
        self._when_quietly()

    def _when_quietly(self) -> None:
        self.clock.setVisible(self.how in ("about", "exact"))
        self._say("")


def _later(at: str, now: time) -> bool:
    """It is still to come; after midnight the evening before is past."""
    hour, minute = (int(part) for part in at.split(":"))
    ahead = hour * 60 + minute - now.hour * 60 - now.minute
    return 0 < ahead < HALF_A_DAY
