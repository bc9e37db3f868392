"""What all commands share: where things lie, how facts are printed, and what an exit code means."""

import json
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn, ParamSpec, TypeVar

import click
import msgspec

from desktop.core.errors import Refused, Trouble
from desktop.paths import Places
from desktop.services.desk import workstation_places
from desktop.services.refusals import sentence

OK, NOT_OK, UNREADABLE, TROUBLE = 0, 1, 2, 3
"""Exit codes: all well · something was found · what was given cannot be read · the record cannot be opened.
"""

_P = ParamSpec("_P")
_R = TypeVar("_R")


class Context(msgspec.Struct, frozen=True):
    """The options before the command: the folders of this workstation, and a facility file for this run."""

    places: Places
    facility: Path | None


def make_context(home: Path | None, facility: Path | None) -> Context:
    """The context of one run."""
    return Context(workstation_places(home), facility)


def as_json(value: object) -> str:
    """One line of JSON."""
    return json.dumps(msgspec.to_builtins(value), ensure_ascii=False)


def fail(code: int, sentence: str) -> NoReturn:
    """Say it on standard error and end with `code`."""
    click.echo(sentence, err=True)
    raise SystemExit(code)


def told(command: Callable[_P, _R]) -> Callable[_P, _R]:
    """Turn trouble into its sentence and exit code 3, a refusal into exit code 1; everything else is a fault
    of ours."""

    @wraps(command)
    def run(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            return command(*args, **kwargs)
        except Trouble as trouble:
            fail(TROUBLE, trouble.words)
        except Refused as refused:
            fail(NOT_OK, sentence(refused))

    return run


def json_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option --json."""
    return click.option("--json", "json_", is_flag=True, help="Print JSON for scripts.")(command)
