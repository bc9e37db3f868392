"""Reads the stories of a pack, written by people who know no ids (`stories/*.toml`), and its scenarios, as one list of cases.

A story is answered in the pack's own words or in its ids, capitals aside; a word that stands for nothing is listed with its file,
line and story, and the nearest that is known. Behind both forms stands the same case (`core.scenarios`).
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import msgspec

from desktop import wall
from desktop.core.findings import Finding, shown
from desktop.core.policy import CANNOT_READ, Policy
from desktop.core.scenarios import Played, Scenario, differences
from desktop.core.texts import Texts
from desktop.packs.facility import NEW_YORK, is_zone
from desktop.packs.layering import answers_of, roots_of
from desktop.packs.scenarios import (
    FACILITY,
    ScenarioUnreadable,
    check_scenario,
    read_scenario,
    scenario_files,
)
from desktop.packs.source import Reader
from desktop.packs.story_lines import Lines
from desktop.packs.story_words import Names, Vocabulary, plain
from desktop.packs.words import read_texts
from desktop.whole import read_whole

FOLDER = "stories"
STORY = ("id", "title", "why", "site", "when", "answers", "paper", "then", "ends", "reasons", "flags", "not")
NEEDED = ("title", "site", "when", "ends")
UNWRITTEN = "…"
"""Stands in a suggested story where somebody has still to say how it ought to end."""


class Story(msgspec.Struct, frozen=True):
    """A case with where it is told: `file` relative to the pack, `line` from 1 (0: a scenario), `why` in words."""

    scenario: Scenario
    file: str
    line: int = 0
    why: str = ""

    @property
    def title(self) -> str:
        """Its title, or its id where it has none."""
        return self.scenario.title or self.scenario.id

    @property
    def name(self) -> str:
        """How it is named in lists."""
        return f"{self.scenario.id} {self.scenario.title}".strip()

    @property
    def place(self) -> str:
        """Where in its file it is, for findings."""
        return f"line {self.line}, story “{self.name}”" if self.line else f"story “{self.name}”"

    def told(self, played: Played, texts: Texts) -> str:
        """Where it is told and how it ends otherwise than it says, in the words of the screen."""
        at = f"{self.file} · line {self.line}" if self.line else self.file
        return f"{at}, story “{self.name}”: {self._apart(played, texts)}"

    def finding(self, played: Played, texts: Texts) -> Finding:
        """The same as a finding."""
        fix = "Let counsel say which is wrong: the policy, or how the story says that it ends."
        return Finding("story_ends", self.file, self.place, "ends", self._apart(played, texts), fix)

    def _apart(self, played: Played, texts: Texts) -> str:
        kinds = {"outcome": texts.outcome_title, "reason": texts.reason, "flag": texts.flag}
        apart = differences(
            self.scenario.expect, played.outcomes, played.reasons, played.flags,
            lambda kind, each: kinds[kind](each),
        )  # fmt: skip
        known = texts.steps.get(played.stopped_at or "")
        waits = (f"It stops at “{known.short or known.question}”, which is not answered.",) if known else ()
        return " ".join((*apart, *waits))


class Stories(msgspec.Struct, frozen=True):
    """The stories and scenarios that can be played, and every finding about the others."""

    told: tuple[Story, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The cases to be played."""
        return tuple(each.scenario for each in self.told)


class _Teller:
    """Turns the tables of one file into cases, and lists what it cannot read."""

    def __init__(self, file: str, text: str, policy: Policy, words: Vocabulary) -> None:
        self.file, self.policy, self.words = file, policy, words
        self.lines = Lines(text)
        self.found: list[Finding] = []
        self.sites: Mapping[str, Any] = {}
        self.number, self.title, self.zone = 0, "", NEW_YORK

    def note(self, code: str, key: str, sentence: str, fix: str, table: str = "", nth: int = 1) -> None:
        """A finding about a line of the story that is read."""
        missing = not key or code == "story_part"
        line = self.lines.story(self.number) if missing else self.lines.key(self.number, key, table, nth)
        place = f"line {line}" + (f", story “{self.title}”" if self.title else "")
        self.found.append(Finding(code, self.file, place, key, sentence, fix))

    def strange(self, keys: Iterable[str], known: Iterable[str], table: str = "", nth: int = 1) -> None:
        """Keys that nothing reads."""
        names = Names((each, "") for each in known)
        for key in keys:
            if key not in known:
                self.note("story_key", key, f"Nothing reads “{key}” here.", names.fix(key), table, nth)

    def story(self, number: int, raw: dict[str, Any]) -> Story | None:
        """One story, or None and its findings."""
        before = len(self.found)
        self.number, self.title = number, str(raw.get("title", ""))
        self.strange(raw, STORY)
        for key in NEEDED:
            if raw.get(key) in (None, "", []):
                fix = 'Write ends = ["…"]: what must come out.' if key == "ends" else f"Write {key} = …"
                self.note("story_part", key, f"The story has no {key}.", fix)
        site = self.site(raw.get("site", {}))
        start = self.instant(raw.get("when"), "when", "", 1, None)
        case: dict[str, Any] = {
            "id": str(raw.get("id", f"{Path(self.file).stem}-{number}")),
            "title": self.title,
            "facility": site,
            "now": start,
            "facts": {
                **self.answers(self.table(raw, "answers"), "story.answers"),
                **self.papers(raw, "story.paper"),
            },
            "then": [self.change(nth, each, start) for nth, each in enumerate(self.list(raw, "then"), 1)],
            "expect": self.ends(raw),
        }
        if len(self.found) > before:
            return None
        try:
            scenario = check_scenario(self.file, case, self.policy)
        except ScenarioUnreadable as unreadable:
            for each in unreadable.findings:
                self.note(each.code, each.place.split(".")[-1], each.sentence, each.fix)
            return None
        return Story(scenario, self.file, self.lines.story(number), str(raw.get("why", "")).strip())

    def table(self, raw: dict[str, Any], key: str) -> dict[str, Any]:
        """A table of a story."""
        found = raw.get(key, {})
        if isinstance(found, dict):
            return found
        self.note(
            "story_shape", key, f"“{key}” is a table of its own.", f"Write [story.{key}] and its lines below."
        )
        return {}

    def list(self, raw: dict[str, Any], key: str, of: str = "story") -> list[dict[str, Any]]:
        """A list of tables of a story."""
        found = raw.get(key, [])
        if isinstance(found, list) and all(isinstance(each, dict) for each in found):
            return found
        fix = f"Write [[{of}.{key}]] and its lines below."
        self.note("story_shape", key, f"Each “{key}” is a table of its own.", fix)
        return []

    def site(self, raw: object) -> dict[str, Any]:
        """The site: the name of a [site.…] table of this file, or a table."""
        if isinstance(raw, str) and raw:
            if raw not in self.sites:
                fix = (
                    Names((each, "") for each in self.sites).fix(raw)
                    if self.sites
                    else f"Write [site.{raw}]."
                )
                self.note("story_site", "site", f"This file has no site “{raw}”.", fix)
            raw = self.sites.get(raw, {"type": "", "borough": ""})
        site = dict(raw) if isinstance(raw, dict) else {}
        zone = site.get("zone", NEW_YORK)
        self.zone = zone if isinstance(zone, str) and is_zone(zone) else NEW_YORK
        self.strange([key for key in site if key not in FACILITY], FACILITY)
        return {key: value for key, value in site.items() if key in FACILITY}

    def instant(self, raw: object, key: str, table: str, nth: int, day: str | None) -> str:
        """An instant with its offset, from local time at the site: a TOML date-time, "2026-07-15 14:00", in a change "14:05" too."""
        try:
            if isinstance(raw, datetime):
                found = raw
            elif isinstance(raw, time) and day:
                found = datetime.combine(date.fromisoformat(day[:10]), raw)
            elif isinstance(raw, str) and day and re.fullmatch(r"\d\d?:\d\d", raw.strip()):
                found = datetime.fromisoformat(f"{day[:10]} {raw.strip():0>5}")
            else:
                found = datetime.fromisoformat(raw.strip() if isinstance(raw, str) else "")
        except ValueError:
            if raw is not None:
                fix = 'Write it like "2026-07-15 14:00", in local time.'
                self.note("story_when", key, f"{shown(raw)} is no date and hour.", fix, table, nth)
            return "2026-01-01T12:00:00-05:00"
        return (found if found.tzinfo else found.replace(tzinfo=wall.zone(self.zone))).isoformat()

    def answers(
        self, raw: Mapping[str, Any], table: str, nth: int = 1, but: tuple[str, ...] = ()
    ) -> dict[str, Any]:
        """Answers by step, from questions and answers in words."""
        made: dict[str, Any] = {}
        for question, given in raw.items():
            if question in but:
                continue
            step = self.words.steps.find(question)
            if step is None:
                sentence = f"No question is called “{question}”."
                self.note("story_question", question, sentence, self.words.steps.fix(question), table, nth)
                continue
            value = self.value(step, question, given, table, nth)
            if value is not None:
                made[step] = value
        return made

    def value(self, step: str, question: str, given: object, table: str, nth: int) -> object:
        """One answer in ids; None and a finding where it stands for nothing."""
        known = self.policy.steps[step]
        if isinstance(given, date) or (known.kind == "date" and _iso(given)):
            return given.isoformat()[:10] if isinstance(given, date) else given
        given = {True: "yes", False: "no"}.get(given, given) if isinstance(given, bool) else given
        parts = [given] if isinstance(given, str) else given if isinstance(given, list) else None
        if parts is None or not all(isinstance(each, str) for each in parts):
            said, fix = "An answer is text, or a list of texts.", 'Write "…" or ["…", "…"].'
            self.note("story_shape", question, said, fix, table, nth)
            return None
        if (
            known.kind == "several"
            and len(parts) == 1
            and plain(parts[0]) in self.words.empty[step]
            and known.empty
        ):
            return []
        found = [self.words.answers[step].find(each) for each in parts]
        for word, ident in zip(parts, found, strict=True):
            if ident is None:
                sentence = f"“{word}” is no answer to “{question}”."
                fix = self.words.answers[step].fix(word)
                if known.kind == "date":
                    fix = f"Write a date like 2026-07-10, or “{CANNOT_READ}”."
                self.note("story_answer", question, sentence, fix, table, nth)
        if None in found:
            return None
        if known.kind != "several" and len(found) != 1:
            self.note(
                "story_answer", question, f"“{question}” takes one answer.", "Keep one of them.", table, nth
            )
            return None
        return found if known.kind == "several" else found[0]

    def papers(self, raw: dict[str, Any], table: str) -> dict[str, Any]:
        """The papers of a story or of a change, as a scenario has them; nothing where there are none."""
        found = self.list(raw, "paper", table.removesuffix(".paper"))
        over = self.policy.group.over
        return {over: [self.answers(each, table, nth) for nth, each in enumerate(found, 1)]} if found else {}

    def change(self, nth: int, raw: dict[str, Any], start: str) -> dict[str, Any]:
        """One [[story.then]]; an hour alone is of the day on which the story begins."""
        made = self.answers(raw, "story.then", nth, ("when", "paper")) | self.papers(raw, "story.then.paper")
        return made | (
            {"now": self.instant(raw["when"], "when", "story.then", nth, start)} if "when" in raw else {}
        )

    def ends(self, raw: dict[str, Any]) -> dict[str, Any]:
        """What must come out, and what must not."""
        words = self.words
        made: dict[str, Any] = {}
        for key, name, names in (
            ("ends", "outcomes", words.outcomes), ("reasons", "reasons", words.reasons), ("flags", "flags", words.flags),
        ):  # fmt: skip
            listed = raw.get(key, [])
            for each in listed if isinstance(listed, list) else [listed]:
                ident = names.find(each) if isinstance(each, str) else None
                if ident is None:
                    said = (
                        "Nobody has said yet how this story ends."
                        if each == UNWRITTEN
                        else f"No {name[:-1]} is called “{each}”."
                    )
                    self.note("story_end", key, said, names.fix(str(each)))
                else:
                    made.setdefault(name, []).append(ident)
        unwanted = raw.get("not", [])
        for each in unwanted if isinstance(unwanted, list) else [unwanted]:
            kinds = {"outcomes": words.outcomes, "reasons": words.reasons, "flags": words.flags}
            known = {kind: names.find(str(each)) for kind, names in kinds.items()}
            if not any(known.values()):
                said = f"Nothing that can come out is called “{each}”."
                self.note("story_end", "not", said, words.reasons.fix(str(each)))
            for kind, ident in known.items():
                if ident is not None:
                    made.setdefault("not", {}).setdefault(kind, []).append(ident)
        return made


def _iso(given: object) -> bool:
    try:
        return isinstance(given, str) and bool(date.fromisoformat(given))
    except ValueError:
        return False


def tell(file: str, text: str, policy: Policy, texts: Iterable[Texts]) -> Stories:
    """The stories in the text of one file; `file` names it in findings."""
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as broken:
        found = Finding(
            "not_toml", file, "", "", f"The file cannot be read: {broken}.", "Mend the line that is named."
        )
        return Stories((), (found,))
    teller = _Teller(file, text, policy, Vocabulary(policy, texts))
    teller.strange(table, ("site", "story"))
    sites, listed = table.get("site", {}), table.get("story", [])
    teller.sites = sites if isinstance(sites, dict) else {}
    if not isinstance(listed, list) or not listed:
        teller.note("story_shape", "", "The file holds no story.", "Begin each story with [[story]].")
        listed = []
    told = [teller.story(number, each) for number, each in enumerate(listed, 1) if isinstance(each, dict)]
    return Stories(tuple(each for each in told if each is not None), tuple(teller.found))


def read_stories(folder: Path, policy: Policy, texts: Mapping[str, Texts] | None = None) -> Stories:
    """Every story and scenario of the pack in `folder`, and every finding about those that cannot be read. Raises nothing.

    An overlay has those of its base too, which answer its questions as `base_answers` says; one of its own with the same id takes the
    place of the base's. `texts`: the pack's words by language, read from the folder where they are not given.
    """
    words = texts if texts is not None else read_texts(Reader(folder), policy.head.languages)
    answers = answers_of(folder)
    told: dict[str, Story] = {}
    findings: list[Finding] = []
    for root in roots_of(folder):
        made = _read(root, policy, words)
        findings += made.findings
        own: dict[str, Story] = {}
        for each in made.told:
            if (other := own.setdefault(each.scenario.id, each)) is not each:
                sentence = f"“{other.title}” in {other.file} has this id too."
                findings.append(
                    Finding("twice", each.file, each.name, "id", sentence, "Give one of them another id.")
                )
        told |= {name: _answering(each, answers) for name, each in own.items()} if root != folder else own
    return Stories(tuple(told.values()), tuple(findings))


def _answering(story: Story, answers: Mapping[str, str]) -> Story:
    """The story with what it does not say of itself."""
    if not answers:
        return story
    scenario = msgspec.structs.replace(story.scenario, facts={**answers, **story.scenario.facts})
    return msgspec.structs.replace(story, scenario=scenario)


def _read(root: Path, policy: Policy, words: Mapping[str, Texts]) -> Stories:
    """Those of one folder."""
    told: list[Story] = []
    findings: list[Finding] = []
    for path in sorted((root / FOLDER).glob("*.toml")):
        name = f"{FOLDER}/{path.name}"
        try:
            text = read_whole(path).decode()
        except UnicodeDecodeError as broken:
            said = f"The file is not UTF-8 text (byte {broken.start})."
            findings.append(Finding("not_utf8", name, "", "", said, "Save it as UTF-8."))
            continue
        except OSError as broken:
            said = f"The file cannot be opened ({broken.strerror})."
            findings.append(Finding("file_unreadable", name, "", "", said, "Check its rights."))
            continue
        made = tell(name, text, policy, words.values())
        told += made.told
        findings += made.findings
    for path in scenario_files(root):
        try:
            told.append(Story(read_scenario(path, policy), f"scenarios/{path.name}"))
        except ScenarioUnreadable as unreadable:
            findings += (
                msgspec.structs.replace(each, file=f"scenarios/{path.name}") for each in unreadable.findings
            )
    return Stories(tuple(told), tuple(findings))
