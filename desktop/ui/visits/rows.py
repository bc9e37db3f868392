"""How a visit looks in the list: lines with what was found marked, the outcome as word, sign and colour, the state in words."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QPen,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.services.searching import FoundLine, Marked
from desktop.ui.icons import icon_path
from desktop.ui.theme import Theme, font
from desktop.ui.visits.model import Column, Index, VisitsModel, outcome_words, state_words

ROW_PX, PAD_PX, EDGE_PX = 84, 10, 5
TEXT_PX, SIGN_PX, ICON_PX, BESIDE_PX = 17, 34, 24, 8
LINE_PX, LINES = 26, 4
"""From line to line where there is room, and so many lines a row has at most: what a visit came to is read whole."""

BETWEEN, CUT = " · ", "… "
MOST_KNOWN = 2000
"""So many laid out texts are remembered."""

BEFORE = 8
"""Where a match lies too far behind, the text begins about so many letters before it."""


class Row(QStyledItemDelegate):
    """Paints the cells of a row; what does not fit ends in …"""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._plain, self._bold = font(TEXT_PX), font(TEXT_PX, bold=True)
        self._known: dict[tuple[Marked, bool, int], tuple[QTextLayout, int, float]] = {}

    def forget(self) -> None:
        """No words of a visit stay."""
        self._known.clear()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Its lines and the room around them."""
        return QSize(120, ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, the edge of the chosen row, words, a line below."""
        model = index.model()
        if not isinstance(model, VisitsModel):
            return
        line, column = model.line(index), Column(index.column())
        theme, rect, direction = self._theme, option.rect, option.direction
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(direction)
        painter.fillRect(rect, QColor(theme.chosen if chosen else theme.panel))
        painter.setPen(QPen(QColor(theme.line), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if chosen and column == Column.WHEN:
            edge = QRect(rect.x(), rect.y(), EDGE_PX, rect.height())
            painter.fillRect(QStyle.visualRect(direction, rect, edge), QColor(theme.accent))
        room = rect.adjusted(PAD_PX, 0, -PAD_PX // 2, 0)
        if direction == Qt.LayoutDirection.RightToLeft:
            room = rect.adjusted(PAD_PX // 2, 0, -PAD_PX, 0)
        if column == Column.WHEN:
            first, *others = on_day(line.when)
            self._stack(painter, room, [(first, ""), *((each, self._theme.soft_ink) for each in others)])
        elif column == Column.VISIT:
            self._visit(painter, room, line)
        elif column == Column.OUTCOME:
            self._outcome(painter, room, line)
        else:
            self._stack(painter, room, self._state(line, room.width()))
        painter.restore()

    def _state(self, line: FoundLine, wide: int) -> list[tuple[str, str]]:
        """The state and its marks, each on a line of its own, with its ink; of a long number the end is told."""
        plain, bold = QFontMetrics(self._plain), QFontMetrics(self._bold)
        first, *marks = state_words(line)
        said = [(words, "") for words in on_lines(first, plain, wide, LINES - 1)]
        left = LINES - len(said)
        if len(marks) > left:
            marks = [*marks[: left - 1], BETWEEN.join(marks[left - 1 :])]
        for number, mark in enumerate(marks):
            loud = number < bool(line.void) + bool(line.overdue)
            side = Qt.TextElideMode.ElideLeft if mark == line.joined_into else Qt.TextElideMode.ElideRight
            words = (bold if loud else plain).elidedText(mark, side, wide)
            said.append((words, self._theme.danger if loud else self._theme.soft_ink))
        return said

    def _stack(self, painter: QPainter, room: QRect, said: list[tuple[str, str]]) -> None:
        """Texts with their inks one above the other; what must not be missed is bold, too."""
        for place, (words, ink) in zip(_lines(room, len(said)), said, strict=True):
            type_ = self._bold if ink == self._theme.danger else self._plain
            self._marked(painter, place, Marked(words), type_, ink)

    def _visit(self, painter: QPainter, room: QRect, line: FoundLine) -> None:
        """The number and who came, and below it what was shown, or where a word was found; where the number leaves no room for who came,
        they have a line of their own."""
        said = BETWEEN + line.who.text if line.who.text else ""
        need = QFontMetrics(self._bold).horizontalAdvance(line.number.text)
        beside = need + QFontMetrics(self._plain).horizontalAdvance(said) <= room.width()
        lines = [(line.about, self._theme.soft_ink)] if line.about.text else []
        if said and not beside:
            lines.insert(0, (line.who, ""))
        first, *others = _lines(room, 1 + len(lines))
        wide = self._marked(painter, first, line.number, self._bold)
        for part in (Marked(BETWEEN), line.who) if said and beside else ():
            rest = QRect(first.x() + wide, first.y(), max(0, first.width() - wide), first.height())
            rest = QStyle.visualRect(painter.layoutDirection(), first, rest)
            wide += self._marked(painter, rest, part, self._plain)
        for place, (text, ink) in zip(others, lines, strict=True):
            self._marked(painter, place, text, self._plain, ink)

    def _outcome(self, painter: QPainter, room: QRect, line: FoundLine) -> None:
        """Its sign on its colour, and its words beside that."""
        tone = self._theme.tones.get(line.tone)
        if tone is None or not line.outcome:
            self._marked(painter, room, Marked(outcome_words(line)), self._plain, self._theme.soft_ink)
            return
        direction = painter.layoutDirection()
        box = QRect(room.x(), room.y() + (room.height() - SIGN_PX) // 2, SIGN_PX, SIGN_PX)
        box = QStyle.visualRect(direction, room, box)
        painter.setPen(QPen(QColor(tone.edge), 1.4))
        painter.setBrush(QColor(tone.ground))
        painter.drawRoundedRect(QRectF(box), 8, 8)
        gap = (SIGN_PX - ICON_PX) // 2
        self._sign(painter, box.adjusted(gap, gap, -gap, -gap), line.icon, tone.text)
        text = QStyle.visualRect(direction, room, room.adjusted(SIGN_PX + BESIDE_PX, 0, 0, 0))
        words = on_lines(line.outcome, QFontMetrics(self._plain), text.width(), LINES)
        for place, said in zip(_lines(text, len(words)), words, strict=True):
            self._marked(painter, place, Marked(said), self._plain)

    @staticmethod
    def _sign(painter: QPainter, place: QRect, name: str, colour: str) -> None:
        painter.save()
        painter.translate(place.topLeft())
        if painter.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            painter.translate(place.width(), 0)
            painter.scale(-1, 1)
        painter.scale(place.width() / 24, place.height() / 24)
        round_ = (Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        painter.setPen(QPen(QColor(colour), 2.6, *round_))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(icon_path(name))
        painter.restore()

    def _marked(self, painter: QPainter, room: QRect, said: Marked, type_: QFont, ink: str = "") -> int:
        """A text on one line with its matches marked: on a ground of their own and underlined. Returns its width in px."""
        layout, wide, high = self._laid_out(said, type_, room.width())
        mirrored = painter.layoutDirection() == Qt.LayoutDirection.RightToLeft
        x = room.right() + 1 - wide if mirrored else room.x()
        painter.setPen(QColor(ink or self._theme.ink))
        layout.draw(painter, QPointF(x, room.y() + (room.height() - high) / 2))
        return wide

    def _laid_out(self, said: Marked, type_: QFont, room: int) -> tuple[QTextLayout, int, float]:
        """A text in the room of so many px, its width and its height; remembered, since rows are painted again with every move."""
        key = (said, type_ is self._bold, room)
        if key not in self._known:
            if len(self._known) > MOST_KNOWN:
                self._known.clear()
            self._known[key] = self._lay_out(said, type_, room)
        return self._known[key]

    def _lay_out(self, said: Marked, type_: QFont, room: int) -> tuple[QTextLayout, int, float]:
        said, shown = _fitting(said, QFontMetrics(type_), room)
        layout = QTextLayout(shown, type_)
        option = QTextOption(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        layout.setTextOption(option)
        layout.setFormats([self._format(mark) for mark in _within(said, shown)])
        layout.setCacheEnabled(True)
        layout.beginLayout()
        row = layout.createLine()
        row.setLineWidth(room)
        layout.endLayout()
        return layout, min(room, int(row.naturalTextWidth() + 0.999)), row.height()

    def _format(self, mark: tuple[int, int]) -> QTextLayout.FormatRange:
        style = QTextCharFormat()
        style.setBackground(QColor(self._theme.ring))
        style.setForeground(QColor(self._theme.ring_line))
        style.setFontUnderline(True)
        made = QTextLayout.FormatRange()
        made.start, made.length = mark
        made.format = style
        return made


def _fitting(said: Marked, metrics: QFontMetrics, wide: int) -> tuple[Marked, str]:
    """The text from where its first match can be seen, and what of it fits."""
    shown = metrics.elidedText(said.text, Qt.TextElideMode.ElideRight, wide)
    if shown == said.text or not said.marks or sum(said.marks[0]) < len(shown):
        return said, shown
    start = said.text.rfind(" ", 0, max(0, said.marks[0][0] - BEFORE)) + 1
    shift = len(CUT) - start
    said = Marked(CUT + said.text[start:], tuple((at + shift, long) for at, long in said.marks))
    return said, metrics.elidedText(said.text, Qt.TextElideMode.ElideRight, wide)


def _within(said: Marked, shown: str) -> list[tuple[int, int]]:
    """The marks in what is shown of a text, in UTF-16 units as Qt counts."""
    whole = len(shown) if shown == said.text else max(0, len(shown) - 1)  # the last one is …
    found = []
    for start, length in said.marks:
        end = min(start + length, whole)
        if start < end:
            found.append((_units(shown[:start]), _units(shown[start:end])))
    return found


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _lines(room: QRect, count: int) -> list[QRect]:
    """The places of so many lines, one above the other in the middle; a single one has all of the room."""
    if count == 1:
        return [room]
    high = min(LINE_PX, room.height() // count)
    top = room.y() + (room.height() - high * count) // 2
    return [QRect(room.x(), top + number * high, room.width(), high) for number in range(count)]


def on_day(when: str) -> list[str]:
    """Day, year and time of day, as far as they are told, on lines of their own."""
    day, _, time = when.rpartition(" ")
    return [*day.rstrip(",").split(", "), time] if day else [when]


def on_lines(text: str, metrics: QFontMetrics, wide: int, most: int) -> list[str]:
    """The words in lines of at most `wide` px; the last of `most` ends in … where there is more."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if not lines[-1] or metrics.horizontalAdvance(longer) <= wide:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return [metrics.elidedText(line, Qt.TextElideMode.ElideRight, wide) for line in lines]
