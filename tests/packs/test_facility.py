"""Facility files: the samples are good, and each fault is named with file, key and remedy while the rest goes on."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from desktop.core.details import PERSONAL
from desktop.packs.facility import (
    FacilityConfig,
    FacilityUnusable,
    check_facility,
    from_snapshot,
    read_facility,
    site,
    snapshot,
)
from tests.packs.mutated import dump

SAMPLES = sorted((Path(__file__).parents[2] / "resources" / "facilities").glob("*.toml"))
SCHOOL = next(path for path in SAMPLES if path.name == "sample-school.toml")


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: str(path.stem))
def test_a_sample_facility_is_good_and_survives_the_record(path: Path) -> None:
    config, findings = read_facility(path)
    assert findings == []
    kept = from_snapshot(msgspec.json.decode(msgspec.json.encode(snapshot(config))))
    assert kept == config
    assert site(kept).zone.tzname(None) is None
    assert site(config).value("court_area") == ("yes" if config.court_area else "no")
    assert site(config).value("local_agencies") == ("yes" if config.local_agencies else "no")


def school() -> dict[str, Any]:
    return tomllib.loads(SCHOOL.read_text(encoding="utf-8"))


Spoil = Callable[[dict[str, Any]], None]


def setting(key: str, value: object) -> Spoil:
    return lambda raw: raw.__setitem__(key, value)


def phone(key: str, value: object) -> Spoil:
    return lambda raw: raw["phones"].__setitem__(key, value)


def area(**changes: object) -> Spoil:
    return lambda raw: raw["areas"][1].update(changes)


UNUSABLE: list[tuple[str, str, Spoil]] = [
    ("bad_value", "id", setting("id", "school 900")),
    ("bad_value", "id", setting("id", "SCHOOLNUMBER900")),
    ("missing", "name", lambda raw: raw.pop("name")),
    ("bad_value", "type", setting("type", "prison")),
    ("bad_value", "borough", setting("borough", "Broklyn")),
    ("bad_value", "zone", setting("zone", "New York")),
    ("bad_value", "desk", setting("desk", 1)),
    ("bad_value", "address", setting("address", "  ")),
    ("bad_value", "court_area", setting("court_area", "no")),
    ("bad_value", "counsel_minutes", setting("counsel_minutes", 0)),
    ("bad_value", "posts", setting("posts", "Front desk")),
]
LEFT_OUT: list[tuple[str, str, str, Spoil]] = [
    ("unknown_key", "", "court_aera", setting("court_aera", True)),
    ("bad_phone", "phones", "counsel", phone("counsel", "ask Joe")),
    ("unknown_key", "phones", "mayor", phone("mayor", "212-555-0107")),
    ("missing", "phones", "supervisor", lambda raw: raw["phones"].pop("supervisor")),
    ("bad_area", "area 2 (Halls and classrooms)", "areas", area(status="closed")),
    ("bad_area", "area 2 (Halls and classrooms)", "areas", area(entrance="x")),
    ("bad_area", "area 2", "areas", area(name="")),
    (
        "bad_area",
        "area 2 (School office)",
        "areas",
        lambda raw: raw["areas"].insert(1, dict(raw["areas"][2], status=1)),
    ),
    ("empty", "", "areas", setting("areas", [])),
    ("empty", "", "posts", setting("posts", [])),
    ("bad_value", "", "on_duty", setting("on_duty", ["Guard 12", 14])),
    ("bad_value", "", "personal", setting("personal", True)),
    ("unknown_key", "personal", "faces", setting("personal", {"faces": "PO-1"})),
    ("no_approval", "personal", "paper_photos", setting("personal", {"paper_photos": " "})),
    ("no_approval", "personal", "paper_photos", setting("personal", {"paper_photos": True})),
    ("bad_value", "", "scan_folder", setting("scan_folder", "scans")),
    ("bad_value", "", "scan_folder", setting("scan_folder", 7)),
    ("bad_value", "", "backup_folder", setting("backup_folder", "backups")),
]


@pytest.mark.parametrize(("code", "key", "spoil"), UNUSABLE)
def test_a_fault_in_what_decides_makes_the_file_unusable(
    code: str, key: str, spoil: Spoil, tmp_path: Path
) -> None:
    raw = school()
    spoil(raw)
    path = tmp_path / "site.toml"
    path.write_text(dump(raw), encoding="utf-8")
    with pytest.raises(FacilityUnusable) as unusable:
        read_facility(path)
    found = [(each.code, each.file, each.field) for each in unusable.value.findings]
    assert found == [(code, "site.toml", key)]
    assert unusable.value.findings[0].fix
    assert "site.toml" in str(unusable.value)


@pytest.mark.parametrize(("code", "place", "key", "spoil"), LEFT_OUT)
def test_a_fault_elsewhere_is_listed_and_the_rest_goes_on(
    code: str, place: str, key: str, spoil: Spoil
) -> None:
    raw = school()
    spoil(raw)
    config, findings = check_facility("site.toml", raw)
    assert (code, place, key) in {(each.code, each.place, each.field) for each in findings}
    assert all(each.level == "warning" and each.fix for each in findings)
    assert config.name == "Sample School 900"


def test_all_faults_are_listed_at_once() -> None:
    raw = school()
    for _, _, spoil in (UNUSABLE[0], UNUSABLE[3], UNUSABLE[4], UNUSABLE[9]):
        spoil(raw)
    for _, _, _, spoil in (LEFT_OUT[0], LEFT_OUT[1], LEFT_OUT[4]):
        spoil(raw)
    with pytest.raises(FacilityUnusable) as unusable:
        check_facility("site.toml", raw)
    fields = [each.field for each in unusable.value.findings]
    assert sorted(fields) == sorted(
        ["id", "type", "borough", "counsel_minutes", "court_aera", "counsel", "areas"]
    )


@pytest.mark.parametrize(
    ("content", "code"), [(None, "file_missing"), (b"id = ", "not_toml"), (b"id = '\xff'", "not_utf8")]
)
def test_a_file_that_cannot_be_read_is_named(content: bytes | None, code: str, tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(FacilityUnusable) as unusable:
        read_facility(path)
    assert [(each.code, each.file) for each in unusable.value.findings] == [(code, "site.toml")]


def test_what_no_approval_is_named_for_is_off() -> None:
    raw = school()
    raw["personal"] = {"officer_names": " PO-7 ", "paper_photos": "", "faces": "PO-1", "descriptions": 1}
    assert check_facility("site.toml", raw)[0].personal == {"officer_names": "PO-7"}
    del raw["personal"]
    config, findings = check_facility("site.toml", raw)
    assert (config.personal, findings) == ({}, [])


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: str(path.stem))
def test_the_samples_show_each_switch_and_photographs_are_on_at_one_only(path: Path) -> None:
    personal = read_facility(path)[0].personal
    assert set(PERSONAL) - {"licence_plates", "paper_photos"} <= set(personal) <= set(PERSONAL)
    assert ("paper_photos" in personal) == (path == SCHOOL)
    assert all(reference.startswith("SAMPLE-") for reference in personal.values())


def test_a_snapshot_from_before_the_switches_is_read_with_all_of_them_off() -> None:
    config, _ = read_facility(SCHOOL)
    old = {key: value for key, value in snapshot(config).items() if key not in ("personal", "scan_folder")}
    assert from_snapshot(old) == msgspec.structs.replace(config, personal={})


@pytest.mark.parametrize("key", ["scan_folder", "backup_folder"])
def test_the_folders_of_scans_and_of_backups_are_not_recorded_with_a_visit(key: str, tmp_path: Path) -> None:
    config, findings = check_facility("site.toml", school() | {key: str(tmp_path)})
    assert (getattr(config, key), findings) == (str(tmp_path), [])
    assert str(tmp_path) not in str(snapshot(config))


def test_a_snapshot_of_a_newer_program_is_read_without_its_new_keys() -> None:
    config, _ = read_facility(SCHOOL)
    assert from_snapshot(snapshot(config) | {"drones": True}) == config


def test_a_small_file_is_enough() -> None:
    least = {"id": "A1", "name": "A", "type": "office", "address": "1 B St", "borough": "Bronx", "desk": "1"}
    config, _ = check_facility("site.toml", least)
    assert isinstance(config, FacilityConfig)
    assert config.posts == ("Front desk",)
