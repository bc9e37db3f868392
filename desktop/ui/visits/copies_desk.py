"""Leads through the giving of copies: what is asked for is made and leaves off the window's thread, and is told here or at the desk."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import msgspec

from desktop.core.errors import Refused, Trouble
from desktop.services.roles import may
from desktop.services.search_views import EVERYTHING, Filters
from desktop.ui.people.beside import PeoplePage
from desktop.ui.people.door import Door
from desktop.ui.report.clerk import SHORT_HASH, breakable, usual_paper
from desktop.ui.report.press import PATIENCE_S, why_of
from desktop.ui.report.printing import Printers, no_printer
from desktop.ui.report.saving import Agreed
from desktop.ui.session import Session
from desktop.ui.theme import Theme
from desktop.ui.tongue import tr
from desktop.ui.visits.acting import Act, Chosen
from desktop.ui.visits.copies import CopiesPage
from desktop.ui.visits.copies_dialog import PrintDialog
from desktop.ui.visits.copies_out import Out, Outcome, Way, Wish
from desktop.ui.visits.lead import Visits

if TYPE_CHECKING:  # loaded when somebody prints
    from PySide6.QtPrintSupport import QPrinter

AGREED: dict[str, Agreed] = {"file_there": "replace", "no_folder": "folder"}
"""What a second press of Save agrees to after a refusal."""


class Asked(msgspec.Struct, frozen=True):
    """What copies may be asked of: a visit (its id and record number), and the list as it was searched for; `told`: how many it shows, all
    of them below the place `before`."""

    visit: str = ""
    number: str = ""
    text: str = ""
    filters: Filters = EVERYTHING
    told: str = ""
    before: int | None = None


class Stage(Protocol):
    """What is asked of the window."""

    door: Door

    @property
    def session(self) -> Session | None: ...


class CopyDesk:
    """What stands behind the page. A job goes on while the page is left; what came of it is then told at the desk.

    It is offered in the list of `visits`, to supervisors, and goes back there.
    """

    def __init__(self, theme: Theme, stage: Stage, visits: Visits, printers: Printers | None = None) -> None:
        self.page = CopiesPage(theme)
        self.pages: Sequence[PeoplePage] = (self.page,)
        self.out = Out(PATIENCE_S, self, printers)
        self.dialog = PrintDialog(self.page)
        self._stage, self._list = stage, visits
        self._asked = Asked()
        self._printer = ""
        self._way: Way | None = None
        self._shown = False
        self._connect()

    def _connect(self) -> None:
        page = self.page
        page.prints.connect(lambda: self._give(Way("print", printer=self._printer)))
        page.wants_dialog.connect(self._ask_dialog)
        page.saves.connect(self._ask_path)
        page.save.saved.connect(self._save)
        page.wants_printers.connect(self._list_printers)
        page.printer.connect(self._choose_printer)
        page.stops.connect(self._stop)
        page.closed.connect(self._list.come_back)
        self._list.offers.append(self.offers)

    @property
    def busy(self) -> bool:
        """Something is being made, printed or saved."""
        return self.out.busy

    def begin(self, session: Session) -> None:
        """An open desk. A job that another window began goes on, and is told of here."""
        former, session.under_way = session.under_way, None
        if isinstance(former, Out):
            self.out, former.hearer = former, self

    def forget(self) -> None:
        """Another page comes: nothing that was typed stays; what is under way goes on."""
        if self._shown:
            self._shown = False
            self.dialog.close()
            self.page.forget()

    def end(self) -> None:
        """The desk is let go of. What is under way goes on with its session, which stops it when it ends."""
        self.forget()
        session = self._stage.session
        if session is not None and self.out.busy:
            session.under_way, self.out = self.out, Out(PATIENCE_S, self)
        else:
            self.out.end()

    # ---- what is asked ----------------------------------------------------------------------------------------

    def offers(self, chosen: Chosen) -> Sequence[Act]:
        """What can be done with the chosen visit, and with all that the list shows."""
        session, line = self._stage.session, chosen.line
        if session is None or not may(session.desk, "review"):
            return ()
        asked = Asked(line.visit, line.number.text)
        return (Act(tr("Copies"), "C", lambda: self._list.go(lambda: self.give(asked))),)

    def give(self, asked: Asked) -> None:
        """Copies of one visit, or of all that the list shows now."""
        page = self._list.page
        now = msgspec.structs.replace(
            asked,
            text=page.search.text().strip(),
            filters=page.filters_now,
            told=page.told.text(),
            before=page.below,
        )
        self._begin(now)

    def _begin(self, asked: Asked) -> None:
        session, page = self._stage.session, self.page
        if session is None:
            return
        self._stage.door.leave()
        if not (self.out.busy and self._asked.visit):
            self._asked = asked
        usual, paper = session.reporting.usual(), usual_paper(session.desk.facility.zone)
        page.show_asked(self._asked.number, self._asked.told, usual, paper)
        if self.out.busy:
            page.show_working(tr("This is under way already. Wait for it, or stop it."), 0, 1)
        self._shown = True
        self._stage.door.show(page)

    def _ask_path(self, kind: str) -> None:
        """A public copy that does not tell which facility it was has a name that does not either."""
        number = "" if self.page.give.many else self._asked.number
        public = self.page.give.options
        if public is not None:
            name = f"public-copy-{number}" if number and public.facility else "public-copies"
        else:
            name = f"{number}-report" if number else "reports"
        self.page.ask_path(kind, name)

    def _save(self, kind: str, path: str, agreed: str) -> None:
        self._give(Way("folder" if kind == "folder" else "pdf", path, agreed))

    def _ask_dialog(self) -> None:
        def chosen(printer: "QPrinter") -> None:
            """Into a file is to save the PDF; the dialog has asked already whether another one may be replaced."""
            path = printer.outputFileName()
            self._give(Way("pdf", path, "replace") if path else Way("print", chosen=printer))

        self.dialog.ask(self.page.sheets.paper, chosen)

    def _list_printers(self) -> None:
        def done(names: tuple[str, ...]) -> None:
            if names:
                self.page.show_printers(names, self._printer or names[0])
            else:
                self.page.refuse(no_printer().words)

        self.out.list_printers(done, self.not_done)

    def _choose_printer(self, name: str) -> None:
        self._printer = name

    # ---- what is under way ------------------------------------------------------------------------------------

    def _give(self, way: Way) -> None:
        session, page = self._stage.session, self.page
        if session is None or self.out.busy:
            return
        if missing := page.give.missing():
            page.refuse(missing)
            return
        self.dialog.close()
        recipient, purpose = (field.text() for field in page.give.fields)
        asked, sheets = self._asked, page.sheets
        wish = Wish(
            "" if page.give.many else asked.visit, asked.text, asked.filters, asked.before, page.give.options, sheets.paper, sheets.index,
            recipient, purpose,
        )  # fmt: skip
        self._way = way
        if way.kind == "print":
            page.show_working(tr("Looking for the printer …"), 0, 1)
        else:
            page.save.wait(tr("Looking …"))
        self.out.give(session, wish, way)

    def told(self, what: str, done: int, of: int) -> None:
        """How far the worker is."""
        if not self._shown or self.out.stopping or not self.out.busy:
            return
        words = {
            "reports": tr("Making report {n} of {all}", n=min(done + 1, of), all=of),
            "pages": tr("Printing page {n} of {all}", n=done, all=of),
            "files": tr("Saving file {n} of {all}", n=min(done + 1, of), all=of),
        }
        self.page.show_working(words[what], done, of)

    def _stop(self) -> None:
        self.out.stop()
        self.page.show_stopping()

    def came(self, wish: Wish, outcome: Outcome) -> None:
        """What became of the job; told here, or at the desk."""
        words = outcome_words(outcome)
        if outcome.copies and not outcome.not_logged:
            on_record = tr(
                "On record: given to {recipient} for: {purpose}",
                recipient=wish.recipient,
                purpose=wish.purpose,
            )
            words = f"{words}\n{on_record}"
        if self._shown:
            self.page.show_came(words, outcome.left, outcome.not_logged)
        elif (session := self._stage.session) is not None:
            session.desk.tell(" ".join(words.split("\n")).replace("\u200b", ""))

    def not_done(self, problem: Exception) -> None:
        """Nothing left. What a second press agrees to is asked in the form; what is nobody's mistake but ours is not hidden."""
        agreed = AGREED.get(problem.code) if isinstance(problem, Refused) else None
        if self._shown and agreed is not None and self._way is not None:
            way = self._way
            self.page.ask_path(way.kind, "")
            self.page.save.path.put(way.path)
            self.page.save.ask_again(why_of(problem), agreed)
        elif self._shown:
            self.page.ask_again()
            self.page.refuse(why_of(problem))
        elif (session := self._stage.session) is not None:
            session.desk.tell(tr("A copy was not given. {why}", why=why_of(problem)))
        if not isinstance(problem, Refused | Trouble):
            raise problem


def outcome_words(outcome: Outcome) -> str:
    """What became of it, in sentences."""
    if outcome.stopped and not outcome.pages:
        return tr("Stopped. Nothing left this PC.")
    if not outcome.copies:
        return tr("None of them could be made. Nothing left this PC.")
    copies = tr("1 report") if outcome.copies == 1 else tr("{n} reports", n=outcome.copies)
    copies = tr("{copies} and the index", copies=copies) if outcome.index else copies
    pages = tr("1 page") if outcome.pages == 1 else tr("{n} pages", n=f"{outcome.pages:,}")
    if outcome.stopped:
        return tr(
            "Stopped after {n} of {all} pages. What was sent may still come out.",
            n=f"{outcome.pages:,}",
            all=f"{outcome.of_pages:,}",
        )
    if outcome.kind == "print":
        return tr("✓ Sent to {printer}: {copies}, {pages}", printer=outcome.place, copies=copies, pages=pages)
    index = tr("SHA-256 of the index") if outcome.kind == "folder" else "SHA-256"
    return tr(
        "✓ Saved: {copies}, {pages}\n{file}\n{what} {hash} …",
        copies=copies,
        pages=pages,
        file=breakable(outcome.place),
        what=index,
        hash=outcome.sha256[:SHORT_HASH],
    )
