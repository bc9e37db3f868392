"""The tables of the office's database, who may read what of them, and the numbered steps between versions.

Events stand as the very text that was hashed (`envelope`, `payload`): what PostgreSQL makes of JSON has lost the bytes. Triggers keep
them append-only also for the owner of the tables. Readers see the rows of their agencies alone (row-level security); nothing of a
paper that is counsel's alone is among them.
"""

from typing import Any

import psycopg

from desktop.core.errors import Trouble

NAME = "threshold_office"
"""The schema; and the role that every reader is a member of is `threshold_reader_` and the database's name."""

_TABLES = """
CREATE TABLE desks (
    device text PRIMARY KEY, agency text NOT NULL, site text NOT NULL, added timestamptz NOT NULL DEFAULT now());
CREATE TABLE desk_keys (
    device text REFERENCES desks, public text, added timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (device, public));
CREATE TABLE events (
    device text NOT NULL REFERENCES desks, epoch bigint NOT NULL, seq bigint NOT NULL, envelope text NOT NULL, prev text NOT NULL,
    hash text NOT NULL, visit text, PRIMARY KEY (device, epoch, seq));
CREATE INDEX events_hash ON events (hash);
CREATE INDEX events_visit ON events (visit, seq) WHERE visit IS NOT NULL;
CREATE TABLE payloads (
    device text NOT NULL, epoch bigint NOT NULL, seq bigint NOT NULL, salt bytea NOT NULL, payload text NOT NULL,
    PRIMARY KEY (device, epoch, seq), FOREIGN KEY (device, epoch, seq) REFERENCES events);
CREATE TABLE reached (
    device text NOT NULL REFERENCES desks, epoch bigint NOT NULL, first bigint NOT NULL, last bigint NOT NULL, head text NOT NULL,
    base_device text, base_epoch bigint, PRIMARY KEY (device, epoch));
CREATE TABLE bundles (
    name text PRIMARY KEY, device text NOT NULL REFERENCES desks, epoch bigint NOT NULL, first bigint NOT NULL, last bigint NOT NULL,
    head text NOT NULL, taken timestamptz NOT NULL DEFAULT now(), receipt bytea NOT NULL);
CREATE TABLE packs (hash text PRIMARY KEY, content text NOT NULL);
CREATE TABLE accesses (at timestamptz NOT NULL DEFAULT now(), role text NOT NULL DEFAULT session_user, what text NOT NULL,
    record_number text NOT NULL);
CREATE TABLE quarantine (
    sha256 text PRIMARY KEY, name text NOT NULL, wrong text NOT NULL, sentence text NOT NULL, content bytea NOT NULL,
    since timestamptz NOT NULL DEFAULT now());
CREATE TABLE visits (
    device text NOT NULL REFERENCES desks, visit text NOT NULL, epoch bigint NOT NULL, agency text NOT NULL, site text NOT NULL,
    record_number text NOT NULL, day date NOT NULL, opened_us bigint NOT NULL, last_us bigint NOT NULL, status text NOT NULL,
    state text NOT NULL, void boolean NOT NULL, secret boolean NOT NULL, joined_into text NOT NULL DEFAULT '', searched text NOT NULL,
    tokens tsvector NOT NULL, PRIMARY KEY (device, visit));
CREATE INDEX visits_tokens ON visits USING gin (tokens) WITH (fastupdate = off);
CREATE INDEX visits_newest ON visits (opened_us DESC, visit);
CREATE INDEX visits_of_agency ON visits (agency, opened_us DESC, visit);
CREATE INDEX visits_number ON visits (record_number);
CREATE INDEX visits_into ON visits (device, joined_into) WHERE joined_into <> '';
CREATE TABLE readers (role text, agency text, PRIMARY KEY (role, agency));
CREATE FUNCTION stays() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'What a desk sent is never changed or removed.'; END $$;
CREATE TRIGGER events_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON events EXECUTE FUNCTION stays();
CREATE TRIGGER payloads_stay BEFORE UPDATE OR TRUNCATE ON payloads EXECUTE FUNCTION stays();
CREATE TRIGGER packs_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON packs EXECUTE FUNCTION stays();
CREATE TRIGGER accesses_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON accesses EXECUTE FUNCTION stays();
CREATE TRIGGER bundles_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON bundles EXECUTE FUNCTION stays();
"""

# A policy holds back rows before any index of words is asked, since `@@` might tell of them. So the search is a function with the owner's
# rights, which leaves out what the one who asks may not see. It is planned anew for each question.
FOUND = """SELECT * FROM threshold_office.visits WHERE {wanted} (opened_us, visit) < ($2, $3) AND ($5 OR agency = ANY ($6))
    ORDER BY opened_us DESC, visit DESC LIMIT $4"""
WANTED = "tokens @@ $1 AND"
_FIND = f"""
CREATE FUNCTION found(wanted tsquery, at bigint, id text, most integer) RETURNS SETOF visits
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = {NAME}, pg_catalog, pg_temp AS $$
DECLARE
    mine text[] := ARRAY(SELECT agency FROM readers WHERE role = session_user);
    owns boolean := pg_has_role(session_user, (SELECT relowner FROM pg_class WHERE oid = 'visits'::regclass), 'MEMBER');
BEGIN
    IF wanted IS NULL THEN
        RETURN QUERY EXECUTE '{FOUND.format(wanted="")}' USING wanted, at, id, most, owns, mine;
    ELSE
        RETURN QUERY EXECUTE '{FOUND.format(wanted=WANTED)}' USING wanted, at, id, most, owns, mine;
    END IF;
END $$;
REVOKE ALL ON FUNCTION found FROM PUBLIC;
"""

_MINE = "agency IN (SELECT agency FROM readers WHERE role = current_user)"
_OWN_DESK = f"device IN (SELECT device FROM desks WHERE {_MINE})"
_OPEN = """NOT EXISTS (SELECT 1 FROM events e JOIN visits v ON v.device = e.device AND v.visit = e.visit
    WHERE v.secret AND (e.device, e.epoch, e.seq) = (payloads.device, payloads.epoch, payloads.seq))"""
_POLICIES = {
    "readers": "role = current_user",
    "desks": _MINE,
    "visits": _MINE,
    "events": _OWN_DESK,
    "payloads": f"{_OWN_DESK} AND {_OPEN}",
    "reached": _OWN_DESK,
    "desk_keys": _OWN_DESK,
    "packs": "true",
}


def reader_group(database: str) -> str:
    """The role that may read, of which every reader of this database is a member: roles are of the whole server."""
    return f"threshold_reader_{database}"


def prepare(db: psycopg.Connection[Any]) -> bool:
    """Make the tables and policies where there are none; whether they were made now. Trouble for those of a newer program."""
    with db.transaction():
        db.execute("SELECT pg_advisory_xact_lock(814530126)")  # two at once would both make them
        found = db.execute("SELECT to_regclass(%s)", (f"{NAME}.version",)).fetchone()
        if found is not None and found[0] is not None:
            check(db)
            return False
        db.execute(f"CREATE SCHEMA {NAME}")
        db.execute(f"SET LOCAL search_path = {NAME}")
        db.execute("CREATE TABLE version (number integer NOT NULL)")
        db.execute("INSERT INTO version VALUES (1)")
        db.execute(_TABLES)
        db.execute(_FIND)
        _let_read(db)
    return True


def check(db: psycopg.Connection[Any]) -> None:
    """Trouble where the tables are not there, or are a newer program's."""
    found = db.execute("SELECT to_regclass(%s)", (f"{NAME}.version",)).fetchone()
    if found is None or found[0] is None:
        raise Trouble("given", "This database holds no office's records.", "Run threshold office init once.")
    version = db.execute(f"SELECT number FROM {NAME}.version").fetchone()
    if version is None or version[0] != 1:
        raise Trouble("given", "This database was made by a newer Threshold.", "Install that one here.")


def _let_read(db: psycopg.Connection[Any]) -> None:
    database = db.info.dbname
    group = psycopg.sql.Identifier(reader_group(database))
    there = db.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (reader_group(database),)).fetchone()
    if there is None:
        db.execute(psycopg.sql.SQL("CREATE ROLE {} NOLOGIN").format(group))
    db.execute(psycopg.sql.SQL("GRANT USAGE ON SCHEMA " + NAME + " TO {}").format(group))
    db.execute(psycopg.sql.SQL("GRANT SELECT ON version TO {}").format(group))
    db.execute(psycopg.sql.SQL("GRANT INSERT (what, record_number) ON accesses TO {}").format(group))
    db.execute(psycopg.sql.SQL("GRANT EXECUTE ON FUNCTION found TO {}").format(group))
    for table, condition in _POLICIES.items():
        db.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        policy = f"CREATE POLICY own ON {table} FOR SELECT TO " + "{}" + f" USING ({condition})"
        db.execute(psycopg.sql.SQL(policy).format(group))
        db.execute(psycopg.sql.SQL(f"GRANT SELECT ON {table} TO " + "{}").format(group))
