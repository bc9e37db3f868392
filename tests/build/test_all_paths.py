"""The script that walks and renders every way of the New York pack, on a few of them: none comes out otherwise, and it would be noticed."""

from pathlib import Path

import msgspec
import pytest

from build.bench.all_paths import rendered
from tests.core.nyc import policy

EVERY = 1_000


def test_ways_that_are_walked_and_rendered_come_out_as_they_were_proved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rendered(EVERY, tmp_path, 1.0) == 0
    assert "20 of 20" in capsys.readouterr().out


def test_a_way_that_comes_out_otherwise_is_counted(tmp_path: Path) -> None:
    """The control: proved of a policy that gives other reasons than the one that is walked."""
    whole = policy()
    rules = tuple(msgspec.structs.replace(rule, reasons=("counsel_declined",)) for rule in whole.group.rule)
    other = msgspec.structs.replace(whole, group=msgspec.structs.replace(whole.group, rule=rules))
    assert rendered(EVERY, tmp_path, 1.0, other) > 0
