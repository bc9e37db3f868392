"""The command on what IT has decided for this workstation: each setting, the place that decides it, and what cannot be used."""

from collections.abc import Iterable, Iterator
from typing import Any

import click

from desktop.cli.shared import NOT_OK, UNREADABLE, Context, as_json, fail, json_option, told
from desktop.core.errors import Refused
from desktop.core.findings import shown
from desktop.managed import CATEGORIES, Decided, Decision, Given, Key, decide, keys
from desktop.packs.written import toml_value
from desktop.paths import Places, resources
from desktop.services.refusals import sentence
from desktop.settings import read_settings, settings_file
from desktop.trust.sealing import good_recipient
from desktop.whole import read_whole

NOT_PUBLIC = "(not a public key)"
"""In place of what stands where a public key ought to: it may be a secret one."""


def refuse_other_facility(places: Places) -> None:
    """End with exit code 2 where --facility names a file, and IT has decided for the computer which one it is."""
    decision = decide(places).of("facility")
    if decision.machine_wide:
        fail(
            UNREADABLE,
            f"--facility is not taken: {decision.where} decides the facility file of this computer.",
        )


@click.command(
    short_help="List what IT has decided, and which place decides it.  threshold settings --explain"
)
@click.option("--explain", is_flag=True, help="Tell each key's meaning, and what other places say.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of managed.toml instead.")
@json_option
@click.pass_obj
@told
def settings(context: Context, explain: bool, schema: bool, json_: bool) -> None:
    """List each setting with its value and the place that decides it. Windows policy goes before managed.toml of the computer, that
    before managed.toml of the account, that before what was chosen at the window. Exit code 1 where something cannot be used.

    Example: threshold settings --explain
    """
    if schema:
        click.echo(read_whole(resources() / "schema" / "managed.json").decode(), nl=False)
        return
    found = decide(context.places)
    findings = _findings(context.places, found)
    if json_:
        click.echo(as_json({"ok": not findings, "settings": _listed(found), "findings": findings}))
    else:
        for line in (*_explained(found, findings),) if explain else (*_short(found, findings),):
            click.echo(line)
    raise SystemExit(NOT_OK if findings else 0)


def _findings(places: Places, found: Decided) -> list[str]:
    """What is wrong in any place."""
    recovery = found.of("recovery")
    offices = [
        f"{recovery.where}: recovery, number {number}, is not usable. {why}"
        for number, each in enumerate(found.managed.recovery, 1)
        if (why := _no_office(each))
    ]
    return [*found.findings, *offices, *read_settings(settings_file(places))[1]]


def _no_office(written: str) -> str:
    """Why this is no public key of an office, "" where it is one."""
    try:
        good_recipient(written)
    except Refused as refused:
        return sentence(refused)
    return ""


def _plain(key: str, value: Any) -> Any:
    """A value that may be shown: of keys only public ones."""
    if key != "recovery":
        return value
    if not isinstance(value, list):
        return NOT_PUBLIC
    return [NOT_PUBLIC if not isinstance(each, str) or _no_office(each) else each for each in value]


def _told(key: str, value: Any) -> str:
    """A value as managed.toml would hold it, where it can; what is wrong there, as it is."""
    value = _plain(key, value)
    simple = isinstance(value, str | bool | int) or (
        isinstance(value, list) and all(isinstance(each, str) for each in value)
    )
    return toml_value(value) if simple else shown(value)


def _listed(found: Decided) -> list[dict[str, Any]]:
    rows = zip(keys(), found.decisions, strict=True)
    return [
        {
            "key": key.name,
            "value": _plain(key.name, decision.value),
            "from": decision.place,
            "where": decision.where,
            "default": key.default,
            "others": [_other(key.name, each) for each in decision.others],
        }
        for key, decision in rows
    ]


def _other(key: str, given: Given) -> dict[str, Any]:
    value = _plain(key, given.value)
    known = isinstance(value, str | bool | int | list)
    return {
        "from": given.place,
        "where": given.where,
        "value": value if known else shown(value),
        "why": given.why,
    }


def _whence(decision: Decision) -> str:
    return f"{decision.place}: {decision.where}" if decision.where else "default"


def _short(found: Decided, findings: Iterable[str]) -> Iterator[str]:
    for each in found.decisions:
        yield f"{each.key:24}{_told(each.key, each.value):24} {_whence(each)}"
    yield from _told_findings(findings)


def _explained(found: Decided, findings: Iterable[str]) -> Iterator[str]:
    for category, title in CATEGORIES.items():
        yield f"{title}\n"
        for key in keys():
            if key.category == category:
                yield from _of_key(key, found.of(key.name))
    yield from _told_findings(findings)


def _of_key(key: Key, decision: Decision) -> Iterator[str]:
    yield f"  {key.name} = {_told(key.name, decision.value)}"
    yield f"      from {_whence(decision)}"
    for each in decision.others:
        yield f"      not  {each.place}: {each.where}: {_told(key.name, each.value)}. {each.why}"
    yield f"      {key.meaning}\n"


def _told_findings(findings: Iterable[str]) -> Iterator[str]:
    for number, each in enumerate(findings):
        if not number:
            yield "What cannot be used:"
        yield f"  {each}"
