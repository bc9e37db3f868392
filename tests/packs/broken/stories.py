"""Broken stories and scenarios of a pack that is whole: each part that is missing, misspelt or of the wrong kind."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from desktop.core.findings import Finding
from desktop.packs.catalog import LoadedPack, load_pack
from desktop.packs.stories import read_stories
from tests.packs.broken.rows import Row
from tests.packs.mutated import PACK, Change, Tables, raw
from tests.packs.test_scenarios import CASE
from tests.packs.test_stories import STORY

TOLD, CASES = "stories/x.toml", "scenarios/x.json"


@cache
def _pack() -> LoadedPack:
    return load_pack(PACK)


def look(tables: Tables, folder: Path) -> list[Finding]:
    """What `pack test`, `cover` and `diff` tell of the stories."""
    tables.files.clear()
    tables.write(folder)
    return list(read_stories(folder, _pack().policy, _pack().texts).findings)


def told(old: str, new: str) -> Change:
    """A story with other words in one place."""
    assert old in STORY
    return raw(TOLD, STORY.replace(old, new, 1).encode())


def case(spoil: Callable[[dict[str, Any]], object]) -> Change:
    """A scenario that was spoilt."""
    made = json.loads(json.dumps(CASE))
    spoil(made)
    return raw(CASES, json.dumps(made).encode())


ENDS = 'ends = ["Administrative paper: no access", "They went in without consent"]'
TWICE = STORY + STORY[STORY.index("[[story]]") :].replace("[[story]]", '[[story]]\nid = "x-1"', 1)

ROWS: list[Row] = [
    ("not_toml", TOLD, "", raw(TOLD, b"[[story]")),
    ("not_utf8", TOLD, "", raw(TOLD, b"\xff")),
    ("twice", TOLD, "x-1 *", raw(TOLD, TWICE.encode())),
    ("story_key", TOLD, "line 6,*", told('title = "An', 'titel = "x"\ntitle = "An')),
    ("story_part", TOLD, "line 5,*", told(ENDS, "")),
    ("story_shape", TOLD, "line 14,*", told('Who = "federal"', "Who = 3")),
    ("story_shape", TOLD, "line *", raw(TOLD, b'[site.home]\ntype = "shelter"\n')),
    ("story_site", TOLD, "line 7,*", told('site = "home"', 'site = "hom"')),
    ("story_when", TOLD, "line 8,*", told('when = "2026-07-15 14:00"', 'when = "yesterday"')),
    ("story_question", TOLD, "line 14,*", told('Who = "federal"', '"Who is there" = "federal"')),
    ("story_answer", TOLD, "line 14,*", told('Who = "federal"', 'Who = "A federal agent"')),
    ("story_end", TOLD, "line 9,*", told(ENDS, 'ends = ["…"]')),
    ("story_end", TOLD, "line 10,*", told('flags = ["digital"]', 'flags = ["digitale"]')),
    ("bad_facility", TOLD, "line *", told('type = "shelter"', 'type = "library"')),
    ("not_json", CASES, "", raw(CASES, b"{")),
    ("bad_shape", CASES, "facts.papers", case(lambda made: made["facts"].update(papers={}))),
    ("unknown_key", CASES, "fcts", case(lambda made: made.update(fcts={}))),
    ("unknown_fact", CASES, "facts.vistor", case(lambda made: made["facts"].update(vistor="federal"))),
    ("unknown_outcome", CASES, "expect.outcomes", case(lambda made: made["expect"].update(outcomes=["hold"]))),
    ("unknown_reason", CASES, "expect.reasons", case(lambda made: made["expect"].update(reasons=["adress"]))),
    ("unknown_flag", CASES, "expect.flags", case(lambda made: made["expect"].update(flags=["phone"]))),
    ("missing", CASES, "now", case(lambda made: made.pop("now"))),
    ("bad_now", CASES, "now", case(lambda made: made.update(now="2026-07-15T14:00:00"))),
    ("bad_value", CASES, "facts.visitor", case(lambda made: made["facts"].update(visitor="ice"))),
    ("bad_facility", CASES, "facility.type", case(lambda made: made["facility"].update(type="library"))),
]  # fmt: skip
