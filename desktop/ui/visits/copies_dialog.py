"""The print dialog of this PC, for who wants two sides, a tray or several copies: never modal where the system has a dialog of Qt's own."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from desktop.services.reporting import Paper
from desktop.ui.tongue import tr

if TYPE_CHECKING:  # loaded when somebody prints
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter


class PrintDialog(QObject):
    """One at a time. Windows and macOS have dialogs of their own, which keep the keyboard while they are open: a supervisor asks for
    that, the guard's way to print has none. Elsewhere F12 and F1 work over it."""

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self._owner = owner
        self.dialog: QPrintDialog | None = None

    def ask(self, paper: Paper, chosen: "Callable[[QPrinter], None]") -> None:
        """Ask for a printer and how it is to print; `chosen` hears of it, unless somebody cancels."""
        from PySide6.QtGui import QPageSize
        from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter

        self.close()
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        size = QPageSize.PageSizeId.Letter if paper == "letter" else QPageSize.PageSizeId.A4
        printer.setPageSize(QPageSize(size))
        dialog = QPrintDialog(printer, self._owner)
        dialog.setWindowTitle(tr("Print"))
        dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange, on=False)
        dialog.setModal(False)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        dialog.accepted.connect(lambda: chosen(printer))
        self.dialog = dialog
        dialog.show()

    def close(self) -> None:
        """The page is left or covered."""
        if self.dialog is not None:
            self.dialog.hide()
            self.dialog.deleteLater()
            self.dialog = None
