"""An office whose importer, or whose server, is killed while it takes four desks' bundles, and what a receipt is worth then."""

import signal
import subprocess
import sys
from pathlib import Path

from desktop.core.bundles import Receipt
from desktop.office.database import opened
from desktop.sync.receipts import read_receipt
from tests.office.conftest import Office
from tests.sync.records import record

TOP = Path(__file__).parents[2]
DESKS, EVENTS, SIZE = 4, 60, 3
BUNDLES = DESKS * EVENTS // SIZE


class Laden:
    """The place of the office holds all bundles."""

    def __init__(self, office: Office) -> None:
        self.office = office
        for n in range(DESKS):
            office.knows(f"desk-{n}")
            rows = record(EVENTS, f"desk-{n}")
            for at in range(0, EVENTS, SIZE):
                office.lay(office.bundles(rows[at : at + SIZE])[0])

    def kill_importer(self, lines: int) -> None:
        """Once it has told so often how far it is."""
        process = self._importing(lines)
        process.send_signal(signal.SIGKILL)
        process.communicate()

    def kill_server(self, lines: int) -> tuple[int, str]:
        """The same with PostgreSQL, which is started again; exit code of the importer and what it said."""
        process = self._importing(lines)
        self.office.server.kill()
        _, said = process.communicate()
        self.office.server.start()
        return process.returncode, said

    def _importing(self, lines: int) -> "subprocess.Popen[str]":
        office = self.office
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
        process = subprocess.Popen(
            command, cwd=TOP, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
        )
        assert process.stderr is not None
        for _ in range(lines):  # or until it has ended, with nothing left to be taken
            if not process.stderr.readline().startswith("taking: "):
                break
        return process

    def acknowledged(self) -> list[Receipt]:
        """Every receipt that was given."""
        office = self.office
        return [
            read_receipt((office.place / name).read_bytes(), office.keys.key.public)
            for name in office.receipts()
        ]

    def lost(self) -> int:
        """How many receipts name events that are not in the database."""
        query = (
            "SELECT count(*), max(hash) FILTER (WHERE seq = %s) FROM events"
            " WHERE device = %s AND epoch = %s AND seq BETWEEN %s AND %s"
        )
        lost = 0
        with opened(self.office.dsn) as db:
            for each in self.acknowledged():
                span = (each.to_seq, each.device, each.epoch, each.from_seq, each.to_seq)
                lost += db.execute(query, span).fetchone() != (each.count, each.head)
        return lost

    def whole(self) -> bool:
        """Take the rest: whether everything is there then, once, with its receipt."""
        done = self.office.take()
        events, contents = self.office.state()
        numbers = [each[2] for each in events] == list(range(1, EVENTS + 1)) * DESKS
        kept = numbers and len(contents) == EVENTS * DESKS and len(self.office.receipts()) == BUNDLES
        return kept and not (done.waits or done.aside)
