"""Leaves out what a locked screen must not show: whoever has no PIN can begin a visit, answer and write, and sees nothing from before.

A locked screen is gone on with by anybody, since signing in never stands between a guard and a visit. What is asked now, what to do and
say now and whom to call stay; every answer, note, person, car, paper and call that was written before the lock is left out. `since` is
the number of the last event before it: what was written after that is seen, so that a slip can be taken back.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from desktop.services.record_views import CallRow, RecordView
from desktop.services.views import AnswerLine, DeskView, OutcomeView, QuestionView, VisitLineView, VisitView


def veiled_desk(view: DeskView) -> DeskView:
    """Open visits by number and time alone, no visit that is closed."""
    return replace(view, open=tuple(map(_line, view.open)), today=())


def _line(line: VisitLineView) -> VisitLineView:
    return replace(line, asks="", holder="", post="")


def veiled_visit(view: VisitView, since: int) -> VisitView:
    """What is asked and what to do now, without the answers that led to it."""
    question = None if view.question is None else veiled_question(view.question, since)
    outcome = None if view.outcome is None else _outcome(view.outcome, since)
    return replace(view, question=question, outcome=outcome)


def veiled_question(view: QuestionView, since: int) -> QuestionView:
    """The question without the answers from before."""
    return replace(view, earlier=_after(view.earlier, since), last=_last(view.last, since))


def _outcome(view: OutcomeView, since: int) -> OutcomeView:
    """What to do, say and never do; not why. Other visits are named by their time alone."""
    return replace(
        view,
        reasons=(),
        flags=(),
        why=(),
        scope=None if view.scope is None else veiled_question(view.scope, since),
        joins=tuple(replace(join, label=join.label.split(",")[0]) for join in view.joins),
        last=_last(view.last, since),
        earlier=_after(view.earlier, since),
    )


def _after(lines: Sequence[AnswerLine], since: int) -> tuple[AnswerLine, ...]:
    return tuple(line for line in lines if line.seq > since)


def _last(line: AnswerLine | None, since: int) -> AnswerLine | None:
    return line if line is not None and line.seq > since else None


def veiled_record(view: RecordView, since: int) -> RecordView:
    """The forms to write in, without what was written before; things and papers are left out, whenever they were written."""
    return replace(
        view,
        notes=tuple(note for note in view.notes if note.seq > since),
        times=tuple(time for time in view.times if time.seq > since),
        groups=tuple(replace(group, items=()) for group in view.groups),
        papers=tuple(replace(paper, checks=(), photos=()) for paper in view.papers),
        calls=tuple(map(_call, view.calls)),
        holder="",
        half_typed={},
        removed=tuple(each for each in view.removed if each.seq > since),
    )


def _call(row: CallRow) -> CallRow:
    """Whom to call and who is next; not what they told."""
    return replace(row, log=())
