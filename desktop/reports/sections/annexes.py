"""The annexes: photographs of papers (restricted) and what counsel said (privileged). Neither is part of the report itself."""

from collections.abc import Iterator, Sequence

from desktop.core import record_words
from desktop.core.events import Event
from desktop.core.particulars import CallLogged, PhotoKept
from desktop.core.texts import COUNSEL
from desktop.reports.material import Photo
from desktop.reports.outline import Block, Heading, Picture, Row, Text, said
from desktop.reports.secrecy import ANSWERS, named, unreadable
from desktop.reports.sections import moments
from desktop.reports.sections.blocks import gone, lines, mono, nothing, row, section, table
from desktop.reports.sections.telling import Teller, Told

CALL_HEADS = (
    ("Time", 1.2),
    ("Whom", 2.0),
    ("Result", 1.1),
    ("Who answered", 2.0),
    ("Words", 4.6),
    ("By", 1.6),
)
ANSWER_HEADS = (("Time", 1.2), ("About", 1.4), ("Counsel", 2.4), ("Note", 4.4), ("Waited", 1.6), ("By", 1.6))
NOT_READ = "The pages are not printed here."


def photographs(teller: Teller) -> tuple[Block, ...]:
    """Each original with what is on record of it, and its pages."""
    made = {photo.seq: photo for photo in teller.material.photos}
    found: list[Block] = []
    for event in teller.material.found.photos:
        found += _original(teller, event, made.get(event.seq, Photo(event.seq, why=NOT_READ)))
    return section("Photographs of papers", *found, *gone(teller.events, "photo_kept"))


def _original(teller: Teller, event: Event, photo: Photo) -> Iterator[Block]:
    body = event.body
    assert isinstance(body, PhotoKept)
    label = f"{teller.paper(body.paper) or 'No paper'}, page {body.page}"
    yield Heading(f"{label} (event {event.seq})", 2)
    yield lines(
        ("File", body.name),
        ("Type", body.media),
        ("Size", f"{body.size:,} bytes"),
        ("SHA-256", mono(body.sha256)),
        ("Kept", f"{teller.clocks.both(event)} by {teller.who_known(event.actor)}"),
    )
    for number, sheet in enumerate(photo.sheets, 1):
        of = f", sheet {number} of {len(photo.sheets)}" if len(photo.sheets) > 1 else ""
        caption: tuple[Text, ...] = (said(f"{label}{of}"), mono(body.sha256))
        yield Picture(caption, f"Photograph of {label}{of}", sheet.jpeg, sheet.width, sheet.height)
    if photo.why:
        yield Picture((said(f"{label}: {photo.why}"),), f"Photograph of {label}")


def has_photographs(teller: Teller) -> bool:
    """Whether anything was kept, with this visit or one joined into it."""
    return bool(teller.material.found.photos) or any(map(has_photographs, teller.joined))


# ---- counsel ----------------------------------------------------------------------------------------------------


def counsel(teller: Teller) -> tuple[Block, ...]:
    """Every call to counsel with its words, every answer of counsel with its note, and how long it took."""
    calls = table("Calls to counsel", CALL_HEADS, (_call(teller, each) for each in counsel_calls(teller)))
    given = counsel_answers(teller)
    rows = (_answer(teller, one, given[:place]) for place, one in enumerate(given))
    answered = table("Counsel's answers", ANSWER_HEADS, rows)
    return (
        Heading("Counsel"),
        Heading("Calls to counsel", 2),
        *((*calls, *gone(teller.events, "call_logged", sure=False)) or (nothing(),)),
        Heading("Counsel's answers", 2),
        *((*answered, *gone(teller.events, *ANSWERS, sure=False)) or (nothing(),)),
    )


def has_counsel(teller: Teller) -> bool:
    """Whether counsel was called or answered, in this visit or one joined into it."""
    own = bool(counsel_calls(teller) or counsel_answers(teller))
    return own or any(map(has_counsel, teller.joined))


def counsel_calls(teller: Teller) -> Sequence[Event]:
    """The calls to either of counsel's numbers."""
    calls = teller.material.found.calls
    return [each for each in calls if isinstance(each.body, CallLogged) and each.body.to in COUNSEL]


def counsel_answers(teller: Teller) -> Sequence[Told]:
    """Every answer of counsel as the guard gave it, those taken back too."""
    return [one for one in teller.answers if one.body.step == teller.policy.consult.step]


def _call(teller: Teller, event: Event) -> Row:
    body = event.body
    assert isinstance(body, CallLogged)
    whom = f"{teller.texts.words.calls.get(body.to, body.to)}\n{body.number or 'number not set'}"
    told = f"“{body.words}”" if body.words else ""
    result = record_words.RESULT_WORDS[body.result]
    return row(teller.clocks.when(event), whom, result, body.who, told, teller.who(event.actor))


def _answer(teller: Teller, one: Told, earlier: Sequence[Told]) -> Row:
    told = one.answer + (f"\n({one.why_struck})" if one.why_struck else "")
    note = f"“{one.body.note}”" if one.body.note else ""
    about = one.about or "The visit"
    return row(
        teller.clocks.when(one.event),
        about,
        told,
        note,
        _waited(teller, one, earlier),
        teller.who(one.event.actor),
    )


def _waited(teller: Teller, one: Told, earlier: Sequence[Told]) -> str:
    """From the first call to counsel after the answer before this one on the same matter."""
    same = [each.event for each in earlier if each.body.address == one.body.address]
    after = same[-1].seq if same else 0
    calls = [each for each in counsel_calls(teller) if after < each.seq < one.event.seq]
    between = [each for each in teller.events if after < each.seq < one.event.seq]
    if lost := unreadable(between, "call_logged"):
        return f"not known: {named(lost)} cannot be read"
    if not calls:
        if same:
            return f"no further call after counsel's answer at {teller.clocks.when(same[-1])}"
        return "no call on record before it"
    called = teller.clocks.when(calls[0])
    if one.event.utc_us < calls[0].utc_us:
        return f"not known: the clock was set back after the call at {called}"
    return f"{moments.span_words(calls[0].utc_us, one.event.utc_us)} after the call at {called}"
