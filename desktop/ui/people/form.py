"""A few fields below each other and the target that hands them in; what is wrong is said between them. PINs are read once, and gone."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop.core.people import ROLES
from desktop.services.people import MOST
from desktop.services.views import ChoiceView
from desktop.ui.people.beside import role_word
from desktop.ui.people.pin import FIELD_PX, PinField
from desktop.ui.record.fields import Options
from desktop.ui.targets import ACT_KEYS, Target
from desktop.ui.theme import Theme, label
from desktop.ui.tongue import tr


class LineField(QLineEdit):
    """One line of words, of `most` characters. Return goes to the page."""

    def __init__(self, name: str, most: int, hint: str = "") -> None:
        super().__init__()
        self.setMaxLength(most)
        self.setMaximumWidth(2 * FIELD_PX)
        self.setAccessibleName(name)
        self.setAccessibleDescription(hint)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return goes on to the next field."""
        if event.key() in ACT_KEYS and event.key() != Qt.Key.Key_Space:
            event.ignore()
        else:
            super().keyPressEvent(event)


class NameField(LineField):
    """A duty name."""

    def __init__(self, name: str) -> None:
        super().__init__(name, MOST, tr("As on the duty list, like Guard 12. No full names."))


def roles(theme: Theme) -> Options:
    """Guard, supervisor or IT; one is chosen, a guard to begin with."""
    choices = [ChoiceView(role, role_word(role), str(key)) for key, role in enumerate(ROLES, 1)]
    return Options(theme, choices, tr("Role"), must=ROLES[0])


class Fields(QWidget):
    """`sent` comes when all are filled in and Return is pressed in the last, or its target. PINs are read by `pins`, once. `within` are
    fields that stand within a row."""

    sent = Signal()

    def __init__(
        self,
        theme: Theme,
        rows: Sequence[tuple[str, QWidget]],
        submit: str,
        within: Sequence[QLineEdit] = (),
    ) -> None:
        super().__init__()
        self.fields = [widget for _, widget in rows if isinstance(widget, QLineEdit)] + [*within]
        self.wrong = label("", "danger")
        self._words = submit
        self.submit = Target(theme, submit, "primary", tr("Enter"), 20)
        self.submit.setMaximumWidth(FIELD_PX)
        self.submit.clicked.connect(self.hand_in)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for words, widget in rows:
            said = label(words, "small-strong")
            column.addWidget(said)
            column.addWidget(widget)
        column.addWidget(self.wrong)
        column.addWidget(self.submit)
        self.wrong.hide()

    def pins(self) -> list[str]:
        """What was typed into the PIN fields; nothing of it stays there."""
        return [field.take() for field in self.fields if isinstance(field, PinField)]

    def forget(self) -> None:
        """Nothing of a PIN stays in a field."""
        self.pins()

    def show_busy(self, busy: bool) -> None:
        """What was handed in is worked on: nothing is handed in twice."""
        self.submit.setText(tr("Please wait") if busy else self._words)
        self.submit.setAccessibleName(self.submit.text())
        self.submit.setEnabled(not busy)

    def say(self, sentence: str) -> None:
        """What is wrong."""
        self.wrong.setText(sentence)
        self.wrong.setVisible(bool(sentence))

    def first_focus(self) -> None:
        """The first field that is empty, else the last: letters that are typed there choose nothing."""
        next((field for field in self.fields if not field.text()), self.fields[-1]).setFocus()

    def enter(self) -> None:
        """Return in a field: the next empty one, else hand in."""
        empty = next((field for field in self.fields if not field.text()), None)
        if empty is not None and not empty.hasFocus():
            empty.setFocus()
        else:
            self.hand_in()

    def hand_in(self) -> None:
        """Hand in, unless something is empty or worked on."""
        if not self.submit.isEnabled():
            return
        if any(not field.text() for field in self.fields):
            self.say(tr("Fill in every line first."))
            self.first_focus()
        else:
            self.say("")
            self.sent.emit()
