"""A guard at the page where things are written down: plain views made by hand, keys, and what the page handed on."""

from datetime import time

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.core import record_words as words
from desktop.core.details import CODES, GROUPS, MARKS
from desktop.core.privacy import Group, Privacy
from desktop.services.caution import caution
from desktop.services.record_views import (
    EntryView,
    FieldView,
    GroupView,
    ItemView,
    PaperView,
    RecordView,
    TimeView,
)
from desktop.services.views import ChoiceView
from desktop.ui.frame import Frame
from desktop.ui.record.fields import Typed
from desktop.ui.record.form import FieldRow, ItemForm
from desktop.ui.record.page import WritePage
from desktop.ui.record.small_forms import NoteForm
from desktop.ui.targets import Target
from desktop.ui.theme import LIGHT

Key = Qt.Key
Held = Qt.KeyboardModifier
PRIVACY = Privacy(
    sentence="Some of this may be private.",
    patterns={"a_number": "This looks like an alien registration number."},
    words=(Group("status", "A person's status is not written down.", ("visa",)),),
)
OFFICER = {
    "agency": ("ice", ""),
    "name": ("", "refused"),
    "badge": ("4471", ""),
    "supervisor": ("", "not_shown"),
    "phone": ("", "not_shown"),
    "description": ("Dark vest, mask", ""),
    "id_shown": ("badge", ""),
}
FORMER = {"badge": ("4417",)}


def choices(values: tuple[str, ...], labels: dict[str, str]) -> tuple[ChoiceView, ...]:
    """Values with their words and digits."""
    return tuple(ChoiceView(value, labels[value], str(number)) for number, value in enumerate(values, 1))


def item(group: str, number: int, values: dict[str, tuple[str, str]], struck: str = "") -> ItemView:
    """One thing as it stands on record; without values the empty one that can be added."""
    fields = []
    for field in GROUPS[group].fields:
        text, code = values.get(field.id, ("", ""))
        said = words.CODE_WORDS[code] if code else words.CHOICE_WORDS.get(text, text)
        fields.append(
            FieldView(
                field.id,
                *words.FIELD_WORDS[group, field.id],
                choices(field.choices, dict(words.CHOICE_WORDS)),
                field.free,
                choices(CODES if field.codes else (), dict(words.CODE_WORDS)),
                text,
                code,
                said,
                FORMER.get(field.id, ()) if values else (),
            )
        )
    title = f"{words.GROUP_WORDS[group][1]} {number}"
    shown = " · ".join(f"{field.label}: {field.value}" for field in fields if field.value)
    key = f"{GROUPS[group].key}{number}"
    return ItemView(group, key, title, shown, tuple(fields), "14:05:12", "Guard 12", struck)


def groups(*officers: ItemView) -> tuple[GroupView, ...]:
    """All groups; the officers given, nothing else."""
    made = []
    for group, (heading, one, add) in words.GROUP_WORDS.items():
        items = officers if group == "officer" else ()
        made.append(GroupView(group, heading, one, add, items, item(group, len(items) + 1, {}), ()))
    return tuple(made)


ARREST = PaperView("papers/1", "Paper 1", (("Signed by", "Judge"), ("Title", "Arrest warrant")), (), True)
I200 = PaperView("papers/2", "Paper 2", (("Signed by", "Immigration officer"),), (), False)
EMPTY = RecordView(
    "v1", "26-0142", False, "", (), (), choices(MARKS, dict(words.MARK_WORDS)), groups(), (), False, (), None,
    (), {},
)  # fmt: skip
FULL = msgspec.structs.replace(
    EMPTY,
    notes=(EntryView(7, "14:06:01", "Guard 12", "They stood at the inner door.", "seen", "about 14:05"),),
    times=(
        TimeView(8, "", "", "14:07:31", False, "seen"),
        TimeView(9, "arrived", "They arrived", "about 14:02", True, "told"),
    ),
    groups=groups(item("officer", 1, OFFICER), item("officer", 2, OFFICER, "It was written twice.")),
    papers=(ARREST, I200),
    photos_on=True,
)


class Writer:
    """A guard at the page, in the frame of the window. `heard` holds what the page handed on, in order."""

    def __init__(
        self, bot: QtBot, view: RecordView = EMPTY, tab: str = "", size: tuple[int, int] = (1366, 768)
    ) -> None:
        self.bot, self.page = bot, WritePage(LIGHT)
        self.frame = Frame(LIGHT, [self.page])
        self.heard: list[tuple[object, ...]] = []
        for name in (
            "note",
            "detail",
            "struck",
            "time",
            "named",
            "half_typed",
            "choose_photo",
            "photo",
            "closed",
            "warned",
        ):
            getattr(self.page, name).connect(lambda *values, name=name: self.heard.append((name, *values)))
        self.page.use(lambda text: caution(text, PRIVACY), lambda: time(14, 9))
        bot.addWidget(self.frame)
        self.frame.resize(*size)
        self.frame.show_page(self.page)
        self.frame.show()
        bot.waitExposed(self.frame)
        self.frame.activateWindow()
        self.page.show_record(view, tab)
        bot.waitUntil(lambda: self.frame.gate.is_open)
        QApplication.processEvents()

    def key(self, key: Key | str, held: Held = Held.NoModifier) -> None:
        """Press a key on what has the focus."""
        code = Key(ord(key.upper())) if isinstance(key, str) else key
        QTest.keyClick(QApplication.focusWidget() or self.frame, code, held)
        QApplication.processEvents()  # what a layout takes in is shown by the next event

    def types(self, text: str) -> None:
        """Type into the field that has the focus."""
        QTest.keyClicks(QApplication.focusWidget() or self.frame, text)

    def show(self, view: RecordView) -> None:
        """The record comes back."""
        self.page.show_record(view)
        QApplication.processEvents()

    def write(self) -> None:
        """Ctrl+Enter."""
        self.key(Key.Key_Return, Held.ControlModifier)

    def row(self, field: str) -> FieldRow:
        """A field of the form."""
        assert isinstance(self.page.form, ItemForm)
        return next(row for row in self.page.form.rows if row.view.id == field)

    def typed(self, field: str) -> Typed:
        """Where the words of a field are typed; it has the focus."""
        typed = self.row(field).typed
        assert typed is not None
        typed.setFocus()
        return typed

    @property
    def note(self) -> Typed:
        """The field of the note."""
        assert isinstance(self.page.form, NoteForm)
        return self.page.form.text

    def told(self, name: str) -> list[tuple[object, ...]]:
        """What came by one signal."""
        return [each[1:] for each in self.heard if each[0] == name]

    def shown(self, widget: QWidget | None = None) -> str:
        """All words that can be seen, joined."""
        labels = (widget or self.page).findChildren(QLabel)
        return " | ".join(each.text() for each in labels if each.isVisible() and each.text())


def press(writer: Writer, name: str) -> None:
    """Press a target by its accessible name."""
    targets = writer.page.findChildren(Target)
    next(each for each in targets if each.accessibleName() == name and each.isVisible()).click()
    QApplication.processEvents()  # what a layout takes in is shown by the next event
