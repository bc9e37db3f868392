"""A workstation to run commands at."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from desktop.cli.main import cli
from tests.cli.playing import SHELTER

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs a command on a workstation below `tmp_path`; `typed` are the lines on its standard input."""

    def runner(*arguments: str | Path, typed: tuple[str, ...] = ()) -> Result:
        options = ["--home", str(tmp_path / "home"), "--facility", str(SHELTER)]
        lines = "".join(f"{line}\n" for line in typed)
        return CliRunner().invoke(cli, [*options, *map(str, arguments)], input=lines, obj=lambda *_: 0)

    return runner
