"""Reads the pictures and the logo of a report before it is laid out, so that a damaged one is told in its place."""

import io
import warnings
import zlib
from typing import Literal

import msgspec
from PIL import Image

from desktop.reports.outline import Block, Outline, Part, Picture, said

LOGO_PIXELS = 900
"""A logo is brought to at most this width and height: 44 points high, it prints at 600 dots an inch with less."""
DAMAGED = "This picture cannot be drawn: its file is damaged."
UNREADABLE = (
    OSError,
    SyntaxError,
    ValueError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)
"""What Pillow raises for bytes that are no picture, are cut off, or are too large."""


class Raster(msgspec.Struct, frozen=True):
    """A picture as a PDF keeps it: width and height in pixels, grey or three bytes a pixel, packed as `how` says."""

    width: int
    height: int
    grey: bool
    how: Literal["DCTDecode", "FlateDecode"]
    data: bytes


def read_logo(data: bytes | None) -> Raster | None:
    """The logo on white, None where there is none or its bytes cannot be read."""
    if data is None:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as image:
                picture = image.convert("RGBA")
    except UNREADABLE:
        return None
    picture.thumbnail((LOGO_PIXELS, LOGO_PIXELS))
    ground = Image.new("RGBA", picture.size, "white")
    ground.alpha_composite(picture)
    return Raster(*picture.size, False, "FlateDecode", zlib.compress(ground.convert("RGB").tobytes()))


def read_jpeg(data: bytes) -> Raster | None:
    """A whole grey or RGB JPEG, kept as it is; None for any other bytes. All of it is read, but at an eighth of its size."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=("JPEG",)) as image:
                size, mode = image.size, image.mode
                image.draft("L", (max(size[0] // 8, 1), max(size[1] // 8, 1)))
                image.load()
    except UNREADABLE:
        return None
    return Raster(*size, mode == "L", "DCTDecode", data) if mode in ("L", "RGB") else None


def mended(outline: Outline) -> Outline:
    """The outline with each picture's true size, and without the bytes of those that cannot be drawn."""
    return msgspec.structs.replace(outline, parts=tuple(_part(part) for part in outline.parts))


def _part(part: Part) -> Part:
    if not any(isinstance(block, Picture) and block.jpeg is not None for block in part.blocks):
        return part
    return msgspec.structs.replace(part, blocks=tuple(_block(block) for block in part.blocks))


def _block(block: Block) -> Block:
    if not isinstance(block, Picture) or block.jpeg is None:
        return block
    raster = read_jpeg(block.jpeg)
    if raster is None:
        return msgspec.structs.replace(block, jpeg=None, caption=(*block.caption, said(DAMAGED)))
    return msgspec.structs.replace(block, width=raster.width, height=raster.height)
