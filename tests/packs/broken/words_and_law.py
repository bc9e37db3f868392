"""Broken packs: words that are missing or ask too much, and a legal basis with a gap."""

from tests.packs.broken.rows import HEAD, LAW, STEPS, T_OUTCOMES, T_STEPS, T_WORDS, Row
from tests.packs.mutated import PACK, Change, add, both, drop, put, raw

HARD = "Administrative authorisation notwithstanding, determinations necessitate consultation."
SPARE = {
    "id": "spare",
    "confidence": "design",
    "text": "A",
    "says": "A.",
    "owner": "B",
    "review_by": "2027-02-01",
}


def also_in(language: str) -> Change:
    """The same words under another language, listed."""
    files = {name: (PACK / name).read_bytes() for name in (T_STEPS, T_OUTCOMES, T_WORDS)}
    copies = [raw(name.replace("/en/", f"/{language}/"), content) for name, content in files.items()]
    return both(put(HEAD, "languages", value=["en", language]), *copies)


# ---- words

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
    ("reading_hard", T_OUTCOMES, "court_area", put(T_OUTCOMES, "court_area", "lead", value=HARD)),
    ("personal_unchecked", "text/fr/steps.toml", "", also_in("fr")),
]  # fmt: skip

# ---- basis

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

ROWS = WORDS + BASIS
