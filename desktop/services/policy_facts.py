"""What `doctor` tells of policies: which is in effect and who signed it, what waits for its day, what is damaged, and which reviews are
overdue. The reviews are for authors and IT: no guard is told, and nothing is refused for them (row P8)."""

from collections.abc import Iterator
from typing import Literal

from desktop.core.policies import PolicyInstalled, Shelf, overdue
from desktop.packs.catalog import LoadedPack
from desktop.services.desk import Desk
from desktop.services.policy_shelf import Chosen
from desktop.trust.policykeys import grouped, key_id

Told = tuple[str, Literal["ok", "warning", "error"], str, str]
"""Code, level, sentence, remedy: a fact of `health`."""

ANEW = "Ask the policy office for a pack that is signed anew."


def policy_facts(desk: Desk) -> Iterator[Told]:
    """Every fact, good and bad. Raises Trouble where the record cannot be read."""
    shelf, day = desk.policies.shelf(), desk.policies.today()
    chosen = desk.policies.chosen(day)
    yield from _chosen(desk, shelf, chosen)
    for sentence in chosen.damaged:
        yield "policy_damaged", "error", sentence, "Install that pack again, or restore a backup."
    for each in shelf.ahead(desk.policies.id, day):
        yield (
            "policy_ahead",
            "ok",
            f"Policy {each.body.version} comes into effect on {each.body.effective}.",
            "",
        )
    yield from _authorities(shelf, day)
    yield from _overlap(shelf, desk.policies.id)
    yield from _base(shelf, chosen.pack, day)
    yield from _signers(shelf, chosen)
    yield from _reviews(chosen.pack, day)
    if (bulletin := shelf.bulletin(desk.policies.id)) is not None:
        many = len({each.person for each in shelf.read if each.hash == bulletin.body.hash})
        sentence = f"Bulletin {bulletin.body.serial} stands: {bulletin.body.title}. Read by {many}."
        yield "bulletin", "ok", sentence, ""


def _chosen(desk: Desk, shelf: Shelf, chosen: Chosen) -> Iterator[Told]:
    head = chosen.pack.policy.head
    if chosen.none_in_force:
        sentence = f"No installed version of {desk.policies.id} is in effect today; {head.version}, which came with the program, is used."
        yield (
            "policy_none_in_force",
            "warning",
            sentence,
            "Install a pack that is in effect, or ask the policy office.",
        )
    body = shelf.approval(chosen.pack.pack_hash)
    if body is None:
        sentence = (
            f"Policy {head.id} {head.version} is used. Nobody has signed it, so it is marked as a draft."
        )
        yield "policy_in_effect", "ok", sentence, ""
        return
    ends = f" to {body.ends}" if body.ends else ""
    keys = ", ".join(grouped(ident[:8]) for ident in body.signers)
    sentence = f"Policy {body.pack} {body.version} is in effect from {body.effective}{ends}, signed by the keys {keys} of {body.authority}."
    yield "policy_in_effect", "ok", sentence, ""


def _authorities(shelf: Shelf, day: str) -> Iterator[Told]:
    for ident in dict.fromkeys(each.authority.id for each in shelf.authorities):
        statements = [each for each in shelf.authorities if each.authority.id == ident]
        now = statements[-1].authority
        yield (
            "authority",
            "ok",
            f"{now.name} signs policies here: {now.threshold} of {len(now.keys)} keys, version {now.version}.",
            "",
        )
        if len(statements) > 1 and statements[-1].how == "pinned":
            sentence = f"{now.name} was trusted anew by IT, without the keys of before."
            yield (
                "authority_pinned_anew",
                "warning",
                sentence,
                "Ask the policy office and your supervisor whether that is so.",
            )
        if overdue(now.review_by, day):
            sentence = f"The keys of {now.name} were to be looked at by {now.review_by}."
            yield "authority_review", "warning", sentence, "Ask the policy office. Nothing is refused for it."


def _overlap(shelf: Shelf, pack: str) -> Iterator[Told]:
    """Another policy office was trusted with the pack of this desk later: the former one's packs are refused from then on."""
    named = dict.fromkeys(each.authority.id for each in shelf.authorities)
    deciding = [each for each in map(shelf.authority, named) if each is not None and each.decides_on(pack)]
    now = shelf.authority_for(pack)
    others = ", ".join(each.name for each in deciding if each != now)
    if now is not None and others:
        sentence = f"{now.name} decides on {pack} here, and {others} no longer: IT trusted both with it."
        yield (
            "authority_overlap",
            "warning",
            sentence,
            "Ask your supervisor and both offices whether that is so.",
        )


def _base(shelf: Shelf, pack: LoadedPack, day: str) -> Iterator[Told]:
    """An overlay goes by the base that it was signed with, also once a newer one of the base is in effect."""
    if not pack.policy.head.built_on:
        return
    base, version, digest = pack.policy.head.built_on.split(" ")
    now = next(iter(shelf.in_force(base, day)), None)
    if now is None or now.body.hash == digest:
        yield "policy_base", "ok", f"It is laid on {base} {version}, which was signed with it.", ""
        return
    sentence = f"The policy in effect is laid on {base} {version}; {now.body.version} of that is in effect."
    yield "policy_base", "warning", sentence, "Ask the policy office for the overlay on the newer base."


def _signers(shelf: Shelf, chosen: Chosen) -> Iterator[Told]:
    """A key was taken from the authority since the pack in effect was signed."""
    body = shelf.approval(chosen.pack.pack_hash)
    if body is None or (lacks := _lacking(shelf, body)) <= 0:
        return
    sentence = f"Policy {body.version} was signed by keys that no longer sign for {body.authority}: {lacks} of its signatures are gone."
    yield "policy_signers", "warning", sentence, ANEW


def _lacking(shelf: Shelf, body: PolicyInstalled) -> int:
    """How many signatures a pack lacks by the keys of today."""
    authority = shelf.authority(body.authority)
    if authority is None:
        return 0
    known = {key_id(each.public) for each in authority.keys}
    return authority.threshold - len(known & set(body.signers))


def _reviews(pack: LoadedPack, day: str) -> Iterator[Told]:
    late = sorted(each.review_by for each in pack.law.citation if overdue(each.review_by, day))
    if late:
        head = pack.policy.head
        sentence = (
            f"{len(late)} legal bases of policy {head.version} were to be reviewed, the first by {late[0]}."
        )
        yield (
            "policy_review",
            "warning",
            sentence,
            "Tell the policy office. Guards are not told, and nothing is refused.",
        )
