"""A visit that is counsel's alone: it is approved once counsel's part was seen, which tells all, and no list tells what it came to."""

import pytest

from desktop.core.review_events import VisitApproved
from desktop.services.listing import visits
from desktop.services.searching import Searching
from tests.core.nyc import GOOD_WARRANT, TO_THE_PAPERS
from tests.services.desks import GUARD_12, ONE, Office, code

FACTS = {**TO_THE_PAPERS, **GOOD_WARRANT, "more_papers": "no"}
CONFIDENTIAL = "Confidential: counsel only"


def closed(office: Office, secret: str) -> str:
    """A visit of a guard with a warrant that is closed; `secret`: what was answered to whether it is to be kept secret."""
    guard = office.sign_in(GUARD_12)
    visit = office.walking.open_visit(guard, "Front desk").visit.id
    now = office.walking.current(visit)
    facts = {**FACTS, "secret": secret}
    while now.walk.open is not None and now.walk.open.step in facts:
        now = office.walking.answer(visit, now.walk.open.address, facts[now.walk.open.step], guard)
    return office.close(visit, guard)


def test_a_secret_visit_is_approved_once_counsels_part_was_seen(office: Office) -> None:
    """Its report says hardly anything, so that whoever saw that has not seen the visit."""
    visit = closed(office, "yes")
    one = office.sign_in(ONE)
    minimal = office.seen(visit)
    assert not minimal.whole
    view = office.reviewing.standing(visit)
    assert (view.seen, view.seen_minimal) == (False, True)
    assert code(lambda: office.reviewing.approve(visit, one)) == "not_seen_whole"
    whole = office.reporting.make(visit, "counsel")()
    assert whole.whole
    office.reviewing.saw(visit, whole)
    office.reviewing.saw(visit, minimal)  # looking at the other once more takes nothing back
    assert office.reviewing.standing(visit).seen
    office.reviewing.approve(visit, one)
    (body,) = [
        each.body
        for each in office.desk.store.queries.events_of(visit)
        if isinstance(each.body, VisitApproved)
    ]
    assert body.report == whole.sha256


def test_what_was_seen_of_counsels_part_is_gone_once_more_is_written(office: Office) -> None:
    visit = closed(office, "yes")
    one = office.sign_in(ONE)
    office.reviewing.saw(visit, office.reporting.make(visit, "counsel")())
    office.noting.note(visit, "One of them came back.", "seen", office.sign_in(GUARD_12))
    one = office.sign_in(ONE)
    office.seen(visit)
    assert code(lambda: office.reviewing.approve(visit, one)) == "not_seen_whole"


def test_counsels_part_of_any_other_visit_is_no_report_that_is_approved(office: Office) -> None:
    visit = closed(office, "no")
    office.sign_in(ONE)
    annex = office.reporting.make(visit, "counsel")()
    assert not annex.whole
    with pytest.raises(ValueError, match="no other part"):
        office.reviewing.saw(visit, annex)
    assert office.seen(visit).whole


def test_no_list_tells_what_a_secret_visit_came_to(office: Office) -> None:
    """Neither the desk's lists of today and of what was returned, nor all visits; one beside it is told as ever."""
    guard = office.sign_in(GUARD_12)
    plain = office.close(office.walking.press("F12", None, guard, "Front desk").visit.id, guard)
    secret = closed(office, "yes")
    one = office.sign_in(ONE)
    office.reviewing.send_back(secret, "Who showed the letter?", one)
    view = office.screens.desk()
    today = {line.id: line for line in view.today}
    assert (today[secret].asks, today[secret].post) == (CONFIDENTIAL, "")
    assert today[plain].post == "Front desk"
    assert today[plain].asks not in ("", CONFIDENTIAL)
    assert [(line.asks, line.comment) for line in view.returned] == [
        (CONFIDENTIAL, "Confidential. Open the visit to read what is missing.")
    ]
    told = {each.line.visit: each for each in visits(office.desk)}
    assert (told[secret].secret, told[secret].line.outcomes, told[secret].line.post) == (True, [], "")
    assert told[plain].line.outcomes
    assert not told[plain].secret


def test_an_open_secret_visit_is_listed_with_its_post_so_that_somebody_goes_on_with_it(
    office: Office,
) -> None:
    guard = office.sign_in(GUARD_12)
    visit = office.walking.open_visit(guard, "Front desk").visit.id
    now, facts = office.walking.current(visit), {**FACTS, "secret": "yes"}
    while now.walk.open is not None and now.walk.open.step in facts:
        now = office.walking.answer(visit, now.walk.open.address, facts[now.walk.open.step], guard)
    (line,) = office.screens.desk().open
    assert (line.post, line.asks, line.holder) == ("Front desk", CONFIDENTIAL, GUARD_12)
    (listed,) = visits(office.desk, only_open=True)
    assert listed.secret


def test_lists_and_the_search_say_of_the_same_visits_that_they_are_secret(office: Office) -> None:
    """Also of one whose kept row was changed: then its events are asked."""
    plain, secret = closed(office, "no"), closed(office, "unsure")
    office.sign_in(ONE)
    searching = Searching(office.desk)
    for changed in (False, True):
        if changed:
            with office.desk.store.maintenance() as db:
                db.execute("UPDATE listed SET searched = 'hurt'")
        found = {line.visit: line.secret for line in searching.search("").lines}
        assert found == {each.line.visit: each.secret for each in visits(office.desk)}
        assert found == {plain: False, secret: True}
    searching.close()
