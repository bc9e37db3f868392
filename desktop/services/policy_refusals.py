"""Every refusal that the commands on policies give: what was not accepted, and what to do instead; the manual's reference lists them."""

from collections.abc import Mapping
from types import MappingProxyType

from desktop.core.errors import in_words

REFUSALS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        # keys, and the statement of a policy office
        "bad_holder": (
            "The holder of a key is not named like that.",
            "Name the office or function that holds it, in {most} letters at most; no person's name.",
        ),
        "key_file": (
            "{file} is no key that signs policies, or it was changed.",
            "Take the file as threshold pack key new wrote it.",
        ),
        "key_words": ("That passphrase does not open this key.", "Type it again; capitals count."),
        "key_there": (
            "{file} is there already, and neither a key nor a statement is ever written over.",
            "Give another name.",
        ),
        "no_such_key": (
            "No key, or several, of that statement begin with {key}.",
            "See threshold pack authority show.",
        ),
        "authority_shape": (
            "That statement of a policy office cannot be used: {why}.",
            "Make it anew: threshold pack authority new, or next.",
        ),
        "authority_hash": (
            "The statement has another hash: {hash}.",
            "Compare it with what the policy office told you by another way.",
        ),
        "authority_managed": (
            "managed.toml names another statement of a policy office (policy_authority).",
            "Ask whoever wrote managed.toml, and trust the statement that is right.",
        ),
        "authority_gap": (
            "Version {version} does not follow version {former}, which is in force.",
            "Install those between first.",
        ),
        "authority_older": (
            "That is version {version}; version {former} was trusted here. An older one is never taken again.",
            "Ask the policy office for its newest statement.",
        ),
        "authority_other": (
            "That is the statement of {name}, not of {former}.",
            "Take the next statement of {former}.",
        ),
        "authority_scope": (
            "By this statement {name} would decide on {scope} too.",
            "Only IT can trust it with that: threshold pack trust.",
        ),
        "authority_unknown": (
            "{name} is not trusted here yet.",
            "IT compares its statement first: threshold pack trust FILE.",
        ),
        "no_authority": (
            "No policy office that is trusted here decides on {pack}.",
            "IT compares its statement first: threshold pack trust FILE.",
        ),
        # making a pack file and signing it
        "pack_folder": (
            "{file} cannot go into a pack file: {why}.",
            "Mend it, or take it out of the folder.",
        ),
        "pack_former": (
            "{file} is not the version that this pack says it comes after.",
            "Give the one that it was compiled after.",
        ),
        "pack_other": ("That is {id}, and the file before is of {former}.", "Give two versions of one pack."),
        "version_same": ("Version {version} is there already.", "Give the new one a higher version."),
        "bad_day": ("{day} is no date.", "Write it like 2026-07-24."),
        "gate": ("The pack cannot be signed yet. {why}", "Mend that, compile it anew and sign again."),
        # bulletins
        "bulletin_shape": (
            "That is no bulletin of one page: {why}.",
            "Mend its words and make it anew: threshold pack bulletin new.",
        ),
        # installing
        "policy_draft": (
            "That pack says of itself that it is a draft.",
            'Set status = "approved" in pack.toml, compile and sign it anew. An overlay is a draft as long as its base is one.',
        ),
        "policy_file": ("{file} cannot be used: {why}.", "Take it anew from whoever made it."),
        "policy_misfit": (
            "That policy does not fit this facility. {why}",
            "Mend the facility file, or take the policy that is for it.",
        ),
        "policy_nothing": (
            "There is nothing to install in {folder}: no .tauthority, .tpack or .tbulletin.",
            "Name the folder of the stick that holds them.",
        ),
        "policy_older": (
            "It has the number {serial}; {highest} was installed here. An older one is never taken again.",
            "To return to former words the policy office makes a new version of them: threshold pack return.",
        ),
        "policy_unsigned": (
            "{got} of the {need} keys that {name} asks for have signed it. It is not used.",
            "Ask the policy office for one that enough of its keys have signed.",
        ),
        "policy_closed": (
            "The record is closed.",
            "Open it first with its passphrase, then install.",
        ),
    }
)
"""By code: what is wrong, and the remedy. Where a refusal is about a file, its sentence names it (`core.errors.about`)."""

SENTENCES: Mapping[str, str] = MappingProxyType({code: in_words(*said) for code, said in REFUSALS.items()})
