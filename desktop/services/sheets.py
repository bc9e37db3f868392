"""Turns what was written down of a visit into what the pages beside the walk show."""

from collections.abc import Iterator

from desktop.core import record_words as words
from desktop.core.details import CODES, GROUPS, MARKS, MAX_ITEMS, Field, Group, item_key, offered
from desktop.core.events import Event, OutcomeReached, StepAnswered
from desktop.core.gathered import Gathered, Item, gather
from desktop.core.particulars import (
    CallLogged,
    DetailStruck,
    NoteWritten,
    PhotoKept,
    TaskTicked,
    TimeMarked,
)
from desktop.core.policy import Policy
from desktop.core.review_events import TYPED_AT
from desktop.core.reviewing import Review, fold_review
from desktop.core.saying import clock, happened_words, value_words
from desktop.core.texts import CALLS, COUNSEL
from desktop.services.photos import page_one_only
from desktop.services.record_views import (
    CallRow,
    CounselWait,
    EntryView,
    FieldView,
    GroupView,
    ItemView,
    PaperView,
    RecordView,
    TickView,
    TimeView,
)
from desktop.services.removed_views import removed_of
from desktop.services.roles import see_visit
from desktop.services.screens import NO_NUMBER, Screens
from desktop.services.veil import veiled_record
from desktop.services.views import ChoiceView
from desktop.services.walking import Current

NEEDED = ("supervisor", "counsel")
EXCEPTION, VOID = "approved", "voided"
"""Where the reasons for an exception and for a void mark are half typed."""

OF_REVIEWERS = frozenset({TYPED_AT["visit_returned"], EXCEPTION, VOID})
"""What a supervisor half typed of a review is for the forms beside the report, and no word of the visit that waits."""

UNANSWERED = ("no_answer", "called")


class Sheets:
    """Makes the views of what is written down, of one desk."""

    def __init__(self, screens: Screens) -> None:
        self.screens = screens

    def record(self, visit: str) -> RecordView:
        """Everything written down beside the walk of a visit. Refused `no_such_visit`, and as `roles.see_visit` says."""
        now = self.screens.walking.renewed(visit)
        since = see_visit(self.screens.walking.desk, now.walk.closed)
        found = gather(now.events)
        store = self.screens.walking.desk.store
        over = now.walk.closed or bool(now.visit.joined_into)
        review = fold_review(now.events) if over else Review()
        half = store.queries.half_typed(visit)
        view = RecordView(
            visit=visit,
            record_number=now.visit.opened.record_number,
            closed=now.walk.closed,
            holder=found.holder,
            notes=tuple(_note(event) for event in found.notes),
            times=tuple(_time(event, found) for event in found.times),
            marks=_choices(MARKS, dict(words.MARK_WORDS)),
            groups=tuple(_group(group, found, now) for group in GROUPS.values()),
            papers=tuple(self._papers(now, found)),
            photos_on=bool(now.facility.personal.get("paper_photos")),
            calls=self._calls(now, found),
            wait=self._wait(now, found),
            ticks=_ticks(found, now),
            half_typed={each: text for each, text in half.items() if each not in OF_REVIEWERS},
            removed=removed_of(now.events),
            review=review,
            frozen=review.approved is not None or self._told_with_approved(now),
        )
        return veiled_record(view, since) if since else view

    def _told_with_approved(self, now: Current) -> bool:
        """Whether a visit is joined into one that is approved, however many joinings lie between."""
        seen = {now.visit.id}
        while (into := now.visit.joined_into) and into not in seen:
            seen.add(into)
            now = self.screens.walking.current(into)
            if fold_review(now.events).approved is not None:
                return True
        return False

    def dropped(self, visit: str, seq: int, value: str | list[str]) -> tuple[tuple[str, ...], int]:
        """The answers, in words, that would not count any more if `seq` were `value`, and how many stay (row G6)."""
        walking = self.screens.walking
        now = walking.current(visit)
        since = see_visit(walking.desk, now.walk.closed)
        gone = set(walking.dropped_by(visit, seq, value))
        lines = {line.address: line for line in self.screens.answers(now)[1] if not line.changed}
        kept = sum(1 for address in lines if address not in gone)
        told = tuple(
            f"{lines[each].label}: {lines[each].answer}"
            for each in lines
            if each in gone and lines[each].seq > since
        )
        return told, kept - 1

    # ---- papers -------------------------------------------------------------------------------------------

    def _papers(self, now: Current, found: Gathered) -> Iterator[PaperView]:
        """Every paper, with the photographs kept of it; those of papers that do not count any more come last, never nowhere."""
        group, texts = now.pack.policy.group, now.pack.texts[now.visit.opened.language]
        listed = set[str]()
        for number, address in enumerate(self.screens.papers(now), 1):
            lines = [line for line in now.walk.path if line.address.startswith(f"{address}/")]
            checks = tuple(
                (texts.steps[line.step].short, texts.labels(line.step, line.value))
                for line in lines
                if line.counts and line.step != group.more
            )
            if not checks:
                continue
            listed.add(address)
            photos = tuple(_photo(event) for event in found.photos if _paper_of(event) == address)
            yield PaperView(address, f"Paper {number}", checks, photos, page_one_only(now, address))
        others = tuple(_photo(event) for event in found.photos if _paper_of(event) not in listed)
        if others:
            yield PaperView("", "Papers whose answers were changed", (), others, True)

    # ---- calls --------------------------------------------------------------------------------------------

    def _calls(self, now: Current, found: Gathered) -> tuple[CallRow, ...]:
        """Every number of the facility in the pack's order; supervisor and counsel even where no number is set."""
        labels = now.pack.texts[now.visit.opened.language].words.calls
        logs: dict[str, list[tuple[Event, CallLogged]]] = {}
        for event in found.calls:
            if isinstance(event.body, CallLogged):
                logs.setdefault(event.body.to, []).append((event, event.body))
        keys = [key for key in CALLS if key in now.facility.phones or key in NEEDED]
        up = _next_up(keys, found)
        rows = []
        for key in keys:
            log = logs.get(key, [])
            rows.append(
                CallRow(
                    key=key,
                    label=labels.get(key, key),
                    number=now.facility.phones.get(key, NO_NUMBER),
                    state=log[-1][1].result if log else "",
                    at=clock(log[-1][0]) if log else "",
                    log=tuple(_call_words(event, body) for event, body in log),
                    next_up=key == up,
                    counsel=key in COUNSEL,
                )
            )
        return tuple(rows)

    def _wait(self, now: Current, found: Gathered) -> CounselWait | None:
        """Counsel is open: since the first call to counsel after the answer that opened it (counsel's last word on this paper, or
        the paper's last check); what the officers do meanwhile moves nothing."""
        if not now.walk.consults or now.walk.closed:
            return None
        address = now.walk.consults[0].address
        led = [event for event in now.events if _opens_consult(event, address, now.pack.policy)]
        since = led[-1] if led else now.events[0]
        calls = [event for event in found.calls if event.seq > since.seq and _to_counsel(event)]
        begun = (calls[0] if calls else since).utc_us
        about, who = self.screens.about(now, address), self.screens.decider(now)
        return CounselWait(begun, now.facility.counsel_minutes, address, about, who)


# ---- single things ----------------------------------------------------------------------------------------


def _to_counsel(event: Event) -> bool:
    return isinstance(event.body, CallLogged) and event.body.to in COUNSEL


def _opens_consult(event: Event, address: str, policy: Policy) -> bool:
    """An answer on the paper that counsel is asked about (counsel's own word included); where counsel is asked about an emergency
    (the address is the round's), an urgent answer of that round."""
    body = event.body
    if not isinstance(body, StepAnswered):
        return False
    about = address.rsplit("/", 1)[0]
    same = body.address.rsplit("/", 1)[0] == about
    return same and ("/" in about or body.address == address or body.step in policy.urgent_steps)


def _paper_of(event: Event) -> str:
    return event.body.paper if isinstance(event.body, PhotoKept) else ""


def _next_up(keys: list[str], found: Gathered) -> str:
    """The number to try now: the next of those that were not reached, after one that did not answer (row G14)."""
    body = found.calls[-1].body if found.calls else None
    if not isinstance(body, CallLogged) or body.result not in UNANSWERED or body.to not in keys:
        return ""
    answered = {
        event.body.to
        for event in found.calls
        if isinstance(event.body, CallLogged) and event.body.result not in UNANSWERED
    }
    place = keys.index(body.to) + 1
    waiting = [
        key for key in (*keys[place:], *keys[:place]) if key not in answered and key != "emergency_911"
    ]
    counsels = [key for key in waiting if key in COUNSEL]
    preferred = counsels if body.to in COUNSEL else waiting
    return next((key for key in preferred if key != body.to), "")


def _call_words(event: Event, body: CallLogged) -> str:
    who = f" {body.who}" if body.who else ""
    told = f": “{body.words}”" if body.words else ""
    return f"{clock(event)} {words.RESULT_WORDS[body.result]}{who}{told}"


def _note(event: Event) -> EntryView:
    body = event.body
    assert isinstance(body, NoteWritten)
    return EntryView(
        event.seq,
        clock(event),
        event.actor.person,
        body.text,
        body.source,
        happened_words(body.happened, event),
    )


def _time(event: Event, found: Gathered) -> TimeView:
    body, what = event.body, found.what(event)
    assert isinstance(body, TimeMarked)
    shown = happened_words(body.happened, event) or clock(event)
    about = body.happened is not None and body.happened.how == "about"
    return TimeView(event.seq, what, words.MARK_WORDS.get(what, ""), shown, about, body.source)


def _ticks(found: Gathered, now: Current) -> tuple[TickView, ...]:
    """The last state of each line that was ticked since its outcome was reached the last time: what was said then was said
    then, and is to be said once more."""
    reached: dict[str, int] = {}
    for event in now.events:
        if isinstance(event.body, OutcomeReached):
            reached.update(dict.fromkeys(event.body.outcomes, event.seq))
    last: dict[tuple[str, str], TickView] = {}
    for event in found.ticks:
        body = event.body
        if isinstance(body, TaskTicked) and event.seq > reached.get(body.outcome, 0):
            at = clock(event) if body.done else ""
            last[body.outcome, body.task] = TickView(body.outcome, body.task, body.words, body.done, at)
    return tuple(last.values())


def _photo(event: Event) -> str:
    body = event.body
    assert isinstance(body, PhotoKept)
    size = f"{body.size / 1_000_000:.1f} MB" if body.size >= 100_000 else f"{body.size} bytes"
    return f"{clock(event)} · page {body.page} · {body.media} · {size} · SHA-256 {body.sha256[:16]}…"


# ---- groups -----------------------------------------------------------------------------------------------


def _choices(values: tuple[str, ...], labels: dict[str, str]) -> tuple[ChoiceView, ...]:
    return tuple(
        ChoiceView(value, labels.get(value, value), str(number)) for number, value in enumerate(values, 1)
    )


def _group(group: Group, found: Gathered, now: Current) -> GroupView:
    heading, one, add = words.GROUP_WORDS[group.id]
    items = [_item(group, item, number, now) for number, item in enumerate(found.of_group(group.id), 1)]
    blank = None
    if len(items) < MAX_ITEMS:
        key = item_key(group.id, [each.item for each in items])
        blank = ItemView(group.id, key, f"{one} {len(items) + 1}", "", _fields(group, None, now), "", "", "")
    missing = {field.personal for field in group.fields} - {"", *now.facility.personal}
    left_out = tuple(words.PERSONAL_WORDS[kind] for kind in sorted(missing))
    return GroupView(group.id, heading, one, add, tuple(items), blank, left_out)


def _item(group: Group, item: Item, number: int, now: Current) -> ItemView:
    fields = _fields(group, item, now)
    struck = ""
    if item.struck is not None and isinstance(item.struck.body, DetailStruck):
        struck = f"{item.struck.body.reason} ({clock(item.struck)}, {item.struck.actor.person})"
    summary = " · ".join(f"{field.label}: {field.value}" for field in fields if field.value)
    title = f"{words.GROUP_WORDS[group.id][1]} {number}"
    return ItemView(
        group.id, item.item, title, summary, fields, clock(item.first), item.first.actor.person, struck
    )


def _fields(group: Group, item: Item | None, now: Current) -> tuple[FieldView, ...]:
    """What may be written down here, and what was while it was allowed."""
    shown = {field.id for field in offered(group, now.facility.personal)} | set(item.fields if item else ())
    return tuple(_field(group, field, item) for field in group.fields if field.id in shown)


def _field(group: Group, field: Field, item: Item | None) -> FieldView:
    label, hint = words.FIELD_WORDS[group.id, field.id]
    given = item.fields.get(field.id, ()) if item is not None else ()
    last = given[-1].detail if given else None
    return FieldView(
        id=field.id,
        label=label,
        hint=hint,
        choices=_choices(field.choices, dict(words.CHOICE_WORDS)),
        free=field.free,
        codes=_choices(CODES if field.codes else (), dict(words.CODE_WORDS)),
        text=last.text if last else "",
        code=last.code if last else "",
        value=value_words(given[-1], item) if given else "",
        former=tuple(value_words(each, item) for each in given[:-1]),
    )
