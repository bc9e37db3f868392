"""The index by which visits are searched: what is removed leaves it, what damages it holds up nothing, and a look can be stopped."""

from collections.abc import Callable, Iterator
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.core.errors import Refused, Trouble
from desktop.core.events import Draft
from desktop.core.particulars import Detail, DetailGiven, NoteWritten
from desktop.core.review_events import ViewSaved
from desktop.core.searched import held_by
from desktop.core.seeking import fits, read_typed
from desktop.store import projections
from desktop.store._engine import rows
from desktop.store.finding import (
    Finder,
    Look,
    Span,
    Stopped,
    every,
    saved_views,
    searched_of,
    typed,
)
from desktop.store.opening import Store
from tests.store.conftest import GUARD
from tests.store.pages import holds

if TYPE_CHECKING:
    from tests.store.conftest import Hand

SECRET = "zaunkoenig7719"
TAIL = "unkoenig7719"
"""What of it a page of the index holds at least: what its neighbour begins with stands there once."""

ALL = Span(0, 2**62, 500)


def none(word: str, starts: bool) -> frozenset[str]:
    return frozenset()


def note(hand: "Hand", visit: str, text: str) -> int:
    return hand.write(Draft("note_written", visit, NoteWritten(text, "seen"), GUARD))[0].seq


def detail(hand: "Hand", visit: str, field: str, text: str) -> int:
    body = DetailGiven("officer", "o1", [Detail(field, text)], "seen")
    return hand.write(Draft("detail_given", visit, body, GUARD))[0].seq


@pytest.fixture
def finder(store: Store) -> Iterator[Finder]:
    made = Finder(store.reader, store.path)
    yield made
    made.close()


def found(finder: Finder, text: str, begins: bool = True) -> list[str]:
    """The visits that the index finds and that fit, newest first; with `begins` as `services.searching` asks it."""
    chunks, look = read_typed(text), Look()
    asked = (
        typed(chunks, none, lambda start: finder.beginning(look, start)) if begins else typed(chunks, none)
    )
    hits = finder.found(look, every(asked), ALL)
    return [hit.line.visit for hit in hits if fits(chunks, held_by(hit.searched), none)]


def test_a_visit_is_found_once_it_is_closed_and_newest_first(hand: "Hand", finder: Finder) -> None:
    visits = [hand.open() for _ in range(3)]
    for visit in visits:
        note(hand, visit, "They waited by the door")
    assert found(finder, "door") == []
    hand.close(visits[2])
    hand.close(visits[0])
    assert found(finder, "wait door") == []
    assert found(finder, "waited do") == [visits[2], visits[0]]


def test_a_badge_is_found_by_its_middle_and_a_word_of_a_note_is_not(hand: "Hand", finder: Finder) -> None:
    visit, other = hand.open(), hand.open()
    detail(hand, visit, "badge", "A-4471-B")
    note(hand, other, "A-4471-B")
    hand.close(visit)
    hand.close(other)
    assert found(finder, "471") == [visit]
    assert found(finder, "A-4471-B") == [other, visit]


def test_what_was_removed_is_in_no_page_of_the_index(hand: "Hand", store: Store, finder: Finder) -> None:
    """Also where the index was merged meanwhile, and where a backup was made after."""
    visit = hand.open()
    seqs = [note(hand, visit, f"{SECRET} stood there"), detail(hand, visit, "badge", SECRET)]
    hand.close(visit)
    kept = hand.open()
    note(hand, kept, "rotkehlchen3051 stood there")
    hand.close(kept)
    assert found(finder, SECRET) == [visit]
    finder.close()
    assert holds(store, TAIL)
    for seq in seqs:
        hand.redact(seq, visit)
    assert found(finder, SECRET) == []
    finder.close()
    assert not store.finish_removals().anything
    assert not holds(store, TAIL)
    assert holds(store, "tkehlchen3051")


def test_without_secure_delete_the_removed_would_stay(hand: "Hand", store: Store) -> None:
    """The control of the test above: the looking finds what an index leaves behind."""
    store.journal._db.execute("INSERT INTO listed_words (listed_words, rank) VALUES ('secure-delete', 0)")
    visit = hand.open()
    seq = note(hand, visit, SECRET)
    hand.close(visit)
    hand.redact(seq, visit)
    assert not store.finish_removals().anything
    assert holds(store, TAIL)


def test_a_removed_search_leaves_the_saved_views(hand: "Hand", store: Store) -> None:
    seq = hand.write(Draft("view_saved", None, ViewSaved("Badge", SECRET, {}), GUARD))[0].seq
    assert saved_views(store.queries) == [("Badge", SECRET, "{}")]
    hand.redact(seq)
    assert saved_views(store.queries) == []
    assert not store.finish_removals().anything
    assert not holds(store, SECRET)


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE listed_words_data SET block = x'00' WHERE id > 10",
        "DROP TABLE listed_words",
        "UPDATE listed SET searched = '{'",
    ],
)
def test_a_damaged_index_holds_up_nothing_and_is_made_anew_at_the_next_start(
    harm: str, hand: "Hand", store: Store, opener: Callable[[], Store]
) -> None:
    visit, later = hand.open(), hand.open()
    note(hand, visit, "They waited by the door")
    hand.close(visit)
    store.journal._db.execute(harm)
    note(hand, visit, "And left")
    hand.close(later)
    assert not projections.is_current(store.journal._db)
    again = opener()
    assert projections.is_current(again.journal._db)
    finder = Finder(again.reader, again.path)
    assert found(finder, "waited left") == [visit]
    finder.close()


WORDS = st.sampled_from(
    ["door", "doors", "dove", "4471", "a-4471-b", "José", "ICE", "x", "Straße", "офицер", "ab"]
)
TEXTS = st.lists(WORDS, max_size=3).map(" ".join)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(
    st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=4),
    st.lists(st.text(max_size=12) | TEXTS, max_size=12),
)
def test_the_index_finds_what_looking_at_every_visit_finds(
    hand: "Hand", finder: Finder, visits: list[tuple[str, str]], asked: list[str]
) -> None:
    for text, badge in visits:
        visit = hand.open()
        note(hand, visit, text or "nothing")
        detail(hand, visit, "badge", badge or "none")
        hand.close(visit)
    lines = hand.store.queries.all_visits()
    kept = [(line.visit, held_by(searched_of(hand.store.queries, line.visit))) for line in lines]
    for text in asked:
        chunks = read_typed(text)
        wanted = [visit for visit, held in kept if fits(chunks, held, none)]
        assert found(finder, text) == found(finder, text, begins=False) == wanted, text


def test_a_beginning_of_very_many_words_is_asked_itself(
    hand: "Hand", finder: Finder, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = hand.open()
    note(hand, visit, "interior interim interval")
    hand.close(visit)
    assert finder.beginning(Look(), "inter") == ("interim", "interior", "interval")
    monkeypatch.setattr("desktop.store.finding.MOST_ENDINGS", 2)
    assert finder.beginning(Look(), "inter") is None
    assert found(finder, "inter") == [visit]


def test_days_have_their_places_whatever_the_clock_did(hand: "Hand", store: Store, finder: Finder) -> None:
    first = hand.open()
    hand.clock.set("2026-07-10T09:00:00-04:00")
    hand.open()
    hand.clock.set("2026-07-15T18:00:00-04:00")
    third = hand.open()
    line = store.queries.visit
    wanted = [each.opened_seq for each in (line(first), line(third)) if each is not None]
    assert finder.places_of(Look(), "2026-07-15", "2026-07-15") == (wanted[0], wanted[1])
    assert finder.places_of(Look(), "", "9999-12-31") == (wanted[0], wanted[1])
    assert finder.places_of(Look(), "2026-07-11", "2026-07-14") is None


def test_a_look_is_stopped_in_the_middle_and_the_next_one_is_not(hand: "Hand", finder: Finder) -> None:
    """A query that would run for minutes; nothing here waits for it."""
    endless = "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    look, ended = Look(), list[type[BaseException]]()

    def run() -> None:
        try:
            finder._with(look, lambda db: rows(db, endless))
        except BaseException as problem:  # noqa: BLE001 - it is told to the test
            ended.append(type(problem))

    worker = Thread(target=run)
    worker.start()
    while finder._running is not look:
        pass
    while worker.is_alive():
        finder.stop(look)
    assert ended == [Stopped]
    with pytest.raises(Stopped):
        finder.open_visits(look)
    assert finder.open_visits(Look()) == []


def test_nothing_can_be_written_by_who_searches(finder: Finder) -> None:
    with pytest.raises(Trouble, match="cannot be written"):
        finder._with(Look(), lambda db: rows(db, "DELETE FROM listed"))


def test_an_answer_in_an_open_visit_touches_no_words(hand: "Hand", store: Store) -> None:
    visit = hand.open()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("desktop.store.searching.fold_searched", _never)
        hand.answer(visit, note=SECRET)
        note(hand, visit, SECRET)
        hand.rest(visit, "hold_for_counsel")
        with pytest.raises(AssertionError):
            hand.close(visit)
    hand.close(visit)
    assert saved_views(store.queries) == []
    with pytest.raises(Refused):
        hand.redact(10_000)


def _never(*_: object) -> None:
    raise AssertionError
