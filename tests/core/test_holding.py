"""Holds and periods: what cannot be read sets nothing free, and what goes by time takes no count with it."""

import pytest
from msgspec import Struct

from desktop.core import events
from desktop.core.events import (
    Access,
    Actor,
    BrokenBody,
    Event,
    PayloadRedacted,
    Redacted,
    UnknownBody,
    VisitClosed,
)
from desktop.core.holding import (
    DAY_US,
    GOES,
    STAYS,
    Hold,
    covering,
    fold_holds,
    goes_with_time,
    next_name,
    past,
    removals,
    typed_at,
)
from desktop.core.particulars import CallLogged, Detail, DetailGiven, DetailStruck, NoteWritten, PhotoKept
from desktop.core.people import HoldLifted, HoldPlaced

BY = Actor("Supervisor 3", "supervisor", "pin")
KIND_OF = {kind.body: name for name, kind in events.KINDS.items()}


def event(seq: int, body: Struct, visit: str | None = "a", kind: str = "", utc_us: int = 0) -> Event:
    kind = kind or KIND_OF[type(body)]
    return Event("d", 0, seq, visit, "", kind, 1, BY, utc_us, 0, "UTC", 0, "b", "", "", "", body)  # type: ignore[arg-type]


def test_a_hold_is_in_force_from_its_placing_to_its_lifting() -> None:
    placed = [event(1, HoldPlaced("H1", "order")), event(2, HoldPlaced("H2", "case"), None)]
    assert fold_holds(placed) == (
        Hold("H1", "a", "order", 1, "Supervisor 3", 0),
        Hold("H2", None, "case", 2, "Supervisor 3", 0),
    )
    (left,) = fold_holds([*placed, event(3, HoldLifted("H1", "over"))])
    assert left.hold == "H2"
    assert fold_holds([*placed, event(3, HoldLifted("H9", "over"))]) == fold_holds(placed)


@pytest.mark.parametrize("body", [Redacted(), BrokenBody("torn"), UnknownBody("newer", b"{}")])
def test_a_hold_that_cannot_be_read_is_in_force_until_it_is_lifted_by_its_number(body: Struct) -> None:
    torn = event(7, body, kind="hold_placed")
    assert [hold.hold for hold in fold_holds([torn])] == ["event 7"]
    assert fold_holds([torn, event(8, HoldLifted("event 7", "over"))]) == ()


def test_a_second_placing_under_the_same_name_changes_nothing() -> None:
    """Else a forged one could move a hold to another visit."""
    twice = [event(1, HoldPlaced("H1", "order"), "a"), event(2, HoldPlaced("H1", "other"), "b")]
    assert [hold.visit for hold in fold_holds(twice)] == ["a"]
    assert next_name(twice) == "H3"


def test_the_hold_of_the_whole_record_covers_every_visit() -> None:
    holds = fold_holds([event(1, HoldPlaced("H1", "x"), "a"), event(2, HoldPlaced("H2", "x"), None)])
    assert [each.hold for each in covering(holds, ["a"])] == ["H1", "H2"]
    assert [each.hold for each in covering(holds, ["b"])] == ["H2"]
    assert [each.hold for each in covering(holds, [])] == ["H2"]


def test_with_time_go_words_particulars_and_pictures_and_no_count() -> None:
    def given(text: str = "", code: str = "", group: str = "count", field: str = "officers") -> DetailGiven:
        return DetailGiven(group, "c1", [Detail(field, text, code)], "seen")

    goes = [
        NoteWritten("x", "seen"),
        CallLogged("counsel", "1", "told", "x"),
        CallLogged("counsel", "1", "reached", "", "x"),
        DetailStruck("officer", "o1", "x"),
        PhotoKept("i", "", 1, "photo", "image/png", 1, ""),
        given("a broken door"),
        given("4711", group="officer", field="badge"),
        given("an agency that is not listed", group="officer", field="agency"),
    ]
    stays = [
        CallLogged("counsel", "1", "no_answer"),
        given("12"),
        given(code="unknown"),
        given("ice", group="officer", field="agency"),
        given("declined_in_words", group="help", field="response"),
        VisitClosed(),
        Redacted(),
    ]
    assert all(goes_with_time(event(1, body)) for body in goes)
    assert not any(goes_with_time(event(1, body, kind="note_written")) for body in stays)


def test_a_period_is_counted_from_the_last_act_and_looking_or_removing_is_none() -> None:
    closed = event(1, VisitClosed(), utc_us=DAY_US)
    later = [
        event(2, Access("opened"), utc_us=9 * DAY_US),
        event(3, PayloadRedacted(1, "order"), utc_us=9 * DAY_US),
        event(4, HoldPlaced("H1", "order"), utc_us=9 * DAY_US),
    ]
    assert past([closed, *later], 4 * DAY_US, 3)
    assert not past([closed, *later], 4 * DAY_US - 1, 3)
    assert not past([closed, event(5, NoteWritten("x", "seen"), utc_us=2 * DAY_US)], 4 * DAY_US, 3)


def test_without_a_period_nothing_is_ever_past() -> None:
    assert not past([event(1, VisitClosed())], 10**17, 0)


def test_what_goes_and_what_stays_are_never_the_same() -> None:
    assert not GOES & (STAYS | events.NEVER_REDACTED | events.WITNESSES)


def test_half_typed_text_is_known_by_the_field_of_what_goes() -> None:
    assert typed_at(event(1, NoteWritten("x", "seen"))) == "note"
    assert typed_at(event(1, CallLogged("counsel", "1", "told", "x"))) == "call/counsel"
    assert typed_at(event(1, DetailGiven("officer", "o2", [], "seen"))) == "officer/o2/"
    assert typed_at(event(1, VisitClosed())) == ""


def test_removals_name_their_target() -> None:
    order = event(5, PayloadRedacted(2, "order"))
    assert removals([event(2, Redacted(), kind="note_written"), order]) == {2: order}
