"""Broken packs: words that a language lacks, and the waivers that let it for a while."""

import copy
from typing import Any

from tests.packs.broken.rows import HEAD, T_OUTCOMES, T_STEPS, T_WORDS, Row
from tests.packs.mutated import Change, Tables

SPANISH = "text/es/steps.toml"


def waived(gap: bool = True, **changes: Any) -> Change:
    """A second language whose question about the signature is missing (`gap`), with a waiver for it."""
    waiver = {"language": "es", "what": "steps.signer", "until": "2027-01-31", "by": "Policy office"}

    def change(tables: Tables) -> None:
        for name in (T_STEPS, T_OUTCOMES, T_WORDS, "text/en/specimens.toml"):
            tables.files[name.replace("/en/", "/es/")] = copy.deepcopy(tables.files[name])
        if gap:
            del tables.files[SPANISH]["signer"]
        tables.files[HEAD] |= {"languages": ["en", "es"], "waiver": [waiver | changes]}

    return change


ROWS: list[Row] = [
    ("text_waived", HEAD, "waiver 1 (steps.signer)", waived()),
    ("waiver_over", HEAD, "waiver 1 (steps.signer)", waived(until="2026-11-22")),
    ("text_missing", SPANISH, "signer", waived(until="2026-11-22")),
    ("waiver_unused", HEAD, "waiver 1 (steps.signer)", waived(gap=False)),
    ("waiver_bad", HEAD, "waiver 1 (steps.signer)", waived(language="en")),
    ("waiver_bad", HEAD, "waiver 1 (signer)", waived(what="signer")),
    ("waiver_bad", HEAD, "waiver 1 (steps.signer)", waived(until="soon")),
    ("waiver_bad", HEAD, "waiver 1 (steps.signer)", waived(by=" ")),
]
