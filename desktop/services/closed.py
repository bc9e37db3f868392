"""A site without a key file: the desk that works while the record is closed, the passphrase that opens it, and what comes in then.

Nothing here waits for a person. A start at which nobody has typed the passphrase begins a side record (`store.siding`), in which visits
are recorded as always; once the record is open, all side records are taken into it.
"""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from desktop.core.errors import Trouble
from desktop.core.events import Draft
from desktop.core.siding import SideRecord
from desktop.log import Log
from desktop.paths import Places
from desktop.services.keyways import by_passphrase, opened, opens
from desktop.store import siding
from desktop.store.check import Finding
from desktop.store.journal import PROGRAM, Moment
from desktop.store.opening import Realm, Store, open_store
from desktop.store.taking_in import TakenIn, take_in
from desktop.trust import side
from desktop.trust.device import open_device_key
from desktop.trust.keys import SLOTS_FILE, hold, key_files, unlock
from desktop.trust.passphrase import LONGEST as LONGEST
from desktop.trust.slots import KeySlots, Machine, has_passphrase, read_slots
from desktop.wall import Clock

CLOSED = (
    "The record is closed; new visits work as always. All is saved. Earlier visits, lists and reports come back when somebody who knows"
    " the passphrase opens the record: F6."
)
BEFORE = "{n} earlier starts wrote visits. They are saved, and come back then."
BEFORE_ONE = "An earlier start wrote visits. They are saved, and come back then."
ONLY_HERE = (
    "Do not turn this PC off. The record is closed. New visits work, and what is written now is lost if this PC stops: its key is in"
    " memory only. Have the passphrase typed now: F6. Write on paper too. Call IT now."
)
CAME_IN = "{n} visits that were begun while the record was closed are in it now."
CAME_IN_ONE = "1 visit that was begun while the record was closed is in it now."
ASIDE = "What was written while the record was closed could not be taken in: {names}. It is kept. Keep your paper notes. Call IT now."
NOT_NOW = "What was written while the record was closed is saved, and not in the record yet. You can go on working. Call IT: {why}"
CHANGED = (
    "Somebody changed to whom this PC seals what is written while the record is closed. It is set right now."
    " Call IT and your supervisor now."
)
ALONE = "Only a passphrase opens the record: if it is forgotten, all of the record is lost."
ALONE_REMEDY = "Run threshold keys add-sheet or threshold keys add-office."


def by_passphrase_only(slots: KeySlots) -> bool:
    """Whether a site chose to have no key file."""
    return has_passphrase(slots) and not any(isinstance(slot, Machine) for slot in slots.slots)


def unlock_by(folder: Path, places: Places, words: str) -> str:
    """Hold the key of the record in `folder` that this passphrase opens, in the memory of this process; the name of the way. Refused
    `passphrase_wrong`, `no_such_way`; Trouble. Takes about a second for each passphrase there is."""
    slots = read_slots(folder / SLOTS_FILE)
    way, key = opened("passphrase", by_passphrase(words), slots)
    hold(key, places.held)
    return way.name


def open_record(
    places: Places,
    create: bool,
    realm: Realm,
    clock: Clock,
    steps: Callable[[Moment], None],
    closed_too: bool,
    log: Log,
) -> tuple[Store, list[str]]:
    """Open the record, and take in what waits for it; with `closed_too` a side record is begun where nobody opened it yet. Sentences for
    the desk. Trouble as `open_store` says."""
    try:
        store = open_store(places, create=create, realm=realm, clock=clock, steps=steps)
    except Trouble as trouble:
        if trouble.kind != "closed" or not closed_too:
            raise
        before = len(siding.waiting(places))
        store, sealed = siding.begin(places, clock, steps)
        told = [BEFORE_ONE if before == 1 else BEFORE.format(n=before)] if before else []
        return store, [CLOSED if sealed else ONLY_HERE, *told]
    if not create or realm != "record":
        return store, []
    aside = siding.kept_aside(places)
    kept = [ASIDE.format(names=", ".join(aside))] if aside else []
    try:
        return store, [*kept, *_keep_side(store, clock), *_came_in(take_in(store, clock))]
    except Trouble as trouble:  # all of it stays where it is for the next start
        log.note("not_taken_in", kind=trouble.kind)
        return store, [NOT_NOW.format(why=trouble)]


def go_on(store: Store, clock: Clock) -> Store:
    """The same side record opened once more, where the record could not be opened after all. Trouble."""
    again = open_store(store.places, create=True, clock=clock)
    again.side = store.side
    return again


def let_go(store: Store) -> None:
    """The desk of a side record was closed: where no visit was begun there is nothing to keep. What cannot be removed stays."""
    with suppress(Trouble):
        siding.discard_empty(store)


def findings(places: Places) -> list[Finding]:
    """What `doctor` tells of a site without a key file, and of side records, whether the record is open or not. Trouble where the list of
    ways cannot be read."""
    found = [*_waiting(places)]
    folder = places.data / "record"
    if not (folder / SLOTS_FILE).exists():
        return found
    slots = read_slots(folder / SLOTS_FILE)
    if not by_passphrase_only(slots):
        return found
    left = [place for place in key_files(places.keys) if opens(place, slots.check)]
    if left:
        said = f"This site is to open by a passphrase only, and {left[0]} opens the record too."
        found.append(Finding("key_file_left", said, "Run threshold keys passphrase-only again.", "error"))
    try:
        device = open_device_key(places.keys, "record")
    except Trouble:
        device = None
    if not side.known_recipient(folder, places.keys, slots.check, device):
        said = "Nobody can be believed to be whom side records are sealed to: what is written while the record is closed would be lost."
        found.append(Finding("side_recipient", said, "Open the record in the window: F6.", "error"))
    elif (raw := places.held.key(slots.check)) is not None:
        changed = (
            side.changed_statements(folder, places.keys, unlock(folder, places.keys, places.held))
            if raw
            else []
        )
        for place in changed:
            said = f"{place} was changed by somebody: what is written while the record is closed may be sealed to them."
            found.append(
                Finding(
                    "side_recipient", said, "Open the record in the window, which sets it right: F6.", "error"
                )
            )
    return found


def _waiting(places: Places) -> list[Finding]:
    found = []
    if names := siding.waiting(places):
        said = f"{len(names)} side records wait to be taken in: what was written while the record was closed."
        found.append(Finding("side_waiting", said, "Open the record in the window: F6.", "warning"))
    if names := siding.kept_aside(places):
        said = f"Side records that could not be taken in are kept in {places.data / siding.ASIDE}: {', '.join(names)}."
        found.append(
            Finding("side_aside", said, "Keep them, and ask whoever looks after Threshold.", "error")
        )
    return found


def _keep_side(store: Store, clock: Clock) -> list[str]:
    """Have the side recipient stand where a closed start looks for it; that somebody changed it is put on record and told."""
    places, folder = store.places, store.path.parent
    slots = read_slots(folder / SLOTS_FILE)
    if not by_passphrase_only(slots):
        return []
    key = unlock(folder, places.keys, places.held)
    changed = side.changed_statements(folder, places.keys, key)
    if changed:
        body = SideRecord("recipient_changed")
        store.journal.append([Draft("side_record", None, body, PROGRAM)], clock.read())
    make_ready(store)
    return [CHANGED] if changed else []


def make_ready(store: Store) -> None:
    """Write what a start needs while the record is closed: the side recipient, and which record numbers were given out. Trouble."""
    places, folder = store.places, store.path.parent
    try:
        device = open_device_key(places.keys, "record")
    except Trouble:  # then what lies in the keys folder is believed as it is
        device = None
    said = side.statement(unlock(folder, places.keys, places.held), device)
    if not side.stands(folder, places.keys, said):
        side.write_statement(folder, places.keys, said)
    siding.keep_block(places, store)


def _came_in(taken: TakenIn) -> list[str]:
    found = []
    if taken.visits:
        found.append(CAME_IN_ONE if taken.visits == 1 else CAME_IN.format(n=taken.visits))
    if taken.aside:
        found.append(ASIDE.format(names=", ".join(taken.aside)))
    if taken.busy:
        found.append(NOT_NOW.format(why="another program has it open."))
    return found
