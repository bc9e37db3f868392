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
        self._sent = ""

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
            self._sent = self._forms.tab
            form.send()

    def name(self, seq: int, what: str) -> None:
        """Hand on what a marked time was."""
        if not self._sent and what:
            self.named.emit(seq, what)

    def keep(self, paper: str, page: int, path: str) -> None:
        """Hand on the file of a paper's page."""
        if not self._sent:
            self._sent = self._forms.tab
            self._foot.say(done=tr("The file is being kept …"))
            self.photo.emit(paper, page, path)

    def answered(self, view: RecordView) -> bool:
        """The record came. True where what was sent stands in it now; its form is done.

        A file takes a while to be kept; anything else may be shown before.
        """
        former = self._forms.view
        if not self._sent or (former is not None and self._sent == "papers" and view.papers == former.papers):
            return False
        self._forms.done(self._sent)
        self._sent = ""
        return True

    def failed(self) -> None:
        """It was not written: it may be sent again."""
        self._sent = ""
