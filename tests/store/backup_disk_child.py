"""Makes a backup to a disk that is full, cannot be written, or is pulled out meanwhile, or restores one from a disk that is pulled out;
prints the trouble and what is left there."""

import json
import subprocess
import sys
from datetime import UTC
from pathlib import Path

from desktop.core.errors import Trouble
from desktop.paths import places
from desktop.store import backup
from desktop.store.opening import open_store
from desktop.store.restore import choose, restore
from desktop.wall import SystemClock


def main(home: Path, disk: Path, how: str) -> dict[str, object]:
    def progress(stage: str, done: int, of: int) -> None:
        if how == "pulled" and stage == "originals":
            subprocess.run(["umount", "--lazy", str(disk)], check=True)

    if how == "read_only":
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    store = open_store(places(home, {}), False)
    try:
        backup.make(store, disk, 1_784_138_400_000_000, "0.1", progress)
        said = None
    except Trouble as trouble:
        said = [trouble.kind, trouble.sentence, trouble.remedy]
    store.close()
    left = [str(place.relative_to(disk)) for place in disk.rglob("*") if place.is_file()]
    return {"said": said, "left": left, "listed": len(backup.listed(disk))}


def bring_back(home: Path, disk: Path, how: str) -> dict[str, object]:
    """Restore from the disk; pulled out while the originals are copied, where `how` says so."""
    own, said = places(home, {}), None
    store = open_store(own, False)
    made = backup.make(store, disk, 1_784_138_400_000_000, "0.1")
    store.close()

    def progress(stage: str, done: int, of: int) -> None:
        if how.endswith("pulled") and stage == "originals" and done == 0:
            subprocess.run(["umount", "--lazy", str(disk)], check=True)

    before = sorted(str(each.relative_to(own.data)) for each in own.data.rglob("*"))
    try:
        restore(own, choose(made.folder), SystemClock(UTC, "Etc/UTC"), progress)
    except Trouble as trouble:
        said = [trouble.kind, trouble.sentence, trouble.remedy]
    store = open_store(own, False)
    epoch = store.owner.epoch
    store.close()
    after = sorted(str(each.relative_to(own.data)) for each in own.data.rglob("*"))
    return {"said": said, "epoch": epoch, "same": before == after}


if __name__ == "__main__":
    run = bring_back if sys.argv[3].startswith("restore") else main
    print(json.dumps(run(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])))
