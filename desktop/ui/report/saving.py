"""Where a report is to be saved: a path that can be typed or chosen, and a second press before another file is replaced or a
folder is made."""

import os
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QDir, QEvent, QObject, QSize, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QScrollArea, QSizePolicy, QVBoxLayout

from desktop.ui.filing import file_dialog
from desktop.ui.page import announce
from desktop.ui.record.fields import Typed
from desktop.ui.record.flow import Flow
from desktop.ui.targets import Target
from desktop.ui.theme import Theme, label
from desktop.ui.tongue import tr

Kind = Literal["pdf", "txt", "folder"]
"""A file with this ending, or a folder for several."""

Agreed = Literal["", "replace", "folder"]
"""What a second press of Save agrees to: that another file is replaced, or that a folder is made."""


class Yielding(QScrollArea):
    """As high as what it holds needs at its width; scrolls where there is less room."""

    def __init__(self) -> None:
        super().__init__()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What it holds says more or less than before."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

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
    """Asks for a path. `saved` carries kind, whole path (of a file or a folder) and what is agreed to; `left` comes when it closes."""

    saved = Signal(str, str, str)
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.kind: Kind = "pdf"
        self._name, self._busy = "", False
        self._agreed: Agreed = ""
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
        self.path.edited.connect(lambda _: self.ask_anew())
        self.save.clicked.connect(self.submit)
        self.choose.clicked.connect(self._choose)
        self.cancel.clicked.connect(self.leave)
        self.hide()

    def ask(self, kind: Kind, name: str) -> None:
        """Ask where; `name` is what the file may be called, without ending. What was typed before is kept no longer."""
        self.kind, self._name = kind, name
        self.ready()
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self.path.put(QDir.toNativeSeparators(f"{folder or QDir.homePath()}/{called(name, kind)}"))
        words = {"pdf": tr("Save as PDF"), "txt": tr("Save as text"), "folder": tr("Save in a folder")}
        self.heading.setText(words[kind])
        self.ask_anew()
        self.show()
        self.path.setFocus()

    def ask_anew(self) -> None:
        """Another path, or another content: nothing that was said of the former one holds."""
        self._agreed = ""
        self._call(tr("Save"))
        self.say("")

    def _call(self, words: str) -> None:
        self.save.setText(words)
        self.save.setAccessibleName(words)

    def _typed(self) -> Path | None:
        """The whole path that stands there; None where there is none."""
        typed = self.path.text.strip()
        try:
            path = Path(typed).expanduser()
        except RuntimeError:  # ~somebody who is not on this PC
            return None
        if typed.endswith(("/", os.sep)):
            path = path / called(self._name, self.kind)
        return path if path.is_absolute() and path.name else None

    def submit(self) -> None:
        """Save there; nothing while it is being saved."""
        if self._busy:
            return
        path = self._typed()
        if path is None:
            whole = tr("Type the whole path: the folder and the name of the file. Or press “Choose”.")
            folder = tr("Type the whole path of the folder. Or press “Choose”.")
            self.say(folder if self.kind == "folder" else whole)
            return
        self.saved.emit(self.kind, str(path), self._agreed)

    def wait(self, words: str) -> None:
        """It is under way: the path stays as it is, and the focus stays in the form."""
        self._busy = True
        if self.save.hasFocus() or self.choose.hasFocus():
            self.path.setFocus()
        self.path.setReadOnly(True)
        for target in (self.save, self.choose):
            target.setEnabled(False)
        self._call(words)

    def ready(self) -> None:
        """It is under way no more."""
        self._busy = False
        self.path.setReadOnly(False)
        for target in (self.save, self.choose):
            target.setEnabled(True)
        self._call(tr("Save"))

    def ask_again(self, sentence: str, agreed: Agreed = "replace") -> None:
        """Another file is there, or no folder: the next press of Save agrees to this."""
        self._agreed = agreed
        if agreed == "replace":
            self._call(tr("Replace the files") if self.kind == "folder" else tr("Replace the file"))
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
        self.ready()
        if not self.isHidden():
            self.hide()
            self.left.emit()

    def _choose(self) -> None:
        """Look through the folders of this computer; the dialog asks nothing twice, the form does."""
        self.close_dialog()
        path = file_in(self._typed() or Path(QDir.homePath()), self._name, self.kind)
        folder = str(path.parent) if os.path.isdir(path.parent) else QDir.homePath()  # noqa: PTH112 - no name is too long for it
        dialog = file_dialog(self, self._theme, self.heading.text(), folder)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        if self.kind == "folder":
            dialog.setFileMode(QFileDialog.FileMode.Directory)
            dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        else:
            dialog.setFileMode(QFileDialog.FileMode.AnyFile)
            dialog.setDefaultSuffix(self.kind)
            dialog.selectFile(path.name)
        dialog.fileSelected.connect(self._chosen)
        dialog.show()
        self._dialog = dialog

    def _chosen(self, path: str) -> None:
        self.path.put(QDir.toNativeSeparators(path))
        self.ask_anew()
        self.save.setFocus()

    def close_dialog(self) -> None:
        """The page is left or covered."""
        if self._dialog is not None:
            self._dialog.hide()
            self._dialog.deleteLater()
            self._dialog = None


def called(name: str, kind: Kind) -> str:
    """A name with the ending of its kind."""
    return name if kind == "folder" else f"{name}.{kind}"


def file_in(path: Path, name: str, kind: Kind) -> Path:
    """The file that a path means: in a folder one of this name; its ending is added where it is missing. It looks at the disk. Of a
    folder the path itself."""
    if kind == "folder":
        return path
    if os.path.isdir(path):  # noqa: PTH112 - Path.is_dir raises where a name is too long
        return path / called(name, kind)
    return path if path.suffix.lower() == f".{kind}" else path.with_name(f"{path.name}.{kind}")
