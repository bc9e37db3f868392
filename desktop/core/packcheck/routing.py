"""Checks the routing of a pack without walking it: particulars, steps, references, roles, and the emergency keys' tables."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from desktop.core.conditions import Cond, parts
from desktop.core.packcheck.codes import Notes, near
from desktop.core.packcheck.conditions import PAPERS, ROUTING, place_of
from desktop.core.policy import (
    CANNOT_READ,
    NO_CONSULT,
    NO_PAPERS,
    PACK_FORMAT,
    ROUND_KINDS,
    STATES,
    UNSURE,
    Effect,
    Policy,
    Rule,
    Step,
)
from desktop.core.texts import AREA_STATUS

MAX_CHOICES = 10
STEPS, HEAD = "steps.toml", "pack.toml"
PACK_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)*")
_VERSION = re.compile(r"\d+(\.\d+){1,3}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def iso_date(text: str) -> date | None:
    """The date, or None where `text` is not YYYY-MM-DD."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.isoformat() == text else None


def check_head(notes: Notes, policy: Policy) -> None:
    """The pack's own particulars."""
    head = policy.head

    def add(code: str, field: str, sentence: str, fix: str) -> None:
        notes.add(code, HEAD, "", field, sentence, fix)

    if head.pack_format != PACK_FORMAT:
        add("format_unknown", "pack_format", f"Format {head.pack_format} is not known here; this program reads {PACK_FORMAT}.",
            "Use the program's version that goes with the pack.")  # fmt: skip
    if not PACK_ID.fullmatch(head.id):
        add(
            "head_id",
            "id",
            f"'{head.id}' is no id.",
            "Write lower-case words, - and /, for example us-ny-nyc/facility-entry.",
        )
    if not _VERSION.fullmatch(head.version):
        add(
            "head_version",
            "version",
            f"'{head.version}' is no version.",
            "Write numbers with dots, for example 2026.11.1.",
        )
    begins, ends = iso_date(head.effective), iso_date(head.ends)
    if begins is None:
        add("head_date", "effective", f"'{head.effective}' is no date.", "Write it like 2026-02-06.")
    if head.ends and ends is None:
        add("head_date", "ends", f"'{head.ends}' is no date.", "Write it like 2027-02-06, or leave it out.")
    if begins and ends and ends < begins:
        add("head_date", "ends", "The pack ends before it takes effect.", "Mend one of the two dates.")
    if not head.owner.strip():
        add("head_owner", "owner", "Nobody owns the pack.", "Name the office that answers for it.")
    if not head.languages:
        add(
            "head_language",
            "languages",
            "The pack lists no language.",
            'Write for example languages = ["en"].',
        )
    for language in head.languages:
        if not _LANGUAGE.fullmatch(language):
            add(
                "head_language",
                "languages",
                f"'{language}' is no language tag.",
                "Write it like en or es-419.",
            )


def check_steps(notes: Notes, policy: Policy) -> None:
    """Each question by itself, and whether anything asks it."""
    asked = set(_asked(policy))
    for step in policy.steps.values():
        for code, field, sentence, fix in _step_faults(step):
            notes.add(code, STEPS, f"step {step.id}", field, sentence, fix)
        if step.id not in asked:
            notes.add("step_never_asked", STEPS, f"step {step.id}", "id", f"Nothing asks '{step.id}'.",
                      "Give it a place with [[ask]], or remove it.")  # fmt: skip


def _step_faults(step: Step) -> Iterator[tuple[str, str, str, str]]:
    if step.kind == "date":
        if step.values:
            yield "values_not_here", "values", "A date has no list of values.", "Remove the list."
        if step.unsure != CANNOT_READ:
            yield (
                "unsure_value",
                "unsure",
                'For a date, "I can\'t tell" counts as cannot_read.',
                'Write unsure = "cannot_read".',
            )
    else:
        if not step.values:
            yield "no_values", "values", "The question has no answers.", "List its values."
        if step.unsure not in (*step.values, UNSURE) or UNSURE in step.values:
            fix = near(step.unsure, (*step.values, UNSURE))
            yield "unsure_value", "unsure", f"\"I can't tell\" cannot count as '{step.unsure}'.", fix
    if step.empty and step.kind != "several":
        yield (
            "values_not_here",
            "empty",
            "Only a question of several answers may be left empty.",
            "Remove empty.",
        )
    for value in sorted({each for each in step.values if step.values.count(each) > 1}):
        yield "value_twice", "values", f"'{value}' stands twice.", "Keep one of them."
    if len(step.values) > MAX_CHOICES:
        yield (
            "too_many_choices",
            "values",
            f"{len(step.values)} answers are more than {MAX_CHOICES}.",
            "Split the question.",
        )
    for status, value in step.areas.items():
        if status not in AREA_STATUS:
            yield "unknown_site", "areas", f"No area is '{status}'.", near(status, AREA_STATUS)
        if value not in step.values:
            yield (
                "unknown_value",
                "areas",
                f"'{value}' is no answer to '{step.id}'.",
                near(value, step.values),
            )


def _asked(policy: Policy) -> Iterator[str]:
    yield from (ask.step for ask in (*policy.ask, *policy.group.ask))
    yield from policy.roles
    yield from (urgent.ask for urgent in policy.urgent)
    yield from (change.step for change in policy.changes.values())
    yield from (effect.step for key in policy.globals.values() for effect in key.table.values())


class References:
    """Checks that every name which is no condition leads somewhere."""

    def __init__(self, notes: Notes, policy: Policy) -> None:
        self.notes, self.policy = notes, policy

    def known(self, what: str, names: Iterable[str], file: str, place: str, field: str) -> None:
        """Every one of `names` (empty ones left out) is a step, outcome, reason or flag of the pack."""
        policy = self.policy
        lists: dict[str, tuple[str, ...]] = {
            "step": tuple(policy.steps),
            "outcome": tuple(policy.outcomes),
            "reason": policy.reasons,
            "flag": policy.flags,
            "round": ROUND_KINDS,
        }
        for name in names:
            if name and name not in lists[what]:
                word = "kind of round" if what == "round" else what
                self.notes.add(
                    f"unknown_{what}",
                    file,
                    place,
                    field,
                    f"There is no {word} '{name}'.",
                    near(name, lists[what]),
                )

    def value(self, step: str, value: str, file: str, place: str) -> None:
        """`value` is an answer of `step`."""
        self.known("step", [step], file, place, "step")
        if step in self.policy.steps and value not in self.policy.steps[step].values:
            known = self.policy.steps[step].values
            self.notes.add(
                "unknown_value",
                file,
                place,
                "value",
                f"'{step}' has no answer '{value}'.",
                near(value, known),
            )

    def asks_and_rules(self) -> None:
        """Steps, groups, rounds, outcomes, reasons and flags that asks and rules name."""
        policy, notes = self.policy, self.notes
        for file, asks, rules in (
            (ROUTING, policy.ask, policy.rule),
            (PAPERS, policy.group.ask, policy.group.rule),
        ):
            for number, ask in enumerate(asks):
                place = place_of("ask", number, ask.step)
                self.known("step", [ask.step], file, place, "step")
                self.known("round", ask.rounds, file, place, "rounds")
                if bool(ask.step) == bool(ask.group) or (ask.group and file == PAPERS):
                    notes.add("ask_target", file, place, "step", "A place asks one step, or (in a round) the papers.",
                              "Give it a step, or the group, and not both.")  # fmt: skip
                if ask.group and ask.group != policy.group.over:
                    notes.add("unknown_group", file, place, "group", f"There is no group '{ask.group}'.",
                              f"Known: {policy.group.over or 'none'}.")  # fmt: skip
            for number, rule in enumerate(rules):
                self._rule(rule, file, place_of("rule", number, rule.outcome))
        if policy.group is not NO_PAPERS and sum(bool(ask.group) for ask in policy.ask) != 1:
            notes.add("group_place", ROUTING, "ask", "group", "The papers need exactly one place in the order of asking.",
                      f'Write one [[ask]] with group = "{policy.group.over}".')  # fmt: skip

    def _rule(self, rule: Rule, file: str, place: str) -> None:
        self.known("outcome", [rule.outcome], file, place, "outcome")
        self.known("reason", rule.reasons, file, place, "reasons")
        self.known("flag", rule.flags, file, place, "flags")
        self.known("round", rule.rounds, file, place, "rounds")
        if not (rule.outcome or rule.reasons or rule.flags or rule.last):
            self.notes.add(
                "rule_empty", file, place, "", "The rule adds nothing.", "Give it an outcome, reason or flag."
            )

    def urgent(self) -> None:
        """Answers that act at once, and that they do not ask each other for ever."""
        for number, urgent in enumerate(self.policy.urgent):
            place = place_of("urgent", number, urgent.step)
            self.value(urgent.step, urgent.value, ROUTING, place)
            self.known("outcome", [urgent.outcome], ROUTING, place, "outcome")
            self.known("reason", urgent.reasons, ROUTING, place, "reasons")
            self.known("step", [urgent.ask], ROUTING, place, "ask")
            if not (urgent.outcome or urgent.ask):
                self.notes.add("urgent_empty", ROUTING, place, "outcome", "The urgent answer does nothing.",
                               "Give it an outcome, or a step to ask.")  # fmt: skip
            if urgent.consult and self.policy.consult is NO_CONSULT:
                self.notes.add("role_step", ROUTING, place, "consult", "It asks for counsel's word, and nobody's is asked here.",
                               "Write [consult], or leave this out.")  # fmt: skip
            step, met = urgent.ask, {urgent.step}
            while step and step not in met:
                met.add(step)
                step = next((each.ask for each in self.policy.urgent if each.step == step and each.ask), "")
            if step:
                self.notes.add("ask_cycle", ROUTING, place, "ask", f"'{step}' is asked again by what it asks.",
                               "End the chain in an outcome.")  # fmt: skip

    def roles(self) -> None:
        """The steps that the engine itself plays, and what counsel's word leads to. The scope may be left out, step and outcome; counsel
        and papers where the pack says so."""
        policy, consult = self.policy, self.policy.consult
        roles = list[tuple[str, set[str], str, str, str]]()
        if consult is not NO_CONSULT:
            roles.append((consult.step, {"allow", "deny", "wait", "not_reached"}, "consult", "step", ROUTING))
            roles.append((consult.copy_step, {"yes", "no"}, "consult", "copy_step", ROUTING))
        if policy.scope_step or policy.scope_outcome:
            roles.append((policy.scope_step, {"yes", "no"}, "changes", "scope_step", ROUTING))
        roles.append((policy.changes_step, set(), "changes", "step", ROUTING))
        if policy.group is not NO_PAPERS:
            roles.append((policy.group.more, {"yes", "no"}, "the group", "more", PAPERS))
        for step, needs, place, field, file in roles:
            self.known("step", [step], file, place, field)
            found = policy.steps.get(step)
            if not step or (found is not None and (found.kind != "choice" or not needs <= set(found.values))):
                values = f" with the answers {', '.join(sorted(needs))}" if needs else ""
                self.notes.add("role_step", file, place, field, f"'{step}' cannot play this part.",
                               f"Name a question of one answer{values}.")  # fmt: skip
        self.known("outcome", [policy.scope_outcome], ROUTING, "changes", "scope_outcome")
        if consult is NO_CONSULT:
            return
        for field in ("hold", "allow", "allow_otherwise", "deny"):
            self.known("outcome", [getattr(consult, field)], ROUTING, "consult", field)
        self.known("reason", consult.curable, ROUTING, "consult", "curable")
        self.known("reason", [consult.deny_reason], ROUTING, "consult", "deny_reason")
        self.known("reason", [consult.wait_reason], ROUTING, "consult", "wait_reason")
        self.known("flag", [consult.not_reached_flag], ROUTING, "consult", "not_reached_flag")
        self.known("step", [consult.not_reached_ask], ROUTING, "consult", "not_reached_ask")

    def changes(self) -> None:
        """What each answer to "what do they do now?" does: total, and each with its target."""
        policy, notes = self.policy, self.notes
        for number, change in enumerate(policy.changes.values()):
            place = place_of("change", number, change.value)
            self.value(policy.changes_step, change.value, ROUTING, place)
            self.known("step", [change.step, *change.keep], ROUTING, place, "step" if change.step else "keep")
            if change.do == "ask" and not change.step:
                notes.add(
                    "change_target", ROUTING, place, "step", "It asks, and names no step.", "Add step = …"
                )
            if change.do == "round":
                self.known("round", [change.value], ROUTING, place, "value")
        step = policy.steps.get(policy.changes_step)
        for value in step.values if step else ():
            if value not in policy.changes:
                notes.add("change_missing", ROUTING, "change", value, f"Nothing says what '{value}' does.",
                          f'Write a [[change]] with value = "{value}".')  # fmt: skip

    def keys(self) -> None:
        """The emergency keys: each table total over the states, each effect with its target."""
        policy, notes = self.policy, self.notes
        goes_in = False
        for number, key in enumerate(policy.globals.values()):
            place = f"global {number + 1} ({key.step})"
            self.value(key.step, key.value, ROUTING, place)
            change = policy.changes.get(key.value) if key.step == policy.changes_step else None
            goes_in |= change is not None and change.do == "go_in"
            for state in STATES:
                if state not in key.table:
                    notes.add("table_not_total", ROUTING, place, f"table.{state}", f"{key.key} does nothing in the state '{state}'.",
                              f"Add {state} = {{ do = … }}.")  # fmt: skip
            for state, effect in key.table.items():
                if state not in STATES:
                    notes.add(
                        "unknown_state",
                        ROUTING,
                        place,
                        f"table.{state}",
                        f"There is no state '{state}'.",
                        near(state, STATES),
                    )
                self._effect(effect, place, f"table.{state}")
        if not goes_in:
            notes.add("go_in_missing", ROUTING, "global", "", "No emergency key says that they are going in.",
                      f"Write a [[global]] whose step is '{policy.changes_step}' and whose change does go_in.")  # fmt: skip

    def _effect(self, effect: Effect, place: str, field: str) -> None:
        self.known("step", [effect.step], ROUTING, place, field)
        self.known("outcome", [effect.outcome, effect.failed], ROUTING, place, field)
        self.known("flag", [effect.flag], ROUTING, place, field)
        needs = {"ask": ("step",), "outcome": ("outcome",), "clear": ("outcome", "failed", "flag")}.get(
            effect.do, ()
        )
        for missing in (each for each in needs if not getattr(effect, each)):
            self.notes.add(
                "effect_target",
                ROUTING,
                place,
                field,
                f"'{effect.do}' needs a {missing}.",
                f"Add {missing} = …",
            )


def check_references(notes: Notes, policy: Policy) -> None:
    """All of `References`, and that nothing is declared in vain."""
    references = References(notes, policy)
    references.asks_and_rules()
    references.urgent()
    references.roles()
    references.changes()
    references.keys()
    check_used(notes, policy)


def check_used(notes: Notes, policy: Policy) -> None:
    """Every outcome, reason and flag that is declared is also given, and every named condition used."""
    rules, consult = (*policy.rule, *policy.group.rule), policy.consult
    effects = [effect for key in policy.globals.values() for effect in key.table.values()]
    outcomes = (
        {rule.outcome for rule in rules}
        | {urgent.outcome for urgent in policy.urgent}
        | {policy.scope_outcome}
    )
    outcomes |= {consult.hold, consult.allow, consult.allow_otherwise, consult.deny}
    outcomes |= {each for effect in effects for each in (effect.outcome, effect.failed)}
    reasons = {reason for rule in rules for reason in rule.reasons} | {
        consult.deny_reason,
        consult.wait_reason,
    }
    reasons |= {reason for urgent in policy.urgent for reason in urgent.reasons}
    flags = (
        {flag for rule in rules for flag in rule.flags}
        | {consult.not_reached_flag}
        | {each.flag for each in effects}
    )
    for code, what, declared, given in (
        ("outcome_unreached", "outcome", tuple(policy.outcomes), outcomes),
        ("reason_unused", "reason", policy.reasons, reasons),
        ("flag_unused", "flag", policy.flags, flags),
    ):
        for name in (each for each in declared if each not in given):
            place = f"{what} {name}" if what == "outcome" else f"{what}s"
            notes.add(code, ROUTING, place, "" if what == "outcome" else name, f"Nothing leads to the {what} '{name}'.",
                      f"Add the rule that gives it, or remove the {what}.")  # fmt: skip


def check_terms_used(notes: Notes, policy: Policy, files: dict[str, str], conds: Iterable[Cond]) -> None:
    """A named condition that neither routing nor texts use is told; it may be a misspelt other one."""
    used = {part.term for cond in conds for part in parts(cond)}
    for name in (each for each in policy.terms if each not in used):
        notes.add("term_unused", files.get(name, ROUTING), f"term {name}", "", f"Nothing uses the named condition '{name}'.",
                  "Use it or remove it.")  # fmt: skip
