"""Hands the form on the screen on once, and waits until the record, a refusal or trouble answers."""

from PySide6.QtCore import QObject, Signal

from desktop.services.record_views import RecordView
from desktop.ui.record.forms import Forms
from desktop.ui.record.tabs import Foot
from desktop.ui.tongue import tr


class Sending(QObject):
    """What is on its way to the record. `wrong` carries why a form cannot be sent; `named` and `photo` what has no form's
    target: a mark's number and what it was; a paper's address, page and path of the file."""

    wrong = Signal(str)
    named, photo = Signal(int, str), Signal(str, int, str)

    def __init__(self, forms: Forms, foot: Foot) -> None:
        super().__init__()
        self._forms, self._foot = forms, foot
        self._sent, self._visit, self._keeping, self._told = "", "", "", ""
        self._kept = False

    def submit(self) -> None:
        """Hand the form on, unless something is missing or the privacy guard asks; once, until the answer comes."""
        form = self._forms.form
        if form is None or self._sent or not form.submit:
            return
        self._foot.say()
        sentence = form.problem()
        if sentence:
            self.wrong.emit(sentence)
        elif not form.stopped():
            self._sent, self._visit, self._told = self._forms.tab, self._shown, form.told
            form.send()

    def name(self, seq: int, what: str) -> None:
        """Hand on what a marked time was."""
        if not self._sent and what:
            self.named.emit(seq, what)

    @property
    def _shown(self) -> str:
        """The visit on the page."""
        return self._forms.view.visit if self._forms.view is not None else ""

    def keep(self, paper: str, page: int, path: str) -> None:
        """Hand on the file of a paper's page. It takes a while; anything else may be written meanwhile."""
        if not self._keeping and self._shown:
            self._keeping = self._shown
            self._foot.say(done=tr("The file is being kept …"))
            self.photo.emit(paper, page, path)

    def ended(self, visit: str, kept: bool) -> None:
        """The file of a visit is on record, or it is said elsewhere why not."""
        if visit == self._keeping:
            self._keeping = ""
            self._kept = kept and visit == self._shown
            if self._kept:
                self._forms.done("papers")

    def answered(self, view: RecordView) -> str:
        """The record came: what is to be said of it. What was sent for another visit says nothing here."""
        sent, self._sent = self._sent, ""
        kept, self._kept = self._kept, False
        if sent and self._visit == view.visit:
            self._forms.done(sent)
            return self._told or tr("✓ Written down.")
        return tr("✓ The file is kept.") if kept else ""

    def failed(self) -> None:
        """It was not written: it may be sent again."""
        self._sent = ""
