"""Says who has read a bulletin or a policy, for a supervisor."""

from collections.abc import Iterator

from desktop.services.policy_reading import Readers, Receipt
from desktop.ui.tongue import tr


def read_by(found: Readers | None) -> Iterator[str]:
    """A line for each who has read it, and one that names who has not; nothing for who may not see it."""
    if found is None:
        return
    for each in found.read:
        yield _line(each)
    if found.missing:
        yield tr("Not yet read: {people}", people=", ".join(found.missing))
    else:
        yield tr("Everybody has read it.")


def _line(each: Receipt) -> str:
    at = each.at[: len("2026-07-15T12:00")].replace("T", ", ")
    if each.how == "pin":
        return tr("{person}: {time}", person=each.person, time=at)
    return tr("{person}, by their own word: {time}", person=each.person, time=at)
