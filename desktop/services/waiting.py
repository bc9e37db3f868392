"""How long the next PIN for a person waits after wrong ones: slowed, never locked out.

Counted are the wrong PINs on record since the last right one, so that a restart forgets none; and, until they are on record, those that
this program is still trying.
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
        self._runs: dict[str, Run] = {}
        self._read_to: int | None = None
        self._lock = Lock()

    def seconds(self, person: str, staff: Staff, now: Reading) -> int:
        """Whole seconds until a PIN of this person is tried again; 0 for at once. Trouble where the record cannot be read."""
        with self._lock:
            self._renew(staff, now)
            return self._left(person, now)

    def failures(self, person: str) -> int:
        """Wrong PINs in a row so far."""
        with self._lock:
            return self._runs.get(person, Run()).failures

    def begin(self, person: str, staff: Staff, now: Reading) -> int:
        """Count a try as wrong before it is made, so that many at once gain nothing. Returns 0, or the seconds still to wait: then
        nothing is counted."""
        with self._lock:
            self._renew(staff, now)
            if left := self._left(person, now):
                return left
            failures = self._runs.get(person, Run()).failures + 1
            self._runs[person] = Run(failures, now.mono_ns + wait_after(failures) * SECOND_NS)
            return 0

    def was_none(self, person: str) -> None:
        """Take back a counted try that was not wrong."""
        with self._lock:
            run = self._runs.get(person, Run())
            self._runs[person] = Run(max(0, run.failures - 1))

    def clear(self, person: str) -> None:
        """The right PIN was given."""
        with self._lock:
            self._runs.pop(person, None)

    def _left(self, person: str, now: Reading) -> int:
        left = self._runs.get(person, Run()).until_ns - now.mono_ns
        return max(0, -(-left // SECOND_NS))

    def _renew(self, staff: Staff, now: Reading) -> None:
        tries, self._read_to = staff.tries(self._read_to)
        for event in tries:
            body = event.body
            if isinstance(body, PinRefused):
                run = self._runs.get(body.person, Run())
                until = _begun_ns(event, now) + wait_after(body.failures) * SECOND_NS
                self._runs[body.person] = Run(max(run.failures, body.failures), max(run.until_ns, until))
            elif isinstance(body, SignedIn | PinSet):
                self._runs.pop(body.person, None)


def _begun_ns(event: Event, now: Reading) -> int:
    """When the wait of this event began, by the monotonic clock of this boot. Of another boot only the wall clock tells; one that
    runs before the event begins the wait now, so that it is never longer than it was meant to be."""
    if event.boot == now.boot:
        return min(event.mono_ns, now.mono_ns)
    return now.mono_ns - max(0, now.utc_us - event.utc_us) * NS_OF_US
