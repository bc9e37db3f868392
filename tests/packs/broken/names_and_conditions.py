"""Broken packs: names that lead nowhere, and conditions that cannot be asked where they stand."""

from tests.packs.broken.rows import CITY, DIGITAL, IDENTITY, MOOD, PAPERS, ROUTING, STEPS, T_STEPS, Row
from tests.packs.mutated import Change, add, both, drop, put

DISTRICT = {"reasons": ["wrong_district"]}
LOCAL = {"outcome": "local_police_protocol"}
UNREADABLE = {"reasons": ["paper_unreadable"]}
F12 = {"key": "F12"}


def asks_when(cond: object) -> Change:
    """Change the condition of the second question about a paper's title."""
    return put(PAPERS, "ask", {"step": "title"}, "when", value=cond)


def variant_when(cond: object) -> Change:
    return put(T_STEPS, "visitor", "variants", 0, "when", value=cond)


# ---- names

NAMES: list[Row] = [
    ("unknown_step", ROUTING, "ask * (vistor)", put(ROUTING, "ask", {"step": "visitor"}, "step", value="vistor")),
    ("unknown_step", PAPERS, "ask * (title)", asks_when({"step": "paper_tpo", "is": ["court_federal"]})),
    ("unknown_step", ROUTING, "change * (wants_more)", put(ROUTING, "change", {"value": "wants_more"}, "keep", value=["visitor", "badge"])),
    ("unknown_value", ROUTING, "rule * (identity_not_proved)", put(ROUTING, "rule", IDENTITY, "when", "is", value=["nobody"])),
    ("unknown_value", PAPERS, "term i_form", add(PAPERS, "term", "i_form", "is", entry="i220")),
    ("unknown_value", ROUTING, "global * (danger)", put(ROUTING, "global", {"key": "F1"}, "value", value="sene")),
    ("unknown_outcome", ROUTING, "rule * (local_protocol)", put(ROUTING, "rule", LOCAL, "outcome", value="local_protocol")),
    ("unknown_outcome", ROUTING, "consult", put(ROUTING, "consult", "deny", value="counsel_says_no")),
    ("unknown_reason", PAPERS, "rule * (hold_for_counsel)", put(PAPERS, "rule", UNREADABLE, "reasons", value=["unreadable"])),
    ("unknown_reason", ROUTING, "consult", add(ROUTING, "consult", "curable", entry="old")),
    ("unknown_flag", PAPERS, "rule *", put(PAPERS, "rule", DIGITAL, "flags", value=["phone"])),
    ("unknown_flag", T_STEPS, "visitor variant 1", variant_when({"flag": ["secret"]})),
    ("unknown_term", PAPERS, "ask * (place)", put(PAPERS, "ask", {"step": "place"}, "when", "term", value="serch")),
    ("unknown_fact", PAPERS, "rule * (hold_for_counsel)", put(PAPERS, "rule", DISTRICT, "when", "fact", value="district")),
    ("unknown_fact_value", PAPERS, "rule * (hold_for_counsel)", put(PAPERS, "rule", DISTRICT, "when", "has", value=["bad"])),
    ("fact_unfed", PAPERS, "rule * (hold_for_counsel)", drop(STEPS, "step", {"id": "district"})),
    ("fact_elsewhere", PAPERS, "fact hours", put("pack.toml", "id", value="us-ca/facility-entry")),
    ("unknown_site", ROUTING, "term no_court_here", put(ROUTING, "term", "no_court_here", "all", 1, value={"site": "court", "is": ["no"]})),
    ("unknown_site", T_STEPS, "visitor variant 1", variant_when({"site": "type", "is": ["prison"]})),
    ("unknown_round", ROUTING, "ask * (danger)", put(ROUTING, "ask", {"step": "danger"}, "rounds", value=["begin"])),
    ("unknown_round", ROUTING, "term private", put(ROUTING, "term", "private", "all", 1, "not", "round", value=["more"])),
    ("unknown_moment", PAPERS, "rule *", put(PAPERS, "rule", DIGITAL, "when", value={"moment": "exit"})),
    ("unknown_state", ROUTING, "global * (officers_now)", put(ROUTING, "global", F12, "table", "outside", value={"do": "record"})),
    ("unknown_group", ROUTING, "ask *", put(ROUTING, "ask", {"group": "papers"}, "group", value="paper")),
]  # fmt: skip

# ---- conditions

CONDITIONS: list[Row] = [
    ("condition_malformed", PAPERS, "ask * (title)", asks_when({"step": "paper_top", "is": ["court_federal"], "has": ["court_state"]})),
    ("condition_malformed", PAPERS, "ask * (title)", asks_when({"any": []})),
    ("condition_malformed", T_STEPS, "visitor variant 1", variant_when({})),
    ("condition_not_here", PAPERS, "ask * (title)", asks_when({"flag": ["digital"]})),
    ("condition_not_here", T_STEPS, "visitor variant 1", variant_when({"fact": "hours", "has": ["outside"]})),
    ("step_later", PAPERS, "ask * (title)", asks_when({"step": "secret", "is": ["no"]})),
    ("step_later", PAPERS, "rule *", both(add(STEPS, "step", entry=MOOD), add(ROUTING, "ask", entry={"step": "mood"}),
                                          put(PAPERS, "rule", DIGITAL, "when", value={"answered": "mood"}))),
    ("step_not_seen", ROUTING, "rule * (identity_not_proved)",
     put(ROUTING, "rule", IDENTITY, "when", value={"step": "signer", "is": ["nobody"]})),
    ("term_cycle", ROUTING, "term private", put(ROUTING, "term", "private", value={"not": {"term": "ordinary"}})),
    ("term_unused", ROUTING, "term spare", put(ROUTING, "term", "spare", value=CITY)),
]  # fmt: skip

ROWS = NAMES + CONDITIONS
