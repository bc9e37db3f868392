"""Says which visits counsel alone may hear of, so that every list leaves out the same: number, day, time and
state are told, and nothing else.
"""

from desktop.core.errors import Trouble
from desktop.core.searched import Searched
from desktop.packs.catalog import LoadedPack
from desktop.services.desk import Desk
from desktop.services.search_words import secret_codes
from desktop.store import finding
from desktop.store.finding import Hit
from desktop.store.queries import VisitLine

COUNSEL_ONLY = "Confidential: counsel only"


class CounselOnly:
    """The visits of one desk. For services that asked `roles` before."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._codes: dict[str, frozenset[str]] = {}

    def is_secret(self, hit: Hit) -> bool:
        """Whether a paper of a visit, or of one that is read together with it, is counsel's alone, or may be: as its report says it."""
        own = self._keeps_secret(hit.line, hit.searched)
        return own or any(
            self._keeps_secret(each.line, each.searched)
            for each in finding.kin_of(self._desk.store.queries, hit.line)
        )

    def holds(self, line: VisitLine) -> bool:
        """The same of a visit by its line alone."""
        return self.is_secret(Hit(line, finding.kept_searched(self._desk.store.queries, line)))

    def pack(self, name: str) -> LoadedPack:
        """The pack that a visit was walked by; the one in force stands in for one that cannot be read, which `verify` names."""
        try:
            return self._desk.pack_of(name)
        except Trouble:
            return self._desk.pack

    def _keeps_secret(self, line: VisitLine, found: Searched) -> bool:
        name = line.pack_hash
        if name not in self._codes:
            self._codes[name] = secret_codes(self.pack(name).policy)
        return found.secret or any(piece.code in self._codes[name] for piece in found.pieces)
