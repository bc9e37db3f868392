"""The manual page threshold(1), made from what the commands say of themselves, so that it cannot say otherwise."""

import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import click

from desktop import __version__
from desktop.cli.main import cli
from desktop.paths import HOME_VARIABLE

FILES = (
    (
        "/etc/threshold/managed.toml",
        "What IT decides for every account of this computer; see it-configuration.md.",
    ),
    ("~/.config/threshold/config/", "facility.toml, and what this account chose."),
    ("~/.local/share/threshold/data/", "The record, encrypted."),
    ("~/.local/state/threshold/keys/", "Its keys. Whoever copies only one of the two folders opens nothing."),
    ("~/.local/state/threshold/log/", "The log, without any personal data."),
    ("/opt/threshold/current/lib/resources/manual/", "The manual."),
)


def page(day: datetime) -> str:
    """The whole page in roff, dated `day`."""
    with click.Context(cli, info_name="threshold") as context:
        lines = [
            f'.TH THRESHOLD 1 "{day:%Y-%m-%d}" "Threshold {__version__}" "User Commands"',
            ".SH NAME",
            r"threshold \- warrant checks at the front desk, and a record that can be believed",
            ".SH SYNOPSIS",
            _roff(f"threshold {' '.join(cli.collect_usage_pieces(context))}"),
            ".SH DESCRIPTION",
            *_text(cli.help or ""),
            ".SH OPTIONS",
            *_options(cli, context),
            ".SH COMMANDS",
            *_commands(cli, context),
            ".SH EXIT STATUS",
            *_text(cli.epilog or ""),
            ".SH ENVIRONMENT",
            ".TP",
            f".B {HOME_VARIABLE}",
            r"As the option \-\-home.",
            ".SH FILES",
        ]
    for name, what in FILES:
        lines += [".TP", f".I {_roff(name)}", _roff(what)]
    return "\n".join([*lines, ""])


def _commands(group: click.Group, context: click.Context) -> Iterator[str]:
    """Each command below a group, with what is below it, in the order of their names."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None or command.hidden:
            continue
        with click.Context(command, info_name=name, parent=context) as own:
            if isinstance(command, click.Group):
                yield from _text(command.help or "")
                yield from _commands(command, own)
                continue
            yield from (".SS", _roff(f"{own.command_path} {' '.join(command.collect_usage_pieces(own))}"))
            yield from _text(command.help or "")
            yield from _options(command, own)


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    for parameter in command.get_params(context):
        told = parameter.get_help_record(context)
        if told is not None and "--help" not in parameter.opts:
            yield from (".TP", f".B {_roff(told[0])}", _roff(told[1]) or r"\&")


def _text(words: str) -> Iterator[str]:
    """Paragraphs, each joined into one line."""
    for paragraph in re.split(r"\n\s*\n", words.strip()):
        joined = " ".join(paragraph.split()).removeprefix("\b ")
        if joined:
            yield from (".PP", _roff(joined))


def _roff(text: str) -> str:
    """The text as roff prints it: nothing in it is a request or an escape."""
    escaped = text.replace("\\", r"\e").replace("-", r"\-").replace("…", "...")
    return rf"\&{escaped}" if escaped.startswith((".", "'")) else escaped


if __name__ == "__main__":
    sys.stdout.write(page(datetime.now(UTC)))
