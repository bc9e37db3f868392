"""Which policies a desk that is set up may go by, by their titles, and which one is most likely meant: that of the place in the address."""

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

from desktop import paths
from desktop.core.errors import Trouble
from desktop.core.needs import site_needs
from desktop.packs.catalog import DEFAULT, LoadedPack, PackUnusable, installed, load_pack
from desktop.packs.source import HEAD, Reader
from desktop.services.desk import Desk
from desktop.services.policy_choice import folder_of

STATE = re.compile(r"\b([A-Z]{2})\b(?:\s+[0-9]{5}(?:-[0-9]{4})?)?\W*$")
"""The two letters of a state at the end of an address, before the ZIP code."""

ZONES: Mapping[str, str] = {
    "America/New_York": "CT DC DE FL GA IN KY MA MD ME MI NC NH NJ NY OH PA RI SC VA VT WV",
    "America/Chicago": "AL AR IA IL KS LA MN MO MS ND NE OK SD TN TX WI",
    "America/Denver": "CO ID MT NM UT WY",
    "America/Phoenix": "AZ",
    "America/Los_Angeles": "CA NV OR WA",
    "America/Anchorage": "AK",
    "Pacific/Honolulu": "HI",
}
"""The zone of most of each state; whoever sets up sees it, and chooses another where theirs is."""


class Offer(Struct, frozen=True):
    """A policy that may be chosen. `signed`: by keys that this desk trusts; a draft otherwise."""

    id: str
    title: str
    signed: bool = False


class Asked(Struct, frozen=True):
    """What a policy asks when a desk is set up: whether the borough, for which types of site it is, what it calls the numbers."""

    borough: bool
    kinds: frozenset[str]
    calls: Mapping[str, str]


def offers(desk: Desk) -> tuple[Offer, ...]:
    """Those that came with the program, the program's own first, and those that were installed and signed. Raises Trouble."""
    root = folder_of("")
    found = {}
    for folder in installed(paths.resources()):
        head = Reader(folder).table(HEAD)
        ident = folder.relative_to(root).as_posix()
        found[ident] = Offer(ident, str(head.get("title") or ident))
    shelf = desk.policies.shelf()
    for ident in dict.fromkeys(each.body.pack for each in shelf.packs):
        try:
            title = desk.pack_of(shelf.of(ident)[0].body.hash).policy.head.title
        except Trouble:
            continue  # `doctor` tells of a pack that cannot be read
        found[ident] = Offer(ident, title, signed=True)
    own = desk.policies.shipped.policy.head
    found.setdefault(own.id, Offer(own.id, own.title))
    return tuple(found.values())


def asked(desk: Desk, ident: str) -> Asked | None:
    """What the policy with this id asks; None where it cannot be read."""
    pack = _pack(desk, ident)
    if pack is None:
        return None
    kinds = {kind for texts in pack.texts.values() for kind in texts.words.site_types}
    words = pack.texts[desk.language if desk.language in pack.texts else pack.policy.head.languages[0]].words
    return Asked("borough" in site_needs(pack.policy, pack.texts), frozenset(kinds), words.calls)


def _pack(desk: Desk, ident: str) -> LoadedPack | None:
    try:
        if own := desk.policies.shelf().of(ident):
            return desk.pack_of(own[0].body.hash)
        return desk.policies.shipped if ident == desk.policies.id else load_pack(folder_of(ident))
    except (PackUnusable, Trouble):
        return None


def state_of(address: str) -> str:
    """The state that an address ends with, in two capital letters; "" where it names none."""
    found = STATE.search(address.strip())
    return found[1] if found and any(found[1] in states.split() for states in ZONES.values()) else ""


def zone_for(address: str) -> str:
    """The time zone of most of the state in an address; "" where it names none."""
    state = state_of(address)
    return next((zone for zone, states in ZONES.items() if state in states.split()), "")


def likely(listed: Sequence[Offer], address: str, own: str = DEFAULT) -> str:
    """The id of the policy that is most likely meant: of those for the state in the address a signed one, `own` if it is one of them, or
    the first; `own` where none is for that state, or the address names none."""
    place = f"us-{state_of(address).lower()}"
    here = [each for each in listed if state_of(address) and re.match(f"{place}[-/]", each.id)]
    best = sorted(here, key=lambda each: (not each.signed, each.id != own))
    return best[0].id if best else own
