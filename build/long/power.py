"""Cuts the power to the real stack 2,000 times (tests/store/power.py) and looks what is left; the tests play a tenth of it.

A day at the desk (first start, visits, photographs, reports, a backup, a restore) runs once under strace. Its system calls are
played to a disk that forgets what was not flushed, and each state is opened as the next start would.
"""

import sys
import tempfile
import time
from pathlib import Path

from tests.store.power import States, cut, record, record_older

STATES, OLDER_STATES, CONTROLS = 2_000, 400, 200


def main() -> int:
    """1 if anything acknowledged was lost, a record did not open or is not whole, or if a control did not lose."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="threshold-power-") as folder:
        log = record(Path(folder) / "full")
        seen = {
            f"a day from the first start, {log.changes:,} changes of the disk": cut(log, STATES, 1),
            "a record of the first version, migrated": cut(
                record_older(Path(folder) / "older"), OLDER_STATES, 1
            ),
        }
        took = time.monotonic() - started
        controls = {
            "a disk that ignores fsync": cut(log, CONTROLS, 1, lying=True),
            "synchronous = NORMAL": cut(record(Path(folder) / "normal", "NORMAL"), CONTROLS, 1),
            "synchronous = OFF": cut(record(Path(folder) / "off", "OFF"), CONTROLS, 1),
        }
    for name, each in seen.items():
        told(name, each)
    for name, each in controls.items():
        print(f"row\tcontrol: {name}\t{each.lost} lost, {each.shut} do not open\tof {each.count}; must lose")
    print(
        f"row\ttime of a state\t{took * 1000 / (STATES + OLDER_STATES):.0f} ms\topened, gone on with, verified"
    )
    return (
        1
        if any(each.faulty for each in seen.values()) or not all(each.lost for each in controls.values())
        else 0
    )


def told(what: str, seen: States) -> None:
    """The rows of one day, and every fault."""
    for sentence, count in seen.said.most_common():
        print(f"{what}, {count} times: {sentence}")
    print(f"row\tpower cuts\t{seen.count:,}\t{what}")
    print(
        f"row\tof these after an acknowledgment\t{seen.acknowledged:,}\tof answers, photographs, notes, backups"
    )
    print(f"row\tacknowledged and lost\t{seen.lost}\tthere must be none")
    print(
        f"row\tdo not open, or cannot go on\t{seen.shut}\t{seen.wrong} others are not whole; there must be none"
    )


if __name__ == "__main__":
    sys.exit(main())
