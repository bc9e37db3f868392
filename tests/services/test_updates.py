"""A release on a stick: what enough release keys signed is staged whole; everything else is refused in one sentence that says why."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import msgspec
import pytest

from desktop.core.errors import Refused, Trouble
from desktop.core.release import KEYS, LARGEST_LIST, RELEASE, SIGNATURES, ReleaseNumber
from desktop.paths import resources
from desktop.services import updates
from desktop.services.refusals import sentence
from desktop.services.release_signing import TO_VERIFY, sign_release
from desktop.services.update_refusals import REFUSALS
from desktop.services.updates import Desk, check, facts, stage, updates_folder
from desktop.trust.policykeys import key_id
from tests.services.releases import DEB, EXE, TODAY, ReleaseOffice

Break = Callable[[Path], object]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> ReleaseOffice:
    return ReleaseOffice(tmp_path_factory.mktemp("office"))


@pytest.fixture
def desk(tmp_path: Path, office: ReleaseOffice) -> Desk:
    """A desk with release 0.1.0 build 1."""
    return office.desk(tmp_path / "home", office.program(tmp_path / "program"))


@pytest.fixture
def stick(tmp_path: Path, office: ReleaseOffice) -> Path:
    """A good release 0.2.0 build 1."""
    return office.stick(tmp_path / "stick")


def refused(desk: Desk, stick: Path, today: str = TODAY) -> Refused:
    """Why it is refused, by check and by stage alike; nothing is left where it would have been staged."""
    found = []
    for act in (check, stage):
        with pytest.raises(Refused) as why:
            act(desk, stick, today, "deb")
        found.append(why.value)
    assert found[0].code == found[1].code
    assert not sentence(found[0]).startswith("Not accepted")
    assert sentence(found[0]).count("{") == 0
    folder = updates_folder(desk.places)
    assert [each for each in folder.rglob("*") if each.is_file()] == [] if folder.exists() else True
    return found[0]


def test_a_good_release_is_staged_whole_with_its_list_and_the_next_command(desk: Desk, stick: Path) -> None:
    found, file = stage(desk, stick, TODAY, "deb")
    assert found.release.number == ReleaseNumber("0.2.0", 1)
    assert len(found.signatures) == 2
    assert file.read_bytes() == (stick / DEB).read_bytes()
    assert {each.name for each in file.parent.iterdir()} == {DEB, RELEASE, SIGNATURES, KEYS}
    assert updates.next_command("deb", file) == f"apt-get install --no-install-recommends {file}"
    assert (
        check(desk, file.parent, TODAY, "deb").release == found.release
    )  # what lies there can be checked again
    assert stage(desk, stick, TODAY, "deb")[1] == file  # the same again is no fault
    assert [(code, level) for code, level, _, _ in facts(desk.places, desk.running)] == [
        ("update_staged", "warning")
    ]


def test_the_package_is_that_by_which_the_program_was_installed_or_the_one_that_is_named(
    desk: Desk, stick: Path, tmp_path: Path
) -> None:
    by_tar = msgspec.structs.replace(desk, package="tar")
    with pytest.raises(Refused, match="update_platform"):
        check(by_tar, stick, TODAY)
    assert check(by_tar, stick / DEB, TODAY).file.name == DEB
    windows = msgspec.structs.replace(
        desk, package=None, running=msgspec.structs.replace(desk.running, platform="windows-x86_64")
    )
    assert check(windows, stick, TODAY).file.name == EXE
    with pytest.raises(Refused, match="update_platform"):
        check(windows, stick, TODAY, "deb")


def test_a_higher_release_takes_the_place_of_the_staged_one_and_an_older_one_never_comes_back(
    desk: Desk, stick: Path, office: ReleaseOffice, tmp_path: Path
) -> None:
    stage(desk, stick, TODAY, "deb")
    higher = office.stick(tmp_path / "higher", ("0.10.0", 1))
    _, file = stage(desk, higher, TODAY, "deb")
    assert [each.name for each in updates_folder(desk.places).iterdir()] == ["0.10.0-1"]
    with pytest.raises(Refused, match="update_older"):
        stage(desk, stick, TODAY, "deb")
    shutil.rmtree(updates_folder(desk.places))  # that it is gone makes no difference
    with pytest.raises(Refused, match="update_older"):
        check(desk, stick, TODAY, "deb")
    assert file.parent.name == "0.10.0-1"


def test_a_return_to_a_former_program_is_a_release_with_a_higher_number(
    desk: Desk, office: ReleaseOffice, tmp_path: Path
) -> None:
    """The number orders releases, not the program in them: 0.1.0 build 2 is higher than 0.1.0 build 1, whatever it holds."""
    assert check(desk, office.stick(tmp_path / "again", ("0.1.0", 2)), TODAY, "deb").release.build == 2


def other_bytes(stick: Path) -> None:
    content = bytearray((stick / DEB).read_bytes())
    content[1000] ^= 1
    (stick / DEB).write_bytes(content)


def changed_list(stick: Path) -> None:
    told = json.loads((stick / RELEASE).read_bytes())
    told["expires"] = "2099-01-01"
    (stick / RELEASE).write_bytes(json.dumps(told, separators=(",", ":"), sort_keys=True).encode())


BROKEN: dict[str, tuple[Break, str, str]] = {
    "a changed byte of the package": (other_bytes, "update_changed", "is not the file that was signed"),
    "a package that broke off": (
        lambda stick: (stick / DEB).write_bytes((stick / DEB).read_bytes()[:-1]), "update_size", "broke off"
    ),
    "a package with more at its end": (
        lambda stick: (stick / DEB).write_bytes((stick / DEB).read_bytes() + b"x"), "update_size", "bytes"
    ),
    "a missing package": (lambda stick: (stick / DEB).unlink(), "update_missing", "not beside it"),
    "a changed list": (changed_list, "update_unsigned", "0 of the 2 keys"),
    "a list that broke off": (
        lambda stick: (stick / RELEASE).write_bytes((stick / RELEASE).read_bytes()[:-9]), "update_file", "no list"
    ),
    "a list in another form": (
        lambda stick: (stick / RELEASE).write_bytes((stick / RELEASE).read_bytes() + b"\n"), "update_file", "one form"
    ),
    "a list that is too large": (
        lambda stick: (stick / RELEASE).write_bytes(b" " * (LARGEST_LIST + 1)), "update_file", "too large"
    ),
    "signatures that are none": (
        lambda stick: (stick / SIGNATURES).write_bytes(b"{}}"), "update_file", "holds no signatures"
    ),
    "no signatures": (lambda stick: (stick / SIGNATURES).unlink(), "update_unsigned", "0 of the 2 keys"),
    "no list": (lambda stick: (stick / RELEASE).unlink(), "update_nothing", "There is no release"),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_broken_is_refused_with_its_reason(what: str, desk: Desk, stick: Path) -> None:
    act, code, said = BROKEN[what]
    act(stick)
    why = refused(desk, stick)
    assert why.code == code
    assert said in sentence(why)


@pytest.mark.parametrize(
    ("made", "code", "said"),
    [
        ({"number": ("0.1.0", 1)}, "update_older", "not higher than 0.1.0 build 1, which runs here"),
        ({"number": ("0.0.9", 7)}, "update_older", "not higher"),
        ({"signers": (0,)}, "update_unsigned", "1 of the 2 keys"),
        ({"signers": (0, 0)}, "update_unsigned", "1 of the 2 keys"),
        ({"least": "0.1.1"}, "update_step", "0.1.1 or later"),
        ({"made": date(2025, 9, 1)}, "update_expired", "until 2026-10-06"),
    ],
)
def test_what_is_too_old_or_signed_by_too_few_is_refused(
    made: dict[str, object], code: str, said: str, desk: Desk, office: ReleaseOffice, tmp_path: Path
) -> None:
    why = refused(desk, office.stick(tmp_path / "stick", **made))  # type: ignore[arg-type]
    assert why.code == code
    assert said in sentence(why)


def test_a_release_is_taken_for_four_hundred_days_and_a_clock_that_is_behind_is_told(
    desk: Desk, stick: Path
) -> None:
    """2026-11-01 and 400 days: a site that sees one stick a year still takes it."""
    assert check(desk, stick, "2027-12-06", "deb").notes == ()
    assert refused(desk, stick, "2027-12-07").code == "update_expired"
    [note] = check(desk, stick, "2019-01-01", "deb").notes
    assert "The clock of this PC says 2019-01-01" in note


def test_another_release_of_the_same_number_is_refused(
    desk: Desk, stick: Path, office: ReleaseOffice, tmp_path: Path
) -> None:
    stage(desk, stick, TODAY, "deb")
    shutil.rmtree(updates_folder(desk.places))
    assert refused(desk, office.stick(tmp_path / "other", content=b"another")).code == "update_other"


def test_keys_of_somebody_else_count_for_nothing_and_those_of_a_policy_office_neither(
    desk: Desk, tmp_path: Path, office: ReleaseOffice
) -> None:
    stranger = ReleaseOffice(tmp_path / "stranger")
    assert refused(desk, stranger.stick(tmp_path / "theirs")).code == "update_unsigned"
    for_packs = office.state(office.keys[:3], 2, office.keys[:2], scope="us-ny-nyc/")
    with pytest.raises(Refused, match="update_file"):
        office.stick(tmp_path / "packs", keys=for_packs)


def test_a_program_without_release_keys_believes_no_release(
    stick: Path, tmp_path: Path, office: ReleaseOffice
) -> None:
    program = office.program(tmp_path / "bare")
    (program / "release" / KEYS).unlink()
    assert refused(office.desk(tmp_path / "home", program), stick).code == "update_no_keys"


def test_new_keys_that_enough_of_the_former_ones_signed_are_believed_and_given_up_ones_never_again(
    desk: Desk, stick: Path, office: ReleaseOffice, tmp_path: Path
) -> None:
    """Key 1 was stolen: the next release brings the next statement, and from then on key 1 signs nothing here."""
    new = office.state([office.keys[1], office.keys[2], office.keys[3]], 2, office.keys[1:4])
    rotated = office.stick(tmp_path / "rotated", ("0.3.0", 1), signers=(2, 3), keys=new)
    assert stage(desk, rotated, TODAY, "deb")[0].keys.authority.version == 2
    later = office.stick(
        tmp_path / "later", ("0.4.0", 1), signers=(0, 1)
    )  # by a thief, under the first statement
    with pytest.raises(Refused, match="update_unsigned"):
        check(desk, later, TODAY, "deb")
    alone = office.state([office.keys[0], office.keys[3]], 2, [office.keys[0], office.keys[3]])
    by_one = office.stick(tmp_path / "one", ("0.5.0", 1), signers=(0, 3), keys=alone)
    with pytest.raises(Refused) as why:
        check(office.desk(tmp_path / "home-2", tmp_path / "program"), by_one, TODAY, "deb")
    assert "was passed over" in sentence(why.value)


def test_a_stick_that_cannot_be_read_and_a_folder_that_cannot_be_written_change_nothing(
    desk: Desk, stick: Path, tmp_path: Path
) -> None:
    (stick / DEB).unlink()
    (stick / DEB).mkdir()
    with pytest.raises((Refused, Trouble)):
        check(desk, stick, TODAY, "deb")
    (stick / DEB).rmdir()
    shutil.copyfile(stick / EXE, stick / DEB)
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    with pytest.raises(Trouble, match="could not be laid aside"):
        stage(desk, stick, TODAY, "deb", blocked / "below")
    damaged = desk.places.keys / updates.STATE
    damaged.parent.mkdir(parents=True)
    damaged.write_bytes(b"{")
    with pytest.raises(Trouble) as why:
        check(desk, stick, TODAY, "deb")
    assert why.value.kind == "key_damaged"


def test_openssl_alone_checks_a_release_as_the_manual_says(stick: Path, office: ReleaseOffice) -> None:
    """Whoever installs for the first time has no Threshold to check it with."""
    assert (stick / TO_VERIFY).read_bytes() == b"threshold policy release 1\n" + (
        stick / RELEASE
    ).read_bytes()
    whole = (stick / TO_VERIFY).read_bytes()
    for number in (0, 1):
        name = key_id(office.keys[number].public)
        key = ["-pubin", "-inkey", f"{name}.pem", "-sigfile", f"{name}.sig"]
        command = ["openssl", "pkeyutl", "-verify", "-rawin", *key, "-in", TO_VERIFY]
        assert subprocess.run(command, cwd=stick, capture_output=True, check=False).returncode == 0
        (stick / TO_VERIFY).write_bytes(whole.replace(b"0.2.0", b"0.2.1"))
        assert subprocess.run(command, cwd=stick, capture_output=True, check=False).returncode != 0
        (stick / TO_VERIFY).write_bytes(whole)
    sums = subprocess.run(
        ["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=stick, capture_output=True, check=False
    )
    assert sums.returncode == 0, sums.stderr


def test_a_key_that_is_none_of_the_office_does_not_sign(stick: Path, office: ReleaseOffice) -> None:
    with pytest.raises(Refused, match="update_not_yours"):
        sign_release(stick / RELEASE, office.keys[3])
    before = (stick / SIGNATURES).read_bytes()
    sign_release(stick / RELEASE, office.keys[0])  # again: the same
    assert (stick / SIGNATURES).read_bytes() == before


def test_every_refusal_stands_in_the_manual() -> None:
    manual = (resources() / "manual" / "it-updates.md").read_text("utf-8")
    assert set(REFUSALS) <= set(re.findall(r"`(update_[a-z_]+)`", manual))
