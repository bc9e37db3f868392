"""Every refusal that the commands on releases give: what was not accepted, and what to do instead; it-updates.md lists them."""

from collections.abc import Mapping
from types import MappingProxyType

from desktop.core.errors import in_words

REFUSALS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "update_nothing": (
            "There is no release in {folder}: no release.json.",
            "Name the folder of the stick or share that holds release.json and the packages.",
        ),
        "update_file": ("{file} cannot be used: {why}.", "Copy the release anew from whoever made it."),
        "update_kind": (
            "That is the list of an installed program, not of packages.",
            "Name the folder that holds release.json and the packages.",
        ),
        "update_no_keys": (
            "This program was built without the keys of a release office, so it can believe no release.",
            "Compare SHA256SUMS with what the release office told you by another way, then install by hand.",
        ),
        "update_unsigned": (
            "{got} of the {need} keys that {name} asks for have signed this release. It is not used.{why}",
            "Ask the release office for one that enough of its keys have signed.",
        ),
        "update_not_yours": (
            "That key is none of {name}, whose statement lies beside {file}.",
            "Sign with a key of that office, or put the newer statement there.",
        ),
        "update_older": (
            "Release {number} is not higher than {highest}, which {what}. An older one is never taken.",
            "To return to a former program, the release office makes it a release with a higher number.",
        ),
        "update_other": (
            "This is another release {number} than the one that was staged here.",
            "Ask the release office which is right; the right one needs a higher number.",
        ),
        "update_step": (
            "Release {number} can be installed over {least} or later, and {running} runs here.",
            "Install a release between the two first.",
        ),
        "update_expired": (
            "Release {number} was to be installed until {expires}, and today is {today}.",
            "Ask for a newer release; if the date of this PC is wrong, set its clock.",
        ),
        "update_platform": (
            "This release has no {package} package for this computer ({platform}).",
            "Take the release that is for it, or name another package: --package.",
        ),
        "update_missing": (
            "{file} is on the list of the release but not beside it.",
            "Copy the whole folder of the release again.",
        ),
        "update_size": (
            "{file} has {have} bytes, and the release says {size}: the copy broke off or is another file.",
            "Copy it again.",
        ),
        "update_changed": (
            "{file} is not the file that was signed.",
            "Copy it again; if that does not help, tell the release office.",
        ),
    }
)
"""By code: what is wrong, and the remedy."""

SENTENCES: Mapping[str, str] = MappingProxyType({code: in_words(*said) for code, said in REFUSALS.items()})
