"""Several PDFs become one: all pages, a bookmark for each, and the same bytes whenever it is made."""

import pypdfium2
import pytest

from desktop.reports.outline import Heading, Outline, Paragraph, Part, Running, said
from desktop.reports.pdf import make_pdf
from desktop.services.one_pdf import Bound, one_pdf
from desktop.services.pictures import page_words

DAY_US = 1_784_116_800_000_000


def document(number: int, pages: int = 1) -> Bound:
    """A PDF of so many pages that say what they are."""
    name = f"Report {number} of José"
    on = Running(
        name, str(number), "Sample School 900", "", "", "", "Threshold", "A sample of two lines. " * 6
    )
    parts = tuple(
        Part(on, (Heading(f"Part {page}"), Paragraph(said(f"Document {number}, page {page}"))))
        for page in range(pages)
    )
    return Bound(name, make_pdf(Outline(name, name, "en", DAY_US, parts), "letter"))


def test_all_pages_follow_in_order_and_each_document_has_its_bookmark() -> None:
    bound = [document(number, pages) for number, pages in ((1, 2), (2, 1), (3, 3))]
    whole = one_pdf(bound, "Reports of “July”", DAY_US)
    assert page_words(whole) == tuple(words for each in bound for words in page_words(each.pdf))
    opened = pypdfium2.PdfDocument(whole)
    marks = [(mark.get_title(), mark.get_dest().get_index()) for mark in opened.get_toc()]
    assert marks == [(each.name, first) for each, first in zip(bound, (0, 2, 3), strict=True)]
    told = opened.get_metadata_dict(skip_empty=True)
    assert told == {"Title": "Reports of “July”", "CreationDate": "D:20260715120000Z"}
    opened.close()


def test_the_same_documents_give_the_same_bytes_and_none_tell_when_they_were_put_together() -> None:
    bound = [document(1), document(2)]
    first, second = (one_pdf(bound, "Reports", DAY_US) for _ in range(2))
    assert first == second
    assert b"/CreationDate(D:0000" in first, "PDFium's own moment is gone"
    assert first.count(b"/CreationDate") == 2
    assert one_pdf(bound[::-1], "Reports", DAY_US) != first


def test_a_file_that_is_no_pdf_is_not_swallowed() -> None:
    with pytest.raises(pypdfium2.PdfiumError):
        one_pdf([document(1), Bound("x", b"nothing")], "Reports", DAY_US)
