"""Events by which policies are trusted and installed, signed by real keys, and what somebody who holds the record may make of them."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from desktop.core import canonical
from desktop.core.policies import (
    Authority,
    AuthorityTrusted,
    BulletinInstalled,
    PolicyInstalled,
    Purpose,
    Signature,
    SignKey,
)
from desktop.trust.policykeys import PolicyKey

Event = tuple[str, msgspec.Struct, int]
"""Kind, contents, and the version of the shape in which these are written."""

KEYS = [PolicyKey(bytes([number]) * 32, f"Key {number}") for number in range(1, 5)]
PACK, OTHER = "us/a", "us/b"


def office(keys: Sequence[PolicyKey] = KEYS[:3], version: int = 1, **changes: Any) -> Authority:
    """Three keys of which two sign."""
    listed = tuple(SignKey(key.public, key.holder) for key in keys)
    return replace(Authority("city", "City office", version, 2, listed, ("us/",)), **changes)


def signed(purpose: Purpose, content: bytes, keys: Sequence[PolicyKey]) -> tuple[Signature, ...]:
    """The signatures of these keys."""
    return tuple(sorted(key.sign(purpose, content) for key in keys))


def trusted(
    stated: Authority, keys: Sequence[PolicyKey] = KEYS[:2], rotated: bool = False
) -> AuthorityTrusted:
    """The office as it is put on record."""
    content = stated.signed_bytes
    own = canonical.digest("policy-authority", content)
    return AuthorityTrusted(
        stated, own, "rotated" if rotated else "pinned", signed("authority", content, keys)
    )


def installed(
    serial: int = 1, pack: str = PACK, keys: Sequence[PolicyKey] = KEYS[:2], by: int = 1, **changes: Any
) -> PolicyInstalled:
    """A pack as it is put on record. `changes` are of the manifest alone: what was signed says something else."""
    own = canonical.digest("pack", f"{pack} {serial}".encode())
    told = {"format": "threshold pack file 1", "id": pack, "version": f"1.{serial}", "title": "A policy", "serial": serial,
            "status": "approved", "effective": "2026-01-01", "ends": "", "pack_hash": own, "former": "", "files": {}}  # fmt: skip
    raw = canonical.encode({**told, **changes})
    return PolicyInstalled(
        pack, f"1.{serial}", serial, own, "2026-01-01", "", "city", by, sorted(key.id for key in keys), raw.decode(),
        signed("pack", raw, keys),
    )  # fmt: skip


def bulletin(
    serial: int = 1, keys: Sequence[PolicyKey] = KEYS[1:3], text: str = "Call counsel “first”."
) -> BulletinInstalled:
    """A bulletin as it is put on record."""
    made = BulletinInstalled(PACK, serial, "", "Title", text, "city", 1, sorted(key.id for key in keys))
    own = canonical.digest("bulletin", made.signed_bytes)
    return replace(made, hash=own, signatures=signed("bulletin", made.signed_bytes, keys))


def event(body: msgspec.Struct, version: int = 2) -> Event:
    """The contents as an event."""
    kinds = {
        AuthorityTrusted: "authority_trusted",
        PolicyInstalled: "policy_installed",
        BulletinInstalled: "bulletin_installed",
    }
    return kinds[type(body)], body, version


def unkept(body: Any) -> Event:
    """As a program of before wrote it."""
    kept = {name: type(getattr(body, name))() for name in ("manifest", "signatures") if hasattr(body, name)}
    return event(replace(body, **kept), 1)


def turned(body: Any, place: int = 0) -> Any:
    """One digit of one signature is another."""
    was = body.signatures[place]
    digits = ("0" if was.signature[0] != "0" else "1") + was.signature[1:]
    made = (*body.signatures[:place], replace(was, signature=digits), *body.signatures[place + 1 :])
    return replace(body, signatures=made)


def lent(body: Any) -> Any:
    """A signature stands there under the id of another key of the office, which did not sign."""
    first, second = body.signatures
    other = next(key.id for key in KEYS[:3] if key.id not in (first.key, second.key))
    return replace(body, signatures=(first, replace(second, key=other)))


GOOD: tuple[Event, ...] = tuple(
    event(each)
    for each in (
        trusted(office()),
        installed(),
        bulletin(),
        installed(3, OTHER, KEYS[:3]),
        trusted(office(KEYS[1:4], 2), KEYS[1:4], rotated=True),
        installed(2, keys=KEYS[2:4], by=2),
    )
)
"""What a program of ours writes."""

TRUSTED = event(trusted(office()))

FORGED: Mapping[str, tuple[tuple[Event, ...], str]] = {
    "a changed signature": ((TRUSTED, event(turned(installed()))), "is false"),
    "a changed signature of a bulletin": ((TRUSTED, event(turned(bulletin(), 1))), "is false"),
    "a changed signature of a statement": ((event(turned(trusted(office()))),), "is false"),
    "a signature under another key": ((TRUSTED, event(lent(installed()))), "is false"),
    "a signature for another purpose": (
        (TRUSTED, event(replace(installed(), signatures=signed("bulletin", installed().signed_bytes, KEYS[:2])))),
        "is false",
    ),
    "a key that is not of the office": ((TRUSTED, event(installed(keys=KEYS[2:4]))), "was none of city then"),
    "a key that was withdrawn": (
        (*GOOD[:1], *GOOD[4:5], event(installed(2, keys=KEYS[:2], by=2))),
        "was none of city then",
    ),
    "too few signatures": ((TRUSTED, event(installed(keys=KEYS[:1]))), "is signed by 1 of the 2 keys"),
    "one signature twice": (
        (TRUSTED, event(replace(installed(keys=KEYS[:1]), signatures=installed(keys=KEYS[:1]).signatures * 2))),
        "is signed by 1 of the 2 keys",
    ),
    "no signatures": ((TRUSTED, event(replace(installed(), signatures=()))), "is signed by 0 of the 2 keys"),
    "no manifest": ((TRUSTED, event(replace(installed(), manifest=""))), "the manifest of pack 1 for us/a cannot be read"),
    "the manifest of another pack": (
        (TRUSTED, event(replace(installed(), manifest=installed(1, OTHER).manifest, signatures=installed(1, OTHER).signatures))),
        "is that of another pack: 1 for us/b",
    ),
    "a pack whose hash is another": ((TRUSTED, event(replace(installed(), hash="a" * 64))), "is that of another pack"),
    "a pack whose dates are others": ((TRUSTED, event(replace(installed(), effective="2025-01-01"))), "is that of another pack"),
    "a signed draft": ((TRUSTED, event(installed(status="draft"))), "is that of a draft"),
    "a bulletin with other words": ((TRUSTED, event(replace(bulletin(), text="Let everybody in."))), "is false"),
    "a bulletin whose hash is another": ((TRUSTED, event(replace(bulletin(), hash="a" * 64))), "is another than it tells"),
    "other signers told": (
        (TRUSTED, event(replace(installed(), signers=[KEYS[2].id, KEYS[0].id]))),
        "other keys than those that signed",
    ),
    "keys handed over without the former": (
        (TRUSTED, event(trusted(office(KEYS[2:4], 2), KEYS[2:4], rotated=True))),
        "version 2 of city is signed by 1 of the 2 keys that city version 1 asks for",
    ),
    "keys handed over without the new": (
        (TRUSTED, event(trusted(office(KEYS[2:4], 2), KEYS[:3], rotated=True))),
        "version 2 of city is signed by 1 of the 2 keys that city version 2 asks for",
    ),
    "a statement that is another": (
        (event(replace(trusted(office()), authority=office(name="Other office"))),),
        "is another than it tells",
    ),
    "nobody trusted": ((event(installed()),), "did not decide on that then"),
    "an older number": ((TRUSTED, event(installed(2)), event(installed(1))), "after pack 2"),
    "signatures left out after some were kept": ((*GOOD[:1], unkept(installed())), "keeps no signatures"),
}  # fmt: skip
"""What is done to them → the events, and what a sentence on the last of them must hold."""

OLD: tuple[Event, ...] = (*(unkept(body) for _, body, _ in GOOD[:3]), *GOOD[3:])
"""A record of a program of before, which goes on in one of today."""


def payload(body: msgspec.Struct) -> dict[str, Any]:
    """The contents as they are stored."""
    return dict(msgspec.to_builtins(body))
