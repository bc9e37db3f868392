"""What changed between two versions of a policy, in short sentences for the people who walk by it: new, gone and reworded questions, and
what outcomes now tell them to do. For what it means on every path there is `threshold pack diff`."""

from collections.abc import Iterator, Mapping

from desktop.core.policy import Policy
from desktop.core.texts import OutcomeText, StepText, Texts

SAME = "The words on the screen are the same. Some answers may lead elsewhere."


def what_changed(
    former: Policy, was: Mapping[str, Texts], new: Policy, now: Mapping[str, Texts], language: str
) -> tuple[str, ...]:
    """The sentences, in the order of the newer policy. `language`: that of the words; where a version lacks it, its first."""
    before, after = _in(was, former, language), _in(now, new, language)
    lines = [*_steps(former, before, new, after), *_outcomes(before, after)]
    return tuple(lines) or (SAME,)


def _in(texts: Mapping[str, Texts], policy: Policy, language: str) -> Texts:
    return texts.get(language) or texts[policy.head.languages[0]]


def _name(step: str, text: StepText | None) -> str:
    return (text.short or text.question or step) if text else step


def _steps(former: Policy, before: Texts, new: Policy, after: Texts) -> Iterator[str]:
    for step in new.steps:
        was, now = before.steps.get(step), after.steps.get(step)
        if step not in former.steps:
            yield f"New question: {now.question if now else step}"
        elif was is not None and now is not None:
            name = _name(step, now)
            if was.question != now.question:
                yield f"{name}: the question is now “{now.question}”"
            elif was.choices != now.choices:
                yield f"{name}: the answers are now {', '.join(now.choices.values())}"
            elif (was.help, was.where, was.say, was.variants) != (now.help, now.where, now.say, now.variants):
                yield f"{name}: the words beside the question changed"
    for step in former.steps:
        if step not in new.steps:
            yield f"No longer asked: {_name(step, before.steps.get(step))}"


_LISTS = (("do", "Do"), ("never", "Never"), ("record", "Write down"))


def _outcomes(before: Texts, after: Texts) -> Iterator[str]:
    for name, now in after.outcomes.items():
        was = before.outcomes.get(name)
        if was is None:
            yield f"New outcome: {now.title}"
        elif was != now:
            yield from _outcome(was, now)
    for name, was in before.outcomes.items():
        if name not in after.outcomes:
            yield f"No longer an outcome: {was.title}"


def _outcome(was: OutcomeText, now: OutcomeText) -> Iterator[str]:
    told = False
    if was.say != now.say:
        told = True
        yield f"{now.title}: now say “{now.say}”"
    for field, word in _LISTS:
        old, new = getattr(was, field), getattr(now, field)
        for line in (each for each in new if each not in old):
            told = True
            yield f"{now.title}. New under “{word}”: {line}"
        for line in (each for each in old if each not in new):
            told = True
            yield f"{now.title}. Gone under “{word}”: {line}"
    if not told:
        yield f"{now.title}: some words changed"
