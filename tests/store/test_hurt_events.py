"""Whatever was done to one event, the record opens for writing and a visit can be begun; `verify` names the event."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec import Struct

from desktop.core import chain
from desktop.core.errors import Trouble
from desktop.paths import Places, places
from desktop.store import backup
from desktop.store._engine import SqlError
from desktop.store.opening import open_store
from desktop.store.owners import NOT_AS_SIGNED, Owner
from desktop.store.restore import restore
from desktop.store.schema import TRIGGERS
from desktop.wall import FixedClock, zone
from tests.store.conftest import Hand
from tests.store.forging import open_by_force

NEW_YORK = "America/New_York"
FIELDS = (
    "format", "device", "epoch", "seq", "visit", "after", "kind", "version", "actor", "utc_us", "offset_min", "zone", "mono_ns",
    "boot", "payload_hash",
)  # fmt: skip
KINDS = ("store_created", "device_key_made", "checkpoint_signed", "visit_opened", "nothing_known")


class Grown(Struct, frozen=True):
    """A record that was restored once, closed: where it lies, whose it is, and its events."""

    home: Path
    owner: Owner
    rows: list[chain.Row]


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Grown:
    home = tmp_path_factory.mktemp("hurt") / "home"
    found, clock = places(home, {}), FixedClock("2026-07-15T14:00:00-04:00", zone(NEW_YORK), NEW_YORK)
    with closing(open_store(found, True, clock=clock)) as store:
        hand = Hand(store, clock)
        hand.close(hand.open())
        made = backup.make(store, home.parent / "stick", clock.read().utc_us, "0.1", make_folder=True)
    owner = restore(found, made, clock).owner
    with closing(open_store(found, True, clock=clock)) as store:
        hand = Hand(store, clock)
        hand.answer(hand.open())
        hand.close(hand.open())
        return Grown(home, owner, list(store.queries.iter_chain()))


@contextmanager
def hurt(
    grown: Grown, sql: str, parameters: tuple[object, ...], rebuilt: bool
) -> Iterator[tuple[Places, bool]]:
    """A copy in which somebody who holds the data key did this, and whether the database let them; `rebuilt` has all views be
    made anew at the next start."""
    with tempfile.TemporaryDirectory() as name:
        for folder in ("data", "keys"):
            shutil.copytree(grown.home / folder, Path(name) / folder)
        there = places(Path(name), {})
        with closing(open_by_force(there)) as db:
            for trigger in TRIGGERS:
                db.execute(f"DROP TRIGGER {trigger}")
            if rebuilt:
                db.execute("DELETE FROM projected")
            try:
                db.execute(sql, parameters)
                changed = True
            except SqlError:
                changed = False
        yield there, changed


def opened(there: Places) -> tuple[Owner, list[chain.Finding]]:
    """Open it for writing and begin a visit: whose it is, and what speaks against it."""
    clock = FixedClock("2026-07-16T14:00:00-04:00", zone(NEW_YORK), NEW_YORK)
    with closing(open_store(there, True, clock=clock)) as store:
        store.journal.judge(clock.read())
        assert store.queries.visit(Hand(store, clock).open()) is not None
        return store.owner, chain.verify(store.queries.iter_chain())


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.sampled_from(["", "x", "drill-x", *KINDS, 0, 1, 2, 10**17, -1, 1.5, [], {}, {"a": 1}]),
)


NASTY = [
    ("utc_us", 10**17), ("utc_us", -(10**17)), ("utc_us", "x"), ("offset_min", 10**9), ("offset_min", 10_000), ("mono_ns", "x"),
    ("visit", 1), ("visit", None), ("kind", "store_created"), ("kind", 7), ("boot", 3), ("epoch", 5), ("device", "drill-x"),
    ("seq", 99), ("seq", "x"), ("version", 0), ("format", 2), ("zone", ""), ("actor", {}), ("payload_hash", None),
]  # fmt: skip


def with_field(row: chain.Row, field: str, other: object) -> str:
    return json.dumps({**json.loads(row.envelope), field: other}, separators=(",", ":"))


def look(grown: Grown, place: int, field: str, other: object, rebuilt: bool) -> None:
    """Nobody is locked out; it is still the same owner's, if more than the very last event tells whose; and it is found."""
    row = grown.rows[place % len(grown.rows)]
    text = with_field(row, field, other)
    with hurt(grown, "UPDATE events SET envelope = ? WHERE seq = ?", (text, row.seq), rebuilt) as (
        there,
        changed,
    ):
        owner, against = opened(there)
        assert owner.realm == "record"
        if owner.reason == NOT_AS_SIGNED:  # it was the event that this computer had signed last
            assert row.seq == grown.rows[-1].seq
            assert owner.epoch > grown.owner.epoch
        else:
            assert (owner.device, owner.epoch) == (grown.owner.device, grown.owner.epoch)
        if changed and text.encode() != row.envelope:
            assert against


@settings(max_examples=30, deadline=None)
@example(place=2, change=("utc_us", -(10**17)), rebuilt=True)
@example(place=2, change=("offset_min", 10_000), rebuilt=True)
@example(place=0, change=("kind", "nothing_known"), rebuilt=False)
@example(place=0, change=("kind", 7), rebuilt=True)
@example(place=-1, change=("epoch", 5), rebuilt=False)
@example(place=-1, change=("device", "drill-x"), rebuilt=False)
@given(
    place=st.integers(0, 30),
    change=st.sampled_from(NASTY) | st.tuples(st.sampled_from(FIELDS), VALUES),
    rebuilt=st.booleans(),
)
def test_one_changed_field_of_any_event_locks_nobody_out(
    grown: Grown, place: int, change: tuple[str, object], rebuilt: bool
) -> None:
    look(grown, place, *change, rebuilt)


@settings(max_examples=30, deadline=None)
@given(
    place=st.integers(0, 30),
    sql=st.sampled_from(
        [
            "UPDATE payloads SET bytes = ? WHERE seq = ?",
            "UPDATE payloads SET salt = ? WHERE seq = ?",
            "UPDATE events SET envelope = CAST(? AS TEXT) WHERE seq = ?",
        ]
    ),
    content=st.sampled_from(
        [b"", b"{}", b"null", b"[]", b'{"realm":"drill"}', b"x" * 16, b"{" * 50, b"1", b'"x"']
    ),
    rebuilt=st.booleans(),
)
def test_contents_and_envelopes_that_are_none_lock_nobody_out(
    grown: Grown, place: int, sql: str, content: bytes, rebuilt: bool
) -> None:
    row = grown.rows[place % len(grown.rows)]
    with hurt(grown, sql, (content, row.seq), rebuilt) as (there, changed):
        owner, against = opened(there)
        assert (owner.device, owner.epoch) == (grown.owner.device, grown.owner.epoch)
        assert bool(against) == changed


def test_an_event_without_contents_locks_nobody_out(grown: Grown) -> None:
    for row in grown.rows:
        with hurt(grown, "DELETE FROM payloads WHERE seq = ?", (row.seq,), True) as (there, _):
            owner, against = opened(there)
            assert (owner.device, owner.epoch) == (grown.owner.device, grown.owner.epoch)
            assert against


def test_where_no_envelope_can_be_read_it_is_said_and_nothing_is_put_in_its_place(grown: Grown) -> None:
    """Whose record it is, and whether its visits are real, cannot be told then."""
    with (
        hurt(grown, "UPDATE events SET envelope = json_object('seq', seq)", (), False) as (there, _),
        pytest.raises(Trouble) as caught,
    ):
        opened(there)
    assert (caught.value.kind, "does not say whose" in caught.value.sentence) == ("damaged", True)
    assert caught.value.remedy
