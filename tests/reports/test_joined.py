"""What a report says of visits that are read together: whose secret counts, whose time is true, on whose heads the pages depend."""

from collections.abc import Callable

import msgspec
import pytest

from desktop.core.events import Access, Draft, VisitJoined
from desktop.reports import words
from desktop.reports.making import make_outline
from desktop.reports.outline import Banner, Heading, words_of
from desktop.reports.text import make_text
from tests.core.nyc import TO_THE_PAPERS
from tests.reports.visits import GUARD, SECOND, Shift, blocks, cells, table

Play = Callable[[str], tuple[Shift, str]]


def pressed(shift: Shift, key: str = "F12", post: str = "Back door") -> str:
    """A visit that an emergency key begins."""
    return shift.walking.press(key, None, SECOND, post).visit.id


def number(shift: Shift, visit: str) -> str:
    return shift.walking.current(visit).visit.opened.record_number


def report(shift: Shift, visit: str) -> str:
    """The report's text in one line."""
    return " ".join(make_text(make_outline(shift.material(visit), "report")).split())


# ---- one secret for all -----------------------------------------------------------------------------------------------


def secret_family(shift: Shift) -> tuple[str, str, str]:
    """A visit, and two that were joined into it: an ordinary one and one with a secret paper."""
    parent = shift.open()
    shift.refused(parent)
    plain, secret = pressed(shift), pressed(shift)
    shift.noting.note(plain, "PLAINNOTE", "seen", SECOND)
    shift.say(secret, "officers_now", "new_paper")
    shift.warrant(secret, secret="yes")
    return parent, plain, secret


def test_a_secret_paper_makes_every_visit_that_is_read_with_it_confidential(play: Play) -> None:
    """One that was joined into the same visit too, in whatever order they were joined."""
    shift, _ = play("empty")
    parent, plain, secret = secret_family(shift)
    assert "PLAINNOTE" in report(shift, plain)
    for each in (plain, secret):
        shift.walking.join(each, parent, SECOND)
    for each in (parent, plain, secret):
        told = report(shift, each)
        assert words.CONFIDENTIAL in told
        assert "PLAINNOTE" not in told


def test_a_secret_counts_across_several_joinings(play: Play) -> None:
    """Above, below and beside."""
    shift, _ = play("empty")
    parent, plain, secret = secret_family(shift)
    between = pressed(shift, "F1", "Roof")
    for each, into in ((plain, between), (between, parent), (secret, parent)):
        shift.walking.join(each, into, SECOND)
    assert all(words.CONFIDENTIAL in report(shift, each) for each in (parent, between, plain, secret))


def test_an_answer_that_cannot_be_read_counts_as_secret_for_the_visits_beside_it(play: Play) -> None:
    """The rule is one for a visit and for those read with it."""
    shift, _ = play("empty")
    parent = shift.open()
    shift.refused(parent)
    plain, other = pressed(shift), pressed(shift)
    for each in (plain, other):
        shift.walking.join(each, parent, SECOND)
    assert words.CONFIDENTIAL not in report(shift, plain)
    shift.redact(other, shift.walking.current(other).events[1].seq, "It named a person.")
    assert words.CONFIDENTIAL in report(shift, plain)


def test_a_visit_whose_joining_cannot_be_read_is_told_to_counsel_alone(play: Play) -> None:
    """Nobody can tell with which paper it is to be read."""
    shift, _ = play("empty")
    parent, plain, _ = secret_family(shift)
    shift.walking.join(plain, parent, SECOND)
    shift.redact(plain, shift.walking.current(plain).events[-1].seq, "It named a person.")
    assert words.CONFIDENTIAL in report(shift, plain)


def test_a_visit_that_was_joined_to_one_of_another_record_is_told_to_counsel_alone(play: Play) -> None:
    """What cannot be read counts as secret."""
    shift, visit = play("forced")
    assert words.CONFIDENTIAL not in report(shift, visit)
    body = VisitJoined("01980000-0000-7000-8000-000000000000")
    shift.desk.store.journal.append([Draft("visit_joined", visit, body, GUARD)], shift.clock.read())
    shift.again()
    assert words.CONFIDENTIAL in report(shift, visit)


# ---- the time of a key press --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["F12", "F1"])
def test_a_key_press_that_was_carried_over_is_told_with_the_time_at_which_it_was_pressed(
    key: str, play: Play
) -> None:
    """In the chain, the timeline and with the outcome; those words were on the screen of the other visit."""
    shift, visit = play("empty")
    shift.tell(visit, TO_THE_PAPERS)
    joined = pressed(shift, key)
    true = shift.walking.current(joined).events[1]
    shift.noting.note(joined, "Later.", "seen", SECOND)
    shift.walking.join(joined, visit, SECOND)
    other = number(shift, joined)
    over = (
        f"carried over when visit {other} was joined; the key was pressed at {true.reading.local:%H:%M:%S} "
        f"(event {true.seq} of {other})"
    )
    outline = make_outline(shift.material(visit), "report")
    carried = next(
        event for event in reversed(shift.walking.current(visit).events) if event.kind == "step_answered"
    )
    chain = {cells(row)[0]: cells(row)[3] for row in table(outline, "Chain of answers").rows}
    assert over in chain[str(carried.seq)]
    told = {cells(row)[0]: cells(row)[3] for row in table(outline, "Timeline").rows}
    assert over in told[str(carried.seq)]
    assert "by emergency key" not in told[str(carried.seq)]
    shown = [words_of(line) for block in blocks(outline) if isinstance(block, Banner) for line in block.lines]
    assert f"{over[0].upper()}{over[1:]}" in shown
    mine = make_text(outline).partition("Joined visit")[0]
    reached = " ".join(mine.partition("Outcomes as they were reached")[2].partition("Papers\n")[0].split())
    assert over in reached
    assert "Words to say on the screen" not in reached
    titles = [block.text for block in blocks(outline) if isinstance(block, Heading)]
    assert next(title for title in titles if title.endswith("(carried over)"))[0].isalpha()


def test_a_key_press_of_a_visit_that_is_not_told_here_says_where_it_came_from(play: Play) -> None:
    """No time is made up."""
    shift, visit = play("joined")
    material = shift.material(visit)
    other = material.joined[0].visit.opened.record_number
    made = make_outline(msgspec.structs.replace(material, joined=()), "report")
    text = " ".join(make_text(made).split())
    assert f"carried over from visit {other}" in text
    assert "the key was pressed at" not in text


# ---- on what the bytes depend ---------------------------------------------------------------------------------------------


def test_an_event_of_a_joined_visit_changes_the_sources_as_it_changes_the_pages(play: Play) -> None:
    """The head of the visit itself stays; those of the joined ones are listed."""
    shift, visit = play("joined")
    joined = shift.material(visit).joined[0]
    before = shift.reporting.make(visit)()
    assert (
        f"head of joined visit {joined.visit.opened.record_number} {joined.events[-1].hash}" in before.sources
    )
    assert f"Head of joined visit {joined.visit.opened.record_number}" in " ".join(before.text.split())
    shift.noting.note(joined.visit.id, "LATER", "seen", SECOND)
    after = shift.reporting.make(visit)()
    assert after.sources[0] == before.sources[0]
    assert after.pdf != before.pdf
    assert after.sources != before.sources
    assert shift.material(visit).joined[0].events[-1].hash in after.text.replace("\n", "").replace(" ", "")


def test_a_print_of_a_joined_visit_changes_neither_the_sources_nor_the_pages(play: Play) -> None:
    """Accesses are told only once something came after them."""
    shift, visit = play("joined")
    joined = shift.material(visit).joined[0].visit.id
    before = shift.reporting.make(visit)()
    shift.desk.store.journal.append([Draft("access", joined, Access("printed"), GUARD)], shift.clock.read())
    shift.again()
    assert shift.reporting.make(visit)() == before


def test_the_head_of_the_visit_that_makes_another_confidential_is_among_its_sources(play: Play) -> None:
    """Else the same head would give an ordinary page one day and a confidential one the next."""
    shift, _ = play("empty")
    parent, plain, secret = secret_family(shift)
    for each in (plain, secret):
        shift.walking.join(each, parent, SECOND)
    sources = shift.reporting.make(plain)().sources
    assert any(number(shift, secret) in each for each in sources)
    assert not any(number(shift, parent) in each for each in sources)
