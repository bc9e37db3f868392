"""Takes in what a stick brings: statements of a policy office, signed packs, bulletins. Each is judged by itself, put on record with its
signers, and what is refused is told with its reason while the rest goes on (rows P9, P14, P16)."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Literal

from msgspec import Struct

from desktop.core.errors import Refused, Trouble, about
from desktop.core.events import Actor, Draft
from desktop.core.policies import Authority, AuthorityTrusted, BulletinInstalled, PolicyInstalled, Trusting
from desktop.managed import decided
from desktop.packs import bulletins, bundle
from desktop.packs.bulletins import SignedBulletin, read_bulletin
from desktop.packs.bundle import Bundle, read_bundle
from desktop.packs.fitting import misfits
from desktop.services.desk import Desk
from desktop.services.policy_source import keep_source
from desktop.services.refusals import sentence
from desktop.services.roles import require
from desktop.trust import policykeys
from desktop.trust.policykeys import (
    SignedAuthority,
    check_own,
    check_rotation,
    check_signed,
    good_signatures,
    read_authority,
    statement,
)
from desktop.trust.seen import Seen, keep_seen, read_seen

AUTHORITY = ".tauthority"
LEAST_TYPED = 16
"""Digits of a statement's hash that IT compares at least."""

What = Literal["authority", "pack", "bulletin"]


class Done(Struct, frozen=True):
    """What became of one file. `ok`: it is in force or waits for its day, now or from before; `new`: an event says so now; `code`: why it
    was refused, "" where it was not."""

    file: str
    what: What
    ok: bool
    new: bool
    sentence: str
    code: str = ""


def trust(desk: Desk, file: Path, compared: str, actor: Actor | None = None) -> AuthorityTrusted:
    """Trust a policy office by its statement: IT's act, once, after comparing its hash by another way than the stick. `compared` are the
    hash's first 16 digits or more, blanks left out of account; managed.toml may name it too.

    Refused `authority_hash` where they are not those of the file, `authority_managed` where managed.toml names another,
    `authority_older` for what is not higher than what was trusted here, `policy_unsigned` where its own keys did not sign it.
    """
    who = require(desk, "policy_trust", actor)
    signed = read_authority(file)
    new, digits = signed.authority, "".join(compared.split()).lower()
    if len(digits) < LEAST_TYPED or not signed.hash.startswith(digits):
        raise Refused("authority_hash", hash=policykeys.grouped(signed.hash))
    managed = decided(desk.store.places).policy_authority
    if managed and managed != signed.hash:
        raise Refused("authority_managed")
    check_own(signed)
    known = desk.policies.shelf().authority(new.id)
    if new.version <= max(known.version if known else 0, _seen(desk).authorities.get(new.id, 0)):
        raise Refused("authority_older", version=new.version, former=known.version if known else new.version)
    return _trusted(desk, signed, "pinned", who)


def install(desk: Desk, place: Path, actor: Actor | None = None) -> tuple[Done, ...]:
    """Take in a file, or all files of a folder that end in .tauthority, .tpack or .tbulletin, in that order. Refused `policy_nothing`
    where there are none; Refused and Trouble as `require` says. What is refused changes nothing."""
    require(desk, "policy", actor)
    return tuple(_one(desk, file, actor) for file in _files(place))


def install_pack(desk: Desk, pack_file: Bundle, actor: Actor | None = None) -> bool:
    """Put a pack on the shelf; False where that very one stands there already.

    Refused `no_authority`, `policy_draft`, `policy_unsigned`, `policy_older` for a serial that is not higher than any that was ever
    installed, `policy_file`, `policy_misfit` where this facility lacks what the pack needs.
    """
    who = require(desk, "policy", actor)
    told, shelf = pack_file.manifest, desk.policies.shelf()
    authority = _authority(desk, told.id)
    if told.status != "approved":
        raise Refused("policy_draft")
    signers = pack_file.check(authority)
    kept = good_signatures(authority, "pack", pack_file.signed_bytes, pack_file.signatures)
    pack = pack_file.pack
    there = shelf.approval(told.pack_hash)
    if there is not None and there.serial == told.serial:
        return False
    highest = max(shelf.highest(told.id), _seen(desk).packs.get(told.id, 0))
    if told.serial <= highest:
        raise Refused("policy_older", serial=told.serial, highest=highest)
    if told.id == desk.policies.id and (found := misfits("facility.toml", desk.facility, pack)):
        raise Refused("policy_misfit", why=" ".join(each.line() for each in found))
    body = PolicyInstalled(
        told.id, told.version, told.serial, told.pack_hash, told.effective, told.ends, authority.id,
        authority.version, list(signers), pack_file.signed_bytes.decode("utf-8"), kept,
    )  # fmt: skip
    desk.store.journal.keep_pack(pack.pack_hash, pack.compiled)
    _write(desk, Draft("policy_installed", None, body, who))
    _remember(desk, packs={told.id: told.serial})
    try:
        keep_source(desk.home, pack_file)
    except Trouble as trouble:  # no visit needs it: only its stories and proofs cannot be looked at here
        desk.log.note("policies_not_kept", kind=trouble.kind)
    desk.policies.renew()
    return True


def install_bulletin(desk: Desk, signed: SignedBulletin, actor: Actor | None = None) -> bool:
    """Put a bulletin in force at once; False where it is already. Refused `no_authority`, `policy_unsigned`, `policy_older`."""
    who = require(desk, "policy", actor)
    told, shelf = signed.bulletin, desk.policies.shelf()
    authority = _authority(desk, told.pack)
    signers = check_signed(authority, "bulletin", signed.content, signed.signatures)
    if any(each.body.hash == signed.hash for each in shelf.bulletins):
        return False
    highest = max(shelf.highest_bulletin(told.pack), _seen(desk).bulletins.get(told.pack, 0))
    if told.serial <= highest:
        raise Refused("policy_older", serial=told.serial, highest=highest)
    body = BulletinInstalled(
        told.pack,
        told.serial,
        signed.hash,
        told.title,
        told.text,
        authority.id,
        authority.version,
        list(signers),
        good_signatures(authority, "bulletin", signed.content, signed.signatures),
    )
    _write(desk, Draft("bulletin_installed", None, body, who))
    _remember(desk, bulletins={told.pack: told.serial})
    return True


def rotate(desk: Desk, signed: SignedAuthority, actor: Actor | None = None) -> bool:
    """Go over to the next statement of an authority that is trusted; False where that is the one in force. Refused
    `authority_unknown`, and as `policykeys.check_rotation` says."""
    who = require(desk, "policy", actor)
    former = desk.policies.shelf().authority(signed.authority.id)
    if former is None:
        raise Refused("authority_unknown", name=signed.authority.id)
    if former == signed.authority:
        return False
    check_rotation(former, signed)
    _trusted(desk, signed, "rotated", who, former)
    return True


# ---- parts --------------------------------------------------------------------------------------------------------------


def _files(place: Path) -> Sequence[Path]:
    endings = (AUTHORITY, bundle.ENDING, bulletins.ENDING)
    try:
        if not place.is_dir():
            return [place]
        found = [each for each in place.iterdir() if each.suffix in endings and not each.name.startswith(".")]
    except OSError as error:
        sentence = f"{place} cannot be read: {error.strerror}."
        raise Trouble("io", sentence, "Check the stick.", str(place)) from error
    if not found:
        raise Refused("policy_nothing", folder=place.name)
    return sorted(found, key=lambda each: (endings.index(each.suffix), _order(each), each.name))


def _order(file: Path) -> int:
    """Version or serial, so that each finds the one before it in force; what cannot be read comes first and is told."""
    try:
        if file.suffix == AUTHORITY:
            return read_authority(file).authority.version
        if file.suffix == bundle.ENDING:
            return read_bundle(file).manifest.serial
        return read_bulletin(file).bulletin.serial
    except (Refused, Trouble):
        return 0


def _one(desk: Desk, file: Path, actor: Actor | None) -> Done:
    what: What = {AUTHORITY: "authority", bulletins.ENDING: "bulletin"}.get(file.suffix, "pack")  # type: ignore[assignment]
    taking: dict[str, Callable[[], tuple[bool, str]]] = {
        "authority": lambda: _taken_authority(desk, file, actor),
        "pack": lambda: _taken_pack(desk, file, actor),
        "bulletin": lambda: _taken_bulletin(desk, file, actor),
    }
    try:
        with about(file.name):
            new, said = taking[what]()
    except Refused as refused:
        return Done(file.name, what, False, False, sentence(refused), refused.code)
    except Trouble as trouble:
        return Done(file.name, what, False, False, f"{file.name}: {trouble.words}")
    return Done(
        file.name, what, True, new, f"{file.name}: {said}" + ("" if new else " It was there already.")
    )


def _taken_authority(desk: Desk, file: Path, actor: Actor | None) -> tuple[bool, str]:
    signed = read_authority(file)
    new = signed.authority
    return rotate(
        desk, signed, actor
    ), f"{new.name} signs with {len(new.keys)} keys now, version {new.version}."


def _taken_pack(desk: Desk, file: Path, actor: Actor | None) -> tuple[bool, str]:
    pack_file = read_bundle(file)
    told = pack_file.manifest
    new = install_pack(desk, pack_file, actor)
    ends = f" to {told.ends}" if told.ends else ""
    return new, f"Policy {told.id} {told.version} is installed, in effect from {told.effective}{ends}."


def _taken_bulletin(desk: Desk, file: Path, actor: Actor | None) -> tuple[bool, str]:
    signed = read_bulletin(file)
    told = signed.bulletin
    said = f"Bulletin {told.serial} stands now: {told.title}" if told.text else "The bulletin before is over."
    return install_bulletin(desk, signed, actor), said


def _authority(desk: Desk, pack: str) -> Authority:
    found = desk.policies.shelf().authority_for(pack)
    if found is None:
        raise Refused("no_authority", pack=pack)
    return found


def _trusted(
    desk: Desk, signed: SignedAuthority, how: Trusting, who: Actor, former: Authority | None = None
) -> AuthorityTrusted:
    """Put it on record with the signatures that count: those of its own keys, and of the keys before it where these hand over."""
    new, content = signed.authority, statement(signed.authority)
    of = [good_signatures(each, "authority", content, signed.signatures) for each in (new, former or new)]
    body = AuthorityTrusted(new, signed.hash, how, tuple(sorted({each for part in of for each in part})))
    _write(desk, Draft("authority_trusted", None, body, who))
    _remember(desk, authorities={signed.authority.id: signed.authority.version})
    return body


def _write(desk: Desk, draft: Draft) -> None:
    if desk.closed:
        raise Refused("policy_closed")
    desk.store.journal.append([draft], desk.clock.read())


def _seen(desk: Desk) -> Seen:
    return read_seen(desk.store.places.keys, desk.store.owner.realm)


def _remember(desk: Desk, **numbers: dict[str, int]) -> None:
    """After the event is on disk. Where it cannot be written the record still knows, and the desk tells."""
    desk.policies.keep()
    given = {name: numbers.get(name, {}) for name in ("packs", "bulletins", "authorities")}
    try:
        keep_seen(desk.store.places.keys, desk.store.owner.realm, **given)
    except Trouble as trouble:
        desk.log.note("policies_not_kept", kind=trouble.kind)
        desk.tell(f"{trouble.words} Tell IT.")


def told(done: Iterable[Done]) -> bool:
    """Whether all of it was taken."""
    return all(each.ok for each in done)
