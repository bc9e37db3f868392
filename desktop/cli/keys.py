"""Commands on the ways to open the record: threshold keys list, add, remove, recover, change."""

import sys
from collections.abc import Callable
from pathlib import Path

import click

from desktop.cli.key_pages import Pages, say
from desktop.cli.shared import (
    NOT_OK,
    UNREADABLE,
    Context,
    as_json,
    as_options,
    asked_pin,
    fail,
    json_option,
    progress_option,
    telling,
    told,
)
from desktop.core.errors import Refused, Trouble
from desktop.managed import decided
from desktop.services.keyring import Keyring
from desktop.services.keyways import SlotView
from desktop.services.proved import note_proved
from desktop.services.refusals import sentence
from desktop.store.backup import AboutBackups
from desktop.store.rekey import STEPS, Step

STATES = {
    "opens": "opens the record",
    "whole": "as it was made",
    "changed": "CHANGED by somebody: it opens nothing. Remove it.",
    "missing": "its key file is not here",
    "unchecked": "not checked: the key is not here",
}

passphrase_help = "Asked for at the terminal; from a script the next line of standard input."


@click.group(
    short_help="The ways to open the record: key file, office, recovery sheet, passphrase.  threshold keys list"
)
def keys() -> None:
    """The ways to open the record of this computer. Words of sheets, passphrases and PINs are never arguments: they are asked for at the
    terminal, or read from standard input, one a line.

    Example: threshold keys add-sheet --need 2 --of 3 --out-dir /mnt/stick/sheet
    """


@keys.command("list", short_help="List the ways to open the record.")
@json_option
@click.pass_obj
@told
def list_(context: Context, json_: bool) -> None:
    """List the ways to open the record, and which are as they were made. Exit code 1 if one was changed.

    Example: threshold keys list --json
    """
    ring = Keyring(context.places, console=True)
    slots = ring.slots()
    changed = any(slot.state == "changed" for slot in slots)
    if json_:
        click.echo(as_json({"ok": not changed, "fingerprint": ring.fingerprint(), "slots": slots}))
    else:
        for slot in slots:
            click.echo(_line(slot))
        click.echo(f"Fingerprint of the key: {ring.fingerprint()}")
    raise SystemExit(NOT_OK if changed else 0)


@keys.command("add-office", short_help="Let an office open the record.  threshold keys add-office age1…")
@click.argument("recipient", required=False)
@as_options
@json_option
@click.pass_obj
@told
def add_office(
    context: Context, recipient: str | None, json_: bool, as_: str | None, pin_stdin: bool
) -> None:
    """Seal the key of the record to an office: RECIPIENT is its public key ("age1…", from age-keygen). Left out, the offices of
    managed.toml are taken that cannot open the record yet.

    Example: threshold keys add-office age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p
    """
    ring = _ring(context, as_, pin_stdin)
    if recipient:
        names = [ring.add_office(recipient)]
    else:
        there = {slot.recipient for slot in ring.slots() if slot.state == "whole"}
        names = [ring.add_office(each) for each in decided(context.places).recovery if each not in there]
    words = [f"{name}: the office can open the record with its identity file." for name in names]
    say(
        json_,
        {"ok": True, "names": names},
        words or ["Every office of managed.toml can open the record already."],
    )


@keys.command(
    "add-sheet", short_help="Make a recovery sheet.  threshold keys add-sheet --need 2 --of 3 --print"
)
@click.option("--need", required=True, type=int, help="So many parts open the record.")
@click.option("--of", required=True, type=int, help="So many parts are made; 1 of 1 is a plain sheet.")
@click.option(
    "--out-dir", type=click.Path(path_type=Path, file_okay=False), help="Write one page a part there."
)
@click.option("--print", "print_", is_flag=True, help="Print the pages.")
@as_options
@json_option
@click.pass_obj
@told
def add_sheet(
    context: Context,
    need: int,
    of: int,
    out_dir: Path | None,
    print_: bool,
    json_: bool,
    as_: str | None,
    pin_stdin: bool,
) -> None:
    """Make a recovery sheet: words on paper that open the record when the key file is lost. They are shown once and kept nowhere.

    Then prove that they were copied right: threshold keys verify-sheet. Once people are set up, whoever has the sheet becomes supervisor
    by it (recover --supervisor) only where a supervisor makes it: --as.

    Example: threshold keys add-sheet --need 2 --of 3 --out-dir /mnt/stick/sheet
    """
    ring, out = _ring(context, as_, pin_stdin), Pages(context, out_dir, print_, json_)
    ring.add_sheet(need, of, out.take)
    out.tell({"ok": True}, [])


@keys.command("verify-sheet", short_help="Prove that parts of a sheet open the record.")
@json_option
@click.pass_obj
@told
def verify_sheet(context: Context, json_: bool) -> None:
    """Ask for the words of enough parts, one part a line, and say whether they open the record. Nothing is changed; doctor stops
    telling that nobody has proved the sheet. Exit code 1 if they do not; a mistyped word is named.

    Example: threshold keys verify-sheet
    """
    name = Keyring(context.places, console=True).verify_sheet(_shares())
    note_proved(context.places, name)
    say(json_, {"ok": True, "name": name}, [f"These parts open the record, by {name}."])


@keys.command("add-passphrase", short_help="Let a passphrase open the record.")
@as_options
@json_option
@click.pass_obj
@told
def add_passphrase(context: Context, json_: bool, as_: str | None, pin_stdin: bool) -> None:
    """Let a passphrase open the record: 5 words or 20 characters at least. It is asked for at the terminal, twice; from a script it is
    the first line of standard input.

    Example: threshold keys add-passphrase < /dev/tty
    """
    name = _ring(context, as_, pin_stdin).add_passphrase(_secret("Passphrase", twice=True))
    say(json_, {"ok": True, "name": name}, [f"{name}: the passphrase opens the record."])


COSTS = """A site without a key file:
- After every start of Threshold somebody types the passphrase, or the record stays closed. Earlier visits, lists and reports are not there
  until then. New visits work meanwhile and are kept, encrypted, and come into the record once it is open.
- While it is closed nobody can sign in, and no backup is made.
- Whoever forgets the passphrase, and has no sheet and no office, loses the whole record.
- Once it was typed, the key is in the memory of this computer until Threshold ends.
- Copies of the key file elsewhere, in backups of the computer too, still open the record: find and destroy them. A deleted file may be
  found again on a disk that is not encrypted. Where somebody may have the key: threshold keys change-data-key."""


@keys.command("passphrase-only", short_help="Delete the key file: only the passphrase opens the record.")
@click.option("--yes", is_flag=True, help="I have read what it costs.")
@json_option
@click.pass_obj
@told
def passphrase_only(context: Context, yes: bool, json_: bool) -> None:
    """Delete the key file of this computer, so that the record opens by the passphrase only (and by offices and sheets). It says first
    what that costs. The passphrase proves that it is known: asked for at the terminal, from a script the first line of standard input.

    The way back: threshold keys replace-machine, or threshold keys recover --passphrase.

    Example: threshold keys passphrase-only --yes
    """
    click.echo(COSTS, err=True)
    if not yes and not click.confirm("Delete the key file?", err=True):
        fail(NOT_OK, "Nothing was changed.")
    gone = Keyring(context.places, console=True).passphrase_only(_secret("Passphrase"))
    words = [f"Deleted: {place}." for place in gone] or ["There was no key file any more."]
    words.append("Only a passphrase, a sheet or an office opens the record now. Restart Threshold.")
    say(json_, {"ok": True, "deleted": [str(place) for place in gone]}, words)


@keys.command("remove", short_help="Take a way away.  threshold keys remove sheet-1a2b3c")
@click.argument("name")
@json_option
@click.pass_obj
@told
def remove(context: Context, name: str, json_: bool) -> None:
    """Take a way to open the record away: NAME as threshold keys list shows it. Copies of the record from before still open by it; only
    another data key helps against that.

    Example: threshold keys remove sheet-1a2b3c
    """
    gone = Keyring(context.places, console=True).remove(name)
    say(json_, {"ok": True, "removed": gone}, [f"{gone.name} does not open this record any more.", BEFORE])


BEFORE = "Backups from before still open by it. Against that only threshold keys change-data-key helps."


@keys.command("replace-machine", short_help="Make another key file for this computer.")
@json_option
@click.pass_obj
@told
def replace_machine(context: Context, json_: bool) -> None:
    """Make another key file for this computer in place of the one that is there. The key in it is the same: where somebody copied the
    key file, use threshold keys change-data-key.

    Example: threshold keys replace-machine
    """
    name = Keyring(context.places, console=True).replace_machine()
    place = context.places.keys / name
    say(
        json_,
        {"ok": True, "name": name, "file": str(place)},
        [f"The key file is {place} now. Copy the keys folder anew."],
    )


@keys.command(
    "recover", short_help="Make a lost key file again.  threshold keys recover --office identity.txt"
)
@click.option("--office", type=click.Path(path_type=Path), help="The office's identity file.")
@click.option(
    "--sheet", "by_sheet", is_flag=True, help="By parts of a sheet, one a line, from standard input."
)
@click.option("--passphrase", "by_passphrase", is_flag=True, help=passphrase_help)
@click.option(
    "--backup", type=click.Path(path_type=Path), help="Take this backup, and put it in the record's place."
)
@click.option("--supervisor", default="", help="Give this supervisor a new PIN, or make this supervisor.")
@json_option
@click.pass_obj
@told
def recover(
    context: Context,
    office: Path | None,
    by_sheet: bool,
    by_passphrase: bool,
    backup: Path | None,
    supervisor: str,
    json_: bool,
) -> None:
    """Make the key file of this computer again, by one of the other ways. With --backup it is done on a computer that has no record: the
    backup is put in its place.

    From a script, standard input holds the parts and an empty line, or the passphrase; then, with --supervisor, the PIN.

    Example: threshold keys recover --office identity.txt --backup /mnt/stick/threshold --supervisor "Supervisor 1"
    """
    if (office is not None) + by_sheet + by_passphrase != 1:
        raise click.UsageError("Name one of --office, --sheet and --passphrase.")
    ring = Keyring(context.places, console=True)
    try:
        if office is not None:
            done = ring.recover_with_office(office, backup)
        elif by_sheet:
            done = ring.recover_with_sheet(_shares(), backup)
        else:
            done = ring.recover_with_passphrase(_secret("Passphrase"), backup)
    except AboutBackups as trouble:
        fail(UNREADABLE, trouble.words)
    except Trouble as trouble:
        if office is not None and trouble.place == str(office):
            fail(UNREADABLE, trouble.words)
        raise
    words = [f"{done.name} opened the record."]
    words += (
        [f"The key file was made again: {done.made}."]
        if done.made
        else ["The key file was there, and opens it too."]
    )
    words += [f"The damaged one lies in {done.aside}."] if done.aside else []
    if done.amiss is not None and done.amiss.code != "way_not_agreed":
        click.echo(sentence(done.amiss), err=True)
    if supervisor and done.amiss is not None:
        click.echo("\n".join(words), err=True)
        raise done.amiss
    if supervisor:
        ring.renew_supervisor(supervisor, _secret(f"New PIN of {supervisor}", twice=True))
        words.append(f"{supervisor} is a supervisor and has a new PIN.")
    made, aside = (str(each) if each else "" for each in (done.made, done.aside))
    facts = {"ok": True, "name": done.name, "made": made, "aside": aside, "supervisor": supervisor}
    say(json_, {**facts, "amiss": done.amiss.code if done.amiss else ""}, words)


@keys.command("change-data-key", short_help="Give the record another data key.")
@click.option(
    "--out-dir", type=click.Path(path_type=Path, file_okay=False), help="Write the pages of new sheets there."
)
@click.option("--print", "print_", is_flag=True, help="Print the pages of new sheets.")
@as_options
@json_option
@progress_option
@click.pass_obj
@told
def change_data_key(
    context: Context,
    out_dir: Path | None,
    print_: bool,
    json_: bool,
    shows: bool,
    as_: str | None,
    pin_stdin: bool,
) -> None:
    """Give the record another data key, where somebody may have the one it has. Threshold must be closed; a copy is made beside the
    record, proved, and put in its place. Offices open the new one as they did; each sheet is made anew; passphrases are asked for again
    (an empty line: none from now on). PINs stay.

    The former key file stays in the keys folder: backups from before open by it. Exit code 3 if the record is in use.

    Example: threshold keys change-data-key --out-dir /mnt/stick/sheet
    """
    ring = _ring(context, as_, pin_stdin)
    kinds = {slot.kind for slot in ring.slots()}
    out = Pages(context, out_dir, print_, json_) if "sheet" in kinds else None
    words = _secret("New passphrase (empty: none)", twice=True) if "passphrase" in kinds else ""
    with telling(shows, quiet=json_) as tell:

        def progress(step: Step) -> None:
            tell("changing the data key", STEPS.index(step) + 1, len(STEPS))

        done = ring.change_data_key(progress, words, None if out is None else out.take)
    lines = ["The record has another data key.", *map(_line, done.slots)]
    lines += [f"{name} does not open it any more." for name in done.gone]
    lines += [
        f"The PIN of {person} was damaged before: a supervisor sets a new one." for person in done.without_pin
    ]
    lines += (
        [f"Backups from before open with the former key: {done.former}. Make a new backup now."]
        if done.former
        else []
    )
    facts = {"ok": True, "slots": done.slots, "gone": done.gone, "without_pin": done.without_pin}
    facts["former"] = str(done.former or "")
    if out is None:
        say(json_, facts, lines)
    else:
        out.tell(facts, lines)


def _ring(context: Context, as_: str | None, pin_stdin: bool) -> Keyring:
    """The ways; with --as a supervisor agrees to those that are made."""
    ring = Keyring(context.places, console=True)
    if as_ is not None:
        ring.agreed_by(as_, asked_pin(f"PIN of {as_}", pin_stdin))
    return ring


def _line(slot: SlotView) -> str:
    more = slot.recipient or (f"{slot.need} of {slot.of}" if slot.of else "")
    return f"{slot.kind:11}{slot.name}  {STATES[slot.state]}{f'  ({more})' if more else ''}"


def _shares() -> list[str]:
    """The parts of a sheet, until an empty line or the end."""
    found: list[str] = []
    while line := _line_of(f"Words of part {len(found) + 1} (empty: no more)", False):
        found.append(line)
    return found


def _secret(what: str, twice: bool = False) -> str:
    """Something that nobody may see."""
    said = _line_of(what, True)
    if twice and said and sys.stdin.isatty() and _line_of(f"{what}, once more", True) != said:
        raise Refused("not_the_same")
    return said


def _line_of(what: str, hidden: bool) -> str:
    """A line of the terminal, else of standard input; it is no argument, so that no list of processes shows it."""
    if sys.stdin.isatty():
        ask: Callable[..., str] = click.prompt
        return ask(what, default="", show_default=False, hide_input=hidden, err=True).strip()
    return sys.stdin.readline().strip()
