"""What a newer version of a policy no longer promises is told rule by rule; what it says in other words, or promises besides, is not."""

import msgspec

from desktop.core.conditions import Cond
from desktop.core.promises import changed_promises, promise_changes
from desktop.core.safety import Safety, SafetyRule

INNER = Cond(step="counsel", is_=("allow",))
TERMS = {"outer": Cond(not_=Cond(term="inner")), "inner": INNER}
RULE = SafetyRule("one", "Nobody goes in.", outcome=("go", "stay"), when=Cond(term="outer"), source=("law",))


def told(rule: SafetyRule, terms: dict[str, Cond] = TERMS) -> bool:
    return bool(changed_promises(Safety(never=(RULE,)), TERMS, Safety(never=(rule,)), terms))


def test_a_rule_that_is_the_same_or_only_said_otherwise_is_not_told() -> None:
    assert not told(RULE)
    assert not told(
        msgspec.structs.replace(RULE, says="None enter.", source=("another",), outcome=("stay", "go"))
    )
    more = Safety(never=(RULE, msgspec.structs.replace(RULE, id="two")))
    assert changed_promises(Safety(never=(RULE,)), TERMS, more, TERMS) == ()


def test_every_part_of_a_rule_that_is_another_is_told() -> None:
    for change in (
        {"id": "two"}, {"outcome": ("go",)}, {"reason": ("r",)}, {"flag": ("f",)}, {"when": None},
        {"unless": INNER}, {"at": ("round",)}, {"state": ("inside",)},
    ):  # fmt: skip
        assert told(msgspec.structs.replace(RULE, **change)), change
    assert changed_promises(Safety(never=(RULE,)), TERMS, Safety(always=(RULE,)), TERMS)


def test_a_named_condition_within_a_named_one_that_means_something_else_is_told() -> None:
    wider = TERMS | {"inner": Cond(step="counsel", is_=("allow", "no"))}
    assert told(RULE, wider)
    assert not told(RULE, TERMS | {"other": INNER})


def test_who_compares_is_told_of_new_rules_and_of_other_words_too() -> None:
    """Told besides what is gone or another; the same rules are nothing."""
    former = Safety(never=(RULE,))
    assert promise_changes(former, TERMS, former, TERMS) == ()
    words = msgspec.structs.replace(RULE, says="None enter.")
    more = Safety(never=(words,), always=(msgspec.structs.replace(RULE, id="two", says="All stay."),))
    assert promise_changes(former, TERMS, more, TERMS) == (
        "The safety rule 'one' is told in other words: was “Nobody goes in.”, now “None enter.”",
        "The safety rule 'two' is new: All stay.",
    )
    assert [line.split(":")[0] for line in promise_changes(former, TERMS, Safety(), TERMS)] == [
        "The safety rule 'one' of the version before is gone"
    ]
