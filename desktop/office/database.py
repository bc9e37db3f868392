"""Opens the office's database, and says what it said as Trouble; desks and readers are kept here."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from msgspec import Struct
from psycopg import sql

from desktop.core.errors import Refused, Trouble
from desktop.office.schema import NAME, check, prepare, reader_group

Database = psycopg.Connection[Any]

CONNECT_S = 10
_DEVICE = re.compile(r"[0-9a-z][0-9a-z-]{0,63}")
_KEY = re.compile(r"[0-9a-f]{64}")
_ROLE = re.compile(r"[a-z][a-z0-9_]{0,50}")
MOST_NAME = 100


class NotTaken(Trouble):
    """The database does not take these values, whoever gives them."""


class DeskLine(Struct, frozen=True):
    """A desk that the office knows: its keys (hex), and how far what came of it reaches, by epoch."""

    device: str
    agency: str
    site: str
    keys: tuple[str, ...]
    reached: tuple[tuple[int, int], ...]


@contextmanager
def translated() -> Iterator[None]:
    """What the database said, as Trouble. Nothing of what was being written is in it."""
    try:
        yield
    except psycopg.OperationalError as error:
        said = str(error).strip().splitlines()[-1:]
        words = f"The office's database cannot be used: {' '.join(said)}"
        raise Trouble("io", words, "See that PostgreSQL runs and that this account may use it.") from error
    except psycopg.errors.InsufficientPrivilege as error:
        words = "This account may not do that in the office's database."
        raise Trouble("given", words, "Use the account that owns it.") from error
    except psycopg.DataError as error:
        raise NotTaken(
            "given", f"The office's database does not take it ({error.sqlstate or 'no code'})."
        ) from error
    except psycopg.Error as error:
        words = f"The office's database refused it ({error.sqlstate or 'no code'})."
        raise Trouble("ours", words, "Please report this sentence.") from error


@contextmanager
def opened(dsn: str, make: bool = False) -> Iterator[Database]:
    """The database that `dsn` names as libpq does; "" for what the environment says. Trouble where it cannot be used, and where it
    holds nothing of ours unless `make` is set."""
    with translated(), psycopg.connect(dsn, connect_timeout=CONNECT_S, autocommit=True) as db:
        prepare(db) if make else check(db)
        db.execute(f"SET search_path = {NAME}, pg_catalog")
        db.execute("SET synchronous_commit = on")  # a receipt is a promise
        yield db


def add_desk(db: Database, device: str, key: str, agency: str, site: str) -> None:
    """Believe bundles of this device that this key signed, from now on; a desk may have several keys. Refused `bad_desk`."""
    if not _DEVICE.fullmatch(device) or not _KEY.fullmatch(key):
        raise Refused("bad_desk")
    if not agency.strip() or max(len(agency), len(site)) > MOST_NAME:
        raise Refused("bad_agency")
    with translated(), db.transaction():
        insert = """INSERT INTO desks (device, agency, site) VALUES (%s, %s, %s)
            ON CONFLICT (device) DO UPDATE SET agency = excluded.agency, site = excluded.site"""
        db.execute(insert, (device, agency.strip(), site.strip()))
        db.execute("UPDATE visits SET agency = %s WHERE device = %s", (agency.strip(), device))
        db.execute(
            "INSERT INTO desk_keys (device, public) VALUES (%s, %s) ON CONFLICT DO NOTHING", (device, key)
        )


def desks(db: Database) -> list[DeskLine]:
    """Every desk, by agency and site."""
    query = """SELECT d.device, d.agency, d.site,
        coalesce((SELECT array_agg(k.public ORDER BY k.added) FROM desk_keys k WHERE k.device = d.device), '{}'),
        coalesce((SELECT array_agg(ARRAY[r.epoch, r.last] ORDER BY r.epoch) FROM reached r WHERE r.device = d.device), '{}')
        FROM desks d ORDER BY d.agency, d.site, d.device"""
    with translated():
        return [
            DeskLine(device, agency, site, tuple(keys), tuple((each[0], each[1]) for each in reached))
            for device, agency, site, keys, reached in db.execute(query).fetchall()
        ]


def keys_of(db: Database, device: str) -> tuple[str, ...]:
    """The keys (hex) by which a device is believed; none for one that is not known."""
    with translated():
        found = db.execute("SELECT public FROM desk_keys WHERE device = %s", (device,)).fetchall()
    return tuple(str(row[0]) for row in found)


def add_reader(db: Database, role: str, agencies: Sequence[str]) -> None:
    """Let this role of the server, which is made where there is none, read what belongs to these agencies, and nothing else. It gets no
    password here: who keeps the server gives one, or lets it in by another way. Refused `bad_reader`."""
    if not _ROLE.fullmatch(role) or role == reader_group(db.info.dbname) or not agencies:
        raise Refused("bad_reader")
    name = sql.Identifier(role)
    with translated(), db.transaction():
        if db.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone() is None:
            db.execute(sql.SQL("CREATE ROLE {} LOGIN").format(name))
        db.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(reader_group(db.info.dbname)), name))
        db.execute("DELETE FROM readers WHERE role = %s", (role,))
        with db.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO readers VALUES (%s, %s)", [(role, agency) for agency in set(agencies)]
            )
