"""Which policies a desk goes by: the events that trust an authority, install packs and bulletins, and record who read them, and what they
amount to.

Pure: events in, decisions out. The record itself is the shelf on which packs stand: what no event of it installed is never walked by.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from desktop.core import canonical

KeyText = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
"""An Ed25519 public key in hex."""

Line = Annotated[str, Meta(min_length=1, max_length=200)]
Number = Annotated[int, Meta(ge=1, lt=10**9)]
Hash = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
PackId = Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]*(/[a-z0-9][a-z0-9-]*)*$", max_length=100)]
Day = Annotated[str, Meta(pattern="^([0-9]{4}-[0-9]{2}-[0-9]{2})?$")]
"""An ISO date, or "" for none."""

Trusting = Literal["pinned", "rotated"]
"""IT said that it is the right one; or enough keys of the one before signed it."""

Choice = Literal["switch", "stay"]
Acknowledged = Literal["policy", "bulletin"]
Purpose = Literal["authority", "pack", "bulletin", "release"]
"""What is signed: a signature of one purpose never fits another."""


class Signature(Struct, frozen=True, forbid_unknown_fields=True, order=True):
    """A signature (Ed25519, hex) and the id of its key."""

    key: Annotated[str, Meta(pattern="^[0-9a-f]{32}$")]
    signature: Annotated[str, Meta(pattern="^[0-9a-f]{128}$")]


Signatures = Annotated[tuple[Signature, ...], Meta(max_length=40)]


class SignKey(Struct, frozen=True, forbid_unknown_fields=True):
    """A key that may sign. `holder` is an office or a function, not a person's name."""

    public: KeyText
    holder: Line


class Authority(Struct, frozen=True, forbid_unknown_fields=True):
    """Who decides on policies: so many (`threshold`) of these keys. `scope`: the packs it decides on, each the id of one, or the
    beginning of ids that ends in "/". `version` grows by one with each change of keys. `review_by` refuses nothing: authors and IT are
    told of it, since a site without a network may see no newer one for long."""

    id: PackId
    name: Line
    version: Number
    threshold: Annotated[int, Meta(ge=2, le=20)]
    keys: Annotated[tuple[SignKey, ...], Meta(min_length=2, max_length=40)]
    scope: Annotated[
        tuple[Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9/-]*$", max_length=100)], ...],
        Meta(min_length=1, max_length=40),
    ]
    review_by: Day = ""

    def decides_on(self, pack: str) -> bool:
        """Whether a pack is one of its own."""
        return any(pack == each or (each.endswith("/") and pack.startswith(each)) for each in self.scope)

    @property
    def signed_bytes(self) -> bytes:
        """The bytes that are signed: its canonical JSON."""
        return canonical.encode(msgspec.to_builtins(self))


class AuthorityTrusted(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """From now on packs and bulletins that this authority signs may be installed here. `hash` is that of its statement, `signatures`
    those that count: of its own keys, and where it was "rotated" of the keys before it."""

    authority: Authority
    hash: str
    how: Trusting
    signatures: Signatures = ()


class PolicyInstalled(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A pack may be walked by from `effective` to `ends` (ISO dates of the facility, both included; "" for no end). Of one pack the
    highest `serial` in force counts. `hash` is what visits pin; `signers` are the keys' ids that signed, as of version
    `authority_version` of the authority. `manifest` is what they signed (canonical JSON, `packs.bundle.Manifest`) and `signatures` how:
    by them anybody can check it years later. "" and none: not kept (version 1 of the event, and beside the record)."""

    pack: str
    version: str
    serial: int
    hash: str
    effective: str
    ends: str
    authority: str
    authority_version: int
    signers: list[str]
    manifest: str = ""
    signatures: Signatures = ()

    @property
    def signed_bytes(self) -> bytes:
        """The bytes that were signed."""
        return self.manifest.encode("utf-8")


class BulletinInstalled(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A page that every guard is to read, above the walk by this pack, until one with a higher `serial` takes its place. Empty words:
    the one before is over. `signatures` as in `PolicyInstalled`: over pack, serial, title and text."""

    pack: str
    serial: int
    hash: str
    title: str
    text: str
    authority: str
    authority_version: int
    signers: list[str]
    signatures: Signatures = ()

    @property
    def signed_bytes(self) -> bytes:
        """The bytes that were signed: canonical JSON of the page (`packs.bulletins.Bulletin`)."""
        return canonical.encode({name: getattr(self, name) for name in ("pack", "serial", "title", "text")})


class PolicyAcknowledged(Struct, frozen=True, forbid_unknown_fields=True):
    """Who acts has read what changed in the policy, or a bulletin. `hash` is the pack's, or the bulletin's."""

    what: Acknowledged
    hash: str


class PolicySwitched(Struct, frozen=True, forbid_unknown_fields=True):
    """While a visit ran, another policy was in force, and the guard chose. "stay": this visit goes on by the one that it began with.
    "switch": this visit goes on from visit `begun_as` (a record number), which went by the pack `former`, by the pack `hash`; `carried`
    answers of it were taken over, and those to the questions `asked_anew` were not."""

    choice: Choice
    former: str
    hash: str
    version: str
    begun_as: str = ""
    carried: int = 0
    asked_anew: list[str] = []


OfPolicies = AuthorityTrusted | PolicyInstalled | BulletinInstalled | PolicyAcknowledged | PolicySwitched

BODIES: Mapping[str, type[Struct]] = MappingProxyType(
    {
        "authority_trusted": AuthorityTrusted,
        "policy_installed": PolicyInstalled,
        "bulletin_installed": BulletinInstalled,
        "policy_acknowledged": PolicyAcknowledged,
        "policy_switched": PolicySwitched,
    }
)
"""Kind → its body."""

WITH_SIGNATURES = 2
"""The version of `authority_trusted`, `policy_installed` and `bulletin_installed` from which on the signatures are kept."""

VERSIONS: Mapping[str, int] = MappingProxyType(
    dict.fromkeys(("authority_trusted", "policy_installed", "bulletin_installed"), WITH_SIGNATURES)
)
"""Kind → version, of those that are not in their first."""


def _none_kept(first: dict[str, Any]) -> dict[str, Any]:
    """The second version of a body: its signatures were not kept. ValueError where the first has what only the second may."""
    if {"manifest", "signatures"} & first.keys():
        raise ValueError("The first version of it keeps no signatures.")
    return first


UPCASTERS: Mapping[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = MappingProxyType(
    {(kind, version - 1): _none_kept for kind, version in VERSIONS.items()}
)

POLICIES = frozenset({"authority_trusted", "policy_installed", "bulletin_installed", "policy_acknowledged"})
"""The kinds that `fold_policies` reads. With `policy_switched` they stay for good: without them nobody could tell by which policy, and by
whose word, a visit went."""


class Installed(Struct, frozen=True):
    """A pack on the shelf and the event (number, µs UTC) that put it there."""

    body: PolicyInstalled
    seq: int
    utc_us: int


class Bulletin(Struct, frozen=True):
    """A bulletin and the event that brought it."""

    body: BulletinInstalled
    seq: int
    utc_us: int


class Read(Struct, frozen=True):
    """Who read what: duty name, role, how the person is known, µs UTC and the facility's time."""

    what: Acknowledged
    hash: str
    person: str
    role: str
    how: str
    utc_us: int
    at: str


class Shelf(Struct, frozen=True):
    """All that was trusted, installed and read, in that order. Of each authority the version in force is the last."""

    authorities: tuple[AuthorityTrusted, ...] = ()
    packs: tuple[Installed, ...] = ()
    bulletins: tuple[Bulletin, ...] = ()
    read: tuple[Read, ...] = ()

    def of(self, pack: str) -> tuple[Installed, ...]:
        """All versions of a pack, the highest first."""
        found = (each for each in self.packs if each.body.pack == pack)
        return tuple(sorted(found, key=lambda each: each.body.serial, reverse=True))

    def authority(self, ident: str) -> Authority | None:
        """The authority of this id as it is trusted now."""
        return next(
            (each.authority for each in reversed(self.authorities) if each.authority.id == ident), None
        )

    def authority_for(self, pack: str) -> Authority | None:
        """The authority that decides on this pack; the one trusted last where several do."""
        names = dict.fromkeys(each.authority.id for each in reversed(self.authorities))
        found = (self.authority(name) for name in names)
        return next((each for each in found if each is not None and each.decides_on(pack)), None)

    def highest(self, pack: str) -> int:
        """The highest serial ever installed of a pack; 0 for none."""
        return max((each.body.serial for each in self.packs if each.body.pack == pack), default=0)

    def highest_bulletin(self, pack: str) -> int:
        """The highest serial of a bulletin ever installed; 0 for none."""
        return max((each.body.serial for each in self.bulletins if each.body.pack == pack), default=0)

    def in_force(self, pack: str, day: str) -> tuple[Installed, ...]:
        """The versions of a pack whose dates hold this ISO date, the one that counts first: each further one is the next best where
        those before it cannot be read."""
        good = (each for each in self.packs if each.body.pack == pack and holds_on(each.body, day))
        return tuple(sorted(good, key=lambda each: each.body.serial, reverse=True))

    def ahead(self, pack: str, day: str) -> tuple[Installed, ...]:
        """The versions of a pack that come into force after this date, the next one first."""
        later = (each for each in self.packs if each.body.pack == pack and each.body.effective > day)
        return tuple(sorted(later, key=lambda each: (each.body.effective, -each.body.serial)))

    def approval(self, pack_hash: str, before: int | None = None) -> PolicyInstalled | None:
        """What installed the pack of this hash, if it was before event `before` (None: ever)."""
        found = (each for each in self.packs if each.body.hash == pack_hash)
        return next((each.body for each in found if before is None or each.seq < before), None)

    def bulletin(self, pack: str) -> Bulletin | None:
        """The bulletin that stands for a pack now; None where there is none, or the last one ended it."""
        mine = [each for each in self.bulletins if each.body.pack == pack]
        last = max(mine, key=lambda each: each.body.serial, default=None)
        return last if last is not None and last.body.text else None

    def read_by(self, what: Acknowledged, person: str, how: str = "") -> frozenset[str]:
        """The hashes of what a person has read. For one who is known by a PIN (`how`), what somebody only claimed to be that person has
        read does not count."""
        mine = (each for each in self.read if (each.what, each.person) == (what, person))
        return frozenset(each.hash for each in mine if how != "pin" or each.how == "pin")


class Told(Struct, frozen=True):
    """An event as `fold_policies` takes it: its number, clock, actor and contents."""

    seq: int
    utc_us: int
    at: str
    person: str
    role: str
    how: str
    body: object


def fold_policies(events: Iterable[Told]) -> Shelf:
    """The shelf after these events, in order; others are passed over."""
    trusted, packs, bulletins, read = [], [], [], []
    for told in events:
        body = told.body
        if isinstance(body, AuthorityTrusted):
            trusted.append(body)
        elif isinstance(body, PolicyInstalled):
            packs.append(Installed(body, told.seq, told.utc_us))
        elif isinstance(body, BulletinInstalled):
            bulletins.append(Bulletin(body, told.seq, told.utc_us))
        elif isinstance(body, PolicyAcknowledged):
            who = (told.person, told.role, told.how)
            read.append(Read(body.what, body.hash, *who, told.utc_us, told.at))
    return Shelf(tuple(trusted), tuple(packs), tuple(bulletins), tuple(read))


def holds_on(body: PolicyInstalled, day: str) -> bool:
    """Whether a date (ISO) lies within those of a pack; the first and the last day count."""
    return body.effective <= day and (not body.ends or day <= body.ends)


def overdue(review_by: str, day: str) -> bool:
    """Whether a review was due before this date."""
    return bool(review_by) and review_by < day


def holders(authority: Authority, signers: Sequence[str], ids: Mapping[str, str]) -> tuple[str, ...]:
    """The holders of the keys with these ids, or the ids where the authority has them no longer. `ids`: public key → id."""
    named = {ids[each.public]: each.holder for each in authority.keys}
    return tuple(named.get(ident, ident) for ident in signers)
