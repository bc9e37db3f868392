"""Every kind of report as a real PDF: its pages, its fonts, and that every word of it can be read back."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.reports.making import make_outline, parts_of
from desktop.reports.outline import Outline
from desktop.reports.pdf import make_pdf
from desktop.reports.text import make_text
from desktop.services.pictures import page_sizes
from tests.reports.visits import WALKS, Shift

FONTS = {"NotoSans-Regular", "NotoSans-Bold", "NotoSansMono-Regular", "NotoSansSymbols2-Regular"}
ADDED = re.compile(r"\[struck: |\]|\*\*\*|[=\-|!•\s]")
"""What the plain text draws its lines and columns with, and says in words where the PDF has a line through them."""

ADDED_WORDS = {"struck", "picture"}


def run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def words_of_text(outline: Outline) -> set[str]:
    """Every run of letters and digits of the plain text, a column so wide that none is broken."""
    return {word for word in re.findall(r"[^\W_]{2,}", make_text(outline, 400)) if word not in ADDED_WORDS}


@pytest.mark.parametrize("name", WALKS)
def test_every_kind_is_sound_in_our_fonts_and_reads_as_its_text(
    name: str, play: Callable[[str], tuple[Shift, str]], tmp_path: Path
) -> None:
    """On both papers, each part; another program checks the file, lists its fonts and reads its words."""
    shift, visit = play(name)
    material = shift.material(visit)
    for part in parts_of(material):
        outline = make_outline(material, part)
        for paper in ("letter", "a4"):
            pdf = make_pdf(outline, paper)
            file = tmp_path / f"{part}-{paper}.pdf"
            file.write_bytes(pdf)
            pages = len(page_sizes(pdf))
            assert "No syntax or stream encoding errors" in run("qpdf", "--check", str(file))
            assert {
                line.split()[0].partition("+")[2] for line in run("pdffonts", str(file)).splitlines()[2:]
            } <= FONTS
            read = run("pdftotext", "-raw", str(file), "-")
            assert f"Page {pages} of {pages}" in read
            together = ADDED.sub("", read)
            assert {word for word in words_of_text(outline) if word not in together} == set()
