"""A guard at the real window over a real record: types keys, waits for paint, and reads what can be seen."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop import paths
from desktop.app import App
from desktop.services.views import QuestionView, VisitView
from desktop.ui.main_window import MainWindow
from desktop.ui.session import Session
from desktop.wall import FixedClock, zone

ZONE = "America/New_York"
NOON = "2026-07-15T12:00:00-04:00"
FACILITIES = paths.resources() / "facilities"

Facts = Mapping[str, str | list[str]]

ENTRY: Facts = {
    "danger": "none",
    "visitor": "federal",
    "purpose": ["enter"],
    "identified": "all",
    "destination": "nonpublic",
    "paper": "shown",
    "form": "on_paper",
    "more_papers": "no",
}
I200: Facts = {
    **ENTRY,
    "paper_top": "homeland_security",
    "signer": "immigration_officer",
    "agency_form": "i200",
}
AO93: Facts = {
    **ENTRY,
    "paper_top": "court_federal",
    "signer": "judge",
    "title": "search_warrant",
    "secret": "no",
    "place": "matches",
    "date_issued": "2026-07-14",
    "execute_by": "2026-07-20",
    "district": "eastern",
    "defects": [],
}


class Guard:
    """Somebody at the desk. The window is shown and its record open when this returns."""

    def __init__(
        self,
        bot: QtBot,
        home: Path,
        facility: str = "sample-school",
        size: tuple[int, int] = (1366, 768),
        opens: bool = True,
    ) -> None:
        self.bot = bot
        self.clock = FixedClock(NOON, zone(ZONE), ZONE)
        self.app = App(paths.places(home, {}), FACILITIES / f"{facility}.toml", self.clock)
        bot.addWidget(self.window)
        self.window.resize(*size)
        self.window.show()
        bot.waitExposed(self.window)
        self.window.activateWindow()
        if opens:
            self.settle()

    @property
    def window(self) -> MainWindow:
        """The window."""
        return self.app.window

    @property
    def session(self) -> Session:
        """The open desk."""
        assert self.window.session is not None
        return self.window.session

    @property
    def view(self) -> VisitView:
        """The visit on the screen."""
        assert self.window.view is not None
        return self.window.view

    @property
    def question(self) -> QuestionView:
        """The question on the screen."""
        assert self.window.pages.currentWidget() is self.window.walk
        assert self.window.walk.view is not None
        return self.window.walk.view

    @property
    def outcomes(self) -> list[str]:
        """The outcomes on the screen, the large one first."""
        assert self.window.pages.currentWidget() is self.window.outcome
        assert self.window.outcome.view is not None
        return [panel.id for panel in self.window.outcome.view.panels]

    def settle(self) -> None:
        """Wait until what is meant to be seen was painted."""
        self.bot.waitUntil(lambda: self.window.session is not None and self.window.gate.is_open)

    def key(self, *keys: Qt.Key | str) -> None:
        """Press keys one after the other, as at a keyboard: on what has the focus, waiting for each page."""
        for key in keys:
            code = Qt.Key(ord(key.upper())) if isinstance(key, str) else key
            QTest.keyClick(QApplication.focusWidget() or self.window, code)
            self.settle()

    def give(self, value: str | Sequence[str]) -> None:
        """Answer the question on the screen by its keys."""
        view = self.question
        if view.kind == "date":
            assert isinstance(value, str)
            year, month, day = value.split("-")
            for digit in f"{month}{day}{year}":
                QTest.keyClick(QApplication.focusWidget() or self.window, Qt.Key(ord(digit)))
            self.key(Qt.Key.Key_Return)
            return
        keys = {choice.value: choice.key for choice in (*view.choices, view.unsure)}
        if isinstance(value, str):
            self.key(keys[value])
            return
        if not value:
            none = self.window.walk.findChild(QWidget, "none-of-these")
            assert none is not None
            none.setFocus()
            self.key(Qt.Key.Key_Return)
        self.key(*(keys[each] for each in value), Qt.Key.Key_Return)

    def walk(self, facts: Facts) -> "Guard":
        """Open a visit and answer what is asked, by keys, until the facts have no answer or it comes to an outcome."""
        self.key("n")
        while self.window.pages.currentWidget() is self.window.walk and self.question.step in facts:
            self.give(facts[self.question.step])
        return self

    def shown(self, widget: QWidget | None = None) -> str:
        """All words that can be seen, joined."""
        labels = (widget or self.window).findChildren(QLabel)
        return " | ".join(each.text() for each in labels if each.isVisible() and each.text())
