"""The chart of a policy on the screen, as it is on paper; a press on a question, or Enter, shows what stands behind it."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.core.chart_layout import TITLE, WIDTH, Arrow, Frame, Node, Page, Shape, Words
from desktop.packs.drawing import head_of
from desktop.ui.page import announce
from desktop.ui.theme import FAMILIES, Theme, font
from desktop.ui.tongue import tr

MARGIN, BETWEEN = 12.0, 26.0
"""Points around the chart, and between its parts."""

TONES = {"stop": "stop", "hold": "hold", "go": "go", "alert": "alert", "calm": "calm"}


class ChartView(QWidget):
    """All parts below each other, as wide as there is room. `chosen` carries the node whose words are wanted, `moved` a node that must
    be seen, as top and height in px."""

    chosen, moved = Signal(object), Signal(int, int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.pages: Sequence[Page] = ()
        self._tops: list[float] = []
        self.current = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(tr("Chart of the policy"))
        self.setAccessibleDescription(tr("Up and Down go from question to question, Enter shows its words."))

    def show_pages(self, pages: Sequence[Page]) -> None:
        """Show these parts; the question that was gone to stays, where it is there still."""
        former = self.node.id if self.node is not None else ""
        self.pages, self._tops = pages, []
        top = MARGIN
        for page in pages:
            self._tops.append(top)
            top += page.height + BETWEEN
        self.current = next((place for place, node in enumerate(self.nodes) if node.id == former), -1)
        self.updateGeometry()
        self.update()

    @property
    def nodes(self) -> list[Node]:
        """The questions, in the order of the chart."""
        return [node for page in self.pages for node in page.nodes if node.kind == "question"]

    @property
    def node(self) -> Node | None:
        """The question that was gone to."""
        nodes = self.nodes
        return nodes[self.current] if 0 <= self.current < len(nodes) else None

    def _scale(self, width: int) -> float:
        return max(1.0, width / (WIDTH + 2 * MARGIN))

    def hasHeightForWidth(self) -> bool:
        """A wide one is higher: it grows as a whole."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Px of all parts."""
        points = sum(page.height + BETWEEN for page in self.pages) + 2 * MARGIN
        return round(points * self._scale(width))

    def sizeHint(self) -> QSize:
        """At its own width."""
        return QSize(round(WIDTH), self.heightForWidth(self.width()))

    def area_of(self, node: Node) -> QRectF:
        """Where a node is, in px."""
        scale = self._scale(self.width())
        place = next(place for place, page in enumerate(self.pages) if node in page.nodes)
        x, y = node.x + MARGIN, node.y + self._tops[place]
        return QRectF(x * scale, y * scale, node.width * scale, node.height * scale)

    # ---- keys and mouse ---------------------------------------------------------------------------------------

    def step(self, by: int) -> None:
        """Go to the next question, or back."""
        nodes = self.nodes
        if not nodes:
            return
        self.current = min(max(0, self.current + by), len(nodes) - 1)
        self.update()
        area = self.area_of(nodes[self.current]).toRect()
        self.moved.emit(area.top(), area.height())
        announce(self, " ".join(each.text for each in nodes[self.current].shapes if isinstance(each, Words)))

    def choose(self) -> None:
        """Show the words of the question that was gone to."""
        if self.node is not None:
            self.chosen.emit(self.node)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from question to question; the rest is the page's."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.step(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on a question."""
        for place, node in enumerate(self.nodes):
            if self.area_of(node).contains(event.position()):
                self.current = place
                self.setFocus()
                self.update()
                self.choose()
                return

    # ---- painting ---------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """The parts that are in sight."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = self._scale(self.width())
        painter.scale(scale, scale)
        seen = QRectF(
            event.rect().x() / scale,
            event.rect().y() / scale,
            event.rect().width() / scale,
            event.rect().height() / scale,
        )
        for page, top in zip(self.pages, self._tops, strict=True):
            if seen.top() > top + page.height or seen.bottom() < top:
                continue
            painter.save()
            painter.translate(MARGIN, top)
            if page.title:
                self._shape(painter, Words(0, TITLE, page.title, TITLE, bold=True))
            for arrow in page.arrows:
                self._shape(painter, arrow)
            for node in page.nodes:
                for shape in node.shapes:
                    self._shape(painter, shape)
                if node is self.node:
                    painter.setPen(QPen(QColor(self._theme.ring), 2.4))
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.drawRoundedRect(
                        QRectF(node.x, node.y, node.width, node.height).adjusted(-2, -2, 2, 2), 4, 4
                    )
            painter.restore()
        painter.end()

    def _shape(self, painter: QPainter, shape: Shape) -> None:
        match shape:
            case Words():
                self._words(painter, shape)
            case Frame():
                self._frame(painter, shape)
            case Arrow():
                self._arrow(painter, shape)

    def _words(self, painter: QPainter, words: Words) -> None:
        made = font(10, bold=words.bold)
        made.setFamilies(list(FAMILIES))
        made.setPixelSize(100)  # Qt sets whole px only: the rest is done by scaling
        colour = self._theme.soft_ink if words.faint else self._theme.ink
        painter.save()
        painter.translate(words.x, words.y)
        painter.scale(words.size / 100, words.size / 100)
        painter.setFont(made)
        painter.setPen(QColor(colour))
        painter.drawText(QPointF(0, 0), words.text)
        painter.restore()

    def _frame(self, painter: QPainter, frame: Frame) -> None:
        theme = self._theme
        tone = (
            theme.tones[TONES[frame.tone]].edge if frame.tone in TONES else theme.edge if frame.tone else ""
        )
        pen = QPen(QColor(tone or theme.ink), 2.2 if frame.strong else 0.8)
        if frame.dashed:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(QBrush(QColor(theme.panel)))
        area = QRectF(frame.x, frame.y, frame.width, frame.height)
        painter.drawRoundedRect(area, 3, 3)
        if tone:
            painter.fillRect(QRectF(frame.x, frame.y, 4, frame.height), QColor(tone))

    def _arrow(self, painter: QPainter, arrow: Arrow) -> None:
        painter.setPen(QPen(QColor(self._theme.ink), 0.8))
        painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in arrow.points]))
        if arrow.head:
            painter.setBrush(QBrush(QColor(self._theme.ink)))
            painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in head_of(arrow)]))
