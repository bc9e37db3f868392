"""A tenth of build/long/fuzz, drawn by a number: whatever is damaged gets a sentence, and is left as it was."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from build.long.fuzz import EXAMPLES
from tests.fuzz.controls import Careless, Other
from tests.fuzz.harness import Target, run
from tests.fuzz.targets import all_targets

TOP = Path(__file__).parents[2]
SEED = 7


@pytest.fixture(scope="module")
def targets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Target]:
    """Everything that is read from outside."""
    return {each.name: each for each in all_targets(tmp_path_factory.mktemp("fuzz"))}


def test_every_target_has_its_number_of_examples(targets: dict[str, Target]) -> None:
    """None is left out."""
    assert set(targets) == set(EXAMPLES)


@pytest.mark.parametrize("name", EXAMPLES)
def test_whatever_is_damaged_gets_a_sentence_and_is_left_as_it_was(
    targets: dict[str, Target], name: str
) -> None:
    """No exception but ours, each with what to do; the good one is read as before."""
    tally = run(targets[name], EXAMPLES[name] // 10, SEED)
    assert tally.refused > 0


def test_a_reader_that_raises_what_python_raises_is_found(tmp_path: Path) -> None:
    """The control: a KeyError of its own."""
    with pytest.raises((ExceptionGroup, LookupError, TypeError)):
        run(Other(tmp_path / "control"), 50, SEED)


def test_a_reader_that_leaves_something_half_done_is_found(tmp_path: Path) -> None:
    """The other control."""
    with pytest.raises(AssertionError, match="left behind"):
        run(Careless(tmp_path / "control"), 50, SEED)


def test_what_is_huge_deep_or_says_so_is_refused_with_little_memory(tmp_path: Path) -> None:
    """Four gigabytes, a million brackets, a picture of 60,000 by 60,000: told, under limits that the system keeps."""
    command = [sys.executable, "-m", "tests.fuzz.bombs_child", str(tmp_path)]
    done = subprocess.run(command, cwd=TOP, env={**os.environ}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = dict(line.partition("\t")[::2] for line in done.stdout.splitlines() if "\t" in line)
    assert len(told) == 29
    assert all(told.values()), told
