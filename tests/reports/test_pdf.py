"""Reports as PDF files, read back with programs that did not write them."""

import hashlib
import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.reports.images import DAMAGED
from desktop.reports.layout import Paper
from desktop.reports.outline import (
    Column,
    Heading,
    Line,
    Lines,
    Mark,
    Outline,
    Paragraph,
    Part,
    Picture,
    Row,
    Table,
    said,
)
from desktop.reports.pdf import make_pdf
from tests.reports import samples

TOP = Path(__file__).parents[2]
PRINT = """
import hashlib, sys
from desktop.reports.pdf import make_pdf
from tests.reports import samples
if len(sys.argv) > 1:
    make_pdf(samples.simple(*samples.opening()), "letter")
    make_pdf(samples.simple(samples.timeline(3, "ΩЖ ✓")), "a4")
for paper in ("letter", "a4"):
    print(hashlib.sha256(make_pdf(samples.every_block(), paper)).hexdigest())
"""


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, in the order in which it is read."""
    document = pypdfium2.PdfDocument(pdf)
    texts = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return texts


def run(*command: str) -> str:
    """What a program prints; it must succeed."""
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.fixture(scope="module", params=["letter", "a4"])
def printed(request: pytest.FixtureRequest) -> tuple[Paper, bytes]:
    """A report with every kind of block on one paper."""
    paper: Paper = request.param
    return paper, make_pdf(samples.every_block(), paper)


@pytest.fixture
def file(printed: tuple[Paper, bytes], tmp_path: Path) -> str:
    """The same report as a file."""
    path = tmp_path / "report.pdf"
    path.write_bytes(printed[1])
    return str(path)


def test_the_file_is_sound_and_has_the_size_of_its_paper(printed: tuple[Paper, bytes], file: str) -> None:
    """`qpdf` finds nothing, and each page is Letter or A4."""
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", file)
    sizes = {tuple(map(round, page.get_size())) for page in pypdfium2.PdfDocument(printed[1])}
    assert sizes == {(612, 792) if printed[0] == "letter" else (595, 842)}


def test_only_our_fonts_are_in_the_file_and_each_can_be_copied_from(file: str) -> None:
    """All are embedded, subset, and with a table of characters; none is only named."""
    lines = run("pdffonts", file).splitlines()[2:]
    fonts = {line.split()[0].partition("+")[2] for line in lines}
    assert fonts == {
        "NotoSans-Regular",
        "NotoSans-Bold",
        "NotoSansMono-Regular",
        "NotoSansSymbols2-Regular",
    }
    assert all(re.search(r" yes +yes +yes +\d+ +0$", line) for line in lines)


def test_each_page_says_what_it_belongs_to(printed: tuple[Paper, bytes]) -> None:
    """Document, record number, facility, head, pack and its hash, version, legend, page number and the part's marks."""
    outline = samples.every_block()
    texts = [" ".join(text.split()) for text in pages_of(printed[1])]
    part = -1
    for place, text in enumerate(texts):
        part += "Incident report" in text and (
            place == 0 or ("RESTRICTED" in text and "RESTRICTED" not in texts[place - 1])
        )
        running = outline.parts[part].running
        for said_there in (running.document, running.record_number, running.facility, running.head, running.pack,
                           running.pack_hash, running.program, running.legend, f"Page {place + 1} of {len(texts)}"):  # fmt: skip
            assert said_there in text
        assert [mark.text in text for mark in running.marks] == [True] * len(running.marks)
        assert ("DRILL" in text) == (part == 1)
    assert part == 1


def test_another_program_reads_the_same(file: str) -> None:
    """poppler finds the words of the report too, with the letters and marks as they were typed."""
    text = run("pdftotext", "-raw", file, "-")
    for words in ("“We have a warrant and we will go in now.”", "Зоя и Ελένη", "✓ yes", "✗ no", "☐ not seen", "→ 2nd floor"):  # fmt: skip
        assert words in text
    assert "[U+0623 U+0647 U+0644 U+0627]" in text
    assert "[U+1F600]" in text
    assert "[U+202E]eloh[U+202C]" in text.replace(" ", "")


def test_the_head_of_a_table_comes_again_on_each_page() -> None:
    """Forty rows and four hundred."""
    for rows in (40, 400):
        texts = pages_of(make_pdf(samples.simple(samples.timeline(rows)), "letter"))
        assert len(texts) > 1
        assert all(re.search(r"Time\s+By\s+What\s+Note", text) for text in texts)
        assert f"Answer {rows - 1}" in texts[-1]


WORD = st.text(st.sampled_from("abcdefgXYZéßЖΩ0123456789-/.✓—"), min_size=1, max_size=60)
TEXT = st.lists(WORD, min_size=1, max_size=60).map(" ".join)


@settings(max_examples=25)
@given(st.lists(TEXT, min_size=1, max_size=12))
def test_every_word_can_be_copied_in_its_order(texts: list[str]) -> None:
    """Paragraphs, particulars and rows, across pages, with words wider than their column."""
    blocks = [
        (Heading(text[:90]), Paragraph(said(text)), Lines((Line(text[:40], said(text)),)))[nth % 3]
        for nth, text in enumerate(texts)
    ]
    pages = pages_of(make_pdf(samples.simple(*blocks), "letter"))
    found = "".join(between(page, samples.simple().parts[0]) for page in pages)
    wanted = "".join(squeezed(block) for block in blocks)
    if len(pages) == 1:
        assert found == wanted
    assert sorted(found) == sorted(wanted)


def squeezed(block: Heading | Paragraph | Lines) -> str:
    """All a block says, without spaces."""
    if isinstance(block, Heading):
        said_there = block.text
    elif isinstance(block, Paragraph):
        said_there = block.text[0].text
    else:
        said_there = "".join(line.label + line.text[0].text for line in block.lines)
    return "".join(unicodedata.normalize("NFC", said_there).split())


def between(page: str, part: Part) -> str:
    """The text of a page between its bands, without spaces. A hyphen at a line's end comes as U+FFFE from pdfium."""
    text = "".join(page.replace("\ufffe", "-").split())
    number, legend = part.running.record_number, "".join(part.running.legend.split())
    return text.split(number, 1)[1].rsplit(legend, 1)[0]


def test_three_fresh_processes_print_the_same_bytes(tmp_path: Path) -> None:
    """Whatever the hash seed, folder, time zone, reportlab's own settings, and what the process printed before; and they leave
    nothing in the folders for temporary files."""
    told = set()
    settings_of_reportlab = {"SOURCE_DATE_EPOCH": "1", "RL_useA85": "1", "RL_pageCompression": "0"}
    for place, (seed, zone) in enumerate([("0", "UTC"), ("7", "Asia/Tokyo"), ("random", "America/New_York")]):
        home, temp = tmp_path / f"home{place}", tmp_path / f"temp{place}"
        home.mkdir()
        temp.mkdir()
        environ = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(TOP),
            "PYTHONDONTWRITEBYTECODE": "1",
            "LC_ALL": "C",
        }
        environ |= {"PYTHONHASHSEED": seed, "TZ": zone, "HOME": str(home), "TMPDIR": str(temp)}
        environ |= settings_of_reportlab if place == 1 else {}
        command = [sys.executable, "-c", PRINT, *(["other reports first"] if place == 1 else [])]
        done = subprocess.run(command, cwd=home, env=environ, capture_output=True, text=True, check=True)
        told.add(done.stdout)
        assert list(home.iterdir()) == list(temp.iterdir()) == []
    here = [hashlib.sha256(make_pdf(samples.every_block(), paper)).hexdigest() for paper in ("letter", "a4")]
    assert told == {"".join(f"{digest}\n" for digest in here)}


def test_a_changed_word_changes_the_identity_of_the_file(tmp_path: Path) -> None:
    """The file's /ID follows from what it says, and its dates are those of the record."""
    ids = set()
    for word in ("one", "two"):
        path = tmp_path / f"{word}.pdf"
        path.write_bytes(make_pdf(samples.simple(Paragraph(said(word))), "letter"))
        ids.add(run("qpdf", "--show-object=trailer", str(path)))
        assert "CreationDate:    2026-11-18T11:06:40Z" in run("pdfinfo", "-isodates", str(path))
    assert len(ids) == 2


def test_the_file_names_its_language_title_and_contents(printed: tuple[Paper, bytes]) -> None:
    """For screen readers and for finding one's way; no name of a person or machine is there."""
    document = pypdfium2.PdfDocument(printed[1])
    meta = document.get_metadata_dict()
    assert meta["Title"] == "Incident report SO-2026-000123-7"
    assert meta["Subject"] == "Visit of federal officers"
    assert meta["Author"] == "Sample Office, Main Lobby, Manhattan"
    assert meta["Creator"] == "Threshold 0.1.0"
    assert b"/Lang (en-US)" in printed[1] or b"/Lang (\\376\\377" in printed[1]
    titles = [entry.get_title() for entry in document.get_toc()]
    assert titles[0] == "Incident report"
    assert titles.index("Timeline") < titles.index("Signatures") < titles.index("Photographs of papers")


def test_damaged_pictures_and_a_damaged_logo_are_told_in_their_place() -> None:
    """Cut off, empty, of another kind: the caption stays and says so, and the others are drawn."""
    whole = samples.jpeg()
    damaged = [whole[:900], b"", b"\x00" * 400, samples.logo(), whole[:-2000]]
    blocks = [
        Picture((said(f"Paper {nth}"),), "x", data, 640, 480) for nth, data in enumerate([*damaged, whole])
    ]
    for logo in (b"", samples.logo()[:200], b"GIF89a"):
        outline = samples.outline(Part(samples.running(), tuple(blocks)), logo=logo)
        pdf = make_pdf(outline, "letter")
        text = " ".join(" ".join(pages_of(pdf)).split())
        assert text.count(DAMAGED) == len(damaged)
        assert "The logo cannot be read." in text
        assert "Paper 5" in text
        assert images(pdf) == 1


def images(pdf: bytes) -> int:
    """How many pictures are drawn."""
    return sum(
        len(list(page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])))
        for page in pypdfium2.PdfDocument(pdf)
    )


def test_thirty_pictures_are_all_drawn_and_kept_as_they_are() -> None:
    """The JPEG bytes are in the file unchanged; one that comes twice is there once."""
    jpegs = [samples.jpeg(320, 400, shade) for shade in range(100, 115)] * 2
    blocks = [Picture((said(f"Picture {nth}"),), "x", data, 320, 400) for nth, data in enumerate(jpegs)]
    pdf = make_pdf(samples.simple(*blocks), "a4")
    assert images(pdf) == 30
    assert [pdf.count(data) for data in jpegs] == [1] * 30


@pytest.mark.parametrize(
    "text", ["\ud800\udfff", "\u202eabc", "\x00", "😀" * 300, "ا" * 3000, "\n" * 200, " " * 500, ""]
)
def test_strange_texts_are_printed_in_every_place(text: str) -> None:
    """As title, mark, facility, heading, label, cell and caption."""
    table = Table(text, (Column(text, 1), Column("b", 1)), (Row((said(text), said("b"))),))
    blocks = (
        Heading(text),
        Paragraph(said(text), "quote"),
        Lines((Line(text, said(text)),)),
        table,
        Picture((said(text),), text),
    )
    running = samples.running("A-1", Mark(text[:40]))
    outline = Outline(text, text, "en-US", -1, (Part(running, blocks),))
    assert "Page" in pages_of(make_pdf(outline, "letter"))[0]


def test_a_note_of_fifty_thousand_characters_can_be_copied() -> None:
    """Nothing of a long note is lost on the way to the paper."""
    note = " ".join(f"w{nth}" for nth in range(9000))
    text = " ".join(pages_of(make_pdf(samples.simple(Paragraph(said(note))), "letter")))
    assert set(re.findall(r"w\d+", text)) >= set(note.split())
