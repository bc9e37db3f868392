"""What every test stands on: a screen per worker, a runtime folder, no settings of the computer, Hypothesis without chance or memory."""

import os
import tempfile

import pytest
from hypothesis import settings

# "ci": the same examples in every run, nothing kept between runs. "long": for build/long.
settings.register_profile("ci", derandomize=True, database=None, deadline=None, print_blob=True)
settings.register_profile("long", database=None, deadline=None, print_blob=True, max_examples=2000)


def pytest_configure(config: pytest.Config) -> None:
    """Chooses the screen before Qt is first used: build/check's, else the caller's, else one in memory."""
    settings.load_profile(os.environ.get("THRESHOLD_TEST_PROFILE", "ci"))
    screens = os.environ.get("THRESHOLD_TEST_SCREENS", "").split()
    if screens:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
        os.environ["DISPLAY"] = screens[int(worker.removeprefix("gw")) % len(screens)]
    elif not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if "PYTEST_XDIST_WORKER" not in os.environ:  # workers inherit it
        runtime = tempfile.TemporaryDirectory(
            prefix="threshold-tests-"
        )  # made for this user only, as Qt demands
        config.add_cleanup(runtime.cleanup)
        os.environ["XDG_RUNTIME_DIR"] = runtime.name
        os.environ["THRESHOLD_MACHINE_CONFIG"] = (
            f"{runtime.name}/machine"  # nothing of this computer's own /etc/threshold
        )
    # No printer of this computer. A place for each process, as libcups reads it once (tests/services/printing_system.py).
    os.environ["CUPS_SERVER"] = f"{os.environ['XDG_RUNTIME_DIR']}/cups-{os.getpid()}"
