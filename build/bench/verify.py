"""What verification costs beside a bare loop over the same rows that only follows the chain; each part alone, in turn in one run."""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from desktop import paths
from desktop.core import chain
from desktop.core.witness import Witness
from desktop.services.desk import Desk, open_desk
from desktop.services.verifying import recomputed, verify
from desktop.services.walking import Walking
from desktop.trust import device
from tests.services.many import fill

VISITS = 1_000
RUNS = 15


class Named(msgspec.Struct):
    """What a bare loop needs of an envelope."""

    payload_hash: str


NAMED = msgspec.json.Decoder(Named)


def bare(desk: Desk, contents: bool) -> None:
    """Read every row and follow the chain; with `contents` hash those too."""
    head = chain.START
    for row in desk.store.queries.iter_chain():
        if row.prev != head or chain.event_hash(row.envelope, row.prev) != row.hash:
            raise ValueError(f"The chain is broken at {row.seq}.")
        named = NAMED.decode(row.envelope).payload_hash if contents else ""
        if contents and chain.payload_hash(row.salt or b"", row.payload or b"") != named:
            raise ValueError(f"The contents of {row.seq} were changed.")
        head = row.hash


def chained(desk: Desk) -> None:
    """The chain, contents read and hashed, without witnesses."""
    if chain.verify(desk.store.queries.iter_chain()):
        raise ValueError("The record of the bench is not whole.")


def witnessed(desk: Desk) -> None:
    """The same with checkpoints, device keys and clocks: what shows that nothing was changed."""
    witness = Witness(device.verify)
    found = chain.verify(desk.store.queries.iter_chain(), watch=witness.see)
    if found or witness.close().findings:
        raise ValueError("The record of the bench is not whole.")


def again(desk: Desk) -> None:
    """Every visit computed again, and the lists compared with it."""
    if not recomputed(desk):
        raise ValueError("The record of the bench does not compute again.")


def whole(desk: Desk) -> None:
    """All that `threshold verify` does."""
    if not verify(Walking(desk)).ok:
        raise ValueError("The record of the bench is not whole.")


def main() -> int:
    """The best of some runs of each: other work on the machine only ever adds."""
    with tempfile.TemporaryDirectory(prefix="threshold-bench-") as folder:
        home = Path(folder)
        events = fill(home, VISITS)
        desk = open_desk(paths.places(home, {}), create=False)
        parts: dict[str, Callable[[], None]] = {
            "bare loop over the chain": lambda: bare(desk, False),
            "bare loop, contents hashed": lambda: bare(desk, True),
            "chain as verify reads it": lambda: chained(desk),
            "with checkpoints, keys, clocks": lambda: witnessed(desk),
            "outcomes again, lists compared": lambda: again(desk),
            "all that threshold verify does": lambda: whole(desk),
        }
        best = dict.fromkeys(parts, float("inf"))
        for _ in range(RUNS):
            for name, part in parts.items():
                started = time.process_time()
                part()
                best[name] = min(best[name], time.process_time() - started)
        desk.close()
    loop, contents, *_ = best.values()
    for name, taken in best.items():
        ratio = f"{taken / loop:.2f} times the bare loop, {taken / contents:.2f} times with contents hashed"
        print(f"row\t{name}\t{events / taken:,.0f} events/s\t{ratio}")
    print(f"row\tvisits computed again\t{VISITS / best['outcomes again, lists compared']:,.0f} a second\t")
    return 0


if __name__ == "__main__":
    sys.exit(main())
