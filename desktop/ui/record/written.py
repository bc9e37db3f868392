"""What is written down so far, newest last: nothing goes away, what was struck or changed stands struck through."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.services.record_views import EntryView, FieldView, GroupView, ItemView, RecordView, TimeView
from desktop.ui.page import clear
from desktop.ui.record.addendum import addendum_block
from desktop.ui.record.flow import Flow
from desktop.ui.record.origin import source_words
from desktop.ui.record.tabs import counts, tab_names
from desktop.ui.targets import Target
from desktop.ui.theme import Theme, label
from desktop.ui.tongue import tr


def struck_through(text: str) -> QLabel:
    """A text that was taken back: struck through, and said so to a screen reader."""
    made = label(text, "small")
    made.setStyleSheet("text-decoration: line-through;")
    made.setAccessibleName(tr("Crossed out: {words}", words=text))
    return made


def nothing_words(tab: str) -> str:
    """That nothing of this tab is on record: of this tab, since there may be much under others."""
    return {
        "note": tr("No note is written down yet."),
        "officer": tr("No person is written down yet."),
        "vehicle": tr("No car is written down yet."),
        "times": tr("No time is written down yet."),
        "help": tr("No request for help is written down yet."),
        "papers": tr("No photo of a paper is kept yet."),
        "count": tr("How many is not written down yet."),
    }.get(tab, tr("Nothing is written down here yet."))


def elsewhere(view: RecordView, tab: str) -> str:
    """What stands under the other tabs, in one line; "" where nothing does."""
    written, names = counts(view), tab_names()
    parts = [
        tr("{tab}: {n}", tab=name, n=written[each])
        for each, name in names.items()
        if each != tab and written.get(each)
    ]
    return " · ".join(parts)


class Written(QWidget):
    """The list of one tab. `change` and `strike` carry group and item."""

    change, strike = Signal(str, str), Signal(str, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._changes = theme, True
        self.setAccessibleName(tr("Written down so far"))
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(20, 12, 20, 12)
        self._box.setSpacing(6)

    def show_tab(self, view: RecordView, tab: str) -> None:
        """Show what belongs to this tab."""
        clear(self._box)
        self._changes = not view.frozen
        self._box.addWidget(label(tr("WRITTEN DOWN SO FAR"), "cap"))
        self._box.addWidget(label(tr("Visit {number}", number=view.record_number), "small"))
        rows = [*self._rows(view, tab), *self._removed(view, tab)]
        if not rows:
            rows = [label(each, "small") for each in (nothing_words(tab), elsewhere(view, tab)) if each]
        for row in rows:
            self._box.addWidget(row)
        self._box.addStretch(1)

    def _rows(self, view: RecordView, tab: str) -> list[QWidget]:
        if tab == "note":
            return [*map(self._entry, view.notes), *map(addendum_block, view.review.addenda)]
        if tab == "times":
            return [self._time(each) for each in view.times]
        if tab == "papers":
            return [
                label(tr("{paper}: {photo}", paper=paper.label, photo=photo), "small")
                for paper in view.papers
                for photo in paper.photos
            ]
        group = next((each for each in view.groups if each.id == tab), None)
        return [self._item(group, each) for each in group.items] if group is not None else []

    def _removed(self, view: RecordView, tab: str) -> list[QWidget]:
        """In place of what a supervisor removed: that it was, when, by whom and why."""
        return [
            self._block(label(each.head, "small"), label(each.words, "small-strong"))
            for each in view.removed
            if tab in each.tabs
        ]

    def _block(self, *widgets: QWidget) -> QWidget:
        made = QWidget()
        box = QVBoxLayout(made)
        box.setContentsMargins(0, 4, 0, 6)
        box.setSpacing(1)
        for widget in widgets:
            box.addWidget(widget)
        return made

    def _entry(self, entry: EntryView) -> QWidget:
        parts = [entry.at, entry.person, source_words(entry.source), entry.happened]
        return self._block(
            label(" · ".join(part for part in parts if part), "small"), label(entry.words, "body")
        )

    def _time(self, mark: TimeView) -> QWidget:
        what = mark.label or tr("not named yet")
        return self._block(label(f"{mark.shown} · {what}", "body"), label(source_words(mark.source), "small"))

    def _item(self, group: GroupView, item: ItemView) -> QWidget:
        head = label(f"{item.at} · {item.person}", "small")
        if item.struck:
            return self._block(
                struck_through(item.title),
                head,
                struck_through(item.summary),
                label(tr("Crossed out: {reason}", reason=item.struck), "small-strong"),
            )
        fields = [label for field in item.fields if field.value for label in _field(field)]
        if not self._changes:
            return self._block(label(item.title, "strong"), head, *fields)
        change = Target(self._theme, tr("Change"), "quiet", px=17)
        change.setAccessibleName(tr("Change {item}", item=item.title))
        change.clicked.connect(lambda: self.change.emit(group.id, item.item))
        strike = Target(self._theme, tr("Cross out"), "quiet", px=17, hint=tr("It was written by mistake."))
        strike.setAccessibleName(tr("Cross out {item}", item=item.title))
        strike.clicked.connect(lambda: self.strike.emit(group.id, item.item))
        return self._block(label(item.title, "strong"), head, *fields, Flow(change, strike))


def _field(field: FieldView) -> Sequence[QLabel]:
    former = [struck_through(tr("before: {value}", value=value)) for value in field.former]
    return [label(tr("{field}: {value}", field=field.label, value=field.value), "small-strong"), *former]
