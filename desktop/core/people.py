"""Who works at this desk: the events that add people, set PINs and sign people in, and what they amount to.

People are known by their duty name ("Guard 12"), as on the duty list; a full name is asked nowhere. A duty name is given once and
never to another person, so that an old event always means the same one. No PIN, and nothing that a PIN could be found from, is ever
in an event: `check` only shows later whether what is kept beside the journal is still what was set.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Literal, get_args

from msgspec import Struct

Role = Literal["guard", "supervisor", "it"]
ROLES: tuple[str, ...] = get_args(Role)
PinReason = Literal["first", "own", "reset"]
"""Set when the person was added; changed by the person; reset by a supervisor on site."""

OutReason = Literal["left", "switched", "idle", "locked", "closed"]
"""Signed out; another person signed in; nobody touched the PC; locked by hand; the program ended."""

KeyChange = Literal["made", "added", "removed", "replaced", "recovered", "data_key"]
SlotKind = Literal["", "machine", "office", "sheet", "passphrase"]


class PersonAdded(Struct, frozen=True, forbid_unknown_fields=True):
    """A person may sign in from now on, once a PIN is set. `person` is the duty name."""

    person: str
    role: Role


class PersonChanged(Struct, frozen=True, forbid_unknown_fields=True):
    """A person has another role from now on."""

    person: str
    role: Role


class PersonLeft(Struct, frozen=True, forbid_unknown_fields=True):
    """A person works here no longer and cannot sign in; the duty name is never given again."""

    person: str


class PinSet(Struct, frozen=True, forbid_unknown_fields=True):
    """A PIN was set. `check` (SHA-256, hex) commits to what is kept of it; nothing can be guessed from it without a secret salt."""

    person: str
    why: PinReason
    check: str


class SignedIn(Struct, frozen=True, forbid_unknown_fields=True):
    """The right PIN was given; from now on this person acts. `failures` wrong ones came before it."""

    person: str
    failures: int = 0


class SignedOut(Struct, frozen=True, forbid_unknown_fields=True):
    """From now on nobody is signed in, or another person is."""

    person: str
    why: OutReason


class PinRefused(Struct, frozen=True, forbid_unknown_fields=True):
    """A wrong PIN was given for a person: the `failures`-th in a row. Nobody is locked out; the next try waits `wait_s` seconds."""

    person: str
    failures: int
    wait_s: int


class KeysChanged(Struct, frozen=True, forbid_unknown_fields=True):
    """A way to open this record was made, added, taken away, used to recover, or the data key itself was changed. `slot` is the kind
    of way, `name` says which one (never the key)."""

    what: KeyChange
    slot: SlotKind = ""
    name: str = ""


class HoldPlaced(Struct, frozen=True, forbid_unknown_fields=True):
    """Nothing of this visit may be removed (a legal hold), or of the whole record where the event is of no visit. `hold` names it."""

    hold: str
    reason: str


class HoldLifted(Struct, frozen=True, forbid_unknown_fields=True):
    """The hold of that name is over."""

    hold: str
    reason: str


OfPeople = (
    PersonAdded
    | PersonChanged
    | PersonLeft
    | PinSet
    | SignedIn
    | SignedOut
    | PinRefused
    | KeysChanged
    | HoldPlaced
    | HoldLifted
)

BODIES: Mapping[str, type[Struct]] = MappingProxyType(
    {
        "person_added": PersonAdded,
        "person_changed": PersonChanged,
        "person_left": PersonLeft,
        "pin_set": PinSet,
        "signed_in": SignedIn,
        "signed_out": SignedOut,
        "pin_refused": PinRefused,
        "keys_changed": KeysChanged,
        "hold_placed": HoldPlaced,
        "hold_lifted": HoldLifted,
    }
)
"""Kind → the body of its first version."""

PEOPLE = frozenset({"person_added", "person_changed", "person_left", "pin_set"})
"""The kinds that `fold_people` reads."""


class Person(Struct, frozen=True):
    """A person as of the last event. `pin` is the `check` of the PIN in force, "" where none was set."""

    person: str
    role: Role
    active: bool = True
    pin: str = ""


def may_sign_for_all(person: Person) -> bool:
    """Whether this is a supervisor who works here and has a PIN."""
    return person.active and person.role == "supervisor" and person.pin != ""


def fold_people(bodies: Iterable[object]) -> Mapping[str, Person]:
    """Duty name → person, in the order in which they were added; those who left are among them. Other bodies are passed over."""
    found: dict[str, Person] = {}
    for body in bodies:
        if isinstance(body, PersonAdded):
            found.setdefault(body.person, Person(body.person, body.role))
        elif isinstance(body, PersonChanged | PersonLeft | PinSet) and body.person in found:
            found[body.person] = _after(found[body.person], body)
    return found


def _after(person: Person, body: PersonChanged | PersonLeft | PinSet) -> Person:
    if isinstance(body, PersonChanged):
        return Person(person.person, body.role, person.active, person.pin)
    if isinstance(body, PinSet):
        return Person(person.person, person.role, person.active, body.check)
    return Person(person.person, person.role, False, "")
