"""What recovery reads from outside: the list of ways, an office's identity file, words that were typed from paper, managed.toml."""

from pathlib import Path

from hypothesis import strategies as st

from desktop import paths
from desktop.managed import managed_file, read_managed
from desktop.paths import Places
from desktop.services.key_facts import managed_findings
from desktop.services.keyring import Keyring
from desktop.trust import sheet
from desktop.trust.sealing import seal, unseal
from desktop.trust.slots import SLOTS_FILE
from tests.fuzz.harness import InFile, Told, whole
from tests.fuzz.mutating import json_like, raw, toml_like
from tests.services.rings import identity_file


class Ring:
    """An office and a sheet that open the record of a workstation."""

    def __init__(self, places: Places, home: Path) -> None:
        self.places, self.home = places, home
        self.identity, self.recipient = identity_file(home / "office.txt")
        self.keyring = Keyring(places, console=True)
        self.keyring.add_office(self.recipient)
        self.shares = self.keyring.add_sheet(2, 3)


def ways(ring: Ring) -> InFile:
    """The list of ways, as `threshold keys` reads it. What was changed is told; a part that nobody relies on may be."""
    place = ring.places.data / "record" / SLOTS_FILE

    def reader() -> Told:
        views = ring.keyring.slots()
        ring.keyring.verify_sheet(ring.shares[:2])
        return [
            whole(f"{each.name} is {each.state}") for each in views if each.state in ("changed", "missing")
        ]

    good = place.read_bytes()
    return InFile("ways to recover", place, ring.home, st.one_of(json_like(good), raw(good)), reader)


def identity(ring: Ring) -> InFile:
    """An office's identity file."""
    sealed = seal([ring.recipient], b"a key")

    def reader() -> Told:
        assert unseal(ring.identity.read_bytes().decode("utf-8", "replace"), sealed) == b"a key"
        return []

    return InFile("identity file", ring.identity, ring.home, raw(ring.identity.read_bytes()), reader)


def managed(home: Path) -> InFile:
    """What IT decides, and what the desk tells of it."""
    places = paths.places(home, {})
    file = managed_file(places)
    file.parent.mkdir(parents=True)
    file.write_text(
        'idle_lock_minutes = 5\nretention_days = 0\nrecovery = []\nfacility = ""\nbackup_folder = "/mnt"\n'
    )

    def reader() -> Told:
        read_managed(file)
        return [whole(f"{each.sentence} {each.remedy}") for each in managed_findings(places)]

    good = {
        "idle_lock_minutes": 5,
        "retention_days": 0,
        "recovery": ["age1abc"],
        "facility": "",
        "backup_folder": "/mnt",
    }
    return InFile("managed.toml", file, home, st.one_of(toml_like(good), raw(file.read_bytes())), reader)


class Shares:
    """Words that were typed from paper."""

    name = "shares"

    def __init__(self, ring: Ring) -> None:
        self.ring, self.folder = ring, ring.home

    def inputs(self) -> st.SearchStrategy[list[str]]:
        """Two good ones with something wrong, and whatever else can be typed."""
        words = [share.split() for share in self.ring.shares]
        wrong = st.sampled_from([word for share in words for word in share] + ["", "x", "academic", "é", "0"])

        def change(which: int, at: int, by: str) -> list[str]:
            typed = [*words[which]]
            typed[at] = by
            return [" ".join(typed), self.ring.shares[(which + 1) % 3]]

        changed = st.builds(change, st.integers(0, 2), st.integers(0, 19), wrong)
        mixed = st.lists(st.sampled_from([*self.ring.shares, *sheet.make(2, 2).shares]), max_size=4)
        return st.one_of(changed, mixed, st.lists(st.text(max_size=3000), max_size=3))

    def read(self, given: list[str]) -> Told:
        """Either they open the record, or it is said why not."""
        self.ring.keyring.verify_sheet(given)
        return []


def targets_of_keys(ring: Ring, home: Path) -> list[InFile | Shares]:
    """All of them; `home` is a folder for what needs no workstation."""
    return [ways(ring), identity(ring), Shares(ring), managed(home)]
