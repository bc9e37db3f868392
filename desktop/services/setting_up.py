"""Sets a desk up from a plan, or finds that it is set up so already: facility, managed configuration, record and keys, people, recovery
sheet; then a test visit in the drill file and a look at everything.

Every step looks first whether it is done, so that a run which was cut goes on where it stopped and a second one changes nothing. No step
touches what is on record, takes a key away or sets a PIN anew.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from typing import Literal

import msgspec

from desktop.core.errors import Refused, Trouble, in_words
from desktop.core.people import Person
from desktop.managed import Managed, decide, decided, managed_file, read_managed
from desktop.packs.facility import FacilityUnusable, read_facility
from desktop.packs.written import facility_toml, toml_lines
from desktop.paths import Places
from desktop.services.desk import SAMPLE, Desk, facility_file, open_desk
from desktop.services.health import Fact, examine
from desktop.services.keyring import Keyring
from desktop.services.refusals import sentence
from desktop.services.roles import require
from desktop.services.setup_plan import PersonPlan, Plan
from desktop.services.trial import Trial, tried, try_out
from desktop.store.opening import ever_begun
from desktop.trust.sealing import good_recipient
from desktop.wall import Clock
from desktop.whole import write_whole

MANAGED_HEAD = "# Managed configuration of this desk. After a change by hand run: threshold doctor"
STEPS = ("facility", "managed", "record", "keys", "trial", "sheet", "people", "check")
FIRST_PIN = "Start Threshold: the first supervisor sets a PIN there. Until then nobody signs in, and everybody sees everything."
PROVE = "Write the parts of the sheet on paper, then run threshold keys verify-sheet, which proves that they were written down right."
"""To do where a sheet was made and nobody has typed it back yet."""
THERE = "A recovery sheet, {name}, was made before. Where it was not written down: threshold keys remove {name}, then add-sheet."
SAID = {"recovery_unproved": PROVE, "people": FIRST_PIN}
"""Facts of `doctor`, and what says the same among what is to do."""
NO_PIN = "{name} has no PIN yet. A supervisor sets it: in the window, or with threshold people reset-pin."
BY_ITSELF = ("reserve",)
"""Facts of `doctor` that the next start of the window mends."""

Tell = Callable[[str], None]
"""Told which of `STEPS` begins; what it raises ends the set-up there."""


class Difference(msgspec.Struct, frozen=True):
    """A value of a file of this desk that the plan would replace, in a sentence."""

    file: str
    key: str
    sentence: str


class SetUp(msgspec.Struct, frozen=True):
    """What was done, in sentences (none: all of it was there already), what people have still to do, and what is wrong. `shares`: the
    recovery sheet, which is kept nowhere. `trial` is None where a test visit was walked before.
    `whole`: the people of the plan are all on record, in their roles, and one of them can let the others in."""

    done: tuple[str, ...]
    to_do: tuple[str, ...]
    problems: tuple[str, ...]
    facts: tuple[Fact, ...]
    shares: tuple[str, ...] = ()
    trial: Trial | None = None
    whole: bool = True

    @property
    def ok(self) -> bool:
        """Nothing is wrong; something may still be to do."""
        return not self.problems


def wanted(desk: Desk) -> Literal["", "all", "people"]:
    """What the window offers to set up: "all" on a desk that goes by the sample facility, "people" where IT has added people and none of
    them has a PIN yet; "" where there is nothing to do, or only IT may. Nothing is read of the record for it."""
    if desk.signed.set_up:
        return ""
    if any(notice.startswith(SAMPLE) for notice in desk.notices):
        return "all"
    waiting = any(person.active for person in desk.signed.people.values())
    return "people" if waiting and facility_file(desk.store.places).exists() else ""


def differences(places: Places, plan: Plan) -> tuple[Difference, ...]:
    """What the plan would replace in files that are there. Files that are missing are none: they are made."""
    return (*_facility_differs(places, plan), *_managed_differs(places, plan))


def _facility_differs(places: Places, plan: Plan) -> Iterable[Difference]:
    file = facility_file(places)
    if not file.exists():
        return ()
    try:
        there, _ = read_facility(file)
    except FacilityUnusable as unusable:
        return (Difference(file.name, "", f"{file.name} cannot be used now: {unusable.findings[0].line()}"),)
    return _differing(file.name, msgspec.structs.asdict(there), msgspec.structs.asdict(plan.facility))


def _managed_differs(places: Places, plan: Plan) -> Iterable[Difference]:
    file = managed_file(places)
    if plan.managed is None or not file.exists():
        return ()
    there, wrong = read_managed(file)
    found = _differing(file.name, msgspec.structs.asdict(there), msgspec.structs.asdict(plan.managed))
    return (*(Difference(file.name, "", each) for each in wrong), *found)


def _differing(file: str, there: Mapping[str, object], planned: Mapping[str, object]) -> list[Difference]:
    return [
        Difference(file, key, f"{file}: {key} is {_said(there[key])} now, and {_said(new)} in the new file.")
        for key, new in planned.items()
        if there[key] != new
    ]


def _said(value: object) -> str:
    """A value in a sentence: long lists are counted, not listed."""
    if isinstance(value, list | tuple | dict) and len(str(value)) > 60:
        return f"a list of {len(value)}"
    return str(msgspec.to_builtins(value)) if value not in ("", (), [], {}) else "empty"


def managed_toml(managed: Managed) -> str:
    """The text of managed.toml."""
    return "\n".join((MANAGED_HEAD, *toml_lines(msgspec.structs.asdict(managed)), ""))


def set_up(
    places: Places,
    plan: Plan,
    pins: Mapping[str, str],
    tell: Tell = lambda step: None,
    clock: Clock | None = None,
    console: bool = False,
) -> SetUp:
    """Do what is not done yet. What `differences` tells is replaced: ask first. `pins`: duty name → PIN of those whose PIN is set now;
    nobody's is set anew. `console`: at the command line, where IT adds people whose PINs are set later, and which alone may do this once
    people are set up. Raises Refused, and Trouble where a file or the record cannot be written; what was done until then is done."""
    return _Work(places, plan, pins, clock, console).run(tell)


class _Work:
    """One run."""

    def __init__(
        self, places: Places, plan: Plan, pins: Mapping[str, str], clock: Clock | None, console: bool
    ) -> None:
        self._places, self._plan, self._pins, self._clock = places, plan, pins, clock
        self._console = console
        self._done: list[str] = []
        self._to_do: list[str] = []
        self._problems: list[str] = []
        self._shares: tuple[str, ...] = ()
        self._whole = True

    def run(self, tell: Tell) -> SetUp:
        """Each step in its turn."""
        self._allowed()
        tell("facility")
        self._facility()
        tell("managed")
        self._managed()
        tell("record")
        self._record()
        keyring = Keyring(self._places, clock=self._clock, console=True)  # `_allowed` has asked
        tell("keys")
        self._offices(keyring)
        tell("trial")
        trial = self._trial()
        tell("sheet")  # before people: a sheet that IT makes later gives nobody a supervisor's rights
        self._try(lambda: self._sheet(keyring))
        tell("people")
        self._try(self._people)
        tell("check")
        facts = examine(self._places, clock=self._clock)
        self._judge(facts)
        return SetUp(
            done=tuple(self._done),
            to_do=tuple(dict.fromkeys(self._to_do)),
            problems=tuple(self._problems),
            facts=tuple(facts),
            shares=self._shares,
            trial=trial,
            whole=self._whole,
        )

    def _allowed(self) -> None:
        """Once people are set up, only IT at the command line sets up. Refused."""
        if ever_begun(self._places):
            with closing(self._open()) as desk:
                require(desk, "setup")

    def _try(self, step: Callable[[], None]) -> None:
        """A step whose failure is told and costs no other: once people are set up, a window cannot begin again."""
        try:
            step()
        except Refused as refused:
            self._problems.append(sentence(refused))
        except Trouble as trouble:
            self._problems.append(trouble.words)

    # ---- files ----------------------------------------------------------------------------------------------

    def _facility(self) -> None:
        file, facility = facility_file(self._places), self._plan.facility
        if file.exists() and not _facility_differs(self._places, self._plan):
            return
        write_whole(file, facility_toml(facility).encode(), "The facility")
        self._done.append(f"Facility {facility.name} ({facility.id}), desk {facility.desk}: {file}.")

    def _managed(self) -> None:
        file, managed = managed_file(self._places), self._plan.managed
        if managed is None or (file.exists() and not _managed_differs(self._places, self._plan)):
            return
        write_whole(file, managed_toml(managed).encode(), "The managed configuration")
        self._done.append(f"Managed configuration: {file}.")
        usual = msgspec.structs.asdict(Managed())
        for each in decide(self._places).decisions:
            mine = getattr(managed, each.key)
            if each.machine_wide and mine not in (usual[each.key], each.value):
                self._problems.append(f"{file.name}: {each.key} has no effect here: {each.where} decides it.")

    # ---- the record and its keys ----------------------------------------------------------------------------

    def _open(self) -> Desk:
        return open_desk(self._places, clock=self._clock, create=False, console=self._console)

    def _record(self) -> None:
        """Make the record where there never was one; it is never made a second time."""
        if ever_begun(self._places):
            return
        open_desk(self._places, clock=self._clock).close()
        self._done.append("The record and its keys were made.")

    def _offices(self, keyring: Keyring) -> None:
        """Every office that the managed configuration names can open the record. A new record was sealed to them as it was made."""
        there = {
            slot.recipient for slot in keyring.slots() if slot.kind == "office" and slot.state != "changed"
        }
        for recipient in decided(self._places).recovery:
            try:
                if good_recipient(recipient) not in there:
                    name = keyring.add_office(recipient)
                    self._done.append(f"The office can open the record now, by {name}.")
            except Refused as refused:
                self._problems.append(f"managed.toml, recovery: {sentence(refused)}")

    def _sheet(self, keyring: Keyring) -> None:
        """A recovery sheet, made once. Nothing keeps its words: no step after it ends the run."""
        wanted = self._plan.sheet
        sheet = next((slot for slot in keyring.slots() if slot.kind == "sheet"), None)
        if wanted is not None and sheet is None:
            self._shares = tuple(keyring.add_sheet(wanted.need, wanted.of))
            self._done.append(
                f"A recovery sheet of {wanted.of} parts, of which {wanted.need} open the record."
            )
            self._to_do.append(PROVE)
        elif wanted is not None and sheet is not None:
            self._to_do.append(THERE.format(name=sheet.name))

    # ---- people ---------------------------------------------------------------------------------------------

    def _people(self) -> None:
        with closing(self._open()) as desk:
            self._add_people(desk)

    def _add_people(self, desk: Desk) -> None:
        """Add who is missing, and set first PINs where there are none."""
        there = {person.person.casefold(): person for person in desk.people.everyone()}
        lacking = [person for person in self._plan.people if self._lacks(person, there)]
        self._tell_others(there)
        if lacking and (lead := self._lead()) is not None:
            self._as_supervisor(desk, lead, lacking)
        elif lacking and self._console and not desk.signed.set_up:
            for person in (each for each in lacking if each.name.casefold() not in there):
                desk.people.add(person.name, person.role, "")
                self._done.append(f"{person.name} was added ({person.role}), without a PIN.")
        elif lacking:
            names = ", ".join(person.name for person in lacking)
            self._not_yet(f"A supervisor adds {names}: in the window, or with threshold people add.")
        if self._plan.people and not desk.signed.set_up:
            self._not_yet(FIRST_PIN)
        elif self._plan.people:
            planned = {each.name.casefold() for each in self._plan.people}
            for known in desk.people.everyone():
                if known.active and not known.pin and known.person.casefold() in planned:
                    self._to_do.append(NO_PIN.format(name=known.person))

    def _not_yet(self, sentence: str) -> None:
        self._to_do.append(sentence)
        self._whole = False

    def _lacks(self, person: PersonPlan, there: Mapping[str, Person]) -> bool:
        """Somebody is not on record, or has no PIN although one is given now. Who left stays gone."""
        known = there.get(person.name.casefold())
        return known is None or (known.active and not known.pin and person.name in self._pins)

    def _tell_others(self, there: Mapping[str, Person]) -> None:
        for person in self._plan.people:
            known = there.get(person.name.casefold())
            if known is not None and not known.active:
                self._not_yet(f"{person.name} left and does not come back: give a new duty name.")
            elif known is not None and known.role != person.role:
                self._not_yet(f"{person.name} is {known.role} on record: threshold people role changes that.")

    def _lead(self) -> PersonPlan | None:
        """The supervisor as whom people are added: the first one whose PIN is given."""
        leads = (each for each in self._plan.people if each.role == "supervisor" and each.name in self._pins)
        return next(leads, None)

    def _as_supervisor(self, desk: Desk, lead: PersonPlan, lacking: Iterable[PersonPlan]) -> None:
        people, pin = desk.people, self._pins[lead.name]
        if desk.signed.set_up:
            people.sign_in(lead.name, pin)
        else:
            people.first(lead.name, pin)
            self._done.append(f"{lead.name} is the first supervisor and has a PIN.")
        try:
            there = {person.person.casefold() for person in people.everyone()}
            for person in (each for each in lacking if each != lead):
                pin = self._pins.get(person.name, "")
                if person.name.casefold() not in there:
                    people.add(person.name, person.role, pin)
                    with_pin = "with" if pin else "without"
                    self._done.append(f"{person.name} was added ({person.role}), {with_pin} a PIN.")
                else:
                    people.reset_pin(person.name, pin)
                    self._done.append(f"{person.name} has a PIN now.")
        finally:
            people.sign_out("left")

    # ---- what proves it -------------------------------------------------------------------------------------

    def _trial(self) -> Trial | None:
        facility = facility_file(self._places)
        if tried(self._places, facility):
            return None
        trial = try_out(self._places, facility, self._clock)
        self._problems.extend(trial.problems)
        self._done.append(
            f"Test visit {trial.record_number} in the drill file, by the policy “{trial.policy}”: {trial.outcome};"
            f" its report has {trial.pages} pages."
        )
        return trial

    def _judge(self, facts: Iterable[Fact]) -> None:
        """What the look at everything found: errors are wrong now, warnings are still to do."""
        for fact in facts:
            if fact.level == "error":
                self._problems.append(in_words(fact.sentence, fact.remedy))
            elif (
                fact.level == "warning"
                and fact.code not in BY_ITSELF
                and SAID.get(fact.code) not in self._to_do
            ):
                self._to_do.append(in_words(fact.sentence, fact.remedy))
