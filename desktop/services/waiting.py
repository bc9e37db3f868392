"""How long the next PIN for a person waits after wrong ones: slowed, never locked out.

Counted are the wrong PINs on record since the last right one, so that a restart forgets none, and whatever number their events bear:
programs that run side by side count on; and, until they are on record, those that this program is still trying.
"""

from threading import Lock

from msgspec import Struct

from desktop.core.clock import Reading
from desktop.core.events import Event
from desktop.core.people import PinRefused, PinSet, SignedIn
from desktop.store.staff import Staff

FREE = 2
WAITS_S = (5, 10, 20, 40, 60)
"""Seconds after the third wrong PIN in a row, the fourth, … ; after every further one the last of them, and never more."""

SECOND_NS = 1_000_000_000
NS_OF_US = 1000

UNWRITTEN_S = 60
"""Seconds before a window says what came of a PIN, where that cannot be put on record: ending the program gains nothing."""


def wait_after(failures: int) -> int:
    """Seconds that the next try waits after so many wrong PINs in a row."""
    return 0 if failures <= FREE else WAITS_S[min(failures - FREE, len(WAITS_S)) - 1]


class Run(Struct, frozen=True):
    """So many wrong PINs in a row, and the monotonic clock's ns of this boot before which no other is tried."""

    failures: int = 0
    until_ns: int = 0


class Waits:
    """The runs of all persons at one desk; any thread may ask."""

    def __init__(self) -> None:
        self._recorded: dict[str, Run] = {}
        self._trying: dict[str, Run] = {}
        self._held: dict[str, int] = {}
        self._read_to: int | None = None
        self._lock = Lock()

    def seconds(self, person: str, staff: Staff, now: Reading) -> int:
        """Whole seconds until a PIN of this person is tried again; 0 for at once. Trouble where the record cannot be read."""
        with self._lock:
            self._renew(staff, now)
            return self._left(person, now)

    def on_record(self, person: str, staff: Staff, now: Reading) -> tuple[int, int]:
        """Wrong PINs in a row by the record alone, and the seconds that another one has to wait for them. Within the transaction that
        writes what came of a try nobody else writes: of many programs that try at once each counts on from the one before."""
        with self._lock:
            self._renew(staff, now)
            run = self._recorded.get(person, Run())
            return run.failures, _seconds(run.until_ns, now)

    def begin(self, person: str, staff: Staff, now: Reading) -> int:
        """Count a try as wrong before it is made, so that many at once gain nothing. Returns 0, or the seconds still to wait: then
        nothing is counted."""
        with self._lock:
            self._renew(staff, now)
            if left := self._left(person, now):
                return left
            trying = self._trying.get(person, Run()).failures + 1
            failures = self._recorded.get(person, Run()).failures + trying
            self._trying[person] = Run(trying, now.mono_ns + wait_after(failures) * SECOND_NS)
            return 0

    def ended(self, person: str) -> None:
        """A try that was counted is on record now, or was none."""
        with self._lock:
            run = self._trying.pop(person, Run())
            if run.failures > 1:
                self._trying[person] = Run(run.failures - 1, run.until_ns)

    def unwritten(self, person: str, now: Reading) -> int:
        """What came of a try cannot be put on record. Returns 0 where it may be said all the same, since this program has let the wait
        go by after the last one; else the seconds until then."""
        with self._lock:
            if (held := self._held.get(person)) is not None and held > now.mono_ns:
                return _seconds(held, now)
            self._held[person] = now.mono_ns + UNWRITTEN_S * SECOND_NS
            return UNWRITTEN_S if held is None else 0

    def clear(self, person: str) -> None:
        """The right PIN was given."""
        with self._lock:
            self._recorded.pop(person, None)
            self._trying.pop(person, None)

    def _left(self, person: str, now: Reading) -> int:
        runs = (self._recorded.get(person, Run()), self._trying.get(person, Run()))
        return _seconds(max(*(run.until_ns for run in runs), self._held.get(person, 0)), now)

    def _renew(self, staff: Staff, now: Reading) -> None:
        tries, self._read_to = staff.tries(self._read_to)
        for event in tries:
            body = event.body
            if isinstance(body, PinRefused | SignedIn | PinSet):
                self._held.pop(body.person, None)
            if isinstance(body, PinRefused):
                run = self._recorded.get(body.person, Run())
                failures = run.failures + 1
                until = _begun_ns(event, now) + wait_after(failures) * SECOND_NS
                self._recorded[body.person] = Run(failures, max(run.until_ns, until))
            elif isinstance(body, SignedIn | PinSet):
                self._recorded.pop(body.person, None)


def _seconds(until_ns: int, now: Reading) -> int:
    return max(0, -(-(until_ns - now.mono_ns) // SECOND_NS))


def _begun_ns(event: Event, now: Reading) -> int:
    """When the wait of this event began, by the monotonic clock of this boot. Of another boot only the wall clock tells; one that
    runs before the event begins the wait now, so that it is never longer than it was meant to be."""
    if event.boot == now.boot:
        return min(event.mono_ns, now.mono_ns)
    return now.mono_ns - max(0, now.utc_us - event.utc_us) * NS_OF_US
