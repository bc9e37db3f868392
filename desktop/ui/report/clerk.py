"""Has the report of a visit made, drawn for the screen, saved and printed: all of it in workers, so that every key goes on working."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import msgspec

from desktop.core.errors import Refused, Trouble
from desktop.reports.material import PartName
from desktop.services.access import What
from desktop.services.pictures import page_sizes, page_words
from desktop.services.reporting import Draft, Made, Paper, save_report
from desktop.ui.acts import refusal
from desktop.ui.page import announce
from desktop.ui.report.page import ReportPage
from desktop.ui.report.press import PATIENCE_S, Press, why_of
from desktop.ui.report.printing import Printers, picture
from desktop.ui.report.saving import Agreed, Kind, file_in
from desktop.ui.report.side import part_label
from desktop.ui.session import Session
from desktop.ui.tasks import Tasks
from desktop.ui.tongue import tr

if TYPE_CHECKING:  # the report's rooms are loaded when the first report is wanted
    from desktop.reports.outline import Outline

SHORT_HASH = 16
"""Hex digits of a file's SHA-256 that are shown; a screen reader says all of it."""


_AGREED: Mapping[str, Agreed] = MappingProxyType({"file_there": "replace", "no_folder": "folder"})
"""What a second press of Save agrees to after a refusal."""


class Choice(msgspec.Struct, frozen=True):
    """What is shown: a part of the report of a visit (its record number is `number`), on a paper."""

    visit: str
    number: str
    part: PartName
    paper: Paper

    @property
    def words(self) -> str:
        """What it is called in whatever is told of it."""
        return tr("{part} of visit {number}", part=part_label(self.part), number=self.number)


class Clerk:
    """What stands behind the page. `session` is the open desk, `visit` the one whose report is shown, "" for none.

    `made` is what is shown, saved and printed; while it is made anew it is None. A printer that hangs holds up neither reports nor
    a window that closes for longer than `patience_s`.
    """

    def __init__(
        self, page: ReportPage, printers: Printers | None = None, patience_s: float = PATIENCE_S
    ) -> None:
        self.session: Session | None = None
        self.visit = ""
        self.made: Made | None = None
        self.part: PartName = "report"
        self.paper: Paper = "letter"
        self.tasks = Tasks()
        self.printers = printers or Printers()
        self.press = Press(page.side, self._say, patience_s)
        self._page = page
        self._draft: Draft | None = None
        self._number = self._opened = ""
        self._asked: Choice | None = None
        self._waiting: tuple[Kind, str] | None = None
        self._news: tuple[str, str] | None = None
        page.part.connect(self._choose_part)
        page.paper.connect(self._choose_paper)
        page.columns.connect(self._write_out)
        page.sheets.wanted.connect(self._draw)
        page.form.saved.connect(self._save)
        page.form.left.connect(self._form_left)
        page.side.save.connect(self._ask_path)
        page.side.wants_print.connect(self._print)
        page.side.wants_printers.connect(lambda: self.press.list_printers(self.printers))

    def begin(self, session: Session) -> None:
        """An open desk; its place says which paper is usual there."""
        self.session, self.paper = session, usual_paper(session.desk.facility.zone)

    def end(self) -> None:
        """The desk is let go of: what is being saved ends first, what is being printed is stopped."""
        self.leave()
        self.tasks.end()
        self.press.end()
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
            self.made = self._draft = None  # what was made before may be another part
            self._page.form.leave()
            self._page.wait()
            self._tell(problem)
            return
        if visit != self._opened:
            self._opened = visit
            self._log("opened", visit)

    def _log(self, what: What, visit: str) -> None:
        """Write down that the report was looked at or taken out; where that cannot be written the page says so, and all goes on."""
        not_logged = "" if self.session is None else self.session.accessed(what, visit)
        if not_logged:
            self._page.refuse(not_logged)

    def _show(self, number: str) -> None:
        if self.session is None:
            return
        reporting = self.session.reporting
        material = reporting.material(self.visit)
        parts = reporting.parts(material)
        self.part, self._number = self.part if self.part in parts else "report", number
        if self._asked is not None and self._asked != self._choice:
            self._page.form.leave()  # its name and its words were of something else
        self._page.show_choice(number, parts, self.part, self.paper)
        draft = reporting.draft(material, self.part)
        if self._draft is not None and draft.outline == self._draft.outline:
            return
        self._draft = draft
        self._page.side.show_marks(*_marks_and_sections(draft.outline))
        self._make(draft)

    @property
    def _choice(self) -> Choice:
        return Choice(self.visit, self._number, self.part, self.paper)

    def _make(self, draft: Draft) -> None:
        if self.session is None:
            return
        self.made = None
        self._page.wait()
        if self._waiting is None:
            self._page.form.ask_anew()  # what was agreed to was agreed to for other words
        if self._news is not None:
            self._say(*self._news)
        paper, reporting = self.paper, self.session.reporting

        def read() -> tuple[Made, Any, Any]:
            made = reporting.draw(draft, paper)
            return made, page_sizes(made.pdf), page_words(made.pdf)

        def done(result: tuple[Made, Any, Any]) -> None:
            if draft is self._draft and paper == self.paper:  # else somebody looks at something else now
                self.made, sizes, words = result
                self._page.show_pages(sizes, words)
                self._save_what_waits()

        def failed(problem: Exception) -> None:
            if draft is self._draft and paper == self.paper:
                self._draft = None  # the next look makes it anew
                if self._waiting is not None:
                    self._waiting = None
                    self._page.form.ready()
                    self._page.form.say(tr("It is not saved. {why}", why=why_of(problem)))
            self._failed(problem)

        self.tasks.run(read, done, failed)

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
        made = self.made
        if made is None:
            return

        def done(text: str) -> None:
            if made is self.made:
                self._page.reading.show_text(text)

        self.tasks.run(lambda: text_in(made.outline, columns), done, self._failed)

    def leave(self) -> None:
        """Nothing of the visit stays; what is being printed goes on."""
        if self.visit:
            self.visit, self.part, self.made, self._draft = "", "report", None, None
            self._asked = self._waiting = None
            self._opened = ""
            self._page.clear()

    def _choose_part(self, part: PartName) -> None:
        self.part = part
        self._again()

    def _choose_paper(self, paper: Paper) -> None:
        self.paper = paper
        self._draft = None
        self._again()

    def _again(self) -> None:
        self.show(self.visit, self._number)

    # ---- saving -----------------------------------------------------------------------------------------------

    def _made_now(self) -> Made | None:
        """What may be saved or printed now; else it is said why nothing may."""
        if self._page.asks:
            self._say(tr("First open the annex, or go back to the report."))
            return None
        if self.made is None:
            self._say(self._not_made)
        return self.made

    @property
    def _not_made(self) -> str:
        return tr("Being made …") if self._draft is not None else tr("The report could not be made.")

    def _ask_path(self, kind: str) -> None:
        if (made := self._made_now()) is not None:
            self._asked = self._choice
            self._page.side.forget()
            self._page.ask_path(made.name, kind)

    def _form_left(self) -> None:
        self._asked = self._waiting = None

    def _save(self, kind: Kind, path: str, agreed: Agreed) -> None:
        made, form, asked = self.made, self._page.form, self._asked
        if self._page.asks or asked is None:
            form.say(tr("First open the annex, or go back to the report."))
            return
        if made is None:
            form.say(self._not_made)
            if self._draft is not None:
                self._waiting = (kind, path)
                form.wait(tr("Save"))
            return
        content, name, typed = made.pdf if kind == "pdf" else made.text.encode(), made.name, Path(path)
        form.say("")
        form.wait(tr("Saving …"))

        def done(saved: tuple[Path, str]) -> None:
            self._log("exported", asked.visit)
            if asked is self._asked:
                form.leave()
            file, digest = str(saved[0]), saved[1]
            words = tr(
                "✓ Saved: {what}\n{file}\nSHA-256 {hash} …",
                what=asked.words,
                file=breakable(file),
                hash=digest[:SHORT_HASH],
            )
            self._say(
                words, tr("Saved: {what}: {file}. SHA-256: {hash}", what=asked.words, file=file, hash=digest)
            )

        def failed(problem: Exception) -> None:
            if asked is self._asked:
                form.ready()
                self._ask_again(problem, same=made is self.made)
            else:
                self._say(tr("Not saved: {what}. {why}", what=asked.words, why=why_of(problem)))
            if not isinstance(problem, Refused | Trouble):
                raise problem

        self.tasks.run(lambda: _saved(typed, name, kind, content, agreed), done, failed)

    def _ask_again(self, problem: Exception, same: bool) -> None:
        """Why it is not saved. A second press agrees where it can, and to this very path and content: `same` tells so."""
        agreed = _AGREED.get(problem.code) if same and isinstance(problem, Refused) else None
        if agreed is not None:
            self._page.form.ask_again(why_of(problem), agreed)
        else:
            self._page.form.say(why_of(problem))

    def _save_what_waits(self) -> None:
        if self._waiting is not None:
            (kind, path), self._waiting = self._waiting, None
            self._save(kind, path, "")

    # ---- printing ---------------------------------------------------------------------------------------------

    def _print(self) -> None:
        if (made := self._made_now()) is not None:
            visit, what = self.visit, self._choice.words
            self.press.send(self.printers, made, self.paper, what, lambda: self._log("printed", visit))

    def _say(self, words: str, whole: str = "") -> None:
        """What became of Save or Print; where no report is looked at now, beside the next one."""
        self._news = (words, whole) if not self.visit else None
        self._page.tell(words, whole)

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


def _saved(path: Path, name: str, kind: Kind, content: bytes, agreed: Agreed) -> tuple[Path, str]:
    """Save; the file that it was saved in and the SHA-256 of what was saved. Runs in a worker."""
    import hashlib

    file = file_in(path, name, kind)
    save_report(file, content, replace=agreed == "replace", folder=agreed == "folder")
    return file, hashlib.sha256(content).hexdigest()


def text_in(outline: "Outline", columns: int) -> str:
    from desktop.reports.text import make_text

    return make_text(outline, columns)


def _marks_and_sections(outline: "Outline") -> tuple[list[str], list[str]]:
    """The markings of its pages and its sections' headings, each once."""
    from desktop.reports.outline import Heading

    marks = [mark.text for part in outline.parts for mark in part.running.marks]
    blocks = [block for part in outline.parts for block in part.blocks]
    sections = [block.text for block in blocks if isinstance(block, Heading) and block.level == 1]
    return list(dict.fromkeys(marks)), list(dict.fromkeys(sections))
