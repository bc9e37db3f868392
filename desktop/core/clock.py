"""What one look at the clocks says, and when it is not to be believed.

Nothing here reads a clock: `desktop.wall` does, and hands a `Reading` down.
"""

from datetime import UTC, datetime, timedelta, timezone

from msgspec import Struct

DAY_OF_RELEASE_US = 1_782_864_000_000_000
"""2026-07-01T00:00:00Z: no visit can be older than the program that records it. A dead battery sets a PC to
1970 or to the day its board was made, so this finds most of them."""

BACK_TOLERANCE_US = 5_000_000
"""5 s. Time services step a clock back by fractions of a second as a matter of course; a person moves it by
more."""

JUMP_TOLERANCE_US = 120_000_000
"""120 s. Both clocks are slewed together, so in one boot they part only when somebody or something sets the
wall clock. Two minutes lets a time service correct a PC that started a little wrong and is below anything
that matters at 06:00."""


class Reading(Struct, frozen=True):
    """Three clocks at one instant.

    `utc_us`: microseconds since 1970 UTC; `offset_min`: minutes east of UTC in force at the facility; `zone`:
    its IANA name; `mono_ns`: nanoseconds since the machine started, sleep included where the system can count
    it; `boot`: names this run of the machine, since `mono_ns` of two boots cannot be compared.
    """

    utc_us: int
    offset_min: int
    zone: str
    mono_ns: int
    boot: str

    @property
    def anchor_us(self) -> int:
        """Wall clock less monotonic clock in microseconds: constant in one boot, unless the wall clock is
        set."""
        return self.utc_us - self.mono_ns // 1000

    @property
    def local(self) -> datetime:
        """The facility's wall time, with the offset that was in force."""
        utc = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=self.utc_us)
        return utc.astimezone(timezone(timedelta(minutes=self.offset_min)))


def doubts(reading: Reading, latest_utc_us: int | None, boot_anchor_us: int | None) -> tuple[str, ...]:
    """Why this reading is not to be believed; empty when nothing speaks against it.

    `latest_utc_us` is the latest time already recorded, `boot_anchor_us` the `anchor_us` of the first reading
    recorded in the same boot; None where there is none. `clock_went_back`: earlier than what is already
    recorded. `clock_jumped`: the wall clock was set since that first reading, either way. `before_program`:
    older than us.
    """
    found: list[str] = []
    if latest_utc_us is not None and reading.utc_us < latest_utc_us - BACK_TOLERANCE_US:
        found.append("clock_went_back")
    if boot_anchor_us is not None and abs(reading.anchor_us - boot_anchor_us) > JUMP_TOLERANCE_US:
        found.append("clock_jumped")
    if reading.utc_us < DAY_OF_RELEASE_US:
        found.append("before_program")
    return tuple(found)
