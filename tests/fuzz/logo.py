"""The picture on reports as something to be damaged."""

from pathlib import Path

from hypothesis import strategies as st

from desktop.reports.images import read_logo
from tests.fuzz.harness import Told
from tests.fuzz.mutating import raw
from tests.services.papers import encoded


class Logo:
    """The picture on reports."""

    name = "logo"

    def __init__(self, home: Path) -> None:
        home.mkdir()
        self.folder = home

    def inputs(self) -> st.SearchStrategy[bytes]:
        """PNG and JPEG."""
        return st.sampled_from(("PNG", "JPEG")).flatmap(lambda kind: raw(encoded(kind)))

    def read(self, given: bytes) -> Told:
        """A report goes without what cannot be drawn."""
        return [] if read_logo(given) else ["No logo."]
