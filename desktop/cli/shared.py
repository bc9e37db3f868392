"""What all commands share: where things lie, how facts are printed, and what an exit code means."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn, ParamSpec, TypeVar

import click
import msgspec

from desktop.core.errors import Refused, Trouble
from desktop.core.events import Actor
from desktop.paths import Places
from desktop.services.closed import unlock_by
from desktop.services.desk import Desk, workstation_places
from desktop.services.people import duty_name
from desktop.services.policy_refusals import REFUSALS
from desktop.services.refusals import sentence
from desktop.services.signed import IT, by_word

OK, NOT_OK, UNREADABLE, TROUBLE, ENDED = 0, 1, 2, 3, 130
"""Exit codes: all well · something was found · what was given cannot be read · the record cannot be opened · Ctrl-C, as shells
count it."""

ASKS_WHO = ("sign_in", "not_your_role")
WHO = " Say who you are with --as NAME; your PIN is asked for then."

_P = ParamSpec("_P")
_R = TypeVar("_R")


class Context(msgspec.Struct, frozen=True):
    """The options before the command: the folders of this workstation, and a facility file for this run."""

    places: Places
    facility: Path | None


def make_context(
    home: Path | None, facility: Path | None, passphrase_stdin: bool = False, window: bool = False
) -> Context:
    """The context of one run. Where there is no key file, the passphrase is asked for when a command needs the record: it is the first
    line of standard input with `passphrase_stdin`, else typed unseen on the terminal; a `window` never asks there."""
    places = workstation_places(home)
    if passphrase_stdin:
        words = sys.stdin.readline().strip()
        places.held.ask = lambda folder: _open_by(folder, places, words)
    elif sys.stdin.isatty() and not window:
        places.held.ask = lambda folder: _open_by(folder, places, _typed_passphrase())
    return Context(places, facility)


def _typed_passphrase() -> str:
    ask: Callable[..., str] = click.prompt
    return ask("Passphrase of the record", default="", show_default=False, hide_input=True, err=True).strip()


def _open_by(folder: Path, places: Places, words: str) -> None:
    """Nothing typed opens nothing. Trouble("closed") for a wrong one."""
    if not words:
        return
    try:
        unlock_by(folder, places, words)
    except Refused as refused:
        raise Trouble("closed", sentence(refused), "Try again.") from refused


def as_json(value: object) -> str:
    """One line of JSON."""
    return json.dumps(msgspec.to_builtins(value), ensure_ascii=False)


def fail(code: int, sentence: str) -> NoReturn:
    """Say it on standard error and end with `code`."""
    click.echo(sentence, err=True)
    raise SystemExit(code)


def coded(sentence: str, code: str) -> str:
    """What is told, with the code by which the manual's reference lists it, where it does."""
    return f"{sentence} [{code}]" if code in REFUSALS else sentence


def told(command: Callable[_P, _R]) -> Callable[_P, _R]:
    """Turn trouble into its sentence and exit code 3 (2 for a given file that cannot be read), a refusal into exit code 1, Ctrl-C into 130;
    everything else is a fault of ours."""

    @wraps(command)
    def run(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            return command(*args, **kwargs)
        except Trouble as trouble:
            fail(UNREADABLE if trouble.kind == "given" else TROUBLE, trouble.words)
        except Refused as refused:
            asks = refused.code in ASKS_WHO and kwargs.get("as_", "") is None
            fail(NOT_OK, coded(f"{sentence(refused)}{WHO if asks else ''}", refused.code))
        except KeyboardInterrupt:
            fail(ENDED, "Ended by Ctrl-C. What was not finished was taken away again.")

    return run


def as_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options --as and --pin-stdin."""
    words = "Read the PIN from standard input, one line, in place of asking for it."
    command = click.option("--pin-stdin", is_flag=True, help=words)(command)
    return click.option("--as", "as_", metavar="NAME", help="Your duty name, where people sign in.")(command)


def asked_pin(what: str, pin_stdin: bool, twice: bool = False) -> str:
    """A PIN: the next line of standard input, else what is typed unseen on the terminal. Never an argument, which others could read.
    Where there is none it is said, and the command ends with exit code 2. `twice`: a new PIN."""
    if pin_stdin:
        if not (pin := sys.stdin.readline().rstrip("\r\n")):
            fail(UNREADABLE, "The new person's PIN is missing." if twice else f"The {what} is missing.")
        return pin
    return str(click.prompt(what, hide_input=True, confirmation_prompt=twice, err=True))


def asked_words(what: str, given: str | None, must: bool = False) -> str:
    """Words that people wrote: as they are `given`; for "-" the next line of standard input, or what is typed on the terminal, so that they
    need not stand in the shell's history or in the list of processes. Where they `must` be there and are not, they are asked for on a
    terminal; elsewhere the command ends with exit code 2."""
    if given is None and must and not sys.stdin.isatty():
        raise click.UsageError(f"Say {what}; - reads it from standard input.")
    if given != "-" and not (given is None and must):
        return given or ""
    if sys.stdin.isatty():
        return str(click.prompt(f"{what[:1].upper()}{what[1:]}", err=True)).strip()
    return sys.stdin.readline().strip()


def words_option(
    name: str, what: str, help_: str, must: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """An option whose words can be kept out of the shell: see `asked_words`."""
    return click.option(
        name,
        metavar="TEXT",
        callback=lambda ctx, _, given: None if ctx.resilient_parsing else asked_words(what, given, must),
        help=f"{help_} - asks for it, or reads a line of standard input.",
    )


def acting(desk: Desk, as_: str | None, pin_stdin: bool) -> Actor:
    """Who acts: signed in by name and PIN, or IT where no name is given. Where nobody can sign in yet there is no PIN to ask for: a name is
    taken by its word. Refused as `People.check` and `enter` say."""
    if as_ is None:
        return IT
    desk.signed.renew(desk.store.staff)
    if not desk.signed.set_up:
        return by_word(duty_name(as_))
    return desk.people.sign_in(as_, asked_pin(f"PIN of {as_}", pin_stdin))


def json_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option --json."""
    return click.option("--json", "json_", is_flag=True, help="Print JSON for scripts.")(command)


def progress_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option --progress."""
    words = "Tell on standard error how far it is; on a terminal it is told anyway, unless --json is given."
    return click.option("--progress", "shows", is_flag=True, help=words)(command)


Tell = Callable[[str, int, int], None]
"""Told what is being done, and how much of it is done, of how much."""


@contextmanager
def telling(shows: bool, quiet: bool = False) -> Iterator[Tell]:
    """Tell on standard error how far it is: on a terminal one line that is written over, unless `quiet`; else, with `shows`, a
    line for each percent."""
    terminal, said = sys.stderr.isatty(), ""

    def tell(what: str, done: int, of: int) -> None:
        nonlocal said
        now = f"{what}: {done * 100 // of if of else 100} %"
        if now != said and (shows or (terminal and not quiet)):
            click.echo(f"\r{now:40}" if terminal else now, nl=not terminal, err=True)
            said = now

    try:
        yield tell
    finally:
        if said and terminal:
            click.echo(err=True)
