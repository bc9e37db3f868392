"""The ways to open a record: lists, adds and removes them, opens by them what lost its key file, and changes the data key itself.

Each change is written on record (`keys_changed`): the kind of way and its name, never a key. Who may do it is who has the account that
reads the key file (`signed.IT`); a window gives its desk, whose `signed` is asked. But a way that IT alone made after people were set up
makes no supervisor (`key_facts.no_supervisor_by`): else whoever is at the command line could make themselves one.
"""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC
from functools import partial
from pathlib import Path

from desktop.core.errors import Refused, Trouble
from desktop.core.events import Actor, Draft
from desktop.core.people import KeyChange, KeysChanged, SlotKind
from desktop.paths import Places
from desktop.services.closed import by_passphrase_only, make_ready
from desktop.services.desk import open_desk
from desktop.services.key_facts import no_supervisor_by
from desktop.services.keyways import (
    Changed,
    HandOut,
    Opens,
    Recovered,
    SlotView,
    by_office,
    by_passphrase,
    by_sheet,
    delete_key_files,
    fingerprint,
    key_again,
    key_file,
    machine_name,
    made_anew,
    of_today,
    opened,
    prove,
    view,
    with_machine,
    without,
)
from desktop.services.roles import ACTS, AtDesk, require
from desktop.services.signed import IT
from desktop.store import siding
from desktop.store.backup import AboutBackups
from desktop.store.former import REKEYED, finish
from desktop.store.key_events import ways_on_record
from desktop.store.opening import Realm, Store, open_store
from desktop.store.pins import Proof, proof_of
from desktop.store.rekey import Step, rekey
from desktop.store.restore import choose, restore
from desktop.trust import sheet
from desktop.trust.keys import DataKey, hold, new_key, new_key_name, unlock
from desktop.trust.side import remove_statement
from desktop.trust.slots import (
    SLOTS_FILE,
    KeySlots,
    Kind,
    Machine,
    Office,
    OnPaper,
    Slot,
    Spoken,
    for_machine,
    for_office,
    for_passphrase,
    for_sheet,
    has_passphrase,
    is_genuine,
    kind_of,
    open_passphrase,
    open_sheet,
    read_slots,
    write_slots,
)
from desktop.wall import Clock, SystemClock
from desktop.whole import read_whole, trouble_of


class Keyring:
    """The ways to open the record ("record") or the drills ("drill") of this computer. A `desk` is asked whether `actor` may, or who is
    signed in there; without one `console` says that whoever acts is at the command line."""

    def __init__(
        self,
        places: Places,
        realm: Realm = "record",
        actor: Actor | None = None,
        desk: AtDesk | None = None,
        clock: Clock | None = None,
        console: bool = False,
    ) -> None:
        if desk is None and not console:
            raise Refused("sign_in")
        self._places, self._realm, self._actor, self._desk = places, realm, actor, desk
        self._given, self._clock = clock, clock or SystemClock(UTC, "Etc/UTC")
        self._folder = places.data / realm
        self._file = self._folder / SLOTS_FILE
        self._recovered: Recovered | None = None
        self._proof: Proof | None = None
        self._agreed: Actor | None = None

    def slots(self) -> list[SlotView]:
        """All ways, and which of them is whole. Trouble where the list of them is gone or damaged."""
        self._allowed()
        finish(self._folder)
        try:
            key = unlock(self._folder, self._places.keys, self._places.held)
        except Trouble:
            key = None
        slots = read_slots(self._file)
        return [view(slot, slots, key, self._places.keys) for slot in slots.slots]

    def fingerprint(self) -> str:
        """Which data key the ways open, in eight digits: it stands on sheets, and gives nothing away."""
        self._allowed()
        return fingerprint(read_slots(self._file).check)

    def add_office(self, recipient: str) -> str:
        """Seal the key to an office ("age1…"); the name of the new way. Refused `office_key`, `office_secret`, `office_there`."""
        with self._record() as (store, key):
            slot = for_office(recipient, key)
            there = [each for each in read_slots(self._file).slots if isinstance(each, Office)]
            for each in there:
                if isinstance(slot, Office) and each.recipient == slot.recipient and is_genuine(each, key):
                    raise Refused("office_there", name=each.name)
            self._put(store, key, slot)
        return slot.name

    def add_sheet(self, need: int, of: int, hand_out: HandOut = lambda *_: None) -> list[str]:
        """A sheet of `of` shares, any `need` of which open the record; the shares, which are kept nowhere. `hand_out` gets them before
        they count. Refused `sheet_shape`."""
        with self._record() as (store, key):
            made = sheet.make(need, of)
            slot = for_sheet(need, of, made.secret, key)
            hand_out(slot.name, need, made.shares, fingerprint(key.check_value()))
            kept = self._put(store, key, slot)
            prove(
                isinstance(kept, OnPaper) and open_sheet(kept, key.check_value(), sheet.combine(made.shares)),
                kept,
            )
        return list(made.shares)

    def verify_sheet(self, shares: Sequence[str]) -> str:
        """The name of the sheet that these shares open; nothing is changed or written. Refused as in `sheet.combine`, `sheet_wrong`,
        `no_such_way`."""
        self._allowed()
        return opened("sheet", by_sheet(shares), read_slots(self._file))[0].name

    def add_passphrase(self, words: str) -> str:
        """A passphrase that opens the record; the name of the new way. Refused `passphrase_short`. Takes some seconds."""
        with self._record() as (store, key):
            kept = self._put(store, key, for_passphrase(words, key))
            prove(isinstance(kept, Spoken) and open_passphrase(kept, key.check_value(), words), kept)
        return kept.name

    def remove(self, name: str) -> SlotView:
        """Take a way away, by its name or the beginning of it. Refused `no_such_slot`, `slot_in_use` for the key file of this computer,
        which a start opens the record by; `last_passphrase` where there is none."""
        with self._record() as (store, key):
            slots = read_slots(self._file)
            found = [slot for slot in slots.slots if slot.name == name] or [
                slot for slot in slots.slots if name and slot.name.startswith(name)
            ]
            if len(found) != 1:
                raise Refused("no_such_slot", name=name[:80])
            gone = view(found[0], slots, key, self._places.keys)
            machines = sum(isinstance(slot, Machine) for slot in slots.slots)
            if gone.kind == "machine" and (gone.state == "opens" or machines == 1):
                raise Refused("slot_in_use")
            if not machines and not has_passphrase(KeySlots(2, slots.check, without(gone.name, slots.slots))):
                raise Refused("last_passphrase")
            self._write(store, key, "removed", found[0], partial(without, gone.name))
        return gone

    def replace_machine(self) -> str:
        """Another key file for this computer in place of the one that is there; its name. The data key stays: where somebody has
        copied the key file, only another data key helps."""
        with self._record() as (store, key):
            slots = read_slots(self._file)
            views = {slot.name: view(slot, slots, key, self._places.keys) for slot in slots.slots}
            former = [
                name for name, view in views.items() if view.kind == "machine" and view.state != "missing"
            ]
            slot = for_machine(key_file(self._places.keys, key, new_key_name()), key)
            self._write(
                store,
                key,
                "replaced",
                slot,
                lambda now: [slot, *(each for each in now if each.name not in former)],
            )
            remove_statement(self._folder, self._places.keys)
            for name in former:
                with contextlib.suppress(OSError):  # it opens the same record: it may stay
                    (self._places.keys / name).unlink()
        return slot.name

    def passphrase_only(self, words: str) -> list[Path]:
        """From now on no key file: only a person who types the passphrase opens the record (and offices and sheets, which need this
        program). The key files that were deleted. `words` prove that the passphrase is known. Refused `passphrase_wrong`, `no_such_way`.
        Killed before its end it is done again by the next call; a key file that is left opens the record as before."""
        self._allowed()
        finish(self._folder)
        slots = read_slots(self._file)
        way, key = opened("passphrase", by_passphrase(words), slots)
        if not is_genuine(way, key):
            raise Refused("slot_altered", name=way.name)
        hold(key, self._places.held)
        with self._record() as (store, _):
            make_ready(store)
            for slot in slots.slots:
                if isinstance(slot, Machine):
                    self._write(store, key, "removed", slot, partial(without, slot.name))
            return delete_key_files(self._places.keys, key)

    def recover_with_office(self, identity_file: Path, backup: Path | None = None) -> Recovered:
        """Make the key file again by the office's identity file. With `backup` its ways are used, and it is put in the place of the
        record then (`restore`). Refused `identity`, `not_sealed_to`, `no_such_way`; Trouble for files."""
        try:
            identity = read_whole(identity_file).decode("utf-8", "replace")
        except OSError as error:
            raise trouble_of(error, f"{identity_file} cannot be read", identity_file) from error
        return self._recover("office", by_office(identity), backup)

    def recover_with_sheet(self, shares: Sequence[str], backup: Path | None = None) -> Recovered:
        """The same by shares of a sheet. Refused as in `verify_sheet`."""
        return self._recover("sheet", by_sheet(shares), backup)

    def recover_with_passphrase(self, words: str, backup: Path | None = None) -> Recovered:
        """The same by a passphrase. Refused `passphrase_wrong`, `no_such_way`. Takes about a second for each passphrase there is."""
        return self._recover("passphrase", by_passphrase(words), backup)

    def renew_supervisor(self, person: str, pin: str) -> None:
        """Give a supervisor a new PIN, or make one, once, after another way than the key file has opened the record by this keyring: it
        proves what a PIN proves. Refused `recover_first`, `way_not_agreed`, `way_back`, `way_untold` or `slot_altered` for a way that
        anybody at the command line could have made, and as in `People.recover`."""
        if self._recovered is None or self._proof is None:
            raise Refused("recover_first")
        if self._recovered.amiss is not None:
            raise self._recovered.amiss
        with closing(open_desk(self._places, clock=self._given, realm=self._realm, create=False)) as desk:
            desk.people.recover(person, pin, self._proof)
        self._proof = None

    def agreed_by(self, person: str, pin: str) -> None:
        """A supervisor signs in to agree to what this keyring does from now on: a way that is made so may make a supervisor. At the
        command line alone. Refused `not_your_role` for others, and as in `People.sign_in`."""
        self._allowed()
        with closing(open_desk(self._places, clock=self._given, realm=self._realm, create=False)) as desk:
            actor = desk.people.sign_in(person, pin)
        if actor.role != "supervisor":
            raise Refused("not_your_role", role=actor.role)
        self._agreed = actor

    def change_data_key(
        self,
        progress: Callable[[Step], None] = lambda step: None,
        passphrase: str = "",
        hand_out: HandOut | None = None,
    ) -> Changed:
        """Give the record another data key (`store.rekey`). Offices get it by their public keys; each sheet is made anew and given to
        `hand_out` (without it there is none); `passphrase` opens it from now on where one is given.

        Nothing may have the record open: Trouble("locked"). A change that was cut before it counted is begun again by another call;
        one that was cut later is ended by the next start. Backups from before open with the former key file, which stays in the keys
        folder, and by their own ways.
        """
        self._allowed()
        finish(self._folder)
        former, slots = unlock(self._folder, self._places.keys, self._places.held), read_slots(self._file)
        whole = [slot for slot in slots.slots if is_genuine(slot, former)]
        only = by_passphrase_only(slots)
        if only and not passphrase:
            raise Refused("passphrase_needed")
        if siding.waiting(self._places):
            raise Refused("side_waiting")
        key, name = new_key(), new_key_name()
        made = made_anew(whole, key, hand_out, passphrase)
        made = made if only else [for_machine(name, key), *made]
        drafts = [self._draft("data_key", None), *(self._draft("made", slot) for slot in made)]
        now, held = KeySlots(2, key.check_value(), made), self._places.held
        try:
            without_pin = rekey(
                self._folder,
                self._places.keys,
                former,
                key,
                now,
                drafts,
                self._clock.read(),
                progress,
                partial(hold, key, held) if only else partial(key_file, self._places.keys, key, name),
                held,
            )
        except BaseException:
            if not (self._folder / f"{SLOTS_FILE}{REKEYED}").exists() and read_slots(self._file) != now:
                (self._places.keys / name).unlink(missing_ok=True)
            raise
        prove(unlock(self._folder, self._places.keys, self._places.held), made[0])
        if only:
            with self._record() as (store, _):
                make_ready(store)
        kept = {slot.recipient for slot in made if isinstance(slot, Office)}
        gone = [
            slot.name
            for slot in slots.slots
            if not isinstance(slot, Machine) and not (isinstance(slot, Office) and slot.recipient in kept)
        ]
        old = next((self._places.keys / slot.name for slot in slots.slots if isinstance(slot, Machine)), None)
        return Changed(self.slots(), gone, without_pin, old)

    @property
    def _who(self) -> Actor:
        """Who acts, as events name them."""
        signed = None if self._desk is None else self._desk.signed.actor
        return self._agreed or self._actor or signed or IT

    def _allowed(self) -> None:
        """Refused unless the actor may change keys."""
        if self._desk is not None:
            require(self._desk, "keys", self._actor)
        elif (self._actor or IT).role not in ACTS["keys"]:
            raise Refused("not_your_role", role=(self._actor or IT).role)

    @contextmanager
    def _record(self) -> Iterator[tuple[Store, DataKey]]:
        """The open record and its key; what was written is signed at the end."""
        self._allowed()
        with closing(open_store(self._places, create=False, realm=self._realm, clock=self._clock)) as store:
            yield store, unlock(self._folder, self._places.keys, self._places.held)
            with contextlib.suppress(Trouble):  # all of it is on disk; `verify` tells what is not signed
                store.journal.seal("closing", self._clock.read())

    def _put(self, store: Store, key: DataKey, slot: Slot) -> Slot:
        """Add a way, and read back what was written of it."""
        self._write(store, key, "added", slot, lambda now: [*now, slot])
        return next(each for each in read_slots(self._file).slots if each.name == slot.name)

    def _write(
        self,
        store: Store,
        key: DataKey,
        what: KeyChange,
        slot: Slot,
        change: Callable[[list[Slot]], list[Slot]],
    ) -> None:
        """Write the ways and the event within one transaction, so that of two programs that change them one waits."""
        done = False

        def drafts(_: int) -> list[Draft]:
            nonlocal done
            if not done:  # the journal tries again where the disk was full
                write_slots(
                    self._file, KeySlots(2, key.check_value(), change(of_today(read_slots(self._file), key)))
                )
                done = True
            return [self._draft(what, slot)]

        store.journal.append(drafts, self._clock.read())

    def _draft(self, what: KeyChange, slot: Slot | None) -> Draft:
        kind: SlotKind = "" if slot is None else kind_of(slot)
        return Draft(
            "keys_changed", None, KeysChanged(what, kind, "" if slot is None else slot.name), self._who
        )

    def _recover(self, kind: Kind, by: Opens, backup: Path | None) -> Recovered:
        self._allowed()
        finish(self._folder)
        chosen = choose(backup) if backup is not None else None
        if chosen is not None and chosen.manifest.realm != self._realm:
            sentence = f"{chosen.folder} is a backup of {chosen.manifest.realm}s."
            raise AboutBackups("wrong_realm", sentence, "Name a backup of the record.", str(chosen.folder))
        slots = read_slots(self._file if chosen is None else chosen.folder / SLOTS_FILE)
        slot, key = opened(kind, by, slots)
        known = machine_name(slots, key)
        name = known or new_key_name()
        made, aside = key_again(self._places.keys, name, key)
        if chosen is not None:
            restore(self._places, chosen, self._clock)
        if not known:
            write_slots(self._file, with_machine(read_slots(self._file), name, key))
            remove_statement(self._folder, self._places.keys)
        with self._record() as (store, _):
            amiss = no_supervisor_by(slot.name, is_genuine(slot, key), ways_on_record(store).get(slot.name))
            body = KeysChanged("recovered", kind, slot.name)
            draft = Draft("keys_changed", None, body, self._who)
            [event] = store.journal.append([draft], self._clock.read())
        self._recovered = Recovered(slot.name, made, aside, amiss)
        self._proof = proof_of(event.seq, key)
        return self._recovered
