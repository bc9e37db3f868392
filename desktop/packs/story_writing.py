"""Writes a case as a story that a person can read and go on with, in the pack's own words (`stories/*.toml`)."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from desktop.core.facts import Site
from desktop.core.needs import site_needs
from desktop.core.policy import UNSURE, Policy
from desktop.core.scenarios import Scenario
from desktop.core.texts import NONE, Texts

HEAD = """# Suggested stories. Read each, change what you like, give it a title, and write what ought to come out in place of “…”:
# say how it must end before you play it. Then move it into the stories/ folder of the pack and run: threshold pack test DIR
"""


class Writer:
    """Writes the stories of one pack."""

    def __init__(self, policy: Policy, texts: Texts) -> None:
        self.policy, self.texts = policy, texts
        self.needs = site_needs(policy, {"": texts})
        shorts = [text.short for text in texts.steps.values()]
        self.shorts = {
            step: text.short
            for step, text in texts.steps.items()
            if text.short and shorts.count(text.short) == 1
        }

    def story(
        self, case: Scenario, title: str, ends: Sequence[str] = ("…",), why: str = "", reasons: Sequence[str] = (),
        flags: Sequence[str] = (),
    ) -> str:  # fmt: skip
        """One [[story]]. `ends`, `reasons` and `flags` are ids, or "…"."""
        site = self._site(case.site)
        named = [self.texts.outcome_title(each) for each in ends]
        lines = ["[[story]]", f"id = {_text(case.id)}", f"title = {_text(title)}"]
        lines += [f"why = {_text(why)}"] if why else []
        lines += [f"site = {_inline(site)}", f"when = {_when(case.now, case.site)}", f"ends = {_list(named)}"]
        lines += [f"reasons = {_list([self.texts.reason(each) for each in reasons])}"] if reasons else []
        lines += [f"flags = {_list([self.texts.flag(each) for each in flags])}"] if flags else []
        over = self.policy.group.over
        lines += ["[story.answers]", *self._answers(case.facts, (over,))] if set(case.facts) - {over} else []
        lines += self._papers(case.facts, "story.paper")
        for change in case.then:
            lines += ["[[story.then]]"]
            lines += (
                [f"when = {_when(datetime.fromisoformat(change['now']), case.site)}"]
                if "now" in change
                else []
            )
            lines += [*self._answers(change, (over, "now")), *self._papers(change, "story.then.paper")]
        return "\n".join((*lines, ""))

    def _site(self, site: Site) -> dict[str, str]:
        """What a story names of its site: the type, one that the policy is for, and what some condition asks for."""
        types = self.texts.words.site_types
        told = {"type": site.type if site.type in types or not types else next(iter(types))}
        if "borough" in self.needs and site.borough:
            told["borough"] = site.borough
        if site.court_area:
            told["court_area"] = "yes"
        return told

    def _papers(self, facts: Mapping[str, Any], head: str) -> list[str]:
        papers = facts.get(self.policy.group.over, [])
        return [line for paper in papers for line in (f"[[{head}]]", *self._answers(paper, ()))]

    def _answers(self, facts: Mapping[str, Any], but: tuple[str, ...]) -> list[str]:
        return [f"{_text(self.shorts.get(step, step))} = {self._value(step, value)}"
                for step, value in facts.items() if step not in but]  # fmt: skip

    def _value(self, step: str, value: Any) -> str:
        known = self.policy.steps[step]
        if isinstance(value, list | tuple):
            labels = [self._label(step, each) for each in value] or [self.texts.label(step, NONE)]
            return _text(labels[0]) if len(labels) == 1 else _list(labels)
        if known.kind == "date" and value not in (UNSURE, known.unsure):
            return str(value)
        return _text(self._label(step, str(value)))

    def _label(self, step: str, value: str) -> str:
        """The label, or the id where two answers have one label."""
        label = self.texts.label(step, value)
        text = self.texts.steps.get(step)
        return value if text and list(text.choices.values()).count(label) > 1 else label


def _when(moment: datetime, site: Site) -> str:
    """Local time at the site; with its offset where the hour comes twice that night."""
    local = moment.astimezone(site.zone)
    shown = f"{local:%Y-%m-%d %H:%M}" if local.second == 0 else f"{local:%Y-%m-%d %H:%M:%S}"
    once = local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset()
    return _text(shown if once else local.isoformat(sep=" "))


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _list(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(_text, texts))}]"


def _inline(table: Mapping[str, str]) -> str:
    parts = [f"{key} = {'true' if key == 'court_area' else _text(value)}" for key, value in table.items()]
    return "{ " + ", ".join(parts) + " }"
