"""threshold keys at the command line: sentences, JSON, exit codes, and no secret but where it was asked for."""

import json
import os
import pty
import stat
import sys
from contextlib import closing, suppress
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from desktop.cli.keys import keys
from desktop.cli.main import cli
from desktop.managed import managed_file
from desktop.services.desk import open_desk
from tests.services.rings import WORDS, Station, identity_file


@pytest.fixture
def station(tmp_path: Path) -> Station:
    return Station(tmp_path)


def run(station: Station, *arguments: str | Path, typed: str = "") -> Result:
    options = ["--home", str(station.home / "desk"), "keys", *map(str, arguments)]
    return CliRunner().invoke(cli, options, input=typed, obj=lambda *_: 0)


def test_every_command_is_explained_with_an_example(station: Station) -> None:
    for name in keys.commands:
        said = run(station, name, "--help")
        assert said.exit_code == 0
        assert f"Example: threshold keys {name}" in " ".join(said.output.split())


def test_the_list_says_what_opens_the_record_and_a_changed_way_is_exit_code_1(station: Station) -> None:
    run(station, "add-office", station.recipient)
    said = run(station, "list")
    assert said.exit_code == 0
    assert "opens the record" in said.output
    assert station.recipient in said.output
    whole = json.loads(station.slots.read_bytes())
    whole["slots"][1]["recipient"] = identity_file(station.home / "foreign.txt")[1]
    station.slots.write_text(json.dumps(whole))
    changed = run(station, "list", "--json")
    assert (changed.exit_code, json.loads(changed.stdout)["ok"]) == (1, False)
    doctor = CliRunner().invoke(cli, ["--home", str(station.home / "desk"), "doctor"], obj=lambda *_: 0)
    assert doctor.exit_code == 1
    assert "key_slots" in doctor.output


def test_offices_of_managed_toml_are_added_that_cannot_open_the_record_yet(station: Station) -> None:
    file = managed_file(station.places)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f'recovery = ["{station.recipient}"]\n')
    assert len(json.loads(run(station, "add-office", "--json").stdout)["names"]) == 1
    again = run(station, "add-office")
    assert (again.exit_code, "already" in again.output) == (0, True)


def test_a_page_for_each_part_is_written_for_this_account_only_and_its_words_open_the_record(
    station: Station,
) -> None:
    out = station.home / "sheet"
    made = run(station, "add-sheet", "--need", "2", "--of", "3", "--out-dir", out, "--json")
    assert made.exit_code == 0, made.output
    files = [Path(each) for each in json.loads(made.stdout)["files"]]
    assert [each.parent for each in files] == [out] * 3
    assert all(stat.S_IMODE(each.stat().st_mode) == 0o600 for each in files)
    pages = [each.read_text() for each in files]
    assert all(f"Part {at} of 3." in page and "Any 2 of the 3" in page for at, page in enumerate(pages, 1))
    assert all(json.loads(run(station, "list", "--json").stdout)["fingerprint"] in page for page in pages)
    assert all(len(line) <= 80 for page in pages for line in page.splitlines())
    typed = "".join(page.split("-" * 68)[2].replace("\n", " ") + "\n" for page in pages[1:])
    proved = run(station, "verify-sheet", typed=typed)
    assert proved.exit_code == 0, proved.output
    assert "share" not in json.loads(made.stdout)["sheets"][0]


def test_a_sheet_that_cannot_be_written_does_not_count_and_leaves_nothing(station: Station) -> None:
    (station.home / "file").write_text("no folder")
    for out in (station.home / "file", station.home / "file" / "sheet", station.home / "none" / "sheet"):
        assert run(station, "add-sheet", "--need", "2", "--of", "3", "--out-dir", out).exit_code == 2
    assert run(station, "add-sheet", "--need", "2", "--of", "3").exit_code == 2
    assert len(station.ring.slots()) == 1


def test_printed_shares_stand_on_standard_output_and_in_no_file(station: Station) -> None:
    said = run(station, "add-sheet", "--need", "1", "--of", "1", "--print")
    words = said.stdout.split("-" * 68)[2]
    first = words.split()[1]
    assert run(station, "verify-sheet", typed=words.replace("\n", " ") + "\n").exit_code == 0
    files = [each for each in (station.home / "desk").rglob("*") if each.is_file()]
    assert not any(f" {first} ".encode() in each.read_bytes() for each in files)


def test_passphrases_come_from_standard_input_and_are_never_repeated(station: Station) -> None:
    added = run(station, "add-passphrase", typed=f"{WORDS}\n")
    assert (added.exit_code, WORDS in added.output) == (0, False)
    assert run(station, "add-passphrase", typed="too short\n").exit_code == 1
    assert run(station, "add-passphrase", "the words as an argument").exit_code == 2
    station.key_file.unlink()
    wrong = run(station, "recover", "--passphrase", typed="the umbrella stands behind a red door\n")
    assert (wrong.exit_code, "does not open" in wrong.output) == (1, True)
    assert run(station, "recover", "--passphrase", typed="  The umbrella\n").exit_code == 1
    assert run(station, "recover", "--passphrase", typed=f"  {WORDS.replace(' ', '   ')} \n").exit_code == 0


def test_recover_wants_one_way_and_names_a_file_that_cannot_be_read(station: Station) -> None:
    assert run(station, "recover").exit_code == 2
    assert run(station, "recover", "--sheet", "--passphrase").exit_code == 2
    missing = run(station, "recover", "--office", station.home / "nothing.txt")
    assert (missing.exit_code, "nothing.txt" in missing.output) == (2, True)
    station.identity.write_bytes(b"\xff\xfe no key")
    assert run(station, "recover", "--office", station.identity).exit_code == 1


def test_replace_and_remove_say_what_they_do_not_help_against(station: Station) -> None:
    done = run(station, "replace-machine", "--json")
    assert Path(json.loads(done.stdout)["file"]) == station.key_file
    run(station, "add-office", station.recipient)
    removed = run(station, "remove", "office")
    assert (removed.exit_code, "change-data-key" in removed.output) == (0, True)
    assert run(station, "remove", "office").exit_code == 1


def test_the_data_key_is_changed_with_new_sheets_and_a_new_passphrase(station: Station) -> None:
    run(station, "add-sheet", "--need", "2", "--of", "2", "--print")
    run(station, "add-passphrase", typed=f"{WORDS}\n")
    assert run(station, "change-data-key").exit_code == 2
    out = station.home / "sheet"
    done = run(station, "change-data-key", "--out-dir", out, "--json", typed=f"{WORDS} again\n")
    assert done.exit_code == 0, done.output
    facts = json.loads(done.stdout)
    assert [slot["kind"] for slot in facts["slots"]] == ["machine", "sheet", "passphrase"]
    assert len(facts["gone"]) == 2
    assert len(facts["files"]) == 2
    assert Path(facts["former"]).exists()
    pages = [Path(each).read_text() for each in facts["files"]]
    assert all(json.loads(run(station, "list", "--json").stdout)["fingerprint"] in page for page in pages)


def test_a_damaged_list_of_ways_is_exit_code_3_and_is_not_written_over(station: Station) -> None:
    station.slots.write_bytes(b'{"format": 2')
    for arguments in (
        ("list",),
        ("add-office", station.recipient),
        ("change-data-key",),
        ("replace-machine",),
    ):
        said = run(station, *arguments)
        assert (said.exit_code, "keyslots.json" in said.output) == (3, True), said.output
    assert station.slots.read_bytes() == b'{"format": 2'


def at_terminal(station: Station, *arguments: str, answers: list[str]) -> tuple[int, str]:
    """The command at a terminal of its own, which is given an answer at each colon; exit code and all that was on the screen."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(
            sys.executable,
            [sys.executable, "-m", "desktop", "--home", str(station.home / "desk"), "keys", *arguments],
        )
    said = b""
    with suppress(OSError):  # the terminal is gone with the command
        while block := os.read(terminal, 4096):
            said += block
            if said.endswith(b": ") and answers:
                os.write(terminal, answers.pop(0).encode() + b"\n")
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), said.decode()


def test_at_a_terminal_a_passphrase_is_asked_twice_and_never_shown(station: Station) -> None:
    code, said = at_terminal(station, "add-passphrase", answers=[WORDS, WORDS])
    assert (code, WORDS in said, said.count("Passphrase")) == (0, False, 2)
    code, said = at_terminal(station, "add-passphrase", answers=[WORDS, "another one"])
    assert (code, "not the same" in said) == (1, True)


def test_at_a_terminal_shares_are_asked_for_until_an_empty_line(station: Station) -> None:
    shares = station.ring.add_sheet(2, 3)
    code, said = at_terminal(station, "verify-sheet", answers=[shares[0], shares[2], ""])
    assert (code, "Words of part 3" in said) == (0, True)


def test_whoever_is_at_the_command_line_makes_no_supervisor_of_themselves_by_a_sheet(
    station: Station,
) -> None:
    """The key file is made again and said to be; the PIN is not even asked for."""
    with closing(open_desk(station.places)) as desk:
        desk.people.first("Supervisor 1", "284913")
    sheet = ("add-sheet", "--need", "1", "--of", "1", "--print", "--json")
    made = json.loads(run(station, *sheet).stdout)["sheets"][0]
    said = run(
        station, "recover", "--sheet", "--supervisor", "Guard 12", typed=f"{made['shares'][0]}\n\n402917\n"
    )
    assert (said.exit_code, made["name"] in said.output, "--as" in said.output) == (1, True, True)
    assert run(station, "recover", "--sheet", typed=f"{made['shares'][0]}\n\n").exit_code == 0
    assert run(station, *sheet, "--as", "Supervisor 1", "--pin-stdin", typed="402917\n").exit_code == 1
    agreed = run(station, *sheet, "--as", "Supervisor 1", "--pin-stdin", typed="284913\n")
    [share] = json.loads(agreed.stdout)["sheets"][0]["shares"]
    done = run(station, "recover", "--sheet", "--supervisor", "Guard 12", typed=f"{share}\n\n402917\n")
    assert (done.exit_code, "is a supervisor" in done.output) == (0, True), done.output


def test_a_removed_sheet_that_is_back_is_told_loudly_when_it_is_used(station: Station) -> None:
    [share] = station.ring.add_sheet(1, 1)
    before = station.slots.read_bytes()
    run(station, "remove", "sheet")
    station.slots.write_bytes(before)
    said = run(station, "recover", "--sheet", "--json", typed=f"{share}\n\n")
    assert (said.exit_code, json.loads(said.stdout)["amiss"], "is back" in said.stderr) == (
        0,
        "way_back",
        True,
    )
