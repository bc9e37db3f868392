"""What a policy needs of its surroundings, found from its own conditions and words: a pack for another city asks for less.

Nothing is declared twice: a particular of the site is needed where some condition, or a fact that a condition names, looks at it.
"""

from collections.abc import Iterable, Mapping

from desktop.core.conditions import Cond, parts
from desktop.core.facts import FACTS
from desktop.core.packcheck.texts import variant_conditions
from desktop.core.paths import all_conditions, facts_named
from desktop.core.policy import Policy
from desktop.core.texts import Texts


def site_needs(policy: Policy, texts: Mapping[str, Texts] | None = None) -> frozenset[str]:
    """The particulars of the site (`Site.value`) that decide something, or with `texts` change a word."""
    spoken: Iterable[Cond] = variant_conditions(dict(texts or {}))
    conds = (*all_conditions(policy), *(part for cond in spoken for part in parts(cond)))
    asked = {part.site for part in conds if part.site is not None}
    return frozenset(asked | {key for name in facts_named(policy) & FACTS.keys() for key in FACTS[name].site})
