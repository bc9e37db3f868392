"""Scenario files: a misspelt name anywhere is listed with its place, and what comes out has exactly the published keys."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop.core.policy import Policy
from desktop.core.scenarios import play
from desktop.packs.catalog import load_pack
from desktop.packs.scenarios import ScenarioUnreadable, check_scenario, played_json, read_scenario
from tests.packs.mutated import PACK

CASE: dict[str, Any] = {
    "id": "T08",
    "title": "A warrant for another address",
    "facility": {
        "type": "shelter",
        "address": "100 Example Ave, Brooklyn",
        "borough": "Brooklyn",
        "court_area": False,
    },
    "now": "2026-07-15T14:00:00-04:00",
    "facts": {
        "danger": "none",
        "visitor": "federal",
        "purpose": ["enter"],
        "identified": "all",
        "destination": "nonpublic",
        "paper": "shown",
        "papers": [
            {
                "form": "on_paper",
                "paper_top": "court_federal",
                "signer": "judge",
                "title": "search_warrant",
                "secret": "no",
                "place": "wrong",
                "date_issued": "2026-07-10",
            }
        ],
    },
    "then": [{"officers_now": "went_in", "now": "2026-07-15T14:05:00-04:00"}],
    "expect": {
        "outcomes": ["hold_for_counsel", "entered_without_consent"],
        "reasons": ["wrong_place"],
        "flags": [],
        "not": {"reasons": ["expired"], "flags": []},
    },
}


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load_pack(PACK).policy


def copy() -> dict[str, Any]:
    made: dict[str, Any] = json.loads(json.dumps(CASE))
    return made


Spoil = Callable[[dict[str, Any]], object]
TYPOS: list[tuple[str, str, Spoil]] = [
    ("unknown_key", "fcts", lambda c: c.update(fcts=c["facts"])),
    ("unknown_fact", "facts.vistor", lambda c: c["facts"].update(vistor="federal")),
    ("bad_value", "facts.visitor", lambda c: c["facts"].update(visitor="ice")),
    ("bad_value", "facts.purpose", lambda c: c["facts"].update(purpose=["entry"])),
    ("bad_value", "facts.purpose", lambda c: c["facts"].update(purpose=[])),
    ("unknown_fact", "facts.papers[1].singer", lambda c: c["facts"]["papers"][0].update(singer="judge")),
    ("unknown_fact", "facts.papers[1].visitor", lambda c: c["facts"]["papers"][0].update(visitor="federal")),
    ("bad_value", "facts.papers[1].signer", lambda c: c["facts"]["papers"][0].update(signer="magistrate")),
    ("bad_value", "facts.papers[1].date_issued", lambda c: c["facts"]["papers"][0].update(date_issued="10 July")),
    ("bad_value", "facts.papers[1].counsel", lambda c: c["facts"]["papers"][0].update(counsel="yes")),
    ("bad_shape", "facts.papers", lambda c: c["facts"].update(papers={})),
    ("unknown_fact", "then[1].officer_now", lambda c: c["then"][0].update(officer_now="left")),
    ("bad_value", "then[1].officers_now", lambda c: c["then"][0].update(officers_now="gone")),
    ("bad_now", "then[1].now", lambda c: c["then"][0].update(now="2026-07-15T14:05:00")),
    ("bad_shape", "then[2]", lambda c: c["then"].append("left")),
    ("bad_now", "now", lambda c: c.update(now="2026-07-15T14:00:00")),
    ("bad_now", "now", lambda c: c.update(now="yesterday")),
    ("missing", "now", lambda c: c.pop("now")),
    ("missing", "expect", lambda c: c.pop("expect")),
    ("unknown_outcome", "expect.outcomes", lambda c: c["expect"].update(outcomes=["hold"])),
    ("unknown_reason", "expect.reasons", lambda c: c["expect"].update(reasons=["wrong_adress"])),
    ("unknown_flag", "expect.flags", lambda c: c["expect"].update(flags=["phone"])),
    ("unknown_reason", "expect.not.reasons", lambda c: c["expect"]["not"].update(reasons=["exipred"])),
    ("unknown_key", "expect.reason", lambda c: c["expect"].update(reason=["expired"])),
    ("bad_facility", "facility.type", lambda c: c["facility"].update(type="library")),
    ("bad_facility", "facility.borough", lambda c: c["facility"].pop("borough")),
    ("bad_facility", "facility.court_area", lambda c: c["facility"].update(court_area="no")),
    ("unknown_key", "facility.courtroom", lambda c: c["facility"].update(courtroom=True)),
]  # fmt: skip


@pytest.mark.parametrize(("code", "place", "spoil"), TYPOS)
def test_a_typo_is_refused_with_its_place_and_remedy(
    code: str, place: str, spoil: Spoil, policy: Policy
) -> None:
    case = copy()
    spoil(case)
    with pytest.raises(ScenarioUnreadable) as unreadable:
        check_scenario("case.json", case, policy)
    assert (code, place) in {(each.code, each.place) for each in unreadable.value.findings}
    assert all(each.sentence and each.fix for each in unreadable.value.findings)
    assert any(place in sentence for sentence in unreadable.value.sentences)


def test_all_typos_are_listed_at_once(policy: Policy) -> None:
    case = copy()
    chosen = [TYPOS[1], TYPOS[7], TYPOS[12], TYPOS[15], TYPOS[20], TYPOS[24]]
    for _, _, spoil in chosen:
        spoil(case)
    with pytest.raises(ScenarioUnreadable) as unreadable:
        check_scenario("case.json", case, policy)
    assert {(each.code, each.place) for each in unreadable.value.findings} == {row[:2] for row in chosen}


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b"3"])
def test_a_file_that_is_no_scenario_is_refused(content: bytes, policy: Policy, tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_bytes(content)
    with pytest.raises(ScenarioUnreadable):
        read_scenario(path, policy)


def test_a_missing_file_is_refused(policy: Policy, tmp_path: Path) -> None:
    with pytest.raises(ScenarioUnreadable) as unreadable:
        read_scenario(tmp_path / "case.json", policy)
    assert [each.code for each in unreadable.value.findings] == ["file_unreadable"]


def test_what_came_out_has_exactly_the_published_keys(policy: Policy) -> None:
    """`why` stands there only where it is not ok."""
    good = json.loads(played_json(play(policy, check_scenario("case.json", copy(), policy))))
    assert list(good) == ["id", "outcomes", "reasons", "flags", "steps", "stopped_at", "ok"]
    assert good["ok"] is True
    assert good["steps"][2] == ["purpose", ["enter"]]
    case = copy()
    case["expect"]["outcomes"] = ["ordinary_visitor"]
    bad = json.loads(played_json(play(policy, check_scenario("case.json", case, policy))))
    assert list(bad) == [*good, "why"]
    assert bad["ok"] is False
