"""One sentence for each kind of event, for the timeline: what happened, in words, and nothing that counsel said."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from desktop.core import record_words
from desktop.core.events import (
    Access,
    BrokenBody,
    Event,
    OutcomeReached,
    PayloadRedacted,
    Redacted,
    StepAnswered,
    StepReopened,
    StoreCreated,
    UnknownBody,
    VisitClosed,
    VisitJoined,
    VisitOpened,
)
from desktop.core.gathered import Given
from desktop.core.particulars import (
    SAID,
    CallLogged,
    CheckpointSigned,
    DetailGiven,
    DetailStruck,
    DeviceKeyMade,
    NoteWritten,
    PhotoKept,
    ShownOnScreen,
    TaskTicked,
    TimeMarked,
    TimeNamed,
    VisitTakenOver,
)
from desktop.core.people import (
    HoldLifted,
    HoldPlaced,
    KeysChanged,
    PersonAdded,
    PersonChanged,
    PersonLeft,
    PinRefused,
    PinSet,
    SignedIn,
    SignedOut,
)
from desktop.core.policies import (
    AuthorityTrusted,
    BulletinInstalled,
    PolicyAcknowledged,
    PolicyInstalled,
    PolicySwitched,
)
from desktop.core.siding import SideRecord, VisitTakenIn
from desktop.core.visits import as_rest
from desktop.reports import words
from desktop.reports.outline import Span, Text, said
from desktop.reports.sections.answers import note_words, replaced
from desktop.reports.sections.carried import carried
from desktop.reports.sections.entry import asked_source
from desktop.reports.sections.of_reviews import OF_REVIEWS
from desktop.reports.sections.people import field_label, given_words, thing
from desktop.reports.sections.telling import Teller
from desktop.reports.sections.writing import call_words


def sentence(teller: Teller, event: Event) -> Text:
    """What happened. Events whose contents are gone, broken or newer than this program say so."""
    return SENTENCES[type(event.body)](teller, event, event.body)


def _store_created(_: Teller, __: Event, body: StoreCreated) -> Text:
    return said(f"Record file of {body.device} begun, epoch {body.epoch}: {body.reason}")


def _opened(_: Teller, __: Event, body: VisitOpened) -> Text:
    return said(
        f"Visit opened {words.BEGUN.get(body.begun, body.begun)}. Post: {body.post or words.NOT_RECORDED}"
    )


def _answered(teller: Teller, event: Event, body: StepAnswered) -> Text:
    one = teller.told[event.seq]
    about = f"{one.about}, " if one.about else ""
    spans = [Span(f"{about}{one.short}: "), Span(one.answer, struck=bool(one.why_struck)), *replaced(one)]
    if noting := note_words(teller, one):
        spans.append(Span(f"\n{noting}"))
    if body.via == "key" and not carried(teller, body):
        spans.append(Span("\nby emergency key"))
    return tuple(spans)


def _reopened(teller: Teller, _: Event, body: StepReopened) -> Text:
    one = teller.told.get(body.seq)
    if one is None:
        return said(f"The answer in event {body.seq} was taken back.")
    return (Span(f"{one.short}: taken back "), Span(one.answer, struck=True), Span(f" (no. {body.seq})"))


def _reached(teller: Teller, event: Event, body: OutcomeReached) -> Text:
    rest = as_rest(event, body)
    spans = [Span("Outcome: " if body.outcomes else "Further reasons of the hold:")]
    for place, name in enumerate(body.outcomes):
        stands = teller.stands(rest, name)
        spans += [Span("; ")] if place else []
        spans.append(Span(teller.outcome(name, rest).title, strong=stands, struck=not stands))
    about = teller.paper(body.rest)
    reasons = "".join(f"\n{teller.texts.reason(each)}" for each in body.reasons)
    over = carried(teller, body)
    return (*spans, Span(f" ({about})" if about else ""), Span(reasons), Span(f"\n{over}" if over else ""))


def _closed(_: Teller, __: Event, ___: VisitClosed) -> Text:
    return said("Visit closed.")


def _joined(teller: Teller, _: Event, __: VisitJoined) -> Text:
    return said(f"Joined to visit {teller.material.joined_into or 'that is not in this record'}.")


def _called(teller: Teller, _: Event, body: CallLogged) -> Text:
    whom = teller.texts.words.calls.get(body.to, body.to)
    told = call_words(body)
    return said(f"Call to {whom}: {record_words.RESULT_WORDS[body.result]}{f'; {told}' if told else ''}")


def _ticked(_: Teller, __: Event, body: TaskTicked) -> Text:
    done = "Said" if body.task == SAID else "Done"
    return said(f"{done if body.done else 'Tick taken away'}: “{body.words}”")


def _noted(_: Teller, __: Event, body: NoteWritten) -> Text:
    return said(f"Note ({record_words.SOURCE_WORDS[body.source]}): “{body.text}”")


def _marked(teller: Teller, event: Event, body: TimeMarked) -> Text:
    what = teller.material.found.what(event)
    label = record_words.MARK_WORDS.get(what, what) or "not named"
    known = f" ({record_words.SOURCE_WORDS[body.source]})" if asked_source(body) else ""
    return said(f"Time marked{known}: {label}")


def _named(_: Teller, __: Event, body: TimeNamed) -> Text:
    return said(f"The time in event {body.seq} was: {record_words.MARK_WORDS.get(body.what, body.what)}")


def _given(teller: Teller, event: Event, body: DetailGiven) -> Text:
    """The fields as they were given; those that stand no longer are struck through."""
    item = next((each for each in teller.material.found.of_group(body.group) if each.item == body.item), None)
    spans = [Span(f"{thing(body.group, body.item)}: ")]
    for place, detail in enumerate(body.fields):
        label = field_label(body.group, detail.field)
        value = given_words(teller, Given(event, detail, detail.source or body.source), None)
        now = item.now(detail.field) if item is not None else None
        gone = (now is not None and now.event.seq != event.seq) or (
            item is not None and item.struck is not None
        )
        spans += [Span(f"{'; ' if place else ''}{label}: "), Span(value, struck=gone)]
    return tuple(spans)


def _struck(_: Teller, __: Event, body: DetailStruck) -> Text:
    return said(f"{thing(body.group, body.item)} struck out: “{body.reason}”")


def _photo(teller: Teller, _: Event, body: PhotoKept) -> Text:
    about = teller.paper(body.paper) or "no paper"
    hashed = (Span("; SHA-256 "), Span(body.sha256, mono=True))
    return (Span(f"Photograph kept: {about}, page {body.page}, {body.media}, {body.size:,} bytes"), *hashed)


def _shown(_: Teller, __: Event, body: ShownOnScreen) -> Text:
    return said(f"{words.SHOWN[body.what]}{f': {body.detail}' if body.detail else ''}.")


def _taken_over(teller: Teller, event: Event, body: VisitTakenOver) -> Text:
    return said(f"{teller.who(event.actor)} took over from {body.former or words.NOBODY_HELD}.")


def _access(_: Teller, __: Event, body: Access) -> Text:
    return said(f"{words.ACCESSES[body.what]}.")


def _removed(_: Teller, __: Event, body: PayloadRedacted) -> Text:
    return said(f"The contents of event {body.seq} were removed. Reason: {body.reason}")


def _key_made(_: Teller, __: Event, body: DeviceKeyMade) -> Text:
    former = f"; before, it was {body.former}" if body.former else ""
    return said(f"From here on checkpoints are signed by the device key {body.public}{former}.")


def _signed(_: Teller, __: Event, body: CheckpointSigned) -> Text:
    return said(
        f"Checkpoint: event {body.seq} and all before it were signed by the device key {body.public}."
    )


def _person_added(_: Teller, __: Event, body: PersonAdded) -> Text:
    return said(f"{body.person} was added as {words.ROLES[body.role]}.")


def _person_changed(_: Teller, __: Event, body: PersonChanged) -> Text:
    return said(f"{body.person} is {words.ROLES[body.role]} from now on.")


def _person_left(_: Teller, __: Event, body: PersonLeft) -> Text:
    return said(f"{body.person} works here no longer.")


def _pin_set(_: Teller, __: Event, body: PinSet) -> Text:
    return said(f"The PIN of {body.person} was set {words.PIN_REASONS[body.why]}.")


def _signed_in(_: Teller, __: Event, body: SignedIn) -> Text:
    after = f", after {body.failures} wrong PINs" if body.failures else ""
    return said(f"{body.person} signed in{after}.")


def _signed_out(_: Teller, __: Event, body: SignedOut) -> Text:
    return said(f"{body.person} {words.OUT_REASONS[body.why]}.")


def _pin_refused(_: Teller, __: Event, body: PinRefused) -> Text:
    return said(f"A wrong PIN was given for {body.person}, number {body.failures} in a row.")


def _keys_changed(_: Teller, __: Event, body: KeysChanged) -> Text:
    named = f" ({body.name})" if body.name else ""
    return said(f"{words.SLOTS[body.slot]}{named} {words.KEY_CHANGES[body.what]}.")


def _hold_placed(_: Teller, event: Event, body: HoldPlaced) -> Text:
    what = "this visit" if event.visit else "the whole record"
    return said(f"Nothing of {what} may be removed: hold {body.hold}. Reason: {body.reason}")


def _hold_lifted(_: Teller, __: Event, body: HoldLifted) -> Text:
    return said(f"The hold {body.hold} is over. Reason: {body.reason}")


def _trusted(_: Teller, __: Event, body: AuthorityTrusted) -> Text:
    who = body.authority
    return said(
        f"Policies signed by {who.threshold} of {len(who.keys)} keys of {who.name} may be installed: {who.id} {who.version}."
    )


def _installed(_: Teller, __: Event, body: PolicyInstalled) -> Text:
    keys = words.count(len(body.signers), "key") + ("" if body.signatures else " (signatures not kept)")
    ends = f" to {body.ends}" if body.ends else ""
    return said(
        f"Policy {body.pack} {body.version} was installed, signed by {keys}, in effect from {body.effective}{ends}."
    )


def _bulletin(_: Teller, __: Event, body: BulletinInstalled) -> Text:
    return said(
        f"Bulletin {body.serial}: “{body.title}”"
        if body.text
        else f"Bulletin {body.serial} ended the one before."
    )


def _acknowledged(teller: Teller, event: Event, body: PolicyAcknowledged) -> Text:
    what = "the bulletin" if body.what == "bulletin" else "what changed in the policy"
    return said(f"{teller.who(event.actor)} has read {what} ({body.hash[:12]}).")


def _switched(teller: Teller, _: Event, body: PolicySwitched) -> Text:
    if body.choice == "stay":
        return said(
            f"Policy {body.version} came into effect. This visit stays with the policy that it began with, as was chosen."
        )
    labels = (
        teller.texts.steps[step].short or step if step in teller.texts.steps else step
        for step in body.asked_anew
    )
    anew = ", ".join(labels)
    lost = f" Not taken over: {anew}." if anew else ""
    return said(
        f"Goes on from visit {body.begun_as}, by policy {body.version} that came into effect meanwhile, as was chosen. "
        f"{words.count(body.carried, 'answer')} of it were taken over.{lost}"
    )


def _side_record(_: Teller, __: Event, body: SideRecord) -> Text:
    if body.what == "recipient_changed":
        return said("Somebody had changed whom side records are sealed to. It was set right.")
    if body.what == "kept_aside":
        return said(
            f"The side record {body.side} could not be taken in ({', '.join(body.why)}), and was kept aside."
        )
    return said(
        f"Taken in: {words.count(body.written, 'event')} of visits from the side record {body.side}, head {body.head}. They were written"
        " while the record was closed, and have the times that they had."
    )


def _taken_in(_: Teller, __: Event, body: VisitTakenIn) -> Text:
    return said(
        f"This visit was begun while the record was closed, in a side record. Its {words.count(body.events, 'event')} before this one"
        f" were taken into the record at this time, as event {body.seq} of it tells."
    )


def _redacted(teller: Teller, event: Event, _: Redacted) -> Text:
    """When, by whom and why the contents were removed, where that is on record with this visit."""
    kind = words.KINDS.get(event.kind, event.kind)
    for later in teller.material.events:
        if isinstance(later.body, PayloadRedacted) and later.body.seq == event.seq:
            when = teller.clocks.when(later)
            told = f"contents removed at {when} by {teller.who(later.actor)}, reason: {later.body.reason}"
            return said(f"{kind}: {told}")
    return said(f"{kind}: contents removed; the removal is not among the events of this visit.")


def _unknown(_: Teller, event: Event, body: UnknownBody) -> Text:
    return said(
        f"{words.KINDS.get(event.kind, event.kind)}: {body.needs}. Its contents are kept, and are not shown here."
    )


def _broken(_: Teller, __: Event, body: BrokenBody) -> Text:
    return said(f"The contents cannot be read: {body.why}.")


SENTENCES: Mapping[type, Callable[..., Text]] = MappingProxyType(
    {
        StoreCreated: _store_created,
        VisitOpened: _opened,
        StepAnswered: _answered,
        StepReopened: _reopened,
        OutcomeReached: _reached,
        VisitClosed: _closed,
        VisitJoined: _joined,
        CallLogged: _called,
        TaskTicked: _ticked,
        NoteWritten: _noted,
        TimeMarked: _marked,
        TimeNamed: _named,
        DetailGiven: _given,
        DetailStruck: _struck,
        PhotoKept: _photo,
        ShownOnScreen: _shown,
        VisitTakenOver: _taken_over,
        Access: _access,
        PayloadRedacted: _removed,
        DeviceKeyMade: _key_made,
        CheckpointSigned: _signed,
        PersonAdded: _person_added,
        PersonChanged: _person_changed,
        PersonLeft: _person_left,
        PinSet: _pin_set,
        SignedIn: _signed_in,
        SignedOut: _signed_out,
        PinRefused: _pin_refused,
        KeysChanged: _keys_changed,
        HoldPlaced: _hold_placed,
        HoldLifted: _hold_lifted,
        SideRecord: _side_record,
        VisitTakenIn: _taken_in,
        AuthorityTrusted: _trusted,
        PolicyInstalled: _installed,
        BulletinInstalled: _bulletin,
        PolicyAcknowledged: _acknowledged,
        PolicySwitched: _switched,
        **OF_REVIEWS,
        Redacted: _redacted,
        UnknownBody: _unknown,
        BrokenBody: _broken,
    }
)
"""The sentence of every body that an event can have."""
