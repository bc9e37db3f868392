"""Opens a record twice whose keys lie on a disk that nobody may write to, and whose device key is missing; prints how it goes on."""

import json
import shutil
import subprocess
import sys
from datetime import UTC
from pathlib import Path

from desktop.core.events import Actor, Draft, VisitOpened
from desktop.core.identity import parse_record_number
from desktop.paths import Places, places
from desktop.store.admission import NumberFor
from desktop.store.opening import new_id, open_store
from desktop.wall import SystemClock


def main(home: Path, disk: Path) -> dict[str, object]:
    usual = places(home, {})
    for key in usual.keys.glob("*"):
        if not key.name.endswith("-device.key"):
            shutil.copy(key, disk)
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    found = Places(usual.data, usual.config, disk, usual.logs)
    unsigned, epochs, numbers, reason = [], [], [], ""
    for _ in range(2):
        store = open_store(found, True)
        unsigned.append(store.unsigned.kind if store.unsigned else "")
        epochs.append(store.owner.epoch)
        reason = store.owner.reason
        store.journal.keep_pack("pack", b"the pack")
        body = VisitOpened("", {"id": "SCH900"}, "Front desk", "p", "1", "pack", "en", "button")
        visit = Draft("visit_opened", new_id(), body, Actor("Guard 12", "guard", "claimed"))
        clock = SystemClock(UTC, "Etc/UTC")
        [opened] = store.journal.append([visit], clock.read(), NumberFor("SCH900", "1"))
        if isinstance(opened.body, VisitOpened):
            numbers.append(parse_record_number(opened.body.record_number).counter)
        store.close()
    return {"unsigned": unsigned, "epochs": epochs, "numbers": numbers, "reason": reason}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2]))))
