"""Takes opened bundles into the office's database: each in one transaction with its receipt; no two importers write one desk at once."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from desktop.core.bundles import Header, name_of
from desktop.core.chain import Row
from desktop.core.errors import Trouble
from desktop.core.events import Event, PayloadRedacted, make_event, read_envelope
from desktop.core.intake import Judged, Reached, judge
from desktop.office.database import Database, translated
from desktop.office.listing import relist

BY_NAME = "SELECT name, receipt FROM bundles WHERE name = ANY(%s)"


class Held(Struct, frozen=True):
    """A bundle in quarantine: SHA-256 (hex) of its file, its name, and why."""

    sha256: str
    name: str
    wrong: str
    sentence: str
    since: str


def take(
    db: Database, header: Header, rows: Sequence[Row], packs: Mapping[str, bytes], receipt: bytes
) -> Judged:
    """Write what is new of a bundle that was opened and checked, and its policy packs. For "new" and "known" the receipt is on disk
    with it when this returns; for "gap" and "fork" nothing was written. Trouble of the database."""
    with translated(), db.transaction():
        if (
            db.execute("SELECT 1 FROM desks WHERE device = %s FOR UPDATE", (header.device,)).fetchone()
            is None
        ):
            raise Trouble(
                "given", f"The desk {header.device} is not known here.", "threshold office add-desk"
            )
        reached = _reached(db, header)
        base = _base(db, header)
        judged = judge(header, rows, reached, _held(db, header), base is not None)
        if judged.verdict in ("gap", "fork"):
            return judged
        for pack_hash, content in packs.items():
            db.execute(
                "INSERT INTO packs VALUES (%s, %s) ON CONFLICT DO NOTHING", (pack_hash, content.decode())
            )
        if judged.new:
            _write(db, header, judged.new, reached, base)
        db.execute(
            "INSERT INTO bundles (name, device, epoch, first, last, head, receipt) VALUES (%s, %s, %s, %s, %s, %s, %s)"
            " ON CONFLICT DO NOTHING",
            (
                name_of(header, "tbundle"),
                header.device,
                header.epoch,
                header.from_seq,
                header.to_seq,
                header.head,
                receipt,
            ),
        )
    return judged


def receipts(db: Database, names: Iterable[str]) -> dict[str, bytes]:
    """Name → receipt of the bundles among these that are held."""
    with translated():
        return {str(name): bytes(raw) for name, raw in db.execute(BY_NAME, (list(names),)).fetchall()}


def put_aside(db: Database, sha256: str, name: str, content: bytes, wrong: str, sentence: str) -> bool:
    """Keep a bundle as it is, with the reason; whether it was not there yet."""
    insert = """INSERT INTO quarantine (sha256, name, wrong, sentence, content) VALUES (%s, %s, %s, %s, %s)
        ON CONFLICT (sha256) DO UPDATE SET wrong = excluded.wrong, sentence = excluded.sentence RETURNING xmax = 0"""
    with translated():
        found = db.execute(insert, (sha256, name, wrong, sentence, content)).fetchone()
    return bool(found and found[0])


def set_aside(db: Database) -> list[Held]:
    """What is in quarantine, the newest last."""
    query = """SELECT sha256, name, wrong, sentence, to_char(since AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI')
        FROM quarantine ORDER BY since, sha256"""
    with translated():
        return [Held(*row) for row in db.execute(query).fetchall()]


def content_of(db: Database, sha256: str) -> bytes | None:
    """A bundle in quarantine, byte for byte."""
    with translated():
        found = db.execute("SELECT content FROM quarantine WHERE sha256 = %s", (sha256,)).fetchone()
    return bytes(found[0]) if found else None


def release(db: Database, sha256: str) -> None:
    """It was taken after all, and is held as what it says."""
    with translated():
        db.execute("DELETE FROM quarantine WHERE sha256 = %s", (sha256,))


def _place(header: Header) -> tuple[str, int, int, int]:
    return header.device, header.epoch, header.from_seq, header.to_seq


def _reached(db: Database, header: Header) -> Reached | None:
    found = db.execute(
        "SELECT first, last, head FROM reached WHERE device = %s AND epoch = %s",
        (header.device, header.epoch),
    ).fetchone()
    return Reached(*found) if found else None


def _held(db: Database, header: Header) -> dict[int, str]:
    query = "SELECT seq, hash FROM events WHERE device = %s AND epoch = %s AND seq BETWEEN %s AND %s"
    return dict(db.execute(query, _place(header)).fetchall())


def _base(db: Database, header: Header) -> tuple[str, int] | None:
    """Device and epoch of the event that the bundle's first one follows."""
    query = "SELECT device, epoch FROM events WHERE hash = %s AND seq = %s"
    found = db.execute(query, (header.prev_head, header.from_seq - 1)).fetchone()
    return (str(found[0]), int(found[1])) if found else None


def _write(
    db: Database, header: Header, new: Sequence[Row], reached: Reached | None, base: tuple[str, int] | None
) -> None:
    own = (header.device, header.epoch)
    envelopes = [read_envelope(row.envelope)[0] for row in new]
    with db.cursor() as cursor:
        columns = "events (device, epoch, seq, envelope, prev, hash, visit)"
        with cursor.copy(f"COPY {columns} FROM STDIN") as copy:
            for row, envelope in zip(new, envelopes, strict=True):
                copy.write_row((*own, row.seq, row.envelope.decode(), row.prev, row.hash, envelope.visit))
        with cursor.copy("COPY payloads (device, epoch, seq, salt, payload) FROM STDIN") as copy:
            for row in new:
                if row.payload is not None and row.salt is not None:
                    copy.write_row((*own, row.seq, row.salt, row.payload.decode()))
    db.execute(
        "INSERT INTO reached VALUES (%s, %s, %s, %s, %s, %s, %s)"
        " ON CONFLICT (device, epoch) DO UPDATE SET last = excluded.last, head = excluded.head",
        (*own, reached.first if reached else new[0].seq, new[-1].seq, new[-1].hash, *(base or (None, None))),
    )
    touched = [envelope.visit for envelope in envelopes if envelope.visit is not None]
    removals = [
        row for row, envelope in zip(new, envelopes, strict=True) if envelope.kind == "payload_redacted"
    ]
    touched += _remove(db, header, map(_event, removals))
    relist(db, header.device, header.epoch, dict.fromkeys(touched))


def _event(row: Row) -> Event:
    return make_event(row.envelope, row.prev, row.hash, row.payload)


def _remove(db: Database, header: Header, removals: Iterable[Event]) -> list[str]:
    """Take away what the desk removed; the visits that it belonged to."""
    touched: list[str] = []
    for event in removals:
        if not isinstance(event.body, PayloadRedacted):
            continue
        place = (*epoch_of(db, header.device, header.epoch, event.body.seq), event.body.seq)
        db.execute("DELETE FROM payloads WHERE device = %s AND epoch = %s AND seq = %s", place)
        query = "SELECT visit FROM events WHERE device = %s AND epoch = %s AND seq = %s AND visit IS NOT NULL"
        touched += [str(row[0]) for row in db.execute(query, place).fetchall()]
    return touched


def epoch_of(db: Database, device: str, epoch: int, seq: int) -> tuple[str, int]:
    """Device and epoch of event `seq` as this epoch knows it: its own, or one before it went on from a copy."""
    while True:
        found = db.execute(
            "SELECT first, base_device, base_epoch FROM reached WHERE device = %s AND epoch = %s",
            (device, epoch),
        ).fetchone()
        if found is None or seq >= found[0] or found[1] is None:
            return device, epoch
        device, epoch = str(found[1]), int(found[2])
