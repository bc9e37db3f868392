"""Bundles and receipts that are damaged on their way, and those that a desk or an office damaged before it signed them."""

import zlib
from pathlib import Path

import msgspec
from hypothesis import strategies as st

from desktop.core import canonical
from desktop.sync.bundle import open_bundle
from desktop.sync.receipts import confirms, read_receipt, write_receipt
from desktop.trust.device import DeviceKey
from desktop.trust.sealing import unseal_bytes
from tests.fuzz.harness import Target, Told
from tests.fuzz.mutating import json_like, raw
from tests.sync.records import DESK, HERE, OFFICE, one, record, resealed

ROWS = record(12)
HEADER, WHOLE = one(ROWS)
RECEIPT = write_receipt(HEADER, ROWS, OFFICE)


class Travelling:
    """What both have in common: they are read from memory, and `folder` stays empty."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder


class Bundle(Travelling):
    """A bundle: its file, its header signed anew, one of its lines sealed and signed anew."""

    name = "bundle"

    def inputs(self) -> st.SearchStrategy[bytes]:
        """Damage before and after the signature."""
        header = canonical.encode(msgspec.to_builtins(HEADER))
        sealed = WHOLE[-HEADER.sealed_bytes :]
        lines = zlib.decompress(unseal_bytes(HERE.identity, sealed)).splitlines(keepends=True)
        return st.one_of(
            raw(WHOLE),
            json_like(header).map(lambda each: _signed(b"threshold-bundle-1", each, DESK) + sealed),
            json_like(lines[6]).map(
                lambda each: resealed(HEADER, b"".join([*lines[:6], each, b"\n", *lines[7:]]))
            ),
        )

    def read(self, given: bytes) -> Told:
        """Whatever is taken is the record as it stood."""
        _, rows = open_bundle(given, DESK.public, HERE.identity)
        assert [each.hash for each in rows] == [each.hash for each in ROWS]
        return []


class Receipt(Travelling):
    """A receipt: its file, and what an office signed."""

    name = "receipt"

    def inputs(self) -> st.SearchStrategy[bytes]:
        """Damage before and after the signature."""
        plain = RECEIPT.split(b"\n")[1]
        return st.one_of(
            raw(RECEIPT), json_like(plain).map(lambda each: _signed(b"threshold-receipt-1", each, OFFICE))
        )

    def read(self, given: bytes) -> Told:
        """One that does not name what was sent confirms nothing."""
        receipt = read_receipt(given, OFFICE.public)
        same = given == RECEIPT
        assert confirms(receipt, HEADER, ROWS) == same
        return [] if same else ["It does not name what was sent."]


def _signed(first: bytes, plain: bytes, key: DeviceKey) -> bytes:
    return first + b"\n" + plain + b"\n" + key.sign(first + b"\n" + plain).encode() + b"\n"


def targets_of_bundles(home: Path) -> list[Target]:
    """Both of them."""
    home.mkdir()
    return [Bundle(home / "bundle"), Receipt(home / "receipt")]
