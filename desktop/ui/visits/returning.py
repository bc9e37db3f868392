"""Returning a visit with a comment."""

from desktop.core.review_events import TYPED_AT
from desktop.ui.record.asking import Half, WordsForm
from desktop.ui.record.watch import Watch
from desktop.ui.theme import Theme
from desktop.ui.tongue import tr

COMMENT = TYPED_AT["visit_returned"]


class ReturnForm(WordsForm):
    """`sent` carries the comment."""

    def __init__(self, theme: Theme, watch: Watch, number: str, texts: Half) -> None:
        told = tr(
            "Whoever wrote it reads your comment at the desk, adds what is missing and hands it in again."
        )
        super().__init__(theme, watch, tr("Return visit {number}", number=number), [told])
        self.submit = tr("Return it")
        must = tr("Write first what is missing.")
        self.ask(tr("What is missing, or not clear?"), COMMENT, texts.get(COMMENT, ""), must)
