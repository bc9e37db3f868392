"""Gives thousands of damaged files and odd arguments to everything that is read from outside; each must be answered by a sentence.

No exception but ours, each with what to do; nothing changed by what was refused; and the good file is read as before.
"""

import os
import sys
import tempfile
import time
import traceback
from pathlib import Path

from tests.fuzz.controls import Careless, Other
from tests.fuzz.harness import Target, run
from tests.fuzz.targets import all_targets

EXAMPLES = {
    "policy pack": 300, "overlay": 200, "facility file": 1500, "facility of a desk": 150, "window settings": 1500, "keyslots.json": 1000,
    "key file": 500, "device key": 500, "signed heads": 500,
    "database": 1000, "doctor and salvage": 150, "kept original": 1000, "backup": 300,
    "evidence export": 500, "scanned file": 300, "logo": 1000, "scenario": 1000, "kept pack": 1000, "command line": 500,
    "ways to recover": 500, "identity file": 1000, "shares": 1000, "managed.toml": 1000,
    "pack file": 300, "bulletin": 1000, "statement of a policy office": 1000, "key that signs policies": 150,
    "policies that were seen": 1000, "bundle": 1500, "receipt": 1000,
}  # fmt: skip
"""Examples of each: so many that none of them takes much longer than a minute."""


def survey(examples: dict[str, int], number: int) -> list[str]:
    """Run every target; the names of those that failed, with what happened printed."""
    failed: list[str] = []
    with tempfile.TemporaryDirectory(prefix="threshold-fuzz-") as folder:
        targets = all_targets(Path(folder))
        only = os.environ.get("THRESHOLD_FUZZ")
        for target in (each for each in targets if not only or each.name in only.split(",")):
            began = time.monotonic()
            try:
                tally = run(target, examples[target.name], number)
            except Exception:  # noqa: BLE001 - any crash is told, and the other targets go on
                traceback.print_exc()
                failed.append(target.name)
                continue
            said = f"{tally.refused} told, {tally.taken} taken; slowest {tally.slowest:.2f} s, all {time.monotonic() - began:.0f} s"
            print(f"row\t{target.name}\t{tally.given}\t{said}", flush=True)
    return failed


def caught(target: Target) -> bool:
    """Whether the harness finds what is wrong with a reader that is made wrong on purpose."""
    try:
        run(target, 200, 1)
    except Exception:  # noqa: BLE001 - whatever it is, it was seen
        return True
    return False


def main() -> int:
    """All targets; 1 where something crashed, changed what it refused, or the harness did not see a wrong reader."""
    failed = survey(EXAMPLES, 1)
    with tempfile.TemporaryDirectory(prefix="threshold-fuzz-") as folder:
        found = [caught(Other(Path(folder) / "a")), caught(Careless(Path(folder) / "b"))]
    print(f"row\tfailed\t{len(failed)}\t{', '.join(failed) or 'none'}")
    print(f"row\tnegative control\t{sum(found)} of 2 found\ta raw KeyError; a file left behind")
    return 1 if failed or not all(found) else 0


if __name__ == "__main__":
    sys.exit(main())
