"""What a screen shows, as plain data: made by `services.screens`, drawn by `ui`, read aloud by tests."""

from typing import Literal

import msgspec


class ChoiceView(msgspec.Struct, frozen=True):
    """One answer: its value, its words and the key that gives it ("1" … "9", "0" for "I can't tell", "" for
    none)."""

    value: str
    label: str
    key: str


class AnswerLine(msgspec.Struct, frozen=True):
    """One answer given earlier. `changed`: it was taken back and stands in the record only; times are the
    facility's."""

    seq: int
    address: str
    label: str
    answer: str
    at: str
    changed: bool
    can_take_back: bool


class AreaView(msgspec.Struct, frozen=True):
    """An area of the facility that answers the question with `value`; `status` in words, `entry` how one gets in."""

    name: str
    status: str
    entry: str
    value: str


class QuestionView(msgspec.Struct, frozen=True):
    """A question with everything that stands around it. `empty` is "none of these", where nothing may be chosen; `guarded`: its
    first answer can open a way in (counsel's word), so no answer may lie under a hurried Return."""

    visit: str
    address: str
    step: str
    kind: Literal["choice", "several", "date"]
    about: str
    say: str
    question: str
    help: str
    where: str
    drawing: str
    choices: tuple[ChoiceView, ...]
    unsure: ChoiceView
    empty: ChoiceView | None
    basis: str
    draft: str
    hold_strip: str
    last: AnswerLine | None
    earlier: tuple[AnswerLine, ...]
    areas: tuple[AreaView, ...] = ()
    guarded: bool = False


class CallView(msgspec.Struct, frozen=True):
    """Whom to call: key of the facility's phones, label, number ("number not set" where there is none)."""

    key: str
    label: str
    number: str


class OutcomePanel(msgspec.Struct, frozen=True):
    """One outcome: what to do, say, never do, whom to call, what to write down."""

    id: str
    title: str
    banner: str
    lead: str
    tone: Literal["stop", "hold", "go", "alert", "calm"]
    icon: str
    do: tuple[str, ...]
    say: str
    say_if_pressed: str
    never: tuple[str, ...]
    calls: tuple[CallView, ...]
    record: tuple[str, ...]
    basis: str


class ConsultView(msgspec.Struct, frozen=True):
    """Counsel may be asked about this. `copy_address` is set while counsel has no copy of a paper on a
    screen; `who`: what the policy calls the one who decides."""

    address: str
    label: str
    passed: bool
    copy_address: str
    choices: tuple[ChoiceView, ...]
    who: str = "Counsel"


class JoinView(msgspec.Struct, frozen=True):
    """An open visit that this one, begun by a key press, may turn out to be a part of."""

    visit: str
    label: str


class OutcomeView(msgspec.Struct, frozen=True):
    """All outcomes of the latest rest, and what can follow."""

    visit: str
    panels: tuple[OutcomePanel, ...]
    reasons: tuple[str, ...]
    flags: tuple[str, ...]
    why: tuple[str, ...]
    non_interference: str
    draft: str
    consults: tuple[ConsultView, ...]
    scope: QuestionView | None
    can_go_on: bool
    joins: tuple[JoinView, ...]
    last: AnswerLine | None
    earlier: tuple[AnswerLine, ...]


class VisitView(msgspec.Struct, frozen=True):
    """A visit and which of its pages is to be seen now; `opened` is HH:MM at the facility, `opened_us` µs UTC, `changed_at` the
    address that takes what the officers do now."""

    id: str
    record_number: str
    post: str
    opened: str
    opened_us: int
    closed: bool
    shows: Literal["question", "outcome", "closed"]
    changed_at: str
    question: QuestionView | None
    outcome: OutcomeView | None


class CardView(msgspec.Struct, frozen=True):
    """The card that is shown to officers: neutral words, counsel's number, nothing of any visit."""

    facility: str
    post: str
    title: str
    lines: tuple[str, ...]
    number_label: str
    number: str


class VisitLineView(msgspec.Struct, frozen=True):
    """A visit in a list: `asks` is its open question or its latest outcome, in words; `holder` who has it; `comment` why a supervisor
    returned it, "" for every other."""

    id: str
    record_number: str
    post: str
    opened: str
    opened_us: int
    closed: bool
    asks: str
    holder: str = ""
    comment: str = ""


class DeskView(msgspec.Struct, frozen=True):
    """The start screen. `returned` are the visits that a supervisor gave back, of any day; those of today stand in `today` too."""

    facility_name: str
    posts: tuple[str, ...]
    on_duty: tuple[str, ...]
    open: tuple[VisitLineView, ...]
    today: tuple[VisitLineView, ...]
    notices: tuple[str, ...]
    draft: str
    returned: tuple[VisitLineView, ...] = ()
