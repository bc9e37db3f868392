"""The last page of the set-up: what will be done, how far it is, the recovery sheet shown once and typed back, and what came of it."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Literal

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.services.setting_up import PROVE, SetUp
from desktop.services.setup_plan import Plan
from desktop.ui.page import clear
from desktop.ui.people.beside import role_word
from desktop.ui.record.flow import Flow
from desktop.ui.setup.part import Field, Part
from desktop.ui.targets import Target
from desktop.ui.theme import Theme, label
from desktop.ui.tongue import tr

Phase = Literal["plan", "running", "failed", "write", "prove", "held", "done"]
PER_LINE = 4
"""Words of a part in one line, so that it can be copied by hand."""


class Proof(QWidget):
    """Fields to type back as many parts of a sheet as open the record."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.fields: list[Field] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)

    def ask(self, need: int) -> None:
        """Ask for so many parts."""
        for number in range(len(self.fields) + 1, need + 1):
            field = Field(
                self._theme, tr("A part that you wrote down ({n} of {of})", n=number, of=need), lines=3
            )
            self.fields.append(field)
            self._box.addWidget(field)

    def shares(self) -> list[str]:
        """What was typed."""
        return [field.text for field in self.fields]


def lines_of(plan: Plan, calls: Mapping[str, str], kinds: Mapping[str, str], policy: str) -> list[str]:
    """What a plan will do, a sentence each, before it is done; `calls` names the numbers, `kinds` what an area may be, `policy` the one
    that was chosen."""
    facility = plan.facility
    said = [
        tr(
            "{name}, {address} ({id}), desk {desk}",
            name=facility.name,
            address=facility.address,
            id=facility.id,
            desk=facility.desk,
        ),
        tr("Policy: {title}. Time: {zone}", title=policy, zone=facility.zone),
        *(f"{calls.get(key, key)}: {number}" for key, number in facility.phones.items()),
    ]
    if facility.phones.get("supervisor", "") == facility.phones.get("counsel"):
        both = {"one": calls.get("supervisor", ""), "other": calls.get("counsel", "")}
        said.append(tr("{one} and {other} have the same number. Is that right?", **both))
    for kind, words in kinds.items():
        if names := [area.name for area in facility.areas if area.status == kind]:
            said.append(f"{words}: {', '.join(names)}")
    if not facility.areas:
        said.append(tr("No area is listed: all of the site counts as not public"))
    if plan.people:
        said.append(", ".join(f"{each.name} ({role_word(each.role)})" for each in plan.people))
        said.append(tr("1 of {n} can sign in. That supervisor gives the others a PIN.", n=len(plan.people)))
    else:
        said.append(tr("Nobody signs in. Everybody at this PC sees all visits."))
    if plan.sheet is not None:
        said.append(
            tr(
                "A recovery sheet: {need} of {of} parts open the record",
                need=plan.sheet.need,
                of=plan.sheet.of,
            )
        )
    if facility.backup_folder:
        said.append(tr("Backups go to {folder}", folder=facility.backup_folder))
    else:
        said.append(tr("No backups"))
    return said


class CheckPart(Part):
    """`phase` says what stands on the page; `next_words` what its target says then."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, tr("Is all of this right?"), "")
        self._theme = theme
        self.phase: Phase = "plan"
        self.shares: tuple[str, ...] = ()
        self.need = self.shown = 0
        self._held_from: Phase = "write"
        self.result: SetUp | None = None
        self.proved = False
        self.proof = Proof(theme)
        self.printers: list[Target] = []
        self._lines = QVBoxLayout()
        self._lines.setSpacing(6)
        self.box.addLayout(self._lines)
        self.box.addWidget(self.proof)
        self.box.addStretch(1)
        self.show_plan([])

    def _show(self, phase: Phase, title: str, lines: Sequence[tuple[str, str]]) -> None:
        self.phase, self.title, self.help = phase, title, ""
        clear(self._lines)
        self.printers = []
        for text, look in lines:
            self._lines.addWidget(label(text, look))
        self.proof.setVisible(phase == "prove")

    def show_plan(self, lines: Sequence[str]) -> None:
        """What will be done; nothing is written yet."""
        last = tr("Then a test visit is walked in the drill file. It is not in the record.")
        self._show(
            "plan", tr("Is all of this right?"), [*((f"• {line}", "body") for line in lines), (last, "help")]
        )

    def show_running(self) -> None:
        """It is under way."""
        words = tr("This takes some seconds. F12, F1 and New visit work all the time.")
        self._show("running", tr("Setting this desk up…"), [(words, "body")])

    def show_failed(self, why: str) -> None:
        """It ended before its end; what was done stays, and another try goes on."""
        again = tr("What was done stays. Mend this, then try again: it goes on from there.")
        self._show("failed", tr("This desk is not set up yet."), [(why, "danger"), (again, "body")])

    def show_result(self, result: SetUp, need: int) -> None:
        """What came of it; a recovery sheet first, if there is one."""
        self.result, self.shares, self.need, self.shown = result, result.shares, need, 0
        if self.shares:
            self.show_share(0)
        else:
            self.show_done()

    def show_share(self, number: int) -> None:
        """One part of the sheet, in words that are counted."""
        self.shown = number
        words = self.shares[number].split()
        told = tr(
            "Write these words on paper now, with their numbers, or print them. They are shown this once and kept nowhere."
        )
        title = tr("Part {n} of {of} of the recovery sheet", n=number + 1, of=len(self.shares))
        self._show("write", title, [(told, "body")])
        shown = QWidget()
        grid = QGridLayout(shown)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2)
        for place, word in enumerate(words):
            grid.addWidget(label(f"{place + 1}\u00a0{word}", "strong"), place // PER_LINE, place % PER_LINE)
        self._lines.addWidget(shown)

    def show_printers(self, names: Sequence[str], choose: Callable[[str], object]) -> None:
        """Ask which printer, below the words; `choose` gets its name."""
        for each in self.printers:
            each.deleteLater()
        self.printers = [Target(self._theme, tr("Print on {printer}", printer=name)) for name in names]
        for target, name in zip(self.printers, names, strict=True):
            target.clicked.connect(partial(choose, name))
        self._lines.addWidget(Flow(*self.printers))

    def show_proof(self) -> None:
        """Ask for as many parts as open the record."""
        self.proof.ask(self.need)
        told = tr("Type them from your paper. This shows that they were written down right.")
        self._show("prove", tr("Type the words of {n} parts", n=self.need), [(told, "body")])

    def hold(self) -> bool:
        """Hide the words of a sheet; tells whether any were to be seen."""
        if self.phase not in ("write", "prove"):
            return False
        self._held_from = self.phase
        told = tr("The words are hidden. A supervisor signs in to see them again.")
        self._show("held", tr("The recovery sheet is not finished"), [(told, "body")])
        return True

    def bring_back(self) -> None:
        """Go on where the words were hidden."""
        if self.phase == "held" and self._held_from == "prove":
            self.show_proof()
        elif self.phase == "held":
            self.show_share(self.shown)

    def show_done(self, proved: bool = False) -> None:
        """The end: the words of the sheet are forgotten."""
        self.proved, result = proved, self.result
        self.shares = ()
        for field in self.proof.fields:
            field.typed.put("")
        if result is None:
            return
        ready = result.ok
        lines = [(f"✓ {tr('The recovery sheet opens the record.')}", "good")] if proved else []
        if result.trial is not None:
            words = tr(
                "Test visit by the policy “{policy}”: {outcome}. Its report has {n} pages.",
                policy=result.trial.policy,
                outcome=result.trial.outcome,
                n=result.trial.pages,
            )
            lines.append((f"✓ {words}", "good"))
        lines += [(f"! {problem}", "danger") for problem in result.problems]
        still = [each for each in result.to_do if not (proved and each == PROVE)]
        if still:
            lines.append((tr("STILL TO DO"), "cap"))
            lines += [(f"• {each}", "body") for each in still]
        title = tr("Everything is ready.") if ready else tr("Something is wrong. Call IT.")
        self._show("done", title, lines)

    def next_words(self) -> str:
        """What the target does now."""
        return {
            "plan": tr("Set this desk up now"),
            "running": tr("Please wait"),
            "failed": tr("Try again"),
            "write": tr("I wrote this part down"),
            "prove": tr("Check these words"),
            "held": tr("Sign in"),
            "done": tr("Go to the desk"),
        }[self.phase]

    def stops(self) -> list[QWidget]:
        """What is typed back."""
        return [field.typed for field in self.proof.fields] if self.phase == "prove" else [*self.printers]
