"""Broken overlays: a base that is not the one meant, a place that is not there, and whatever would loosen in silence."""

from typing import Any

from tests.packs.broken.rows import HEAD, PAPERS, ROUTING, T_OUTCOMES, T_WORDS, Row
from tests.packs.mutated import OVERLAY, Change, Tables, add, both, drop, put

SOURCE = OVERLAY
"""The pack that these rows edit."""

CALM = {"outcome": "public_area_only", "when": {"step": "student_asked", "is": ["yes"]}}
GOES_IN = {"outcome": "escort_within_warrant", "when": {"step": "student_asked", "is": ["yes"]}}
ORDERS = {"step": "title", "is": ["order"]}
ENDS_EARLY = {
    "outcome": "hold_for_counsel",
    "reasons": ["other_paper"],
    "when": ORDERS,
    "last": True,
    "before": {"reasons": ["court_order"]},
}
AT_ONCE = {"step": "danger", "value": "none", "outcome": "no_handing_over"}
ALTERED: dict[str, Any] = {
    "file": PAPERS,
    "table": "rule",
    "where": {"reasons": ["altered"]},
    "says": "A paper changed by hand is not held for that.",
    "why": "A trial.",
    "source": "nycps-2025",
}


def departs(name: str, **changes: Any) -> Change:
    """One [[removes]] or [[loosens]]."""
    return put(HEAD, name, value=[ALTERED | changes])


def on_papers(*rules: dict[str, Any]) -> Change:
    """Rules of the overlay about each paper, which it has none of."""

    def change(tables: Tables) -> None:
        tables.files[PAPERS] = {"rule": list(rules)}

    return change


ROWS: list[Row] = [
    ("overlay_base", HEAD, "overlay", put(HEAD, "overlay", "base", value="us-ny-nyc/nowhere")),
    ("overlay_base", HEAD, "overlay", put(HEAD, "overlay", "at_least", value="2027.1")),
    ("overlay_base", HEAD, "overlay", put(HEAD, "overlay", "below", value="2026.11.1")),
    ("overlay_base", HEAD, "overlay", put(HEAD, "overlay", "pack_hash", value="00")),
    ("overlay_base", HEAD, "overlay", drop(HEAD, "overlay", "at_least")),
    ("overlay_base", HEAD, "overlay", put(HEAD, "overlay", "base", value="us-ny-nyc/school-sample")),
    ("bad_shape", HEAD, "", put(HEAD, "overlay", value="us-ny-nyc/facility-entry")),
    ("bad_shape", ROUTING, "rule", put(ROUTING, "rule", value={})),
    ("overlay_not_here", ROUTING, "consult", put(ROUTING, "consult", value={"hold": "no_handing_over"})),
    ("overlay_not_here", T_WORDS, "common", lambda tables: tables.files.update({T_WORDS: {"common": {"draft": ""}}})),
    ("overlay_place", ROUTING, "ask 1", put(ROUTING, "ask", 0, "after", value="purpos")),
    ("overlay_place", ROUTING, "ask 1", put(ROUTING, "ask", 0, "before", value="visitor")),
    ("overlay_place", PAPERS, "rule 1", on_papers({**ENDS_EARLY, "before": {"outcome": "hold_for_counsel"}})),
    ("overlay_removes", HEAD, "removes 1", departs("removes", where={"reasons": ["alterd"]})),
    ("overlay_removes", HEAD, "removes 1", departs("removes", where={}, key="altered")),
    ("overlay_removes", HEAD, "removes 1", departs("removes", file="rules.toml")),
    ("overlay_removes", HEAD, "removes 1", departs("removes", file=ROUTING, table="global", where={"key": "F12"})),
    ("overlay_removes", HEAD, "removes 1", departs("removes", file=T_OUTCOMES, table="hold_for_counsel", where={}, key="never")),
    ("overlay_removes", HEAD, "loosens 1", departs("loosens")),
    ("overlay_words", T_OUTCOMES, "hold_for_counsel", put(T_OUTCOMES, "hold_for_counsel", "title", value="Hold")),
    ("overlay_tighten", ROUTING, "tighten", put(ROUTING, "tighten", "never_curable", value=["altered"])),
    ("overlay_asks", ROUTING, "ask 1 (identified)", put(ROUTING, "ask", 0, "step", value="identified")),
    ("overlay_asks", ROUTING, "urgent 1 (danger)", put(ROUTING, "urgent", value=[AT_ONCE])),
    ("overlay_answers", HEAD, "base_answers", put(HEAD, "base_answers", value={"student_asked": "maybe"})),
    ("twice", ROUTING, "term private", put(ROUTING, "term", value={"private": ORDERS})),
    ("overlay_loosens", PAPERS, "rule 1 (hold_for_counsel)", on_papers(ENDS_EARLY)),
    ("overlay_loosens", ROUTING, "rule 2 (public_area_only)", add(ROUTING, "rule", entry=CALM)),
    ("overlay_loosens", ROUTING, "rule 2 (escort_within_warrant)", add(ROUTING, "rule", entry=GOES_IN)),
    ("overlay_loosens", ROUTING, "outcome no_handing_over", put(ROUTING, "outcome", 0, "standing", value="local")),
    ("overlay_told", HEAD, "removes 1", departs("removes")),
    ("overlay_told", HEAD, "loosens 1", both(on_papers(ENDS_EARLY), departs("loosens", where={"reasons": ["other_paper"]}))),
    ("citation_unknown", HEAD, "removes 1", departs("removes", source="nycps")),
    ("citation_missing", "law.toml", "outcomes", drop("law.toml", "outcomes", "no_handing_over")),
    ("unknown_step", ROUTING, "ask 1 (student_asked)", put(ROUTING, "ask", 0, "when", value={"step": "porpose", "has": ["person"]})),
    ("reason_unused", "us-ny-nyc/facility-entry/routing.toml", "reasons", departs("removes")),
]  # fmt: skip
