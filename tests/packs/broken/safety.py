"""Broken packs: safety rules that name what is not there, or say nothing."""

from tests.packs.broken.rows import Row
from tests.packs.mutated import Change, both, raw

SAFETY = "safety.toml"
GOOD = 'id = "a"\nsays = "Never."\nsource = ["eo-13"]\n'


def never(more: str, head: str = GOOD) -> Change:
    """A pack with this one [[never]] rule."""
    return raw(SAFETY, f"[[never]]\n{head}{more}\n".encode())


def always(more: str) -> Change:
    """A pack with this one [[always]] rule."""
    return raw(SAFETY, f"[[always]]\n{GOOD}{more}\n".encode())


ESCORT = 'outcome = ["escort_within_warrant"]'
PLACE = "never 1 (a)"

SAFETY_RULES: list[Row] = [
    ("safety_missing", SAFETY, "", both()),
    ("safety_missing", SAFETY, "", raw(SAFETY, b"")),
    ("bad_shape", SAFETY, PLACE, never(f'{ESCORT}\nwehn = "always"')),
    ("unknown_key", SAFETY, "nevre", raw(SAFETY, b"[[nevre]]\n")),
    ("twice", SAFETY, "never 2 (a)", raw(SAFETY, f"[[never]]\n{GOOD}{ESCORT}\n[[never]]\n{GOOD}{ESCORT}\n".encode())),
    ("twice", SAFETY, "term search", never(f'{ESCORT}\n[term]\nsearch = {{ step = "secret", is = ["yes"] }}')),
    ("term_cycle", SAFETY, "term round_it", never(f'{ESCORT}\n[term]\nround_it = {{ not = {{ term = "round_it" }} }}')),
    ("term_unused", SAFETY, "term spare", never(f'{ESCORT}\n[term]\nspare = {{ step = "secret", is = ["yes"] }}')),
    ("safety_says", SAFETY, PLACE, never(ESCORT, 'id = "a"\nsays = " "\nsource = ["eo-13"]\n')),
    ("safety_empty", SAFETY, PLACE, never('unless = { step = "secret", is = ["yes"] }')),
    ("safety_empty", SAFETY, "always 1 (a)", always('at = ["paper"]\nwhen = { step = "secret", is = ["yes"] }')),
    ("safety_place", SAFETY, PLACE, never(f'{ESCORT}\nat = ["papers"]')),
    ("safety_place", SAFETY, PLACE, never(f'{ESCORT}\nstate = ["inside"]')),
    ("safety_place", SAFETY, "always 1 (a)", always(ESCORT)),
    ("safety_source", SAFETY, PLACE, never(ESCORT, 'id = "a"\nsays = "Never."\n')),
    ("unknown_outcome", SAFETY, PLACE, never('outcome = ["escort"]')),
    ("unknown_reason", SAFETY, PLACE, never('reason = ["expird"]')),
    ("unknown_flag", SAFETY, PLACE, never('flag = ["secret"]')),
    ("unknown_state", SAFETY, PLACE, never(f'{ESCORT}\nat = ["entry"]\nstate = ["outside"]')),
    ("unknown_step", SAFETY, PLACE, never(f'{ESCORT}\nwhen = {{ step = "singer", is = ["judge"] }}')),
    ("unknown_value", SAFETY, PLACE, never(f'{ESCORT}\nunless = {{ step = "signer", is = ["magistrate"] }}')),
    ("unknown_term", SAFETY, PLACE, never(f'{ESCORT}\nunless = {{ term = "by_council" }}')),
    ("condition_malformed", SAFETY, PLACE, never(f"{ESCORT}\nwhen = {{ any = [] }}")),
    ("citation_unknown", SAFETY, PLACE, never(ESCORT, 'id = "a"\nsays = "Never."\nsource = ["eo-31"]\n')),
]  # fmt: skip

ROWS = SAFETY_RULES
