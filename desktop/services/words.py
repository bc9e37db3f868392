"""The words of a visit's moment: which variant is true now, with the facility's own numbers and areas filled
in."""

from collections.abc import Sequence

from desktop.core.texts import Shown, shown, site_values
from desktop.core.walk_state import Input, Rest, Walk
from desktop.packs.catalog import LoadedPack
from desktop.packs.facility import FacilityConfig, site


def fills(facility: FacilityConfig, post: str) -> dict[str, str]:
    """What stands for each placeholder (`core.texts.PLACEHOLDERS`) at this facility and post."""

    def areas(*statuses: str) -> str:
        named = ", ".join(area.name for area in facility.areas if area.status in statuses)
        return named or "ask your supervisor"

    return {
        "address": facility.address,
        "facility": facility.name,
        "post": post,
        "public_areas": areas("public"),
        "nonpublic_areas": areas("nonpublic", "private_room"),
        "local_agencies": ", ".join(facility.local_agencies),
        "supervisor_phone": facility.phones.get("supervisor", "number not set"),
        "counsel_phone": facility.phones.get("counsel", "number not set"),
        "counsel_minutes": str(facility.counsel_minutes),
    }


def situation(
    pack: LoadedPack, facility: FacilityConfig, walk: Walk, inputs: Sequence[Input], rest: Rest | None = None
) -> Shown:
    """What the text variants may look at: at the open question, or at `rest`."""
    particulars = site_values(site(facility), facility.local_agencies)
    return shown(pack.policy, particulars, walk, inputs, rest)


def outcome_hash(
    pack: LoadedPack,
    facility: FacilityConfig,
    post: str,
    walk: Walk,
    inputs: Sequence[Input],
    rest: Rest,
    language: str,
) -> str:
    """SHA-256 of the exact lines that the outcomes of `rest` show, for the record (architecture: outcomes are
    events)."""
    texts, seen = pack.texts[language], situation(pack, facility, walk, inputs, rest)
    return texts.rest_hash(rest, seen, fills(facility, post))
