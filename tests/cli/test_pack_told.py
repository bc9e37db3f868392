"""Commands that tell of a pack: cover, diff, draw, print, test; their exit codes, and what they write."""

import json
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pypdfium2
import pytest
from click.testing import CliRunner, Result

from desktop.cli.main import cli
from desktop.paths import resources

PACK = resources() / "packs" / "us-ca" / "school-visitor"
RARE = "stories/rarer.toml"
CHANGES = (
    ("pack.toml", 'version = "2026.11.1"', 'version = "2026.12.1"'),
    ("routing.toml", 'when = { step = "area", is = ["front"] }', 'when = { all = [{ answered = "area" }] }'),
    (
        "text/en/steps.toml",
        'question = "Is anyone in danger right now?"',
        'question = "Is there danger now?"',
    ),
)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The smaller sample pack, without the last of its stories."""
    folder = tmp_path_factory.mktemp("packs") / "small"
    shutil.copytree(PACK, folder)
    told = (folder / RARE).read_text(encoding="utf-8")
    (folder / RARE).write_text(told[: told.rindex("[[story]]")], encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def newer(small: Path) -> Path:
    """A later version of it: one rule holds more often, one question has other words."""
    folder = small.parent / "newer"
    shutil.copytree(small, folder)
    for name, old, new in CHANGES:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["pack", *map(str, arguments)], obj=lambda *_: 0)


def pages(file: Path) -> int:
    return len(pypdfium2.PdfDocument(file))


def test_cover_lists_what_is_missing_and_writes_stories_that_would_reach_it(
    small: Path, tmp_path: Path
) -> None:
    found = run("cover", small, "--suggest", tmp_path / "new.toml")
    assert found.exit_code == 1
    assert "missing: routing.toml · global F1 · inside" in found.output
    text = (tmp_path / "new.toml").read_text(encoding="utf-8")
    assert text.count('ends = ["…"]') == text.count("[[story]]") == 1
    told = json.loads(run("cover", small, "--json").output)
    assert told["percent"] == 99
    assert len(told["missing"]) == told["all"] - told["reached"] == 1
    assert run("cover", PACK).exit_code == 0


def test_a_suggested_story_is_refused_until_somebody_says_how_it_ends(small: Path, tmp_path: Path) -> None:
    folder = tmp_path / "pack"
    shutil.copytree(small, folder)
    story = '[[story]]\ntitle = "x"\nsite = { type = "school" }\nwhen = "2026-07-15 12:00"\nends = ["…"]\n'
    (folder / "stories" / "new.toml").write_text(story, encoding="utf-8")
    found = run("test", folder)
    assert found.exit_code == 2
    assert "Nobody has said yet how this story ends" in found.output
    assert run("cover", folder).exit_code == 2


def test_the_stories_of_a_pack_are_played(small: Path) -> None:
    found = run("test", small, "--json")
    assert found.exit_code == 0
    played = [json.loads(line) for line in found.output.splitlines() if line.startswith("{")]
    assert len(played) > 90
    assert all(each["ok"] for each in played)
    assert run("test", small).output == f"{len(played)} of {len(played)} stories end as they say.\n"


def test_diff_tells_the_changes_on_one_page(small: Path, newer: Path, tmp_path: Path) -> None:
    found = run("diff", small, newer)
    assert found.exit_code == 1
    said = " ".join(found.output.split())
    for words in (
        "now also “Front office only”",
        "now “Is there danger now?”",
        "was 2026.11.1, now 2026.12.1",
    ):
        assert words in said
    for paper in ("letter", "a4"):
        assert run("diff", small, newer, "--out", tmp_path / "d.pdf", "--paper", paper).exit_code == 1
        assert pages(tmp_path / "d.pdf") == 1
    same = run("diff", small, small)
    assert same.exit_code == 0
    assert "The two versions are the same." in same.output


def test_draw_marks_what_differs(small: Path, newer: Path, tmp_path: Path) -> None:
    assert run("draw", newer, "--against", small, "--out", tmp_path / "c.svg").exit_code == 0
    drawn = ElementTree.fromstring((tmp_path / "c.svg").read_text(encoding="utf-8"))
    marks = {each.get("data-change") for each in drawn.iter() if each.get("data-change")}
    assert marks == {"new", "changed", "removed"}
    assert run("draw", small, "--out", tmp_path / "c.pdf").exit_code == 0
    assert pages(tmp_path / "c.pdf") > 3


def test_print_writes_the_whole_policy_the_same_each_time(small: Path, tmp_path: Path) -> None:
    assert run("print", small, "--out", tmp_path / "p.txt").exit_code == 0
    text = " ".join((tmp_path / "p.txt").read_text(encoding="utf-8").split())
    for words in (
        "Is anyone in danger right now?",
        "Read and agreed, initials of counsel: Outcomes",
        "Legal basis",
        "Immigration officers ask for a student",
        "Counsel's initials: ______",
        "DRAFT POLICY",
        "Promises of the policy",
    ):
        assert words in text
    written = [tmp_path / "one.pdf", tmp_path / "two.pdf"]
    for file in written:
        assert run("print", small, "--out", file).exit_code == 0
    assert written[0].read_bytes() == written[1].read_bytes()


@pytest.mark.parametrize(
    "command",
    [("cover",), ("test",), ("draw", "--out", "x.svg"), ("print", "--out", "x.pdf"), ("diff", PACK)],
)
def test_what_is_no_pack_ends_with_2_and_a_sentence(command: tuple[str | Path, ...], tmp_path: Path) -> None:
    found = run(*command, tmp_path / "none")
    assert found.exit_code == 2
    assert "is neither a folder nor a pack file" in found.output


@pytest.mark.parametrize(
    "command",
    [("draw", "--out", "x.docx"), ("print", "--out", "x"), ("diff", PACK, "--out", "x.html")],
)
def test_a_file_whose_name_does_not_say_what_will_be_in_it_is_not_written(
    command: tuple[str | Path, ...], small: Path
) -> None:
    found = run(*command, small)
    assert found.exit_code == 2
    assert "ends in none of" in found.output


@pytest.mark.parametrize("command", ["check", "cover", "test"])
def test_a_folder_without_a_pack_is_told_in_one_sentence(command: str, tmp_path: Path) -> None:
    found = run(command, tmp_path)
    assert found.exit_code == 2
    assert found.output.count("\n") == 1
    assert "holds no pack.toml" in found.output


def test_a_story_that_ends_otherwise_is_told_with_its_place_in_the_words_of_the_screen(
    small: Path, tmp_path: Path
) -> None:
    """Both how it ends and how it is told to end; the lines for scripts only with --json."""
    folder = tmp_path / "other"
    shutil.copytree(small, folder)
    file = folder / "stories" / "rarer.toml"
    was, text = 'ends = ["Front office only"]', file.read_text("utf-8")
    assert was in text
    file.write_text(text.replace(was, 'ends = ["Usual visitor"]', 1), "utf-8")
    found = run("test", folder)
    assert found.exit_code == 1
    [line] = [each for each in found.output.splitlines() if each.startswith("error: ")]
    assert line.startswith("error: stories/rarer.toml · line ")
    assert "It ends “Front office only”, and is told to end “Usual visitor”. Let counsel say" in line
    assert line.endswith("[story_ends]")
    assert "{" not in found.output
    assert '"ok":false' in run("test", folder, "--json").output


def test_a_suggested_story_names_only_what_the_policy_asks_of_a_site(small: Path, tmp_path: Path) -> None:
    """California's asks for no borough, so none is made up."""
    run("cover", small, "--suggest", tmp_path / "more.toml")
    suggested = (tmp_path / "more.toml").read_text("utf-8")
    assert 'site = { type = "school" }' in suggested
    assert "borough" not in suggested


def test_a_file_that_cannot_be_written_ends_with_2(small: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    found = run("draw", small, "--out", tmp_path / "file" / "x.svg")
    assert found.exit_code == 2
    assert "cannot be written" in found.output
