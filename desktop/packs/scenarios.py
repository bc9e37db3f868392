"""Reads scenario files (facts.md "Scenario files") against a pack, listing every misspelt name, and writes what came out."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from desktop import wall
from desktop.core.answering import bad_value
from desktop.core.facts import DISTRICTS, Site
from desktop.core.findings import Finding, shown
from desktop.core.needs import site_needs
from desktop.core.packcheck.codes import near
from desktop.core.policy import Policy
from desktop.core.scenarios import Played, Scenario
from desktop.core.texts import SITE_TYPES
from desktop.packs.facility import NEW_YORK, FacilityConfig, is_zone
from desktop.whole import read_whole

TOP = ("id", "title", "facility", "now", "facts", "then", "expect")
NEEDED = ("id", "facility", "now", "facts", "expect")
FACILITY = FacilityConfig.__struct_fields__
"""A scenario may carry any particular of a facility file; type, borough, court_area and zone decide."""
EXPECT = ("outcomes", "reasons", "flags", "not")
NOT = ("outcomes", "reasons", "flags")


class ScenarioUnreadable(Exception):
    """A scenario file that cannot be played; every finding is listed. The command line exits with 2."""

    def __init__(self, file: str, findings: list[Finding]) -> None:
        super().__init__("\n".join(each.line() for each in findings))
        self.file = file
        self.findings = findings

    @property
    def sentences(self) -> list[str]:
        """The findings as sentences, for a caller that names the file itself."""
        return [
            f"{f'{each.place}: ' if each.place else ''}{each.sentence} {each.fix}" for each in self.findings
        ]


class _Check:
    """Goes through one scenario and notes what is wrong with it; the place is a path such as facts.papers[1].form."""

    def __init__(self, file: str, policy: Policy) -> None:
        self.file, self.policy = file, policy
        self.found: list[Finding] = []

    def note(self, code: str, place: str, sentence: str, fix: str) -> None:
        self.found.append(Finding(code, self.file, place, "", sentence, fix))

    def table(self, raw: object, place: str) -> dict[str, Any]:
        """`raw` if it is an object, else a finding and an empty one."""
        if isinstance(raw, dict):
            return raw
        self.note("bad_shape", place, "An object is expected here.", 'Write {"…": …}.')
        return {}

    def keys(self, table: Mapping[str, Any], known: Iterable[str], place: str, what: str) -> None:
        for key in table.keys() - set(known):
            at = f"{place}.{key}" if place else key
            self.note(f"unknown_{what}", at, f"There is no {what} '{key}'.", near(key, list(known)))

    def moment(self, raw: object, place: str) -> datetime | None:
        """An ISO 8601 instant with its offset; None and a finding where it is not."""
        try:
            found = datetime.fromisoformat(raw) if isinstance(raw, str) else None
        except ValueError:
            found = None
        if found is None or found.utcoffset() is None:
            what = "has no offset from UTC" if found else "is no instant"
            self.note("bad_now", place, f"{shown(raw)} {what}.", "Write it like 2026-07-15T14:00:00-04:00.")
            return None
        return found

    def answers(
        self, raw: object, place: str, steps: Iterable[str], further: tuple[str, ...]
    ) -> dict[str, Any]:
        """Facts by name; each value must be an answer of its step. `further` keys are looked at by the caller."""
        table = self.table(raw, place)
        allowed = list(steps)
        self.keys(table, (*allowed, *further), place, "fact")
        for key, value in table.items():
            if key in allowed and (why := bad_value(self.policy.steps[key], value)):
                fix = f"Known: {', '.join((*self.policy.steps[key].values, 'unsure'))}."
                self.note("bad_value", f"{place}.{key}", f"{why[0].upper()}{why[1:]}.", fix)
        return table

    def facts(self, raw: object, place: str, further: tuple[str, ...] = ()) -> dict[str, Any]:
        """The members of `facts` and of each entry of `then`: any step, and the papers."""
        group, consult = self.policy.group, self.policy.consult
        table = self.answers(raw, place, self.policy.steps, (group.over, *further))
        papers = table.get(group.over, [])
        if not isinstance(papers, list):
            self.note(
                "bad_shape", f"{place}.{group.over}", "A list of papers is expected here.", "Write [{…}, …]."
            )
            papers = []
        own = [*dict.fromkeys(ask.step for ask in group.ask), group.more, consult.step, consult.copy_step]
        for number, paper in enumerate(papers, 1):
            self.answers(paper, f"{place}.{group.over}[{number}]", own, ())
        return table

    def names(self, raw: object, place: str, known: Iterable[str], what: str) -> None:
        """A list of outcomes, reasons or flags."""
        if not isinstance(raw, list):
            self.note("bad_shape", place, "A list is expected here.", 'Write ["…"].')
            return
        for each in raw:
            if each not in known:
                self.note(
                    f"unknown_{what}", place, f"There is no {what} '{each}'.", near(str(each), list(known))
                )

    def expect(self, raw: object) -> dict[str, Any]:
        """What is expected: the whole list of outcomes, and reasons and flags that must and must not be there."""
        table = self.table(raw, "expect")
        self.keys(table, EXPECT, "expect", "key")
        unwanted = self.table(table.get("not", {}), "expect.not")
        self.keys(unwanted, NOT, "expect.not", "key")
        lists = (
            ("outcomes", tuple(self.policy.outcomes)),
            ("reasons", self.policy.reasons),
            ("flags", self.policy.flags),
        )
        for key, known in lists:
            for place, part in (("expect", table), ("expect.not", unwanted)):
                if key in part:
                    self.names(part[key], f"{place}.{key}", known, key.removesuffix("s"))
        return table

    def facility(self, raw: object) -> Site:
        """The site of the scenario, with what the policy asks of it; its zone is New York's where it names none."""
        table = self.table(raw, "facility")
        self.keys(table, FACILITY, "facility", "key")
        needed = {"type"} | site_needs(self.policy)
        for key, known in (("type", SITE_TYPES), ("borough", tuple(DISTRICTS))):
            if (key in table or key in needed) and table.get(key) not in known:
                self.note(
                    "bad_facility",
                    f"facility.{key}",
                    f"{shown(table.get(key))} is no {key}.",
                    near(str(table.get(key)), known),
                )
        court = table.get("court_area", False)
        if not isinstance(court, bool):
            self.note(
                "bad_facility",
                "facility.court_area",
                "It is true or false.",
                "Write true or false, without quotes.",
            )
        zone = table.get("zone", NEW_YORK)
        if not isinstance(zone, str) or not is_zone(zone):
            self.note(
                "bad_facility",
                "facility.zone",
                f"{shown(zone)} is no time zone.",
                f"Write it like {NEW_YORK}.",
            )
            zone = NEW_YORK
        for key in ("address", "name"):
            if not isinstance(table.get(key, ""), str):
                self.note("bad_facility", f"facility.{key}", "Text is expected here.", "Put it in quotes.")
        return Site(str(table.get("type")), str(table.get("borough", "")), wall.zone(zone), court is True)


def read_scenario(path: Path, policy: Policy) -> Scenario:
    """The scenario in the file. Raises ScenarioUnreadable with every finding."""
    try:
        raw = msgspec.json.decode(read_whole(path))
    except OSError as broken:
        raise _unreadable(
            path, "file_unreadable", f"The file cannot be opened ({broken.strerror}).", "Check its name."
        ) from broken
    except (ValueError, RecursionError) as broken:  # msgspec's errors are ValueErrors
        raise _unreadable(
            path, "not_json", f"The file is not JSON: {broken}.", "Mend the place that is named."
        ) from broken
    return check_scenario(path.name, raw, policy)


def _unreadable(path: Path, code: str, sentence: str, fix: str) -> ScenarioUnreadable:
    return ScenarioUnreadable(path.name, [Finding(code, path.name, "", "", sentence, fix)])


def check_scenario(file: str, raw: object, policy: Policy) -> Scenario:
    """The scenario that `raw` describes; `file` names it in findings. Raises ScenarioUnreadable with every finding."""
    check = _Check(file, policy)
    table = check.table(raw, "")
    check.keys(table, TOP, "", "key")
    for key in NEEDED:
        if key not in table:
            check.note("missing", key, "It is missing.", "See the manual's page on formats.")
    for key in ("id", "title"):
        if not isinstance(table.get(key, ""), str):
            check.note("bad_shape", key, "Text is expected here.", "Put it in quotes.")
    site = check.facility(table.get("facility", {})) if "facility" in table else None
    now = check.moment(table["now"], "now") if "now" in table else None
    facts = check.facts(table.get("facts", {}), "facts")
    then = table.get("then", [])
    if not isinstance(then, list):
        check.note("bad_shape", "then", "A list of changes is expected here.", "Write [{…}, …].")
        then = []
    members = []
    for number, member in enumerate(then, 1):
        members.append(check.facts(member, f"then[{number}]", further=("now",)))
        if "now" in members[-1]:
            check.moment(members[-1]["now"], f"then[{number}].now")
    expect = check.expect(table.get("expect", {}))
    if check.found or site is None or now is None:
        raise ScenarioUnreadable(file, check.found)
    return Scenario(str(table["id"]), str(table.get("title", "")), site, now, facts, tuple(members), expect)


def scenario_files(folder: Path) -> list[Path]:
    """The scenario files of a pack, by name."""
    return sorted((folder / "scenarios").glob("*.json"))


def played_json(played: Played) -> str:
    """One line of JSON: id, outcomes, reasons, flags, steps, stopped_at, ok; and `why` where it is not ok."""
    plain: dict[str, Any] = msgspec.to_builtins(played)
    if played.ok:
        del plain["why"]
    return msgspec.json.encode(plain).decode()
