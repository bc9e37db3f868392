"""Files of every type that a desk scans or photographs papers to, made by real encoders."""

from io import BytesIO
from pathlib import Path

import pillow_heif
from PIL import Image, ImageDraw

from desktop.services.pictures import HEIC, JPEG, PDF, PNG, TIFF


def sheet(width: int = 425, height: int = 550) -> Image.Image:
    """A white sheet with a black block at its top left."""
    image = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(image).rectangle((0, 0, width // 3, height // 4), fill="black")
    return image


def encoded(kind: str, pages: int = 1) -> bytes:
    """A sheet as Pillow writes it; with more `pages`, as frames of an animated PNG or GIF or of an MPO, or as a TIFF's pages."""
    made = BytesIO()
    # Every second one stands on its head: of frames that are alike an encoder keeps one.
    more = [sheet().rotate(180 * (number % 2)) for number in range(1, pages)]
    if more:
        sheet().save(made, kind, save_all=True, append_images=more)
    else:
        sheet().save(made, kind)
    return made.getvalue()


def heic(pages: int = 1) -> bytes:
    """Sheets as a phone keeps them."""
    made, file = BytesIO(), pillow_heif.from_pillow(sheet())
    for _ in range(1, pages):
        file.add_from_pillow(sheet())
    file.save(made)
    return made.getvalue()


def pdf(pages: int = 1) -> bytes:
    """A PDF of letter pages, each with a black block at its top left; written by hand, so that nothing is hidden in it."""
    block = b"0 594 204 198 re f"
    kids = b" ".join(b"%d 0 R" % (4 + number) for number in range(pages))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[" + kids + b"]/Count %d>>" % pages,
        b"<</Length %d>>stream\n" % len(block) + block + b"\nendstream",
        *[b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 3 0 R>>"] * pages,
    ]
    made, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj" % number + each + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table
    end += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(made))
    return made + end


def every_type() -> dict[str, bytes]:
    """Media type → a file of it."""
    return {PNG: encoded("PNG"), JPEG: encoded("JPEG"), HEIC: heic(), TIFF: encoded("TIFF"), PDF: pdf()}


def write(folder: Path, files: dict[str, bytes]) -> list[Path]:
    """Put files into a folder."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in files]
