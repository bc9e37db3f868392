"""What `doctor` and the desk tell of the ways to open the record, and of what managed.toml says of them."""

from collections.abc import Mapping

from desktop.core.errors import Refused, Trouble
from desktop.managed import decide
from desktop.paths import Places
from desktop.services import closed
from desktop.services.keyways import SlotView, view
from desktop.services.refusals import sentence
from desktop.store.check import Finding
from desktop.store.key_events import Way, ways_on_record
from desktop.store.opening import Store
from desktop.trust.keys import unlock
from desktop.trust.sealing import good_recipient
from desktop.trust.slots import SLOTS_FILE, kind_of, read_slots

CHANGED = "The way {name} to open the record was changed by somebody. It opens nothing."
GONE = "The way {name} ({kind}) to open the record is not in {file} any more, and nobody removed it with Threshold."
BACK = (
    "The way {name} ({kind}) to open the record was removed at event {seq} and is back. It opens the record."
)
UNTOLD = "The way {name} ({kind}) opens the record, and no event tells that it was made."
ALONE = "Only the key file of this computer opens the record: with it the record is lost."
ALONE_REMEDY = "Run threshold keys add-office or threshold keys add-sheet."
MEND = "Mend it there; threshold settings --explain tells which value holds."
UNSEALED = "The office {recipient} of {file} cannot open the record."


def findings(places: Places, realm: str = "record") -> list[Finding]:
    """All facts about the ways to open a record that opens, good and bad. Trouble where the list of them cannot be read."""
    slots = _slots(places, realm)
    found = [
        Finding(
            "key_slots", CHANGED.format(name=slot.name), f"Run threshold keys remove {slot.name}.", "error"
        )
        for slot in slots
        if slot.state == "changed"
    ]
    others = [
        f"{slot.kind} {slot.name}" for slot in slots if slot.kind != "machine" and slot.state == "whole"
    ]
    if others and all(slot.kind == "passphrase" for slot in slots):
        found.append(Finding("recovery", closed.ALONE, closed.ALONE_REMEDY, "warning"))
    elif others:
        found.append(Finding("recovery", f"The record can be recovered by: {', '.join(others)}.", "", "ok"))
    else:
        found.append(Finding("recovery", ALONE, ALONE_REMEDY, "warning"))
    return found


def against_record(store: Store) -> list[Finding]:
    """Ways that the record tells of and its list has lost, and the other way round. Trouble where either cannot be read."""
    told = ways_on_record(store)
    file = store.path.parent / SLOTS_FILE
    there = {slot.name: kind_of(slot) for slot in read_slots(file).slots if kind_of(slot) != "machine"}
    who = "Find out who can write there, then make it again: threshold keys add-{kind}."
    gone = [
        Finding(
            "key_slots", GONE.format(name=name, kind=way.kind, file=file), who.format(kind=way.kind), "error"
        )
        for name, way in told.items()
        if way.there and name not in there
    ]
    return gone + [
        _untold(name, kind, told.get(name)) for name, kind in there.items() if not _known(name, told)
    ]


def _known(name: str, told: Mapping[str, Way]) -> bool:
    return name in told and told[name].there


def _untold(name: str, kind: str, way: Way | None) -> Finding:
    """A way that is in the list and ought not to be."""
    remedy = f"Run threshold keys remove {name}."
    if way is None:
        return Finding("key_slots", UNTOLD.format(name=name, kind=kind), remedy, "warning")
    said = BACK.format(name=name, kind=kind, seq=way.seq)
    return Finding("way_back", said, f"{remedy} Find out who put an old keyslots.json there.", "error")


def no_supervisor_by(name: str, genuine: bool, way: Way | None) -> Refused | None:
    """Why who opened the record by this way may not become supervisor by that; None where that is allowed."""
    if not genuine:
        return Refused("slot_altered", name=name)
    if way is None:
        return Refused("way_untold", name=name)
    if not way.there:
        return Refused("way_back", name=name, seq=way.seq)
    return None if way.supervises else Refused("way_not_agreed", name=name)


def managed_findings(places: Places, realm: str = "record") -> list[Finding]:
    """What cannot be used of what IT has decided, and offices in it that cannot open the record."""
    at_hand = decide(places)
    where = at_hand.of("recovery").where
    found = [Finding("managed", each, MEND, "warning") for each in at_hand.findings]
    try:
        there = {slot.recipient for slot in _slots(places, realm) if slot.state == "whole"}
    except Trouble:  # told as what it is elsewhere
        there = None
    for number, each in enumerate(at_hand.managed.recovery, 1):
        try:
            recipient = good_recipient(each)
        except Refused as refused:
            said = f"{where}: recovery, number {number}, is not usable. {sentence(refused)}"
            found.append(Finding("managed", said, f"{MEND} Then run threshold keys add-office.", "warning"))
            continue
        if there is not None and recipient not in there:
            said = UNSEALED.format(recipient=recipient, file=where)
            found.append(Finding("managed", said, "Run threshold keys add-office.", "warning"))
    return found


def notices(places: Places, realm: str = "record") -> list[str]:
    """Sentences for the desk screen: a way that was changed, and what cannot be used of managed.toml."""
    try:
        bad = [each for each in findings(places, realm) if each.level == "error"]
    except Trouble:  # the record is open: its list of ways was damaged just now, and `doctor` says so
        bad = []
    return [f"{each.sentence} Tell IT." for each in (*bad, *managed_findings(places, realm))]


def _slots(places: Places, realm: str) -> list[SlotView]:
    folder = places.data / realm
    slots, key = read_slots(folder / SLOTS_FILE), unlock(folder, places.keys, places.held)
    return [view(slot, slots, key, places.keys) for slot in slots.slots]
