"""Makes the chart of a policy from its order of asking, its rules and its tables, marked against a former version where one is given."""

from collections.abc import Iterable, Iterator, Mapping

from desktop.core.chart import Box, Card, Change, Chart, Goes, Sheet
from desktop.core.cond_words import Sayer, listed
from desktop.core.edges import SEVERAL, Classes, Edges, Part, find_edges
from desktop.core.packdiff_sides import form_of
from desktop.core.paths import last_place, opened
from desktop.core.policy import STATES, UNSURE, Ask, Policy, Rule
from desktop.core.texts import NONE

WHERE = {
    "no_visit": "Nothing is open",
    "inside": "They are inside with leave",
    "emergency": "An emergency stands",
    "local": "Local police protocol stands",
    "cleared": "A warrant passed every check, no answer yet from",
    "other": "Anything else",
}


class Says:
    """Says outcomes, rules and answers of one policy as cards."""

    def __init__(self, sayer: Sayer) -> None:
        self.sayer, self.policy = sayer, sayer.policy

    def question(self, step: str) -> str:
        """The question, or the step's id."""
        text = self.sayer.texts.steps.get(step)
        return text.question if text is not None and text.question else step

    def rule(self, ident: str, rule: Rule, change: Change, place: str) -> Card:
        """What a rule gives, and when."""
        outcome = self.policy.outcomes.get(rule.outcome)
        gives = [self.sayer.texts.outcome_title(rule.outcome)] if rule.outcome else []
        gives += [f"Reason: {self.sayer.texts.reason(each)}" for each in rule.reasons]
        gives += [f"Mark: {self.sayer.texts.flag(each)}" for each in rule.flags]
        tone = outcome.tone if outcome is not None else ""
        return Card(ident, f"If {self.sayer.when(rule.when)}", tuple(gives), tone, rule.last, change, place)

    def ends(self, ident: str, when: str, outcome: str, *more: str) -> Card:
        """An outcome that no rule gives, and what goes with it."""
        known = self.policy.outcomes.get(outcome)
        gives = (*([self.sayer.texts.outcome_title(outcome)] if outcome else []), *more)
        return Card(ident, when, gives, known.tone if known is not None else "")

    def urgent(self, step: str) -> list[Card]:
        """What the answers of a step do at once, whatever else is open."""
        sayer = self.sayer
        return [
            self.ends(
                f"urgent-{number}",
                f"At once, if {sayer.answer(step, each.value)}",
                each.outcome,
                *([f"Then: {self.question(each.ask)}"] if each.ask else []),
                *(f"Reason: {sayer.texts.reason(reason)}" for reason in each.reasons),
            )
            for number, each in enumerate(self.policy.urgent)
            if each.step == step
        ]

    def counsel(self) -> list[Card]:
        """What the word of counsel, or of whoever decides by this policy, leads to."""
        consult, sayer = self.policy.consult, self.sayer
        heals = listed([f"“{sayer.texts.reason(each).rstrip('.')}”" for each in consult.curable])
        said = {word: sayer.answer(consult.step, word) for word in ("allow", "deny", "wait", "not_reached")}
        such = f"{said['allow']}, on a paper that passed every check (which {sayer.when(consult.opens)})"
        waits = f"Reason: {sayer.texts.reason(consult.wait_reason)}"
        silent = f"Mark: {sayer.texts.flag(consult.not_reached_flag)}"
        return [
            self.ends("counsel-1", such, consult.allow),
            self.ends(
                "counsel-2", f"{said['allow']}, on such a paper held for nothing but {heals}", consult.allow
            ),
            self.ends(
                "counsel-3", f"{said['allow']}, on any other held paper or emergency", consult.allow_otherwise
            ),
            self.ends("counsel-4", said["deny"], consult.deny),
            self.ends("counsel-5", said["wait"], consult.hold, waits),
            self.ends(
                "counsel-6",
                said["not_reached"],
                "",
                silent,
                f"Then: {self.question(consult.not_reached_ask)}",
            ),
        ]

    def change(self, value: str) -> str:
        """What one answer to "what do they do now?" does."""
        change = self.policy.changes[value]
        kept = listed([self.sayer.step(each) for each in change.keep], "and") or "nothing"
        words = {
            "go_in": "As the emergency key says, by where the visit stands",
            "wait": "An emergency without facts is left; the walk goes on",
            "over": "An emergency ends; the walk goes on",
            "close": "The visit ends",
            "ask": f"Then: {self.question(change.step)}",
            "round": f"A new round of questions; kept: {kept}",
        }
        return words[change.do] + ("; what was allowed no longer covers them" if change.ends_standing else "")

    def key(self, name: str, state: str) -> Card:
        """What an emergency key does in one state."""
        effect = self.policy.globals[name].table[state]
        words = {
            "start": "A visit begins with it",
            "answer": "It is answered so",
            "record": "It is written down; nothing else changes",
            "ask": f"Then: {self.question(effect.step)}",
            "clear": f"If a check fails at that minute: {self.sayer.texts.outcome_title(effect.failed)}",
        }
        where = WHERE[state]
        if state == "cleared":
            where = (
                f"{where}: {self.sayer.decider}" if self.policy.consults else "Never: nobody's word is asked"
            )
        return self.ends(
            f"key-{name}-{state}",
            where,
            effect.outcome,
            *([words[effect.do]] if effect.do in words else []),
        )


class Charting:
    """Makes the chart of one policy, marked against a former one where that is given."""

    def __init__(self, sayer: Sayer, former: Sayer | None = None) -> None:
        self.sayer, self.policy, self.former = sayer, sayer.policy, former
        self.says = Says(sayer)
        self.edges = find_edges(sayer.policy)
        self.old_edges = find_edges(former.policy) if former is not None else Edges({}, {})
        self.classes = Classes(sayer.policy)
        self.others = self._others()
        ids = [f"visit-{place}" for place in range(len(self.policy.ask))]
        ids += [f"papers-{place}" for place in range(len(self.policy.group.ask))]
        ids += [f"step-{step}" for step in self.others]
        self.numbers = {ident: str(number) for number, ident in enumerate(ids, 1)}

    def chart(self) -> Chart:
        """All of it."""
        policy = self.policy
        sheets = [self._part("visit", "The visit", policy.ask, policy.rule)]
        if policy.has_papers:
            sheets.append(self._part("papers", "Each paper", policy.group.ask, policy.group.rule))
        if boxes := tuple(self._counsel()):
            sheets.append(Sheet("counsel", self.sayer.decider or "After each paper", boxes))
        sheets.append(Sheet("changes", "What may happen at any time", tuple(self._anytime())))
        if gone := tuple(self._removed()):
            sheets.append(Sheet("removed", "No longer so", gone))
        return Chart(f"{policy.head.title}, {policy.head.version}", tuple(sheets))

    def _others(self) -> tuple[str, ...]:
        """The steps that stand in no order of asking, counsel's first."""
        policy = self.policy
        asked = {ask.step for ask in (*policy.ask, *policy.group.ask)}
        first = (policy.group.more, policy.consult.copy_step, policy.consult.step)
        return tuple(
            step
            for step in dict.fromkeys((*first, *policy.steps))
            if step in policy.steps and step not in asked
        )

    # ---- the two parts that are asked in order -----------------------------------------------------------------------

    def _part(self, part: Part, title: str, asks: tuple[Ask, ...], rules: tuple[Rule, ...]) -> Sheet:
        cards = self._cards(part, asks, rules)
        boxes = [self._box(part, place, ask, asks, cards) for place, ask in enumerate(asks)]
        conds = [*(ask.when for ask in asks), *(rule.when for rule in rules)]
        named = {each.term for cond in conds for each in opened(self.policy, cond) if each.term is not None}
        notes = [
            f"{self.sayer.term(name)}: {self.sayer.when(cond)}."
            for name, cond in self.policy.terms.items()
            if name in named
        ]
        return Sheet(part, title, tuple(boxes), tuple(notes))

    def _box(
        self, part: Part, place: int, ask: Ask, asks: tuple[Ask, ...], cards: Mapping[int, list[Card]]
    ) -> Box:
        ident = f"{part}-{place}"
        goes, question = self._goes(part, place, asks), self.says.question(ask.step)
        if ask.group:
            goes = (Goes(("Each paper",), ("papers-0",)), *goes)
            question = f"The papers, one after the other, at most {self.policy.group.max}"
        return Box(
            id=ident,
            number=self.numbers[ident],
            step=ask.step,
            question=question,
            note=self._note(part, ask),
            goes=goes,
            cards=tuple(cards.get(place, ())),
            change=self._changed(part, place, ask),
            file="routing.toml" if part == "visit" else "papers.toml",
            place=f"ask {place + 1}",
        )

    def _note(self, part: Part, ask: Ask) -> str:
        when = f"if {self.sayer.when(ask.when)}" if ask.when is not None else ""
        if part == "visit" and not set(ask.rounds) >= {"start", "wants_more", "others_arrived"}:
            when = f"{when} {listed([self.sayer.round(kind) for kind in ask.rounds])}".strip()
        said = f"Asked {when}." if when else ""
        return f"{said} {self._unsure(ask.step)}".strip() if ask.step else said

    def _unsure(self, step: str) -> str:
        """What "I can't tell" counts as, where that is another answer."""
        known = self.policy.steps[step]
        if known.unsure == UNSURE:
            return ""
        return (
            f"{self.sayer.answer(step, UNSURE)} counts as {self.sayer.answer(step, known.unsure)}."
            if known.kind != "date"
            else ""
        )

    def _goes(self, part: Part, place: int, asks: tuple[Ask, ...]) -> tuple[Goes, ...]:
        """The answers of a place, those together that lead to the same places."""
        targets: dict[str, set[int]] = {}
        for edge in self.edges.edges:
            if (edge.part, edge.start) == (part, place):
                targets.setdefault(edge.value, set()).add(edge.to)
        step = asks[place].step
        together: dict[tuple[int, ...], list[str]] = {}
        for value in sorted(targets, key=lambda name: self._rank(step, name)):
            together.setdefault(tuple(sorted(targets[value])), []).append(value)
        return tuple(
            Goes(
                tuple(label for value in group for label in self._labels(step, value)),
                tuple(f"{part}-{to}" if to < len(asks) else "" for to in leads),
            )
            for leads, group in together.items()
        )

    def _rank(self, step: str, value: str) -> int:
        known = self.policy.steps[step].values if step else ()
        return known.index(value) if value in known else len(known)

    def _labels(self, step: str, value: str) -> tuple[str, ...]:
        if not step:
            return ("After the last paper",)
        known = self.policy.steps[step]
        if value == SEVERAL and value not in known.values:
            return ("Several of these",)
        if known.kind == "date":
            return ("A date",) if value == "date" else (self.sayer.texts.label(step, value),)
        if value == NONE and value not in known.values:
            return (self.sayer.texts.label(step, NONE),)
        return tuple(self.sayer.texts.label(step, each) for each in self.classes.members(step, value))

    def _cards(self, part: Part, asks: tuple[Ask, ...], rules: tuple[Rule, ...]) -> dict[int, list[Card]]:
        """The rules, each at the last question that it looks at."""
        known: set[str] = set()
        if self.former is not None:
            old = self.former.policy
            known = {form_of(old, rule) for rule in (old.rule if part == "visit" else old.group.rule)}
        found: dict[int, list[Card]] = {}
        for place, ask in enumerate(asks if part == "visit" else ()):
            found[place] = self.says.urgent(ask.step)
        for number, rule in enumerate(rules):
            place = min(max(last_place(self.policy, asks, rule), 0), len(asks) - 1)
            new: Change = "new" if self.former is not None and form_of(self.policy, rule) not in known else ""
            found.setdefault(place, []).append(
                self.says.rule(f"{part}-rule-{number}", rule, new, f"rule {number + 1}")
            )
        return found

    # ---- against a former version ------------------------------------------------------------------------------------

    def _changed(self, part: Part, place: int, ask: Ask) -> Change:
        if self.former is None:
            return ""
        old = self.former.policy
        if ask.step and ask.step not in old.steps:
            return "new"
        former = old.ask if part == "visit" else old.group.ask
        same = [
            number for number, each in enumerate(former) if form_of(old, each) == form_of(self.policy, ask)
        ]
        if not same or self._exits(self.policy, self.edges, part, place) != self._exits(
            old, self.old_edges, part, same[0]
        ):
            return "changed"
        return self._reworded(ask.step) if ask.step else ""

    def _exits(self, policy: Policy, edges: Edges, part: Part, place: int) -> frozenset[tuple[str, str]]:
        asks = policy.ask if part == "visit" else policy.group.ask
        return frozenset(
            (edge.value, asks[edge.to].step if edge.to < len(asks) else "end")
            for edge in edges.edges
            if (edge.part, edge.start) == (part, place)
        )

    def _reworded(self, step: str) -> Change:
        """Whether the question, its answers or what they count as differ."""
        sides: list[object] = []
        for sayer in (self.sayer, self.former):
            if sayer is not None:
                text = sayer.texts.steps.get(step)
                words = (text.question, tuple(text.choices.items())) if text is not None else ()
                sides.append((sayer.policy.steps[step], words))
        return "changed" if sides[0] != sides[-1] else ""

    def _removed(self) -> Iterator[Box]:
        """The questions and the rules that the former version had."""
        if self.former is None:
            return
        says = Says(self.former)
        old, new = self.former.policy, self.policy
        for step in (each for each in old.steps if each not in new.steps):
            yield Box(f"removed-{step}", "–", step, says.question(step), change="removed")
        for part, was, now in (("visit", old.rule, new.rule), ("papers", old.group.rule, new.group.rule)):
            known = {form_of(new, rule) for rule in now}
            gone = [rule for rule in was if form_of(old, rule) not in known]
            cards = tuple(
                says.rule(f"removed-{part}-{number}", rule, "removed", "") for number, rule in enumerate(gone)
            )
            if cards:
                title = "Rules of the visit" if part == "visit" else "Rules of a paper"
                yield Box(f"removed-{part}", "–", "", title, cards=cards, change="removed")

    # ---- what is asked out of order ----------------------------------------------------------------------------------

    def _plain(self, step: str, note: str, cards: Iterable[Card] = (), goes: Iterable[Goes] = ()) -> Box:
        ident = f"step-{step}"
        change: Change = ""
        if self.former is not None:
            change = self._reworded(step) if step in self.former.policy.steps else "new"
        labels = tuple(
            Goes((self.sayer.texts.label(step, value),)) for value in self.policy.steps[step].values
        )
        note = f"{note} {self._unsure(step)}".strip()
        return Box(ident, self.numbers[ident], step, self.says.question(step), note, tuple(goes) or labels, tuple(cards),
                   change, "steps.toml", f"step {step}")  # fmt: skip

    def _counsel(self) -> Iterator[Box]:
        consult, label = self.policy.consult, self.sayer.texts.label
        more, copy = self.policy.group.more, consult.copy_step
        if more in self.others:
            yield self._plain(
                more,
                "Asked after each paper.",
                (),
                [Goes((label(more, "yes"),), ("papers-0",)), Goes((label(more, "no"),))],
            )
        if copy in self.others:
            yield self._plain(
                copy,
                f"Asked if {self.sayer.when(consult.copy_when)}, before {self.sayer.answer(consult.step, 'allow')} is offered.",
            )
        if not self.policy.consults:
            return
        note = "Asked about each paper that passed every check, and after any hold. The checks run again at that minute."
        yield self._plain(consult.step, note, self.says.counsel())

    def _anytime(self) -> Iterator[Box]:
        policy, says, sayer = self.policy, self.says, self.sayer
        apart = (policy.group.more, policy.consult.copy_step, policy.consult.step)
        for step in (each for each in self.others if each not in apart):
            here = says.urgent(step)
            if step == policy.changes_step:
                here += [
                    Card(f"change-{value}", f"If {sayer.answer(step, value)}", (says.change(value),))
                    for value in policy.changes
                ]
            if step == policy.scope_step:
                here.append(says.ends("scope", f"If {sayer.answer(step, 'no')}", policy.scope_outcome))
            yield self._plain(step, "", here)
        for name, key in policy.globals.items():
            cards = self._together([says.key(name, state) for state in STATES if state in key.table])
            title = f"{sayer.texts.label(key.step, key.value)} (key {name})"
            yield Box(
                f"key-{name}",
                name,
                "",
                title,
                "From every screen.",
                (),
                cards,
                "",
                "routing.toml",
                f"global {name}",
            )

    def _together(self, cards: Iterable[Card]) -> tuple[Card, ...]:
        """States in which a key does the same, as one card."""
        found: dict[tuple[tuple[str, ...], str], Card] = {}
        for card in cards:
            known = found.get((card.gives, card.tone))
            when = card.when if known is None else f"{known.when}; {card.when[:1].lower()}{card.when[1:]}"
            found[card.gives, card.tone] = Card((known or card).id, when, card.gives, card.tone)
        return tuple(found.values())


def make_chart(sayer: Sayer, former: Sayer | None = None) -> Chart:
    """The chart of a policy that packcheck finds sound; `former` marks what is new, changed and removed against it."""
    return Charting(sayer, former).chart()
