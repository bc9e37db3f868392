"""A PIN as it is typed: dots only, by the number keys or by large numbers on the screen; letters are left to the page."""

from PySide6.QtCore import QRegularExpression, Qt, Signal
from PySide6.QtGui import QKeyEvent, QRegularExpressionValidator
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from desktop.ui.targets import ACT_KEYS, Target
from desktop.ui.theme import Theme
from desktop.ui.tongue import tr

MOST_DIGITS = 12
FIELD_PX, PAD_GAP_PX, KEY_PX = 320, 4, 84


class SecretField(QLineEdit):
    """Takes what only one person knows, and gives it away once."""

    def __init__(self) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def take(self) -> str:
        """What was typed; nothing of it stays."""
        typed = self.text()
        self.clear()
        return typed


class PinField(SecretField):
    """Takes digits and shows dots; N, Space and Return go to the page, so that a visit can begin from here in one press."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setValidator(QRegularExpressionValidator(QRegularExpression(f"[0-9]{{0,{MOST_DIGITS}}}"), self))
        self.setMaximumWidth(FIELD_PX)
        self.setAccessibleName(name)
        self.setAccessibleDescription(tr("6 to 12 digits. Only dots are shown."))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters, Space and Return go to the page; a held digit is typed once."""
        plain = event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if plain and (event.text().isalpha() or event.key() in ACT_KEYS):
            event.ignore()
        elif not (event.isAutoRepeat() and event.text().isdigit()):
            super().keyPressEvent(event)


class PinPad(QWidget):
    """The digits as on a telephone, for a hand at the screen. The field keeps the focus."""

    typed, erased = Signal(str), Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # telephones have it so everywhere
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(PAD_GAP_PX)
        for place, key in enumerate((*"123456789", "", "0", "⌫")):
            if not key:
                continue
            made = Target(theme, key, px=22)
            made.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a press leaves the focus in the field
            if key.isdigit():
                made.clicked.connect(lambda *_, key=key: self.typed.emit(key))
            else:
                made.setAccessibleName(tr("Erase the last digit"))
                made.clicked.connect(self.erased)
            grid.addWidget(made, place // 3, place % 3)
        for column in range(3):
            grid.setColumnMinimumWidth(column, KEY_PX)
            grid.setColumnStretch(column, 1)

    def types_into(self, field: PinField) -> None:
        """Whatever is pressed goes into this field."""
        self.typed.connect(field.insert)
        self.erased.connect(field.backspace)
