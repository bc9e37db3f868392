"""Runs a part of a test on a disk of its own (in memory, of any size), which nobody else on this computer sees."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

MOUNT = 'mount -t tmpfs -o "size=$1" tmpfs "$2" && shift 2 && exec "$@"'


def on_small_disk(size: str, folder: Path, child: Path, *arguments: str | Path) -> dict[str, Any]:
    """What `child`, a script, prints as JSON: run with an empty disk of this size ("2m") mounted at `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    as_root = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]  # within a chroot only root may
    own = ["unshare", *as_root, "--mount", "sh", "-c", MOUNT, "sh", size, str(folder)]
    command = [*own, sys.executable, str(child), *map(str, arguments)]
    root = str(Path(__file__).parents[2])
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": root, "PATH": "/usr/bin:/bin:/usr/sbin:/sbin"},
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found
