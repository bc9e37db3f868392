"""The New York City pack has every word it needs, in plain English, and asks and says nothing it must not."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from build.reading import grade

RESOURCES = Path(__file__).parents[2] / "resources"
PACK = RESOURCES / "packs" / "us-ny-nyc" / "facility-entry"
MAX_GRADE = 6.0
MAX_BANNER = 60
MAX_WORDS_IN_A_SENTENCE = 20
MAX_LABEL = 40
MAX_LABEL_IN_TWO_COLUMNS = 34  # characters that fit half the answers' width at 1366 pixels


def listed(words: str) -> list[str]:
    return words.split()


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


ROUTING = read(PACK / "routing.toml")
STEPS = read(PACK / "text" / "en" / "steps.toml")
RESULTS = read(PACK / "text" / "en" / "outcomes.toml")
WORDS = read(PACK / "text" / "en" / "words.toml")
LAW = read(PACK / "law.toml")
SITES = [read(path) for path in sorted((RESOURCES / "facilities").glob("*.toml"))]
FACILITIES = [site for site in SITES if "policy" not in site]
"""The samples of this pack: one that goes by another policy names it."""

PACK_STEPS = {step["id"]: step for step in read(PACK / "steps.toml")["step"]}
OUTCOMES = [outcome["id"] for outcome in ROUTING["outcome"]]
REASONS, FLAGS = ROUTING["reasons"], ROUTING["flags"]
PAPER_STEPS = [step for step, entry in PACK_STEPS.items() if "drawing" in entry]
CALLS = listed("supervisor counsel counsel_backup liaison operations emergency_911 privacy_officer")
REFUSALS = listed(
    "refuse_administrative_paper refuse_no_judicial_warrant hold_for_counsel identity_not_proved "
    "counsel_declined_access"
)
ROUNDS = listed("start new_paper wants_more others_arrived")
SITE_TYPES = listed("school shelter hospital parking office")
PLACEHOLDERS = listed(
    "address facility post public_areas nonpublic_areas local_agencies supervisor_phone counsel_phone "
    "ordinary_hours counsel_minutes"
)
STEP_TEXTS = ("question", "help", "where", "say")
OUTCOME_TEXTS = ("title", "banner", "lead", "do", "say", "say_if_pressed", "never", "call", "record")
PERSONAL = re.compile(
    r"\b(status|nationalit\w+|citizen\w*|born|birth\w*|countr\w+|visa|undocumented|illegal|alien)\b", re.I
)


def labelled(step: str) -> list[str]:
    """The answers of a step that need a label, in the order of the screen."""
    entry = PACK_STEPS[step]
    if entry["kind"] == "date":
        return ["cannot_read"]
    return [*entry["values"], *(["none"] if entry.get("empty") else []), "unsure"]


def seen_by_conditions(step: str) -> list[str]:
    """The values of a step that a condition may look for: "I can't tell" counts as what the pack says."""
    entry = PACK_STEPS.get(step, {"values": [], "unsure": ""})
    return [*entry.get("values", []), entry["unsure"]]


def versions(entry: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The plain words of a step or outcome, then each variant laid over them."""
    plain = {key: value for key, value in entry.items() if key != "variants"}
    yield plain
    for variant in entry.get("variants", []):
        yield plain | variant


def filled(text: str, facility: dict[str, Any]) -> str:
    """`text` with its placeholders as at `facility`."""

    def names(status: str) -> str:
        return ", ".join(area["name"] for area in facility["areas"] if area["status"] == status)

    values = {
        "address": facility["address"],
        "facility": facility["name"],
        "post": facility["posts"][0],
        "public_areas": names("public"),
        "nonpublic_areas": names("nonpublic"),
        "local_agencies": ", ".join(facility["local_agencies"]),
        "supervisor_phone": facility["phones"]["supervisor"],
        "counsel_phone": facility["phones"]["counsel"],
        "ordinary_hours": "6:00 a.m. to 10:00 p.m.",
        "counsel_minutes": str(facility["counsel_minutes"]),
    }
    return text.format(**values)


def guard_texts() -> Iterator[tuple[str, str]]:
    """Place and text of everything a guard reads; a list and a step's labels are one text, a line each."""
    for step, entry in STEPS.items():
        yield f"{step}.choices", "\n".join(entry["choices"].values())
        for number, version in enumerate(versions(entry)):
            for field in STEP_TEXTS:
                yield f"{step}.{field} #{number}", version[field]
    for outcome, entry in RESULTS.items():
        for number, version in enumerate(versions(entry)):
            for field in ("banner", "lead", "say", "say_if_pressed"):
                yield f"{outcome}.{field} #{number}", version[field]
            for field in ("do", "never", "record"):
                yield f"{outcome}.{field} #{number}", "\n".join(version[field])
    for key in ("non_interference", "counsel_decides"):  # `draft` is a mark on the page, not a text to follow
        yield key, WORDS["common"][key]
    for table in ("reasons", "flags"):
        for key, text in WORDS[table].items():
            yield f"{table}.{key}", text


def spoken() -> Iterator[tuple[str, str, Any]]:
    """Place, line and condition (None: always) of every line that a guard says aloud."""
    for name, entry in [*STEPS.items(), *RESULTS.items()]:
        for part in (entry, *entry.get("variants", [])):
            for field in ("say", "say_if_pressed"):
                if field in part:
                    yield f"{name}.{field}", part[field], part.get("when")


def leaves(condition: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The conditions inside all, any and not."""
    for part in [*condition.get("all", []), *condition.get("any", [])]:
        yield from leaves(part)
    if "not" in condition:
        yield from leaves(condition["not"])
    if not {"all", "any", "not"} & condition.keys():
        yield condition


def problem(leaf: dict[str, Any]) -> str | None:
    """What is wrong with a condition that is not all, any or not; None if nothing is."""
    lists = {"flag": FLAGS, "reason": REASONS, "outcome": OUTCOMES, "round": ROUNDS}
    match sorted(leaf):
        case [("flag" | "reason" | "outcome" | "round") as kind]:
            known, used = lists[kind], leaf[kind]
        case ["answered"]:
            known, used = list(STEPS), [leaf["answered"]]
        case ["is", "step"] | ["has", "step"]:
            known, used = seen_by_conditions(leaf["step"]), leaf.get("is", leaf.get("has"))
        case ["is", "site"]:
            sites = {"type": SITE_TYPES, "court_area": ["yes", "no"], "local_agencies": ["yes", "no"]}
            known, used = sites.get(leaf["site"], []), leaf["is"]
        case _:
            return f"not a condition: {leaf}"
    unknown = [value for value in used if value not in known]
    return f"unknown {unknown} in {leaf}" if unknown or not used else None


def test_every_step_has_its_words() -> None:
    assert sorted(STEPS) == sorted(PACK_STEPS)
    for step, entry in STEPS.items():
        assert set(entry) <= {*STEP_TEXTS, "short", "choices", "variants"}, step
        assert entry["question"].endswith("?"), step
        for field in ("question", "help", "say", "short"):
            assert entry[field].strip(), f"{step}.{field}"
        assert entry["where"].strip() or step not in PAPER_STEPS, f"{step}.where"


@pytest.mark.parametrize("step", PACK_STEPS)
def test_every_value_has_its_label_and_the_unsure_answer_comes_last(step: str) -> None:
    choices = STEPS[step]["choices"]
    assert list(choices) == labelled(step)
    assert len(set(choices.values())) == len(choices)
    assert len(choices.keys() - {"unsure"}) <= 10
    assert max(map(len, choices.values())) <= (MAX_LABEL_IN_TWO_COLUMNS if len(choices) > 6 else MAX_LABEL)
    if "unsure" in choices:
        assert choices["unsure"] == "I can't tell"


def test_every_outcome_has_all_its_parts() -> None:
    assert sorted(RESULTS) == sorted(OUTCOMES)
    for outcome, entry in RESULTS.items():
        assert set(entry) <= {*OUTCOME_TEXTS, "variants"}, outcome
        for version in versions(entry):
            assert all(version[field] for field in OUTCOME_TEXTS), outcome
            assert len(version["banner"]) <= MAX_BANNER, version["banner"]
            assert 2 <= len(version["do"]) <= 6, outcome
            assert set(version["call"]) <= set(CALLS), outcome


def test_every_reason_flag_site_type_and_call_has_one_line() -> None:
    assert list(WORDS["reasons"]) == REASONS
    assert list(WORDS["flags"]) == FLAGS
    assert list(WORDS["site_types"]) == SITE_TYPES
    assert list(WORDS["calls"]) == CALLS
    assert all(text.strip() for table in ("reasons", "flags") for text in WORDS[table].values())
    assert set(WORDS) == {"plain_exceptions", "common", "reasons", "flags", "site_types", "calls", "privacy"}


def test_variants_replace_known_fields_on_known_conditions() -> None:
    for table, fields in ((STEPS, STEP_TEXTS), (RESULTS, OUTCOME_TEXTS)):
        for name, entry in table.items():
            for variant in entry.get("variants", []):
                assert len(variant) > 1, name
                assert set(variant) <= {*fields, "when"}, name
                found = [problem(leaf) for leaf in leaves(variant["when"])]
                assert not any(found), f"{name}: {found}"


def test_only_known_placeholders_are_used_and_an_empty_list_is_never_shown() -> None:
    for place, text in guard_texts():
        assert set(re.findall(r"{(\w+)}", text)) <= set(PLACEHOLDERS), place
    for step, entry in STEPS.items():
        for part in (entry, *entry.get("variants", [])):
            if any("{local_agencies}" in part.get(field, "") for field in STEP_TEXTS):
                conditions = list(leaves(part.get("when", {})))
                assert {"site": "local_agencies", "is": ["yes"]} in conditions, step


def test_guard_texts_read_at_grade_6_or_below() -> None:
    """Legal names excluded; with the addresses and areas of each sample site in place."""
    names = WORDS["plain_exceptions"]
    hard = {
        f"{value} {place}: {text}"
        for facility in FACILITIES
        for place, raw in guard_texts()
        if (value := round(grade(text := filled(raw, facility), names), 1)) > MAX_GRADE
    }
    assert not hard, "\n".join(sorted(hard))


def test_sentences_are_short() -> None:
    long = [
        sentence
        for _, text in guard_texts()
        for sentence in re.split(r"(?<=[.!?:])\s+|\n", text)
        if len(sentence.split()) > MAX_WORDS_IN_A_SENTENCE
    ]
    assert long == []


def test_every_excepted_name_is_used() -> None:
    everything = "\n".join(text for _, text in guard_texts()).lower()
    assert [name for name in WORDS["plain_exceptions"] if name.lower() not in everything] == []


def test_no_line_to_say_claims_what_is_not_recorded() -> None:
    claims = re.compile(r"\bI(?:'ve| have) (?:called|told|sent|seen|read|asked)|\bI(?:'m| am) calling", re.I)
    assert [place for place, line, _ in spoken() if claims.search(line)] == []


def test_no_line_to_say_sounds_like_consent_except_where_danger_was_seen() -> None:
    consent = re.compile(r"\b(go ahead|come in|ok|okay|sure|fine|be my guest|I consent|I agree)\b", re.I)
    seen = {"step": "danger", "is": ["seen"]}
    for place, line, when in spoken():
        if consent.search(line):
            assert place == "emergency_do_not_impede.say"
            assert seen in when["all"]


def test_a_refusal_is_in_words_only() -> None:
    """Wherever entry is refused, the words also say, at once or when pressed, that nobody is stopped."""
    for outcome in REFUSALS:
        for version in versions(RESULTS[outcome]):
            lines = version["say"] + version["say_if_pressed"]
            assert "I do not consent" in lines
            assert "I am not stopping you" in lines
            assert re.search(r"step aside", " ".join(version["do"]), re.I)


def test_nothing_invites_the_guard_to_be_in_the_way() -> None:
    forbidden = re.compile(
        r"\b(stand (in|at|by|between)|stay at|keep them out|prevent|stop them from)\b",
        re.I,
    )
    assert [place for place, text in guard_texts() if forbidden.search(text)] == []


def test_no_question_label_or_spoken_line_touches_personal_facts() -> None:
    asked = [
        text
        for entry in STEPS.values()
        for version in versions(entry)
        for text in (version["question"], *version["choices"].values())
    ]
    assert [text for text in [*asked, *(line for _, line, _ in spoken())] if PERSONAL.search(text)] == []


def test_no_other_text_mentions_personal_facts_except_to_forbid_them() -> None:
    for place, text in guard_texts():
        for sentence in re.split(r"(?<=[.!?])\s+|\n", text):
            assert not PERSONAL.search(sentence) or sentence.startswith("Do not"), place


def test_no_text_asks_if_somebody_is_here_or_judges_a_paper() -> None:
    judging = re.compile(r"\b(invalid|fake|forged|illegal|unlawful|valid)\b", re.I)
    for place, text in guard_texts():
        for sentence in re.split(r"(?<=[.!?])\s+|\n", text):
            assert not judging.search(sentence) or sentence.startswith("Do not"), place
    questions = [version["question"] for entry in STEPS.values() for version in versions(entry)]
    assert [
        text for text in questions if re.search(r"\bis (he|she|the person) here\b|\bwho is inside", text)
    ] == []


def test_a_secret_paper_is_told_to_counsel_only() -> None:
    secret = {"flag": ["confidential"]}
    called = [
        (outcome, part["call"])
        for outcome, entry in RESULTS.items()
        for part in entry.get("variants", [])
        if secret in leaves(part["when"]) and "call" in part
    ]
    assert {outcome for outcome, _ in called} == {
        "hold_for_counsel",
        "counsel_declined_access",
        "counsel_authorised_access",
        "refuse_administrative_paper",
        "refuse_no_judicial_warrant",
        "records_to_counsel",
        "papers_left",
    }
    assert all(keys == ["counsel", "counsel_backup"] for _, keys in called)


def test_every_step_and_outcome_rests_on_law_that_may_be_shown() -> None:
    citations = {entry["id"]: entry for entry in LAW["citation"]}
    assert len(citations) == len(LAW["citation"])
    assert sorted(LAW["steps"]) == sorted(PACK_STEPS)
    assert sorted(LAW["outcomes"]) == sorted(OUTCOMES)
    used = {**LAW["steps"], **LAW["outcomes"]}
    for name, ids in used.items():
        assert set(ids) <= set(citations), name
        assert any(citations[one]["show"] for one in ids), name
    assert {one for ids in used.values() for one in ids} == set(citations)


@pytest.mark.parametrize("citation", LAW["citation"], ids=lambda entry: str(entry["id"]))
def test_a_citation_is_whole_and_one_from_memory_is_never_shown(citation: dict[str, Any]) -> None:
    assert list(citation) == ["id", "text", "says", "source", "confidence", "owner", "review_by", "show"]
    assert citation["text"]
    assert citation["says"].endswith(".")
    assert citation["owner"] == "Policy office"
    assert date.fromisoformat(citation["review_by"]) > date(2026, 1, 1)
    assert citation["confidence"] in ("seen", "known", "memory", "design")
    assert re.fullmatch(r"(S[1-9]\d?)?", citation["source"])
    assert citation["confidence"] != "seen" or citation["source"]
    assert citation["show"] is (citation["confidence"] != "memory")


def test_there_is_a_sample_of_each_type_of_site_and_one_with_a_court_area() -> None:
    assert {facility["type"] for facility in FACILITIES} == set(SITE_TYPES)
    assert any(facility["court_area"] and facility["type"] == "office" for facility in FACILITIES)
    assert any(facility["local_agencies"] for facility in FACILITIES)
    assert len({facility["id"] for facility in FACILITIES}) == len(FACILITIES)


@pytest.mark.parametrize("facility", FACILITIES, ids=lambda entry: str(entry["id"]))
def test_a_sample_site_is_whole_and_names_nobody(facility: dict[str, Any]) -> None:
    assert re.fullmatch(r"[A-Z0-9]{1,10}", facility["id"])
    assert re.fullmatch(r"[A-Z0-9]{1,4}", facility["desk"])
    assert facility["address"].endswith(f", {facility['borough']}")
    assert facility["borough"] in ("Manhattan", "Bronx", "Brooklyn", "Queens", "Staten Island")
    assert {area["status"] for area in facility["areas"]} >= {"public", "nonpublic"}
    assert all(set(area) == {"name", "status", "entry"} for area in facility["areas"])
    assert all(re.fullmatch(r"(Guard|Supervisor) \d+", name) for name in facility["on_duty"])
    assert set(facility["phones"]) == set(CALLS)
    phones = {key: number for key, number in facility["phones"].items() if key != "emergency_911"}
    assert all(re.fullmatch(r"212-555-01\d\d", number) for number in phones.values())
    assert facility["phones"]["emergency_911"] == "911"
