"""Changes the data key on a disk that has no room for the copy, and prints what came of it as JSON."""

import json
import sys
from pathlib import Path

from desktop.core.errors import Trouble
from desktop.trust.keys import key_files
from tests.services.rings import Station


def main(disk: Path) -> None:
    """On the disk mounted there."""
    station = Station(disk)
    before = sorted(each.name for each in station.record.iterdir())
    kind = ""
    try:
        station.ring.change_data_key()
    except Trouble as trouble:
        kind = trouble.kind
    station.look()
    after = sorted(each.name for each in station.record.iterdir())
    print(json.dumps({"kind": kind, "same": before == after, "keys": len(key_files(station.places.keys))}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
