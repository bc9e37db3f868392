"""Reads what the record knows of policies: authorities, installed packs, bulletins, and who has read them."""

from desktop.core.policies import Shelf, Told, fold_policies
from desktop.store.queries import Queries
from desktop.store.stored import OF_POLICIES


class Policies:
    """The shelf of one record, read anew only when something was put on it. Raises Trouble when the file cannot be read."""

    def __init__(self, queries: Queries) -> None:
        self._queries = queries
        self._as_of = 0
        self._shelf = Shelf()

    def shelf(self) -> Shelf:
        """All that is on it now. One number is read where nothing was added."""
        last = int(self._queries.ask(f"SELECT max(seq) FROM events WHERE {OF_POLICIES}")[0][0] or 0)
        if last != self._as_of:
            self._shelf = fold_policies(
                Told(
                    event.seq,
                    event.utc_us,
                    event.reading.local.isoformat(timespec="minutes"),
                    event.actor.person,
                    event.actor.role,
                    event.actor.how,
                    event.body,
                )
                for event in self._queries.events_where(OF_POLICIES)
            )
            self._as_of = last
        return self._shelf
