"""The views: computed from the journal alone, the same whether grown or made again."""

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.core.errors import Refused
from desktop.core.events import Actor, Draft, VisitJoined
from desktop.core.particulars import NoteWritten
from desktop.core.review_events import (
    AddendumWritten,
    ViewDropped,
    ViewSaved,
    VisitApproved,
    VisitReturned,
    VisitSubmitted,
    VisitVoided,
)
from desktop.core.reviewing import head_of
from desktop.store import check, projections
from desktop.store.opening import Store
from desktop.store.review_gate import joined_below
from desktop.store.schema import PROJECTIONS
from tests.store.conftest import GUARD

if TYPE_CHECKING:
    from tests.store.conftest import Hand

ACTS = [
    "open",
    "answer",
    "reopen",
    "rest",
    "note",
    "close",
    "join",
    "return",
    "submit",
    "approve",
    "add",
    "void",
    "view",
    "drop",
    "redact",
    "look",
]
BOSS = Actor("Supervisor 3", "supervisor", "claimed")


def views(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """All that the views hold, the words of the index with the visits that have them too."""
    db = store.journal._db
    db.execute("CREATE VIRTUAL TABLE temp.there USING fts5vocab(main, listed_words, instance)")
    told = db.execute("SELECT term, doc FROM temp.there ORDER BY 1, 2").fetchall()
    db.execute("DROP TABLE temp.there")
    return {"words": told} | {
        name: db.execute(f"SELECT * FROM {name} ORDER BY 1").fetchall() for name in PROJECTIONS
    }


def review(hand: "Hand", kind: str, visit: str | None, body: msgspec.Struct) -> None:
    with suppress(Refused):
        hand.write(Draft(kind, visit, body, BOSS))


def approve(hand: "Hand", visit: str) -> None:
    head = head_of(hand.store.queries.events_of(visit))
    below = [head_of(events) for _, events in joined_below(hand.store.journal._db, visit)]
    review(hand, "visit_approved", visit, VisitApproved(head, "ab" * 32, "", below))


def act(hand: "Hand", name: str, choice: int) -> None:
    lines = hand.store.queries.all_visits()
    if name == "look":
        hand.look()
    elif name == "open" or not lines:
        hand.open()
    elif name == "redact":
        try:
            hand.redact(1 + choice % hand.store.journal.head()[0])
        except Refused:
            hand.look()
    else:
        visit = lines[choice % len(lines)].visit
        events = hand.store.queries.events_of(visit)
        acts: dict[str, Callable[[], object]] = {
            "answer": lambda: hand.answer(visit, note=str(choice)),
            "reopen": lambda: hand.reopen(visit, events[choice % len(events)].seq),
            "rest": lambda: hand.rest(visit, "hold_for_counsel"),
            "note": lambda: note(hand, visit, choice),
            "close": lambda: hand.close(visit),
            "join": lambda: join(hand, visit, lines[choice // 7 % len(lines)].visit),
            "return": lambda: review(hand, "visit_returned", visit, VisitReturned(f"Who, {choice}?", "")),
            "submit": lambda: review(hand, "visit_submitted", visit, VisitSubmitted()),
            "approve": lambda: approve(hand, visit),
            "add": lambda: review(
                hand, "addendum_written", visit, AddendumWritten(0, f"Also {choice}", "seen")
            ),
            "void": lambda: review(hand, "visit_voided", visit, VisitVoided("A test")),
            "view": lambda: review(hand, "view_saved", None, ViewSaved(f"v{choice % 3}", str(choice), {})),
            "drop": lambda: review(hand, "view_dropped", None, ViewDropped(f"v{choice % 3}")),
        }
        with suppress(Refused):  # nothing changes in an approved visit
            acts[name]()


def note(hand: "Hand", visit: str, choice: int) -> None:
    """By one of several guards: who wrote in a joined visit is an author of the other one too."""
    guard = Actor(f"Guard {choice % 4}", "guard", "claimed")
    hand.write(Draft("note_written", visit, NoteWritten(f"They waited, {choice}.", "seen"), guard))


def join(hand: "Hand", visit: str, into: str) -> None:
    """As `Walking.join` does: an open visit into another open one."""
    status = {line.visit: line.status for line in hand.store.queries.all_visits()}
    if visit != into and status[visit] == status[into] == "open":
        hand.write(Draft("visit_joined", visit, VisitJoined(into), GUARD))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 50)), max_size=25))
def test_views_made_again_equal_the_ones_that_grew(hand: "Hand", acts: list[tuple[str, int]]) -> None:
    for name, choice in acts:
        act(hand, name, choice)
    grown = views(hand.store)
    projections.rebuild(hand.store.journal._db)
    assert views(hand.store) == grown
    lists = projections.Lists(hand.store.maintenance(), hand.store.path)
    try:
        for visit in hand.store.queries.visits_on_record():
            assert lists.fits(visit, hand.store.queries.events_of(visit))
        assert lists.beside() == []
    finally:
        lists.close()


def test_many_visits_and_what_is_written_in_them_later_are_listed_as_they_were(
    hand: "Hand", store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More visits than are kept in memory while the views are made anew."""
    monkeypatch.setattr("desktop.store.searching.WINDOW", 2)
    visits = [hand.open() for _ in range(12)]
    for visit in visits[1:]:
        hand.answer(visit, note=f"note {visit}")
        hand.close(visit)
    join(hand, hand.open(), visits[0])
    review(hand, "visit_returned", visits[1], VisitReturned("Who was it?", ""))
    hand.close(visits[0])
    note(hand, hand.store.queries.joined_into(visits[0])[0].visit, 3)
    grown = views(store)
    assert len(grown["listed"]) == 13
    assert "\ue000author\ue13dguard\ue1203" in {word for word, _ in grown["words"]}
    projections.rebuild(store.journal._db)
    assert views(store) == grown


def test_dropped_views_come_back_at_the_next_start(
    hand: "Hand", store: Store, opener: Callable[[], Store]
) -> None:
    visit = hand.open()
    hand.rest(visit, "hold_for_counsel")
    grown = views(store)
    for name in PROJECTIONS:
        store.journal._db.execute(f"DROP TABLE {name}")
    assert not projections.is_current(store.journal._db)
    assert "projections" in {fact.code for fact in check.findings(store) if fact.level == "warning"}
    assert views(opener()) == grown


def test_views_of_another_version_are_made_again(
    hand: "Hand", store: Store, opener: Callable[[], Store]
) -> None:
    hand.open()
    store.journal._db.execute("UPDATE projected SET version = 0")
    store.journal._db.execute("DELETE FROM visits")
    assert len(opener().queries.all_visits()) == 1


def test_visits_are_listed_newest_first_whatever_the_clock_says(hand: "Hand", store: Store) -> None:
    first = hand.open()
    hand.clock.set("2026-07-14T09:00:00-04:00")
    second = hand.open()
    hand.close(first)
    assert [line.visit for line in store.queries.all_visits()] == [second, first]
    assert [line.visit for line in store.queries.all_visits(limit=1)] == [second]
    assert [line.visit for line in store.queries.open_visits()] == [second]
    assert [line.visit for line in store.queries.visits_of_day("2026-07-15")] == [first]
    found = store.queries.visit(first)
    assert found is not None
    assert (found.status, found.site, found.post) == ("closed", "SCH900", "Front desk")
    assert store.queries.visit_by_number(found.record_number) == found


def test_the_latest_outcome_stands_in_the_list(hand: "Hand", store: Store) -> None:
    visit = hand.open()
    hand.rest(visit, "hold_for_counsel")
    last = hand.rest(visit, "escort_within_warrant")
    found = store.queries.visit(visit)
    assert found is not None
    assert found.outcomes == ["escort_within_warrant"]
    hand.redact(last.seq)
    found = store.queries.visit(visit)
    assert found is not None
    assert found.outcomes == ["hold_for_counsel"]


def test_a_rebuild_that_fails_leaves_the_old_views(hand: "Hand", store: Store) -> None:
    hand.open()
    grown = views(store)
    db = store.journal._db
    db.execute("CREATE VIEW visits_newest_not AS SELECT 1")
    db.execute("PRAGMA query_only = ON")
    with pytest.raises(Exception, match="readonly"):
        projections.rebuild(db)
    db.execute("PRAGMA query_only = OFF")
    assert views(store) == grown
