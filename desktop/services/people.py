"""Who may sign in at this desk: adds people, sets PINs, signs in and out, and locks.

Each act is an event, on disk when it returns. A wrong PIN is slowed and put on record, and locks nobody out.
"""

import secrets
import unicodedata
from collections.abc import Callable, Sequence
from typing import Protocol, cast

from msgspec import Struct

from desktop.core.errors import Refused, Trouble
from desktop.core.events import Actor, Draft
from desktop.core.people import (
    ROLES,
    OutReason,
    Person,
    PersonAdded,
    PersonChanged,
    PersonLeft,
    PinReason,
    PinRefused,
    PinSet,
    Role,
    SignedIn,
    SignedOut,
)
from desktop.log import Log
from desktop.services.roles import AtDesk, require
from desktop.services.signed import NOBODY, may_sign_for_all
from desktop.services.waiting import Waits, wait_after
from desktop.store.admission import PinDraft
from desktop.trust.pins import Pinned
from desktop.wall import Clock

MOST = 40
"""Characters of a duty name."""

NOT_WRITTEN = "Who signed in could not be written into the record. You can go on working. Tell IT: {why}"


class WithPeople(AtDesk, Protocol):
    """What is asked of a desk here besides."""

    clock: Clock
    log: Log

    def tell(self, sentence: str) -> None:
        """Have the desk screen say it, once."""


class Checked(Struct, frozen=True):
    """A PIN was tried; what came of it only the `People` know that tried it."""

    person: str
    token: str


class People:
    """The people of one desk. Every method raises Refused (nothing was written, but for a wrong PIN) or Trouble."""

    def __init__(self, desk: WithPeople) -> None:
        self._desk, self._signed = desk, desk.signed
        self._waits = Waits()
        self._tried: dict[str, tuple[bool, str]] = {}

    def everyone(self) -> tuple[Person, ...]:
        """Everybody who was ever added, in that order; `active` tells who works here now. For any thread."""
        require(self._desk, "who")
        return tuple(self._signed.people.values())

    def wait_s(self, person: str) -> int:
        """Whole seconds until a PIN of this person is tried again; 0 for at once."""
        require(self._desk, "who")
        return self._waits.seconds(person, self._desk.store.staff, self._desk.clock.read())

    # ---- signing in and out -------------------------------------------------------------------------------

    def check(self, person: str, pin: str) -> Checked:
        """Try a PIN: for a thread of its own, since it takes some 150 ms; `enter` then does what follows, in the thread of the desk.

        Refused `no_such_person`, `no_pin` where none is set or what was kept of it is gone, `pin_changed` where that is not what was
        set, `wait` with `seconds`: then nothing was tried.
        """
        require(self._desk, "who")
        known, kept = self._pin_of(person)
        staff = self._desk.store.staff
        if left := self._waits.begin(person, staff, self._desk.clock.read()):
            raise Refused("wait", seconds=left)
        try:
            right = self._desk.store.pins.fits(pin, kept)
        except ValueError as damaged:
            self._waits.was_none(person)
            raise Refused("pin_changed", person=person) from damaged
        if right:
            self._waits.was_none(person)
        token = secrets.token_hex(16)
        self._tried[token] = (right, known.pin)
        return Checked(person, token)

    def enter(self, checked: Checked) -> Actor:
        """Sign in whose PIN was right; whoever was signed in here is signed out in the same transaction. On a full disk it counts
        all the same, and the desk tells.

        Refused `wrong_pin` with the seconds to `wait`, which is put on record; `pin_renewed` where another PIN was set meanwhile.
        """
        person = self._right(checked)
        failures = self._waits.failures(person.person)
        actor = Actor(person.person, person.role, "pin")
        body = SignedIn(person.person, failures)
        self._write_or_tell([*self._out("switched"), Draft("signed_in", None, body, actor)])
        self._waits.clear(person.person)
        self._signed.person, self._signed.locked, self._signed.hidden_to = person, False, 0
        return actor

    def sign_in(self, person: str, pin: str) -> Actor:
        """`check` and `enter` in one, for who may wait."""
        return self.enter(self.check(person, pin))

    def sign_out(self, why: OutReason = "left") -> None:
        """From now on nobody is signed in here. Open visits stay to be seen; `lock` hides them."""
        require(self._desk, "write")
        drafts = self._out(why)
        self._signed.person = None
        if drafts:
            self._write_or_tell(drafts)

    def lock(self, why: OutReason) -> None:
        """Sign out and hide what is on record until somebody signs in. Does nothing where nobody could sign in again."""
        require(self._desk, "write")
        if not self._signed.set_up:
            return
        self.sign_out(why)
        self._signed.locked = True
        self._signed.hidden_to = self._desk.store.journal.head()[0]

    # ---- who works here -----------------------------------------------------------------------------------

    def add(self, person: str, role: str, pin: str, actor: Actor | None = None) -> Person:
        """Let a person sign in from now on; without a PIN ("") once a supervisor sets one. A supervisor's act; before people are set
        up also that of IT at the command line. Refused `bad_name`, `name_taken`, `bad_role`, `pin_form`."""
        who, name = self._may_change(actor), duty_name(person)
        kept = self._desk.store.pins.make(pin) if pin else None

        def drafts() -> list[Draft]:
            if any(name.casefold() == each.casefold() for each in self._signed.people):
                raise Refused("name_taken", person=name)
            added = Draft("person_added", None, PersonAdded(name, _role(role)), who)
            return [added, *_pin(name, "first", kept, who)]

        return self._change(name, drafts)

    def change_role(self, person: str, role: str, actor: Actor | None = None) -> Person:
        """Give a person another role. A supervisor's act. Refused `no_such_person`, `bad_role`, `last_supervisor`."""
        who = require(self._desk, "people", actor)

        def drafts() -> list[Draft]:
            known = self._known(person)
            if role != "supervisor":
                self._check_not_last(known)
            return [Draft("person_changed", None, PersonChanged(person, _role(role)), who)]

        return self._change(person, drafts)

    def leave(self, person: str, actor: Actor | None = None) -> Person:
        """A person works here no longer; the duty name is never given again. A supervisor's act. Refused `no_such_person`,
        `last_supervisor` where no other supervisor with a PIN stays."""
        who = require(self._desk, "people", actor)

        def drafts() -> list[Draft]:
            self._check_not_last(self._known(person))
            own = self._signed.person is not None and self._signed.person.person == person
            return [*(self._out("left") if own else []), Draft("person_left", None, PersonLeft(person), who)]

        return self._change(person, drafts)

    # ---- PINs ---------------------------------------------------------------------------------------------

    def change_pin(self, old: str, new: str) -> None:
        """Set another PIN for who is signed in here. Refused `sign_in`, `pin_form`, and as `check` and `enter` say of the old one."""
        self._signed.renew(self._desk.store.staff)
        actor = self._signed.actor
        if actor is None:
            raise Refused("sign_in")
        kept = self._desk.store.pins.make(new)
        self._right(self.check(actor.person, old))
        self._change(actor.person, lambda: _pin(actor.person, "own", kept, actor))

    def reset_pin(self, person: str, new: str, actor: Actor | None = None) -> Person:
        """Set a PIN for a person who forgot it, or has none yet. A supervisor's act, for others; one's own is changed with
        `change_pin`. Refused `no_such_person`, `own_pin`, `pin_form`."""
        who = require(self._desk, "people", actor)
        if who.person == person:
            raise Refused("own_pin")
        kept = self._desk.store.pins.make(new)

        def drafts() -> list[Draft]:
            why: PinReason = "reset" if self._known(person).pin else "first"
            return _pin(person, why, kept, who)

        return self._change(person, drafts)

    def first(self, person: str, pin: str) -> Actor:
        """Make the first supervisor, and sign that person in: from now on people are set up. A supervisor who was added without a
        PIN may be the one. Refused `set_up_already`, `name_taken`, `bad_name`, `pin_form`."""
        signed, name = self._signed, duty_name(person)
        require(self._desk, "who")
        kept = self._desk.store.pins.make(pin)

        def drafts() -> list[Draft]:
            if signed.set_up:
                raise Refused("set_up_already")
            return [*self._supervisor(name, NOBODY), *_pin(name, "first", kept, NOBODY)]

        self._change(name, drafts)
        return self.sign_in(name, pin)

    def recover(self, person: str, pin: str) -> None:
        """Give a supervisor a PIN, or make a new one, after another key than the machine's has opened the record: for
        `services.keyring` alone. Who is a guard becomes a supervisor. Refused `name_taken` for who works here no longer, `bad_name`,
        `pin_form`."""
        who, name = require(self._desk, "keys"), duty_name(person)
        kept = self._desk.store.pins.make(pin)

        def drafts() -> list[Draft]:
            known = self._signed.people.get(name)
            changed = []
            if known is not None and known.active and known.role != "supervisor":
                changed = [Draft("person_changed", None, PersonChanged(name, "supervisor"), who)]
            added = [] if changed else self._supervisor(name, who)
            return [*added, *changed, *_pin(name, "reset", kept, who)]

        self._change(name, drafts)

    # ---- parts --------------------------------------------------------------------------------------------

    def _known(self, person: str) -> Person:
        known = self._signed.people.get(person)
        if known is None or not known.active:
            raise Refused("no_such_person", person=person)
        return known

    def _pin_of(self, person: str) -> tuple[Person, Pinned]:
        """A person and what is kept of the PIN, which is what was set. Refused as `check` says."""
        known, kept = self._known(person), self._desk.store.pins.of(person)
        if not known.pin or kept is None:
            raise Refused("no_pin", person=person)
        if kept.check != known.pin:
            raise Refused("pin_changed", person=person)
        return known, kept

    def _right(self, checked: Checked) -> Person:
        """The person whose PIN was right. Refused as `enter` says."""
        right, of = self._tried.pop(checked.token, (None, ""))
        if right is None:
            raise Refused("not_signed_in")
        if not right:
            self._put_on_record(checked.person)
            left = self._waits.seconds(checked.person, self._desk.store.staff, self._desk.clock.read())
            raise Refused("wrong_pin", wait=left, failures=self._waits.failures(checked.person))
        self._signed.renew(self._desk.store.staff)
        person = self._known(checked.person)
        if person.pin != of:
            raise Refused("pin_renewed", person=checked.person)
        return person

    def _put_on_record(self, person: str) -> None:
        failures = self._waits.failures(person)
        body = PinRefused(person, failures, wait_after(failures))
        self._write_or_tell([Draft("pin_refused", None, body, NOBODY)])

    def _out(self, why: OutReason) -> list[Draft]:
        actor = self._signed.actor
        return [] if actor is None else [Draft("signed_out", None, SignedOut(actor.person, why), actor)]

    def _supervisor(self, name: str, who: Actor) -> list[Draft]:
        """What makes this one a supervisor who works here, if that is not so."""
        known = self._signed.people.get(name)
        if known is not None and known.active and known.role == "supervisor":
            return []
        if any(name.casefold() == each.casefold() for each in self._signed.people):
            raise Refused("name_taken", person=name)
        return [Draft("person_added", None, PersonAdded(name, "supervisor"), who)]

    def _check_not_last(self, person: Person) -> None:
        others = (each for each in self._signed.people.values() if each.person != person.person)
        if person.role == "supervisor" and not any(map(may_sign_for_all, others)):
            raise Refused("last_supervisor", person=person.person)

    def _may_change(self, actor: Actor | None) -> Actor:
        self._signed.renew(self._desk.store.staff)
        first = self._signed.console and not self._signed.set_up
        return require(self._desk, "setup" if first else "people", actor)

    def _change(self, person: str, drafts: Callable[[], Sequence[Draft]]) -> Person:
        """Write what `drafts` says in the light of what is on record at that moment, whoever else writes."""
        staff = self._desk.store.staff

        def within(_: int) -> Sequence[Draft]:
            self._signed.renew(staff)
            return drafts()

        self._desk.store.journal.append(within, self._desk.clock.read())
        self._signed.renew(staff)
        return self._signed.people[person]

    def _write_or_tell(self, drafts: list[Draft]) -> None:
        """Signing in goes on where the disk is full: who may read reports must not be kept from them by that."""
        try:
            self._desk.store.journal.append(drafts, self._desk.clock.read())
        except Trouble as trouble:
            self._desk.log.note("sign_in_not_saved", kind=trouble.kind)
            self._desk.tell(NOT_WRITTEN.format(why=trouble))


def _pin(person: str, why: PinReason, kept: Pinned | None, who: Actor) -> list[Draft]:
    if kept is None:
        return []
    body = PinSet(person, why, kept.check)
    return [PinDraft(kind="pin_set", visit=None, body=body, actor=who, pin=kept)]


def duty_name(given: str) -> str:
    """A duty name as it is kept. Refused `bad_name`."""
    name = " ".join(unicodedata.normalize("NFC", given).split())
    if not name or len(name) > MOST or not name.isprintable():
        raise Refused("bad_name", most=MOST)
    return name


def _role(role: str) -> Role:
    if role not in ROLES:
        raise Refused("bad_role")
    return cast(Role, role)
