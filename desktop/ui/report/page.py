"""The page "Report": the real pages of a visit's report as they will be printed, or as text; parts, Save and Print beside them."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QApplication

from desktop.core.errors import Trouble
from desktop.reports.material import OPEN_PARTS, PartName
from desktop.services.reporting import Paper
from desktop.ui.page import announce
from desktop.ui.report.laid_out import ReportLayout
from desktop.ui.report.sheets import Size
from desktop.ui.report.side import part_label
from desktop.ui.targets import Target
from desktop.ui.theme import Theme
from desktop.ui.tongue import tr


class ReportPage(ReportLayout):
    """`part` and `paper` carry what was chosen, `columns` how many letters a line of the text may have; `print` asks for it.

    An annex is opened by a second press, after it was said what it is.
    """

    opened_by = Qt.Key.Key_F7
    part, paper, columns = Signal(str), Signal(str), Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.parts: Sequence[PartName] = ("report",)
        self._opens = True
        self._connect()
        self.clear()

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

    def _turn_to(self, view: str) -> None:
        """What is looked at has the focus: the keys that scroll go there."""
        self.form.leave()
        self.look_at(view)
        self._rest()

    # ---- parts ------------------------------------------------------------------------------------------------

    def _choose_part(self, part: PartName) -> None:
        """Say what an annex is before it is opened."""
        self.side.show_choice(self.parts, self.shown_part, self.shown_paper)  # nothing is chosen yet
        if part == self.shown_part:
            self._leave_annex()
        elif part in OPEN_PARTS:
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
