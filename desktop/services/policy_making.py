"""The policy office's acts on pack files: compile a folder, sign behind the gate, return to former words as a new version. No desk and no
record is needed for them."""

import re
import tempfile
import tomllib
from datetime import date
from pathlib import Path

import msgspec
from msgspec import Struct

from desktop.core.errors import Refused, Trouble
from desktop.packs.bundle import (
    SOURCE,
    Bundle,
    extract_source,
    make_bundle,
    read_bundle,
    signed_bundle,
    write_bundle,
)
from desktop.services.policy_gate import judge_bundle, promises_changed, told_of
from desktop.trust.policykeys import PolicyKey, SignedAuthority, check_own
from desktop.whole import write_whole

HEAD = "pack.toml"
MOST_TOLD = 5
_KEY = re.compile(r"\s*[\"']?([A-Za-z_]+)[\"']?\s*=")


class Compiled(Struct, frozen=True):
    """A pack file that was written: whose it is, its hash, what the check tells of it, and which promises of the version before
    it gives no longer."""

    file: str
    id: str
    version: str
    serial: int
    hash: str
    status: str
    findings: tuple[str, ...]
    promises: tuple[str, ...] = ()


class SignedFile(Struct, frozen=True):
    """A pack file with one more signature, and what whoever signed was to know, as `Compiled` has it."""

    bundle: Bundle
    findings: tuple[str, ...] = ()
    promises: tuple[str, ...] = ()


def is_signed(bundle: Bundle, statement: SignedAuthority) -> bool:
    """Whether enough keys of this policy office have signed a pack file that says it is approved, and on which the office decides: the
    marks of a draft go then. Refused `policy_unsigned` where the statement itself was not signed by enough of its keys."""
    check_own(statement)
    office = statement.authority
    approved = bundle.manifest.status == "approved" and office.decides_on(bundle.manifest.id)
    return approved and len(bundle.signers(office)) >= office.threshold


def compile_folder(folder: Path, out: Path, former: Path | None, replace: bool = False) -> Compiled:
    """Write the pack file of a folder, one higher than the `former` one. PackUnusable with all findings; Refused `file_there`,
    `pack_folder`, `pack_other` for a former file of another pack, `version_same`; Trouble."""
    _free(out, replace)
    before = read_bundle(former) if former is not None else None
    made = make_bundle(
        folder,
        before.manifest.serial + 1 if before else 1,
        before.manifest.pack_hash if before else "",
    )
    if before is not None and before.manifest.id != made.manifest.id:
        raise Refused("pack_other", id=made.manifest.id, former=before.manifest.id)
    if before is not None and before.manifest.version == made.manifest.version:
        raise Refused("version_same", version=made.manifest.version)
    write_bundle(out, made)
    return _compiled(out, made, before)


def sign(file: Path, key: PolicyKey, former: Path | None = None) -> SignedFile:
    """Add a signature to a pack file, behind the gate. Refused `policy_draft`, `gate` with what is wrong, `policy_file`, `pack_former`
    where `former` is not the one that it says it comes after; Trouble. The same key may sign again: that changes nothing."""
    bundle = read_bundle(file)
    before = read_bundle(former) if former is not None else None
    if before is not None and before.manifest.pack_hash != bundle.manifest.former:
        raise Refused("pack_former", file=former.name if former else "")
    if bundle.manifest.status != "approved":
        raise Refused("policy_draft")
    bundle.pack  # noqa: B018 - refuses what is another pack than its manifest says
    judged = judge_bundle(bundle)
    if not judged.ok:
        told = judged.sentences
        more = f" And {len(told) - MOST_TOLD} more." if len(told) > MOST_TOLD else ""
        raise Refused("gate", why=" ".join(told[:MOST_TOLD]) + more)
    signed = signed_bundle(bundle, key)
    write_bundle(file, signed)
    promises = promises_changed(before, bundle) if before is not None else ()
    return SignedFile(signed, judged.told, promises)


def return_to(
    wanted: Path, current: Path, version: str, effective: str, out: Path, replace: bool = False
) -> Compiled:
    """Write a new, higher pack file with the words of a former one: in effect from `effective` (ISO date), without an end. It is to be
    signed like any other: an older file is never installed again. Refused as `compile_folder`, `bad_day`; Trouble."""
    _free(out, replace)
    then, now = read_bundle(wanted), read_bundle(current)
    if then.manifest.id != now.manifest.id:
        raise Refused("pack_other", id=then.manifest.id, former=now.manifest.id)
    try:
        date.fromisoformat(effective)
    except ValueError as wrong:
        raise Refused("bad_day", day=effective) from wrong
    if version in (then.manifest.version, now.manifest.version):
        raise Refused("version_same", version=version)
    with tempfile.TemporaryDirectory(prefix="threshold-pack-") as scratch:
        folder = Path(scratch) / "pack"
        extract_source(then, folder)
        head = then.files[f"{SOURCE}{HEAD}"].decode("utf-8")
        write_whole(folder / HEAD, _renewed(head, version, effective).encode(), "The pack's head")
        made = make_bundle(folder, now.manifest.serial + 1, now.manifest.pack_hash)
    write_bundle(out, made)
    return _compiled(out, made, now)


def _renewed(head: str, version: str, effective: str) -> str:
    """pack.toml with another version and date and without an end, all else as it was written. Refused `pack_folder` where these cannot be
    found in it."""
    lines = head.splitlines()
    tables = next((place for place, line in enumerate(lines) if line.lstrip().startswith("[")), len(lines))
    wanted = {"version": version, "effective": effective}
    made: list[str] = []
    for line in lines[:tables]:
        key = _KEY.match(line)
        if key is None or key[1] not in (*wanted, "ends"):
            made.append(line)
        elif key[1] in wanted:
            made.append(f"{key[1]} = {msgspec.json.encode(wanted[key[1]]).decode()}")
    text = "\n".join((*made, *lines[tables:], ""))
    if {key: tomllib.loads(text).get(key) for key in (*wanted, "ends")} != {**wanted, "ends": None}:
        raise Refused(
            "pack_folder", file=HEAD, why="its version and dates do not stand on lines of their own"
        )
    return text


def _free(out: Path, replace: bool) -> None:
    try:
        if out.exists() and not replace:
            raise Refused("file_there", file=out.name)
    except OSError as error:
        raise Trouble(
            "io", f"{out} cannot be looked at: {error.strerror}.", "Give another name.", str(out)
        ) from error


def _compiled(out: Path, made: Bundle, before: Bundle | None) -> Compiled:
    told = made.manifest
    promises = promises_changed(before, made) if before is not None else ()
    return Compiled(
        str(out), told.id, told.version, told.serial, told.pack_hash, told.status, told_of(made), promises
    )
