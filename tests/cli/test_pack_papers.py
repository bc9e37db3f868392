"""What is printed and drawn of a pack: marked as a draft until enough have signed it; of an overlay what is its own; in the policy's own
words; and what of its promises is others' now."""

from pathlib import Path
from xml.etree import ElementTree

import pypdfium2
import pytest
from click.testing import CliRunner, Result

from desktop.cli.main import cli
from desktop.packs.beginning import begin
from desktop.packs.bundle import make_bundle, signed_bundle, write_bundle
from desktop.paths import resources
from tests.packs.mutated import OVERLAY
from tests.packs.policy_office import Office

DRAFT = "DRAFT POLICY"
CALIFORNIA = resources() / "packs" / "us-ca" / "school-visitor"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["pack", *map(str, arguments)], obj=lambda *_: 0)


class Signed:
    """A small pack, and its pack files with one signature and with two."""

    def __init__(self, home: Path) -> None:
        self.home, self.office = home, Office(home / "office")
        self.authority = self.office.authority_file()
        self.folder = home / "small"
        begin(resources(), self.folder, "sample", "us-ny-nyc/small")
        head = self.folder / "pack.toml"
        head.write_text(
            head.read_text("utf-8").replace('status = "draft"', 'status = "approved"', 1), "utf-8"
        )
        made = make_bundle(self.folder, 1)
        for number in (1, 2):
            made = signed_bundle(made, self.office.keys[number])
            write_bundle(home / f"by-{number}.tpack", made)

    def marked(self, *command: str | Path) -> bool:
        """Whether what a command writes says on its pages that the policy is a draft."""
        out = self.home / f"out{'.svg' if 'draw' in command else '.txt'}"
        done = run(*command, "--out", out)
        assert done.exit_code in (0, 1), done.output
        text = out.read_text("utf-8")
        if out.suffix == ".svg":
            text = " ".join(ElementTree.fromstring(text).itertext())
        assert "us-ny-nyc/small" in text
        return DRAFT in text


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Signed:
    return Signed(tmp_path_factory.mktemp("signed"))


@pytest.mark.parametrize("command", ["print", "draw", "diff"])
def test_the_mark_of_a_draft_goes_only_where_enough_keys_of_the_named_office_have_signed(
    command: str, signed: Signed, tmp_path: Path
) -> None:
    two, one = signed.home / "by-2.tpack", signed.home / "by-1.tpack"
    against = (CALIFORNIA,) if command == "diff" else ()
    office = ("--authority", signed.authority)
    assert not signed.marked(command, *against, two, *office)
    assert signed.marked(command, *against, two), "nobody said whose signatures count"
    assert signed.marked(command, *against, one, *office), "one key is not enough"
    assert signed.marked(command, *against, signed.folder, *office), "a folder can be changed by anybody"
    other = Office(tmp_path / "other")
    assert signed.marked(command, *against, two, "--authority", other.authority_file())


def test_a_statement_that_its_own_keys_have_not_signed_takes_no_mark_away(signed: Signed) -> None:
    bare = signed.office.signed_statement(signed.office.authority, signed.office.keys[:1])
    file = signed.home / "bare.tauthority"
    file.write_bytes(signed.office.authority_file(bare).read_bytes())
    signed.office.authority_file()
    done = run("print", signed.home / "by-2.tpack", "--authority", file, "--out", signed.home / "x.txt")
    assert done.exit_code == 1
    assert done.output.startswith("bare.tauthority: 1 of the 2 keys")


def test_a_pdf_says_on_each_page_whether_it_is_a_draft(signed: Signed) -> None:
    for more, there in (((), True), (("--authority", signed.authority), False)):
        out = signed.home / "chart.pdf"
        assert run("draw", signed.home / "by-2.tpack", "--out", out, *more).exit_code == 0
        pages = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(out)]
        assert {DRAFT in each for each in pages} == {there}


def test_an_overlay_is_printed_with_what_is_its_own_marked_and_its_base_is_not(tmp_path: Path) -> None:
    out = tmp_path / "policy.txt"
    assert run("print", OVERLAY, "--out", out).exit_code == 0
    lines = out.read_text("utf-8").splitlines()
    text = " ".join(" ".join(lines).split())
    for words in (
        "Do they ask for a student to be brought to them? [OVERLAY ADDS]",
        "Does counsel have a copy to read? [OVERLAY CHANGES]",
        "OVERLAY CHANGES: Asked if Paper or screen is “On a phone or screen” or (the site is a",
        "HOLD: Nobody is handed over at the desk [OVERLAY ADDS]",
        "HOLD: Hold: counsel first [OVERLAY CHANGES]",
        "OVERLAY ADDS: Tell the principal.",
        "OVERLAY ADDS: Liaison of this site",
        "OVERLAY ADDS: SCH1 Officers ask for a student",
        "hold_for_counsel · do: the overlay adds to the base's words: Tell the principal.",
    ):
        assert words in text, words
    assert any(line.startswith("1. ") and "OVERLAY" not in line for line in lines)
    assert run("print", OVERLAY.parent / "facility-entry", "--out", out).exit_code == 0
    assert "OVERLAY" not in out.read_text("utf-8")


def test_the_sheet_of_the_one_who_decides_has_the_name_that_the_policy_gives(tmp_path: Path) -> None:
    titles = {}
    for name in ("us-ny-nyc/facility-entry", "us-ca/school-visitor"):
        out = tmp_path / "chart.svg"
        assert run("draw", resources() / "packs" / name, "--out", out).exit_code == 0
        [sheet] = [each for each in ElementTree.parse(out).iter() if each.get("id") == "sheet-counsel"]
        titles[name] = next(text for text in sheet.itertext() if text.strip())
    assert titles == {
        "us-ny-nyc/facility-entry": "Counsel",
        "us-ca/school-visitor": "Superintendent",
    }


def test_promises_that_are_gone_new_or_others_now_stand_on_the_page(signed: Signed, tmp_path: Path) -> None:
    newer = tmp_path / "newer"
    begin(resources(), newer, "sample", "us-ny-nyc/small")
    safety, head = newer / "safety.toml", newer / "pack.toml"
    rules = safety.read_text("utf-8").replace('id = "only-a-judge"', 'id = "judges-alone"', 1)
    rules = rules.replace('when = { step = "danger", is = ["seen"] }\n', "", 1)
    safety.write_text(rules.replace("An agency's paper never lets", "No agency's paper lets", 1), "utf-8")
    head.write_text(head.read_text("utf-8").replace('version = "1.0"', 'version = "1.1"', 1), "utf-8")
    done = run("diff", signed.folder, newer)
    assert done.exit_code == 1
    text = " ".join(done.output.split())
    for words in (
        "Promises (safety rules): 4",
        "The safety rule 'only-a-judge' of the version before is gone: A paper that no judge signed",
        "The safety rule 'judges-alone' is new",
        "The safety rule 'danger-first' is not that of the version before",
        "The safety rule 'no-agency-paper' is told in other words: was “An agency's paper",
        "Ways of answering that end elsewhere: none",
    ):
        assert words in text, words
    assert "0 of 0" not in text
    same = run("diff", signed.folder, signed.folder)
    assert (same.exit_code, "Promises (safety rules): none" in same.output) == (0, True)
