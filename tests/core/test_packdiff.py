"""What differs between two policies: ways that end elsewhere in few words, stories, and every other entry."""

from collections.abc import Callable
from functools import cache

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core import packdiff_paths
from desktop.core.cond_words import Sayer
from desktop.core.conditions import Cond
from desktop.core.describing import Masks, bits_of, describe, numbers_of
from desktop.core.packdiff import Diff, Version, diff
from desktop.core.packdiff_paths import Both
from desktop.core.policy import Ask, Policy, Rule, Step
from desktop.core.texts import StepText
from desktop.packs.catalog import LoadedPack, load_pack, load_safety
from desktop.packs.stories import read_stories
from desktop.reports.policy_diff import summary
from tests.core.nyc import PACK


@cache
def pack() -> LoadedPack:
    return load_pack(PACK)


def version(policy: Policy, stories: bool = False) -> Version:
    told = read_stories(PACK, pack().policy, pack().texts).scenarios if stories else ()
    return Version(policy, pack().texts, pack().law, told[:60])


def differs(policy: Policy, stories: bool = False) -> Diff:
    return diff(version(pack().policy, stories), version(policy, stories))


def with_rules(change: Callable[[Rule], Rule | None], papers: bool) -> Policy:
    old = pack().policy
    made = tuple(
        new for rule in (old.group.rule if papers else old.rule) if (new := change(rule)) is not None
    )
    if not papers:
        return msgspec.structs.replace(old, rule=made)
    return msgspec.structs.replace(old, group=msgspec.structs.replace(old.group, rule=made))


def when(chosen: Callable[[Rule], bool], cond: Cond, papers: bool = False) -> Policy:
    """The policy with another condition of the chosen rules."""
    return with_rules(lambda rule: msgspec.structs.replace(rule, when=cond) if chosen(rule) else rule, papers)


def test_the_same_policy_differs_in_nothing() -> None:
    found = differs(pack().policy)
    assert not found.any
    assert (found.ways, found.changed) == (0, 0)


def test_promises_are_compared_where_both_have_theirs_and_it_is_said_where_one_is_not_here() -> None:
    rules = load_safety(PACK)
    assert rules is not None
    whole = msgspec.structs.replace(version(pack().policy), safety=rules)
    fewer = msgspec.structs.replace(whole, safety=msgspec.structs.replace(rules, never=rules.never[1:]))
    found = diff(whole, fewer)
    assert found.any
    assert found.promises == (
        f"The safety rule '{rules.never[0].id}' of the version before is gone: {rules.never[0].says}",
    )
    assert summary(found).endswith("1 other entry differs.")
    assert not diff(whole, whole).any
    unknown = diff(version(pack().policy), whole)
    assert unknown.promises == ()
    assert "are not here, so promises were not compared" in summary(unknown)


def test_a_lost_hold_is_told_by_what_it_now_opens() -> None:
    """Without the rule of another address such a warrant goes to counsel, whose allow lets them in."""
    found = differs(
        with_rules(lambda rule: None if "wrong_place" in rule.reasons else rule, papers=True), stories=True
    )
    first = found.paths[0]
    assert "Place is “Another address, or none”" in first
    assert "was “Hold: counsel first” and the reason “The warrant names another place, or no place.”" in first
    assert "now to Counsel, whose allow lets them in" in first
    assert 0 < found.changed < found.ways
    changed = next(each for each in found.stories if each.id == "S04")
    assert "Hold: counsel first" in changed.was
    assert "“Counsel” is asked" in changed.now
    assert not changed.expected


def test_a_rule_that_holds_for_one_more_answer_is_told_by_that_answer() -> None:
    wider = Cond(step="identified", is_=("none", "some"))
    found = differs(when(lambda rule: rule.outcome == "identity_not_proved", wider))
    rounds = "at the start of the visit, after “They ask for something else” or after “More people have come”"
    change = "ID shown is “Some did, some did not”: now also “Identity not shown”"
    assert [path.split(" (")[0] for path in found.paths] == [f"when {rounds} and {change}"]
    assert (found.stories, found.routing, found.words, found.law) == ((), (), (), ())


def test_a_rule_that_moves_before_one_that_ends_the_list_is_noticed() -> None:
    """The same rules in another order are no change where none of them ends the list, and one where it does."""
    rules = list(pack().policy.rule)
    same = msgspec.structs.replace(pack().policy, rule=tuple(reversed(rules)))
    assert not differs(same).any
    papers = list(pack().policy.group.rule)
    number = next(place for place, rule in enumerate(papers) if "unsigned" in rule.reasons)
    papers.insert(3, papers.pop(number))
    group = msgspec.structs.replace(pack().policy.group, rule=tuple(papers))
    moved = differs(msgspec.structs.replace(pack().policy, group=group))
    assert any("No signature was seen" in path for path in moved.paths)


def test_a_question_that_is_asked_anew_is_told_with_when() -> None:
    old = pack().policy
    asks = tuple(
        msgspec.structs.replace(ask, when=Cond(term="search")) if ask.step == "any_time" else ask
        for ask in old.group.ask
    )
    found = differs(msgspec.structs.replace(old, group=msgspec.structs.replace(old.group, ask=asks)))
    assert found.paths
    assert all("now asks “Any time”" in path for path in found.paths)
    assert all("ordinary hours" in path or "State court's hours" in path for path in found.paths)


def test_questions_answers_counsel_words_and_law_are_told_in_sentences() -> None:
    old = pack().policy
    steps = {**old.steps, "pets": Step("pets", "choice", "no", ("yes", "no"))}
    steps["form"] = msgspec.structs.replace(
        steps["form"], values=("on_paper", "on_screen", "by_fax"), unsure="on_paper"
    )
    consult = msgspec.structs.replace(old.consult, curable=old.consult.curable[1:])
    new = msgspec.structs.replace(old, steps=steps, ask=(*old.ask, Ask(step="pets")), consult=consult)
    english = pack().texts["en"]
    asked = {**english.steps, "pets": StepText(question="A dog?", short="Dog")}
    texts = {"en": msgspec.structs.replace(english, steps=asked)}
    law = msgspec.structs.replace(pack().law, citation=pack().law.citation[1:])
    found = diff(version(old), Version(new, texts, law))
    told = "\n".join(found.routing)
    for words in (
        "New question: “Dog”.",
        "“Paper or screen” has a new answer",
        "“I can't tell” at “Paper or screen”",
        "no longer heals",
    ):
        assert words in told
    assert any("A dog?" in each for each in found.words)
    assert any(each.startswith("No longer a basis") for each in found.law)
    assert any("now asks “Dog”" in path for path in found.paths)


def test_each_sentence_of_the_paths_is_true_of_every_way_it_counts() -> None:
    """Walked again: the clauses hold for just those ways that change so."""
    wider = Cond(step="title", is_=("order", "application_or_affidavit"))
    found = Both(
        "papers", pack().policy, when(lambda rule: "court_order" in rule.reasons, wider, papers=True)
    ).compared()
    assert sum(change.ways for change in found.changes) == found.changed > 0
    titles = [clause.values for change in found.changes for clause in change.when if clause.name == "title"]
    assert titles == [("application_or_affidavit",)] * len(found.changes)


def test_two_different_policies_are_told_as_such_by_their_entries_and_no_way_is_followed() -> None:
    schools = load_pack(PACK.parents[1] / "us-ca/school-visitor")
    found = diff(Version(schools.policy, schools.texts, schools.law), version(pack().policy, stories=True))
    assert found.apart
    assert (found.ways, found.told, found.paths, found.stories) == (0, 0, (), ())
    assert any(each.startswith("No longer a question") for each in found.routing)
    assert any(each.startswith("New outcome") for each in found.routing)
    assert found.words
    said = summary(found)
    assert "of 19 and 30 questions they share 0" in said
    assert "none of 60 stories was played" in said


def much_rerouted() -> Policy:
    """Every rule of the visit gives the outcome of the rule behind it, and two questions are asked of everybody."""
    old = pack().policy
    ahead = (*old.rule[1:], old.rule[0])
    rules = tuple(
        msgspec.structs.replace(rule, outcome=other.outcome, reasons=other.reasons)
        for rule, other in zip(old.rule, ahead, strict=True)
    )
    asks = tuple(
        msgspec.structs.replace(ask, when=None) if ask.step in ("records_kind", "asks_for") else ask
        for ask in old.ask
    )
    return msgspec.structs.replace(old, rule=rules, ask=asks)


def test_of_a_draft_with_much_rerouted_a_bounded_number_of_answers_is_followed_and_the_rest_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(packdiff_paths, "MOST_FOLLOWED", 2_000)
    both = Both("visit", pack().policy, much_rerouted())
    compared = both.compared()
    assert both.followed == 2_000
    assert compared.cut
    assert compared.done < compared.around
    found = differs(much_rerouted())
    assert found.cut
    assert f"stopped after {compared.ways} ways of answering" in summary(found)
    assert f"in {compared.done} of {compared.around} surroundings" in summary(found)
    assert any(each.startswith("No longer: when") for each in found.routing)
    assert any(each.startswith("New: asks") for each in found.routing)


def test_changes_beyond_those_that_are_said_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    policy = with_rules(lambda rule: None if "wrong_place" in rule.reasons else rule, papers=True)
    whole = Both("papers", pack().policy, policy).compared()
    assert (whole.unsaid, whole.cut) == (0, False)
    monkeypatch.setattr(packdiff_paths, "MOST_SAID", 1)
    found = Both("papers", pack().policy, policy).compared()
    assert found.changes == whole.changes[:1]
    assert found.unsaid == whole.changed - whole.changes[0].ways > 0


WAYS = st.lists(
    st.fixed_dictionaries({name: st.sampled_from("xyz") for name in "abc"}), min_size=1, max_size=14
)


@given(WAYS, st.data())
def test_clauses_hold_for_all_that_they_describe_and_for_no_other(
    ways: list[dict[str, str]], data: st.DataObject
) -> None:
    kept = list({tuple(way.items()): way for way in ways}.values())
    mine = [way for way in kept if data.draw(st.booleans())]
    others = [way for way in kept if way not in mine]
    covered: list[int] = []
    numbered = bits_of((number for number, way in enumerate(kept) if way in mine), len(kept))
    for clauses, found in describe(Masks("abc", kept), "abc", numbered):
        numbers = numbers_of(found)
        assert all(
            way[clause.name] in clause.values
            for number in numbers
            for way in [kept[number]]
            for clause in clauses
        )
        assert not any(all(way[clause.name] in clause.values for clause in clauses) for way in others)
        covered += numbers
    assert sorted(covered) == [number for number, way in enumerate(kept) if way in mine]


@pytest.mark.parametrize("name", ["visit", "papers"])
def test_words_are_found_for_every_condition_of_the_pack(name: str) -> None:
    """No id with an underscore is left in what counsel reads."""
    sayer = Sayer(pack().policy, pack().texts["en"])
    rules = pack().policy.rule if name == "visit" else pack().policy.group.rule
    asks = pack().policy.ask if name == "visit" else pack().policy.group.ask
    said = [sayer.when(each.when) for each in asks] + [sayer.when(each.when) for each in rules]
    said += [sayer.rule(rule) for rule in rules]
    assert all(said)
    assert not [each for each in said if "_" in each]
