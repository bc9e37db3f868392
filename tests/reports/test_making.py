"""What the report says and leaves out: every event, every answer, whose word stands where, and how little of a secret paper."""

import typing
from collections.abc import Callable

import msgspec
import pytest
from pypdfium2 import PdfDocument

from desktop.core import clock, facts
from desktop.core.conditions import Value
from desktop.core.details import GROUPS
from desktop.core.events import (
    KINDS,
    Access,
    Actor,
    Body,
    BrokenBody,
    Draft,
    Redacted,
    StepAnswered,
    UnknownBody,
    VisitOpened,
)
from desktop.core.particulars import PhotoKept, ShownOnScreen
from desktop.core.policy import Outcome
from desktop.reports import words
from desktop.reports.making import make_outline, parts_of
from desktop.reports.material import told_of
from desktop.reports.outline import Banner, Outline, Picture, Span, Table, words_of
from desktop.reports.pdf import make_pdf
from desktop.reports.sections.people import TOGETHER
from desktop.reports.sections.sentences import SENTENCES
from desktop.reports.sections.telling import Teller
from desktop.reports.text import make_text
from tests.core.nyc import GOOD_WARRANT, TO_THE_PAPERS
from tests.reports.visits import GUARD, I200, PAPER, SECOND, WALKS, Shift, blocks, cells, table
from tests.services.papers import encoded

Play = Callable[[str], tuple[Shift, str]]


def literals(struct: type[msgspec.Struct], field: str) -> set[str]:
    """The values that a field of a closed list can have."""
    return set(typing.get_args(typing.get_type_hints(struct)[field]))


def report(shift: Shift, visit: str) -> Outline:
    return make_outline(shift.material(visit), "report")


def banners(outline: Outline) -> list[str]:
    return [block.title for block in blocks(outline) if isinstance(block, Banner)]


def timeline(outline: Outline) -> dict[str, str]:
    """What the timeline says of each event."""
    return {cells(row)[0]: cells(row)[3] for row in table(outline, "Timeline").rows}


# ---- nothing without a word ---------------------------------------------------------------------------------------


def test_every_kind_of_event_has_its_sentence_and_its_name() -> None:
    """A kind that is added to the journal cannot be forgotten here."""
    assert set(words.KINDS) == set(KINDS)
    assert set(SENTENCES) == set(typing.get_args(Body))
    assert {kind.body for kind in KINDS.values()} <= set(SENTENCES)


def test_every_code_has_its_word() -> None:
    """Codes of the record are told in words."""
    assert set(words.BEGUN) == literals(VisitOpened, "begun")
    assert set(words.HOW_KNOWN) == literals(Actor, "how")
    assert set(words.ROLES) == literals(Actor, "role")
    assert set(words.SHOWN) == literals(ShownOnScreen, "what")
    assert set(words.ACCESSES) == literals(Access, "what")
    assert set(words.TONES) == literals(Outcome, "tone")
    assert set(words.FACTS) == set(facts.FACTS)
    assert set(words.FACT_VALUES) == {
        (name, value) for name, each in facts.FACTS.items() for value in each.values
    }
    reading = clock.Reading(0, 0, "UTC", 0, "boot")
    assert set(words.DOUBTS) == set(
        clock.doubts(reading, clock.BACK_TOLERANCE_US + 1, clock.JUMP_TOLERANCE_US + 1)
    )


def test_the_columns_of_officers_name_fields_that_there_are() -> None:
    """A field that is renamed does not vanish from the table."""
    fields = {field.id for field in GROUPS["officer"].fields}
    assert {field for _, _, together in TOGETHER for field, _ in together} <= fields


# ---- nothing left out ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(set(WALKS) - {"sealed"}))
def test_the_timeline_holds_every_event_of_the_visit_in_order(name: str, play: Play) -> None:
    """Those of a joined visit stand in its own section."""
    shift, visit = play(name)
    material = shift.material(visit)
    told = (block for block in blocks(make_outline(material, "report")) if isinstance(block, Table))
    found = [[cells(row)[0] for row in block.rows] for block in told if block.name == "Timeline"]
    wanted = [[str(event.seq) for event in told_of(each)] for each in (material, *material.joined)]
    assert found == wanted


def test_an_empty_record_says_of_each_section_that_nothing_is_recorded(play: Play) -> None:
    """A court must see that nothing was left out; three pages are enough for it."""
    shift, visit = play("empty")
    outline = report(shift, visit)
    text = make_text(outline)
    assert text.count(words.NONE_RECORDED) >= 12
    assert len(PdfDocument(make_pdf(outline, "letter"))) <= 3


def test_contents_that_are_gone_broken_or_newer_are_named_and_the_rest_goes_on(play: Play) -> None:
    """In the timeline at their place, and in the list of what cannot be shown."""
    shift, visit = play("i200")
    material = shift.material(visit)
    bodies = {
        5: Redacted(),
        6: UnknownBody("needs a newer version of Threshold (step_answered 2)", b""),
        7: BrokenBody("step_answered 1 cannot be read: ValueError"),
    }
    events = tuple(
        msgspec.structs.replace(event, body=bodies.get(event.seq, event.body)) for event in material.events
    )
    outline = make_outline(msgspec.structs.replace(material, events=events), "counsel")
    told = timeline(outline)
    assert len(told) == len(events)
    assert "contents removed; the removal is not among the events of this visit" in told["5"]
    assert "newer version of Threshold" in told["6"]
    assert "cannot be read" in told["7"]
    text = make_text(outline)
    for seq in bodies:
        assert f"- Event {seq} (Answer):" in text


def test_removed_contents_are_told_with_when_by_whom_and_why(play: Play) -> None:
    """The words themselves are nowhere."""
    shift, visit = play("redacted")
    outline = make_outline(shift.material(visit), "all")
    assert timeline(outline)["10"] == (
        "Note: contents removed at 12:01:10 by Supervisor 3, reason: It named a person."
    )
    assert "REMOVEDWORDS" not in str(outline)


# ---- the same report again ------------------------------------------------------------------------------------------


def test_the_same_record_gives_the_same_outline_whoever_printed_it_before(play: Play) -> None:
    """A print that is logged afterwards changes nothing; a note that is written afterwards does."""
    shift, visit = play("i200")
    first = make_outline(shift.material(visit), "all")
    shift.desk.store.journal.append([Draft("access", visit, Access("printed"), GUARD)], shift.clock.read())
    shift.again()
    assert shift.material(visit).events[-1].kind == "access"
    assert make_outline(shift.material(visit), "all") == first
    shift.noting.note(visit, "Later.", "seen", GUARD)
    later = make_outline(shift.material(visit), "all")
    assert later.parts[0].running.head != first.parts[0].running.head
    assert later.made_us > first.made_us
    assert "The record was printed." in str(later)


def test_title_and_subject_hold_the_record_number_and_no_name(play: Play) -> None:
    """They are shown in lists of files."""
    shift, visit = play("i200")
    outline = report(shift, visit)
    number = shift.material(visit).visit.opened.record_number
    assert (outline.title, outline.subject) == (f"Incident report {number}", number)


# ---- who may read what ----------------------------------------------------------------------------------------------


def test_photographs_stand_in_their_annex_alone_with_their_hash_and_who_kept_them(play: Play) -> None:
    """One that cannot be drawn says why; the report names what was kept."""
    shift, visit = play("i200")
    material = shift.material(visit)
    assert "photographs" not in parts_of(material)
    other = shift.open()
    shift.tell(other, {**TO_THE_PAPERS, **I200})
    shift.photos.keep(other, PAPER, 1, encoded("PNG"), GUARD)
    shift.photos.keep(other, PAPER, 2, b"no picture", GUARD)
    material = shift.material(other)
    annex = make_outline(material, "photographs")
    pictures = [block for block in blocks(annex) if isinstance(block, Picture)]
    assert [picture.jpeg is not None for picture in pictures] == [True, False]
    assert "cannot be printed" in words_of(pictures[1].caption[0])
    told = report(shift, other)
    assert not any(isinstance(block, Picture) for block in blocks(told))
    kept = table(told, "Photographs kept").rows
    hashes = [event.body.sha256 for event in material.found.photos if isinstance(event.body, PhotoKept)]
    assert [cells(row)[3] for row in kept] == hashes
    assert all(digest in make_text(annex, 200) for digest in hashes)


def test_a_paper_whose_round_was_taken_back_is_told_too(play: Play) -> None:
    """Its answers stand struck through; nothing is left out."""
    shift, visit = play("empty")
    shift.refused(visit)
    shift.say(visit, "officers_now", "new_paper")
    shift.tell(visit, {"danger": "none", "form": "on_screen"})
    inputs = shift.walking.current(visit).visit.inputs
    begun = next(each.seq for each in inputs if each.value == "new_paper")
    shift.walking.take_back(visit, begun, GUARD)
    checks = table(report(shift, visit), "Checks of A paper whose answers were changed").rows
    assert cells(checks[0])[2] == "no answer stands"
    assert checks[0].cells[1][0].struck


def test_marks_tell_drills_drafts_annexes_and_visits_that_are_still_open(play: Play) -> None:
    """Strong ones cannot be overlooked."""

    def marks(name: str, part: typing.Literal["report", "photographs", "counsel"]) -> dict[str, bool]:
        shift, visit = play(name)
        made = make_outline(shift.material(visit), part)
        return {mark.text: mark.strong for mark in made.parts[0].running.marks}

    draft = "DRAFT POLICY, not approved by counsel"
    assert marks("i200", "report") == {draft: False}
    assert marks("key_of_danger", "report") == {words.DRILL: True, draft: False, words.OPEN: False}
    assert marks("crowd", "photographs")[words.RESTRICTED]
    assert marks("escorted", "counsel")[words.PRIVILEGED]


# ---- what it says -----------------------------------------------------------------------------------------------------


def test_a_question_stands_in_the_words_that_were_on_the_screen_then(play: Play) -> None:
    """In a later round they ask anew, and are asked anew."""
    shift, other = play("empty")
    shift.refused(other)
    shift.say(other, "officers_now", "wants_more")
    shift.tell(other, {"danger": "none", "purpose": ("records",)})
    asked = [cells(row)[2] for row in table(report(shift, other), "Chain of answers").rows]
    assert "What do they want?" in asked
    assert "What do they want now?" in asked


def test_a_changed_answer_stands_struck_through_beside_what_replaced_it(play: Play) -> None:
    """And what no longer counts says so; the outcome that only it had led to does not stand."""
    shift, visit = play("changed")
    outline = report(shift, visit)
    rows = {cells(row)[0]: row for row in table(outline, "Chain of answers").rows}
    assert rows["8"].cells[3][0] == Span("Past the public area", struck=True)
    assert words_of(rows["8"].cells[3]).endswith("changed to: Only a public area (no. 20)")
    assert words_of(rows["10"].cells[3]) == "On paper\nno longer counts"
    assert banners(outline) == ["Public area only"]
    assert "Administrative paper: no access" in make_text(outline).partition("no longer standing")[2]


def test_the_outcomes_that_stand_are_those_of_the_screens_where_nothing_was_changed(play: Play) -> None:
    """The report never knows better than the record."""
    for name in sorted(set(WALKS) - {"changed"}):
        shift, visit = play(name)
        material = shift.material(visit)
        assert Teller(material).standing == material.standing


def test_a_hold_stands_in_the_row_of_the_check_that_gave_it(play: Play) -> None:
    """With two papers, only with the one that it is of; what fits no row is listed below."""
    shift, visit = play("empty")
    wrong: dict[str, Value] = {"place": "wrong", "date_issued": "2026-06-01", "execute_by": "2026-06-10"}
    shift.tell(visit, {**TO_THE_PAPERS, **GOOD_WARRANT, **wrong, "identified": "none"})
    shift.say(visit, "more_papers", "yes")
    shift.tell(visit, {**I200, "more_papers": "no"})
    first, second = (
        {
            cells(row)[0]: cells(row)[2]
            for row in table(report(shift, visit), f"Checks of Paper {number}").rows
        }
        for number in (1, 2)
    )
    reason = shift.material(visit).texts.reason
    assert first["Place"] == f"Hold: {reason('wrong_place')}"
    assert first["Dates on the warrant (computed)"] == f"Hold: {reason('expired')}"
    assert [check for check, result in first.items() if result != words.NO_HOLD] == [
        "Place",
        "Dates on the warrant (computed)",
    ]
    decided = [check for check, result in second.items() if result != words.NO_HOLD]
    assert decided == ["Top of page", "Form"]
    assert second["Form"] == "Led to: Administrative paper: no access"
    below = make_text(report(shift, visit)).partition("Also on record for this paper:")[2]
    assert below.partition("Led to")[0].strip() == f"- Hold: {reason('identity_not_proved')}"


def test_words_of_an_outcome_that_differ_from_those_on_record_are_said_to(play: Play) -> None:
    """A repaired pack must not pass for what was on the screen."""
    shift, visit = play("i200")
    material = shift.material(visit)
    assert "letter for letter" not in make_text(make_outline(material, "report"))
    outcome = "refuse_administrative_paper"
    other = msgspec.structs.replace(material.texts.outcomes[outcome], say="Other words.")
    texts = msgspec.structs.replace(material.texts, outcomes={**material.texts.outcomes, outcome: other})
    text = make_text(make_outline(msgspec.structs.replace(material, texts=texts), "report"))
    assert "not letter for letter" in text


def test_who_acted_is_told_with_how_it_is_known_and_who_took_over(play: Play) -> None:
    """Somebody who is not on the on-duty list is not said to be."""
    shift, visit = play("escorted")
    shift.noting.note(visit, "From outside.", "told", Actor("Guard 99", "guard", "claimed"))
    text = " ".join(make_text(report(shift, visit)).split())
    assert "Guard 12 (guard; by their own word, from the on-duty list)" in text
    assert "Guard 99 (guard; by their own word)" in text
    assert f"{SECOND.person} took over from {GUARD.person}" in text


# ---- canaries -----------------------------------------------------------------------------------------------------------


def test_the_answers_of_the_record_are_all_in_the_chain(play: Play) -> None:
    """Each by its number and its words, those that were changed too."""
    for name in sorted(set(WALKS) - {"sealed"}):
        shift, visit = play(name)
        material = shift.material(visit)
        given = {
            str(event.seq): event.body for event in material.events if isinstance(event.body, StepAnswered)
        }
        if not given:
            continue
        rows = {
            cells(row)[0]: cells(row)[3]
            for row in table(make_outline(material, "report"), "Chain of answers").rows
        }
        assert set(rows) == set(given)
        for seq, body in given.items():
            value = body.value if isinstance(body.value, str) else tuple(body.value)
            assert rows[seq].startswith(material.texts.labels(body.step, value))
