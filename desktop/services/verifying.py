"""Checks the record: the chain event by event, the checkpoints signed over it, whether the engine still says what each visit's outcomes
say, whether each visit was reviewed as it may be, whether the policy packs and the kept originals are those that were kept, and whether
the lists fit the journal."""

import contextlib
from collections.abc import Callable, Collection, Iterator, Sequence

import msgspec

from desktop.core import chain
from desktop.core.bystander import Bystander
from desktop.core.errors import Refused, Trouble
from desktop.core.events import Body, Envelope, Event, OutcomeReached, decode_envelope
from desktop.core.facts import Site
from desktop.core.policy import Policy
from desktop.core.policy_proof import PolicyProof
from desktop.core.side_proof import SideProof
from desktop.core.visits import Visit, as_input, as_rest, fold_visit, is_gap
from desktop.core.walk_state import Rest
from desktop.core.walks import rests_along, unrecorded
from desktop.core.witness import Witness
from desktop.packs.catalog import from_kept
from desktop.packs.facility import from_snapshot, site
from desktop.services.desk import Desk
from desktop.services.pins_kept import PinsSeen
from desktop.services.review_proof import ReviewProof
from desktop.services.roles import require
from desktop.services.walking import Current, Walking
from desktop.store.projections import Lists
from desktop.store.signing import NotAsSigned
from desktop.trust import device
from desktop.trust.policykeys import key_id, signers_of

OTHER_KEY = "device_wrong_key"
STEP = 1_000
"""Rows of the chain between two tellings of progress: some dozens a second."""

Progress = Callable[[int, int], None]
"""Told how much of the work is done, and of how much; what it raises ends the check, and nothing is half done. An event counts
once as it is read in the chain, and once as its visit is computed again."""


class Difference(msgspec.Struct, frozen=True):
    """An outcome that comes out otherwise when it is computed again. The record is never replaced by what
    this says."""

    record_number: str
    seq: int
    recorded: tuple[str, ...]
    recomputed: tuple[str, ...]
    sentence: str


class Verified(msgspec.Struct, frozen=True):
    """What was found: `events` and `head` of the journal, findings of the chain and of its witnesses, differences, visits that
    could not be recomputed, sentences on kept originals that are not as they were kept. `told` must be known and speaks against
    nothing; `device_keys`, `checkpoints`, `signed_to` as in `core.witness.Witnessed`."""

    events: int
    head: str
    findings: tuple[chain.Finding, ...]
    differences: tuple[Difference, ...]
    unread: tuple[str, ...]
    originals: tuple[str, ...] = ()
    told: tuple[chain.Finding, ...] = ()
    device_keys: tuple[str, ...] = ()
    checkpoints: int = 0
    signed_to: int = 0

    @property
    def ok(self) -> bool:
        """Nothing speaks against the record."""
        return not (self.findings or self.differences or self.unread or self.originals)


def differences(current: Current) -> list[Difference]:
    """Where a visit's recorded outcomes are not what its answers lead to by the pack that it is pinned to
    (row X1)."""
    return list(_differences(current.visit, current.pack.policy, site(current.facility), current.events))


def _differences(visit: Visit, policy: Policy, at: Site, events: Sequence[Event]) -> Iterator[Difference]:
    for event, recorded, now in _due_again(policy, at, events):
        said = tuple(each for rest in recorded for each in (*rest.outcomes, *rest.reasons, *rest.flags))
        says = tuple(each for rest in now for each in (*rest.outcomes, *rest.reasons, *rest.flags))
        if said != says:
            number = visit.opened.record_number
            sentence = (
                f"Event {event.seq} of {number} led to {_words(said)} on record, "
                f"to {_words(says)} when computed again."
            )
            yield Difference(number, event.seq, said, says, sentence)


def _due_again(
    policy: Policy, at: Site, events: Sequence[Event]
) -> Iterator[tuple[Event, list[Rest], list[Rest]]]:
    """For each answer in order: what the record says it led to, and what the engine says of the same answers
    now."""
    before: list[Rest] = []
    by_cause: dict[int, list[Rest]] = {}
    answers = [(event, given) for event in events if (given := as_input(event)) is not None]
    last = 0
    for event in events:
        if as_input(event) is not None:
            last = event.seq
        elif isinstance(event.body, OutcomeReached):
            by_cause.setdefault(last, []).append(as_rest(event, event.body))
    if by_cause.get(0):
        yield events[0], by_cause[0], []
    along = rests_along(policy, at, [given for _, given in answers])
    for (event, given), rests in zip(answers, along, strict=True):
        recorded = by_cause.get(event.seq, [])
        yield event, recorded, unrecorded(rests, before) if given.takes_back is None else []
        before.extend(recorded)


def _words(outcomes: tuple[str, ...]) -> str:
    return ", ".join(outcomes) or "nothing"


def verify(
    walking: Walking,
    heads: Sequence[chain.Head] = (),
    public: Collection[str] = (),
    progress: Progress = lambda done, of: None,
) -> Verified:
    """Verify the whole record; memory grows with its visits, not with their events. A visit that cannot be read is listed with its
    reason and the rest goes on.

    `heads` were printed or sent earlier; `public` are device keys (hex) that were noted elsewhere. Both show what the record
    alone cannot: that it was written anew as a whole, or that its end was cut off.
    """
    require(desk := walking.desk, "verify")
    seq, head = desk.store.journal.head()
    witness, seen, pins = Witness(device.verify, public), Bystander(), PinsSeen()
    sides, policies = SideProof(device.verify), PolicyProof(key_id, signers_of)

    def watch(row: chain.Row, envelope: Envelope, body: Body | None) -> None:
        witness.see(row, envelope, body)
        seen.see(row, envelope, body)
        pins.see(envelope, body)
        sides.see(row, envelope, body)
        policies.see(row.seq, body, envelope.version)

    chained = chain.verify(_rows(desk, progress, seq), chain.Head(seq, head), *heads, watch=watch)
    witnessed, own = witness.close(), _own_key(desk)
    sides.close()
    again = _Again(desk, lambda done: progress(min(seq + done, 2 * seq), 2 * seq), seen)
    again.check()
    originals = tuple(_faults(desk, seen.photos, lambda: progress(2 * seq - 1, 2 * seq)))
    progress(2 * seq, 2 * seq)
    found = [
        *chained,
        *witnessed.findings,
        *sides.findings,
        *policies.findings,
        *again.findings,
        *pins.findings(desk.store),
        *(each for each in own if each.code == OTHER_KEY),
    ]
    return Verified(
        events=seq,
        head=head,
        findings=tuple(sorted(found, key=lambda each: each.seq)),
        differences=tuple(again.differences),
        unread=tuple(again.unread),
        originals=originals,
        told=(
            *witnessed.told,
            *seen.told,
            *pins.told,
            *sides.told,
            *policies.told,
            *again.told,
            *(each for each in own if each.code != OTHER_KEY),
        ),
        device_keys=witnessed.keys,
        checkpoints=witnessed.checkpoints,
        signed_to=witnessed.signed_to,
    )


def _faults(desk: Desk, photos: Sequence[int], progress: Callable[[], None]) -> Iterator[str]:
    """Sentences on kept originals. The events are known from the chain: to look for their kind would read the journal again."""
    for seq in photos:
        progress()
        for fault in desk.store.attachments.faults_of(seq, desk.store.queries.photo_id(seq)):
            yield f"Event {fault.seq}: {fault.sentence}"


def recomputed(desk: Desk) -> bool:
    """Whether every visit's outcomes come out again and the lists fit: `verify` without the chain."""
    require(desk, "verify")
    again = _Again(desk, lambda done: None)
    again.check()
    return not (again.findings or again.differences or again.unread)


def _rows(desk: Desk, progress: Progress, events: int) -> Iterator[chain.Row]:
    for done, row in enumerate(desk.store.queries.iter_chain()):
        if done % STEP == 0:
            progress(min(done, events), 2 * events)
        yield row


class _Again:
    """Computes every visit again, one after the other, and compares the lists with it."""

    def __init__(self, desk: Desk, progress: Callable[[int], None], seen: Bystander | None = None) -> None:
        self.desk, self.progress, self.seen = desk, progress, seen
        self.findings: list[chain.Finding] = []
        self.differences: list[Difference] = []
        self.unread: list[str] = []
        self.told: list[chain.Finding] = []
        self._sites: dict[bytes, Site] = {}
        self._numbers: dict[str, int] = {}
        self._packs: dict[str, str] = {}
        self._reviews = ReviewProof(desk)

    def check(self) -> None:
        """All visits of the journal, then what the lists hold beside them."""
        store, done = self.desk.store, 0
        lists = Lists(store.maintenance(), store.path)
        try:
            self.findings += [chain.Finding(0, "tables_changed", said) for said in lists.strange_parts()]
            strays = set(self.seen.visits) if self.seen else set()
            for ident in store.queries.visits_on_record():
                events = store.queries.events_of(ident)
                if self._as_chained(ident, events):
                    strays.discard(ident)
                else:
                    strays.add(ident)
                visit = fold_visit(events)
                self._compute(ident, visit, events)
                self._reviews.see(ident, events)
                if not lists.fits(ident, events):
                    self._listed(ident, visit, events, lists)
                done += len(events)
                self.progress(done)
            self._tell_strays(strays)
            self._installed()
            self.findings += self._reviews.findings
            self.told += self._reviews.told
            for ident in lists.strangers():
                said = self._mended(lists, ident)
                self.unread.append(f"{ident} stood in the lists and is not on record. {said}")
            self.findings += [chain.Finding(0, "list_differs", said) for said in lists.beside()]
        finally:
            lists.close()

    def _as_chained(self, ident: str, events: Sequence[Event]) -> bool:
        """Whether these are the events of the visit that were seen in the chain."""
        return self.seen is None or self.seen.fits(ident, ((each.seq, each.hash) for each in events))

    def _tell_strays(self, visits: Collection[str]) -> None:
        """Visits that have other events by the index than by the chain: read once more, to name the first that differs."""
        if not visits or self.seen is None:
            return
        chained: dict[str, set[int]] = {ident: set() for ident in visits}
        for row in self.desk.store.queries.iter_chain():
            with contextlib.suppress(ValueError):  # what cannot be read was named with the chain
                envelope = decode_envelope(row.envelope)
                chained.get(envelope.visit or "", set()).add(envelope.seq)
        for ident in sorted(visits):
            listed = {each.seq for each in self.desk.store.queries.events_of(ident)}
            odd = min(
                (seq for seq in listed ^ chained[ident] if seq <= self.seen.last),
                default=min(chained[ident], default=0),
            )
            line = self.desk.store.queries.visit(ident)
            number = line.record_number if line else ident
            said = (
                f"stands in visit {number}, and is none of its"
                if odd in listed
                else f"is missing in visit {number}"
            )
            sentence = (
                f"Event {odd}: where visits are looked up it {said}: an index, or its envelope, was changed."
            )
            self.findings.append(chain.Finding(odd, "visit_differs", sentence))

    def _compute(self, ident: str, visit: Visit | None, events: Sequence[Event]) -> None:
        try:
            if visit is None:
                raise Refused("no_such_visit", {})
            self._number(visit, events[0].seq)
            self._pack(visit, events[0].seq)
            pack, at = self.desk.pack_of(visit.opened.pack_hash), self._site(visit)
            readable = self._until_gap(visit, events)
            self.differences.extend(_differences(visit, pack.policy, at, readable))
        except (Refused, Trouble) as problem:
            self.unread.append(f"{ident}: {problem}")
        except (LookupError, ValueError, TypeError) as wrong:  # no program of ours wrote that by this pack
            said = f"its answers do not fit its policy pack ({type(wrong).__name__}: {wrong})."
            self.unread.append(f"{ident}: {said}")

    def _listed(self, ident: str, visit: Visit | None, events: Sequence[Event], lists: Lists) -> None:
        number, seq = visit.opened.record_number if visit else ident, events[0].seq if events else 0
        said = self._mended(lists, ident)
        sentence = f"Event {seq}: visit {number} stands in the lists otherwise than in its events. {said}"
        self.findings.append(chain.Finding(seq, "list_differs", sentence))

    def _mended(self, lists: Lists, ident: str) -> str:
        """Make the lists of a visit anew; a sentence on that. A file that can only be read is still checked to its end."""
        try:
            lists.mend(ident)
        except Trouble as trouble:
            return f"They could not be made anew: {trouble.sentence}"
        return "They were made anew."

    def _number(self, visit: Visit, seq: int) -> None:
        """A record number is issued once; the counter that sees to that is no event, and could be set back."""
        number = visit.opened.record_number
        if (first := self._numbers.setdefault(number, seq)) != seq:
            sentence = f"Event {seq}: the record number {number} was issued before, in event {first}."
            self.findings.append(chain.Finding(seq, "number_twice", sentence))

    def _installed(self) -> None:
        """The kept bytes of every policy that was installed, walked by or not."""
        for each in self.desk.policies.shelf().packs:
            if fault := _pack_fault(self.desk.store.queries.pack(each.body.hash), each.body.hash):
                self.findings.append(chain.Finding(each.seq, "pack_changed", f"Event {each.seq}: {fault}"))

    def _pack(self, visit: Visit, seq: int) -> None:
        """The kept bytes of its pack, which the desk may not have read: each pack is looked at once."""
        name = visit.opened.pack_hash
        if name not in self._packs:
            kept = self.desk.store.queries.pack(name)
            self._packs[name] = _pack_fault(kept, name)
            if self._packs[name]:
                self.findings.append(chain.Finding(seq, "pack_changed", f"Event {seq}: {self._packs[name]}"))

    def _site(self, visit: Visit) -> Site:
        key = msgspec.json.encode(visit.opened.site)
        if key not in self._sites:
            self._sites[key] = site(from_snapshot(visit.opened.site))
        return self._sites[key]

    def _until_gap(self, visit: Visit, events: Sequence[Event]) -> Sequence[Event]:
        """The events before the first that is needed and gone: what came after it cannot be computed again."""
        gap = next((place for place, event in enumerate(events) if is_gap(event)), None)
        if gap is None:
            return events
        seq, number = events[gap].seq, visit.opened.record_number
        sentence = f"Event {seq}: from here on {number} cannot be computed again, since what stood here is gone or unreadable."
        self.told.append(chain.Finding(seq, "not_computed", sentence))
        if events[gap].kind == "outcome_reached":  # nor can the answer that led to it
            answers = (place for place in range(gap - 1, -1, -1) if as_input(events[place]) is not None)
            gap = next(answers, gap)
        return events[:gap]


def _pack_fault(kept: bytes | None, name: str) -> str:
    if kept is None:
        return f"the policy pack {name} that it names is gone from the record."
    try:
        from_kept(kept, name)
    except ValueError:
        return f"the policy pack {name} that it names is not the one that was kept."
    return ""


def _own_key(desk: Desk) -> list[chain.Finding]:
    """Why this computer cannot sign. That it holds another key than the record names, or that the record does not hold what was
    signed here, speaks against the record: somebody may have written it anew. A lost key is told; it costs no data."""
    store = desk.store
    if store.unsigned is None:
        return []
    if isinstance(store.unsigned, NotAsSigned):
        return [chain.Finding(store.unsigned.seq, OTHER_KEY, f"Event {store.unsigned.seq}: {store.unsigned}")]
    named = store.queries.device_keys()
    return [
        chain.Finding(
            max(named, default=0),
            OTHER_KEY if store.unsigned.kind == "wrong_key" else "no_device_key",
            str(store.unsigned),
        )
    ]
