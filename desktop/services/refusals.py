"""Every refusal in a plain sentence: what was not accepted, and what to do instead. Nothing was written."""

from collections.abc import Mapping
from types import MappingProxyType

from desktop.core.errors import Refused

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "bad_code": "{field}: that word is not offered here.",
        "bad_time": "“{at}” is not a time. Type it like 14:05.",
        "blank": "Nothing is written there yet. Write it, or choose “refused”, “not shown”, “not seen” or “unknown”.",
        "both": "{field}: write a text, or choose one of the four words, not both.",
        "file_there": "There is another file called {file} already. Give another name, or say that it is to be replaced.",
        "no_folder": "That folder does not exist. Press Save again to make it.",
        "later_than_now": "“{at}” is later than now. Type when it happened.",
        "named_already": "That time has its name already. If it is wrong, write a note.",
        "no_such_field": "There is no such line to fill in.",
        "no_such_item": "There is no such entry in this visit.",
        "not_approved": "This facility may not write that down: the privacy officer has not approved it.",
        "not_offered": "{field}: choose one of the answers that are offered.",
        "too_long": "That is too long. {most} characters are the most.",
        "too_many": "There are {most} already, which is the most. Write the rest as a note.",
        "twice": "The same line was filled in twice.",
        "yours_already": "This visit is yours already.",
        "bad_page": "Pages are counted from 1.",
        "more_pages": "Of this paper only page 1 is kept, and this file has more pages. Scan page 1 alone.",
        "no_such_paper": "There is no such paper in this visit.",
        "page_two": "Of this paper only page 1 is kept. Page 2 may hold private data.",
        "pages_unknown": "Of this paper only page 1 is kept, and it cannot be told that this file has one page. Scan page 1 alone.",
        "photo_too_big": "The file is larger than {most} MB. Scan it again with fewer dots per inch.",
        "photos_off": "Photographs of papers are switched off at this facility.",
        "already_begun": "This record has begun already.",
        "bad_value": "That is not an answer to this question. {why}",
        "cannot_join": "These two visits cannot be joined: one of them is joined already, or they are the same.",
        "copy_first": "Counsel has not seen this paper yet. First say that counsel has a copy.",
        "no_such_visit": "There is no such visit in this record.",
        "not_an_answer": "That answer is not in force any more, so it cannot be taken back.",
        "not_asked": "That question is not open now. Go on with the one on the screen.",
        "not_begun": "This record has not begun yet.",
        "not_redactable": "Event {seq} must stay: without it the record could not be explained.",
        "record_number": "That is not a record number: {why}.",
        "visit_closed": "This visit is closed. Open a new one.",
    }
)

NUMBER_WRONG: Mapping[str, str] = MappingProxyType(
    {
        "parts": "it has five parts with hyphens between them, like SCH900-1-2026-00412-X",
        "site": "its first part is that of a site",
        "desk": "its second part is that of a desk",
        "year": "its third part is a year",
        "counter": "its fourth part is a number of five digits or more",
        "check": "a character is wrong, or two are swapped; look at it again",
    }
)
"""What `core.identity.parse_record_number` found wrong, in words."""


def sentence(refused: Refused) -> str:
    """The sentence of a refusal; a code without one is shown as it is, never swallowed."""
    template = SENTENCES.get(refused.code, f"Not accepted ({refused.code}).")
    values = {"why": "", "seq": "", "field": "", "at": "", **refused.values}
    values["why"] = NUMBER_WRONG.get(str(values["why"]), values["why"])
    return template.format_map(values).strip()
