"""Keeps searches of the page "Visits" under a name: takes one, saves what is searched for, drops one."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from desktop.core.errors import Refused, Trouble
from desktop.services.roles import may
from desktop.services.searching import SavedView
from desktop.ui.acts import say_why
from desktop.ui.session import Session
from desktop.ui.tongue import tr
from desktop.ui.visits.page import VisitsPage


class Keeping(QObject):
    """`asked` comes where a view was taken: what it holds stands in the field and the filters, and is to be looked for."""

    asked = Signal()

    def __init__(self, page: VisitsPage, session: Callable[[], Session | None]) -> None:
        super().__init__()
        self._page, self._session = page, session
        page.views.taken.connect(self._take)
        page.views.saved.connect(self._save)
        page.views.dropped.connect(self._drop)

    def show(self, session: Session, views: Sequence[SavedView]) -> None:
        """Show these; who may review keeps and drops them."""
        self._page.views.show_views(views, may(session.desk, "review"))

    def _take(self, name: str) -> None:
        session, page = self._session(), self._page
        views = session.searching.views() if session is not None else ()
        view = next((each for each in views if each.name == name), None)
        if view is None:
            return
        page.fold()
        page.search.setText(view.text)
        page.filters.put(view.filters)
        page.search.setFocus()
        self.asked.emit()
        if view.faults:
            page.refuse(tr("Part of this view is not known here: {what}", what=", ".join(view.faults)))

    def _save(self, name: str) -> None:
        text, filters = self._page.search.text().strip(), self._page.filters_now
        if self._done(lambda session: session.searching.save_view(name, text, filters)):
            self._page.views.name.clear()
            self._page.tell(tr("Saved: {name}", name=name))

    def _drop(self, name: str) -> None:
        if self._done(lambda session: session.searching.drop_view(name)):
            self._page.tell(tr("Dropped: {name}", name=name))

    def _done(self, act: Callable[[Session], object]) -> bool:
        """Do something about the saved views, and show them anew; the page says why not."""
        session, page = self._session(), self._page
        if session is None:
            return False
        try:
            act(session)
            views = session.searching.views()
        except (Refused, Trouble) as problem:
            say_why(page, problem)
            return False
        (
            page.show_filters if page.narrow else page.show_views
        ).setFocus()  # the rows go, and with them their focus
        self.show(session, views)
        page.order()
        return True
