"""Copies that are given to somebody: what is asked, what is on record of it and when, and what leaves where it cannot be recorded."""

import hashlib
from functools import partial
from pathlib import Path

import pytest

from desktop.core.errors import Trouble
from desktop.core.events import Event
from desktop.core.review_events import CopyIssued
from desktop.reports.public_data import Options
from desktop.services.copies import Copies, Copy, To, may_leave, record_first, save_copy, to
from desktop.services.noting import Noting
from desktop.services.reporting import Reporting
from desktop.services.screens import Screens
from desktop.services.verifying import verify
from tests.services.boss import CHIEF, Boss, refused
from tests.services.conftest import GUARD, Guard

GIVEN = To("Daily News", "Request 17")


@pytest.fixture
def visit(guard: Guard) -> str:
    """A visit with an officer's name, before people are set up."""
    ident = guard.open()
    guard.tell(ident, {"danger": "none"})
    Noting(guard.walking).note(ident, "Officer Zaunkoenig asked for the yard.", "told", GUARD)
    return ident


def copy_of(guard: Guard, visit: str, public: bool) -> Copy:
    copies = Copies(Reporting(Screens(guard.walking)))
    return copies.make(visit, Options() if public else None, "letter")()


def issued(guard: Guard) -> list[Event]:
    return guard.desk.store.queries.events_where("kind = 'copy_issued'")


def unwritable(guard: Guard) -> None:
    """The disk of the record takes nothing more."""
    guard.desk.store.journal._db.execute("PRAGMA query_only = ON")


@pytest.mark.parametrize("public", [False, True])
def test_who_got_a_copy_what_for_and_its_hash_are_on_record(
    guard: Guard, visit: str, tmp_path: Path, public: bool
) -> None:
    """Of a public copy that of the report too."""
    out, report = tmp_path / "copy.pdf", copy_of(guard, visit, public=False)
    copy = copy_of(guard, visit, public)
    assert save_copy(guard.desk, copy, out, GIVEN, GUARD, replace=False) == ""
    (event,) = issued(guard)
    sha256 = hashlib.sha256(out.read_bytes()).hexdigest()
    full = CopyIssued("report", ["report"], "Daily News", "Request 17", sha256)
    redacted = CopyIssued("public", ["public"], "Daily News", "Request 17", sha256, report.sha256)
    assert event.body == (redacted if public else full)
    assert (event.visit, event.actor) == (visit, GUARD)
    assert verify(guard.walking).findings == ()
    again = copy_of(guard, visit, public)
    assert again.pdf == out.read_bytes(), "a copy that was given changes neither the report nor the next copy"


def test_a_full_report_leaves_all_the_same_where_nothing_can_be_recorded(
    guard: Guard, visit: str, tmp_path: Path
) -> None:
    """Counsel gets it; the desk says that it is not on record."""
    unwritable(guard)
    out, copy = tmp_path / "copy.pdf", copy_of(guard, visit, public=False)
    said = save_copy(guard.desk, copy, out, GIVEN, GUARD, replace=False)
    assert "could not be written into the log" in said
    assert said in guard.desk.notices
    assert out.read_bytes() == copy.pdf


def test_a_public_copy_stays_where_it_cannot_be_recorded_who_gets_it(
    guard: Guard, visit: str, tmp_path: Path
) -> None:
    unwritable(guard)
    out = tmp_path / "copy.pdf"
    with pytest.raises(Trouble, match="Nothing was given out") as caught:
        save_copy(guard.desk, copy_of(guard, visit, public=True), out, GIVEN, GUARD, replace=False)
    assert caught.value.kind == "read_only"
    assert not out.exists()


def test_a_file_that_is_in_the_way_is_told_before_anything_is_recorded(
    guard: Guard, visit: str, tmp_path: Path
) -> None:
    out = tmp_path / "copy.pdf"
    out.write_bytes(b"another")
    for copy in (copy_of(guard, visit, public=False), copy_of(guard, visit, public=True)):
        save = partial(save_copy, guard.desk, copy, out, GIVEN, GUARD, replace=False)
        assert refused(save).code == "file_there"
    assert issued(guard) == []
    assert refused(lambda: may_leave(out, replace=False, new_folder=False)).code == "file_there"
    assert refused(lambda: may_leave(tmp_path / "no" / "x.pdf", False, False)).code == "no_folder"
    may_leave(tmp_path / "no" / "x.pdf", replace=False, new_folder=True)


@pytest.mark.parametrize(
    ("recipient", "purpose", "code"),
    [
        (" ", "Request 17", "no_recipient"),
        ("Daily News", "", "no_purpose"),
        ("D" * 201, "Request 17", "too_long"),
        ("Daily News", "SSN 078-05-1120", "copy_private"),
        ("A 078 051 120", "Request 17", "copy_private"),
    ],
)
def test_who_gets_it_and_what_for_must_be_said_without_private_data(
    guard: Guard, recipient: str, purpose: str, code: str
) -> None:
    assert refused(lambda: to(guard.desk, recipient, purpose)).code == code


def test_the_ends_of_what_was_typed_are_tidied(guard: Guard) -> None:
    assert to(guard.desk, " Daily  News\n", " Request 17 ") == GIVEN


def test_only_a_supervisor_gives_copies_once_people_are_set_up(guard: Guard) -> None:
    boss = Boss(guard)
    copy = copy_of(guard, boss.visit, public=True)
    people = guard.desk.people
    people.add("Guard 12", "guard", "850264")
    people.sign_out()
    people.sign_in("Guard 12", "850264")
    for public in (False, True):
        assert refused(partial(copy_of, guard, boss.visit, public)).code == "not_your_role"
    assert refused(lambda: record_first(guard.desk, (copy,), GIVEN, CHIEF)).code == "not_signed_in"


def test_a_public_copy_of_what_is_counsels_alone_is_refused(guard: Guard) -> None:
    """Its full report is the form that says only that there was a visit."""
    visit = guard.open()
    guard.warrant(visit, secret="yes")
    copies = Copies(Reporting(Screens(guard.walking)))
    assert copies.make(visit, None, "letter")().pages == 1
    assert refused(lambda: copies.make(visit, Options(), "letter")).code == "counsel_only"
