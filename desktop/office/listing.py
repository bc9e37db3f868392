"""Keeps the list of visits by which the office finds them, and finds them: computed from their events as a desk computes its own."""

from collections.abc import Iterable, Sequence
from datetime import date

import msgspec
from msgspec import Struct

from desktop.core.events import Event, VisitClosed, VisitJoined, VisitOpened, make_event
from desktop.core.review_events import LOOKS
from desktop.core.searched import Searched, fold_searched, held_by, tokens
from desktop.core.seeking import Chunk, fits, part_tokens, read_typed
from desktop.office.database import Database, translated

_WRITTEN = msgspec.json.Encoder()
_READ = msgspec.json.Decoder(Searched)

MOST_WORDS = 24
LATEST = 2**63 - 1
_COLUMNS = "record_number, agency, site, device, visit, day, opened_us, last_us, status, state, void, secret, searched"
_PUT = f"""INSERT INTO visits (device, epoch, tokens, {_COLUMNS.replace("device, ", "")})
    VALUES (%s, %s, array_to_tsvector(%s), {", ".join(["%s"] * 12)})
    ON CONFLICT (device, visit) DO UPDATE SET epoch = excluded.epoch, tokens = excluded.tokens, last_us = excluded.last_us,
    status = excluded.status, state = excluded.state, void = excluded.void, secret = excluded.secret, searched = excluded.searched
    WHERE visits.epoch <= excluded.epoch"""
_PAGE = f"SELECT {_COLUMNS} FROM found(%s::tsquery, %s, %s, %s)"


class Found(Struct, frozen=True):
    """A visit of some desk. `day` is its facility's date, times are µs UTC; `secret`: a paper of it is counsel's alone, and it is found by
    its number only."""

    record_number: str
    agency: str
    site: str
    device: str
    visit: str
    day: date
    opened_us: int
    last_us: int
    status: str
    state: str
    void: bool
    secret: bool
    searched: Searched


def relist(db: Database, device: str, epoch: int, visits: Iterable[str]) -> None:
    """Bring the rows of these visits up to their events, and then those of the visits that they are joined into."""
    above = [into for visit in visits if (into := _list(db, device, epoch, visit))]
    seen: set[str] = set()
    while above:
        visit = above.pop()
        if visit not in seen:
            seen.add(visit)
            above += [into] if (into := _list(db, device, epoch, visit)) else []


def _list(db: Database, device: str, epoch: int, visit: str) -> str:
    """Write the row of a visit; the visit that it is joined into, "" for none."""
    events = events_of(db, device, epoch, visit)
    opened = next((event for event in events if isinstance(event.body, VisitOpened)), None)
    if opened is None:
        return ""
    agency = db.execute("SELECT agency FROM desks WHERE device = %s", (device,)).fetchone()
    query = "SELECT visit FROM visits WHERE device = %s AND joined_into = %s"
    below = [str(each) for (each,) in db.execute(query, (device, visit)).fetchall()]
    found = fold_searched(events, [events_of(db, device, epoch, each) for each in below])
    into = _joined(events)
    _put(db, (device, epoch, str(agency[0]) if agency else ""), opened, events, found, into)
    return into


def _put(
    db: Database,
    own: tuple[str, int, str],
    opened: Event,
    events: Sequence[Event],
    found: Searched,
    into: str,
) -> None:
    device, epoch, agency = own
    body = opened.body
    assert isinstance(body, VisitOpened)
    if found.secret:  # what only counsel may hear of is not searched here, and not told
        found = msgspec.structs.replace(
            found,
            authors=(),
            agencies=(),
            holder="",
            pieces=tuple(each for each in found.pieces if each.code == "number"),
        )
    last = max(event.utc_us for event in events if event.kind not in LOOKS)
    closed = any(isinstance(event.body, VisitClosed) for event in events)
    status = "joined" if into else "closed" if closed else "open"
    row = (
        body.record_number, agency, str(body.site.get("id", "")), opened.visit, opened.reading.local.date(), opened.utc_us, last,
        status, found.state, found.void, found.secret, _WRITTEN.encode(found).decode(),
    )  # fmt: skip
    db.execute(_PUT, (device, epoch, tokens(found), *row))
    db.execute(
        "UPDATE visits SET joined_into = %s WHERE device = %s AND visit = %s AND joined_into <> %s",
        (into, device, opened.visit, into),
    )


def _joined(events: Sequence[Event]) -> str:
    return next((event.body.into for event in reversed(events) if isinstance(event.body, VisitJoined)), "")


def events_of(db: Database, device: str, epoch: int, visit: str) -> list[Event]:
    """The events of a visit as this epoch of a device knows them, in order; those of other branches are left out."""
    query = """WITH RECURSIVE line (device, epoch, upto) AS (
        SELECT %(device)s::text, %(epoch)s::bigint, 9223372036854775807
        UNION ALL SELECT r.base_device, r.base_epoch, r.first - 1 FROM line l
            JOIN reached r ON r.device = l.device AND r.epoch = l.epoch WHERE r.base_device IS NOT NULL
            AND (r.base_device, r.base_epoch) <> (r.device, r.epoch))
        SELECT e.envelope, e.prev, e.hash, p.payload FROM events e JOIN line l
            ON e.device = l.device AND e.epoch = l.epoch AND e.seq <= l.upto
        LEFT JOIN payloads p ON (p.device, p.epoch, p.seq) = (e.device, e.epoch, e.seq)
        WHERE e.visit = %(visit)s ORDER BY e.seq"""
    found = db.execute(query, {"device": device, "epoch": epoch, "visit": visit}).fetchall()
    return [
        make_event(
            str(envelope).encode(), str(prev), str(own), None if payload is None else str(payload).encode()
        )
        for envelope, prev, own, payload in found
    ]


# ---- finding -----------------------------------------------------------------------------------------------------


def expression(typed: str) -> str:
    """What was typed as a query of PostgreSQL over tokens; "" for everything."""
    chunks = read_typed(typed)
    parts: list[str] = []
    for chunk in chunks:
        ways = [" & ".join(_word(chunk, place, word) for place, word in enumerate(chunk.words))]
        if few := part_tokens(chunk.whole):
            ways.append(" & ".join(f"'{each}'" for each in few))
        parts.append(f"({' | '.join(f'({way})' for way in ways)})")
    return " & ".join(parts[:MOST_WORDS])


def _word(chunk: Chunk, place: int, word: str) -> str:
    whole = f"'{word}':*" if chunk.starts(place) else f"'{word}'"
    few = part_tokens(word)
    return f"({whole} | ({' & '.join(map(repr, few))}))" if few else whole


def find(db: Database, typed: str, most: int, before: tuple[int, str] | None = None) -> list[Found]:
    """The visits that hold all that was typed, newest first, at most `most`; `before`: `opened_us` and id of the last one that was
    shown. What may be seen of the database's agencies the database decides. Trouble."""
    chunks, wanted = read_typed(typed), expression(typed)
    told: list[Found] = []
    while len(told) < most:
        batch = _page(db, wanted, most, before)
        told += [each for each in batch if fits(chunks, held_by(each.searched), _no_codes)]
        if len(batch) < most:
            break
        before = (batch[-1].opened_us, batch[-1].visit)
    return told[:most]


def _page(db: Database, wanted: str, most: int, before: tuple[int, str] | None) -> list[Found]:
    at, ident = before or (LATEST, "")
    with translated():
        found = db.execute(_PAGE, (wanted or None, at, ident, most)).fetchall()
    return [Found(*(*row[:-1], _READ.decode(row[-1]))) for row in found]


def _no_codes(word: str, starts: bool) -> frozenset[str]:
    return frozenset()
