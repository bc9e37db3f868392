"""The page "Visits": search as one types, the list, the report of the chosen visit beside it, and what can be done with that visit."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent

from desktop.services.searching import Filters, Found, FoundLine
from desktop.ui.page import announce
from desktop.ui.targets import Target
from desktop.ui.theme import Theme
from desktop.ui.tongue import tr
from desktop.ui.visits.acting import Act
from desktop.ui.visits.laid_out import VisitsLayout
from desktop.ui.visits.model import state_words
from desktop.ui.visits.sheet import ReviewSheet


class VisitsPage(VisitsLayout):
    """`asked` comes with each change of what is searched for, `entered` with Return in the field, `chosen` with each other visit.

    `form_left` asks for the form that is open to be closed. `below`: all that was found lies below this place of the list; what begins
    later does not.
    """

    opened_by = Qt.Key.Key_F10
    asked, entered, chosen, form_left = Signal(), Signal(), Signal(), Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._opens = True
        self.below: int | None = None
        self._connect()
        self.clear()

    def _connect(self) -> None:
        self.search.textEdited.connect(lambda _: self.asked.emit())
        self.search.moved.connect(self.table.go)
        self.filters.changed.connect(self.asked)
        for target in (self.show_views, self.show_filters):
            target.clicked.connect(self._unfolded)
        self.show_acts.clicked.connect(self.fit_report)
        self.all.clicked.connect(self._ask_all)
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(self.read)
        self.table.upward.connect(self.search.setFocus)
        self.acts.refused.connect(self.refuse)
        self.sheets.turned.connect(lambda _: announce(self.sheets, self.sheets.where))
        self.back.clicked.connect(self.step_back)

    # ---- what is shown ----------------------------------------------------------------------------------------

    def clear(self) -> None:
        """Nothing that was typed or found stays."""
        self.search.clear()
        self.filters.put(Filters())
        self.views.forget()
        for target in self.folds:
            target.setChecked(False)
        self.hush()
        self.told.setText("")
        self.none.setText("")
        self.all.hide()
        self.table.forget()
        self.below = None
        self.show_chosen(None)
        self.acts.offer(())
        self.show_form(None)
        self.look_at("list")
        self.setAccessibleName(tr("Visits"))

    @property
    def filters_now(self) -> Filters:
        """What is chosen to narrow the list."""
        return self.filters.filters

    @property
    def narrowed(self) -> bool:
        """Something is typed or chosen that may leave visits out."""
        return bool(self.search.text().strip()) or self.filters_now != Filters()

    def show_found(self, found: Found, keep: str) -> None:
        """The first piece of what was found; the visit `keep` stays chosen where it is among it."""
        self.table.visits.show_lines(found.lines, found.more)
        self.below = found.lines[0].seq + 1 if found.lines else None
        self.told.setText(found.told if found.lines else "")
        self.told.setVisible(bool(found.lines))
        words = ""
        if not found.lines:
            words = tr("No visit is on record yet. Officers are here? Press N, or F12.")
            if self.narrowed:
                words = tr(
                    "No visit has all of this. Try fewer words or a part of a number, or show all visits."
                )
        self.none.setText(words)
        self.all.setVisible(bool(words) and self.narrowed)
        self.fit_list()
        announce(self, words or found.told)
        if not (keep and self.table.choose(keep)):
            self.table.choose("")
        self.order()

    def show_chosen(self, line: FoundLine | None, same: bool = False) -> None:
        """Which visit is chosen and how it stands; its report is on its way, and what can be done with it follows (`offer`). `same`: both
        are there."""
        self.title.setText("" if line is None else " · ".join([line.number.text, *state_words(line)]))
        if same:
            return
        self.caption.setText("")
        asks = line is None and bool(self.table.visits.lines)
        self.why.setText(tr("Choose a visit: its report is shown here.") if asks else "")

    def offer(self, acts: Sequence[Act]) -> None:
        """What can be done with the chosen visit, and why not, where it looks pale."""
        self.acts.offer(acts)
        self.not_yet.setText(next((f"{act.words}: {act.why}" for act in acts if act.why), ""))
        self.fit_report()
        self.order()

    def show_why(self, why: str) -> None:
        """In the place of the report: why there is none. "" shows the report, where a visit is chosen."""
        self.why.setText(why)
        self.fit_report()

    def show_caption(self, pages: int, seen: int, addenda: int, draft: bool, what: str) -> None:
        """Below the report: `what` it is, its pages, how many were in sight, the pages of its addenda, and that it is a draft."""
        of = tr("1 page") if pages == 1 else tr("{n} pages", n=pages)
        all_seen = tr("all seen") if seen == pages else tr("{n} seen", n=seen)
        beside = tr("1 page of addenda") if addenda == 1 else tr("{n} pages of addenda", n=addenda)
        late = tr("draft until approved") if draft else ""
        parts = (what, f"{of}, {all_seen}", beside if addenda else "", late)
        self.caption.setText(" · ".join(part for part in parts if part))

    def tell(self, words: str) -> None:
        """What was done."""
        self.note.say("")
        self.trouble_strip.say("")
        self.done.say(words)
        announce(self, words)

    def refuse(self, sentence: str) -> None:
        """Above the page."""
        self.done.say("")
        self.note.say(sentence)
        announce(self, sentence)

    # ---- what is pressed --------------------------------------------------------------------------------------

    def hush(self) -> None:
        """What was told before is told no more."""
        for strip in (self.trouble_strip, self.note, self.done):
            strip.say("")

    def _chosen(self) -> None:
        self.hush()
        self.chosen.emit()

    def _unfolded(self) -> None:
        """What was asked for unfolds; what it was asked by keeps the focus."""
        self.unfold()
        self.order()

    def fold(self) -> bool:
        """Fold away what is unfolded; tells whether anything was."""
        unfolded = [target for target in self.folds if target.isVisible() and target.isChecked()]
        for target in unfolded:
            target.setFocus()  # before what has it goes, or Qt would hand it on, as far as F12
            target.setChecked(False)
        if unfolded:
            self.look_at(self.view)
        return bool(unfolded)

    def _ask_all(self) -> None:
        self.search.clear()
        self.filters.put(Filters())
        self.search.setFocus()
        self.asked.emit()

    def read(self) -> None:
        """The report of the chosen visit has the keys that scroll."""
        if self.table.line is None:
            return
        self.look_at("report")
        (self.sheets if self.area.isVisible() else self.back).setFocus()

    def into_list(self) -> None:
        """From the field to the list, whose first visit is chosen where none is."""
        if not self.table.visits.rowCount():
            return
        self.fold()
        if self.table.line is None:
            self.table.go(Qt.Key.Key_Home)
        self.table.setFocus()

    def step_back(self) -> None:
        """One thing at a time: the form, what is unfolded, the report; then the page."""
        if self.form is not None:
            self.form_left.emit()
        elif self.fold():
            return
        elif self.sheets.hasFocus() or (self.narrow and self.view == "report"):
            self.look_at("list")
            self.table.setFocus()
        else:
            self.closed.emit()

    # ---- keys -------------------------------------------------------------------------------------------------

    def digit(self, key: str) -> None:
        """N opens a visit; digits take a saved view; the letters of the targets press them."""
        form = self.form
        if isinstance(form, ReviewSheet) and form.digit(key):
            return
        if key.upper() == "N":
            self.new_visit.emit()
        elif not (self.views.isVisible() and self.views.digit(key)) and self.form is None:
            self.acts.digit(key)

    def enter(self, target: Target | None) -> None:
        """Return presses what has the focus; in the field it goes to the list, in the list to the report."""
        form = self.form
        if target is not None:
            target.click()
        elif self.search.hasFocus():
            self.entered.emit()
            self.into_list()
        elif self.views.name.hasFocus():
            self.views.enter()
        elif self.filters.dates.first.hasFocus():
            self.filters.dates.last.setFocus()
        elif self.filters.dates.last.hasFocus():
            if self.filters.dates.take():
                self.into_list()
        elif isinstance(form, ReviewSheet) and form.isAncestorOf(self.focusWidget()):
            form.enter()
        elif self.table.hasFocus():
            self.read()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back one step; the keys that scroll do so in the report, unless the list has the focus; Ctrl+F goes to the field."""
        far = self.sheets.far(event.key())
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in (Qt.Key.Key_Escape, self.opened_by):
            if not event.isAutoRepeat():
                self.step_back() if event.key() == Qt.Key.Key_Escape else self.closed.emit()
        elif control and event.key() == Qt.Key.Key_F:
            self.look_at("list")
            self.search.setFocus()
            self.search.selectAll()
        elif far is not None and self.area.isVisible():
            bar = self.area.verticalScrollBar()
            bar.setValue(bar.value() + far)
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Another page comes."""
        super().hideEvent(event)
        self._opens = True

    def first_focus(self) -> None:
        """The field; while the page is open the focus stays where it is."""
        opens, self._opens = self._opens, False
        if opens or not self.keeps_focus():
            (self.search if self.search.isVisibleTo(self) else self.back).setFocus()
