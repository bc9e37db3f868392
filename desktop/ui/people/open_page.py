"""The page that opens a closed record by the passphrase. No visit ever waits for it: F12 and F1 work here as everywhere."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.services.closed import LONGEST
from desktop.ui.page import Strip
from desktop.ui.people.beside import AskPage
from desktop.ui.people.pin import FIELD_PX, SecretField
from desktop.ui.targets import ACT_KEYS, Target, tab_order
from desktop.ui.theme import Theme, label
from desktop.ui.tongue import tr


class PassphraseField(SecretField):
    """Takes words and shows dots, or the words while `plain`. Return goes to the page."""

    def __init__(self) -> None:
        super().__init__()
        self.setMaxLength(LONGEST)
        self.setMinimumWidth(FIELD_PX)
        self.setAccessibleName(tr("Passphrase"))
        self.show_plain(plain=False)

    def show_plain(self, plain: bool) -> None:
        """Show the words, or dots."""
        self.setEchoMode(QLineEdit.EchoMode.Normal if plain else QLineEdit.EchoMode.Password)
        hints = Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        self.setInputMethodHints(hints)
        self.setAccessibleDescription(tr("The words are shown.") if plain else tr("Only dots are shown."))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return goes to the page; Space stands between words."""
        if event.key() in ACT_KEYS and event.key() != Qt.Key.Key_Space:
            event.ignore()
        else:
            super().keyPressEvent(event)


class OpenRecordPage(AskPage):
    """`given` carries the passphrase that was typed, `new_visit` comes with its target. Esc goes back."""

    given = Signal(str)
    opened_by = Qt.Key.Key_F6

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, tr("Officers are here. Open the record later."), "")
        self.wrong = Strip("trouble")
        self.title = label(tr("Open the record"), "question")
        self.told = label("", "help")
        self.field = PassphraseField()
        self.look = Target(theme, tr("Show the words"), "quiet", px=17)
        self.look.setCheckable(True)
        self.look.toggled.connect(self._look)
        self.go_on = Target(theme, tr("Open"), "primary", tr("Enter"), 20)
        self.go_on.setMinimumWidth(FIELD_PX // 2)
        self.go_on.clicked.connect(self._give)
        self.field.textEdited.connect(lambda: self.wrong.say(""))
        self.back.clicked.connect(self.closed)
        words = tr("F12 and F1 work here at once. For a new visit press this, or Esc and N. All is saved.")
        self.lay_out(self._main(), self.side(words))
        self.setAccessibleName(self.title.text())
        tab_order([self, self.field, self.go_on, self.look, self.start, self.back])
        self.show_busy(busy=False)

    def _main(self) -> QWidget:
        main = QWidget()
        main.setAccessibleName(self.title.text())
        column = QVBoxLayout(main)
        column.setContentsMargins(22, 16, 22, 10)
        column.setSpacing(10)
        for each in (self.title, self.wrong, self.told, self.field):
            column.addWidget(each)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.go_on)
        row.addWidget(self.look)
        row.addStretch(1)
        column.addLayout(row)
        column.addSpacing(14)
        column.addWidget(label(tr("WHAT COMES BACK THEN"), "cap"))
        for line in (
            tr("Earlier visits, lists and reports."),
            tr("What was written while the record was closed goes into it, with its times."),
            tr("The visit on the screen goes on where it stands."),
        ):
            column.addWidget(label(f"• {line}", "body"))
        column.addStretch(1)
        return main

    def show_busy(self, busy: bool) -> None:
        """The passphrase is looked at; everything else goes on meanwhile."""
        self.go_on.setEnabled(not busy)
        words = tr("Type the passphrase, then press Enter. You can try as often as you like.")
        self.told.setText(tr("One moment… This takes some seconds.") if busy else words)
        if busy:
            self.wrong.say("")

    def forget(self) -> None:
        """Nothing of the passphrase stays in the field."""
        self.field.clear()
        self.look.setChecked(False)
        self.wrong.say("")

    def _look(self, plain: bool) -> None:
        self.field.show_plain(plain)
        self.look.setText(tr("Hide the words") if plain else tr("Show the words"))
        self.field.setFocus()

    def _give(self) -> None:
        if not self.go_on.isEnabled():
            return
        if words := self.field.take():
            self.given.emit(words)
        else:
            self.refuse(tr("Type the passphrase first."))

    def digit(self, key: str) -> None:
        """Where the field does not have the focus: N opens a visit, all else is typed into it."""
        if key.upper() == "N":
            self.new_visit.emit()
        else:
            self.field.setFocus()
            self.field.insert(key)

    def enter(self, target: Target | None) -> None:
        """Return in the field opens."""
        if target is None:
            self._give()
        else:
            target.click()

    def first_focus(self) -> None:
        """The field."""
        self.field.setFocus()
