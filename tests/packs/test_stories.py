"""Stories in the pack's own words: labels and ids both count, each fault is told with its line and what may have been meant."""

from functools import cache

import pytest

from desktop.core.scenarios import play
from desktop.packs.catalog import LoadedPack, load_pack
from desktop.packs.stories import Stories, read_stories, tell
from desktop.packs.story_words import Names, plain
from desktop.packs.story_writing import Writer
from tests.packs.mutated import PACK

STORY = """[site.home]
type = "shelter"
borough = "Brooklyn"

[[story]]
title = "An I-200 on a phone"
site = "home"
when = "2026-07-15 14:00"
ends = ["Administrative paper: no access", "They went in without consent"]
flags = ["digital"]
not = ["expired"]
[story.answers]
"Is anyone in danger right now?" = "no danger i can see or hear"
Who = "federal"
purpose = ["Come in or search", "Find, question or arrest a person"]
"ID shown" = "Yes, all of them"
"Where to" = "A bedroom, dorm or patient room"
"Paper" = "Yes, they showed a paper"
[[story.paper]]
form = "On a phone or screen"
"Top of page" = "homeland_security"
"Signed by" = "Immigration officer or director"
"Form" = "I-200, Warrant for Arrest"
[[story.then]]
when = "14:20"
"What they do now" = "They are going in"
"""


@cache
def pack() -> LoadedPack:
    return load_pack(PACK)


def told(text: str) -> Stories:
    return tell("stories/x.toml", text, pack().policy, pack().texts.values())


def test_a_story_is_played_as_the_case_behind_it() -> None:
    found = told(STORY)
    assert found.findings == ()
    case = found.scenarios[0]
    assert play(pack().policy, case).why == ()
    assert case.facts["purpose"] == ["enter", "person"]
    assert case.facts["papers"][0]["agency_form"] == "i200"
    assert case.then[0] == {"officers_now": "went_in", "now": "2026-07-15T14:20:00-04:00"}
    assert (found.told[0].line, case.id) == (5, "x-1")


FAULTS = [
    ('"Who" = "A federal agent"', 'Who = "federal"', "story_answer", 14, "“A federal agency: ICE, FBI, others”"),
    ('"Who is there" = "federal"', 'Who = "federal"', "story_question", 14, "“Who is here?”"),
    ('"Signd by" = "Judge"', '"Signed by" = "Immigration officer or director"', "story_question", 22, "“Signed by”"),
    ('"Signed by" = "Jugde"', '"Signed by" = "Immigration officer or director"', "story_answer", 22, "“Judge or Magistrate Judge”"),
    ('"What they do now" = "They go in"', '"What they do now" = "They are going in"', "story_answer", 26, "“They are going in”"),
    ('site = "hom"', 'site = "home"', "story_site", 7, "“home”"),
    ('when = "yesterday"', 'when = "2026-07-15 14:00"', "story_when", 8, "2026-07-15 14:00"),
    ('when = "25:00"', 'when = "14:20"', "story_when", 25, "2026-07-15 14:00"),
    ('ends = ["…"]', 'ends = ["Administrative paper: no access", "They went in without consent"]', "story_end", 9, ""),
    ('flags = ["digitale"]', 'flags = ["digital"]', "story_end", 10, "“A paper was shown on a screen.”"),
    ('not = ["old"]', 'not = ["expired"]', "story_end", 11, ""),
    ('whenn = "x"', 'title = "An I-200 on a phone"', "story_key", 6, "“when”"),
    ('"Who" = 3', 'Who = "federal"', "story_shape", 14, ""),
    ('"Who" = ["federal", "mixed"]', 'Who = "federal"', "story_answer", 14, "Keep one"),
]  # fmt: skip


@pytest.mark.parametrize(("new", "old", "code", "line", "meant"), FAULTS, ids=[row[0] for row in FAULTS])
def test_a_fault_is_told_with_its_line_and_what_may_have_been_meant(
    new: str, old: str, code: str, line: int, meant: str
) -> None:
    assert old in STORY
    found = told(STORY.replace(old, new, 1))
    assert found.told == ()
    fault = next(each for each in found.findings if each.code == code)
    assert fault.place.startswith(f"line {line}")
    assert meant in fault.fix
    assert fault.file == "stories/x.toml"


def test_all_faults_are_listed_at_once_and_the_other_stories_are_told() -> None:
    other = STORY[STORY.index("[[story]]") :].replace("An I-200 on a phone", "Another")
    bad = STORY.replace('Who = "federal"', 'Who = "x"').replace('site = "home"', 'site = "y"')
    found = told(bad + other)
    assert {each.code for each in found.findings} == {"story_answer", "story_site"}
    assert [each.title for each in found.told] == ["Another"]


@pytest.mark.parametrize(
    "text", ["", "[[story]", "story = 3", 'a = "b"', "[[story]]\nanswers = 3\nthen = 4\npaper = 5"]
)
def test_a_file_that_holds_no_story_is_told_so(text: str) -> None:
    found = told(text)
    assert found.told == ()
    assert found.findings


def test_an_id_goes_before_a_label_and_a_label_of_two_is_refused() -> None:
    """“Form” is the short name of one question and, without the capital, the id of another."""
    names = Names([("form", "Paper or screen"), ("agency_form", "Form"), ("a", "Same"), ("b", "Same")])
    assert (names.find("form"), names.find("Form"), names.find("paper OR screen.")) == (
        "form",
        "agency_form",
        "form",
    )
    assert names.find("same") is None
    assert "a, b" in names.fix("same")
    assert plain("  I can’t  tell? ") == plain("I can't tell")


def test_a_case_that_is_written_as_a_story_is_the_same_case_again() -> None:
    """Every story and scenario of the pack, written out and read back, ends and asks alike."""
    everything = read_stories(PACK, pack().policy, pack().texts)
    assert everything.findings == ()
    writer = Writer(pack().policy, pack().texts["en"])
    some = [each for each in everything.scenarios if each.expect.get("outcomes")][::9]
    text = "\n".join(writer.story(each, each.title or each.id, each.expect["outcomes"]) for each in some)
    again = told(text)
    assert again.findings == ()
    for before, after in zip(some, again.scenarios, strict=True):
        assert (after.facts, after.expect["outcomes"]) == (
            dict(before.facts),
            list(before.expect["outcomes"]),
        )
        assert play(pack().policy, after).steps == play(pack().policy, before).steps


def test_every_story_of_the_pack_ends_as_it_says() -> None:
    found = [each for each in read_stories(PACK, pack().policy, pack().texts).told if each.line]
    assert len(found) >= 60
    assert [each.name for each in found if not play(pack().policy, each.scenario).ok] == []
    typical = [each for each in found if each.file == "stories/typical.toml"]
    assert len(typical) >= 15
    assert all(each.why for each in typical)
