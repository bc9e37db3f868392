"""Opens everything that a desk needs: its record, its facility, the policy pack in force. One object, handed
down."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC
from pathlib import Path

import msgspec

from desktop import paths
from desktop.core.errors import Trouble
from desktop.core.events import Event, VisitOpened
from desktop.core.findings import Finding
from desktop.log import Log, open_log
from desktop.managed import decided
from desktop.packs.catalog import DEFAULT, LoadedPack, PackUnusable, from_kept, load_pack
from desktop.packs.facility import FacilityConfig, FacilityUnusable, from_snapshot, read_facility
from desktop.packs.fitting import misfits
from desktop.paths import Places
from desktop.services import key_facts
from desktop.services.closed import ONLY_HERE, go_on, let_go, open_record
from desktop.services.people import People
from desktop.services.policy_choice import folder_of, not_installed, policy_id
from desktop.services.policy_shelf import PolicyShelf, on_record
from desktop.services.signed import SignedIn
from desktop.store.check import writable
from desktop.store.journal import Moment
from desktop.store.opening import Realm, Store, open_store
from desktop.store.siding import home_of
from desktop.store.signing import NotAsSigned
from desktop.wall import Clock, SystemClock, zone

FACILITY_FILE = "facility.toml"
SAMPLE_FACILITY = "sample-school.toml"
SAMPLE = "SAMPLE FACILITY"
"""How the notice begins that says that a desk goes by the sample."""
OWN_INSTEAD = "Going by the program's own policy, a draft that may be another place's. Call IT now."
GOING_ON = "Going on with the facility data of the last visit on record."
UNSIGNED = "All is saved, but the record cannot be signed now. You can go on working. Tell IT: {why}"
NOT_KEPT = "All is saved and signed. You can go on working. Tell IT: {why}"
READ_ONLY = "Nothing can be saved on this PC now. Write on paper. Call IT now."
NEWER = (
    "A newer Threshold was in use here before this one. You can go on working."
    " Call IT now: the newer one must be installed again."
)
KEY_CHANGED = "The key that signs this record is a new one since event {seq}. You can go on working. Tell IT."


class Desk:
    """An open desk. `notices` are sentences for the desk screen: what was wrong, and what went on instead; `watched` are those
    that `services.notices` found last, which come and go with what they tell of."""

    def __init__(
        self,
        store: Store,
        facility: FacilityConfig,
        pack: LoadedPack,
        clock: Clock,
        language: str,
        notices: list[str],
        log: Log,
        signed: SignedIn | None = None,
    ) -> None:
        self.store, self.facility, self.pack, self.clock = store, facility, pack, clock
        self.language, self.notices, self.log = language, notices, log
        self.signed = signed or SignedIn()
        self.people = People(self)
        self._signs_out = True
        self.watched: tuple[str, ...] = ()
        self._packs = {pack.pack_hash: pack}
        self.policies = PolicyShelf(self, pack)
        self._closed = False
        store.journal.when_unsigned(self._unsigned)

    def pack_of(self, pack_hash: str) -> LoadedPack:
        """The pack that a visit was begun by, from the bytes kept with it (row P7). Trouble where they are
        gone."""
        if pack_hash not in self._packs:
            kept = self.store.queries.pack(pack_hash)
            if kept is None:
                remedy = "Restore a backup; the visit's answers are still there."
                raise Trouble("damaged", f"The policy pack {pack_hash[:12]} of this visit is gone.", remedy)
            self._packs[pack_hash] = _unpacked(kept, pack_hash)
        return self._packs[pack_hash]

    def another(self) -> "Desk":
        """A second opening of the same record, for long work in another thread: whoever opens it there uses and closes it there.
        It makes nothing that is missing and begins no visits; who is signed in here is signed in there. Raises Trouble."""
        places = self.store.places
        realm: Realm = "drill" if self.store.owner.realm == "drill" else "record"
        store = open_store(places, create=False, realm=realm, clock=self.clock)
        log = open_log(places.logs)
        store.side = self.store.side
        made = Desk(
            store, self.facility, self.policies.shipped, self.clock, self.language, [], log, self.signed
        )
        made.policies.renew()
        made._signs_out = False
        return made

    @property
    def closed(self) -> bool:
        """The record is closed: this desk writes a side record until somebody opens it."""
        return bool(self.store.side)

    @property
    def at_stake(self) -> bool:
        """What this closed desk writes is lost if the process ends before somebody opens the record."""
        return self.closed and ONLY_HERE in self.notices

    @property
    def home(self) -> Places:
        """The folders of this workstation, wherever the record lies that this desk writes."""
        return home_of(self.store.places) if self.closed else self.store.places

    def once_more(self) -> "Desk":
        """The same side record opened again, after this desk was closed and the record could not be opened. Raises Trouble."""
        store = go_on(self.store, self.clock)
        signed, log = SignedIn(False, True), open_log(store.places.logs)
        return Desk(store, self.facility, self.pack, self.clock, self.language, self.notices, log, signed)

    def listen(self, told: Callable[[Sequence[Event]], None]) -> Callable[[], None]:
        """Have `told` called with the events of each append once they are on disk; the result ends that."""
        return self.store.journal.listen(told)

    @property
    def told(self) -> tuple[str, ...]:
        """All that the desk screen tells, each sentence once, what is found now first: the screen shows the first at once."""
        return tuple(dict.fromkeys((*self.watched, *self.notices)))

    def tell(self, sentence: str) -> None:
        """Have the desk screen say it, once."""
        if sentence not in self.notices:
            self.notices.append(sentence)

    def _unsigned(self) -> None:
        """A checkpoint was due and could not be signed, or kept beside the device key; what it would have covered is saved all the
        same."""
        trouble = self.store.unsigned or self.store.journal.amiss
        self.log.note("not_signed", kind=trouble.kind if trouble is not None else "ours")
        unsigned = self.store.unsigned or trouble is None or isinstance(trouble, NotAsSigned)
        words = UNSIGNED if unsigned else NOT_KEPT
        self.tell(words.format(why=str(trouble or "the device key failed.")))

    def close(self) -> None:
        """Sign out, sign how far the record reached, and let go of it and of the log."""
        if self._closed:
            return
        self._closed = True
        self.policies.sources.close()
        if self._signs_out and self.signed.person is not None:
            self.people.sign_out("closed")
        try:
            if self.store.to_write or self.store.journal.wrote:
                self.store.journal.seal("closing", self.clock.read())
        except Trouble as trouble:  # all of it is on disk; only the signature is missing, and `verify` tells
            self.log.note("not_signed", kind=trouble.kind)
        self.store.close()
        if self.store.side and self._signs_out:
            let_go(self.store)
        self.log.close()


def _unpacked(kept: bytes, pack_hash: str) -> LoadedPack:
    """The pack of the bytes in the record."""
    try:
        return from_kept(kept, pack_hash)
    except ValueError as damaged:
        remedy = "Restore a backup; the visit's answers are still there."
        raise Trouble("damaged", str(damaged), remedy) from damaged


def facility_file(places: Places) -> Path:
    """Where this workstation's facility is configured: the file that IT names, else the one of the account."""
    return places.config / (decided(places).facility or FACILITY_FILE)


def _last_opened(store: Store) -> VisitOpened | None:
    last = next(iter(store.queries.all_visits(limit=1)), None)
    events = store.queries.events_of(last.visit) if last else []
    return next((event.body for event in events if isinstance(event.body, VisitOpened)), None)


def find_facility(
    places: Places, given: Path | None, store: Store | None, notices: list[str]
) -> FacilityConfig:
    """The facility: the file given, else the configured one, else a marked sample.

    A file that cannot be used is named in `notices`; the desk then goes on with the facility of its last
    visit, since wrong
    telephone numbers would be worse than none. Trouble where there is neither.
    """
    configured = given or facility_file(places)
    if not configured.exists() and given is None:
        notices.append(
            f"{SAMPLE}: the telephone numbers are not real. This desk is not set up."
            " Press “Set up this desk”, or tell IT."
        )
        configured = paths.resources() / "facilities" / SAMPLE_FACILITY
    try:
        facility, findings = read_facility(configured)
        notices.extend(_for_guards(facility, findings))
        return _with_managed(places, facility)
    except FacilityUnusable as unusable:
        sentences = [finding.line() for finding in unusable.findings]
    last = _last_opened(store) if store is not None else None
    if last is None:
        raise Trouble("io", " ".join(sentences), "Mend the facility file, then start again.", str(configured))
    notices.extend([*sentences, GOING_ON])
    return from_snapshot(last.site)


def _that_fits(
    facility: FacilityConfig, file: Path, pack: LoadedPack, wanted: str, store: Store, notices: list[str]
) -> FacilityConfig:
    """The facility, where it and the pack go together; else that of the last visit, named in `notices`. Trouble where neither does.
    Another pack than the one `wanted` only stands in for it, and is taken as it is."""
    if pack.policy.head.id != wanted or not (found := misfits(file.name, facility, pack)):
        return facility
    sentences, last = [finding.line() for finding in found], _last_opened(store)
    former = from_snapshot(last.site) if last is not None else facility
    if misfits(file.name, former, pack):
        raise Trouble("io", " ".join(sentences), "Mend the facility file, then start again.", str(file))
    notices.extend([*sentences, GOING_ON])
    return former


def _for_guards(facility: FacilityConfig, findings: Iterable[Finding]) -> Iterator[str]:
    """What is missing in a facility file, as a guard can use it; `doctor` tells each finding as it is."""
    areas = [finding for finding in findings if finding.field == "areas"]
    yield from (finding.line() for finding in findings if finding not in areas)
    if areas and not any(area.status == "public" for area in facility.areas):
        listed = "No area is listed." if not facility.areas else "No area is listed as public."
        yield f"{listed} Treat all of it as not public. Tell IT."
    elif any(finding.code != "empty" for finding in areas):
        yield "Part of the list of areas cannot be used. Treat what is not listed as not public. Tell IT."


def _with_managed(places: Places, facility: FacilityConfig) -> FacilityConfig:
    """The facility, with the folder for backups that IT names where it names one."""
    folder = decided(places).backup_folder
    return msgspec.structs.replace(facility, backup_folder=folder or facility.backup_folder)


def find_pack(
    store: Store | None, notices: list[str], folder: Path | None = None, wanted: str = DEFAULT
) -> LoadedPack:
    """The installed pack with the id `wanted`, or the one in `folder`; if it is damaged or not here, the one of the last visit, and for
    one that is not here the program's own: named in `notices`. Trouble where there is none of them."""
    root = folder or folder_of(wanted)
    try:
        return load_pack(root)
    except PackUnusable as unusable:
        absent = "" if folder else not_installed(wanted)
        sentences = [absent] if absent else [finding.line() for finding in unusable.findings]
    if store is not None and not folder and (stands := on_record(store, wanted)) is not None:
        notices.extend([] if absent else sentences)
        return stands
    last = _last_opened(store) if store is not None else None
    kept = store.queries.pack(last.pack_hash) if store is not None and last is not None else None
    if (last is None or kept is None) and absent and wanted != DEFAULT:
        notices.append(f"{absent} {OWN_INSTEAD}")
        return find_pack(store, notices)
    if last is None or kept is None:
        shown = f"The policy pack cannot be used: {sentences[0]}" + (
            f" (and {len(sentences) - 1} more)" if sentences[1:] else ""
        )
        raise Trouble(
            "io", shown, "Install the policy pack again; threshold pack check lists everything.", str(root)
        )
    notices.extend([*sentences, "Going on with the policy pack of the last visit on record."])
    return _unpacked(kept, last.pack_hash)


def open_desk(
    places: Places,
    facility_path: Path | None = None,
    clock: Clock | None = None,
    realm: Realm = "record",
    steps: Callable[[Moment], None] = lambda moment: None,
    pack_folder: Path | None = None,
    create: bool = True,
    console: bool | None = None,
) -> Desk:
    """Open the record, the facility and the pack. Trouble names what cannot be had, and the remedy.

    With `create` a missing record is made, as the first start of the window does; a command that only reads passes False.
    `console`: whoever acts is at the command line, and is IT until signed in; left out, that is who passes False for `create`.
    Where people are set up the desk is locked until somebody signs in.
    """
    log, at_console = open_log(places.logs), not create if console is None else console
    try:
        opened_by = clock or SystemClock(UTC, "Etc/UTC")
        store, notices = open_record(places, create, realm, opened_by, steps, create and not at_console, log)
    except Trouble as trouble:
        log.note("cannot_open", kind=trouble.kind)
        log.close()
        raise
    try:
        facility = find_facility(places, facility_path, store, notices)
        wanted, file = policy_id(places, facility), facility_path or facility_file(places)
        pack = find_pack(store, notices, pack_folder, wanted)
        facility = _that_fits(facility, file, pack, wanted, store, notices)
        own_clock = clock or SystemClock(zone(facility.zone), facility.zone)
    except BaseException as problem:
        log.note("cannot_open", error=type(problem))
        log.close()
        store.close()
        if store.side:
            let_go(store)
        raise
    notices.extend(_of_store(store))
    if create and realm == "record":
        notices.extend(key_facts.notices(places))
    log.note("opened", notices=len(notices), event=store.journal.head()[0])
    notices.extend([log.problem] if log.problem else [])
    signed = SignedIn(at_console, bool(store.side))
    desk = Desk(store, facility, pack, own_clock, pack.policy.head.languages[0], notices, log, signed)
    desk.policies.begin()
    _lock_at_start(desk)
    if create and not writable(store):  # it opens all the same where the write-ahead log is there
        desk.watched = (READ_ONLY,)
    return desk


def _of_store(store: Store) -> Iterator[str]:
    """What became of the record while it was opened."""
    if store.begun_anew:
        yield (
            "The record that was on this PC is gone, and this one was begun in its place. You can go on working."
            " Call IT now: it must be found, or restored."
        )
    if store.newer:
        yield NEWER
    if store.unsigned is not None:
        yield UNSIGNED.format(why=store.unsigned)
    if store.journal.amiss is not None:
        yield NOT_KEPT.format(why=store.journal.amiss)
    if store.key_changed:
        yield KEY_CHANGED.format(seq=store.key_changed)


def _lock_at_start(desk: Desk) -> None:
    """Ending the program and starting it again unlocks nothing. A record that cannot say who works here opens all the same: what
    is on record then stays closed for that reason (`roles.require`)."""
    with suppress(Trouble):
        desk.signed.renew(desk.store.staff)
        desk.people.lock("locked")


def workstation_places(home: Path | None) -> Places:
    """The folders of this workstation; THRESHOLD_HOME or `home` puts all of them below one folder."""
    return paths.places(home, os.environ)
