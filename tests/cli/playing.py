"""A visit on record, for the commands to work on."""

from pathlib import Path

from desktop.core.events import Actor
from desktop.paths import places, resources
from desktop.services.desk import open_desk
from desktop.services.walking import Walking

SHELTER = resources() / "facilities" / "sample-shelter.toml"
GUARD = Actor("Guard 12", "guard", "claimed")


def a_visit(tmp_path: Path) -> str:
    """One visit that ends in a refusal, on the workstation that `run` uses; its record number."""
    desk = open_desk(places(tmp_path / "home", {}), SHELTER)
    walking = Walking(desk)
    now = walking.open_visit(GUARD, "Front desk")
    for answer in ("none", "federal", ["enter"], "all", "nonpublic", "none"):
        assert now.walk.open is not None
        now = walking.answer(now.visit.id, now.walk.open.address, answer, GUARD)
    desk.close()
    return now.visit.opened.record_number
