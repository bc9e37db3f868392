"""What the pages beside the walk show, as plain data: calls, notes, times, people and things, papers that were kept."""

from typing import Literal

import msgspec

from desktop.core.reviewing import Review
from desktop.services.views import ChoiceView

CallState = Literal["", "called", "reached", "no_answer", "told"]


class CallRow(msgspec.Struct, frozen=True):
    """One number to call. `state` and `at` are of the last call logged ("" for none), `log` all of them in words, oldest
    first; `next_up` marks the number to try now, after one that did not answer. `counsel`: counsel's, or the second one."""

    key: str
    label: str
    number: str
    state: CallState
    at: str
    log: tuple[str, ...]
    next_up: bool
    counsel: bool


class CounselWait(msgspec.Struct, frozen=True):
    """Counsel was asked and has not answered: since when (µs UTC), and after how many minutes counsel counts as not
    reached (facts.md). `address` takes the answer `not_reached`; `who`: what the policy calls the one who decides."""

    since_us: int
    minutes: int
    address: str
    label: str
    who: str = "Counsel"


class TickView(msgspec.Struct, frozen=True):
    """A line of an outcome that can be ticked; `at` is when it was, "" where it is not ticked."""

    outcome: str
    task: str
    words: str
    done: bool
    at: str


class EntryView(msgspec.Struct, frozen=True):
    """One thing written down: when, by whom, the words, how known ("seen", "told", "copied"), and when it happened where
    that was told ("about 14:05")."""

    seq: int
    at: str
    person: str
    words: str
    source: str
    happened: str


class TimeView(msgspec.Struct, frozen=True):
    """A marked time: `what` is one of `core.details.MARKS` or "" while nobody has said; `shown` is the time in words."""

    seq: int
    what: str
    label: str
    shown: str
    about: bool
    source: str


class FieldView(msgspec.Struct, frozen=True):
    """One field of a thing with what stands in it. `choices` are offered as targets; `codes` are the words for "nothing"
    with their labels, none where the field takes no code. `value` is what is shown, in words, "" while it is empty."""

    id: str
    label: str
    hint: str
    choices: tuple[ChoiceView, ...]
    free: bool
    codes: tuple[ChoiceView, ...]
    text: str
    code: str
    value: str
    former: tuple[str, ...]


class ItemView(msgspec.Struct, frozen=True):
    """One officer, vehicle …: `summary` in one line; `struck` is the reason where it was written by mistake."""

    group: str
    item: str
    title: str
    summary: str
    fields: tuple[FieldView, ...]
    at: str
    person: str
    struck: str


class GroupView(msgspec.Struct, frozen=True):
    """A group with its items, and the empty item that can be added (`blank`, None where there are 20). `left_out` names, in
    words, the fields that this facility may not write down."""

    id: str
    label: str
    one: str
    add: str
    items: tuple[ItemView, ...]
    blank: ItemView | None
    left_out: tuple[str, ...]


class PaperView(msgspec.Struct, frozen=True):
    """A paper of the visit: its checks as label and answer, photographs kept of it. `page_one_only`: a federal arrest
    warrant, whose page 2 is never kept."""

    address: str
    label: str
    checks: tuple[tuple[str, str], ...]
    photos: tuple[str, ...]
    page_one_only: bool


class RemovedView(msgspec.Struct, frozen=True):
    """Something that was removed: when and by whom it was written, that, when, by whom and why it was removed, and the tabs
    where it may have stood."""

    seq: int
    head: str
    words: str
    tabs: tuple[str, ...]


class RecordView(msgspec.Struct, frozen=True):
    """Everything written down beside the walk of one visit. `half_typed`: address → text that is not written down yet. `frozen`: the
    visit, or the one that it is told with, is approved: nothing is written in it any more, only addenda beside it where `review` says
    that it is approved itself."""

    visit: str
    record_number: str
    closed: bool
    holder: str
    notes: tuple[EntryView, ...]
    times: tuple[TimeView, ...]
    marks: tuple[ChoiceView, ...]
    groups: tuple[GroupView, ...]
    papers: tuple[PaperView, ...]
    photos_on: bool
    calls: tuple[CallRow, ...]
    wait: CounselWait | None
    ticks: tuple[TickView, ...]
    half_typed: dict[str, str]
    removed: tuple[RemovedView, ...] = ()
    review: Review = Review()
    frozen: bool = False

    @property
    def written(self) -> int:
        """How many things are written down, for the target that leads here."""
        kept = sum(1 for group in self.groups for item in group.items if not item.struck)
        return len(self.notes) + len(self.times) + kept
