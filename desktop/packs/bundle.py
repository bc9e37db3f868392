"""The pack file (`NAME-VERSION.tpack`): a whole policy pack in one file that can be signed, carried on a stick, and read only in one way.

A ZIP whose files are stored as they are, one after the other in the order of their names, with one date: the same pack gives the same
bytes everywhere, and a file that this program would not write just so is refused, so that nothing hides in it and nothing swells.

- `manifest.json`: what the pack is and the SHA-256 of every other file but the next; these bytes are signed.
- `signatures.json`: the signatures, added one by one.
- `pack.json`: the compiled pack, the very bytes whose hash visits pin.
- `source/…`: the folder that it was compiled from, with stories and safety rules: what the signers read, and what the next version
  begins from. That of an overlay carries all of its base in `source/base/`, so that the policy which was proved is the one that is signed.
"""

import hashlib
import io
import re
import tomllib
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

from desktop.core import canonical
from desktop.core.errors import Refused, Trouble
from desktop.core.policies import Authority, Day, Hash, Number, PackId, Signature, Signatures
from desktop.packs.catalog import load_pack
from desktop.packs.compiled import LoadedPack, from_kept
from desktop.packs.layering import CARRIED, roots_of
from desktop.trust.policykeys import (
    PolicyKey,
    check_signed,
    signers_of,
    with_signature,
)
from desktop.whole import LARGEST, read_whole, trouble_of, write_whole

ENDING = ".tpack"
MANIFEST, SIGNATURES, PACK, SOURCE = "manifest.json", "signatures.json", "pack.json", "source/"
_BASE = f"{SOURCE}{CARRIED}/pack.toml"
MOST_FILES = 4000
MOST_BYTES = LARGEST
LONGEST_NAME = 200
DATE = (1980, 1, 1, 0, 0, 0)
SUFFIXES = (".toml", ".json", ".svg", ".png", ".md", ".txt")
"""What a pack's folder may hold: data, nothing that runs."""

_T = TypeVar("_T")
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*")


class Manifest(Struct, frozen=True, forbid_unknown_fields=True):
    """What a pack file is. `serial` orders the versions of a pack; `former` is the hash of the pack of the version before, "" for the
    first; `files` are the SHA-256 (hex) of all others but the signatures."""

    format: Literal["threshold pack file 1"]
    id: PackId
    version: Annotated[str, Meta(min_length=1, max_length=60)]
    title: Annotated[str, Meta(max_length=300)]
    serial: Number
    status: Literal["draft", "approved"]
    effective: Day
    ends: Day
    pack_hash: Hash
    former: Annotated[str, Meta(pattern="^([0-9a-f]{64})?$")]
    files: dict[str, Hash]


class _Signed(Struct, frozen=True, forbid_unknown_fields=True):
    signatures: Signatures


class Bundle(Struct, frozen=True):
    """A pack file that was read: every byte of it is as its manifest says, which says nothing of who signed."""

    manifest: Manifest
    signatures: tuple[Signature, ...]
    files: dict[str, bytes]

    @property
    def signed_bytes(self) -> bytes:
        """The bytes that signatures are over."""
        return self.files[MANIFEST]

    @property
    def pack(self) -> LoadedPack:
        """The compiled pack. Refused `policy_file` where it cannot be read or is another than the manifest says; and for an overlay that
        does not carry its base: a signature on it would say nothing of the policy that the two make together."""
        try:
            pack = from_kept(self.files[PACK], self.manifest.pack_hash)
        except ValueError as wrong:
            raise Refused("policy_file", file=PACK, why=str(wrong)) from wrong
        told = self.manifest
        head = pack.policy.head
        if (head.id, head.version, head.title, head.status, head.effective, head.ends) != (
            told.id, told.version, told.title, told.status, told.effective, told.ends
        ):  # fmt: skip
            raise Refused("policy_file", file=PACK, why="it is another pack than the manifest says")
        if head.built_on and _id_in(self.files.get(_BASE, b"")) != head.built_on.split(" ")[0]:
            raise Refused(
                "policy_file", file=PACK, why=f"it is laid on {head.built_on}, which is not in the file"
            )
        return pack

    def signers(self, authority: Authority) -> tuple[str, ...]:
        """The ids of the authority's keys that signed."""
        return signers_of(authority, "pack", self.signed_bytes, self.signatures)

    def check(self, authority: Authority) -> tuple[str, ...]:
        """The same. Refused `policy_unsigned` where they are too few."""
        return check_signed(authority, "pack", self.signed_bytes, self.signatures)


def make_bundle(folder: Path, serial: int, former: str = "") -> Bundle:
    """The pack of a folder, unsigned. PackUnusable with all findings where it has errors; Refused `pack_folder` for a folder that holds
    what no pack does; Trouble where a file cannot be read."""
    pack = load_pack(folder, prove_paths=True)
    files = {f"{SOURCE}{name}": content for name, content in source_files(folder).items()}
    files[PACK] = pack.compiled
    head = pack.policy.head
    manifest = Manifest(
        format="threshold pack file 1",
        id=head.id,
        version=head.version,
        title=head.title,
        serial=serial,
        status=head.status,
        effective=head.effective,
        ends=head.ends,
        pack_hash=pack.pack_hash,
        former=former,
        files={name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())},
    )
    try:
        msgspec.convert(msgspec.to_builtins(manifest), Manifest)
    except msgspec.ValidationError as wrong:
        raise Refused("pack_folder", file="pack.toml", why=str(wrong)) from wrong
    files[MANIFEST] = canonical.encode(msgspec.to_builtins(manifest))
    return Bundle(manifest, (), files)


def source_files(folder: Path) -> dict[str, bytes]:
    """Every file of a pack's folder by its name below it, an overlay's base among them; what editors and systems leave behind (".…",
    "…~") is passed over. Refused `pack_folder`; Trouble."""
    base, *own = roots_of(folder)
    apart = own and not base.is_relative_to(folder)
    found = {f"{CARRIED}/{name}": content for name, content in source_files(base).items()} if apart else {}
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder).as_posix()
        if not file.is_file() or any(part.startswith(".") for part in name.split("/")) or name.endswith("~"):
            continue
        if file.is_symlink():
            raise Refused("pack_folder", file=name, why="it is a link to another place")
        if file.suffix not in SUFFIXES or not _NAME.fullmatch(name) or len(name) > LONGEST_NAME:
            raise Refused("pack_folder", file=name, why="no pack has such a file")
        try:
            found[name] = read_whole(file)
        except OSError as error:
            raise trouble_of(error, f"{file} cannot be read", file) from error
    if len(found) > MOST_FILES or sum(map(len, found.values())) > MOST_BYTES // 2:
        raise Refused("pack_folder", file=folder.name, why="it is too large for a pack")
    return found


def _id_in(head: bytes) -> object:
    """The id in a `pack.toml`; None where there is none."""
    try:
        return tomllib.loads(head.decode("utf-8")).get("id")
    except ValueError:
        return None


def signed_bundle(bundle: Bundle, key: PolicyKey) -> Bundle:
    """The same with the signature of this key."""
    signature = key.sign("pack", bundle.signed_bytes)
    return msgspec.structs.replace(bundle, signatures=with_signature(bundle.signatures, signature))


def bundle_bytes(bundle: Bundle) -> bytes:
    """The file. The same bundle always gives the same bytes."""
    files = bundle.files | {SIGNATURES: canonical.encode(msgspec.to_builtins(_Signed(bundle.signatures)))}
    return _zipped(files)


def write_bundle(file: Path, bundle: Bundle) -> None:
    """Write it whole or not at all, over what was there. Trouble where it cannot be written."""
    write_whole(file, bundle_bytes(bundle), "The pack file")


def extract_source(bundle: Bundle, folder: Path) -> None:
    """Write the folder that the pack was compiled from. `folder` must be empty or missing. Trouble where it cannot be written."""
    for name, content in bundle.files.items():
        if name.startswith(SOURCE):
            write_whole(folder / name.removeprefix(SOURCE), content, "The pack's source")


def read_bundle(file: Path) -> Bundle:
    """A pack file, whose every byte is judged before any is used. Refused `policy_file` with the reason; Trouble if it cannot be read."""
    try:
        content = read_whole(file)
    except OSError as error:
        remedy = "Check the name, and the right to read it."
        raise Trouble("given", f"{file} cannot be read: {error.strerror}.", remedy, str(file)) from error
    try:
        return _bundle(content)
    except _Wrong as wrong:
        raise Refused("policy_file", file=file.name, why=str(wrong)) from wrong


class _Wrong(Exception):
    """Why a file is no pack file, as half a sentence."""


def _bundle(content: bytes) -> Bundle:
    files = _unzipped(content)
    for name in (MANIFEST, SIGNATURES, PACK):
        if name not in files:
            raise _Wrong(f"{name} is missing in it")
    manifest = _read_json(files[MANIFEST], MANIFEST, Manifest)
    signatures = _read_json(files[SIGNATURES], SIGNATURES, _Signed).signatures
    there = {
        name: hashlib.sha256(each).hexdigest()
        for name, each in files.items()
        if name not in (MANIFEST, SIGNATURES)
    }
    if there != manifest.files:
        differ = sorted(set(there.items()) ^ set(manifest.files.items()))
        raise _Wrong(f"{differ[0][0]} is not as its manifest says")
    if any(name != PACK and not name.startswith(SOURCE) for name in there):
        raise _Wrong("it holds what no pack file does")
    del files[SIGNATURES]
    bundle = Bundle(manifest, signatures, files)
    if canonical.encode(msgspec.to_builtins(manifest)) != files[MANIFEST] or bundle_bytes(bundle) != content:
        raise _Wrong("it is not in the one form in which pack files are written")
    return bundle


def _read_json(raw: bytes, name: str, kind: type[_T]) -> _T:
    try:
        return msgspec.json.decode(raw, type=kind)
    except (ValueError, RecursionError) as wrong:
        raise _Wrong(f"{name} in it cannot be read ({str(wrong)[:120]})") from wrong


def _zipped(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", allowZip64=False) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, DATE)
            info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_STORED, 3, 0o600 << 16
            archive.writestr(info, files[name])
    return out.getvalue()


_BROKEN = (zipfile.BadZipFile, OSError, RuntimeError, ValueError, EOFError, LookupError, OverflowError)
"""What Python raises on a damaged ZIP."""


def _unzipped(content: bytes) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
            if len(infos) > MOST_FILES:
                raise _Wrong("it holds too many files")
            for info in infos:
                name = info.filename
                if (
                    not _NAME.fullmatch(name)
                    or ".." in name.split("/")
                    or len(name) > LONGEST_NAME + len(SOURCE)
                ):
                    raise _Wrong("a file in it has a name that no pack has")
                if name in found:
                    raise _Wrong(f"{name} stands in it twice")
                if (
                    info.compress_type != zipfile.ZIP_STORED
                    or info.flag_bits & 1
                    or info.file_size > len(content)
                ):
                    raise _Wrong(f"{name} in it is packed in a way that pack files are not")
                found[name] = archive.read(info)
    except _BROKEN as wrong:
        raise _Wrong("it is no pack file, or is damaged") from wrong
    return found
