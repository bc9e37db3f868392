"""What `doctor` tells IT: record, key, disk, clock, policy pack, facility and kept originals, each fact with its remedy (row
I4)."""

from contextlib import closing
from pathlib import Path
from typing import Literal

import msgspec

from desktop.core.details import PERSONAL
from desktop.core.errors import Trouble
from desktop.core.findings import Finding
from desktop.core.record_words import PERSONAL_WORDS
from desktop.managed import decide
from desktop.packs.catalog import LoadedPack, PackUnusable, load_pack
from desktop.packs.facility import FacilityConfig, FacilityUnusable, read_facility
from desktop.packs.fitting import misfits
from desktop.paths import Places
from desktop.services import backing, closed, installed, key_facts, updates
from desktop.services.desk import Desk, facility_file, open_desk
from desktop.services.pins_kept import without_pin
from desktop.services.policy_beside import best_beside
from desktop.services.policy_choice import folder_of, not_installed, policy_id
from desktop.services.policy_facts import policy_facts
from desktop.services.proved import unproved
from desktop.services.roles import require
from desktop.services.syncing import against_receipt, standing, way_of
from desktop.store import check
from desktop.store.attachments import RESTORE
from desktop.store.opening import ever_begun
from desktop.store.owners import DEVICE_KEY_MISSING, NOT_AS_SIGNED, RESTORED, SIGNED_HEAD_MISSING
from desktop.store.reserve import SIZE, Reserve
from desktop.store.taken_back import removed_and_back, unreviewed
from desktop.wall import Clock

PIN_REMEDY = "Tell your supervisor, who can set another PIN; then run threshold verify."

Level = Literal["ok", "warning", "error"]


class Fact(msgspec.Struct, frozen=True):
    """One fact: a code for scripts, a sentence for people, what to do, and how bad it is."""

    code: str
    level: Level
    sentence: str
    remedy: str = ""


def _record(desk: Desk) -> list[Fact]:
    return [
        Fact(found.code, found.level, found.sentence, found.remedy) for found in check.findings(desk.store)
    ]


def _keys(desk: Desk) -> list[Fact]:
    """Which ways open the record, and what IT says of them."""
    places = desk.store.places
    found = [
        *key_facts.findings(places), *key_facts.against_record(desk.store), *key_facts.managed_findings(places)
    ]  # fmt: skip
    return [Fact(each.code, each.level, each.sentence, each.remedy) for each in found]


def _begun_anew(desk: Desk) -> list[Fact]:
    if not desk.store.begun_anew:
        return []
    sentence = "The record that was on this PC went missing, and this one was begun in its place."
    return [Fact("record_missing", "error", sentence, "Find the former file, or restore a backup of it.")]


def _newer(desk: Desk) -> list[Fact]:
    """Whether a newer program has changed the tables of the record."""
    if not desk.store.newer:
        return []
    names = ", ".join(desk.store.newer)
    sentence = f"The record was made by a newer Threshold than this one, which does not know: {names}."
    return [
        Fact("newer", "error", sentence, "Install the newer Threshold again; visits are recorded meanwhile.")
    ]


def _epoch(desk: Desk) -> list[Fact]:
    """Whether the record goes on from a copy."""
    owner = desk.store.owner
    if owner.epoch == 0:
        return []
    since = f"in epoch {owner.epoch}, with record numbers that were not issued before"
    if owner.reason == RESTORED:
        sentence = f"The record goes on from a backup, {since}."
        return [
            Fact("epoch", "ok", sentence, "What was moved aside then may hold visits that are not in it.")
        ]
    if owner.reason == DEVICE_KEY_MISSING:
        sentence = f"The record goes on without the device key that signed for it before, {since}."
        remedy = "If another PC still has that key, only one of the two may go on; give the other a desk of its own."
        return [Fact("epoch", "warning", sentence, remedy)]
    if owner.reason == NOT_AS_SIGNED:
        sentence = (
            f"The record goes on although it does not hold what this computer had signed before, {since}."
        )
        remedy = "Keep this PC as it is, and tell counsel. Run threshold verify; compare backups and printed heads."
        return [Fact("epoch", "error", sentence, remedy)]
    if owner.reason == SIGNED_HEAD_MISSING:
        sentence = (
            f"The record goes on where nothing told any more what this computer had signed last, {since}."
        )
        remedy = "Find out who can write in the keys folder; compare backups and printed heads."
        return [Fact("epoch", "warning", sentence, remedy)]
    sentence = f"The record goes on {since}; the event that says why cannot be read."
    return [Fact("epoch", "error", sentence, "Run threshold verify and tell IT: somebody opened the file.")]


def _people(desk: Desk) -> list[Fact]:
    """Whether those who are to sign in can, where people are set up."""
    supervisor, faulty = without_pin(desk.store)
    facts = [
        Fact("pin", "error", f"What is kept of the PIN of {person} was changed or is gone.", PIN_REMEDY)
        for person in faulty
    ]
    if faulty and not supervisor:
        sentence = "No supervisor can sign in. Visits are recorded all the same."
        facts.append(Fact("people", "error", sentence, "Run threshold keys recover, which sets a new PIN."))
    elif supervisor:
        facts.append(Fact("people", "ok", "A supervisor can sign in."))
    elif any(person.active for person in desk.signed.people.values()):
        sentence = (
            "People are listed, and no supervisor has a PIN: nobody signs in, and everybody sees everything."
        )
        facts.append(Fact("people", "warning", sentence, "Press “Set up this desk” in the window."))
    return facts


def _sheets(desk: Desk) -> list[Fact]:
    """Whether somebody has typed each recovery sheet back."""
    if desk.store.owner.realm == "drill" or not (names := unproved(desk.store.places)):
        return []
    sentence = f"Nobody has proved the recovery sheet {', '.join(names)}: it may have been copied wrong."
    remedy = "Run threshold keys verify-sheet, or remove it and make another one."
    return [Fact("recovery_unproved", "warning", sentence, remedy)]


def _reserve(desk: Desk) -> Fact:
    """Whether room is kept back for the visit that is open when the disk fills up."""
    if Reserve(desk.store.path.parent).there():
        return Fact("reserve", "ok", f"{SIZE // 1024**2} MB of the disk are kept back for an open visit.")
    sentence = "No room is kept back for the visit that is open when the disk fills up."
    return Fact(
        "reserve",
        "warning",
        sentence,
        "Start Threshold, which keeps it back; if this stays, free some space.",
    )


def _backup(desk: Desk) -> list[Fact]:
    """How old the newest verified backup is, where a folder for backups is named."""
    folder = backing.configured(desk)
    if folder is None:
        return []
    remedy = "Leave Threshold open, which makes one each day, or run threshold backup each night."
    try:
        newest = backing.newest(desk, folder)
    except Trouble as trouble:
        return [Fact("backup", "warning", trouble.sentence, trouble.remedy)]
    if newest is None:
        return [Fact("backup", "warning", f"There is no verified backup of this record in {folder}.", remedy)]
    sentence = f"The newest verified backup is {newest.hours} hours old: {newest.folder}."
    if newest.hours >= backing.OLD_HOURS:
        return [Fact("backup", "warning", sentence, remedy)]
    return [Fact("backup", "ok", sentence)]


def _receipts(desk: Desk) -> list[Fact]:
    """Whether the record reaches as far as the office confirmed (row X4)."""
    wrong = against_receipt(desk)
    return [Fact("set_back", "error", *wrong)] if wrong else []


def _sync(desk: Desk) -> list[Fact]:
    """How far the record has come on its way to the office, where IT has named one."""
    now = standing(desk, way_of(desk.store.places))
    if not now.where:
        return []
    words = f"Of {now.events} events the office confirmed {now.received}; {now.went} went without a receipt so far, {now.waits} wait."
    facts = [Fact("sync", "warning", *each) for each in now.wrong]
    return [*facts, *(Fact("sync", "warning", each) for each in now.told), Fact("sync", "ok", words)]


def _clock(desk: Desk) -> Fact:
    doubts = desk.store.journal.judge(desk.clock.read())
    if doubts:
        sentence = f"The clock of this PC is in doubt ({', '.join(doubts)}), so warrants are held."
        return Fact("clock", "warning", sentence, "Set the clock, then start the PC again.")
    return Fact("clock", "ok", "The clock agrees with the record.")


def _policy(places: Places, wanted: str) -> tuple[LoadedPack | None, list[Fact]]:
    """The policy pack with this id, and what there is to say of it. Of one that was installed from a stick a closed record cannot tell; it
    lies beside the record too."""
    if absent := not_installed(wanted):
        if (kept := best_beside(places, wanted)) is not None:
            head = kept.policy.head
            told = f"Policy pack {head.id} {head.version}, installed at this desk, hash {kept.pack_hash}."
            return kept, [Fact("pack", "ok", told)]
        remedy = "Install it, or mend policy in the facility file or managed.toml."
        return None, [Fact("pack", "error", absent, remedy)]
    try:
        pack = load_pack(folder_of(wanted))
    except PackUnusable as unusable:
        return None, [
            Fact("pack", "error", found.line(), "Install the policy pack again.")
            for found in unusable.findings
        ]
    head = pack.policy.head
    draft = " It is a draft that counsel has not approved." if head.status == "draft" else ""
    fact = Fact("pack", "ok", f"Policy pack {head.id} {head.version}, hash {pack.pack_hash}.{draft}")
    return pack, [fact, *(Fact("pack", "warning", found.line()) for found in pack.findings)]


def _policy_and_facility(places: Places, given: Path | None) -> list[Fact]:
    """The policy that the desk goes by, its facility, and whether the two go together."""
    file, facility, findings = given or facility_file(places), None, list[Finding]()
    why = []
    if not file.exists():
        remedy = "Run threshold setup --config FILE, or choose “Set up this desk” in the window."
        why = [Fact("facility", "warning", f"This desk is not set up: there is no {file}.", remedy)]
    else:
        try:
            facility, findings = read_facility(file)
        except FacilityUnusable as unusable:
            why = [Fact("facility", "error", found.line(), "Mend the file.") for found in unusable.findings]
    pack, facts = _policy(places, policy_id(places, facility))
    if facility is None:
        return [*facts, *why]
    unfit = misfits(file.name, facility, pack) if pack is not None else []
    facts += [Fact("facility", "error", found.line(), "Mend the file.") for found in unfit]
    return [*facts, *_facility(facility, findings)]


def _facility(facility: FacilityConfig, findings: list[Finding]) -> list[Fact]:
    fact = Fact("facility", "ok", f"Facility {facility.name} ({facility.id}), desk {facility.desk}.")
    listed = [Fact("facility", "warning", found.line()) for found in findings]
    return [fact, *listed, *(_switch(kind, facility.personal.get(kind, "")) for kind in PERSONAL)]


def _switch(kind: str, approval: str) -> Fact:
    """Whether a kind of personal data may be written down here."""
    said = f"on, approval {approval}" if approval else "off, since no approval is named"
    return Fact(f"personal_{kind}", "ok", f"{PERSONAL_WORDS[kind].capitalize()}: {said}.")


def _fonts() -> list[Fact]:
    """The fonts of the reports, each of them loaded."""
    from desktop.reports.pdf import Fonts

    try:
        Fonts()
    except Trouble as trouble:
        return [Fact("fonts", "error", trouble.sentence, trouble.remedy)]
    return [Fact("fonts", "ok", "Reports can be drawn.")]


def _program(places: Places) -> list[Fact]:
    """Whether the program is the one that was released, and whether another release waits for IT."""
    return [Fact(*told) for told in (*installed.facts(), *updates.facts(places, installed.running()))]


def _originals(desk: Desk) -> list[Fact]:
    """The kept originals of papers, each of them read."""
    attachments = desk.store.attachments
    faults = [fault.sentence.removesuffix(f" {RESTORE}") for fault in attachments.faults()]
    facts = [Fact("originals", "error", sentence, RESTORE) for sentence in faults]
    if not facts:
        count = sum(1 for _, ident, _ in desk.store.queries.photos() if ident)
        facts.append(Fact("originals", "ok", f"Every kept original of a paper can be read ({count})."))
    if half := attachments.half_written():
        sentence = f"{half} originals were not written to the end; nothing on record names them."
        facts.append(Fact("half_written", "warning", sentence, "The next start of Threshold removes them."))
    if unowned := attachments.unowned():
        sentence = f"{len(unowned)} files beside the record belong to nothing on it; the first: {unowned[0]}."
        remedy = "Keep them while a former record may be found again; else they are of no use to anybody."
        facts.append(Fact("unowned", "warning", sentence, remedy))
    return facts


def _removals(desk: Desk) -> list[Fact]:
    """Whether what was removed from the record has left its file too."""
    left = desk.store.owed()
    if not left.anything:
        return []
    files = f", and {left.originals} files of it still lie there" if left.originals else ""
    sentence = f"What was removed from the record may still stand in gaps of its file{files}."
    return [Fact("removals", "warning", sentence, "Start Threshold, or run threshold forget finish.")]


def _back(desk: Desk) -> list[Fact]:
    """Whether a restore brought contents back that had been removed, or took approvals away."""
    store, places = desk.store, desk.store.places
    if store.owner.epoch == 0:
        return []
    goal, facts = places.data / store.owner.realm, list[Fact]()
    with closing(store.maintenance()) as db:
        found = removed_and_back(db, goal, places.keys, places.held)
        open_again = unreviewed(db, goal, places.keys, places.held)
    if found:
        names = ", ".join(f"event {each.seq} of {each.record_number or 'no visit'}" for each in found)
        sentence = f"A restore brought back contents that had been removed: {names}."
        facts.append(Fact("removed_back", "warning", sentence, "Have a supervisor remove them again."))
    if open_again:
        sentence = (
            f"A restore took back that these visits were approved or marked as void: {', '.join(open_again)}."
        )
        facts.append(Fact("review_back", "warning", sentence, "Have a supervisor review them again."))
    return facts


def _sides(places: Places) -> list[Fact]:
    """What there is to say of a site without a key file, and of side records."""
    try:
        found = closed.findings(places)
    except Trouble:  # the list of ways cannot be read: that is told as what it is
        return []
    return [Fact(each.code, each.level, each.sentence, each.remedy) for each in found]


def at_a_glance(desk: Desk) -> list[Fact]:
    """What can be told of an open record without reading all of it."""
    require(desk, "doctor")
    if desk.closed:  # of the record itself nothing can be told
        return [_clock(desk)]
    return [
        *_begun_anew(desk),
        *_newer(desk),
        *_epoch(desk),
        _clock(desk),
        _reserve(desk),
        *_people(desk),
        *_sheets(desk),
        *_removals(desk),
        *_back(desk),
        *_backup(desk),
        *_receipts(desk),
        *(Fact(*told) for told in policy_facts(desk)),
    ]


def examine(places: Places, facility: Path | None = None, clock: Clock | None = None) -> list[Fact]:
    """Every fact, good and bad. What cannot be opened is a fact too, and the rest goes on."""
    facts = [*_program(places), *_policy_and_facility(places, facility), *_fonts()]
    wrong = [Fact("managed", "warning", each, key_facts.MEND) for each in decide(places).findings]
    if not ever_begun(places):
        return [
            *facts,
            *wrong,
            Fact("record", "warning", "There is no record yet.", "The first start of Threshold makes it."),
        ]
    try:
        desk = open_desk(places, facility, clock, create=False)
    except Trouble as trouble:
        level: Level = "warning" if trouble.kind == "closed" else "error"
        return [*facts, *wrong, *_sides(places), Fact(trouble.kind, level, trouble.sentence, trouble.remedy)]
    absent = not_installed(desk.pack.policy.head.id)  # no fault where the desk goes by an installed one
    facts = [fact for fact in facts if fact.sentence != absent]
    try:
        return [
            *facts,
            *_sides(places),
            *_record(desk),
            *_keys(desk),
            *_originals(desk),
            *_sync(desk),
            *at_a_glance(desk),
        ]
    except Trouble as trouble:
        return [*facts, Fact(trouble.kind, "error", trouble.sentence, trouble.remedy)]
    finally:
        desk.close()
