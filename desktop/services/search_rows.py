"""Says a visit that was found in the words of a row: when, who came, where a word was found, what it came to and how it stands."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from msgspec.structs import replace

from desktop import wall
from desktop.core.record_words import CHOICE_WORDS, REVIEW_WORDS
from desktop.core.saying import MONTHS
from desktop.core.searched import IDENTS, Piece, Searched
from desktop.core.seeking import Chunk, marks, words
from desktop.core.texts import Texts
from desktop.packs.catalog import LoadedPack
from desktop.services.counsel_only import COUNSEL_ONLY
from desktop.services.desk import Desk
from desktop.services.overdue import Limits, late
from desktop.services.search_views import FoundLine, Marked
from desktop.services.search_words import plain, told
from desktop.store.finding import Hit

PARTS = 3
"""Things that the second line tells."""

CLIP, BEFORE = 90, 30
"""Characters of one of them, and of it before the first piece that matches."""

SHOWN_STEPS = (("answer.agency_form", "answer.title"), ("answer.paper",), ("answer.purpose",))
"""What a visit is told by where nothing was typed: its papers, else whether there was one, else what they wanted; where a pack names its
steps as facts.md does."""

VISITOR = "answer.visitor"


class Rows:
    """The rows of one look, at the moment `now_us` (µs UTC)."""

    def __init__(self, desk: Desk, chunks: Sequence[Chunk], now_us: int, limits: Limits) -> None:
        self._desk, self._chunks, self._limits = desk, chunks, limits
        self._place = wall.zone(desk.facility.zone)
        self._now_us, self._now = now_us, wall.local(now_us, self._place)

    def row(self, hit: Hit, pack: LoadedPack, secret: bool, joined_into: str) -> FoundLine:
        """The row of a visit. A `secret` one tells nothing of what it holds."""
        line, found = hit.line, hit.searched
        texts = pack.texts.get(line.language) or next(iter(pack.texts.values()))
        outcomes = () if secret else tuple(line.outcomes)
        first = pack.policy.outcomes.get(outcomes[0]) if outcomes else None
        state = REVIEW_WORDS[found.state]
        made = FoundLine(
            visit=line.visit,
            seq=line.opened_seq,
            number=self._marked(line.record_number, ident=True),
            day=line.day,
            when=self._when(line.opened_utc_us),
            post="" if secret else line.post,
            who=Marked("") if secret else self._marked(who(found, texts)),
            about=Marked(COUNSEL_ONLY) if secret else self._about(found, texts, outcomes),
            outcome=", ".join(texts.outcome_title(each) for each in outcomes),
            outcome_id=outcomes[0] if outcomes else "",
            icon=first.icon if first is not None else "",
            tone=first.tone if first is not None else "",
            state=found.state,
            state_words=f"{state} under exception" if found.exception else state,
            void=found.void,
            exception=found.exception,
            addenda=found.addenda,
            overdue=self._overdue(found),
            secret=secret,
            joined_into=joined_into,
            holder=found.holder if found.state == "open" and not secret else "",
        )
        return spoken(made)

    def _marked(self, text: str, ident: bool = False) -> Marked:
        return Marked(text, marks(text, self._chunks, ident)) if self._chunks else Marked(text)

    def _overdue(self, found: Searched) -> str:
        waits = late(found.state, found.void, found.since_us, self._now_us, self._limits)
        return f"since {self._when(found.since_us, short=True)}" if waits else ""

    def _when(self, utc_us: int, short: bool = False) -> str:
        """ "Today 14:03", "Nov 18, 09:41", "Nov 2, 2025, 07:58"; `short` without "Today", and without the time of other days."""
        at = wall.local(utc_us, self._place)
        clock = at.strftime("%H:%M")
        if at.date() == self._now.date():
            return clock if short else f"Today {clock}"
        return day_words(at.date(), self._now) if short else f"{day_words(at.date(), self._now)}, {clock}"

    # ---- the second line ------------------------------------------------------------------------------------

    def _about(self, found: Searched, texts: Texts, outcomes: Sequence[str]) -> Marked:
        elsewhere = {f"reached={each}" for each in outcomes}
        if not found.agencies:
            elsewhere |= {f"{VISITOR}={each}" for each in found.values(VISITOR)}
        pieces = [each for each in found.pieces if each.code not in elsewhere] if self._chunks else []
        parts = [clipped(each) for each in self._matching(pieces, texts)]
        if not parts:
            parts = [clipped(Marked(each)) for each in shown(found, texts)]
        text, spans = "", list[tuple[int, int]]()
        for part in parts[:PARTS]:
            text += " · " if text else ""
            spans += [(len(text) + start, length) for start, length in part.marks]
            text += part.text
        return Marked(text, tuple(spans))

    def _matching(self, pieces: Sequence[Piece], texts: Texts) -> list[Marked]:
        """The pieces in which something was found, those first that tell of a word that none before them told of."""
        several: list[tuple[frozenset[int], Marked]] = []
        for piece in pieces:
            said = " ".join(told(piece, texts).split())
            has = frozenset(place for place, chunk in enumerate(self._chunks) if _may(chunk, said))
            if has and (spans := marks(said, self._chunks, piece.code in IDENTS)):
                several.append((has, Marked(said, spans)))
        seen: set[int] = set()
        first = list[Marked]()
        for has, marked in several:
            if not has <= seen:
                first.append(marked)
                seen |= has
        return first


def _may(chunk: Chunk, said: str) -> bool:
    """Whether a text may match: cheap, since every piece of every row is looked at."""
    run = "".join(words(said))
    return chunk.whole in run or any(word in run for word in chunk.words)


def clipped(marked: Marked) -> Marked:
    """At most `CLIP` characters, about the first piece that matches."""
    if len(marked.text) <= CLIP:
        return marked
    first = marked.marks[0][0] if marked.marks else 0
    start = max(0, min(first - BEFORE, len(marked.text) - CLIP))
    end = start + CLIP
    before, after = "…" if start else "", "…" if end < len(marked.text) else ""
    moved = len(before) - start
    spans = tuple(
        (place + moved, min(length, end - place))
        for place, length in marked.marks
        if start <= place and place < end
    )
    return Marked(f"{before}{marked.text[start:end]}{after}", spans)


def shown(found: Searched, texts: Texts) -> Iterator[str]:
    """What a visit is told by where nothing was typed: a badge, and its papers."""
    badges = found.of("officer.badge")
    if badges:
        yield f"Badge {badges[-1]}"
    for steps in SHOWN_STEPS:
        codes = [(step, value) for step in steps for value in found.values(step)]
        if codes:
            yield from (plain(texts.label(step.removeprefix("answer."), value)) for step, value in codes)
            return


def who(found: Searched, texts: Texts) -> str:
    """Who came, and how many: "ICE, 3 officers"; as they answered where nobody wrote an agency down."""
    agencies = [CHOICE_WORDS.get(each, each) for each in found.agencies]
    if not agencies:
        agencies = [plain(texts.label("visitor", each)) for each in dict.fromkeys(found.values(VISITOR))][-1:]
    many = found.officers
    counted = [f"{many} officer{'' if many == '1' else 's'}"] if many.isdecimal() else []
    return ", ".join([" ".join(each.split()) for each in agencies[:PARTS]] + counted)


def day_words(day: date, now: datetime) -> str:
    """ "Nov 18", with its year where that is not this one."""
    year = f", {day.year}" if day.year != now.year else ""
    return f"{MONTHS[day.month - 1]} {day.day}{year}"


def spoken(line: FoundLine) -> FoundLine:
    """The row with all of it in one sentence, for screen readers."""
    marks_ = [
        "void" if line.void else "",
        f"overdue {line.overdue}" if line.overdue else "",
        f"{line.addenda} addend{'um' if line.addenda == 1 else 'a'}" if line.addenda else "",
        f"joined into {line.joined_into}" if line.joined_into else "",
    ]
    state = ", ".join(filter(None, [line.state_words, *marks_]))
    said = [f"{line.when}, {line.number.text}", line.who.text, line.about.text, line.outcome, state]
    return replace(line, spoken=f"{'. '.join(each.rstrip('.') for each in said if each)}.")
