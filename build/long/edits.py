"""Two hundred random single edits of the New York pack: each is refused, changes a story or a safety rule, or changes nothing."""

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from multiprocessing import Pool
from pathlib import Path

from tests.packs.edits import Edit, Result, edits, judge

SEED, COUNT, SHARES, MOST_SURVIVORS = 2026, 200, 2, 8
"""Survivors are listed in resources/manual/proofs.md; more than so many mean that stories or rules were lost."""


def share(number: int) -> list[Result]:
    """Every other edit."""
    with tempfile.TemporaryDirectory(prefix="threshold-edits-") as scratch:
        return [judge(edit, Path(scratch) / str(n)) for n, edit in _mine(number)]


def _mine(number: int) -> Iterator[tuple[int, Edit]]:
    return ((n, edit) for n, edit in enumerate(edits(SEED, COUNT)) if n % SHARES == number)


def main() -> int:
    """All edits over two processes; 1 if too many survive."""
    started = time.monotonic()
    with Pool(SHARES) as pool:
        results = [result for part in pool.map(share, range(SHARES)) for result in part]
    seen = Counter(result.seen for result in results)
    for result in results:
        if result.seen == "survivor":
            print(result.words)
    for kind in ("refused", "story", "safety", "equivalent", "survivor"):
        print(f"row\t{kind}\t{seen[kind]} of {len(results)}\t")
    print(f"row\tall edits\t{len(results)}\tseed {SEED}, {time.monotonic() - started:.0f} s")
    return 1 if seen["survivor"] > MOST_SURVIVORS or len(results) != COUNT else 0


if __name__ == "__main__":
    sys.exit(main())
