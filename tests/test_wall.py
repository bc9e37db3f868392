"""The clocks of the machine, the settable clock, and the pinned zones."""

from datetime import datetime

import pytest

from desktop.core.clock import doubts
from desktop.wall import FixedClock, SystemClock, zone

NEW_YORK = "America/New_York"


def test_zones_know_the_clock_changes() -> None:
    place = zone(NEW_YORK)
    winter, summer = datetime(2026, 1, 15, tzinfo=place), datetime(2026, 7, 15, tzinfo=place)
    assert (winter.isoformat()[-6:], summer.isoformat()[-6:]) == ("-05:00", "-04:00")


@pytest.mark.parametrize(
    "name", ["", "America", "Nowhere/Town", "../zones", "/etc/localtime", "zone.tab", "UTC/"]
)
def test_an_unknown_zone_is_refused_with_a_sentence(name: str) -> None:
    with pytest.raises(ValueError, match=r"time zone.*America/New_York"):
        zone(name)


def test_the_machines_clocks_go_forward_together() -> None:
    clock = SystemClock(zone(NEW_YORK), NEW_YORK)
    first, second = clock.read(), clock.read()
    assert second.mono_ns >= first.mono_ns
    assert second.boot == first.boot != ""
    assert first.offset_min in (-300, -240)
    assert "clock_jumped" not in doubts(second, first.utc_us, first.anchor_us)


def test_a_fixed_clock_stands_where_it_was_set() -> None:
    clock = FixedClock("2026-07-15T14:00:00-04:00", zone(NEW_YORK), NEW_YORK)
    first = clock.read()
    assert first == clock.read()
    assert first.local.isoformat() == "2026-07-15T14:00:00-04:00"
    clock.set("2026-11-02T05:30:00+00:00")
    later = clock.read()
    assert later.local.isoformat() == "2026-11-02T00:30:00-05:00"
    assert doubts(later, first.utc_us, first.anchor_us) == ()


def test_a_fixed_clock_can_be_made_to_jump() -> None:
    clock = FixedClock("2026-07-15T14:00:00-04:00", zone(NEW_YORK), NEW_YORK)
    first = clock.read()
    clock.set("2026-07-15T15:00:00-04:00", mono_ns=first.mono_ns)
    assert doubts(clock.read(), first.utc_us, first.anchor_us) == ("clock_jumped",)


def test_an_instant_without_an_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="no offset"):
        FixedClock("2026-07-15T14:00:00", zone(NEW_YORK), NEW_YORK)
