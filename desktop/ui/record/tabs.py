"""The tabs of the page and its foot: what is still empty, the words for all others, and the target that writes it down."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

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


def tab_names() -> dict[str, str]:
    """Tab → its words, in the order of their digits. Groups of `core.details` are tabs of the same name."""
    return {
        "note": tr("Note"),
        "officer": tr("People"),
        "vehicle": tr("Cars"),
        "times": tr("Times"),
        "help": tr("Asked for help"),
        "papers": tr("Papers"),
        "count": tr("Numbers"),
    }


def counts(view: RecordView) -> dict[str, int]:
    """How many things stand under each tab; what was struck does not count."""
    groups = {each.id: sum(1 for item in each.items if not item.struck) for each in view.groups}
    return {**groups, "note": len(view.notes), "times": len(view.times)}


class Tab(KeyTarget):
    """A tab, or the way back: its words may stand on two lines."""

    def __init__(self, theme: Theme, name: str, key: str, hint: str) -> None:
        super().__init__(theme, name, key, px=17, hint=hint)
        self._pad = 9
        self.setCheckable(True)

    def minimumSizeHint(self) -> QSize:
        """As wide as its longest word."""
        longest = max(
            (self.fontMetrics().horizontalAdvance(word) for word in self.text().split()), default=-14
        )
        return QSize(longest + self.badge_width + 2 * self._pad + 6, TARGET_PX)


class Tabs(QWidget):
    """The tabs in a row, and Back at its end. Where not all of their words have room, only the open one has them."""

    chosen, back = Signal(str), Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        ground(self, "panel")
        self._words = tab_names()
        self._tab, self._alone, self._compact = "note", True, False
        self.targets = {
            tab: Tab(theme, name, str(number), tr("Ctrl+{key} while you type", key=number))
            for number, (tab, name) in enumerate(self._words.items(), 1)
        }
        hint = tr("What is half typed is kept.")
        self.back_target = Tab(theme, tr("Back"), tr("Esc"), hint)
        self.back_target.setCheckable(False)
        self.back_target.setAccessibleName(tr("Back to the visit"))
        self._held = label(tr("Ctrl +"), "small", wrap=False)
        box = QHBoxLayout(self)
        box.setContentsMargins(14, 4, 14, 4)
        box.setSpacing(4)
        box.addWidget(self._held)
        for tab, target in self.targets.items():
            target.clicked.connect(lambda _=False, tab=tab: self.chosen.emit(tab))
            box.addWidget(target)
        box.addStretch(1)
        box.addWidget(self.back_target)
        self.back_target.clicked.connect(self.back)

    def show_tab(self, tab: str, counts: Mapping[str, int]) -> None:
        """Mark this one; `counts` says how many things stand under each."""
        self._tab, names = tab, tab_names()
        for each, target in self.targets.items():
            written = counts.get(each, 0)
            self._words[each] = f"{names[each]} ({written})" if written else names[each]
            target.setChecked(each == tab)
            target.setAccessibleName(f"{target.key}: {self._words[each]}")
        self._fit()

    def _fit(self) -> None:
        """All words where they have room."""
        for each, target in self.targets.items():
            target.setText(self._words[each])
        shown = [self._held, *self.targets.values(), self.back_target]
        needed = sum(widget.minimumSizeHint().width() + 4 for widget in shown) + 24
        self._compact = needed > self.width()
        for each, target in self.targets.items():
            if self._compact and each != self._tab:
                target.setText("")
            target.updateGeometry()
        policy = self._held.sizePolicy()
        policy.setRetainSizeWhenHidden(not self._compact)
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
        self._held.setVisible(not count and not self._compact)

    def key(self, key: str) -> bool:
        """Open the tab with this digit; tells whether there is one."""
        for tab, target in self.targets.items():
            if target.key == key:
                self.chosen.emit(tab)
                return True
        return False


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
        self._submits = True
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
        sentence = tr("Still empty: {fields}", fields=more) if missing else tr("Ready to write down.")
        self.still.setText(sentence if self._submits else "")
        self.write.setAccessibleDescription(sentence)
        for target in self.fills.values():
            target.setVisible(bool(missing))

    def say(self, wrong: str = "", done: str = "") -> None:
        """Why it was not written, or that it was; where there is no room for that, the tab's number tells."""
        self.wrong.setText(wrong)
        self.wrong.setVisible(bool(wrong))
        self.done.setText(done)
        self.done.setVisible(bool(done) and not self._bare)
        self.still.setVisible(not done and not self._bare)
        self.setVisible(bool(self._submits or wrong or done))

    def set_bare(self, bare: bool) -> None:
        """On a narrow screen without keys and without what is still empty, which is said when it is pressed."""
        self._bare = bare
        self.still.setVisible(not bare)
        for target in (self.write, *self.fills.values()):
            target.set_bare(bare)

    def key(self, key: str) -> bool:
        """The letter of a code: alone, or with Alt while something is typed."""
        for target in self.fills.values():
            if target.key == f"Alt+{key.upper()}" and target.isVisible():
                target.setFocus(Qt.FocusReason.ShortcutFocusReason)
                target.click()
                return True
        return False
