"""How the record is kept: its head, the events that are covered, the pack and the program, what cannot be shown; and signatures."""

from collections.abc import Iterator

from desktop.core.events import BrokenBody, Event, OutcomeReached, Redacted, UnknownBody
from desktop.core.holding import fold_holds
from desktop.core.people import HoldLifted, HoldPlaced
from desktop.reports import words
from desktop.reports.material import below, told_of
from desktop.reports.outline import Block, Heading, Paragraph, Row, Signatures, Span, Text, said
from desktop.reports.secrecy import named, unreadable
from desktop.reports.sections.blocks import bullets, lines, mono, note, row, table
from desktop.reports.sections.carried import carried
from desktop.reports.sections.outcomes import rest_words
from desktop.reports.sections.telling import Teller

PROGRAM = "Threshold itself"
"""Who placed a hold again that a restore had taken back."""

LATER = "Later accesses to the record (opening, printing) are not part of this report."
HASH_HEADS = (
    ("Event", 0.8),
    ("Outcome", 3.0),
    ("Program", 1.0),
    ("Language", 1.0),
    ("SHA-256 of the words shown", 5.0),
)


def keeping(teller: Teller) -> tuple[Block, ...]:
    """How the record is kept and what of it this report covers."""
    hashes = table("Words shown", HASH_HEADS, (_hashes(teller, *each) for each in teller.reached))
    return (
        Heading("Record keeping"),
        Paragraph(said(words.TAMPER)),
        lines(*kept(teller), *_joined(teller), *_held(teller), *_of_record(teller)),
        *((Heading("Words that were on the screen", 2), *hashes) if hashes else ()),
        Heading(words.CANNOT_BE_SHOWN, 2),
        *(bullets(gaps(teller)) or (Paragraph(said("Nothing: every event of this visit could be read.")),)),
        note(words.REPRINT),
    )


def kept(teller: Teller) -> tuple[tuple[str, str | Text], ...]:
    """Head, events and pack."""
    head, first, last = teller.policy.head, teller.events[0], teller.last
    many = words.count(len(teller.events), "event")
    signed_by = teller.material.signed_by
    status = f"approved; {signed_by}" if signed_by else "draft, not approved by counsel"
    return (
        ("Head", mono(last.hash)),
        (
            "Covered",
            f"{many} of this visit, numbers {first.seq} to {last.seq} of the record of {first.device}, epoch {first.epoch}. {LATER}",
        ),
        ("Device key", mono(teller.material.device_key) if teller.material.device_key else words.NO_KEY),
        ("Policy pack", f"{head.id} {head.version}, {status}, in effect from {head.effective}"),
        ("Pack SHA-256", mono(teller.material.pack_hash)),
        (
            "Program",
            f"Threshold {teller.material.program}; outcomes recorded by {_programs(teller)}",
        ),
    )


def _programs(teller: Teller) -> str:
    """The programs' versions; of an outcome that cannot be read nobody knows it."""
    engines = list(dict.fromkeys(body.engine for _, body in teller.reached))
    if lost := unreadable(teller.events, "outcome_reached"):
        engines.append(f"a program that cannot be told ({named(lost)})")
    return ", ".join(engines) or "none"


def _joined(teller: Teller) -> Iterator[tuple[str, Text]]:
    """The heads of all visits that are told with this one: the pages depend on them too."""
    for each in below(teller.material):
        label = Span(f"Head of joined visit {each.visit.opened.record_number}:\n")
        yield "Joined here", (label, *mono(told_of(each)[-1].hash))


def _held(teller: Teller) -> Iterator[tuple[str, str]]:
    """The holds of this visit that are in force as of the last event that is told; those of the whole record are of no visit."""
    for hold in fold_holds(teller.marked):
        when = teller.clocks.when(teller.by_seq[hold.seq])
        by = hold.by or PROGRAM
        said = f"nothing of this visit may be removed. Placed at {when} by {by}. Reason: {hold.reason}"
        yield "Held", f"{hold.hold}: {said}"


def _of_record(teller: Teller) -> Iterator[tuple[str, str]]:
    """The holds of the whole record that are in force now, and those that were lifted since the visit began."""
    events = teller.material.record_holds
    lifted = {event.body.hold: event for event in events if isinstance(event.body, HoldLifted)}
    standing = {hold.seq: hold for hold in fold_holds(events)}
    for event in events:
        placed = f"Placed at {teller.clocks.when(event)} by {event.actor.person or PROGRAM}"
        if (hold := standing.get(event.seq)) is not None:
            yield (
                "Held",
                f"{hold.hold}: nothing of the whole record may be removed. {placed}. Reason: {hold.reason}",
            )
        elif isinstance(event.body, HoldPlaced):
            end = lifted.get(event.body.hold)
            if end is None or end.seq < teller.events[0].seq or not isinstance(end.body, HoldLifted):
                continue
            over = f"Lifted at {teller.clocks.when(end)} by {end.actor.person or PROGRAM}. Reason: {end.body.reason}"
            what = (
                f"nothing of the whole record could be removed. {placed}. Reason: {event.body.reason}. {over}"
            )
            yield "Was held", f"{event.body.hold}: {what}"


def _hashes(teller: Teller, event: Event, body: OutcomeReached) -> Row:
    titles = "; ".join(text.title for text in rest_words(teller, event, body)) or "further reasons"
    titles += " (carried over)" if carried(teller, body) else ""
    return row(str(event.seq), titles, body.engine, body.language, mono(body.text_hash))


def gaps(teller: Teller) -> Iterator[str]:
    """Every event whose contents are gone, broken or newer than this program; its place in the timeline stays. And every
    joined visit that cannot be read."""
    for event in teller.events:
        kind = words.KINDS.get(event.kind, event.kind)
        if isinstance(event.body, Redacted):
            yield f"Event {event.seq} ({kind}): its contents were removed."
        elif isinstance(event.body, UnknownBody):
            yield f"Event {event.seq} ({kind}): {event.body.needs}."
        elif isinstance(event.body, BrokenBody):
            yield f"Event {event.seq} ({kind}): {event.body.why}."
    yield from teller.material.unread
    if teller.material.visit.gaps:
        named = ", ".join(teller.material.visit.gaps)
        yield f"The walk is told without {named}, so that what follows from it may be told otherwise."


def signatures() -> tuple[Block, ...]:
    """Lines to sign by hand."""
    return (Heading("Signatures"), Signatures(words.SIGNERS))
