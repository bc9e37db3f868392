"""Whatever is answered, taken back and written down in whatever order: the report tells all of it, once, and the same each time."""

import random
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.core.answering import answerable, may_be_taken_back
from desktop.core.errors import Refused
from desktop.core.events import OutcomeReached, StepAnswered
from desktop.core.walks import fold
from desktop.reports.making import make_outline
from desktop.reports.outline import Table
from desktop.reports.sections.telling import History, Teller
from tests.core.nyc import GOOD_WARRANT, NOON, TO_THE_PAPERS, any_value
from tests.reports.visits import GUARD, Shift, blocks, cells

ACTS = 25
HIDDEN = "HIDDENWORD"


def one_act(shift: Shift, visit: str, chance: random.Random) -> None:
    """An answer, a taking back, or something written down; what is refused is refused."""
    now = shift.walking.current(visit)
    policy = now.pack.policy
    act = chance.random()
    if act < 0.12 and (may := sorted(may_be_taken_back(policy, now.walk, now.visit.inputs))):
        shift.walking.take_back(visit, chance.choice(may), GUARD)
    elif act < 0.2:
        shift.noting.note(visit, f"{HIDDEN} note", "seen", GUARD)
    elif act < 0.25:
        shift.noting.call(visit, "counsel", "told", GUARD, f"{HIDDEN} words")
    elif places := answerable(policy, now.walk):
        address = now.walk.open.address if now.walk.open and act < 0.8 else chance.choice(sorted(places))
        step = address.rsplit("/", 1)[-1]
        good = {**TO_THE_PAPERS, **GOOD_WARRANT}
        value = (
            good[step] if step in good and chance.random() < 0.7 else any_value(policy, step, chance, NOON)
        )
        if value != "left" or chance.random() < 0.1:
            shift.walking.answer(visit, address, value, GUARD, note=chance.choice(("", f"{HIDDEN} note")))


def walked(folder: Path, seed: int) -> tuple[Shift, str]:
    """A visit walked by chance."""
    shift, chance = Shift(folder), random.Random(seed)
    visit = shift.open()
    for _ in range(ACTS):
        try:
            one_act(shift, visit, chance)
        except Refused:
            continue
    return shift, visit


@settings(max_examples=12)
@given(st.integers(0, 2**32))
def test_every_event_and_every_answer_is_told_and_nothing_of_a_secret_paper(seed: int) -> None:
    """In the timeline each event once and in order, in the chain each answer; made twice, the same."""
    with tempfile.TemporaryDirectory() as folder:
        shift, visit = walked(Path(folder), seed)
        material = shift.material(visit)
        shift.close()
    secret = Teller(material).confidential
    outline = make_outline(material, "counsel" if secret else "report")
    tables = {block.name: block for block in blocks(outline) if isinstance(block, Table)}
    numbers = [cells(row)[0] for row in tables["Timeline"].rows]
    assert numbers == [str(event.seq) for event in material.events]
    answers = [str(event.seq) for event in material.events if isinstance(event.body, StepAnswered)]
    assert [cells(row)[0] for row in tables["Chain of answers"].rows] == answers if answers else True
    assert "letter for letter" not in str(outline)
    assert make_outline(material, "counsel" if secret else "report") == outline
    if secret:
        told = str(make_outline(material, "report"))
        assert HIDDEN not in told
        reached = [event.body for event in material.events if isinstance(event.body, OutcomeReached)]
        assert not any(
            material.texts.outcomes[name].title in told for body in reached for name in body.outcomes
        )
        assert not any(material.texts.reason(reason) in told for body in reached for reason in body.reasons)


@settings(max_examples=12)
@given(st.integers(0, 2**32))
def test_the_walk_of_each_moment_is_the_one_that_folding_its_answers_gives(seed: int) -> None:
    """Folding on and on is folding anew, also where answers were taken back."""
    with tempfile.TemporaryDirectory() as folder:
        shift, visit = walked(Path(folder), seed)
        material = shift.material(visit)
        shift.close()
    inputs = material.visit.inputs
    history = History(material, frozenset(each.seq for each in inputs))
    for place, each in enumerate(inputs):
        assert history.walks[each.seq] == fold(material.policy, material.site, inputs[: place + 1])
