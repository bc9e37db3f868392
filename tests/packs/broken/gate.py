"""Packs that are free of errors and that nobody may sign all the same: stories that end otherwise, gaps, and rules that promise nothing."""

import json
import shutil
from pathlib import Path

from desktop.core.findings import Finding
from desktop.paths import resources
from desktop.services.policy_gate import judge_folder
from tests.packs.broken.rows import Row
from tests.packs.mutated import Change, Tables, raw

SOURCE = resources() / "templates" / "sample"
SAFETY, STORIES = "safety.toml", "stories/stories.toml"
ONLY, IN, OUT = (
    'when = { step = "signer", is = ["other"] }',
    '{ step = "signer", is = ["other"] }',
    '{ step = "signer", is = ["judge"] }',
)
OPEN = {
    "id": "x",
    "facility": {"type": "office"},
    "now": "2026-07-15T14:00:00-04:00",
    "facts": {"danger": "none"},
    "expect": {},
}


def look(tables: Tables, folder: Path) -> list[Finding]:
    """What `pack sign` tells of a small pack with these files in place of its own."""
    shutil.copytree(SOURCE, folder)
    for name, content in tables.raw.items():
        if content is None:
            (folder / name).unlink()
        else:
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(content)
    judged = judge_folder(folder)
    return [*judged.errors, *judged.stories, *judged.uncovered, *judged.unsafe]


def edit(name: str, old: str, new: str) -> Change:
    """A file of the template with other words in one place."""
    text = (SOURCE / name).read_text("utf-8")
    assert old in text
    return lambda tables: tables.raw.__setitem__(name, text.replace(old, new, 1).encode())


FEW = (SOURCE / STORIES).read_text("utf-8").partition('[[story]]\nid = "S04"')[0]
ROWS: list[Row] = [
    ("story_ends", STORIES, "line *", edit(STORIES, 'ends = ["Ordinary visitor"]', 'ends = ["Public area only"]')),
    ("story_open", "scenarios/x.json", "story “x*”", raw("scenarios/x.json", json.dumps(OPEN).encode())),
    ("story_gap", "stories", "", raw(STORIES, FEW.encode())),
    ("safety_none", SAFETY, "", raw(SAFETY, None)),
    ("safety_broken", SAFETY, "rule no-agency-paper", edit(SAFETY, 'when = { step = "paper_top", is = ["agency"] }', "")),
    ("safety_idle", SAFETY, "rule only-a-judge", edit(SAFETY, ONLY, f'when = {{ all = [{IN}, {OUT}] }}')),
]  # fmt: skip
