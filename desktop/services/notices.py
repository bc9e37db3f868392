"""What the desk screen tells of the state of its record: one sentence for each thing, with what to do and whom to call.

The facts are those of `doctor`; the words are for guards. Nothing here stops a visit.
"""

from collections.abc import Mapping
from types import MappingProxyType

from desktop.core.errors import Trouble
from desktop.services import key_facts
from desktop.services.desk import KEY_CHANGED, READ_ONLY, Desk
from desktop.services.health import at_a_glance
from desktop.services.roles import require
from desktop.store import check
from desktop.store.owners import DEVICE_KEY_MISSING, NOT_AS_SIGNED, RESTORED, SIGNED_HEAD_MISSING

WEEK_US = 7 * 24 * 3600 * 1_000_000
"""So long the desk tells of a record that was restored or got another key; `doctor` and `verify` tell for good."""

DAMAGED = (
    "Part of the record on this PC is damaged. Call IT now, and leave this PC on. You can go on working;"
    " if a visit cannot be saved, use paper."
)

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "read_only": READ_ONLY,
        "reserve": "The disk of this PC is full. The open visit goes on for now. Call IT now; if an answer is refused, use paper.",
        "damaged": DAMAGED,
        "cipher_integrity": DAMAGED,
        "quick_check": DAMAGED,
        "triggers": "Another program took away the guards of the record. You can go on working. Call IT and your supervisor now.",
        "way_back": "A key of the record that was taken away is back. You can go on working. Call IT and your supervisor now.",
        "epoch": "Part of the record was changed by another program. You can go on working. Call IT and your supervisor now.",
        "set_back": "The office has more of this record than this PC. You can go on working. Keep your paper notes."
        " Call IT and your supervisor now; counsel must know.",
        "clock": "The clock of this PC may be wrong. Warrants are held for counsel until it is set. Call IT now.",
        "disk_free": "The disk of this PC is nearly full. You can go on working. Tell IT today.",
        "backup": "There is no proved backup of the record since yesterday. You can go on working. Tell IT today.",
        "policy_damaged": "The policy of this PC is damaged, so the one before is used. You can go on working. Call IT now.",
        "policy_none_in_force": "No signed policy is in effect today, so the one that came with the program is used."
        " You can go on working. When in doubt, call counsel. Tell IT today.",
        "removed_back": "A backup brought back words that had been removed. You can go on working. Tell IT and your supervisor today.",
        "recovery_unproved": "Nobody has proved the recovery sheet. You can go on working. Tell IT.",
        "key_rights": "Others who use this PC may read the key of the record. You can go on working. Tell IT today.",
    }
)
"""For each fact that a guard must know of, the most urgent first: the sentence. Of other facts only `doctor` tells."""

GOES_ON = (
    "This record goes on from a backup. Visits from before may be missing in it. You can go on working."
    " Keep your paper notes, and ask IT."
)

CHANGED = (
    "The record on this PC is not the one that was signed here. You can go on working. Keep your paper notes."
    " Call IT and your supervisor now; counsel must know."
)

NOT_KNOWN = "What this PC signed last is not known to it any more. You can go on working. Tell IT."

SINCE: Mapping[str, str] = MappingProxyType(
    {RESTORED: GOES_ON, NOT_AS_SIGNED: CHANGED, SIGNED_HEAD_MISSING: NOT_KNOWN, DEVICE_KEY_MISSING: ""}
)
"""Why the record goes on in another epoch: the sentence. That of a new device key names its event (`KEY_CHANGED`)."""


def notices(desk: Desk, thorough: bool = False) -> tuple[str, ...]:
    """The sentences for this desk. `thorough` reads every page of the record too: about a second per 100 MB. For the thread
    that opened the desk; raises Trouble."""
    require(desk, "doctor")
    facts = [fact for fact in at_a_glance(desk) if fact.level != "ok"]
    known = desk.store.owner.reason in SINCE
    codes = {fact.code for fact in facts if fact.code != "epoch" or not known}
    found = check.findings(desk.store) if thorough else [check.disk(desk.store)]
    found += key_facts.against_record(desk.store) if thorough else []
    codes |= {finding.code for finding in found if finding.level != "ok"}
    # Without room for it nothing is kept back any more; with room it is kept back again within a minute.
    codes.discard("reserve" if "disk_free" not in codes else "disk_free" if "reserve" in codes else "")
    if not check.writable(desk.store):
        codes.add("read_only")
    told = [sentence for code, sentence in WORDS.items() if code in codes]
    return tuple(dict.fromkeys([*told, *_lately(desk)]))


def of_trouble(trouble: Trouble) -> tuple[str, ...]:
    """The sentence where the record could not even be looked at."""
    return (WORDS.get(trouble.kind, f"{trouble.words} You can go on working. Tell IT."),)


def _lately(desk: Desk) -> list[str]:
    """What became of the record within the last week, for those who work with it."""
    since = desk.clock.read().utc_us - WEEK_US
    queries, owner, found = desk.store.queries, desk.store.owner, list[str]()
    began = queries.last_of("store_created") if owner.epoch else None
    if began is not None and began.reading.utc_us > since:
        found += [said] if (said := SINCE.get(owner.reason)) else []
    keys = queries.device_keys()
    named = queries.event(keys[-1]) if len(keys) > 1 else None
    if named is not None and named.reading.utc_us > since:
        found.append(KEY_CHANGED.format(seq=named.seq))
    return found
