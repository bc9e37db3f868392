"""A supervisor finds visits among 1,000,000 events of all desks: the right ones, by an index, and only those of the own agency."""

import json
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from desktop.core.searched import held_by
from desktop.core.seeking import fits, read_typed
from desktop.office.database import add_reader, opened
from desktop.office.listing import LATEST, expression, find
from desktop.office.schema import FOUND, WANTED
from tests.office.crowd import AGENCIES, DESKS, EVENTS, badge, fill, number, searched
from tests.office.postgres import Postgres

VISITS = 25_000
TYPED = [
    "",
    badge(417),
    badge(417)[2:6],
    "gate court",
    "gat",
    number(12_345),
    "guard 17 stairs",
    "nowhere",
    "calm  late",
    "%'; --",
]


@pytest.fixture(scope="module")
def crowd(server: Postgres) -> str:
    dsn = server.database()
    with opened(dsn, make=True) as db:
        add_reader(db, "doe_reader", ["DOE"])
    fill(dsn, VISITS)
    return dsn


@pytest.fixture
def reader(crowd: str, server: Postgres) -> Iterator[psycopg.Connection[Any]]:
    database = crowd.split("dbname=")[1].split()[0]
    with opened(server.dsn(database, "doe_reader")) as db:
        yield db


def by_hand(typed: str, most: int, agency: str = "") -> list[str]:
    """The record numbers that a look at every visit finds, the newest first."""
    chunks = read_typed(typed)
    found: list[str] = []
    for n in reversed(range(VISITS)):
        own = not agency or AGENCIES[n % DESKS % len(AGENCIES)] == agency
        if own and len(found) < most and fits(chunks, held_by(searched(n)), lambda word, starts: frozenset()):
            found.append(number(n))
    return found


@pytest.mark.parametrize("typed", TYPED)
def test_what_is_found_is_what_a_look_at_every_visit_finds(crowd: str, typed: str) -> None:
    with opened(crowd) as db:
        assert [each.record_number for each in find(db, typed, 20)] == by_hand(typed, 20)


@pytest.mark.parametrize("typed", ["", "gate court", badge(417), badge(418), badge(419)])
def test_a_reader_finds_the_visits_of_its_agency_alone(reader: psycopg.Connection[Any], typed: str) -> None:
    found = find(reader, typed, 20)
    assert [each.record_number for each in found] == by_hand(typed, 20, "DOE")
    assert {each.agency for each in found} <= {"DOE"}


def test_a_reader_who_asks_the_tables_themselves_sees_no_more(reader: psycopg.Connection[Any]) -> None:
    told = reader.execute("SELECT agency, count(*) FROM visits GROUP BY agency").fetchall()
    assert told == [("DOE", VISITS // len(AGENCIES))]
    assert reader.execute("SELECT count(*) FROM events").fetchone() == (VISITS * EVENTS // len(AGENCIES),)
    everything = reader.execute(
        "SELECT DISTINCT agency FROM found(NULL, %s, '', 100000)", (LATEST,)
    ).fetchall()
    assert everything == [("DOE",)]


def test_page_after_page_gives_every_visit_once(crowd: str) -> None:
    with opened(crowd) as db:
        seen: list[str] = []
        before = None
        while page := find(db, "stairs ", 900, before):
            seen += [each.record_number for each in page]
            before = (page[-1].opened_us, page[-1].visit)
    assert seen == by_hand("stairs ", VISITS)
    assert len(seen) == len(set(seen)) > 900


def plan(dsn: str, typed: str) -> str:
    """How PostgreSQL looks for it, by the very query of the search."""
    wanted = expression(typed)
    query = FOUND.format(wanted=WANTED if wanted else "")
    for place in range(6, 0, -1):
        query = query.replace(f"${place}", f"%(p{place})s")
    query = query.replace("@@ %(p1)s", "@@ %(p1)s::tsquery").replace("ANY (%(p6)s)", "ANY (%(p6)s::text[])")
    values = {"p1": wanted, "p2": LATEST, "p3": "", "p4": 20, "p5": False, "p6": ["DOE"]}
    with opened(dsn) as db:
        found = db.execute(f"EXPLAIN (FORMAT JSON) {query}", values).fetchone()
    return json.dumps(found)


@pytest.mark.parametrize("typed", ["", badge(417), badge(417)[2:6], "gate court", number(12_345)])
def test_no_question_reads_every_visit(crowd: str, typed: str) -> None:
    said = plan(crowd, typed)
    assert "Seq Scan" not in said
    assert "visits_tokens" in said or "visits_of_agency" in said or "visits_newest" in said


def test_a_badge_is_found_by_the_index_of_words(crowd: str) -> None:
    assert "visits_tokens" in plan(crowd, badge(417))


def test_the_control_without_its_indexes_every_visit_is_read(crowd: str) -> None:
    with opened(crowd) as db, db.transaction(force_rollback=True):
        for name in ("visits_tokens", "visits_newest", "visits_of_agency"):
            db.execute(f"DROP INDEX {name}")
        query = (
            FOUND.format(wanted="")
            .replace("$2", "0")
            .replace("$3", "''")
            .replace("$4", "20")
            .replace("$5", "true")
            .replace("$6", "'{}'")
        )
        assert "Seq Scan" in json.dumps(db.execute(f"EXPLAIN (FORMAT JSON) {query}").fetchone())
