"""Bundles of several desks, in any order, overlapping and doubled, hold one state; a desk whose copy was changed is seen by its hashes."""

from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.core.bundles import Header, name_of
from desktop.core.events import Access
from desktop.sync.bundle import open_bundle
from tests.sync.records import DESK, HERE, one, record, row

LENGTH = 12
DESKS = ("desk-1", "desk-2", "desk-3")
RECORDS = {desk: record(LENGTH, desk) for desk in DESKS}
ALL = {(desk, each.seq): each.hash for desk, rows in RECORDS.items() for each in rows}

State = dict[tuple[str, int], set[str]]
Span = tuple[str, int, int]


@cache
def bundle(span: Span) -> bytes:
    """The bundle of these events of a desk, made once."""
    desk, first, last = span
    return one(RECORDS[desk][first - 1 : last])[1]


def joined(bundles: list[bytes]) -> State:
    """Which hash each event has, by whatever came."""
    state: State = {}
    for raw in bundles:
        header, rows = open_bundle(raw, DESK.public, HERE.identity)
        for each in rows:
            state.setdefault((header.device, each.seq), set()).add(each.hash)
    return state


def cuts() -> st.SearchStrategy[list[Span]]:
    """Every desk's record as it went out: whole in spans of one length, and any others beside."""
    ends = st.tuples(st.integers(1, LENGTH), st.integers(1, LENGTH)).map(sorted)
    others = st.lists(st.tuples(st.sampled_from(DESKS), ends), max_size=8)
    whole = st.sampled_from((3, 4, 6)).map(
        lambda step: [(desk, at, at + step - 1) for desk in DESKS for at in range(1, LENGTH + 1, step)]
    )
    return st.tuples(whole, others).map(
        lambda both: both[0] + [(desk, first, last) for desk, (first, last) in both[1]]
    )


@settings(max_examples=200)
@given(cuts().flatmap(lambda spans: st.permutations(spans + spans[:3])))
def test_any_order_of_doubled_and_overlapping_bundles_holds_one_state(spans: list[Span]) -> None:
    assert joined([bundle(span) for span in spans]) == {event: {own} for event, own in ALL.items()}


def test_a_changed_copy_of_a_desk_has_another_hash_for_a_number_that_is_known() -> None:
    """The control."""
    rows = RECORDS["desk-2"]
    forked = one([*rows[:7], row(rows[6], Access("printed"), "desk-2")])[1]
    state = joined([bundle(("desk-2", 1, LENGTH)), forked])
    assert [event for event, hashes in state.items() if len(hashes) > 1] == [("desk-2", 8)]


def test_the_headers_alone_show_what_is_missing() -> None:
    headers: list[Header] = [one(RECORDS["desk-1"][first - 1 : last])[0] for first, last in ((1, 4), (9, 12))]
    assert headers[1].from_seq - headers[0].to_seq == 5
    assert headers[1].prev_head == ALL["desk-1", 8] != headers[0].head
    assert [name_of(each, "tbundle").rsplit("-", 1)[0] for each in headers] == [
        "desk-1-e0-1-4",
        "desk-1-e0-9-12",
    ]
