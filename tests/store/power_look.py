"""Opens the record that a cut has left as the next start would, and tells whether anything is gone that had been acknowledged."""

import contextlib
import hashlib
from pathlib import Path

from desktop import paths
from desktop.core import chain
from desktop.core.errors import Refused, Trouble
from desktop.core.events import Actor
from desktop.core.witness import Witness
from desktop.log import open_log
from desktop.services.desk import Desk, find_facility, find_pack
from desktop.services.walking import Walking
from desktop.store import backup
from desktop.store.check import findings
from desktop.store.opening import ATTACHMENTS, open_store
from desktop.trust import device
from desktop.trust.keys import unlock
from desktop.wall import FixedClock, zone

NEW_YORK = "America/New_York"
LATER = "2026-12-01T12:00:00-05:00"
SCHOOL = paths.resources() / "facilities" / "sample-school.toml"
GUARD = Actor("Guard 12", "guard", "claimed")


class Promised:
    """What a child (`tests.store.power_child`) has acknowledged so far. `heads`: one of these events must be on record."""

    def __init__(self) -> None:
        self.heads: list[tuple[int, str]] = []
        self.numbers: set[str] = set()
        self.backups: set[str] = set()
        self.saving: dict[str, str] = {}
        self.count = 0

    def take(self, line: str) -> None:
        """One line of the child."""
        word, *rest = line.split()
        if word == "head":
            self.heads = [(int(rest[0]), rest[1])]
            self.count += 1
        elif word == "restoring":
            self.heads.append((int(rest[0]), rest[1]))
        elif word == "number":
            self.numbers.add(rest[0])
        elif word == "backup":
            self.backups.add(rest[0])
        elif word == "saving":
            self.saving[rest[0]] = rest[1]


class Looked:
    """What was found of one state: `lost` acknowledged things, `shut` why the record does not open ("" where it does), `wrong`
    everything else."""

    def __init__(self) -> None:
        self.lost: list[str] = []
        self.shut = ""
        self.wrong: list[str] = []

    @property
    def faults(self) -> list[str]:
        """All of it."""
        return [*self.lost, *([self.shut] if self.shut else []), *self.wrong]


class Next:
    """The next start of the program, again and again on other folders; pack and facility are read once."""

    def __init__(self) -> None:
        self._clock = FixedClock(LATER, zone(NEW_YORK), NEW_YORK)
        self._facility = find_facility(paths.places(None, {}), SCHOOL, None, [])
        self._pack = find_pack(None, [])

    def look(self, home: Path, promised: Promised, stick: str = "stick") -> Looked:
        """Open the record below `home`, look for everything that was promised, go on with a visit, and verify all of it."""
        found, places = Looked(), paths.places(home, {})
        try:
            store = open_store(places, create=True, clock=self._clock)
        except Trouble as trouble:
            found.shut = f"the record does not open: {trouble}"
            return found
        desk = Desk(store, self._facility, self._pack, self._clock, "en", [], open_log(places.logs))
        try:
            _keeps(desk, promised, found)
            _goes_on(desk, promised, found)
            _backups(desk, home / stick, promised, found)
            desk.close()
        except (Trouble, Refused) as problem:
            found.wrong.append(f"the desk does not work: {problem}")
            with contextlib.suppress(Trouble):
                desk.close()
        for name, sha256 in promised.saving.items():  # its folder is not flushed: it may be gone
            if (home / name).exists() and hashlib.sha256((home / name).read_bytes()).hexdigest() != sha256:
                found.wrong.append(f"{name} is not whole")
        return found


def _keeps(desk: Desk, promised: Promised, found: Looked) -> None:
    store = desk.store
    reached = [(seq, event.hash) for seq, _ in promised.heads if (event := store.queries.event(seq))]
    if promised.heads and not set(promised.heads) & set(reached):
        found.lost.append(
            f"event {promised.heads[0][0]} was acknowledged; {store.journal.head()[0]} are on disk"
        )
    if store.unsigned is not None:
        found.wrong.append(f"the record cannot be signed: {store.unsigned}")
    if promised.heads and store.key_changed:
        found.lost.append("the device key is another one")


def _goes_on(desk: Desk, promised: Promised, found: Looked) -> None:
    """A visit from its beginning to its end; then chain, signatures, originals and pages of the whole record."""
    walking, queries = Walking(desk), desk.store.queries
    visit = walking.open_visit(GUARD, "Front desk").visit
    if visit.opened.record_number in promised.numbers:
        found.wrong.append(f"the record number {visit.opened.record_number} was issued twice")
    walking.answer(visit.id, "r1/danger", "none", GUARD)
    walking.answer(visit.id, "r1/officers_now", "left", GUARD)
    witness = Witness(device.verify)
    found.wrong += [
        each.sentence
        for each in chain.verify(
            queries.iter_chain(), chain.Head(*desk.store.journal.head()), watch=witness.see
        )
    ]
    found.wrong += [each.sentence for each in witness.close().findings]
    found.wrong += [each.sentence for each in desk.store.attachments.faults()]
    found.wrong += [each.sentence for each in findings(desk.store) if each.level == "error"]
    if {line.visit for line in queries.all_visits()} != set(queries.visits_on_record()):
        found.wrong.append("the list of visits is not that of the journal")


def _backups(desk: Desk, stick: Path, promised: Promised, found: Looked) -> None:
    """What has the name of a finished backup is whole."""
    listed = backup.listed(stick) if stick.is_dir() else []
    for name in sorted(promised.backups - {each.folder.name for each in listed}):
        found.lost.append(f"the backup {name} is gone")
    for each in listed:
        try:
            key = unlock(each.folder, desk.store.places.keys)
            backup.verify(each.folder, stick / ATTACHMENTS, key)
        except Trouble as trouble:
            found.wrong.append(f"a finished backup is not whole: {trouble.sentence}")
