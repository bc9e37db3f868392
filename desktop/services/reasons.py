"""Reasons that stay on record for good, of a removal, a hold, an exception, a void visit: short, and free of private data."""

import re
from collections.abc import Iterable

from desktop.core.errors import Refused
from desktop.services.caution import caution
from desktop.services.desk import Desk

SHORTEST, LONGEST = 3, 200
"""Characters of a reason."""

REPEATED = 3
"""A removed text of so many characters must not stand in the reason, which is never removed."""

_PERIOD = re.compile(r"retention\W+period\W+of\b", re.IGNORECASE)
"""What only the program writes into a reason."""


def lasting_reason(desk: Desk, given: str, gone: Iterable[str] = ()) -> str:
    """A reason as it is kept; `gone`: texts that are removed for it. It can never be removed, so it must not say what is: Refused
    `reason_short`, `too_long`, `reason_private`, `reason_repeats`, `reason_programs`."""
    kept = " ".join(given.split())
    if len(kept) < SHORTEST:
        raise Refused("reason_short", most=SHORTEST)
    if len(kept) > LONGEST:
        raise Refused("too_long", most=LONGEST)
    if _PERIOD.search(kept):
        raise Refused("reason_programs")
    found = caution(kept, desk.pack.texts[desk.language].words.privacy)
    if found.hits:
        raise Refused("reason_private", why=" ".join(found.sentences))
    said = kept.casefold()
    if any(len(text) >= REPEATED and text.casefold() in said for text in gone):
        raise Refused("reason_repeats")
    return kept
