"""How much of the record the office has: what waits, what went, what is wrong, and the one thing to do."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.services.syncing import Sent, Standing
from desktop.ui.page import Strip, announce, clear
from desktop.ui.people.beside import PeoplePage
from desktop.ui.targets import Target, tab_order
from desktop.ui.theme import Theme, label
from desktop.ui.tongue import tr

CAPS_PX = 290


class SyncPage(PeoplePage):
    """`send` asks to send what waits, `again` all that nobody has confirmed, `stop` to end that. Nothing of a visit is on it."""

    send, again, stop = Signal(), Signal(), Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.wrong, self.hold, self.well = Strip("trouble"), Strip("hold"), Strip("say")
        self.title = label(tr("Records to the office"), "question")
        self.advice, self.progress = label("", "strong"), label("", "body")
        self.now = Target(
            theme, tr("Send now"), "primary", "1", 20, tr("Takes receipts in, then sends what waits.")
        )
        self.once_more = Target(
            theme,
            tr("Send again"),
            "plain",
            "2",
            20,
            tr("All that has no receipt, if it was lost on its way."),
        )
        self.end = Target(theme, tr("Stop sending"), "plain", "C", 20, tr("What went stays sent."))
        self._rows, self._details = QGridLayout(), QVBoxLayout()
        self._rows.setHorizontalSpacing(14)
        self._rows.setVerticalSpacing(8)
        self._rows.setColumnMinimumWidth(0, CAPS_PX)
        self._rows.setColumnStretch(1, 1)
        self.now.clicked.connect(self.send)
        self.once_more.clicked.connect(self.again)
        self.end.clicked.connect(self.stop)
        self.back.clicked.connect(self.closed)
        self.lay_out(self._main(), self.side())
        tab_order([self, self.now, self.once_more, self.end, self.start, self.back])
        self.setAccessibleName(self.title.text())
        self.show_sending("")
        self.show_looking()

    def _main(self) -> QWidget:
        main = QWidget()
        main.setAccessibleName(tr("Records to the office"))
        column = QVBoxLayout(main)
        column.setContentsMargins(22, 16, 22, 10)
        column.setSpacing(10)
        intro = tr(
            "What goes out is encrypted: who carries it cannot read it. Photographs of papers stay here. A record counts as"
            " sent only when the office's signed receipt names all of it."
        )
        above: list[QWidget] = [self.title, self.wrong, self.hold, self.well, label(intro, "help")]
        for each in above:
            column.addWidget(each)
        column.addLayout(self._rows)
        column.addLayout(self._details)
        column.addSpacing(4)
        for each in (
            label(tr("TO DO"), "cap"),
            self.advice,
            self.progress,
            self.now,
            self.once_more,
            self.end,
        ):
            column.addWidget(each)
        column.addStretch(1)
        return main

    def show_looking(self) -> None:
        """It is looked at how far the record has come."""
        clear(self._rows)
        clear(self._details)
        self.advice.setText(tr("Looking…"))
        for strip in (self.wrong, self.hold, self.well):
            strip.say("")

    def show_standing(self, now: Standing) -> None:
        """How far the record has come."""
        self.show_looking()
        words = {
            "received": tr("✓ The office has all of it."),
            "went": tr("On its way: no receipt yet."),
            "waits": tr("Something waits to be sent."),
            "off": tr("Nothing is sent from here."),
            "wrong": tr("Something is wrong."),
        }[now.state]
        (self.wrong if now.state == "wrong" else self.well if now.state == "received" else self.hold).say(
            words
        )
        rows = (
            (tr("RECEIVED BY THE OFFICE"), tr("events: {n} of {of}", n=now.received, of=now.events)),
            (tr("WENT, NO RECEIPT YET"), tr("events: {n}", n=now.went)),
            (tr("WAITS"), tr("events: {n} · visits: {visits}", n=now.waits, visits=now.visits)),
            (tr("PLACE"), now.where or tr("None is named.")),
        )
        for row, (cap, told) in enumerate(rows):
            self._rows.addWidget(label(cap, "cap"), row, 0, Qt.AlignmentFlag.AlignTop)
            self._rows.addWidget(label(told, "body"), row, 1)
        for sentence, remedy in now.wrong:
            self._details.addWidget(label(f"{sentence} {remedy}", "danger"))
        for sentence in now.told:
            self._details.addWidget(label(tr("To know: {what}", what=sentence), "body"))
        self.advice.setText(now.advice)
        self.now.setEnabled(now.state != "off")
        self.once_more.setVisible(now.went > 0 and self.end.isHidden())
        parts = [words, *(f"{cap}: {told}" for cap, told in rows), tr("To do: {what}", what=now.advice)]
        self.setAccessibleDescription("\n".join(parts))

    def show_sending(self, words: str) -> None:
        """How far it is; "" where nothing is being sent."""
        focused = self.now.hasFocus() or self.once_more.hasFocus() or self.end.hasFocus()
        self.now.setVisible(not words)
        self.once_more.setVisible(False)
        self.end.setVisible(bool(words))
        self.progress.setText(words)
        self.progress.setVisible(bool(words))
        if focused:
            (self.end if words else self.now).setFocus()

    def show_sent(self, done: Sent) -> None:
        """What one sending did, above how the record stands now."""
        words = tr(
            "Bundles that went out: {bundles} (events: {n}). Receipts that came in: {receipts}.",
            bundles=done.bundles, n=done.events, receipts=done.receipts,
        )  # fmt: skip
        if done.stopped:
            words = f"{tr('It was stopped.')} {words}"
        for sentence in reversed(done.wrong):
            self._details.insertWidget(0, label(sentence, "danger"))
        self._details.insertWidget(0, label(words, "strong"))
        announce(self, words)

    # ---- keys -------------------------------------------------------------------------------------------------

    def digit(self, key: str) -> None:
        """1 sends, 2 sends again, C ends that; N opens a visit."""
        wanted = {"1": self.now, "2": self.once_more, "C": self.end}.get(key.upper())
        if key.upper() == "N":
            self.new_visit.emit()
        elif wanted is not None and not wanted.isHidden():
            wanted.click()

    def refuse(self, sentence: str) -> None:
        """Above the page."""
        self.wrong.say(sentence)
        announce(self, sentence)
        self.columns.to_top()

    def first_focus(self) -> None:
        """What sends, or ends that."""
        wanted = self.now if self.end.isHidden() else self.end
        (wanted if wanted.isEnabled() else self.back).setFocus()
