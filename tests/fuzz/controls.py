"""Two readers that are made wrong on purpose: the harness must find both."""

import json
from pathlib import Path

from hypothesis import strategies as st

from tests.fuzz.harness import Told
from tests.fuzz.mutating import json_like


class Other:
    """The control: a reader of this test's own that raises what Python raises."""

    name = "a reader without sentences"

    def __init__(self, home: Path) -> None:
        home.mkdir()
        self.folder = home

    def inputs(self) -> st.SearchStrategy[bytes]:
        """A small file."""
        return json_like(b'{"format": 1, "slots": [{"kind": "machine"}]}')

    def read(self, given: bytes) -> Told:
        """It takes for granted what is in the file."""
        try:
            return [str(json.loads(given)["slots"][0]["kind"])]
        except ValueError:
            return ["It is no JSON."]


class Careless(Other):
    """The other control: it swallows what is wrong, after it wrote something."""

    name = "a reader that leaves something half done"

    def read(self, given: bytes) -> Told:
        """It begins before it has looked."""
        (self.folder / "begun").write_bytes(given[:10])
        return ["It is wrong, and something was written."]
