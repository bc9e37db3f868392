"""Small policies and safety rules by chance, for what must be so of every policy and not only of the one that ships."""

from hypothesis import strategies as st

from desktop.core.conditions import Cond
from desktop.core.policy import (
    ROUND_KINDS,
    Ask,
    Change,
    Consult,
    Effect,
    Global,
    Group,
    Head,
    Outcome,
    Policy,
    Rule,
    Standing,
    Step,
    Urgent,
)  # fmt: skip
from desktop.core.safety import PLACES, Safety, SafetyRule

OUTCOMES = ("stay", "wait_here", "come_in", "allowed", "refused", "inside", "alarm", "apart")
REASONS, FLAGS = ("r1", "r2", "wait", "no"), ("f1", "silent")
VISIT, PAPER = ("v1", "v2", "v3"), ("q1", "q2")
STANDING: dict[str, Standing] = {"come_in": "inside", "allowed": "inside", "alarm": "emergency"}


def _steps() -> dict[str, Step]:
    made = [Step(name, "choice", "b", ("a", "b")) for name in (*VISIT, *PAPER)]
    made[1] = Step("v2", "several", "b", ("a", "b"))
    made += [
        Step("danger", "choice", "none", ("none", "seen"), again=True),
        Step("counsel", "choice", "not_reached", ("allow", "deny", "wait", "not_reached"), again=True),
        Step("copy", "choice", "no", ("yes", "no"), again=True),
        Step("now", "choice", "waits", ("waits", "goes_in", "leaves"), again=True),
        Step("more", "choice", "no", ("yes", "no")),
        Step("scope", "choice", "no", ("yes", "no"), again=True),
    ]
    return {step.id: step for step in made}


def conds(steps: tuple[str, ...], marks: bool = False) -> st.SearchStrategy[Cond | None]:
    """Conditions on some steps; with `marks` on flags and reasons too."""
    value = st.sampled_from(("a", "b")).map(lambda each: (each,))
    leaves = [st.builds(lambda s, v: Cond(step=s, is_=v), st.sampled_from(steps), value)] if steps else []
    leaves += [st.builds(lambda s: Cond(answered=s), st.sampled_from(steps))] if steps else []
    leaves += [st.just(Cond(flag=("f1",))), st.just(Cond(reason=("r1",)))] if marks else []
    leaves += [st.just(Cond(site="court_area", is_=("yes",)))]
    leaf = st.one_of(*leaves)
    deeper = st.one_of(
        leaf,
        leaf.map(lambda cond: Cond(not_=cond)),
        st.tuples(leaf, leaf).map(lambda two: Cond(all=two)),
        st.tuples(leaf, leaf).map(lambda two: Cond(any=two)),
    )
    return st.one_of(st.none(), deeper)


def _rule(
    steps: tuple[str, ...], outcomes: tuple[str, ...], rounds: tuple[str, ...]
) -> st.SearchStrategy[Rule]:
    return st.builds(
        Rule, conds(steps, marks=True), st.sampled_from(outcomes), st.sampled_from(((), ("r1",), ("r2",))),
        st.sampled_from(((), ("f1",))), st.booleans(), st.just(rounds),
    )  # fmt: skip


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """A policy of three questions about a visit and two about one paper."""
    visit = [Ask(step=name, when=draw(conds(VISIT[:place]))) for place, name in enumerate(VISIT)]
    place = draw(st.integers(1, 3))
    visit.insert(place, Ask(group="papers", when=draw(conds(VISIT[:place]))))
    asks = tuple(
        Ask(step=name, when=draw(conds(VISIT[:place] + PAPER[:n])), rounds=ROUND_KINDS)
        for n, name in enumerate(PAPER)
    )
    paper_rule = _rule((*VISIT[:place], *PAPER), ("wait_here", "stay"), ROUND_KINDS)
    group = Group("papers", "p", 1, "more", asks, tuple(draw(st.lists(paper_rule, max_size=3))))
    consult = Consult(
        "counsel", "copy", Cond(step="q1", is_=("b",)), draw(conds(PAPER)) or Cond(answered="q1"), "wait_here",
        draw(st.sampled_from(((), ("r1",), ("r1", "wait")))), "come_in", "allowed", "refused", "no", "wait", "silent", "now",
    )  # fmt: skip
    effect = {
        "no_visit": Effect("start"), "inside": Effect("ask", step="scope"), "emergency": Effect("record"), "local": Effect("record"),
        "cleared": Effect("clear", outcome="come_in", failed="inside", flag="silent"), "other": Effect("outcome", outcome="inside"),
    }  # fmt: skip
    named = {
        name: Outcome(name, "hold", "hold", STANDING.get(name, ""), name == "inside") for name in OUTCOMES
    }
    return Policy(
        Head(1, "a/b", "1.0", "A", "draft", "2026-01-01", "B", ("en",)), _steps(), tuple(visit), group,
        tuple(draw(st.lists(_rule(VISIT, ("stay", "refused"), ("start",)), max_size=3))), named,
        (Urgent("danger", "seen", "alarm"),), consult, "now", "scope", "apart",
        {each.value: each for each in (Change("waits", "wait"), Change("goes_in", "go_in"), Change("leaves", "close"))},
        {"F12": Global("F12", "now", "goes_in", effect), "F1": Global("F1", "danger", "seen", {})}, {}, REASONS, FLAGS,
    )  # fmt: skip


@st.composite
def safeties(draw: st.DrawFn) -> Safety:
    """One rule that something never comes, and one that something always does."""
    when, unless = conds((*VISIT, *PAPER, "counsel", "now")), conds((*VISIT, *PAPER))
    named = st.lists(st.sampled_from(OUTCOMES), min_size=1, max_size=2, unique=True).map(tuple)
    place = st.sampled_from(tuple(PLACES))
    never = SafetyRule("n", "Never.", outcome=draw(named), when=draw(when), unless=draw(unless))
    always = SafetyRule(
        "a", "Always.", outcome=draw(named), when=draw(when), unless=draw(unless), at=(draw(place),)
    )
    return Safety((never,), (always,))
