"""Brings the lines of the list: those that are looked for, and further ones before anybody who scrolls comes to an end of them."""

from collections.abc import Callable

from desktop.core.errors import Refused, Trouble
from desktop.services.searching import EVERYTHING, FIRST_ROWS, Filters, Found, Overtaken
from desktop.ui.acts import say_why
from desktop.ui.session import Session
from desktop.ui.visits.newest import Newest
from desktop.ui.visits.page import VisitsPage

MOST_MORE, OLDEST = 400, -1
"""So many further rows are brought at once at most; below this place of the list there is none."""


class Bringing:
    """`looked_for` is what the list is narrowed by: what was typed, and the filters."""

    def __init__(self, page: VisitsPage, finding: Newest, session: Callable[[], Session | None]) -> None:
        self.looked_for: tuple[str, Filters] = ("", EVERYTHING)
        self._page, self._finding, self._session = page, finding, session

    def more(self, which: str) -> None:
        """The list comes near an end of what is here of it, or somebody goes to the first or last of all: those alone are found then.
        While something is looked for, the list that stands here is on its way out."""
        table = self._page.table
        lines = table.visits.lines
        if self._finding.wanted or not lines:
            return
        many = min(2 * len(lines), MOST_MORE)
        if which == "older":
            self.find(lambda found: table.visits.add(found.lines, found.more), lines[-1].seq, limit=many)
        elif which == "newer":
            self.find(lambda found: table.add_above(found.lines, found.more), None, lines[0].seq, many)
        elif which == "last":
            self.find(self._show_last, None, OLDEST)
        else:
            self.find(self._show_first)

    def _show_last(self, found: Found) -> None:
        self._page.table.visits.show_lines(found.lines, older=False, newer=found.more)
        self._page.table.to_row(len(found.lines) - 1)

    def _show_first(self, found: Found) -> None:
        self._page.show_found(found, keep="")
        self._page.table.to_row(min(0, len(found.lines) - 1))

    def find(
        self,
        show: Callable[[Found], None],
        before: int | None = None,
        after: int | None = None,
        limit: int = FIRST_ROWS,
    ) -> None:
        """Look for lines as `Searching.begin` says, and show them."""
        session = self._session()
        if session is None:
            return
        text, filters = self.looked_for
        try:
            search = session.searching.begin(text, filters, limit, before, after)
        except (Refused, Trouble) as problem:
            say_why(self._page, problem)
            return

        def failed(problem: Exception) -> None:
            if isinstance(problem, Refused | Trouble):
                say_why(self._page, problem)
            elif not isinstance(problem, Overtaken):
                raise problem

        self._finding.run(lambda _: search.run(), show, failed)
