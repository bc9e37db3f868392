"""The desks that several files of tests sit down at; a file that needs another one has its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.searching import Searcher


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Searcher]:
    """A desk where everybody is who they say they are, and the page "Visits"."""
    made = Searcher(qtbot, tmp_path)
    yield made
    made.guard.window.close()


@pytest.fixture
def locked(qtbot: QtBot, tmp_path: Path) -> Iterator[Searcher]:
    """The same, where people sign in."""
    made = Searcher(qtbot, tmp_path, pins=True)
    yield made
    made.guard.window.close()
