"""Where a report is to be saved: a path that can be typed or chosen, and a second press before another file is replaced."""

from pathlib import Path
from typing import Literal

from PySide6.QtCore import QDir, QSize, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QScrollArea, QSizePolicy, QVBoxLayout

from desktop.ui.filing import file_dialog
from desktop.ui.page import announce
from desktop.ui.record.fields import Typed
from desktop.ui.record.flow import Flow
from desktop.ui.targets import Target
from desktop.ui.theme import Theme, label
from desktop.ui.tongue import tr

Kind = Literal["pdf", "txt"]


class Yielding(QScrollArea):
    """As high as what it holds needs at its width; scrolls where there is less room."""

    def __init__(self) -> None:
        super().__init__()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        """A narrow one is higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Px of what it holds."""
        inner = self.widget()
        layout = inner.layout() if inner is not None else None
        return 0 if layout is None else layout.totalHeightForWidth(width)

    def sizeHint(self) -> QSize:
        """At its own width."""
        return QSize(super().sizeHint().width(), self.heightForWidth(self.width()))


class SaveForm(QFrame):
    """Asks for a path. `saved` carries kind, whole path and whether another file there is replaced; `left` comes when it closes."""

    saved = Signal(str, str, bool)
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.kind: Kind = "pdf"
        self._replaces = False
        self._dialog: QFileDialog | None = None
        self.heading, self.words = label("", "strong"), label("", "danger")
        self.path = Typed(theme, tr("File"))
        self.save = Target(theme, tr("Save"), "primary")
        self.choose, self.cancel = (
            Target(theme, tr("Choose …")),
            Target(theme, tr("Cancel"), "quiet", "Esc"),
        )
        self.choose.setAccessibleName(tr("Choose a folder and a name"))
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 8, 16, 10)
        box.setSpacing(6)
        for widget in (self.heading, self.path, self.words, Flow(self.save, self.choose, self.cancel)):
            box.addWidget(widget)
        self.path.edited.connect(lambda _: self._edited())
        self.save.clicked.connect(self.submit)
        self.choose.clicked.connect(self._choose)
        self.cancel.clicked.connect(self.leave)
        self.hide()

    def ask(self, kind: Kind, name: str) -> None:
        """Ask where; `name` is what the file may be called, without ending. What was typed before is kept no longer."""
        self.kind = kind
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self.path.put(QDir.toNativeSeparators(f"{folder or QDir.homePath()}/{name}.{kind}"))
        self.heading.setText(tr("Save as PDF") if kind == "pdf" else tr("Save as text"))
        self._edited()
        self.show()
        self.path.setFocus()

    def _edited(self) -> None:
        """Another path: nothing that was said of the former one holds."""
        self._replaces = False
        self.save.setText(tr("Save"))
        self.save.setAccessibleName(self.save.text())
        self.say("")

    def submit(self) -> None:
        """Save there."""
        typed = self.path.text.strip()
        path = Path(typed).expanduser() if typed else Path()
        if not path.is_absolute() or not path.name:
            self.say(tr("Type the whole path: the folder and the name of the file. Or press “Choose”."))
            return
        if path.suffix.lower() != f".{self.kind}":
            path = path.with_name(f"{path.name}.{self.kind}")
        self.saved.emit(self.kind, str(path), self._replaces)

    def ask_again(self, sentence: str) -> None:
        """Another file is there: the next press of Save replaces it."""
        self._replaces = True
        self.save.setText(tr("Replace the file"))
        self.save.setAccessibleName(self.save.text())
        self.say(sentence)
        self.path.setFocus()  # Return on the same target again must be meant

    def say(self, words: str) -> None:
        """Why it is not saved."""
        self.words.setText(words)
        self.words.setVisible(bool(words))
        announce(self, words)

    def leave(self) -> None:
        """Ask no more."""
        self.close_dialog()
        if not self.isHidden():
            self.hide()
            self.left.emit()

    def _choose(self) -> None:
        """Look through the folders of this computer; the dialog asks nothing twice, the form does."""
        self.close_dialog()
        path = Path(self.path.text.strip()).expanduser()
        folder = str(path.parent) if path.parent.is_dir() else QDir.homePath()
        dialog = file_dialog(self, self._theme, self.heading.text(), folder)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialog.setDefaultSuffix(self.kind)
        dialog.selectFile(path.name)
        dialog.fileSelected.connect(self._chosen)
        dialog.show()
        self._dialog = dialog

    def _chosen(self, path: str) -> None:
        self.path.put(QDir.toNativeSeparators(path))
        self._edited()
        self.save.setFocus()

    def close_dialog(self) -> None:
        """The page is left or covered."""
        if self._dialog is not None:
            self._dialog.hide()
            self._dialog.deleteLater()
            self._dialog = None
