"""Broken packs: files, shapes, the pack's particulars, and each question by itself."""

from tests.packs.broken.rows import (
    CITY,
    HEAD,
    IDENTITY,
    LAW,
    MOOD,
    PAPERS,
    ROUTING,
    STEPS,
    T_STEPS,
    T_WORDS,
    Row,
)
from tests.packs.mutated import add, put, raw

DANGER_AGAIN = {"id": "danger", "kind": "choice", "values": ["none"], "unsure": "none"}

# ---- files and head

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
    ("overlay_alone", HEAD, "", put(HEAD, "base_answers", value={"danger": "none"})),
]  # fmt: skip

# ---- questions

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

ROWS = FILES_AND_HEAD + QUESTIONS
