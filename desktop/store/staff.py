"""Reads what the record knows of people: who works here, PINs that were tried, holds that stand."""

from typing import Any

from desktop.core.events import Event
from desktop.core.people import KeysChanged
from desktop.store.queries import Queries
from desktop.store.stored import OF_HOLDS, OF_PEOPLE

RECENT = 20_000
"""So many events back wrong PINs count: weeks of work, read in 20 ms."""

_TRIES = "kind IN ('pin_refused', 'signed_in', 'pin_set')"


class Staff:
    """Questions about people, put to `queries`; every method raises Trouble when the file cannot be read."""

    def __init__(self, queries: Queries) -> None:
        self._queries = queries

    def people(self) -> list[Event]:
        """All events that say who works here, in order."""
        return self._queries.events_where(OF_PEOPLE)

    def of_holds(self) -> list[Event]:
        """All events that place or lift a hold, in order."""
        return self._queries.events_where(OF_HOLDS)

    def last_of_people(self) -> int:
        """The number of the newest of those events; 0 where there is none."""
        return int(self._queries.ask(f"SELECT max(seq) FROM events WHERE {OF_PEOPLE}")[0][0] or 0)

    def recovered_at(self, seq: int) -> bool:
        """Whether this event tells that another way than the key file has opened the record."""
        event = self._queries.event(seq)
        return event is not None and isinstance(event.body, KeysChanged) and event.body.what == "recovered"

    def tries(self, after: int | None) -> tuple[list[Event], int]:
        """The PINs that were right or wrong, or set, after event `after` (None: among the last events), in order; and the number of
        the last event that was looked at."""
        last = int(self._queries.ask("SELECT max(seq) FROM events")[0][0] or 0)
        first = max(0, last - RECENT) if after is None else after
        sql = f"SELECT seq FROM events WHERE seq > ? AND seq <= ? AND {_TRIES} ORDER BY seq"
        return self._events(sql, (first, last)), last

    def pin(self, person: str) -> tuple[str, bytes] | None:
        """What is kept of a person's PIN: verifier and salt; None where there is nothing."""
        found = self._queries.ask("SELECT verifier, salt FROM pins WHERE person = ?", (person,))
        return (str(found[0][0]), bytes(found[0][1])) if found else None

    def persons_with_pin(self) -> list[str]:
        """The persons of whom something is kept of a PIN."""
        return [str(row[0]) for row in self._queries.ask("SELECT person FROM pins ORDER BY person")]

    def _events(self, sql: str, parameters: tuple[Any, ...] = ()) -> list[Event]:
        found = self._queries.ask(sql, parameters)
        return [event for (seq,) in found if (event := self._queries.event(seq)) is not None]
