"""What every place that bundles and receipts go to can do. Each sort of place passes the same tests."""

from typing import Protocol


class Target(Protocol):
    """A place. Every method raises Trouble where the place cannot be reached, read or written."""

    def put(self, name: str, content: bytes) -> None:
        """All of it stands there under this name when it returns, or none of it; again is the same as once. ValueError for a name
        that is neither a bundle's nor a receipt's."""

    def names(self) -> list[str]:
        """The bundles and receipts there, sorted. Everything else is passed over."""

    def get(self, name: str, most: int) -> bytes:
        """What stands under this name. BundleUnusable `too_large` above `most` bytes: no more than that is read. ValueError as in
        `put`."""

    def free_bytes(self) -> int | None:
        """How much may still be put there; None where the place has no end."""
