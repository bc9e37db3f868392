"""One outcome in full: banner, what it means, words to say, what can be answered, whom to call."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.core.particulars import SAID
from desktop.services.record_views import CallRow, RecordView, TickView
from desktop.services.views import OutcomePanel, OutcomeView
from desktop.ui.calls.rows import CallList
from desktop.ui.icons import Icon
from desktop.ui.outcome.asks import Asks
from desktop.ui.page import SayBox, clear
from desktop.ui.targets import Target
from desktop.ui.theme import Theme, ground, label
from desktop.ui.tongue import tr

EMPTY_BOX = "\u200b"
"""A key without a sign: the badge is drawn as an empty box, and with a tick where the target is chosen."""
SAID_PX = 148
"""Width of the tick, in px at 100 %: room for a time."""
PEOPLE = "officer"
"""The tab of the pages to write down that "Names, badge numbers, cars" opens."""


class Banner(QFrame):
    """Icon, name and what to do, on the colour of its tone; below it the line of non-interference, with the meaning above it
    where there is room."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._head, self._icon = QWidget(), Icon()
        self.title, self.words = label("", "strong"), label("", "banner")
        head = QHBoxLayout(self._head)
        head.setContentsMargins(18, 5, 16, 7)
        head.setSpacing(16)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(self.title)
        texts.addWidget(self.words)
        head.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addLayout(texts, 1)
        body = QWidget()
        self._body = QVBoxLayout(body)
        self._body.setContentsMargins(18, 5, 16, 6)
        self._body.setSpacing(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(3, 3, 3, 3)
        box.setSpacing(0)
        box.addWidget(self._head)
        box.addWidget(body)
        body.setObjectName("banner-body")
        self._head.setObjectName("banner-head")
        self.setObjectName("banner")
        for each in (self._head, body):
            each.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def show_panel(self, panel: OutcomePanel, view: OutcomeView, meaning: bool) -> None:
        """Show an outcome's banner, with its `meaning` or without. Among several its name stands in its tab."""
        tone = self._theme.tones[panel.tone]
        self.setStyleSheet(
            f"#banner {{ border: 3px solid {tone.edge}; border-radius: 8px; background: {self._theme.panel}; }}"
            f"#banner-head {{ background: {tone.ground}; }} #banner-head QLabel {{ color: {tone.text}; }}"
            f"#banner-body {{ background: {self._theme.panel}; }}"
        )
        self._icon.set_icon(panel.icon, tone.text)
        self.title.setText(panel.title)
        self.title.setVisible(len(view.panels) == 1)
        self.words.setText(panel.banner)
        self.setAccessibleName(f"{panel.title}. {panel.banner}")
        clear(self._body)
        if meaning:
            add_meaning(self._body, panel, view)
        self._body.addWidget(label(view.non_interference, "strong"))


def add_meaning(rows: QVBoxLayout, panel: OutcomePanel, view: OutcomeView) -> None:
    """What the outcome means, and what decided it."""
    rows.addWidget(label(panel.lead, "body"))
    if seen := " ".join((*view.reasons, *view.flags)):
        rows.addWidget(label(tr("What was seen: {seen}", seen=seen), "body"))


class Lines(QWidget):
    """A short list under a heading."""

    def __init__(self, title: str, mark: str) -> None:
        super().__init__()
        self._mark = mark
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(1)
        box.addWidget(label(title, "cap"))
        box.addLayout(self._rows)

    def show_lines(self, lines: Sequence[str], look: str = "body") -> None:
        """Show the lines, each with its mark."""
        clear(self._rows)
        for number, line in enumerate(lines, 1):
            row = QHBoxLayout()
            row.setSpacing(8)
            mark = label(self._mark.format(n=number), look, wrap=False)
            row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(label(line, look), 1)
            self._rows.addLayout(row)


class Names(Target):
    """The way to the names, badge numbers and cars, with the number of what is written down. `write` carries the tab."""

    write = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "", "row", px=17)
        self.clicked.connect(lambda: self.write.emit(PEOPLE))

    def show_count(self, written: int) -> None:
        """Show how many things are written down."""
        words = tr("Names, badge numbers, cars · {n} written", n=written)
        self.setText(words)
        self.setAccessibleName(words)


class SayRow(QWidget):
    """The words to say, and the tick that they were said."""

    ticked = Signal(bool)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.box = SayBox()
        self.said = Target(theme, "", "row", EMPTY_BOX, 17)
        self.said.setFixedWidth(SAID_PX)
        self.said.setCheckable(True)
        self.said.clicked.connect(self._press)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.box, 1)
        row.addWidget(self.said)

    def show_words(self, panel: OutcomePanel, tick: TickView | None) -> None:
        """Show the words of an outcome, and when they were said."""
        done = tick is not None and tick.done
        self.setVisible(bool(panel.say))
        self.box.say(panel.say, panel.say_if_pressed, tr("SAY, ONCE"))
        self.said.setChecked(done)
        self.said.setText(tr("Said {at}", at=tick.at) if tick is not None and done else tr("Said it"))
        self.said.setAccessibleName(self.said.text())

    def _press(self) -> None:
        """It is ticked when the record says so, not before."""
        wanted = self.said.isChecked()
        self.said.setChecked(not wanted)
        self.ticked.emit(wanted)


class PanelBody(QWidget):
    """What one outcome says in full, and what came of its calls."""

    ticked = Signal(str, str, str, bool)
    write = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        ground(self, "clear")
        self.panel: OutcomePanel | None = None
        self.banner, self.say_row = Banner(theme), SayRow(theme)
        self.asks, self.calls, self.names = Asks(theme), CallList(theme), Names(theme)
        self._meant = QWidget()
        self._meaning = QVBoxLayout(self._meant)
        self._meaning.setContentsMargins(4, 0, 4, 0)
        self._meaning.setSpacing(1)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        for each in (self.banner, self.say_row, self._meant, self.asks, self.calls, self.names):
            self._box.addWidget(each)
        self.say_row.ticked.connect(self._tick)
        self.names.write.connect(self.write)

    def show_panel(
        self, panel: OutcomePanel, view: OutcomeView, record: RecordView | None, keys: bool, narrow: bool
    ) -> None:
        """Show this outcome; with `keys` its answers have digits, where it is `narrow` they stand in several lines.

        There the words to say come first, what the outcome means after them.
        """
        self.panel = panel
        ticks = record.ticks if record is not None else ()
        tick = next((each for each in ticks if (each.outcome, each.task) == (panel.id, SAID)), None)
        self.banner.show_panel(panel, view, meaning=not narrow)
        clear(self._meaning)
        if narrow:
            add_meaning(self._meaning, panel, view)
        self._meant.setVisible(narrow)
        self.say_row.show_words(panel, tick)
        calls = record.calls if record is not None else ()
        heard = any(row.counsel and row.state in ("reached", "told") for row in calls)
        self.asks.show_asks(view, keys, heard, record.wait if record is not None else None, narrow)
        self.calls.show_rows(call_rows(panel, record), record.half_typed if record is not None else {})
        self.names.show_count(record.written if record is not None else 0)

    def set_tight(self, tight: bool) -> None:
        """Stand nearer together."""
        self._box.setSpacing(4 if tight else 8)

    def _tick(self, done: bool) -> None:
        if self.panel is not None:
            self.ticked.emit(self.panel.id, SAID, self.panel.say, done)


def asks_something(view: OutcomeView) -> bool:
    """Something can be answered on this outcome."""
    return view.scope is not None or bool(view.consults) or bool(view.joins)


def call_rows(panel: OutcomePanel, record: RecordView | None) -> tuple[CallRow, ...]:
    """The panel's calls in its order, each with what came of it so far."""
    known = {row.key: row for row in record.calls} if record is not None else {}
    return tuple(
        known.get(call.key) or CallRow(call.key, call.label, call.number, "", "", (), False, False)
        for call in panel.calls
    )
