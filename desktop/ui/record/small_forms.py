"""The smaller forms: a note, a time told afterwards, and the reason for striking something."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from desktop.services.record_views import ItemView, TimeView
from desktop.services.views import ChoiceView
from desktop.ui.page import edged
from desktop.ui.record.fields import Options, Typed
from desktop.ui.record.flow import Flow
from desktop.ui.record.form import Form, half_words
from desktop.ui.record.origin import line
from desktop.ui.record.watch import Watch
from desktop.ui.theme import Theme, label
from desktop.ui.tongue import tr

NOTE = "note"


class NoteForm(Form):
    """The guard's own words. `sent` carries text, source, how and at."""

    sent = Signal(str, str, str, str)

    def __init__(self, theme: Theme, watch: Watch, typed: str) -> None:
        super().__init__(theme, watch)
        self.submit = tr("Write it down")
        self.text = Typed(
            theme, tr("Note"), tr("What you saw or heard: what was said, what was done, where."), lines=5
        )
        self.text.put(typed)
        self.wrong = label("", "danger")
        self.wrong.hide()
        self.box.addWidget(label(tr("What did you see or hear?"), "strong"))
        self.box.addWidget(
            label(
                tr("Facts only. No person's status, origin or religion. Ctrl+Enter writes it down."), "small"
            )
        )
        self.box.addWidget(half_words(typed))
        self.box.addWidget(self.text, 1)
        self.box.addWidget(self.wrong)
        self.guarded(self.box, self.text, NOTE)
        self.text.edited.connect(lambda: self.wrong.hide())
        self.known("seen")

    def missing(self) -> list[str]:
        """The note itself."""
        return [] if self.text.text.strip() else [tr("the note")]

    def problem(self) -> str:
        """An empty note is none."""
        if not self.text.text.strip():
            sentence = tr("There are no words yet. Write what you saw or heard.")
            self.wrong.setText(sentence)
            self.wrong.show()
            self.text.setFocus()
            return sentence
        return super().problem()

    def send(self) -> None:
        """As typed; the ends are tidied."""
        if self.origin is not None:
            self.sent.emit(self.text.text.strip(), self.origin.source.chosen, self.origin.how, self.origin.at)

    def addresses(self) -> list[str]:
        """One text."""
        return [NOTE]

    def first_focus(self) -> None:
        """Typing begins at once."""
        self.text.setFocus()


class TimesForm(Form):
    """Marks that nobody has named yet, and a time told afterwards. `named` carries a mark's number and what it was; `sent`
    what, how, at and source."""

    named, sent = Signal(int, str), Signal(str, str, str, str)

    def __init__(
        self, theme: Theme, watch: Watch, marks: Sequence[ChoiceView], unnamed: Sequence[TimeView]
    ) -> None:
        super().__init__(theme, watch)
        self.submit = tr("Write it down")
        self.asks = [each.seq for each in unnamed]
        self.unnamed: list[Options] = []
        for each in unnamed:
            self.box.addWidget(self._mark(each, marks))
        self.what = Options(theme, marks, tr("What happened?"))
        self.wrong = label("", "danger")
        self.wrong.hide()
        self.box.addWidget(label(tr("Add a time"), "strong"))
        self.box.addWidget(line(tr("What happened?"), *self.what.targets.values()))
        self.box.addWidget(self.wrong)
        self.known("seen", clock_only=True)
        self.box.addStretch(1)
        self.what.changed.connect(self.wrong.hide)
        self.what.changed.connect(self.filled)

    def _mark(self, mark: TimeView, marks: Sequence[ChoiceView]) -> QWidget:
        made = QFrame()
        box = edged(made, "say")
        question = tr("{time}: what was it?", time=mark.shown)
        options = Options(self.theme, marks, question)
        options.changed.connect(lambda: self.named.emit(mark.seq, options.chosen))
        self.unnamed.append(options)
        box.addWidget(label(question, "strong"))
        box.addWidget(Flow(*options.targets.values()))
        return made

    def options(self) -> list[Options]:
        """Marks first."""
        return [*self.unnamed, self.what, *super().options()]

    def missing(self) -> list[str]:
        """What, and when."""
        timed = self.origin is not None and bool(self.origin.clock.text())
        return [
            *([] if self.what.chosen else [tr("what happened")]),
            *([] if timed else [tr("when")]),
        ]

    def problem(self) -> str:
        """It wants to be told what it was."""
        if not self.what.chosen:
            sentence = tr("Choose what happened.")
            self.wrong.setText(sentence)
            self.wrong.show()
            next(iter(self.what.targets.values())).setFocus()
            return sentence
        return super().problem()

    def send(self) -> None:
        """With the word that it was told afterwards."""
        if self.origin is not None:
            self.sent.emit(self.what.chosen, self.origin.how, self.origin.at, self.origin.source.chosen)

    def first_focus(self) -> None:
        """The first mark without a name, else what happened."""
        options = self.unnamed[0] if self.unnamed else self.what
        next(iter(options.targets.values())).setFocus()


class StrikeForm(Form):
    """Why something is struck; it stays in the record, struck through. `sent` carries group, item and reason."""

    sent = Signal(str, str, str)

    def __init__(self, theme: Theme, watch: Watch, item: ItemView, typed: str) -> None:
        super().__init__(theme, watch)
        self.item = item
        self.submit = tr("Cross it out")
        reasons = (
            tr("It was written twice."),
            tr("It was not so."),
            tr("It belongs to another visit."),
        )
        self._reasons = Options(theme, [ChoiceView(each, each, "") for each in reasons], tr("Reason"))
        self.text = Typed(theme, tr("Reason, in your own words"), tr("Other, in words"))
        self.text.put(typed)
        self.wrong = label("", "danger")
        self.wrong.hide()
        title = tr("Cross out {item}: why?", item=item.title)
        self.box.addWidget(label(title, "strong"))
        self.box.addWidget(label(item.summary, "body"))
        self.box.addWidget(label(tr("It stays in the record, crossed out, with your reason."), "small"))
        self.box.addWidget(Flow(*self._reasons.targets.values()))
        self.box.addWidget(half_words(typed))
        self.box.addWidget(self.text)
        self.box.addWidget(self.wrong)
        self.guarded(self.box, self.text, self._address)
        self.box.addStretch(1)
        self.text.edited.connect(lambda: self._reasons.choose(""))
        for changed in (self._reasons.changed, self.text.edited):
            changed.connect(self.wrong.hide)
        self._reasons.changed.connect(self._chosen)

    @property
    def _address(self) -> str:
        return f"{self.item.group}/{self.item.item}/strike"

    def _chosen(self) -> None:
        self.text.put("")
        self.filled.emit()

    @property
    def reason(self) -> str:
        """What was chosen or typed."""
        return self._reasons.chosen or self.text.text.strip()

    def options(self) -> list[Options]:
        """The reasons."""
        return [self._reasons, *super().options()]

    def missing(self) -> list[str]:
        """The reason."""
        return [] if self.reason else [tr("the reason")]

    def problem(self) -> str:
        """Nothing is struck without a reason."""
        if self.reason:
            return ""
        sentence = tr("Choose a reason, or write one.")
        self.wrong.setText(sentence)
        self.wrong.show()
        self.first_focus()
        return sentence

    def send(self) -> None:
        """The reason goes beside it."""
        self.sent.emit(self.item.group, self.item.item, self.reason)

    def addresses(self) -> list[str]:
        """One text."""
        return [self._address]

    def first_focus(self) -> None:
        """The first reason."""
        next(iter(self._reasons.targets.values())).setFocus()
