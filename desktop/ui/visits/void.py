"""Marking a visit as void: with a reason, and with the plain warning that nothing is removed by it."""

from desktop.services.sheets import VOID
from desktop.ui.record.asking import Half, WordsForm
from desktop.ui.record.watch import Watch
from desktop.ui.theme import Theme
from desktop.ui.tongue import tr


class VoidForm(WordsForm):
    """`sent` carries the reason."""

    def __init__(self, theme: Theme, watch: Watch, number: str, texts: Half) -> None:
        told = [
            tr(
                "Nothing is removed. The visit stays in every list and count, and every page of it says VOID."
            ),
            tr("The mark is never taken away again."),
        ]
        super().__init__(theme, watch, tr("Mark visit {number} as void?", number=number), told)
        self.submit, self.look = tr("Mark as void"), "danger"
        must = tr("Write the reason first.")
        self.ask(tr("Why it does not count as a visit"), VOID, texts.get(VOID, ""), must, lines=2)
