"""`doctor` names each of the faults that the manual lists: one sentence, one remedy, and an exit code for monitoring."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from desktop import paths
from desktop.cli.main import cli
from desktop.paths import Places
from desktop.services.backing import back_up, back_up_if_due
from desktop.services.desk import open_desk
from desktop.services.health import Fact, examine
from desktop.services.keyring import Keyring
from desktop.services.photos import Photos
from desktop.services.proved import note_proved
from desktop.services.walking import Walking
from desktop.store import shares
from desktop.store.backup import AboutBackups, verify
from desktop.trust.keys import unlock
from desktop.wall import FixedClock, SystemClock, zone
from tests.core.nyc import TO_THE_PAPERS
from tests.services import faults
from tests.services.conftest import GUARD, NEW_YORK
from tests.services.papers import encoded
from tests.store.small_disk import on_small_disk

SCHOOL = paths.resources() / "facilities" / "sample-school.toml"
IT_MANUAL = paths.resources() / "manual" / "it.md"
CHILD = Path(__file__).with_name("faults_child.py")

CODES = {
    "key_missing": faults.key_gone,
    "wrong_key": faults.foreign_key,
    "key_rights": faults.loose_rights,
    "cipher_integrity": faults.damaged_page,
    "triggers": faults.triggers_gone,
    "projections": faults.stale_views,
    "originals": faults.original_gone,
    "originals (changed)": faults.original_changed,
    "half_written": faults.half_original,
    "record_missing": faults.record_gone,
}
"""Code of the fact → what brings the fault about. The record that is missing has its key slots there still."""

WARNINGS = {"key_rights", "half_written", "projections"}
"""With these the record can be relied on; everything else ends with exit code 1."""


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """A workstation with one visit, one kept original and a recovery sheet, closed in good order; the clock is this computer's."""
    found = paths.places(tmp_path / "home", {})
    desk = open_desk(found, SCHOOL, clock=SystemClock(zone(NEW_YORK), NEW_YORK))
    walking = Walking(desk)
    visit = walking.open_visit(GUARD, "Front desk").visit.id
    for step, value in TO_THE_PAPERS.items():
        walking.answer(visit, f"r1/{step}", value, GUARD)
    Photos(walking).keep(visit, "r1/papers/p1", 1, encoded("PNG"), GUARD)
    desk.close()
    ring = Keyring(found, console=True)
    note_proved(found, ring.verify_sheet(ring.add_sheet(2, 3)[:2]))
    return found


def doctor(places: Places) -> tuple[int, list[dict[str, Any]]]:
    """Exit code and facts of the command as monitoring runs it."""
    options = ["--home", str(places.data.parent), "--facility", str(SCHOOL), "doctor", "--json"]
    result = CliRunner().invoke(cli, options, obj=lambda *_: 0)
    found = json.loads(result.stdout)
    assert found["ok"] == (result.exit_code == 0)
    return result.exit_code, found["facts"]


def bad(facts: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """What speaks against this workstation; the reserve is made by the window, which these tests do not open."""
    return {fact["code"]: fact for fact in facts if fact["level"] != "ok" and fact["code"] != "reserve"}


def test_nothing_speaks_against_a_workstation_without_a_fault(places: Places) -> None:
    """But that no room is kept back before the window was first open, and that the sample pack says it is a draft."""
    code, facts = doctor(places)
    assert (code, bad(facts)) == (0, {})


@pytest.mark.parametrize("name", list(CODES))
def test_each_injected_fault_is_named_with_its_remedy_and_in_the_exit_code(name: str, places: Places) -> None:
    inject: Callable[[Places], None] = CODES[name]
    code = name.partition(" ")[0]
    inject(places)
    exit_code, facts = doctor(places)
    found = bad(facts)
    assert code in found, found
    assert found[code]["level"] == ("warning" if code in WARNINGS else "error")
    assert exit_code == (0 if code in WARNINGS else 1)
    assert found[code]["sentence"].count(". ") <= 1
    assert found[code]["remedy"]
    assert f"`{code}`" in IT_MANUAL.read_text("utf-8")


def test_a_record_that_went_missing_is_told_for_good_by_the_one_begun_in_its_place(places: Places) -> None:
    faults.record_gone(places)
    assert "do not start Threshold" in bad(doctor(places)[1])["record_missing"]["remedy"]
    open_desk(places, SCHOOL).close()
    exit_code, facts = doctor(places)
    assert exit_code == 1
    assert bad(facts)["record_missing"]["remedy"]


@pytest.mark.parametrize(
    ("how", "code", "level"), [("", "disk_free", "warning"), ("read_only", "read_only", "error")]
)
def test_a_disk_that_is_nearly_full_or_read_only_is_named(
    how: str, code: str, level: str, tmp_path: Path
) -> None:
    """Real disks: of 60 MB, and one that nobody may write to."""
    found = on_small_disk("60m", tmp_path / "disk", CHILD, tmp_path / "disk", how)
    facts = {fact["code"]: fact for fact in found["facts"]}
    assert facts[code]["level"] == level
    assert facts[code]["remedy"]


def test_a_data_folder_on_a_network_share_is_named(
    places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list of mounts says that the disk of this workstation is an NFS share."""
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"22 1 0:40 / {places.data} rw - nfs4 server:/desk rw\n")
    monkeypatch.setattr(shares, "MOUNTS", mounts)
    exit_code, facts = doctor(places)
    assert exit_code == 1
    assert "nfs4" in bad(facts)["network_share"]["sentence"]


def test_a_clock_before_the_record_is_named_with_what_it_holds_up(places: Places) -> None:
    clock = FixedClock("2020-01-01T12:00:00-05:00", zone(NEW_YORK), NEW_YORK)
    [fact] = [fact for fact in examine(places, SCHOOL, clock) if fact.code == "clock"]
    assert (fact.level, fact.remedy) == ("warning", "Set the clock, then start the PC again.")
    assert "warrants are held" in fact.sentence


@pytest.mark.parametrize(
    ("name", "code"),
    [("NotoSans-Regular.ttf", "fonts"), ("packs/us-ny-nyc/facility-entry/routing.toml", "pack")],
)
def test_a_missing_font_or_a_missing_part_of_the_pack_is_named(
    name: str, code: str, places: Places, tmp_path: Path
) -> None:
    """A program of its own, so that no font is loaded yet; it runs as a folder, from which a file is gone."""
    faults.resources_without(tmp_path / "program", paths.resources(), name)
    options = ["--home", str(places.data.parent), "--facility", str(SCHOOL), "doctor", "--json"]
    frozen = f"import sys; sys._MEIPASS = {str(tmp_path / 'program')!r}"
    script = f"{frozen}\nfrom desktop.cli.main import cli\ncli({options!r}, obj=lambda *_: 0)"
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    found = bad(json.loads(done.stdout)["facts"])[code]
    assert Path(name).name in found["sentence"]
    assert found["remedy"]


def test_an_old_backup_and_none_at_all_are_named_where_a_folder_is_configured(
    places: Places, tmp_path: Path
) -> None:
    """A day and an hour after the last one."""
    stick = tmp_path / "stick"
    stick.mkdir()
    facility = tmp_path / "site.toml"
    facility.write_text(f'backup_folder = "{stick}"\n{SCHOOL.read_text("utf-8")}', "utf-8")
    clock = FixedClock("2027-03-01T12:00:00-05:00", zone(NEW_YORK), NEW_YORK)

    def fact() -> Fact:
        return next(each for each in examine(places, facility, clock) if each.code == "backup")

    assert (fact().level, bool(fact().remedy)) == ("warning", True)
    back_up(places, None, facility, clock)
    assert fact().level == "ok"
    clock.set("2027-03-02T13:00:00-05:00")
    assert (fact().level, "25 hours" in fact().sentence) == ("warning", True)


def test_an_open_window_makes_a_backup_by_itself_when_none_was_made_for_twenty_hours(
    places: Places, tmp_path: Path
) -> None:
    """Where a folder is named and there; each is opened and proved by its hashes. A stick that is not plugged in is told, and is
    not made."""
    stick = tmp_path / "stick"
    facility = tmp_path / "site.toml"
    clock = FixedClock("2027-03-01T12:00:00-05:00", zone(NEW_YORK), NEW_YORK)
    assert back_up_if_due(places, SCHOOL, clock) is None
    facility.write_text(f'backup_folder = "{stick}"\n{SCHOOL.read_text("utf-8")}', "utf-8")
    with pytest.raises(AboutBackups):
        back_up_if_due(places, facility, clock)
    assert not stick.exists()
    stick.mkdir()
    made = back_up_if_due(places, facility, clock)
    assert made is not None
    clock.set("2027-03-02T07:00:00-05:00")
    assert back_up_if_due(places, facility, clock) is None
    clock.set("2027-03-02T09:00:00-05:00")
    assert back_up_if_due(places, facility, clock) is not None
    assert verify(made.folder, stick / "attachments", unlock(made.folder, places.keys)) == made.manifest
