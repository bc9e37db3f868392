"""A propositional formula that grows, and the solver that answers questions about it (python-sat, CaDiCaL).

A literal is a whole number other than 0, its negation is `-literal`. `all` and `any` make new literals for "all of these" and "one
of these"; the same parts give the same literal, so that a formula stays about as large as the pack it describes.
"""

import weakref
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from pysat.card import ITotalizer
from pysat.solvers import Cadical153

Lit: TypeAlias = int
TRUE: Lit = 1
FALSE: Lit = -1
SPARE = 10
"""A counter reaches so much further than it was needed for, so that it is seldom made anew."""


class Formula:
    """Literals, what binds them, and questions about them. Make one for each policy and let go of it as a whole."""

    def __init__(self) -> None:
        self._solver = Cadical153()
        self._end = weakref.finalize(
            self, self._solver.delete
        )  # its own clean-up comes too late when the program ends
        self._solver.add_clause([TRUE])
        self._last = TRUE
        self._made: dict[tuple[Lit, ...], Lit] = {}
        self._counters: dict[tuple[Lit, ...], Sequence[Lit]] = {}

    def new(self) -> Lit:
        """A literal that nothing binds yet."""
        self._last += 1
        return self._last

    def claim(self, *lits: Lit) -> None:
        """From now on at least one of these holds."""
        self._solver.add_clause(lits)

    def all(self, lits: Iterable[Lit]) -> Lit:
        """A literal that holds exactly when all of these hold."""
        wanted = sorted(set(lits) - {TRUE})
        if FALSE in wanted or any(-each in wanted for each in wanted if each > 0):
            return FALSE
        if len(wanted) < 2:
            return wanted[0] if wanted else TRUE
        key = tuple(wanted)
        if key not in self._made:
            made = self._made[key] = self.new()
            for each in wanted:
                self._solver.add_clause([-made, each])
            self._solver.add_clause([made, *(-each for each in wanted)])
        return self._made[key]

    def any(self, lits: Iterable[Lit]) -> Lit:
        """A literal that holds exactly when one or more of these hold."""
        return -self.all(-each for each in lits)

    def same(self, one: Lit, other: Lit) -> Lit:
        """A literal that holds exactly when both or neither hold."""
        return self.any((self.all((one, other)), self.all((-one, -other))))

    def choose(self, names: Sequence[str]) -> dict[str, Lit]:
        """A literal for each name; exactly one of them holds."""
        if len(names) == 1:
            return {names[0]: TRUE}
        made = {name: self.new() for name in names}
        self.at_most_one(list(made.values()))
        self.claim(*made.values())
        return made

    def at_most_one(self, lits: Sequence[Lit]) -> None:
        """From now on no two of these hold."""
        for place, one in enumerate(lits):
            for other in lits[:place]:
                self.claim(-one, -other)

    def possible(self, *lits: Lit) -> bool:
        """Whether all of these can hold at once."""
        return bool(self._solver.solve(assumptions=lits))

    def smallest(self, goal: Lit, costs: Sequence[Lit], first: Iterable[Lit] = ()) -> frozenset[Lit] | None:
        """The literals that hold where `goal` does and as few of `costs` as can be (one that stands there twice costs twice); None
        where it never does. Of several such ways that in which the earliest of `first` hold, so that it is the same everywhere."""
        if not self.possible(goal):
            return None
        model = frozenset(self._solver.get_model() or ())
        counted = tuple(each for each in costs if abs(each) != TRUE)
        bound = sum(each in model for each in counted)
        fewer = self._counter(counted, bound) if bound else ()
        while bound and self.possible(goal, -fewer[bound - 1]):
            model = frozenset(self._solver.get_model() or ())
            bound = sum(each in model for each in counted)
        settled = [goal, *([-fewer[bound]] if bound < len(fewer) else [])]
        for each in first:
            if each in model:
                settled.append(each)
            elif -each not in settled and self.possible(*settled, each):
                settled.append(each)
                model = frozenset(self._solver.get_model() or ())
        return model

    def _counter(self, lits: tuple[Lit, ...], most: int) -> Sequence[Lit]:
        """At each place a literal that holds where more of `lits` hold than the place says, up to `most`."""
        made = self._counters.get(lits, ())
        if len(made) < most:
            reach = min(most + SPARE, len(lits))
            with ITotalizer(lits=list(lits), ubound=reach, top_id=self._last) as total:
                self._last = max(self._last, total.top_id)
                for clause in total.cnf.clauses:
                    self._solver.add_clause(clause)
                made = self._counters[lits] = tuple(total.rhs)
        return made

    def close(self) -> None:
        """Give the solver's memory back; otherwise that is done when nothing holds the formula any more."""
        self._end()
