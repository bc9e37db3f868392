"""Facility files that a pack is held against (`pack check --facility`, `pack install`) and that it does not fit, or that are broken."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from desktop.core.findings import Finding
from desktop.packs.catalog import LoadedPack, load_pack
from desktop.packs.facility import FacilityUnusable, read_facility
from desktop.packs.fitting import misfits
from tests.packs.broken.rows import Row
from tests.packs.mutated import PACK, PACKS, Change, Tables, dump, raw

SITE = "facility.toml"
SCHOOL = PACKS.parent / "facilities" / "sample-school.toml"
CALIFORNIA = PACKS / "us-ca" / "school-visitor"


@cache
def _pack() -> LoadedPack:
    return load_pack(CALIFORNIA)


def look(tables: Tables, folder: Path) -> list[Finding]:
    """What is told of the file, and of how it fits the pack for California's schools, or the City's where it is about the borough."""
    tables.files.clear()
    tables.write(folder)
    try:
        config, found = read_facility(folder / SITE)
    except FacilityUnusable as unusable:
        return unusable.findings
    return [*found, *misfits(SITE, config, _pack() if config.borough else load_pack(PACK))]


def site(**changes: Any) -> Change:
    """A school's file with other particulars; None leaves one out."""
    made = tomllib.loads(SCHOOL.read_text("utf-8")) | changes
    return raw(SITE, dump({key: value for key, value in made.items() if value is not None}).encode())


PHONES = {"supervisor": "212-555-0107", "counsel": "ask Joe"}

ROWS: list[Row] = [
    ("file_missing", SITE, "", raw(SITE, None)),
    ("not_utf8", SITE, "", raw(SITE, b"\xff")),
    ("not_toml", SITE, "", raw(SITE, b"id = [")),
    ("missing", SITE, "", site(name=None)),
    ("missing", SITE, "", site(borough=None)),
    ("bad_value", SITE, "", site(type="prison")),
    ("not_served", SITE, "", site(type="shelter")),
    ("unknown_key", SITE, "", site(court_aera=True)),
    ("empty", SITE, "", site(posts=[])),
    ("bad_area", SITE, "area 1", site(areas=[{"name": "", "status": "public"}])),
    ("bad_phone", SITE, "phones", site(phones=PHONES)),
    ("no_approval", SITE, "personal", site(personal={"paper_photos": " "})),
    ("bad_logo", SITE, "", site(logo="gone.png")),
]
