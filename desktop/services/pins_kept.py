"""Whether what is kept of PINs is what was set, and whether who works here is looked up as it stands in the chain."""

from collections.abc import Iterator

from desktop.core.chain import Finding
from desktop.core.events import Body, Envelope
from desktop.core.people import PEOPLE, Person, PinSet, fold_people
from desktop.services.signed import may_sign_for_all
from desktop.store.opening import Store

CHANGED = (
    "Event {seq}: what is kept of the PIN of {person} is not what was set. A supervisor can set another one."
)
GONE = "Event {seq}: what is kept of the PIN of {person} is gone. A supervisor can set another one."
STRAY = "A PIN is kept of {person}, who has none by the record."
HIDDEN = "Event {seq}: where people are looked up it {said}: an index, or its envelope, was changed."


class PinsSeen:
    """Sees the events of a record in order, as the chain has them."""

    def __init__(self) -> None:
        self._bodies: list[Body] = []
        self._seqs: set[int] = set()
        self._set: dict[str, int] = {}

    def see(self, envelope: Envelope, body: Body | None) -> None:
        """The next event."""
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


def without_pin(store: Store) -> tuple[bool, list[str]]:
    """Whether a supervisor can sign in, and the duty names of those who cannot for what became of their PIN."""
    people = fold_people(event.body for event in store.staff.people()).values()
    faulty = [person.person for person in people if pin_fault(store, person)]
    return any(may_sign_for_all(each) and each.person not in faulty for each in people), faulty
