"""How long it takes to check a policy over all answers and to prove its safety rules, and how that grows with its size."""

import math
import time
from collections.abc import Callable

from desktop.core.packcheck.codes import Notes
from desktop.core.packcheck.proofs import prove
from desktop.core.policy import Policy
from desktop.core.proving.safety import prove_safety
from desktop.core.safety import Safety
from tests.packs import synthetic
from tests.packs.edits import whole

SIZES = (30, 100, 300)


def timed(act: Callable[[], object]) -> float:
    """Processor seconds of one run."""
    started = time.process_time()
    act()
    return time.process_time() - started


def measured(policy: Policy, safety: Safety) -> tuple[float, float, str]:
    """Seconds of the check's proofs and of the safety rules', and how many of the rules hold."""
    notes = Notes()
    checked = timed(lambda: prove(notes, policy))
    verdicts = list[bool]()
    proved = timed(lambda: verdicts.extend(each.holds for each in prove_safety(policy, safety)))
    return checked, proved, f"{sum(verdicts)} of {len(verdicts)} rules proved, {len(notes.found)} findings"


def main() -> None:
    """The New York pack, and made-up ones of 30, 100 and 300 questions."""
    policy, _, safety = whole()
    checked, proved, told = measured(policy, safety)
    print(f"row\tNew York, {len(policy.steps)} questions: check\t{checked:.2f} s\t")
    print(f"row\tNew York, {len(policy.steps)} questions: safety rules\t{proved:.2f} s\t{told}")
    former: tuple[int, float, float] | None = None
    for size in SIZES:
        checked, proved, told = measured(synthetic.policy(size), synthetic.safety(size))
        grows = ["", ""]
        if former is not None:
            steps = math.log(size / former[0])
            grows = [
                f"grows as size^{math.log(now / then) / steps:.1f}"
                for now, then in ((checked, former[1]), (proved, former[2]))
            ]
        print(f"row\tmade up, {size} questions: check\t{checked:.2f} s\t{grows[0]}")
        print(
            f"row\tmade up, {size} questions: safety rules\t{proved:.2f} s\t{', '.join(filter(None, (told, grows[1])))}"
        )
        former = (size, checked, proved)


if __name__ == "__main__":
    main()
