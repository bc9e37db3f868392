"""Sends the record to the office and takes its receipts in: what waits, what went, what is confirmed, and the one thing to do.

Nothing of it is an event: a sending that made one would never be finished. What went out and what came back lies beside the record
(`sync.sent`), is signed, and is held against the journal each time. A visit never waits for any of it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Literal

import msgspec

from desktop.core.bundles import MOST_BYTES, BundleUnusable, Receipt, name_of, receipt_for
from desktop.core.errors import Refused, Trouble
from desktop.core.events import Actor, read_envelope
from desktop.core.sending import Span, count, holds, joined, without
from desktop.log import open_log
from desktop.managed import STORE, decided
from desktop.paths import Places
from desktop.services.desk import Desk, open_desk
from desktop.services.refusals import sentence
from desktop.services.roles import require
from desktop.store.sending import Outgoing, outgoing
from desktop.sync.bundle import Made, Sender, make_bundles, read_header
from desktop.sync.receipts import MOST_RECEIPT, read_receipt
from desktop.sync.sent import BUNDLE, FOLDER, RECEIPT, SentBook
from desktop.sync.target import Target
from desktop.sync.targets.folder import Folder
from desktop.trust.device import DeviceKey, open_device_key
from desktop.trust.sealing import good_recipient
from desktop.wall import Clock

NOTHING_NAMED = "Nothing is sent from here: IT has named no place (sync_to)."
NO_READER = "Nothing can be sent: IT has not said who may read it (sync_recipients)."
NO_RECEIPTS = "Nothing can be confirmed: IT has not named the key of the office's receipts (sync_receipts)."
SET_BACK = "The office confirmed event {seq}, and this record ends at event {last}: it was set back, or its end was cut off."
OTHERS = (
    "The office confirmed event {seq} with another hash than it has here: one of the two was written anew."
)
SINCE_RESTORE = "The office has events up to {seq} from before this record was restored; what the backup did not hold is there."
KEEP = "Keep this PC as it is, and tell counsel. Run threshold verify; the office has what was sent."

Progress = Callable[[int, int], None]
"""Told how far it is: events sent, and of how many."""

OnWay = Literal["waits", "exported", "received"]

Wrong = tuple[str, str]
"""What is wrong, and what to do."""


class Way(msgspec.Struct, frozen=True):
    """Where records go, who may open them, and whose receipts count: as IT has decided."""

    where: str = ""
    recipients: tuple[str, ...] = ()
    office: str = ""
    wrong: tuple[Wrong, ...] = ()


class Standing(msgspec.Struct, frozen=True):
    """How far the record has come: `events` in all; of them `waits`, `went` without receipt, `received`, and the `visits` that wait.
    `wrong` speaks against the record or the way, `told` is to be known, `advice` is the one thing to do."""

    where: str
    events: int
    waits: int
    went: int
    received: int
    visits: int
    wrong: tuple[Wrong, ...]
    told: tuple[str, ...]
    advice: str

    @property
    def state(self) -> str:
        """One word for scripts: off, wrong, waits, went or received."""
        if not self.where:
            return "off"
        return "wrong" if self.wrong else "waits" if self.waits else "went" if self.went else "received"


class Sent(msgspec.Struct, frozen=True):
    """What one sending did. `stopped`: somebody ended it; what had gone out counts."""

    bundles: int
    events: int
    receipts: int
    stopped: bool
    wrong: tuple[str, ...]


class _Found(msgspec.Struct):
    """What the book says, held against the journal."""

    received: list[Span] = []
    went: list[Span] = []
    wrong: list[Wrong] = []
    told: list[str] = []


def way_of(places: Places) -> Way:
    """What IT has decided; a recipient that is no key is left out and told."""
    by_it = decided(places)
    wrong: list[Wrong] = []
    recipients: list[str] = []
    for number, each in enumerate(by_it.sync_recipients, 1):
        try:
            recipients.append(good_recipient(each))
        except Refused as refused:
            wrong.append((f"sync_recipients, number {number}: {sentence(refused)}", "Let IT mend it."))
    return Way(by_it.sync_to, tuple(recipients), by_it.sync_receipts, tuple(wrong))


def standing(desk: Desk, way: Way) -> Standing:
    """How far this record has come, from what lies beside it: no stick need be plugged in. For the thread that opened the desk. Trouble
    where the record cannot be read."""
    require(desk, "doctor")
    with outgoing(desk.store) as source:
        found = _found(source, _book(desk), way, desk.store.owner.epoch)
        everything = [Span(1, source.last)] if source.last else []
        waits = without(everything, [*found.received, *found.went])
        went = count(without(found.went, found.received))
        wrong = tuple(dict.fromkeys([*way.wrong, *found.wrong, *_lacks(way)]))
        return Standing(
            where=way.where,
            events=source.last,
            waits=count(waits),
            went=went,
            received=count(found.received),
            visits=source.visits_in(waits),
            wrong=wrong,
            told=tuple(dict.fromkeys(found.told)),
            advice=_advice(way, count(waits), went, wrong),
        )


def send(
    desk: Desk,
    way: Way,
    again: bool = False,
    progress: Progress = lambda done, of: None,
    stop: Callable[[], bool] = lambda: False,
) -> Sent:
    """Take the receipts in that lie at the place, then put there what waits; `again`: all that nobody has confirmed.

    For the thread that opened the desk (`Desk.another` for one beside the window). `stop` is asked before each bundle. After any
    Trouble what had gone out counts, and the next sending goes on there. Refused `sync_off`, `no_reader`; Trouble of the place and
    of the record.
    """
    require(desk, "sync")
    if not way.where:
        raise Refused("sync_off")
    if not way.recipients:
        raise Refused("no_reader")
    key, place, book = _key(desk), place_of(way.where, desk.home.config), _book(desk)
    with outgoing(desk.store) as source:
        sender = Sender(desk.store.owner.realm, key, way.recipients, source.first_pack)
        going = _Going(source, place, book, way, sender)
        names = place.names()
        receipts = going.collect(names)
        going.adopt(names)
        found = _found(source, book, way, desk.store.owner.epoch)
        going.wrong += [words for words, _ in found.wrong]
        everything = [Span(1, source.last)] if source.last else []
        bundles, events, stopped = going.put(
            without(everything, found.received if again else [*found.received, *found.went]), progress, stop
        )
    desk.log.note("sent", bundles=bundles, events=events, receipts=receipts)
    return Sent(bundles, events, receipts, stopped, tuple(going.wrong))


def send_by_itself(places: Places, facility: Path | None = None, clock: Clock | None = None) -> None:
    """What an open window does now and then: send, where IT has named a place and it is there. A line in the log where that was not
    possible; a stick that is not plugged in is no news."""
    way = way_of(places)
    if not (way.where and way.recipients):
        return
    if not way.where.startswith(STORE) and not Path(way.where).is_dir():
        return
    try:
        with closing(open_desk(places, facility, clock, create=False)) as desk:
            if not desk.closed:
                send(desk, way)
    except (Trouble, Refused) as problem:
        log = open_log(places.logs)
        log.note("not_sent", kind=problem.kind if isinstance(problem, Trouble) else problem.code)
        log.close()


def place_of(where: str, config: Path) -> Target:
    """The place that this text names; `config` is the folder of s3.toml. Trouble where this installation cannot go there."""
    if not where.startswith(STORE):
        return Folder(Path(where))
    try:
        from desktop.sync.targets.s3 import Bucket
    except ImportError as error:
        words = f"This installation of Threshold cannot reach {where}."
        remedy = "Name a folder or share in sync_to, or pip install 'threshold-desk[office]'."
        raise Trouble("io", words, remedy, where) from error
    return Bucket(where, config)


def against_receipt(desk: Desk) -> Wrong | None:
    """What the furthest receipt says against this record, None where it fits: one file is read. Trouble as in `standing`."""
    require(desk, "doctor")
    way = way_of(desk.home)
    found = _Found()
    if way.office and (last := _book(desk).furthest(way.office)) is not None:
        with outgoing(desk.store) as source:
            if source.hash_at(last.to_seq) != last.head:
                _against(last, source, desk.store.owner.epoch, found)
    return found.wrong[0] if found.wrong else None


def visits_on_way(desk: Desk, way: Way, actor: Actor | None = None) -> tuple[tuple[str, OnWay], ...]:
    """Each visit's record number, newest first, and whether all of it was received or exported, or some of it waits (row Y8). Refused and
    Trouble as for lists of visits."""
    require(desk, "visits", actor)
    with outgoing(desk.store) as source:
        found = _found(source, _book(desk), way, desk.store.owner.epoch)
    received, went = joined(found.received), joined([*found.received, *found.went])
    return tuple(
        (line.record_number, _on_way(line.last_seq, received, went))
        for line in desk.store.queries.all_visits()
    )


def _on_way(last: int, received: Sequence[Span], went: Sequence[Span]) -> OnWay:
    if holds(received, last):
        return "received"
    return "exported" if holds(went, last) else "waits"


def _book(desk: Desk) -> SentBook:
    return SentBook(desk.home.data / FOLDER)


def _key(desk: Desk) -> DeviceKey:
    """Trouble where nothing can be signed: what is not signed is not sent."""
    if desk.store.unsigned is not None:
        raise desk.store.unsigned
    key = open_device_key(desk.store.places.keys, desk.store.owner.realm)
    if key is None:
        words = "The key that this desk signs with is missing, and nothing is sent unsigned."
        raise Trouble("key_missing", words, "Start Threshold once: it makes another.")
    return key


def _lacks(way: Way) -> Iterator[Wrong]:
    if way.where and not way.recipients:
        yield NO_READER, "Let IT add it to managed.toml: threshold office card prints it."
    if way.where and not way.office:
        yield NO_RECEIPTS, "Let IT add it to managed.toml: threshold office card prints it."


def _found(source: Outgoing, book: SentBook, way: Way, epoch: int) -> _Found:
    found = _Found()
    for header in book.went(found.told.append):
        if source.hash_at(header.to_seq) == header.head:
            found.went.append(Span(header.from_seq, header.to_seq))
    for receipt in book.receipts(way.office, found.told.append) if way.office else ():
        if source.hash_at(receipt.to_seq) == receipt.head:
            found.received.append(Span(receipt.from_seq, receipt.to_seq))
        else:
            _against(receipt, source, epoch, found)
    return found


def _against(receipt: Receipt, source: Outgoing, epoch: int, found: _Found) -> None:
    """A receipt for what does not stand here (row X4). Before a restore that is as it should be; else the record was set back or
    written anew."""
    if receipt.device not in source.devices:
        return
    if receipt.epoch < epoch:
        found.told.append(SINCE_RESTORE.format(seq=receipt.to_seq))
    elif receipt.to_seq > source.last:
        found.wrong.append((SET_BACK.format(seq=receipt.to_seq, last=source.last), KEEP))
    else:
        found.wrong.append((OTHERS.format(seq=receipt.to_seq), KEEP))


def _advice(way: Way, waits: int, went: int, wrong: Sequence[Wrong]) -> str:
    if not way.where:
        return NOTHING_NAMED
    if wrong:
        return wrong[0][1]
    if waits:
        return "Send what waits. If the place is a stick, plug it in first."
    if went:
        return "Wait for the office's receipts. If what went was lost on its way, send it again."
    return "Nothing is to be done: the office has confirmed all of it."


class _Going:
    """One sending. `wrong`: sentences on what lies at the place and was not taken."""

    def __init__(self, source: Outgoing, place: Target, book: SentBook, way: Way, sender: Sender) -> None:
        self.source, self.place, self.book, self.way, self.sender = source, place, book, way, sender
        self.wrong: list[str] = []

    def collect(self, names: Iterable[str]) -> int:
        """Take the receipts in that are for this record and right; how many are new. One that is not for what stands here is kept
        too: it is the proof that the record was set back."""
        taken = 0
        for name in self._news(names, RECEIPT) if self.way.office else ():
            try:
                raw = self.place.get(name, MOST_RECEIPT)
                receipt = read_receipt(raw, self.way.office)
            except BundleUnusable as unusable:
                self.wrong.append(f"{name}: {unusable.sentence}")
                continue
            if self.source.hash_at(receipt.to_seq) == receipt.head and not self._right(receipt):
                self.wrong.append(f"{name}: The receipt does not name all that was sent, and does not count.")
                continue
            self.book.keep(name, raw)
            taken += 1
        return taken

    def adopt(self, names: Iterable[str]) -> None:
        """Bundles of ours that stand there and are not in the book: the program was ended between the two."""
        for name in self._news(names, BUNDLE):
            try:
                raw = self.place.get(name, MOST_BYTES)
                header, _ = read_header(raw, self.sender.key.public)
            except BundleUnusable:  # half a copy, or by a former key: what it holds is sent once more
                continue
            if self.source.hash_at(header.to_seq) == header.head and name == name_of(header, "tbundle"):
                self.book.note(Made(header, raw))

    def put(
        self, spans: Iterable[Span], progress: Progress, stop: Callable[[], bool]
    ) -> tuple[int, int, bool]:
        """Bundles and events that went out, and whether it was stopped."""
        spans = list(spans)
        bundles, events, of = 0, 0, count(spans)
        progress(0, of)
        for span in spans:
            for made in make_bundles(self.source.rows(span), self.sender):
                if stop():
                    return bundles, events, True
                self.place.put(name_of(made.header, "tbundle"), made.content)
                self.book.note(made)
                bundles, events = bundles + 1, events + made.header.count
                progress(events, of)
        return bundles, events, False

    def _news(self, names: Iterable[str], ending: str) -> list[str]:
        """What there is of this record and not in the book."""
        known, own = self.book.names(), tuple(f"{device}-e" for device in self.source.devices)
        return [
            name for name in names if name.endswith(ending) and name.startswith(own) and name not in known
        ]

    def _right(self, receipt: Receipt) -> bool:
        """Whether it names every visit and every attachment of its span, as they stand here."""
        rows = list(self.source.rows(Span(receipt.from_seq, receipt.to_seq)))
        try:
            envelopes = [read_envelope(row.envelope)[0] for row in rows]
            expected = receipt_for(receipt, rows, self.way.office)
        except ValueError:
            return False
        own = all((each.device, each.epoch) == (receipt.device, receipt.epoch) for each in envelopes)
        return own and len(rows) == receipt.count and receipt == expected


def desk_card(desk: Desk) -> tuple[tuple[str, ...], str]:
    """The names under which this record was written, and the public key (hex) that signs what it sends: what an office must be told by
    another way than a bundle. Trouble where there is no key."""
    require(desk, "doctor")
    with outgoing(desk.store) as source:
        return source.devices, _key(desk).public
