"""Broken packs: questions that nothing reaches, rules that never hold, ways that end nowhere, keys without effect."""

from tests.packs.broken.rows import CITY, DIGITAL, PAPERS, ROUTING, STEPS, T_WORDS, Row
from tests.packs.mutated import add, both, drop, first, put

TOP_UNREADABLE = {"step": "paper_top", "is": ["unreadable"]}
OTHER_STATE = {"reasons": ["other_states_court"]}
ORDER = {"reasons": ["court_order"]}
NO_WARRANT = {"outcome": "refuse_no_judicial_warrant"}
ARREST = {"outcome": "public_area_only"}
F12 = {"key": "F12"}
# Conditions that no answers meet, though each part of them may hold.
NEVER_TWO_WHO = {"all": [CITY, {"step": "visitor", "is": ["mixed"]}]}
NEVER_TWO_KINDS = {
    "all": [{"step": "records_kind", "is": ["letter"]}, {"step": "records_kind", "is": ["spoken"]}]
}
NEVER_PAPER_OUTSIDE = {
    "all": [
        {"step": "paper", "is": ["none"]},
        {"step": "destination", "is": ["public"]},
        {"not": {"answered": "parking_use"}},
    ]
}
ENDS_EVERY_SEARCH = {
    "outcome": "hold_for_counsel",
    "reasons": ["data_only"],
    "when": {"term": "search"},
    "last": True,
}
JUDGES_ORDER = {"all": [{"step": "title", "is": ["order"]}, {"step": "signer", "is": ["judge"]}]}
PARKED = {"step": "parking_use", "is": ["public_use"]}

# ---- order and rules

ORDER_AND_RULES: list[Row] = [
    ("ask_target", ROUTING, "ask * (danger)", put(ROUTING, "ask", {"step": "danger"}, "group", value="papers")),
    ("ask_target", PAPERS, "ask 1*", add(PAPERS, "ask", entry={"group": "papers"})),
    ("group_place", ROUTING, "ask", drop(ROUTING, "ask", {"group": "papers"})),
    ("step_unreachable", PAPERS, "ask * (arrest_where)", put(PAPERS, "term", "arrest", "all", 1, value={"term": "i_form"})),
    ("step_unreachable", ROUTING, "ask * (secret)", put(ROUTING, "ask", {"step": "secret"}, "when", value=NEVER_TWO_KINDS)),
    ("ask_dead", ROUTING, "ask * (identified)", put(ROUTING, "ask", {"step": "identified"}, "when", value=NEVER_TWO_WHO)),
    ("rule_empty", PAPERS, "rule *", put(PAPERS, "rule", DIGITAL, "flags", value=[])),
    ("rule_dead", PAPERS, "rule * (hold_for_counsel)", put(PAPERS, "rule", OTHER_STATE, "when", value=TOP_UNREADABLE)),
    ("rule_dead", ROUTING, "rule * (refuse_no_judicial_warrant)", put(ROUTING, "rule", NO_WARRANT, "when", value=NEVER_PAPER_OUTSIDE)),
    ("rule_dead", PAPERS, "rule * (hold_for_counsel)", first(PAPERS, "rule", entry=ENDS_EVERY_SEARCH)),
    ("reason_unused", ROUTING, "reasons", drop(PAPERS, "rule", {"reasons": ["altered"]})),
    ("flag_unused", ROUTING, "flags", drop(PAPERS, "rule", {"flags": ["state_court"]})),
    ("outcome_unreached", ROUTING, "outcome papers_left", drop(ROUTING, "rule", {"outcome": "papers_left"})),
    ("path_open", ROUTING, "rule", put(ROUTING, "rule", ARREST, "when", value=PARKED)),
    ("path_open", PAPERS, "rule", put(PAPERS, "rule", ORDER, "when", value=JUDGES_ORDER)),
    ("value_alike", STEPS, "step place", both(drop(PAPERS, "rule", {"reasons": ["wrong_place"]}),
                                                   lambda tables: tables.files[ROUTING]["reasons"].remove("wrong_place"),
                                                   drop(T_WORDS, "reasons", "wrong_place"))),
    ("not_proved", ROUTING, "", put(ROUTING, "consult", "hold", value="hold")),
]  # fmt: skip

# ---- engine

ENGINE: list[Row] = [
    ("role_step", ROUTING, "consult", put(ROUTING, "consult", "step", value="secret")),
    ("role_step", ROUTING, "changes", drop(ROUTING, "changes", "scope_step")),
    ("role_step", PAPERS, "the group", put(PAPERS, "more", value="form")),
    ("urgent_empty", ROUTING, "urgent * (danger)", drop(ROUTING, "urgent", {"value": "seen"}, "outcome")),
    ("ask_cycle", ROUTING, "urgent * (danger)", put(ROUTING, "urgent", {"value": "no_facts"}, "ask", value="danger")),
    ("change_missing", ROUTING, "change", drop(ROUTING, "change", {"value": "left"})),
    ("change_target", ROUTING, "change * (claim_emergency)", drop(ROUTING, "change", {"value": "claim_emergency"}, "step")),
    ("unknown_value", ROUTING, "change * (wating)", put(ROUTING, "change", {"value": "waiting"}, "value", value="wating")),
    ("go_in_missing", ROUTING, "global", drop(ROUTING, "global", F12)),
    ("table_not_total", ROUTING, "global * (officers_now)", drop(ROUTING, "global", F12, "table", "local")),
    ("effect_target", ROUTING, "global * (officers_now)", drop(ROUTING, "global", F12, "table", "cleared", "failed")),
    ("effect_target", ROUTING, "global * (officers_now)", drop(ROUTING, "global", F12, "table", "inside", "step")),
    ("allow_unsafe", PAPERS, "rule * (escort_within_warrant)", put(PAPERS, "rule", ARREST, "outcome", value="escort_within_warrant")),
    ("allow_unsafe", ROUTING, "urgent * (danger)", put(ROUTING, "urgent", {"value": "seen"}, "outcome", value="counsel_authorised_access")),
    ("allow_unsafe", ROUTING, "global * (officers_now)",
     put(ROUTING, "global", F12, "table", "other", "outcome", value="escort_within_warrant")),
    ("allow_unsafe", ROUTING, "consult", drop(ROUTING, "consult", "opens", "all", {"step": "signer"})),
]  # fmt: skip

ROWS = ORDER_AND_RULES + ENGINE
