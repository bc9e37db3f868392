"""The tables, the triggers that keep the journal append-only, and the numbered migrations between versions.

The envelope of an event is stored as the very text that was hashed; what queries need of it are generated
columns, so that nothing is written twice and nothing can be changed beside the chain.
"""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from desktop.core.chain import START
from desktop.core.events import NEVER_REDACTED
from desktop.store._engine import Database, Migrations, connect, in_memory, rows, translated, value
from desktop.store.reserve import with_reserve
from desktop.trust.keys import DataKey, sync_file, sync_folder

TABLES = """
CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    envelope TEXT NOT NULL CHECK (json_extract(envelope, '$.seq') = seq),
    prev TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    kind TEXT GENERATED ALWAYS AS (json_extract(envelope, '$.kind')) VIRTUAL,
    visit TEXT GENERATED ALWAYS AS (json_extract(envelope, '$.visit')) VIRTUAL,
    boot TEXT GENERATED ALWAYS AS (json_extract(envelope, '$.boot')) VIRTUAL,
    utc_us INTEGER GENERATED ALWAYS AS (json_extract(envelope, '$.utc_us')) VIRTUAL
) STRICT;
CREATE INDEX events_of_visit ON events (visit, seq);
CREATE INDEX events_of_boot ON events (boot, seq);
CREATE INDEX redactions ON events (seq) WHERE kind = 'payload_redacted';
CREATE TABLE payloads (
    seq INTEGER PRIMARY KEY REFERENCES events (seq),
    salt BLOB NOT NULL CHECK (length(salt) >= 16),
    bytes BLOB NOT NULL
) STRICT;
CREATE TABLE packs (hash TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
CREATE TABLE drafts (
    visit TEXT NOT NULL,
    address TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (visit, address)
) STRICT;
CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
"""

ATTACHMENT_TABLES = """
CREATE TABLE attachment_keys (
    id TEXT PRIMARY KEY,
    seq INTEGER NOT NULL UNIQUE REFERENCES events (seq),
    key BLOB NOT NULL CHECK (length(key) = 32)
) STRICT;
"""

DEVICE_KEYS = "CREATE INDEX device_keys ON events (seq) WHERE kind = 'device_key_made'"

PEOPLE = """
CREATE TABLE pins (
    person TEXT PRIMARY KEY,
    verifier TEXT NOT NULL,
    salt BLOB NOT NULL CHECK (length(salt) >= 16)
) STRICT;
CREATE INDEX people ON events (seq) WHERE kind IN ('person_added', 'person_changed', 'person_left', 'pin_set');
CREATE INDEX holds ON events (seq) WHERE kind IN ('hold_placed', 'hold_lifted');
"""

POLICIES = (
    "CREATE INDEX policies ON events (seq) WHERE kind IN"
    " ('authority_trusted', 'policy_installed', 'bulletin_installed', 'policy_acknowledged')"
)

APPEND_ONLY = "Events are never changed or removed; write a new one that corrects it."
KEEP_PACKS = "A policy pack that visits were walked by is kept as it is."
KEEP_KEYS = "The key of a kept original goes only with the contents of the event that names it."
KEEP_PAYLOADS = "The contents of an event go only after an event that records their redaction."

_NEVER = ", ".join(f"'{kind}'" for kind in sorted(NEVER_REDACTED))

# The insert triggers also stop INSERT OR REPLACE: a deletion that by default fires no delete trigger.
JOURNAL_TRIGGERS: dict[str, str] = {
    "events_no_update": f"BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END",
    "events_no_delete": f"BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END",
    "events_in_order": f"""BEFORE INSERT ON events
        WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM events)
          OR NEW.prev IS NOT coalesce((SELECT hash FROM events ORDER BY seq DESC LIMIT 1), '{START}')
        BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END""",
    "payloads_no_update": f"BEFORE UPDATE ON payloads BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END",
    "payloads_in_order": f"""BEFORE INSERT ON payloads
        WHEN NEW.seq IS NOT (SELECT max(seq) FROM events)
          OR EXISTS (SELECT 1 FROM payloads WHERE seq = NEW.seq)
        BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END""",
    "payloads_delete_when_redacted": f"""BEFORE DELETE ON payloads
        WHEN (SELECT kind FROM events WHERE seq = OLD.seq) IN ({_NEVER})
          OR NOT EXISTS (
            SELECT 1 FROM events e JOIN payloads p ON p.seq = e.seq
            WHERE e.kind = 'payload_redacted' AND json_extract(CAST(p.bytes AS TEXT), '$.seq') = OLD.seq)
        BEGIN SELECT RAISE(ABORT, '{KEEP_PAYLOADS}'); END""",
    "packs_no_update": f"BEFORE UPDATE ON packs BEGIN SELECT RAISE(ABORT, '{KEEP_PACKS}'); END",
    "packs_no_delete": f"BEFORE DELETE ON packs BEGIN SELECT RAISE(ABORT, '{KEEP_PACKS}'); END",
    "packs_no_replace": f"""BEFORE INSERT ON packs WHEN EXISTS (SELECT 1 FROM packs WHERE hash = NEW.hash)
        BEGIN SELECT RAISE(ABORT, '{KEEP_PACKS}'); END""",
}
ATTACHMENT_TRIGGERS: dict[str, str] = {
    "attachment_keys_no_update": f"""BEFORE UPDATE ON attachment_keys
        BEGIN SELECT RAISE(ABORT, '{KEEP_KEYS}'); END""",
    "attachment_keys_in_order": f"""BEFORE INSERT ON attachment_keys
        WHEN NEW.seq IS NOT (SELECT max(seq) FROM events)
          OR (SELECT kind FROM events WHERE seq = NEW.seq) IS NOT 'photo_kept'
          OR EXISTS (SELECT 1 FROM attachment_keys WHERE id = NEW.id OR seq = NEW.seq)
        BEGIN SELECT RAISE(ABORT, '{KEEP_KEYS}'); END""",
    "attachment_keys_delete_when_redacted": f"""BEFORE DELETE ON attachment_keys
        WHEN EXISTS (SELECT 1 FROM payloads WHERE seq = OLD.seq)
        BEGIN SELECT RAISE(ABORT, '{KEEP_KEYS}'); END""",
}
TRIGGERS = {**JOURNAL_TRIGGERS, **ATTACHMENT_TRIGGERS}

# Views computed from the journal. They may be dropped at any time: `projections.rebuild` makes them again.
PROJECTIONS: dict[str, str] = {
    "visits": """CREATE TABLE visits (
        visit TEXT PRIMARY KEY,
        record_number TEXT NOT NULL,
        site TEXT NOT NULL,
        post TEXT NOT NULL,
        pack_id TEXT NOT NULL,
        pack_version TEXT NOT NULL,
        pack_hash TEXT NOT NULL,
        language TEXT NOT NULL,
        begun TEXT NOT NULL,
        day TEXT NOT NULL,
        opened_seq INTEGER NOT NULL,
        opened_utc_us INTEGER NOT NULL,
        last_seq INTEGER NOT NULL,
        last_utc_us INTEGER NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('open', 'closed', 'joined')),
        joined_into TEXT NOT NULL,
        outcomes TEXT NOT NULL
    ) STRICT""",
    "answers": """CREATE TABLE answers (
        seq INTEGER PRIMARY KEY,
        visit TEXT NOT NULL,
        address TEXT NOT NULL,
        step TEXT NOT NULL,
        value TEXT NOT NULL,
        reopened_by INTEGER
    ) STRICT""",
    "outcomes": """CREATE TABLE outcomes (
        seq INTEGER PRIMARY KEY,
        visit TEXT NOT NULL,
        rest TEXT NOT NULL,
        outcomes TEXT NOT NULL,
        reasons TEXT NOT NULL,
        flags TEXT NOT NULL
    ) STRICT""",
    "listed": """CREATE TABLE listed (
        seq INTEGER PRIMARY KEY,
        visit TEXT NOT NULL UNIQUE,
        state TEXT NOT NULL,
        since_us INTEGER NOT NULL,
        void INTEGER NOT NULL,
        searched TEXT NOT NULL
    ) STRICT""",
    "listed_words": """CREATE VIRTUAL TABLE listed_words USING fts5(
        words, content='', detail=none, prefix='2 3', tokenize='ascii')""",
    "saved_views": """CREATE TABLE saved_views (
        seq INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        text TEXT NOT NULL,
        filters TEXT NOT NULL,
        dropped INTEGER NOT NULL
    ) STRICT""",
    "projected": """CREATE TABLE projected (
        version INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        hash TEXT NOT NULL
    ) STRICT""",
}
PROJECTION_INDEXES = (
    "CREATE INDEX listed_waiting ON listed (state, since_us) WHERE state IN ('submitted', 'returned') AND void = 0",
    "CREATE INDEX visits_newest ON visits (opened_seq)",
    "CREATE INDEX visits_number ON visits (record_number)",
    "CREATE INDEX visits_day ON visits (day, opened_seq)",
    "CREATE INDEX visits_open ON visits (opened_seq) WHERE status = 'open'",
    "CREATE INDEX visits_into ON visits (joined_into)",
    "CREATE INDEX answers_of_visit ON answers (visit)",
    "CREATE INDEX outcomes_of_visit ON outcomes (visit)",
)

# What is deleted from the index of words leaves its pages at once; the engine would else only note that it is gone.
SECURE_DELETE = "INSERT INTO listed_words (listed_words, rank) VALUES ('secure-delete', 1)"


def make_migrations() -> Migrations:
    """The migrations in order. One that has been released is never changed; the next is added below it."""
    migrations = Migrations("threshold")

    @migrations()
    def m001_journal(db: Database) -> None:
        run_all(db, [*TABLES.split(";\n"), *_creating(JOURNAL_TRIGGERS)])

    @migrations()
    def m002_attachments(db: Database) -> None:
        run_all(db, [*ATTACHMENT_TABLES.split(";\n"), *_creating(ATTACHMENT_TRIGGERS)])

    @migrations()
    def m003_device_keys(db: Database) -> None:
        db.execute(DEVICE_KEYS)

    @migrations()
    def m004_people(db: Database) -> None:
        run_all(db, PEOPLE.split(";\n"))

    @migrations()
    def m005_policies(db: Database) -> None:
        db.execute(POLICIES)

    return migrations


def _creating(triggers: dict[str, str]) -> list[str]:
    return [f"CREATE TRIGGER {name} {text}" for name, text in triggers.items()]


def make_views(db: Database) -> None:
    """Make the views, empty."""
    run_all(db, [*PROJECTIONS.values(), *PROJECTION_INDEXES, SECURE_DELETE])


def run_all(db: Database, statements: list[str]) -> None:
    """Run statements one by one: `executescript` would commit the transaction that they belong to."""
    for statement in statements:
        if statement.strip():
            db.execute(statement)


def migrate(
    db: Database,
    path: Path,
    key: DataKey,
    migrations: Migrations,
    give_up: Callable[[], bool] = lambda: False,
) -> Path | None:
    """Bring the file to the present version; the path of the copy made first, None where none was needed.

    A file that holds events is copied beside itself, and the copy opened and compared, before any change. All of it happens
    under the lock for writing: a second process waits, then finds nothing pending, and leaves the copy as it is. A full disk
    gets the room that `give_up` frees, once.
    """
    if not migrations.pending(db):
        return None
    return with_reserve(lambda: _migrate(db, path, key, migrations), give_up)


def of_newer_program(db: Database, migrations: Migrations) -> tuple[str, ...]:
    """The names of migrations that were applied and that this program does not know, in order."""
    with closing(in_memory()) as fresh:
        known = {each.name for each in migrations.pending(fresh)}
    return tuple(each.name for each in migrations.applied(db) if each.name not in known)


def _migrate(db: Database, path: Path, key: DataKey, migrations: Migrations) -> Path | None:
    with translated(path):
        db.execute("BEGIN IMMEDIATE")
        try:
            copy = _copy(db, path, key, migrations)
            migrations.apply(db)
            db.execute("COMMIT")
        except BaseException:
            db.execute("ROLLBACK")
            raise
    return copy


def missing_triggers(db: Database) -> list[str]:
    """The names of triggers that are gone or are not as this program makes them."""
    found = dict(rows(db, "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    return [name for name, text in TRIGGERS.items() if found.get(name) != f"CREATE TRIGGER {name} {text}"]


def last_event(db: Database) -> tuple[int, str]:
    """Number and hash of the last event; (0, START) in an empty journal."""
    found = rows(db, "SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1")
    return (int(found[0][0]), str(found[0][1])) if found else (0, START)


def _copy(db: Database, path: Path, key: DataKey, migrations: Migrations) -> Path | None:
    """An encrypted copy under the same key, proved to open before its name says that it is one."""
    pending = migrations.pending(db)
    if not pending or not value(db, "SELECT count(*) FROM sqlite_master WHERE name = 'events'"):
        return None
    target = path.with_name(f"{path.name}.before-{pending[0].name}")
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        with closing(
            connect(path, key)
        ) as reader:  # the writer's transaction is open, and VACUUM works in none
            reader.execute("VACUUM INTO ?", (str(part),))
        with closing(connect(part, key, readonly=True)) as copy:
            if last_event(copy) != last_event(db):
                raise OSError(5, "the copy differs from the record")
        sync_file(part)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)  # half a copy would only fill the disk
        raise
    sync_folder(target.parent)
    return target
