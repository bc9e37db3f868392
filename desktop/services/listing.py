"""Lists the visits on record for who may see them."""

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from desktop.services.counsel_only import CounselOnly
from desktop.services.desk import Desk
from desktop.services.roles import require
from desktop.store.queries import VisitLine


class Listed(Struct, frozen=True):
    """A visit in the list. A `secret` one, which counsel alone may hear of, tells neither post nor outcomes."""

    line: VisitLine
    secret: bool


def visits(desk: Desk, only_open: bool = False) -> Iterator[Listed]:
    """All visits, or those that are not closed, newest first, for who is signed in here. Refused and Trouble as `roles.require`
    says, at once."""
    require(desk, "see_open" if only_open else "see_closed")
    queries, counsel = desk.store.queries, CounselOnly(desk)
    return (_listed(line, counsel) for line in (queries.open_visits() if only_open else queries.all_visits()))


def _listed(line: VisitLine, counsel: CounselOnly) -> Listed:
    secret = counsel.holds(line)
    return Listed(replace(line, post="", outcomes=[]) if secret else line, secret)
