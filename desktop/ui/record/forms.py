"""Keeps one form for each tab of the page, shows that of the open one, and exchanges a form when the record asks for it."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout

from desktop.services.record_views import GroupView, ItemView, RecordView
from desktop.ui.record.drafts import Drafts
from desktop.ui.record.form import Form
from desktop.ui.record.making import Maker
from desktop.ui.record.papers import PapersForm, Picker
from desktop.ui.record.watch import Watch
from desktop.ui.theme import Theme


class Forms(QObject):
    """The forms of the visit in `view`, by tab, in the layout `place`. What is typed stays in them while another is open.

    `made` carries each new `Form` before it is shown; `opens` the tab whose form was exchanged and shall be shown.
    """

    made, opens = Signal(object), Signal(str)

    def __init__(self, theme: Theme, watch: Watch, drafts: Drafts, place: QVBoxLayout) -> None:
        super().__init__()
        self.view: RecordView | None = None
        self.tab = "note"
        self._maker, self._drafts, self._place = Maker(theme, watch, drafts), drafts, place
        self._forms: dict[str, Form] = {}

    @property
    def form(self) -> Form | None:
        """The form on the screen."""
        return self._forms.get(self.tab)

    @property
    def picker(self) -> Picker | None:
        """What asks for a photograph on the screen."""
        return self.form.picker if isinstance(self.form, PapersForm) else None

    @property
    def corrects(self) -> bool:
        """The form on the screen is about something that is on record already."""
        return self.form is not None and self._maker.corrects(self.form)

    # ---- what the record says ---------------------------------------------------------------------------------

    def begin(self, view: RecordView) -> None:
        """Begin anew where it is another visit; what was typed in the former one is handed on while that is still `view`."""
        if self.view is not None and self.view.visit == view.visit:
            return
        self._drafts.flush()
        self._drafts.begin(view.half_typed)
        self.tab = "note"
        for tab in list(self._forms):
            self._drop(tab)

    def forget(self) -> None:
        """Nothing of any visit stays in a form: what is half typed is handed on, and the next record begins anew."""
        self._drafts.flush()
        self._drafts.begin({})
        for tab in list(self._forms):
            self._drop(tab)
        self.view = None

    def take(self, view: RecordView) -> None:
        """From now on the record is this; forms that do not fit it any more go."""
        self.view = view
        for tab in [tab for tab, form in self._forms.items() if self._maker.stale(tab, form, view)]:
            self._drop(tab)

    def done(self, tab: str) -> None:
        """What was typed here is kept no longer: it is on record, or was taken back."""
        if tab in self._forms:
            self._drafts.done(self._forms[tab].addresses())
        self._drop(tab)

    # ---- what the person does -----------------------------------------------------------------------------------

    def open(self, tab: str, view: RecordView) -> Form:
        """Show the form of this tab and no other."""
        self.tab = tab
        if tab not in self._forms:
            self._put(tab, self._maker.form(tab, view))
        for each, form in self._forms.items():
            form.setVisible(each == tab)
        return self._forms[tab]

    def change(self, group: str, item: str) -> None:
        """Correct something that is on record."""
        if (found := self._found(group, item)) is not None:
            self._put(group, self._maker.correction(*found))
            self.opens.emit(group)

    def strike(self, group: str, item: str) -> None:
        """Strike something that is on record."""
        if (found := self._found(group, item)) is not None:
            self._put(group, self._maker.strike(found[1]))
            self.opens.emit(group)

    def hand_in(self) -> None:
        """Hand in the visit, which was returned."""
        if self.view is not None and self.view.review.state == "returned":
            self._put("note", self._maker.hand_in(self.view))
            self.opens.emit("note")

    def cancel(self) -> None:
        """Back to the form for a new one; what was typed for the correction is not kept."""
        self.done(self.tab)
        self.opens.emit(self.tab)

    def close_dialogs(self) -> None:
        """The page is left: no file dialog stays."""
        for form in self._forms.values():
            if isinstance(form, PapersForm) and form.picker is not None:
                form.picker.close_dialog()

    def _found(self, group: str, item: str) -> tuple[GroupView, ItemView] | None:
        groups = self.view.groups if self.view is not None else ()
        for each in groups:
            for thing in each.items:
                if (each.id, thing.item) == (group, item):
                    return each, thing
        return None

    def _put(self, tab: str, form: Form) -> None:
        self._drop(tab)
        self._forms[tab] = form
        form.half.connect(self._drafts.note)
        self.made.emit(form)
        self._place.addWidget(form, 1)

    def _drop(self, tab: str) -> None:
        form = self._forms.pop(tab, None)
        if form is not None:
            if isinstance(form, PapersForm):
                form.leave()
            form.hide()
            self._place.removeWidget(form)
            form.deleteLater()
