"""The office: verified import beside an indexed COPY, a scaled day of 10,000 workstations, and the search of 10,000,000 events.

Import and COPY take turns in one run, into the same PostgreSQL. A visit has 40 events here, as a real desk recorded them.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median

from desktop import paths
from desktop.core.chain import Row
from desktop.core.sending import Span
from desktop.office.database import opened
from desktop.office.listing import find
from desktop.services.desk import open_desk
from desktop.store.sending import outgoing
from desktop.sync.bundle import Made, Sender, make_bundles
from desktop.trust.device import DeviceKey
from tests.office.conftest import Office, forget
from tests.office.crowd import EVENTS, badge, fill, number
from tests.office.postgres import Postgres
from tests.services import many
from tests.sync.records import DESK, record

VISITS, ROUNDS, SMALL = 500, 5, 40
WORKSTATIONS, A_DAY = (50, 100, 200), 300
"""Workstations that are simulated, and the events of each on a day: 5 visits of 60."""

CROWD = 250_000
QUESTIONS = ("", badge(417), badge(417)[2:6], "gate court", "guard 17 stairs ", number(200_000), "nowhere")


def main() -> int:
    """Rows of a table; nothing is asserted."""
    server = Postgres()
    try:
        with tempfile.TemporaryDirectory(prefix="threshold-bench-") as folder:
            home = Path(folder)
            rows = _rows(home / "desk")
            for what, size in (("large bundles", len(rows)), (f"bundles of {SMALL} events", SMALL)):
                _imports(Office(server, home / what), rows, what, size)
            for count in WORKSTATIONS:
                _day(Office(server, home / f"day-{count}"), count)
            _search(server)
    finally:
        server.stop()
    return 0


def _rows(home: Path) -> list[Row]:
    """The journal of a desk with many visits."""
    many.fill(home, VISITS)
    desk = open_desk(paths.places(home, {}), create=False)
    with outgoing(desk.store) as source:
        rows = list(source.rows(Span(1, source.last)))
    desk.close()
    return rows


def _device(made: Sequence[Made]) -> str:
    return made[0].header.device


def _imports(office: Office, rows: list[Row], what: str, size: int) -> None:
    key = DeviceKey(bytes([1]) * 32)
    made = [
        each
        for at in range(0, len(rows), size)
        for each in make_bundles(rows[at : at + size], Sender("record", key, [office.keys.recipient]))
    ]
    office.knows(_device(made), key)
    for each in made:
        office.lay(each)
    imports, again, copies = list[float](), list[float](), list[float]()
    for _ in range(ROUNDS):
        with opened(office.dsn) as db:
            forget(db)
        _no_receipts(office)
        imports.append(_timed(office.take))
        _no_receipts(office)
        again.append(_timed(office.take))
        copies.append(_copied(office, rows, _device(made)))
    events, took, copied = len(rows), median(imports), median(copies)
    print(
        f"row\t{what}: verified import\t{events / took:,.0f} events/s\t{events:,} events in {len(made)} bundles, one process"
    )
    print(
        f"row\t{what}: indexed COPY\t{events / copied:,.0f} events/s\tthe same rows into tables with the same indexes"
    )
    print(
        f"row\t{what}: import beside COPY\t{copied / took:.2f}\tverified, opened, listed for search, receipt written"
    )
    print(f"row\t{what}: taken once more\t{len(made) / median(again):,.0f} bundles/s\tnothing is new")


def _no_receipts(office: Office) -> None:
    for each in office.place.glob("*.treceipt"):
        each.unlink()


def _copied(office: Office, rows: list[Row], device: str) -> float:
    """Seconds of a bare COPY of envelopes and contents."""
    with opened(office.dsn) as db:
        for table in ("events", "payloads"):
            db.execute(f"CREATE TABLE copy_{table} (LIKE {table} INCLUDING ALL)")
        started = time.perf_counter()
        with db.transaction(), db.cursor() as cursor:
            with cursor.copy(
                "COPY copy_events (device, epoch, seq, envelope, prev, hash, visit) FROM STDIN"
            ) as copy:
                for row in rows:
                    copy.write_row((device, 0, row.seq, row.envelope.decode(), row.prev, row.hash, None))
            with cursor.copy("COPY copy_payloads (device, epoch, seq, salt, payload) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row((device, 0, row.seq, row.salt, (row.payload or b"").decode()))
        took = time.perf_counter() - started
        db.execute("DROP TABLE copy_events, copy_payloads")
    return took


def _day(office: Office, workstations: int) -> None:
    """One bundle of each workstation, at the end of a day."""
    size = 0
    for n in range(workstations):
        device = f"desk-{n}"
        office.knows(device)
        for each in office.bundles(record(A_DAY, device), DESK):
            office.lay(each)
            size += len(each.content)
    events = workstations * A_DAY
    for workers in (1, 2):
        with opened(office.dsn) as db:
            forget(db)
        _no_receipts(office)
        took = _timed(partial(office.take, workers))
        whole = took * 10_000 / workstations
        said = f"{events:,} events in {took:.1f} s, {size / 1e6:.1f} MB of bundles"
        print(
            f"row\ta day of {workstations} workstations, {workers} processes\t{events / took:,.0f} events/s\t{said}"
        )
        print(
            f"row\ta day of 10,000 workstations by that\t{whole / 60:.0f} min\tif it goes on so; {size * 10 / workstations / 1e3:.0f} MB"
        )


def _search(server: Postgres) -> None:
    dsn = server.database()
    with opened(dsn, make=True):
        pass
    filled = _timed(partial(fill, dsn, CROWD))
    print(f"row\tvisits to search\t{CROWD:,}\t{CROWD * EVENTS:,} events, filled in {filled:.0f} s")
    with opened(dsn) as db:
        for typed in QUESTIONS:
            times = [_timed(partial(find, db, typed, 20)) for _ in range(20)]
            worst = sorted(times)[-1]
            print(
                f"row\tsearch “{typed}”\tp50 {median(times) * 1000:.1f} ms\tlongest of 20: {worst * 1000:.1f} ms"
            )


def _timed(work: Callable[[], object]) -> float:
    """Seconds."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
