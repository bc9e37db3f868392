"""Takes side records into the record that somebody has opened, proves what was taken in, and removes them only then (`store.siding`)."""

from collections.abc import Callable, Iterator
from contextlib import closing, suppress

from msgspec import Struct

from desktop.core import chain
from desktop.core.chain import Head, Row
from desktop.core.clock import Reading
from desktop.core.errors import Refused, Trouble
from desktop.core.events import Draft, Event, make_event
from desktop.core.particulars import CheckpointSigned, PhotoKept
from desktop.core.side_proof import SideProof, moved, packed
from desktop.core.siding import SideRecord, VisitTakenIn
from desktop.core.witness import Witness
from desktop.paths import Places
from desktop.store._engine import Database, connect, rows, translated
from desktop.store.admission import TakenDraft
from desktop.store.backup import copy_original
from desktop.store.former import DATABASE
from desktop.store.journal import PROGRAM
from desktop.store.opening import ATTACHMENTS, Store
from desktop.store.restore import refuse_running
from desktop.store.schema import make_migrations, migrate
from desktop.store.siding import move_aside, places_of, remove, sweep, vanished, waiting
from desktop.store.stored import chain_rows
from desktop.trust import device, side
from desktop.trust.keys import SLOTS_FILE, DataKey, hold, unlock
from desktop.trust.signed import Entry, SignedHeads
from desktop.trust.slots import Office, open_office, read_slots
from desktop.wall import Clock

_OF_SIDES = "kind = 'side_record'"

Step = Callable[[str], None]
"""Told which step of taking in is done; the kill test ends the process there."""


class TakenIn(Struct, frozen=True):
    """What became of the side records that waited: how many visits and events came in, how many records were taken in, sentences on those
    that were not, and those that another program still writes."""

    records: int = 0
    visits: int = 0
    events: int = 0
    aside: tuple[str, ...] = ()
    busy: int = 0


class Unfit(Exception):
    """Why a side record cannot be taken in, in codes."""

    def __init__(self, *why: str) -> None:
        super().__init__(", ".join(why))
        self.why = list(why)


def take_in(store: Store, clock: Clock, step: Step = lambda _: None) -> TakenIn:
    """Take in every side record that waits. One that is damaged, was changed, or was taken away (`siding.vanished`) is kept aside and named
    on record; the others go on. One that another program still writes stays. Raises Trouble where the record itself, or the disk, fails:
    then the rest waits for the next start."""
    places, found = store.places, TakenIn()
    sweep(places)
    names, lost = waiting(places), set(vanished(places))
    if not (names or lost):
        return found
    told = store.queries.events_where(_OF_SIDES)
    known = {event.body.side: event for event in told if isinstance(event.body, SideRecord)}
    key = unlock(store.path.parent, places.keys, places.held)
    for name in sorted({*names, *lost}):
        before = known.get(name)
        try:
            if before is not None and getattr(before.body, "what", "") == "kept_aside":
                move_aside(places, name)
                continue
            if name in lost:
                raise Unfit("taken_away")
            visits, events = _take_in(store, key, name, before, clock.read(), step)
        except Unfit as unfit:
            if before is not None:  # what it held is on record: nothing else is left to take
                remove(places, name)
                continue
            body = SideRecord("kept_aside", name, why=unfit.why)
            store.journal.append([Draft("side_record", None, body, PROGRAM)], clock.read())
            step("told")
            move_aside(places, name)
            found = _more(found, aside=name)
            continue
        except Trouble as trouble:
            if trouble.kind != "locked":
                raise
            found = _more(found, busy=1)
            continue
        remove(places, name)
        step("removed")
        found = _more(found, records=1, visits=visits, events=events) if events else found
    if found.records or found.aside:
        with suppress(Trouble):  # all of it is on disk; `verify` tells what is not signed
            store.journal.seal("every", clock.read())
    return found


def _more(
    found: TakenIn, records: int = 0, visits: int = 0, events: int = 0, aside: str = "", busy: int = 0
) -> TakenIn:
    asides = (*found.aside, *([aside] if aside else []))
    return TakenIn(
        found.records + records, found.visits + visits, found.events + events, asides, found.busy + busy
    )


class _Side(Struct, frozen=True):
    """A side record as it was read: all rows, its events of visits, what was kept beside them."""

    rows: list[Row]
    events: list[Event]
    packs: list[tuple[str, bytes]]
    originals: dict[int, tuple[str, bytes]]
    drafts: list[tuple[str, str, str]]
    why: list[str]


def _take_in(
    store: Store, key: DataKey, name: str, before: Event | None, reading: Reading, step: Step
) -> tuple[int, int]:
    """Take in one side record; how many visits and events it had. `before` is the event that tells of it where it was taken in and the
    process ended. Unfit, Trouble."""
    own = places_of(store.places, name)
    try:
        found = _read(store, own, _key_of(key, own))
    except (ValueError, LookupError, TypeError) as error:  # no program of ours wrote that
        raise Unfit("unreadable") from error
    if before is None and found.events:
        for pack_hash, content in found.packs:
            store.journal.keep_pack(pack_hash, content)
        _copy_originals(store, own, found)
        step("copied")
        try:
            before = store.journal.append(lambda first: _drafts(name, found, first), reading)[0]
        except (ValueError, LookupError, TypeError) as error:
            raise Unfit("does_not_fit") from error
        step("written")
    visits = len({event.visit for event in found.events})
    if found.events and before is not None:
        _prove(store, name, before.seq, len(found.events))
        step("proved")
        _keep_half_typed(store, found)
        step("typed")
    return visits, len(found.events)


def _key_of(key: DataKey, own: Places) -> tuple[DataKey, bool]:
    """The key of a side record, and whether this process had it: in memory still, or by its slot, which the side identity opens."""
    folder = own.data / "record"
    if not (folder / DATABASE).exists():
        raise Unfit("record_missing")
    try:
        slots = read_slots(folder / SLOTS_FILE)
        if (raw := own.held.key(slots.check)) is not None:
            return DataKey(raw), True
        secret = side.identity(key)
        for slot in slots.slots:
            if isinstance(slot, Office):
                opened = open_office(slot, slots.check, secret)
                hold(opened, own.held)
                return opened, False
    except Refused as error:
        raise Unfit("sealed_to_another") from error
    except Trouble as trouble:
        if trouble.kind not in ("key_missing", "key_damaged"):
            raise
        raise Unfit("slots_damaged") from trouble
    raise Unfit("not_sealed")


def _read(store: Store, own: Places, opened: tuple[DataKey, bool]) -> _Side:
    """Everything in a side record, checked: each event, and the checkpoints that this computer signed over them."""
    path, (key, live) = own.data / "record" / DATABASE, opened
    refuse_running(path.parent, own.keys, own.held)
    try:
        with closing(connect(path, key)) as db, translated(path):
            migrate(db, path, key, make_migrations())
            found = [row for batch in chain_rows(db) for row in batch]
            return _judged(store, own, found, db, live)
    except Trouble as trouble:
        if trouble.kind not in ("damaged", "ours"):
            raise
        raise Unfit("damaged") from trouble


def _judged(store: Store, own: Places, found: list[Row], db: Database, live: bool) -> _Side:
    """`live`: this very process had its key, and so wrote it."""
    witness = Witness(device.verify)
    signed = _signed(own)
    heads = [Head(each.seq, each.hash) for each in signed if each.seq]
    wrong = chain.verify(found, *heads, watch=witness.see)
    witnessed = witness.close()
    codes = [each.code for each in (*wrong, *witnessed.findings) if each.code != "not_sealed"]
    if codes:
        raise Unfit(*dict.fromkeys(codes))
    events = [make_event(row.envelope, row.prev, row.hash, row.payload) for row in found]
    ours = live or {each.device for each in signed} & {event.device for event in events}
    if (
        events and not ours
    ):  # who can write in the data folder alone can make one that fits in every other respect
        raise Unfit("not_of_this_pc")
    why = [] if store.journal.device_key() in ("", *witnessed.keys[-1:]) else ["other_device_key"]
    why += [] if witnessed.checkpoints else ["not_signed"]
    keys = rows(db, "SELECT seq, id, key FROM attachment_keys")
    return _Side(
        found,
        [event for event in events if event.visit is not None],
        [(str(name), bytes(content)) for name, content in rows(db, "SELECT hash, bytes FROM packs")],
        {int(seq): (str(ident), bytes(raw)) for seq, ident, raw in keys},
        [(str(a), str(b), str(c)) for a, b, c in rows(db, "SELECT visit, address, text FROM drafts")],
        why,
    )


def _signed(own: Places) -> tuple[Entry, ...]:
    try:
        return SignedHeads(own.keys, "record").entries()
    except Trouble:
        return ()


def _drafts(name: str, found: _Side, first: int) -> list[Draft]:
    """The event that tells of it, its events of visits in their order, and for each visit where it came from."""
    salts = {row.seq: row.salt for row in found.rows}
    places = {event.seq: first + place for place, event in enumerate(found.events, 1)}
    drafts: list[Draft] = [Draft("side_record", None, _told(name, found), PROGRAM)]
    counts = dict[str, int]()
    for event in found.events:
        visit, raw = str(event.visit), found.originals.get(event.seq)
        counts[visit] = counts.get(visit, 0) + 1
        body = moved(event.kind, event.body, places)
        key = DataKey(raw[1]) if raw is not None and isinstance(body, PhotoKept) else None
        made = TakenDraft(
            event.kind, visit, body, event.actor, reading=event.reading, salt=salts[event.seq] or b"", key=key
        )
        drafts.append(made)
    for visit, count in counts.items():
        drafts.append(Draft("visit_taken_in", visit, VisitTakenIn(first, count), PROGRAM))
    return drafts


def _told(name: str, found: _Side) -> SideRecord:
    bodies = [make_event(row.envelope, row.prev, row.hash, row.payload) for row in found.rows]
    last = next((each.body for each in reversed(bodies) if isinstance(each.body, CheckpointSigned)), None)
    times = [event.utc_us for event in found.events]
    return SideRecord(
        "taken_in",
        name,
        bodies[0].device,
        found.rows[-1].hash,
        len(found.rows),
        len(found.events),
        min(times),
        max(times),
        packed(row.envelope for row in found.rows),
        last.seq if last else 0,
        last.public if last else "",
        last.signature if last else "",
        found.why,
    )


def _copy_originals(store: Store, own: Places, found: _Side) -> None:
    """The sealed originals first, as with every photograph: an event never stands without its file."""
    for ident, _ in found.originals.values():
        place, goal = own.data / "record" / ATTACHMENTS / ident[:2] / ident, store.attachments.place(ident)
        if place.is_file() and not goal.is_file():
            with translated(goal):
                copy_original(place, goal)


def _keep_half_typed(store: Store, found: _Side) -> None:
    """What was half typed stands where it stood, unless something was typed there since."""
    for visit, address, text in found.drafts:
        if not store.queries.half_typed(visit).get(address):
            store.journal.keep_half_typed(visit, address, text)


def _prove(store: Store, name: str, first: int, count: int) -> None:
    """Read back what was taken in, from event `first` on, before what it was taken from goes. Trouble("ours") where it is not the same."""
    proof, seen = SideProof(device.verify), 0
    with closing(store.maintenance()) as db, translated(store.path):
        for row in _rows_from(db, first, count + 1):
            made = make_event(row.envelope, row.prev, row.hash, row.payload)
            proof.see(row, made, made.body)
            seen += 1
    proof.close()
    if proof.findings or seen != count + 1:
        sentence = f"The side record {name} was taken in, and is not the same on record. It was kept."
        raise Trouble("ours", sentence, "Keep this PC as it is, and report this sentence.", str(store.path))


def _rows_from(db: Database, first: int, count: int) -> Iterator[Row]:
    for batch in chain_rows(db, first - 1):
        for row in batch:
            if row.seq >= first + count:
                return
            yield row
