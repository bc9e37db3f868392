"""The papers of a visit: what was checked on each, and photographs or scans of them. Papers only, never people."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from PySide6.QtCore import QDir, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.services.record_views import PaperView, RecordView
from desktop.ui.filing import file_dialog
from desktop.ui.page import clear
from desktop.ui.record.fields import KeyTarget
from desktop.ui.record.form import Form
from desktop.ui.record.watch import Watch
from desktop.ui.targets import Target
from desktop.ui.theme import TARGET_PX, Theme, ground, label
from desktop.ui.tongue import tr

Scan = tuple[str, str, str, str]
"""A file of the scan folder: path, name, when, size; all but the path in words."""

MOST_SCANS = 9
NO_PICTURES: Mapping[str, bytes] = MappingProxyType({})
ENDINGS = ("*.png", "*.jpg", "*.jpeg", "*.heic", "*.heif", "*.tif", "*.tiff", "*.pdf")


class Picker(QWidget):
    """Which page of a paper, and which file: recent scans, another file, or one that is dropped on the page."""

    picked, chosen_page = Signal(str, int, str), Signal(str, int)
    left = Signal()

    def __init__(self, theme: Theme, paper: PaperView) -> None:
        super().__init__()
        self.paper, self.page = paper, 1 if paper.page_one_only else len(paper.photos) + 1
        self._theme = theme
        self._scans: list[KeyTarget] = []
        self._dialog: QFileDialog | None = None
        self._page_words = label("", "strong", wrap=False)
        self._fewer = Target(theme, "−", px=20, hint=tr("One page before"))
        self._more = Target(theme, "+", px=20, hint=tr("One page after"))
        self._fewer.setAccessibleName(tr("Page before"))
        self._more.setAccessibleName(tr("Page after"))
        self._fewer.clicked.connect(lambda: self._turn(-1))
        self._more.clicked.connect(lambda: self._turn(1))
        self.other, self.stop = Target(theme, tr("Other file …")), Target(theme, tr("No photo"), "quiet")
        self.other.clicked.connect(self._choose_file)
        self.stop.clicked.connect(self.left)
        self._list = QVBoxLayout()
        self._place()
        self._turn(0)

    def _place(self) -> None:
        pages = QHBoxLayout()
        pages.addWidget(self._page_words)
        if not self.paper.page_one_only:
            pages.addWidget(self._fewer)
            pages.addWidget(self._more)
        pages.addStretch(1)
        pages.addWidget(self.other)
        pages.addWidget(self.stop)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 4, 0, 4)
        box.setSpacing(6)
        box.addWidget(label(tr("Photograph papers only, never people."), "strong"))
        if self.paper.page_one_only:
            sentence = tr("Page 1 only. Page 2 of an arrest warrant may hold private data and is never kept.")
            box.addWidget(label(sentence, "strong"))
        box.addLayout(pages)
        box.addWidget(label(tr("Newest scans first. You can also drop a file here."), "small"))
        box.addLayout(self._list)

    def _turn(self, by: int) -> None:
        self.page = max(1, self.page + by)
        self._page_words.setText(tr("Page {number}", number=self.page))
        self._fewer.setEnabled(self.page > 1)
        if by:
            self.chosen_page.emit(self.paper.address, self.page)

    def show_scans(self, scans: Sequence[Scan], pictures: Mapping[str, bytes] = NO_PICTURES) -> None:
        """Offer these files, each with its small picture (PNG, by path) where there is one."""
        clear(self._list)
        self._scans = []
        for number, (path, name, when, size) in enumerate(scans[:MOST_SCANS], 1):
            made = KeyTarget(self._theme, f"{name} · {when} · {size}", str(number), "row")
            made.clicked.connect(lambda _=False, path=path: self.pick(path))
            row = QHBoxLayout()
            if path in pictures:
                row.addWidget(_small_picture(pictures[path]))
            row.addWidget(made, 1)
            self._list.addLayout(row)
            self._scans.append(made)
        if not scans:
            self._list.addWidget(label(tr("There are no new scans."), "small"))
        (self._scans[0] if self._scans else self.other).setFocus()

    def pick(self, path: str) -> None:
        """This file is page `page` of the paper."""
        self.picked.emit(self.paper.address, self.page, path)

    def key(self, key: str) -> bool:
        """The scan with this digit."""
        for target in self._scans:
            if target.key == key:
                target.click()
                return True
        return False

    def _choose_file(self) -> None:
        """Look through the files of this computer."""
        self.close_dialog()
        dialog = file_dialog(self, self._theme, tr("Photo or scan of the paper"), QDir.homePath())
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        photos = tr("Photos and scans ({endings})", endings=" ".join(ENDINGS))
        dialog.setNameFilters([photos, tr("All files (*)")])
        dialog.fileSelected.connect(self.pick)
        dialog.show()
        self._dialog = dialog

    def close_dialog(self) -> None:
        """The page is left."""
        if self._dialog is not None:
            self._dialog.hide()
            self._dialog.deleteLater()
            self._dialog = None


def _small_picture(png: bytes) -> QLabel:
    """A scan as small as a target is high; what it is stands in the target's words."""
    made, pixmap = QLabel(), QPixmap()
    pixmap.loadFromData(png)
    made.setPixmap(pixmap)
    made.setFixedSize(TARGET_PX, TARGET_PX)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return made


class PapersForm(Form):
    """Every paper with its checks. `choose_photo` asks for scans of a paper's page; `photo` carries paper, page and path."""

    choose_photo, photo = Signal(str, int), Signal(str, int, str)

    def __init__(self, theme: Theme, watch: Watch, view: RecordView) -> None:
        super().__init__(theme, watch)
        self.picker: Picker | None = None
        self.papers = view.papers
        self.add_targets: dict[str, Target] = {}
        self._places: dict[str, QVBoxLayout] = {}
        if not view.photos_on:
            self.box.addWidget(
                label(tr("Photographs of papers are switched off at this facility."), "strong")
            )
        if not view.papers:
            self.box.addWidget(label(tr("No paper was shown yet."), "body"))
        for paper in view.papers:
            self.box.addWidget(self._panel(paper, view.photos_on))
        self.box.addStretch(1)

    def _panel(self, paper: PaperView, photos_on: bool) -> QWidget:
        made = QWidget()
        ground(made, "panel")
        box = QVBoxLayout(made)
        box.setContentsMargins(14, 8, 14, 10)
        box.setSpacing(6)
        box.addWidget(label(paper.label, "strong"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 3)
        for row, (name, answer) in enumerate(paper.checks):
            grid.addWidget(label(name, "small"), row, 0)
            grid.addWidget(label(answer, "small-strong"), row, 1)
        box.addLayout(grid)
        for photo in paper.photos:
            box.addWidget(label(photo, "small"))
        if photos_on and paper.address:
            self._places[paper.address] = place = QVBoxLayout()
            add = Target(self.theme, tr("Add a photo or scan"))
            add.setAccessibleName(tr("Add a photo or scan of {paper}", paper=paper.label))
            add.clicked.connect(lambda: self.choose(paper))
            self.add_targets[paper.address] = add
            box.addWidget(add)
            box.addLayout(place)
        return made

    def choose(self, paper: PaperView) -> None:
        """Ask which page and which file."""
        self.leave()
        self.picker = picker = Picker(self.theme, paper)
        picker.picked.connect(self.photo)
        picker.chosen_page.connect(self.choose_photo)
        picker.left.connect(self.leave)
        self._places[paper.address].addWidget(picker)
        self.add_targets[paper.address].hide()
        picker.other.setFocus()
        self.choose_photo.emit(paper.address, picker.page)

    def leave(self) -> None:
        """Ask no more."""
        if self.picker is None:
            return
        picker, self.picker = self.picker, None
        picker.close_dialog()
        clear(self._places[picker.paper.address])
        add = self.add_targets[picker.paper.address]
        add.show()
        add.setFocus()

    def dropped(self, path: str) -> str:
        """A file was dropped on the page; returns a sentence where nobody can say of which paper it is."""
        if not self.add_targets:
            return tr("Photographs of papers cannot be added here.")
        if self.picker is None and len(self.add_targets) > 1:
            return tr("Press “Add a photo or scan” at the paper first, then drop the file.")
        if self.picker is None:
            self.choose(self.papers[0])
        if self.picker is not None:
            self.picker.pick(path)
        return ""

    def first_focus(self) -> None:
        """The first paper that takes a photograph."""
        first = next(iter(self.add_targets.values()), None)
        if first is not None:
            first.setFocus()
