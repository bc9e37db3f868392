"""Where the frozen program begins: what must be set before anything of ours is imported, then the program itself."""

import os
import sys
from pathlib import Path


def prepare() -> None:
    """Point Qt at the plugins beside the program, and give a program without a console somewhere to write.

    PyInstaller's own hook for this imports Qt at every start, which costs each command 150 ms; it is left out
    (`trimming.HOOKS_LEFT_OUT`). Set even where the person's session names other plugins: those belong to another Qt.
    """
    inside = Path(vars(sys)["_MEIPASS"])
    qt = inside / "PySide6" if sys.platform == "win32" else inside / "PySide6" / "Qt"
    os.environ["QT_PLUGIN_PATH"] = str(qt / "plugins")
    if sys.stdout is None:  # thresholdw.exe
        sys.stdout = sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - open as long as the program


if __name__ == "__main__":
    prepare()
    from desktop.__main__ import main

    main()
