"""What the report of each kind of visit says, word for word, beside the text it said when somebody last read it.

After a wanted change the texts are made anew and read before they are kept:
`THRESHOLD_MAKE_GOLDENS=1 .venv/bin/pytest tests/reports/test_golden.py` (never where CI is set: there it fails).
"""

import os
import re
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from desktop import __version__
from desktop.reports.making import make_outline
from desktop.reports.outline import Outline
from desktop.reports.public_data import Options
from desktop.reports.public_pages import make_public
from desktop.reports.public_taking import take, usual
from desktop.reports.text import make_text
from tests.reports.visits import WALKS, Shift

GOLDEN = Path(__file__).parent / "golden"
MAKE = "THRESHOLD_MAKE_GOLDENS"
PUBLIC = ("added", "changed", "empty", "escorted", "exception", "joined", "named", "redacted")
"""The visits whose public copies are kept."""

HASH = re.compile(rb"\b[0-9a-f]{64}\b")
COPY = re.compile(rb"\bPC-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}\b")
IDENT = re.compile(rb"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")


def masked(outline: Outline) -> Outline:
    """The outline with the same digits for every hash and id, which depend on chance, and for the program's version."""
    plain = msgspec.json.encode(outline)
    plain = HASH.sub(b"0" * 64, IDENT.sub(b"00000000-0000-0000-0000-000000000000", plain))
    plain = COPY.sub(b"PC-0000-0000-0000", plain)
    plain = plain.replace(__version__.encode(), b"#.#.#")
    return msgspec.json.decode(plain, type=Outline)


@pytest.mark.parametrize("name", WALKS)
def test_the_report_says_what_was_read_and_kept(name: str, play: Callable[[str], tuple[Shift, str]]) -> None:
    """Report and annexes of a visit, hashes and ids masked."""
    shift, visit = play(name)
    same_as_kept(name, make_outline(shift.material(visit), "all"))


@pytest.mark.parametrize("name", PUBLIC)
def test_the_public_copy_says_what_was_read_and_kept(
    name: str, play: Callable[[str], tuple[Shift, str]]
) -> None:
    """As a shelter's is made unless counsel decides otherwise; the one of `named` as counsel may have it made."""
    shift, visit = play("i200" if name == "named" else name)
    material = shift.material(visit)
    options = Options(officers=True) if name == "named" else usual(material)
    same_as_kept(f"public-{name}", make_public(take(material, options)))


def same_as_kept(name: str, outline: Outline) -> None:
    """A document beside the text that is kept of it."""
    text = make_text(masked(outline))
    file = GOLDEN / f"{name}.txt"
    if os.environ.get(MAKE):
        in_ci = bool(os.environ.get("CI"))
        assert not in_ci, f"{MAKE} is set in CI: the texts would be compared with themselves."
        file.write_text(text, "utf-8")
    assert text == file.read_text("utf-8")


def test_every_kept_text_is_of_a_visit_that_is_played() -> None:
    """No golden text lies there unread."""
    there = [*WALKS, *(f"public-{name}" for name in PUBLIC)]
    assert sorted(file.stem for file in GOLDEN.glob("*.txt")) == sorted(there)
