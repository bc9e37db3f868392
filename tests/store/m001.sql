CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    envelope TEXT NOT NULL CHECK (json_extract(envelope, '$.seq') = seq),
    prev TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    kind TEXT GENERATED ALWAYS AS (json_extract(envelope, '$.kind')) VIRTUAL,
    visit TEXT GENERATED ALWAYS AS (json_extract(envelope, '$.visit')) VIRTUAL,
    boot TEXT GENERATED ALWAYS AS (json_extract(envelope, '$.boot')) VIRTUAL,
    utc_us INTEGER GENERATED ALWAYS AS (json_extract(envelope, '$.utc_us')) VIRTUAL
) STRICT
--
CREATE INDEX events_of_visit ON events (visit, seq)
--
CREATE INDEX events_of_boot ON events (boot, seq)
--
CREATE INDEX redactions ON events (seq) WHERE kind = 'payload_redacted'
--
CREATE TABLE payloads (
    seq INTEGER PRIMARY KEY REFERENCES events (seq),
    salt BLOB NOT NULL CHECK (length(salt) >= 16),
    bytes BLOB NOT NULL
) STRICT
--
CREATE TABLE packs (hash TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT
--
CREATE TABLE drafts (
    visit TEXT NOT NULL,
    address TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (visit, address)
) STRICT
--
CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT
--
CREATE TRIGGER events_no_update BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'Events are never changed or removed; write a new one that corrects it.'); END
--
CREATE TRIGGER events_no_delete BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'Events are never changed or removed; write a new one that corrects it.'); END
--
CREATE TRIGGER events_in_order BEFORE INSERT ON events
        WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM events)
          OR NEW.prev IS NOT coalesce((SELECT hash FROM events ORDER BY seq DESC LIMIT 1), '0000000000000000000000000000000000000000000000000000000000000000')
        BEGIN SELECT RAISE(ABORT, 'Events are never changed or removed; write a new one that corrects it.'); END
--
CREATE TRIGGER payloads_no_update BEFORE UPDATE ON payloads BEGIN SELECT RAISE(ABORT, 'Events are never changed or removed; write a new one that corrects it.'); END
--
CREATE TRIGGER payloads_in_order BEFORE INSERT ON payloads
        WHEN NEW.seq IS NOT (SELECT max(seq) FROM events)
          OR EXISTS (SELECT 1 FROM payloads WHERE seq = NEW.seq)
        BEGIN SELECT RAISE(ABORT, 'Events are never changed or removed; write a new one that corrects it.'); END
--
CREATE TRIGGER payloads_delete_when_redacted BEFORE DELETE ON payloads
        WHEN (SELECT kind FROM events WHERE seq = OLD.seq) IN ('payload_redacted', 'store_created', 'visit_opened')
          OR NOT EXISTS (
            SELECT 1 FROM events e JOIN payloads p ON p.seq = e.seq
            WHERE e.kind = 'payload_redacted' AND json_extract(CAST(p.bytes AS TEXT), '$.seq') = OLD.seq)
        BEGIN SELECT RAISE(ABORT, 'The contents of an event go only after an event that records their redaction.'); END
--
CREATE TRIGGER packs_no_update BEFORE UPDATE ON packs BEGIN SELECT RAISE(ABORT, 'A policy pack that visits were walked by is kept as it is.'); END
--
CREATE TRIGGER packs_no_delete BEFORE DELETE ON packs BEGIN SELECT RAISE(ABORT, 'A policy pack that visits were walked by is kept as it is.'); END
--
CREATE TRIGGER packs_no_replace BEFORE INSERT ON packs WHEN EXISTS (SELECT 1 FROM packs WHERE hash = NEW.hash)
        BEGIN SELECT RAISE(ABORT, 'A policy pack that visits were walked by is kept as it is.'); END
