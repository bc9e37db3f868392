"""Tampers with what stands beside the events of a real record: keys and files of originals, policy packs, lists, counters, and the
tables themselves. Whoever does it holds the file and its data key. Each is done to a copy, and `threshold verify` judges it.

The classes are made from the tables that are really there: a column without a tampering, and without a reason to have none, fails.
"""

import random
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

from desktop import paths
from desktop.core.events import Envelope
from desktop.paths import Places
from desktop.services.photos import Photos
from desktop.services.verifying import Verified, verify
from desktop.services.walking import Walking
from desktop.store._engine import Database, rows, value
from desktop.store.schema import PROJECTION_INDEXES, TRIGGERS
from desktop.store.sealed import seal
from desktop.trust import keys
from tests.services.conftest import GUARD
from tests.services.exports import Case
from tests.services.lists_beside import SEARCHES, UNJUDGED, with_view
from tests.services.looked_up import LOOKED_UP
from tests.services.papers import encoded
from tests.services.pins_beside import PINS, with_pin
from tests.services.test_photos import SchoolGuard
from tests.store.forging import open_by_force

LISTS = ("visits", "answers", "outcomes", "listed")

NOT_JUDGED: Mapping[str, str] = MappingProxyType(
    {
        "drafts": "half-typed text is no part of the record until it becomes an event",
        "_sqlite_migrations": "which tables were made; `shape` compares the tables themselves",
        "counters": "no event; what comes of setting one back is a number issued twice, which is a class of its own",
        "projected": "how far the lists reach; the next start makes them anew",
        **UNJUDGED,
    }
)
"""Tables without a tampering of each column, and why."""


class Judged(msgspec.Struct, frozen=True):
    """One tampering and what was said of it; `wanted`: what one of the sentences must hold."""

    name: str
    wanted: str
    sentences: tuple[str, ...]

    @property
    def named(self) -> bool:
        """Whether it was said."""
        return any(self.wanted in sentence for sentence in self.sentences)


class Scene:
    """A copy of the record, opened by force. `events` are numbers by what happened in them."""

    def __init__(self, there: Places, events: Mapping[str, list[int]], rng: random.Random) -> None:
        self.there, self.events, self.rng = there, events, rng
        self.db: Database = open_by_force(there)
        for name in TRIGGERS:
            self.db.execute(f"DROP TRIGGER {name}")

    def photo(self) -> int:
        """The event of one of the kept photographs."""
        return self.rng.choice(self.events["photo_kept"])

    def file(self, seq: int) -> Path:
        """Where the original of an event lies."""
        ident = str(value(self.db, "SELECT id FROM attachment_keys WHERE seq = ?", (seq,)))
        return self.there.data / "record" / "attachments" / ident[:2] / ident

    def opening(self, visit: str) -> int:
        """The event that opened a visit."""
        return int(value(self.db, "SELECT min(seq) FROM events WHERE visit = ?", (visit,)))

    def end(self) -> None:
        """Put the guards back as they were and let go of the file, as a careful forger does."""
        for name, text in TRIGGERS.items():
            if not value(self.db, "SELECT 1 FROM sqlite_master WHERE name = ?", (name,)):
                self.db.execute(f"CREATE TRIGGER {name} {text}")
        self.db.close()


Tamper = Callable[[Scene], str]
"""Tampers; what a sentence must hold."""


def _other(found: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(found, bytes):
        return found[:-1] + bytes([found[-1] ^ 1])
    if isinstance(found, int):
        return found + 1000
    if found in ("open", "closed", "joined"):  # the only ones that the column takes
        return "closed" if found == "open" else "open"
    return "1" if found is None else f"{found}x"


def of_list(table: str, name: str) -> Tamper:
    """One column of one row of a list is another."""

    def tamper(scene: Scene) -> str:
        found = rows(scene.db, f"SELECT rowid, visit, {name} FROM {table} ORDER BY rowid")
        row, visit, was = scene.rng.choice(found)
        scene.db.execute(f"UPDATE {table} SET {name} = ? WHERE rowid = ?", (_other(was), row))
        return f"Event {scene.opening(visit)}: visit"

    return tamper


def row_gone(table: str) -> Tamper:
    """A row of a list is deleted."""

    def tamper(scene: Scene) -> str:
        row, visit = scene.rng.choice(rows(scene.db, f"SELECT rowid, visit FROM {table} ORDER BY rowid"))
        scene.db.execute(f"DELETE FROM {table} WHERE rowid = ?", (row,))
        return f"Event {scene.opening(visit)}: visit"

    return tamper


def visit_invented(scene: Scene) -> str:
    """The list of visits has one more."""
    columns = [name for (name,) in rows(scene.db, "SELECT name FROM pragma_table_info('visits')")]
    copied = ", ".join("'invented'" if name == "visit" else name for name in columns)
    scene.db.execute(f"INSERT INTO visits SELECT {copied} FROM visits LIMIT 1")
    return "invented stood in the lists and is not on record"


def of_key(name: str) -> Tamper:
    """One column of the key of an original is another."""

    def tamper(scene: Scene) -> str:
        seq = scene.photo()
        was = value(scene.db, f"SELECT {name} FROM attachment_keys WHERE seq = ?", (seq,))
        scene.db.execute(f"UPDATE attachment_keys SET {name} = ? WHERE seq = ?", (_other(was), seq))
        return f"Event {seq}: "

    return tamper


def keys_exchanged(scene: Scene) -> str:
    """Two originals have each other's events."""
    one, two = scene.rng.sample(scene.events["photo_kept"], 2)
    for was, now in ((one, -1), (two, one), (-1, two)):
        scene.db.execute("UPDATE attachment_keys SET seq = ? WHERE seq = ?", (now, was))
    return f"Event {one}: "


def key_removed(scene: Scene) -> str:
    seq = scene.photo()
    scene.db.execute("DELETE FROM attachment_keys WHERE seq = ?", (seq,))
    return f"Event {seq}: "


def file_changed(scene: Scene) -> str:
    seq = scene.photo()
    content = bytearray(scene.file(seq).read_bytes())
    content[scene.rng.randrange(len(content))] ^= 1 << scene.rng.randrange(8)
    scene.file(seq).write_bytes(content)
    return f"Event {seq}: "


def file_cut(scene: Scene) -> str:
    seq = scene.photo()
    content = scene.file(seq).read_bytes()
    scene.file(seq).write_bytes(content[: scene.rng.randrange(len(content))])
    return f"Event {seq}: "


def file_removed(scene: Scene) -> str:
    seq = scene.photo()
    scene.file(seq).unlink()
    return f"Event {seq}: "


def files_swapped(scene: Scene) -> str:
    one, two = scene.rng.sample(scene.events["photo_kept"], 2)
    first = scene.file(one).read_bytes()
    scene.file(one).write_bytes(scene.file(two).read_bytes())
    scene.file(two).write_bytes(first)
    return f"Event {one}: "


def original_sealed_anew(scene: Scene) -> str:
    """Another photograph of the same size is sealed under the very key: only the hash in the event shows it."""
    seq = scene.photo()
    ident, key = rows(scene.db, "SELECT id, key FROM attachment_keys WHERE seq = ?", (seq,))[0]
    size = int(
        value(
            scene.db, "SELECT json_extract(CAST(bytes AS TEXT), '$.size') FROM payloads WHERE seq = ?", (seq,)
        )
    )
    scene.file(seq).write_bytes(b"".join(seal(scene.rng.randbytes(size), keys.DataKey(key), ident)))
    return f"Event {seq}: "


def _first_of_pack(scene: Scene) -> str:
    return f"Event {min(scene.events['visit_opened'])}: the policy pack"


def pack_bytes(scene: Scene) -> str:
    """The kept policy says otherwise."""
    kept = value(scene.db, "SELECT bytes FROM packs")
    place = kept.index(b'"allow"')
    scene.db.execute("UPDATE packs SET bytes = ?", (kept[:place] + b'"alloW"' + kept[place + 7 :],))
    return _first_of_pack(scene)


def pack_hash(scene: Scene) -> str:
    """The kept policy has another name."""
    scene.db.execute("UPDATE packs SET hash = ?", ("ab" * 32,))
    return _first_of_pack(scene)


def pack_removed(scene: Scene) -> str:
    scene.db.execute("DELETE FROM packs")
    return _first_of_pack(scene)


def counter_back(scene: Scene) -> str:
    """The counter of record numbers is set back, and the next visit gets a number that stands on paper already."""
    scene.end()
    with closing(open_by_force(scene.there)) as db:
        db.execute("UPDATE counters SET value = 0 WHERE name LIKE 'record/%'")
    guard = _guard(scene.there)
    guard.open()
    seq = guard.desk.store.journal.head()[0]
    guard.desk.close()
    scene.db = open_by_force(scene.there)
    return f"Event {seq}: the record number"


def guard_gone(name: str) -> Tamper:
    """A trigger is removed, and another of its name does nothing."""

    def tamper(scene: Scene) -> str:
        table = value(scene.db, "SELECT name FROM sqlite_master WHERE name = 'events'")
        scene.db.execute(f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} BEGIN SELECT 1; END")
        return f"The trigger {name} of the record is not as this program makes it."

    return tamper


def visit_hidden(scene: Scene) -> str:
    """The table of events is made anew with a plain column `visit`, in which one visit does not stand; it leaves the lists too."""
    visit = scene.rng.choice(rows(scene.db, "SELECT visit FROM visits ORDER BY opened_seq"))[0]
    scene.db.execute("CREATE TABLE anew AS SELECT * FROM events")
    scene.db.execute("DROP TABLE events")
    scene.db.execute("ALTER TABLE anew RENAME TO events")
    scene.db.execute("UPDATE events SET visit = NULL WHERE visit = ?", (visit,))
    for table in LISTS:
        scene.db.execute(f"DELETE FROM {table} WHERE visit = ?", (visit,))
    return "The table events of the record is not as this program makes it."


def part_added(scene: Scene) -> str:
    """A view of the forger's takes the place of nothing, and yet does not belong there."""
    scene.db.execute("CREATE VIEW more AS SELECT 1")
    return "The view more does not belong to the record."


def index_gone(name: str) -> Tamper:
    """An index is dropped."""

    def tamper(scene: Scene) -> str:
        scene.db.execute(f"DROP INDEX {name}")
        return f"The index {name} of the record is gone."

    return tamper


def columns(db: Database) -> dict[str, list[str]]:
    """Every table of the record with the columns that are stored."""
    tables = rows(
        db, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    )
    return {
        name: [
            each for (each,) in rows(db, f"SELECT name FROM pragma_table_xinfo('{name}') WHERE hidden = 0")
        ]
        for (name,) in tables
    }


def classes(db: Database) -> dict[str, Tamper]:
    """Every tampering by its name."""
    there = columns(db)
    of_lists = {f"{table} {name}": of_list(table, name) for table in LISTS for name in there[table]}
    indexes = [text.split()[2] for text in PROJECTION_INDEXES]
    return {
        **of_lists,
        **{f"{table}, row deleted": row_gone(table) for table in LISTS},
        "visits, row invented": visit_invented,
        **{f"attachment_keys {name}": of_key(name) for name in there["attachment_keys"]},
        "attachment_keys exchanged": keys_exchanged,
        "attachment_keys, row deleted": key_removed,
        "original changed": file_changed,
        "original cut": file_cut,
        "original removed": file_removed,
        "originals swapped": files_swapped,
        "original sealed anew": original_sealed_anew,
        **PINS,
        **SEARCHES,
        "packs bytes": pack_bytes,
        "packs hash": pack_hash,
        "packs, row deleted": pack_removed,
        "counters set back": counter_back,
        "visit hidden by another table": visit_hidden,
        "view added": part_added,
        **{f"trigger {name}": guard_gone(name) for name in TRIGGERS},
        **{f"index {name}": index_gone(name) for name in indexes},
        **LOOKED_UP,
    }


def without_tampering(there: Mapping[str, Sequence[str]], names: Collection[str]) -> list[str]:
    """Columns for which there is neither a class of this name nor a reason to have none. An envelope's fields are classes of
    their own, and so is its format."""
    fields = {f"envelope {name}" for name in (*Envelope.__struct_fields__, "format")}
    wanted = {f"{table} {name}" for table in there for name in there[table] if table not in NOT_JUDGED}
    return sorted((wanted - {"events envelope"} | fields) - set(names))


class Copies:
    """A record with photographs and a redaction, and as many copies of it as are asked for."""

    def __init__(self, home: Path) -> None:
        self.home, case = home, Case(home / "whole")
        for visit in (case.other, case.visit):
            content = encoded("JPEG" if visit == case.other else "TIFF")
            Photos(case.guard.walking).keep(visit, "r1/papers/p1", 1, content, GUARD)
        with_pin(case.guard.desk)
        with_view(case.guard.desk)
        case.guard.desk.close()
        self.whole = paths.places(home / "whole", {})
        with closing(open_by_force(self.whole)) as db:
            self.columns, self.classes = columns(db), classes(db)
            self.events: dict[str, list[int]] = {}
            for seq, kind in rows(db, "SELECT seq, kind FROM events ORDER BY seq"):
                self.events.setdefault(kind, []).append(seq)
        self._made = 0

    def copy(self) -> Places:
        """Another copy."""
        self._made += 1
        there = paths.places(self.home / f"copy-{self._made}", {})
        for name in ("data", "keys"):
            ignore = shutil.ignore_patterns("reserve")
            shutil.copytree(getattr(self.whole, name), getattr(there, name), ignore=ignore)
        return there

    def rng(self, name: str, seed: int = 0) -> random.Random:
        """The chance that decides where."""
        return random.Random(f"{name} {seed}")

    def attempt(self, name: str, seed: int) -> Judged:
        """Tamper with a copy, have it verified, and throw it away."""
        there = self.copy()
        scene = Scene(there, self.events, self.rng(name, seed))
        wanted = self.classes[name](scene)
        scene.end()
        sentences = tuple(said(judged(there)))
        shutil.rmtree(there.data.parent)
        return Judged(name, wanted, sentences)


def judged(there: Places) -> Verified:
    """What verify says in a new program."""
    guard = _guard(there)
    try:
        return verify(Walking(guard.desk))
    finally:
        guard.desk.store.close()
        guard.desk.log.close()


def _guard(there: Places) -> SchoolGuard:
    return SchoolGuard(there.data.parent)


def said(found: Verified) -> Iterator[str]:
    """Every sentence that speaks against the record."""
    yield from (each.sentence for each in found.findings)
    yield from (each.sentence for each in found.differences)
    yield from (*found.unread, *found.originals)
