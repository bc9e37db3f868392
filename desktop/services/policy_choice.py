"""Which policy pack a desk goes by: the id that managed.toml or else the facility file names, and where the pack lies."""

from pathlib import Path

from desktop import paths
from desktop.managed import Managed, decided
from desktop.packs.catalog import DEFAULT, installed
from desktop.packs.facility import FacilityConfig
from desktop.paths import Places


def policy_id(places: Places, facility: FacilityConfig | None) -> str:
    """The id of the pack for this workstation, of what managed.toml and the facility name."""
    return named(decided(places), facility)


def named(managed: Managed | None, facility: FacilityConfig | None) -> str:
    """IT's word goes before the facility's; where neither names a pack, it is the program's own."""
    wanted = (managed.policy if managed else "") or (facility.policy if facility else "")
    return wanted or DEFAULT


def written(ident: str) -> str:
    """What a facility file says of the policy with this id: "" for the program's own."""
    return "" if ident == DEFAULT else ident


def folder_of(ident: str) -> Path:
    """Where the pack with this id lies; there need not be one."""
    return paths.resources() / "packs" / ident


def not_installed(ident: str) -> str:
    """The sentence for a pack that is not here, "" where it is."""
    if (folder_of(ident) / "pack.toml").exists():
        return ""
    root = folder_of("")
    there = ", ".join(folder.relative_to(root).as_posix() for folder in installed(paths.resources()))
    return f"The policy {ident} is not installed here. Installed: {there or 'none'}."
