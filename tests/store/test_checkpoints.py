"""The journal signs how far it reached: when a visit is closed, printed or exported, every 200 events, and at the end."""

import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from desktop.core import chain
from desktop.core.chain import Head
from desktop.core.errors import Refused
from desktop.core.events import Access, Draft, StoreCreated
from desktop.core.particulars import CheckpointSigned, DeviceKeyMade
from desktop.core.witness import Witness, Witnessed, message
from desktop.paths import Places
from desktop.store import check, projections
from desktop.store.opening import Store, open_store
from desktop.store.signing import EVERY
from desktop.trust import device
from desktop.trust.device import device_key_file, open_device_key
from desktop.wall import FixedClock
from tests.store.keyfiles import data_key

if TYPE_CHECKING:
    from tests.store.conftest import Hand


def checkpoints(store: Store) -> list[CheckpointSigned]:
    """Those on record."""
    events = [store.queries.event(row.seq) for row in store.queries.iter_chain()]
    return [event.body for event in events if event and isinstance(event.body, CheckpointSigned)]


def witnessed(store: Store, *public: str) -> Witnessed:
    """What the witnesses of the whole record say; the chain itself holds."""
    witness = Witness(device.verify, public)
    assert chain.verify(store.queries.iter_chain(), Head(*store.journal.head()), watch=witness.see) == []
    return witness.close()


def facts(store: Store) -> dict[str, str]:
    """What doctor says of the device key, by level."""
    return {fact.level: fact.sentence for fact in check.findings(store) if fact.code == "device_key"}


def test_a_new_record_names_the_device_key_second(store: Store, home: Places) -> None:
    """And that is the key of the file beside the data key."""
    first, second = (store.queries.event(seq) for seq in (1, 2))
    assert first is not None
    assert isinstance(first.body, StoreCreated)
    key = open_device_key(home.keys, "record")
    assert key is not None
    assert second is not None
    assert second.body == DeviceKeyMade(key.public)
    assert store.journal.device_key() == store.queries.device_key_at(2) == key.public
    assert store.queries.device_key_at(1) == ""
    assert facts(store) == {"ok": f"The record is signed by the device key {key.public}."}


def test_a_closed_a_printed_and_an_exported_visit_are_signed_for_with_their_last_event(
    hand: "Hand", store: Store
) -> None:
    """In one transaction; whoever appended and whoever listens hears of the visit's own events alone."""
    visit = hand.open()
    hand.answer(visit)
    assert checkpoints(store) == []
    heard: list[str] = []
    store.journal.listen(lambda written: heard.extend(event.kind for event in written))
    closed = hand.close(visit)
    for what in ("opened", "printed", "exported"):
        hand.write(Draft("access", visit, Access(what), closed.actor))
    assert heard == ["visit_closed", "access", "access", "access"]
    assert [event.kind for event in store.queries.events_of(visit)][-4:] == heard
    made = checkpoints(store)
    assert [each.reason for each in made] == ["visit_closed", "printed", "exported"]
    assert (made[0].seq, made[0].hash) == (closed.seq, closed.hash)
    signed = message(closed.device, closed.epoch, closed.seq, closed.hash)
    assert device.verify(made[0].public, signed, made[0].signature)
    assert witnessed(store).findings == ()
    assert witnessed(store).signed_to == store.journal.head()[0] - 1
    db = store.maintenance()
    assert projections.is_current(db)
    db.close()


def test_every_200_events_one_is_signed_across_programs_too(
    hand: "Hand", store: Store, opener: Callable[[], Store], make_hand: Callable[[Store], "Hand"]
) -> None:
    """A program that was killed loses no count."""
    visit = hand.open()
    for _ in range(EVERY // 2):
        hand.answer(visit)
    store = opener()
    hand = make_hand(store)
    while not checkpoints(store):
        hand.answer(visit)
    (made,) = checkpoints(store)
    assert (made.reason, made.seq) == ("every", EVERY)
    for _ in range(EVERY - 1):
        hand.answer(visit)
    assert len(checkpoints(store)) == 1
    hand.answer(visit)
    assert [each.seq for each in checkpoints(store)] == [EVERY, 2 * EVERY + 1]
    assert witnessed(store).findings == ()


def test_an_append_that_is_rolled_back_leaves_no_checkpoint(hand: "Hand", store: Store) -> None:
    """It stands or falls with what it covers."""
    visit = hand.open()
    before = store.journal.head()

    def stop(moment: str) -> None:
        if moment == "before_commit":
            raise KeyboardInterrupt

    store.journal._steps = stop
    with pytest.raises(KeyboardInterrupt):
        hand.close(visit)
    store.journal._steps = lambda moment: None
    assert store.journal.head() == before
    hand.close(visit)
    assert len(checkpoints(store)) == 1


def test_the_end_is_signed_once(hand: "Hand", store: Store, clock: FixedClock) -> None:
    """What is signed already is not signed again."""
    hand.open()
    assert store.journal.seal("closing", clock.read())
    head = store.journal.head()
    assert store.journal.seal("closing", clock.read())
    assert store.journal.head() == head
    assert witnessed(store).told == ()


def test_what_witnesses_the_record_is_never_redacted(hand: "Hand", store: Store) -> None:
    """Neither a checkpoint nor a device key."""
    visit = hand.open()
    hand.close(visit)
    for seq in (2, store.journal.head()[0]):
        with pytest.raises(Refused):
            hand.redact(seq)


def test_without_the_key_everything_is_written_and_it_is_told_that_nothing_is_signed(
    hand: "Hand", store: Store, home: Places, clock: FixedClock, make_hand: Callable[[Store], "Hand"]
) -> None:
    """A command at the command line makes no key: the window will."""
    visit = hand.open()
    store.close()
    device_key_file(home.keys, "record").unlink()
    store = open_store(home, False, clock=clock)
    assert store.unsigned is not None
    assert store.unsigned.kind == "key_missing"
    told: list[str] = []
    store.journal.when_unsigned(lambda: told.append("not signed"))
    make_hand(store).close(visit)
    assert told == ["not signed"]
    assert not store.journal.seal("closing", clock.read())
    line = store.queries.visit(visit)
    assert line is not None
    assert line.status == "closed"
    assert checkpoints(store) == []
    assert [finding.code for finding in witnessed(store).findings] == ["not_sealed"]
    assert "is missing" in facts(store)["warning"]
    store.close()


def test_a_lost_key_is_followed_by_another_and_both_are_told(
    hand: "Hand", store: Store, home: Places, clock: FixedClock, make_hand: Callable[[Store], "Hand"]
) -> None:
    """It costs nothing of the record; a key that was noted elsewhere shows the other one as a finding."""
    hand.close(hand.open())
    former = store.journal.device_key()
    store.close()
    device_key_file(home.keys, "record").unlink()
    store = open_store(home, True, clock=clock)
    make_hand(store).close(make_hand(store).open())
    assert store.key_changed
    now = store.journal.device_key()
    said = witnessed(store)
    assert (said.findings, said.keys) == ((), (former, now))
    assert [finding.code for finding in said.told] == ["epoch", "key_changed"]
    assert former in said.told[1].sentence
    assert now in said.told[1].sentence
    assert [finding.code for finding in witnessed(store, former).findings] == ["key_not_noted"]
    assert witnessed(store, former, now).findings == ()
    assert f"since event {store.key_changed}" in facts(store)["warning"]
    store.close()
    again = open_store(home, True, clock=clock)
    assert not again.key_changed
    again.close()


def test_a_key_that_comes_back_is_told_once_it_signs_and_with_notes_only_where_one_was_not_noted(
    store: Store, home: Places, clock: FixedClock
) -> None:
    """In between another key signed: the lost one's stand-in, or a forger's. Only who has it signs after its return."""
    first, place = store.journal.device_key(), device_key_file(home.keys, "record")
    kept = place.read_bytes()
    store.close()
    place.unlink()
    store = open_store(home, True, clock=clock)
    second = store.journal.device_key()
    store.close()
    place.write_bytes(kept)
    store = open_store(home, True, clock=clock)
    said = witnessed(store)
    assert said.findings == ()
    assert [(told.code, told.seq) for told in said.told] == [
        ("epoch", 3),
        ("key_changed", 4),
        ("epoch", 6),
        ("key_returned", 7),
    ]
    assert "IT may have put back a key that was lost" in said.told[-1].sentence
    assert [finding.code for finding in witnessed(store, first).findings] == ["key_not_noted"]
    assert witnessed(store, first, second).findings == ()
    store.close()


def test_a_damaged_key_stops_nothing_and_is_not_replaced(
    hand: "Hand", store: Store, home: Places, clock: FixedClock, make_hand: Callable[[Store], "Hand"]
) -> None:
    """It is named until somebody puts it right; then the record is signed by it as before."""
    store.close()
    place = device_key_file(home.keys, "record")
    whole = place.read_bytes()
    place.write_bytes(whole[:30])
    store = open_store(home, True, clock=clock)
    assert store.unsigned is not None
    assert store.unsigned.kind == "key_damaged"
    make_hand(store).close(make_hand(store).open())
    assert str(place) in facts(store)["warning"]
    store.close()
    place.write_bytes(whole)
    store = open_store(home, True, clock=clock)
    make_hand(store).close(make_hand(store).open())
    assert witnessed(store).findings == ()
    store.close()


def test_the_key_file_of_another_computer_is_an_error_until_the_record_names_it(
    hand: "Hand", store: Store, home: Places, clock: FixedClock
) -> None:
    """Who only reads signs nothing by it."""
    store.close()
    other = Places(*(home.data.parent / "other" / name for name in ("d", "c", "k", "l")))
    open_store(other, True).close()
    shutil.copy(device_key_file(other.keys, "record"), device_key_file(home.keys, "record"))
    store = open_store(home, False, clock=clock)
    assert store.unsigned is not None
    assert store.unsigned.kind == "wrong_key"
    assert "names the device key" in facts(store)["error"]
    store.close()
    store = open_store(home, True, clock=clock)
    assert store.unsigned is None
    assert store.key_changed == 4
    store.close()


def test_others_may_not_read_the_device_key(store: Store, home: Places) -> None:
    """It is a fact of doctor, as for the data key."""
    assert data_key(home).exists()
    place = device_key_file(home.keys, "record")
    place.chmod(0o644)
    (fact,) = [fact for fact in check.findings(store) if fact.code == "key_rights"]
    assert fact.level == "warning"
    assert str(place) in fact.sentence


def test_who_looked_at_a_visit_changed_nothing_of_it(hand: "Hand", store: Store) -> None:
    """The list of visits says when it was last written on."""
    visit = hand.open()
    answered = hand.answer(visit)
    hand.clock.set("2026-07-15T18:00:00-04:00")
    hand.write(Draft("access", visit, Access("opened"), answered.actor))
    line = store.queries.visit(visit)
    assert line is not None
    assert (line.last_seq, line.last_utc_us) == (answered.seq, answered.utc_us)
