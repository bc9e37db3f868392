"""Another PIN for who is signed in: the one until now, then the new one twice."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.page import announce
from desktop.ui.people.beside import PeoplePage
from desktop.ui.people.form import Fields
from desktop.ui.people.pin import PinField
from desktop.ui.targets import Target, tab_order
from desktop.ui.theme import Theme, label
from desktop.ui.tongue import tr


class OwnPinPage(PeoplePage):
    """`given` carries the PIN until now and the new one; `new_visit` comes with N."""

    given = Signal(str, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.title = label(tr("Change my PIN"), "question")
        self.old, self.new = PinField(tr("Your PIN now")), PinField(tr("New PIN"))
        self.again = PinField(tr("New PIN again"))
        rows = [(field.accessibleName(), field) for field in (self.old, self.new, self.again)]
        self.form = Fields(theme, rows, tr("Change it"))
        self.form.sent.connect(self._send)
        self.back.clicked.connect(self.closed)
        self.lay_out(self._main(), self.side())
        self.setAccessibleName(self.title.text())
        tab_order([self, *self.form.fields, self.form.submit, self.start, self.back])

    def _main(self) -> QWidget:
        main = QWidget()
        main.setAccessibleName(self.title.text())
        column = QVBoxLayout(main)
        column.setContentsMargins(22, 16, 22, 10)
        column.setSpacing(10)
        column.addWidget(self.title)
        column.addWidget(label(tr("6 to 12 digits. Not all the same, not in a row like 123456."), "help"))
        column.addWidget(self.form)
        column.addStretch(1)
        return main

    def forget(self) -> None:
        """Nothing that was typed stays."""
        self.form.forget()
        self.form.say("")

    def _send(self) -> None:
        old, new, again = self.form.pins()
        if new != again:
            self.refuse(tr("The two new PINs are not the same. Type all three again."))
        else:
            self.given.emit(old, new)

    def digit(self, key: str) -> None:
        """N opens a visit."""
        if key.upper() == "N":
            self.new_visit.emit()

    def enter(self, target: Target | None) -> None:
        """Return in a field goes on; in the last one it hands in."""
        if target is None:
            self.form.enter()
        else:
            target.click()

    def show_busy(self, busy: bool) -> None:
        """The PINs are looked at; everything else goes on meanwhile."""
        self.form.show_busy(busy)

    def refuse(self, sentence: str) -> None:
        """Under the fields."""
        self.show_busy(busy=False)
        self.form.say(sentence)
        announce(self, sentence)
        self.form.first_focus()

    def first_focus(self) -> None:
        """The first field."""
        self.form.first_focus()
