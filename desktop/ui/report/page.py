"""The page "Report": the real pages of a visit's report as they will be printed, or as text; parts, Save and Print beside them."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QFrame, QVBoxLayout, QWidget

from desktop.core.errors import Trouble
from desktop.reports.material import PartName
from desktop.services.reporting import Paper
from desktop.ui.page import BesidePage, Follow, Strip, announce, scrolling
from desktop.ui.record.flow import Flow
from desktop.ui.report.reading import Reading
from desktop.ui.report.saving import SaveForm, Yielding
from desktop.ui.report.sheets import SheetArea, Sheets, Size
from desktop.ui.report.side import Side, one_of_some, part_label
from desktop.ui.targets import Target, tab_order
from desktop.ui.theme import NARROW_PX, SIDE_PX, Theme, ground, label
from desktop.ui.tongue import tr

ANY_WIDTH = 16_777_215
"""Qt's own "no limit"."""


class ReportPage(BesidePage):
    """`part` and `paper` carry what was chosen, `columns` how many letters a line of the text may have; `print` asks for it.

    An annex is opened by a second press, after it was said what it is. Below `NARROW_PX` the side panel is a view of its own.
    """

    opened_by = Qt.Key.Key_F7
    part, paper, columns = Signal(str), Signal(str), Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.parts: Sequence[PartName] = ("report",)
        self.shown_part: PartName = "report"
        self.shown_paper: Paper = "letter"
        self._asked: PartName | None = None
        self._narrow, self._opens, self._ready, self._reads = False, True, False, "pages"
        self.trouble_strip, self.note, self.half_typed = Strip("trouble"), Strip("hold"), Strip("hold")
        self.sheets, self.reading, self.form, self.side = (
            Sheets(theme),
            Reading(theme),
            SaveForm(theme),
            Side(theme),
        )
        self.area = scrolling(self.sheets, tr("Pages of the report"), SheetArea())
        self.ask, self.ask_words = QWidget(), Strip("hold")
        self.open_annex = Target(theme, "", "primary")
        self.keep_report = Target(theme, tr("Back to the report"), "quiet", "Esc")
        self.title, self.count = label("", "question"), label("", "strong", wrap=False)
        self.views = {
            "pages": one_of_some(Target(theme, tr("Pages"), px=17)),
            "text": one_of_some(Target(theme, tr("As text"), px=17)),
            "acts": one_of_some(Target(theme, tr("Save, print, parts"), px=17)),
        }
        self.back = Target(theme, tr("Back"), key="Esc", px=17)
        self.view = "pages"
        self._place()
        self._connect()
        self.clear()

    # ---- layout ---------------------------------------------------------------------------------------------

    def _place(self) -> None:
        self.head = head = Flow(self.title)
        self.count.setContentsMargins(8, 0, 8, 0)
        head.fill(self.count)  # what can be pressed stands at the end of the line
        for each in (*self.views.values(), self.back):
            head.add(each)
        asks = QVBoxLayout(self.ask)
        asks.setContentsMargins(22, 18, 22, 18)
        asks.setSpacing(12)
        asks.addWidget(self.ask_words)
        asks.addWidget(Flow(self.open_annex, self.keep_report))
        asks.addStretch(1)
        self.ask_area = scrolling(self.ask, tr("A restricted part"))
        main, above = QVBoxLayout(), QVBoxLayout()
        above.setContentsMargins(16, 5, 12, 5)
        above.addWidget(head)
        main.addLayout(above)
        self.form_area = scrolling(self.form, tr("Save"), Yielding())
        ground(self.form, "panel")
        for widget in (self.trouble_strip, self.half_typed, self.note, self.form_area):
            main.addWidget(widget)
        for view in (self.area, self.reading, self.ask_area):
            main.addWidget(view, 1)
        main.addStretch(0)
        main.setSpacing(0)
        self.side_area, line = scrolling(self.side, tr("Save, print, parts")), QFrame()
        ground(self.side, "side")
        ground(line, "line")
        line.setFixedWidth(1)
        self._line, self._main = line, QWidget()
        self._main.setLayout(main)
        main.setContentsMargins(0, 0, 0, 0)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        for part in (self._main, line, self.side_area):
            self._row.addWidget(part)
        self._follow = Follow(self, self.side_area, self.ask_area, self.form_area)

    def _connect(self) -> None:
        self.sheets.turned.connect(lambda _: self._turned())
        self.reading.columns.connect(self.columns)
        self.side.part.connect(self._choose_part)
        self.side.paper.connect(self.paper)
        self.open_annex.clicked.connect(self._open_annex)
        self.keep_report.clicked.connect(self._leave_annex)
        self.form.left.connect(self._form_left)
        self.back.clicked.connect(self.closed)
        for view, target in self.views.items():
            target.clicked.connect(lambda *_, view=view: self._turn_to(view))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width: the side panel stands beside the report, or is a view of its own."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW_PX
        if narrow != self._narrow or event.oldSize().width() < 0:
            self._narrow = narrow
            way = QBoxLayout.Direction
            self._row.setDirection(way.TopToBottom if narrow else way.LeftToRight)
            self.side_area.setMinimumWidth(0 if narrow else SIDE_PX)
            self.side_area.setMaximumWidth(ANY_WIDTH if narrow else SIDE_PX)
            self.look_at("pages" if self.view == "acts" else self.view)

    # ---- what is shown --------------------------------------------------------------------------------------

    def clear(self) -> None:
        """Nothing of any visit stays on the page."""
        self.sheets.show_pages((), ())
        self.reading.show_text("")
        self.form.leave()
        self._asked = None
        for strip in (self.trouble_strip, self.half_typed, self.note):
            strip.say("")
        self.side.forget()
        self._set_ready(ready=False)
        self.look_at("pages")

    def tell(self, words: str, whole: str = "") -> None:
        """What became of Save or Print, where it can be seen; `whole` is what a screen reader says where that is longer."""
        self.side.tell(words, whole)
        QTimer.singleShot(0, self, lambda: self.side_area.verticalScrollBar().setValue(0))

    def show_choice(self, number: str, parts: Sequence[PartName], part: PartName, paper: Paper) -> None:
        """Which part of which visit (its record number) is shown, on which paper."""
        self.parts, self.shown_part, self.shown_paper = parts, part, paper
        self.title.setText(part_label(part))
        self.side.show_choice(parts, part, paper)
        self.setAccessibleName(tr("{part} of visit {number}", part=part_label(part), number=number))
        self._count()

    def show_half_typed(self, half_typed: bool) -> None:
        """What is half typed is in no report: say so."""
        words = tr("Words you typed are not written down yet (F3).") if half_typed else ""
        if words != self.half_typed.words:
            self.half_typed.say(words)
            announce(self, words)

    def _set_ready(self, ready: bool) -> None:
        """There is something to save and to print; not while it is asked whether an annex is to be opened."""
        self._ready = ready
        self.side.set_ready(ready=ready and self._asked is None)
        self._keep_focus()

    def _keep_focus(self) -> None:
        """What had the focus is gone and left it to the page: it goes to what is read."""
        if self.hasFocus():
            self._rest()

    def _rest(self) -> None:
        """The focus goes to what is read or asked; a Return there prints nothing and opens no annex."""
        if not self.form.isHidden():
            self.form.path.setFocus()
        elif self._narrow and self.view == "acts":
            chosen = self.side.papers[self.shown_paper]
            (self.side.pdf if self.side.pdf.isEnabled() else chosen).setFocus()
        elif self._asked is not None:
            self.keep_report.setFocus()
        else:
            (self.reading if self.view == "text" else self.sheets).setFocus()

    def wait(self) -> None:
        """Its pages are being made."""
        self.trouble_strip.say("")
        self.note.say("")
        self.side.forget()
        self._set_ready(ready=False)
        self.sheets.show_pages((), ())
        self.reading.show_text("")
        self._count()

    def show_pages(self, sizes: Sequence[Size], words: Sequence[str]) -> None:
        """The report is made: its sheets, and what each of them says."""
        self.sheets.show_pages(sizes, words)
        self._set_ready(ready=True)
        self._count()
        self.reading.ask()
        self.setAccessibleDescription(self.side.marked)
        announce(self, self.spoken)

    @property
    def spoken(self) -> str:
        """What a screen reader says of the report that is shown: which part, how many pages, and what is marked on each."""
        part, pages = self.title.text(), self.sheets.pages
        said = tr("{part}: 1 page", part=part) if pages == 1 else tr("{part}: {n} pages", part=part, n=pages)
        return ". ".join(each for each in (said, self.side.marked) if each)

    def _turned(self) -> None:
        self._count()
        if self.area.isVisible():
            announce(self.sheets, self.sheets.where)

    def _count(self) -> None:
        counted = self.sheets.pages and self.view != "text" and self._asked is None
        self.count.setText(self.sheets.where if counted else "")

    def look_at(self, view: str) -> None:
        """Look at the pages, at the text, or in a narrow window at what can be done with them."""
        self.view = view
        self._reads = self._reads if view == "acts" else view
        acts = self._narrow and view == "acts" and self.form.isHidden()
        asks = self._asked is not None and not acts
        cramped = self._narrow and not self.form.isHidden()
        self.area.setVisible(view != "text" and not (acts or asks or cramped))
        self.reading.setVisible(view == "text" and not (asks or cramped))
        self.ask_area.setVisible(asks and not cramped)
        self.head.setVisible(not cramped)
        self.form_area.setVisible(not self.form.isHidden())
        self.side_area.setVisible(acts or not self._narrow)
        self._row.setStretch(0, 0 if acts else 1)
        self._row.setStretch(2, 1 if acts else 0)
        for wide_only in (self.title, self.count, self._line):
            wide_only.setVisible(not self._narrow)
        self.views["acts"].setVisible(self._narrow)
        self._count()
        for name, target in self.views.items():
            target.setChecked(name == view)
        self._set_ready(self._ready)

    def _turn_to(self, view: str) -> None:
        """What is looked at has the focus: the keys that scroll go there."""
        self.form.leave()
        self.look_at(view)
        self._rest()

    @property
    def asks(self) -> bool:
        """An annex is asked for and not open yet: nothing is saved or printed until that is settled."""
        return self._asked is not None

    # ---- parts ------------------------------------------------------------------------------------------------

    def _choose_part(self, part: PartName) -> None:
        """Say what an annex is before it is opened."""
        self.side.show_choice(self.parts, self.shown_part, self.shown_paper)  # nothing is chosen yet
        if part == self.shown_part:
            self._leave_annex()
        elif part == "report":
            self._asked = None
            self.look_at(self._reads)
            self.part.emit(part)
        else:
            self.form.leave()
            self._asked = part
            self.ask_words.say(annex_words(part))
            self.open_annex.setText(tr("Open {part}", part=part_label(part)))
            self.open_annex.setAccessibleName(self.open_annex.text())
            self.look_at(self._reads)
            announce(self, self.ask_words.words)
            self.keep_report.setFocus()  # a hurried second Return opens nothing

    def _open_annex(self) -> None:
        part, self._asked = self._asked, None
        if part is not None:
            self.look_at(self._reads)
            self._rest()
            self.part.emit(part)

    def _leave_annex(self) -> None:
        self._asked = None
        self.look_at(self._reads)
        self._rest()

    # ---- keys -------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes what is unfolded, then the page; the keys that scroll do so wherever the focus is."""
        far = self.sheets.far(event.key())
        if event.key() == Qt.Key.Key_Escape and not event.isAutoRepeat() and self._fold():
            return
        if far is not None and self.area.isVisible():
            bar = self.area.verticalScrollBar()
            bar.setValue(bar.value() + far)
        else:
            super().keyPressEvent(event)

    def _fold(self) -> bool:
        """Close what is unfolded; tells whether something was."""
        if not self.form.isHidden():
            self.form.leave()
        elif self._asked is not None:
            self._leave_annex()
        elif self._narrow and self.view == "acts":
            self.look_at(self._reads)
            self._rest()
        else:
            return False
        return True

    def digit(self, key: str) -> None:
        """A digit shows a part; the letters on the targets press them."""
        letters = {"P": self.side.print, "S": self.side.pdf, "T": self.side.text}
        if key.isdecimal() and 0 < int(key) <= len(self.side.parts):
            part = list(self.side.parts)[int(key) - 1]
            if part in self.parts:
                self.side.parts[part].click()
        elif (target := letters.get(key.upper())) is not None and target.isEnabled():
            self.look_at("acts" if self._narrow else self.view)  # what becomes of it is told there
            target.click()

    def enter(self, target: Target | None) -> None:
        """Return in the path saves; else it presses what has the focus."""
        if target is not None:
            target.click()
        elif not self.form.isHidden() and self.form.path.hasFocus():
            self.form.submit()

    def ask_path(self, name: str, kind: str) -> None:
        """Ask where to save."""
        self.form.ask("txt" if kind == "txt" else "pdf", name)
        self.look_at(self.view)
        self.form.path.setFocus()

    def _form_left(self) -> None:
        self.look_at(self.view)
        if self.isVisible():
            self._rest()
            (self.side.text if self.form.kind == "txt" else self.side.pdf).setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """What is read comes first, the views and Back last; Qt orders it only where a bar follows in the same window."""
        super().showEvent(event)
        stops = [self.sheets, self.reading, self.open_annex, self.keep_report, self.form.path, self.form.save]
        stops += [self.form.choose, self.form.cancel, *self.side.targets, *self.views.values(), self.back]
        tab_order(stops)

    def hideEvent(self, event: QHideEvent) -> None:
        """No file dialog stays."""
        super().hideEvent(event)
        self._opens = True
        self.form.close_dialog()

    def refuse(self, sentence: str) -> None:
        """Above the report."""
        self.sheets.wait_no_more()
        self.note.say(sentence)

    def trouble(self, trouble: Trouble, lost: str) -> None:
        """Above the report."""
        self.sheets.wait_no_more()
        self.trouble_strip.say(trouble.words)
        announce(self, self.trouble_strip.words)

    def first_focus(self) -> None:
        """What is read, so that the arrows scroll; while the page is open the focus stays where it is."""
        focused, opens = QApplication.focusWidget(), self._opens
        self._opens = False
        if not opens and focused is not None and focused.isVisible() and self.isAncestorOf(focused):
            return
        self._rest()


def annex_words(part: PartName) -> str:
    """What an annex is, said before it is opened."""
    if part == "photographs":
        return tr(
            "Annex A is restricted. It shows the photographs of papers. Open it only if it is your job to see them,"
            " and when nobody else can see this screen."
        )
    return tr(
        "Annex B is privileged. It holds what counsel said. It is for counsel and for those whom counsel lets read it."
        " Showing it to others may cost that protection."
    )
