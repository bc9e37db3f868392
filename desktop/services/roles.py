"""Which role may do what; asked by every service before it shows, takes out, changes or administers anything.

PINs gate viewing and acting as somebody, never writing: `write` and `walk` are everybody's, also nobody's.
"""

from collections.abc import Mapping
from contextlib import nullcontext, suppress
from types import MappingProxyType
from typing import Protocol

from desktop.core.errors import Refused, Trouble
from desktop.core.events import Actor
from desktop.services.signed import IT, NOBODY, SignedIn
from desktop.store.opening import Store

EVERYBODY = frozenset({"guard", "supervisor", "it", "none"})
SEES = frozenset({"guard", "supervisor"})
SUPERVISES = frozenset({"supervisor"})
ADMINISTERS = frozenset({"it"})

ACTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "write": EVERYBODY,
        "walk": EVERYBODY,
        "who": EVERYBODY,
        "doctor": EVERYBODY,
        "see_open": EVERYBODY,
        "see_closed": SEES,
        "report": SEES,
        "verify": SEES | ADMINISTERS,
        "annex": SUPERVISES,
        "visits": SEES,
        "addendum": SEES,
        "review": SUPERVISES,
        "people": SUPERVISES,
        "forget": SUPERVISES,
        "hold": SUPERVISES,
        "keys": ADMINISTERS,
        "backup": SUPERVISES | ADMINISTERS,
        "sync": SUPERVISES | ADMINISTERS,
        "restore": ADMINISTERS,
        "salvage": ADMINISTERS,
        "setup": ADMINISTERS,
        "policy": SUPERVISES | ADMINISTERS,
        "policy_trust": ADMINISTERS,
    }
)
"""Act → the roles that may do it once people are set up; "none" is nobody signed in. `walk` is the open visit on the screen, of which
a locked desk leaves out what was written before; `see_open` is all of an open visit."""

NEEDS_UNLOCKED = frozenset({"see_open"})
"""What is everybody's, but not while the desk is locked."""

NEEDS_PEOPLE = frozenset({"people", "forget", "hold"})
"""What nobody does by their own word: before people are set up it is not done at all."""


class AtDesk(Protocol):
    """What is asked of a desk: who is signed in there, and its record."""

    signed: SignedIn
    store: Store


def require(desk: AtDesk, act: str, actor: Actor | None = None) -> Actor:
    """Who acts: `actor`, or whoever is signed in here where none is given. Nothing is written.

    Refused `sign_in` where somebody must sign in first, `not_your_role` with the `role` that lacks it, `not_signed_in` for an actor
    who is not signed in here, `no_people` for what needs a supervisor where nobody can sign in yet. Trouble where the record cannot be
    read. For `write` and `walk` one number is read, so that no visit waits, and who left meanwhile is refused nothing: what is
    returned acts then, nobody, or the same person in the role of now.
    """
    signed, allowed = desk.signed, ACTS[act]
    own, set_up = signed.actor, signed.set_up
    with suppress(Trouble) if act in ("write", "walk") else nullcontext():
        own, set_up = signed.standing(desk.store.staff)
    if act in ("write", "walk") and actor is not None and actor == signed.former:
        actor = own if own is not None and own.person == actor.person else NOBODY
    who = actor or own or (IT if signed.console else NOBODY)
    _check_own(who, own, set_up, signed.console)
    if not set_up:
        if act in NEEDS_PEOPLE:
            raise Refused("no_people")
        return who
    if who.role not in allowed:
        raise Refused("sign_in") if who.role == "none" else Refused("not_your_role", role=who.role)
    if act in NEEDS_UNLOCKED and signed.locked:
        raise Refused("sign_in")
    return who


def see_visit(desk: AtDesk, closed: bool) -> int:
    """Whether a visit may be seen now: the number of the event up to which its contents are left out, 0 for none. An open visit is
    everybody's; while the desk is locked only what was written since. Refused and Trouble as `require` says."""
    if closed:
        require(desk, "see_closed")
        return 0
    require(desk, "walk")
    return desk.signed.hidden_to if desk.signed.locked else 0


def may(desk: AtDesk, act: str) -> bool:
    """Whether who is signed in here may do it. Trouble as `require` says."""
    try:
        require(desk, act)
    except Refused:
        return False
    return True


def _check_own(who: Actor, own: Actor | None, set_up: bool, console: bool) -> None:
    """Nobody acts as somebody who is not signed in here, or on behalf of another. Refused `not_signed_in`."""
    if who.how == "pin":
        known = who == own
    elif not set_up or who == NOBODY:
        known = not (set_up and who.behalf)
    else:
        known = console and who == IT
    if not known:
        raise Refused("not_signed_in")
