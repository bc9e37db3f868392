"""The start screen: a new visit, open visits to go on with, today's visits, who is on duty, what is wrong with this desk."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStyle, QVBoxLayout, QWidget

from desktop.core.errors import Trouble
from desktop.services.views import DeskView, VisitLineView
from desktop.ui.desk.days import DayList
from desktop.ui.page import Page, Strip, TwoColumns, clear, trouble_words
from desktop.ui.targets import Target, tab_order
from desktop.ui.theme import LIGHT, SIDE_PX, Theme, label
from desktop.ui.tongue import tr

Elapsed = Callable[[int], int]
"""Seconds since an instant given in µs UTC."""

TICK_MS = 10_000
KEYED, COMMENT_LONG = 9, 160
"""Open visits that have a digit; characters of a comment that are told here, opening the visit shows all of it."""


class DeskPage(Page):
    """The start screen. `open_closed` carries a closed visit's id, `report` that of a visit whose report is wanted,
    `theme_wanted` the name of the other theme."""

    new_visit, resume = Signal(), Signal(str)
    on_duty, at_post = Signal(str), Signal(str)
    open_closed, theme_wanted = Signal(str), Signal(str)
    report, about, account = Signal(str), Signal(), Signal()
    policy, visits = Signal(), Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.trouble_strip, self.note, self.notice_strip = Strip("trouble"), Strip("hold"), Strip("hold")
        self.returned_strip = Strip("hold")
        self.start = Target(
            theme, tr("New visit"), "primary", "N", 30, tr("Officers are here. Opens a visit at once.")
        )
        self.start.setMinimumHeight(96)
        self.start.clicked.connect(self.new_visit)
        self.person, self.post = Pick(theme), Pick(theme)
        self.person.setAccessibleName(tr("Who is on duty"))
        self.post.setAccessibleName(tr("Which post"))
        self.person.textActivated.connect(self.on_duty)
        self.post.textActivated.connect(self.at_post)
        night = theme is LIGHT
        self.colours = Target(theme, tr("Night colors") if night else tr("Day colors"), "quiet")
        self.of_record = Target(theme, tr("About this record"), "quiet", "R")
        self.of_record.setAccessibleDescription(tr("Check it, and read what is protected and what is not."))
        self.of_record.clicked.connect(self.about)
        self.of_policy = Target(theme, tr("The policy"), "quiet", "P")
        self.of_policy.setAccessibleDescription(tr("Read it, or check and try a draft of it."))
        self.of_policy.clicked.connect(self.policy)
        self.of_visits = Target(
            theme, "", "quiet", "F10", hint=tr("Search visits, read their reports, review them.")
        )
        self.of_visits.clicked.connect(self.visits)
        self._late, self._notices_told = "", tuple[str, ...]()
        self.signed, self.sign = label("", "strong"), Target(theme, "", px=17)
        self.sign.clicked.connect(self.account)
        self.colours.clicked.connect(lambda: self.theme_wanted.emit("night" if night else "light"))
        self.resumable: list[Target] = []
        self.reports: list[Target] = []
        self.days = DayList(theme)
        self.days.chosen.connect(self.open_closed)
        self.days.report.connect(self.report)
        self._open, self._notices = QVBoxLayout(), QVBoxLayout()
        self._opened: list[tuple[VisitLineView, int]] = []
        self._since, self._timer = QElapsedTimer(), QTimer(self)
        self._timer.timeout.connect(lambda: self.tick(self._since.elapsed() // 1000))
        self._timer.start(TICK_MS)
        self.columns = TwoColumns(self._left(), self._side(), SIDE_PX)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.columns)

    def _left(self) -> QWidget:
        left = QWidget()
        left.setAccessibleName(tr("Visits"))
        self.open_cap, self.today_cap = label("", "cap"), label("", "cap")
        self.none_closed = label(tr("No visit was closed today."), "help")
        column = QVBoxLayout(left)
        column.setContentsMargins(22, 16, 22, 10)
        column.setSpacing(8)
        for strip in (self.notice_strip, self.trouble_strip, self.note):
            column.addWidget(strip)
        column.addWidget(self.start)
        how = tr("N or Enter. If they are already going in, press F12 at once: it opens a visit too.")
        column.addWidget(label(how, "help"))
        column.addSpacing(8)
        column.addWidget(self.open_cap)
        self._open.setSpacing(4)
        column.addLayout(self._open)
        column.addSpacing(4)
        for widget in (self.returned_strip, self.today_cap):
            column.addWidget(widget)
        column.addWidget(self.none_closed)
        column.addWidget(self.days, 1)
        column.addStretch(0)
        return left

    def _side(self) -> QWidget:
        side = QWidget()
        side.setAccessibleName(tr("This desk"))
        self._notices.setSpacing(8)
        self.draft = label("", "small-strong")
        self.post_cap = label(tr("POST"), "cap")
        column = QVBoxLayout(side)
        column.setContentsMargins(20, 12, 20, 8)
        column.setSpacing(5)
        self.person_cap = label(tr("ON DUTY"), "cap")
        # On Linux a list is called by what is chosen in it; only its label says what it is for.
        self.person_cap.setBuddy(self.person)
        self.post_cap.setBuddy(self.post)
        column.addWidget(self.person_cap)
        for widget in (self.person, self.signed, self.sign):
            column.addWidget(widget)
        column.addWidget(self.post_cap)
        column.addWidget(self.post)
        column.addSpacing(10)
        column.addWidget(label(tr("THIS DESK"), "cap"))
        column.addLayout(self._notices)
        column.addStretch(1)
        column.addWidget(self.draft)
        column.addWidget(self.of_visits)
        column.addWidget(self.of_policy)
        column.addWidget(self.of_record)
        column.addWidget(self.colours)
        self.show_account(set_up=False, person="")
        self.show_waiting("", "")
        return side

    def show_account(self, set_up: bool, person: str, closed: bool = False) -> None:
        """Who is signed in, "" for nobody; until people are set up, the list to choose from. `closed`: the record is, and who knows the
        passphrase opens it."""
        self.person_cap.setText(tr("RECORD") if closed else tr("SIGNED IN") if set_up else tr("ON DUTY"))
        self.person.setVisible(not set_up)
        for widget in (self.signed, self.sign):
            widget.setVisible(set_up)
        self.signed.setText(person or tr("Nobody"))
        self.sign.setText(tr("F6 Lock, switch, sign out") if person else tr("F6 Sign in"))
        none = tr("Sign in to see the visits of today.")
        if closed:
            self.signed.setText(tr("Closed"))
            self.sign.setText(tr("F6 Open the record"))
            none = tr("Open the record to see the visits of today.")
        self.sign.setAccessibleName(self.sign.text())
        self.none_closed.setText(none if set_up and not person else tr("No visit was closed today."))

    def show_desk(self, view: DeskView, person: str, post: str, elapsed: Elapsed) -> None:
        """Show the desk as it stands; `elapsed` tells the seconds since an instant in µs UTC."""
        self.trouble_strip.say("")
        _fill(self.person, view.on_duty, person)
        _fill(self.post, view.posts, post)
        self.post.setVisible(len(view.posts) > 1)
        self.post_cap.setVisible(len(view.posts) > 1)
        self.draft.setText(view.draft)
        self.draft.setVisible(bool(view.draft))
        self.show_health(view.notices)
        self._show_open(view.open, elapsed)
        back = {line.id for line in view.returned}
        closed = [*view.returned, *(line for line in view.today if line.closed and line.id not in back)]
        self.returned_strip.say(_returned_words(view.returned))
        cap = tr("CLOSED TODAY ({n})", n=len(closed)) if closed else tr("TODAY")
        self.today_cap.setText(tr("RETURNED ({n}), CLOSED TODAY", n=len(back)) if back else cap)
        self.none_closed.setVisible(not closed)
        self.days.setVisible(bool(closed))
        self.days.show_lines(closed)
        self.columns.to_top()
        self.setAccessibleName(tr("Desk of {facility}", facility=view.facility_name))

    def show_waiting(self, waiting: str, late: str) -> None:
        """How many visits wait for who is signed in, in words for the target; `late`: a sentence on what waits too long, "" for nothing."""
        words = waiting or tr("Visits")
        self.of_visits.setText(words)
        self.of_visits.setAccessibleName(tr("F10: {words}", words=words))
        if late != self._late:
            self._late = late
            self.show_health(self._notices_told)

    def show_health(self, notices: Sequence[str]) -> None:
        """One line with a sign, then each thing that is wrong; what waits too long comes last."""
        self._notices_told = tuple(notices)
        notices = (*notices, *([self._late] if self._late else []))
        clear(self._notices)
        self.notice_strip.say(notices[0].split(". ")[0] if notices else "")
        if notices:
            words = tr("{n} things need attention", n=len(notices))
            words = tr("1 thing needs attention") if len(notices) == 1 else words
            self._notices.addWidget(label(f"! {words}", "danger"))
        else:
            self._notices.addWidget(label(f"✓ {tr('Everything is in order.')}", "good"))
        for notice in notices or (tr("Nothing is sent anywhere."),):
            self._notices.addWidget(label(notice, "body"))

    def _show_open(self, lines: Sequence[VisitLineView], elapsed: Elapsed) -> None:
        clear(self._open)
        self.resumable, self.reports = [], []
        self._opened = [(line, elapsed(line.opened_us)) for line in lines]
        self._since.start()
        self.open_cap.setText(tr("OPEN VISITS ({n}): GO ON", n=len(lines)))
        self.open_cap.setVisible(bool(lines))
        for number, line in enumerate(lines, 1):
            key = str(number) if number <= KEYED else " "
            target = Target(self.theme, "", "row", key)
            target.clicked.connect(lambda *_, visit=line.id: self.resume.emit(visit))
            self.resumable.append(target)
            self.reports.append(self._report_of(line))
            row = QHBoxLayout()
            row.setSpacing(4)
            row.addWidget(target, 1)
            row.addWidget(self.reports[-1])
            self._open.addLayout(row)
        self.tick(0)
        rows = [each for row in zip(self.resumable, self.reports, strict=True) for each in row]
        side = (
            self.person,
            self.sign,
            self.post,
            self.of_visits,
            self.of_policy,
            self.of_record,
            self.colours,
        )
        tab_order([self, self.start, *rows, self.days, *side])

    def _report_of(self, line: VisitLineView) -> Target:
        made = Target(self.theme, tr("Report"), px=17, hint=tr("F7 in this row"))
        made.setAccessibleName(tr("Report of visit {number}", number=line.record_number))
        made.clicked.connect(lambda *_, visit=line.id: self.report.emit(visit))
        return made

    def report_focused(self) -> None:
        """The report of the visit whose row has the focus; of the only one where there is one."""
        lines = [line.id for line, _ in self._opened]
        rows = zip(lines, self.resumable, self.reports, strict=True)
        focused = [visit for visit, *targets in rows if any(target.hasFocus() for target in targets)]
        if not focused:
            focused = [self.days.current] if self.days.hasFocus() or not lines else lines
        if len(focused) == 1 and focused[0]:
            self.report.emit(focused[0])
        elif focused != [""]:
            self.tell(tr("Which visit? Go to it with Tab and the arrows, then press F7."))

    def tick(self, seconds: int) -> None:
        """The open visits say for how long they are open, `seconds` after they were shown."""
        for target, (line, before) in zip(self.resumable, self._opened, strict=True):
            since = _duration(before + seconds)
            parts = (line.record_number, line.post, f"{line.opened}, {since}", line.holder)
            target.setText(" · ".join(part for part in parts if part) + f"\n{line.asks}")
            said = tr("Go on with visit {number}, open {time}", number=line.record_number, time=since)
            where = ", ".join(part for part in (line.post, line.holder) if part)
            target.setAccessibleName(f"{said}, {where}: {line.asks}")

    def tell(self, words: str) -> None:
        """One sentence above the page: what just happened."""
        self.note.say(words)

    def digit(self, key: str) -> None:
        """N opens a visit; a digit goes on with an open one; R tells of the record, P of the policy."""
        if key.upper() == "N":
            self.start.click()
        elif key.upper() == "R":
            self.of_record.click()
        elif key.upper() == "P":
            self.of_policy.click()
        elif key.isdigit() and 0 < int(key) <= min(KEYED, len(self.resumable)):
            self.resumable[int(key) - 1].click()

    def enter(self, target: Target | None) -> None:
        """Press what has the focus: a target, or a row of today's visits."""
        if target is not None:
            target.click()
        elif self.days.hasFocus():
            self.days.open_current()

    def trouble(self, trouble: Trouble, lost: str) -> None:
        """Above the page."""
        self.trouble_strip.say(trouble_words(trouble, lost or tr("the new visit")))

    def refuse(self, sentence: str) -> None:
        """Above the page."""
        self.note.say(sentence)

    def first_focus(self) -> None:
        """New visit, so that Return opens one. Where a note tells what just happened, the page itself: a second Return on what
        led here must open nothing."""
        (self if self.note.words else self.start).setFocus(Qt.FocusReason.OtherFocusReason)


class Pick(QComboBox):
    """A list to choose from, with an arrow that can be seen."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def paintEvent(self, event: QPaintEvent) -> None:
        """The sheet's field, and the arrow at its end."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(QColor(self._theme.ink))
        end = QStyle.visualRect(
            self.layoutDirection(), self.rect(), self.rect().adjusted(self.width() - 40, 0, 0, 0)
        )
        painter.drawText(end, int(Qt.AlignmentFlag.AlignCenter), "▾")
        painter.end()


def _duration(seconds: int) -> str:
    minutes = seconds // 60
    if minutes < 60:
        return tr("{n} min", n=minutes)
    return tr("{h} h {m} min", h=minutes // 60, m=minutes % 60)


def _returned_words(lines: Sequence[VisitLineView]) -> str:
    """That a supervisor returned visits, and why; "" for none."""
    if not lines:
        return ""
    if len(lines) > 1:
        return tr("{n} visits were returned. Open them in the list below.", n=len(lines))
    comment = lines[0].comment or tr("the comment was removed")
    comment = comment if len(comment) <= COMMENT_LONG else f"{comment[:COMMENT_LONG]}…"
    return tr("Visit {number} was returned: “{comment}”", number=lines[0].record_number, comment=comment)


def _fill(combo: QComboBox, names: Sequence[str], chosen: str) -> None:
    """Show these names without telling anybody that one was chosen."""
    combo.blockSignals(True)
    combo.clear()
    combo.addItems(list(names) or [tr("not set")])
    combo.setEnabled(bool(names))
    combo.setCurrentText(chosen)
    combo.blockSignals(False)
