"""Each small damage to the real New York pack is refused by its own code, at the file and place where it was done."""

from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from desktop.core.findings import errors
from desktop.core.packcheck.codes import ERRORS, WARNINGS
from desktop.packs.catalog import PackUnusable, check_pack, load_pack
from tests.packs.mutated import PACK, Change, Tables, add, both, drop, first, put, raw

HEAD, STEPS, ROUTING, PAPERS, LAW = "pack.toml", "steps.toml", "routing.toml", "papers.toml", "law.toml"
T_STEPS, T_OUTCOMES, T_WORDS = "text/en/steps.toml", "text/en/outcomes.toml", "text/en/words.toml"
DRAWN, T_DRAWN, PICTURE = "specimens.toml", "text/en/specimens.toml", "pictures/ao93.svg"
TODAY = date(2026, 11, 23)

CITY = {"step": "visitor", "is": ["city_agency"]}
IDENTITY = {"outcome": "identity_not_proved"}
DIGITAL = {"flags": ["digital"]}
DISTRICT = {"reasons": ["wrong_district"]}
LOCAL = {"outcome": "local_police_protocol"}
UNREADABLE = {"reasons": ["paper_unreadable"]}
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
MOOD = {"id": "mood", "kind": "choice", "values": ["calm"], "unsure": "calm"}
SPARE = {
    "id": "spare",
    "confidence": "design",
    "text": "A",
    "says": "A.",
    "owner": "B",
    "review_by": "2027-02-01",
}
DANGER_AGAIN = {"id": "danger", "kind": "choice", "values": ["none"], "unsure": "none"}


def asks_when(cond: object) -> Change:
    """Change the condition of the second question about a paper's title."""
    return put(PAPERS, "ask", {"step": "title"}, "when", value=cond)


def variant_when(cond: object) -> Change:
    return put(T_STEPS, "visitor", "variants", 0, "when", value=cond)


PROVED = {
    "step_unreachable",
    "ask_dead",
    "rule_dead",
    "path_open",
    "allow_unsafe",
    "value_alike",
    "not_proved",
}
"""Codes that come from walking the paths; the others are told without."""


def also_in(language: str) -> Change:
    """The same words under another language, listed."""
    files = {name: (PACK / name).read_bytes() for name in (T_STEPS, T_OUTCOMES, T_WORDS)}
    copies = [raw(name.replace("/en/", f"/{language}/"), content) for name, content in files.items()]
    return both(put(HEAD, "languages", value=["en", language]), *copies)


Row = tuple[str, str, str, Change]

FILES_AND_HEAD: list[Row] = [
    ("file_missing", LAW, "", raw(LAW, None)),
    ("not_toml", ROUTING, "", raw(ROUTING, b"[[ask]\n")),
    ("not_utf8", T_WORDS, "byte 3", raw(T_WORDS, b"a='\xff'")),
    ("bad_shape", STEPS, "step 1 (danger)", put(STEPS, "step", 0, "kind", value="slider")),
    ("bad_shape", ROUTING, "rule * (identity_not_proved)", put(ROUTING, "rule", IDENTITY, "wehn", value={})),
    ("bad_shape", HEAD, "", put(HEAD, "status", value="final")),
    ("bad_shape", T_STEPS, "danger", put(T_STEPS, "danger", "questoin", value="?")),
    ("bad_shape", LAW, "citation 1 (ac-4-210)", put(LAW, "citation", 0, "confidence", value="sure")),
    ("unknown_key", PAPERS, "aks", put(PAPERS, "aks", value=[])),
    ("unknown_key", "text/en/notes.txt", "", raw("text/en/notes.txt", b"x")),
    ("twice", STEPS, "step danger", add(STEPS, "step", entry=DANGER_AGAIN)),
    ("twice", PAPERS, "term ordinary", put(PAPERS, "term", "ordinary", value=CITY)),
    ("twice", LAW, "citation ac-4-210", add(LAW, "citation", entry={"id": "ac-4-210", "confidence": "known"})),
    ("language_missing", "text/es", "", put(HEAD, "languages", value=["en", "es"])),
    ("language_unlisted", HEAD, "", raw("text/es/steps.toml", b"")),
    ("format_unknown", HEAD, "", put(HEAD, "pack_format", value=2)),
    ("head_id", HEAD, "", put(HEAD, "id", value="NYC Facility")),
    ("head_version", HEAD, "", put(HEAD, "version", value="newest")),
    ("head_date", HEAD, "", put(HEAD, "effective", value="6 Feb 2026")),
    ("head_date", HEAD, "", put(HEAD, "ends", value="2025-01-01")),
    ("head_owner", HEAD, "", put(HEAD, "owner", value=" ")),
    ("head_language", HEAD, "", put(HEAD, "languages", value=["en", "English!"])),
]  # fmt: skip

QUESTIONS: list[Row] = [
    ("no_values", STEPS, "step secret", put(STEPS, "step", {"id": "secret"}, "values", value=[])),
    ("values_not_here", STEPS, "step date_issued", put(STEPS, "step", {"id": "date_issued"}, "values", value=["today"])),
    ("values_not_here", STEPS, "step secret", put(STEPS, "step", {"id": "secret"}, "empty", value=True)),
    ("value_twice", STEPS, "step secret", add(STEPS, "step", {"id": "secret"}, "values", entry="yes")),
    ("too_many_choices", STEPS, "step purpose", add(STEPS, "step", {"id": "purpose"}, "values", entry="parade")),
    ("unsure_value", STEPS, "step signer", put(STEPS, "step", {"id": "signer"}, "unsure", value="ilegible")),
    ("unsure_value", STEPS, "step execute_by", put(STEPS, "step", {"id": "execute_by"}, "unsure", value="unsure")),
    ("step_never_asked", STEPS, "step mood", add(STEPS, "step", entry=MOOD)),
    ("unknown_step", STEPS, "informational", put(STEPS, "informational", value={"vistor": ["federal"]})),
]  # fmt: skip

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
    ("unknown_site", ROUTING, "term no_court_here", put(ROUTING, "term", "no_court_here", "all", 1, value={"site": "court", "is": ["no"]})),
    ("unknown_site", T_STEPS, "visitor variant 1", variant_when({"site": "type", "is": ["prison"]})),
    ("unknown_round", ROUTING, "ask * (danger)", put(ROUTING, "ask", {"step": "danger"}, "rounds", value=["begin"])),
    ("unknown_round", ROUTING, "term private", put(ROUTING, "term", "private", "all", 1, "not", "round", value=["more"])),
    ("unknown_moment", PAPERS, "rule *", put(PAPERS, "rule", DIGITAL, "when", value={"moment": "exit"})),
    ("unknown_state", ROUTING, "global * (officers_now)", put(ROUTING, "global", F12, "table", "outside", value={"do": "record"})),
    ("unknown_group", ROUTING, "ask *", put(ROUTING, "ask", {"group": "papers"}, "group", value="paper")),
]  # fmt: skip

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

WORDS: list[Row] = [
    ("text_missing", T_STEPS, "signer", drop(T_STEPS, "signer")),
    ("text_missing", T_STEPS, "signer.choices", drop(T_STEPS, "signer", "choices", "clerk")),
    ("text_missing", T_STEPS, "defects.choices", drop(T_STEPS, "defects", "choices", "none")),
    ("text_missing", T_STEPS, "signer", put(T_STEPS, "signer", "question", value="")),
    ("text_missing", T_WORDS, "reasons", drop(T_WORDS, "reasons", "expired")),
    ("privacy_list", T_WORDS, "privacy", put(T_WORDS, "privacy", "patterns", "shoe_size", value="No.")),
    ("unknown_site", STEPS, "step destination", put(STEPS, "step", {"id": "destination"}, "areas", "roof", value="public")),
    ("unknown_value", STEPS, "step destination", put(STEPS, "step", {"id": "destination"}, "areas", "ask", value="roof")),
    ("text_missing", T_WORDS, "flags", drop(T_WORDS, "flags", "digital")),
    ("text_missing", T_WORDS, "common", drop(T_WORDS, "common", "non_interference")),
    ("text_unknown", T_STEPS, "signer.choices", put(T_STEPS, "signer", "choices", "notary", value="A notary")),
    ("text_unknown", T_WORDS, "reasons", put(T_WORDS, "reasons", "exipred", value="The last day has passed.")),
    ("outcome_part", T_OUTCOMES, "hold_for_counsel", drop(T_OUTCOMES, "hold_for_counsel", "say")),
    ("outcome_part", T_OUTCOMES, "hold_for_counsel", put(T_OUTCOMES, "hold_for_counsel", "do", value=[])),
    ("outcome_part", T_OUTCOMES, "hold_for_counsel variant 1", put(T_OUTCOMES, "hold_for_counsel", "variants", 0, "say", value="")),
    ("call_unknown", T_OUTCOMES, "hold_for_counsel", add(T_OUTCOMES, "hold_for_counsel", "call", entry="mayor")),
    ("placeholder_unknown", T_STEPS, "place", put(T_STEPS, "place", "help", value="Is {adress} there?")),
    ("placeholder_unknown", T_OUTCOMES, "court_area", put(T_OUTCOMES, "court_area", "lead", value="See {room}.")),
    ("banner_long", T_OUTCOMES, "court_area", put(T_OUTCOMES, "court_area", "banner", value="Step aside. " * 6)),
    ("asks_personal", T_STEPS, "visitor", put(T_STEPS, "visitor", "question", value="What is their immigration status?")),
    ("asks_personal", T_STEPS, "visitor", put(T_STEPS, "visitor", "say", value="Is that person in the building?")),
    ("asks_personal", T_STEPS, "purpose.choices", put(T_STEPS, "purpose", "choices", "person", value="A person born abroad")),
    ("personal_unchecked", "text/fr/steps.toml", "", also_in("fr")),
]  # fmt: skip

BASIS: list[Row] = [
    ("citation_missing", LAW, "steps", drop(LAW, "steps", "signer")),
    ("citation_missing", LAW, "outcomes", put(LAW, "outcomes", "court_area", value=[])),
    ("citation_unknown", LAW, "steps", put(LAW, "steps", "signer", value=["usc-99-1"])),
    ("citation_unused", LAW, "citation spare", add(LAW, "citation", entry=SPARE)),
    ("citation_part", LAW, "citation ac-4-210", drop(LAW, "citation", 0, "owner")),
    ("citation_part", LAW, "citation ac-4-210", put(LAW, "citation", 0, "review_by", value="soon")),
    ("memory_shown", LAW, "citation ac-4-210-exceptions", put(LAW, "citation", {"confidence": "memory"}, "show", value=True)),
    ("law_unknown", LAW, "outcomes", put(LAW, "outcomes", "cort_area", value=["crl-28"])),
    ("review_overdue", LAW, "citation ac-4-210", put(LAW, "citation", 0, "review_by", value="2026-11-22")),
]  # fmt: skip

A93 = {"id": "ao93"}
SEAL = {"label": "Seal", "text": "At the bottom."}
UNSIGNED = (PACK / PICTURE).read_bytes().replace(b"SAMPLE", b"00")


def again_ao93(tables: Tables) -> None:
    """The same paper twice."""
    tables.files[DRAWN]["specimen"].append(tables.files[DRAWN]["specimen"][0])


DRAWINGS: list[Row] = [
    ("bad_shape", DRAWN, "specimen 1 (ao93)", put(DRAWN, "specimen", A93, "kind", value="club")),
    ("bad_shape", T_DRAWN, "ao93", put(T_DRAWN, "papers", "ao93", "titel", value="AO 93")),
    ("unknown_key", DRAWN, "shwo", put(DRAWN, "shwo", value=[])),
    ("unknown_key", T_DRAWN, "", raw(DRAWN, None)),
    ("twice", DRAWN, "specimen ao93", again_ao93),
    ("unknown_specimen", DRAWN, "specimen ao93", put(DRAWN, "specimen", A93, "beside", value="i220")),
    ("unknown_specimen", DRAWN, "show * (ao39)", put(DRAWN, "show", {"specimen": "ao93"}, "specimen", value="ao39")),
    ("unknown_drawing", STEPS, "step signer", put(STEPS, "step", {"id": "signer"}, "drawing", value="paper_singer")),
    ("unknown_drawing", DRAWN, "show * (ao93c)", put(DRAWN, "show", {"specimen": "ao93c"}, "drawings", value=["signer"])),
    ("unknown_mark", DRAWN, "specimen ao93", add(DRAWN, "specimen", A93, "marks", entry="seal")),
    ("unknown_mark", DRAWN, "drawings", put(DRAWN, "drawings", "paper_top", value="head")),
    ("unknown_value", DRAWN, "show * (i205)", put(DRAWN, "show", {"specimen": "i205"}, "when", "is", value=["i220"])),
    ("condition_not_here", DRAWN, "show * (i205)", put(DRAWN, "show", {"specimen": "i205"}, "when", value={"moment": "entry"})),
    ("picture_missing", DRAWN, "specimen ao93", raw(PICTURE, None)),
    ("picture_missing", DRAWN, "specimen ao93", put(DRAWN, "specimen", A93, "picture", value="pack.toml")),
    ("picture_broken", PICTURE, "", raw(PICTURE, b"<svg")),
    ("picture_broken", PICTURE, "", raw(PICTURE, b"<html/>")),
    ("not_a_sample", PICTURE, "", raw(PICTURE, UNSIGNED)),
    ("specimen_hidden", DRAWN, "show * (state_warrant)", first(DRAWN, "show", entry={"specimen": "ao93"})),
    ("specimen_unused", DRAWN, "specimen i205", drop(DRAWN, "show", {"specimen": "i205"})),
    ("drawing_unused", DRAWN, "drawings", put(DRAWN, "drawings", "paper_seal", value="top")),
    ("mark_unlisted", PICTURE, "", put(DRAWN, "specimen", A93, "marks", value=["top"])),
    ("text_missing", T_DRAWN, "", drop(T_DRAWN, "counsel_check")),
    ("text_missing", T_DRAWN, "ao93", drop(T_DRAWN, "papers", "ao93")),
    ("text_missing", T_DRAWN, "ao93", drop(T_DRAWN, "papers", "ao93", "what")),
    ("text_missing", T_DRAWN, "ao93.marks", drop(T_DRAWN, "papers", "ao93", "marks", "signer")),
    ("text_unknown", T_DRAWN, "ao93.marks", put(T_DRAWN, "papers", "ao93", "marks", "seal", value=SEAL)),
    ("text_unknown", T_DRAWN, "ao39", put(T_DRAWN, "papers", "ao39", value={"title": "AO 39"})),
]  # fmt: skip

MUTATIONS = (
    FILES_AND_HEAD + QUESTIONS + NAMES + CONDITIONS + ORDER_AND_RULES + ENGINE + WORDS + BASIS + DRAWINGS
)


@pytest.mark.parametrize(
    ("code", "file", "place", "change"), MUTATIONS, ids=[f"{n}-{row[0]}" for n, row in enumerate(MUTATIONS)]
)
def test_a_mutated_pack_is_refused_by_code_file_and_place(
    code: str, file: str, place: str, change: Change, tmp_path: Path
) -> None:
    """The finding also says what is wrong and what to do, and the pack does not load where it is an error."""
    tables = Tables()
    change(tables)
    folder = tables.write(tmp_path / "pack")
    if code in ERRORS:
        with pytest.raises(PackUnusable) as unusable:
            load_pack(folder, TODAY, prove_paths=code in PROVED)
        findings = unusable.value.findings
    else:
        findings = check_pack(folder, TODAY, prove_paths=code in PROVED)
    hits = [
        each for each in findings if (each.code, each.file) == (code, file) and fnmatchcase(each.place, place)
    ]
    assert hits, "\n".join(each.line() for each in findings)
    assert all(each.sentence.strip() and each.fix.strip() for each in hits)
    assert hits[0].level == ("warning" if code in WARNINGS else "error")


def test_a_folder_in_place_of_a_file_is_named(tmp_path: Path) -> None:
    tables = Tables()
    tables.raw["law.toml"] = None
    folder = tables.write(tmp_path)
    (folder / "law.toml").mkdir()
    assert ("file_unreadable", "law.toml") in {(each.code, each.file) for each in check_pack(folder)}


def test_every_code_that_the_check_knows_has_a_mutation() -> None:
    shown = {row[0] for row in MUTATIONS} | {"file_unreadable"}
    assert {*ERRORS, *WARNINGS} - shown == set()
    assert len(MUTATIONS) >= 40


def test_several_faults_are_all_listed_not_just_the_first(tmp_path: Path) -> None:
    tables = Tables()
    rows = [NAMES[0], NAMES[3], WORDS[4], WORDS[6], WORDS[13], BASIS[0], BASIS[4], FILES_AND_HEAD[-1]]
    for row in rows:
        row[3](tables)
    findings = check_pack(tables.write(tmp_path))
    for code, file, place, _ in rows:
        assert any(
            (each.code, each.file) == (code, file) and fnmatchcase(each.place, place) for each in findings
        ), code


def test_the_new_york_pack_has_no_error(tmp_path: Path) -> None:
    assert errors(check_pack(PACK, TODAY)) == []


def test_a_pack_written_back_unchanged_is_the_same_pack(tmp_path: Path) -> None:
    """So that each refusal above comes from its mutation, and not from how the copy was written."""
    assert load_pack(Tables().write(tmp_path)).pack_hash == load_pack(PACK).pack_hash


def test_the_same_pack_is_refused_in_the_same_words_twice(tmp_path: Path) -> None:
    tables = Tables()
    NAMES[0][3](tables)
    folder = tables.write(tmp_path)
    assert check_pack(folder) == check_pack(folder)


def test_the_manual_lists_every_code_with_its_meaning() -> None:
    manual = (PACK.parents[2] / "manual" / "formats.md").read_text(encoding="utf-8")
    listed = {*ERRORS.items(), *WARNINGS.items()}
    assert [code for code, meaning in listed if f"| `{code}` | {meaning} |" not in manual] == []
