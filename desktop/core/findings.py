"""A finding about a policy pack or a facility file: where it is, what is wrong, what to do (row P13)."""

from collections.abc import Iterable

import msgspec

SHOWN = 80
"""Characters of a value of a file that a sentence quotes."""


def shown(value: object) -> str:
    """A value out of a file as a sentence can quote it: never endless, whatever stands there."""
    try:
        text = repr(value)
    except ValueError:  # Python writes no number of more than 4,300 digits
        return "A number of thousands of digits"
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


class Finding(msgspec.Struct, frozen=True):
    """`file` is relative to the pack; `place` the step, rule or line; `field` the key; `level` error, warning
    or note."""

    code: str
    file: str
    place: str
    field: str
    sentence: str
    fix: str
    level: str = "error"

    def line(self) -> str:
        """The finding as one line for people."""
        where = " · ".join(part for part in (self.file, self.place, self.field) if part)
        return f"{self.level}: {where}: {self.sentence} {self.fix} [{self.code}]"


FOLLOWING = (
    "unknown_step",
    "unknown_outcome",
    "unknown_term",
    "unknown_specimen",
    "citation_unknown",
    "text_unknown",
    "law_unknown",
    "fact_unfed",
)
"""Codes by which a name is told that stands for nothing."""


def causes(found: Iterable[Finding], misread: Iterable[str]) -> list[Finding]:
    """The findings without those that only follow from an entry which is there and could not be read (`misread`: ids): that is told once,
    with how many places name it."""
    kept = list(found)
    for ident in misread:
        follow = [each for each in kept if each.code in FOLLOWING and f"'{ident}'" in each.sentence]
        cause = next((n for n, each in enumerate(kept) if _about(each, ident)), None)
        if cause is None or not follow:
            continue
        many = "1 place that names it is" if len(follow) == 1 else f"{len(follow)} places that name it are"
        told = (
            f"{kept[cause].sentence} Until it is mended nothing is known of '{ident}', and {many} not told."
        )
        kept[cause] = msgspec.structs.replace(kept[cause], sentence=told)
        kept = [each for each in kept if each not in follow]
    return kept


def _about(each: Finding, ident: str) -> bool:
    return each.code == "bad_shape" and (each.place.endswith(f"({ident})") or each.place == f"term {ident}")


def errors(found: Iterable[Finding]) -> list[Finding]:
    """Only what makes a pack unusable."""
    return [finding for finding in found if finding.level == "error"]
