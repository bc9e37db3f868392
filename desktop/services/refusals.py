"""Every refusal in a plain sentence: what was not accepted, and what to do instead. Nothing was written."""

from collections.abc import Mapping
from types import MappingProxyType

from desktop.core.errors import Refused

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "already_begun": "This record has begun already.",
        "bad_value": "That is not an answer to this question. {why}",
        "cannot_join": "These two visits cannot be joined: one of them is joined already, or they are the same.",
        "copy_first": "Counsel has not seen this paper yet. First say that counsel has a copy.",
        "no_such_visit": "There is no such visit in this record.",
        "not_an_answer": "That answer is not in force any more, so it cannot be taken back.",
        "not_asked": "That question is not open now. Go on with the one on the screen.",
        "not_begun": "This record has not begun yet.",
        "not_redactable": "Event {seq} must stay: without it the record could not be explained.",
        "record_number": "That is not a record number: its {why} is wrong.",
        "visit_closed": "This visit is closed. Open a new one.",
    }
)


def sentence(refused: Refused) -> str:
    """The sentence of a refusal; a code without one is shown as it is, never swallowed."""
    template = SENTENCES.get(refused.code, f"Not accepted ({refused.code}).")
    return template.format_map({"why": "", "seq": "", **refused.values}).strip()
