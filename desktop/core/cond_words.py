"""Says conditions, questions, answers and rules of a pack in plain words, with the pack's own labels, for counsel to read."""

from collections.abc import Callable, Sequence

from desktop.core.conditions import Cond
from desktop.core.policy import Policy, Rule
from desktop.core.texts import Texts

FACT_WORDS = {
    ("execution_window", "in_time"): "it is still in time",
    ("execution_window", "expired"): "the time to carry it out has passed",
    ("execution_window", "too_long"): "it gives more time than the law allows",
    ("execution_window", "unclear"): "its dates are not clear",
    ("hours", "inside"): "it is within the ordinary hours",
    ("hours", "outside"): "it is outside the ordinary hours",
    ("hours", "unclear"): "the hour is not clear",
    ("district_fit", "fits"): "the district fits the site",
    ("district_fit", "wrong"): "the district is not that of the site",
    ("district_fit", "unclear"): "the district is not clear",
}
SITE_WORDS = {
    ("court_area", "yes"): "the site has a court area",
    ("court_area", "no"): "the site has no court area",
    ("local_agencies", "yes"): "the site counts some agencies as local",
    ("local_agencies", "no"): "the site counts no further agency as local",
}


def listed(words: Sequence[str], last: str = "or") -> str:
    """a, b or c."""
    return " ".join(
        filter(None, (", ".join(words[:-1]), last if len(words) > 1 else "", words[-1] if words else ""))
    )


class Sayer:
    """Says parts of one pack in the words of one language; what has no words is said by its id."""

    def __init__(self, policy: Policy, texts: Texts) -> None:
        self.policy, self.texts = policy, texts

    def step(self, step: str) -> str:
        """The short name of a question."""
        text = self.texts.steps.get(step)
        return (text.short or text.question) if text and (text.short or text.question) else step

    @property
    def decider(self) -> str:
        """What the policy calls the one who decides about papers, as it names that question in lists."""
        return self.step(self.policy.consult.step) or "Counsel"

    def answer(self, step: str, value: str) -> str:
        """An answer in quotation marks."""
        return f"“{self.texts.label(step, value)}”"

    def answers(self, step: str, values: Sequence[str], last: str = "or") -> str:
        """Several answers."""
        return listed([self.answer(step, value) for value in values], last)

    def outcome(self, outcome: str) -> str:
        """An outcome's title in quotation marks."""
        return f"“{self.texts.outcome_title(outcome)}”"

    def round(self, kind: str) -> str:
        """When a round of this kind is walked."""
        if kind == "start":
            return "at the start of the visit"
        return f"after {self.answer(self.policy.changes_step, kind)}"

    def term(self, term: str) -> str:
        """A named condition, by its name."""
        return f"‘{term.replace('_', ' ')}’"

    def when(self, cond: Cond | None) -> str:
        """A condition; "always" for none."""
        return "always" if cond is None else self._said(cond, inside=False)

    def _said(self, cond: Cond, inside: bool = True) -> str:
        if cond.all is not None or cond.any is not None:
            return self._joined(cond, inside)
        if cond.not_ is not None:
            return self._not(cond.not_)
        if cond.step is not None:
            verb = "is" if cond.is_ else "includes" if cond.has else "is nothing but"
            return f"{self.step(cond.step)} {verb} {self.answers(cond.step, cond.is_ or cond.has or cond.only or ())}"
        found = next(
            (say(cond) for form, say in self._forms().items() if getattr(cond, form) is not None), ""
        )
        return found or "always"

    def _joined(self, cond: Cond, inside: bool) -> str:
        parts = cond.all if cond.all is not None else cond.any or ()
        word = " and " if cond.all is not None else " or "
        words = word.join(self._said(part) for part in parts)
        return f"({words})" if inside and len(parts) > 1 else words

    def _not(self, cond: Cond) -> str:
        if cond.step is not None and cond.only is None:
            verb = "is not" if cond.is_ else "does not include"
            return f"{self.step(cond.step)} {verb} {self.answers(cond.step, cond.is_ or cond.has or ())}"
        if cond.answered is not None:
            return f"{self.step(cond.answered)} was not answered"
        return f"it is not so that {self._said(cond)}"

    def _forms(self) -> dict[str, Callable[[Cond], str]]:
        texts = self.texts
        return {
            "answered": lambda c: f"{self.step(c.answered or '')} was answered",
            "fact": lambda c: listed([_fact(c.fact or "", value) for value in c.has or ()]),
            "flag": lambda c: (
                "marked: " + listed([f"“{texts.flag(each).rstrip('.')}”" for each in c.flag or ()])
            ),
            "reason": lambda c: (
                "a reason is " + listed([f"“{texts.reason(each).rstrip('.')}”" for each in c.reason or ()])
            ),
            "outcome": lambda c: "so far: " + listed([self.outcome(each) for each in c.outcome or ()]),
            "site": lambda c: self._site(c.site or "", c.is_ or ()),
            "round": lambda c: "it is " + listed([self.round(each) for each in c.round or ()]),
            "moment": lambda c: "they are going in",
            "term": lambda c: self.term(c.term or ""),
        }

    def _site(self, key: str, values: Sequence[str]) -> str:
        known = [SITE_WORDS[key, value] for value in values if (key, value) in SITE_WORDS]
        if known:
            return listed(known)
        if key == "type":
            return "the site is a " + listed([self.texts.words.site_types.get(each, each) for each in values])
        return f"the site's {key} is {listed(list(values))}"

    def rule(self, rule: Rule) -> str:
        """What a rule gives: its outcome, reasons and marks."""
        given = [self.outcome(rule.outcome)] if rule.outcome else []
        given += [f"reason: {self.texts.reason(each).rstrip('.')}" for each in rule.reasons]
        given += [f"mark: {self.texts.flag(each).rstrip('.')}" for each in rule.flags]
        return "; ".join(given) + (" (nothing further is looked at)" if rule.last else "")


def _fact(fact: str, value: str) -> str:
    return FACT_WORDS.get((fact, value), f"{fact} is {value}".replace("_", " "))
