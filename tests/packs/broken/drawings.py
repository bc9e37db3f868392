"""Broken packs: sample drawings, their marks, and which one is shown."""

from tests.packs.broken.rows import DRAWN, PICTURE, STEPS, T_DRAWN, Row
from tests.packs.mutated import PACK, Tables, add, drop, first, put, raw

A93 = {"id": "ao93"}
SEAL = {"label": "Seal", "text": "At the bottom."}
UNSIGNED = (PACK / PICTURE).read_bytes().replace(b"SAMPLE", b"00")


def again_ao93(tables: Tables) -> None:
    """The same paper twice."""
    tables.files[DRAWN]["specimen"].append(tables.files[DRAWN]["specimen"][0])


# ---- drawings

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

ROWS = DRAWINGS
