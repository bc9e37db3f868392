"""What must hold after every act of any walk, whoever walks it: used by the tests and, many times over, by build/long."""

import random
from collections.abc import Iterator

from desktop.core.policy import Policy
from desktop.core.walk_state import Consulted, Rest
from desktop.core.walks import round_keys
from tests.core import oracle
from tests.core.nyc import Act, Case, door, policy, random_walk

ESCORT, ENTERED = "escort_within_warrant", "entered_without_consent"
ENDS_COUNSEL = (ENTERED, "outside_warrant_scope")
LISTED = [
    "identity_not_proved",
    "hold_for_counsel",
    "counsel_declined_access",
    "counsel_authorised_access",
    "escort_within_warrant",
    "refuse_administrative_paper",
    "refuse_no_judicial_warrant",
    "records_to_counsel",
    "staging_on_city_lot",
    "public_area_only",
    "local_police_protocol",
    "planned_visit",
    "court_area",
    "papers_left",
    "ordinary_visitor",
    "emergency_do_not_impede",
    "entered_without_consent",
    "outside_warrant_scope",
]
"""The order of the outcomes of one rest, by facts.md; the last three come alone."""


def said_of(case: Case, paper: str, rest: Rest | None = None, entry: bool = False) -> oracle.Said:
    """What the oracle says of the paper at `paper` as it lies there, at the time of `rest` (left out: of its last answer)."""
    answers = {line.step: line.value for line in case.walk.path if line.address.startswith(f"{paper}/")}
    shown = [
        str(line.value)
        for line in case.walk.path
        if line.address == f"{paper.split('/')[0]}/identified" and line.counts
    ]
    last = max(
        (
            given
            for given in case.inputs
            if given.address.startswith(f"{paper}/")
            and given.takes_back is None
            and given.step not in ("counsel", "counsel_has_copy", "more_papers")
        ),
        key=lambda given: given.seq,
    )
    identified = str(oracle.counted("identified", shown[-1] if shown else "all"))
    return oracle.paper(answers, door(case.site, rest.at if rest else last.at, identified, entry))


def _papers(case: Case, rest: Rest) -> list[str]:
    """The papers that a rest may be about."""
    if rest.key.count("/") == 2:
        return [rest.key]
    found = [line.address.rsplit("/", 1)[0] for line in case.walk.path if line.address.count("/") == 3]
    return [paper for paper in dict.fromkeys(found) if paper.startswith(f"{rest.key.split('/')[0]}/")]


def _earned(case: Case, paper: str, rest: Rest) -> bool:
    """Counsel allowed this paper and only curable reasons stood, or it passed as they went in and counsel had not said no."""
    words = [
        given
        for given in case.inputs
        if given.address == f"{paper}/counsel" and given.seq <= rest.seq and given.takes_back is None
    ]
    allowed = bool(words) and words[-1].value == "allow"
    before = {
        reason
        for each in case.recorded
        if each.key == paper and each.seq < rest.seq and "hold_for_counsel" in each.outcomes
        for reason in each.reasons
    }
    said = said_of(case, paper, rest, entry=not allowed)
    if not (said.search and said.complete):
        return False
    if allowed:
        return said.reasons | before <= oracle.CURABLE
    trigger = next(given for given in case.inputs if given.seq == rest.seq)
    denied = any(given.value == "deny" for given in words)
    return trigger.value == "went_in" and not denied and not said.reasons


def escort_faults(case: Case) -> Iterator[str]:
    """Escorts among the new rests that nothing on record bears out."""
    for rest in case.new:
        had = any(
            ESCORT in each.outcomes and each.key == rest.key for each in case.recorded if each.seq < rest.seq
        )
        if (
            ESCORT in rest.outcomes
            and not had
            and not any(_earned(case, paper, rest) for paper in _papers(case, rest))
        ):
            yield f"an escort that nothing bears out: {rest} in {case.inputs}"


def standing(case: Case) -> str:
    """Where the visit stands by facts.md: told from what was recorded and said, not from the engine's own account."""
    means = dict.fromkeys(oracle.ACCESS, "inside") | {
        "emergency_do_not_impede": "emergency",
        "local_police_protocol": "local",
    }
    stands = ""
    rounds, begins = {"r1"}, round_keys(case.policy, case.inputs)
    for given in case.in_force:
        if given.address.split("/")[0] not in rounds:
            continue  # said in a round that was taken back
        rounds.add(begins.get(given.seq, "r1"))
        ends = given.step == "officers_now"
        if ends and given.value == "danger_over" and stands == "emergency":
            stands = ""
        for rest in case.walk.rests:
            if rest.seq == given.seq:
                stands = next((means[each] for each in rest.outcomes if each in means), stands)
        if ends and given.value in ("wants_more", "others_arrived"):
            stands = ""
    return "" if stands == "local" and not _still_local(case) else stands


def _still_local(case: Case) -> bool:
    """The answers that local police protocol rests on are in force in its round: a corrected one takes it away."""
    gone = {given.takes_back for given in case.inputs}
    begins = {key: seq for seq, key in round_keys(case.policy, case.inputs).items()}
    key = next(rest.key for rest in reversed(case.walk.rests) if "local_police_protocol" in rest.outcomes)

    def said(step: str) -> object:
        """The word on a step in this round: its own, else what an earlier round brought along."""
        words = [given for given in case.inputs if given.step == step and given.takes_back is None]
        own = [given for given in words if given.address.split("/")[0] == key]
        kept = [given for given in words if given.seq < begins.get(key, 0) and given.seq not in gone]
        left = [given for given in own if given.seq not in gone] if own else kept[-1:]
        return left[-1].value if left else None

    helps = said("city_team_helps_immigration")
    return said("visitor") == "city_agency" and said("identified") in ("all", "some") and helps == "no"


def entry_faults(case: Case, cleared: tuple[Consulted, ...], stood: str) -> Iterator[str]:
    """What is wrong after "they are going in", given where the visit stood and which warrants had passed."""
    came = [outcome for rest in case.new for outcome in rest.outcomes]
    asks = case.walk.open.step if case.walk.open else ""
    if stood == "inside" and (came or asks != "in_scope"):
        yield f"inside: {came} and asks {asks!r}"
    if stood == "local" and cleared:
        stood = ""  # a warrant that passed every check goes before it, as in the order of facts.md
    if stood in ("emergency", "local") and came:
        yield f"{stood}: new outcomes {came}"
    if not stood and cleared:
        good = [
            said_of(case, each.address.rsplit("/", 1)[0], _now(case), entry=True).reasons == set()
            for each in cleared
        ]
        if (ESCORT in came) != any(good) or (not any(good) and came[-1:] != [ENTERED]):
            yield f"a warrant had passed, good at the door: {good}, but came {came}"
        if "counsel_not_reached" not in case.walk.flags:
            yield "the flag counsel_not_reached is missing"
    if not stood and not cleared and came[-1:] != [ENTERED]:
        yield f"no access stood, yet came {came}"


def _now(case: Case) -> Rest:
    return Rest("", case.inputs[-1].seq, case.at, ())


def act_faults(case: Case, act: Act) -> Iterator[str]:
    """Everything that is wrong after one act."""
    yield from escort_faults(case)
    for rest in case.new:
        if list(rest.outcomes) != sorted(set(rest.outcomes), key=LISTED.index):
            yield f"out of order: {rest.outcomes}"
    addresses = [line.address for line in case.walk.path]
    if len(addresses) != len(set(addresses)):
        yield f"a question has two answers in force: {addresses}"
    asked = case.walk.open
    again = asked is not None and case.policy.steps[asked.step].again
    if (
        asked is not None
        and not again
        and any(line.address == asked.address and line.counts for line in case.walk.path)
    ):
        yield f"asked again in one round: {asked}"
    if not (asked or case.walk.closed or case.walk.consults or case.recorded):
        yield "neither an outcome nor an open question"
    if act.address.endswith("/counsel") and _said_after_entry(case, act):
        late = [
            each
            for rest in case.new
            for each in rest.outcomes
            if each in (*oracle.ACCESS, "counsel_declined_access")
        ]
        if late:
            yield f"counsel's word after they were in without consent gave {late}"


def _said_after_entry(case: Case, act: Act) -> bool:
    """Counsel speaks of a paper that was shown before they were inside without consent or outside the scope."""
    shown = [
        line.seq
        for line in act.before.path
        if line.address.startswith(act.address.rsplit("/", 1)[0] + "/")
        and line.step not in ("counsel", "counsel_has_copy")
    ]
    ended = [rest.seq for rest in act.before.rests if set(rest.outcomes) & set(ENDS_COUNSEL)]
    reordered = any(given.takes_back is not None for given in case.inputs)
    return act.address.count("/") == 3 and not reordered and bool(ended) and max(shown) < max(ended)


def faults_of_walk(seed: int, whole: Policy | None = None) -> list[str]:
    """Walk one random walk, try the emergency key on the way, and tell all that is wrong; an exception is a fault too."""
    chance = random.Random(seed)
    case = Case(whole or policy())
    found: list[str] = []
    try:
        for act in random_walk(case, chance, chance.randint(5, 45)):
            found += act_faults(case, act)
            if chance.random() < 0.2 and not case.walk.closed:
                found += press_faults(case)
            if found:
                break
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
        found.append(f"{type(error).__name__}: {error} after {case.inputs}")
    return [f"seed {seed}: {fault}" for fault in found]


def press_faults(case: Case) -> list[str]:
    """Press F12 on a copy of the case and tell what is wrong."""
    copy = Case(case.policy, case.site)
    copy.at, copy.inputs, copy.walk = case.at, [*case.inputs], case.walk
    copy.recorded = [*case.recorded]
    stood = standing(case)
    cleared = tuple(each for each in case.walk.consults if each.passed)
    copy.now("went_in")
    return [f"F12 {fault}: {case.inputs}" for fault in entry_faults(copy, cleared, stood)]
