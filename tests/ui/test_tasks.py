"""Work off the window's thread comes back to it, with its result or its fault."""

import threading

from pytestqt.qtbot import QtBot

from desktop.ui.tasks import Tasks


def test_work_runs_elsewhere_and_its_result_comes_back_to_the_windows_thread(qtbot: QtBot) -> None:
    """The window goes on painting meanwhile, and only its own thread touches widgets."""
    tasks, seen = Tasks(), list[tuple[int, int]]()
    tasks.run(threading.get_ident, lambda there: seen.append((there, threading.get_ident())), lambda _: None)
    assert tasks.busy
    qtbot.waitUntil(lambda: bool(seen))
    there, here = seen[0]
    assert here == threading.get_ident()
    assert there != here
    assert not tasks.busy


def test_a_fault_in_the_work_is_handed_over_and_never_swallowed(qtbot: QtBot) -> None:
    """Whoever asked hears of it."""
    tasks, faults = Tasks(), list[Exception]()

    def work() -> None:
        raise OSError(5, "the stick was pulled out")

    tasks.run(work, lambda _: None, faults.append)
    qtbot.waitUntil(lambda: bool(faults))
    assert isinstance(faults[0], OSError)


def test_with_patience_the_end_leaves_behind_what_hangs(qtbot: QtBot) -> None:
    """Its result is handed over when it comes to itself, and what has ended loses nothing either."""
    tasks, seen, goes_on, there = Tasks(patience_s=0.0), list[object](), threading.Event(), threading.Event()
    tasks.run(goes_on.wait, seen.append, seen.append)
    tasks.run(there.set, lambda _: seen.append("set"), seen.append)
    there.wait()
    tasks.end()
    assert True not in seen
    assert tasks.busy
    goes_on.set()
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert sorted(map(str, seen)) == ["True", "set"]


def test_the_end_waits_and_hands_over_what_came_out(qtbot: QtBot) -> None:
    """A window that closes loses nothing that was under way; each result is handed over once."""
    tasks, seen = Tasks(), list[object]()
    tasks.run(lambda: 1, seen.append, seen.append)
    tasks.end()
    assert seen == [1]
    tasks.run(lambda: 2, seen.append, seen.append)
    qtbot.waitUntil(lambda: len(seen) > 1)
    assert seen == [1, 2]
