"""Starts Threshold: the window, or one of its commands."""

import gc
from pathlib import Path

from desktop.dumps import no_dumps
from desktop.paths import Places


def open_window(places: Places, facility: Path | None, kiosk: bool) -> int:
    """Open the window and return its exit code. Qt is loaded only here, so that commands start without it."""
    gc.disable()  # until all is loaded: hardly anything of that is garbage
    from desktop.starting import run

    return run(places, facility, kiosk)


def main() -> None:
    """The console entry point."""
    no_dumps()
    from desktop.cli.main import cli

    cli(prog_name="threshold", obj=open_window)


if __name__ == "__main__":
    main()
