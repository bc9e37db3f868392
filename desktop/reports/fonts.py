"""The fonts that reports are drawn with: their files, and which one stands in where another lacks a character."""

from pathlib import Path
from typing import Literal

from desktop.core.errors import Trouble
from desktop.paths import resources

Face = Literal["sans", "bold", "mono", "symbols"]

FACES: tuple[Face, ...] = ("sans", "bold", "mono", "symbols")

SPARE: dict[Face, tuple[Face, ...]] = {
    "sans": ("sans", "mono", "symbols"),
    "bold": ("bold", "sans", "mono", "symbols"),
    "mono": ("mono", "sans", "symbols"),
    "symbols": ("symbols", "sans", "mono"),
}
"""For each face the faces that are asked for a character, itself first."""

FILES: dict[Face, str] = {
    "sans": "NotoSans-Regular.ttf",
    "bold": "NotoSans-Bold.ttf",
    "mono": "NotoSansMono-Regular.ttf",
    "symbols": "NotoSansSymbols2-Regular.ttf",
}


def font_file(face: Face) -> Path:
    """The file of a face; all of them ship with the program, so that a report looks and measures alike everywhere."""
    return resources() / "fonts" / FILES[face]


def unusable(face: Face, why: str) -> Trouble:
    """A font that cannot be loaded: reports cannot be drawn, and everything else goes on."""
    file = font_file(face)
    return Trouble("io", f"The font {file.name} of the reports {why}.", "Install Threshold again.", str(file))
