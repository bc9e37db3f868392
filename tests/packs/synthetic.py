"""Made-up policies of any size in the shape of a real one, for measuring how checks and proofs grow."""

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
    Step,
    Urgent,
)  # fmt: skip
from desktop.core.safety import Safety, SafetyRule

VALUES = ("yes", "no", "partly", "unsure_of_it")
EVERY = 3
"""Each question hangs on one of so many before it, and each third one may be left out."""


def _chain(
    prefix: str, count: int, rounds: tuple[str, ...]
) -> tuple[list[Step], tuple[Ask, ...], list[Rule], list[str]]:
    """Questions that hang on earlier ones, and for each a rule with a reason of its own."""
    steps = [Step(f"{prefix}{n}", "choice", "unsure_of_it", VALUES) for n in range(count)]
    asks, rules, reasons = list[Ask](), list[Rule](), list[str]()
    for n in range(count):
        before = Cond(
            step=f"{prefix}{max(0, n - EVERY)}",
            is_=("yes", "partly") if n % EVERY else ("yes", "no", "partly"),
        )
        asks.append(Ask(step=f"{prefix}{n}", when=before if n >= EVERY and n % 2 else None, rounds=rounds))
        reasons.append(f"{prefix}_reason_{n}")
        bad = Cond(step=f"{prefix}{n}", is_=("no", "unsure_of_it"))
        rules.append(Rule(when=bad, outcome="hold", reasons=(reasons[-1],), rounds=rounds))
    return steps, tuple(asks), rules, reasons


def policy(count: int) -> Policy:
    """A policy of `count` questions, half of them about a paper, besides those that the engine plays."""
    first, asks, rules, _ = _chain("visit", count - count // 2, ROUND_KINDS)
    papers, paper_asks, paper_rules, reasons = _chain("paper", count // 2, ROUND_KINDS)
    visit_rules = [Rule(rule.when, "refuse", rounds=ROUND_KINDS) for rule in rules]
    played = [
        Step("danger", "choice", "none", ("none", "seen"), again=True),
        Step("counsel", "choice", "not_reached", ("allow", "deny", "wait", "not_reached"), again=True),
        Step("copy", "choice", "no", ("yes", "no"), again=True),
        Step("now", "choice", "waits", ("waits", "goes_in", "new_paper", "leaves"), again=True),
        Step("more", "choice", "no", ("yes", "no")),
        Step("scope", "choice", "no", ("yes", "no"), again=True),
    ]
    consult = Consult(
        "counsel", "copy", Cond(step="paper0", is_=("partly",)), Cond(step="paper0", is_=("yes", "partly", "unsure_of_it")), "hold",
        tuple(reasons[: len(reasons) // 2]), "escort", "authorised", "declined", "no", "wait", "silent", "now",
    )  # fmt: skip
    effects = {
        "no_visit": Effect("start"), "inside": Effect("ask", step="scope"), "emergency": Effect("record"), "local": Effect("record"),
        "cleared": Effect("clear", outcome="escort", failed="entered", flag="silent"), "other": Effect("outcome", outcome="entered"),
    }  # fmt: skip
    named = [
        Outcome("hold", "hold", "hold"), Outcome("declined", "stop", "quote"), Outcome("authorised", "go", "walk", "inside"),
        Outcome("escort", "go", "walk", "inside"), Outcome("refuse", "stop", "quote"), Outcome("emergency", "alert", "alert", "emergency"),
        Outcome("entered", "alert", "alert", mutes=True), Outcome("apart", "alert", "alert", mutes=True), Outcome("calm", "calm", "person"),
    ]  # fmt: skip
    changes = (
        Change("waits", "wait"),
        Change("goes_in", "go_in"),
        Change("new_paper", "round"),
        Change("leaves", "close"),
    )
    return Policy(
        Head(1, "made/up", "1.0", "Made up", "draft", "2026-01-01", "B", ("en",)),
        {step.id: step for step in (*first, *papers, *played)}, (*asks, Ask(group="papers", rounds=ROUND_KINDS)),
        Group("papers", "p", 5, "more", paper_asks, tuple(paper_rules)),
        (*visit_rules, Rule(outcome="calm", rounds=ROUND_KINDS)), {each.id: each for each in named},
        (Urgent("danger", "seen", "emergency"),), consult, "now", "scope", "apart", {each.value: each for each in changes},
        {"F12": Global("F12", "now", "goes_in", effects)}, {}, (*reasons, "no", "wait"), ("silent",),
    )  # fmt: skip


def safety(count: int) -> Safety:
    """Ten rules, of which the last is broken, so that a story is looked for too."""
    last = f"paper{count // 2 - 1}"
    curable = count // 2 // 2
    never = [
        SafetyRule(
            f"never-{n}",
            "Nobody is walked in on this answer.",
            outcome=("escort",),
            when=Cond(step=f"paper{curable + n}", is_=("no",)),
        )
        for n in range(4)
    ]
    word = Cond(any=(Cond(step="counsel", is_=("allow",)), Cond(step="now", is_=("goes_in",))))
    never += [
        SafetyRule("by-counsel", "Only counsel lets in.", outcome=("escort", "authorised"), unless=word),
        SafetyRule(
            "no-wait",
            "Wait opens nothing.",
            outcome=("escort",),
            when=Cond(step="counsel", is_=("wait", "deny")),
        ),
    ]
    always = [
        SafetyRule(
            "danger",
            "Danger is an emergency.",
            at=("urgent",),
            when=Cond(step="danger", is_=("seen",)),
            outcome=("emergency",),
        ),
        SafetyRule(
            "holds",
            "A reason holds.",
            at=("paper",),
            when=Cond(reason=(f"paper_reason_{count // 2 - 1}",)),
            outcome=("hold",),
        ),
        SafetyRule("entry", "An entry is recorded.", at=("entry",), state=("other",), outcome=("entered",)),
        SafetyRule(
            "broken",
            "Every paper is held.",
            at=("paper",),
            when=Cond(step=last, is_=("yes",)),
            outcome=("hold",),
        ),
    ]
    return Safety(tuple(never), tuple(always))
