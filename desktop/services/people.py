"""Who may sign in at this desk: adds people, sets PINs, signs in and out, and locks.

Each act is an event, on disk when it returns. A wrong PIN is slowed and put on record, and locks nobody out.
"""

import unicodedata
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import cast

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
    PinSet,
    Role,
    SignedIn,
    SignedOut,
    may_sign_for_all,
)
from desktop.services.pins_kept import set_anew
from desktop.services.roles import require
from desktop.services.signed import NOBODY, by_pin
from desktop.services.trying import NOT_WRITTEN, Tries, Unwritten, WithPeople, works_here
from desktop.services.trying import Checked as Checked
from desktop.store.admission import PinDraft
from desktop.store.pins import Proof
from desktop.trust.pins import Pinned as Pinned

ALL = 2**62
"""Beyond every event."""

MOST = 40
"""Characters of a duty name."""

SET_ANEW = (
    "{person}: your PIN was set anew by {who}. If you did not ask for that, tell your supervisor and IT."
)


class People:
    """The people of one desk. Every method raises Refused (nothing was written, but for a wrong PIN) or Trouble."""

    def __init__(self, desk: WithPeople) -> None:
        self._desk, self._signed = desk, desk.signed
        self._tries = Tries(desk)

    def everyone(self) -> tuple[Person, ...]:
        """Everybody who was ever added, in that order; `active` tells who works here now. For any thread."""
        require(self._desk, "who")
        return tuple(self._signed.people.values())

    def wait_s(self, person: str) -> int:
        """Whole seconds until a PIN of this person is tried again; 0 for at once."""
        require(self._desk, "who")
        return self._tries.wait_s(person)

    # ---- signing in and out -------------------------------------------------------------------------------

    def check(self, person: str, pin: str) -> Checked:
        """Try a PIN: for a thread of its own, since it takes some 150 ms; `enter` then does what follows, in the thread of the desk.

        Refused `no_such_person`, `no_pin` where none is set or what was kept of it is gone, `pin_changed` where that is not what was
        set, `wait` with `seconds`: then nothing was tried.
        """
        require(self._desk, "who")
        return self._tries.check(person, pin)

    def enter(self, checked: Checked) -> Actor:
        """Sign in whose PIN was right; whoever was signed in here is signed out in the same transaction. On a full disk the window
        signs in all the same, after a minute, and the desk tells; at the command line nobody signs in without an event.

        Refused `wrong_pin` with the seconds to `wait`, once that is on record; `wait` where wrong ones were put on record by others
        since, right or not; `pin_renewed` where another PIN was set meanwhile; `pin_unwritten` at the command line.
        """

        def entered(person: Person, failures: int) -> list[Draft]:
            body = SignedIn(person.person, failures)
            return [*self._out("switched"), Draft("signed_in", None, body, by_pin(person))]

        try:
            person = self._tries.judged(checked, entered)
        except Unwritten as unwritten:
            person = self._tries.unwritten(checked, unwritten)
        self._signed.person, self._signed.locked, self._signed.hidden_to = person, False, 0
        self._signed.former = None
        self._tell_of_reset(person)
        return by_pin(person)

    def sign_in(self, person: str, pin: str) -> Actor:
        """`check` and `enter` in one, for who may wait."""
        return self.enter(self.check(person, pin))

    def sign_out(self, why: OutReason = "left") -> None:
        """From now on nobody is signed in here. Open visits stay to be seen; `lock` hides them."""
        require(self._desk, "write")
        drafts = self._out(why)
        self._signed.person = self._signed.former = None
        if drafts:
            self._write_or_tell(drafts)

    def lock(self, why: OutReason) -> None:
        """Sign out and hide what is on record until somebody signs in. Does nothing where nobody could sign in again."""
        require(self._desk, "write")
        if not self._signed.set_up or self._signed.closed:
            return
        self.sign_out(why)
        self._signed.locked, self._signed.hidden_to = True, ALL
        with suppress(Trouble):  # where the end of the record cannot be read, nothing of it is shown
            self._signed.hidden_to = self._desk.store.journal.head()[0]

    # ---- who works here -----------------------------------------------------------------------------------

    def kept(self, pin: str | Pinned) -> Pinned:
        """What is kept of a new PIN: for a thread of its own, since it takes some 150 ms; the acts below take it in place of the PIN.
        Refused `pin_form`."""
        return pin if isinstance(pin, Pinned) else self._desk.store.pins.make(pin)

    def add(self, person: str, role: str, pin: str | Pinned, actor: Actor | None = None) -> Person:
        """Let a person sign in from now on; without a PIN ("") once a supervisor sets one. A supervisor's act; before people are set
        up also that of IT at the command line. Refused `bad_name`, `name_taken`, `bad_role`, `pin_form`."""
        who, name = self._may_change(actor), duty_name(person)
        kept = self.kept(pin) if pin else None

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
            known = works_here(self._signed, person)
            if role != "supervisor":
                self._check_not_last(known)
            return [Draft("person_changed", None, PersonChanged(person, _role(role)), who)]

        return self._change(person, drafts)

    def leave(self, person: str, actor: Actor | None = None) -> Person:
        """A person works here no longer; the duty name is never given again. A supervisor's act. Refused `no_such_person`,
        `last_supervisor` where no other supervisor with a PIN stays."""
        who = require(self._desk, "people", actor)

        def drafts() -> list[Draft]:
            self._check_not_last(works_here(self._signed, person))
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
        kept = self.kept(new)
        self.renew_pin(self.check(actor.person, old), kept)

    def renew_pin(self, checked: Checked, kept: Pinned) -> None:
        """The same where the PIN until now was `check`ed, and what is `kept` of the new one was made, in another thread. Refused
        `not_signed_in` where that person is signed in here no longer; a wrong PIN is on record all the same."""

        def drafts(*_: object) -> list[Draft]:
            actor = self._signed.actor
            if actor is None or actor.person != checked.person:
                raise Refused("not_signed_in")
            return _pin(actor.person, "own", kept, actor)

        try:
            self._tries.judged(checked, drafts)
        except Unwritten as unwritten:
            raise unwritten.trouble from unwritten
        self._signed.renew(self._desk.store.staff)

    def reset_pin(self, person: str, new: str | Pinned, actor: Actor | None = None) -> Person:
        """Set a PIN for a person who forgot it, or has none yet. A supervisor's act, for others; one's own is changed with
        `change_pin`. Refused `no_such_person`, `own_pin`, `pin_form`."""
        who = require(self._desk, "people", actor)
        if who.person == person:
            raise Refused("own_pin")
        kept = self.kept(new)

        def drafts() -> list[Draft]:
            why: PinReason = "reset" if works_here(self._signed, person).pin else "first"
            return _pin(person, why, kept, who)

        return self._change(person, drafts)

    def first(self, person: str, pin: str) -> Actor:
        """Make the first supervisor, and sign that person in: from now on people are set up. A supervisor who was added without a
        PIN may be the one. Refused `set_up_already`, `name_taken`, `bad_name`, `pin_form`."""
        signed, name = self._signed, duty_name(person)
        require(self._desk, "who")
        kept = self.kept(pin)

        def drafts() -> list[Draft]:
            if signed.set_up:
                raise Refused("set_up_already")
            return [*self._supervisor(name, NOBODY), *_pin(name, "first", kept, NOBODY)]

        self._change(name, drafts)
        return self.sign_in(name, pin)

    def recover(self, person: str, pin: str, proof: Proof) -> None:
        """Give a supervisor a PIN, or make a new one, after another key than the machine's has opened the record: for
        `services.keyring` alone, whose `proof` counts until somebody is added or changed. Who is a guard becomes a supervisor. Refused
        `recover_first`, `name_taken` for who works here no longer, `bad_name`, `pin_form`."""
        who, name = require(self._desk, "keys"), duty_name(person)
        self._check_proof(proof)
        kept = self.kept(pin)

        def drafts() -> list[Draft]:
            self._check_proof(proof)
            known = self._signed.people.get(name)
            changed = []
            if known is not None and known.active and known.role != "supervisor":
                changed = [Draft("person_changed", None, PersonChanged(name, "supervisor"), who)]
            added = [] if changed else self._supervisor(name, who)
            return [*added, *changed, *_pin(name, "reset", kept, who)]

        self._change(name, drafts)

    def _check_proof(self, proof: Proof) -> None:
        if not self._desk.store.pins.proves(proof):
            raise Refused("recover_first")

    # ---- parts --------------------------------------------------------------------------------------------

    def _tell_of_reset(self, person: Person) -> None:
        """Once, to who signs in for the first time after another person set the PIN. Not read, not told: nobody waits for it."""
        with suppress(Trouble):
            if told := set_anew(self._desk.store.staff, person.person, unseen=True):
                self._desk.tell(SET_ANEW.format(person=person.person, who=told))

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
