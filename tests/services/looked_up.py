"""Tampers with what reads by visit or by name go by: the index of visits, and parts of the record with names of the engine's own. The
events stay as they are, so that chain and checkpoints hold."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from desktop.store._engine import rows, value

if TYPE_CHECKING:
    from tests.services.beside import Scene, Tamper

_INDEX = "events_of_visit"


def index_lies(elsewhere: bool) -> "Tamper":
    """The index of visits leads to one event less, or to one of another visit, and its text is what it was."""

    def tamper(scene: "Scene") -> str:
        (seq, _), (_, other) = _two(scene)
        there = f"'{other}'" if elsewhere else "NULL"
        db = scene.db
        sql = value(db, "SELECT sql FROM sqlite_master WHERE name = ?", (_INDEX,))
        db.execute(f"DROP INDEX {_INDEX}")
        lie = f"CASE WHEN seq = {seq} THEN {there} ELSE visit END"
        db.execute(f"CREATE INDEX {_INDEX} ON events (({lie}), seq)")
        db.execute("PRAGMA writable_schema = ON")
        db.execute("UPDATE sqlite_master SET sql = ? WHERE name = ?", (sql, _INDEX))
        db.execute("PRAGMA writable_schema = OFF")
        db.execute(f"PRAGMA schema_version = {value(db, 'PRAGMA schema_version') + 1}")
        return f"Event {seq}: where visits are looked up it is missing"

    return tamper


def _two(scene: "Scene") -> list[tuple[int, str]]:
    """An event and its visit, and one of another visit."""
    sql = "SELECT seq, visit FROM events WHERE visit IS NOT NULL AND kind = 'step_answered' ORDER BY seq"
    found = [(int(seq), str(visit)) for seq, visit in rows(scene.db, sql)]
    one = scene.rng.choice(found)
    return [one, scene.rng.choice([each for each in found if each[1] != one[1]])]


def named_as_the_engines(name: str) -> "Tamper":
    """A trigger whose name looks like one of the engine's has each note of a guard vanish."""

    def tamper(scene: "Scene") -> str:
        swallowing = "WHEN NEW.kind = 'note_written' BEGIN SELECT RAISE(IGNORE); END"
        scene.db.execute(f"CREATE TRIGGER {name} BEFORE INSERT ON events {swallowing}")
        return f"The trigger {name} does not belong to the record."

    return tamper


LOOKED_UP: Mapping[str, "Tamper"] = MappingProxyType(
    {
        "index of visits, an event hidden": index_lies(False),
        "index of visits, an event moved": index_lies(True),
        "trigger _sqlite_x": named_as_the_engines("_sqlite_x"),
        "trigger _sqlite_migrations": named_as_the_engines("_sqlite_migrations"),
    }
)
