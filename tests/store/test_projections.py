"""The views: computed from the journal alone, the same whether grown or made again."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.core.errors import Refused
from desktop.store import check, projections
from desktop.store.opening import Store
from desktop.store.schema import PROJECTIONS

if TYPE_CHECKING:
    from tests.store.conftest import Hand

ACTS = ["open", "answer", "reopen", "rest", "close", "redact", "look"]


def views(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    db = store.journal._db
    return {name: db.execute(f"SELECT * FROM {name} ORDER BY 1").fetchall() for name in PROJECTIONS}


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
            "close": lambda: hand.close(visit),
        }
        acts[name]()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 50)), max_size=15))
def test_views_made_again_equal_the_ones_that_grew(hand: "Hand", acts: list[tuple[str, int]]) -> None:
    for name, choice in acts:
        act(hand, name, choice)
    grown = views(hand.store)
    projections.rebuild(hand.store.journal._db)
    assert views(hand.store) == grown


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
