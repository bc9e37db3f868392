"""Commands on who may sign in: people list, add, role, leave, reset-pin."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from desktop.cli.shared import Context, acting, as_json, as_options, asked_pin, json_option, told
from desktop.core.events import Actor
from desktop.core.people import ROLES, Person
from desktop.services.desk import Desk, open_desk
from desktop.services.roles import require

NO_PIN = "has no PIN yet"


@click.group(short_help='List, add and change who may sign in.  threshold people add "Guard 12" --role guard')
def people() -> None:
    """List, add and change who may sign in at this desk. People are known by their duty names, like Guard 12; no full name is
    asked. PINs are never arguments: they are asked for, or read from standard input with --pin-stdin.

    Until a supervisor with a PIN exists, whoever has this account adds people without --as.

    Example: threshold people add "Guard 12" --role guard --as "Supervisor 1"
    """


@contextmanager
def _at(context: Context, as_: str | None, pin_stdin: bool) -> Iterator[tuple[Desk, Actor | None]]:
    """The open desk, and who acts there."""
    desk = open_desk(context.places, context.facility, create=False)
    try:
        yield desk, acting(desk, as_, pin_stdin)
    finally:
        desk.close()


def _new_pin(desk: Desk, actor: Actor | None, name: str, pin_stdin: bool) -> str:
    """The PIN for this person; whoever may not set one is not asked for it. Refused as `roles.require` says."""
    if desk.signed.set_up:
        require(desk, "people", actor)
    return asked_pin(f"New PIN of {name}", pin_stdin, twice=True)


def _facts(person: Person) -> dict[str, object]:
    return {"person": person.person, "role": person.role, "active": person.active, "pin": bool(person.pin)}


def _tell(person: Person, words: str, json_: bool) -> None:
    click.echo(as_json({"ok": True, **_facts(person)}) if json_ else f"{person.person} {words}.")


role_option = click.option("--role", required=True, type=click.Choice(ROLES), help="What they may do.")


@people.command("list", short_help="List who may sign in.  threshold people list --json")
@json_option
@click.pass_obj
@told
def list_people(context: Context, json_: bool) -> None:
    """List everybody who was ever added, oldest first: also who works here no longer, since a duty name is given once.

    Example: threshold people list --json
    """
    with _at(context, None, False) as (desk, _):
        found = desk.people.everyone()
    if json_:
        click.echo(as_json({"people": [_facts(person) for person in found]}))
        return
    for person in found:
        state = "works here no longer" if not person.active else "has a PIN" if person.pin else NO_PIN
        click.echo(f"{person.person:40}  {person.role:10}  {state}")
    if not found:
        click.echo("Nobody was added yet: everybody acts by their own word.")


@people.command(
    short_help='Let a person sign in.  threshold people add "Guard 12" --role guard --as "Supervisor 1"'
)
@click.argument("name")
@role_option
@click.option("--no-pin", is_flag=True, help="A supervisor sets the PIN later.")
@as_options
@json_option
@click.pass_obj
@told
def add(
    context: Context, name: str, role: str, no_pin: bool, as_: str | None, pin_stdin: bool, json_: bool
) -> None:
    """Let NAME, a duty name, sign in from now on. With --pin-stdin the first line is your PIN, if you say --as, and the next one the
    new person's. Exit code 1 if it is refused.

    Example: threshold people add "Guard 12" --role guard --as "Supervisor 1"
    """
    with _at(context, as_, pin_stdin) as (desk, actor):
        pin = "" if no_pin else _new_pin(desk, actor, name, pin_stdin)
        person = desk.people.add(name, role, pin, actor)
    _tell(person, f"may sign in as {role}" if person.pin else NO_PIN, json_)


@people.command(
    "role", short_help='Give a person another role.  threshold people role "Guard 12" --role supervisor'
)
@click.argument("name")
@role_option
@as_options
@json_option
@click.pass_obj
@told
def change_role(
    context: Context, name: str, role: str, as_: str | None, pin_stdin: bool, json_: bool
) -> None:
    """Give NAME another role. The only supervisor with a PIN stays one. Exit code 1 if it is refused.

    Example: threshold people role "Guard 12" --role supervisor --as "Supervisor 1"
    """
    with _at(context, as_, pin_stdin) as (desk, actor):
        person = desk.people.change_role(name, role, actor)
    _tell(person, f"is {role} now", json_)


@people.command(short_help='Say that a person works here no longer.  threshold people leave "Guard 12"')
@click.argument("name")
@as_options
@json_option
@click.pass_obj
@told
def leave(context: Context, name: str, as_: str | None, pin_stdin: bool, json_: bool) -> None:
    """Say that NAME works here no longer. What they did stays on record, and the duty name is never given again. Exit code 1 if it is
    refused, as it is for the only supervisor with a PIN.

    Example: threshold people leave "Guard 12" --as "Supervisor 1"
    """
    with _at(context, as_, pin_stdin) as (desk, actor):
        person = desk.people.leave(name, actor)
    _tell(person, "works here no longer", json_)


@people.command(
    "reset-pin", short_help='Set a new PIN.  threshold people reset-pin "Guard 12" --as "Supervisor 1"'
)
@click.argument("name")
@as_options
@json_option
@click.pass_obj
@told
def reset_pin(context: Context, name: str, as_: str | None, pin_stdin: bool, json_: bool) -> None:
    """Set a new PIN for NAME, who forgot it. With --pin-stdin the first line is your PIN, the next one the new one. Exit code 1 if
    it is refused.

    Example: threshold people reset-pin "Guard 12" --as "Supervisor 1"
    """
    with _at(context, as_, pin_stdin) as (desk, actor):
        person = desk.people.reset_pin(name, _new_pin(desk, actor, name, pin_stdin), actor)
    _tell(person, "has a new PIN", json_)
