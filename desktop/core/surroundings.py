"""What may stand around a walk: the sites, hours and kinds of round that conditions can tell apart."""

from collections.abc import Iterable, Iterator
from itertools import product

from desktop.core.conditions import Cond
from desktop.core.facts import DISTRICTS
from desktop.core.paths import HOURS, Env, a_site, at, opened
from desktop.core.policy import Policy
from desktop.core.texts import SITE_TYPES


def surroundings(policy: Policy, conds: Iterable[Cond | None], rounds: tuple[str, ...]) -> Iterator[Env]:
    """The surroundings that the conditions can tell apart, each kind of round among `rounds`."""
    seen = [part for cond in conds for part in opened(policy, cond)]
    sites = {part.site for part in seen if part.site}
    hours = tuple(HOURS) if any(part.fact for part in seen) else ("inside",)
    types = SITE_TYPES if "type" in sites else SITE_TYPES[:1]
    boroughs = tuple(DISTRICTS) if "borough" in sites else ("Brooklyn",)
    courts = (False, True) if "court_area" in sites else (False,)
    local = (False, True) if "local_agencies" in sites else (False,)
    for kind, type_, court, borough, agencies, hour in product(rounds, types, courts, boroughs, local, hours):
        yield Env(kind, a_site(type_, court, borough, agencies), at(hour))
