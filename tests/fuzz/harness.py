"""Gives damaged things to a reader of ours and sees that it answers with a sentence, and leaves everything as it was."""

import hashlib
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Protocol

import msgspec
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from desktop.cli.main import cli
from desktop.core.bundles import BundleUnusable
from desktop.core.errors import Refused, Trouble
from desktop.core.findings import Finding
from desktop.packs.catalog import PackUnusable
from desktop.packs.facility import FacilityUnusable
from desktop.packs.scenarios import ScenarioUnreadable
from desktop.services.refusals import sentence

Told = list[str]
"""What was said of it; nothing where it was taken as good."""


REFUSALS = (Trouble, Refused, BundleUnusable, PackUnusable, FacilityUnusable, ScenarioUnreadable)
"""What a reader may raise; everything else is the crash that is looked for."""


TOO_LARGE = 1 << 28
"""Bytes: no file of ours is so large."""


class Target(Protocol):
    """Something that reads from outside."""

    name: str
    folder: Path
    """Everything below it must be the same before and after, but for what `read` itself puts right again."""

    def inputs(self) -> st.SearchStrategy[Any]:
        """What is given to it."""

    def read(self, given: Any) -> Told:
        """Put it in its place and read it; put the good one back, and read that. Raises only what `told` knows."""


class Tally(msgspec.Struct):
    """How many were given, refused with a sentence, and taken; `slowest` in seconds."""

    name: str
    given: int = 0
    refused: int = 0
    taken: int = 0
    slowest: float = 0.0


def told(problem: Exception) -> Told:
    """The sentences of what was raised, one of `REFUSALS`."""
    if isinstance(problem, Trouble):
        assert problem.sentence.strip(), "a trouble without a sentence"
        assert problem.remedy.strip(), f"no remedy: {problem.sentence}"
        assert problem.kind != "ours", f"blamed on ourselves: {problem.sentence}"
        return [whole(problem.words)]
    if isinstance(problem, Refused):
        said = sentence(problem)
        assert not said.startswith("Not accepted ("), f"a refusal without a sentence: {problem.code}"
        return [whole(said)]
    if isinstance(problem, BundleUnusable):
        return [whole(problem.sentence)]
    if isinstance(problem, PackUnusable | FacilityUnusable | ScenarioUnreadable):
        return findings(problem.findings)
    raise problem


def findings(found: Iterable[Finding]) -> Told:
    """Every finding has its sentence and what to do."""
    listed = list(found)
    assert all(each.sentence.strip() and each.fix.strip() for each in listed), listed
    return [each.line() for each in listed]


def whole(said: str) -> str:
    """It can be shown: text, and not endless."""
    assert said.strip(), "nothing is said"
    said.encode("utf-8")
    assert len(said) < 5_000, f"{len(said)} characters are said: {said[:200]}"
    assert "Traceback" not in said
    return said


def command(*arguments: str | Path) -> tuple[int, str]:
    """Run a command of ours: its exit code and what it said. Whatever it raises is the crash looked for."""
    done = CliRunner().invoke(cli, [str(each) for each in arguments], obj=lambda *_: 0)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code in (0, 1, 2, 3), done.exit_code
    assert done.exit_code == 0 or done.output.strip(), f"exit code {done.exit_code} without a word"
    assert "Traceback" not in done.output
    return done.exit_code, done.output


PASSING = ("-wal", "-shm", ".log")
"""Ends of names that come and go while a record is open, and of the log."""


def state(folder: Path) -> dict[str, str]:
    """Every file below a folder by its hash, but for `PASSING`."""
    found = sorted(
        place for place in folder.rglob("*") if place.is_file() and not place.name.endswith(PASSING)
    )
    return {str(place.relative_to(folder)): _print(place) for place in found}


class InFile:
    """A file that is damaged where it lies. `reader` reads it as the program does; after each the good one must be read again."""

    def __init__(
        self,
        name: str,
        file: Path,
        folder: Path,
        inputs: st.SearchStrategy[bytes],
        reader: Callable[[], Told],
        again: bool = True,
    ) -> None:
        self.name, self.file, self.folder = name, file, folder
        self._inputs, self.reader, self._good, self._again = inputs, reader, file.read_bytes(), again

    def inputs(self) -> st.SearchStrategy[bytes]:
        """The damaged file."""
        return self._inputs

    def read(self, given: bytes) -> Told:
        """What was refused left everything as it was."""
        self.file.write_bytes(given)
        try:
            before = state(self.folder)
            try:
                said = self.reader()
            except REFUSALS as problem:
                said = told(problem)
            if said:
                assert state(self.folder) == before, "a refused file left something changed"
        finally:
            self.file.write_bytes(self._good)
        if said and self._again:
            assert self.reader() == [], "the good file is not read any more"
        return said


class OwnFolder:
    """A thing whose parts lie in a folder of its own; one of its files is damaged."""

    def __init__(
        self, name: str, folder: Path, files: dict[str, st.SearchStrategy[bytes]], reader: Callable[[], Told]
    ) -> None:
        self.name, self.folder, self._files = name, folder, files
        self.one = {each: InFile(name, folder / each, folder, drawn, reader) for each, drawn in files.items()}

    def inputs(self) -> st.SearchStrategy[tuple[str, bytes]]:
        """Which file, and what stands in it."""
        return st.sampled_from(sorted(self._files)).flatmap(
            lambda name: st.tuples(st.just(name), self._files[name])
        )

    def read(self, given: tuple[str, bytes]) -> Told:
        """As `InFile.read`."""
        return self.one[given[0]].read(given[1])


def _print(place: Path) -> str:
    """Its hash; of what is too large to be ours the length."""
    size = place.stat().st_size
    return f"{size} bytes" if size >= TOO_LARGE else hashlib.sha256(place.read_bytes()).hexdigest()


def run(target: Target, examples: int, number: int) -> Tally:
    """Give it so many examples, drawn by `number`; the first that is not answered as it must be is raised, made small."""
    tally = Tally(target.name)
    before = state(target.folder)

    @seed(number)
    @settings(
        max_examples=examples, database=None, deadline=None, derandomize=False, print_blob=False,
        phases=(Phase.generate, Phase.shrink), suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.data())
    def one(data: st.DataObject) -> None:
        what = data.draw(target.inputs())
        began = time.monotonic()
        try:
            said = target.read(what)
        except REFUSALS as problem:
            said = told(problem)
        tally.slowest = max(tally.slowest, time.monotonic() - began)
        tally.given += 1
        tally.refused += bool(said)
        tally.taken += not said
        assert state(target.folder) == before, "something was changed, or left behind"

    one()
    return tally
