"""Opens an older record on a disk that has no room for the copy, then with room again, and prints what became of it."""

import json
import sys
from pathlib import Path

from desktop.core.errors import Trouble
from desktop.paths import places
from desktop.store.opening import DATABASE, open_store
from tests.records.keeping import put_back
from tests.records.write_record import later_clock
from tests.store.full_disk_child import fill_up


def main(disk: Path, archive: Path) -> dict[str, object]:
    home, said = put_back(archive, disk / "home"), ""
    (disk / "room").write_bytes(bytes(150_000))
    fill_up(disk / "other")
    (disk / "room").unlink()
    try:
        open_store(places(home, {}), create=True, clock=later_clock()).close()
    except Trouble as trouble:
        said = trouble.kind
    beside = sorted(each.name for each in (home / "data" / "record").iterdir())
    (disk / "other").unlink()
    store = open_store(places(home, {}), create=True, clock=later_clock())
    lines = len(store.queries.all_visits())
    store.close()
    copies = [each.name for each in (home / "data" / "record").glob(f"{DATABASE}.before-*")]
    return {"said": said, "beside": beside, "visits": lines, "copies": copies}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2]))))
