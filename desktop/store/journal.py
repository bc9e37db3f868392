"""The journal: the only place that writes events, each list of them in one transaction that is on disk when
it returns."""

import contextlib
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from desktop.core import chain, clock, events
from desktop.core.clock import Reading
from desktop.core.errors import Trouble
from desktop.core.events import (
    Actor,
    Draft,
    Envelope,
    Event,
    PayloadRedacted,
    StepAnswered,
)
from desktop.core.particulars import CheckpointReason, CheckpointSigned
from desktop.store import projections
from desktop.store._engine import BUSY_TIMEOUT_MS, Database, SqlError, empty_log, translated, value
from desktop.store.admission import NumberFor, TakenDraft, admit, keep_beside, visit_head
from desktop.store.owners import Owner, read_owner
from desktop.store.reserve import with_reserve
from desktop.store.schema import last_event
from desktop.store.signing import EVERY, NotAsSigned, Signer, due_for
from desktop.store.stored import device_key_at, readable, row_at

SALT_BYTES = 16
PATIENT_MS = 600_000

KEY_CHANGED = "Another start of Threshold on this PC went on with another device key; what is written here is not signed."
RESTART = "Start this one again when there is time."

PROGRAM = Actor("", "none", "none")
"""Who acts where nobody does."""

Moment = Literal["begin", "inserted", "before_commit", "after_commit"]
Listener = Callable[[Sequence[Event]], None]


class Owed(Struct, frozen=True):
    """Events that come first: `drafts` is called within the transaction, and may give the journal another owner, which counts once
    they are on disk; then `paid` is told of them."""

    drafts: Callable[[Reading], Sequence[Draft]]
    paid: Callable[[Sequence[Event]], None]


class Journal:
    """Appends to one database over a connection of its own; used by the thread that made it and no other.

    `steps` is told where in an append the program stands; the kill test uses it to end the process there. `amiss`: why a checkpoint
    was not signed by the key that is there, or what was signed is not kept outside the record; None where all is well.
    """

    def __init__(
        self,
        db: Database,
        path: Path,
        owner: Owner,
        steps: Callable[[Moment], None] = lambda moment: None,
        give_up: Callable[[], bool] = lambda: False,
    ) -> None:
        self._db = db
        self._path = path
        self._steps = steps
        self._give_up = give_up
        self._listeners: list[Listener] = []
        self._signer: Signer | None = None
        self.amiss: Trouble | None = None
        self._signed_to = 0
        self._not_signed: Callable[[], None] = lambda: None
        self._owed: Owed | None = None
        self.wrote = False
        self._reached = (0, "")
        self.owner = owner

    def append(
        self,
        drafts: Sequence[Draft] | Callable[[int], Sequence[Draft]],
        reading: Reading,
        number_for: NumberFor | None = None,
    ) -> list[Event]:
        """Write events, their payloads and the views of them: all or none, on disk when this returns.

        `drafts` may be a function of the number that the first of them gets, called inside the transaction,
        so that one event can name another that is written with it.

        A `visit_opened` draft has an empty record number and needs `number_for`: the number is taken in the
        same transaction, so that none is ever issued twice or lost. Its pack must have been kept
        (`keep_pack`). Raises Trouble (disk, lock, damage), Refused("not_redactable") for a redaction of what
        must stay, and ValueError where the caller is at fault; after any of them nothing was written. What a
        listener raises comes in an ExceptionGroup after the events are safe.
        """
        return with_reserve(lambda: self._append(drafts, reading, number_for), self._give_up)

    def _append(
        self,
        drafts: Sequence[Draft] | Callable[[int], Sequence[Draft]],
        reading: Reading,
        number_for: NumberFor | None,
    ) -> list[Event]:
        owner = self.owner
        try:
            with translated(self._path), self._transaction():
                self._steps("begin")
                owed = self._put(self._owed.drafts(reading) if self._owed else (), reading, None)
                made = drafts(self._reached[0] + 1) if callable(drafts) else drafts
                written = self._put(made, reading, number_for)
                self._steps("inserted")
                due = due_for(written, self._signed_to)
                signed = self._sign(due, reading) if due else None
                self._steps("before_commit")
        except BaseException:
            self.owner = owner
            raise
        self._steps("after_commit")
        self.wrote = self.wrote or bool(written)
        if self._owed:
            paid, self._owed = self._owed, None
            paid.paid(owed)
        if due:
            self._close_checkpoint(signed)
        if owed or written:
            self._tell([*owed, *written])
        return written

    def owe(self, owed: Owed | None) -> None:
        """Have these events written before whatever is written next, in its transaction; None takes that back."""
        self._owed = owed

    def _put(self, drafts: Sequence[Draft], reading: Reading, number_for: NumberFor | None) -> list[Event]:
        written = [self._write(draft, reading, number_for) for draft in drafts]
        for draft, event in zip(drafts, written, strict=True):
            _forget_typed(self._db, draft)
            self._follow(event)
        return written

    def sign_by(self, signer: Signer) -> None:
        """Sign checkpoints by this signer from now on. What is written never waits for a signature."""
        with translated(self._path):
            last = last_event(self._db)[0]
            sql = "SELECT max(seq) FROM events WHERE seq > ? AND kind = 'checkpoint_signed'"
            self._signed_to = int(value(self._db, sql, (last - EVERY,)) or 0)
        self._signer = signer

    def when_unsigned(self, told: Callable[[], None]) -> None:
        """Have `told` called after each append whose checkpoint could not be signed, or is not kept outside the record."""
        self._not_signed = told

    def seal(self, reason: CheckpointReason, reading: Reading) -> bool:
        """Sign a checkpoint over all that is written, unless one is the last event already; tells whether all is signed now."""
        signed = None
        with translated(self._path), self._transaction():
            last = last_event(self._db)[0]
            row = row_at(self._db, last)  # a checkpoint of a newer program seals nothing that we can check
            sealed = any(isinstance(each.body, CheckpointSigned) for each in readable([row] if row else []))
            if not sealed:
                signed = self._sign(reason, reading)
        if not sealed:
            self._close_checkpoint(signed)
        return sealed or signed is not None

    def device_key(self) -> str:
        """The public key that the record names as its device's; "" where it names none."""
        with translated(self._path):
            return device_key_at(self._db, last_event(self._db)[0])

    def keep_pack(self, pack_hash: str, content: bytes) -> None:
        """Keep the bytes of a policy pack for good, before the first visit that is walked by it."""
        with_reserve(lambda: self._keep_pack(pack_hash, content), self._give_up)

    def _keep_pack(self, pack_hash: str, content: bytes) -> None:
        with translated(self._path), self._transaction():
            # The kept one is not read again: a damaged page of it must not stop a visit, and `verify` looks at it.
            if value(self._db, "SELECT 1 FROM packs WHERE hash = ?", (pack_hash,)) is None:
                self._db.execute("INSERT INTO packs (hash, bytes) VALUES (?, ?)", (pack_hash, content))

    def keep_half_typed(self, visit: str, address: str, text: str) -> None:
        """Keep text that is not an answer yet, over what was kept before; empty text removes it."""
        with translated(self._path):
            if text:
                sql = "INSERT OR REPLACE INTO drafts (visit, address, text) VALUES (?, ?, ?)"
                self._db.execute(sql, (visit, address, text))
            else:
                self._db.execute("DELETE FROM drafts WHERE visit = ? AND address = ?", (visit, address))

    def head(self) -> tuple[int, str]:
        """Number and hash of the last event."""
        with translated(self._path):
            return last_event(self._db)

    def judge(self, reading: Reading) -> tuple[str, ...]:
        """The clock's doubts in the light of this journal. A doubt lasts until the computer is started again.

        Compared are the first event of this boot, and as latest time the last event before this boot or the
        last one of all: so a clock that once ran a year ahead does not hold every warrant for a year.
        """
        with translated(self._path):
            first = value(self._db, "SELECT min(seq) FROM events WHERE boot = ?", (reading.boot,))
            past = "SELECT utc_us FROM events WHERE seq < ? ORDER BY seq DESC LIMIT 1"
            end = last_event(self._db)[0] + 1
            latest = [value(self._db, past, (before,)) for before in (first, end) if before is not None]
            anchor = readable([row for row in [row_at(self._db, first or 0)] if row])
        known = [int(utc_us) for utc_us in latest if utc_us is not None]
        return clock.doubts(
            reading, max(known, default=None), anchor[0].reading.anchor_us if anchor else None
        )

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Have `listener` called with the events of each append once they are safe; the result ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def checkpoint(self) -> None:
        """Move the write-ahead log into the file and empty it. Does nothing while somebody reads: it is no
        matter, and waiting for them would hold up whoever writes."""
        with translated(self._path):
            empty_log(self._db)

    def be_patient(self, patient: bool) -> None:
        """Wait as long as it takes for who writes the whole file anew, instead of refusing an answer after some seconds."""
        with translated(self._path):
            self._db.execute(f"PRAGMA busy_timeout = {PATIENT_MS if patient else BUSY_TIMEOUT_MS}")

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            self.meet_others()
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.conn.in_transaction:
                with contextlib.suppress(SqlError):  # the first error is the one that tells what happened
                    self._db.execute("ROLLBACK")
            raise

    def meet_others(self) -> None:
        """See how far the record reaches. Another program on this computer that wrote since may have begun an epoch: what comes now
        belongs to that one, and is not signed by a key that is no longer in force."""
        last = last_event(self._db)
        if last == self._reached:
            return
        self._reached, self.owner = last, read_owner(self._db) or self.owner
        if self._signer is not None and not self._signer.is_named(self._db):
            self._signer = None
            self.amiss = Trouble("wrong_key", KEY_CHANGED, RESTART, str(self._path))

    def _sign(self, reason: CheckpointReason, reading: Reading) -> Event | None:
        """Write a checkpoint over the last event; None where it cannot be signed, or must not."""
        if self._signer is None:
            return None
        try:
            body = self._signer.sign(self._db, self.owner, reason)
        except NotAsSigned as trouble:
            self.amiss = trouble
            return None
        event = self._write(Draft("checkpoint_signed", None, body, PROGRAM), reading, None)
        self._follow(event)
        return event

    def _close_checkpoint(self, signed: Event | None) -> None:
        """A checkpoint that was due is on disk, or could not be signed."""
        kept = False
        if signed is not None and self._signer is not None:
            self._signed_to = signed.seq
            try:
                self._signer.keep(signed.device, signed)
                kept, self.amiss = True, None
            except Trouble as trouble:  # all is on disk and signed; what was kept before still holds
                self.amiss = trouble
        if not kept:
            self._not_signed()

    def _write(self, draft: Draft, reading: Reading, number_for: NumberFor | None) -> Event:
        seq, prev = self._reached
        body = admit(self._db, self.owner, seq, draft, reading, number_for)
        payload = events.encode_body(draft.kind, body)
        salt = draft.salt if isinstance(draft, TakenDraft) else secrets.token_bytes(SALT_BYTES)
        reading = draft.reading if isinstance(draft, TakenDraft) else reading
        envelope = events.encode_envelope(
            Envelope(
                device=self.owner.device,
                epoch=self.owner.epoch,
                seq=seq + 1,
                visit=draft.visit,
                after=visit_head(self._db, draft.visit),
                kind=draft.kind,
                version=events.KINDS[draft.kind].version,
                actor=draft.actor,
                **msgspec.structs.asdict(reading),
                payload_hash=chain.payload_hash(salt, payload),
            )
        )
        own_hash = chain.event_hash(envelope, prev)
        sql = "INSERT INTO events (seq, envelope, prev, hash) VALUES (?, ?, ?, ?)"
        self._db.execute(sql, (seq + 1, envelope.decode(), prev, own_hash))
        self._db.execute("INSERT INTO payloads (seq, salt, bytes) VALUES (?, ?, ?)", (seq + 1, salt, payload))
        self._reached = (seq + 1, own_hash)
        keep_beside(self._db, draft, body, seq + 1)
        return events.make_event(envelope, prev, own_hash, payload)

    def _follow(self, event: Event) -> None:
        """What an event entails in the same transaction: views, the text it was typed in, a payload that
        goes and with it the key of the original it tells of."""
        body = event.body
        if isinstance(body, PayloadRedacted):
            self._db.execute("DELETE FROM payloads WHERE seq = ?", (body.seq,))
            self._db.execute("DELETE FROM attachment_keys WHERE seq = ?", (body.seq,))
        elif isinstance(body, StepAnswered):
            self._db.execute(
                "DELETE FROM drafts WHERE visit = ? AND address = ?", (event.visit, body.address)
            )
        projections.apply(self._db, event)

    def _tell(self, written: Sequence[Event]) -> None:
        failures: list[Exception] = []
        for listener in list(self._listeners):
            try:
                listener(written)
            except Exception as error:  # noqa: BLE001 - all are raised together below
                failures.append(error)
        if failures:
            raise ExceptionGroup("The events are saved; what was to happen after that failed", failures)


def _forget_typed(db: Database, draft: Draft) -> None:
    """Half-typed text goes in the transaction in which it becomes an event; what is not written down yet stays, after the
    visit was closed too."""
    if draft.typed.endswith("/"):
        sql = "DELETE FROM drafts WHERE visit = ? AND substr(address, 1, ?) = ?"
        db.execute(sql, (draft.visit, len(draft.typed), draft.typed))
    elif draft.typed:
        sql = "DELETE FROM drafts WHERE visit = ? AND address = ?"
        db.execute(sql, (draft.visit, draft.typed))
