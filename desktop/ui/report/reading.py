"""The report as plain text on the screen: to be read aloud, searched by eye at any size, selected and copied."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import (
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QKeyEvent,
    QResizeEvent,
    QShowEvent,
    QTextOption,
)
from PySide6.QtWidgets import QPlainTextEdit

from desktop.ui.targets import ACT_KEYS
from desktop.ui.theme import Theme
from desktop.ui.tongue import tr

TEXT_PX = 17
FEWEST, MOST = 40, 100
"""Letters in a line."""


class Reading(QPlainTextEdit):
    """Read-only; `columns` tells how many letters a line may have so that none needs scrolling to the side."""

    columns = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._told = 0
        self._later = QTimer(self, interval=0, singleShot=True)
        self._later.timeout.connect(self._tell)
        by = Qt.TextInteractionFlag
        self.setTextInteractionFlags(by.TextSelectableByMouse | by.TextSelectableByKeyboard)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        face = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        face.setPixelSize(TEXT_PX)
        face.setStyleHint(QFont.StyleHint.Monospace)
        self.setFont(face)
        self.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAlwaysOn
        )  # else the lines had more room before
        self.setAccessibleName(tr("The report as text"))
        self.setPlaceholderText(tr("Being made …"))
        families = face.family()
        self.setStyleSheet(
            f"QPlainTextEdit {{ background: {theme.panel}; color: {theme.ink}; border: 2px solid {theme.edge};"
            f" border-radius: 8px; padding: 10px; font-family: '{families}'; font-size: {TEXT_PX}px;"
            f" selection-background-color: {theme.accent}; selection-color: {theme.accent_ink}; }}"
            f" QPlainTextEdit:focus {{ border: 4px solid {theme.accent}; }}"
        )

    def show_text(self, text: str) -> None:
        """Show a text, from its beginning."""
        if text != self.toPlainText():
            self.setPlainText(text)

    def ask(self) -> None:
        """Another text is wanted, in lines of the length that there is room for."""
        self._told = 0
        self._later.start()

    def _tell(self) -> None:
        letter = max(1.0, QFontMetricsF(self.font()).horizontalAdvance("0"))
        room = self.viewport().width() - 2 * self.document().documentMargin() - 1
        columns = max(FEWEST, min(MOST, int(room / letter)))
        if self.isVisible() and columns != self._told:
            self._told = columns
            self.columns.emit(columns)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, lines of another length."""
        super().resizeEvent(event)
        self._later.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Nothing is made for nobody: the text is asked for when it is looked at."""
        super().showEvent(event)
        self._later.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move in the text; letters, digits, Return and Esc are the page's."""
        if event.key() in (*ACT_KEYS, Qt.Key.Key_Escape) or (
            event.text().isalnum() and not event.modifiers()
        ):
            event.ignore()
        else:
            super().keyPressEvent(event)
