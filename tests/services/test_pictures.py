"""The type of a file is told by its bytes, a small picture is made of it, and a hostile file does no more than have none."""

import struct
import zlib
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from desktop.services.pictures import (
    HEIC,
    JPEG,
    PDF,
    PNG,
    TIFF,
    UNKNOWN,
    many_pages,
    media_of,
    printed,
    thumbnail,
)
from tests.services.papers import encoded, every_type, heic, pdf, sheet

FILES = every_type()


@pytest.mark.parametrize("media", FILES)
def test_the_type_is_told_and_the_first_page_shown(media: str) -> None:
    content = FILES[media]
    assert media_of(content[:1024]) == media
    assert many_pages(content, media) is False
    made = thumbnail(content, media, 120)
    assert made.problem == ""
    assert made.png is not None
    with Image.open(BytesIO(made.png)) as small:
        assert small.format == "PNG"
        assert max(small.size) == 120
        assert small.width < small.height
        dark, light = small.getpixel((5, 5)), small.getpixel((small.width - 5, small.height - 5))
        assert isinstance(dark, tuple)
        assert isinstance(light, tuple)
        assert dark[0] < 40
        assert light[0] > 215


@pytest.mark.parametrize(
    ("media", "two"),
    [
        (TIFF, encoded("TIFF", 2)),
        (PDF, pdf(2)),
        (PNG, encoded("PNG", 2)),
        (JPEG, encoded("MPO", 2)),
        (HEIC, heic(2)),
    ],
)
def test_a_second_page_or_frame_is_seen(media: str, two: bytes) -> None:
    assert media_of(two[:1024]) == media
    assert many_pages(two, media) is True


@pytest.mark.parametrize(
    "head",
    [b"", b"PK\3\4", b"GIF89a", b"\0\0\0\x18ftypmp42", b"%!PS-Adobe", b"II", b"x" * 1100 + b"%PDF-1.7"],
)
def test_anything_else_is_a_type_too(head: bytes) -> None:
    assert media_of(head) == UNKNOWN
    assert many_pages(head, UNKNOWN) is None
    assert thumbnail(head, UNKNOWN, 120).png is None
    assert "kept" in thumbnail(head, UNKNOWN, 120).problem


def test_a_picture_is_shown_upright_as_the_phone_was_held() -> None:
    turned, made = sheet(400, 200), BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # the top of the paper is at the right
    turned.save(made, "JPEG", exif=exif)
    png = thumbnail(made.getvalue(), JPEG, 100).png
    assert png is not None
    with Image.open(BytesIO(png)) as small:
        assert small.size == (50, 100)
        assert not small.getexif()


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


@pytest.mark.parametrize("side", [9_200, 60_000])
def test_a_small_file_that_would_fill_the_memory_is_not_decoded(side: int) -> None:
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )
    made = thumbnail(bomb, PNG, 120)
    assert made.png is None
    assert "kept" in made.problem


@settings(max_examples=60)
@given(st.sampled_from(sorted(FILES)), st.data())
def test_a_damaged_file_never_raises(media: str, data: st.DataObject) -> None:
    content = bytearray(FILES[media])
    for _ in range(data.draw(st.integers(1, 20))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(content[: data.draw(st.integers(0, len(content)))])
    made = thumbnail(cut, media, 64)
    assert (made.png is None) == bool(made.problem)
    assert many_pages(cut, media) in (True, False, None)


def test_a_page_count_that_cannot_be_had_is_not_taken_for_one() -> None:
    assert many_pages(b"%PDF-1.7 nothing more", PDF) is None
    assert many_pages(b"II*\0", TIFF) is None
    assert many_pages(b"\0\0\0\x18ftypheic", HEIC) is None
    assert many_pages(b"\x89PNG\r\n\x1a\n", PNG) is None
    assert many_pages(b"\xff\xd8\xff", JPEG) is None
    film = heic().replace(b"ftypheic", b"ftypmsf1", 1)
    assert many_pages(film, HEIC) is None


def test_a_picture_with_a_damaged_index_of_more_pictures_is_not_taken_for_one() -> None:
    two = encoded("MPO", 2)
    place = two.index(b"MPF\0") + 4
    assert many_pages(two[:place] + b"XX" + two[place + 2 :], JPEG) is None


def test_a_photograph_with_a_gain_map_is_one_picture() -> None:
    """As phones write it: an index of two pictures, the second of which only lights up the first."""
    two = encoded("MPO", 2)
    note = b'http://ns.adobe.com/xap/1.0/\0<x hdrgm:Version="1.0"/>'
    content = two[:2] + b"\xff\xe1" + struct.pack(">H", len(note) + 2) + note + two[2:]
    assert many_pages(content, JPEG) is False


@pytest.mark.parametrize("media", FILES)
def test_what_is_printed_is_a_plain_jpeg_and_the_same_each_time(media: str) -> None:
    found = printed(FILES[media], media, 300, 5)
    [(jpeg, width, height)] = found.pages
    assert found.problem == ""
    assert found == printed(FILES[media], media, 300, 5)
    with Image.open(BytesIO(jpeg)) as page:
        assert (page.format, page.size, max(page.size)) == ("JPEG", (width, height), 300)
        assert not page.getexif()


@pytest.mark.parametrize(("media", "content"), [(TIFF, encoded("TIFF", 3)), (PDF, pdf(3))])
def test_each_page_is_printed_and_a_long_file_says_that_it_goes_on(media: str, content: bytes) -> None:
    assert len(printed(content, media, 200, 5).pages) == 3
    cut = printed(content, media, 200, 2)
    assert len(cut.pages) == 2
    assert cut.problem.startswith("Only the first 2 pages are printed.")


@pytest.mark.parametrize(
    ("media", "content"), [(PNG, encoded("PNG", 2)), (JPEG, encoded("MPO", 2)), (HEIC, heic(2))]
)
def test_a_file_with_further_pictures_says_so(media: str, content: bytes) -> None:
    found = printed(content, media, 200, 5)
    assert len(found.pages) == 1
    assert "holds more than this picture" in found.problem


@pytest.mark.parametrize(
    ("media", "content"), [(UNKNOWN, b"x"), (PNG, encoded("PNG")[:60]), (PDF, b"%PDF-1.7")]
)
def test_what_cannot_be_printed_says_why(media: str, content: bytes) -> None:
    found = printed(content, media, 200, 5)
    assert found.pages == ()
    assert "The original is kept" in found.problem


def test_words_and_places_that_a_camera_wrote_into_a_picture_are_not_printed() -> None:
    made = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "SECRET"
    sheet().save(made, "JPEG", exif=exif, comment=b"SECRET")
    assert b"SECRET" in made.getvalue()
    [(jpeg, _, _)] = printed(made.getvalue(), JPEG, 300, 1).pages
    assert b"SECRET" not in jpeg
