"""The policy office and the desk at the command line: keys, a statement, signatures, sticks, bulletins, each with its exit code."""

import json
from pathlib import Path

import pytest

from desktop.services import policy_making
from desktop.services.policy_gate import Judged, judge_folder
from tests.cli.conftest import Run
from tests.cli.playing import a_visit
from tests.packs.policy_office import ID, WORDS, Office, reworded


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    made = Office(tmp_path_factory.mktemp("office"))
    made.pack_file("2026.12.1", 1)
    made.pack_file("2026.12.2", 2, change=reworded)
    return made


@pytest.fixture
def desk(tmp_path: Path, run: Run, office: Office) -> Run:
    """A desk with a record that trusts the office."""
    a_visit(tmp_path)
    done = run("pack", "trust", office.authority_file(), "--hash", office.statement.hash[:16])
    assert done.exit_code == 0, done.output
    return run


def test_three_keys_and_a_statement_that_two_of_them_sign(tmp_path: Path, run: Run) -> None:
    """The ceremony of the manual. Passphrases come from standard input, never from an argument."""
    keys = [tmp_path / f"{name}.tkey" for name in ("one", "two", "three")]
    for key in keys:
        made = run(
            "pack",
            "key",
            "new",
            "--out",
            key,
            "--holder",
            key.stem,
            "--passphrase-stdin",
            "--json",
            typed=(WORDS,),
        )
        assert made.exit_code == 0, made.output
        assert json.loads(made.output) == json.loads(run("pack", "key", "show", key, "--json").output)
    file = tmp_path / "office.tauthority"
    listed = [part for key in keys for part in ("--key", key)]
    options = [
        "--id",
        "us-ny-nyc",
        "--name",
        "Policy office",
        "--decides-on",
        "us-ny-nyc/",
        *listed,
        "--out",
        file,
    ]
    assert run("pack", "authority", "new", *options).exit_code == 0
    for key in keys[:2]:
        said = run("pack", "authority", "sign", file, "--key", key, "--passphrase-stdin", typed=(WORDS,))
        assert said.exit_code == 0, said.output
    assert "It counts once" not in said.output
    wrong = run(
        "pack", "authority", "sign", file, "--key", keys[0], "--passphrase-stdin", typed=("wrong words here",)
    )
    assert (wrong.exit_code, wrong.output.endswith("[key_words]\n")) == (1, True)
    assert wrong.output.startswith("one.tkey: That passphrase does not open this key.")
    shown = json.loads(run("pack", "authority", "show", file, "--json").output)
    assert len(shown["signed_by"]) == 2
    gone = run(
        "pack",
        "authority",
        "next",
        file,
        "--remove",
        shown["signed_by"][0][:8],
        "--out",
        tmp_path / "2.tauthority",
    )
    assert gone.exit_code == 0, gone.output
    assert "version 2: 2 of 2 keys sign" in gone.output
    assert run("pack", "authority", "new", *options).exit_code == 1, "no statement is written over another"


def test_a_draft_is_compiled_and_not_signed(tmp_path: Path, run: Run, office: Office) -> None:
    folder = office.folder("2026.12.5", status="draft")
    out = tmp_path / "draft.tpack"
    made = run("pack", "compile", folder, "--out", out)
    assert made.exit_code == 0, made.output
    assert "It is a draft" in made.output
    signed = run("pack", "sign", out, "--key", office.home / "1.tkey", "--passphrase-stdin", typed=(WORDS,))
    assert signed.exit_code == 1
    assert 'status = "approved"' in signed.output
    assert run("pack", "compile", folder, "--out", out).exit_code == 1, "nothing is written over"


def test_a_pack_with_errors_is_not_compiled(tmp_path: Path, run: Run, office: Office) -> None:
    def without_words(tables) -> None:  # type: ignore[no-untyped-def]
        del tables.files["text/en/outcomes.toml"]["entered_without_consent"]

    folder = office.folder("2026.12.6", change=without_words)
    done = run("pack", "compile", folder, "--out", tmp_path / "bad.tpack")
    assert done.exit_code == 1
    assert "error: text/en/outcomes.toml" in done.output
    assert not (tmp_path / "bad.tpack").exists()
    assert run("pack", "compile", tmp_path / "nowhere", "--out", tmp_path / "bad.tpack").exit_code == 2


def test_only_what_the_gate_lets_pass_is_signed(
    tmp_path: Path, run: Run, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This pack has no stories, so they reach nothing. The control: a gate that finds nothing lets it pass."""
    out = tmp_path / "no-stories.tpack"
    assert run("pack", "compile", office.folder("2026.12.7"), "--out", out).exit_code == 0
    before = out.read_bytes()
    key = ("--key", office.home / "1.tkey", "--passphrase-stdin")
    refused = run("pack", "sign", out, *key, typed=(WORDS,))
    assert refused.exit_code == 1
    assert "The stories do not reach" in refused.output
    assert out.read_bytes() == before
    monkeypatch.setattr(policy_making, "judge_bundle", lambda bundle: Judged(paths=100))
    assert run("pack", "sign", out, *key, typed=(WORDS,)).exit_code == 0
    assert out.read_bytes() != before


def test_a_story_that_ends_otherwise_keeps_the_gate_shut(office: Office) -> None:
    folder = office.folder("2026.12.8")
    (folder / "scenarios").mkdir()
    source = Path("resources/packs/us-ny-nyc/facility-entry/scenarios")
    told = sorted(source.glob("*.json"))[0]
    good = told.read_text("utf-8")
    (folder / "scenarios" / told.name).write_text(good, "utf-8")
    assert judge_folder(folder).stories == ()
    case = json.loads(good)
    del case["expect"]["outcomes"]
    (folder / "scenarios" / told.name).write_text(json.dumps(case), "utf-8")
    assert "does not say how it ends" in judge_folder(folder).stories[0].sentence
    case["expect"]["outcomes"] = ["escort_within_warrant"]
    (folder / "scenarios" / told.name).write_text(json.dumps(case), "utf-8")
    judged = judge_folder(folder)
    assert len(judged.stories) == 1
    assert told.name in judged.stories[0].file


NEVER = """
[[never]]
id = "{name}"
says = "Nobody is walked in {name}."
outcome = ["escort_within_warrant"]
{when}
source = ["memo-2025"]
"""


def test_a_promise_that_a_newer_version_no_longer_gives_is_told_to_who_compiles_and_who_signs(
    tmp_path: Path, run: Run, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pack is proved against its own rules alone, so one that promises less is proved with less: which is never silent."""
    word = 'when = { step = "counsel", is = ["deny"] }'
    for version, rules in (
        ("2026.13.1", [("alone", word), ("kept", word), ("weaker", "")]),
        ("2026.13.2", [("kept", word), ("weaker", word)]),
    ):
        folder = office.folder(version)
        told = [NEVER.format(name=name, when=when) for name, when in rules]
        (folder / "safety.toml").write_text("".join(told), "utf-8")
    one, two = tmp_path / "one.tpack", tmp_path / "two.tpack"
    assert run("pack", "compile", office.home / "pack-2026.13.1", "--out", one).exit_code == 0
    made = run("pack", "compile", office.home / "pack-2026.13.2", "--after", one, "--out", two)
    key = ("--key", office.home / "1.tkey", "--passphrase-stdin")
    monkeypatch.setattr(policy_making, "judge_bundle", lambda bundle: Judged(paths=100))
    signed = run("pack", "sign", two, "--after", one, *key, typed=(WORDS,))
    for done in (made, signed):
        assert done.exit_code == 0, done.output
        assert "'alone' of the version before is gone" in done.output
        assert "'weaker' is not that of the version before" in done.output
        assert "'kept'" not in done.output
    assert "With --after FILE" in run("pack", "sign", two, *key, typed=(WORDS,)).output
    other = run("pack", "sign", two, "--after", two, *key, typed=(WORDS,))
    assert other.exit_code == 1
    assert "is not the version that this pack says it comes after" in other.output


def test_a_rule_that_is_about_nothing_keeps_the_gate_shut(office: Office) -> None:
    folder = office.folder("2026.13.3")
    never = '{ all = [{ step = "counsel", is = ["deny"] }, { step = "counsel", is = ["allow"] }] }'
    (folder / "safety.toml").write_text(NEVER.format(name="empty", when=f"when = {never}"), "utf-8")
    assert "safety_idle" in {each.code for each in judge_folder(folder).unsafe}


def test_a_former_version_comes_back_as_a_new_higher_one(tmp_path: Path, run: Run, office: Office) -> None:
    one, two, out = office.home / "2026.12.1.tpack", office.home / "2026.12.2.tpack", tmp_path / "back.tpack"
    options = ("--to", one, "--after", two, "--effective", "2026-12-01", "--out", out)
    done = run("pack", "return", *options, "--version", "2026.12.3", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["serial"] == 3
    shown = json.loads(run("pack", "show", out, "--json").output)
    assert (shown["version"], shown["effective"], shown["former"]) == (
        "2026.12.3", "2026-12-01", json.loads(run("pack", "show", two, "--json").output)["pack_hash"],
    )  # fmt: skip
    assert run("pack", "return", *options, "--version", "2026.12.2").exit_code == 1
    assert run("pack", "show", two, "--authority", office.authority_file()).exit_code == 0
    assert run("pack", "show", out, "--authority", office.authority_file()).exit_code == 1, (
        "nobody has signed it"
    )


def test_an_office_is_trusted_by_what_is_typed(tmp_path: Path, run: Run, office: Office) -> None:
    a_visit(tmp_path)
    wrong = run("pack", "trust", office.authority_file(), typed=("0000 0000 0000 0000",))
    assert wrong.exit_code == 1
    assert "has another hash" in wrong.output
    right = run("pack", "trust", office.authority_file(), typed=(office.statement.hash[:20],))
    assert right.exit_code == 0, right.output


def test_a_stick_is_installed_and_listed(desk: Run, office: Office, tmp_path: Path) -> None:
    done = desk("pack", "install", office.home / "2026.12.1.tpack", "--json")
    assert (done.exit_code, json.loads(done.output)["new"]) == (0, True)
    told = json.loads(desk("pack", "list", "--json").output)
    assert told["in_effect"]["version"] == "2026.12.1"
    assert [each["serial"] for each in told["packs"]] == [1]
    assert f"* {ID} 2026.12.1, number 1" in desk("pack", "list").output
    (tmp_path / "broken.tpack").write_bytes(b"nothing")
    assert desk("pack", "install", tmp_path / "broken.tpack").exit_code == 1
    assert desk("pack", "install", tmp_path / "nowhere").exit_code == 2
    assert json.loads(desk("pack", "list", "--json").output) == told


def test_before_there_is_a_record_nothing_can_be_installed(run: Run, office: Office) -> None:
    assert run("pack", "install", office.home / "2026.12.1.tpack").exit_code == 3


def test_a_bulletin_goes_from_a_text_file_to_the_desk(desk: Run, office: Office, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("Call counsel first.\n", "utf-8")
    out = tmp_path / "page.tbulletin"
    options = ("--pack", ID, "--number", "1", "--out", out)
    made = desk(
        "pack", "bulletin", "new", *options, "--title", "Call counsel", "--text", tmp_path / "page.txt"
    )
    assert made.exit_code == 0, made.output
    assert desk("pack", "bulletin", "install", out).exit_code == 1, "nobody has signed it"
    for number in (1, 2):
        key = ("--key", office.home / f"{number}.tkey", "--passphrase-stdin")
        assert desk("pack", "bulletin", "sign", out, *key, typed=(WORDS,)).exit_code == 0
    assert desk("pack", "bulletin", "install", out).exit_code == 0
    assert f"* {ID} 1: Call counsel" in desk("pack", "bulletin", "list").output
    assert json.loads(desk("pack", "bulletin", "acks", "--json").output) == {"read": []}
    assert desk("pack", "bulletin", "new", *options, "--ends").exit_code == 1, (
        "nothing is written over unasked"
    )
    assert desk("pack", "bulletin", "new", *options, "--ends", "--replace").exit_code == 0
    (tmp_path / "long.txt").write_text("x" * 3000, "utf-8")
    more = ("--pack", ID, "--number", "2", "--out", tmp_path / "long.tbulletin", "--title", "Long", "--text")
    assert desk("pack", "bulletin", "new", *more, tmp_path / "long.txt").exit_code == 1
    assert desk("pack", "bulletin", "new", *more, tmp_path / "no.txt").exit_code == 2
