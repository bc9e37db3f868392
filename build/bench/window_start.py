"""From starting the process to the first painted window: Threshold against a bare PySide6 window, run in turn."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TOP = Path(__file__).parents[2]
RUNS = 9
BARE = """
from PySide6.QtWidgets import QApplication, QWidget
class Window(QWidget):
    def paintEvent(self, event):
        print("painted", flush=True)
        print("ready", flush=True)
qt = QApplication([])
window = Window()
window.resize(1366, 768)
window.show()
qt.exec()
"""
OURS = """
import gc
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
gc.disable()
from desktop import paths
from desktop.starting import Start
qt = QApplication([])
start = Start(paths.places(Path(sys.argv[1]), {}))
start.first.opening.painted.connect(lambda: print("painted", flush=True))
start.built.connect(lambda: start.app.window.desk.painted.connect(lambda: print("ready", flush=True)))
start.show()
qt.exec()
"""


def start(program: str, home: str) -> tuple[float, float]:
    """Milliseconds from the start of the process to its first paint, and to the first page that can be used."""
    started, painted = time.perf_counter(), 0.0
    command = [sys.executable, "-c", program, home]
    # Modules are compiled once, as on a PC, whatever the caller's environment says.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(TOP / "out/cache/compiled")
    with subprocess.Popen(command, cwd=TOP, env=environment, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout or ():
            ms = (time.perf_counter() - started) * 1000
            painted = painted or ms
            if line == "ready\n":
                process.kill()
                return painted, ms
    raise RuntimeError("the window ended before it was painted")


def main() -> None:
    """Medians of runs in turn, after one run of each that does not count."""
    with tempfile.TemporaryDirectory(prefix="threshold-bench-") as home:
        pairs = [(start(BARE, home), start(OURS, home)) for _ in range(RUNS + 1)][1:]
    bare = statistics.median(first for (first, _), _ in pairs)
    painted = statistics.median(first for _, (first, _) in pairs)
    ready = statistics.median(last for _, (_, last) in pairs)
    print(f"row\tbare window painted\t{bare:.0f} ms\tmedian of {RUNS}")
    print(f"row\tThreshold painted\t{painted:.0f} ms\t{painted / bare:.2f} times the bare window")
    print(f"row\tstart screen, record open\t{ready:.0f} ms\t{ready / bare:.2f} times the bare window")


if __name__ == "__main__":
    main()
