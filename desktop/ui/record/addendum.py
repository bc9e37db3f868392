"""Addenda: words beside an approved visit, with how they are known and when it happened; the form for one, and those on record."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.core.review_events import TYPED_AT
from desktop.core.reviewing import Addendum, Review
from desktop.ui.record.asking import Half, WordsForm
from desktop.ui.record.origin import source_words
from desktop.ui.record.reviewed import by_words, frozen_words, happened_words
from desktop.ui.record.small_forms import NOTE
from desktop.ui.record.watch import Watch
from desktop.ui.theme import Theme, label
from desktop.ui.tongue import tr

ADDENDUM = TYPED_AT["addendum_written"]


def words_kept(texts: Half) -> str:
    """What was half typed of an addendum; and of a note, before nothing but an addendum could be written any more."""
    return "\n".join(text for address in (ADDENDUM, NOTE) if (text := texts.get(address, "")))


class AddendumForm(WordsForm):
    """`written` carries text, source, how and at, as a note's `sent` does."""

    written = Signal(str, str, str, str)

    def __init__(self, theme: Theme, watch: Watch, review: Review, texts: Half) -> None:
        self.number = len(review.addenda) + 1
        super().__init__(theme, _of_any_day(watch), tr("Addendum {n}", n=self.number), [frozen_words()])
        self.submit = tr("Write the addendum")
        must = tr("There are no words yet. Write what is to be added.")
        self.ask(tr("What is to be added or put right?"), ADDENDUM, words_kept(texts), must, lines=4)
        origin, day = (
            self.known(""),
            label(tr("The time is taken to be of the day of the visit."), "small"),
        )
        self.box.addWidget(day)
        day.hide()
        origin.changed.connect(lambda: day.setVisible(origin.how in ("about", "exact")))

    def missing(self) -> list[str]:
        """The words, and how they are known: nothing is chosen for whoever writes."""
        return [*super().missing(), *([] if self._known else [tr("How do you know?")])]

    @property
    def _known(self) -> bool:
        return self.origin is not None and bool(self.origin.source.chosen)

    def problem(self) -> str:
        """Words or their source are missing, or the time cannot be."""
        if self._known or not self.words or self.origin is None:
            return super().problem()
        next(iter(self.origin.source.targets.values())).setFocus()
        return tr("Choose first how you know it.")

    def addresses(self) -> list[str]:
        """Its own, and that of a note, whose words it took over."""
        return [ADDENDUM, NOTE]

    def send(self) -> None:
        """The words, how they are known, and when it happened."""
        if self.origin is not None:
            self.written.emit(self.words, self.origin.source.chosen, self.origin.how, self.origin.at)


def _of_any_day(watch: Watch) -> Watch:
    """The same privacy guard, whose warnings are not written into a visit in which nothing changes; no time of day is later than now, since
    the visit may be of another day."""
    made = Watch()
    made.caution = lambda text: watch.caution(text)
    return made


def addendum_head(addendum: Addendum) -> str:
    """Number, who wrote it when, when it happened and how it is known."""
    parts = (
        tr("Addendum {n}", n=addendum.number),
        tr("by {who}", who=by_words(addendum.by)),
        tr("happened {at}", at=happened) if (happened := happened_words(addendum.happened)) else "",
        source_words(addendum.source),
    )
    return " · ".join(part for part in parts if part)


def addendum_text(addendum: Addendum) -> str:
    """Its words, or that they are gone."""
    return tr("Its words were removed.") if addendum.gone else addendum.text


def addendum_block(addendum: Addendum) -> QWidget:
    """An addendum among what is written down of a visit."""
    made = QWidget()
    box = QVBoxLayout(made)
    box.setContentsMargins(0, 4, 0, 6)
    box.setSpacing(1)
    box.addWidget(label(addendum_head(addendum), "small-strong"))
    box.addWidget(label(addendum_text(addendum), "body"))
    return made
