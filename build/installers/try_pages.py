"""Holds the pages for IT against what was really run: each of their commands must have been typed in the trial, letter by letter."""

from collections.abc import Iterator
from pathlib import Path

from build.installers.try_room import Room

PAGES = tuple(
    Path(__file__).parents[2] / "resources/manual" / name for name in ("it-linux.md", "it-removal.md")
)
AS_ROOT = "sudo "
OPTIONS = ("sudo ln ", "sudo rm ", "/opt/threshold/remove-data --list")
"""Commands of the pages that no other step runs by itself."""


def commands() -> Iterator[tuple[str, str]]:
    """Page and command, in order: the lines that are set in by four."""
    for page in PAGES:
        for line in page.read_text(encoding="utf-8").splitlines():
            if line.startswith("    "):
                yield page.name, line.strip()


def options(room: Room) -> Iterator[str]:
    """Run what the pages offer beside installing; what they name must be there."""
    for page, command in commands():
        if command.startswith("sudo ln "):
            room.root_runs(f"mkdir -p $(dirname {command.split()[-1]})")  # any desktop has them
        if command.startswith(OPTIONS):
            run = room.root_runs if command.startswith(AS_ROOT) else room.run
            if (done := run(command.removeprefix(AS_ROOT))).returncode:
                yield f"{page}: {command} ended with {done.returncode}: {done.stderr}"
            if command.startswith("sudo ln ") and not (room.root / command.split()[3].lstrip("/")).exists():
                yield f"{page}: {command} links to nothing."


def page_commands(room: Room) -> Iterator[str]:
    """A sentence for each command of the pages that was not run."""
    for page, command in commands():
        if not any(command.removeprefix(AS_ROOT) in ran for ran in room.ran):
            yield f"{page}: nobody tried: {command}"
