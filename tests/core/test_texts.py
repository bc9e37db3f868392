"""The words that are shown are those that are true now: variants, papers, placeholders, and the hash of the exact lines."""

from collections.abc import Sequence

import pytest

from desktop.core.conditions import Cond, Value
from desktop.core.facts import Instant
from desktop.core.paths import a_site, at
from desktop.core.policy import Policy
from desktop.core.texts import (
    PLACEHOLDERS,
    OutcomeText,
    OutcomeVariant,
    Shown,
    Texts,
    Words,
    fill,
    ordinary_hours,
    placeholders,
    shown,
    site_values,
    text_hash,
)
from desktop.core.walk_state import Input
from desktop.core.walks import fold
from desktop.packs.catalog import LoadedPack, load_pack
from tests.packs.mutated import PACK

SITE = a_site()
NOON = at("inside")


@pytest.fixture(scope="module")
def pack() -> LoadedPack:
    return load_pack(PACK)


def inputs(*given: tuple[str, Value], now: Instant = NOON) -> list[Input]:
    return [
        Input(n, address, address.rsplit("/", 1)[1], value, now)
        for n, (address, value) in enumerate(given, 1)
    ]


def seen(policy: Policy, given: Sequence[Input], rest: int | None = None) -> Shown:
    walk = fold(policy, SITE, given)
    return shown(policy, site_values(SITE), walk, given, None if rest is None else walk.rests[rest])


WHO: tuple[tuple[str, Value], ...] = (
    ("r1/danger", "none"),
    ("r1/visitor", "federal"),
    ("r1/purpose", ("enter",)),
    ("r1/identified", "all"),
    ("r1/destination", "nonpublic"),
    ("r1/paper", "shown"),
)


def paper(key: str, more: str, **answers: Value) -> tuple[tuple[str, Value], ...]:
    return (
        *((f"r1/papers/{key}/{step}", value) for step, value in answers.items()),
        (f"r1/papers/{key}/more_papers", more),
    )


I200 = {
    "form": "on_paper",
    "paper_top": "homeland_security",
    "signer": "immigration_officer",
    "agency_form": "i200",
}
ORDER = {
    "form": "on_paper",
    "paper_top": "court_federal",
    "signer": "judge",
    "title": "order",
    "secret": "no",
}


def test_for_each_field_the_first_variant_that_holds_gives_it() -> None:
    text = OutcomeText(
        title="plain",
        lead="plain",
        say="plain",
        variants=(
            OutcomeVariant(when=Cond(flag=("secret",)), title="first"),
            OutcomeVariant(when=Cond(flag=("secret",)), title="second", lead="second"),
            OutcomeVariant(when=Cond(flag=("never",)), say="third"),
        ),
    )
    texts = Texts({}, {"hold": text}, Words())
    got = texts.outcome_text("hold", Shown({}, {}, {}, flags=frozenset({"secret"})))
    assert (got.title, got.lead, got.say) == ("first", "second", "plain")


def test_a_variant_must_hold_with_one_paper_as_a_whole(pack: LoadedPack) -> None:
    """A court's order and an agency's I-200: no one paper is a court's and signed by an immigration officer."""
    given = inputs(*WHO, *paper("p1", "yes", **I200), *paper("p2", "no", **ORDER))
    text = pack.texts["en"].outcome_text("refuse_administrative_paper", seen(pack.policy, given, 0))
    assert "from an agency" in text.lead
    court = dict(ORDER, signer="immigration_judge")
    given = inputs(*WHO, *paper("p1", "no", **court))
    assert (
        "from an agency"
        not in pack.texts["en"].outcome_text("refuse_administrative_paper", seen(pack.policy, given, 0)).lead
    )


def test_the_words_follow_counsel_and_what_they_do(pack: LoadedPack) -> None:
    held = (*WHO, *paper("p1", "no", **ORDER))
    waits = seen(pack.policy, inputs(*held, ("r1/papers/p1/counsel", "wait")), -1)
    silent = seen(
        pack.policy, inputs(*held, ("r1/papers/p1/counsel", "not_reached"), ("r1/officers_now", "waiting"))
    )
    assert waits.value("counsel") == "wait"
    assert (silent.value("counsel"), silent.value("officers_now")) == ("not_reached", "waiting")
    assert (
        pack.texts["en"].outcome_text("hold_for_counsel", silent).title == "Hold: no answer from counsel yet"
    )


def test_a_new_round_forgets_what_they_did_in_the_last_and_knows_its_kind(pack: LoadedPack) -> None:
    given = inputs(*WHO[:4], ("r1/destination", "public"), ("r1/officers_now", "others_arrived"))
    now = seen(pack.policy, given)
    assert (now.round, now.value("officers_now"), now.value("visitor")) == ("others_arrived", None, None)
    assert now.outcomes == {"public_area_only"}
    assert "new" in pack.texts["en"].step_text("identified", now).question


def test_the_kind_of_a_round_is_right_after_a_taking_back(pack: LoadedPack) -> None:
    given = inputs(*WHO[:4], ("r1/destination", "public"), ("r1/officers_now", "others_arrived"))
    taken = Input(7, "r1/officers_now", "officers_now", "", NOON, takes_back=6)
    again = Input(8, "r1/officers_now", "officers_now", "wants_more", NOON)
    assert seen(pack.policy, [*given, taken, again]).round == "wants_more"


def test_reasons_are_those_of_the_rest_and_flags_those_of_the_visit(pack: LoadedPack) -> None:
    secret = dict(ORDER, secret="yes")
    given = inputs(*WHO, *paper("p1", "no", **secret), ("r1/officers_now", "went_in"))
    entered = seen(pack.policy, given, -1)
    assert entered.reasons == set()
    assert "confidential" in entered.flags
    assert "hold_for_counsel" in entered.outcomes


def test_placeholders_are_filled_and_an_unknown_one_stays_visible() -> None:
    assert fill("At {address}, {other}.", {"address": "1 B St"}) == "At 1 B St, {other}."
    assert placeholders("At {address}, {other}.") == ["address", "other"]
    assert "ordinary_hours" in PLACEHOLDERS


@pytest.mark.parametrize(
    ("top", "hours"),
    [("court_federal", "6:00 a.m. to 10:00 p.m."), ("court_state", "6:00 a.m. to 9:00 p.m.")],
)
def test_the_ordinary_hours_are_those_of_the_court_at_the_top(pack: LoadedPack, top: str, hours: str) -> None:
    now = Shown({}, {}, {"paper_top": top})
    assert ordinary_hours(now) == hours
    assert hours in pack.texts["en"].step_text("any_time", now).help


def test_labels_reasons_and_flags_have_words(pack: LoadedPack) -> None:
    texts = pack.texts["en"]
    assert texts.label("danger", "seen") == "Yes, I see it or hear it"
    assert texts.labels("purpose", ("enter", "space")) == "Come in or search, Park, meet or set up here"
    assert texts.labels("defects", ()) == "None of these"
    assert texts.label("date_issued", "2026-07-15") == "2026-07-15"
    assert texts.reason("expired").endswith(".")
    assert texts.flag("digital").endswith(".")


def test_the_hash_is_of_the_exact_lines(pack: LoadedPack) -> None:
    now = Shown({}, {}, {})
    lines = pack.texts["en"].outcome_lines("court_area", now)
    assert lines[-1] == pack.texts["en"].words.common["non_interference"]
    assert text_hash(lines) == text_hash(list(lines))
    assert len({text_hash(lines), text_hash(lines[:-1]), text_hash(["".join(lines)])}) == 3
