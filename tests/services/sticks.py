"""What a policy office has made, for desks in tests to install; and what is asked of such a desk."""

from pathlib import Path

import pytest

from desktop.core.errors import Refused
from desktop.services.health import at_a_glance
from tests.packs.policy_office import Office, nothing, reworded
from tests.services.conftest import Guard

DRAFT = "DRAFT POLICY"


class Stick:
    """Versions of the New York City pack, numbered, with two signatures each: `two` asks in other words from 15 July on, `same` in the same
    ones, `short` is in effect for five days."""

    def __init__(self, home: Path) -> None:
        self.office = Office(home)
        self.one = self.office.pack_file("2026.12.1", 1)
        self.two = self.office.pack_file("2026.12.2", 2, "2026-07-15", change=reworded)
        self.statement = self.office.authority_file()

    @property
    def short(self) -> Path:
        """Made where it is wanted."""
        return self.office.pack_file("2026.12.3", 3, "2026-07-16", "2026-07-20")

    @property
    def same(self) -> Path:
        """Made where it is wanted."""
        return self.office.pack_file("2026.12.4", 4, "2026-07-15", change=nothing)


def refused(code: str) -> pytest.RaisesExc[Refused]:
    """The refusal with this code."""
    return pytest.RaisesExc(Refused, check=lambda raised: raised.code == code)


def codes(guard: Guard) -> dict[str, str]:
    """The facts of doctor, by level."""
    return {fact.code: fact.level for fact in at_a_glance(guard.desk)}


def version(guard: Guard) -> str:
    """The version that a visit that begins now is walked by."""
    return guard.walking.current(guard.open()).visit.opened.pack_version
