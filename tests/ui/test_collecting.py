"""Garbage is collected on the window's thread only, or a worker would end the widgets of a former window."""

import gc
import threading
import weakref
from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.ui.collecting import collector
from tests.ui.guard import Guard


class Ring:
    """Garbage that only a collection finds; `ends` is told the thread in which it went."""

    def __init__(self, ends: list[int]) -> None:
        self.itself = self
        weakref.finalize(self, lambda: ends.append(threading.get_ident()))


def rings(ends: list[int]) -> None:
    """So many that Python would collect."""
    for _ in range(5 * gc.get_threshold()[0]):
        Ring(ends)


def in_a_worker(ends: list[int]) -> int:
    """Make garbage in a thread of its own; the thread's number."""
    worker = threading.Thread(target=rings, args=(ends,))
    worker.start()
    worker.join()
    assert worker.ident is not None
    return worker.ident


def test_what_a_worker_leaves_is_collected_on_the_windows_thread(qtbot: QtBot, tmp_path: Path) -> None:
    guard = Guard(qtbot, tmp_path)
    ends: list[int] = []
    in_a_worker(ends)
    assert ends == []
    there = collector()
    assert there is not None
    there.look()
    assert set(ends) == {threading.get_ident()}
    guard.window.close()


def test_after_the_last_desk_python_collects_by_itself_again(qtbot: QtBot, tmp_path: Path) -> None:
    """The control: then a worker does collect."""
    first, second = Guard(qtbot, tmp_path / "1"), Guard(qtbot, tmp_path / "2")
    first.window.close()
    assert not gc.isenabled()
    second.window.close()
    assert gc.isenabled()
    ends: list[int] = []
    assert in_a_worker(ends) in ends


def test_other_colors_keep_it(qtbot: QtBot, tmp_path: Path) -> None:
    """A new window goes on with the desk that is open."""
    guard = Guard(qtbot, tmp_path)
    guard.app.set_theme("night")
    guard.settle()
    assert not gc.isenabled()
    QApplication.processEvents()
    gc.collect()  # else qtbot would close the window that is gone
    guard.window.close()
    assert gc.isenabled()
