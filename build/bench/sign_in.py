"""What a PIN costs and how long people wait for it: Argon2id alone with other parameters, signing in, switching users and a wrong PIN
at the services, on an empty record and on one with many events, as ratios to the bare Argon2id of the same run.

The best of some runs of each: other work on the machine only ever adds."""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from desktop import paths
from desktop.core.errors import Refused
from desktop.core.events import Actor, Draft
from desktop.core.particulars import TimeMarked
from desktop.services.desk import Desk, open_desk
from desktop.services.walking import Walking
from desktop.trust.pins import LANES, LENGTH, MEMORY_KIB, ROUNDS

RUNS = 9
EVENTS = 20_000
A_BATCH = 1000
PINS = {"Supervisor 1": "284913", "Guard 12": "519274"}
OTHERS = ((3, 64 * 1024, 1), (2, 19 * 1024, 1), (3, 128 * 1024, 4), (1, 512 * 1024, 4))
"""Rounds, KiB, lanes: ours with one lane; OWASP's least; twice our memory; a quarter of the memory of RFC 9106's first choice."""


def best(act: Callable[[], object]) -> float:
    """Milliseconds of the best run."""
    taken = []
    for _ in range(RUNS):
        started = time.perf_counter()
        act()
        taken.append((time.perf_counter() - started) * 1000)
    return min(taken)


def bare(rounds: int, memory: int, lanes: int) -> None:
    """One Argon2id."""
    argon = Argon2id(salt=b"s" * 16, length=LENGTH, iterations=rounds, lanes=lanes, memory_cost=memory)
    argon.derive(b"284913")


def wrong(desk: Desk) -> None:
    """A wrong PIN, of a person whose run of wrong ones is cleared by the right one after it."""
    try:
        desk.people.sign_in("Guard 12", "736152")
    except Refused:
        return
    raise ValueError("A wrong PIN signed somebody in.")


def fill(desk: Desk) -> None:
    """A visit of many events."""
    actor = desk.signed.actor or Actor("", "none", "none")
    visit = Walking(desk).open_visit(actor, "Front desk").visit.id
    mark = Draft("time_marked", visit, TimeMarked("", "seen"), actor)
    for _ in range(EVENTS // A_BATCH):
        desk.store.journal.append([mark] * A_BATCH, desk.clock.read())


def switched(desk: Desk) -> None:
    """From one person to the other."""
    now = desk.signed.person
    person = "Guard 12" if now is None or now.person != "Guard 12" else "Supervisor 1"
    desk.people.sign_in(person, PINS[person])


def at_a_desk(home: Path, name: str) -> dict[str, float]:
    """Switch to and fro, a wrong PIN, and a start whose first sign-in looks for wrong PINs in the record."""
    desk = open_desk(paths.places(home, {}))
    desk.people.sign_in("Supervisor 1", PINS["Supervisor 1"])
    found = {f"switch of users, {name}": best(lambda: switched(desk))}
    refused, first = list[float](), list[float]()
    for _ in range(RUNS):
        started = time.perf_counter()
        wrong(desk)
        refused.append((time.perf_counter() - started) * 1000)
        desk.people.sign_in("Guard 12", PINS["Guard 12"])
    desk.close()
    for _ in range(RUNS):
        desk = open_desk(paths.places(home, {}))
        started = time.perf_counter()
        desk.people.sign_in("Guard 12", PINS["Guard 12"])
        first.append((time.perf_counter() - started) * 1000)
        desk.close()
    found[f"a wrong PIN, {name}"] = min(refused)
    return {**found, f"first sign-in after a start, {name}": min(first)}


def at_desks(home: Path) -> dict[str, float]:
    """On an empty record, and on the same one after many events."""
    desk = open_desk(paths.places(home, {}))
    desk.people.first("Supervisor 1", PINS["Supervisor 1"])
    desk.people.add("Guard 12", "guard", PINS["Guard 12"])
    desk.close()
    found = at_a_desk(home, "empty record")
    desk = open_desk(paths.places(home, {}))
    fill(desk)
    desk.close()
    return {**found, **at_a_desk(home, f"{EVENTS:,} events")}


def main() -> int:
    """Ours before and after all the rest, which is measured by it."""
    ours = (ROUNDS, MEMORY_KIB, LANES)
    alone, found = best(lambda: bare(*ours)), dict[str, float]()
    for rounds, memory, lanes in OTHERS:
        name = f"Argon2id t={rounds}, {memory // 1024} MiB, p={lanes}"
        found[name] = best(lambda of=(rounds, memory, lanes): bare(*of))  # type: ignore[misc]
    with tempfile.TemporaryDirectory(prefix="threshold-bench-") as folder:
        found |= at_desks(Path(folder))
    alone = min(alone, best(lambda: bare(*ours)))
    print(f"row\tArgon2id as used (t={ROUNDS}, {MEMORY_KIB // 1024} MiB, p={LANES})\t{alone:.1f} ms\t1")
    for name, taken in found.items():
        print(f"row\t{name}\t{taken:.1f} ms\t{taken / alone:.2f} times it, {taken - alone:+.1f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
