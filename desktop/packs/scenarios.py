"""Reads scenario files (facts.md "Scenario files") with every fault named, and writes what came out as JSON."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from desktop.core.answering import bad_value
from desktop.core.facts import DISTRICTS, Site
from desktop.core.policy import Policy
from desktop.core.scenarios import Played, Scenario
from desktop.core.texts import SITE_TYPES
from desktop.wall import zone

KEYS = {"id", "title", "facility", "now", "facts", "then", "expect"}
FACILITY_KEYS = {"type", "address", "borough", "court_area", "name"}
NEW_YORK = "America/New_York"


class ScenarioUnreadable(Exception):
    """A scenario that cannot be played; `sentences` names every fault."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


class _Checker:
    """Collects the faults of one scenario against one policy's vocabulary."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.faults: list[str] = []
        own = {ask.step for ask in policy.group.ask}
        self.paper_keys = own | {policy.consult.step, policy.consult.copy_step}

    def keys(self, where: str, given: Any, known: set[str]) -> dict[str, Any]:
        if not isinstance(given, dict):
            self.faults.append(f"{where} is not a table.")
            return {}
        self.faults += [f"{where}: nothing is named '{key}'." for key in given if key not in known]
        return {key: value for key, value in given.items() if key in known}

    def facts(self, where: str, given: Any, more: set[str]) -> dict[str, Any]:
        """Known steps with known values, and papers."""
        found = self.keys(where, given, {*self.policy.steps, self.policy.group.over, *more})
        for key, value in found.items():
            if key == self.policy.group.over:
                papers = value if isinstance(value, list) else [value]
                for number, paper in enumerate(papers, 1):
                    self._values(
                        f"{where}, paper {number}",
                        self.keys(f"{where}, paper {number}", paper, self.paper_keys),
                    )
            elif key in self.policy.steps:
                self._values(where, {key: value})
        return found

    def _values(self, where: str, facts: dict[str, Any]) -> None:
        for key, value in facts.items():
            if why := bad_value(self.policy.steps[key], value):
                self.faults.append(f"{where}: {why}.")

    def moment(self, where: str, text: Any) -> datetime | None:
        try:
            moment = datetime.fromisoformat(text)
        except (TypeError, ValueError):
            moment = None
        if moment is None or moment.utcoffset() is None:
            self.faults.append(
                f"{where}: '{text}' is no instant with offset, like 2026-07-15T14:00:00-04:00."
            )
            return None
        return moment

    def expected(self, expect: Any) -> dict[str, Any]:
        found = self.keys("expect", expect, {"outcomes", "reasons", "flags", "not"})
        unwanted = self.keys("expect.not", found.get("not", {}), {"outcomes", "reasons", "flags"})
        names = {
            "outcomes": set(self.policy.outcomes),
            "reasons": set(self.policy.reasons),
            "flags": set(self.policy.flags),
        }
        for where, lists in (("expect", found), ("expect.not", unwanted)):
            for kind, known in names.items():
                self.faults += [
                    f"{where}.{kind}: nothing is named '{each}'."
                    for each in lists.get(kind, [])
                    if each not in known
                ]
        return found

    def site(self, given: Any) -> Site:
        found = self.keys("facility", given, FACILITY_KEYS)
        kind, borough = found.get("type", "office"), found.get("borough", "")
        if kind not in SITE_TYPES:
            self.faults.append(f"facility: the type '{kind}' is none of {', '.join(SITE_TYPES)}.")
        if borough not in DISTRICTS:
            self.faults.append(f"facility: the borough '{borough}' is none of {', '.join(DISTRICTS)}.")
        return Site(kind, borough, zone(NEW_YORK), bool(found.get("court_area", False)))


def read_scenario(path: Path, policy: Policy) -> Scenario:
    """The scenario in a file. Raises ScenarioUnreadable with every fault: a typo in a fact's name or value is one."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as broken:
        raise ScenarioUnreadable([f"The file cannot be read: {broken}."]) from broken
    checker = _Checker(policy)
    found = checker.keys("the scenario", raw, KEYS)
    site = checker.site(found.get("facility", {}))
    now = checker.moment("now", found.get("now"))
    facts = checker.facts("facts", found.get("facts", {}), set())
    then = found.get("then", [])
    members = [checker.facts(f"then {number}", member, {"now"}) for number, member in enumerate(then, 1)]
    for number, member in enumerate(members, 1):
        if "now" in member:
            checker.moment(f"then {number}", member["now"])
    expect = checker.expected(found.get("expect", {}))
    if checker.faults or now is None:
        raise ScenarioUnreadable(checker.faults)
    return Scenario(
        str(found.get("id", path.stem)), str(found.get("title", "")), site, now, facts, tuple(members), expect
    )


def scenario_files(folder: Path) -> list[Path]:
    """The scenario files of a pack, by name."""
    return sorted((folder / "scenarios").glob("*.json"))


def played_json(played: Played) -> str:
    """One line of JSON: id, outcomes, reasons, flags, steps, stopped_at, ok; and `why` where it is not ok."""
    plain: dict[str, Any] = msgspec.to_builtins(played)
    if played.ok:
        del plain["why"]
    return json.dumps(plain, ensure_ascii=False)
