"""The page about the record: how it stands, the check of it, and what the manual says it protects and what not."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from desktop.core.errors import Trouble
from desktop.ui.about.manual import ManualPart
from desktop.ui.about.stands import Stands
from desktop.ui.page import ReadPage, Strip, TwoColumns, announce
from desktop.ui.targets import Target, tab_order
from desktop.ui.theme import SIDE_PX, Theme, label
from desktop.ui.tongue import tr


class AboutPage(ReadPage):
    """`check` and `stop` ask for the check of the record, `sync` for what the office has of it. Read-only: nothing here changes anything
    on record but the log of who looked."""

    check, stop, sync = Signal(), Signal(), Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.trouble_strip = Strip("trouble")
        self.stands = Stands()
        self.parts: dict[str, QWidget] = {
            "1": self.stands,
            "2": ManualPart("not-protected.md"),
            "3": ManualPart("threat-model.md"),
            "4": ManualPart("record.md"),
        }
        words = (
            tr("This record"),
            tr("What is not protected"),
            tr("Who might harm it, and what holds"),
            tr("How it is kept"),
        )
        self.choices = {
            key: Target(theme, text, "row", key) for key, text in zip(self.parts, words, strict=True)
        }
        self._one = QButtonGroup(self)
        for key, target in self.choices.items():
            target.setCheckable(True)
            self._one.addButton(target)
            target.clicked.connect(lambda *_, key=key: self.look_at(key))
        self.start = Target(theme, tr("Check the record"), "primary", "C", hint=tr("Changes nothing."))
        self.end = Target(theme, tr("Stop checking"), key="C")
        self.progress = label("", "body")
        self.of_office = Target(theme, tr("Records to the office"), "row", "5")
        self.of_office.clicked.connect(self.sync)
        self.back = Target(theme, tr("Back"), key="Esc")
        self.start.clicked.connect(self.check)
        self.end.clicked.connect(self.stop)
        self.back.clicked.connect(self.closed)
        self.columns = TwoColumns(self._main(), self._side(), SIDE_PX)
        self.columns.narrowed.connect(self.stands.set_narrow)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.trouble_strip)
        box.addWidget(self.columns, 1)
        tab_order(
            [*self.parts.values(), *self.choices.values(), self.of_office, self.start, self.end, self.back]
        )
        self.show_checking("")
        self.look_at("1")

    def _main(self) -> QWidget:
        main = QWidget()
        main.setAccessibleName(tr("About this record"))
        column = QVBoxLayout(main)
        column.setContentsMargins(0, 0, 0, 0)
        for part in self.parts.values():
            column.addWidget(part)
        return main

    def _side(self) -> QWidget:
        side = QWidget()
        side.setAccessibleName(tr("Read and check"))
        column = QVBoxLayout(side)
        column.setContentsMargins(20, 16, 20, 10)
        column.setSpacing(6)
        column.addWidget(label(tr("ABOUT THIS RECORD"), "cap"))
        for target in self.choices.values():
            column.addWidget(target)
        column.addWidget(self.of_office)
        column.addSpacing(12)
        for each in (self.start, self.end, self.progress):
            column.addWidget(each)
        column.addStretch(1)
        column.addWidget(self.back)
        return side

    def look_at(self, key: str) -> None:
        """Show one part, from its beginning."""
        part = self.parts[key]
        try:
            if isinstance(part, ManualPart):
                part.fill()
        except OSError as error:
            sentence = tr("This page of the manual cannot be read: {why}.", why=error.strerror or "")
            self.refuse(f"{sentence} {tr('Install Threshold again.')}")
            return
        self.trouble_strip.say("")
        for each, shown in self.parts.items():
            shown.setVisible(each == key)
        self.choices[key].setChecked(True)
        self.setAccessibleName(self.choices[key].text())
        self.columns.to_top()
        part.setFocus()

    def show_checking(self, words: str) -> None:
        """How far the check is; "" where none is under way."""
        focused = self.start.hasFocus() or self.end.hasFocus()
        self.start.setVisible(not words)
        self.end.setVisible(bool(words))
        self.progress.setText(words)
        self.progress.setVisible(bool(words))
        if focused:
            (self.end if words else self.start).setFocus()

    def show_result(self, words: str, against: bool, findings: list[str]) -> None:
        """What the check found."""
        self.show_checking("")
        self.stands.say(words, against, findings)
        if self.isVisible():
            self.look_at("1")
        announce(self, words)

    # ---- keys -------------------------------------------------------------------------------------------------

    def digit(self, key: str) -> None:
        """A digit shows a part, 5 another page; C checks, or stops checking."""
        if key in self.choices:
            self.look_at(key)
        elif key == "5":
            self.of_office.click()
        elif key.upper() == "C":
            (self.end if self.start.isHidden() else self.start).click()

    def trouble(self, trouble: Trouble, lost: str) -> None:
        """Above the page."""
        self.refuse(trouble.words)

    def first_focus(self) -> None:
        """What is read, so that the arrows scroll."""
        next((part for part in self.parts.values() if not part.isHidden()), self.stands).setFocus()
