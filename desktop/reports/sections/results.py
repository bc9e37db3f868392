"""Page 1, what the visit came to: each outcome that stands, what it is about, and the reasons that still hold for just that.

Several papers may have several outcomes at once, so no banner stands without the paper, round or visit that it speaks of.
"""

from collections.abc import Iterator, Sequence

import msgspec

from desktop.core.events import Event, OutcomeReached
from desktop.core.policy import Rule
from desktop.core.visits import as_rest
from desktop.core.walk_state import Judged, Rest
from desktop.reports import words
from desktop.reports.outline import Banner, Block, Heading, Paragraph, Span, Text, said
from desktop.reports.sections.blocks import bullets, gone, section
from desktop.reports.sections.carried import carried
from desktop.reports.sections.telling import Teller


class Result(msgspec.Struct, frozen=True):
    """One outcome that is on record: where it was reached, and which papers (their addresses) it is about now, none for the visit.

    `ended` are the papers that counsel answered since: where it is about no other, it stands no longer.
    """

    rest: Rest
    name: str
    papers: tuple[str, ...]
    ended: tuple[str, ...]

    @property
    def round(self) -> str:
        """The key of its round."""
        return self.rest.key.split("/")[0]

    @property
    def stands(self) -> bool:
        """No answer of counsel took the place of it."""
        return bool(self.papers or not self.ended)


def outcome(teller: Teller) -> tuple[Block, ...]:
    """What stands, each with its own reasons; then flags, and what was reached earlier and no longer stands."""
    results = results_of(teller)
    found: list[Block] = [_banner(teller, each) for each in grouped(results)]
    earlier = [*no_longer(teller), *_answered(teller, results), *_former_reasons(teller, results)]
    if earlier and not found:
        found.append(Paragraph(said("No outcome stands now.")))
    flags = dict.fromkeys(flag for rest in teller.standing for flag in rest.flags)
    if flags:
        found += [Heading("Also on record", 2), *bullets(teller.texts.flag(each) for each in flags)]
    if earlier:
        found += [Heading("Reached earlier, and no longer standing", 2), *bullets(earlier)]
    return section("Outcome", *found, *gone(teller.events, "outcome_reached"))


# ---- what an outcome is about -------------------------------------------------------------------------------------


def results_of(teller: Teller) -> list[Result]:
    """Every outcome of what stands, also those that counsel's answer took the place of."""
    return [_result(teller, rest, name) for rest in teller.standing for name in rest.outcomes]


def _result(teller: Teller, rest: Rest, name: str) -> Result:
    """A paper's own outcome is about that paper, a round's about those of its papers that have it now."""
    if teller.unread:
        return Result(rest, name, (rest.key,) if teller.paper(rest.key) else (), ())
    of_round = [
        paper for paper in _papers(teller, rest) if rest.key in (paper.address, rest.key.split("/")[0])
    ]
    about = tuple(paper.address for paper in of_round if name in _outcomes(teller, paper))
    hold = name == teller.policy.consult.hold
    held = (paper for paper in of_round if hold and _held(paper) and paper.address not in about)
    return Result(rest, name, about, tuple(paper.address for paper in held if paper.item.result))


def _papers(teller: Teller, rest: Rest) -> tuple[Judged, ...]:
    rounds = teller.history.rounds
    round_ = rest.key.split("/")[0]
    return rounds[round_][1] if round_ in rounds else ()


def _outcomes(teller: Teller, paper: Judged) -> frozenset[str]:
    """What a paper has come to: counsel's word, or what its checks gave."""
    if decided := paper.item.result or paper.item.main_result:
        return frozenset({decided})
    return frozenset({*paper.findings.outcomes, *((teller.policy.consult.hold,) if paper.item.held else ())})


def _held(paper: Judged) -> bool:
    return paper.item.held or paper.item.hold_recorded


def about(teller: Teller, result: Result) -> str:
    """ "Paper 1", "Papers 2 and 3" or "the visit"; with its round where there are several."""
    labels = [teller.paper(each) for each in result.papers or result.ended]
    numbers = [label.removeprefix("Paper ") for label in labels]
    told = "the visit"
    if teller.unread and not labels:
        told = f"cannot be told: {teller.unread}"
    elif len(labels) == 1:
        told = labels[0]
    elif labels:
        told = f"Papers {', '.join(numbers[:-1])} and {numbers[-1]}"
    return f"{told}{round_words(teller, result.rest.key)}"


def round_words(teller: Teller, address: str) -> str:
    """ ", round 2" of an address where questions of several rounds were answered, "" otherwise."""
    rounds = {one.body.address.split("/")[0] for one in teller.answers}
    return f", round {address.split('/')[0].removeprefix('r')}" if len(rounds) > 1 else ""


# ---- banners ----------------------------------------------------------------------------------------------------


def grouped(results: Sequence[Result]) -> Iterator[list[Result]]:
    """Those that stand, and of these those of one round that say the same of the same papers, told once."""
    same: dict[tuple[str, str, tuple[str, ...]], list[Result]] = {}
    for each in (one for one in results if one.stands):
        same.setdefault((each.round, each.name, each.papers), []).append(each)
    yield from same.values()


def _banner(teller: Teller, results: Sequence[Result]) -> Banner:
    last = results[-1]
    tone = teller.policy.outcomes[last.name].tone
    reasons = dict.fromkeys(reason for each in results for reason in reasons_of(teller, each))
    over = carried(teller, last.rest)
    shown = (
        f"{over[0].upper()}{over[1:]}"
        if over
        else f"On the screen: {teller.outcome(last.name, last.rest).banner}"
    )
    told = (
        f"About: {about(teller, last)}",
        shown,
        *(f"Reason: {teller.texts.reason(each)}" for each in reasons),
    )
    title = teller.outcome(last.name, _as_it_is(teller, last, tuple(reasons))).title
    return Banner(tone, words.TONES[tone], title, tuple(said(each) for each in told))


def _as_it_is(teller: Teller, result: Result, reasons: tuple[str, ...]) -> Rest:
    """The rest without what it no longer is about, so that its title names nothing that ended."""
    rest = result.rest
    if len(result.papers) == 1 and len(_papers(teller, rest)) > 1:
        rest = msgspec.structs.replace(rest, key=result.papers[0])
    return msgspec.structs.replace(rest, reasons=reasons)


def reasons_of(teller: Teller, result: Result) -> tuple[str, ...]:
    """The reasons on record of a result that still hold for what it is about; all of them where nobody can tell which."""
    if teller.unread:
        return result.rest.reasons
    papers = _papers(teller, result.rest)
    mine = {each for paper in papers if paper.address in result.papers for each in _reasons(teller, paper)}
    theirs = {each for paper in papers for each in _reasons(teller, paper)}
    return tuple(
        reason
        for reason in result.rest.reasons
        if _gives(teller, reason, result.name)
        and (reason in mine or _of_visit(teller, reason) or not (result.papers or reason in theirs))
    )


def _reasons(teller: Teller, paper: Judged) -> tuple[str, ...]:
    consult = teller.policy.consult
    denied = teller.policy.consults and consult.deny in (paper.item.result, paper.item.main_result)
    return (*paper.reasons, *((consult.deny_reason,) if denied else ()))


def _gives(teller: Teller, reason: str, name: str) -> bool:
    """The rules that know a reason give this outcome with it; of one that came by counsel no rule knows."""
    rules = [rule for rule in (*teller.policy.rule, *teller.policy.group.rule) if reason in rule.reasons]
    return not rules or any(rule.outcome == name for rule in rules)


def _of_visit(teller: Teller, reason: str) -> bool:
    rules: Sequence[Rule] = teller.policy.rule
    return any(reason in rule.reasons for rule in rules)


# ---- what stands no longer ----------------------------------------------------------------------------------------


def no_longer(teller: Teller) -> Iterator[Text]:
    """What was reached and does not stand any more; it stays on record."""
    for event, body in teller.reached:
        rest = as_rest(event, body)
        fallen = [name for name in body.outcomes if not teller.stands(rest, name)]
        if fallen:
            titles = "; ".join(teller.outcome(name, rest).title for name in fallen)
            over = carried(teller, body)
            when = Span(f"{teller.clocks.when(event)}  ")
            yield (when, Span(titles, struck=True), *((Span(f"; {over}"),) if over else ()))


def _answered(teller: Teller, results: Sequence[Result]) -> Iterator[Text]:
    """Holds that counsel's answer has ended: nothing was taken back, so nothing is struck through."""
    for each in results:
        if not each.stands:
            title = teller.outcome(each.name, each.rest).title
            yield said(f"{_when(teller, each.rest)}{title} ({about(teller, each)}), until counsel answered")


def _former_reasons(teller: Teller, results: Sequence[Result]) -> Iterator[Text]:
    """Reasons that were told with an outcome that stands, and hold no longer for anything that it is about."""
    for rest in teller.standing:
        mine = [each for each in results if each.rest == rest]
        held = {reason for each in mine if each.stands for reason in reasons_of(teller, each)}
        for reason in rest.reasons:
            if reason not in held and any(each.stands for each in mine):
                yield said(f"{_when(teller, rest)}Reason: {teller.texts.reason(reason)}")


def _when(teller: Teller, rest: Rest) -> str:
    """When a rest was reached, "" where the outcome on record is not among the events of this report."""
    event = next((event for event, body in teller.reached if _same(event, body, rest)), None)
    return f"{teller.clocks.when(event)}  " if event is not None else ""


def _same(event: Event, body: OutcomeReached, rest: Rest) -> bool:
    return (body.rest, event.utc_us) == (rest.key, rest.at.utc_us)
