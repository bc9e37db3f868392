"""What is left of a damaged record: everything on the pages that are whole, and the damaged file stays as it is."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop.core.chain import Row
from desktop.core.errors import Trouble
from desktop.paths import Places
from desktop.store.opening import DATABASE, Store
from desktop.store.salvage import Piece, opened

if TYPE_CHECKING:
    from tests.store.conftest import Hand

PAGE = 4096
EVENTS = 700


@pytest.fixture
def closed(hand: "Hand", store: Store) -> tuple[Path, list[Row]]:
    """A closed record of some hundred pages, and its rows."""
    while store.journal.head()[0] < EVENTS:
        visit = hand.open()
        for number in range(30):
            hand.answer(visit, note=f"answer {number} " * 5)
        hand.close(visit)
    rows = list(store.queries.iter_chain())
    store.close()
    return store.path, rows


def hurt(path: Path, pages: list[int]) -> None:
    content = bytearray(path.read_bytes())
    for page in pages:
        content[page * PAGE : (page + 1) * PAGE] = bytes(PAGE)
    path.write_bytes(content)


def read(home: Places, tmp_path: Path) -> tuple[list[Piece], int, bool, int]:
    with opened(home.data / "record", home.keys, tmp_path / "work") as damaged:
        found = list(damaged.pieces())
        return found, damaged.reaches, damaged.certain, damaged.damaged_pages()


def same(piece: Piece, row: Row) -> bool:
    whole = (piece.seq, piece.envelope.encode(), piece.prev, piece.hash) == (
        row.seq,
        row.envelope,
        row.prev,
        row.hash,
    )
    return whole and (piece.payload is None or (piece.salt, piece.payload) == (row.salt, row.payload))


def test_a_whole_record_comes_out_as_it_is_stored(
    closed: tuple[Path, list[Row]], home: Places, tmp_path: Path
) -> None:
    found, reaches, certain, pages = read(home, tmp_path)
    assert (reaches, certain, pages) == (len(found), True, 0)
    assert all(same(piece, row) and piece.payload for piece, row in zip(found, closed[1], strict=True))


@pytest.mark.parametrize("seed", range(6))
def test_destroyed_pages_cost_the_events_on_them_and_no_others(
    seed: int, closed: tuple[Path, list[Row]], home: Places, tmp_path: Path
) -> None:
    """One page in sixty is zeroed; what is read is what was stored, and most of it is."""
    path, rows = closed
    pages = path.stat().st_size // PAGE
    hurt(path, random.Random(seed).sample(range(20, pages), pages // 60 + 1))
    before = path.read_bytes()
    found, reaches, certain, damaged = read(home, tmp_path)
    assert damaged == pages // 60 + 1
    assert all(same(piece, rows[piece.seq - 1]) for piece in found)
    assert [piece.seq for piece in found] == sorted({piece.seq for piece in found})
    assert certain
    assert reaches == len(rows)
    assert path.read_bytes() == before
    assert not (tmp_path / "work").exists()
    assert len(found) > 0.8 * len(rows)


def test_events_that_are_only_in_the_write_ahead_log_are_read_too(
    hand: "Hand", store: Store, home: Places, tmp_path: Path
) -> None:
    """As after a power cut."""
    visit = hand.open()
    last = hand.answer(visit)
    assert (store.path.with_name(f"{DATABASE}-wal")).stat().st_size
    found, *_ = read(home, tmp_path)
    assert found[-1].seq == last.seq


def test_a_destroyed_first_page_is_told_with_the_way_out(
    closed: tuple[Path, list[Row]], home: Places, tmp_path: Path
) -> None:
    hurt(closed[0], [0])
    with pytest.raises(Trouble) as caught:
        read(home, tmp_path)
    assert caught.value.kind == "damaged"
    assert "threshold restore" in caught.value.remedy
    assert not (tmp_path / "work").exists()


def test_the_key_of_another_record_reads_nothing(
    closed: tuple[Path, list[Row]], home: Places, tmp_path: Path, opener: Callable[[], Store]
) -> None:
    for place in home.keys.iterdir():
        place.unlink()
    with pytest.raises(Trouble) as caught:
        read(home, tmp_path)
    assert caught.value.kind == "key_missing"
