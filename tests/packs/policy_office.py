"""A policy office for tests: three keys of which two sign, and packs made of the New York City pack with some of its words changed."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from desktop.core.policies import Authority, SignKey
from desktop.packs.bulletins import ENDING as BULLETIN
from desktop.packs.bulletins import make_bulletin, signed_by, write_bulletin
from desktop.packs.bundle import ENDING, Bundle, make_bundle, signed_bundle, write_bundle
from desktop.trust.passphrase import Cost
from desktop.trust.policykeys import (
    PolicyKey,
    SignedAuthority,
    make_key,
    statement,
    with_signature,
    written_authority,
)
from tests.packs.mutated import PACK, Tables

ID = "us-ny-nyc/facility-entry"
WORDS = "a passphrase of five good words"
CHEAP = Cost(1, 8 * 1024, 1)
"""So that a test waits for no key."""

Change = Callable[[Tables], None]


def nothing(_: Tables) -> None:
    """The pack as it ships."""


def reworded(tables: Tables) -> None:
    """Another question for the same answers, and one more thing to do."""
    steps = tables.files["text/en/steps.toml"]
    steps["visitor"]["question"] = "Who stands at the door?"
    tables.files["text/en/outcomes.toml"]["emergency_do_not_impede"]["do"].append(
        "Tell your supervisor at once."
    )


class Office:
    """Keys, and what they sign. Everything lies below `home`."""

    def __init__(self, home: Path) -> None:
        self.home = home
        home.mkdir(parents=True, exist_ok=True)
        self.keys = [make_key(home / f"{n}.tkey", f"Key {n}", WORDS, CHEAP) for n in (1, 2, 3)]
        self.authority = self.state(self.keys)
        self.statement = self.signed_statement(self.authority, self.keys[:2])

    def state(self, keys: Sequence[PolicyKey], version: int = 1, review_by: str = "") -> Authority:
        """A statement with these keys."""
        listed = tuple(SignKey(key.public, key.holder) for key in keys)
        return Authority("us-ny-nyc", "Policy office", version, 2, listed, ("us-ny-nyc/",), review_by)

    def signed_statement(self, authority: Authority, keys: Sequence[PolicyKey]) -> SignedAuthority:
        """A statement signed by these keys."""
        signed = SignedAuthority(1, authority)
        for key in keys:
            new = key.sign("authority", statement(authority))
            signed = msgspec.structs.replace(signed, signatures=with_signature(signed.signatures, new))
        return signed

    def authority_file(self, signed: SignedAuthority | None = None) -> Path:
        """The statement as a file."""
        signed = signed or self.statement
        file = self.home / f"office-{signed.authority.version}.tauthority"
        file.write_bytes(written_authority(signed))
        return file

    def folder(
        self,
        version: str,
        effective: str = "2026-02-06",
        ends: str = "",
        change: Change = nothing,
        status: str = "approved",
    ) -> Path:
        """The folder of a pack, with this version and these dates."""
        tables = Tables()
        tables.files["pack.toml"] |= {"version": version, "effective": effective, "status": status}
        if ends:
            tables.files["pack.toml"]["ends"] = ends
        change(tables)
        folder = self.home / f"pack-{version}"
        shutil.rmtree(folder, ignore_errors=True)
        return tables.write(folder)

    def bundle(self, folder: Path, serial: int, signers: Sequence[int] = (0, 1)) -> Bundle:
        """The pack file of a folder, signed by the keys of these numbers."""
        made = make_bundle(folder, serial)
        for number in signers:
            made = signed_bundle(made, self.keys[number])
        return made

    def pack_file(self, version: str, serial: int, effective: str = "2026-02-06", ends: str = "", change: Change = nothing,
                  signers: Sequence[int] = (0, 1)) -> Path:  # fmt: skip
        """A signed pack file."""
        file = self.home / f"{version}{ENDING}"
        write_bundle(file, self.bundle(self.folder(version, effective, ends, change), serial, signers))
        return file

    def bulletin_file(self, serial: int, title: str, text: str, signers: Sequence[int] = (0, 1)) -> Path:
        """A signed bulletin."""
        made = make_bulletin(ID, serial, title, text)
        for number in signers:
            made = signed_by(made, self.keys[number])
        file = self.home / f"bulletin-{serial}{BULLETIN}"
        write_bulletin(file, made)
        return file


__all__ = ["CHEAP", "ID", "PACK", "WORDS", "Office", "nothing", "reworded"]
