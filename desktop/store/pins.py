"""The PINs of a record: what is kept of each, how one is tried, and how they go along to another data key."""

import secrets

from msgspec import Struct

from desktop.core import canonical
from desktop.store._engine import Database, rows
from desktop.store.staff import Staff
from desktop.trust import pins
from desktop.trust.keys import DataKey
from desktop.trust.pins import Pinned


class Proof(Struct, frozen=True):
    """That who has it had the data key after event `seq`, which tells of a recovery."""

    seq: int
    mac: str


def proof_of(seq: int, key: DataKey) -> Proof:
    """The proof that goes with the event of a recovery."""
    return Proof(seq, key.mac(canonical.encode({"recovered": seq})))


class Pins:
    """Reads and makes verifiers under the record's data key; any thread may use it. What is made is written with its event only
    (`admission.PinDraft`)."""

    def __init__(self, staff: Staff, key: DataKey) -> None:
        self._staff, self._key = staff, key

    def of(self, person: str) -> Pinned | None:
        """What is kept of a person's PIN; None where there is nothing."""
        found = self._staff.pin(person)
        return Pinned(*found) if found is not None else None

    def make(self, pin: str) -> Pinned:
        """What to keep of a new PIN. Refused `pin_form`. Takes some 150 ms."""
        return pins.make(pin, self._key)

    def fits(self, pin: str, kept: Pinned) -> bool:
        """Whether this is the PIN. Takes some 150 ms. ValueError where what is kept is damaged."""
        return pins.verify(pin, kept, self._key)

    def whole(self, kept: Pinned) -> bool:
        """Whether what is kept can still be used with this record's data key; no PIN is needed for that."""
        return pins.whole(kept, self._key)

    def proves(self, proof: Proof) -> bool:
        """Whether whoever made this had the data key, it is of a recovery, and nobody was added or changed since: so it counts once."""
        right = secrets.compare_digest(proof_of(proof.seq, self._key).mac.encode(), proof.mac.encode())
        return right and self._staff.recovered_at(proof.seq) and self._staff.last_of_people() <= proof.seq


def carry(db: Database, former: DataKey, new: DataKey) -> list[str]:
    """Rewrap every PIN in a database that gets another data key, in the caller's transaction: nobody gets another PIN by that.
    Returns the persons whose PIN was damaged before and stays so."""
    damaged: list[str] = []
    for person, verifier, salt in rows(db, "SELECT person, verifier, salt FROM pins"):
        try:
            kept = pins.carried(Pinned(verifier, salt), former, new)
        except ValueError:
            damaged.append(str(person))
            continue
        db.execute("UPDATE pins SET verifier = ? WHERE person = ?", (kept.verifier, person))
    return damaged
