"""Tampers with a record as `tests.store.tampering` does, and then has the honest desk go on with it: what the forger could not sign,
the desk's next signature must not make right. Each is done to a copy, since the desk writes."""

import random
import shutil
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from types import MappingProxyType

import msgspec

from desktop.core.chain import Finding, Row
from desktop.core.events import Access, Draft
from desktop.core.witness import NOT_AS_SIGNED
from desktop.paths import Places, places
from desktop.store import backup
from desktop.store.opening import Store, open_store
from desktop.store.schema import TRIGGERS
from desktop.store.signing import NotAsSigned
from desktop.trust.signed import signed_file
from desktop.wall import FixedClock, zone
from tests.store.conftest import GUARD, NEW_YORK
from tests.store.forging import Done, Forger, found, kind_of, make_record, named, open_by_force
from tests.store.tampering import CLASSES, RECHAINED


def without_checkpoints(forger: Forger, *more: str) -> Done:
    """An event is forged, every checkpoint goes, and all is chained anew."""
    row = forger.pick()
    kept = [each for each in forger.rows if kind_of(each) not in ("checkpoint_signed", *more)]
    forger.write(forger.chained([forger.forged(each) if each is row else each for each in kept]))
    return Done(row.seq, row.seq)


def without_key(forger: Forger) -> Done:
    """The same, and the naming of the device key goes too: as a record of the time before device keys."""
    return without_checkpoints(forger, "device_key_made")


def last_visit_anew(forger: Forger) -> Done:
    """Only what was signed last is forged, and its checkpoints go."""
    row = forger.pick(before=forger.checkpoints()[-1])

    def stays(each: Row) -> bool:
        return each.seq < row.seq or kind_of(each) != "checkpoint_signed"

    kept = [forger.forged(each) if each is row else each for each in forger.rows if stays(each)]
    forger.write(forger.chained(kept))
    return Done(row.seq, row.seq)


def put_back(forger: Forger) -> Done:
    """An older copy of the record, which was right when it was made."""
    kept = forger.rng.choice(forger.checkpoints()[:-1])
    forger.write(forger.rows[:kept])
    return Done(kept, kept)


TAMPERINGS: Mapping[str, Callable[[Forger], Done]] = MappingProxyType(
    {
        "every checkpoint gone": without_checkpoints,
        "every checkpoint gone, the key too": without_key,
        "the last checkpoints gone, forged": last_visit_anew,
        "an older copy put back": put_back,
        **{name: CLASSES[name] for name in RECHAINED},
        **{
            name: CLASSES[name]
            for name in (
                "tail cut after a closing",
                "checkpoint removed",
                "last checkpoints removed",
                "checkpoint of another key",
                "from one on, key named back",
                "event deleted",
                "payload deleted",
            )
        },
    }
)


def _opens(there: Places, clock: FixedClock) -> None:
    """The desk is opened and closed."""
    with closing(open_store(there, True, clock=clock)) as store:
        _close(store, clock)


def _prints(there: Places, clock: FixedClock) -> None:
    """Somebody prints a visit at the command line."""
    with closing(open_store(there, False, clock=clock)) as store:
        store.journal.append([Draft("access", None, Access("printed"), GUARD)], clock.read())
        _close(store, clock)


def _backs_up(there: Places, clock: FixedClock) -> None:
    """A backup is made at the command line."""
    with closing(open_store(there, False, clock=clock)) as store:
        store.journal.seal("backup", clock.read())
        backup.make(store, there.data.parent / "stick", clock.read().utc_us, "0.1", make_folder=True)
        _close(store, clock)


def _close(store: Store, clock: FixedClock) -> None:
    store.journal.seal("closing", clock.read())


SIGNED_OVER = ("every checkpoint gone", "every checkpoint gone, the key too", "an older copy put back")
"""What the next signature of a desk makes right that does not know what it signed last."""

ACTS: Mapping[str, Callable[[Places, FixedClock], None]] = MappingProxyType(
    {"opens and closes": _opens, "prints": _prints, "backs up": _backs_up}
)


class Tried(msgspec.Struct, frozen=True):
    """One tampering and what the desk did then; whether it is still named, and whether a signature was put over it."""

    name: str
    act: str
    findings: tuple[Finding, ...]
    named: bool


class Afterwards:
    """A record below `folder`, whose copies are tampered with."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._count = folder, 0
        self._whole = make_record(folder / "whole")

    def attempt(self, name: str, act: str, seed: int, forgets: bool = False) -> Tried:
        """Tamper with a copy, let the desk do this, twice, and look. `forgets`: nothing tells the desk what it signed last."""
        there = self._copy()
        db = open_by_force(there)
        try:
            done = TAMPERINGS[name](Forger(db, random.Random(f"{name} {seed}")))
            for trigger, text in TRIGGERS.items():
                db.execute(f"CREATE TRIGGER {trigger} {text}")
            db.execute("DELETE FROM projected")
        finally:
            db.close()
        if forgets:
            signed_file(there.keys, "record").unlink()
        findings = self._after(there, act, done)
        known = any(each.code == NOT_AS_SIGNED for each in findings)
        return Tried(name, act, tuple(findings), known or named(findings, done))

    def untouched(self, act: str) -> list[Finding]:
        """The same without any tampering: there must be none."""
        return self._after(self._copy(), act, Done(0, 0))

    def _copy(self) -> Places:
        self._count += 1
        shutil.copytree(self._folder / "whole", self._folder / str(self._count))
        return places(self._folder / str(self._count), {})

    def _after(self, there: Places, act: str, done: Done) -> list[Finding]:
        clock = FixedClock("2026-07-16T09:00:00-04:00", zone(NEW_YORK), NEW_YORK)
        for hour in (10, 11):
            clock.set(f"2026-07-16T{hour}:00:00-04:00")
            ACTS[act](there, clock)
        db = open_by_force(there)
        try:
            findings = found(db, done)
        finally:
            db.close()
        with closing(open_store(there, False, clock=clock)) as store:
            unsigned = store.unsigned
        if isinstance(unsigned, NotAsSigned):
            findings.append(Finding(unsigned.seq, NOT_AS_SIGNED, f"Event {unsigned.seq}: {unsigned}"))
        shutil.rmtree(there.data.parent)
        return findings
