"""The page to sign in: who are you, then the PIN. A visit never waits for it: N, F12 and F1 work here as everywhere."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.page import Strip, announce
from desktop.ui.people.beside import AskPage
from desktop.ui.people.names import Names
from desktop.ui.people.pin import PinField, PinPad
from desktop.ui.targets import Target, tab_order
from desktop.ui.theme import Theme, label
from desktop.ui.tongue import tr

LEAST_PX = 260


class SignInPage(AskPage):
    """`given` carries a duty name and the PIN that was typed, `new_visit` comes with N. Esc goes back, from the PIN to the names."""

    given = Signal(str, str)
    chosen = Signal(str)
    opened_by = Qt.Key.Key_F6

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, tr("Officers are here. Sign in later."))
        self.person = ""
        self._wait = 0
        self.wrong = Strip("trouble")
        self.title, self.told = label(tr("Who are you?"), "question"), label("", "help")
        self.names = Names(theme)
        self.names.chosen.connect(self.chosen)
        self.names.turned.connect(self.first_focus)
        self.field, self.pad = PinField(tr("PIN")), PinPad(theme)
        self.pad.types_into(self.field)
        self.field.textEdited.connect(lambda: self._typed())
        self.go_on = Target(theme, tr("Sign in"), "primary", tr("Enter"), 20)
        self.go_on.clicked.connect(self._give)
        self.back.clicked.connect(self._back)
        self.cap, self.help = label("", "cap"), label("", "body")
        words = tr("N, F12 and F1 work without signing in. All is saved. Sign in when there is time.")
        self.lay_out(self._main(), self.side(words, below=(self.cap, self.help)))
        self.show_people(())

    def _main(self) -> QWidget:
        main, self._asked = QWidget(), QWidget()
        main.setAccessibleName(tr("Sign in"))
        column, row, typed = QVBoxLayout(main), QHBoxLayout(self._asked), QVBoxLayout()
        for each in (self.field, self.go_on):
            typed.addWidget(each)
        self.go_on.setMaximumWidth(self.field.maximumWidth())
        self.field.setMinimumWidth(LEAST_PX)
        typed.addStretch(1)
        typed.setSpacing(10)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(28)
        row.addLayout(typed)
        row.addWidget(self.pad, 0, Qt.AlignmentFlag.AlignTop)
        row.addStretch(1)
        column.setContentsMargins(22, 16, 22, 10)
        column.setSpacing(10)
        for widget in (self.title, self.wrong, self.told, self.names, self._asked):
            column.addWidget(widget)
        column.addStretch(1)
        return main

    # ---- what is shown ----------------------------------------------------------------------------------------

    def show_people(self, people: Sequence[str]) -> None:
        """Ask who it is, also where there is one person only: what is typed first is always the number of a name."""
        self.names.show_people([(name, "") for name in people])
        self.ask_name()
        if not people:
            self.told.setText(tr("Nobody can sign in here. Ask a supervisor, or IT."))

    def ask_name(self) -> None:
        """Who are you?"""
        self.person = ""
        self._show(tr("Who are you?"), tr("Press your number, or choose your name."))

    def ask_pin(self, person: str) -> None:
        """The PIN of this person."""
        self.person = person
        self._show(person, tr("Type your PIN, then press Enter."))

    def _show(self, title: str, told: str) -> None:
        if self.isVisible():
            self.setFocus()  # before what has it goes, or Qt would hand it on, as far as F12
        self.forget()
        self._wait = 0
        self.wrong.say("")
        self.title.setText(title)
        self.told.setText(told)
        self.cap.setText(tr("YOUR PIN") if self.person else tr("YOUR NAME"))
        forgot = tr("Forgot it? Your supervisor can set a new PIN here.")
        missing = tr("Your name is missing? Your supervisor sets a PIN.")
        self.help.setText(forgot if self.person else missing)
        self.names.setVisible(not self.person)
        self._asked.setVisible(bool(self.person))
        self.go_on.setEnabled(True)
        self.setAccessibleName(f"{title} {told}")
        self.columns.to_top()
        tab_order([self, *self.names.targets, self.field, self.go_on, self.start, self.back])
        if self.isVisible():
            self.first_focus()

    def forget(self) -> None:
        """Nothing of a PIN stays in the field."""
        self.field.clear()

    def show_busy(self, busy: bool) -> None:
        """The PIN is looked at; everything else goes on meanwhile."""
        self.go_on.setEnabled(not busy)
        told = tr("Wait.") if self.waits else tr("Type your PIN, then press Enter.")
        self.told.setText(tr("One moment…") if busy else told)
        if busy:
            self.wrong.say("")

    def show_wait(self, seconds: int) -> None:
        """How long the next try has to wait; at its end the page says so. Nobody is locked out."""
        if seconds > 0:
            self.wrong.say(tr("That PIN is not right. Wait {n} seconds, then try again.", n=seconds))
            self.told.setText(tr("Wait."))
        elif self._wait:
            self.wrong.say("")
            self.told.setText(tr("Now type your PIN again, then press Enter."))
            announce(self, self.told.text())
        self._wait = max(0, seconds)

    @property
    def waits(self) -> bool:
        """A try has to wait."""
        return self._wait > 0

    # ---- keys -------------------------------------------------------------------------------------------------

    def _typed(self) -> None:
        if not self.waits:
            self.wrong.say("")

    def _give(self) -> None:
        pin = self.field.take()
        if not self.go_on.isEnabled():
            return
        if pin:
            self.given.emit(self.person, pin)
        else:
            self.refuse(tr("Type your PIN first."))

    def _back(self) -> None:
        if self.person:
            self.ask_name()
        else:
            self.closed.emit()

    def digit(self, key: str) -> None:
        """A digit chooses a person; N opens a visit. Digits of a PIN go to its field."""
        if key.upper() == "N":
            self.new_visit.emit()
        elif not self.person:
            self.names.digit(key)
        elif key.isdigit():
            self.field.setFocus()
            self.field.insert(key)

    def enter(self, target: Target | None) -> None:
        """Return in the field signs in."""
        if target is None and self.person:
            self._give()
        elif target is not None:
            target.click()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back one step."""
        if event.key() == Qt.Key.Key_Escape and not event.isAutoRepeat():
            self._back()
        else:
            super().keyPressEvent(event)

    def first_focus(self) -> None:
        """The PIN, or the first name."""
        if self.person:
            self.field.setFocus()
        else:
            next(iter(self.names.targets), self.start).setFocus()
