"""Page 1: each outcome says what it is about, reasons stand with their own outcome, and nobody's free text stands there."""

from collections.abc import Callable

from desktop.core.conditions import Value
from desktop.core.particulars import SAID
from desktop.reports.making import make_outline
from desktop.reports.outline import Banner, Outline, words_of
from desktop.reports.text import make_text
from tests.core.nyc import GOOD_WARRANT, TO_THE_PAPERS
from tests.reports.visits import GUARD, I200, SECOND, Shift, blocks, cells, table

Play = Callable[[str], tuple[Shift, str]]


def report(shift: Shift, visit: str) -> Outline:
    return make_outline(shift.material(visit), "report")


def told(shift: Shift, visit: str) -> str:
    """The report with every run of spaces and line ends as one space."""
    return " ".join(make_text(report(shift, visit)).split())


def banners(outline: Outline) -> dict[str, list[str]]:
    """What each banner is about, with its title and its reasons."""
    found = [block for block in blocks(outline) if isinstance(block, Banner)]
    lines = [[words_of(line) for line in banner.lines] for banner in found]
    return {told[0]: [banner.title, *told[2:]] for banner, told in zip(found, lines, strict=True)}


def three_papers(shift: Shift) -> str:
    """A good warrant that counsel first lets wait and then allows, an I-200, and a warrant signed by a clerk."""
    visit = shift.open()
    facts: dict[str, Value] = {**TO_THE_PAPERS, **GOOD_WARRANT}
    shift.tell(visit, facts)
    shift.say(visit, "more_papers", "yes")
    shift.tell(visit, I200)
    shift.say(visit, "more_papers", "yes")
    shift.tell(visit, {**GOOD_WARRANT, "signer": "clerk"})
    shift.say(visit, "more_papers", "no")
    shift.say(visit, "counsel", "wait")
    shift.say(visit, "counsel", "allow")
    return visit


def test_each_outcome_says_which_paper_it_is_about_and_has_its_own_reasons(play: Play) -> None:
    """Three papers with three outcomes do not contradict each other, and no reason stands below another paper's outcome."""
    shift, _ = play("empty")
    visit = three_papers(shift)
    assert banners(report(shift, visit)) == {
        "About: Paper 1": ["Judge's warrant: go with them, within it"],
        "About: Paper 2": ["Administrative paper: no access"],
        "About: Paper 3": ["Hold: counsel first", "Reason: The job under the signature is not a judge's."],
    }
    earlier = make_text(report(shift, visit)).partition("Reached earlier")[2].partition("What was asked")[0]
    assert "Reason: Counsel told us to wait." in earlier


def test_an_outcome_of_several_papers_names_them_and_one_of_no_paper_is_the_visit_s(play: Play) -> None:
    """Both are told once."""
    shift, visit = play("empty")
    shift.tell(visit, {**TO_THE_PAPERS, **I200})
    shift.say(visit, "more_papers", "yes")
    shift.tell(visit, I200)
    shift.say(visit, "more_papers", "no")
    shift.walking.press("F12", visit, GUARD, "Front desk")
    assert list(banners(report(shift, visit))) == ["About: Papers 1 and 2", "About: the visit"]


def test_a_hold_that_counsel_has_answered_stands_beside_the_answer_no_longer(play: Play) -> None:
    """It was not taken back, and no line goes through it."""
    shift, visit = play("empty")
    shift.warrant(visit)
    shift.say(visit, "counsel", "wait")
    assert list(banners(report(shift, visit)).values()) == [
        ["Hold: counsel says wait", "Reason: Counsel told us to wait."]
    ]
    shift.say(visit, "counsel", "allow")
    assert list(banners(report(shift, visit)).values()) == [["Judge's warrant: go with them, within it"]]
    assert "Hold: counsel says wait (Paper 1), until counsel answered" in told(shift, visit)


def test_outcomes_of_two_rounds_stay_apart_and_what_was_asked_says_which_round(play: Play) -> None:
    """The same refusal twice is two banners."""
    shift, visit = play("empty")
    shift.refused(visit)
    assert "Who 12:00" in told(shift, visit)
    shift.say(visit, "officers_now", "others_arrived")
    shift.refused(visit)
    assert list(banners(report(shift, visit))) == ["About: Paper 1, round 1", "About: Paper 2, round 2"]
    text = told(shift, visit)
    assert "Who, round 1 12:00" in text
    assert "Who, round 2 12:0" in text


def test_page_one_holds_choices_and_no_free_text(play: Play) -> None:
    """Notes stand in the chain, own words of requests behind it; the names of areas stay."""
    shift, visit = play("i200")
    shift.detail(visit, "help", "h3", [("asked", "Open the SAFE for us", ""), ("response", "to_counsel", "")])
    shift.noting.strike(visit, "help", "h3", "The wrong VISIT.", GUARD)
    first, _, rest = make_text(report(shift, visit)).partition("Chain of answers\n====")
    for words in ("We need to talk", "Nothing.", "SAFE", "VISIT."):
        assert words not in first
        assert words in rest
    assert "(note: see Chain of answers)" in first
    assert "(area: Dining and day rooms)" in first
    full = table(report(shift, visit), "Requests for help in their own words").rows
    assert "Open the SAFE for us" in cells(full[2])[1]
    other = shift.open()
    shift.detail(other, "help", "h1", [("asked", "footage", ""), ("response", "declined_in_words", "")])
    assert "in their own words" not in told(shift, other)


def test_an_area_that_the_facility_does_not_know_is_free_text_too(play: Play) -> None:
    """What was typed in its place stands in the chain."""
    shift, visit = play("empty")
    shift.refused(visit, {"destination": "The room of somebody"})
    first, _, rest = make_text(report(shift, visit)).partition("Chain of answers\n====")
    assert "somebody" not in first
    assert "somebody" in rest


# ---- what was said ------------------------------------------------------------------------------------------------


def test_words_are_told_as_said_only_while_they_are_ticked(play: Play) -> None:
    """A tick that was taken away is no claim."""
    shift, visit = play("i200")
    said = make_text(report(shift, visit)).partition("What was answered")[2].partition("Chain of answers")[0]
    assert "ticked as said 12:01:38 by Guard 12: “This paper is from an agency" in said
    outcome = "refuse_administrative_paper"
    line = shift.material(visit).texts.outcomes[outcome].say
    shift.noting.tick(visit, outcome, SAID, line, False, GUARD)
    text = make_text(report(shift, visit))
    assert "No words were ticked as said." in text.partition("What was answered")[2].partition("Chain")[0]


def test_the_last_tick_of_a_line_tells_whether_it_was_said(play: Play) -> None:
    """Two guards who tick the same line said it once, and taking the tick away ends it, whatever its words were by then."""
    shift, visit = play("i200")
    outcome = "refuse_administrative_paper"
    line = shift.material(visit).texts.outcomes[outcome].say
    shift.noting.tick(visit, outcome, SAID, line, True, SECOND)
    text = told(shift, visit)
    assert text.count("ticked as said") == 1
    assert "by Guard 14: “This paper" in text
    shift.noting.tick(visit, outcome, SAID, f"{line} Other words.", False, GUARD)
    assert "No words were ticked as said." in told(shift, visit)


def test_what_was_said_once_more_after_the_outcome_was_reached_once_more_was_said_twice(play: Play) -> None:
    """As on the screen, where the line is to be ticked anew."""
    shift, visit = play("empty")
    shift.refused(visit)
    shift.spoke(visit)
    shift.say(visit, "officers_now", "others_arrived")
    shift.refused(visit)
    shift.spoke(visit)
    assert told(shift, visit).count("ticked as said") == 2


# ---- papers and record keeping ------------------------------------------------------------------------------------


def test_a_fact_that_several_outcomes_used_is_told_once_with_each_instant(play: Play) -> None:
    """One row, and the instants below each other."""
    shift, visit = play("empty")
    shift.warrant(visit)
    shift.say(visit, "counsel", "wait")
    shift.say(visit, "counsel", "allow")
    rows = [cells(row) for row in table(report(shift, visit), "Checks of Paper 1").rows]
    computed = {row[0]: row[1].count("\nat 2026-07-15 12:0") for row in rows if "(computed)" in row[0]}
    assert computed == {
        "Dates on the warrant (computed)": 2,
        "District and borough (computed)": 2,
        "Hours (computed)": 2,
    }


def test_what_is_covered_says_that_later_accesses_are_not(play: Play) -> None:
    """A print that is logged afterwards is no gap."""
    shift, visit = play("i200")
    assert "Later accesses to the record (opening, printing) are not part of this report." in told(
        shift, visit
    )
