"""Leads through the page about a policy: opens a draft or the installed one, looks at it anew as its files change, tries it, saves it."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QDir, Qt
from PySide6.QtWidgets import QFileDialog

from desktop.core.chart_layout import Node
from desktop.core.errors import Refused, Trouble
from desktop.services import authoring, policy_reading
from desktop.services.authoring import ENDINGS, Document, Look, Seen, Trying
from desktop.ui.acts import Acts, say_why
from desktop.ui.bars import BottomBar
from desktop.ui.filing import file_dialog
from desktop.ui.guidance.readers import read_by
from desktop.ui.people.beside import PeoplePage
from desktop.ui.people.door import Door
from desktop.ui.policy.looking import Looking
from desktop.ui.policy.page import PolicyPage
from desktop.ui.policy.trying import TryPage
from desktop.ui.policy.watching import Watching
from desktop.ui.report.clerk import usual_paper
from desktop.ui.session import Session
from desktop.ui.theme import Theme
from desktop.ui.tongue import tr


class Stage(Protocol):
    """What is asked of the window."""

    acts: Acts
    bar: BottomBar
    door: Door

    def show_visit(self, visit: str) -> None: ...


class Author:
    """What stands behind the two pages. What was opened stays open until the window closes; what is tried ends when it is left."""

    def __init__(self, theme: Theme, stage: Stage) -> None:
        self.page, self.trying = PolicyPage(theme), TryPage(theme)
        self.pages: Sequence[PeoplePage] = (self.page, self.trying)
        self.looking, self.watching = Looking(self.page), Watching()
        self._stage, self._theme = stage, theme
        self._folder: Path | None = None
        self._dialog: QFileDialog | None = None
        self._facilities: dict[str, Path] = {}
        page = self.page
        self.watching.changed.connect(self._look)
        page.closed.connect(lambda: stage.door.back())
        page.opens.connect(self._ask_folder)
        page.shows_installed.connect(self.show_installed)
        page.boxed.connect(self._box)
        page.tries.connect(self._try)
        page.saves.connect(self._ask_file)
        self.trying.closed.connect(lambda: self.show(anew=False))
        self.trying.again.connect(lambda: self._try(page.facility.currentText(), page.when.text))
        for each in (page, self.trying):
            each.goes_on.connect(self._go_on)

    @property
    def session(self) -> Session | None:
        """The open desk."""
        return self._stage.acts.session

    def forget(self) -> None:
        """Another page comes: no dialog stays over it, and what is tried is thrown away."""
        self._close_dialog()
        self.trying.end()
        self.watching.end()
        self.looking.end()

    def end(self) -> None:
        """The desk is let go of."""
        self.forget()
        self.looking.wait()

    def cover(self) -> None:
        """F9: no dialog stays over the cover."""
        self._close_dialog()

    # ---- what is looked at ------------------------------------------------------------------------------------

    def show(self, anew: bool = True) -> None:
        """The page, with what was opened last; looked at `anew`, unless it is come back to from trying."""
        session = self.session
        if session is None:
            return
        self.trying.end()
        self._facilities = dict(authoring.facilities(session.desk))
        now = session.desk.clock.read().local
        self.page.show_tries(list(self._facilities), f"{now:%Y-%m-%d %H:%M}", possible=not anew)
        if self.page.paper is None:
            self.page.show_paper(usual_paper(session.desk.facility.zone))
        self._show_open_visit(session)
        if not anew or self._look():
            self._stage.bar.offer([])
            self._stage.door.show(self.page)

    def show_installed(self) -> None:
        """The policy in effect."""
        self._folder = None
        self._look()

    def _look(self) -> bool:
        """Look at it as it stands now; tells whether that may be."""
        session, folder = self.session, self._folder
        if session is None:
            return False
        try:
            if folder is not None:
                authoring.may_open(session.desk)
            here = authoring.installed(session.desk)
        except (Refused, Trouble) as problem:
            say_why(self._stage.door.page, problem)
            return False
        assert here.pack is not None
        read: Callable[[], Seen] = (lambda: here) if folder is None else partial(authoring.look_at, folder)
        if folder is None:
            self.watching.end()
            words, mark = (
                tr("The policy in effect at this desk."),
                authoring.draft_mark(session.desk, here.pack),
            )
            readers = policy_reading.readers(session.desk, here.pack.pack_hash) if not mark else None
            told = (f"{here.name} · {words}", *read_by(readers))
            self.page.show_policy(here.title, "\n".join(told), mark)
        else:
            self.watching.begin(partial(authoring.files_of, folder))
            self.page.show_policy(folder.name, "", _of_draft())
        self.looking.begin(read, here, self._read)
        return True

    def _read(self, seen: Seen) -> None:
        if seen.pack is not None and self._folder is not None:
            self.page.show_policy(seen.title, f"{seen.name} ({self._folder.name})", _of_draft())
        usable = seen.pack is not None and seen.folder is not None
        self.page.begin.setEnabled(usable)

    def _box(self, node: Node) -> None:
        self.page.show_box(authoring.box(self.looking.seen, node.step, node.file, node.place))

    def _show_open_visit(self, session: Session) -> None:
        lines = session.desk.store.queries.open_visits()
        number = lines[0].record_number if lines else ""
        for page in (self.page, self.trying):
            page.show_open_visit(number)

    def _go_on(self) -> None:
        session = self.session
        if session is not None and (lines := session.desk.store.queries.open_visits()):
            self._stage.door.leave()
            self._stage.show_visit(lines[0].visit)

    # ---- folders and files ------------------------------------------------------------------------------------

    def _ask_folder(self) -> None:
        session = self.session
        if session is None:
            return
        try:
            authoring.may_open(session.desk)
        except (Refused, Trouble) as problem:
            say_why(self.page, problem)
            return
        dialog = self._dialog_for(tr("The folder that holds pack.toml"), self._folder)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda path: self.open_folder(Path(path)))
        dialog.show()

    def open_folder(self, folder: Path) -> None:
        """Look at the draft in this folder."""
        self._close_dialog()
        self._folder = folder
        self.page.when.put("")
        self.show()

    def _ask_file(self, what: Document) -> None:
        seen = self.looking.seen
        if seen.pack is None:
            say_why(self.page, Refused("policy_unusable"))
            return
        head = seen.pack.policy.head
        dialog = self._dialog_for(tr("Save"), self._folder.parent if self._folder is not None else None)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setDefaultSuffix(ENDINGS[what])
        dialog.selectFile(f"{head.id.replace('/', '-')}-{head.version}-{what}.{ENDINGS[what]}")
        dialog.fileSelected.connect(lambda path: self.save(what, Path(path)))
        dialog.show()

    def save(self, what: Document, out: Path) -> None:
        """Write a document there; it takes some seconds, and the page says when it is done."""
        self._close_dialog()
        session, seen = self.session, self.looking.seen
        if session is None:
            return
        former, signed = session.desk.policies.now(), authoring.is_signed(session.desk, seen)
        look = Look(self.page.paper or "letter", signed, session.desk.policies.files(former))
        self.page.tell(tr("Saving {file} …", file=out.name))

        def saved(_: None) -> None:
            self.page.tell(tr("Saved: {file}", file=out.name))

        def failed(problem: Exception) -> None:
            if not isinstance(problem, Refused | Trouble):
                raise problem
            say_why(self.page, problem)

        self.looking.tasks.run(lambda: authoring.save_document(seen, former, what, out, look), saved, failed)

    def _dialog_for(self, title: str, folder: Path | None) -> QFileDialog:
        self._close_dialog()
        self._dialog = file_dialog(self.page, self._theme, title, str(folder or QDir.homePath()))
        self._dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        return self._dialog

    def _close_dialog(self) -> None:
        if self._dialog is not None:
            self._dialog.hide()
            self._dialog.deleteLater()
            self._dialog = None

    # ---- trying -----------------------------------------------------------------------------------------------

    def _try(self, facility: str, when: str) -> None:
        session, folder = self.session, self.looking.seen.folder
        if session is None or folder is None or facility not in self._facilities:
            return
        try:
            self.trying.begin(Trying(folder, self._facilities[facility], when), facility, when)
        except (Refused, Trouble) as problem:
            say_why(self.page, problem)
            return
        self._show_open_visit(session)
        self._stage.bar.offer(self.trying.offers())
        self._stage.door.show(self.trying)


def _of_draft() -> str:
    return tr("A draft. NOT FOR USE. It is looked at anew whenever its files are saved.")
