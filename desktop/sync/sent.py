"""Keeps beside the record what went out and what came back: the clear lines of each bundle, and each receipt as it is.

It is evidence, not memory: what it says is held against the journal and the office's key each time it is read. It lies outside the
database, so that a record that is set back to yesterday does not take it along.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from desktop.core.bundles import NAME, BundleUnusable, Header, Receipt, name_of
from desktop.sync.bundle import Made, clear_lines, read_clear
from desktop.sync.receipts import read_receipt
from desktop.trust.keys import sync_folder
from desktop.whole import read_whole, trouble_of, write_whole

FOLDER = "sync"
"""Below `Places.data`: a restore, which moves the record's folder aside, leaves it."""

BUNDLE, RECEIPT = ".tbundle", ".treceipt"

_T = TypeVar("_T")


class SentBook:
    """The folder of it, which is made with what is first written there. Trouble where it cannot be read or written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def note(self, made: Made) -> None:
        """This bundle stands at the place that it goes to."""
        self._write(name_of(made.header, "tbundle"), clear_lines(made.header, made.content))

    def keep(self, name: str, raw: bytes) -> None:
        """This receipt, which is right, came back."""
        self._write(name, raw)

    def names(self) -> frozenset[str]:
        """What is in it, by the names that it had where it lay."""
        try:
            return frozenset(each.name for each in self.folder.iterdir() if NAME.fullmatch(each.name))
        except FileNotFoundError:
            return frozenset()
        except OSError as error:
            raise trouble_of(error, f"{self.folder} cannot be read", self.folder) from error

    def went(self, wrong: Callable[[str], None]) -> list[Header]:
        """What went out. `wrong` is told a sentence for each that cannot be read."""
        return list(self._each(BUNDLE, read_clear, wrong))

    def receipts(self, office: str, wrong: Callable[[str], None]) -> list[Receipt]:
        """What came back, signed by the key `office`. `wrong` as in `went`."""
        return list(self._each(RECEIPT, lambda raw: read_receipt(raw, office), wrong))

    def furthest(self, office: str) -> Receipt | None:
        """The receipt that reaches furthest by its name; None where there is none or it cannot be read, which `receipts` tells."""
        there = [name for name in self.names() if name.endswith(RECEIPT)]
        for name in sorted(there, key=_reach, reverse=True)[:1]:
            with suppress(BundleUnusable, OSError):
                return read_receipt(read_whole(self.folder / name), office)
        return None

    def _each(self, ending: str, read: Callable[[bytes], _T], wrong: Callable[[str], None]) -> Iterator[_T]:
        for name in sorted(self.names()):
            if not name.endswith(ending):
                continue
            try:
                yield read(read_whole(self.folder / name))
            except BundleUnusable as unusable:
                wrong(f"{self.folder / name}: {unusable.sentence}")
            except OSError as error:
                wrong(f"{self.folder / name} cannot be read: {error.strerror}.")

    def _write(self, name: str, content: bytes) -> None:
        write_whole(self.folder / name, content, "What went to the office")
        sync_folder(self.folder)


def _reach(name: str) -> tuple[int, int]:
    """Epoch and last event, as a name tells them."""
    _, epoch, _, last, _ = name.rsplit("-", 4)
    return int(epoch.removeprefix("e")), int(last)
