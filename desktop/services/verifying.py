"""Checks the record: the chain event by event, the checkpoints signed over it, whether the engine still says what each visit's
outcomes say, and whether the kept originals of papers are the bytes that came."""

from collections.abc import Collection, Iterator, Sequence

import msgspec

from desktop.core import chain
from desktop.core.errors import Refused, Trouble
from desktop.core.events import Event, OutcomeReached
from desktop.core.visits import as_input, as_rest
from desktop.core.walk_state import Input, Rest
from desktop.core.walks import due, fold
from desktop.core.witness import Witness
from desktop.packs.facility import site
from desktop.services.walking import Current, Walking
from desktop.trust import device

OTHER_KEY = "device_wrong_key"


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


def _due_again(current: Current) -> Iterator[tuple[Event, list[Rest], list[Rest]]]:
    """For each answer in order: what the record says it led to, and what the engine says of the same answers
    now."""
    inputs: list[Input] = []
    before: list[Rest] = []
    by_cause: dict[int, list[Rest]] = {}
    answers = [event for event in current.events if as_input(event) is not None]
    last = 0
    for event in current.events:
        if as_input(event) is not None:
            last = event.seq
        elif isinstance(event.body, OutcomeReached):
            by_cause.setdefault(last, []).append(as_rest(event, event.body))
    if by_cause.get(0):
        yield current.events[0], by_cause[0], []
    for event in answers:
        given = as_input(event)
        if given is None:
            continue
        inputs.append(given)
        recorded = by_cause.get(event.seq, [])
        walk = fold(current.pack.policy, site(current.facility), inputs)
        yield event, recorded, due(walk, before) if given.takes_back is None else []
        before.extend(recorded)


def differences(current: Current) -> list[Difference]:
    """Where a visit's recorded outcomes are not what its answers lead to by the pack that it is pinned to
    (row X1)."""
    found: list[Difference] = []
    for event, recorded, now in _due_again(current):
        said = tuple(each for rest in recorded for each in (*rest.outcomes, *rest.reasons, *rest.flags))
        says = tuple(each for rest in now for each in (*rest.outcomes, *rest.reasons, *rest.flags))
        if said != says:
            number = current.visit.opened.record_number
            sentence = (
                f"Event {event.seq} of {number} led to {_words(said)} on record, "
                f"to {_words(says)} when computed again."
            )
            found.append(Difference(number, event.seq, said, says, sentence))
    return found


def _words(outcomes: tuple[str, ...]) -> str:
    return ", ".join(outcomes) or "nothing"


def verify(walking: Walking, heads: Sequence[chain.Head] = (), public: Collection[str] = ()) -> Verified:
    """Verify the whole record. A visit that cannot be read is listed with its reason and the rest goes on.

    `heads` were printed or sent earlier; `public` are device keys (hex) that were noted elsewhere. Both show what the record
    alone cannot: that it was written anew as a whole, or that its end was cut off.
    """
    queries = walking.desk.store.queries
    seq, head = walking.desk.store.journal.head()
    witness = Witness(device.verify, public)
    findings = chain.verify(queries.iter_chain(), chain.Head(seq, head), *heads, watch=witness.see)
    witnessed = witness.close()
    own = _own_key(walking)
    against = [each for each in own if each.code == OTHER_KEY]
    differing: list[Difference] = []
    unread: list[str] = []
    listed = {line.visit for line in queries.all_visits()}
    for visit in queries.visits_on_record():
        try:
            current = walking.current(visit)
            differing.extend(differences(current))
        except (Refused, Trouble) as problem:
            unread.append(f"{visit}: {problem}")
            continue
        if visit not in listed:
            unread.append(
                f"{current.visit.opened.record_number} is on record and missing from the list of visits."
            )
    return Verified(
        events=seq,
        head=head,
        findings=tuple(sorted([*findings, *witnessed.findings, *against], key=lambda each: each.seq)),
        differences=tuple(differing),
        unread=tuple(unread),
        originals=tuple(fault.sentence for fault in walking.desk.store.attachments.faults()),
        told=(*witnessed.told, *(each for each in own if each.code != OTHER_KEY)),
        device_keys=witnessed.keys,
        checkpoints=witnessed.checkpoints,
        signed_to=witnessed.signed_to,
    )


def _own_key(walking: Walking) -> list[chain.Finding]:
    """Why this computer cannot sign. That it holds another key than the record names speaks against the record: somebody may have
    written it anew under a key of their own. A lost key is told; it costs no data."""
    store = walking.desk.store
    if store.unsigned is None:
        return []
    named = store.queries.device_keys()
    return [
        chain.Finding(
            max(named, default=0),
            OTHER_KEY if store.unsigned.kind == "wrong_key" else "no_device_key",
            str(store.unsigned),
        )
    ]
