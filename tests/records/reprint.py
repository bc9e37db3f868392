"""Prints every report of a kept record with today's program: `python -m tests.records.reprint NAME`, for a version without reports."""

import sys
import tempfile
from contextlib import closing
from pathlib import Path

from desktop import paths
from desktop.services.desk import open_desk
from tests.records.keeping import put_back
from tests.records.write_record import REALMS, later_clock, reports_of

RECORDS = Path(__file__).parent


def reprint(name: str) -> str:
    """The reports of record and drill, one after the other."""
    text = ""
    with tempfile.TemporaryDirectory() as folder:
        places = paths.places(put_back(RECORDS / f"{name}.tar.xz", Path(folder)), {})
        for realm in REALMS:
            with closing(open_desk(places, clock=later_clock(), realm=realm)) as desk:
                text += reports_of(desk)
    return text


if __name__ == "__main__":
    (RECORDS / f"{sys.argv[1]}.txt").write_text(reprint(sys.argv[1]), "utf-8")
