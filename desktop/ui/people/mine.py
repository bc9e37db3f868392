"""What a person who is signed in can do about that: lock, let somebody else in, sign out, another PIN; a supervisor sees the people."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.core.errors import Trouble
from desktop.core.people import Person
from desktop.ui.page import BesidePage, Strip, TwoColumns, announce
from desktop.ui.targets import Target, tab_order
from desktop.ui.theme import SIDE_PX, Theme, label
from desktop.ui.tongue import tr


class MinePage(BesidePage):
    """Each signal is one of the five things; `new_visit` comes with N."""

    lock, switch, sign_out, own_pin, people = Signal(), Signal(), Signal(), Signal(), Signal()
    new_visit = Signal()
    opened_by = Qt.Key.Key_F6

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.wrong = Strip("trouble")
        self.title, self.role = label("", "question"), label("", "help")
        made = (
            (tr("Lock"), tr("Hides everything until somebody signs in."), self.lock),
            (tr("Switch user"), tr("Somebody else goes on at this PC."), self.switch),
            (tr("Sign out"), tr("Open visits stay open. Nobody is signed in then."), self.sign_out),
            (tr("Change my PIN"), "", self.own_pin),
            (tr("People of this desk"), tr("New people, new PINs, who works here no longer."), self.people),
        )
        self.choices: dict[str, Target] = {}
        for number, (words, hint, signal) in enumerate(made, 1):
            target = Target(theme, words, "row", str(number), 20, hint)
            target.clicked.connect(signal)
            self.choices[str(number)] = target
        self.start = Target(
            theme, tr("New visit"), "accent-row", "N", 20, tr("Officers are here. Opens a visit at once.")
        )
        self.start.clicked.connect(self.new_visit)
        self.back = Target(theme, tr("Back"), key="Esc")
        self.back.clicked.connect(self.closed)
        self.columns = TwoColumns(self._main(), self._side(), SIDE_PX)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.columns)
        tab_order([self, *self.choices.values(), self.start, self.back])

    def _main(self) -> QWidget:
        main = QWidget()
        main.setAccessibleName(tr("Signed in"))
        column = QVBoxLayout(main)
        column.setContentsMargins(22, 16, 22, 10)
        column.setSpacing(6)
        for each in (self.title, self.wrong, self.role):
            column.addWidget(each)
        column.addSpacing(6)
        self._hints: dict[str, QWidget] = {}
        for key, target in self.choices.items():
            self._hints[key] = told = label(target.accessibleDescription(), "small")
            told.setContentsMargins(64, 0, 0, 6)
            column.addWidget(target)
            column.addWidget(told)
        column.addStretch(1)
        return main

    def _side(self) -> QWidget:
        side = QWidget()
        side.setAccessibleName(tr("If officers are here"))
        column = QVBoxLayout(side)
        column.setContentsMargins(20, 16, 20, 10)
        column.setSpacing(8)
        column.addWidget(label(tr("OFFICERS ARE HERE?"), "cap"))
        column.addWidget(self.start)
        words = tr("F12 and F1 work on every page, locked or not.")
        column.addWidget(label(words, "body"))
        column.addStretch(1)
        column.addWidget(self.back)
        return side

    def show_person(self, person: Person) -> None:
        """Show who is signed in, and what this role can do."""
        self.wrong.say("")
        self.title.setText(tr("{person} is signed in", person=person.person))
        self.role.setText(tr("Role: {role}", role=role_word(person.role)))
        self.choices["5"].setVisible(person.role == "supervisor")
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
        elif key in self.choices and not self.choices[key].isHidden():
            self.choices[key].click()

    def refuse(self, sentence: str) -> None:
        """Above the choices."""
        self.wrong.say(sentence)
        announce(self, sentence)

    def trouble(self, trouble: Trouble, lost: str) -> None:
        """Above the choices."""
        self.refuse(trouble.words)

    def first_focus(self) -> None:
        """Lock, so that F6 and Return lock."""
        self.choices["1"].setFocus()


def role_word(role: str) -> str:
    """A role in the language of the desk."""
    words = {"guard": tr("Guard"), "supervisor": tr("Supervisor"), "it": tr("IT")}
    return words.get(role, role)
