"""A facility that is written to its file reads back as the same one, whatever signs its names hold."""

import tomllib
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.details import PERSONAL
from desktop.core.facts import DISTRICTS
from desktop.core.texts import AREA_STATUS, CALLS, SITE_TYPES
from desktop.packs.facility import Area, FacilityConfig, check_facility, read_facility
from desktop.packs.written import facility_toml
from desktop.paths import resources

SAMPLES = sorted((resources() / "facilities").glob("*.toml"))
ANY = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)
NAME = ANY.filter(lambda text: bool(text.strip()))
NAMES = st.lists(NAME, max_size=4, unique=True).map(tuple)
FOLDER = st.one_of(
    st.just(""), ANY.filter(lambda text: "\0" not in text).map(lambda text: f"/{text}".strip())
)
AREAS = st.lists(
    st.builds(Area, NAME, st.sampled_from(AREA_STATUS), ANY), max_size=4, unique_by=lambda area: area.name
)


@st.composite
def facilities(draw: st.DrawFn) -> FacilityConfig:
    """Any facility that a file can describe."""
    return FacilityConfig(
        id=draw(st.from_regex(r"[A-Z0-9]{1,10}", fullmatch=True)),
        name=draw(NAME),
        type=draw(st.sampled_from(SITE_TYPES)),
        address=draw(NAME),
        borough=draw(st.sampled_from(sorted(DISTRICTS))),
        desk=draw(st.from_regex(r"[A-Z0-9]{1,4}", fullmatch=True)),
        court_area=draw(st.booleans()),
        posts=draw(NAMES) or ("Front desk",),
        on_duty=draw(NAMES),
        counsel_minutes=draw(st.integers(1, 60)),
        local_agencies=draw(NAMES),
        phones=draw(st.dictionaries(st.sampled_from(CALLS), st.just("212-555-0107"))),
        areas=tuple(draw(AREAS)),
        personal=draw(st.dictionaries(st.sampled_from(sorted(PERSONAL)), NAME.map(str.strip))),
        scan_folder=draw(FOLDER),
        backup_folder=draw(FOLDER),
    )


@given(facilities())
def test_any_facility_reads_back_as_the_same(config: FacilityConfig) -> None:
    read, _ = check_facility("facility.toml", tomllib.loads(facility_toml(config)))
    assert read == config


@given(facilities())
def test_the_same_facility_is_written_the_same_way(config: FacilityConfig) -> None:
    read, _ = check_facility("facility.toml", tomllib.loads(facility_toml(config)))
    assert facility_toml(read) == facility_toml(config)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: str(path.stem))
def test_a_sample_written_anew_says_the_same_without_a_finding(path: Path, tmp_path: Path) -> None:
    config, _ = read_facility(path)
    (tmp_path / "facility.toml").write_text(facility_toml(config), "utf-8")
    assert read_facility(tmp_path / "facility.toml") == (config, [])


def test_every_sign_that_toml_writes_otherwise_comes_back() -> None:
    odd = '"\\\b\t\n\f\r\x00\x1f\x7f\u2028é中 🚪' + "'''" + '"""'
    config, _ = read_facility(SAMPLES[0])
    named = msgspec.structs.replace(config, name=odd, areas=(Area(odd, "public", odd),))
    text = facility_toml(named)
    assert check_facility("f", tomllib.loads(text))[0] == named
