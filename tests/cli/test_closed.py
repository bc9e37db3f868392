"""The command line at a site without a key file: the passphrase is asked for, costs are said first, exit codes tell what is closed."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from desktop.cli.main import cli
from desktop.trust.keys import key_files
from tests.services.closing import WORDS, WRONG, Site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "home")


def run(site: Site, *arguments: str, typed: str = "") -> Result:
    options = ["--home", str(site.home), *arguments]
    return CliRunner().invoke(cli, options, input=typed, obj=lambda *_: 0)


def test_a_command_that_needs_the_record_says_that_it_is_closed(site: Site) -> None:
    """Exit code 3 without the passphrase and with a wrong one; with the right one as first line it works."""
    closed = run(site, "visits")
    assert (closed.exit_code, "The record is closed" in closed.stderr) == (3, True)
    wrong = run(site, "--passphrase-stdin", "visits", typed=f"{WRONG}\n")
    assert (wrong.exit_code, "does not open this record" in wrong.stderr) == (3, True)
    said = run(site, "--passphrase-stdin", "visits", typed=f"{WORDS}\n")
    assert (said.exit_code, "00001" in said.stdout) == (0, True)
    assert WORDS not in said.output + closed.output + wrong.output


def test_monitoring_gets_a_code_of_its_own_and_a_person_is_told_of_what_waits(site: Site) -> None:
    """doctor ends with 1 while the record is closed, names side records, and nothing of it is an error."""
    site.emergency()
    facts = json.loads(run(site, "doctor", "--json").stdout)
    facts = facts if isinstance(facts, list) else facts["facts"]
    levels = {fact["code"]: fact["level"] for fact in facts}
    assert (levels["closed"], levels["side_waiting"]) == ("warning", "warning")
    assert "error" not in levels.values()


def test_the_command_line_opens_the_record_and_leaves_side_records_alone(site: Site) -> None:
    """A window may be writing one: only the window takes them in."""
    site.emergency()
    assert run(site, "--passphrase-stdin", "verify", typed=f"{WORDS}\n").exit_code == 0
    assert len(site.waiting()) == 1


def test_what_it_costs_is_said_before_the_key_file_goes(site: Site) -> None:
    """Without consent nothing happens; with it the file is gone, and named; a wrong passphrase deletes nothing."""
    made = run(site, "--passphrase-stdin", "keys", "replace-machine", typed=f"{WORDS}\n")
    assert (made.exit_code, len(key_files(site.places.keys))) == (0, 1)
    refused = run(site, "keys", "passphrase-only", typed="n\n")
    assert (refused.exit_code, "Whoever forgets the passphrase" in refused.stderr) == (1, True)
    assert run(site, "keys", "passphrase-only", "--yes", typed=f"{WRONG}\n").exit_code == 1
    assert len(key_files(site.places.keys)) == 1
    done = run(site, "keys", "passphrase-only", "--yes", "--json", typed=f"{WORDS}\n")
    assert (done.exit_code, len(json.loads(done.stdout)["deleted"])) == (0, 1)
    assert key_files(site.places.keys) == []
    again = run(site, "keys", "passphrase-only", "--yes", typed=f"{WORDS}\n")
    assert (again.exit_code, "no key file any more" in again.output) == (0, True)
