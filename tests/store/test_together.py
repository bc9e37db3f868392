"""Several programs and threads on one record: the chain and the numbers stay right."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop.core import chain
from desktop.core.clock import Reading
from desktop.core.identity import parse_record_number
from desktop.core.witness import Witness, Witnessed
from desktop.paths import Places
from desktop.store.check import findings
from desktop.store.opening import Store, open_store
from desktop.trust import device
from desktop.trust.device import device_key_file
from desktop.wall import FixedClock

if TYPE_CHECKING:
    from tests.store.conftest import Hand

ROUNDS = 40
PROGRAM = """
import sys
from datetime import UTC
from pathlib import Path
from desktop.core.events import Actor, Draft, StepAnswered, VisitOpened
from desktop.paths import places
from desktop.store.admission import NumberFor
from desktop.store.opening import new_id, open_store
from desktop.wall import SystemClock

home, rounds = Path(sys.argv[1]), int(sys.argv[2])
guard, clock = Actor("Guard 12", "guard", "claimed"), SystemClock(UTC, "Etc/UTC")
store = open_store(places(home, {}), True)
store.journal.keep_pack("pack", b"the pack")
print("ready", flush=True)
sys.stdin.readline()
for number in range(rounds):
    visit = new_id()
    opened = VisitOpened("", {"id": "SCH900"}, "Front desk", "p", "1", "pack", "en", "button")
    answer = StepAnswered("r1/danger", "danger", "none", "key")
    drafts = [Draft("visit_opened", visit, opened, guard), Draft("step_answered", visit, answer, guard)]
    store.journal.append(drafts, clock.read(), NumberFor("SCH900", "1"))
store.close()
"""


def start(home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(home), str(ROUNDS)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )


def test_two_programs_that_append_at_once_leave_one_right_chain(tmp_path: Path) -> None:
    """Both also start at once on an empty folder: one makes key and record, the other takes them."""
    both = [start(tmp_path), start(tmp_path)]
    for program in both:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
    for program in both:
        program.communicate("go\n")
        assert program.returncode == 0
    home = Places(*(tmp_path / name for name in ("data", "config", "keys", "logs")))
    store = open_store(home, False)
    assert (
        store.journal.head()[0] == 2 + 2 * 2 * ROUNDS
    )  # the record's first event and the naming of its device key
    witness = Witness(device.verify)
    assert chain.verify(store.queries.iter_chain(), watch=witness.see) == []
    witnessed = witness.close()
    assert witnessed.findings == ()
    assert len(witnessed.keys) == 1
    counters = [parse_record_number(line.record_number).counter for line in store.queries.all_visits()]
    assert counters == list(range(2 * ROUNDS, 0, -1))
    assert {
        event.kind for line in store.queries.all_visits() for event in store.queries.events_of(line.visit)
    } == {
        "visit_opened",
        "step_answered",
    }
    store.close()


def test_threads_read_while_the_desk_writes(hand: "Hand", store: Store, home: Places) -> None:
    visit = hand.open()
    another = open_store(home, False)
    reader = another.queries

    def read() -> int:
        return len(store.queries.events_of(visit)) + len(chain.verify(reader.iter_chain()))

    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(read) for _ in range(20)]
        for _ in range(30):
            hand.answer(visit)
        counts = [future.result() for future in asked]
    another.close()
    assert all(1 <= count <= 31 for count in counts)
    assert read_all(store) == 3 + 30


def test_no_answer_waits_for_a_look_at_the_record_while_somebody_reads(
    hand: "Hand", store: Store, home: Places
) -> None:
    """The log cannot be emptied beside a reader; who looks does not wait for it with the right to write in hand. Had they, an
    answer would be refused after its own five seconds."""
    visit = hand.open()
    reader = store.maintenance()
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM events").fetchone()
    hand.answer(visit)

    def look() -> int:
        with closing(open_store(home, False)) as other:
            return len(findings(other))

    with ThreadPoolExecutor(1) as pool:
        looked = pool.submit(look)
        while not looked.done():
            hand.answer(visit)
    assert looked.result() > 0
    reader.close()


class Meanwhile:
    """A clock that is read while a program opens the record: just then another one starts, and goes on without the former key."""

    def __init__(self, clock: FixedClock, home: Places) -> None:
        self.clock, self.home = clock, home
        self.started = False

    def read(self) -> Reading:
        if not self.started:
            self.started = True
            open_store(self.home, True, clock=self.clock).close()
        return self.clock.read()


def test_a_program_that_read_whose_record_it_is_before_another_began_an_epoch_writes_in_that_epoch(
    store: Store, hand: "Hand", home: Places, clock: FixedClock, make_hand: "Callable[[Store], Hand]"
) -> None:
    hand.close(hand.open())
    store.close()
    device_key_file(home.keys, "record").unlink()
    with closing(open_store(home, True, clock=Meanwhile(clock, home))) as late:
        own = make_hand(late)
        own.close(own.open())
        assert (late.owner.epoch, late.journal.amiss) == (1, None)
        assert [late.journal.owner] == [late.owner]
        assert_right(late, keys=2)


@pytest.mark.parametrize("how", ["answers first", "closes first"])
def test_a_window_that_was_open_when_another_start_lost_the_key_goes_on_in_that_epoch_unsigned_and_says_so(
    how: str, store: Store, hand: "Hand", home: Places, clock: FixedClock, opener: "Callable[[], Store]"
) -> None:
    """Its own key is in force no longer; what it signed would be a finding for ever."""
    visit = hand.open()
    device_key_file(home.keys, "record").unlink()
    told: list[int] = []
    store.journal.when_unsigned(lambda: told.append(1))
    open_store(home, True, clock=clock).close()
    if how == "answers first":
        hand.answer(visit)
    hand.close(visit)
    assert store.owner.epoch == 1
    assert told
    assert not store.journal.seal("closing", clock.read())
    assert store.journal.amiss is not None
    assert store.journal.amiss.kind == "wrong_key"
    later = opener()
    later.journal.seal("closing", clock.read())
    found = assert_right(later, keys=2)
    assert "signed_later" in [each.code for each in found.told]


def assert_right(store: Store, keys: int) -> Witnessed:
    """Nothing speaks against the record, which named so many device keys."""
    witness = Witness(device.verify)
    assert chain.verify(store.queries.iter_chain(), watch=witness.see) == []
    found = witness.close()
    assert found.findings == ()
    assert len(found.keys) == keys
    return found


def read_all(store: Store) -> int:
    return sum(1 for _ in store.queries.iter_chain())
