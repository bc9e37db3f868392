"""The locked screen tells what cannot wait, and leaves the rest to whoever signs in."""

from pytestqt.qtbot import QtBot

from desktop.services.notices import DAMAGED, WORDS
from desktop.ui.people.locked import LockedPage
from desktop.ui.theme import LIGHT


def test_only_what_it_is_called_for_stands_on_the_locked_screen(qtbot: QtBot) -> None:
    page = LockedPage(LIGHT)
    qtbot.addWidget(page)
    later = WORDS["recovery_unproved"], "No area is listed. Treat all of it as not public. Tell IT."
    page.show_locked("Sample School 900", (), "", later, lambda line: None)
    assert page.notice.words == ""
    page.show_locked("Sample School 900", (), "", (*later, DAMAGED), lambda line: None)
    assert page.notice.words == "Part of the record on this PC is damaged"
