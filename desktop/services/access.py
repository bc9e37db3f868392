"""Records who looked at a visit or took it out: opened, printed, exported, verified (row X11)."""

from typing import Literal

from desktop.core.errors import Refused, Trouble
from desktop.core.events import Access, Actor, Draft
from desktop.services.desk import Desk
from desktop.services.roles import require

What = Literal["opened", "searched", "printed", "exported", "verified"]


def logged(desk: Desk, what: What, visit: str | None, actor: Actor) -> str:
    """Write the access on record; `visit` is None for the whole of it. Returns "", or a sentence where it could not be written:
    the act itself goes on, since a full disk must not keep officers or counsel from a report, and the desk says so too."""
    actor = require(desk, "write", actor)
    try:
        desk.store.journal.append([Draft("access", visit, Access(what), actor)], desk.clock.read())
    except (Refused, Trouble) as problem:
        desk.log.note(
            "access_not_logged", kind=problem.kind if isinstance(problem, Trouble) else problem.code
        )
        sentence = f"This could not be written into the log of the record: {problem}"
        desk.tell(sentence)
        return sentence
    return ""
