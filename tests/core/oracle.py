"""What facts.md says, written down a second time and on purpose another way: plain if and else, no engine, no pack.

Tests hold the engine and the pack against this. Where they part, one of the two is wrong.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import msgspec

COUNTS_AS = {
    "danger": "claimed",
    "danger_stated": "no_facts",
    "visitor": "unknown",
    "purpose": "wont_say",
    "identified": "none",
    "city_team_helps_immigration": "yes",
    "visit_approved": "no",
    "served_paper": "warrant",
    "destination": "nonpublic",
    "parking_use": "restricted_level",
    "paper": "shown",
    "form": "on_screen",
    "paper_top": "unreadable",
    "signer": "unreadable",
    "title": "other",
    "agency_form": "other",
    "secret": "yes",
    "place": "unsure",
    "date_issued": "cannot_read",
    "execute_by": "cannot_read",
    "any_time": "unsure",
    "district": "unsure",
    "defects": "missing_pages",
    "arrest_where": "service_area",
    "records_kind": "spoken",
    "counsel_has_copy": "no",
    "counsel": "not_reached",
    "officers_now": "waiting",
    "in_scope": "no",
}
"""What "I can't tell" counts as ("unsure": a value of its own)."""

CURABLE = frozenset(
    [
        "signer_unclear",
        "counsel_has_not_seen_it",
        "no_case_number",
        "missing_pages",
        "missing_attachment",
        "district_unclear",
        "wrong_district",
        "place_unclear",
        "date_unclear",
        "hours_unclear",
        "identity_not_proved",
        "counsel_says_wait",
    ]
)
FITS = {
    "Manhattan": "southern",
    "Bronx": "southern",
    "Brooklyn": "eastern",
    "Queens": "eastern",
    "Staten Island": "eastern",
}
COURTS = ("court_federal", "court_state", "court_other_state")
I_FORMS = ("i200", "i205", "i247a", "i862")
RECORDS_FORMS = ("subpoena", "notice_of_inspection", "letter", "national_security_letter")
IMMIGRATION = ("immigration_judge", "immigration_officer")
HOLD, RECORDS = "hold_for_counsel", "records_to_counsel"
ACCESS = ("escort_within_warrant", "counsel_authorised_access")


class NotAnswered(Exception):
    """A question that facts.md asks here has no answer yet."""


class Said(msgspec.Struct):
    """Outcomes, reasons and flags; `asked` the questions that were needed; `to_papers`: papers are asked next."""

    outcomes: set[str] = msgspec.field(default_factory=set)
    reasons: set[str] = msgspec.field(default_factory=set)
    flags: set[str] = msgspec.field(default_factory=set)
    asked: set[str] = msgspec.field(default_factory=set)
    to_papers: bool = False
    search: bool = False
    complete: bool = True

    def hold(self, *reasons: str) -> None:
        """Hold for these reasons."""
        self.outcomes.add(HOLD)
        self.reasons.update(reasons)


class Door(msgspec.Struct, frozen=True):
    """What stands around a paper: identity shown, the site's borough, its local time, whether its clock may be wrong."""

    identified: str
    borough: str
    local: datetime
    doubtful: bool = False
    entry: bool = False


def counted(step: str, value: Any) -> Any:
    """The value with "I can't tell" replaced."""
    if step in ("purpose", "defects"):
        return tuple(COUNTS_AS[step] if each == "unsure" else each for each in value)
    return COUNTS_AS[step] if value == "unsure" else value


def _asker(answers: Mapping[str, Any], said: Said) -> Callable[[str], Any]:
    def ask(step: str) -> Any:
        if step not in answers:
            raise NotAnswered(step)
        said.asked.add(step)
        return counted(step, answers[step])

    return ask


# ---- a round without its papers ------------------------------------------------------------------------


def visit(answers: Mapping[str, Any], court_area: bool) -> Said:
    """A first round whose danger is `none`. Raises NotAnswered where facts.md asks for more."""
    said = Said()
    ask = _asker(answers, said)
    ask("danger")
    visitor = ask("visitor")
    if visitor == "private_person":
        said.outcomes.add("ordinary_visitor")
        return said
    if visitor == "mixed":
        said.flags.add("joint_team")
    if visitor == "city_agency" and ask("identified") != "none":
        if ask("city_team_helps_immigration") == "no":
            said.outcomes.add("local_police_protocol")
            return said
        said.flags.add("joint_team")
    purposes = set(ask("purpose"))
    ordinary = purposes == {"personal_business"}
    if ordinary:
        said.outcomes.add("ordinary_visitor")
    official = visitor in ("city_agency", "regulator") or not ordinary
    shown = ask("identified") if official else "all"
    if shown == "none":
        said.outcomes.add("identity_not_proved")
    _purposes(ask, said, visitor, purposes, shown, court_area)
    return said


def _purposes(
    ask: Callable[[str], Any], said: Said, visitor: str, purposes: set[str], shown: str, court_area: bool
) -> None:
    to_destination = "person" in purposes
    covered = False
    if visitor == "regulator" or purposes & {"planned_visit", "custody_patient"}:
        covered = ask("visit_approved") == "yes" and shown != "none"
        if covered:
            said.outcomes.add("planned_visit")
        to_destination |= not covered
    to_destination |= bool(purposes & {"enter", "wont_say"}) and not covered
    if "serve_papers" in purposes:
        if ask("served_paper") == "warrant":
            to_destination = True
        else:
            said.outcomes.add("papers_left")
    if "court_hearing" in purposes:
        if court_area:
            said.outcomes.add("court_area")
        else:
            to_destination = True
    if "records" in purposes:
        said.outcomes.add(RECORDS)
        kind = ask("records_kind")
        confidential = kind != "spoken" and ask("secret") == "yes"
        if confidential or kind == "national_security_letter":
            said.flags.add("confidential")
    _places(ask, said, ask("destination") if to_destination else "", "space" in purposes)


def _places(ask: Callable[[str], Any], said: Said, destination: str, space: bool) -> None:
    papers = destination in ("nonpublic", "private_room")
    if destination == "public":
        said.outcomes.add("public_area_only")
    if destination == "private_room":
        said.flags.add("private_room")
    if space or destination == "parking":
        use = ask("parking_use")
        if use == "public_use":
            said.outcomes.add("public_area_only")
        elif use == "staging":
            said.outcomes.add("staging_on_city_lot")
        else:
            papers = True
    if papers:
        if ask("paper") == "shown":
            said.to_papers = True
        else:
            said.outcomes.add("refuse_no_judicial_warrant")


# ---- one paper --------------------------------------------------------------------------------------------


def paper(answers: Mapping[str, Any], door: Door) -> Said:
    """One paper at a door. Never raises: where an answer is missing, `complete` is False and what is decided so far stands."""
    said = Said()
    try:
        _paper(_asker(answers, said), answers, said, door)
    except NotAnswered:
        said.complete = False
    return said


def _paper(ask: Callable[[str], Any], answers: Mapping[str, Any], said: Said, door: Door) -> None:
    screen = ask("form") == "on_screen"
    if screen:
        said.flags.add("digital")
    top, signer = ask("paper_top"), ask("signer")
    if top == "court_state":
        said.flags.add("state_court")
    title = ask("title") if top in COURTS else ""
    form = ask("agency_form") if top not in (*COURTS, "unreadable") else ""
    secret = form not in I_FORMS and ask("secret") == "yes"
    if secret or form == "national_security_letter":
        said.flags.add("confidential")
    if top == "unreadable":
        return said.hold("paper_unreadable")
    if top == "court_other_state":
        if door.identified == "none" and title.endswith("warrant"):
            said.hold("identity_not_proved")
        return said.hold("other_states_court")
    if form:
        return _agency(said, top, form, signer)
    if title == "subpoena":
        said.outcomes |= {RECORDS, "refuse_no_judicial_warrant"}
    elif signer in IMMIGRATION:
        said.outcomes.add("refuse_administrative_paper")
    else:
        _court(ask, answers, said, door, (top, signer, title, secret, screen))
    return None


def _agency(said: Said, top: str, form: str, signer: str) -> None:
    if signer == "judge":
        said.hold("top_and_signer_conflict")
    elif form in RECORDS_FORMS:
        said.outcomes |= {RECORDS, "refuse_administrative_paper"}
    elif form in I_FORMS or top in ("homeland_security", "immigration_court"):
        said.outcomes.add("refuse_administrative_paper")
    else:
        said.hold("other_paper")


def _court(
    ask: Callable[[str], Any],
    answers: Mapping[str, Any],
    said: Said,
    door: Door,
    face: tuple[str, str, str, bool, bool],
) -> None:
    top, signer, title, secret, screen = face
    if signer == "nobody":
        said.hold("unsigned")
    if signer == "unreadable":
        said.hold("signer_unclear")
    by_title = {
        "order": "court_order",
        "entry_or_inspection_warrant": "civil_entry_warrant",
        "application_or_affidavit": "not_a_warrant",
        "forfeiture_warrant": "forfeiture_warrant",
        "other": "other_paper",
    }
    if title in by_title:
        said.hold(by_title[title])
    if secret:
        said.hold("secret_or_sealed")
    if door.identified == "none" and title.endswith("warrant"):
        said.hold("identity_not_proved")
    if title == "arrest_warrant":
        _arrest(ask, said, signer)
    if title == "search_warrant":
        said.search = signer in ("judge", "unreadable")
        if signer in ("clerk", "lawyer", "other_officer"):
            said.hold("signer_not_a_judge")
        if screen and answers.get("counsel_has_copy", "no") != "yes":
            said.hold("counsel_has_not_seen_it")
        _search(ask, answers, said, door, top == "court_federal")


def _arrest(ask: Callable[[str], Any], said: Said, signer: str) -> None:
    if signer == "clerk":
        said.flags.add("clerk_signed")
    if signer in ("lawyer", "other_officer"):
        said.hold("signer_not_a_judge")
    where = ask("arrest_where")
    held_for = {
        "service_area": "arrest_in_nonpublic_area",
        "own_room": "arrest_in_private_room",
        "other_persons_room": "third_party_room",
        "asked_to_bring": "asked_to_bring_person",
    }
    if where in held_for:
        said.hold(held_for[where])
    elif not said.reasons:
        said.outcomes.add("public_area_only")


def _search(
    ask: Callable[[str], Any], answers: Mapping[str, Any], said: Said, door: Door, federal: bool
) -> None:
    place = ask("place")
    bad = {
        "wrong": "wrong_place",
        "unsure": "place_unclear",
        "room_not_listed": "room_not_listed",
        "attachment_missing": "missing_attachment",
        "data_only": "data_only",
    }
    if place in bad:
        said.hold(bad[place])
    if place == "data_only":
        said.outcomes.add(RECORDS)
    issued = ask("date_issued")
    for reason in _dates(issued, ask("execute_by") if federal else None, door, federal):
        said.hold(reason)
    if reason := hours(answers, door, federal, ask):
        said.hold(reason)
    if federal:
        district = ask("district")
        if district == "unsure":
            said.hold("district_unclear")
        elif FITS[door.borough] != district:
            said.hold("wrong_district")
    for defect in ask("defects"):
        said.hold(defect)


def _dates(issued: str, by: str | None, door: Door, federal: bool) -> set[str]:
    found: set[str] = set()
    today = door.local.date()
    if door.doubtful or "cannot_read" in (issued, by):
        found.add("date_unclear")
    first = None if issued == "cannot_read" else date.fromisoformat(issued)
    last = None if by in (None, "cannot_read") else date.fromisoformat(str(by))
    if first is not None:
        if first > today:
            found.add("date_unclear")
        if today > first + timedelta(days=14 if federal else 10):
            found.add("expired")
        if last is not None and last > first + timedelta(days=14):
            found.add("window_too_long")
    if last is not None and today > last:
        found.add("expired")
    return found


def hours(answers: Mapping[str, Any], door: Door, federal: bool, ask: Callable[[str], Any]) -> str:
    """The reason that the hour gives, or "". At the door nothing more is asked: an unread box counts as not ticked."""
    clock = door.local.time().replace(microsecond=0)
    if time(6) <= clock <= time(22 if federal else 21) and not door.doubtful:
        return ""
    box = "no" if door.entry and "any_time" not in answers else ask("any_time")
    if box == "yes":
        return ""
    return "hours_unclear" if box == "unsure" or door.doubtful else "outside_hours"
