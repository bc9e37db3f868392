"""The office's intake at full length: 1,000 orders of 20 desks' bundles, and importers and PostgreSQL killed in mid-import.

The tests play a seeded part of each (tests/office/test_intake.py, test_killed.py).
"""

import tempfile
from pathlib import Path
from random import Random

from tests.office.conftest import Office
from tests.office.killing import Laden
from tests.office.orders import Orders
from tests.office.postgres import Postgres
from tests.office.store_killing import FromStore
from tests.sync.object_store import ObjectStore

ORDERS, CONTROLS = 1_000, 20
IMPORTERS, SERVERS, STORES = 40, 20, 6


def main() -> int:
    """1 if an order gave another state, something acknowledged was lost, or a control was not caught."""
    server = Postgres()
    try:
        with tempfile.TemporaryDirectory(prefix="threshold-office-") as folder:
            orders = Orders(Office(server, Path(folder) / "orders"))
            other = [seed for seed in range(ORDERS) if not orders.play(seed)]
            unseen = [seed for seed in range(CONTROLS) if orders.play(seed, lose=True)]
            print(f"row\torders of 20 desks' bundles\t{ORDERS:,}\tshuffled, doubled, overlapping")
            print(f"row\tof these with another state\t{len(other)}\tthere must be none: {other[:5]}")
            print(
                f"row\tcontrol: an event that is in no bundle\t{len(unseen)} not seen\tof {CONTROLS}; there must be none"
            )
            lost, given = _killed(server, Path(folder))
            from_store, of_store = _store_killed(server, Path(folder))
    finally:
        server.stop()
    print(f"row\tkilled\t{IMPORTERS} importers, {SERVERS} servers\t{given:,} receipts looked at")
    print(f"row\tacknowledged and lost, or doubled\t{lost}\tthere must be none")
    print(
        f"row\tobject store killed in mid-import\t{STORES} times, {from_store} lost\t{of_store} receipts looked at; none may be lost"
    )
    return 1 if other or unseen or lost or from_store or not (given and of_store) else 0


def _killed(server: Postgres, folder: Path) -> tuple[int, int]:
    """What was lost, and how many receipts were looked at."""
    chance, lost, given = Random(1), 0, 0
    for round_ in range(IMPORTERS // 4):
        laden = Laden(Office(server, folder / f"killed-{round_}"))
        for _ in range(4):
            laden.kill_importer(chance.randint(1, 12))
            lost, given = lost + laden.lost(), given + len(laden.acknowledged())
        for _ in range(SERVERS * 4 // IMPORTERS):
            laden.kill_server(chance.randint(1, 8))
            lost, given = lost + laden.lost(), given + len(laden.acknowledged())
        lost += not laden.whole()
    return lost, given


def _store_killed(server: Postgres, folder: Path) -> tuple[int, int]:
    """The same where bundles come from an object store, which is killed."""
    chance, lost, given, store = Random(2), 0, 0, ObjectStore()
    try:
        for round_ in range(STORES):
            each = FromStore(Office(server, folder / f"store-{round_}"), store, f"round-{round_}")
            each.kill_at(chance.randint(2, 30))
            gone, there = each.lost()
            lost, given = lost + gone + (not each.whole()), given + there
    finally:
        store.stop()
    return lost, given


if __name__ == "__main__":
    raise SystemExit(main())
