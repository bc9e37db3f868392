"""Says times of the record in words: at the facility with its offset, in UTC, and the gap since the event before."""

from datetime import UTC, datetime, timedelta

from desktop.core.clock import Reading
from desktop.core.events import Event

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def offset(minutes: int) -> str:
    """ "UTC-04:00" of minutes east of UTC."""
    sign = "-" if minutes < 0 else "+"
    return f"UTC{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def local(reading: Reading) -> str:
    """Date and time at the facility, without the zone."""
    return reading.local.strftime("%Y-%m-%d %H:%M:%S")


def utc(utc_us: int) -> str:
    """Date and time in UTC. An instant that no calendar holds is told as what it is."""
    try:
        return (EPOCH + timedelta(microseconds=utc_us)).strftime("%Y-%m-%d %H:%M:%S UTC")
    except OverflowError:
        return f"{utc_us} µs since 1970 UTC"


def both(reading: Reading) -> str:
    """Both times of an event: at the facility with offset and zone, and UTC."""
    here = f"{local(reading)} ({offset(reading.offset_min)}, {reading.zone})"
    return f"{here} = {utc(reading.utc_us)}"


def gap(earlier: Event | None, event: Event) -> str:
    """How long after the event before it, by the wall clock, as "+1:02:03"; "" for the first."""
    if earlier is None:
        return ""
    seconds = (event.utc_us - earlier.utc_us) // 1_000_000
    sign, left = ("-", -seconds) if seconds < 0 else ("+", seconds)
    return f"{sign}{left // 3600}:{left % 3600 // 60:02d}:{left % 60:02d}"


def span_words(from_us: int, to_us: int) -> str:
    """A span of time in words: "12 min 5 s"."""
    seconds = max(0, to_us - from_us) // 1_000_000
    parts = [f"{seconds // 3600} h"] if seconds >= 3600 else []
    parts += [f"{seconds % 3600 // 60} min"] if seconds >= 60 else []
    return " ".join([*parts, f"{seconds % 60} s"])
