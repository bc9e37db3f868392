"""The engine's own rules: rounds, rests, counsel, what changed, the emergency keys; each as facts.md tells it."""

from datetime import datetime

import pytest

from desktop.core.conditions import Value
from desktop.core.errors import Refused
from desktop.core.policy import STATES
from tests.core import oracle
from tests.core.nyc import GOOD_WARRANT, NOON, SITE, TO_THE_PAPERS, ZONE, Case, instant, policy

ESCORT, AUTHORISED, DECLINED = "escort_within_warrant", "counsel_authorised_access", "counsel_declined_access"
ENTERED, HOLD, EMERGENCY = "entered_without_consent", "hold_for_counsel", "emergency_do_not_impede"


def shown(more: str = "no", **changed: Value) -> Case:
    """A visit that has shown a good search warrant, but for what is `changed`."""
    return Case(policy()).tell({**TO_THE_PAPERS, **GOOD_WARRANT, **changed}, more)


def visit(**facts: Value) -> Case:
    """A visit with these answers."""
    return Case(policy()).tell({"danger": "none", "visitor": "federal", "identified": "all", **facts})


def local(iso: str) -> datetime:
    """An instant by the site's clock."""
    return datetime.fromisoformat(iso).replace(tzinfo=ZONE)


# ---- counsel -----------------------------------------------------------------------------------------------


def test_a_passed_warrant_records_nothing_until_counsel_has_answered() -> None:
    """The screen says hold, counsel is the open question, and no outcome of that rest is on record."""
    case = shown()
    assert case.walk.waits_for_counsel
    assert case.walk.open is not None
    assert case.walk.open.address == "r1/papers/p1/counsel"
    assert case.outcomes == []


@pytest.mark.parametrize(
    ("word", "outcomes"), [("allow", [ESCORT]), ("deny", [DECLINED]), ("wait", [HOLD]), ("not_reached", [])]
)
def test_counsels_word_on_a_passed_warrant(word: str, outcomes: list[str]) -> None:
    """Allow lets them in within the warrant, deny refuses, wait holds, and silence asks what the officers do."""
    case = shown().counsel(word)
    assert case.outcomes == outcomes
    if word == "not_reached":
        assert case.walk.open is not None
        assert case.walk.open.step == "officers_now"
        assert "counsel_not_reached" in case.walk.flags


@pytest.mark.parametrize(
    ("changed", "reason", "allowed"),
    [
        ({"signer": "unreadable"}, "signer_unclear", ESCORT),
        ({"signer": "clerk"}, "signer_not_a_judge", AUTHORISED),
        ({"place": "unsure"}, "place_unclear", ESCORT),
        ({"place": "attachment_missing"}, "missing_attachment", ESCORT),
        ({"place": "wrong"}, "wrong_place", AUTHORISED),
        ({"place": "room_not_listed"}, "room_not_listed", AUTHORISED),
        ({"place": "data_only"}, "data_only", AUTHORISED),
        ({"district": "southern"}, "wrong_district", ESCORT),
        ({"district": "unsure"}, "district_unclear", ESCORT),
        ({"defects": ("no_case_number", "missing_pages")}, "missing_pages", ESCORT),
        ({"defects": ("altered", "missing_pages")}, "altered", AUTHORISED),
        ({"date_issued": "cannot_read"}, "date_unclear", ESCORT),
        ({"date_issued": "2026-06-15", "execute_by": "2026-06-25"}, "expired", AUTHORISED),
        ({"execute_by": "2026-07-30"}, "window_too_long", AUTHORISED),
        ({"secret": "yes"}, "secret_or_sealed", AUTHORISED),
        ({"identified": "none"}, "identity_not_proved", ESCORT),
        ({"title": "order"}, "court_order", AUTHORISED),
        ({"signer": "nobody"}, "unsigned", AUTHORISED),
    ],
)
def test_counsels_allow_cures_a_held_search_warrant_of_the_listed_reasons_only(
    changed: dict[str, Value], reason: str, allowed: str
) -> None:
    """With a curable reason alone the warrant leads in; with any other it is counsel's own access."""
    case = Case(policy()).tell({**TO_THE_PAPERS, **GOOD_WARRANT, "more_papers": "no", **changed})
    assert reason in case.walk.reasons
    assert HOLD in case.outcomes
    assert (reason in oracle.CURABLE) == (allowed == ESCORT)
    assert case.counsel("allow").outcomes[-1] == allowed


def test_a_check_never_asked_has_not_passed() -> None:
    """Counsel allows a paper whose signer nobody can read before its place is checked: counsel's own access, no escort."""
    facts = {key: value for key, value in GOOD_WARRANT.items() if key not in ("district", "defects")}
    case = Case(policy()).tell({**TO_THE_PAPERS, **facts, "signer": "unreadable"}).counsel("allow")
    assert case.outcomes[-1] == AUTHORISED


def test_counsels_allow_is_not_taken_for_a_paper_on_a_screen_before_counsel_has_a_copy() -> None:
    """`allow` is refused with `copy_first`; once counsel has a copy it leads in."""
    case = shown(form="on_screen", counsel_has_copy="no")
    with pytest.raises(Refused, match="copy_first"):
        case.counsel("allow")
    case.answer("r1/papers/p1/counsel_has_copy", "yes").counsel("allow")
    assert case.outcomes[-1] == ESCORT


@pytest.mark.parametrize(
    ("start", "then", "reason"),
    [
        ("2026-07-15T21:59", "2026-07-15T22:01", "outside_hours"),
        ("2026-07-28T21:00", "2026-07-29T07:00", "expired"),
        ("2026-10-31T21:59", "2026-11-01T05:30", "outside_hours"),
    ],
)
def test_a_check_that_fails_when_counsel_allows_uses_the_answer_up(
    start: str, then: str, reason: str
) -> None:
    """Midnight or the end of the hours passes while counsel is asked: hold with that reason, and counsel is asked again."""
    day = start[:8] + ("14" if "07-28" in start or "07-15" in start else "30")
    case = Case(policy(), SITE, local(start))
    case.tell(
        {
            **TO_THE_PAPERS,
            **GOOD_WARRANT,
            "date_issued": day,
            "execute_by": f"{then[:8]}28" if "11-01" not in then else "2026-11-08",
        }
    )
    assert case.walk.waits_for_counsel
    case.at = instant(local(then))
    case.counsel("allow")
    if case.walk.open is not None and case.walk.open.step == "any_time":
        case.answer(case.walk.open.address, "no")
    assert case.outcomes == [HOLD]
    assert reason in case.walk.reasons
    assert [each.passed for each in case.walk.consults] == [False]
    assert case.counsel("allow").outcomes[-1] == AUTHORISED


def test_a_doubtful_clock_holds_a_warrant_that_is_good_besides() -> None:
    """Dates and hours are unclear while the clock may be wrong, and counsel may cure that."""
    case = Case(policy())
    case.at = instant(NOON, doubtful=True)
    case.tell({**TO_THE_PAPERS, **GOOD_WARRANT, "any_time": "no"})
    assert {"date_unclear", "hours_unclear"} <= set(case.walk.reasons)
    assert case.outcomes == [HOLD]


# ---- the emergency keys --------------------------------------------------------------------------------------


def states() -> dict[str, Case]:
    """A visit in each state and in several of the ways into it."""
    return {
        "just opened": Case(policy()),
        "first answers": visit(purpose=("enter",)),
        "paper half typed": Case(policy()).tell(
            {**TO_THE_PAPERS, "form": "on_paper", "paper_top": "court_federal"}
        ),
        "refused": visit(purpose=("enter",), destination="nonpublic", paper="none"),
        "held": shown(place="wrong"),
        "cleared": shown(),
        "not reached": shown().counsel("not_reached"),
        "declined": shown().counsel("deny"),
        "counsel says wait": shown().counsel("wait"),
        "inside": shown().counsel("allow"),
        "authorised": shown(place="wrong").counsel("allow"),
        "outside the scope": shown().counsel("allow").answer("r1/in_scope", "no"),
        "emergency": Case(policy()).tell({"danger": "seen"}),
        "claim without facts": Case(policy()).tell({"danger": "claimed", "danger_stated": "no_facts"}),
        "emergency over": Case(policy()).tell({"danger": "seen"}).now("danger_over"),
        "local": visit(visitor="city_agency", city_team_helps_immigration="no"),
        "ordinary": visit(visitor="private_person"),
        "planned": visit(visitor="regulator", purpose=("enter",), visit_approved="yes"),
        "entered": visit(purpose=("enter",)).now("went_in"),
        "wants more after an escort": shown().counsel("allow").now("wants_more"),
    }


INSIDE, CLEARED, SILENT = (
    {"inside", "authorised", "outside the scope"},
    {"cleared", "not reached"},
    {"emergency", "local"},
)


@pytest.mark.parametrize("name", sorted(states()))
def test_they_are_going_in_is_defined_wherever_the_visit_stands(name: str) -> None:
    """F12 asks the scope inside, leads in on a passed warrant, adds nothing to an emergency or local protocol, else O7."""
    case = states()[name]
    assert case.walk.state in STATES
    before = len(case.outcomes)
    case.now("went_in")
    came = case.outcomes[before:]
    if name in INSIDE:
        assert came == []
        assert case.walk.open is not None
        assert case.walk.open.step == "in_scope"
    elif name in CLEARED:
        assert came == [ESCORT]
        assert "counsel_not_reached" in case.walk.flags
    elif name in SILENT:
        assert came == []
    else:
        assert came[-1] == ENTERED


@pytest.mark.parametrize("name", sorted(states()))
def test_danger_is_one_key_from_wherever_the_visit_stands(name: str) -> None:
    """F1 (danger seen) gives the emergency outcome at once, whatever else was open."""
    case = states()[name]
    case.answer(f"{case.walk.round}/danger", "seen")
    assert case.outcomes[-1] == EMERGENCY
    assert case.walk.standing == "emergency"


def test_every_emergency_key_has_an_effect_in_every_state() -> None:
    """The tables of F12 and F1 are total."""
    assert {key: set(found.table) for key, found in policy().globals.items()} == {
        "F12": set(STATES),
        "F1": set(STATES),
    }


def test_going_in_after_the_hours_have_ended_is_no_escort() -> None:
    """The checks run again at that minute: hold with the reason, then entered without consent."""
    case = Case(policy(), SITE, local("2026-07-15T21:59")).tell({**TO_THE_PAPERS, **GOOD_WARRANT})
    case.at = instant(local("2026-07-15T22:01"))
    case.now("went_in")
    assert case.outcomes == [HOLD, ENTERED]
    assert "outside_hours" in case.walk.reasons


@pytest.mark.parametrize("word", ["allow", "deny", "wait", "not_reached"])
def test_counsels_word_after_they_are_inside_without_consent_changes_no_outcome(word: str) -> None:
    """It is recorded; what the visit came to stays as it was."""
    case = shown(place="wrong").now("went_in")
    before = case.outcomes
    assert before[-1] == ENTERED
    assert case.counsel(word).outcomes == before


# ---- what changed ------------------------------------------------------------------------------------------------


def test_leaving_closes_the_visit_and_nothing_is_answered_after_that() -> None:
    """`left` adds no outcome; every further answer is refused with `visit_closed`."""
    case = visit(purpose=("enter",), destination="public").now("left")
    assert case.walk.closed
    assert case.outcomes == ["public_area_only"]
    with pytest.raises(Refused, match="visit_closed"):
        case.answer("r1/danger", "seen")


def test_a_claimed_emergency_rests_and_the_walk_goes_on_where_it_stood() -> None:
    """No facts: hold, the walk rests; waiting takes it on at the first unanswered question."""
    case = Case(policy()).tell({"danger": "claimed", "danger_stated": "no_facts"})
    assert case.walk.paused
    assert case.walk.open is None
    assert case.outcomes == [HOLD]
    case.now("waiting")
    assert case.walk.open is not None
    assert case.walk.open.step == "visitor"


def test_danger_over_without_an_emergency_is_ignored_and_ends_no_escort() -> None:
    """They are inside by a warrant; "danger over" leaves them so."""
    case = shown().counsel("allow").now("danger_over")
    assert case.walk.standing == "inside"
    assert case.outcomes == [ESCORT]


def test_a_new_paper_keeps_who_they_are_and_asks_only_what_is_missing() -> None:
    """The new round asks the paper at once, and the answers on the way have no outcomes of their own."""
    case = visit(purpose=("enter",), destination="nonpublic", paper="none").now("new_paper")
    assert case.walk.round == "r2"
    assert case.walk.open is not None
    assert case.walk.open.address == "r2/papers/p1/form"
    case.tell(GOOD_WARRANT).counsel("allow", "r2/papers/p1")
    assert case.outcomes == ["refuse_no_judicial_warrant", ESCORT]


def test_an_administrative_paper_neither_raises_nor_lowers_a_judges_paper() -> None:
    """An I-200 beside a good warrant is refused; counsel's allow leads in on the warrant, both in one rest."""
    i200: dict[str, Value] = {
        "form": "on_paper",
        "paper_top": "homeland_security",
        "signer": "immigration_officer",
        "agency_form": "i200",
    }
    case = shown(more="").answer("r1/papers/p1/more_papers", "yes").tell(i200)
    assert case.outcomes == []
    case.counsel("allow")
    assert case.outcomes == [ESCORT, "refuse_administrative_paper"]


def test_an_earlier_answer_that_is_changed_lets_later_ones_drop_out_and_come_back() -> None:
    """Taking the destination back to public drops the paper; back to non-public the paper counts again."""
    case = visit(purpose=("enter",), destination="nonpublic", paper="none")
    seq = next(line.seq for line in case.walk.path if line.step == "destination")
    case.take_back(seq).answer("r1/destination", "public")
    assert {line.step: line.counts for line in case.walk.path}["paper"] is False
    seq = next(line.seq for line in case.walk.path if line.step == "destination")
    case.take_back(seq).answer("r1/destination", "nonpublic")
    assert {line.step: line.counts for line in case.walk.path}["paper"] is True
    assert case.walk.decided.outcomes == ("refuse_no_judicial_warrant",)
    assert case.outcomes == ["refuse_no_judicial_warrant", "public_area_only", "refuse_no_judicial_warrant"]


def test_local_police_protocol_ends_with_the_answer_that_it_came_from() -> None:
    """The guard learns that the City team helps ICE after all: going in is recorded again, as it is for anybody."""
    case = visit(visitor="city_agency", city_team_helps_immigration="no")
    assert case.outcomes == ["local_police_protocol"]
    assert case.walk.state == "local"
    seq = next(line.seq for line in case.walk.path if line.step == "city_team_helps_immigration")
    case.take_back(seq).answer("r1/city_team_helps_immigration", "yes")
    assert case.walk.state == "other"
    case.now("went_in")
    assert case.outcomes[-1] == "entered_without_consent"
