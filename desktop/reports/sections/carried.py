"""Tells of a key press that was carried over from a joined visit: its true time, not that of the joining (`Walking.join`)."""

from desktop.core.events import Event, OutcomeReached, StepAnswered
from desktop.core.walk_state import Rest
from desktop.reports.sections.clocks import DOUBTFUL
from desktop.reports.sections.telling import Teller


def carried(teller: Teller, body: StepAnswered | OutcomeReached | Rest) -> str:
    """ "carried over when visit X was joined; the key was pressed at …", for the press and for what it led to; else ""."""
    press = _press(teller, body)
    if press is None:
        return ""
    there = next((each for each in teller.joined if each.number == press.note), None)
    true = _pressed(there, press.step) if there is not None else None
    if there is None or true is None:
        return f"carried over from visit {press.note}"
    when = " ".join([teller.clocks.when(true), *([DOUBTFUL] if there.clocks.doubts(true) else [])])
    pressed = f"the key was pressed at {when} (event {true.seq} of {press.note})"
    return f"carried over when visit {press.note} was joined; {pressed}"


def _press(teller: Teller, body: StepAnswered | OutcomeReached | Rest) -> StepAnswered | None:
    """The carried press: a press at the desk itself has no note."""
    if isinstance(body, StepAnswered):
        given = body
    else:
        because = teller.by_seq.get(body.because if isinstance(body, OutcomeReached) else body.seq)
        if because is None or not isinstance(because.body, StepAnswered):
            return None
        given = because.body
    return given if given.via == "key" and given.note else None


def _pressed(there: Teller, step: str) -> Event | None:
    """The press in the visit that it began."""
    for event in there.events:
        body = event.body
        if isinstance(body, StepAnswered) and (body.via, body.step, body.note) == ("key", step, ""):
            return event
    return None
