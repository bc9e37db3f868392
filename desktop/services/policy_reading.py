"""What people are to read: the bulletin that stands, and what changed in the policy since they last read it; and who has read it (rows
P14, G17). Nothing of it ever keeps anybody from a visit."""

from msgspec import Struct

from desktop.core.errors import Refused
from desktop.core.events import Actor, Draft
from desktop.core.policies import Acknowledged, Installed, PolicyAcknowledged, Shelf
from desktop.core.whatchanged import what_changed
from desktop.services.desk import Desk
from desktop.services.roles import may, require


class BulletinView(Struct, frozen=True):
    """The page that stands above the walk. `read`: whoever is signed in has read it."""

    serial: int
    title: str
    text: str
    hash: str
    since: str
    read: bool


class News(Struct, frozen=True):
    """What changed in the policy, in sentences, from the version that this person read last (or the one before) to the one in force."""

    version: str
    former: str
    hash: str
    effective: str
    lines: tuple[str, ...]


class Receipt(Struct, frozen=True):
    """Who has read what: duty name, role, how the person is known ("pin", "claimed"), and the facility's time."""

    what: Acknowledged
    title: str
    hash: str
    person: str
    role: str
    how: str
    at: str


class Readers(Struct, frozen=True):
    """Who has read a pack or a bulletin, oldest first, and who of those who work here has not said so by PIN."""

    read: tuple[Receipt, ...]
    missing: tuple[str, ...]


def bulletin(desk: Desk, actor: Actor | None = None) -> BulletinView | None:
    """The bulletin that stands for this desk's pack; None for none. Raises Trouble."""
    who = require(desk, "who", actor)
    shelf = desk.policies.shelf()
    found = shelf.bulletin(desk.policies.id)
    if found is None:
        return None
    told, event = found.body, desk.store.queries.event(found.seq)
    since = event.reading.local.isoformat(timespec="minutes") if event is not None else ""
    return BulletinView(
        told.serial,
        told.title,
        told.text,
        told.hash,
        since,
        told.hash in shelf.read_by("bulletin", who.person, who.how),
    )


def news(desk: Desk, actor: Actor | None = None) -> News | None:
    """What changed, for a person who has not acknowledged the pack in force; None where there is nothing to read: no signed pack is in
    force, or it was read. Raises Trouble."""
    who = require(desk, "who", actor)
    shelf = desk.policies.shelf()
    now = next(iter(shelf.in_force(desk.policies.id, desk.policies.today())), None)
    if now is None:
        return None
    read = shelf.read_by("policy", who.person, who.how)
    if now.body.hash in read:
        return None
    pack, former = desk.pack_of(now.body.hash), _former(shelf, now, read)
    was = desk.pack_of(former.body.hash) if former is not None else desk.policies.shipped
    lines = what_changed(was.policy, was.texts, pack.policy, pack.texts, desk.language)
    head = pack.policy.head
    return News(head.version, was.policy.head.version, now.body.hash, head.effective, lines)


def acknowledge(desk: Desk, what: Acknowledged, digest: str, actor: Actor | None = None) -> None:
    """Put on record that who acts has read it. Once is enough: a second time writes nothing. Refused `who_reads` where nobody says who they
    are, `nothing_to_read` where it is neither a pack nor a bulletin of this record."""
    who = require(desk, "write", actor)
    if not who.person:
        raise Refused("who_reads")
    shelf = desk.policies.shelf()
    known = {each.body.hash for each in (shelf.packs if what == "policy" else shelf.bulletins)}
    if digest not in known:
        raise Refused("nothing_to_read")
    if digest not in shelf.read_by(what, who.person, who.how):
        body = PolicyAcknowledged(what, digest)
        desk.store.journal.append([Draft("policy_acknowledged", None, body, who)], desk.clock.read())


def receipts(desk: Desk, actor: Actor | None = None) -> tuple[Receipt, ...]:
    """Who has read what, oldest first: for supervisors and IT."""
    require(desk, "policy", actor)
    shelf = desk.policies.shelf()
    titles = {each.body.hash: f"{each.body.pack} {each.body.version}" for each in shelf.packs}
    titles |= {each.body.hash: each.body.title for each in shelf.bulletins}
    return tuple(
        Receipt(each.what, titles.get(each.hash, ""), each.hash, each.person, each.role, each.how, each.at)
        for each in shelf.read
    )


def readers(desk: Desk, digest: str) -> Readers | None:
    """Who has read this pack or bulletin, for a supervisor or IT who is signed in; None for others, and where nobody can sign in yet.
    Raises Trouble."""
    if not desk.signed.set_up or not may(desk, "policy"):
        return None
    read = tuple(each for each in receipts(desk) if each.hash == digest)
    done = {each.person for each in read if each.how == "pin"}
    here = (each for each in desk.people.everyone() if each.active and each.role in ("guard", "supervisor"))
    return Readers(read, tuple(each.person for each in here if each.person not in done))


def _former(shelf: Shelf, now: Installed, read: frozenset[str]) -> Installed | None:
    """The version that this person read last; else the one before."""
    older = [each for each in shelf.packs if each.body.pack == now.body.pack and each.seq < now.seq]
    mine = [each for each in older if each.body.hash in read]
    return max(mine or older, key=lambda each: each.body.serial, default=None)
