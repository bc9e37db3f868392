"""Tells which keys of the page count now, draws those and no others, and does what a key asks for."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.ui.page import TwoColumns
from desktop.ui.record.fields import ClockField, KeyTarget, Options, Typed
from desktop.ui.record.flow import Flow
from desktop.ui.record.forms import Forms
from desktop.ui.record.tabs import Foot, Tabs
from desktop.ui.targets import Target

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


class Keys:
    """The keys of one page, whose forms stand in `columns` between `tabs` and `foot`."""

    def __init__(self, forms: Forms, columns: TwoColumns, tabs: Tabs, foot: Foot) -> None:
        self._forms, self._columns, self._tabs, self._foot = forms, columns, tabs, foot

    def _focused(self) -> QWidget | None:
        focused = self._columns.window().focusWidget()
        return focused if self._columns.isAncestorOf(focused) else None

    def _typing(self) -> bool:
        return isinstance(self._focused(), Typed | ClockField)

    def _options(self) -> list[Options]:
        return self._forms.form.options() if self._forms.form is not None else []

    def _active(self) -> Options | None:
        """The choices whose digits count: those that have the focus."""
        focused = self._focused()
        return next((each for each in self._options() if each.has(focused)), None)

    def _picking(self) -> bool:
        picker, focused = self._forms.picker, self._focused()
        return picker is not None and focused is not None and picker.isAncestorOf(focused)

    def draw(self) -> None:
        """The focus moved: show what has it, and the keys that count there."""
        active, focused = self._active(), self._focused()
        for each in self._options():
            each.show_keys(each is active)
        if focused is not None:
            QTimer.singleShot(0, self._columns, self._show_focused)
        self._tabs.show_keys(active is None and not self._typing() and not self._picking())

    def _show_focused(self) -> None:
        """Once it has its place: the line that it belongs to as far as that fits, above all itself."""
        focused = self._focused()
        if focused is None:
            return
        side = self._columns.side_area
        area = side if side.isAncestorOf(focused) else self._columns.main_area
        around = focused.parentWidget()
        if isinstance(around, Flow) and around.height() <= area.viewport().height():
            area.ensureWidgetVisible(around, 0, 4)
        area.ensureWidgetVisible(focused, 0, 4)

    def digit(self, key: str) -> None:
        """A digit or letter, while no field has the focus: a choice, a scan, a code for all others, or a tab."""
        active, picker = self._active(), self._forms.picker
        if active is not None and (active.key(key) or key.isdigit()):
            return
        if picker is not None and self._picking():
            picker.key(key)
        elif not self._foot.key(key):
            self._tabs.key(key)

    def enter(self, target: Target | None) -> None:
        """Press what has the focus; in a line, or where it is chosen already, go on to the next field."""
        chosen = isinstance(target, KeyTarget) and target.isCheckable() and target.isChecked()
        if target is not None and not chosen:
            target.click()
        elif chosen or self._typing():
            self._columns.focusNextChild()

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key asks for that counts while something is typed, too, once while it is held; False for any other key."""
        act = self._act(event)
        if act is None:
            return False
        if not event.isAutoRepeat():
            act()
        event.accept()
        return True

    def _act(self, event: QKeyEvent) -> Callable[[], object] | None:
        """Escape, Ctrl+Enter, Ctrl and a digit (tab), Alt and a digit or letter (code)."""
        key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        digit = key - Qt.Key.Key_0 if Qt.Key.Key_1 <= key <= Qt.Key.Key_9 else 0
        form = self._forms.form
        if key == Qt.Key.Key_Escape:
            return self._tabs.back.emit
        if held == CONTROL and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return self._foot.submit.emit
        if held == CONTROL and digit:
            return lambda: self._tabs.key(str(digit))
        if held == ALT and key in (Qt.Key.Key_N, Qt.Key.Key_U):
            return lambda: self._foot.key("N" if key == Qt.Key.Key_N else "U")
        if held == ALT and digit and form is not None:
            return lambda: form.code_here(digit)
        return None
