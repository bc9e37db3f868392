"""The one place that makes sqlite-utils run on SQLCipher, opens connections and reads their errors.

sqlite-utils imports a module named `pysqlite3` before the standard library's, and catches that module's
exceptions. Putting sqlcipher3 there before sqlite-utils is first imported is what makes both speak of the
same classes; no two SQLite libraries may hold one file in a process.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol, cast

import sqlcipher3
import sqlcipher3.dbapi2

sys.modules["pysqlite3"] = sqlcipher3
sys.modules["pysqlite3.dbapi2"] = sqlcipher3.dbapi2

import sqlite_utils  # noqa: E402 - only after the lines above
from sqlite_utils.migrations import Migrations  # noqa: E402

from desktop.core.errors import Trouble, TroubleKind  # noqa: E402
from desktop.trust.keys import DataKey  # noqa: E402

__all__ = [
    "Database",
    "Migrations",
    "SqlError",
    "connect",
    "empty_log",
    "in_memory",
    "only_read",
    "plain_trouble",
    "rows",
    "translated",
    "value",
]

Database = sqlite_utils.Database
SqlError: type[Exception] = sqlcipher3.Error

OLDEST_ENGINE = (3, 51, 3)
"""SQLite 3.7.0 to 3.51.2 can lose pages when a write-ahead log is reset under two connections."""

BUSY_TIMEOUT_MS = 5_000
SYNC_FULL = 2

SHARED_BYTES = 64 * 1024
"""Less room than this may be too little for the file that connections share beside the write-ahead log."""

# The engine gives no error numbers, so its messages are read: they are part of SQLite's C source and have not
# changed in twenty years. The first that is contained in the message counts.
MESSAGES: tuple[tuple[str, TroubleKind, str, str], ...] = (
    ("disk is full", "disk_full", "The disk is full", "Free some space, then answer again."),
    (
        "readonly",
        "read_only",
        "The record cannot be written",
        "Let IT check the rights on the folder and the disk.",
    ),
    (
        "is locked",
        "locked",
        "Another program holds the record",
        "Close other copies of Threshold, then answer again.",
    ),
    (
        "not a database",
        "damaged",
        "The record is damaged at its start",
        "Do not delete it; restore a backup with IT.",
    ),
    ("malformed", "damaged", "The record is damaged", "Do not delete it; restore a backup with IT."),
    (
        "unable to open",
        "io",
        "The record cannot be opened",
        "Let IT check that the file exists and its rights.",
    ),
    ("disk i/o error", "io", "The disk failed", "Let IT check the disk and its cable."),
)


class Cursor(Protocol):
    """What is used of a cursor."""

    def fetchall(self) -> list[tuple[Any, ...]]:
        """All rows."""


def connect(path: Path, key: DataKey, *, readonly: bool = False, any_thread: bool = False) -> "Database":
    """Open an encrypted database: write-ahead log, every commit on disk before it returns, no plugins.

    The key is raw (no password stretching) and is given before sqlite-utils sees the connection, since its
    tracer would log it. `readonly` opens for reading only; `any_thread` allows use from several threads, one
    at a time. Raises Trouble: `too_old_engine`, `damaged` (the key is checked before: see
    `desktop.trust.keys`), `io` and others.
    """
    assert vars(sqlite_utils.db)["sqlite3"] is sqlcipher3, (
        "sqlite-utils was imported before desktop.store._engine"
    )
    _check_engine(sqlcipher3.sqlite_version_info)
    mode = "ro" if readonly else "rwc"
    with translated(path):
        connection = sqlcipher3.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True,
            isolation_level=None,
            timeout=BUSY_TIMEOUT_MS / 1000,
            check_same_thread=not any_thread,
        )
        try:
            connection.execute("PRAGMA cipher_log_level = NONE")
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
            _prepare(connection, readonly)
            return sqlite_utils.Database(connection, execute_plugins=False, strict=True)
        except BaseException:
            connection.close()
            raise


def only_read(db: "Database") -> None:
    """Refuse from now on whatever would write: of a copy nobody must believe that it is the record."""
    db.execute("PRAGMA query_only = ON")


def in_memory() -> "Database":
    """A scratch database that never reaches a disk."""
    return sqlite_utils.Database(sqlcipher3.connect(":memory:", isolation_level=None), execute_plugins=False)


def rows(db: "Database", sql: str, parameters: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """All rows of a query, read at once, so that no read transaction stays open and holds the log back."""
    return cast(Cursor, db.execute(sql, parameters)).fetchall()


def value(db: "Database", sql: str, parameters: tuple[Any, ...] = ()) -> Any:
    """The first column of the first row, None where there is none."""
    found = rows(db, sql, parameters)
    return found[0][0] if found else None


def empty_log(db: "Database") -> None:
    """Move the write-ahead log into the file and empty it, where nobody reads or writes: else it would hold the write lock while
    it waits, and a guard's answer with it."""
    waits = value(db, "PRAGMA busy_timeout")
    db.execute("PRAGMA busy_timeout = 0")
    try:
        rows(db, "PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        db.execute(f"PRAGMA busy_timeout = {int(waits)}")


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn the engine's and the system's errors into Trouble that names the file, the cause chained."""
    try:
        yield
    except (sqlcipher3.Error, OSError) as error:
        raise plain_trouble(error, path) from error


def plain_trouble(error: Exception, path: Path) -> Trouble:
    """The Trouble that stands for an error of the engine or the system; `ours` for what only our own fault
    explains."""
    message = str(error).lower()
    if "unable to open" in message and path.parent.is_dir() and not os.access(path.parent, os.W_OK):
        message = "readonly"  # a write-ahead log cannot even be read where no file can be made beside it
    if "disk i/o error" in message and _is_full(path.parent):
        message = "disk is full"  # the file that connections share could not grow
    for part, kind, sentence, remedy in MESSAGES:
        if part in message:
            return Trouble(kind, f"{sentence}: {path}.", remedy, str(path))
    if isinstance(error, OSError):
        kind_of = {28: "disk_full", 30: "read_only", 13: "read_only", 122: "disk_full"}
        kind = cast(TroubleKind, kind_of.get(error.errno or 0, "io"))
        return Trouble(
            kind,
            f"{path} cannot be used: {error.strerror}.",
            "Let IT check the disk and the rights.",
            str(path),
        )
    return Trouble(
        "ours",
        f"Threshold made a mistake with {path}: {str(error).rstrip('.')}.",
        "Please report this sentence.",
        str(path),
    )


def _is_full(folder: Path) -> bool:
    with suppress(OSError):
        return shutil.disk_usage(folder).free < SHARED_BYTES
    return False


def _check_engine(version: tuple[int, ...]) -> None:
    if version < OLDEST_ENGINE:
        found, needed = (".".join(map(str, numbers)) for numbers in (version, OLDEST_ENGINE))
        raise Trouble(
            "too_old_engine",
            f"The database engine is SQLite {found}, which can damage a record; {needed} is needed.",
            "Install Threshold again as delivered.",
        )


def _prepare(connection: Any, readonly: bool) -> None:
    """Set what a connection needs and read back what durability hangs on."""
    settings = [
        "foreign_keys = ON",
        "secure_delete = ON",
        "synchronous = FULL",
        "temp_store = MEMORY",
        "trusted_schema = OFF",
    ]
    for setting in settings:
        connection.execute(f"PRAGMA {setting}")
    if readonly:
        connection.execute("PRAGMA query_only = ON")
        return
    mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    level = connection.execute("PRAGMA synchronous").fetchone()[0]
    if (mode, level) != ("wal", SYNC_FULL):
        raise Trouble(
            "io",
            f"This disk does not keep what is written to it safe (journal {mode}, synchronous {level}).",
            "Let IT move the record to a local disk.",
        )
