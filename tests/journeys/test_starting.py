"""The window is seen before what is heavy is loaded, and an emergency key that is pressed that early is on record."""

import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop import paths
from desktop.starting import Start

HEAVY = (
    "PIL", "asyncio", "click", "cryptography", "desktop.reports", "desktop.services", "desktop.store", "pi_heif", "pyhanko",
    "pypdfium2", "pyrage", "pysat", "reportlab", "shamir_mnemonic", "sqlcipher3", "sqlite_utils", "stdnum",
)  # fmt: skip

CHILD = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from desktop import paths
from desktop.starting import Start
qt = QApplication([])
start = Start(paths.places(Path(sys.argv[1]), {}))
heavy = set(sys.argv[2:])
def tell(when):
    print(when, *sorted(heavy & set(sys.modules)), flush=True)
start.first.opening.painted.connect(lambda: tell("first"))
start.built.connect(lambda: start.app.window.desk.painted.connect(lambda: (tell("desk"), qt.quit())))
start.show()
qt.exec()
"""


def test_nothing_heavy_is_loaded_before_the_window_is_seen(tmp_path: Path) -> None:
    """What draws reports, pictures and PDF, what encrypts, and the record's database come after; those that the desk needs do come."""
    command = [sys.executable, "-c", CHILD, str(tmp_path), *HEAVY]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    told = [line.split() for line in ran.stdout.splitlines()]
    assert told[0] == ["first"], ran.stdout
    assert {"sqlcipher3", "sqlite_utils", "desktop.store"} <= set(told[-1]), "the check would see them"
    assert {"reportlab", "PIL", "pyhanko", "pypdfium2", "pysat", "asyncio"}.isdisjoint(told[-1])


def start(tmp_path: Path) -> Start:
    """A desk that is started as people start it."""
    return Start(paths.places(tmp_path, {}), paths.resources() / "facilities" / "sample-school.toml")


def test_an_emergency_key_that_comes_before_the_record_is_open_is_on_record(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """It is pressed on the first window, and the visit begins with it as soon as it can."""
    begun = start(tmp_path)
    begun.show()
    QTest.keyClick(begun.first, Qt.Key.Key_F12)
    qtbot.waitUntil(lambda: begun.app is not None and begun.app.window.view is not None, timeout=20_000)
    assert begun.app is not None
    view = begun.app.window.view
    assert view is not None
    assert view.shows == "outcome"
    assert not begun.first.isVisible()
    begun.end()
    begun.app.close()


def test_the_cover_stays_when_the_whole_window_comes(qtbot: QtBot, tmp_path: Path) -> None:
    """Somebody stands at the desk: F9 on the first window covers the second."""
    begun = start(tmp_path)
    begun.show()
    QTest.keyClick(begun.first, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: begun.app is not None and not begun.first.isVisible(), timeout=20_000)
    assert begun.app is not None
    assert begun.app.window.covered
    begun.end()
    begun.app.close()


def test_whoever_closes_the_first_window_gets_no_second(qtbot: QtBot, tmp_path: Path) -> None:
    """Nothing was opened, and nothing is left to look after."""
    begun = start(tmp_path)
    begun.show()
    begun.first.close()
    begun.first.opening.painted.emit()
    with qtbot.waitSignal(begun.first.destroyed, timeout=5_000):
        begun.first.deleteLater()
    assert begun.app is None
    begun.end()
