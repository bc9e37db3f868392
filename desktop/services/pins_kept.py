"""Whether what is kept of PINs is what was set, and whether who works here is looked up as it stands in the chain."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from desktop.core.chain import Finding
from desktop.core.events import Actor, Body, Envelope, Event
from desktop.core.people import (
    PEOPLE,
    KeysChanged,
    Person,
    PersonChanged,
    PersonLeft,
    PinSet,
    SignedIn,
    fold_people,
    may_sign_for_all,
)
from desktop.store.opening import Store
from desktop.store.staff import Staff

CHANGED = (
    "Event {seq}: what is kept of the PIN of {person} is not what was set. A supervisor can set another one."
)
GONE = "Event {seq}: what is kept of the PIN of {person} is gone. A supervisor can set another one."
STRAY = "A PIN is kept of {person}, who has none by the record."
HIDDEN = "Event {seq}: where people are looked up it {said}: an index, or its envelope, was changed."

KEYS_TOLD: Mapping[str, str] = MappingProxyType(
    {
        "recovered": "the record was opened with another key than this computer's: {which}",
        "added": "a way to open the record was added: {which}",
        "removed": "a way to open the record was taken away: {which}",
        "data_key": "the data key was changed",
    }
)
"""What was done with keys that must be known."""


class PinsSeen:
    """Sees the events of a record in order, as the chain has them. `told` is what was done with PINs, people and keys that must be
    known and speaks against nothing."""

    def __init__(self) -> None:
        self.told: list[Finding] = []
        self._bodies: list[Body] = []
        self._seqs: set[int] = set()
        self._set: dict[str, int] = {}

    def see(self, envelope: Envelope, body: Body | None) -> None:
        """The next event."""
        if said := _told(body):
            when = envelope.reading.local.strftime("%Y-%m-%d %H:%M")
            sentence = f"Event {envelope.seq}: it tells, on {when}, that {said} (by {_role(envelope.actor)})."
            self.told.append(Finding(envelope.seq, envelope.kind, sentence))
        if envelope.kind not in PEOPLE or body is None:
            return
        self._bodies.append(body)
        self._seqs.add(envelope.seq)
        if isinstance(body, PinSet):
            self._set[body.person] = envelope.seq

    def findings(self, store: Store) -> Iterator[Finding]:
        """What speaks against the record, after its last event. Trouble where it cannot be read."""
        people = fold_people(self._bodies)
        listed = {event.seq for event in store.staff.people()}
        for seq in sorted(listed ^ self._seqs):
            said = "is missing" if seq in self._seqs else "stands, and is none of theirs"
            yield Finding(seq, "people_differ", HIDDEN.format(seq=seq, said=said))
        for person in people.values():
            if (template := pin_fault(store, person)) != "":
                seq = self._set.get(person.person, 0)
                code = "pin_gone" if template == GONE else "pin_changed"
                yield Finding(seq, code, template.format(seq=seq, person=person.person))
        for name in store.staff.persons_with_pin():
            if name not in people or not people[name].pin:
                yield Finding(0, "pin_stray", STRAY.format(person=name))


def pin_fault(store: Store, person: Person) -> str:
    """The sentence's template for what is wrong with what is kept of a person's PIN; "" for nothing."""
    if not person.active or not person.pin:
        return ""
    kept = store.pins.of(person.person)
    if kept is None:
        return GONE
    return "" if kept.check == person.pin and store.pins.whole(kept) else CHANGED


def set_anew(staff: Staff, person: str, unseen: bool = False, until: int = 2**62) -> str:
    """By whom and when the PIN in force at event `until` was set for a person who had one; "" where the person set it, or never had
    another. `unseen`: also "" where the person has signed in since, the sign-in that is on record last left aside. Trouble where the
    record cannot be read."""
    last: Event | None = None
    for event in staff.people():
        if isinstance(event.body, PinSet) and event.body.person == person and event.seq <= until:
            last = event
    if last is None or not isinstance(last.body, PinSet) or last.body.why != "reset":
        return ""
    if unseen:
        tries, _ = staff.tries(last.seq)
        if sum(isinstance(each.body, SignedIn) and each.body.person == person for each in tries) > 1:
            return ""
    when = last.reading.local.strftime("%Y-%m-%d %H:%M")
    return f"{_by(last.actor)} on {when}"


def _role(actor: Actor) -> str:
    """Without the duty name, since monitoring keeps what `verify` says."""
    return {"supervisor": "a supervisor", "guard": "a guard", "it": "IT"}.get(
        actor.role, "nobody who was signed in"
    )


def _by(actor: Actor) -> str:
    return actor.person or ("IT" if actor.role == "it" else "nobody who was signed in")


def _told(body: Body | None) -> str:
    """What must be known of this event; "" for nothing."""
    if isinstance(body, PinSet) and body.why == "reset":
        return "the PIN of a person was set anew"
    if isinstance(body, PersonChanged):
        return f"a person has the role {body.role} from then on"
    if isinstance(body, PersonLeft):
        return "a person works here no longer"
    if isinstance(body, KeysChanged) and body.what in KEYS_TOLD:
        return KEYS_TOLD[body.what].format(which=" ".join(part for part in (body.slot, body.name) if part))
    return ""


def without_pin(store: Store) -> tuple[bool, list[str]]:
    """Whether a supervisor can sign in, and the duty names of those who cannot for what became of their PIN."""
    people = fold_people(event.body for event in store.staff.people()).values()
    faulty = [person.person for person in people if pin_fault(store, person)]
    return any(may_sign_for_all(each) and each.person not in faulty for each in people), faulty
