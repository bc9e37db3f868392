"""A window lives through a long shift: thousands of pages painted and signals sent do not end the program."""

import os
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).parents[2]
SHIFT = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from desktop import paths
from desktop.app import App
from desktop.ui.targets import Target
from desktop.ui.theme import LIGHT
qt = QApplication(["threshold"])
app = App(paths.places(Path(sys.argv[1]), {}))
app.show()
for _ in range(5000):
    app.window.desk.painted.emit()
    Target(LIGHT, "An answer")
app.close()
print("alive", flush=True)
"""


def test_five_thousand_paints_and_buttons_do_not_end_the_program(tmp_path: Path) -> None:
    """PySide6 6.12.0 on Python 3.11 loses references to True and None with every signal and button, and dies of it in an hour."""
    offscreen = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", SHIFT, str(tmp_path)]
    done = subprocess.run(command, cwd=TOP, env=offscreen, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "alive\n"), done.stderr[-2000:]
