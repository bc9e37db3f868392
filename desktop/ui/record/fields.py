"""What a form is made of: a field that keeps what is typed and can mark words in it, choices with digits, chips, a time."""

from collections.abc import Callable, Sequence
from datetime import time

from PySide6.QtCore import QMimeData, QObject, QRegularExpression, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QRegularExpressionValidator,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from desktop.services.views import ChoiceView
from desktop.ui.targets import ACT_KEYS, Target
from desktop.ui.theme import TARGET_PX, Theme, font
from desktop.ui.tongue import tr

FILLS = (Qt.Key.Key_N, Qt.Key.Key_U)
"""With Alt they put a code into every empty field."""

ALTS = (*FILLS, Qt.Key.Key_H, Qt.Key.Key_M)
"""What a page or the bar does with Alt while something is typed."""

EMPTY_BOX = "\u200b"
"""A key that is drawn as its box alone."""

CHIP_PAD_PX = 9

CONTROL = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class Typed(QPlainTextEdit):
    """A field for words, of one line or of several. `edited` comes with each change made by a person.

    Tab, Escape, Ctrl+Return and, in one line, Return are left to the page.
    """

    edited = Signal(str)

    def __init__(self, theme: Theme, name: str, hint: str = "", lines: int = 1) -> None:
        super().__init__()
        self._theme, self._single, self._setting = theme, lines == 1, False
        self.setFont(font(18))
        self.setAccessibleName(name)
        self.setAccessibleDescription(hint)
        if not self._single:
            self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        self.setStyleSheet(_sheet(theme, self._single))
        self._high = TARGET_PX if self._single else lines * self.fontMetrics().lineSpacing() + 24
        if self._single:
            self.setFixedHeight(TARGET_PX)
            self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
            self.setWordWrapMode(QTextOption.WrapMode.NoWrap)
            self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        else:
            self.setMinimumHeight(self._high)
        self.textChanged.connect(self._changed)

    @property
    def text(self) -> str:
        """What stands in it."""
        return self.toPlainText()

    def put(self, text: str) -> None:
        """Show a text that nobody has typed now; the end of it can be gone on with."""
        self._setting = True
        self.setPlainText(text)
        self.moveCursor(QTextCursor.MoveOperation.End)
        self._setting = False

    def mark(self, spots: Sequence[tuple[int, int]]) -> None:
        """Mark these (start, end) of `text`; none takes the marks away."""
        marks = []
        text = self.text
        for start, end in spots:
            cursor = self.textCursor()
            cursor.setPosition(_units(text, start))
            cursor.setPosition(_units(text, end), QTextCursor.MoveMode.KeepAnchor)
            style = QTextCharFormat()
            style.setBackground(QColor(self._theme.hold))
            style.setForeground(QColor(self._theme.hold_ink))
            style.setFontUnderline(True)
            made = QTextEdit.ExtraSelection()
            made.cursor, made.format = cursor, style
            marks.append(made)
        self.setExtraSelections(marks)

    def sizeHint(self) -> QSize:
        """A line of some twenty letters; it grows with its place."""
        return QSize(200, self._high)

    def minimumSizeHint(self) -> QSize:
        """Never wider than a small window."""
        return QSize(160, TARGET_PX)

    def _changed(self) -> None:
        if not self._setting:
            if self.extraSelections():
                self.mark(())
            self.edited.emit(self.text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave to the page what is not typing."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        digit = event.modifiers() & CONTROL and Qt.Key.Key_0 <= event.key() <= Qt.Key.Key_9
        fills = event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in ALTS
        if (enter and (self._single or control)) or digit or fills or event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """One line stays one; what is pasted is plain text."""
        text = source.text()
        self.insertPlainText(" ".join(text.split()) if self._single else text)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """A dropped file is for the page, not for a field."""
        return source.hasText() and not source.hasUrls()


def _sheet(theme: Theme, single: bool) -> str:
    """The field's look: as high as a target, which keeps 3 px free for its ring."""
    above = 5 if single else 4
    return f"""
QPlainTextEdit {{ border: 2px solid {theme.edge}; border-radius: 8px; margin: 3px; padding: {above}px 8px;
    background: {theme.panel}; color: {theme.ink}; placeholder-text-color: {theme.soft_ink}; }}
QPlainTextEdit:focus {{ border: 4px solid {theme.accent}; padding: {above - 2}px 6px; }}
"""


def _units(text: str, place: int) -> int:
    """Qt counts UTF-16 units, Python code points."""
    return len(text[:place].encode("utf-16-le")) // 2


class KeyTarget(Target):
    """A target whose key is drawn only while the key counts; else an empty box, or a tick where it is chosen."""

    def __init__(
        self, theme: Theme, text: str, key: str, look: str = "plain", px: int = 18, hint: str = ""
    ) -> None:
        super().__init__(theme, text, look, key, px, hint)
        self.key, self._bare = key, False

    def show_key(self, counts: bool) -> None:
        """Draw the key, or keep its place free."""
        self._key = "" if self._bare else self.key if counts else EMPTY_BOX
        self.update()

    def set_bare(self, bare: bool) -> None:
        """Without any room for the key, where a line is short of it."""
        self._bare = bare
        self.show_key(True)
        self.updateGeometry()


class Chip(Target):
    """A small thing that is on or off, with a tick in its words while it is on; "refused", "not shown" …"""

    def __init__(self, theme: Theme, text: str, hint: str = "") -> None:
        super().__init__(theme, text, px=17, hint=hint)
        self._plain, self._pad = text, CHIP_PAD_PX - 2
        self.setCheckable(True)
        self.toggled.connect(lambda on: self.setText(f"✓ {text}" if on else text))

    def sizeHint(self) -> QSize:
        """With room for the tick, so that nothing moves."""
        width = self.fontMetrics().horizontalAdvance(f"✓ {self._plain}")
        return QSize(width + 2 * CHIP_PAD_PX, TARGET_PX)


class Options(QObject):
    """Choices of which one may be on. `one` of them always is where `must` is set. Their keys count while one has the focus.

    `changed` comes with each choice made by a person.
    """

    changed = Signal()

    def __init__(self, theme: Theme, choices: Sequence[ChoiceView], about: str, must: str = "") -> None:
        super().__init__()
        self._must = must
        self.targets: dict[str, KeyTarget] = {}
        for number, choice in enumerate(choices, 1):
            made = KeyTarget(theme, choice.label, choice.key or str(number), px=17)
            made.setCheckable(True)
            made.setAccessibleName(f"{about}: {choice.label}")
            made.clicked.connect(lambda _=False, value=choice.value: self._press(value))
            made.show_key(False)
            self.targets[choice.value] = made
        if must:
            self.choose(must)

    @property
    def chosen(self) -> str:
        """The value that is on, "" for none."""
        return next((value for value, target in self.targets.items() if target.isChecked()), "")

    def label(self, value: str) -> str:
        """The words of a value."""
        return self.targets[value].text() if value in self.targets else value

    def choose(self, value: str) -> None:
        """Turn one on and the others off; "" turns all off."""
        for each, target in self.targets.items():
            target.setChecked(each == value)

    def _press(self, value: str) -> None:
        self.choose(value if self.targets[value].isChecked() or self._must else "")
        self.changed.emit()

    def has(self, widget: QWidget | None) -> bool:
        """It is one of these targets."""
        return widget is not None and any(widget is target for target in self.targets.values())

    def show_keys(self, count: bool) -> None:
        """Draw the keys while they count."""
        for target in self.targets.values():
            target.show_key(count)

    def key(self, key: str) -> bool:
        """Choose the one with this key, pressed once or twice; tells whether there is one."""
        for value, target in self.targets.items():
            if target.key == key.upper():
                target.setFocus(Qt.FocusReason.ShortcutFocusReason)
                self.choose(value)
                self.changed.emit()
                return True
        return False


class ClockField(QLineEdit):
    """A time of today, typed as four digits; letters, Space and Return are left to the page."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setValidator(QRegularExpressionValidator(QRegularExpression("[0-9]{0,2}:?[0-9]{0,2}"), self))
        self.setAccessibleName(name)
        self.setPlaceholderText(tr("hh:mm"))
        self.setFixedWidth(156)
        self.setMinimumHeight(TARGET_PX)
        self.textEdited.connect(self._edited)

    def _edited(self, text: str) -> None:
        digits = text.replace(":", "")
        shown = f"{digits[:2]}:{digits[2:]}" if len(digits) > 2 else digits
        if shown != text:
            self.setText(shown)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Only digits are typed here."""
        if event.key() in ACT_KEYS or event.text().isalpha() or event.modifiers() & CONTROL:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def typed(self) -> str:
        """ "HH:MM", or "" where there is no such time. "905" is 09:05."""
        digits = self.text().replace(":", "")
        if len(digits) not in (3, 4):
            return ""
        hour, minute = int(digits[:-2]), int(digits[-2:])
        return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else ""


Now = Callable[[], time]
"""The facility's time of day."""
