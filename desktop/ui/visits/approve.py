"""Approving a visit: what was seen of it is named, what approving means is said, and one press does it."""

from desktop.services.reporting import Made
from desktop.services.reviewing import ReviewView
from desktop.services.sheets import EXCEPTION
from desktop.services.standing import grouped
from desktop.ui.page import Strip
from desktop.ui.record.asking import Half, WordsForm
from desktop.ui.record.reviewed import names_words
from desktop.ui.record.watch import Watch
from desktop.ui.theme import Theme
from desktop.ui.tongue import tr


class ApproveForm(WordsForm):
    """`sent` carries the reason for an exception, "" where none is needed."""

    def __init__(self, theme: Theme, watch: Watch, view: ReviewView, made: Made, texts: Half) -> None:
        pages = tr("its 1 page") if made.pages == 1 else tr("all {n} pages", n=made.pages)
        seen = tr(
            "You saw {pages} of its report. Head of what you saw:\n{head}",
            pages=pages,
            head=grouped(made.heads[0]),
        )
        wrote = tr("Written by {people}.", people=names_words(view.review.authors, view.review.unnamed))
        frozen = tr("From then on nothing in this visit changes. What comes later is an addendum.")
        title = tr("Approve visit {number}?", number=view.record_number)
        super().__init__(theme, watch, title, [seen, wrote, frozen])
        self.submit = tr("Approve")
        if "exception" in view.may:
            self.submit = tr("Approve under exception")
            why = Strip("hold")
            self.box.addWidget(why)
            why.say(
                tr(
                    "You wrote in this visit yourself, and no other supervisor of this desk can approve it."
                    " It is marked “approved under exception”, with your reason."
                )
            )
            must = tr("Write the reason first: why does nobody else approve it?")
            self.ask(tr("Why you approve it yourself"), EXCEPTION, texts.get(EXCEPTION, ""), must, lines=2)
        self.box.addStretch(1)
