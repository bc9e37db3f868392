"""Says in words what a pack's stories do not reach yet, and where that stands in the pack."""

from desktop.core.cond_words import Sayer
from desktop.core.coverage import DATE, Acts, Answer, Coverage, Fires, Presses, Says, Silence, Target
from desktop.core.edges import A_DATE, BEGIN, SEVERAL, Asked, Classes, Edge
from desktop.core.policy import CANNOT_READ

KINDS: tuple[tuple[type, str], ...] = (
    (Answer, "answers"),
    (Asked, "questions, in each kind of round"),
    (Edge, "steps from question to question"),
    (Fires, "rules"),
    (Acts, "answers that act at once"),
    (Says, "words of counsel"),
    (Silence, "what they do while counsel is silent"),
    (Presses, "emergency keys, in each state"),
)
"""What is counted, with its name for people."""

FEW = 3
"""Answers of one class that are all named; of more, the first stands for them."""

STATE_WORDS = {
    "no_visit": "nothing is open",
    "inside": "they are inside with leave",
    "emergency": "an emergency stands",
    "local": "local police protocol stands",
    "cleared": "a warrant passed every check and counsel has not answered",
    "other": "nothing of that kind stands",
}
STOOD_WORDS = {
    "passed": "on a warrant that passed every check",
    "held": "on a held paper",
    "emergency": "on an emergency without facts",
}


class Told:
    """Says targets of one pack in words."""

    def __init__(self, sayer: Sayer) -> None:
        self.sayer, self.policy = sayer, sayer.policy
        self.classes = Classes(sayer.policy)

    def place(self, part: str, place: int) -> str:
        """The question at a place, or the end."""
        asks = self.policy.ask if part == "visit" else self.policy.group.ask
        if place >= len(asks):
            return "the end of the questions" if part == "visit" else "the end of the paper's questions"
        return f"“{self.sayer.step(asks[place].step)}”" if asks[place].step else "the papers"

    def value(self, step: str, value: str) -> str:
        """An answer, or a class of answers."""
        if value in (DATE, A_DATE) and self.policy.steps[step].kind == "date":
            return "a date"
        if value == CANNOT_READ and self.policy.steps[step].kind == "date":
            return self.sayer.answer(step, value)
        if value == SEVERAL and value not in self.policy.steps[step].values:
            return "with several answers at once"
        members = self.classes.members(step, value)
        if len(members) > FEW:
            return (
                f"{self.sayer.answer(step, members[0])} (or another of {len(members)} that lead to the same)"
            )
        return self.sayer.answers(step, members)

    def sentence(self, target: Target) -> str:
        """What no story does."""
        return f"No story does this: {self.does(target)}."

    def does(self, target: Target) -> str:
        """What a story that reaches the target does."""
        sayer = self.sayer
        match target:
            case Answer(step, value):
                said = "a date" if value == DATE else sayer.answer(step, value)
                return f"“{sayer.step(step)}” is answered {said}"
            case Asked(place, kind):
                return f"{self.place('visit', place)} is asked {sayer.round(kind)}"
            case Edge():
                return self._edge(target)
            case Fires(part, rule):
                found = (self.policy.rule if part == "visit" else self.policy.group.rule)[rule]
                return f"{sayer.when(found.when)} → {sayer.rule(found)}"
            case Acts(urgent):
                acts = self.policy.urgent[urgent]
                return f"“{sayer.step(acts.step)}” is answered {sayer.answer(acts.step, acts.value)}, which acts at once"
            case Says(stood, word, outcome):
                led = f", which ends in {sayer.outcome(outcome)}" if outcome else ""
                led = ", and a check fails at that minute" if word == "allow" and not outcome else led
                return f"{STOOD_WORDS[stood]}: {sayer.answer(self.policy.consult.step, word)}{led}"
            case Silence(value):
                said = sayer.answer(self.policy.consult.not_reached_ask, value)
                return f"counsel was not reached {STOOD_WORDS['passed']}, then: {said}"
            case Presses(key, state):
                pressed = self.policy.globals[key]
                return f"{sayer.answer(pressed.step, pressed.value)} ({key}) while {STATE_WORDS[state]}"

    def _edge(self, edge: Edge) -> str:
        to = self.place(edge.part, edge.to)
        if edge.start == BEGIN:
            return f"the first question is {to}"
        asks = self.policy.ask if edge.part == "visit" else self.policy.group.ask
        step = asks[edge.start].step
        if not step:
            return f"the papers are followed by {to}"
        return f"“{self.sayer.step(step)}”, answered {self.value(step, edge.value)}, leads to {to}"

    def where(self, target: Target) -> str:
        """Where in the pack it stands: file and place."""
        match target:
            case Fires(part, rule):
                return f"{'routing.toml' if part == 'visit' else 'papers.toml'} · rule {rule + 1}"
            case Edge():
                file = "routing.toml" if target.part == "visit" else "papers.toml"
                return f"{file} · ask {max(target.start, 0) + 1} to {target.to + 1}"
            case Asked(place, _):
                return f"routing.toml · ask {place + 1}"
            case Answer(step, _):
                return f"steps.toml · step {step}"
            case Acts(urgent):
                return f"routing.toml · urgent {urgent + 1}"
            case Presses(key, state):
                return f"routing.toml · global {key} · {state}"
            case Silence() | Says():
                return "routing.toml · consult"


def counts(coverage: Coverage) -> list[tuple[str, int, int]]:
    """For each kind its name, how many are reached, and how many there are."""
    return [(name, *coverage.of(kind)) for kind, name in KINDS]
