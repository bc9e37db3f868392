"""Signs the list of a release, as the release office does on a computer without a network, and writes each signature once more as a file
that `openssl` reads."""

from base64 import b64encode
from pathlib import Path

import msgspec
from msgspec import Struct

from desktop.core.errors import Refused
from desktop.core.policies import Signature
from desktop.core.release import KEYS, LARGEST_LIST, SIGNATURES, Release, ReleaseSignatures, read_release
from desktop.services.installed import checked_keys, read_signatures
from desktop.trust.policykeys import (
    PolicyKey,
    SignedAuthority,
    good_signatures,
    key_id,
    message,
    with_signature,
)
from desktop.whole import read_whole, trouble_of, write_whole

TO_VERIFY = "release.signed"
"""The bytes that are really signed: one line that says for what, then `release.json`."""

_SPKI = bytes.fromhex("302a300506032b6570032100")
"""What stands before an Ed25519 public key in the form that tools read (RFC 8410)."""


class SignedRelease(Struct, frozen=True):
    """A list with its signatures; `counting` are those of the office that lies beside it."""

    release: Release
    office: SignedAuthority | None
    signatures: tuple[str, ...]
    counting: tuple[str, ...]


def sign_release(file: Path, key: PolicyKey) -> SignedRelease:
    """Add the signature of this key to the list `file`. The same key may sign again: that changes nothing. Refused `update_file`; and
    `update_not_yours` where a statement lies beside it that does not list the key; Trouble."""
    release = _read(file)
    folder = file.parent
    office = checked_keys(folder / KEYS) if (folder / KEYS).exists() else None
    if office is not None and key.public not in {each.public for each in office.authority.keys}:
        raise Refused("update_not_yours", file=file.name, name=office.authority.name)
    signature = key.sign("release", release.signed_bytes)
    signatures = with_signature(read_signatures(folder / SIGNATURES).signatures, signature)
    write_whole(
        folder / SIGNATURES, msgspec.json.encode(ReleaseSignatures(signatures)) + b"\n", "The signatures"
    )
    if release.of == "packages":
        _for_openssl(folder, release, key.public, bytes.fromhex(signature.signature))
    return _told(release, office, signatures)


def show_release(file: Path) -> SignedRelease:
    """A list and who signed it. Refused `update_file`; Trouble."""
    release = _read(file)
    folder = file.parent
    office = checked_keys(folder / KEYS) if (folder / KEYS).exists() else None
    return _told(release, office, read_signatures(folder / SIGNATURES).signatures)


def _told(
    release: Release, office: SignedAuthority | None, signatures: tuple[Signature, ...]
) -> SignedRelease:
    good = good_signatures(office.authority, "release", release.signed_bytes, signatures) if office else ()
    return SignedRelease(
        release, office, tuple(each.key for each in signatures), tuple(each.key for each in good)
    )


def _for_openssl(folder: Path, release: Release, public: str, signature: bytes) -> None:
    write_whole(folder / TO_VERIFY, message("release", release.signed_bytes), "What was signed")
    name = key_id(public)
    write_whole(folder / f"{name}.sig", signature, "The signature")
    text = b64encode(_SPKI + bytes.fromhex(public)).decode("ascii")
    pem = f"-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n"
    write_whole(folder / f"{name}.pem", pem.encode("ascii"), "The public key")


def _read(file: Path) -> Release:
    try:
        if file.stat().st_size > LARGEST_LIST:
            raise Refused("update_file", file=file.name, why="it is too large")
        return read_release(read_whole(file), file.name)
    except OSError as error:
        raise trouble_of(error, f"{file} cannot be read", file) from error
