"""Finds what a restore takes back: holds, people who left, removals and reviews that stood in the former record and are not in the backup.

Holds are placed again and those who left leave again in the transaction that begins the epoch; the rest is told, and `doctor` tells of
removed contents that are back, and of visits whose approval is gone, for as long as that is so.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from msgspec import Struct

from desktop.core.errors import Trouble
from desktop.core.events import Draft, PayloadRedacted
from desktop.core.holding import Hold, fold_holds
from desktop.core.people import HoldPlaced, Person, PersonLeft, fold_people, may_sign_for_all
from desktop.paths import Held
from desktop.store._engine import Database, connect, rows, translated, value
from desktop.store.former import DATABASE, asides
from desktop.store.journal import PROGRAM
from desktop.store.stored import OF_HOLDS, OF_PEOPLE, OF_REMOVALS, OF_REVIEWS, events_where
from desktop.trust.keys import unlock

AGAIN = " (restored)"
"""Stands behind the reason of a hold that was placed again."""

NOT_READ = (
    "The former record could not be read: nobody knows whether holds, people who left or removals of it are missing now."
    " Ask your supervisor."
)
REVIEWED = {"visit_approved": "approved", "visit_voided": "marked as void", "addendum_written": "added to"}
NOT_THERE = "No record stood here before: holds placed, people who left and words removed after the backup are not in it."


class Back(Struct, frozen=True, order=True):
    """Contents that had been removed and are on record again: the event, and the record number of its visit ("" for none)."""

    seq: int
    record_number: str


class Former(Struct, frozen=True):
    """What the former record says of holds and people, and hash and number of each event whose contents were removed in it."""

    holds: tuple[Hold, ...]
    people: dict[str, Person]
    removed: tuple[tuple[int, str], ...]


class TakenBack(Struct, frozen=True):
    """What a restore takes back: `drafts` that mend it, `sentences` on all of it, and removed contents that are back."""

    drafts: tuple[Draft, ...]
    sentences: tuple[str, ...]
    removed: tuple[Back, ...] = ()


@contextmanager
def _opened(folder: Path, keys: Path, held: Held | None) -> Iterator[Database]:
    """The record in this folder, to be read. Raises Trouble."""
    path = folder / DATABASE
    with closing(connect(path, unlock(folder, keys, held), readonly=True)) as db, translated(path):
        yield db


def taken_back(db: Database, goal: Path, keys: Path, held: Held | None = None) -> TakenBack:
    """What the record in `db`, which is to take the place of the one at `goal`, takes back of it and of all that were moved aside."""
    said, folders, new = list[str](), asides(goal), _former(db)
    if not goal.exists():
        found = TakenBack((), (NOT_THERE,))
    else:
        try:
            with _opened(goal, keys, held) as there:
                former = _former(there)
                placed, left = tuple(_held(db, new, former)), tuple(_people(new, former))
                reviewed = tuple(_reviews(db, there))
            drafts = [draft for draft, _ in (*placed, *left) if draft is not None]
            sentences = (*(sentence for _, sentence in (*placed, *left)), *reviewed)
            found = TakenBack(tuple(drafts), sentences)
        except Trouble:
            found = TakenBack((), (NOT_READ,))
        folders = [*folders, goal]
    removed = _back(db, folders, keys, held)
    said += [
        f"Event {each.seq} of {each.record_number or 'no visit'}: its contents had been removed and are back. Remove them again."
        for each in removed
    ]
    return TakenBack(found.drafts, (*found.sentences, *said), removed)


def removed_and_back(db: Database, goal: Path, keys: Path, held: Held | None = None) -> tuple[Back, ...]:
    """Contents that were removed in a record that was moved aside since, and are still in this one."""
    with translated(goal / DATABASE):
        return _back(db, asides(goal), keys, held)


def unreviewed(db: Database, goal: Path, keys: Path, held: Held | None = None) -> tuple[str, ...]:
    """Record numbers of visits that were approved or marked as void in a record that was moved aside since, and are not in this one."""
    sql = "SELECT DISTINCT e.visit, e.kind, v.record_number FROM events e JOIN visits v ON v.visit = e.visit WHERE e.kind IN (?, ?)"
    former = set[tuple[str, str, str]]()
    for folder in asides(goal):
        with (
            suppress(Trouble),
            _opened(folder, keys, held) as there,
        ):  # one that cannot be read was told when it was moved
            former.update(
                (str(visit), str(kind), str(number))
                for visit, kind, number in rows(there, sql, ("visit_approved", "visit_voided"))
            )
    with translated(goal / DATABASE):
        kinds = {
            visit: {str(kind) for (kind,) in rows(db, "SELECT kind FROM events WHERE visit = ?", (visit,))}
            for visit, _, _ in former
        }
    return tuple(
        sorted({number for visit, kind, number in former if kinds[visit] and kind not in kinds[visit]})
    )


def _former(db: Database) -> Former:
    people = fold_people(event.body for event in events_where(db, OF_PEOPLE))
    return Former(fold_holds(events_where(db, OF_HOLDS)), dict(people), tuple(_removed(db)))


def _removed(db: Database) -> Iterator[tuple[int, str]]:
    for event in events_where(db, OF_REMOVALS):
        if isinstance(event.body, PayloadRedacted):
            own_hash = value(db, "SELECT hash FROM events WHERE seq = ?", (event.body.seq,))
            yield event.body.seq, str(own_hash or "")


def _held(db: Database, new: Former, former: Former) -> Iterator[tuple[Draft | None, str]]:
    """Holds of the former record, placed again; and those that were lifted there."""
    number = len(rows(db, "SELECT 1 FROM events WHERE kind = 'hold_placed'"))
    for hold in (each for each in former.holds if each not in new.holds):
        if (
            hold.visit is not None
            and value(db, "SELECT 1 FROM events WHERE visit = ?", (hold.visit,)) is None
        ):
            yield (
                None,
                f"Hold {hold.hold} is on a visit that the backup does not have. Keep what was moved aside.",
            )
            continue
        number += 1
        reason = f"{hold.reason.removesuffix(AGAIN)}{AGAIN}"
        body = HoldPlaced(f"H{number}", reason)
        said = (
            f"Hold {hold.hold} was placed after the backup. It is in force again, as {body.hold}: {reason}."
        )
        yield Draft("hold_placed", hold.visit, body, PROGRAM), said
    for hold in (each for each in new.holds if each not in former.holds):
        if former.holds or former.removed or former.people:
            yield (
                None,
                f"Hold {hold.hold} is in force as of the backup, and was not in the former record. It stands.",
            )


def _people(new: Former, former: Former) -> Iterator[tuple[Draft | None, str]]:
    """Who left, leaves again, but for the last supervisor with a PIN: without one the record would be open to everybody."""
    here = dict(new.people)
    for person in former.people.values():
        now = here.get(person.person)
        if now is None:
            if person.active:
                yield None, f"{person.person} was added after the backup. Add this person again."
        elif now.active and not person.active:
            if [each.person for each in here.values() if may_sign_for_all(each)] == [now.person]:
                yield (
                    None,
                    f"{now.person} had left, and is the only supervisor with a PIN now. Add another, then let this one leave.",
                )
                continue
            here[now.person] = Person(now.person, now.role, False, "")
            yield (
                Draft("person_left", None, PersonLeft(now.person), PROGRAM),
                f"{now.person} had left, and has left again.",
            )
        elif now.active and now.role != person.role:
            yield None, f"{now.person} is {now.role} again, and was {person.role}. Change it again."
        elif now.active and now.pin != person.pin:
            yield None, f"{now.person} has the PIN from before the backup again. Set another."


def _reviews(db: Database, former: Database) -> Iterator[str]:
    """Approvals, marks and addenda of the former record that the backup does not have: nothing keeps such a visit from being changed."""
    sql = f"SELECT e.hash, e.kind, v.record_number, v.visit FROM events e JOIN visits v ON v.visit = e.visit WHERE {OF_REVIEWS}"
    lost = [
        (str(number), str(kind), str(visit))
        for own_hash, kind, number, visit in rows(former, f"{sql} ORDER BY e.seq")
        if value(db, "SELECT 1 FROM events WHERE hash = ?", (own_hash,)) is None
    ]
    for (number, kind, visit), many in Counter(lost).items():
        if value(db, "SELECT 1 FROM events WHERE visit = ?", (visit,)) is None:
            yield f"Visit {number} was {REVIEWED[kind]} after the backup, which does not have it. Keep what was moved aside."
        elif kind == "visit_approved":
            yield f"Visit {number} was approved after the backup, and is not any more. Have it approved again before anybody writes in it."
        elif kind == "visit_voided":
            yield f"Visit {number} was marked as void after the backup, and is not any more. Mark it again."
        else:
            yield f"Visit {number} had addenda that were written after the backup: {many}. Write them again from what was moved aside."


def _back(db: Database, folders: Sequence[Path], keys: Path, held: Held | None) -> tuple[Back, ...]:
    found = set[tuple[int, str]]()
    for folder in folders:
        # `taken_back` says of the one that is replaced that it cannot be read
        with suppress(Trouble), _opened(folder, keys, held) as there:
            found.update(_removed(there))
    return tuple(sorted(set(_present(db, found))))


def _present(db: Database, removed: Iterable[tuple[int, str]]) -> Iterator[Back]:
    """Those whose contents stand here, of the very same event."""
    sql = "SELECT e.visit FROM events e JOIN payloads p ON p.seq = e.seq WHERE e.seq = ? AND e.hash = ?"
    for seq, own_hash in removed:
        for (visit,) in rows(db, sql, (seq, own_hash)):
            number = (
                value(db, "SELECT record_number FROM visits WHERE visit = ?", (visit,)) if visit else None
            )
            yield Back(seq, str(number or ""))
