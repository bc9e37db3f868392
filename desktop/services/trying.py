"""Tries PINs, puts on record what came of each, and says it only then.

Judged is within the transaction that writes: what other programs put on record meanwhile counts, so that many at once gain nothing.
"""

import secrets
from collections.abc import Callable
from typing import Protocol

from msgspec import Struct

from desktop.core.errors import Refused, Trouble
from desktop.core.events import Draft
from desktop.core.people import Person, PinRefused
from desktop.log import Log
from desktop.services.roles import AtDesk
from desktop.services.signed import NOBODY, SignedIn
from desktop.services.waiting import UNWRITTEN_S, Waits, wait_after
from desktop.trust.pins import Pinned
from desktop.wall import Clock

MARK = "pin"
ROOM = 12_000
"""Bytes of the mark: more than a wrong PIN takes on record."""

NOT_WRITTEN = "Who signed in could not be written into the record. You can go on working. Tell IT: {why}"


class WithPeople(AtDesk, Protocol):
    """What is asked of a desk here besides."""

    clock: Clock
    log: Log

    def tell(self, sentence: str) -> None:
        """Have the desk screen say it, once."""


class Checked(Struct, frozen=True):
    """A PIN was tried; what came of it only the `Tries` know that tried it."""

    person: str
    token: str


class Unwritten(Exception):
    """What came of a try could not be put on record, and why."""

    def __init__(self, trouble: Trouble, fits: bool, of: str) -> None:
        super().__init__(str(trouble))
        self.trouble, self.fits, self.of = trouble, fits, of


class Tries:
    """The PINs that are tried at one desk."""

    def __init__(self, desk: WithPeople) -> None:
        self._desk = desk
        self._waits = Waits()
        self._tried: dict[str, tuple[bool, str]] = {}

    def wait_s(self, person: str) -> int:
        """Whole seconds until a PIN of this person is tried again; 0 for at once."""
        return self._waits.seconds(person, self._desk.store.staff, self._desk.clock.read())

    def check(self, person: str, pin: str) -> Checked:
        """Try a PIN. Refused as `People.check` says."""
        if self._desk.signed.console:
            self._check_written()
        of, kept = self._pin_of(person)
        if left := self._waits.begin(person, self._desk.store.staff, self._desk.clock.read()):
            raise Refused("wait", seconds=left)
        try:
            right = self._desk.store.pins.fits(pin, kept)
        except ValueError as damaged:
            self._waits.ended(person)
            raise Refused("pin_changed", person=person) from damaged
        token = secrets.token_hex(16)
        self._tried[token] = (right, of)
        return Checked(person, token)

    def judged(self, checked: Checked, right: Callable[[Person, int], list[Draft]]) -> Person:
        """Put on record that the PIN was wrong, or what `right` gives for the person and the number of wrong ones before.

        Refused as `People.enter` says. Unwritten where nothing could be written: nobody has been told then whether it was right.
        """
        fits, of = self._tried.pop(checked.token, (None, ""))
        if fits is None:
            raise Refused("not_signed_in")
        desk, name, reading = self._desk, checked.person, self._desk.clock.read()
        failures = 0

        def drafts(_: int) -> list[Draft]:
            nonlocal failures
            desk.signed.renew(desk.store.staff)
            failures, left = self._waits.on_record(name, desk.store.staff, reading)
            if left:
                raise Refused("wait", seconds=left)
            if not fits:
                failures += 1
                body = PinRefused(name, failures, wait_after(failures))
                return [Draft("pin_refused", None, body, NOBODY)]
            return right(self._of_pin(name, of), failures)

        try:
            if fits and desk.signed.console:
                self._check_written()  # or a limit might let the right PIN through, and no wrong one onto the record
            desk.store.journal.append(drafts, reading)
        except Refused:
            self._waits.ended(name)
            raise
        except Trouble as trouble:
            raise Unwritten(trouble, fits, of) from trouble
        self._waits.ended(name)
        if not fits:
            raise Refused("wrong_pin", wait=self.wait_s(name), failures=failures)
        self._waits.clear(name)
        return works_here(desk.signed, name)

    def unwritten(self, checked: Checked, why: Unwritten) -> Person:
        """What came of a try that cannot be put on record: a window says it after a minute, the command line never."""
        if self._desk.signed.console:
            raise Refused("pin_unwritten", why=str(why.trouble)) from why
        self._desk.log.note("sign_in_not_saved", kind=why.trouble.kind)
        self._desk.tell(NOT_WRITTEN.format(why=why.trouble))
        if left := self._waits.unwritten(checked.person, self._desk.clock.read()):
            raise Refused("wait", seconds=left) from why
        if not why.fits:
            raise Refused("wrong_pin", wait=UNWRITTEN_S) from why
        self._desk.signed.renew(self._desk.store.staff)
        person = self._of_pin(checked.person, why.of)
        self._waits.clear(checked.person)
        return person

    def _pin_of(self, person: str) -> tuple[str, Pinned]:
        """What was set for a person, and what is kept of it, which fits. Refused as `People.check` says."""
        of, kept = works_here(self._desk.signed, person).pin, self._desk.store.pins.of(person)
        if not of or kept is None:
            raise Refused("no_pin", person=person)
        if kept.check != of:
            raise Refused("pin_changed", person=person)
        return of, kept

    def _of_pin(self, name: str, of: str) -> Person:
        """The person, if the PIN that was tried is still in force. Refused `no_such_person`, `pin_renewed`."""
        person = works_here(self._desk.signed, name)
        if person.pin != of:
            raise Refused("pin_renewed", person=name)
        return person

    def _check_written(self) -> None:
        """At the command line no PIN is tried where it cannot be put on record: a mark that takes more room than that is written, and
        removed. Refused `pin_unwritten`."""
        keep = self._desk.store.journal.keep_half_typed
        try:
            keep("", MARK, " " * ROOM)
            keep("", MARK, "")
        except Trouble as trouble:
            raise Refused("pin_unwritten", why=str(trouble)) from trouble


def works_here(signed: SignedIn, person: str) -> Person:
    """Who works here by that duty name. Refused `no_such_person`."""
    found = signed.people.get(person)
    if found is None or not found.active:
        raise Refused("no_such_person", person=person)
    return found
