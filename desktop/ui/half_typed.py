"""Half-typed text while the desk is locked: put aside, and back in its place once somebody has signed in."""

from desktop.core.errors import Trouble
from desktop.services.desk import Desk
from desktop.services.noting import Noting

ASIDE = "aside/"
"""Before the address of half-typed text that is put aside while the desk is locked."""


class HalfTyped:
    """What is half typed in the open visits of a desk."""

    def __init__(self, desk: Desk, noting: Noting) -> None:
        self._desk, self._noting = desk, noting

    def lay_aside(self) -> None:
        """Whoever writes on a locked screen neither sees nor overwrites what somebody else was typing."""
        if not self._desk.signed.locked:
            return
        for visit, texts in self._all():
            for address, text in texts.items():
                if text and not address.startswith(ASIDE):
                    former = texts.get(ASIDE + address, "")
                    self._move(visit, address, ASIDE + address, _joined(former, text))

    def bring_back(self) -> None:
        """What was put aside is there again, before what was half typed meanwhile."""
        for visit, texts in self._all():
            for address, text in texts.items():
                if address.startswith(ASIDE):
                    own = address.removeprefix(ASIDE)
                    self._move(visit, address, own, _joined(text, texts.get(own, "")))

    def _all(self) -> list[tuple[str, dict[str, str]]]:
        """The open visits, each with its texts by address."""
        queries = self._desk.store.queries
        return [(line.visit, dict(queries.half_typed(line.visit))) for line in queries.open_visits()]

    def _move(self, visit: str, former: str, address: str, text: str) -> None:
        """On a full disk it stays where it is, and is not shown on a locked screen all the same."""
        try:
            self._noting.keep_half_typed(visit, address, text)
            self._noting.keep_half_typed(visit, former, "")
        except Trouble as trouble:
            self._desk.log.note("half_typed_not_moved", kind=trouble.kind)


def _joined(first: str, second: str) -> str:
    return "\n".join(each for each in (first, second) if each)
