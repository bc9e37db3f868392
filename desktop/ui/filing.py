"""Qt's own file dialog over a page: never modal, so that the emergency keys go on working and stay in sight below it."""

from PySide6.QtCore import QDir, QRect, Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QLayout, QSplitter, QWidget

from desktop.ui.page import Page
from desktop.ui.theme import LIGHT, NARROW_PX, TARGET_PX, Theme

PLACES_PX = 200
"""Width of the list of places at the side; Qt would keep that of the latest dialog, of any program."""


class Forgetful(QFileDialog):
    """Qt keeps, in clear and for every program, which folders were looked into last; of ours it learns the home folder only."""

    def hideEvent(self, event: QHideEvent) -> None:
        """However it is closed."""
        super().hideEvent(event)
        self.setHistory([])
        self.setDirectory(QDir.homePath())


def file_dialog(owner: QWidget, theme: Theme, title: str, folder: str) -> QFileDialog:
    """A dialog in `folder` over the page that `owner` stands in; whoever asks for it shows it, and closes it with the page."""
    dialog = Forgetful(owner, title, folder)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setViewMode(QFileDialog.ViewMode.Detail)
    dialog.setStyleSheet(_sheet(theme))
    dialog.setModal(False)
    page: QWidget = owner
    while not isinstance(page, Page) and (parent := page.parentWidget()) is not None:
        page = parent
    if page.width() < NARROW_PX:
        _shorten(dialog)
    for splitter in dialog.findChildren(QSplitter):
        splitter.setSizes([PLACES_PX, page.width() - PLACES_PX])
    if (layout := dialog.layout()) is not None:  # it scrolls inside; it never grows over the emergency keys
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
    dialog.setMinimumSize(1, 1)
    dialog.setGeometry(QRect(page.mapToGlobal(page.rect().topLeft()), page.size()))
    return dialog


def _shorten(dialog: QFileDialog) -> None:
    """Leave out what a small screen has no room for: the kinds of file, the ways of showing, the places at the side."""
    ways = [f"{name}Button" for name in ("back", "forward", "listMode", "detailMode")]
    for name in ("fileTypeCombo", "fileTypeLabel", "sidebar", *ways):
        part = dialog.findChild(QWidget, name)
        if isinstance(part, QWidget):
            part.hide()
    for box in dialog.findChildren(QDialogButtonBox):
        box.setOrientation(Qt.Orientation.Horizontal)


def _sheet(theme: Theme) -> str:
    """Qt's dialog in the window's type and colours."""
    edge = f"border: 1px solid {theme.edge}; border-radius: 8px; background: {theme.panel}"
    return f"""
QFileDialog {{ background: {theme.page}; }}
QFileDialog QWidget {{ font-size: 17px; color: {theme.ink}; }}
QFileDialog QAbstractItemView, QFileDialog QHeaderView::section {{ background: {theme.panel}; }}
QFileDialog QPushButton, QFileDialog QToolButton {{ {edge}; min-height: {TARGET_PX - 6}px; min-width: 50px;
    padding: 0 10px; }}
QFileDialog QToolButton {{ background: {LIGHT.panel}; }}
"""
