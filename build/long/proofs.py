"""Walks thousands of random visits and holds every moment of them against the formula that safety rules are proved about."""

import sys
import time
from multiprocessing import Pool

from desktop.core.proving.observing import broken, watch
from tests.core.formulas import Described, unjudged
from tests.core.nyc import policy, random_visit
from tests.packs.edits import whole

VISITS, SHARES, SHOWN_FAULTS = 3000, 2, 10


def share(number: int) -> tuple[int, list[str]]:
    """Every other visit: how many different moments it had, and what was wrong."""
    described, faults = Described(policy()), list[str]()
    _, _, safety = whole()
    for seed in range(number, VISITS, SHARES):
        case = random_visit(seed)
        site, moments = case.site, described.not_allowed(case.site, case.inputs)
        faults += [f"{seed}: not allowed: {seen.place}, {seen.at.by}, {seen.at.found}" for seen in moments]
        faults += [f"{seed}: at no moment: {outcome}" for outcome in unjudged(policy(), site, case.inputs)]
        seen = watch(policy(), site, case.inputs, safety.term).seen
        faults += [f"{seed}: breaks {rule.id}" for rule, _ in broken(safety, seen)]
    return len(described.known), faults


def main() -> int:
    """All visits over two processes; 1 if the formula does not allow a moment, or a proved rule is broken."""
    started = time.monotonic()
    with Pool(SHARES) as pool:
        found = pool.map(share, range(SHARES))
    faults = [fault for _, part in found for fault in part]
    for fault in faults[:SHOWN_FAULTS]:
        print(fault[:2000])
    moments = sum(count for count, _ in found)
    print(f"row\trandom visits\t{VISITS:,}\t{time.monotonic() - started:.0f} s")
    print(f"row\tdifferent moments\t{moments:,}\t{len(faults)} not allowed, or breaking a proved rule")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
