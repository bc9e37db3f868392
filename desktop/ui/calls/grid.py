"""Targets beside each other, all of one width, in as many lines as they need."""

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout

from desktop.ui.targets import Target

NARROW_A_ROW = 2
"""Targets in a line where there is little room."""


def in_lines(targets: Sequence[Target], narrow: bool) -> QGridLayout:
    """A layout with these targets in one line, or in lines of two where it is `narrow`."""
    made = QGridLayout()
    made.setSpacing(4)
    a_row = NARROW_A_ROW if narrow else max(1, len(targets))
    for place, target in enumerate(targets):
        made.addWidget(target, place // a_row, place % a_row)
        made.setColumnStretch(place % a_row, 1)
    return made
