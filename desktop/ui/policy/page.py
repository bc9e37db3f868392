"""The page about a policy: what is wrong with it, what is proved, its stories, its chart, what changes, and the way to try and print it."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from desktop.services.authoring import Box, Document
from desktop.services.reporting import Paper
from desktop.ui.desk.page import Pick
from desktop.ui.page import ReadPage, Strip, announce, clear
from desktop.ui.people.beside import PeoplePage
from desktop.ui.policy import telling
from desktop.ui.policy.chart import ChartView
from desktop.ui.policy.telling import Said
from desktop.ui.record.fields import Typed
from desktop.ui.record.flow import Flow
from desktop.ui.report.side import one_of_some
from desktop.ui.targets import Target, tab_order
from desktop.ui.theme import Theme, label
from desktop.ui.tongue import tr

PARTS = ("findings", "promises", "stories", "chart", "changes", "try", "print")
DOCUMENTS: Mapping[str, Document] = MappingProxyType(
    {"A": "policy", "B": "chart", "C": "drawing", "D": "changes"}
)


class Lines(QWidget):
    """Texts below each other. It takes the focus, so that a screen reader says them and the arrows scroll."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 4, 0, 4)
        self._column.setSpacing(6)
        self.lines: Sequence[Said] = ()

    def show_lines(self, lines: Sequence[Said]) -> None:
        """Show these instead of those before."""
        if list(lines) == list(self.lines):
            return
        self.lines = lines
        clear(self._column)
        for line in lines:
            self._column.addWidget(label(line.text, line.look))
        self.setAccessibleDescription("\n".join(line.text for line in lines))


class PolicyPage(ReadPage, PeoplePage):
    """`opens` asks for a draft, `shows_installed` for the policy in effect; `tries` carries a facility and local time, `saves` a document,
    `goes_on` comes where an open visit is to be gone on with."""

    opens, shows_installed, goes_on = Signal(), Signal(), Signal()
    tries, saves = Signal(str, str), Signal(str)
    boxed = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.paper: Paper | None = None
        self.visit_strip, self.trouble_strip, self.done = Strip("hold"), Strip("trouble"), Strip("say")
        self.title, self.told = label("", "question"), label("", "small")
        self.draft = label("", "small-strong")
        self.go_on = Target(theme, tr("Go on with the open visit"), "primary", "V", 20)
        self.open = Target(
            theme, tr("Open a draft"), "plain", "O", hint=tr("The folder that holds pack.toml.")
        )
        self.installed = Target(theme, tr("The installed policy"), "plain", "I")
        words = (
            tr("Findings"),
            tr("Safety rules"),
            tr("Stories"),
            tr("Chart"),
            tr("What changes"),
            tr("Try it"),
            tr("Print and save"),
        )
        self.names = dict(zip(PARTS, words, strict=True))
        self.chart = ChartView(theme)
        self.parts: dict[str, QWidget] = {name: Lines(self.names[name]) for name in PARTS[:5]}
        self.parts["chart"] = self.chart
        self.parts |= {"try": self._try_part(), "print": self._print_part()}
        self.tabs: dict[str, Target] = {}
        self._one = QButtonGroup(self)
        for number, name in enumerate(PARTS, 1):
            beside = (
                name != "print"
            )  # it stands above the parts: seven below each other are too many for a low screen
            key = str(number) if beside else "S"
            tab = Target(theme, self.names[name], "row" if beside else "plain", key, 17 if beside else 18)
            tab.setCheckable(True)
            tab.clicked.connect(lambda *_, name=name: self.look_at(name))
            self._one.addButton(tab)
            self.tabs[name] = tab
        self.box = Lines(tr("The question in the chart"))
        self._connect()
        self.lay_out(self._main(), self.side(" ", above=tuple(self.tabs.values())[:-1], below=(self.box,)))
        order = [
            self.go_on,
            self.open,
            self.installed,
            self.tabs["print"],
            *self.parts.values(),
            *list(self.tabs.values())[:-1],
        ]
        tab_order([self, *order, self.start, self.back])
        self.at = "findings"
        self.look_at("findings")

    def _connect(self) -> None:
        self.open.clicked.connect(self.opens)
        self.installed.clicked.connect(self.shows_installed)
        self.go_on.clicked.connect(self.goes_on)
        self.back.clicked.connect(self.closed)
        self.chart.chosen.connect(self.boxed)
        self.chart.moved.connect(self._seen)

    def _main(self) -> QWidget:
        main = QWidget()
        main.setAccessibleName(tr("Policy"))
        column = QVBoxLayout(main)
        column.setContentsMargins(22, 12, 22, 10)
        column.setSpacing(8)
        for each in (self.visit_strip, self.go_on, self.trouble_strip, self.done):
            column.addWidget(each)
        for words in (self.title, self.told, self.draft):
            column.addWidget(words)
        column.addWidget(Flow(self.open, self.installed, self.tabs["print"]))
        for part in self.parts.values():
            column.addWidget(part)
        column.addStretch(1)
        return main

    def _try_part(self) -> QWidget:
        """Where and when: a facility, a date and an hour."""
        part = QWidget()
        self.facility = Pick(self.theme)
        self.facility.setAccessibleName(tr("Facility"))
        self.when = Typed(self.theme, tr("Date and hour at the facility"), tr("Like 2026-11-20 14:03."))
        self.begin = Target(self.theme, tr("Try it"), "primary", tr("Enter"), 20)
        self.begin.clicked.connect(lambda: self.tries.emit(self.facility.currentText(), self.when.text))
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(6)
        intro = tr(
            "Walk it on the real pages. Nothing is recorded: it is thrown away when you leave. F12, F1 and N stay those of this desk."
        )
        where, hour = label(tr("FACILITY"), "cap"), label(tr("DATE AND HOUR, LIKE 2026-11-20 14:03"), "cap")
        widgets: tuple[QWidget, ...] = (
            label(intro, "body"),
            where,
            self.facility,
            hour,
            self.when,
            self.begin,
        )
        for each in widgets:
            column.addWidget(each)
        return part

    def _print_part(self) -> QWidget:
        """The documents."""
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(4)
        column.addWidget(label(tr("Each is saved as a file, to be printed."), "body"))
        words = (
            tr("The whole policy, for counsel to initial (PDF)"),
            tr("The chart, on pages (PDF)"),
            tr("The chart, as one drawing (SVG)"),
            tr("What changes, on one page (PDF)"),
        )
        self.documents: dict[str, Target] = {}
        for (key, what), text in zip(DOCUMENTS.items(), words, strict=True):
            target = Target(self.theme, text, "row", key)
            target.clicked.connect(lambda *_, what=what: self.saves.emit(what))
            column.addWidget(target)
            self.documents[key] = target
        column.addSpacing(8)
        column.addWidget(label(tr("PAPER"), "cap"))
        names: tuple[tuple[Paper, str], ...] = (("letter", tr("Letter")), ("a4", tr("A4")))
        self.papers = {paper: one_of_some(Target(self.theme, words)) for paper, words in names}
        for paper, target in self.papers.items():
            target.clicked.connect(lambda *_, paper=paper: self.show_paper(paper))
        column.addWidget(Flow(*self.papers.values()))
        return part

    # ---- what is shown ----------------------------------------------------------------------------------------

    def show_policy(self, title: str, told: str, draft: str) -> None:
        """Which policy is looked at; `told` says which version, `draft` marks one that counsel has not approved; "" for none."""
        self.title.setText(title)
        self.told.setText(told)
        self.draft.setText(draft)
        self.told.setVisible(bool(told))
        self.draft.setVisible(bool(draft))
        self.setAccessibleName(". ".join(each for each in (f"{tr('Policy')}: {title}", told, draft) if each))

    def show_part(self, name: str, word: str, lines: Sequence[Said] = ()) -> None:
        """What was found, and what the tab says of it; "" for no word."""
        words = f"{self.names[name]}: {word}" if word else self.names[name]
        self.tabs[name].setText(words)
        self.tabs[name].setAccessibleName(f"{PARTS.index(name) + 1}: {words}")
        part = self.parts[name]
        if isinstance(part, Lines):
            part.show_lines(lines)

    def show_paper(self, paper: Paper) -> None:
        """The size of the pages that are saved."""
        self.paper = paper
        for each, target in self.papers.items():
            target.setChecked(each == paper)

    def show_box(self, box: Box | None) -> None:
        """What stands behind a question of the chart; None for nothing."""
        lines = [] if box is None else telling.box(box)
        self.box.show_lines(lines)
        if box is not None:
            announce(self.box, self.box.accessibleDescription())
            QTimer.singleShot(0, self, self._to_box)

    def show_open_visit(self, number: str) -> None:
        """A visit is open here: nothing of this page may make anybody forget it. "" for none."""
        self.visit_strip.say(tr("Visit {number} is open at this desk.", number=number) if number else "")
        self.go_on.setVisible(bool(number))

    def show_tries(self, facilities: Sequence[str], when: str, possible: bool) -> None:
        """Where and when it can be tried; what is there already stays."""
        if self.facility.count() != len(facilities):
            self.facility.clear()
            self.facility.addItems(list(facilities))
        if not self.when.text:
            self.when.put(when)
        self.begin.setEnabled(possible)

    def look_at(self, name: str) -> None:
        """Show one part, from its beginning."""
        self.at = name
        for each, part in self.parts.items():
            part.setVisible(each == name)
        self.tabs[name].setChecked(True)
        self.box.setVisible(name == "chart")
        self.columns.to_top()
        QTimer.singleShot(0, self, self._to_part)
        {"try": self.facility, "print": self.documents["A"]}.get(name, self.parts[name]).setFocus()

    def _to_box(self) -> None:
        """What was asked for is brought into sight; the next arrow goes back to the chart."""
        area = self.columns.main_area if self.columns.narrow else self.columns.side_area
        if (inner := area.widget()) is not None:
            area.verticalScrollBar().setValue(self.box.mapTo(inner, QPoint(0, 0)).y() - 8)

    def _to_part(self) -> None:
        """On a small screen the part itself is what is seen first."""
        if self.columns.narrow:
            self.columns.main_area.verticalScrollBar().setValue(self.parts[self.at].y() - 8)

    def _seen(self, top: int, height: int) -> None:
        """The chart went to another question: it is brought into sight."""
        place = self.chart.y() + top + height // 2
        self.columns.main_area.ensureVisible(0, place, 0, min(height, 400) // 2 + 40)

    def tell(self, words: str) -> None:
        """What was done."""
        self.trouble_strip.say("")
        self.done.say(words)
        announce(self, words)

    # ---- keys -------------------------------------------------------------------------------------------------

    def digit(self, key: str) -> None:
        """A digit shows a part; letters act."""
        letters = {
            "N": self.start,
            "O": self.open,
            "I": self.installed,
            "V": self.go_on,
            "S": self.tabs["print"],
        }
        if self.at == "print":
            letters |= self.documents
        if key.isdigit() and 0 < int(key) < len(PARTS):
            self.look_at(PARTS[int(key) - 1])
        elif (target := letters.get(key.upper())) is not None and not target.isHidden():
            target.click()

    def enter(self, target: Target | None) -> None:
        """Enter in the chart shows a question's words; in the form to try it, it begins."""
        if target is not None:
            target.click()
        elif self.chart.hasFocus():
            self.chart.choose()
        elif self.at == "try" and self.begin.isEnabled():
            self.begin.click()

    def refuse(self, sentence: str) -> None:
        """Above the page."""
        self.done.say("")
        super().refuse(sentence)

    def first_focus(self) -> None:
        """What is read."""
        self.parts[self.at].setFocus()
