"""Tampers with a real encrypted record in every class of tests/store/tampering.py, place by place; the tests play the first few.

An untouched record must have no finding; every tampering must be named by its event; and a verifier that reads no checkpoints must
miss what was chained anew, so that it is known to be the signatures that show it.
"""

import sys
import tempfile
from pathlib import Path

from tests.store.forging import Done, found, make_record, open_by_force
from tests.store.tampering import CLASSES, RECHAINED, Tried, attempt

SEEDS = 20
SHOWN_FAULTS = 20


def main() -> int:
    """20 tamperings of each class; 1 if one is not named, or if a control does not hold."""
    with tempfile.TemporaryDirectory() as folder:
        db = open_by_force(make_record(Path(folder)))
        try:
            untouched = found(db, Done(0, 0))
            tried = [attempt(db, name, seed) for name in CLASSES for seed in range(SEEDS)]
        finally:
            db.close()
    missed = [each for each in tried if not each.named]
    seen = [each for each in tried if each.name in RECHAINED and each.named_by_chain]
    for each in missed[:SHOWN_FAULTS]:
        print(f"not named: {each.name}, {each.done}, {each.findings[:3]}")
    for finding in untouched:
        print(f"untouched, and yet: {finding.sentence}")
    print(f"row\ttamperings\t{len(tried):,}\t{len(CLASSES)} classes, {len(missed)} not named")
    print(f"row\tuntouched record\t{len(untouched)} findings\tthere must be none")
    print(
        f"row\tchained anew, seen without checkpoints\t{len(seen)} of {len(_rechained(tried))}\tthere must be none"
    )
    return 1 if missed or seen or untouched else 0


def _rechained(tried: list[Tried]) -> list[Tried]:
    return [each for each in tried if each.name in RECHAINED]


if __name__ == "__main__":
    sys.exit(main())
