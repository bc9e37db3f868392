"""The English words for what is written down beside the walk: groups, fields, choices, the four codes, marked times, results."""

from collections.abc import Mapping
from types import MappingProxyType

CODE_WORDS: Mapping[str, str] = MappingProxyType(
    {"refused": "refused", "not_shown": "not shown", "not_seen": "not seen", "unknown": "unknown"}
)
"""Row G12: printed as these words."""

SOURCE_WORDS: Mapping[str, str] = MappingProxyType({"seen": "seen", "told": "told", "copied": "copied"})

MARK_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "arrived": "Arrived",
        "asked": "Asked to go in",
        "went_in": "Went in",
        "came_out": "Came out",
        "left": "Left",
        "other": "Other",
    }
)

RESULT_WORDS: Mapping[str, str] = MappingProxyType(
    {"called": "called", "reached": "reached", "no_answer": "no answer", "told": "told me"}
)

DOUBT_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "clock_went_back": "the clock showed an earlier time than one already on record",
        "clock_jumped": "the clock was set while the computer ran",
        "before_program": "the clock showed a time before this program was made",
    }
)
"""`core.clock.doubts` in words."""

GROUP_WORDS: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "officer": ("People", "Officer", "Add an officer"),
        "vehicle": ("Cars", "Car", "Add a car"),
        "help": ("Asked for help", "Request", "Add a request"),
        "count": ("How many", "Count", "Add numbers"),
    }
)
"""Group → heading, one of them, what adds one."""

FIELD_WORDS: Mapping[tuple[str, str], tuple[str, str]] = MappingProxyType(
    {
        ("officer", "agency"): ("Agency", "As their badge or card says, or as they say."),
        ("officer", "name"): ("Name", "As they gave it. No other person's name."),
        ("officer", "badge"): ("Badge or ID number", ""),
        ("officer", "supervisor"): ("Their supervisor's name", ""),
        ("officer", "phone"): ("Their office phone", "An office number only."),
        ("officer", "description"): (
            "Looks",
            "Uniform or plain clothes, mask, vest. Nothing about race or accent.",
        ),
        ("officer", "id_shown"): ("ID shown", ""),
        ("vehicle", "looks"): ("Make and color", ""),
        ("vehicle", "marked"): ("Marked as police", ""),
        ("vehicle", "plate"): ("Plate", ""),
        ("vehicle", "where"): ("Where it stands", "Street, staff lot, loading bay."),
        ("help", "asked"): ("What they asked for", "Choose one, or write their words."),
        ("help", "agency"): ("Which agency asked", ""),
        ("help", "response"): ("How it was answered", ""),
        ("help", "action"): ("What was done", "In a few words. “Nothing” is an answer."),
        ("count", "officers"): ("How many officers", "Count all that you saw."),
        ("count", "questioned"): ("How many people they questioned", "A number. No names."),
        ("count", "taken"): ("How many people they took away", "A number. No names."),
        ("count", "hurt"): ("How many people were hurt", "A number. No names."),
        ("count", "damage"): ("Force or damage", "What you saw, in a few words."),
    }
)
"""Group and field → label and hint."""

CHOICE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "ice": "ICE",
        "hsi": "HSI",
        "cbp": "CBP",
        "fbi": "FBI",
        "marshals": "U.S. Marshals",
        "nypd": "NYPD",
        "badge": "Badge",
        "card": "ID card",
        "both": "Badge and card",
        "none": "None",
        "yes": "Yes",
        "no": "No",
        "badge_lift": "Open a door or lift with a badge",
        "translate": "Translate for them",
        "point_out": "Point someone out",
        "footage": "Show or copy video",
        "information": "Give information",
        "space": "Use a room or space",
        "declined_in_words": "Said no in words",
        "to_counsel": "Passed to counsel",
        "to_supervisor": "Passed to supervisor",
        "help_given": "Help was given",
        "no_answer_yet": "Not answered yet",
    }
)

PERSONAL_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "officer_names": "names of officers",
        "badge_numbers": "badge numbers",
        "officer_contacts": "office phones of officers",
        "descriptions": "how officers look",
        "licence_plates": "license plates",
        "paper_photos": "photographs of papers",
    }
)
"""Kinds of personal data that need the privacy officer's approval, for screens and `doctor`."""

REVIEW_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "open": "Open",
        "submitted": "Submitted",
        "returned": "Returned",
        "approved": "Approved",
        "joined": "Joined",
    }
)
"""How the review of a visit stands (`core.reviewing.State`), for lists."""

AREA_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "public": "open to all",
        "nonpublic": "not open",
        "ask": "not sure: counts as not open",
        "private_room": "bedroom or patient room",
        "parking": "parking",
    }
)
"""What the status of an area means at the desk (row G16)."""
