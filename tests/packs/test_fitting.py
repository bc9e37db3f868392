"""A pack for another place asks for less of a site: what it needs is found from its conditions, and a site that lacks it is told."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from desktop.core.findings import Finding
from desktop.core.needs import site_needs
from desktop.core.paths import facts_named
from desktop.packs.catalog import PackUnusable, load_pack
from desktop.packs.facility import FacilityUnusable, check_facility, from_snapshot, read_facility, snapshot
from desktop.packs.fitting import misfits
from desktop.packs.scenarios import ScenarioUnreadable, check_scenario
from tests.packs.mutated import PACK, Tables, put

SCHOOL = PACK.parents[2] / "facilities" / "sample-school.toml"


def school(**changes: Any) -> dict[str, Any]:
    return tomllib.loads(SCHOOL.read_text(encoding="utf-8")) | changes


def codes(found: list[Finding]) -> list[tuple[str, str]]:
    return [(each.code, each.field) for each in found]


def without_boroughs(tables: Tables) -> None:
    """Nothing of this pack looks at the district any more, so nothing asks for the borough."""
    papers = tables.files["papers.toml"]
    papers["rule"] = [each for each in papers["rule"] if "district_fit" not in str(each)]
    routing = tables.files["routing.toml"]
    routing["reasons"] = [each for each in routing["reasons"] if "district" not in each]
    routing["consult"]["curable"] = [each for each in routing["consult"]["curable"] if "district" not in each]
    words = tables.files["text/en/words.toml"]["reasons"]
    del words["wrong_district"], words["district_unclear"]


def test_what_a_pack_needs_of_a_site_is_found_from_its_conditions_and_facts() -> None:
    """The New York pack looks at the court area; its district needs the borough, its words the State agencies."""
    pack = load_pack(PACK)
    assert facts_named(pack.policy) == {"execution_window", "hours", "district_fit"}
    assert site_needs(pack.policy) == {"borough", "court_area"}
    assert site_needs(pack.policy, pack.texts) == {"borough", "court_area", "local_agencies"}


def test_a_missing_borough_is_told_where_the_policy_asks_for_it_and_nowhere_else(tmp_path: Path) -> None:
    raw = school()
    del raw["borough"]
    config, found = check_facility("site.toml", raw)
    assert found == []
    assert codes(misfits("site.toml", config, load_pack(PACK))) == [("missing", "borough")]
    tables = Tables()
    without_boroughs(tables)
    assert misfits("site.toml", config, load_pack(tables.write(tmp_path))) == []


def test_a_policy_is_for_the_types_of_site_that_it_names(tmp_path: Path) -> None:
    tables = Tables()
    tables.files["text/en/words.toml"]["site_types"] = {"school": "School"}
    pack = load_pack(tables.write(tmp_path))
    assert misfits("site.toml", read_facility(SCHOOL)[0], pack) == []
    shelter = check_facility("site.toml", school(type="shelter"))[0]
    found = misfits("site.toml", shelter, pack)
    assert codes(found) == [("not_served", "type")]
    assert "It is for: school." in found[0].fix


def test_a_policy_that_names_no_type_of_site_or_one_that_is_none_is_refused(tmp_path: Path) -> None:
    for number, types in enumerate(({}, {"prison": "Prison"})):
        tables = Tables()
        put("text/en/words.toml", "site_types", value=types)(tables)
        with pytest.raises(PackUnusable) as unusable:
            load_pack(tables.write(tmp_path / str(number)))
        assert "site_types" in {each.place for each in unusable.value.findings}


def test_a_facility_names_its_policy_and_keeps_it_in_the_record() -> None:
    config, found = check_facility("site.toml", school(policy="us-xx/a-policy"))
    assert (config.policy, found) == ("us-xx/a-policy", [])
    assert from_snapshot(snapshot(config)).policy == "us-xx/a-policy"
    for bad in ("../../etc", "US/Policy", "a b", 7, "/a", "a//b"):
        with pytest.raises(FacilityUnusable) as unusable:
            check_facility("site.toml", school(policy=bad))
        assert codes(unusable.value.findings) == [("bad_value", "policy")], bad


def test_a_scenario_carries_what_its_policy_asks_of_a_site_and_its_own_zone() -> None:
    policy = load_pack(PACK).policy
    site = {"type": "school", "borough": "Queens", "zone": "America/Los_Angeles"}
    case = {"id": "Z", "facility": site, "now": "2026-07-15T05:30:00-04:00", "facts": {}, "expect": {}}
    assert str(check_scenario("z.json", case, policy).site.zone) == "America/Los_Angeles"
    for key, value in (("zone", "Los Angeles"), ("borough", None), ("type", "prison")):
        with pytest.raises(ScenarioUnreadable) as unreadable:
            check_scenario("z.json", case | {"facility": site | {key: value}}, policy)
        assert [each.place for each in unreadable.value.findings] == [f"facility.{key}"]
