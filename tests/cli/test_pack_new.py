"""A pack that is begun on the command line is whole at once: it checks, its stories play, and what it comes with is its own."""

import json
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from desktop.cli.main import cli
from desktop.core.proving.safety import all_hold, prove_safety
from desktop.packs.beginning import TEMPLATES
from desktop.packs.catalog import check_pack, load_pack, load_safety


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["pack", *words])
    return result.exit_code, result.output


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_new_pack_has_no_finding_under_its_own_id_and_title(template: str, tmp_path: Path) -> None:
    folder = tmp_path / "My City" / "first-try"
    code, _ = run("new", str(folder), "--from", template, "--title", r"A “new” \\1 one")
    assert code == 0
    apart = {"safety_missing", "fact_elsewhere"} if template in ("nyc", "overlay") else {"safety_missing"}
    assert [each for each in check_pack(folder) if each.code not in apart] == []
    head = load_pack(folder).policy.head
    assert (head.id, head.version, head.status) == ("my-city/first-try", "1.0", "draft")
    assert head.title == r"A “new” \\1 one"


def test_the_sample_plays_covers_and_proves_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "city" / "policy"
    assert run("new", str(folder))[0] == 0
    assert run("test", str(folder))[0] == 0
    code, said = run("cover", str(folder), "--json")
    assert code == 0, said
    safety = load_safety(folder)
    assert safety is not None
    assert all_hold(prove_safety(load_pack(folder).policy, safety))


def test_the_files_name_schemas_that_lie_beside_them(tmp_path: Path) -> None:
    folder = tmp_path / "policy"
    run("new", str(folder), "--id", "city/policy")
    named = 0
    for file in folder.rglob("*.toml"):
        first, _, _ = file.read_text("utf-8").partition("\n")
        if first.startswith("#:schema "):
            named += 1
            assert json.loads((file.parent / first.removeprefix("#:schema ")).read_text("utf-8"))["$schema"]
    assert named == 10


def test_a_folder_that_holds_something_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    code, said = run("new", str(tmp_path), "--id", "city/policy")
    assert (code, [each.name for each in tmp_path.iterdir()]) == (2, ["mine.txt"])
    assert "holds something already" in said


def test_an_id_that_is_none_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    code, said = run("new", str(tmp_path / "policy"), "--id", "My City!")
    assert (code, list(tmp_path.iterdir())) == (2, [])
    assert "is no id of a pack" in said


def test_what_a_pack_begins_from_can_be_read_as_toml_with_its_notes(tmp_path: Path) -> None:
    """The notes for its author stay: every file of the sample says what it holds."""
    run("new", str(tmp_path / "policy"), "--id", "city/policy")
    for file in (tmp_path / "policy").rglob("*.toml"):
        text = file.read_text("utf-8")
        assert tomllib.loads(text)
        assert text.splitlines()[1 if text.startswith("#:schema") else 0].startswith("# ")
