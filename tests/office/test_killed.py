"""Importer and PostgreSQL are killed in mid-import: what a receipt was given for is there afterwards, once, and the rest comes again."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from desktop.office.database import opened
from tests.office.conftest import Office
from tests.office.killing import Laden
from tests.office.postgres import Postgres


@pytest.fixture
def laden(tmp_path: Path) -> Iterator[Laden]:
    """On a server of its own, which may be killed."""
    server = Postgres()
    yield Laden(Office(server, tmp_path))
    server.stop()


def test_an_importer_that_is_killed_loses_nothing_that_it_gave_a_receipt_for(laden: Laden) -> None:
    chance = Random(1)
    for _ in range(4):
        laden.kill_importer(chance.randint(1, 8))
        assert laden.lost() == 0
    assert laden.acknowledged() != []
    assert laden.whole()


def test_postgresql_that_is_killed_loses_nothing_that_a_receipt_was_given_for(laden: Laden) -> None:
    for lines in (2, 5):
        code, said = laden.kill_server(lines)
        assert (code, "The office's database cannot be used" in said) == (3, True)
        assert laden.acknowledged() != []
        assert laden.lost() == 0
    assert laden.whole()


def test_the_control_receipts_that_were_given_first_are_caught(laden: Laden) -> None:
    """What was acknowledged before it was on disk is named by the very check that is made above."""
    assert laden.whole()
    with opened(laden.office.dsn) as db:
        db.execute("SET session_replication_role = replica")
        db.execute("DELETE FROM payloads WHERE device = 'desk-2' AND seq > 57")
        db.execute("DELETE FROM events WHERE device = 'desk-2' AND seq > 57")
    assert laden.lost() == 1
