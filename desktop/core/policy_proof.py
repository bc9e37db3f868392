"""Holds what a record says of policies against itself: who was trusted, whose keys signed a pack or a bulletin, and which number it had.

The program installs nothing that enough keys did not sign. Who writes events past it, with the data key, must at least name keys that were
trusted then, and enough of them; whether these really signed, the pack file shows. Pure.
"""

from collections.abc import Callable

from desktop.core.chain import Finding
from desktop.core.policies import Authority, AuthorityTrusted, BulletinInstalled, PolicyInstalled

KeyId = Callable[[str], str]
"""The id of a public key (hex)."""


class PolicyProof:
    """One pass beside `chain.verify`. `findings` speak against the record."""

    def __init__(self, key_id: KeyId) -> None:
        self.findings: list[Finding] = []
        self._key_id = key_id
        self._offices: dict[str, Authority] = {}
        self._highest: dict[tuple[type, str], int] = {}

    def see(self, seq: int, body: object) -> None:
        """The contents of the next event."""
        if isinstance(body, AuthorityTrusted):
            self._trusted(seq, body)
        elif isinstance(body, PolicyInstalled | BulletinInstalled):
            self._installed(seq, body)

    def _trusted(self, seq: int, body: AuthorityTrusted) -> None:
        new, former = body.authority, self._offices.pop(body.authority.id, None)
        if former is not None and new.version <= former.version:
            self._find(seq, f"it trusts version {new.version} of {new.id}, after version {former.version}.")
        elif body.how == "rotated" and former is None:
            self._find(seq, f"it hands over the keys of {new.id}, which was not trusted.")
        elif body.how == "rotated" and former is not None and not all(map(former.decides_on, new.scope)):
            self._find(seq, f"with a change of keys alone {new.id} decides on more than it was trusted with.")
        self._offices[new.id] = new

    def _installed(self, seq: int, body: PolicyInstalled | BulletinInstalled) -> None:
        what = "pack" if isinstance(body, PolicyInstalled) else "bulletin"
        told = f"{what} {body.serial} for {body.pack}"
        deciding = (each for each in reversed(self._offices.values()) if each.decides_on(body.pack))
        office = next(deciding, None)
        if office is None or (office.id, office.version) != (body.authority, body.authority_version):
            self._find(seq, f"it installs {told} by {body.authority}, which did not decide on that then.")
        else:
            known = {self._key_id(key.public) for key in office.keys} & set(body.signers)
            if len(known) < office.threshold:
                self._find(
                    seq,
                    f"it installs {told}, signed by {len(known)} of the {office.threshold} keys it takes.",
                )
        highest = self._highest.get((type(body), body.pack), 0)
        if body.serial <= highest:
            self._find(seq, f"it installs {told}, after {what} {highest}.")
        self._highest[type(body), body.pack] = max(highest, body.serial)

    def _find(self, seq: int, said: str) -> None:
        self.findings.append(Finding(seq, "policy_unsigned", f"Event {seq}: {said}"))
