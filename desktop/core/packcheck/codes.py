"""Every finding that a policy pack, its stories or the facility held against it can get: its code, how heavy it weighs, and what it means;
and the list they are noted in."""

from collections.abc import Mapping

from desktop.core.conditions import Value
from desktop.core.findings import Finding

ERRORS = {
    # files and shapes (noted while reading)
    "file_missing": "a file of the pack is not there",
    "not_toml": "a file is not TOML; the line is named",
    "not_utf8": "a file is not UTF-8 text",
    "file_unreadable": "a file cannot be opened",
    "bad_shape": "a field is missing, unknown or of the wrong kind",
    "unknown_key": "a table or key that nothing reads",
    "twice": "one id stands twice",
    "language_missing": "a listed language has no texts",
    # the pack's particulars
    "format_unknown": "the pack's format number is not this program's",
    "head_id": "the pack's id is malformed",
    "head_version": "the pack's version is malformed",
    "head_date": "a date of the pack is malformed or in the wrong order",
    "head_owner": "the pack names no owner",
    "head_language": "the pack's languages are missing or malformed",
    # steps
    "no_values": "a question without answers",
    "values_not_here": "a date with a list of values, or `empty` on a question of one answer",
    "value_twice": "one value stands twice in a question",
    "too_many_choices": 'more than ten answers, not counting "I can\'t tell"',
    "unsure_value": 'what "I can\'t tell" counts as is no value of the question',
    "step_never_asked": "a question that nothing asks",
    # references
    "unknown_step": "a step that the pack does not define",
    "unknown_value": "a value that its step does not have",
    "unknown_outcome": "an outcome that the pack does not define",
    "unknown_reason": "a reason that the pack does not list",
    "unknown_flag": "a flag that the pack does not list",
    "unknown_term": "a named condition that the pack does not define",
    "unknown_fact": "a fact that the engine does not compute, or a scenario's that is no question",
    "unknown_fact_value": "a value that the fact never has",
    "fact_unfed": "a fact is named, and a step that it is computed from is not in the pack",
    "unknown_site": "a particular of the site, or a value of it, that does not exist",
    "unknown_round": "a kind of round that does not exist",
    "unknown_moment": "a moment that does not exist",
    "unknown_state": "a state that a visit cannot stand in",
    "unknown_group": "a group of items that the pack does not define",
    # conditions
    "condition_malformed": "a condition with no form, two forms, or an empty list",
    "condition_not_here": "a condition that cannot be asked at this place",
    "step_later": "a condition looks at a step that is asked later: a cycle",
    "step_not_seen": "a condition looks at a step that is not among the answers there",
    "term_cycle": "a named condition needs itself",
    # order and rules
    "ask_target": "a place in the order of asking that names no step, or two things",
    "group_place": "the papers are asked nowhere, or at more than one place",
    "step_unreachable": "no combination of answers asks this question",
    "rule_empty": "a rule that adds nothing",
    "rule_dead": "a rule that can never hold",
    "reason_unused": "a reason that nothing gives",
    "flag_unused": "a flag that nothing sets",
    "outcome_unreached": "an outcome to which no rule leads",
    "path_open": "a complete set of answers that ends in no outcome",
    # the parts that the engine plays
    "role_step": "the step of a role (counsel, more papers, scope …) lacks the values that the engine needs",
    "urgent_empty": "an urgent answer that does nothing",
    "ask_cycle": "urgent questions that ask each other for ever",
    "change_missing": 'a value of "what do they do now" without its effect',
    "change_target": "a change that lacks the step it asks",
    "go_in_missing": "no emergency key says that they are going in",
    "table_not_total": "the table of an emergency key lacks a state",
    "effect_target": "an effect of an emergency key lacks its step, outcome or flag",
    "allow_unsafe": "an outcome that lets them in can be reached without counsel's allow on a paper that may be allowed",
    # words
    "text_missing": "a step, value, reason, flag or label without words",
    "text_unknown": "words for something that the pack does not have",
    "outcome_part": "an outcome without one of its parts",
    "call_unknown": "a call to somebody who is not in the list of phones",
    "placeholder_unknown": "a placeholder that the program does not fill",
    "banner_long": "a banner of more than 60 characters",
    "asks_personal": "a question, label or line to say about status, nationality, birthplace or presence",
    "privacy_list": "the list of what is kept out of notes has a fault",
    # drawings
    "unknown_specimen": "a drawing of a paper that the pack does not define",
    "unknown_drawing": "a step names a drawing that stands for no mark",
    "unknown_mark": "a mark that the paper, or any paper, does not have",
    "picture_missing": "the picture of a paper is not there",
    "picture_broken": "the picture of a paper is no SVG",
    "not_a_sample": "a picture that does not say SAMPLE could be taken for a form",
    "specimen_hidden": "a line of what to show that an earlier one leaves nothing to",
    # law
    "citation_missing": "a step or outcome without legal basis",
    "citation_unknown": "a legal basis that is not among the citations",
    "citation_part": "a citation without text, meaning or owner, or without a date of review",
    "memory_shown": "a citation from memory that would be shown on a screen",
    "law_unknown": "legal basis for something that the pack does not have",
    # an overlay on its base
    "overlay_base": "the base of an overlay is missing, cannot be used, or is not the one that it was written for",
    "overlay_alone": "a pack without a base says what only an overlay can",
    "overlay_not_here": "an overlay writes a table that it does not change",
    "overlay_place": "the place that an entry of an overlay names is not in its base, or is there twice",
    "overlay_removes": "a removal or loosening that names nothing, several things, or what is never taken away",
    "overlay_words": "an overlay writes over words of its base",
    "overlay_tighten": "an overlay tightens what is not in its base",
    "overlay_asks": "an overlay asks a question of its base, or acts at once on an answer to it",
    "overlay_answers": "an answer for the stories of the base that no question of the overlay has",
    "overlay_loosens": "something of an overlay is less strict than its base, and no [[loosens]] names it",
    # safety rules
    "safety_says": "a safety rule without a name or without its sentence",
    "safety_empty": "a safety rule that names nothing that must never, or always, come",
    "safety_place": "a safety rule at a place that does not exist, without one that it needs, or with a state elsewhere than at an entry",
    "safety_source": "a safety rule that rests on no citation",
    # words that wait
    "waiver_bad": "a waiver for words that is malformed, or for the first language",
    # stories and scenarios
    "not_json": "a scenario is not JSON; the place is named",
    "bad_now": "the instant of a scenario that is malformed or has no offset from UTC",
    "bad_facility": "the site of a story or scenario lacks what the policy asks of it",
    "story_key": "a key of a story that nothing reads",
    "story_part": "a story without one of its parts",
    "story_shape": "a part of a story that is of the wrong kind",
    "story_site": "a story at a site that its file does not have",
    "story_when": "a date and hour of a story that is none",
    "story_question": "a story that answers a question which the pack does not have",
    "story_answer": "a story with an answer that its question does not have",
    "story_end": "a story that ends in words which the pack does not have",
    # what keeps a pack from being signed
    "story_ends": "a story that ends otherwise than it says",
    "story_open": "a story that does not say how it ends",
    "story_gap": "the stories do not reach all that can happen",
    "safety_none": "a pack that is to be signed has no safety rules",
    "safety_broken": "a safety rule that does not hold on every path",
    "safety_idle": "a safety rule about nothing that can happen by the pack",
    # a scenario, or the facility file that a pack is held against; where the facility can go without it, only a warning
    "missing": "a key that is needed is not there",
    "bad_value": "a value that its key, or its question, does not take",
    "not_served": "a facility of a type that the pack is not for",
}
WARNINGS = {
    "language_unlisted": "texts in a language that the pack does not list",
    "ask_dead": "one of several places of a question is never reached",
    "value_alike": "answers that nothing asks for and that are not listed as informational",
    "term_unused": "a named condition that nothing uses",
    "mark_unlisted": "a mark of a picture that its paper does not list",
    "specimen_unused": "a paper that is never shown first",
    "drawing_unused": "a drawing that no step names",
    "citation_unused": "a citation that nothing rests on",
    "review_overdue": "the date of review has passed",
    "personal_unchecked": "no list of words that must not be asked, in this language",
    "not_proved": "the paths were not walked, since the errors above come first",
    "safety_missing": "a pack without safety rules",
    "fact_elsewhere": "a computed fact that beside federal law knows New York's only, in a pack of another place",
    "overlay_told": "what an overlay takes away from its base, or loosens, by name",
    "text_waived": "words that a language may lack until the day that is named",
    "waiver_over": "the last day of a waiver has passed: the words are missing again",
    "waiver_unused": "a waiver for words that are there",
    "reading_hard": "a text for guards above reading grade 6",
    # a facility file: what is named is left out, and the rest goes on
    "empty": "a list of the facility that names nothing",
    "bad_area": "an area of the facility that cannot be used",
    "bad_phone": "what stands for a phone number is none",
    "no_approval": "a kind of personal data without the approval that it needs",
    "bad_logo": "the facility's logo cannot be used",
}
NOTES = {
    "not_here": "a question or rule that cannot come up at the facility that is asked about",
}


class Notes:
    """The findings of one check, in the order in which they were made; the level comes from the code."""

    def __init__(self) -> None:
        self.found: list[Finding] = []

    def add(self, code: str, file: str, place: str, field: str, sentence: str, fix: str) -> None:
        """Note a finding. KeyError for a code that stands in no list: it would be in no manual and no test."""
        level = "error" if code in ERRORS else "note" if code in NOTES else "warning"
        if level == "warning":
            WARNINGS[code]
        finding = Finding(code, file, place, field, sentence, fix, level)
        if finding not in self.found:
            self.found.append(finding)


def near(word: str, known: object) -> str:
    """What stands to choose from, for the remedy of a misspelt word; the likeliest ones where there are many."""
    names = (
        sorted(str(each) for each in known)
        if isinstance(known, list | tuple | set | frozenset | dict)
        else []
    )
    alike = [name for name in names if name[:3] == word[:3] or word in name or name in word]
    chosen = alike if alike and len(names) > 12 else names
    return "Known: " + ", ".join(chosen) + "." if chosen else "Define it first."


def said_answers(answers: Mapping[str, Value]) -> str:
    """Answers in a finding: step = value, several of them with + between."""
    return ", ".join(
        f"{step} = {value if isinstance(value, str) else '+'.join(value)}" for step, value in answers.items()
    )
