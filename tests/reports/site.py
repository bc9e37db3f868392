"""The site of the shifts that the tests of the report play, and its clock."""

from datetime import datetime, timedelta
from pathlib import Path

from desktop import paths
from desktop.core.clock import Reading
from desktop.wall import FixedClock, zone

NEW_YORK = "America/New_York"
SHELTER = paths.resources() / "facilities" / "sample-shelter.toml"


class Ticking(FixedClock):
    """Goes on by some seconds at each look, so that no two acts have the same time; `lost` seconds were set away."""

    step = timedelta(seconds=7)

    def __init__(self, iso: str, boot: str = "boot-1") -> None:
        super().__init__(iso, zone(NEW_YORK), NEW_YORK, boot)
        self.now = datetime.fromisoformat(iso)
        self.since_start = timedelta(hours=1)

    def read(self) -> Reading:
        """The next instant. The monotonic clock goes on whatever is done to the other one."""
        self.now += self.step
        self.since_start += self.step
        self.set(self.now.isoformat(), self.since_start // timedelta(microseconds=1) * 1000)
        return super().read()


def facility(folder: Path, more: str = "") -> Path:
    """The sample shelter, where everything may be written down, with what is `more` at the top."""
    folder.mkdir(parents=True, exist_ok=True)
    text = SHELTER.read_text("utf-8")
    approved = 'paper_photos = "SAMPLE-01"\nlicence_plates = "SAMPLE-01"\n'
    text = more + text.replace("[personal]\n", f"[personal]\n{approved}")
    path = folder / "facility.toml"
    path.write_text(text, "utf-8")
    return path
