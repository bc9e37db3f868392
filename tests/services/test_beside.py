"""What stands beside the events cannot be changed unnoticed either: each tampering is named by its event, or by the table that is not
as this program makes it. `build/long/tamper.py` plays more."""

import random
from contextlib import closing

import pytest

from desktop.core import chain
from desktop.store.stored import chain_rows
from tests.services.beside import NOT_JUDGED, Copies, Scene, judged, said, without_tampering
from tests.store import tampering
from tests.store.forging import open_by_force

SEED = 20260206

CHAINED = (
    "visits outcomes",
    "packs bytes",
    "attachment_keys key",
    "original sealed anew",
    "visit hidden by another table",
    "index of visits, an event hidden",
)


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Copies:
    """A record that nobody has touched, to be copied."""
    return Copies(tmp_path_factory.mktemp("beside"))


def test_an_untouched_copy_has_no_finding(copies: Copies) -> None:
    assert list(said(judged(copies.copy()))) == []


def test_every_tampering_beside_the_events_is_named(copies: Copies) -> None:
    """Half of the classes, drawn by a seed."""
    drawn = random.Random(SEED).sample(sorted(copies.classes), len(copies.classes) // 2)
    tried = [copies.attempt(name, 0) for name in drawn]
    assert [each for each in tried if not each.named] == []
    assert len(tried) > 30


def test_every_column_has_a_tampering_or_a_reason_to_have_none(copies: Copies) -> None:
    """Of the tables as they are in a real record. The control: a column that somebody adds is missed at once."""
    names = {*copies.classes, *tampering.CLASSES}
    assert without_tampering(copies.columns, names) == []
    assert set(NOT_JUDGED) < set(copies.columns)
    more = {**copies.columns, "payloads": [*copies.columns["payloads"], "more"], "others": ["id"]}
    assert without_tampering(more, names) == ["others id", "payloads more"]


@pytest.mark.parametrize("name", CHAINED)
def test_the_chain_alone_does_not_show_them(copies: Copies, name: str) -> None:
    """The control: every event is as it was, so it is the looking beside them that finds it."""
    there = copies.copy()
    scene = Scene(there, copies.events, copies.rng(name))
    copies.classes[name](scene)
    scene.end()
    with closing(open_by_force(there)) as db:
        assert chain.verify(row for batch in chain_rows(db) for row in batch) == []


def test_lists_that_do_not_fit_are_told_once_and_made_anew(copies: Copies) -> None:
    """A closed visit among the open ones, and an outcome that never was: the events decide, and the lists follow."""
    there = copies.copy()
    with closing(open_by_force(there)) as db:
        before = db.execute("SELECT * FROM visits ORDER BY visit").fetchall()
        db.execute("UPDATE visits SET status = 'joined', outcomes = '[\"escort_within_warrant\"]'")
    first = judged(there)
    assert {each.code for each in first.findings} == {"list_differs"}
    assert len(first.findings) == len(before)
    assert judged(there).ok
    with closing(open_by_force(there)) as db:
        assert db.execute("SELECT * FROM visits ORDER BY visit").fetchall() == before
