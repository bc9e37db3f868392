"""Puts the pages of several PDFs of ours into one, with a bookmark for each: the same ones always give the same bytes."""

import hashlib
import io
import re
import time
from collections.abc import Iterator, Sequence

import msgspec

from desktop.services.pictures import PDFIUM

# PDFium says when and by what it wrote a file, and gives it a number by chance.
_MADE = re.compile(rb"/CreationDate\(D:([^)]*)\)")
_IDENT = re.compile(rb"/ID\[<([0-9A-F]{32})><([0-9A-F]{32})>\]")
_KIDS = re.compile(rb"/Kids\[([0-9 R\r\n]*)\]")
_TRAILER = re.compile(
    rb"/Root (\d+) 0 R\r\n/Info (\d+) 0 R\r\n/Size (\d+).*startxref\r\n(\d+)\r\n%%EOF\r\n$", re.DOTALL
)


class Bound(msgspec.Struct, frozen=True):
    """A PDF and what its bookmark says."""

    name: str
    pdf: bytes


class _End(msgspec.Struct, frozen=True):
    """What the end of a file of PDFium's says: numbers of its catalog and of what tells of it, how many objects, where its table lies."""

    root: int
    info: int
    size: int
    table: int


def one_pdf(bound: Sequence[Bound], title: str, made_us: int) -> bytes:
    """All pages, one PDF behind the other. `title` and `made_us` (µs UTC) are what the file says of itself. Takes its time; any thread may
    do it. ValueError where PDFium writes a file of another shape than we know."""
    import pypdfium2

    firsts, pages = list[int](), 0
    with PDFIUM:
        whole = pypdfium2.PdfDocument.new()
    try:
        for each in bound:
            with PDFIUM:  # for each anew: pages are drawn for the screen meanwhile
                document = pypdfium2.PdfDocument(each.pdf)
                try:
                    whole.import_pages(document)
                    firsts.append(pages)
                    pages += len(document)
                finally:
                    document.close()
        target = io.BytesIO()
        with PDFIUM:
            whole.save(target)
    finally:
        with PDFIUM:
            whole.close()
    return _marked(_settled(target.getvalue()), [each.name for each in bound], firsts, title, made_us)


def _settled(pdf: bytes) -> bytes:
    """The same without the moment and the number by chance, and as long."""
    made, ident = _MADE.search(pdf), _IDENT.search(pdf)
    if made is None or ident is None:
        raise ValueError("PDFium wrote a file whose end we do not know.")
    pdf = pdf[: made.start(1)] + b"0" * len(made[1]) + pdf[made.end(1) :]
    return pdf[: ident.start(1)] + b"0" * 32 + b"><" + b"0" * 32 + pdf[ident.end(2) :]


def _marked(pdf: bytes, names: Sequence[str], firsts: Sequence[int], title: str, made_us: int) -> bytes:
    """The same with what is said of it and its bookmarks, as an update at its end (ISO 32000-2, 7.5.6)."""
    found, kids = _TRAILER.search(pdf), _KIDS.search(pdf)
    if found is None or kids is None:
        raise ValueError("PDFium wrote a file whose pages we do not know.")
    end = _End(*(int(each) for each in found.groups()))
    pages = [int(each) for each in kids[1].split()[::3]]
    day = time.strftime("%Y%m%d%H%M%SZ", time.gmtime(made_us // 1_000_000)).encode()
    outlines = end.size
    objects = {
        end.root: b"<</Type/Catalog/Pages 2 0 R/Lang(en)/PageMode/UseOutlines/Outlines %d 0 R"
        b"/ViewerPreferences<</DisplayDocTitle true>>>>" % outlines,
        end.info: b"<</Title%s/CreationDate(D:%s)>>" % (_text(title), day),
        outlines: b"<</Type/Outlines/First %d 0 R/Last %d 0 R/Count %d>>"
        % (outlines + 1, outlines + len(names), len(names)),
        **dict(_items(outlines, names, [pages[first] for first in firsts])),
    }
    target, places = io.BytesIO(), dict[int, int]()
    target.write(pdf)
    for number, content in objects.items():
        places[number] = target.tell()
        target.write(b"%d 0 obj\r\n%s\r\nendobj\r\n" % (number, content))
    table = target.tell()
    target.write(b"xref\r\n")
    for number, place in sorted(places.items()):
        target.write(b"%d 1\r\n%010d 00000 n\r\n" % (number, place))
    ident = hashlib.sha256(target.getvalue()).hexdigest()[:32].encode()
    target.write(
        b"trailer\r\n<</Root %d 0 R/Info %d 0 R/Size %d/Prev %d/ID[<%s><%s>]>>\r\nstartxref\r\n%d\r\n%%%%EOF\r\n"
        % (end.root, end.info, outlines + len(names) + 1, end.table, ident, ident, table)
    )
    return target.getvalue()


def _items(outlines: int, names: Sequence[str], pages: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    """The bookmarks by their numbers, each with its name and the number of its page's object."""
    for place, (name, page) in enumerate(zip(names, pages, strict=True), 1):
        before = b"/Prev %d 0 R" % (outlines + place - 1) if place > 1 else b""
        after = b"/Next %d 0 R" % (outlines + place + 1) if place < len(names) else b""
        yield (
            outlines + place,
            b"<</Title%s/Parent %d 0 R%s%s/Dest[%d 0 R/Fit]>>" % (_text(name), outlines, before, after, page),
        )


def _text(words: str) -> bytes:
    return b"<FEFF%s>" % words.encode("utf-16-be").hex().upper().encode()
