"""Tampers with what is kept of PINs, and with the index by which people are looked up. The events stay as they are."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from desktop.services.desk import Desk
from desktop.store._engine import value

if TYPE_CHECKING:
    from tests.services.beside import Scene, Tamper

PERSON = "Guard 7"
CHANGED = f"what is kept of the PIN of {PERSON} is not what was set"
GONE = f"the PIN of {PERSON} is gone"


def with_pin(desk: Desk) -> None:
    """Let a guard sign in, while no supervisor can: everybody still acts by their own word."""
    desk.signed.console = True
    desk.people.add(PERSON, "guard", "519274")


def kept_otherwise(sql: str, wanted: str) -> "Tamper":
    """What is kept is another, or nothing."""

    def tamper(scene: "Scene") -> str:
        scene.db.execute(sql)
        return wanted

    return tamper


def index_lies(scene: "Scene") -> str:
    """The index of people leads to none of them, and its text is what it was: who looks there finds nobody, and asks for no PIN."""
    db = scene.db
    seq = value(db, "SELECT min(seq) FROM events WHERE kind = 'person_added'")
    sql = value(db, "SELECT sql FROM sqlite_master WHERE name = 'people'")
    db.execute("DROP INDEX people")
    db.execute("CREATE INDEX people ON events (seq) WHERE kind = 'nobody'")
    db.execute("PRAGMA writable_schema = ON")
    db.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'people'", (sql,))
    db.execute("PRAGMA writable_schema = OFF")
    db.execute(f"PRAGMA schema_version = {value(db, 'PRAGMA schema_version') + 1}")
    return f"Event {seq}: where people are looked up it is missing"


PINS: Mapping[str, "Tamper"] = MappingProxyType(
    {
        "pins person": kept_otherwise("UPDATE pins SET person = 'Guard 8'", GONE),
        "pins, a stranger's": kept_otherwise(
            "UPDATE pins SET person = 'Guard 8'", "A PIN is kept of Guard 8"
        ),
        "pins verifier": kept_otherwise("UPDATE pins SET verifier = verifier || 'x'", CHANGED),
        "pins, secret exchanged": kept_otherwise(
            "UPDATE pins SET verifier = 'BBBB' || substr(verifier, 5)", CHANGED
        ),
        "pins salt": kept_otherwise("UPDATE pins SET salt = zeroblob(16)", CHANGED),
        "pins, row deleted": kept_otherwise("DELETE FROM pins", GONE),
        "index of people, all hidden": index_lies,
    }
)
