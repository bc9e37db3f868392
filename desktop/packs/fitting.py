"""Whether a facility and a policy pack go together: the pack is for that type of site, and is told all that it asks of the site."""

from desktop.core.facts import DISTRICTS
from desktop.core.findings import Finding
from desktop.core.needs import site_needs
from desktop.packs.compiled import LoadedPack
from desktop.packs.facility import FacilityConfig


def misfits(file: str, facility: FacilityConfig, pack: LoadedPack) -> list[Finding]:
    """What keeps the facility of `file` from going by the pack: errors, each with its remedy; none where they go together."""
    head, found = pack.policy.head, list[Finding]()
    types = sorted({kind for texts in pack.texts.values() for kind in texts.words.site_types})
    if facility.type not in types:
        sentence = f"The policy {head.id} is not for a site of the type '{facility.type}'."
        fix = f"It is for: {', '.join(types)}. Mend the type, or name another policy."
        found.append(Finding("not_served", file, "", "type", sentence, fix))
    if not facility.borough and "borough" in site_needs(pack.policy, pack.texts):
        sentence = f"It is missing, and the policy {head.id} asks for it."
        found.append(Finding("missing", file, "", "borough", sentence, f"One of: {', '.join(DISTRICTS)}."))
    return found
