"""What fuzzing found once, each with its example: it stays mended."""

import json
from pathlib import Path

import pytest

from desktop import paths
from desktop.core.errors import Trouble
from desktop.core.findings import SHOWN, shown
from desktop.packs.catalog import PackUnusable, load_pack
from desktop.packs.compiled import from_kept
from desktop.packs.facility import FacilityUnusable, read_facility
from desktop.packs.scenarios import ScenarioUnreadable, read_scenario
from desktop.trust import keys
from desktop.wall import zone
from tests.fuzz.harness import state
from tests.fuzz.targets import Station, database
from tests.packs.mutated import PACK, Tables, put

SCHOOL = (paths.resources() / "facilities" / "sample-school.toml").read_text("utf-8")
PAGE = 4096


@pytest.mark.parametrize("value", ["[" * 2_000 + "]" * 2_000, "9" * 5_000])
def test_nesting_and_numbers_without_end_make_a_facility_file_unreadable(tmp_path: Path, value: str) -> None:
    """Python's TOML reader raised its own RecursionError and ValueError."""
    file = tmp_path / "facility.toml"
    file.write_text(f"logo = {value}\n{SCHOOL}", "utf-8")
    with pytest.raises(FacilityUnusable, match="cannot be read"):
        read_facility(file)


def test_a_number_of_thousands_of_digits_is_one_finding_and_the_rest_goes_on(tmp_path: Path) -> None:
    """Written in hex it is read, and cannot be shown in tens."""
    file = tmp_path / "facility.toml"
    file.write_text(f"logo = 0x{'f' * 6_000}\n{SCHOOL}", "utf-8")
    config, found = read_facility(file)
    assert config.id == "SCH900"
    assert [each.sentence for each in found if each.field == "logo"] == [
        "A number of thousands of digits is no name of a file."
    ]


def test_a_kind_of_slot_that_never_ends_is_not_quoted_as_a_whole(tmp_path: Path) -> None:
    keys.create(tmp_path, tmp_path / "keys", tmp_path / "threshold.db")
    slots = json.loads((tmp_path / keys.SLOTS_FILE).read_bytes())
    slots["slots"][0]["kind"] = "x" * 70_000
    (tmp_path / keys.SLOTS_FILE).write_text(json.dumps(slots))
    with pytest.raises(Trouble) as caught:
        keys.unlock(tmp_path, tmp_path / "keys")
    assert len(caught.value.sentence) < 1000


def test_what_a_sentence_quotes_is_never_endless() -> None:
    assert len(shown("x" * 70_000)) <= SHOWN + 1
    assert shown("x") == "'x'"


@pytest.mark.parametrize("folder", ["/a\0b", "/a\0"])
def test_a_folder_that_no_disk_can_have_is_left_out(tmp_path: Path, folder: str) -> None:
    """A NUL in it was found only when a backup was looked for."""
    file = tmp_path / "facility.toml"
    file.write_text(f"backup_folder = {json.dumps(folder)}\n{SCHOOL}", "utf-8")
    assert read_facility(file)[0].backup_folder == ""


def test_a_name_that_is_far_too_long_is_no_time_zone() -> None:
    """It was asked of the disk, which has no names of that length."""
    with pytest.raises(ValueError, match="no time zone"):
        zone("x" * 70_000)


def test_a_picture_named_as_no_file_can_be_is_missing(tmp_path: Path) -> None:
    tables = Tables(PACK)
    put("specimens.toml", "specimen", 0, "picture", value="x" * 5_000)(tables)
    with pytest.raises(PackUnusable):
        load_pack(tables.write(tmp_path / "pack"))


def test_a_pack_nested_without_end_is_told(tmp_path: Path) -> None:
    tables = Tables(PACK)
    tables.raw["routing.toml"] = b"a = " + b"[" * 2_000 + b"]" * 2_000
    with pytest.raises(PackUnusable, match="cannot be read"):
        load_pack(tables.write(tmp_path / "pack"))


def test_a_scenario_or_kept_pack_nested_without_end_is_told(tmp_path: Path) -> None:
    file, deep = tmp_path / "case.json", b'{"id":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    file.write_bytes(deep)
    with pytest.raises(ScenarioUnreadable, match="not JSON"):
        read_scenario(file, load_pack(PACK).policy)
    with pytest.raises(ValueError, match="cannot be read"):
        from_kept(deep, "0" * 64)


def test_each_page_of_the_record_may_be_destroyed(tmp_path: Path) -> None:
    """One by one: a sentence, and nothing is changed; the page that tells which migrations were made raised the engine's own error."""
    target = database(Station(tmp_path / "station"))
    good = target.file.read_bytes()
    before = state(target.folder)
    for start in range(0, len(good), PAGE):
        target.read(good[:start] + b"\xff" * PAGE + good[start + PAGE :])
        assert state(target.folder) == before


@pytest.mark.parametrize("content", [b"", b"G"])
def test_an_emptied_record_is_told_as_lost_and_salvage_says_so(tmp_path: Path, content: bytes) -> None:
    """A command that only reads leaves it as it is, where it made an empty record of it; salvage gave a traceback."""
    station = Station(tmp_path / "station")
    place = station.places.data / "record" / "threshold.db"
    place.write_bytes(content)
    for command in (["verify"], ["doctor"], ["salvage", "--out", tmp_path / "out"]):
        assert station.run(*command)[0] in (1, 3)
        assert place.read_bytes() == content
