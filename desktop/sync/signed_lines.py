"""Text that is signed: a line that says what it is, a line of canonical JSON, a line of signature, and then whatever belongs to it."""

import json
import re
from typing import TypeVar

import msgspec

from desktop.core import canonical
from desktop.core.bundles import BundleUnusable
from desktop.trust.device import DeviceKey, verify

Said = TypeVar("Said", bound=msgspec.Struct)

MOST_JSON = 2 << 20
"""Bytes of the second line."""

MOST_HEAD = MOST_JSON + 512
"""Bytes of the three lines."""

_SIGNATURE = re.compile(rb"[0-9a-f]{128}")
_VERSION = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4}){1,2}")


def signed_lines(kind: str, said: msgspec.Struct, key: DeviceKey) -> bytes:
    """The three lines, signed by `key`. `kind` is what the first line says before its number, "threshold-bundle"."""
    first = f"{kind}-1\n".encode("ascii")
    plain = canonical.encode(msgspec.to_builtins(said))
    return first + plain + b"\n" + key.sign(first + plain).encode("ascii") + b"\n"


def read_lines(kind: str, raw: bytes, shape: type[Said], signer: str, what: str) -> tuple[Said, bytes]:
    """What the three lines say and everything after them, if the key `signer` (hex) signed them. BundleUnusable `no_bundle`, `newer`,
    `truncated`, `tampered` or `forged`, with a sentence about `what` ("The bundle")."""
    first, cut, rest = raw[:MOST_HEAD].partition(b"\n")
    if f"{kind}-1\n".encode("ascii").startswith(raw):
        raise BundleUnusable("truncated", f"{what} ends before it has begun. Copy it again.")
    if not first.startswith(f"{kind}-".encode("ascii")):
        raise BundleUnusable("no_bundle", f"{what} is none: it begins with something else.")
    plain, middle, rest = rest.partition(b"\n")
    if cut and first != f"{kind}-1".encode("ascii"):
        raise BundleUnusable("newer", f"{what} is of a newer form{_needed(plain)}. It is kept as it is.")
    signature, last, _ = rest.partition(b"\n")
    if not (cut and middle and last):
        raise BundleUnusable("truncated", f"{what} ends too early, or its header is far too long.")
    message = first + b"\n" + plain
    if not _SIGNATURE.fullmatch(signature) or not verify(signer, message, signature.decode("ascii")):
        raise BundleUnusable("forged", f"{what} is not signed by the key that it should be signed by.")
    try:
        said = msgspec.json.decode(plain, type=shape)
        as_written = canonical.encode(msgspec.to_builtins(said)) == plain
    except (ValueError, RecursionError) as error:
        raise BundleUnusable("tampered", f"{what} says what it cannot say: {error}.") from error
    if not as_written:
        raise BundleUnusable("tampered", f"{what} is not in the one form in which it is written.")
    return said, raw[len(message) + len(signature) + 2 :]


def _needed(plain: bytes) -> str:
    """Which version reads it: every later form says so in its second line."""
    try:
        needs = json.loads(plain)["needs"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return ""
    return f" and needs Threshold {needs}" if isinstance(needs, str) and _VERSION.fullmatch(needs) else ""
