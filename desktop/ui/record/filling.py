"""Follows how the form on the screen is filled: what is missing still, what is half typed, where the focus goes next."""

from PySide6.QtCore import QTimer

from desktop.ui.page import Strip, TwoColumns
from desktop.ui.record.drafts import Drafts
from desktop.ui.record.forms import Forms
from desktop.ui.record.tabs import Foot, Tabs


class Filling:
    """Keeps the tabs and the foot of the page in step with what is typed."""

    def __init__(self, forms: Forms, drafts: Drafts, tabs: Tabs, columns: TwoColumns, foot: Foot) -> None:
        self._forms, self._drafts = forms, drafts
        self._tabs, self._columns, self._foot = tabs, columns, foot

    def filled(self) -> None:
        """Something was typed or chosen."""
        self._tabs.show_half(self._drafts.groups())
        form = self._forms.form
        if form is not None:
            self._foot.say(self._foot.wrong.text())
            self._foot.show_missing(form)

    def fill(self, code: str) -> None:
        """Fill what is missing with a code, such as that it is not known; then to the next gap, or to what writes it down."""
        form = self._forms.form
        if form is None:
            return
        form.fill(code)
        if form.missing():
            form.first_focus()
        else:
            self._foot.write.setFocus()

    def taken(self, told: Strip) -> None:
        """Private words were taken out: Return writes the rest, and what says so is in sight."""
        self._foot.write.setFocus()
        area = self._columns.main_area
        QTimer.singleShot(0, area, lambda: area.ensureWidgetVisible(told, 0, 4))
