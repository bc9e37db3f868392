"""A release office for tests: three keys of which two sign, programs' folders, and sticks with releases, made as the builder makes them."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import msgspec

from build.releasing.lists import list_packages, list_program
from desktop.core.policies import Authority, SignKey
from desktop.core.release import KEYS, RELEASE, SCOPE
from desktop.paths import Places, places
from desktop.services import updates
from desktop.services.release_signing import sign_release
from desktop.services.updates import Desk
from desktop.trust.policykeys import (
    PolicyKey,
    SignedAuthority,
    make_key,
    statement,
    with_signature,
    written_authority,
)
from tests.packs.policy_office import CHEAP, WORDS

MADE = date(2026, 11, 1)
TODAY = "2026-11-23"
DEB, EXE = "threshold_0.2.0_amd64.deb", "threshold-0.2.0.exe"


class ReleaseOffice:
    """Keys, and what they sign. Everything lies below `home`."""

    def __init__(self, home: Path) -> None:
        self.home = home
        home.mkdir(parents=True, exist_ok=True)
        self.keys = [make_key(home / f"{n}.tkey", f"Key {n}", WORDS, CHEAP) for n in (1, 2, 3, 4)]
        self.statement = self.state(self.keys[:3], 1, self.keys[:2])
        self.file = self.written(self.statement)

    def state(
        self, keys: Sequence[PolicyKey], version: int, signers: Sequence[PolicyKey], scope: str = SCOPE
    ) -> SignedAuthority:
        """A statement with these keys, signed by those."""
        listed = tuple(SignKey(key.public, key.holder) for key in keys)
        signed = SignedAuthority(1, Authority("threshold", "Release office", version, 2, listed, (scope,)))
        for key in signers:
            new = key.sign("authority", statement(signed.authority))
            signed = msgspec.structs.replace(signed, signatures=with_signature(signed.signatures, new))
        return signed

    def written(self, signed: SignedAuthority) -> Path:
        """The statement as a file."""
        file = self.home / f"keys-{signed.authority.version}.tauthority"
        file.write_bytes(written_authority(signed))
        return file

    def program(
        self,
        folder: Path,
        number: tuple[str, int] = ("0.1.0", 1),
        signers: Sequence[int] = (0, 1),
        made: date = MADE,
    ) -> Path:
        """A small program's folder with its list."""
        (folder / "lib").mkdir(parents=True)
        (folder / "threshold").write_bytes(b"the program")
        (folder / "lib" / "libone.so.1").write_bytes(b"a library" * 1000)
        (folder / "lib" / "libone.so").symlink_to("libone.so.1")
        list_program(folder, "linux-x86_64", number, made, keys=self.file)
        self.sign(folder / "release" / RELEASE, signers)
        return folder

    def sign(self, file: Path, signers: Sequence[int]) -> None:
        """Sign a list with the keys of these numbers."""
        for number in signers:
            sign_release(file, self.keys[number])

    def stick(
        self,
        folder: Path,
        number: tuple[str, int] = ("0.2.0", 1),
        signers: Sequence[int] = (0, 1),
        made: date = MADE,
        days: int = 400,
        least: str = "0.0.0",
        content: bytes = b"package " * 40_000,
        keys: SignedAuthority | None = None,
    ) -> Path:
        """A stick with a release for both systems."""
        packages = self.home / "packages"
        packages.mkdir(exist_ok=True)
        for name in (DEB, EXE):
            (packages / name).write_bytes(content)
        statement_file = self.written(keys) if keys is not None else self.file
        both = [packages / name for name in (DEB, EXE)]
        list_packages(both, folder, number, made, statement_file, days, least)
        self.sign(folder / RELEASE, signers)
        return folder

    def desk(self, home: Path, program: Path) -> Desk:
        """A desk on which this program runs."""
        return updates.this_desk(places(home, {}), program)


def home_of(desk: Desk) -> Places:
    """The folders of a desk."""
    return desk.places


__all__ = ["DEB", "EXE", "KEYS", "MADE", "TODAY", "ReleaseOffice", "home_of"]
