"""Which pack a desk walks by now: the highest version on record whose dates hold today in the facility's zone, else the one that came with
the program (rows P5, P7).

Packs stand in the record itself, beside the event that put them there: encrypted, backed up and restored with it, and believed only where
an event of the journal says who signed them. A pack that cannot be read costs nothing but itself: the next best takes its place.
"""

from contextlib import suppress
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from desktop.core.clock import Reading
from desktop.core.errors import Trouble
from desktop.core.policies import PolicyInstalled, Shelf
from desktop.log import Log
from desktop.packs.catalog import LoadedPack, PackUnusable, from_kept, load_pack
from desktop.paths import Places
from desktop.services.policy_beside import best_beside, keep_beside, pack_beside, shelf_beside
from desktop.services.policy_choice import folder_of
from desktop.services.policy_source import Sources
from desktop.services.roles import AtDesk
from desktop.store.opening import Store
from desktop.store.policies import Policies
from desktop.store.siding import home_of
from desktop.wall import Clock


class WithPacks(AtDesk, Protocol):
    """What is asked of a desk here besides."""

    pack: LoadedPack
    clock: Clock
    language: str
    log: Log

    @property
    def closed(self) -> bool:
        """The record is closed."""

    @property
    def home(self) -> Places:
        """The folders of this workstation."""

    def pack_of(self, pack_hash: str) -> LoadedPack:
        """A pack of the record by its hash."""


class Chosen(Struct, frozen=True):
    """The pack for a day; `damaged` are installed ones that should have been it and cannot be read, and why; `none_in_force`: packs were
    installed, and none of them is in effect on that day."""

    pack: LoadedPack
    damaged: tuple[str, ...] = ()
    none_in_force: bool = False


def on_record(store: Store, ident: str) -> LoadedPack | None:
    """The highest version of a pack that was installed here and can be read, where none of it came with the program; for a desk that has
    not the record, of what lies beside it. Raises Trouble."""
    if store.side or store.owner.realm == "drill":
        return best_beside(home_of(store.places) if store.side else store.places, ident)
    for each in Policies(store.queries).shelf().of(ident):
        kept = store.queries.pack(each.body.hash)
        with suppress(ValueError):
            if kept is not None:
                return from_kept(kept, each.body.hash)
    return None


class PolicyShelf:
    """The shelf of one desk. `shipped` is the pack that came with the program, or that the desk was opened with."""

    def __init__(self, desk: WithPacks, shipped: LoadedPack) -> None:
        self._desk, self.shipped = desk, shipped
        self._policies = Policies(desk.store.queries)
        self._beside: dict[str, LoadedPack] = {}
        self.sources = Sources()

    @property
    def id(self) -> str:
        """The id of the pack that this desk goes by."""
        return self.shipped.policy.head.id

    @property
    def beside(self) -> bool:
        """This desk has not the record that policies were installed in: it is closed, or a drill."""
        return self._desk.closed or self._desk.store.owner.realm == "drill"

    def shelf(self) -> Shelf:
        """All that is on it. Raises Trouble."""
        own = self._policies.shelf()
        return shelf_beside(self._desk.home, own) if self.beside else own

    def keep(self) -> None:
        """Have what is in effect stand beside the record too. Where that cannot be the record is as good, and the log tells."""
        if self.beside:
            return
        try:
            shelf = self.shelf()
            if shelf.packs or shelf.bulletins:
                keep_beside(self._desk.home, shelf, self.id, self.today(), self._desk.store.queries)
        except Trouble as trouble:
            self._desk.log.note("policies_not_kept", kind=trouble.kind)

    def _pack(self, digest: str) -> LoadedPack:
        """A pack of the shelf. Trouble where it cannot be read."""
        if not self.beside:
            return self._desk.pack_of(digest)
        if digest not in self._beside and (found := pack_beside(self._desk.home, digest)) is not None:
            self._beside[digest] = found
        return self._beside[digest] if digest in self._beside else self._desk.pack_of(digest)

    def today(self) -> str:
        """The facility's date now (ISO)."""
        return self._day(None)

    def _day(self, reading: Reading | None) -> str:
        return (reading or self._desk.clock.read()).local.date().isoformat()

    def chosen(self, day: str) -> Chosen:
        """The pack for a day (ISO). Raises Trouble where the record cannot be read at all."""
        shelf, damaged = self.shelf(), list[str]()
        for each in shelf.in_force(self.id, day):
            try:
                return Chosen(self._pack(each.body.hash), tuple(damaged))
            except Trouble as trouble:
                damaged.append(f"Policy {each.body.version}: {trouble.sentence}")
        return Chosen(self.shipped, tuple(damaged), shelf.highest(self.id) > 0 and not damaged)

    def now(self, reading: Reading | None = None) -> LoadedPack:
        """The pack that is in effect at this reading of the clock (None: now). Raises Trouble."""
        if not self.shelf().highest(self.id):
            return self.shipped
        return self.chosen(self._day(reading)).pack

    def renew(self, reading: Reading | None = None) -> None:
        """Take the pack that is in effect at this reading of the clock (None: now) for what begins with it. Where the record cannot be
        read the desk goes on with the one that it has: no visit waits for this."""
        try:
            pack = self.now(reading)
        except Trouble:
            return
        self._desk.pack = pack
        if self._desk.language not in pack.texts:
            self._desk.language = pack.policy.head.languages[0]

    def begin(self) -> None:
        """At the start of a desk: take the pack of now, and have what is in effect stand beside the record."""
        self.renew()
        self.keep()

    def files(self, pack: LoadedPack) -> Path | None:
        """The folder of the files that a pack was compiled from, with its stories and safety rules: among those that came with the program,
        or as its signed file carried them; None where they are not here. Raises Trouble."""
        folder = folder_of(pack.policy.head.id)
        with suppress(PackUnusable):
            if load_pack(folder).pack_hash == pack.pack_hash:
                return folder
        body = self.shelf().approval(pack.pack_hash)
        return None if body is None else self.sources.folder(self._desk.home, body, not self.beside)

    def approval(self, pack: LoadedPack, before: int | None = None) -> PolicyInstalled | None:
        """Who signed a pack that says of itself that it is approved, by what is on record before event `before` (None: now); None for a
        draft, and for one that nobody signed: it is marked as a draft. Raises Trouble."""
        if pack.policy.head.status != "approved":
            return None
        return self.shelf().approval(pack.pack_hash, before)

    def is_draft(self, pack: LoadedPack, before: int | None = None) -> bool:
        """Whether a pack is marked as a draft."""
        try:
            return self.approval(pack, before) is None
        except Trouble:
            return True
