"""What stands on record of the review of a visit: its state, the comment, the approval, the mark of a void visit, the addenda."""

from collections.abc import Iterator

from PySide6.QtWidgets import QFrame, QWidget

from desktop.core.reviewing import Review
from desktop.services.reviewing import ReviewView
from desktop.services.standing import grouped
from desktop.ui.page import edged
from desktop.ui.record.addendum import addendum_block
from desktop.ui.record.asking import ReviewForm
from desktop.ui.record.reviewed import by_words, standing_words, who_words
from desktop.ui.record.watch import Watch
from desktop.ui.theme import Theme, label
from desktop.ui.tongue import tr


class StandingForm(ReviewForm):
    """Where a form stands; it is read, and nothing is handed on."""

    def __init__(self, theme: Theme, watch: Watch, view: ReviewView) -> None:
        super().__init__(theme, watch, tr("Review of visit {number}", number=view.record_number))
        for part in self._parts(view.review):
            self.box.addWidget(part)
        self.box.addStretch(1)

    @staticmethod
    def _parts(review: Review) -> Iterator[QWidget]:
        yield label(standing_words(review), "strong")
        if review.void is not None:
            reason = review.void.reason or tr("Its words were removed.")
            yield _told("trouble", tr("VOID: {reason}", reason=reason), by_words(review.void.by))
        if review.returned is not None:
            comment = review.comment or tr("Its words were removed.")
            yield _told("hold", comment, tr("Comment by {who}", who=by_words(review.returned)))
        if (approved := review.approved) is not None:
            if approved.exception:
                reason = tr("Exception: {reason}", reason=approved.exception)
                yield _told("hold", reason, tr("{who} wrote in this visit too.", who=who_words(approved.by)))
            if approved.head:
                yield label(tr("Head when it was approved:\n{head}", head=grouped(approved.head)), "small")
        yield from map(addendum_block, review.addenda)


def _told(kind: str, words: str, by: str) -> QFrame:
    frame = QFrame()
    texts = edged(frame, kind)
    texts.addWidget(label(words, "strong"))
    texts.addWidget(label(by, "small"))
    frame.setAccessibleName(f"{words} {by}")
    return frame
