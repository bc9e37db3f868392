"""What stands in the side panel of a question: the drawing about its mark, and the words that tell what it is."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.services.aid import AidView
from desktop.ui.aid.specimen import Specimen
from desktop.ui.theme import Theme, label
from desktop.ui.tongue import tr

DRAWING_PX, LEAST_PX = 260, 170
"""Its height in px at 100 %, and where the panel is short of room; its width is that of the panel."""


class Beside(QWidget):
    """Hidden where the question is about no mark of a paper. `wanted`: somebody clicked on the drawing to see it larger."""

    wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.specimen = Specimen(theme)
        self.specimen.setMinimumHeight(LEAST_PX)
        self.specimen.setMaximumHeight(DRAWING_PX)
        self.specimen.setCursor(Qt.CursorShape.PointingHandCursor)
        self.mark, self.caption = label("", "small-strong"), label("", "small")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        for each in (self.specimen, self.mark, self.caption):
            box.addWidget(each)
        self.specimen.pressed.connect(self.wanted)
        self.hide()

    def show_aid(self, aid: AidView) -> None:
        """Show the drawing for a question; where the picture is gone its words stay."""
        mark = aid.current.mark(aid.mark) if aid.current is not None else None
        self.setVisible(mark is not None)
        if aid.current is None or mark is None:
            return
        self.specimen.show_specimen(aid.current, aid.mark)
        self.specimen.setVisible(self.specimen.has_picture)
        self.mark.setText(f"{aid.current.title}. {mark.label}: {mark.text}")
        self.mark.setVisible(not self.specimen.has_picture)
        sample = tr("Sample drawing, not a real form.") if self.specimen.has_picture else ""
        larger = tr("F4: larger, side by side.")
        self.caption.setText(" ".join(each for each in (sample, aid.current.counsel_check, larger) if each))
