"""Says whether an event may stand at the end of the journal, and gives a visit its record number."""

import msgspec
from msgspec import Struct

from desktop.core import events, identity
from desktop.core.clock import Reading
from desktop.core.errors import Refused
from desktop.core.events import Draft, PayloadRedacted, StoreCreated, VisitOpened
from desktop.core.holding import STAYS
from desktop.core.particulars import PhotoKept
from desktop.core.people import PersonLeft, PinSet
from desktop.core.review_events import REVIEWS
from desktop.store import numbers
from desktop.store._engine import Database, value
from desktop.store.forgetting import check_free
from desktop.store.owners import Owner
from desktop.store.review_gate import check_review
from desktop.store.schema import last_event
from desktop.store.stored import row_at
from desktop.trust.keys import DataKey
from desktop.trust.pins import Pinned


class PhotoDraft(Draft, frozen=True, kw_only=True):
    """A `photo_kept` draft with the key of the file that holds the original: the journal stores both at once, so that no
    event stands without its key, and no key without its event. The key is never part of what is encoded and hashed."""

    key: DataKey


class TakenDraft(Draft, frozen=True, kw_only=True):
    """An event of a side record that is taken in: with the clocks and the salt that it had, so that its contents keep their hash, and the
    key of the original that a photograph tells of. A visit in it has its record number already."""

    reading: Reading
    salt: bytes
    key: DataKey | None = None


class PinDraft(Draft, frozen=True, kw_only=True):
    """A `pin_set` draft with what is kept of the PIN, which is never part of an event."""

    pin: Pinned


class NumberFor(Struct, frozen=True):
    """The facility's id and the desk's for which a record number is to be issued."""

    site: str
    desk: str


def admit(
    db: Database, owner: Owner, seq: int, draft: Draft, reading: Reading, number_for: NumberFor | None
) -> Struct:
    """The body to write after event `seq`, with its record number where it opens a visit. Refused and ValueError as `Journal.append`
    says."""
    body = draft.body
    if isinstance(body, StoreCreated) != (seq == 0) and not _begins_epoch(db, owner, body):
        raise Refused("already_begun" if seq else "not_begun")
    if isinstance(body, VisitOpened):
        if isinstance(draft, TakenDraft):
            return _take_in(db, draft, body)
        return _open_visit(db, draft, body, reading, number_for)
    if draft.visit is not None and not visit_head(db, draft.visit):
        raise ValueError(f"The visit {draft.visit} was never opened in this journal.")
    if isinstance(body, PhotoKept) and not isinstance(draft, PhotoDraft | TakenDraft):
        raise ValueError("A kept photograph is recorded by a PhotoDraft, which brings the key of its file.")
    if isinstance(body, PinSet) and (not isinstance(draft, PinDraft) or draft.pin.check != body.check):
        raise ValueError("A PIN is set by a PinDraft, which brings what its event commits to.")
    if isinstance(body, PayloadRedacted):
        _check_redactable(db, body.seq)
    return _check_review(db, draft)


def _check_review(db: Database, draft: Draft) -> Struct:
    """As `review_gate.check_review`; what a side record brings is at fault there, not refused to anybody. No act of review comes in one:
    while the record is closed nobody can sign in, so whoever forged it would be taken for a supervisor."""
    if isinstance(draft, TakenDraft) and draft.kind in REVIEWS:
        raise ValueError(
            f"A side record brings no {draft.kind}: nobody can sign in while the record is closed."
        )
    try:
        return check_review(db, draft)
    except Refused as refused:
        if isinstance(draft, TakenDraft):
            raise ValueError(f"The visit {draft.visit} takes no such event ({refused.code}).") from refused
        raise


def keep_beside(db: Database, draft: Draft, body: Struct, seq: int) -> None:
    """What is kept beside an event in its transaction: the key of an original, what a PIN is known by, which goes with its person."""
    if isinstance(draft, PhotoDraft | TakenDraft) and isinstance(body, PhotoKept):
        if draft.key is None:  # it was gone there already: `verify` names that
            return
        sql = "INSERT INTO attachment_keys (id, seq, key) VALUES (?, ?, ?)"
        db.execute(sql, (body.id, seq, bytes.fromhex(draft.key.hex())))
    elif isinstance(draft, PinDraft) and isinstance(body, PinSet):
        sql = "INSERT OR REPLACE INTO pins (person, verifier, salt) VALUES (?, ?, ?)"
        db.execute(sql, (body.person, draft.pin.verifier, draft.pin.salt))
    elif isinstance(body, PersonLeft):
        db.execute("DELETE FROM pins WHERE person = ?", (body.person,))


def _open_visit(
    db: Database, draft: Draft, body: VisitOpened, reading: Reading, number_for: NumberFor | None
) -> VisitOpened:
    if draft.visit is None or visit_head(db, draft.visit):
        raise ValueError(f"The visit {draft.visit} cannot be opened: it has no id, or is open already.")
    if number_for is None or body.record_number:
        raise ValueError("A visit's record number is issued by the journal: pass number_for, leave it empty.")
    if value(db, "SELECT 1 FROM packs WHERE hash = ?", (body.pack_hash,)) is None:
        raise ValueError(
            f"The policy pack {body.pack_hash} was not kept before the visit that is walked by it."
        )
    site, desk, year = number_for.site, number_for.desk, reading.local.year
    number = identity.record_number(site, desk, year, numbers.next_number(db, site, desk, year))
    return msgspec.structs.replace(body, record_number=number)


def _take_in(db: Database, draft: Draft, body: VisitOpened) -> VisitOpened:
    """A visit that was opened in a side record. ValueError where it, or its record number, is on record already."""
    taken = value(db, "SELECT 1 FROM visits WHERE record_number = ?", (body.record_number,))
    if draft.visit is None or not body.record_number or visit_head(db, draft.visit) or taken is not None:
        raise ValueError(f"The visit {draft.visit} ({body.record_number}) is on record already.")
    return body


def _begins_epoch(db: Database, owner: Owner, body: Struct) -> bool:
    """Whether this is the event that `epochs.begin_epoch` writes: it goes on from the very head that it names."""
    if not isinstance(body, StoreCreated):
        return False
    return body.epoch == owner.epoch > 0 and body.former_head == last_event(db)[1]


def visit_head(db: Database, visit: str | None) -> str:
    """The hash of the last event of a visit; "" where it has none."""
    sql = "SELECT hash FROM events WHERE visit = ? ORDER BY seq DESC LIMIT 1"
    return "" if visit is None else str(value(db, sql, (visit,)) or "")


def _check_redactable(db: Database, seq: int) -> None:
    row = row_at(db, seq)
    kind = value(db, "SELECT kind FROM events WHERE seq = ?", (seq,))
    if row is None or row.payload is None or kind in events.NEVER_REDACTED | events.WITNESSES | STAYS:
        raise Refused("not_redactable", seq=seq)
    check_free(db, seq)
