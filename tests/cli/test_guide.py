"""The guide “Your city's policy in a day”, done as it says: every edit made, every command run, in an empty folder."""

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from desktop.cli.main import cli
from desktop.paths import resources

GUIDE = resources() / "manual" / "your-citys-policy.md"
PASSPHRASE = "one two three four five six\n"
ASKS_FOR_IT = ("pack key new", "pack sign", "pack authority sign")
FENCE = re.compile(r"^```(\w+)\n(.*?)^```\n", re.DOTALL | re.MULTILINE)
EDIT = re.compile(
    r"In `(?P<file>[^`]+)`, (in the place of `(?P<old>.+)`|below the line that begins `(?P<under>.+)`):"
    r"|Add at the end of `(?P<end>[^`]+)`:|Write `(?P<new>[^`]+)`:"
)


def blocks() -> Iterator[tuple[str, str, str]]:
    """The line above each block, its language and its lines."""
    text = GUIDE.read_text("utf-8")
    for each in FENCE.finditer(text):
        yield text[: each.start()].rstrip().rpartition("\n")[2], each[1], each[2]


def edit(said: str, text: str) -> None:
    """Change a file as the line above the block says. A place that is not there, or is there twice, is a fault of the guide."""
    told = EDIT.fullmatch(said)
    assert told, f"The guide does not say what to do with this block: {said}"
    if named := told["new"]:
        Path(named).write_text(text, "utf-8")
        return
    file = Path(told["end"] or told["file"])
    lines = file.read_text("utf-8")
    if told["end"]:
        lines += text
    elif told["old"]:
        assert lines.count(told["old"]) == 1, f"{file}: {told['old']}"
        lines = lines.replace(told["old"], text.rstrip("\n"))
    else:
        found = [line for line in lines.splitlines() if line.startswith(told["under"])]
        assert len(found) == 1, f"{file}: {told['under']}"
        lines = lines.replace(f"{found[0]}\n", f"{found[0]}\n{text}")
    file.write_text(lines, "utf-8")


def run(home: Path, line: str) -> str:
    """Run a line of the guide as it stands; what it printed. It must end with the exit code that the guide says, else with 0."""
    command, _, said = line.partition("  # exit code ")
    program, *arguments = shlex.split(command)
    if program == "mkdir":
        Path(*arguments).mkdir()
        return ""
    if program == "cp":
        for each in arguments[:-1]:
            shutil.copy(each, arguments[-1])
        return ""
    assert program == "threshold", line
    asked = (
        [*arguments, "--passphrase-stdin"]
        if command.removeprefix("threshold ").startswith(ASKS_FOR_IT)
        else arguments
    )
    if arguments[:2] == ["pack", "trust"]:  # what the policy office told IT by telephone
        asked = [
            *arguments,
            "--hash",
            run(home, f"threshold pack authority show {arguments[2]}").split("hash")[1].strip()[:79],
        ]
    done = CliRunner().invoke(cli, ["--home", str(home), *asked], input=PASSPHRASE, obj=lambda *_: 0)
    assert done.exception is None or isinstance(done.exception, SystemExit), f"{line}\n{done.exc_info}"
    assert done.exit_code == int(said or 0), f"{line}\n{done.output}"
    return done.output


def test_the_guide_leads_from_nothing_to_a_signed_policy_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, home = tmp_path / "empty", tmp_path / "home"
    folder.mkdir()
    monkeypatch.chdir(folder)
    commands = 0
    for said, language, text in blocks():
        if language == "toml":
            edit(said, text)
            continue
        for line in text.splitlines():
            out = run(home, line)
            commands += 1
            if line == "threshold pack list":
                assert "* my-city/town-hall 1.0" in out
            if line == "threshold doctor":
                assert "Policy my-city/town-hall 1.0 is in effect" in out
                assert not [each for each in out.splitlines() if each.startswith("error")]
    assert commands >= 25
    assert Path("changes.pdf").read_bytes().startswith(b"%PDF")


def test_every_command_of_the_guide_stands_in_a_block_that_is_run() -> None:
    """A command in running text must be one that is run too, or that only writes a suggestion."""
    text = GUIDE.read_text("utf-8")
    outside = re.findall(r"`(threshold [^`]+)`", FENCE.sub("", text))
    assert [each for each in outside if "--suggest" not in each] == []
