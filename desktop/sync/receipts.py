"""Signs receipts for bundles, and holds a receipt against what was sent: nothing counts as sent before that."""

from collections.abc import Iterable

from desktop.core.bundles import BundleUnusable, Header, Receipt, receipt_for
from desktop.core.chain import Row
from desktop.sync.signed_lines import MOST_HEAD, read_lines, signed_lines
from desktop.trust.device import DeviceKey

KIND = "threshold-receipt"
WHAT = "The receipt"
MOST_RECEIPT = MOST_HEAD
"""Bytes of a receipt's file."""


def write_receipt(header: Header, rows: Iterable[Row], key: DeviceKey) -> bytes:
    """The file of the receipt for a bundle that was opened and is kept, signed by the receiver's key."""
    return signed_lines(KIND, receipt_for(header, rows, key.public), key)


def read_receipt(raw: bytes, office: str) -> Receipt:
    """A receipt that the receiver's key `office` (hex, as this desk was told it) signed. BundleUnusable."""
    if len(raw) > MOST_RECEIPT:
        raise BundleUnusable("too_large", f"{WHAT} is larger than any that Threshold makes.")
    receipt, rest = read_lines(KIND, raw, Receipt, office, WHAT)
    if receipt.office != office:
        raise BundleUnusable("forged", f"{WHAT} names another key than the one that signed it.")
    if rest:
        raise BundleUnusable("tampered", f"{WHAT} goes on after its end.")
    return receipt


def confirms(receipt: Receipt, header: Header, rows: Iterable[Row]) -> bool:
    """Whether a receipt names all that went out in a bundle: every visit to its last event, and every attachment."""
    return receipt == receipt_for(header, rows, receipt.office)
