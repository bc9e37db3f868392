"""Tampers with a real encrypted record in every class of tests/store/tampering.py and tests/services/beside.py, place by place; the
tests play the first few.

An untouched record must have no finding; every tampering must be named by its event; and a verifier that reads no checkpoints must
miss what was chained anew, so that it is known to be the signatures that show it.
"""

import sys
import tempfile
from pathlib import Path

from tests.services.beside import Copies, judged, said
from tests.store.afterwards import ACTS, SIGNED_OVER, TAMPERINGS, Afterwards
from tests.store.forging import Done, found, make_record, open_by_force
from tests.store.tampering import CLASSES, RECHAINED, Tried, attempt

SEEDS = 20
SEEDS_BESIDE = 3
SEEDS_AFTER = 5
SHOWN_FAULTS = 20


def main() -> int:
    """20 tamperings of each class of events, 3 of each beside them, 5 with each act of the desk after them; 1 if one is not named,
    or if a control does not hold."""
    with tempfile.TemporaryDirectory() as folder:
        db = open_by_force(make_record(Path(folder)))
        try:
            untouched = found(db, Done(0, 0))
            tried = [attempt(db, name, seed) for name in CLASSES for seed in range(SEEDS)]
        finally:
            db.close()
        copies = Copies(Path(folder) / "beside")
        beside = [copies.attempt(name, seed) for name in copies.classes for seed in range(SEEDS_BESIDE)]
        untouched_beside = list(said(judged(copies.copy())))
        missed_after = _afterwards(Path(folder) / "afterwards")
    missed_beside = [each for each in beside if not each.named]
    missed = [each for each in tried if not each.named]
    seen = [each for each in tried if each.name in RECHAINED and each.named_by_chain]
    for each in missed[:SHOWN_FAULTS]:
        print(f"not named: {each.name}, {each.done}, {each.findings[:3]}")
    for other in missed_beside[:SHOWN_FAULTS]:
        print(f"not named: {other.name}, {other.wanted!r}, {other.sentences[:3]}")
    for sentence in (*(finding.sentence for finding in untouched), *untouched_beside):
        print(f"untouched, and yet: {sentence}")
    print(f"row\ttamperings\t{len(tried):,}\t{len(CLASSES)} classes, {len(missed)} not named")
    print(
        f"row\ttamperings beside the events\t{len(beside):,}\t{len(copies.classes)} classes, {len(missed_beside)} not named"
    )
    print(f"row\tuntouched record\t{len(untouched) + len(untouched_beside)} findings\tthere must be none")
    print(
        f"row\tchained anew, seen without checkpoints\t{len(seen)} of {len(_rechained(tried))}\tthere must be none"
    )
    return 1 if missed or missed_beside or seen or untouched or untouched_beside or missed_after else 0


def _afterwards(folder: Path) -> int:
    """Tamperings that are not named any more after the desk signed again, and controls that do not hold."""
    after = Afterwards(folder)
    untouched = [each for act in ACTS for each in after.untouched(act)]
    tried = [
        after.attempt(name, act, seed) for name in TAMPERINGS for act in ACTS for seed in range(SEEDS_AFTER)
    ]
    missed = [each for each in tried if not each.named]
    forgot = [after.attempt(name, "opens and closes", 0, forgets=True) for name in SIGNED_OVER]
    seen = [each for each in forgot if each.named]
    for each in missed[:SHOWN_FAULTS]:
        print(f"not named afterwards: {each.name}, {each.act}, {each.findings[:3]}")
    for finding in untouched:
        print(f"untouched, and yet afterwards: {finding.sentence}")
    print(
        f"row\ttamperings, and the desk went on\t{len(tried):,}\t{len(TAMPERINGS)} classes, {len(ACTS)} acts, {len(missed)} not named"
    )
    print(f"row\tsigned over, seen by a desk that forgets\t{len(seen)} of {len(forgot)}\tthere must be none")
    return len(missed) + len(untouched) + len(seen)


def _rechained(tried: list[Tried]) -> list[Tried]:
    return [each for each in tried if each.name in RECHAINED]


if __name__ == "__main__":
    sys.exit(main())
