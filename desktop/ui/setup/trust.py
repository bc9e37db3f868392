"""The pages about who works here and how the record can be opened when this computer is lost."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.core.errors import Refused
from desktop.core.findings import Finding
from desktop.core.people import ROLES
from desktop.services.people import duty_name
from desktop.trust.pins import check_new
from desktop.ui.acts import refusal
from desktop.ui.people.beside import role_word
from desktop.ui.people.form import NameField, roles
from desktop.ui.people.pin import PinField
from desktop.ui.record.fields import Options
from desktop.ui.record.flow import Flow
from desktop.ui.setup.part import Field, Listed, Part, Raw, cap, choices
from desktop.ui.targets import Target
from desktop.ui.theme import Theme, label
from desktop.ui.tongue import tr


class PeoplePart(Part):
    """Duty names and roles; the first supervisor's PIN, twice. The others get theirs from that supervisor."""

    def __init__(self, theme: Theme) -> None:
        help_ = tr(
            "Duty names only, like Guard 12. Without a PIN nobody signs in. A supervisor can add people later, with F6."
        )
        super().__init__(theme, tr("Who works at this desk?"), help_)
        self.name = NameField(tr("Duty name"))
        self.role = roles(theme)
        self.add = Target(theme, tr("Add this person"), "accent-line")
        self.listed = Listed(theme, tr("Nobody is listed yet."))
        self.listed.show_entries((), {role: role_word(role) for role in ROLES})
        self.pin, self.again = PinField(tr("PIN of the first supervisor")), PinField(tr("The same PIN again"))
        self.add.clicked.connect(self._add)
        self.box.addWidget(label(tr("Duty name"), "strong"))
        self.box.addWidget(self.name)
        self.box.addWidget(Flow(*self.role.targets.values(), self.add))
        self.box.addWidget(cap(tr("PIN OF THE FIRST SUPERVISOR IN THE LIST")))
        self.box.addWidget(label(tr("6 to 12 digits, twice. No other PIN is asked here."), "small"))
        row = QHBoxLayout()
        for field in (self.pin, self.again):
            row.addWidget(field)
        row.addStretch(1)
        self.box.addLayout(row)
        self.box.addWidget(cap(tr("LISTED")))
        self.box.addWidget(self.listed)

    def begin_with(self, people: Sequence[tuple[str, str]]) -> None:
        """Who is on record already, each with the role; none of them has a PIN."""
        self.listed.show_entries(people, {role: role_word(role) for role in ROLES})

    def _add(self) -> None:
        self.name.setFocus()
        try:
            name = duty_name(self.name.text())
        except Refused as refused:
            self.refused.emit(refusal(refused))
            return
        if self.listed.add(name, self.role.chosen):
            self.name.clear()
        else:
            self.refused.emit(tr("This name is in the list already."))

    def stops(self) -> list[QWidget]:
        """The next person, the PIN, who is listed."""
        return [
            self.name,
            *self.role.targets.values(),
            self.add,
            self.pin,
            self.again,
            *self.listed.targets,
        ]

    def options(self) -> list[Options]:
        """The role."""
        return [self.role]

    def take(self, raw: Raw) -> None:
        """Without a PIN they are names of the duty list alone."""
        entries = self.listed.entries
        raw["on_duty"] = [name for name, role in entries if role != "it"]
        raw["people"] = [{"name": name, "role": role} for name, role in entries] if self.pin.text() else []

    def pins(self) -> dict[str, str]:
        """The first supervisor's PIN; nothing of it stays in the fields."""
        first = next((name for name, role in self.listed.entries if role == "supervisor"), "")
        pin = self.pin.take()
        self.again.take()
        return {first: pin} if first and pin else {}

    def forget(self) -> None:
        """Nothing of a PIN stays when the page is left."""
        self.pin.take()
        self.again.take()

    def wrong(self, findings: Sequence[Finding]) -> str:
        """A name that was not added; a PIN that is none, or nobody's."""
        pin, again = self.pin.text(), self.again.text()
        if self.name.text().strip():
            self.add.setFocus()
            return tr("Press “Add this person” first, or empty the line.")
        if not (pin or again):
            return ""
        if not any(role == "supervisor" for _, role in self.listed.entries):
            self.name.setFocus()
            return tr("Add a supervisor first: the PIN is that person's.")
        why = tr("The two PINs are not the same. Type both again.") if pin != again else ""
        try:
            check_new(pin)
        except Refused as refused:
            why = why or refusal(refused)
        if why:
            self.forget()
            self.pin.setFocus()
        return why


class RecoveryPart(Part):
    """What opens the record when this computer is lost: the office's key, a sheet on paper, or nothing."""

    def __init__(self, theme: Theme) -> None:
        help_ = tr(
            "The record is locked to this computer. If the computer breaks, something else must open it."
        )
        super().__init__(theme, tr("What opens the record when this computer is lost?"), help_)
        self.offices: tuple[str, ...] = ()
        ways = {
            "office": tr("A key of the office"),
            "sheet": tr("A sheet on paper"),
            "none": tr("Nothing: go on without"),
        }
        self._ways, self.way = choices(theme, ways, tr("What opens it"))
        self.office = Field(
            theme, tr("Public key of the office"), tr("It begins with age1. Never the secret one.")
        )
        shapes = {
            "1/1": tr("1 part"),
            "2/3": tr("3 parts, any 2 open it"),
            "3/5": tr("5 parts, any 3 open it"),
        }
        self._shapes, self.shape = choices(theme, shapes, tr("Parts of the sheet"), "2/3")
        self.named, self.told = label("", "good"), label("", "body")
        self.way.changed.connect(self._show)
        for each in (self.named, self._ways, self.office, self._shapes, self.told):
            self.box.addWidget(each)
        self.box.addStretch(1)
        self._show()

    def show_offices(self, offices: Sequence[str]) -> None:
        """Keys that the managed configuration names: the record is sealed to them already."""
        self.offices = tuple(offices)
        self.named.setText(
            "\n".join(f"✓ {tr('IT has set the key of the office: {key}', key=key)}" for key in offices)
        )
        self._show()

    def _show(self) -> None:
        way = self.way.chosen
        self.named.setVisible(bool(self.offices))
        self.office.setVisible(way == "office")
        self._shapes.setVisible(way == "sheet")
        told = {
            "sheet": tr(
                "The parts are shown at the end, once. Have paper ready. Keep each part in another place."
            ),
            "none": tr(
                "When this computer is lost or breaks, all visits are lost. Nobody can bring them back."
            ),
        }
        if self.offices:
            told["none"] = told[""] = tr("The office can open the record. Nothing else is needed here.")
        self.told.setText(told.get(way, ""))
        self.told.setVisible(way in told)

    def stops(self) -> list[QWidget]:
        """The choice, and what belongs to it."""
        shown: list[QWidget] = [self.office.typed] if self.way.chosen == "office" else []
        if self.way.chosen == "sheet":
            shown = list(self.shape.targets.values())
        return [*self.way.targets.values(), *shown]

    def options(self) -> list[Options]:
        """The way, and the parts of a sheet."""
        return [self.way, self.shape]

    def take(self, raw: Raw) -> None:
        """A key goes to the managed configuration, a sheet is made at the end."""
        if self.way.chosen == "office" and self.office.text:
            raw["office"] = self.office.text.replace(" ", "")
        if self.way.chosen == "sheet":
            need, of = self.shape.chosen.split("/")
            raw["sheet"] = {"need": int(need), "of": int(of)}

    def wrong(self, findings: Sequence[Finding]) -> str:
        """Nothing chosen, or a key that is none."""
        if not self.way.chosen and not self.offices:
            next(iter(self.way.targets.values())).setFocus()
            return tr("Choose one of them. You may go on without, but you must say so.")
        why = next((finding.sentence for finding in findings if finding.field == "recovery"), "")
        if self.way.chosen == "office" and not self.office.text:
            why = tr("Paste the public key of the office, or choose another way.")
        if why:
            self.office.typed.setFocus()
        return why
