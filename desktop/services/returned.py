"""The visits that a supervisor returned and that wait for who wrote them, as the desk tells them."""

from collections.abc import Callable

import msgspec

from desktop import wall
from desktop.core.reviewing import fold_review
from desktop.core.saying import MONTHS
from desktop.services.counsel_only import CounselOnly
from desktop.services.desk import Desk
from desktop.services.roles import require
from desktop.services.views import VisitLineView
from desktop.store.queries import VisitLine

CONFIDENTIAL = "Confidential. Open the visit to read what is missing."

MOST = 20
"""So many are told at the desk; the list of visits has all."""


def returned_lines(desk: Desk, line_of: Callable[[VisitLine], VisitLineView]) -> tuple[VisitLineView, ...]:
    """Those that wait longest first, with the comment of the supervisor; where one began on another day, with that. For who may see closed
    visits: Refused and Trouble as `roles.require` says."""
    require(desk, "see_closed")
    queries, here, made = desk.store.queries, desk.clock.read().local, []
    counsel = CounselOnly(desk)
    for line in queries.returned_visits(MOST):
        began, shown = wall.local(line.opened_utc_us, wall.zone(desk.facility.zone)), line_of(line)
        day = "" if began.date() == here.date() else f"{MONTHS[began.month - 1]} {began.day}, "
        secret = counsel.holds(line)  # a screen at the door is read by whoever stands there
        comment = CONFIDENTIAL if secret else fold_review(queries.events_of(line.visit)).comment
        made.append(msgspec.structs.replace(shown, opened=f"{day}{shown.opened}", comment=comment))
    return tuple(made)
