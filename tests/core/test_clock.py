"""The clock's doubts, and how a reading tells local time."""

import msgspec

from desktop.core.clock import (
    BACK_TOLERANCE_US,
    DAY_OF_RELEASE_US,
    JUMP_TOLERANCE_US,
    Reading,
    doubts,
)

NOON = Reading(DAY_OF_RELEASE_US + 10**12, -240, "America/New_York", 5 * 10**12, "boot")


def test_a_clock_that_nothing_speaks_against_is_believed() -> None:
    assert doubts(NOON, None, None) == ()
    assert doubts(NOON, NOON.utc_us, NOON.anchor_us) == ()


def test_a_time_earlier_than_what_is_recorded_is_doubted_beyond_the_tolerance_only() -> None:
    assert doubts(NOON, NOON.utc_us + BACK_TOLERANCE_US, None) == ()
    assert doubts(NOON, NOON.utc_us + BACK_TOLERANCE_US + 1, None) == ("clock_went_back",)


def test_a_wall_clock_set_within_one_boot_is_doubted_in_both_directions() -> None:
    for sign in (1, -1):
        assert doubts(NOON, None, NOON.anchor_us + sign * JUMP_TOLERANCE_US) == ()
        assert doubts(NOON, None, NOON.anchor_us + sign * (JUMP_TOLERANCE_US + 1)) == ("clock_jumped",)


def test_a_time_before_the_program_existed_is_doubted() -> None:
    early = msgspec.structs.replace(NOON, utc_us=DAY_OF_RELEASE_US - 1)
    assert doubts(early, None, None) == ("before_program",)


def test_a_reading_tells_the_facilitys_local_time() -> None:
    assert NOON.local.isoformat() == "2026-07-12T09:46:40-04:00"
