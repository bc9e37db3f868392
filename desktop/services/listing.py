"""Lists the visits on record for who may see them."""

from desktop.services.desk import Desk
from desktop.services.roles import require
from desktop.store.queries import VisitLine


def visits(desk: Desk, only_open: bool = False) -> list[VisitLine]:
    """All visits, or those that are not closed, newest first, for who is signed in here. Refused and Trouble as `roles.require`
    says."""
    require(desk, "see_open" if only_open else "see_closed")
    return desk.store.queries.open_visits() if only_open else desk.store.queries.all_visits()
