"""The chart of a policy: every question once, every answer with where it leads, marked against a former version; placed so that nothing
covers anything else."""

from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import msgspec
import pytest

from desktop import paths
from desktop.core.chart import Chart
from desktop.core.chart_layout import WIDTH, Page, Words, pages_of
from desktop.core.charting import make_chart
from desktop.core.cond_words import Sayer
from desktop.core.conditions import Cond
from desktop.core.edges import find_edges
from desktop.core.policy import Ask, Policy, Rule, Step
from desktop.packs.catalog import LoadedPack, installed, load_pack
from desktop.packs.drawing import svg
from tests.core.nyc import PACK

ROOM = 600.0
PACKS = installed(paths.resources())


@cache
def pack() -> LoadedPack:
    return load_pack(PACK)


def sayer(policy: Policy | None = None) -> Sayer:
    return Sayer(policy or pack().policy, pack().texts["en"])


def measure(text: str, size: float, bold: bool) -> float:
    return len(text) * size * (0.6 if bold else 0.55)


@cache
def chart() -> Chart:
    return make_chart(sayer())


@pytest.mark.parametrize("folder", PACKS, ids=[folder.name for folder in PACKS])
def test_the_chart_has_every_step_of_its_pack_and_no_other(folder: Path) -> None:
    loaded = load_pack(folder)
    made = make_chart(Sayer(loaded.policy, loaded.texts[loaded.policy.head.languages[0]]))
    assert made.steps == set(loaded.policy.steps)
    drawn = ElementTree.fromstring(svg(made.title, pages_of(made, measure)))
    assert {each.get("data-step") for each in drawn.iter() if each.get("data-step")} == set(
        loaded.policy.steps
    )


def test_every_step_from_question_to_question_is_on_the_chart() -> None:
    policy = pack().policy
    drawn = {(box.id, to) for box in chart().boxes for goes in box.goes for to in goes.to}
    asks = {"visit": policy.ask, "papers": policy.group.ask}
    for edge in find_edges(policy).edges:
        to = f"{edge.part}-{edge.to}" if edge.to < len(asks[edge.part]) else ""
        assert edge.start < 0 or (f"{edge.part}-{edge.start}", to) in drawn


def test_every_rule_and_every_answer_is_on_the_chart() -> None:
    policy, texts = pack().policy, pack().texts["en"]
    cards = {card.id for box in chart().boxes for card in box.cards}
    assert {f"visit-rule-{number}" for number in range(len(policy.rule))} <= cards
    assert {f"papers-rule-{number}" for number in range(len(policy.group.rule))} <= cards
    labels = {(box.step, label) for box in chart().boxes for goes in box.goes for label in goes.labels}
    wanted = {
        (step.id, texts.label(step.id, value))
        for step in policy.steps.values()
        for value in step.values
        if step.kind != "date"
    }
    assert wanted <= labels


def changed() -> Policy:
    """One question more, one less, one rule with another condition."""
    old = pack().policy
    steps = {name: step for name, step in old.steps.items() if name != "district"} | {
        "pets": Step("pets", "choice", "no", ("yes", "no"))
    }
    group = msgspec.structs.replace(
        old.group,
        ask=tuple(ask for ask in old.group.ask if ask.step != "district"),
        rule=tuple(
            rule for rule in old.group.rule if not {"wrong_district", "district_unclear"} & set(rule.reasons)
        ),
    )
    wider = Cond(step="identified", is_=("none", "some"))
    rules = tuple(
        msgspec.structs.replace(rule, when=wider) if rule.outcome == "identity_not_proved" else rule
        for rule in old.rule
    )
    return msgspec.structs.replace(
        old, steps=steps, ask=(*old.ask, Ask(step="pets")), group=group, rule=rules
    )


def test_what_is_new_changed_and_gone_is_marked_in_words() -> None:
    made = make_chart(sayer(changed()), sayer())
    marks = {box.id: box.change for box in made.boxes}
    assert marks["visit-14"] == "new"
    assert marks["removed-district"] == "removed"
    assert (marks["visit-13"], marks["papers-2"]) == ("changed", "")
    new = [card for box in made.boxes for card in box.cards if card.change == "new"]
    assert [card.gives for card in new] == [("Identity not shown",)]
    gone = [card for box in made.boxes for card in box.cards if card.change == "removed"]
    assert len(gone) == 3
    words = [
        shape.text
        for page in pages_of(made, measure)
        for node in page.nodes
        for shape in node.shapes
        if isinstance(shape, Words)
    ]
    assert {"NEW", "CHANGED", "REMOVED"} <= set(words)
    assert not {"NEW", "CHANGED", "REMOVED"} & {
        text for page in pages_of(chart(), measure) for text in _texts(page)
    }


def _texts(page: Page) -> list[str]:
    return [shape.text for node in page.nodes for shape in node.shapes if isinstance(shape, Words)]


@pytest.mark.parametrize("room", [None, ROOM])
def test_nothing_covers_anything_else_and_all_stays_on_the_page(room: float | None) -> None:
    for page in pages_of(chart(), measure, room, room):
        assert room is None or page.height <= room + 30
        for number, node in enumerate(page.nodes):
            assert 0 <= node.x <= node.x + node.width <= WIDTH + 0.01
            assert node.y + node.height <= page.height
            for other in page.nodes[number + 1 :]:
                apart = (node.x + node.width <= other.x or other.x + other.width <= node.x
                         or node.y + node.height <= other.y or other.y + other.height <= node.y)  # fmt: skip
                assert apart, (node.id, other.id)
            for shape in node.shapes:
                if isinstance(shape, Words) and " " in shape.text:
                    assert shape.x + measure(shape.text, shape.size, shape.bold) <= node.x + node.width + 0.01


def test_pages_hold_what_the_whole_chart_holds() -> None:
    whole = {node.id for page in pages_of(chart(), measure) for node in page.nodes}
    parted = {node.id for page in pages_of(chart(), measure, ROOM, ROOM) for node in page.nodes}
    assert whole <= parted
    assert all(ident.removesuffix("-more") in whole for ident in parted)


def test_each_element_of_the_drawing_tells_where_it_stands_in_the_pack() -> None:
    drawn = ElementTree.fromstring(svg(chart().title, pages_of(chart(), measure), "DRAFT", "id and hash"))
    nodes = [each for each in drawn.iter() if each.get("data-file")]
    ids = [each.get("id") for each in nodes]
    assert len(ids) == len(set(ids)) > 80
    assert {each.get("data-file") for each in nodes} == {"routing.toml", "papers.toml", "steps.toml"}
    links = [each.get("href") for each in drawn.iter() if each.get("href")]
    assert {f"#{ident}" for ident in ids} <= set(links)


def test_a_rule_without_a_condition_stands_at_the_first_question() -> None:
    rule = Rule(outcome="ordinary_visitor")
    made = make_chart(sayer(msgspec.structs.replace(pack().policy, rule=(*pack().policy.rule, rule))))
    assert any(card.when == "If always" for card in made.sheets[0].boxes[0].cards)
