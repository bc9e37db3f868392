"""Has the report of a visit made, drawn for the screen, saved and printed: all of it in workers, so that every key goes on working."""

from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal

from desktop.core.errors import Refused, Trouble
from desktop.services.pictures import page_sizes, page_words
from desktop.services.reporting import Made, Paper, PartName, save_report
from desktop.ui.acts import refusal
from desktop.ui.page import announce
from desktop.ui.report.page import ReportPage
from desktop.ui.report.printing import Printers, no_printer, picture, print_pages
from desktop.ui.session import Session
from desktop.ui.tasks import Tasks
from desktop.ui.tongue import tr

if TYPE_CHECKING:  # the report's rooms are loaded when the first report is wanted
    from desktop.reports.outline import Outline

SHORT_HASH = 16
"""Hex digits of a file's SHA-256 that are shown; a screen reader says all of it."""


class _Progress(QObject):
    """Carries from the worker which page of how many is printed."""

    page = Signal(int, int)


class Clerk:
    """What stands behind the page. `session` is the open desk, `visit` the one whose report is shown, "" for none.

    `made` is what is shown, saved and printed; while it is made anew it is None.
    """

    def __init__(self, page: ReportPage, printers: Printers | None = None) -> None:
        self.session: Session | None = None
        self.visit = ""
        self.made: Made | None = None
        self.part: PartName = "report"
        self.paper: Paper = "letter"
        self.printer = ""
        self.tasks = Tasks()
        self.printers = printers or Printers()
        self._page = page
        self._outline: Outline | None = None
        self._number = ""
        self._stop = Event()
        self._progress = _Progress()
        self._progress.page.connect(self._printing, Qt.ConnectionType.QueuedConnection)
        page.part.connect(self._choose_part)
        page.paper.connect(self._choose_paper)
        page.columns.connect(self._write_out)
        page.sheets.wanted.connect(self._draw)
        page.form.saved.connect(self._save)
        page.side.save.connect(self._ask_path)
        page.side.wants_print.connect(self._print)
        page.side.stops.connect(self._stop.set)
        page.side.wants_printers.connect(self._list_printers)
        page.side.printer.connect(self._choose_printer)

    def begin(self, session: Session) -> None:
        """An open desk; its place says which paper is usual there."""
        self.session, self.paper = session, usual_paper(session.desk.facility.zone)

    def end(self) -> None:
        """The desk is let go of: what is being printed or saved ends first."""
        self.leave()
        self.tasks.end()
        self.session = None

    # ---- what is shown ----------------------------------------------------------------------------------------

    def show(self, visit: str, number: str) -> None:
        """Show the report of a visit (its record number is `number`); anew only where the record or the choice is another."""
        if visit != self.visit:
            self.leave()
            self.visit = visit
        try:
            self._show(number)
        except (Refused, Trouble) as problem:
            self._tell(problem)

    def _show(self, number: str) -> None:
        if self.session is None:
            return
        reporting = self.session.reporting
        parts = reporting.parts(self.visit)
        self.part, self._number = self.part if self.part in parts else "report", number
        self._page.show_choice(number, parts, self.part, self.paper)
        outline = reporting.outline(self.visit, self.part)
        if outline == self._outline:
            return
        self._outline = outline
        self._page.side.show_marks(*_marks_and_sections(outline))
        self._make()

    def _make(self) -> None:
        if self.session is None:
            return
        self.made = None
        self._page.wait()
        outline, paper = self._outline, self.paper
        work = self.session.reporting.make(self.visit, self.part, paper)

        def read() -> tuple[Made, Any, Any]:
            made = work()
            return made, page_sizes(made.pdf), page_words(made.pdf)

        def done(result: tuple[Made, Any, Any]) -> None:
            if outline is self._outline and paper == self.paper:  # else somebody looks at something else now
                self.made, sizes, words = result
                self._page.show_pages(sizes, words)

        self.tasks.run(read, done, self._failed)

    def _draw(self, number: int, wide: int) -> None:
        made = self.made
        if made is None:
            return

        def done(image: Any) -> None:
            if made is self.made:
                self._page.sheets.put(image)

        def failed(problem: Exception) -> None:
            self._page.sheets.give_up()
            self._failed(problem)

        self.tasks.run(lambda: picture(made.pdf, number, wide), done, failed)

    def _write_out(self, columns: int) -> None:
        """The text in lines of the length that there is room for; from the same outline as the pages."""
        outline = self._outline
        if outline is None:
            return

        def done(text: str) -> None:
            if outline is self._outline:
                self._page.reading.show_text(text)

        self.tasks.run(lambda: _text_of(outline, columns), done, self._failed)

    def leave(self) -> None:
        """Nothing of the visit stays; what is being printed goes on."""
        if self.visit:
            self.visit, self.part, self.made, self._outline = "", "report", None, None
            self._page.clear()

    def _choose_part(self, part: PartName) -> None:
        self.part = part
        self._again()

    def _choose_paper(self, paper: Paper) -> None:
        self.paper = paper
        self._outline = None
        self._again()

    def _again(self) -> None:
        self.show(self.visit, self._number)

    # ---- saving -----------------------------------------------------------------------------------------------

    def _ask_path(self, kind: str) -> None:
        if self.made is not None:
            self._page.ask_path(self.made.name, kind)

    def _save(self, kind: str, path: str, replace: bool) -> None:
        made, form, file = self.made, self._page.form, Path(path)
        if made is None:
            return
        content = made.pdf if kind == "pdf" else made.text.encode()

        def done(digest: str) -> None:
            form.leave()
            saved = tr("✓ Saved: {file}\nSHA-256 {hash} …", file=breakable(path), hash=digest[:SHORT_HASH])
            whole = tr("Saved: {file}. SHA-256: {hash}", file=path, hash=digest)
            self._page.tell(saved, whole)

        def failed(problem: Exception) -> None:
            if isinstance(problem, Refused) and problem.code == "file_there":
                form.ask_again(refusal(problem))
            elif isinstance(problem, Refused | Trouble):
                form.say(_words(problem))
            else:
                raise problem

        self.tasks.run(lambda: _saved(file, content, replace), done, failed)

    # ---- printing ---------------------------------------------------------------------------------------------

    def _print(self) -> None:
        """On the chosen printer, else on the usual one of this PC."""
        made, paper, name = self.made, self.paper, self.printer
        if made is None or self._page.side.stop.isVisible():
            return
        self._stop.clear()
        self._page.tell(tr("Looking for the printer …"))
        self._page.side.show_printing(printing=True)

        def work() -> tuple[str, int]:
            names = self.printers.names()
            if not names:
                raise no_printer()
            chosen = name if name in names else names[0]
            printer = self.printers.open(chosen)
            sent = print_pages(
                made.pdf, paper, printer, made.name, self._progress.page.emit, self._stop.is_set
            )
            return chosen, sent

        def done(result: tuple[str, int]) -> None:
            chosen, sent = result
            whole = sent == made.pages
            words = tr("✓ Sent to {printer}: {n} pages", printer=chosen, n=sent)
            self._page.side.show_printing(printing=False)
            self._page.tell(words if whole else tr("Stopped. The report is not printed whole."))

        def failed(problem: Exception) -> None:
            self._page.side.show_printing(printing=False)
            if not isinstance(problem, Refused | Trouble):
                self._page.tell("")
                raise problem
            self._page.tell(_words(problem))

        self.tasks.run(work, done, failed)

    def _printing(self, page: int, pages: int) -> None:
        if not self._stop.is_set():
            self._page.tell(tr("Printing page {n} of {all}", n=page, all=pages))

    def _list_printers(self) -> None:
        def done(names: tuple[str, ...]) -> None:
            if names:
                self._page.side.show_printers(names, self.printer or names[0])
            else:
                self._page.tell(_words(no_printer()))

        self.tasks.run(self.printers.names, done, self._failed)

    def _choose_printer(self, name: str) -> None:
        self.printer = name

    # ---- trouble ----------------------------------------------------------------------------------------------

    def _failed(self, problem: Exception) -> None:
        """Said on the page; what is no fault of paper, file or disk is a fault of the program and is not hidden."""
        if isinstance(problem, Refused | Trouble):
            self._tell(problem)
            return
        ours = tr("The report could not be made. Nothing on record is lost.")
        self._tell(Trouble("ours", ours, tr("Tell IT: it is a fault of the program.")))
        raise problem

    def _tell(self, problem: Refused | Trouble) -> None:
        if isinstance(problem, Trouble):
            self._page.trouble(problem, "")
        else:
            self._page.refuse(refusal(problem))
            announce(self._page, self._page.note.words)


def usual_paper(zone: str) -> Paper:
    """Letter in a time zone of America, as in New York; else A4."""
    return "letter" if zone.startswith(("America/", "US/")) else "a4"


def breakable(path: str) -> str:
    """A path that may be broken into lines after each of its parts."""
    for sign in "/\\-_":
        path = path.replace(sign, f"{sign}\u200b")
    return path


def _saved(file: Path, content: bytes, replace: bool) -> str:
    """Save, and tell the SHA-256 of what was saved; runs in a worker."""
    import hashlib

    save_report(file, content, replace)
    return hashlib.sha256(content).hexdigest()


def _text_of(outline: "Outline", columns: int) -> str:
    from desktop.reports.text import make_text

    return make_text(outline, columns)


def _marks_and_sections(outline: "Outline") -> tuple[list[str], list[str]]:
    """The markings of its pages and its sections' headings, each once."""
    from desktop.reports.outline import Heading

    marks = [mark.text for part in outline.parts for mark in part.running.marks]
    blocks = [block for part in outline.parts for block in part.blocks]
    sections = [block.text for block in blocks if isinstance(block, Heading) and block.level == 1]
    return list(dict.fromkeys(marks)), list(dict.fromkeys(sections))


def _words(problem: Refused | Trouble) -> str:
    if isinstance(problem, Trouble):
        return " ".join(part for part in (problem.sentence, problem.remedy) if part)
    return refusal(problem)
