"""Tells what type of file some bytes are, how many pages they have, and makes a small picture of the first.

The type is read from the bytes, never from a name. Only a copy in memory is decoded, after the original was hashed, in a
worker thread of the window: a process of its own for each picture would need a second way to start the frozen program.
What the decoders cannot make sense of gives a sentence; the original is kept all the same.
"""

from collections.abc import Iterator
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from PIL import Image

PNG, JPEG, HEIC, TIFF, PDF = "image/png", "image/jpeg", "image/heic", "image/tiff", "application/pdf"
UNKNOWN = "unknown"
HEAD_BYTES = 1024
"""So many first bytes tell the type: a PDF may have that much before its mark (ISO 32000-2, note to 7.5.2)."""

MAX_PIXELS = 80_000_000
"""A4 at 600 dots per inch has 35 million; a picture that says it has more than this is not decoded."""

_HEIF_BRANDS = (
    b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"hevm", b"hevs", b"mif1", b"msf1",
)  # fmt: skip
_STARTS = (
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"II*\0", TIFF),
    (b"MM\0*", TIFF),
    (b"II+\0", TIFF),
    (b"MM\0+", TIFF),
)

_SEQUENCE_BRANDS = (b"hevc", b"hevx", b"hevm", b"hevs", b"msf1")
"""Brands of files that may hold a film beside their pictures (ISO/IEC 23008-12); its frames are not counted here."""

# PDFium keeps one state for the whole process, so one call of it must end before the next begins.
PDFIUM = Lock()


class Picture(msgspec.Struct, frozen=True):
    """A small picture as PNG, or None and the `problem` in a sentence."""

    png: bytes | None
    problem: str = ""


class Printed(msgspec.Struct, frozen=True):
    """The pages of a file as JPEG bytes without metadata, with width and height in pixels; `problem` says in a sentence why
    there is none, or not all of them, "" otherwise."""

    pages: tuple[tuple[bytes, int, int], ...]
    problem: str = ""


def media_of(head: bytes) -> str:
    """The media type of a file that begins with `head` (its first 1024 bytes, or all of it); "unknown" is a type too."""
    for start, media in _STARTS:
        if head.startswith(start):
            return media
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS:
        return HEIC
    return PDF if b"%PDF-" in head[:HEAD_BYTES] else UNKNOWN


def many_pages(content: bytes, media: str) -> bool | None:
    """Whether there is more than one page or frame; None where that cannot be told, as of an unknown file."""
    if media == UNKNOWN:
        return None
    try:
        if media == PDF:
            return _pdf_pages(content) > 1
        if media == HEIC:
            return _many_heic(content)
        return _many_frames(content, media)
    except Exception:  # noqa: BLE001 - a hostile file can make a decoder raise anything
        return None


def thumbnail(content: bytes, media: str, px: int) -> Picture:
    """The first page, at most `px` wide and high, upright as the camera was held. Never raises for what is in `content`."""
    if media == UNKNOWN:
        return Picture(None, "This type of file cannot be shown. It is kept as it is.")
    try:
        small = _pdf_page(content, px) if media == PDF else _small(content, media, px)
        made = BytesIO()
        small.save(made, "PNG")
        return Picture(made.getvalue())
    except _TooBig:
        return Picture(None, "The picture is too big to show. It is kept as it is.")
    except Exception:  # noqa: BLE001 - as above
        return Picture(None, "The file is damaged and cannot be shown. It is kept as it is.")


def printed(content: bytes, media: str, px: int, most: int) -> Printed:
    """The first `most` pages, each at most `px` wide and high. The same bytes give the same pages. Never raises for what is in
    `content`."""
    if media == UNKNOWN:
        return Printed((), "This type of file cannot be printed. The original is kept as it came.")
    pages: list[tuple[bytes, int, int]] = []
    try:
        for image in _pages(content, media, px):
            if len(pages) == most:
                return Printed(
                    tuple(pages), f"Only the first {most} pages are printed. The original is kept whole."
                )
            made = BytesIO()
            image.info.clear()  # comments and where it was taken: Pillow would write some of it
            image.save(made, "JPEG", quality=85)
            pages.append((made.getvalue(), image.width, image.height))
        more = media in (PNG, JPEG, HEIC) and many_pages(content, media)
        return Printed(
            tuple(pages), "The file holds more than this picture. It is kept whole." if more else ""
        )
    except _TooBig:
        return Printed(tuple(pages), "The picture is too big to print. The original is kept as it came.")
    except Exception:  # noqa: BLE001 - as above
        return Printed(
            tuple(pages), "The file is damaged and cannot be printed. The original is kept as it came."
        )


def page_sizes(pdf: bytes) -> tuple[tuple[float, float], ...]:
    """Width and height of each page of a PDF of ours, in points (1/72 inch)."""
    import pypdfium2

    with PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return tuple(page.get_size() for page in document)
        finally:
            document.close()


def page_words(pdf: bytes) -> tuple[str, ...]:
    """What each page of a PDF of ours says."""
    import pypdfium2

    with PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return tuple(page.get_textpage().get_text_bounded() for page in document)
        finally:
            document.close()


def page_pixels(pdf: bytes, number: int, wide: int) -> tuple[bytes, int, int]:
    """Page `number` (from 0) of a PDF of ours, `wide` pixels across: RGB bytes row by row, width and height in pixels."""
    return _page_drawn(pdf, number, wide, grey=False)


def page_greys(pdf: bytes, number: int, wide: int) -> tuple[bytes, int, int]:
    """The same in greys, one byte a pixel: it takes a quarter of the time."""
    return _page_drawn(pdf, number, wide, grey=True)


def has_colours(pdf: bytes) -> bool:
    """Whether a picture in a PDF of ours may have colours: text and lines have none, and streams hold the names of none."""
    return b"/DeviceRGB" in pdf


def _page_drawn(pdf: bytes, number: int, wide: int, grey: bool) -> tuple[bytes, int, int]:
    import pypdfium2

    with PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            page = document[number]
            # A thousandth of a pixel less: PDFium rounds up, and would make a page of one pixel more.
            scale = (wide - 0.001) / page.get_width()
            image = page.render(scale=scale, grayscale=grey, rev_byteorder=True).to_pil()
            image = image.convert("L" if grey else "RGB")
            return image.tobytes(), image.width, image.height
        finally:
            document.close()


def _pages(content: bytes, media: str, px: int) -> "Iterator[Image.Image]":
    from PIL import Image

    if media == PDF:
        for number in range(_pdf_pages(content)):
            yield _pdf_page(content, px, number)
    elif media == TIFF:
        with Image.open(BytesIO(content), formats=("tiff",)) as image:
            for number in range(getattr(image, "n_frames", 1)):
                image.seek(number)
                yield _upright(image, px)
    else:
        yield _small(content, media, px)


class _TooBig(Exception):
    """It says that it has more than MAX_PIXELS."""


def _small(content: bytes, media: str, px: int) -> "Image.Image":
    from PIL import Image

    if media == HEIC:
        import pi_heif

        heif = pi_heif.open_heif(content)
        _check_size(heif.size)
        image: Image.Image = heif.to_pillow()  # turned upright already
    else:
        image = Image.open(BytesIO(content), formats=(media.partition("/")[2],))
    return _upright(image, px)


def _upright(image: "Image.Image", px: int) -> "Image.Image":
    from PIL import ImageOps

    _check_size(image.size)
    image.draft("RGB", (px, px))
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((px, px))
    return upright.convert("RGB")


def _check_size(size: tuple[int, int]) -> None:
    if size[0] * size[1] > MAX_PIXELS:
        raise _TooBig


def _many_heic(content: bytes) -> bool | None:
    import pi_heif

    if len(pi_heif.open_heif(content)) > 1:
        return True
    brands = content[8 : int.from_bytes(content[:4], "big")]
    film = any(brands[place : place + 4] in _SEQUENCE_BRANDS for place in range(0, len(brands), 4))
    return None if film else False


def _many_frames(content: bytes, media: str) -> bool | None:
    """Pages of a TIFF, frames of an animated PNG, pictures in a JPEG of several (MPO)."""
    from PIL import Image

    with Image.open(BytesIO(content), formats=(media.partition("/")[2],)) as image:
        if media != TIFF:
            many = getattr(image, "n_frames", 1) > 1
            # An index of pictures that Pillow did not follow: damaged, or the second one only lights up the first (a gain map).
            return None if not many and "mp" in image.info and not _gain_map(content) else many
        try:
            image.seek(1)
        except EOFError:
            return False
        return True


def _gain_map(content: bytes) -> bool:
    return b' hdrgm:Version="' in content


def _pdf_pages(content: bytes) -> int:
    import pypdfium2

    with PDFIUM:
        document = pypdfium2.PdfDocument(content)
        try:
            return len(document)
        finally:
            document.close()


def _pdf_page(content: bytes, px: int, number: int = 0) -> "Image.Image":
    import pypdfium2

    with PDFIUM:
        document = pypdfium2.PdfDocument(content)
        try:
            page = document[number]
            bitmap = page.render(scale=px / max(*page.get_size(), 1))
            image: Image.Image = bitmap.to_pil().convert("RGB")  # a copy: the bitmap goes with the document
            return image
        finally:
            document.close()
