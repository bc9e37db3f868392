"""Proofs over every way in which the pack can be answered, held against `oracle`, which knows nothing of pack or engine."""

from collections.abc import Iterator

import pytest

from desktop.core import paths
from desktop.core.conditions import Value, holds
from desktop.core.policy import Policy
from desktop.core.tracing import Findings, Trace
from tests.core import oracle
from tests.core.nyc import door, policy, with_unsure, without_rule

RANK = {
    **dict.fromkeys(("hold_for_counsel", "identity_not_proved"), 0),
    **dict.fromkeys(
        (
            "refuse_administrative_paper",
            "refuse_no_judicial_warrant",
            "records_to_counsel",
            "staging_on_city_lot",
            "counsel_declined_access",
            "papers_left",
        ),
        1,
    ),
    **dict.fromkeys(
        ("public_area_only", "court_area", "ordinary_visitor", "planned_visit", "local_police_protocol"), 2
    ),
    **dict.fromkeys(("escort_within_warrant", "counsel_authorised_access", "emergency_do_not_impede"), 3),
}
"""How open an outcome is: hold, refuse, public, and what lets them further in."""


def openness(findings: Findings, opens: bool = False) -> int:
    """The most open thing that was decided; a warrant that passed every check stands for an escort."""
    if opens and not findings.reasons:
        return 3
    return max((RANK[outcome] for outcome in findings.outcomes), default=-1)


def paper_faults(whole: Policy) -> Iterator[str]:
    """Where the pack's judgment of a paper is not that of the oracle, one sentence each."""
    for way in paths.paper_walks(whole, merged=False, faults=2):
        answers = {key: value for key, value in way.answers.items() if key != "identified"}
        at_door = door(way.env.site, way.env.now, str(way.answers["identified"]))
        said = oracle.paper(answers, at_door)
        got = (set(way.findings.outcomes), set(way.findings.reasons), set(way.findings.flags))
        if got != (said.outcomes, said.reasons, said.flags) or not said.complete:
            yield f"{way.answers} at {at_door.local}: pack {got}, facts.md {said}"
        elif said.asked != set(answers):
            yield f"{way.answers}: the pack does not ask what facts.md asks: {said.asked ^ set(answers)}"
        elif way.opens != said.search:
            yield f"{way.answers}: counsel's allow may lead in: pack {way.opens}, facts.md {said.search}"


def visit_faults(whole: Policy) -> Iterator[str]:
    """Where the pack's judgment of a round is not that of the oracle."""
    for way in paths.visit_walks(whole):
        if way.answers["danger"] != "none":
            continue
        try:
            said = oracle.visit(way.answers, way.env.site.court_area)
        except oracle.NotAnswered as missing:
            if not (way.to_group and str(missing) in ("records_kind", "secret")):
                yield f"{way.answers}: the pack does not ask {missing}"
            continue
        got = (set(way.findings.outcomes), set(way.findings.flags), way.to_group)
        if got != (said.outcomes, said.flags, said.to_papers):
            yield f"{way.answers}: pack {got}, facts.md {said}"
        elif said.asked != set(way.answers):
            yield f"{way.answers}: the pack asks otherwise than facts.md: {said.asked ^ set(way.answers)}"


def test_every_paper_is_judged_as_facts_md_says() -> None:
    """Outcomes, reasons, flags, questions asked and the way to an escort are the oracle's for every class of paper."""
    assert list(paper_faults(policy())) == []


def test_every_round_is_judged_as_facts_md_says() -> None:
    """Outcomes, flags and questions asked are the oracle's for every class of answers, purposes one by one and in pairs."""
    assert list(visit_faults(policy())) == []


@pytest.mark.parametrize("reason", sorted({each for rule in policy().group.rule for each in rule.reasons}))
def test_a_pack_that_lost_a_reason_is_caught(reason: str) -> None:
    """Negative control: without the rules of any one reason the proof over the papers fails."""
    assert next(paper_faults(without_rule(policy(), reason)), None)


def test_an_i_form_never_comes_near_an_escort() -> None:
    """No paper with an I-form's number opens a door, whatever else is on it: it is refused, or held for its judge's title."""
    seen = 0
    for way in paths.paper_walks(policy(), merged=False, faults=1):
        if way.answers.get("agency_form") in oracle.I_FORMS:
            seen += 1
            assert not way.opens
            assert set(way.findings.outcomes) <= {"refuse_administrative_paper", "hold_for_counsel"}
    assert seen > 100


def test_what_unsure_counts_as_is_the_table_of_facts_md() -> None:
    """Every step's "I can't tell" counts as the value named after "=" in the table of facts."""
    steps = policy().steps
    assert {name: steps[name].unsure for name in oracle.COUNTS_AS} == oracle.COUNTS_AS
    assert set(steps) - set(oracle.COUNTS_AS) == {"more_papers"}


def judged(whole: Policy, env: paths.Env, answers: dict[str, Value]) -> tuple[Findings, bool]:
    """What the pack says of a paper with these answers, as far as they go, and whether it passed every check."""
    outer = Trace(whole, env.site, env.round, env.now)
    outer.active["identified"] = whole.counts_as("identified", answers["identified"])
    trace = Trace(whole, env.site, env.round, env.now, outer)
    place = trace.follow(whole.group.ask, answers)
    findings = trace.find(whole.group.rule)
    return findings, place is None and holds(whole.consult.opens, trace)


def unsure_faults(whole: Policy) -> Iterator[str]:
    """Where "I can't tell" makes a paper more open than the answer it stands in for.

    One place is facts.md's own: an agency's paper under a judge's title is held, and the same paper is refused at once
    when nobody can tell who signed ("an I-form under any agency's top ... refuse"). Refused is not let in.
    """
    for way in paths.paper_walks(whole, merged=False, faults=1):
        before = openness(way.findings, way.opens)
        for step in way.answers:
            value: Value = ("unsure",) if whole.steps[step].kind == "several" else "unsure"
            findings, passed = judged(whole, way.env, {**way.answers, step: value})
            conflict = step == "signer" and way.findings.reasons == ("top_and_signer_conflict",)
            if openness(findings, passed) > (RANK["refuse_administrative_paper"] if conflict else before):
                yield f"{way.answers}: {step} unsure gives {findings}"


def test_cant_tell_never_opens_a_paper_further() -> None:
    """Any answer about a paper replaced by "I can't tell" never gives a more open outcome, nor lets a warrant pass.

    Counsel's own access and an escort count alike: facts.md lets counsel cure what is unclear, not what is known wrong.
    """
    assert list(unsure_faults(policy())) == []


@pytest.mark.parametrize(
    ("step", "value"),
    [("signer", "judge"), ("place", "matches"), ("arrest_where", "public"), ("secret", "no")],
)
def test_an_unsure_that_opens_is_caught(step: str, value: str) -> None:
    """Negative control: were "I can't tell" to count as the good answer, the proof above fails."""
    assert next(unsure_faults(with_unsure(policy(), step, value)), None)


def test_cant_tell_never_opens_a_round_further() -> None:
    """Any answer of a round replaced by "I can't tell", the others as given, never gives a more open set of outcomes."""
    whole = policy()
    for way in paths.visit_walks(whole):
        before = openness(way.findings)
        for step in way.answers:
            value: Value = ("unsure",) if whole.steps[step].kind == "several" else "unsure"
            trace = Trace(whole, way.env.site, "start", way.env.now)
            trace.follow(whole.ask, {**way.answers, step: value})
            assert openness(trace.find(whole.rule)) <= max(before, 0), (way.answers, step)


def test_every_way_ends_in_an_outcome_or_goes_on_to_a_question() -> None:
    """A round with nothing left to ask has an outcome, goes on to papers or is an emergency; every finished paper has one."""
    for way in paths.visit_walks(policy()):
        assert way.findings.outcomes or way.to_group or way.answers["danger"] != "none", way.answers
    for paper in paths.paper_walks(policy(), faults=1):
        assert paper.findings.outcomes or paper.opens, paper.answers


def test_the_officers_agency_alone_never_changes_what_a_paper_or_round_leads_to() -> None:
    """Federal, state or other, and unknown: the same answers besides give the same outcomes, reasons and flags."""
    found: dict[tuple[tuple[str, Value], ...], set[Findings]] = {}
    whole = policy()
    for way in paths.visit_walks(
        whole, merged=False, env=paths.Env("start", paths.a_site(), paths.at("inside"))
    ):
        if way.answers.get("visitor") in ("federal", "state_or_other", "unknown"):
            rest = tuple(sorted((k, v) for k, v in way.answers.items() if k != "visitor"))
            found.setdefault(rest, set()).add(way.findings)
    assert found
    assert all(len(findings) == 1 for findings in found.values())
    read = {step for cond in paths.all_conditions(whole) for step in paths.looks_at(whole, cond)}
    conds = [ask.when for ask in whole.group.ask] + [rule.when for rule in whole.group.rule]
    in_papers = {step for cond in conds for step in paths.looks_at(whole, cond)}
    assert "visitor" in read
    assert "visitor" not in in_papers | paths.looks_at(whole, whole.consult.opens)
