"""The list of visits: what is found by what is typed and chosen, what a row says, and what nobody is shown of a secret visit."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from desktop.core.details import PERSONAL
from desktop.core.errors import Refused
from desktop.core.events import Actor, Draft
from desktop.core.review_events import ViewSaved, VisitReturned, VisitVoided
from desktop.services.noting import Noting
from desktop.services.screens import Screens
from desktop.services.search_words import secret_codes
from desktop.services.searching import Filters, FoundLine, Overtaken, Searching
from desktop.services.walking import Walking
from tests.core.nyc import GOOD_WARRANT, TO_THE_PAPERS
from tests.services.conftest import GUARD, Guard
from tests.services.staff import GUARD_12, SUPERVISOR, Staff, code_of

BOSS = Actor("Supervisor 3", "supervisor", "claimed")
OTHER = Actor("Guard 31", "guard", "claimed")


class Lister:
    """A guard with the list of visits of the same desk, where all kinds of personal data may be written down."""

    def __init__(self, guard: Guard) -> None:
        self.guard = guard
        allowed = dict.fromkeys(PERSONAL, "PO-1")
        guard.desk.facility = msgspec.structs.replace(guard.desk.facility, personal=allowed)
        self.searching = Searching(guard.desk)
        self.noting = Noting(guard.walking)

    def officer(self, visit: str, item: str = "o1", **fields: str) -> None:
        given = [(field, text, "") for field, text in fields.items()]
        self.noting.detail(visit, "officer", item, given, "seen", GUARD)

    def close(self, visit: str) -> str:
        self.guard.answer(visit, "officers_now", "left")
        return visit

    def closed(self, note: str = "", **fields: str) -> str:
        """A closed visit without a warrant."""
        visit = self.guard.open()
        self.guard.tell(visit, {**TO_THE_PAPERS, "paper": "none"})
        if note:
            self.noting.note(visit, note, "seen", GUARD)
        if fields:
            self.officer(visit, **fields)
        return self.close(visit)

    def secret(self) -> str:
        """A closed visit with a paper that counsel alone may hear of."""
        visit = self.guard.open()
        self.guard.tell(visit, {**TO_THE_PAPERS, **GOOD_WARRANT, "secret": "yes", "more_papers": "no"})
        self.noting.note(visit, "They named Zaunkoenig", "told", GUARD)
        self.officer(visit, badge="Z-7719")
        return self.close(visit)

    def write(self, kind: str, visit: str | None, body: msgspec.Struct) -> None:
        self.guard.desk.store.journal.append([Draft(kind, visit, body, BOSS)], self.guard.clock.read())

    def found(self, text: str = "", filters: Filters = Filters()) -> list[str]:  # noqa: B008 - it is frozen
        return [line.visit for line in self.searching.search(text, filters).lines]

    def line(self, text: str) -> FoundLine:
        (line,) = self.searching.search(text).lines
        return line

    def later(self, **span: int) -> None:
        now = self.guard.clock.read().local
        self.guard.clock.set((now + timedelta(**span)).isoformat())


@pytest.fixture
def lister(guard: Guard) -> Iterator[Lister]:
    made = Lister(guard)
    yield made
    made.searching.close()


@pytest.fixture
def staff(tmp_path: Path) -> Iterator[Staff]:
    made = Staff(tmp_path / "home")
    yield made
    made.desk.close()


def marked(line: FoundLine) -> list[str]:
    return [
        each.text[start : start + length]
        for each in (line.number, line.who, line.about)
        for start, length in each.marks
    ]


def test_a_record_without_visits_has_no_rows(lister: Lister) -> None:
    found = lister.searching.search("anything")
    assert (found.lines, found.more, found.told) == ((), False, "0 visits")


def test_open_and_closed_visits_are_found_by_the_same_words(lister: Lister) -> None:
    closed = lister.closed("They waited by the door", badge="A-4471-B")
    opened = lister.guard.open()
    lister.noting.note(opened, "Two waited in the car", "seen", GUARD)
    assert lister.found("waited") == [opened, closed]
    assert lister.found("waited car") == [opened]
    assert lister.found("badge 4471") == lister.found("471b") == [closed]
    lister.noting.note(opened, "And a badge: 4471", "seen", GUARD)
    assert lister.found("badge 4471") == [opened, closed], "what was written since counts at once"
    assert lister.found() == [opened, closed]


def test_a_record_number_is_found_with_dashes_and_without(lister: Lister) -> None:
    first, second = lister.closed(), lister.closed()
    number = lister.searching.line(first).number.text
    for typed in (number, number.lower(), number.replace("-", ""), "2026-00001", "00001"):
        assert lister.found(typed) == [first], typed
    assert lister.found("2026-0000") == [second, first]
    assert marked(lister.line("2026-00001")) == ["2026-00001"]


def test_choices_and_outcomes_are_found_by_the_words_of_the_policy(lister: Lister) -> None:
    visit = lister.closed(agency="marshals")
    other = lister.closed(agency="ice")
    assert lister.found("marshals") == lister.found("u.s. marsh") == [visit]
    assert lister.found("ice") == [other], "not each federal agency, of which ICE is an example"
    assert lister.found("federal") == [other, visit]
    assert lister.found("judge's warrant shown") == [other, visit]
    assert lister.found("submitted marsh") == [visit]
    assert lister.found("approved") == []


def test_a_row_says_who_came_where_it_was_found_and_how_it_stands(lister: Lister) -> None:
    visit = lister.guard.open()
    lister.guard.tell(visit, {**TO_THE_PAPERS, "paper": "none"})
    lister.officer(visit, agency="ice", badge="4471")
    lister.officer(visit, "o2", agency="ice")
    lister.close(visit)
    line = lister.line("badge 44")
    assert (line.when, line.day, line.who.text) == ("Today 12:00", "2026-07-15", "ICE, 2 officers")
    assert line.about.text == "Badge 4471"
    assert marked(line) == ["Badge", "44"]
    assert (line.outcome, line.tone, line.icon) == ("No judge's warrant shown: no access", "stop", "quote")
    assert (line.state, line.state_words, line.overdue, line.void) == ("submitted", "Submitted", "", False)
    assert line.spoken == (
        f"Today 12:00, {line.number.text}. ICE, 2 officers. Badge 4471. No judge's warrant shown: no access. Submitted."
    )
    lister.later(days=4)
    assert lister.line("4471").when == "Jul 15, 12:00"
    assert lister.line("4471").overdue == "since Jul 15"
    lister.later(days=365)
    assert lister.line("4471").when == "Jul 15, 2026, 12:00"


def test_a_long_note_is_cut_about_what_was_found(lister: Lister) -> None:
    lister.closed("word " * 200 + "needle" + " more" * 200)
    line = lister.line("needle")
    assert marked(line) == ["needle"]
    assert len(line.about.text) < 100


def test_filters_hold_together_with_words_and_alone(lister: Lister) -> None:
    old = lister.closed("by the door")
    lister.later(days=40)
    lister.write("visit_returned", old, VisitReturned("Who was it?", ""))
    void = lister.closed("by the door")
    lister.write("visit_voided", void, VisitVoided("A test"))
    opened = lister.guard.open()
    for typed in ("", "door"):
        shown = [] if typed else [opened]
        assert lister.found(typed, Filters(period="30")) == [*shown, void]
        assert lister.found(typed, Filters(period="90")) == [*shown, void, old]
        assert lister.found(typed, Filters(period="year")) == [*shown, void, old]
        assert lister.found(typed, Filters(period="dates", first="2026-07-01", last="2026-07-31")) == [old]
        assert lister.found(typed, Filters(period="dates", last="2026-07-14")) == []
        assert lister.found(typed, Filters(states=("returned",))) == [old]
        assert lister.found(typed, Filters(states=("open", "returned"))) == [*shown, old]
        assert lister.found(typed, Filters(states=("approved",))) == []
        assert lister.found(typed, Filters(void=True)) == [void]
        assert lister.found(typed, Filters(outcomes=("refuse_no_judicial_warrant",))) == [void, old]
        assert lister.found(typed, Filters(outcomes=("court_area",))) == []
        assert lister.found(typed, Filters(overdue=True)) == []
    lister.later(days=3)
    assert lister.found("", Filters(overdue=True)) == [opened, old], "a void visit waits for nobody"
    assert lister.found("door", Filters(overdue=True, period="7")) == []


def test_mine_are_those_that_i_wrote_in(staff: Staff) -> None:
    staff.sign_in(GUARD_12)
    walking = Walking(staff.desk)
    mine = walking.open_visit(Actor(GUARD_12, "guard", "pin"), "Front desk").visit.id
    staff.sign_in(SUPERVISOR)
    theirs = walking.open_visit(Actor(SUPERVISOR, "supervisor", "pin"), "Front desk").visit.id
    searching = Searching(staff.desk)
    assert [line.visit for line in searching.search("", Filters(mine=True)).lines] == [theirs]
    assert [line.visit for line in searching.search("").lines] == [theirs, mine]
    assert [line.visit for line in searching.search("guard 12").lines] == [mine]
    searching.close()


def test_the_list_goes_on_below_its_last_row(lister: Lister) -> None:
    visits = [lister.closed("by the door") if place % 3 else lister.guard.open() for place in range(7)]
    seen: list[str] = []
    before, told = None, []
    while True:
        found = lister.searching.search("", limit=3, before=before)
        seen += [line.visit for line in found.lines]
        told.append(found.told)
        if not found.more:
            break
        before = found.lines[-1].seq
    assert seen == visits[::-1]
    assert told == ["3+ visits", "", ""]


def test_nothing_of_a_secret_visit_is_shown_and_a_guard_does_not_find_it_by_its_texts(
    staff: Staff,
) -> None:
    staff.sign_in(GUARD_12)
    lister = Lister(staff)
    visit = _secret_of(staff, lister)
    for person, by_text in ((GUARD_12, []), (SUPERVISOR, [visit])):
        staff.sign_in(person)
        for typed in ("zaunkoenig", "7719", "federal", "hold"):
            assert lister.found(typed) == by_text, (person, typed)
        assert lister.found("", Filters(outcomes=("hold_for_counsel",))) == by_text
        assert lister.found("submitted") == [visit]
        for line in lister.searching.search("").lines:
            assert line.secret
            said = repr(tuple(msgspec.to_builtins(line).values())).lower()
            assert not any(word in said for word in ("zaunkoenig", "7719", "hold", "federal", "front desk"))
            assert line.about.text == "Confidential: counsel only"
    lister.searching.close()


def test_the_comment_on_a_secret_visit_that_was_returned_does_not_stand_on_the_desks_screen(
    lister: Lister,
) -> None:
    screens = Screens(lister.guard.walking)
    for visit in (lister.secret(), lister.closed()):
        lister.write("visit_returned", visit, VisitReturned("Who showed the letter?", ""))
    first, second = screens.desk().returned
    assert first.comment == "Confidential. Open the visit to read what is missing."
    assert second.comment == "Who showed the letter?"


def _secret_of(staff: Staff, lister: Lister) -> str:
    actor = Actor(GUARD_12, "guard", "pin")
    walking = staff.walking
    visit = walking.open_visit(actor, "Front desk").visit.id
    facts = {**TO_THE_PAPERS, **GOOD_WARRANT, "secret": "yes", "more_papers": "no"}
    now = walking.current(visit)
    while now.walk.open is not None and now.walk.open.step in facts:
        now = walking.answer(visit, now.walk.open.address, facts[now.walk.open.step], actor)
    lister.noting.note(visit, "They named Zaunkoenig", "told", actor)
    lister.noting.detail(visit, "officer", "o1", [("badge", "Z-7719", "")], "seen", actor)
    walking.answer(visit, f"{now.walk.round}/officers_now", "left", actor)
    return visit


def test_a_secret_answer_makes_a_visit_secret_before_any_outcome_says_so(lister: Lister) -> None:
    visit = lister.guard.open()
    facts = {**TO_THE_PAPERS, **GOOD_WARRANT, "secret": "yes"}
    lister.guard.tell(
        visit,
        {step: facts[step] for step in (*TO_THE_PAPERS, "form", "paper_top", "signer", "title", "secret")},
    )
    assert not lister.guard.reached(visit)
    assert lister.searching.line(visit).secret
    codes = secret_codes(lister.guard.desk.pack.policy)
    assert {
        "answer.secret=yes",
        "answer.secret=unsure",
        "answer.agency_form=national_security_letter",
    } <= codes
    assert "answer.secret=no" not in codes


def test_a_visit_that_is_read_with_a_secret_one_is_secret_too(lister: Lister) -> None:
    """Whichever of them has the paper, as in reports."""
    into = lister.guard.open()
    pressed = lister.guard.walking.press("F12", None, GUARD, "Front desk").visit.id
    lister.guard.walking.join(pressed, into, GUARD)
    assert not lister.searching.line(pressed).secret
    lister.guard.tell(into, {**TO_THE_PAPERS, **GOOD_WARRANT, "secret": "yes", "more_papers": "no"})
    assert [line.secret for line in lister.searching.search("").lines] == [True, True]
    assert lister.searching.line(pressed).secret
    assert lister.searching.line(into).secret
    assert not lister.searching.line(lister.closed()).secret


def test_whoever_may_not_see_the_list_is_refused(staff: Staff) -> None:
    searching = Searching(staff.desk)
    for look in (
        lambda: searching.search(""),
        searching.counts,
        searching.views,
        searching.outcomes,
        lambda: searching.line("x"),
        lambda: searching.entered("x"),
    ):
        with pytest.raises(Refused) as refused:
            look()
        assert code_of(refused) == "sign_in"
    staff.sign_in(GUARD_12)
    assert searching.search("").lines == ()
    for act in (lambda: searching.save_view("a", "", Filters()), lambda: searching.drop_view("a")):
        with pytest.raises(Refused) as refused:
            act()
        assert code_of(refused) == "not_your_role"
    searching.close()


def test_that_somebody_searched_is_on_record_and_never_what_for(lister: Lister) -> None:
    before = lister.guard.desk.store.journal.head()[0]
    assert lister.searching.entered(" - ") == ""
    assert lister.searching.entered("zaunkoenig") == ""
    queries = lister.guard.desk.store.queries
    events = [queries.event(seq) for seq in range(before + 1, lister.guard.desk.store.journal.head()[0] + 1)]
    assert [(each.kind, getattr(each.body, "what", ""), each.visit) for each in events if each] == [
        ("access", "searched", None)
    ]


def test_a_saved_view_comes_back_as_it_was_in_place_of_a_former_one(lister: Lister) -> None:
    filters = Filters(period="90", states=("submitted", "returned"), overdue=True)
    lister.searching.save_view(" Waits  long ", "door", Filters())
    lister.searching.save_view("Waits long", "door", filters)
    lister.searching.save_view("All", "", Filters(period="dates", first="2026-01-01"))
    (first, second) = lister.searching.views()
    assert (first.name, first.filters.first, first.faults) == ("All", "2026-01-01", ())
    assert (second.name, second.text, second.filters) == ("Waits long", "door", filters)
    lister.searching.drop_view("All")
    assert [view.name for view in lister.searching.views()] == ["Waits long"]
    for name, code in (("", "view_name"), ("x" * 61, "view_name")):
        with pytest.raises(Refused) as refused:
            lister.searching.save_view(name, "", Filters())
        assert code_of(refused) == code
    with pytest.raises(Refused) as refused:
        lister.searching.drop_view("All")
    assert code_of(refused) == "no_such_view"


def test_a_filter_of_a_later_program_is_left_out_and_named(lister: Lister) -> None:
    kept = {"states": ["submitted", "sealed"], "office": ["Bronx"], "void": ["yes"]}
    lister.write("view_saved", None, ViewSaved("Odd", "x", kept))
    (view,) = lister.searching.views()
    assert (view.filters, view.faults) == (Filters(void=True), ("office", "states"))


def test_what_waits_is_counted(lister: Lister) -> None:
    first, void = lister.closed(), lister.closed()
    lister.closed()
    lister.write("visit_returned", first, VisitReturned("Who was it?", ""))
    lister.write("visit_voided", void, VisitVoided("A test"))
    counts = lister.searching.counts()
    assert (counts.waiting, counts.returned, counts.overdue) == (1, 1, 0)
    lister.guard.open()
    lister.later(days=30)
    assert lister.searching.counts().overdue == 3


def test_a_joined_visit_says_which_one_it_is_told_with(lister: Lister) -> None:
    into = lister.guard.open()
    pressed = lister.guard.walking.press("F12", None, GUARD, "Front desk").visit.id
    lister.guard.walking.join(pressed, into, GUARD)
    line = lister.searching.line(pressed)
    assert (line.state, line.joined_into) == ("joined", lister.searching.line(into).number.text)
    assert lister.found("joined") == [pressed]


def test_a_search_that_was_overtaken_shows_nothing(lister: Lister) -> None:
    visit = lister.closed("by the door")
    first = lister.searching.begin("do")
    second = lister.searching.begin("doo")
    with pytest.raises(Overtaken):
        first.run()
    assert [line.visit for line in second.run().lines] == [visit]


def test_what_is_typed_never_raises(lister: Lister) -> None:
    lister.closed("They waited")
    lister.guard.open()
    odd = ['"', "*", "a*", "NEAR(a b)", "a AND", "NOT", "listed_words : a", "^a", "{a b}", "'", "\x00", "\ud800", "🙂", "٣",
           "ﬁ", "x" * 100_000, "a b " * 5_000, "-", "waited*", "\u0301", "100%", "_", "\ue000state"]  # fmt: skip
    for typed in odd:
        lister.searching.search(typed)


def test_the_moment_of_the_facility_decides_what_today_is(lister: Lister) -> None:
    lister.guard.clock.set(datetime.fromisoformat("2026-07-15T23:30:00-04:00").isoformat())
    visit = lister.closed()
    assert lister.searching.line(visit).when == "Today 23:30"
    lister.later(hours=1)
    assert lister.searching.line(visit).when == "Jul 15, 23:30"
    assert lister.found("", Filters(period="7")) == [visit]
