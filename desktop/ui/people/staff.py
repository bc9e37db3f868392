"""The people of this desk, for a supervisor: who works here, a new person, a new PIN, another role, who works here no longer."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.core.people import ROLES, Person
from desktop.ui.page import announce
from desktop.ui.people.beside import role_word
from desktop.ui.people.form import Fields, NameField, roles
from desktop.ui.people.names import Names
from desktop.ui.people.parted import PartedPage
from desktop.ui.people.pin import PinField
from desktop.ui.record.fields import Options
from desktop.ui.record.flow import Flow
from desktop.ui.targets import Target
from desktop.ui.theme import Theme
from desktop.ui.tongue import tr

Send = Callable[[str], object]


class StaffPage(PartedPage):
    """`added` carries name, role and PIN; `renewed` name and PIN; `moved` name and role; `left` a name."""

    added, renewed = Signal(str, str, str), Signal(str, str)
    moved, left = Signal(str, str), Signal(str)

    def __init__(self, theme: Theme) -> None:
        self.add = Target(theme, tr("Add a person"), "plain", "A", 20)
        super().__init__(theme, tr("People of this desk"), Names(theme), [("A", self.add)])
        self._people: Sequence[Person] = ()
        self._own = self._of = ""
        self._roles: Options | None = None
        self.names.chosen.connect(self.show_person)
        self.add.clicked.connect(self.ask_new)

    # ---- what is shown ----------------------------------------------------------------------------------------

    def show_people(self, people: Sequence[Person], own: str, done: str = "") -> None:
        """Everybody who works here; `own` is who looks, `done` what was just done."""
        self._people, self._own = [each for each in people if each.active], own
        self._of = ""
        self.turn(tr("People of this desk"), tr("Choose somebody, or press A to add a person."))
        self.names.show_people([(each.person, _told(each)) for each in self._people])
        self.names.show()
        self.done.say(done)
        announce(self, done)
        self.order()

    def show_person(self, person: str) -> None:
        """What can be done about one person."""
        known = next((each for each in self._people if each.person == person), None)
        if known is None:
            return
        self._of = person
        self.turn(person, _told(known))
        if person == self._own:
            self.line(tr("This is you. F6 changes your own PIN."))
        else:
            self.act("1", tr("New PIN"), self._ask_pin)
        others = [role for role in ROLES if role != known.role]
        for key, role in enumerate(others, 2):  # 1 does nothing on the own page: it never costs a role
            words = tr("From now on: {role}", role=role_word(role))
            self.act(str(key), words, partial(self._ask_moved, known, role))
        self.act(str(len(others) + 2), tr("Works here no longer"), self._ask_left)
        self.order()

    def ask_new(self) -> None:
        """A new person."""
        self._of = ""
        self.turn(
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
        self.put(Fields(self.theme, rows, tr("Add")), list(role.targets.values()))

        def send(given: str) -> None:
            self.added.emit(name.text(), role.chosen, given)

        self._hands(send)

    def _ask_pin(self) -> None:
        person = self._of
        self.turn(person, tr("The new PIN: {person} types it, 6 to 12 digits.", person=person))
        self._of = person
        rows = [
            (field.accessibleName(), field)
            for field in (PinField(tr("New PIN")), PinField(tr("New PIN again")))
        ]
        self.put(Fields(self.theme, rows, tr("Set the PIN")))
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
        self.turn(person, told)
        self._of = person
        words = tr("Yes, {person} is {role} from now on", person=person, role=role_word(role))
        self.act("1", words, lambda: self.moved.emit(person, role))
        self.order()

    def _ask_left(self) -> None:
        person = self._of
        told = tr(
            "{person} will not be able to sign in any more. The name is never given again.", person=person
        )
        self.turn(person, told)
        self._of = person
        self.act("1", tr("Yes, {person} works here no longer", person=person), lambda: self.left.emit(person))
        self.order()

    # ---- keys -------------------------------------------------------------------------------------------------

    def step_back(self) -> None:
        """From a person to the people; from those to where the guard was."""
        if self.names.isHidden():
            self.show_people(self._people, self._own)
        else:
            self.closed.emit()


def _told(person: Person) -> str:
    """Role, and whether a PIN is set."""
    role = role_word(person.role)
    return role if person.pin else tr("{role}, no PIN yet", role=role)
