"""Reads what IT decides for a workstation: the office's recovery keys, idle time, retention, when visits are overdue, and where facility
file and backups lie.

`managed.toml` in the configuration folder is written by IT's tools or by `threshold setup`; the program reads it and never changes it.
Nothing in it is secret: `recovery` holds public keys.
"""

from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct

from desktop.paths import Places
from desktop.settings import read_choices

FILE = "managed.toml"
Hours = Annotated[int, Meta(ge=0, le=24 * 366)]


class Managed(Struct, frozen=True):
    """The decisions. `recovery`: public keys of offices ("age1…") that a new record is sealed to. `idle_lock_minutes`: 0 for never.
    `facility`: path of a facility file, "" for the one in the configuration folder. `retention_days`: 0 for nothing is ever due.
    `backup_folder`: "" for the one that the facility file names. `policy`: id of the policy pack, "" for the one that the facility
    file names. `policy_authority`: hash of the statement of the policy office that may be trusted here, "" for whichever IT compares.
    `overdue_open_hours`, `overdue_review_hours`, `overdue_returned_hours`: after so many hours a visit is overdue that is open, that waits
    for its review, or was returned and not handed in again; 0 for never."""

    recovery: list[Annotated[str, Meta(max_length=200)]] = []
    idle_lock_minutes: Annotated[int, Meta(ge=0, le=24 * 60)] = 5
    facility: str = ""
    retention_days: Annotated[int, Meta(ge=0, le=36525)] = 0
    backup_folder: str = ""
    policy_authority: Annotated[str, Meta(pattern="^([0-9a-f]{64})?$")] = ""
    overdue_open_hours: Hours = 12
    overdue_review_hours: Hours = 72
    overdue_returned_hours: Hours = 48
    policy: Annotated[str, Meta(max_length=100, pattern=r"^([a-z0-9]+([-/][a-z0-9]+)*)?$")] = ""


def managed_file(places: Places) -> Path:
    """Where IT puts it; there need not be one."""
    return places.config / FILE


def read_managed(file: Path) -> tuple[Managed, list[str]]:
    """The decisions, and a sentence for each part of the file that was not used. No file is no finding; what is wrong is left at its
    default and the rest applies; nothing is raised. Whether a recovery key is one, `services.key_facts` says."""
    return read_choices(file, Managed)
