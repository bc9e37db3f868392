"""The English words of the report: headings, the names of kinds and codes, and the sentences that stand in every one.

Facts only: nothing here judges a paper or a person. What officers, guards and counsel are told comes from the policy pack.
"""

from collections.abc import Mapping
from types import MappingProxyType

from desktop.core.record_words import DOUBT_WORDS
from desktop.reports.outline import Tone

DOCUMENTS: Mapping[str, str] = MappingProxyType(
    {
        "report": "Incident report",
        "addenda": "Addenda to the incident report",
        "photographs": "Annex A: photographs of papers",
        "counsel": "Annex B: counsel",
    }
)
LEGEND = "Contains no immigration status information. Do not add any."
"""Dossier 5.3."""

DRILL = "DRILL"
OPEN = "VISIT STILL OPEN"
VOID = "VOID"
RETURNED = "RETURNED, NOT APPROVED"
APPROVED = "APPROVED"
ADDENDA = "WRITTEN AFTER THE APPROVAL"
RESTRICTED = "ANNEX A: RESTRICTED"
PRIVILEGED = "ANNEX B: PRIVILEGED, attorney-client"
CONFIDENTIAL = "CONFIDENTIAL: COUNSEL ONLY"
CONFIDENTIAL_SENTENCE = (
    "A visit was recorded. Counsel holds the whole record and decides what may be told, to whom and when. "
    "Ask counsel."
)
"""Dossier O17: counsel only, minimal. It says nothing of what or why."""

REQUESTS_LAW: Mapping[str, str] = MappingProxyType({"us-ny-nyc": "NYC Admin. Code § 10-178(d)"})
"""The law that wants requests for help on record, by the place of packs that do not name it themselves."""

IN_ANNEX_B = "words: Annex B (privileged)"
NONE_RECORDED = "None recorded."
NOT_RECORDED = "not recorded"
CANNOT_BE_SHOWN = "What cannot be shown"
NOBODY_HELD = "nobody: who began it had not signed in"

TONES: Mapping[Tone, str] = MappingProxyType(
    {"stop": "NO CONSENT", "hold": "HOLD", "go": "WITHIN LIMITS", "alert": "ALERT", "calm": "NOTE"}
)
"""The word that tells the tone of an outcome, so that no colour does it alone."""

BEGUN: Mapping[str, str] = MappingProxyType(
    {
        "button": "by the button on the desk's screen",
        "went_in": "by the emergency key F12: they are going in",
        "danger": "by the emergency key F1: danger",
    }
)
HOW_KNOWN: Mapping[str, str] = MappingProxyType(
    {"claimed": "by their own word", "pin": "by their PIN", "none": "not known how"}
)
ON_THE_LIST = "from the on-duty list"
ROLES: Mapping[str, str] = MappingProxyType(
    {"guard": "guard", "supervisor": "supervisor", "it": "IT", "none": "no role"}
)
DOUBTS = DOUBT_WORDS
CLOCK_SET_BEFORE = "the clock had been set since the computer was started"
"""`clock_jumped` at the events after the one that showed it first."""

FACTS: Mapping[str, str] = MappingProxyType(
    {
        "execution_window": "Dates on the warrant",
        "hours": "Hours",
        "district_fit": "District and borough",
    }
)
FACT_VALUES: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("execution_window", "in_time"): "between its date and its last day",
        ("execution_window", "expired"): "its last day has passed",
        ("execution_window", "too_long"): "its last day is more than 14 days after its date",
        ("execution_window", "unclear"): "not clear",
        ("hours", "inside"): "inside the ordinary hours",
        ("hours", "outside"): "outside the ordinary hours",
        ("hours", "unclear"): "not clear: the clock is in doubt",
        ("district_fit", "fits"): "the one for this borough",
        ("district_fit", "wrong"): "not the one for this borough",
        ("district_fit", "unclear"): "not clear",
    }
)
"""`core.facts.FACTS` in words: what was computed, nothing about what follows from it."""

SHOWN: Mapping[str, str] = MappingProxyType(
    {
        "specimens": "Drawings of papers were on the screen",
        "officers_card": "The card for officers was on the screen",
        "privacy_warning": "The screen warned about words that are never kept",
    }
)
ACCESSES: Mapping[str, str] = MappingProxyType(
    {
        "opened": "The record was opened",
        "searched": "The record was searched",
        "printed": "The record was printed",
        "exported": "The record was exported",
        "verified": "The record was checked",
    }
)
PIN_REASONS: Mapping[str, str] = MappingProxyType(
    {"first": "for the first time", "own": "anew by themselves", "reset": "anew by a supervisor"}
)
OUT_REASONS: Mapping[str, str] = MappingProxyType(
    {
        "left": "signed out",
        "switched": "signed out; another person signed in",
        "idle": "was signed out: nobody touched the PC for some time",
        "locked": "locked the PC",
        "closed": "was signed out: the program ended",
    }
)
KEY_CHANGES: Mapping[str, str] = MappingProxyType(
    {
        "made": "was made",
        "added": "was added",
        "removed": "was taken away",
        "replaced": "was replaced",
        "recovered": "was used to open the record again",
        "data_key": "was changed; the record was encrypted anew",
    }
)
SLOTS: Mapping[str, str] = MappingProxyType(
    {
        "": "The key of the record",
        "machine": "The key file of this computer",
        "office": "The recovery key of the office",
        "sheet": "The recovery sheet on paper",
        "passphrase": "The passphrase",
    }
)
COPIES: Mapping[str, str] = MappingProxyType(
    {
        "report": "A copy of the report",
        "public": "A public copy of the report",
        "batch": "Copies of several reports",
        "binder": "A binder of reports",
    }
)
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "store_created": "Record file begun",
        "visit_opened": "Visit opened",
        "step_answered": "Answer",
        "step_reopened": "Answer taken back",
        "outcome_reached": "Outcome",
        "visit_closed": "Visit closed",
        "visit_joined": "Joined to another visit",
        "call_logged": "Call",
        "task_ticked": "Tick",
        "note_written": "Note",
        "time_marked": "Time marked",
        "time_named": "Time named",
        "detail_given": "Particulars",
        "detail_struck": "Struck out",
        "photo_kept": "Photograph kept",
        "shown": "Shown on screen",
        "visit_taken_over": "Taken over",
        "access": "Access to the record",
        "payload_redacted": "Contents removed",
        "device_key_made": "Device key named",
        "checkpoint_signed": "Checkpoint signed",
        "person_added": "Person added",
        "person_changed": "Role changed",
        "person_left": "Person left",
        "pin_set": "PIN set",
        "signed_in": "Signed in",
        "signed_out": "Signed out",
        "pin_refused": "Wrong PIN",
        "keys_changed": "Keys changed",
        "hold_placed": "Hold placed",
        "hold_lifted": "Hold lifted",
        "side_record": "Side record",
        "visit_taken_in": "Taken in",
        "authority_trusted": "Policy office trusted",
        "policy_installed": "Policy installed",
        "bulletin_installed": "Bulletin installed",
        "policy_acknowledged": "Policy read",
        "policy_switched": "Newer policy",
        "visit_submitted": "Handed in again",
        "visit_returned": "Returned",
        "visit_approved": "Approved",
        "addendum_written": "Addendum",
        "visit_voided": "Void",
        "copy_issued": "Copy given out",
        "view_saved": "Search saved",
        "view_dropped": "Saved search dropped",
    }
)
"""Each kind of `core.events.KINDS`, as the timeline names it."""

TAMPER = (
    "Each entry is chained to the one before it by SHA-256, so that a change made afterwards can be found when the record is "
    "checked. The record is tamper-evident, not tamper-proof: who holds this computer and its key can destroy it, or write it anew. "
    "Writing it anew gives another head than the one on this page."
)
REPRINT = (
    "The same record, visits joined to it included, printed again by the same program on the same paper size with the same logo "
    "gives the same report, byte for byte."
)
NO_KEY = "none was on record when this was written; a later one signs it too"
NO_HOLD = "No hold"
NO_HOLD_MEANS = (
    "“No hold” says only that this check gave no reason to hold. "
    "It does not say that the paper is good or bad, and it opens no door."
)
PRIVACY = "Counts only. Names of persons affected are not kept."
SIGNERS = ("Guard", "Supervisor")


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 event", "2 events"."""
    return f"{number} {one if number == 1 else many or one + 's'}"
