"""What is asked before copies leave: of which visits, full or public, what counsel decides of public ones, for whom and what for."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.reports.public_data import Options as PublicOptions
from desktop.services.batch import Index
from desktop.services.copies import LONGEST
from desktop.services.reporting import Paper
from desktop.services.views import ChoiceView
from desktop.ui.people.form import LineField
from desktop.ui.record.fields import Chip, Options
from desktop.ui.record.flow import Flow
from desktop.ui.theme import Theme, label
from desktop.ui.tongue import tr

FIELD_PX = 700
"""Width of the fields at most, in px at 100 %."""


class GiveForm(QWidget):
    """`changed` comes where copies of other visits are wanted, or others of them."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        visits = [ChoiceView("one", tr("This visit"), "1"), ChoiceView("all", tr("All in the list"), "2")]
        kinds = [ChoiceView("full", tr("Full report"), "3"), ChoiceView("public", tr("Public copy"), "4")]
        self.of = Options(theme, visits, tr("Of"), must="one")
        self.what = Options(theme, kinds, tr("What"), must="full")
        self.told = label("", "small")
        self.officers = Chip(theme, tr("Name officers"), tr("Their names and badge numbers, too."))
        self.facility = Chip(theme, tr("Name this facility"))
        self.officers_told = label(
            tr(
                "Whether officers are named is for counsel to decide, not for the desk. Leave it off unless counsel says so."
            ),
            "small",
        )
        self.recipient = _field(tr("Who gets it"), tr("A person or an office"))
        self.purpose = _field(tr("What for"), tr("For example: request for records of July 20"))
        self._lay_out()
        for options in (self.of, self.what):
            options.show_keys(count=True)
            options.changed.connect(self._show)
        self.forget()

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        self.public = QWidget()
        inner = QVBoxLayout(self.public)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(4)
        inner.addWidget(self.officers_told)
        self.kinds = Flow(*self.what.targets.values(), self.officers, self.facility)
        box.addWidget(Flow(*self.of.targets.values()))
        box.addWidget(self.kinds)
        box.addWidget(self.told)
        box.addWidget(self.public)
        for field in self.fields:
            box.addWidget(
                label(f"{field.accessibleName()} ({field.accessibleDescription()})", "small-strong")
            )
            box.addWidget(field)

    @property
    def fields(self) -> tuple[QLineEdit, QLineEdit]:
        """The two lines."""
        return self.recipient, self.purpose

    @property
    def stops(self) -> Sequence[QWidget]:
        """In the order of Tab."""
        return (
            *self.of.targets.values(),
            *self.what.targets.values(),
            self.officers,
            self.facility,
            *self.fields,
        )

    @property
    def many(self) -> bool:
        """All visits in the list."""
        return self.of.chosen == "all"

    @property
    def options(self) -> PublicOptions | None:
        """What a public copy may tell; None where the full report is wanted."""
        if self.what.chosen != "public":
            return None
        return PublicOptions(officers=self.officers.isChecked(), facility=self.facility.isChecked())

    def _show(self) -> None:
        public = self.what.chosen == "public"
        for part in (self.public, self.officers, self.facility):
            part.setVisible(public)
        self.kinds.updateGeometry()  # in a narrow window it needs another line now
        if public:
            told = tr(
                "Made anew of what may be told: no free words, no names, no numbers of cars or papers. For anybody outside. It leaves only"
                " once it is on record who gets it."
            )
        else:
            told = tr(
                "All that the report says, names too, with what was added later. For people of this house, for counsel, for a court."
            )
        self.told.setText(told)
        self.changed.emit()

    def show_asked(self, number: str, told: str, usual: PublicOptions) -> None:
        """Of the visit with this record number, or of all in the list: `told` says how many they are. `usual`: what public copies tell
        here unless counsel decides otherwise."""
        self.officers.setChecked(usual.officers)
        self.facility.setChecked(usual.facility)
        for value, words in (("one", number), ("all", tr("The list: {told}", told=told))):
            target = self.of.targets[value]
            target.setText(words)
            target.setAccessibleName(f"{target.key}: {words}")

    def digit(self, key: str) -> None:
        """A digit chooses."""
        for options in (self.of, self.what):
            value = next((value for value, target in options.targets.items() if target.key == key), "")
            if value:
                options.choose(value)
        self._show()

    def forget(self) -> None:
        """Nothing of what was typed or chosen stays."""
        for field in self.fields:
            field.clear()
        self.officers.setChecked(False)
        self.facility.setChecked(True)
        self.of.choose("one")
        self.what.choose("full")
        self._show()

    def missing(self) -> str:
        """What is not filled in, in a sentence; that line gets the focus."""
        if not self.recipient.text().strip():
            self.recipient.setFocus()
            return tr("Write who gets the copy: a person or an office.")
        if not self.purpose.text().strip():
            self.purpose.setFocus()
            return tr("Write what the copy is for.")
        return ""


class SheetsForm(QWidget):
    """Paper, and where the index of several stands: in the panel beside the form."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        papers = [ChoiceView("letter", tr("Letter"), "1"), ChoiceView("a4", tr("A4"), "2")]
        places = [ChoiceView("first", tr("First"), "1"), ChoiceView("last", tr("Last"), "2")]
        self._paper = Options(theme, papers, tr("Paper"), must="letter")
        self._index = Options(theme, places, tr("Index"), must="first")
        self._index_cap = label(tr("INDEX"), "cap")
        self._index_row = Flow(*self._index.targets.values(), gap=6)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        box.addWidget(label(tr("PAPER"), "cap"))
        box.addWidget(Flow(*self._paper.targets.values(), gap=6))
        box.addWidget(self._index_cap)
        box.addWidget(self._index_row)

    @property
    def stops(self) -> Sequence[QWidget]:
        """In the order of Tab."""
        return (*self._paper.targets.values(), *self._index.targets.values())

    @property
    def paper(self) -> Paper:
        """The paper."""
        return "a4" if self._paper.chosen == "a4" else "letter"

    @property
    def index(self) -> Index:
        """Where the index stands."""
        return "last" if self._index.chosen == "last" else "first"

    def show_for(self, paper: Paper) -> None:
        """The usual paper of this place."""
        self._paper.choose(paper)
        self._index.choose("first")

    def show_index(self, many: bool) -> None:
        """There is an index where copies of several visits are given."""
        self._index_cap.setVisible(many)
        self._index_row.setVisible(many)


def _field(name: str, hint: str) -> LineField:
    made = LineField(name, LONGEST, hint)
    made.setMaximumWidth(FIELD_PX)
    made.setStyleSheet("font-size: 18px; font-weight: 400;")
    return made
