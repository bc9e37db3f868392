"""What a report says where contents of the record are gone: nothing true looks changed, and nothing looks as if it had never been."""

from collections.abc import Callable

import msgspec
import pytest

from desktop.core.events import NEVER_REDACTED, BrokenBody, Redacted, UnknownBody
from desktop.core.holding import STAYS
from desktop.reports import words
from desktop.reports.making import make_outline, parts_of
from desktop.reports.outline import Banner, Heading, Outline, Paragraph, words_of
from desktop.reports.sections.telling import Teller
from desktop.reports.text import make_text
from tests.reports.visits import WALKS, Shift, blocks, cells, table

Play = Callable[[str], tuple[Shift, str]]
BESIDE = (
    "note_written", "call_logged", "detail_given", "detail_struck", "task_ticked", "time_marked", "time_named", "photo_kept",
)  # fmt: skip
"""Kinds of what is written down beside the answers."""


def redact(shift: Shift, visit: str, *kinds: str, step: str = "") -> list[int]:
    """Have the contents of all events of these kinds removed, or of the answers to one step; their numbers."""
    events = shift.walking.current(visit).events
    chosen = [
        event.seq
        for event in events
        if event.kind in kinds
        and not isinstance(event.body, Redacted)
        and (not step or getattr(event.body, "step", "") == step)
    ]
    for seq in chosen:
        shift.redact(visit, seq, "It named a person.")
    return chosen


def whole(shift: Shift, visit: str) -> Outline:
    """Everything that is told of a visit of which an answer cannot be read: counsel holds it."""
    return make_outline(shift.material(visit), "counsel")


def text_of(outline: Outline) -> str:
    return " ".join(make_text(outline).split())


# ---- what cannot be read counts as secret ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kinds", [("step_answered",), ("outcome_reached",), ("step_answered", "outcome_reached")]
)
def test_a_secret_visit_stays_secret_when_what_made_it_secret_is_removed(
    kinds: tuple[str, ...], play: Play
) -> None:
    """The ordinary report tells no more than before."""
    shift, visit = play("sealed")
    redact(shift, visit, *kinds, step="secret" if kinds == ("step_answered",) else "")
    report = make_text(make_outline(shift.material(visit), "report"))
    assert "SECRET" not in report
    assert "Timeline" not in report
    assert words.CONFIDENTIAL in report
    assert "counsel" in parts_of(shift.material(visit))


def test_an_answer_of_a_later_program_may_be_that_a_paper_is_secret(play: Play) -> None:
    """One that is broken too."""
    shift, visit = play("i200")
    material = shift.material(visit)
    assert not Teller(material).confidential
    for body in (UnknownBody("needs a newer version of Threshold", b""), BrokenBody("no JSON")):
        events = (
            *material.events[:5],
            msgspec.structs.replace(material.events[5], body=body),
            *material.events[6:],
        )
        assert Teller(msgspec.structs.replace(material, events=events)).confidential


def test_removed_words_that_cannot_tell_of_a_secret_paper_leave_the_report_as_it_is(play: Play) -> None:
    """A note is lawfully removed, and the agency's report goes on."""
    shift, visit = play("redacted")
    assert parts_of(shift.material(visit)) == ("report",)
    assert "Timeline" in make_text(make_outline(shift.material(visit), "report"))


# ---- nothing true looks changed ---------------------------------------------------------------------------------------


def test_answers_that_nobody_took_back_are_not_struck_when_one_before_them_is_gone(play: Play) -> None:
    """They say that it cannot be told whether they still count, and by which event."""
    shift, visit = play("i200")
    gone = redact(shift, visit, "step_answered", step="paper_top")
    outline = whole(shift, visit)
    rows = table(outline, "Chain of answers").rows
    assert not any(span.struck for row in rows for span in row.cells[3])
    unsure = [
        words_of(row.cells[3])
        for row in rows
        if "cannot be told whether it still counts" in words_of(row.cells[3])
    ]
    assert unsure
    assert all(each.endswith(f"event {gone[0]} cannot be read") for each in unsure)
    assert "no longer counts" not in make_text(outline)


def test_a_recorded_outcome_stands_although_an_answer_before_it_is_gone(play: Play) -> None:
    """What was reached is on record; it falls when an answer that led to it was taken back."""
    shift, visit = play("i200")
    redact(shift, visit, "step_answered", step="paper_top")
    teller = Teller(shift.material(visit))
    assert [rest.outcomes for rest in teller.standing] == [rest.outcomes for rest in teller.material.standing]
    assert any(isinstance(block, Banner) for block in blocks(whole(shift, visit)))
    shift, visit = play("changed")
    redact(shift, visit, "step_answered", step="visitor")
    names = [name for rest in Teller(shift.material(visit)).standing for name in rest.outcomes]
    assert "refuse_administrative_paper" not in names


def test_words_that_nobody_can_choose_again_are_not_told_as_those_of_the_screen(play: Play) -> None:
    """Which of its words an outcome had hangs on answers; the hash on record tells when they are others."""
    shift, visit = play("not_reached")
    redact(shift, visit, "step_answered", step="counsel")
    outline = whole(shift, visit)
    title = next(block.title for block in blocks(outline) if isinstance(block, Banner))
    shown = "On the screen: " + shift.material(visit).texts.outcomes["escort_within_warrant"].banner
    same = Teller(shift.material(visit))
    assert [same.same_words(event) for event, _ in same.reached] == [True]
    assert "cannot be told" not in title
    redact(shift, visit, "step_answered")
    text = text_of(whole(shift, visit))
    assert "(its words then cannot be told)" in text
    assert "The words that were on the screen cannot be told:" in text
    assert shown not in text


def test_an_answer_that_was_taken_back_is_struck_whatever_else_is_gone(play: Play) -> None:
    """Its taking back can be read."""
    shift, visit = play("changed")
    redact(shift, visit, "step_answered", step="visitor")
    rows = {cells(row)[0]: row for row in table(whole(shift, visit), "Chain of answers").rows}
    assert rows["8"].cells[3][0].struck


def test_page_1_says_that_some_of_the_record_cannot_be_read_and_where_it_is_listed(play: Play) -> None:
    """Nobody must read to the end to hear of it."""
    shift, visit = play("redacted")
    assert f"the contents of 1 event; see “{words.CANNOT_BE_SHOWN}”" in text_of(
        make_outline(shift.material(visit), "report")
    )
    shift, visit = play("i200")
    assert (
        words.CANNOT_BE_SHOWN
        not in text_of(make_outline(shift.material(visit), "report")).partition("Outcome")[0]
    )


# ---- nothing looks as if it had never been -----------------------------------------------------------------------------


def sections(outline: Outline) -> dict[str, str]:
    """What stands below each heading."""
    found: dict[str, str] = {}
    title = ""
    for block in blocks(outline):
        if isinstance(block, Heading):
            title = block.text
        elif isinstance(block, Paragraph):
            found[title] = found.get(title, "") + words_of(block.text)
    return found


def test_no_section_says_that_nothing_was_recorded_where_the_contents_were_removed(play: Play) -> None:
    """Each says how many entries cannot be shown, and by which events."""
    shift, visit = play("i200")
    redact(shift, visit, *BESIDE)
    told = sections(make_outline(shift.material(visit), "report"))
    for title in (
        "Officers",
        "Vehicles",
        "Persons affected",
        "Times marked",
        "Notes",
        "Calls",
        "Ticked lines",
        "What was answered",
    ):
        assert "cannot be shown (event" in told[title], title
        assert words.NONE_RECORDED not in told[title], title
    help_asked = next(text for title, text in told.items() if title.startswith("Requests for help"))
    assert "that may belong here cannot be shown (events" in help_asked
    note = next(event.seq for event in shift.walking.current(visit).events if event.kind == "note_written")
    assert (
        told["Notes"] == f"1 entry of this kind cannot be shown (event {note}); see “What cannot be shown”."
    )


def test_removed_outcomes_are_told_of_where_outcomes_are_told(play: Play) -> None:
    """No check of a paper is called free of holds by a record that nobody can read."""
    shift, visit = play("escorted")
    gone = redact(shift, visit, "outcome_reached")
    outline = whole(shift, visit)
    told, text = sections(outline), text_of(outline)
    assert "cannot be shown (event" in told["Outcome"]
    assert "cannot be shown (event" in told["Outcomes as they were reached"]
    assert "no outcome is on record" not in text
    assert "outcomes recorded by none" not in text
    assert f"event {gone[0]}" in text or f"events {gone[0]}" in text
    results = {cells(row)[2] for row in table(outline, "Checks of Paper 1").rows}
    assert words.NO_HOLD not in results


def test_how_long_counsel_took_is_not_known_where_a_call_before_the_answer_is_gone(play: Play) -> None:
    """It is not called the first call, and not none."""
    shift, visit = play("not_reached")
    gone = redact(shift, visit, "call_logged")
    rows = table(make_outline(shift.material(visit), "counsel"), "Counsel's answers").rows
    assert cells(rows[0])[4] == f"not known: event {gone[0]} cannot be read"


def test_every_visit_can_be_told_with_every_answer_gone(play: Play) -> None:
    """And with everything beside them gone; each event keeps its row of the timeline."""
    for name in WALKS:
        shift, visit = play(name)
        kinds = {event.kind for event in shift.walking.current(visit).events}
        redact(shift, visit, *(kinds - NEVER_REDACTED - STAYS))
        material = shift.material(visit)
        rows = table(
            make_outline(material, "counsel" if Teller(material).confidential else "report"), "Timeline"
        ).rows
        assert [cells(row)[0] for row in rows] == [str(event.seq) for event in Teller(material).events]
