"""The program's icon as pictures of points, painted from `resources/desktop/threshold.svg`."""

import os
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SVG = Path(__file__).parents[2] / "resources/desktop/threshold.svg"


def png(px: int) -> bytes:
    """The icon as a PNG of `px` by `px`. Raises ValueError where the drawing cannot be read."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    qt = QGuiApplication.instance() or QGuiApplication([])
    drawing = QSvgRenderer(str(SVG))
    if not drawing.isValid():
        raise ValueError(f"{SVG.name} is no drawing")
    picture = QImage(px, px, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(0)
    painter = QPainter(picture)
    drawing.render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]
    del qt
    return bytes(buffer.data().data())
