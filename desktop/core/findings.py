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


def errors(found: Iterable[Finding]) -> list[Finding]:
    """Only what makes a pack unusable."""
    return [finding for finding in found if finding.level == "error"]
