"""The real clocks of the machine, a settable one for tests and scenarios, and zones from pinned data."""

import importlib.resources
import sys
import time
import uuid
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from desktop.core.clock import Reading

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST_NAME = 64
"""Characters; the names of time zones have half of it."""

MICROSECOND = timedelta(microseconds=1)


class Clock(Protocol):
    """Whatever can be asked for the three clocks."""

    def read(self) -> Reading:
        """The clocks now."""


def zone(name: str) -> ZoneInfo:
    """The IANA zone from the pinned `tzdata` package, never from the system, which may be years old.

    ValueError with a sentence for a name that is not in it.
    """
    parts = name.split("/")
    found = importlib.resources.files("tzdata").joinpath("zoneinfo", *parts)
    if (
        len(name) > LONGEST_NAME
        or not all(
            part and part.replace("_", "").replace("-", "").replace("+", "").isalnum() for part in parts
        )
        or (not found.is_file())
    ):
        raise ValueError(f"There is no time zone named {name!r}; write one such as America/New_York.")
    with found.open("rb") as data:
        try:
            return ZoneInfo.from_file(data, key=name)
        except ValueError as error:
            raise ValueError(f"{name!r} is not a time zone; write one such as America/New_York.") from error


class SystemClock:
    """The machine's clocks, with the facility's zone laid over them."""

    def __init__(self, place: tzinfo, zone_name: str) -> None:
        self._place = place
        self._zone_name = zone_name
        self._boot = _boot_name()

    def read(self) -> Reading:
        """The clocks now. The zone's offset is that of this very instant, so that clock changes are right."""
        now_us = time.time_ns() // 1000
        return Reading(
            now_us, _offset_min(now_us, self._place), self._zone_name, _since_boot_ns(), self._boot
        )


class FixedClock:
    """A clock that stands still until it is set: for tests, scenarios and replays."""

    def __init__(self, iso: str, place: tzinfo, zone_name: str, boot: str = "fixed") -> None:
        self._place = place
        self._zone_name = zone_name
        self._boot = boot
        self.set(iso)

    def set(self, iso: str, mono_ns: int | None = None) -> None:
        """Set to an ISO 8601 instant with offset. The monotonic clock goes along, unless given: then they
        part."""
        instant = datetime.fromisoformat(iso)
        if instant.utcoffset() is None:
            raise ValueError(f"{iso!r} has no offset from UTC; write for example 2026-07-15T14:00:00-04:00.")
        self._utc_us = (instant - EPOCH) // MICROSECOND
        self._mono_ns = self._utc_us * 1000 if mono_ns is None else mono_ns

    def read(self) -> Reading:
        """The instant it was last set to."""
        offset_min = _offset_min(self._utc_us, self._place)
        return Reading(self._utc_us, offset_min, self._zone_name, self._mono_ns, self._boot)


def local(utc_us: int, place: tzinfo | None) -> datetime:
    """An instant in µs UTC as the wall clock of `place` shows it."""
    return (EPOCH + utc_us * MICROSECOND).astimezone(place)


def _offset_min(utc_us: int, place: tzinfo) -> int:
    offset = local(utc_us, place).utcoffset()
    return 0 if offset is None else offset // timedelta(minutes=1)


def _since_boot_ns() -> int:
    """CLOCK_BOOTTIME counts sleep; Windows' monotonic clock does so by itself."""
    if sys.platform == "linux":
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME)
    return time.monotonic_ns()


def _boot_name() -> str:
    """What names this run of the machine; where the system has no such name, this run of the program stands
    for it."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return f"run-{uuid.uuid4()}"
