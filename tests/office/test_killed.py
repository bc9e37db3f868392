"""Importer and PostgreSQL are killed in mid-import: what a receipt was given for is there afterwards, once, and the rest comes again."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from desktop.core.bundles import Receipt
from desktop.office.database import opened
from desktop.sync.receipts import read_receipt
from tests.office.conftest import Office
from tests.office.postgres import Postgres
from tests.sync.records import record

TOP = Path(__file__).parents[2]
DESKS, EVENTS, SIZE = 4, 60, 3
BUNDLES = DESKS * EVENTS // SIZE


@pytest.fixture
def own_server() -> Iterator[Postgres]:
    """One that may be killed."""
    made = Postgres()
    yield made
    made.stop()


@pytest.fixture
def laden(own_server: Postgres, tmp_path: Path) -> Office:
    """An office whose place holds all bundles of four desks."""
    office = Office(own_server, tmp_path)
    for n in range(DESKS):
        office.knows(f"desk-{n}")
        rows = record(EVENTS, f"desk-{n}")
        for at in range(0, EVENTS, SIZE):
            office.lay(office.bundles(rows[at : at + SIZE])[0])
    return office


def importing(office: Office) -> "subprocess.Popen[str]":
    """An importer that tells how far it is, in a process of its own."""
    words = [
        "office",
        "take",
        str(office.place),
        "--db",
        office.dsn,
        "--keys",
        str(office.folder),
        "--progress",
    ]
    command = [sys.executable, "-m", "desktop", "--home", str(office.place.parent), *words]
    return subprocess.Popen(command, cwd=TOP, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)


def reads(process: "subprocess.Popen[str]", lines: int) -> None:
    """Wait until it has told so much."""
    assert process.stderr is not None
    for _ in range(lines):
        assert process.stderr.readline().startswith("taking: ")


def acknowledged(office: Office) -> list[Receipt]:
    return [
        read_receipt((office.place / name).read_bytes(), office.keys.key.public) for name in office.receipts()
    ]


def kept(office: Office, receipt: Receipt) -> bool:
    """Whether every event that a receipt names is in the database."""
    query = "SELECT count(*), max(hash) FILTER (WHERE seq = %s) FROM events WHERE device = %s AND epoch = %s AND seq BETWEEN %s AND %s"
    span = (receipt.to_seq, receipt.device, receipt.epoch, receipt.from_seq, receipt.to_seq)
    with opened(office.dsn) as db:
        return db.execute(query, span).fetchone() == (receipt.count, receipt.head)


def all_there(office: Office) -> None:
    """A last run takes the rest: nothing lost, nothing doubled."""
    done = office.take()
    assert (done.waits, done.aside) == ([], [])
    events, contents = office.state()
    assert [each[2] for each in events] == list(range(1, EVENTS + 1)) * DESKS
    assert len(contents) == EVENTS * DESKS
    assert len(office.receipts()) == BUNDLES


@pytest.mark.parametrize("seed", range(2))
def test_an_importer_that_is_killed_loses_nothing_that_it_gave_a_receipt_for(
    laden: Office, seed: int
) -> None:
    chance = Random(seed)
    for _ in range(3):
        process = importing(laden)
        reads(process, chance.randint(1, 8))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        found = acknowledged(laden)
        assert all(kept(laden, each) for each in found)
    assert found != []
    all_there(laden)


def test_postgresql_that_is_killed_loses_nothing_that_a_receipt_was_given_for(laden: Office) -> None:
    for lines in (2, 5):
        process = importing(laden)
        reads(process, lines)
        laden.server.kill()
        _, said = process.communicate()
        assert process.returncode == 3, said
        assert "The office's database cannot be used" in said
        laden.server.start()
        found = acknowledged(laden)
        assert found != []
        assert all(kept(laden, each) for each in found)
    all_there(laden)


def test_the_control_an_importer_that_gives_receipts_first_is_caught(laden: Office) -> None:
    """A receipt that was given before its events were on disk is named by the very check that is made above."""
    laden.take()
    with opened(laden.dsn) as db:
        db.execute("SET session_replication_role = replica")
        db.execute("DELETE FROM payloads WHERE device = 'desk-2' AND seq > 57")
        db.execute("DELETE FROM events WHERE device = 'desk-2' AND seq > 57")
    lost = [each for each in acknowledged(laden) if not kept(laden, each)]
    assert [(each.device, each.from_seq) for each in lost] == [("desk-2", 58)]
