"""Walks thousands of random visits and checks after every act what must always hold; the tests run the first few hundred."""

import sys
import time
from multiprocessing import Pool

from tests.core.watching import faults_of_walk

WALKS = 10_000
SHOWN_FAULTS = 20


def main() -> int:
    """10,000 walks over two processes; 1 if one of them raises or breaks a promise."""
    started = time.monotonic()
    with Pool(2) as pool:
        faults = [
            fault
            for found in pool.imap_unordered(faults_of_walk, range(WALKS), chunksize=50)
            for fault in found
        ]
    for fault in faults[:SHOWN_FAULTS]:
        print(fault[:2000])
    print(f"row\trandom walks\t{WALKS:,}\t{len(faults)} broken promises, {time.monotonic() - started:.0f} s")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
