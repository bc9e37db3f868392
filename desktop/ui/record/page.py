"""The page "Write down": notes, people, cars, times, requests for help, papers, numbers; what is written, and a form."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from desktop.core.errors import Trouble
from desktop.services.caution import Caution
from desktop.services.record_views import RecordView
from desktop.ui.page import Page, Strip, TwoColumns, announce, trouble_words
from desktop.ui.record.addendum import AddendumForm
from desktop.ui.record.drafts import Drafts
from desktop.ui.record.fields import Now
from desktop.ui.record.filling import Filling
from desktop.ui.record.form import Form, ItemForm
from desktop.ui.record.forms import Forms
from desktop.ui.record.keys import Keys
from desktop.ui.record.papers import NO_PICTURES, PapersForm, Scan
from desktop.ui.record.returned import HandInForm, ReturnedStrip
from desktop.ui.record.sending import Sending
from desktop.ui.record.small_forms import NoteForm, StrikeForm, TimesForm
from desktop.ui.record.tabs import Foot, Tabs, counts
from desktop.ui.record.watch import Watch
from desktop.ui.record.written import Written
from desktop.ui.targets import Target
from desktop.ui.theme import SIDE_PX, Theme, label
from desktop.ui.tongue import tr


class WritePage(Page):
    """Everything that is written down beside the walk of one visit. Nothing is shown as written before `show_record` brings it.

    All values are plain: `source` is "seen", "told" or "copied"; `how` "" for now, "exact", "about" or "unknown"; `at` "HH:MM"
    of today at the facility, or "". `detail` carries group, item, a list of (field, text, code), source, how, at; `struck`
    group, item, reason; `time` what, how, at, source; `named` the number of a marked time and what it was; `half_typed`
    address and text ("" once it is written); `photo` the paper's address, page and path of the file; `addendum` text, source, how,
    at, and `handed_in` what was done about the comment of a visit that was returned.
    """

    note = Signal(str, str, str, str)
    detail = Signal(str, str, object, str, str, str)
    struck = Signal(str, str, str)
    time = Signal(str, str, str, str)
    named = Signal(int, str)
    half_typed = Signal(str, str)
    choose_photo = Signal(str, int)
    photo = Signal(str, int, str)
    addendum, handed_in = Signal(str, str, str, str), Signal(str)
    closed, warned = Signal(), Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.watch, self.drafts = Watch(), Drafts()
        self.trouble_strip, self.tabs, self.foot = Strip("trouble"), Tabs(theme), Foot(theme)
        self.closed_words = label("", "small")
        self.written, self.returned = Written(theme), ReturnedStrip(theme)
        main = QWidget()
        main.setAccessibleName(tr("Write down"))
        place = QVBoxLayout(main)
        place.setContentsMargins(20, 10, 14, 8)
        place.addWidget(self.closed_words)
        place.addWidget(self.returned)
        self.columns = TwoColumns(main, self.written, SIDE_PX)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for widget in (self.tabs, self.trouble_strip, self.columns, self.foot):
            box.addWidget(widget, 1 if widget is self.columns else 0)
        self.setAcceptDrops(True)
        self._forms = Forms(theme, self.watch, self.drafts, place)
        self._sending = Sending(self._forms, self.foot)
        self._filling = Filling(self._forms, self.drafts, self.tabs, self.columns, self.foot)
        self._keys = Keys(self._forms, self.columns, self.tabs, self.foot)
        self._connect()

    def _connect(self) -> None:
        self.watch.warned.connect(self.warned)
        self.drafts.half_typed.connect(self.half_typed)
        self.tabs.chosen.connect(self.open_tab)
        self.tabs.back.connect(self.closed)
        self.foot.submit.connect(self._sending.submit)
        self.foot.cancel.connect(self._forms.cancel)
        self.foot.fill.connect(self._filling.fill)
        self.written.change.connect(self._forms.change)
        self.written.strike.connect(self._forms.strike)
        self.returned.wanted.connect(self._forms.hand_in)
        self._forms.made.connect(self._join)
        self._forms.opens.connect(self.open_tab)
        self._sending.wrong.connect(self.refuse)
        self._sending.named.connect(self.named)
        self._sending.photo.connect(self.photo)
        self.columns.narrowed.connect(self.foot.set_bare)
        newest = self.columns.side_area.verticalScrollBar()
        newest.rangeChanged.connect(lambda _least, most: newest.setValue(most))
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)

    def _join(self, form: Form) -> None:
        """What a new form hands on goes out by the page's signals."""
        form.filled.connect(self._filling.filled)
        form.again.connect(self._sending.submit)
        form.taken.connect(self._filling.taken)
        if isinstance(form, NoteForm):
            form.sent.connect(self.note)
        elif isinstance(form, AddendumForm):
            form.written.connect(self.addendum)
        elif isinstance(form, HandInForm):
            form.sent.connect(self.handed_in)
        elif isinstance(form, ItemForm):
            form.sent.connect(self.detail)
        elif isinstance(form, StrikeForm):
            form.sent.connect(self.struck)
        elif isinstance(form, TimesForm):
            form.sent.connect(self.time)
            form.named.connect(self._sending.name)
        elif isinstance(form, PapersForm):
            form.choose_photo.connect(self.choose_photo)
            form.photo.connect(self._sending.keep)

    def use(self, caution: Callable[[str], Caution], now: Now) -> None:
        """Take the privacy guard (what it says of a text) and the facility's time of day."""
        self.watch.caution, self.watch.now = caution, now

    # ---- what is shown ------------------------------------------------------------------------------------

    @property
    def view(self) -> RecordView | None:
        """What is written down, as it was last shown."""
        return self._forms.view

    @property
    def tab(self) -> str:
        """The open tab."""
        return self._forms.tab

    @property
    def form(self) -> Form | None:
        """The form on the screen."""
        return self._forms.form

    def show_record(self, view: RecordView, tab: str = "") -> None:
        """Show what is written down. Without a tab the open one stays, or "note" for another visit.

        What is typed or chosen stays, but for the form that was just sent: it is on record, and begins anew.
        """
        self._forms.begin(view)
        said = self._sending.answered(view)
        self._forms.take(view)
        self.trouble_strip.say("")
        self.returned.show_review(view.review)
        words = self._closed_words(view)
        self.closed_words.setText(words)
        self.closed_words.setVisible(bool(words))
        self.open_tab(tab or self.tab)
        self.foot.say(done=said)
        announce(self, said)

    def _closed_words(self, view: RecordView) -> str:
        """What is to be known of a closed visit before anything is written."""
        said = [tr("VOID. {reason}", reason=view.review.void.reason)] if view.review.void is not None else []
        if view.closed and not view.frozen and self.returned.isHidden():
            said.append(
                tr("This visit is closed. What you write now stands in the record with the time of now.")
            )
        return "\n".join(said)

    def forget(self) -> None:
        """Somebody else may look now: nothing typed stays in a form."""
        self._forms.forget()

    def open_tab(self, tab: str) -> None:
        """Show one tab; the others keep what is typed in them."""
        if self.view is None or tab not in self.tabs.targets:
            return
        moved = tab != self.tab
        form = self._forms.open(tab, self.view)
        self.tabs.show_tab(tab, counts(self.view), self.view.frozen)
        self.tabs.show_half(self.drafts.groups())
        self.written.show_tab(self.view, tab)
        self.foot.show_form(form, form.codes(), self._forms.corrects)
        self.returned.target.setHidden(isinstance(form, HandInForm))
        if moved:
            self.foot.say()
            self.columns.main_area.verticalScrollBar().setValue(0)
        self.first_focus()

    def show_scans(self, scans: Sequence[Scan], pictures: Mapping[str, bytes] = NO_PICTURES) -> None:
        """The newest files of the scan folder, as (path, name, when, size), for the paper that asks for one; `pictures` by path."""
        if self._forms.picker is not None:
            self._forms.picker.show_scans(scans, pictures)
            self._focus_moved()

    def photo_ended(self, visit: str, kept: bool) -> None:
        """The file that was being kept for a visit is on record, or is not."""
        self._sending.ended(visit, kept)

    def refuse(self, sentence: str) -> None:
        """It was not written: the form stays as it is."""
        self._sending.failed()
        self.foot.say(wrong=sentence)
        announce(self, sentence)

    def trouble(self, trouble: Trouble, lost: str) -> None:
        """The form stays, and a strip says that it is not saved."""
        self._sending.failed()
        self.trouble_strip.say(trouble_words(trouble, lost or tr("what you wrote")))

    # ---- keys -------------------------------------------------------------------------------------------------

    def first_focus(self) -> None:
        """The first field of the form."""
        if self.form is not None:
            self.form.first_focus()
        self._focus_moved()

    def _focus_moved(self) -> None:
        if self.isVisible():
            self._keys.draw()

    def digit(self, key: str) -> None:
        """A digit or letter, while no field has the focus."""
        self._keys.digit(key)

    def enter(self, target: Target | None) -> None:
        """Return or Space, with the focus on `target`, or Return in a line."""
        self._keys.enter(target)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that count while something is typed, too."""
        if not (self._keys.press(event) or self.returned.press(event)):
            super().keyPressEvent(event)

    # ---- coming and going -----------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """The focus may be here already."""
        super().showEvent(event)
        self._focus_moved()

    def hideEvent(self, event: QHideEvent) -> None:
        """What is half typed is handed on at once; no file dialog stays."""
        super().hideEvent(event)
        self.drafts.flush()
        self._forms.close_dialogs()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A file may be dropped where papers are."""
        if self.tab == "papers" and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """One file is one page."""
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        if isinstance(self.form, PapersForm) and paths:
            sentence = self.form.dropped(paths[0])
            if len(paths) > 1:
                sentence = tr("One file at a time: the first one was taken.")
            if sentence:
                self.refuse(sentence)
