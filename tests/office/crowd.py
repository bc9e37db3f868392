"""Very many visits in an office's database, as the importer lists them, and so many events besides; no desk ever wrote them."""

from collections.abc import Iterator
from datetime import date, timedelta

import msgspec

from desktop.core.reviewing import State
from desktop.core.searched import Piece, Searched, tokens
from desktop.office.database import Database, add_desk, opened

AGENCIES = ("DHS", "DOE", "DOC", "ACS")
DESKS = 200
EVENTS = 40
"""Events of one visit."""

FIRST = date(2026, 2, 13)
STATES: tuple[State, ...] = ("approved", "submitted", "returned")
WORDS = (
    "gate", "court", "lobby", "waited", "asked", "copied", "calm", "paper", "badge", "officer", "counsel", "desk", "called", "second",
    "entrance", "stairs", "note", "early", "late",
)  # fmt: skip
COLUMNS = (
    "device, visit, epoch, agency, site, record_number, day, opened_us, last_us, status, state, void, secret, joined_into,"
    " searched"
)


def badge(n: int) -> str:
    """A badge that no other visit has."""
    return f"A-{n * 7919 % 10_000_000:07d}"


def number(n: int) -> str:
    """A record number."""
    return f"SIT{n % DESKS:03d}-1-2026-{n:07d}-X"


def searched(n: int) -> Searched:
    """What a visit is listed by: a badge of its own, five words of a note, a guard, a state."""
    guard = f"Guard {n % 60}"
    pieces = (
        Piece("number", number(n)),
        Piece("note", " ".join(WORDS[(n * step + step) % len(WORDS)] for step in (1, 3, 5, 7, 11))),
        Piece("officer.badge", badge(n)),
        Piece(f"outcome=refuse_{n % 9}"),
        Piece("by", guard),
    )
    return Searched(STATES[n % 3], 0, False, False, 0, False, (guard,), ("ICE",), "2", guard, pieces)


def fill(dsn: str, visits: int) -> None:
    """So many visits, the last one the newest, and `EVENTS` events of each."""
    with opened(dsn) as db:
        for n in range(DESKS):
            add_desk(db, f"desk-{n}", "0" * 64, AGENCIES[n % len(AGENCIES)], f"SIT{n:03d}")
        db.execute("SET session_replication_role = replica")  # of these events nobody has a bundle
        db.execute(
            "INSERT INTO events SELECT 'desk-' || v %% %s, 0, v::bigint * %s + e, repeat('e', 220), repeat('0', 64),"
            " md5(v || 'a' || e) || md5(v || 'b' || e), 'visit-' || v"
            " FROM generate_series(0, %s) v, generate_series(1, %s) e",
            (DESKS, EVENTS, visits - 1, EVENTS),
        )
        _visits(db, visits)
        db.execute("ANALYZE")


def _visits(db: Database, visits: int) -> None:
    db.execute("CREATE TEMP TABLE coming (LIKE visits)")
    db.execute("ALTER TABLE coming DROP COLUMN tokens, ADD COLUMN tokens text[]")
    with db.cursor() as cursor, cursor.copy(f"COPY coming ({COLUMNS}, tokens) FROM STDIN") as copy:
        for row in _rows(visits):
            copy.write_row(row)
    db.execute(
        f"INSERT INTO visits ({COLUMNS}, tokens) SELECT {COLUMNS}, array_to_tsvector(tokens) FROM coming"
    )
    db.execute("DROP TABLE coming")


def _rows(visits: int) -> Iterator[tuple[object, ...]]:
    written = msgspec.json.Encoder()
    for n in range(visits):
        found, desk, at = searched(n), n % DESKS, 1_770_000_000_000_000 + n
        place = (f"desk-{desk}", f"visit-{n}", 0, AGENCIES[desk % len(AGENCIES)], f"SIT{desk:03d}", number(n))
        times = (FIRST + timedelta(n % 280), at, at)
        state = ("closed", found.state, False, False, "", written.encode(found).decode(), tokens(found))
        yield (*place, *times, *state)
