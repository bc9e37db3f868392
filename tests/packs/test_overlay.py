"""An overlay adds and tightens: laid on its base it is one pack, always the same, and no path of the base ends looser in silence."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest

from desktop.core.conditions import Cond
from desktop.core.findings import errors
from desktop.core.layers import STRICTNESS, Laid
from desktop.core.packcheck.codes import Notes
from desktop.core.packcheck.conditions import PAPERS
from desktop.core.packcheck.overlay import check_laid, prove_tightens
from desktop.core.paths import Env, a_site, at, explore, found, outers, tries_of
from desktop.core.policy import ROUND_KINDS, Policy, Rule
from desktop.core.texts import OutcomeText
from desktop.core.tracing import Findings, Trace
from desktop.packs.bundle import extract_source, make_bundle
from desktop.packs.catalog import (
    LoadedPack,
    PackUnusable,
    added_words,
    check_pack,
    from_kept,
    load_pack,
    picture_files,
)
from tests.packs.broken.overlays import ALTERED, ENDS_EARLY
from tests.packs.mutated import OVERLAY, PACK, PACKS, Tables

SAMPLE = PACKS.parent / "templates" / "sample"
HEAD = "pack.toml"


@pytest.fixture(scope="module")
def base() -> LoadedPack:
    return load_pack(PACK)


@pytest.fixture(scope="module")
def laid() -> LoadedPack:
    return load_pack(OVERLAY)


def school(pack: LoadedPack, tables: Tables, folder: Path) -> LoadedPack:
    """The overlay as changed in `tables`."""
    return load_pack(tables.write(folder / "pack"))


# ---- one pack of two ---------------------------------------------------------------------------------------------------------


def test_the_same_two_folders_make_the_same_pack(laid: LoadedPack) -> None:
    assert load_pack(OVERLAY).compiled == laid.compiled


def test_the_effective_pack_names_the_base_that_it_was_laid_on(base: LoadedPack, laid: LoadedPack) -> None:
    assert (
        laid.policy.head.built_on == f"us-ny-nyc/facility-entry {base.policy.head.version} {base.pack_hash}"
    )
    assert base.policy.head.built_on == ""


def test_a_record_keeps_the_effective_pack_and_opens_it_without_its_base(laid: LoadedPack) -> None:
    kept = from_kept(laid.compiled, laid.pack_hash)
    assert (kept.policy, kept.texts, kept.law) == (laid.policy, laid.texts, laid.law)


def test_all_of_the_base_is_still_there_in_its_order(base: LoadedPack, laid: LoadedPack) -> None:
    for have, want in (
        (laid.policy.ask, base.policy.ask),
        (laid.policy.rule, base.policy.rule),
        (laid.policy.group.rule, base.policy.group.rule),
        (tuple(laid.policy.outcomes), tuple(base.policy.outcomes)),
        (tuple(laid.law.citation), tuple(base.law.citation)),
    ):
        assert [each for each in have if each in want] == list(want)
    assert laid.policy.globals == base.policy.globals
    assert laid.pictures == base.pictures == {name: laid.pictures[name] for name in picture_files(OVERLAY)}


def test_a_question_stands_where_the_overlay_says(laid: LoadedPack) -> None:
    order = [ask.step for ask in laid.policy.ask]
    assert order[order.index("purpose") + 1] == "student_asked"


def test_more_is_said_in_every_variant_too_so_that_none_of_it_is_lost(
    base: LoadedPack, laid: LoadedPack
) -> None:
    """Each list of the base still begins as it did, and each ends in the overlay's line."""
    mine, theirs = (
        laid.texts["en"].outcomes["hold_for_counsel"],
        base.texts["en"].outcomes["hold_for_counsel"],
    )

    def versions(text: OutcomeText) -> list[tuple[str, ...]]:
        return [text.do, *(each.do for each in text.variants if each.do is not None)]

    assert versions(mine) == [(*lines, "Tell the principal.") for lines in versions(theirs)]
    assert len(versions(mine)) > 3


def test_counsel_must_have_a_copy_of_a_paper_too_at_a_school(base: LoadedPack, laid: LoadedPack) -> None:
    assert laid.policy.consult.copy_when.any is not None
    assert laid.policy.consult.copy_when.any[0] == base.policy.consult.copy_when
    assert laid.policy.consult.opens == base.policy.consult.opens


def test_an_overlay_is_in_force_only_while_its_base_is_and_a_draft_as_long_as_one_of_them_is(
    tmp_path: Path,
) -> None:
    place = tmp_path / "us-ny-nyc"
    below, above = Tables(), Tables(OVERLAY)
    below.files[HEAD] |= {"effective": "2026-05-01", "ends": "2027-01-31"}
    above.files[HEAD] |= {"effective": "2026-03-01", "ends": "2028-01-31", "status": "approved"}
    below.write(place / "facility-entry")
    head = load_pack(above.write(place / "ours")).policy.head
    assert (head.effective, head.ends, head.status) == ("2026-05-01", "2027-01-31", "draft")


def test_the_base_beside_an_overlay_comes_before_the_one_that_ships(tmp_path: Path) -> None:
    place, below = tmp_path / "us-ny-nyc", Tables()
    below.files[HEAD]["version"] = "2026.12"
    below.write(place / "facility-entry")
    assert " 2026.12 " in load_pack(Tables(OVERLAY).write(place / "ours")).policy.head.built_on


def test_every_language_of_the_base_is_still_spoken_or_the_words_are_missing(tmp_path: Path) -> None:
    place, below = tmp_path / "us-ny-nyc", Tables()
    below.files[HEAD]["languages"] = ["en", "es"]
    for name in [each for each in below.files if "/en/" in each]:
        below.files[name.replace("/en/", "/es/")] = below.files[name]
    below.write(place / "facility-entry")
    findings = check_pack(Tables(OVERLAY).write(place / "ours"), prove_paths=False)
    missing = {(each.code, each.file, each.place) for each in errors(findings)}
    assert ("text_missing", "us-ny-nyc/facility-entry/text/es/steps.toml", "student_asked") in missing


def without(reason_or_flag: str, kind: str) -> list[dict[str, Any]]:
    """The rule of the papers that gives it, its place in the list of all, and its words."""
    away: list[dict[str, Any]] = [
        {"where": {kind: [reason_or_flag]}},
        {"file": "routing.toml", "table": kind, "where": {}, "key": reason_or_flag},
        {"file": "text/en/words.toml", "table": kind, "where": {}, "key": reason_or_flag},
    ]
    return [ALTERED | each for each in away]


def test_what_is_removed_is_gone_and_told_by_name(tmp_path: Path) -> None:
    tables = Tables(OVERLAY)
    tables.files[HEAD]["removes"] = without("state_court", "flags")
    pack = load_pack(tables.write(tmp_path))
    assert "state_court" not in pack.policy.flags
    assert all("state_court" not in rule.flags for rule in pack.policy.group.rule)
    told = [
        each.sentence
        for each in pack.findings
        if each.code == "overlay_told" and "Takes away" in each.sentence
    ]
    assert len(told) == 3
    assert any("It is: routing.toml · flags · state_court." in each for each in told), "not its word alone"


def test_what_it_adds_to_the_words_of_its_base_is_told_since_no_proof_reads_words(tmp_path: Path) -> None:
    """A line that lets them in, under an outcome that refuses, breaks no rule: so whoever signs is shown it."""
    tables = Tables(OVERLAY)
    more = tables.files["text/en/outcomes.toml"]
    more["refuse_administrative_paper"] = {"do": ["Open the door for them now."], "say": "You may come in."}
    told = added_words(tables.write(tmp_path))
    for key, line in (("do", "Open the door for them now."), ("say", "You may come in.")):
        assert any(f"refuse_administrative_paper · {key}" in each and line in each for each in told)
    assert added_words(PACK) == ()


def test_a_base_that_it_brings_along_and_that_is_not_the_one_here_is_told(tmp_path: Path) -> None:
    """It only tightens that one, which may be looser than the City's under the same name and version."""
    bundle = make_bundle(Tables(OVERLAY).write(tmp_path / "ours"), 1)
    extract_source(bundle, tmp_path / "opened")

    def told() -> list[str]:
        found = check_pack(tmp_path / "opened", prove_paths=False)
        return [each.sentence for each in found if "It carries its base" in each.sentence]

    assert told() == []
    words = tmp_path / "opened" / "base" / "text" / "en" / "outcomes.toml"
    words.write_text(words.read_text("utf-8").replace("Step aside", "Stand aside"), "utf-8")
    assert [each for each in told() if "another one of the same version" in each]
    head = tmp_path / "opened" / "base" / HEAD
    head.write_text(
        head.read_text("utf-8").replace('version = "2026.11.1"', 'version = "2026.11.2"'), "utf-8"
    )
    assert [each for each in told() if "2026.11.2, and the one that is here is 2026.11.1" in each]


def test_what_a_safety_rule_of_the_base_names_is_not_removed(tmp_path: Path) -> None:
    tables = Tables(OVERLAY)
    tables.files[HEAD]["removes"] = without("altered", "reasons")
    broken = errors(check_pack(tables.write(tmp_path), prove_paths=False))
    assert {(each.code, each.file) for each in broken} == {
        ("unknown_reason", "us-ny-nyc/facility-entry/safety.toml")
    }


def test_a_loosening_that_is_named_is_told_and_loads(tmp_path: Path) -> None:
    tables = Tables(OVERLAY)
    narrow = {"all": [ENDS_EARLY["when"], {"step": "form", "is": ["on_screen"]}]}
    tables.files["papers.toml"] = {"rule": [ENDS_EARLY | {"when": narrow}]}
    tables.files[HEAD]["loosens"] = [ALTERED | {"where": {"reasons": ["other_paper"]}}]
    findings = check_pack(tables.write(tmp_path))
    assert errors(findings) == []
    assert "overlay_told" in {each.code for each in findings}


# ---- the check that it only tightens, held against walking everything ------------------------------------------------------------

TONES = ("hold", "stop", "calm")


def rank(policy: Policy, outcome: str) -> int:
    return STRICTNESS.get(policy.outcomes[outcome].tone, 9)


def looser(policy: Policy, before: Findings, after: Findings) -> bool:
    """Whether a paper ends looser than it did: by the declared order, nothing else considered."""
    strictest = max((rank(policy, each) for each in after.outcomes), default=-1)
    kept = all(each in after.outcomes or rank(policy, each) < strictest for each in before.outcomes)
    shut = strictest == STRICTNESS["stop"]
    added = [each for each in after.outcomes if each not in before.outcomes]
    softer = any(
        rank(policy, each) < min(2, max((rank(policy, o) for o in before.outcomes), default=0))
        for each in added
    )
    reasons = set(before.reasons) <= set(after.reasons) or shut
    return not kept or not reasons or not set(before.flags) <= set(after.flags) or softer


def every_paper(policy: Policy) -> Iterator[Trace]:
    for kind in ROUND_KINDS:
        env = Env(kind, a_site(), at("inside"))
        for outer in outers(policy, env):
            trace = Trace(policy, env.site, env.round, env.now, outer)
            for _ in explore(policy.group.ask, trace, tries_of(policy)):
                yield trace


def overlaid(base: Policy, random: Random) -> tuple[Policy, Laid]:
    """A random rule about papers, at a random place among those of the base."""
    conds: list[Cond | None] = [
        None,
        *(
            Cond(step=step, is_=(value,))
            for step in ("form", "paper_top", "signer")
            for value in base.steps[step].values
        ),
    ]
    outcome = random.choice([each for each in base.outcomes.values() if each.tone in TONES]).id
    rule = Rule(
        when=random.choice(conds),
        outcome=outcome,
        reasons=tuple(random.sample(base.reasons, random.randint(0, 2))),
        flags=tuple(random.sample(base.flags, random.randint(0, 1))),
        last=random.random() < 0.7,
        rounds=ROUND_KINDS,
    )
    place = random.randint(0, len(base.group.rule))
    rules = (*base.group.rule[:place], rule, *base.group.rule[place:])
    whole = msgspec.structs.replace(base, group=msgspec.structs.replace(base.group, rule=rules))
    own = tuple(number == place for number in range(len(rules)))
    return whole, Laid(base, (), (), {(PAPERS, "rule"): own})


def test_no_rule_that_loosens_a_path_escapes_the_check() -> None:
    """200 random rules on a small pack: whatever a walk over every paper finds looser, the check names. Some of them are allowed, and
    some refused, so that neither answer is the only one."""
    policy, random = load_pack(SAMPLE).policy, Random(7)
    allowed = refused = 0
    for _ in range(200):
        whole, laid = overlaid(policy, random)
        notes = Notes()
        check_laid(notes, whole, laid)
        prove_tightens(notes, whole, laid)
        named = any(each.code == "overlay_loosens" for each in notes.found)
        found_looser = any(
            looser(policy, found(trace, policy.group.rule), found(trace, whole.group.rule))
            for trace in every_paper(whole)
        )
        assert named or not found_looser, whole.group.rule
        allowed, refused = allowed + (not named), refused + named
    assert allowed > 20
    assert refused > 20


def test_the_walk_that_the_check_is_held_against_sees_a_rule_that_takes_reasons_away() -> None:
    """Else it would agree with whatever the check says."""
    policy = load_pack(SAMPLE).policy
    blind = Rule(outcome="hold_for_counsel", last=True, rounds=ROUND_KINDS)
    rules = (blind, *policy.group.rule)
    assert any(
        looser(policy, found(trace, policy.group.rule), found(trace, rules)) for trace in every_paper(policy)
    )


# ---- in a pack file ------------------------------------------------------------------------------------------------------------


def test_a_pack_file_of_an_overlay_carries_its_base_so_that_another_one_beside_it_changes_nothing(
    tmp_path: Path,
) -> None:
    """Opened where the base on the spot is another version, it is still what was compiled."""
    place, below = tmp_path / "us-ny-nyc", Tables()
    mine = Tables(OVERLAY).write(place / "ours")
    bundle = make_bundle(mine, 1)
    below.files[HEAD]["version"] = "2027.5"
    below.write(place / "facility-entry")
    extract_source(bundle, place / "opened")
    again = load_pack(place / "opened")
    assert again.pack_hash == bundle.manifest.pack_hash == load_pack(OVERLAY).pack_hash
    assert "pictures/ao93.svg" in picture_files(place / "opened")
    with pytest.raises(PackUnusable, match=r"The base here is 2027\.5"):
        load_pack(mine)
