"""A visit for each outcome, and for the questions with the longest words."""

import msgspec

from tests.ui.guard import AO93, ENTRY, I200, Facts


class Case(msgspec.Struct, frozen=True):
    """First facts, then acts: (press, key), (counsel, word), (now, word), (scope, word)."""

    facts: Facts
    then: tuple[tuple[str, str], ...] = ()
    facility: str = "sample-school"


_LOOKS_IN: Facts = {"danger": "none", "visitor": "federal", "identified": "all"}

CASES: dict[str, Case] = {
    "i200": Case(I200),
    "emergency_do_not_impede": Case({"danger": "seen"}),
    "entered_without_consent": Case(I200, (("press", "F12"),)),
    "entered_midway": Case(_LOOKS_IN, (("press", "F12"),)),
    "outside_warrant_scope": Case(AO93, (("counsel", "allow"), ("scope", "no"))),
    "identity_not_proved": Case({**I200, "identified": "none"}),
    "hold_for_counsel": Case({**AO93, "signer": "unreadable", "place": "room_not_listed", "defects": ["altered"]}),
    "hold_two_papers": Case({**AO93, "signer": "unreadable", "form": "on_screen", "counsel_has_copy": "no"}),
    "hold_no_facts": Case({"danger": "claimed", "danger_stated": "no_facts"}),
    "hold_not_reached": Case({**AO93, "place": "wrong"}, (("counsel", "not_reached"),)),
    "hold_secret": Case({**AO93, "secret": "yes", "signer": "clerk"}),
    "hold_arrest": Case({**ENTRY, "paper_top": "court_federal", "signer": "judge", "title": "arrest_warrant",
                         "secret": "no", "arrest_where": "own_room"}),
    "counsel_declined_access": Case(AO93, (("counsel", "deny"),)),
    "counsel_authorised_access": Case({**AO93, "place": "wrong"}, (("counsel", "allow"),)),
    "escort_within_warrant": Case(AO93, (("counsel", "allow"),)),
    "escort_not_reached": Case(AO93, (("press", "F12"),)),
    "refuse_no_judicial_warrant": Case({**ENTRY, "paper": "verbal_claim"}),
    "records_to_counsel": Case({**_LOOKS_IN, "purpose": ["records"], "records_kind": "court_subpoena", "secret": "no"}),
    "staging_on_city_lot": Case({**_LOOKS_IN, "purpose": ["space"], "parking_use": "staging"}, (), "sample-parking"),
    "public_area_only": Case({**_LOOKS_IN, "purpose": ["enter"], "destination": "public"}),
    "local_police_protocol": Case({"danger": "none", "visitor": "city_agency", "identified": "all",
                                   "city_team_helps_immigration": "no"}),
    "planned_visit": Case({**_LOOKS_IN, "purpose": ["custody_patient"], "visit_approved": "yes"}, (), "sample-hospital"),
    "court_area": Case({**_LOOKS_IN, "purpose": ["court_hearing"]}, (), "sample-office-court"),
    "papers_left": Case({**_LOOKS_IN, "purpose": ["serve_papers"], "served_paper": "other"}),
    "ordinary_visitor": Case({"danger": "none", "visitor": "private_person"}),
    "several": Case({**I200, "identified": "none", "purpose": ["enter", "records", "serve_papers"],
                     "records_kind": "letter", "secret": "no", "served_paper": "other"}),
}  # fmt: skip
