"""Tells where tables, columns, indexes and triggers of a record are not those that this program makes: a column that no longer comes
from the envelope, or a guard that is gone, could hide an event from every list while the chain still holds."""

from contextlib import closing

from desktop.store._engine import Database, in_memory, rows
from desktop.store.schema import PROJECTION_INDEXES, PROJECTIONS, make_migrations, run_all

OWN = ("sqlite_", "_sqlite_")
"""How names of what the engine and sqlite-utils keep for themselves begin."""


def strange_parts(db: Database) -> list[str]:
    """Sentences on what is missing, is made otherwise, or was put in; in the order of their names."""
    there = _parts(db)
    with closing(in_memory()) as fresh:
        make_migrations().apply(fresh)
        run_all(fresh, [*PROJECTIONS.values(), *PROJECTION_INDEXES])
        wanted = _parts(fresh)
    found: list[str] = []
    for kind, name in sorted(wanted.keys() | there.keys()):
        if (kind, name) not in there:
            found.append(f"The {kind} {name} of the record is gone.")
        elif (kind, name) not in wanted:
            found.append(f"The {kind} {name} does not belong to the record.")
        elif there[kind, name] != wanted[kind, name]:
            found.append(f"The {kind} {name} of the record is not as this program makes it.")
    return found


def _parts(db: Database) -> dict[tuple[str, str], str]:
    listed = rows(db, "SELECT type, name, sql FROM sqlite_master")
    return {(kind, name): sql or "" for kind, name, sql in listed if not name.startswith(OWN)}
