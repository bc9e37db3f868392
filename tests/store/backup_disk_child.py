"""Makes a backup to a disk that is full, cannot be written, or is pulled out meanwhile; prints the trouble and what is left there."""

import json
import subprocess
import sys
from pathlib import Path

from desktop.core.errors import Trouble
from desktop.paths import places
from desktop.store import backup
from desktop.store.opening import open_store


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


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])))
