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
from desktop.office.reading import rows_of

_WRITTEN = msgspec.json.Encoder()
_READ = msgspec.json.Decoder(Searched)

MOST_WORDS = 24
LATEST = 2**63 - 1
_COLUMNS = "record_number, agency, site, device, visit, day, opened_us, last_us, status, state, void, secret, searched"
_PUT = f"""INSERT INTO visits (device, epoch, tokens, joined_into, {_COLUMNS.replace("device, ", "")})
    VALUES (%s, %s, array_to_tsvector(%s), %s, {", ".join(["%s"] * 12)})
    ON CONFLICT (device, visit) DO UPDATE SET epoch = excluded.epoch, tokens = excluded.tokens, last_us = excluded.last_us,
    status = excluded.status, state = excluded.state, void = excluded.void, secret = excluded.secret, searched = excluded.searched,
    joined_into = excluded.joined_into WHERE visits.epoch <= excluded.epoch"""
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
    agency = db.execute("SELECT agency FROM desks WHERE device = %s", (device,)).fetchone()
    own = (device, epoch, str(agency[0]) if agency else "")
    now, seen = list(visits), set[str]()
    while now:
        above = _list(db, own, now)
        now = [visit for visit in dict.fromkeys(above) if visit not in seen]
        seen.update(now)


def _list(db: Database, own: tuple[str, int, str], visits: list[str]) -> list[str]:
    """Write the rows of visits; the visits that they are joined into."""
    device, epoch, _ = own
    query = "SELECT joined_into, visit FROM visits WHERE device = %s AND joined_into = ANY (%s)"
    below: dict[str, list[str]] = {}
    for into, visit in db.execute(query, (device, visits)).fetchall():
        below.setdefault(str(into), []).append(str(visit))
    events = events_of(db, device, epoch, [*visits, *(each for found in below.values() for each in found)])
    above: list[str] = []
    rows: list[tuple[object, ...]] = []
    for visit in visits:
        told = events.get(visit, [])
        opened = next((event for event in told if isinstance(event.body, VisitOpened)), None)
        if opened is not None:
            # One that was joined on another branch, before a restore, has no events on this one.
            found = fold_searched(told, [events[each] for each in below.get(visit, []) if each in events])
            into = next((each.body.into for each in reversed(told) if isinstance(each.body, VisitJoined)), "")
            above += [into] if into else []
            rows.append(_row(own, opened, told, found, into))
    with db.cursor() as cursor:
        cursor.executemany(_PUT, rows)
    return above


def _row(
    own: tuple[str, int, str], opened: Event, events: Sequence[Event], found: Searched, into: str
) -> tuple[object, ...]:
    device, epoch, agency = own
    body = opened.body
    assert isinstance(body, VisitOpened)
    if found.secret:  # what only counsel may hear of is not searched here, and not told
        number = tuple(each for each in found.pieces if each.code == "number")
        found = msgspec.structs.replace(found, authors=(), agencies=(), holder="", pieces=number)
    last = max(event.utc_us for event in events if event.kind not in LOOKS)
    closed = any(isinstance(event.body, VisitClosed) for event in events)
    status = "joined" if into else "closed" if closed else "open"
    return (
        device, epoch, tokens(found), into, body.record_number, agency, str(body.site.get("id", "")), opened.visit,
        opened.reading.local.date(), opened.utc_us, last, status, found.state, found.void, found.secret,
        _WRITTEN.encode(found).decode(),
    )  # fmt: skip


def events_of(db: Database, device: str, epoch: int, visits: Sequence[str]) -> dict[str, list[Event]]:
    """The events of each visit as this epoch of a device knows them, in order; those of other branches are left out."""
    found: dict[str, list[Event]] = {}
    for row in rows_of(db, device, epoch, visits):
        event = make_event(row.envelope, row.prev, row.hash, row.payload)
        found.setdefault(event.visit or "", []).append(event)
    return found


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
