"""The tabs of the page and its foot: what is still empty, the words for all others, and the target that writes it down."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.core.review_events import TYPED_AT
from desktop.services.record_views import RecordView
from desktop.services.views import ChoiceView
from desktop.ui.page import clear
from desktop.ui.record.fields import KeyTarget
from desktop.ui.record.form import Form
from desktop.ui.targets import Target
from desktop.ui.theme import TARGET_PX, Theme, ground, label
from desktop.ui.tongue import tr

FILL_KEYS: Mapping[str, str] = MappingProxyType({"not_seen": "N", "unknown": "U"})
"""The letter that puts a code into all empty fields."""


BY_NOTES = frozenset({TYPED_AT["visit_submitted"], TYPED_AT["addendum_written"]})
"""What is half typed under the tab of the notes, beside those."""


def tab_names() -> dict[str, str]:
    """Tab → its words, in the order of their digits. Groups of `core.details` are tabs of the same name."""
    return {
        "note": tr("Note"),
        "officer": tr("People"),
        "vehicle": tr("Cars"),
        "times": tr("Times"),
        "help": tr("Asked for help"),
        "papers": tr("Papers"),
        "count": tr("How many"),
    }


def addenda_name() -> str:
    """The first tab where nothing but addenda can be written."""
    return tr("Addendum")


def short_names() -> dict[str, str]:
    """Shorter words for those tabs that have any, where there is little room."""
    return {"help": tr("Help"), "count": tr("Count")}


def counts(view: RecordView) -> dict[str, int]:
    """How many things stand under each tab; what was struck does not count."""
    groups = {each.id: sum(1 for item in each.items if not item.struck) for each in view.groups}
    return {**groups, "note": len(view.notes) + len(view.review.addenda), "times": len(view.times)}


class Tab(KeyTarget):
    """A tab, or the way back: its words may stand on two lines."""

    def __init__(self, theme: Theme, name: str, key: str, hint: str) -> None:
        super().__init__(theme, name, key, px=17, hint=hint)
        self._pad = 9
        self.setCheckable(True)

    def set_bare(self, bare: bool) -> None:
        """Without its key, and close to its words, where there is little room."""
        self._pad, self._leading = (6, False) if bare else (9, True)
        super().set_bare(bare)

    def minimumSizeHint(self) -> QSize:
        """As wide as its longest word."""
        longest = max(
            (self.fontMetrics().horizontalAdvance(word) for word in self.text().split()), default=-14
        )
        return QSize(longest + self.badge_width + 2 * self._pad + 6, TARGET_PX)


class Tabs(QWidget):
    """The tabs in a row, and Back at its end. With little room their words are shorter, then stand without their keys, and at
    last in two rows. A dot after its words says that something is typed under a tab that is not on record."""

    chosen, back = Signal(str), Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        ground(self, "panel")
        self._counts: dict[str, int] = {}
        self._half: frozenset[str] = frozenset()
        self._alone, self._short, self._adds = True, False, False
        self.targets = {
            tab: Tab(theme, name, str(number), tr("Ctrl+{key} while you type", key=number))
            for number, (tab, name) in enumerate(tab_names().items(), 1)
        }
        hint = tr("What is half typed is kept.")
        self.back_target = Tab(theme, tr("Back"), tr("Esc"), hint)
        self.back_target.setCheckable(False)
        self.back_target.setAccessibleName(tr("Back to the visit"))
        self._held = label(tr("Ctrl +"), "small", wrap=False)
        for tab, target in self.targets.items():
            target.clicked.connect(lambda _=False, tab=tab: self.chosen.emit(tab))
        self.back_target.clicked.connect(self.back)
        self._lines = (QHBoxLayout(), QHBoxLayout())
        box = QVBoxLayout(self)
        box.setContentsMargins(14, 4, 14, 4)
        box.setSpacing(4)
        for row in self._lines:
            row.setSpacing(4)
            box.addLayout(row)
        self._break(len(self.targets))

    def _break(self, first: int) -> None:
        """Put so many tabs into the first row, and the others with Back into the second, or all into one."""
        tabs: list[QWidget] = list(self.targets.values())
        for row in self._lines:
            while row.takeAt(0) is not None:
                pass
        self._first = first
        rows = ([self._held, *tabs[:first]], tabs[first:])
        for row, widgets in zip(self._lines, rows, strict=True):
            for widget in widgets:
                row.addWidget(widget)
        last = self._lines[0 if first == len(tabs) else 1]
        last.addStretch(1)
        last.addWidget(self.back_target)
        if last is not self._lines[0]:
            self._lines[0].addStretch(1)

    def show_tab(self, tab: str, counts: Mapping[str, int], adds: bool = False) -> None:
        """Mark this one; `counts` says how many things stand under each. `adds`: nothing but addenda can be written."""
        self._counts, self._adds = dict(counts), adds
        for each, target in self.targets.items():
            target.setChecked(each == tab)
        self._name()

    def show_half(self, tabs: Iterable[str]) -> None:
        """Something is typed under these tabs that is not written down."""
        half = frozenset("note" if each in BY_NOTES else each for each in tabs) & frozenset(self.targets)
        if half != self._half:
            self._half = half
            self._name()

    def _name(self) -> None:
        for each, target in self.targets.items():
            words = self._full(each, self._names()[each])
            if each in self._half:
                words = tr("{tab}, something is not written down yet", tab=words)
            target.setAccessibleName(f"{target.key}: {words}")
        self._fit()

    def _names(self) -> dict[str, str]:
        return {**tab_names(), "note": addenda_name()} if self._adds else tab_names()

    def _full(self, tab: str, name: str) -> str:
        written = self._counts.get(tab, 0)
        return f"{name} ({written})" if written else name

    def _fit(self) -> None:
        """All words with their keys where they have room."""
        names = self._names()
        shown = [self._held, *self.targets.values(), self.back_target]
        for short, bare in ((False, False), (True, False), (True, True)):
            for each, target in self.targets.items():
                words = self._full(each, (short_names() if short else {}).get(each, names[each]))
                target.setText(f"{words} •" if each in self._half else words)
            for target in (*self.targets.values(), self.back_target):
                target.set_bare(bare)
            room = [widget.minimumSizeHint().width() + 4 for widget in (shown[1:] if bare else shown)]
            if sum(room) + 24 <= self.width():
                break
        self._short = bare
        first = len(self.targets) if sum(room) + 24 <= self.width() else (len(self.targets) + 1) // 2
        if first != self._first:
            self._break(first)
        policy = self._held.sizePolicy()
        policy.setRetainSizeWhenHidden(not bare)
        self._held.setSizePolicy(policy)
        self.show_keys(self._alone)

    def minimumSizeHint(self) -> QSize:
        """It never makes the window wider."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width."""
        super().resizeEvent(event)
        self._fit()

    def show_keys(self, count: bool) -> None:
        """Say whether the digits count alone, or with Ctrl."""
        self._alone = count
        self._held.setVisible(not count and not self._short)

    def key(self, key: str) -> bool:
        """Open the tab with this digit; tells whether there is one."""
        for tab, target in self.targets.items():
            if target.key == key:
                self.chosen.emit(tab)
                return True
        return False


def ready_words(form: Form) -> str:
    """Nothing is missing; and how it is known, which is chosen beforehand and goes on record with it."""
    if form.origin is None:
        return form.ready or tr("Ready to write down.")
    source = form.origin.source
    return tr("Ready. How you know: {source}.", source=source.label(source.chosen))


STILL_PX = 170
"""Least width of what is still empty; the targets beside it wrap."""


class Foot(QWidget):
    """What stands below every form. `submit`, `fill` with a code, and `cancel` of a correction."""

    submit, cancel, fill = Signal(), Signal(), Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        ground(self, "panel")
        self._theme, self._bare = theme, False
        self.wrong, self.done = label("", "danger"), label("", "good")
        self.still = label("", "small")
        self.still.setMinimumWidth(STILL_PX)
        self._submits, self._told = True, False
        self.write = KeyTarget(theme, tr("Write it down"), "Ctrl+Enter", "primary")
        policy = self.write.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Minimum)  # the others wrap first
        self.write.setSizePolicy(policy)
        self.leave = Target(theme, tr("Leave it as it is"), "quiet", px=17)
        self.fills: dict[str, KeyTarget] = {}
        self._fill_row = QHBoxLayout()
        self._fill_row.setSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.done, 1)
        row.addWidget(self.still, 1)
        row.addStretch()
        row.addLayout(self._fill_row)
        row.addWidget(self.leave)
        row.addWidget(self.write)
        box = QVBoxLayout(self)
        box.setContentsMargins(20, 4, 20, 4)
        box.setSpacing(2)
        self.wrong.hide()
        self.done.hide()
        box.addWidget(self.wrong)
        box.addLayout(row)
        self.write.clicked.connect(self.submit)
        self.leave.clicked.connect(self.cancel)

    def show_form(self, form: Form, codes: Sequence[ChoiceView], corrects: bool) -> None:
        """For another form."""
        self.write.setText(form.submit)
        self.write.setAccessibleName(form.submit)
        self._submits = bool(form.submit)
        self.write.setVisible(self._submits)
        self.leave.setVisible(corrects)
        clear(self._fill_row)
        self.fills = {}
        for code in codes:
            words = tr("All others: {code}", code=code.label)
            made = KeyTarget(self._theme, words, f"Alt+{FILL_KEYS[code.value]}", px=17)
            made.clicked.connect(lambda _=False, value=code.value: self.fill.emit(value))
            made.set_bare(self._bare)
            self.fills[code.value] = made
            self._fill_row.addWidget(made)
        self.show_missing(form)
        self.write.updateGeometry()

    def show_missing(self, form: Form) -> None:
        """What is still empty; nothing can be filled where nothing is."""
        missing = form.missing()
        named = ", ".join(missing[:2])
        more = tr("{fields} and {n} more", fields=named, n=len(missing) - 2) if len(missing) > 2 else named
        sentence = tr("Still empty: {fields}", fields=more) if missing else ready_words(form)
        self._told = self._submits and not missing and form.origin is not None
        self.still.setText(sentence if self._submits else "")
        self._show_still()
        self.write.setAccessibleDescription(sentence)
        for target in self.fills.values():
            target.setVisible(bool(missing))

    def say(self, wrong: str = "", done: str = "") -> None:
        """Why it was not written, or that it was; where there is no room for that, the tab's number tells."""
        self.wrong.setText(wrong)
        self.wrong.setVisible(bool(wrong))
        self.done.setText(done)
        self.done.setVisible(bool(done) and not self._bare)
        self._show_still()
        self.setVisible(bool(self._submits or wrong or done))

    def set_bare(self, bare: bool) -> None:
        """On a narrow screen without keys and without what is still empty, which is said when it is pressed; how it is known
        stays, since its line may be out of sight."""
        self._bare = bare
        self._show_still()
        for target in (self.write, *self.fills.values()):
            target.set_bare(bare)

    def _show_still(self) -> None:
        done = bool(self.done.text())
        self.still.setVisible(self._told and not done if self._bare else not done)

    def key(self, key: str) -> bool:
        """The letter of a code: alone, or with Alt while something is typed."""
        for target in self.fills.values():
            if target.key == f"Alt+{key.upper()}" and target.isVisible():
                target.setFocus(Qt.FocusReason.ShortcutFocusReason)
                target.click()
                return True
        return False
