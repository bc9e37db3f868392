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
        "gone_already": "The contents of event {seq} are removed already.",
        "half_gone": "That half-typed text is gone, or was finished meanwhile. Look at the list again.",
        "held": "Nothing was removed: hold {hold} stands against it. Its reason: {reason}",
        "no_such_event": "Visit {number} has no event {seq}.",
        "no_such_hold": "No hold {hold} is in force.",
        "nothing_chosen": "Nothing is chosen yet. Choose what is to be removed.",
        "nothing_due": "Nothing is due: no visit is past its period and free of holds.",
        "clock_doubt": "The clock of this PC may be wrong: it says {date}, and what goes by time goes for good. Set the clock,"
        " or say what day it is today: threshold forget due --today YYYY-MM-DD.",
        "reason_programs": "“Retention period of …” is what Threshold itself writes. Write another reason.",
        "reason_private": "The reason stays for good, so it must hold no private data. {why}",
        "reason_repeats": "The reason stays for good, so it must not repeat the words that go.",
        "reason_short": "Write a reason of {most} characters or more.",
        "visit_open": "Event {seq} is an answer of a visit that is still open. Close the visit first.",
        "not_redactable": "Event {seq} must stay: without it the record could not be explained.",
        "record_number": "That is not a record number: {why}.",
        "office_key": "That is no office key. It is one line that begins with age1, made by age-keygen.",
        "office_secret": "That is the office's secret key. Keep it secret, and give the line that begins with age1.",
        "office_there": "That office can open this record already, by {name}.",
        "identity": "That file holds no secret key of an office: a line that begins with AGE-SECRET-KEY-1.",
        "not_the_same": "The two are not the same. Nothing was changed.",
        "not_sealed_to": "The office's secret key does not open this record. It may belong to another office key.",
        "no_such_way": "There is no way of that kind to open this record: {kind}. See threshold keys list.",
        "no_such_slot": "There is no way {name} to open this record, or several begin so. See threshold keys list.",
        "passphrase_short": "A passphrase has {words} different words, or {characters} characters, of 8 kinds or more.",
        "passphrase_wrong": "That passphrase does not open this record.",
        "recover_first": "First open the record with the office's key, a sheet or a passphrase.",
        "share_length": "Share {share} has {got} words. A share has {words}.",
        "share_other": "Share {share} belongs to another sheet than the others.",
        "share_twice": "Share {share} is the same as share {same}.",
        "share_word": "Share {share}, word {at}: “{word}” is not in the list of words. Close to it: {near}.",
        "share_wrong": "Share {share} was not typed as it stands on paper: a word is wrong, or two are swapped.",
        "shares_apart": "Each share is whole, but they do not belong together.",
        "shares_few": "{need} shares open this sheet, and {got} were given.",
        "sheet_shape": "A sheet is 1 share, or 2 to {most} shares of which 2 or more open the record.",
        "sheet_wrong": "That sheet does not open this record. It may belong to another record, or to a former key.",
        "slot_changed": "The way {name} to open the record was changed by somebody, and opens nothing.",
        "slot_altered": "The way {name} opened the record, but somebody changed it: it makes no supervisor. Remove it.",
        "way_back": "The way {name} was removed at event {seq} and is back: it makes no supervisor. Remove it; tell your supervisor.",
        "way_untold": "No event tells that the way {name} was made: it makes no supervisor. Remove it; tell your supervisor.",
        "way_not_agreed": "The way {name} was made after people were set up, by no supervisor: it makes no supervisor."
        " Take an older way, or one that a supervisor has added: threshold keys add-sheet --as NAME.",
        "slot_in_use": "A start opens the record by this key file. Make another one with threshold keys replace-machine.",
        "sign_in": "Sign in first.",
        "not_your_role": "Your role may not do that. Ask your supervisor.",
        "not_signed_in": "That person is not signed in here.",
        "no_people": "That needs a supervisor who is signed in, and nobody can sign in here yet. Set up a supervisor first.",
        "wrong_pin": "That PIN is not right.",
        "wait": "Wait {seconds} seconds, then type the PIN again.",
        "no_such_person": "Nobody of that name works here.",
        "no_pin": "{person} has no PIN yet. A supervisor can set one here.",
        "pin_changed": "What is kept of the PIN of {person} was changed by another program. Call IT and your supervisor now.",
        "pin_renewed": "The PIN of {person} was changed just now. Type the new one.",
        "pin_unwritten": "A PIN can be tried here only where that can be put on record, and nothing can be written now: {why}",
        "pin_form": "A PIN has 6 to 12 digits, not all the same, and not in a row like 123456.",
        "own_pin": "Change your own PIN with “Change my PIN”.",
        "bad_name": "A duty name has 1 to {most} letters, like Guard 12.",
        "name_taken": "{person} is taken, or was once. Choose another duty name.",
        "bad_role": "The role is guard, supervisor or it.",
        "last_supervisor": "{person} is the only supervisor with a PIN. Add another supervisor first.",
        "set_up_already": "There is a supervisor already. Sign in as one.",
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
    values = {"why": "", "seq": "", "field": "", "at": "", "person": "This person", **refused.values}
    values["why"] = NUMBER_WRONG.get(str(values["why"]), values["why"])
    return template.format_map(values).strip()
