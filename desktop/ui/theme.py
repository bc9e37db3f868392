"""All colours and type sizes in one table, and the style sheet made of them; a night theme is one more table."""

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QLabel, QSizePolicy, QWidget

TARGET_PX = 56
"""Every target is at least this high, in px at 100 %."""

SIDE_PX = 372
"""Width of the right-hand panel, in px at 100 %."""

NARROW_PX = 1100
"""Below this width, in px at 100 %, the side panel stands under the column."""

FAMILIES = ("Noto Sans", "Segoe UI", "DejaVu Sans")


class Tone(Struct, frozen=True):
    """The colours of a banner: its ground, the text on it, and the edge that tells it from the page."""

    ground: str
    text: str
    edge: str


class Theme(Struct, frozen=True):
    """One set of colours, as #rrggbb; which contrast each pair has is held by tests/ui/test_contrast.py (WCAG 2.2).

    The ring of the focus always has a line of `ring_line` beside it, so that one of the two stands out on every ground.
    """

    page: str
    panel: str
    ink: str
    soft_ink: str
    line: str
    edge: str
    head: str
    head_ink: str
    head_line: str
    say: str
    accent: str
    accent_ink: str
    danger: str
    danger_ink: str
    hold: str
    hold_ink: str
    good: str
    chosen: str
    ring: str
    ring_line: str
    tones: Mapping[str, Tone]


LIGHT = Theme(
    page="#f3f5f7",
    panel="#ffffff",
    ink="#14202b",
    soft_ink="#3a4854",
    line="#c3cad1",
    edge="#626f7a",
    head="#15212b",
    head_ink="#ffffff",
    head_line="#7d8b97",
    say="#e6eff8",
    accent="#0a4c86",
    accent_ink="#ffffff",
    danger="#9d101d",
    danger_ink="#ffffff",
    hold="#fff0c7",
    hold_ink="#4a3300",
    good="#145c32",
    chosen="#dcebf9",
    ring="#f5a300",
    ring_line="#14202b",
    tones=MappingProxyType(
        {
            "stop": Tone("#7f3f00", "#ffffff", "#7f3f00"),
            "hold": Tone("#5f4a00", "#ffffff", "#5f4a00"),
            "go": Tone("#145c32", "#ffffff", "#145c32"),
            "alert": Tone("#9d101d", "#ffffff", "#9d101d"),
            "calm": Tone("#0a4c86", "#ffffff", "#0a4c86"),
        }
    ),
)

NIGHT = Theme(
    page="#10171e",
    panel="#19232d",
    ink="#e9eff4",
    soft_ink="#c2cdd7",
    line="#36434f",
    edge="#8595a3",
    head="#070c11",
    head_ink="#e9eff4",
    head_line="#6f7f8d",
    say="#12304c",
    accent="#8fc7ff",
    accent_ink="#06182a",
    danger="#ffa19b",
    danger_ink="#2d0004",
    hold="#3b2f00",
    hold_ink="#ffe7a6",
    good="#7fe0ab",
    chosen="#163c5e",
    ring="#ffb42b",
    ring_line="#05090d",
    tones=MappingProxyType(
        {
            "stop": Tone("#7f3f00", "#ffffff", "#d9822b"),
            "hold": Tone("#5f4a00", "#ffffff", "#c9a21a"),
            "go": Tone("#145c32", "#ffffff", "#3fae72"),
            "alert": Tone("#9d101d", "#ffffff", "#ff7a73"),
            "calm": Tone("#0a4c86", "#ffffff", "#4f9fe6"),
        }
    ),
)

THEMES: Mapping[str, Theme] = MappingProxyType({"light": LIGHT, "night": NIGHT})
"""By the name that the settings of a workstation keep."""


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2 between two colours given as #rrggbb: 1 to 21."""

    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


LOOKS: Mapping[str, tuple[int, int, str]] = MappingProxyType(
    {
        "say": (25, 700, "ink"),
        "question": (28, 700, "ink"),
        "banner": (27, 700, "ink"),
        "big": (30, 700, "ink"),
        "body": (18, 400, "ink"),
        "strong": (18, 700, "ink"),
        "digits": (21, 400, "ink"),
        "help": (18, 400, "soft_ink"),
        "small": (17, 400, "soft_ink"),
        "small-strong": (17, 700, "ink"),
        "cap": (17, 700, "soft_ink"),
        "danger": (18, 700, "danger"),
        "good": (18, 700, "good"),
    }
)
"""Each look of a text: size in px at 100 %, weight, and the name of its colour in the theme."""

# Sizes in px where a page would not fit otherwise.
_DENSE: Mapping[str, int] = MappingProxyType(
    {"say": 22, "question": 23, "banner": 24, "body": 17, "strong": 17}
)


def font(px: int, bold: bool = False) -> QFont:
    """The platform's sans in a size in px at 100 %."""
    made = QFont(list(FAMILIES))
    made.setPixelSize(px)
    made.setBold(bold)
    return made


def sheet(theme: Theme) -> str:
    """The style sheet of the whole window."""
    looks = "\n".join(
        f'QLabel[look="{look}"] {{ font-size: {px}px; font-weight: {weight}; color: {getattr(theme, colour)}; }}'
        for look, (px, weight, colour) in LOOKS.items()
    )
    looks += "".join(
        f'QLabel[look="{look}"][dense="yes"] {{ font-size: {px}px; }}\n' for look, px in _DENSE.items()
    )
    field = (
        f"border: 2px solid {theme.edge}; border-radius: 8px; background: {theme.panel}; color: {theme.ink};"
    )
    return f"""
QWidget[ground="page"] {{ background: {theme.page}; }}
QWidget[ground="panel"] {{ background: {theme.panel}; }}
QWidget[ground="side"] {{ background: {theme.panel}; }}
QWidget[ground="line"] {{ background: {theme.line}; }}
QWidget[ground="bar"] {{ background: {theme.panel}; border-top: 1px solid {theme.line}; }}
QWidget[ground="head"] {{ background: {theme.head}; }}
QWidget[ground="say"] {{ background: {theme.say}; }}
QWidget[ground="say-edge"] {{ background: {theme.accent}; }}
QWidget[ground="hold"] {{ background: {theme.hold}; }}
QWidget[ground="hold-edge"] {{ background: {theme.hold_ink}; }}
QWidget[ground="hold"] QLabel {{ color: {theme.hold_ink}; }}
QWidget[ground="trouble"] {{ background: {theme.danger}; border-radius: 6px; }}
QWidget[ground="trouble"] QLabel {{ color: {theme.danger_ink}; }}
QWidget[ground="head"], QWidget[ground="head"] QLabel {{ color: {theme.head_ink}; }}
QLabel[pill="yes"] {{ border: 1px solid {theme.head_line}; border-radius: 14px; padding: 2px 14px; }}
{looks}
QComboBox {{ {field} min-height: {TARGET_PX - 4}px; padding: 0 14px; font-size: 18px; }}
QComboBox::drop-down {{ border: none; width: 40px; }}
QComboBox::down-arrow {{ image: none; }}
QComboBox:focus, QLineEdit:focus {{ border: 4px solid {theme.accent}; }}
QComboBox QAbstractItemView {{ background: {theme.panel}; color: {theme.ink}; font-size: 18px;
    selection-background-color: {theme.chosen}; selection-color: {theme.ink}; }}
QListView {{ background: transparent; border: none; }}
QLineEdit {{ {field} min-height: {TARGET_PX}px; padding: 0 14px; font-size: 25px; font-weight: 700; }}
QScrollArea, QScrollArea > QWidget > QWidget[ground="clear"] {{ background: transparent; border: none; }}
QScrollBar:vertical {{ width: 16px; background: {theme.page}; }}
QScrollBar::handle:vertical {{ background: {theme.edge}; border-radius: 6px; min-height: 56px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; }}
"""


def ground(widget: QWidget, name: str) -> None:
    """Give a widget one of the sheet's grounds."""
    widget.setProperty("ground", name)
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)


class Words(QLabel):
    """A text that wraps. Its least size is one line: its height follows from the width that it is given."""

    def minimumSizeHint(self) -> QSize:
        """One line where it wraps, so that a column is never taken for taller than it is."""
        return QSize(1, self.fontMetrics().height()) if self.wordWrap() else super().minimumSizeHint()


def label(text: str, look: str, wrap: bool = True) -> QLabel:
    """A text of one of the sheet's looks; plain text, never read as markup."""
    made = Words(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("look", look)
    made.setWordWrap(wrap)
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
    policy.setHeightForWidth(wrap)
    made.setSizePolicy(policy)
    return made


def set_dense(page: QWidget, dense: str) -> None:
    """Give all texts of a page the smaller ("yes") or the usual ("no") sizes."""
    for each in page.findChildren(QLabel):
        if each.property("dense") != dense:
            each.setProperty("dense", dense)
            each.style().unpolish(each)
            each.style().polish(each)
    measure_anew(page)


def measure_anew(page: QWidget) -> None:
    """Have every layout below count its height again: heights by width are kept at every level."""
    for part in page.findChildren(QWidget):
        if (layout := part.layout()) is not None:
            layout.invalidate()
            part.updateGeometry()


def theme_name(chosen: str) -> str:
    """The name of a theme of `THEMES`; "system" is the one of the computer. A QApplication must exist."""
    if chosen != "system":
        return chosen
    return "night" if QApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else "light"
