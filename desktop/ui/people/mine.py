"""What a person who is signed in can do: lock, let somebody else in, sign out, another PIN; for supervisors people, holds."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.core.people import Person
from desktop.ui.page import Strip, announce
from desktop.ui.people.beside import PeoplePage, role_word
from desktop.ui.targets import Target, tab_order
from desktop.ui.theme import Theme, label
from desktop.ui.tongue import tr


class MinePage(PeoplePage):
    """Each signal is one of the six things; `visits` and `sync` come with targets beside them."""

    lock, switch, sign_out, own_pin, people = Signal(), Signal(), Signal(), Signal(), Signal()
    holds, sync, visits = Signal(), Signal(), Signal()
    opened_by = Qt.Key.Key_F6

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.wrong = Strip("trouble")
        self.title, self.role = label("", "question"), label("", "help")
        made = (
            (tr("Lock"), tr("Hides everything until somebody signs in."), self.lock),
            (tr("Switch user"), tr("Somebody else goes on at this PC."), self.switch),
            (tr("Sign out"), tr("Open visits stay open. Nobody is signed in then."), self.sign_out),
            (tr("Change my PIN"), "", self.own_pin),
            (tr("People of this desk"), tr("New people, new PINs, who works here no longer."), self.people),
            (tr("Holds and retention"), tr("What is kept, and what is due to be removed."), self.holds),
        )
        self.choices: dict[str, Target] = {}
        for number, (words, hint, signal) in enumerate(made, 1):
            target = Target(theme, words, "row", str(number), 20, hint)
            target.clicked.connect(signal)
            self.choices[str(number)] = target
        hint = tr("Search visits, read their reports, review them.")
        self.of_visits = Target(theme, tr("Visits"), "row", "F10", 20, hint)
        self.of_visits.clicked.connect(self.visits)
        self.of_office = Target(theme, tr("Records to the office"), "row", "7", 20)
        self.of_office.clicked.connect(self.sync)
        self.back.clicked.connect(self.closed)
        self.lay_out(self._main(), self.side(above=[self.of_visits, self.of_office]))
        tab_order([self, *self.choices.values(), self.of_visits, self.of_office, self.start, self.back])

    def _main(self) -> QWidget:
        main = QWidget()
        main.setAccessibleName(tr("Signed in"))
        column = QVBoxLayout(main)
        column.setContentsMargins(22, 16, 22, 10)
        column.setSpacing(3)
        for each in (self.title, self.wrong, self.role):
            column.addWidget(each)
        column.addSpacing(6)
        self._hints: dict[str, QWidget] = {}
        for key, target in self.choices.items():
            self._hints[key] = told = label(target.accessibleDescription(), "small")
            told.setContentsMargins(64, 0, 0, 4)
            column.addWidget(target)
            column.addWidget(told)
        column.addStretch(1)
        return main

    def show_person(self, person: Person) -> None:
        """Show who is signed in, and what this role can do."""
        self.wrong.say("")
        self.title.setText(tr("{person} is signed in", person=person.person))
        self.role.setText(tr("Role: {role}", role=role_word(person.role)))
        for key in ("5", "6"):
            self.choices[key].setVisible(person.role == "supervisor")
        for key, told in self._hints.items():
            told.setVisible(
                bool(self.choices[key].accessibleDescription()) and not self.choices[key].isHidden()
            )
        self.setAccessibleName(self.title.text())
        self.columns.to_top()

    def digit(self, key: str) -> None:
        """A digit does one of them; N opens a visit."""
        if key.upper() == "N":
            self.new_visit.emit()
        elif key == "7":
            self.of_office.click()
        elif key in self.choices and not self.choices[key].isHidden():
            self.choices[key].click()

    def refuse(self, sentence: str) -> None:
        """Above the choices."""
        self.wrong.say(sentence)
        announce(self, sentence)

    def first_focus(self) -> None:
        """Lock, so that F6 and Return lock."""
        self.choices["1"].setFocus()
