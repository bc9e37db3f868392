"""Tells where tables, columns, indexes and triggers of a record are not those that this program makes: a column that no longer comes
from the envelope, or a guard that is gone, could hide an event from every list while the chain still holds."""

from contextlib import closing

from desktop.store._engine import Database, in_memory, rows
from desktop.store.schema import make_migrations, make_views

OWN = frozenset(("table", name) for name in ("sqlite_stat1", "sqlite_stat4", "sqlite_sequence"))
"""What the engine may keep for itself, by kind and name: anything else of such a name could be a trigger."""

MIGRATED = ("table", "_sqlite_migrations")
"""Its text differs with the version of sqlite-utils that made it, and with the connection that it was made by."""


def strange_parts(db: Database) -> list[str]:
    """Sentences on what is missing, is made otherwise, or was put in; in the order of their names."""
    there = _parts(db)
    with closing(in_memory()) as fresh:
        make_migrations().apply(fresh)
        make_views(fresh)
        wanted = _parts(fresh)
    found: list[str] = []
    for kind, name in sorted(wanted.keys() | there.keys()):
        if (kind, name) not in there:
            found.append(f"The {kind} {name} of the record is gone.")
        elif (kind, name) not in wanted:
            found.append(f"The {kind} {name} does not belong to the record.")
        elif there[kind, name] != wanted[kind, name] and (kind, name) != MIGRATED:
            found.append(f"The {kind} {name} of the record is not as this program makes it.")
    return found


def _parts(db: Database) -> dict[tuple[str, str], str]:
    listed = rows(db, "SELECT type, name, sql FROM sqlite_master")
    return {(kind, name): sql or "" for kind, name, sql in listed if (kind, name) not in OWN}


def unsound(db: Database) -> list[str]:
    """Sentences on what is damaged or does not fit: each index with its table, each row with the checks of its columns. An index
    that lies hides events, while its text is as it should be."""
    said = [str(row[0]) for row in rows(db, "PRAGMA integrity_check(20)")]
    return [] if said == ["ok"] else [f"The record's structure is damaged: {each}." for each in said]
