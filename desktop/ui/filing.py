"""Qt's own file dialog over a page: never modal, so that the emergency keys go on working and stay in sight below it."""

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.ui.page import Page
from desktop.ui.theme import TARGET_PX, Theme


def file_dialog(owner: QWidget, theme: Theme, title: str, folder: str) -> QFileDialog:
    """A dialog in `folder` over the page that `owner` stands in; whoever asks for it shows it, and closes it with the page."""
    dialog = QFileDialog(owner, title, folder)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setViewMode(QFileDialog.ViewMode.Detail)
    dialog.setStyleSheet(_sheet(theme))
    dialog.setModal(False)
    page: QWidget = owner
    while not isinstance(page, Page) and (parent := page.parentWidget()) is not None:
        page = parent
    dialog.setGeometry(QRect(page.mapToGlobal(page.rect().topLeft()), page.size()))
    return dialog


def _sheet(theme: Theme) -> str:
    """Qt's dialog in the window's type and colours."""
    edge = f"border: 1px solid {theme.edge}; border-radius: 8px; background: {theme.panel}"
    return f"""
QFileDialog {{ background: {theme.page}; }}
QFileDialog QWidget {{ font-size: 17px; color: {theme.ink}; }}
QFileDialog QAbstractItemView, QFileDialog QHeaderView::section {{ background: {theme.panel}; }}
QFileDialog QPushButton, QFileDialog QToolButton {{ {edge}; min-height: {TARGET_PX - 6}px; min-width: 50px;
    padding: 0 10px; }}
"""
