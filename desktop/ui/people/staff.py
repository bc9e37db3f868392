"""The people of this desk, for a supervisor: who is there, a new person, another role, a new PIN, who works here no longer."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.core.people import ROLES, Person
from desktop.ui.page import Strip, announce, clear
from desktop.ui.people.beside import PeoplePage, role_word
from desktop.ui.people.form import Fields, NameField, roles
from desktop.ui.people.names import Names
from desktop.ui.people.pin import PinField
from desktop.ui.record.fields import Options
from desktop.ui.record.flow import Flow
from desktop.ui.targets import Target, tab_order
from desktop.ui.theme import Theme, label
from desktop.ui.tongue import tr

Act = Callable[[], object]
Send = Callable[[str], object]


class StaffPage(PeoplePage):
    """`added` carries name, role and PIN; `renewed` name and PIN; `moved` name and role; `left` a name."""

    added, renewed = Signal(str, str, str), Signal(str, str)
    moved, left = Signal(str, str), Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._people: Sequence[Person] = ()
        self._own = self._of = ""
        self._acts: dict[str, Target] = {}
        self.form: Fields | None = None
        self._roles: Options | None = None
        self.done, self.wrong = Strip("say"), Strip("trouble")
        self.title, self.told = label("", "question"), label("", "help")
        self.names = Names(theme)
        self.names.chosen.connect(self.show_person)
        self.names.turned.connect(self.first_focus)
        self.add = Target(theme, tr("Add a person"), "plain", "A", 20)
        self.add.clicked.connect(self.ask_new)
        self.back.clicked.connect(self._back)
        self._place = QVBoxLayout()
        self._place.setSpacing(6)
        self.lay_out(self._main(), self.side(above=(self.add,)))

    def _main(self) -> QWidget:
        main = QWidget()
        main.setAccessibleName(tr("People of this desk"))
        column = QVBoxLayout(main)
        column.setContentsMargins(22, 16, 22, 10)
        column.setSpacing(10)
        for widget in (self.title, self.done, self.wrong, self.told, self.names):
            column.addWidget(widget)
        column.addLayout(self._place)
        column.addStretch(1)
        return main

    # ---- what is shown ----------------------------------------------------------------------------------------

    def show_people(self, people: Sequence[Person], own: str, done: str = "") -> None:
        """Everybody who works here; `own` is who looks, `done` what was just done."""
        self._people, self._own = [each for each in people if each.active], own
        self._of = ""
        self._turn(tr("People of this desk"), tr("Choose somebody, or press A to add a person."))
        self.names.show_people([(each.person, _told(each)) for each in self._people])
        self.names.show()
        self.done.say(done)
        announce(self, done)
        self._order()

    def show_person(self, person: str) -> None:
        """What can be done about one person."""
        known = next((each for each in self._people if each.person == person), None)
        if known is None:
            return
        self._of = person
        self._turn(person, _told(known))
        if person == self._own:
            self._place.addWidget(label(tr("This is you. F6 changes your own PIN."), "body"))
        else:
            self._act("1", tr("New PIN"), self._ask_pin)
        others = [role for role in ROLES if role != known.role]
        for key, role in enumerate(others, 2):  # 1 does nothing on the own page: it never costs a role
            words = tr("From now on: {role}", role=role_word(role))
            self._act(str(key), words, partial(self._ask_moved, known, role))
        self._act(str(len(others) + 2), tr("Works here no longer"), self._ask_left)
        self._order()

    def ask_new(self) -> None:
        """A new person."""
        self._of = ""
        self._turn(
            tr("Add a person"), tr("The name on the duty list, like Guard 12. A name is never used again.")
        )
        name, role = NameField(tr("Duty name")), roles(self.theme)
        self._roles = role  # a layout keeps its targets alone
        pin, again = PinField(tr("PIN")), PinField(tr("PIN again"))
        rows: list[tuple[str, QWidget]] = [
            (tr("Duty name"), name),
            (tr("Role"), Flow(*role.targets.values())),
        ]
        rows += [(tr("PIN: the new person types it, 6 to 12 digits"), pin), (tr("PIN again"), again)]
        self._put(Fields(self.theme, rows, tr("Add")), list(role.targets.values()))

        def send(given: str) -> None:
            self.added.emit(name.text(), role.chosen, given)

        self._hands(send)

    def _ask_pin(self) -> None:
        person = self._of
        self._turn(person, tr("The new PIN: {person} types it, 6 to 12 digits.", person=person))
        self._of = person
        rows = [
            (field.accessibleName(), field)
            for field in (PinField(tr("New PIN")), PinField(tr("New PIN again")))
        ]
        self._put(Fields(self.theme, rows, tr("Set the PIN")), [])
        self._hands(lambda given: self.renewed.emit(person, given))

    def _hands(self, send: Send) -> None:
        """Hand in a PIN that was typed twice."""
        form = self.form
        if form is None:
            return

        def sent() -> None:
            pin, again = form.pins()
            if pin != again:
                self.refuse(tr("The two PINs are not the same. Type both again."))
            else:
                send(pin)

        form.sent.connect(sent)

    def _ask_moved(self, known: Person, role: str) -> None:
        person = known.person
        told = tr("{person} is {now} now.", person=person, now=role_word(known.role))
        if person == self._own:
            told = tr("This is you. You will see the people of this desk no longer.")
        self._turn(person, told)
        self._of = person
        words = tr("Yes, {person} is {role} from now on", person=person, role=role_word(role))
        self._act("1", words, lambda: self.moved.emit(person, role))
        self._order()

    def _ask_left(self) -> None:
        person = self._of
        told = tr(
            "{person} will not be able to sign in any more. The name is never given again.", person=person
        )
        self._turn(person, told)
        self._of = person
        self._act(
            "1", tr("Yes, {person} works here no longer", person=person), lambda: self.left.emit(person)
        )
        self._order()

    def _turn(self, title: str, told: str) -> None:
        """Another part of the page."""
        if self.isVisible():
            self.setFocus()  # before what has it goes, or Qt would hand it on, as far as F12
        self.forget()
        clear(self._place)
        self._acts = {}
        self.names.hide()
        for strip in (self.done, self.wrong):
            strip.say("")
        self.title.setText(title)
        self.told.setText(told)
        self.setAccessibleName(f"{title}. {told}")
        self.columns.to_top()

    def forget(self) -> None:
        """Nothing of a PIN stays in a field."""
        if self.form is not None:
            self.form.forget()
        self.form = None

    def _act(self, key: str, words: str, act: Act) -> None:
        made = Target(self.theme, words, "row", key, 20)
        made.clicked.connect(lambda: act())
        self._acts[key] = made
        self._place.addWidget(made)
        made.show()  # at once, or it could not take the focus

    def _put(self, form: Fields, targets: Sequence[Target]) -> None:
        self.form = form
        self._place.addWidget(form)
        form.show()
        first, *others = form.fields
        self._order([first, *targets, *others, form.submit] if targets else [*form.fields, form.submit])

    def _order(self, inner: Sequence[QWidget] = ()) -> None:
        parts = [*inner, *self._acts.values(), *(self.names.targets if not self.names.isHidden() else [])]
        tab_order([self, *parts, self.add, self.start, self.back])
        if self.isVisible():
            self.first_focus()

    # ---- keys -------------------------------------------------------------------------------------------------

    def _back(self) -> None:
        if self.names.isHidden():
            self.show_people(self._people, self._own)
        else:
            self.closed.emit()

    def digit(self, key: str) -> None:
        """A digit chooses; A adds a person, N opens a visit."""
        if key.upper() == "N":
            self.new_visit.emit()
        elif key.upper() == "A":
            self.add.click()
        elif key in self._acts:
            self._acts[key].click()
        elif not self.names.isHidden():
            self.names.digit(key)

    def enter(self, target: Target | None) -> None:
        """Return in a field goes on; in the last one it hands in."""
        if target is not None:
            target.click()
        elif self.form is not None:
            self.form.enter()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back one step."""
        if event.key() == Qt.Key.Key_Escape and not event.isAutoRepeat():
            self._back()
        else:
            super().keyPressEvent(event)

    def refuse(self, sentence: str) -> None:
        """Under the fields, or above the choices."""
        if self.form is not None:
            self.form.say(sentence)
        else:
            self.wrong.say(sentence)
        announce(self, sentence)
        self.first_focus()

    def first_focus(self) -> None:
        """The first field, the first choice, the first name."""
        if self.form is not None:
            self.form.first_focus()
        else:
            choices = [*self._acts.values(), *(self.names.targets if not self.names.isHidden() else [])]
            next(iter(choices), self.add).setFocus()


def _told(person: Person) -> str:
    """Role, and whether a PIN is set."""
    role = role_word(person.role)
    return role if person.pin else tr("{role}, no PIN yet", role=role)
