"""Holds what a record says of policies against itself: who was trusted, whose keys signed a pack or a bulletin, and which number it had.

The program installs nothing that enough keys did not sign. Who writes events past it, with the data key, would need those keys too: from
the second version of these events on they keep what was signed and the signatures, and here each is checked by the keys that were trusted
then. Of older ones only the keys' names can be held against the record; that is told. `verify.py` of an export does the same. Pure.
"""

from collections.abc import Callable, Iterator, Sequence

import msgspec
from msgspec import Struct

from desktop.core import canonical
from desktop.core.chain import Finding
from desktop.core.policies import (
    WITH_SIGNATURES,
    Authority,
    AuthorityTrusted,
    BulletinInstalled,
    PolicyInstalled,
    Purpose,
    Signature,
)

KeyId = Callable[[str], str]
"""The id of a public key (hex)."""

Signers = Callable[[Authority, Purpose, bytes, Sequence[Signature]], Sequence[str]]
"""The ids of the authority's keys that really signed these bytes."""

SHORT = 12
"""Digits by which a key or a hash is named."""


class _Manifest(Struct, frozen=True):
    """What of a pack file's manifest an event repeats (`packs.bundle.Manifest`)."""

    id: str
    version: str
    serial: int
    status: str
    effective: str
    ends: str
    pack_hash: str


class PolicyProof:
    """One pass beside `chain.verify`. `findings` speak against the record, what is `told` does not."""

    def __init__(self, key_id: KeyId, signers: Signers) -> None:
        self.findings: list[Finding] = []
        self.told: list[Finding] = []
        self._key_id, self._signers = key_id, signers
        self._offices: dict[str, Authority] = {}
        self._highest: dict[tuple[type, str], int] = {}
        self._keeping = False

    def see(self, seq: int, body: object, version: int = WITH_SIGNATURES) -> None:
        """The contents of the next event, and the version of the shape in which it was written."""
        if isinstance(body, AuthorityTrusted):
            self._trusted(seq, body, self._kept(seq, body, version))
        elif isinstance(body, PolicyInstalled | BulletinInstalled):
            self._installed(seq, body, self._kept(seq, body, version))

    def _kept(
        self, seq: int, body: AuthorityTrusted | PolicyInstalled | BulletinInstalled, version: int
    ) -> bool:
        """Whether the event keeps the signatures. After one that does, none is written without."""
        kept = version >= WITH_SIGNATURES
        if self._keeping and not kept:
            self._find(seq, f"it keeps no signatures of {_name(body)}, and events before it do.")
        elif not kept:
            said = f"the signatures of {_name(body)} were not kept, so that nobody can check them by this record."
            self.told.append(Finding(seq, "policy_not_kept", f"Event {seq}: {said}"))
        self._keeping = self._keeping or kept
        return kept

    def _trusted(self, seq: int, body: AuthorityTrusted, kept: bool) -> None:
        new, former = body.authority, self._offices.pop(body.authority.id, None)
        if former is not None and new.version <= former.version:
            self._find(seq, f"it trusts version {new.version} of {new.id}, after version {former.version}.")
        elif body.how == "rotated" and former is None:
            self._find(seq, f"it hands over the keys of {new.id}, which was not trusted.")
        elif body.how == "rotated" and former is not None and not all(map(former.decides_on, new.scope)):
            self._find(seq, f"with a change of keys alone {new.id} decides on more than it was trusted with.")
        if kept:
            asked = (new, former) if former is not None and body.how == "rotated" else (new,)
            self._signed(seq, body, "authority", asked)
            if canonical.digest("policy-authority", body.authority.signed_bytes) != body.hash:
                self._find(seq, f"the hash of {_name(body)} is another than it tells.")
        self._offices[new.id] = new

    def _installed(self, seq: int, body: PolicyInstalled | BulletinInstalled, kept: bool) -> None:
        what, told = _what(body), _name(body)
        deciding = (each for each in reversed(self._offices.values()) if each.decides_on(body.pack))
        office = next(deciding, None)
        if office is None or (office.id, office.version) != (body.authority, body.authority_version):
            self._find(seq, f"it installs {told} by {body.authority}, which did not decide on that then.")
        elif kept:
            signed = self._signed(seq, body, what, (office,))
            if len(signed) >= office.threshold and signed != set(body.signers):
                self._find(seq, f"it tells of other keys than those that signed {told}.")
        else:
            known = {self._key_id(key.public) for key in office.keys} & set(body.signers)
            self._enough(seq, told, len(known), office)
        for wrong in _differs(body) if kept else ():
            self._find(seq, wrong)
        highest = self._highest.get((type(body), body.pack), 0)
        if body.serial <= highest:
            self._find(seq, f"it installs {told}, after {what} {highest}.")
        self._highest[type(body), body.pack] = max(highest, body.serial)

    def _signed(
        self,
        seq: int,
        body: AuthorityTrusted | PolicyInstalled | BulletinInstalled,
        purpose: Purpose,
        offices: Sequence[Authority],
    ) -> set[str]:
        """The keys that signed what the event keeps. Each signature must be good, by a key of one of the offices, and of each office
        there must be enough."""
        told = _name(body)
        content = body.authority.signed_bytes if isinstance(body, AuthorityTrusted) else body.signed_bytes
        known = {self._key_id(key.public) for office in offices for key in office.keys}
        good: set[str] = set()
        for each in body.signatures:
            if each.key not in known:
                self._find(
                    seq,
                    f"key {each.key[:SHORT]}, by which {told} is signed, was none of {offices[0].id} then.",
                )
            elif any(self._signers(office, purpose, content, [each]) for office in offices):
                good.add(each.key)
            else:
                self._find(seq, f"the signature of {told} by key {each.key[:SHORT]} is false.")
        for office in offices:
            self._enough(seq, told, len(good & {self._key_id(key.public) for key in office.keys}), office)
        return good

    def _enough(self, seq: int, told: str, have: int, office: Authority) -> None:
        if have < office.threshold:
            whose = f"{office.id} version {office.version}"
            self._find(
                seq, f"{told} is signed by {have} of the {office.threshold} keys that {whose} asks for."
            )

    def _find(self, seq: int, said: str) -> None:
        self.findings.append(Finding(seq, "policy_unsigned", f"Event {seq}: {said}"))


def _what(body: PolicyInstalled | BulletinInstalled) -> Purpose:
    return "pack" if isinstance(body, PolicyInstalled) else "bulletin"


def _name(body: AuthorityTrusted | PolicyInstalled | BulletinInstalled) -> str:
    if isinstance(body, AuthorityTrusted):
        return f"version {body.authority.version} of {body.authority.id}"
    return f"{_what(body)} {body.serial} for {body.pack}"


def _differs(body: PolicyInstalled | BulletinInstalled) -> Iterator[str]:
    """What was signed is what was installed."""
    if isinstance(body, BulletinInstalled):
        if canonical.digest("bulletin", body.signed_bytes) != body.hash:
            yield f"the hash of {_name(body)} is another than it tells."
        return
    try:
        said = msgspec.json.decode(body.manifest, type=_Manifest)
    except (ValueError, RecursionError):
        yield f"the manifest of {_name(body)} cannot be read."
        return
    if said.status != "approved":
        yield f"the manifest of {_name(body)} is that of a draft."
    if said != _Manifest(
        body.pack, body.version, body.serial, said.status, body.effective, body.ends, body.hash
    ):
        yield f"the manifest of {_name(body)} is that of another pack: {said.serial} for {said.id}, {said.pack_hash[:SHORT]}."
