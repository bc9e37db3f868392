"""How this desk's record stands, as a column: head and device key in groups to be copied onto paper, signature, backup, epoch,
clock; above them what the last check found."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.services.standing import Standing, grouped
from desktop.ui.page import Strip, clear
from desktop.ui.theme import LOOKS, label
from desktop.ui.tongue import tr

CAPS_PX = 190
DIGITS = 2
"""Rows that hold hex digits, from the top."""

MOST_LISTED = 200
"""Findings that are listed; `threshold verify` lists all."""


class Stands(QWidget):
    """The column. It takes the focus, so that a screen reader says it and the arrows scroll it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.well, self.wrong = Strip("say"), Strip("trouble")
        self._findings, self._rows = QVBoxLayout(), QGridLayout()
        self._shown: list[tuple[QWidget, QWidget]] = []
        self._narrow = False
        self._findings.setSpacing(6)
        self._findings.setContentsMargins(0, 0, 0, 8)
        self._rows.setHorizontalSpacing(14)
        self._rows.setVerticalSpacing(8)
        self._rows.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 14, 22, 10)
        column.setSpacing(8)
        self.title = label(tr("This record"), "question")
        intro = tr(
            "It is tamper-evident: what is changed in it shows. It is not tamper-proof. Write the head and the device key on"
            " paper, or read them to counsel. Kept away from this PC, they show later whether anything was changed."
        )
        column.addWidget(self.title)
        for strip in (self.well, self.wrong):
            column.addWidget(strip)
        column.addLayout(self._findings)
        column.addWidget(label(intro, "help"))
        column.addSpacing(4)
        column.addLayout(self._rows)
        column.addStretch(1)
        self.setAccessibleName(self.title.text())

    def show_standing(self, now: Standing) -> None:
        """Show it anew."""
        head = tr("Event {n}", n=now.events)
        key = grouped(now.device_key)
        doubts = "\n".join(now.doubts) or tr("The clock of this PC agrees with the record.")
        rows = (
            (tr("HEAD NOW"), f"{head}\n{grouped(now.head)}"),
            (tr("DEVICE KEY"), key or tr("None yet: the next start of Threshold makes one.")),
            (tr("SIGNED"), _signed(now)),
            (tr("BACKUP"), _backup(now)),
            (tr("BEGUN"), _begun(now)),
            (tr("CLOCK"), doubts),
        )
        clear(self._rows)
        self._shown = []
        for row, (cap, words) in enumerate(rows):
            made = label(words, "digits" if "\n" in words and row < DIGITS else "body")
            if made.property("look") == "digits":
                made.setFont(_mono())
            self._shown.append((label(cap, "cap"), made))
        self._place()
        self.setAccessibleDescription("\n".join(f"{cap}: {words}" for cap, words in rows))

    def set_narrow(self, narrow: bool) -> None:
        """On a small screen what a line tells stands above it."""
        self._narrow = narrow
        self._place()

    def _place(self) -> None:
        self._rows.setColumnMinimumWidth(0, 0 if self._narrow else CAPS_PX)
        for row, (cap, words) in enumerate(self._shown):
            if self._narrow:
                self._rows.addWidget(cap, 2 * row, 0)
                self._rows.addWidget(words, 2 * row + 1, 0, 1, 2)
            else:
                self._rows.addWidget(cap, row, 0, Qt.AlignmentFlag.AlignTop)
                self._rows.addWidget(words, row, 1)

    def say(self, words: str, against: bool, findings: Sequence[str] = ()) -> None:
        """What the last check found, in one sentence, and each finding."""
        self.well.say("" if against else words)
        self.wrong.say(words if against else "")
        clear(self._findings)
        for sentence in findings[:MOST_LISTED]:
            self._findings.addWidget(label(f"• {sentence}", "body"))
        if (more := len(findings) - MOST_LISTED) > 0:
            words = tr("And {n} more: threshold verify lists all.", n=more)
            self._findings.addWidget(label(words, "strong"))


def _mono() -> QFont:
    made = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    made.setPixelSize(LOOKS["digits"][0])
    made.setStyleHint(QFont.StyleHint.Monospace)
    return made


def _signed(now: Standing) -> str:
    to = tr("Up to event {n}, on {at}.", n=now.signed_to, at=now.signed_at)
    return f"{to if now.signed_to else tr('Nothing is signed yet.')} {now.unsigned}".strip()


def _backup(now: Standing) -> str:
    if now.backup_hours is None:
        return tr("No proved backup. {why}", why=now.backup_why)
    return tr("The newest proved backup is {n} hours old.", n=now.backup_hours)


def _begun(now: Standing) -> str:
    """Where the record comes from."""
    if now.epoch_why == "restored":
        return tr("From a backup. Epoch {n}.", n=now.epoch)
    if now.epoch_why == "device_key_was_missing":
        return tr("Without the device key that it had. Epoch {n}.", n=now.epoch)
    if now.epoch_why == "record_was_missing":
        return tr("In the place of a record that went missing.")
    if now.epoch_why == "first_start":
        return tr("On this PC, and never restored.")
    return tr("The event that tells cannot be read. Check the record.")
