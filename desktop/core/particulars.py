"""What is recorded beside the answers: calls, ticks, notes, times, particulars of people and things, papers that were kept; and
what witnesses the record itself."""

from typing import Literal

from msgspec import Struct


class Happened(Struct, frozen=True, forbid_unknown_fields=True):
    """When it happened, as told, beside the time of recording. `at` is ISO 8601 with offset, "" when
    unknown."""

    at: str
    how: Literal["exact", "about", "unknown"]


Result = Literal["called", "reached", "no_answer", "told"]

Source = Literal["seen", "told", "copied"]
"""How the guard knows: saw or heard it, was told it, copied it from a paper or badge (row G22)."""


class Detail(Struct, frozen=True, forbid_unknown_fields=True):
    """One field: a text, or the code that says why there is none (`core.details.CODES`); never both, never neither."""

    field: str
    text: str = ""
    code: str = ""
    source: str = ""


class CallLogged(Struct, frozen=True, forbid_unknown_fields=True):
    """A call, in one press (row G14). `to` is a key of the facility's phones, `number` the one on the screen, `words` what
    the person who answered told the guard, `who` that person's job or name as they gave it."""

    to: str
    number: str
    result: Result
    words: str = ""
    who: str = ""


SAID = "said"
"""The task of an outcome that its words were said."""


class TaskTicked(Struct, frozen=True, forbid_unknown_fields=True):
    """A line of an outcome was done, or its tick was taken away. `words` is the line as it stood on the screen."""

    outcome: str
    task: str
    words: str
    done: bool


class NoteWritten(Struct, frozen=True, forbid_unknown_fields=True):
    """The guard's own words, and how they know them (row G22)."""

    text: str
    source: Source
    happened: Happened | None = None


class TimeMarked(Struct, frozen=True, forbid_unknown_fields=True):
    """Something happened: now, by one key (`happened` None, `what` told later), or earlier, told afterwards with
    "about" (row G10)."""

    what: str
    source: Source
    happened: Happened | None = None


class TimeNamed(Struct, frozen=True, forbid_unknown_fields=True):
    """What the time marked in event `seq` was."""

    seq: int
    what: str


class DetailGiven(Struct, frozen=True, forbid_unknown_fields=True):
    """Particulars of one thing: `group` and its fields are those of `core.details`, `item` numbers it ("o1", "v2" …).

    A later one of the same item stands beside the earlier; a field that it does not name stays as it was.
    """

    group: str
    item: str
    fields: list[Detail]
    source: Source
    happened: Happened | None = None


class DetailStruck(Struct, frozen=True, forbid_unknown_fields=True):
    """An item was written down by mistake; it stays on record, struck through, with the reason."""

    group: str
    item: str
    reason: str


class PhotoKept(Struct, frozen=True, forbid_unknown_fields=True):
    """The original of a photograph or scan of a paper was kept (row G13). `paper` is the paper's address, "" for none,
    `media` the type found in the bytes ("unknown" too), `size` in bytes, `sha256` (hex) of the bytes as they came."""

    id: str
    paper: str
    page: int
    name: str
    media: str
    size: int
    sha256: str


class ShownOnScreen(Struct, frozen=True, forbid_unknown_fields=True):
    """Something was on the screen that may matter later: drawings of papers, the card for officers, a warning of the
    privacy guard (never what it was about)."""

    what: Literal["specimens", "officers_card", "privacy_warning"]
    detail: str = ""


class VisitTakenOver(Struct, frozen=True, forbid_unknown_fields=True):
    """Another person goes on with the visit; the actor of this event took over from `former` (row G9)."""

    former: str


class DeviceKeyMade(Struct, frozen=True, forbid_unknown_fields=True):
    """From here on checkpoints are signed by this device key: `public` is its Ed25519 public key (64 hex digits), `former` that of
    the one before it, which was lost or stayed on another computer; "" for the record's first."""

    public: str
    former: str = ""


CheckpointReason = Literal["visit_closed", "approved", "printed", "exported", "backup", "every", "closing"]


class CheckpointSigned(Struct, frozen=True, forbid_unknown_fields=True):
    """The device key `public` signed how far the record reached: `seq` and `hash` are those of the event before this one.

    `signature` (128 hex digits) is over `core.witness.message`; it covers everything before it, since each event is tied to the last.
    """

    reason: CheckpointReason
    seq: int
    hash: str
    public: str
    signature: str
