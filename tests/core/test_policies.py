"""What stands on the shelf of a record: which version of a pack counts on a day, who had signed it, which bulletin stands, who read it."""

from datetime import date, timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.policies import (
    BulletinInstalled,
    PolicyAcknowledged,
    PolicyInstalled,
    Shelf,
    Told,
    fold_policies,
    holds_on,
    overdue,
)

DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31)).map(date.isoformat)


def pack(serial: int, effective: str = "2026-01-01", ends: str = "", name: str = "a") -> PolicyInstalled:
    return PolicyInstalled(
        name, f"v{serial}", serial, f"hash{serial}", effective, ends, "office", 1, ["k1", "k2"]
    )


def shelf_of(*bodies: object) -> Shelf:
    return fold_policies(
        Told(seq, seq, "", "Guard 12", "guard", "pin", body) for seq, body in enumerate(bodies, 10)
    )


def test_a_version_counts_from_its_first_day_to_its_last_both_included() -> None:
    one = pack(1, "2026-03-08", "2026-11-01")
    assert [holds_on(one, day) for day in ("2026-03-07", "2026-03-08", "2026-11-01", "2026-11-02")] == [
        False, True, True, False,
    ]  # fmt: skip


@given(dates=st.lists(st.tuples(DAYS, st.one_of(st.just(""), DAYS)), min_size=1, max_size=6), day=DAYS)
def test_of_all_versions_in_force_the_highest_counts(dates: list[tuple[str, str]], day: str) -> None:
    shelf = shelf_of(*(pack(serial, *each) for serial, each in enumerate(dates, 1)))
    found = [each.body.serial for each in shelf.in_force("a", day)]
    wanted = [s for s, (first, last) in enumerate(dates, 1) if first <= day and (not last or day <= last)]
    assert found == sorted(wanted, reverse=True)
    assert {each.body.serial for each in shelf.ahead("a", day)} == {
        s for s, each in enumerate(dates, 1) if each[0] > day
    }
    assert shelf.highest("a") == len(dates)
    assert shelf.in_force("b", day) == ()


def test_future_law_is_loaded_ahead_and_takes_over_on_its_day() -> None:
    shelf = shelf_of(pack(1), pack(2, "2026-07-15"))
    assert [next(iter(shelf.in_force("a", day))).body.serial for day in ("2026-07-14", "2026-07-15")] == [
        1,
        2,
    ]


def test_a_pack_was_approved_only_from_the_event_on_that_installed_it() -> None:
    shelf = shelf_of(pack(1), pack(2))
    assert shelf.approval("hash2") == pack(2)
    assert shelf.approval("hash2", before=11) is None
    assert shelf.approval("hash2", before=12) == pack(2)
    assert shelf.approval("nobody's") is None


def test_a_bulletin_stands_until_the_next_takes_its_place_or_ends_it() -> None:
    def told(serial: int, text: str) -> BulletinInstalled:
        return BulletinInstalled("a", serial, f"b{serial}", "Title", text, "office", 1, [])

    one, two, over = told(1, "One"), told(2, "Two"), told(3, "")
    assert shelf_of().bulletin("a") is None
    standing = [
        shelf_of(*bodies).bulletin("a") for bodies in ((one,), (one, two), (two, one), (one, two, over))
    ]
    assert [each and each.body.text for each in standing] == ["One", "Two", "Two", None]
    assert shelf_of(one).bulletin("b") is None


def test_reading_is_known_for_each_person_and_thing() -> None:
    shelf = shelf_of(PolicyAcknowledged("bulletin", "b1"), PolicyAcknowledged("policy", "hash1"))
    assert shelf.read_by("bulletin", "Guard 12") == {"b1"}
    assert shelf.read_by("policy", "Guard 12") == {"hash1"}
    assert shelf.read_by("policy", "Guard 13") == frozenset()


def test_what_somebody_read_under_a_name_that_was_only_claimed_is_not_read_by_who_has_its_pin() -> None:
    read = PolicyAcknowledged("bulletin", "b1")
    told = [Told(seq, seq, "", "Guard 12", "guard", how, read) for seq, how in enumerate(("claimed", "pin"))]
    assert fold_policies(told[:1]).read_by("bulletin", "Guard 12", "claimed") == {"b1"}
    assert fold_policies(told[:1]).read_by("bulletin", "Guard 12", "pin") == frozenset()
    assert fold_policies(told).read_by("bulletin", "Guard 12", "pin") == {"b1"}


def test_a_review_is_overdue_the_day_after() -> None:
    today = date(2026, 7, 15)
    assert not overdue("", today.isoformat())
    assert not overdue(today.isoformat(), today.isoformat())
    assert overdue((today - timedelta(days=1)).isoformat(), today.isoformat())


def test_what_lies_beside_the_record_without_signatures_is_written_as_before_they_were_kept() -> None:
    """A shelf beside the record that a program of before signed stays good."""
    assert list(msgspec.to_builtins(pack(1))) == [
        "pack", "version", "serial", "hash", "effective", "ends", "authority", "authority_version", "signers",
    ]  # fmt: skip
