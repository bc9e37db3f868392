"""The journal: all or nothing, in order, once, and heard of only when it is safe."""

import ast
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop.core import chain
from desktop.core.errors import Refused, Trouble
from desktop.core.events import (
    Access,
    Actor,
    Draft,
    Event,
    Redacted,
    StepAnswered,
    StepReopened,
    StoreCreated,
    UnknownBody,
    VisitOpened,
)
from desktop.core.identity import parse_record_number
from desktop.store.admission import NumberFor
from desktop.store.opening import Store, new_id
from desktop.wall import FixedClock

if TYPE_CHECKING:
    from tests.store.conftest import Hand

GUARD = Actor("Guard 12", "guard", "claimed")


def test_a_record_begins_with_the_event_that_made_it(store: Store) -> None:
    first = store.queries.event(1)
    assert first is not None
    assert isinstance(first.body, StoreCreated)
    assert (first.body.realm, first.body.device) == ("record", store.owner.device)
    assert first.prev == chain.START


def test_what_was_appended_is_read_back_the_same(hand: "Hand", store: Store) -> None:
    visit = hand.open()
    written = [hand.answer(visit), hand.answer(visit, "purpose", ["warrant", "other"], "said «go»")]
    assert store.queries.events_of(visit)[1:] == written
    assert store.journal.head() == (written[-1].seq, written[-1].hash)
    assert chain.verify(store.queries.iter_chain()) == []


def test_each_event_names_the_visits_event_before_it(hand: "Hand") -> None:
    visit, other = hand.open(), hand.open()
    first = hand.answer(visit)
    hand.answer(other)
    assert hand.answer(visit, "visitor").after == first.hash


def test_an_append_that_is_refused_writes_nothing(hand: "Hand", store: Store) -> None:
    visit = hand.open()
    before = store.journal.head()
    good = Draft("step_answered", visit, StepAnswered("r1/danger", "danger", "none", "key"), GUARD)
    for bad in (
        Draft("access", visit, StepAnswered("r1/danger", "danger", "none", "key"), GUARD),
        Draft("step_answered", new_id(), good.body, GUARD),
        hand.draft_visit(visit),
    ):
        with pytest.raises(ValueError, match=r"."):
            hand.write(good, bad)
    with pytest.raises(Refused):
        hand.write(good, Draft("store_created", None, StoreCreated("drill", "x", 0, None, ""), GUARD))
    assert store.journal.head() == before
    assert len(store.queries.events_of(visit)) == 1
    assert hand.write() == []


def test_a_visit_needs_its_policy_pack_kept_and_its_number_issued(
    hand: "Hand", store: Store, clock: FixedClock
) -> None:
    draft = hand.draft_visit(new_id())
    assert isinstance(draft.body, VisitOpened)
    with pytest.raises(ValueError, match="record number"):
        store.journal.append([draft], clock.read())
    unknown = VisitOpened("", {}, "Front desk", "p", "1", "no such pack", "en", "button")
    with pytest.raises(ValueError, match="policy pack"):
        hand.write(Draft("visit_opened", new_id(), unknown, GUARD))
    assert store.queries.pack(draft.body.pack_hash) == b"the pack"
    store.journal.keep_pack(draft.body.pack_hash, b"the pack")
    store.journal.keep_pack(draft.body.pack_hash, b"another pack")
    assert store.queries.pack(draft.body.pack_hash) == b"the pack"


def number_of(store: Store, visit: str) -> str:
    line = store.queries.visit(visit)
    assert line is not None
    return line.record_number


def test_record_numbers_count_without_gap_or_repeat_for_each_desk_and_year(
    hand: "Hand", store: Store, clock: FixedClock
) -> None:
    numbers = [parse_record_number(number_of(store, hand.open())) for _ in range(3)]
    with pytest.raises(ValueError, match=r"."):
        hand.write(
            hand.draft_visit(new_id()),
            Draft("access", None, VisitOpened("", {}, "", "", "", "", "", "button"), GUARD),
        )
    numbers.append(parse_record_number(number_of(store, hand.open())))
    assert [number.counter for number in numbers] == [1, 2, 3, 4]
    other = new_id()
    store.journal.append([hand.draft_visit(other)], clock.read(), NumberFor("SCH900", "2"))
    assert number_of(store, other).startswith("SCH900-2-2026-00001-")
    clock.set("2027-01-01T04:59:59+00:00")
    assert number_of(store, hand.open()).startswith("SCH900-1-2026-00005-")
    clock.set("2027-01-01T05:00:00+00:00")
    assert number_of(store, hand.open()).startswith("SCH900-1-2027-00001-")


def test_listeners_hear_of_events_after_they_are_safe_and_never_of_failed_ones(
    hand: "Hand", store: Store
) -> None:
    heard: list[int] = []

    def listener(written: Sequence[Event]) -> None:
        with_own_eyes = store.queries.event(written[-1].seq)
        assert with_own_eyes == written[-1]
        heard.extend(event.seq for event in written)

    stop = store.journal.listen(listener)
    event = hand.look()
    with pytest.raises(ValueError, match="never opened"):
        hand.answer(new_id())
    assert heard == [event.seq]
    stop()
    hand.look()
    assert heard == [event.seq]


def test_an_event_can_name_another_that_is_written_with_it(
    hand: "Hand", store: Store, clock: FixedClock
) -> None:
    visit = hand.open()

    def drafts(first: int) -> list[Draft]:
        answer = StepAnswered("r1/danger", "danger", "none", "key")
        back = StepReopened(first, "r1/danger")
        return [Draft("step_answered", visit, answer, GUARD), Draft("step_reopened", visit, back, GUARD)]

    answered, reopened = store.journal.append(drafts, clock.read())
    assert reopened.body == StepReopened(answered.seq, "r1/danger")
    heard: list[object] = []
    store.journal.listen(heard.append)
    assert store.journal.append(lambda first: [], clock.read()) == []
    assert heard == []


def test_a_listener_that_fails_neither_loses_the_event_nor_silences_the_others(
    hand: "Hand", store: Store
) -> None:
    heard: list[int] = []

    def failing(written: Sequence[Event]) -> None:
        raise RuntimeError("no window")

    store.journal.listen(failing)
    store.journal.listen(lambda written: heard.append(written[0].seq))
    with pytest.raises(ExceptionGroup, match="are saved"):
        hand.look()
    assert heard == [store.journal.head()[0]]


def test_a_full_disk_is_told_and_nothing_is_half_written(hand: "Hand", store: Store) -> None:
    visit = hand.open()
    before = store.journal.head()
    db = store.journal._db
    pages = db.execute("PRAGMA page_count").fetchone()[0]
    db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(Trouble) as caught:
        hand.answer(visit, note="x" * 100_000)
    assert caught.value.kind == "disk_full"
    assert caught.value.remedy
    assert caught.value.place == str(store.path)
    assert caught.value.__cause__ is not None
    assert store.journal.head() == before
    db.execute("PRAGMA max_page_count = 1000000")
    assert hand.answer(visit).seq == before[0] + 1


def test_a_record_that_cannot_be_written_or_is_held_by_others_is_told(hand: "Hand", store: Store) -> None:
    store.journal._db.execute("PRAGMA query_only = ON")
    with pytest.raises(Trouble) as caught:
        hand.look()
    assert caught.value.kind == "read_only"
    store.journal._db.execute("PRAGMA query_only = OFF")
    store.journal._db.execute("PRAGMA busy_timeout = 0")
    other = store.maintenance()
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Trouble) as caught:
        hand.look()
    assert caught.value.kind == "locked"
    other.execute("ROLLBACK")
    other.close()
    assert hand.look().seq == store.journal.head()[0]


def test_a_program_that_stops_within_an_append_leaves_all_or_nothing(hand: "Hand", store: Store) -> None:
    """What the kill test does with a signal, here with an exception at each moment of the real code path."""
    for moment in ("begin", "inserted", "before_commit", "after_commit"):
        before = store.journal.head()[0]

        def stop(now: str, here: str = moment) -> None:
            if now == here:
                raise KeyboardInterrupt

        store.journal._steps = stop
        with pytest.raises(KeyboardInterrupt):
            hand.look()
        assert store.journal.head()[0] == before + (moment == "after_commit")
    store.journal._steps = lambda moment: None
    assert hand.look().seq == store.journal.head()[0]
    assert chain.verify(store.queries.iter_chain()) == []


def test_redacted_contents_are_gone_from_the_file_and_the_views_and_the_chain_holds(
    hand: "Hand", store: Store
) -> None:
    visit = hand.open()
    answer = hand.answer(visit, note="a secret name")
    hand.redact(answer.seq)
    gone = store.queries.event(answer.seq)
    assert gone is not None
    assert gone.body == Redacted()
    assert chain.verify(store.queries.iter_chain()) == []
    assert store.journal._db.execute("SELECT count(*) FROM answers").fetchone() == (0,)


def test_what_explains_the_record_is_never_redacted(hand: "Hand", store: Store) -> None:
    visit = hand.open()
    answer = hand.answer(visit)
    redaction = hand.redact(answer.seq)
    opened = store.queries.events_of(visit)[0].seq
    for seq in (1, opened, redaction.seq, answer.seq, 999):
        with pytest.raises(Refused) as caught:
            hand.redact(seq)
        assert caught.value.code == "not_redactable"


def test_half_typed_text_is_kept_over_itself_and_goes_with_the_answer(hand: "Hand", store: Store) -> None:
    visit = hand.open()
    for text in ("off", "officer", "officers two"):
        store.journal.keep_half_typed(visit, "r1/danger", text)
    store.journal.keep_half_typed(visit, "r1/purpose", "x")
    assert store.queries.half_typed(visit) == {"r1/danger": "officers two", "r1/purpose": "x"}
    hand.answer(visit, "danger")
    assert store.queries.half_typed(visit) == {"r1/purpose": "x"}
    store.journal.keep_half_typed(visit, "r1/purpose", "")
    assert store.queries.half_typed(visit) == {}
    store.journal.keep_half_typed(visit, "r1/form", "y")
    hand.close(visit)
    assert store.queries.half_typed(visit) == {"r1/form": "y"}, "it may be written down after the visit too"


def test_half_typed_text_goes_with_the_event_that_it_was_typed_for(hand: "Hand", store: Store) -> None:
    """By its address; or by the beginning of several, taken letter by letter, as the fields of one form go together."""
    visit = hand.open()
    for address in ("note", "officer/o1/name", "officer/o1/badge", "officer/o10/name", "officer/o_/name"):
        store.journal.keep_half_typed(visit, address, "x")
    hand.write(Draft("access", visit, Access("opened"), GUARD, "note"))
    assert "note" not in store.queries.half_typed(visit)
    hand.write(Draft("access", visit, Access("opened"), GUARD, "officer/o_/"))
    hand.write(Draft("access", visit, Access("opened"), GUARD, "officer/o1/"))
    assert list(store.queries.half_typed(visit)) == ["officer/o10/name"]


def test_an_event_of_a_later_program_is_kept_and_shown_as_such(hand: "Hand", store: Store) -> None:
    from desktop.core import events

    visit = hand.open()
    last = hand.answer(visit)
    payload, salt = b'{"photo":"x"}', b"s" * 16
    fields = {name: getattr(last, name) for name in events.Envelope.__struct_fields__}
    fields |= {"seq": last.seq + 1, "kind": "photo_taken", "version": 4, "after": last.hash}
    envelope = events.encode_envelope(
        events.Envelope(**fields | {"payload_hash": chain.payload_hash(salt, payload)})
    )
    row = (last.seq + 1, envelope.decode(), last.hash, chain.event_hash(envelope, last.hash))
    db = store.maintenance()
    db.execute("INSERT INTO events (seq, envelope, prev, hash) VALUES (?, ?, ?, ?)", row)
    db.execute("INSERT INTO payloads (seq, salt, bytes) VALUES (?, ?, ?)", (last.seq + 1, salt, payload))
    db.close()
    found = store.queries.event(last.seq + 1)
    assert found is not None
    assert isinstance(found.body, UnknownBody)
    assert "photo_taken 4" in found.body.needs
    assert found.body.raw == payload
    assert hand.answer(visit, "visitor").after == found.hash
    assert chain.verify(store.queries.iter_chain()) == []


def test_the_clock_is_judged_by_what_is_recorded(hand: "Hand", store: Store, clock: FixedClock) -> None:
    hand.look()
    assert store.journal.judge(clock.read()) == ()
    began = clock.read()
    clock.set("2026-07-15T15:00:00-04:00", mono_ns=began.mono_ns)
    assert store.journal.judge(clock.read()) == ("clock_jumped",)
    clock.set("2026-07-14T15:00:00-04:00")
    assert store.journal.judge(clock.read()) == ("clock_went_back",)
    clock.set("1970-01-02T00:00:00+00:00")
    assert store.journal.judge(clock.read()) == ("clock_went_back", "before_program")


def test_a_clock_that_once_ran_ahead_is_doubted_until_the_next_restart_only(
    hand: "Hand", store: Store, clock: FixedClock
) -> None:
    def boot(name: str, iso: str) -> tuple[str, ...]:
        clock._boot = name
        clock.set(iso)
        said = store.journal.judge(clock.read())
        hand.look()
        return said

    assert boot("ahead", "2027-07-15T14:00:00-04:00") == ()
    assert boot("right", "2026-07-16T14:00:00-04:00") == ("clock_went_back",)
    assert boot("right", "2026-07-16T15:00:00-04:00") == ("clock_went_back",)
    assert boot("next", "2026-07-17T14:00:00-04:00") == ()


def test_nothing_but_the_journal_inserts_events_and_payloads() -> None:
    """Every string in the program is looked at, so that a second way to write cannot slip in. A replica of another desk's record is no
    record: it is made whole from events that are there already, read, and thrown away."""
    writing = re.compile(r"(INSERT|REPLACE)[\s\w]*INTO\s+(events|payloads)\b", re.IGNORECASE)
    writers = set()
    for place in (Path(__file__).parents[2] / "desktop").rglob("*.py"):
        for node in ast.walk(ast.parse(place.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and writing.search(node.value):
                writers.add(place.name)
    assert writers == {"journal.py", "replica.py"}
