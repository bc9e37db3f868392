"""What every form of the page is: fields, choices, what is still empty, why it cannot be written, and what is sent."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.services.record_views import FieldView, ItemView
from desktop.services.views import ChoiceView
from desktop.ui.page import Strip, announce
from desktop.ui.record.fields import Chip, Options, Typed
from desktop.ui.record.flow import Flow
from desktop.ui.record.origin import INDENT_PX, Origin, line
from desktop.ui.record.watch import PrivacyStrip, Watch, under
from desktop.ui.theme import Theme, label
from desktop.ui.tongue import tr


class Form(QWidget):
    """A form. `submit` is what its target says; `half` comes with each typed text (address, text), `filled` with each change,
    `again` when it shall be sent after a warning was answered, `taken` with the strip that says that private words were taken
    out. Nothing of it is on record before the page shows it. `told` is what is said then, `ready` before it is sent; ""
    for the usual words."""

    half, filled, again, taken = Signal(str, str), Signal(), Signal(), Signal(object)
    submit = told = ready = ""

    def __init__(self, theme: Theme, watch: Watch) -> None:
        super().__init__()
        self.theme, self.watch = theme, watch
        self.origin: Origin | None = None
        self.strips: list[PrivacyStrip] = []
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(6)

    def options(self) -> list[Options]:
        """Every group of choices, for the keys."""
        known = list(self.origin.options) if self.origin is not None else []
        return [*known, *(strip.options for strip in self.strips)]

    def missing(self) -> list[str]:
        """Names of the fields that are still empty."""
        return []

    def codes(self) -> tuple[ChoiceView, ...]:
        """The codes that may be put into all empty fields at once."""
        return ()

    def fill(self, code: str) -> None:
        """Put a code into every empty field that takes it."""

    def code_here(self, number: int) -> bool:
        """Choose the code with this number in the field that has the focus; tells whether there is one."""
        return False

    def problem(self) -> str:
        """Why it cannot be written yet, in a sentence; the focus goes where it is. "" where it can."""
        return self.origin.problem() if self.origin is not None else ""

    def stopped(self) -> bool:
        """The privacy guard asks something."""
        return any(strip.stops() for strip in self.strips)

    def send(self) -> None:
        """Hand it to the page's signals."""

    def addresses(self) -> list[str]:
        """Where its half-typed texts are kept."""
        return []

    def first_focus(self) -> None:
        """The first field."""

    def known(self, source: str, clock_only: bool = False, apart: bool = False) -> Origin:
        """Ask how it is known and when it was; `apart`, when it was is asked below what the form adds from now on."""
        self.origin = Origin(self.theme, self.watch, source, clock_only, apart)
        self.origin.changed.connect(self.filled)
        self.box.addWidget(self.origin.source_line if apart else self.origin)
        return self.origin

    def guarded(self, layout: QVBoxLayout, field: Typed, address: str) -> None:
        """Keep what is typed in `field`, and let the privacy guard look at it."""
        field.edited.connect(lambda text: self.half.emit(address, text))
        field.edited.connect(self.filled)
        strip = under(layout, self.theme, field, self.watch)
        strip.keep.connect(self.again)
        self.strips.append(strip)
        told = Strip("hold")
        layout.addWidget(told)
        field.edited.connect(lambda: told.say(""))
        strip.taken.connect(lambda: self._taken_out(told))

    def _taken_out(self, told: Strip) -> None:
        """The words are gone from the field, and nothing is on record: say so, and leave one press to do it."""
        told.say(tr("Taken out. Not written yet: press “{target}”.", target=self.submit))
        announce(self, told.words)
        self.taken.emit(told)


def half_words(typed: str) -> QLabel:
    """Says above a field that what was put back in it is not on record; hidden where nothing was."""
    made = label(tr("Not written down yet."), "small-strong")
    if not typed.strip():
        made.hide()
    return made


class FieldRow(QWidget):
    """One field of a thing: choices, own words, and the words for "nothing"; one of the three stands, or none yet."""

    changed = Signal()

    def __init__(self, theme: Theme, view: FieldView, form: Form, address: str, half: str) -> None:
        super().__init__()
        self.view, self.address = view, address
        self._beside = ""
        self.options = Options(theme, view.choices, view.label)
        self.chips = {code.value: Chip(theme, code.label) for code in view.codes}
        self.typed: Typed | None = None
        if view.free:
            name = tr("{field}, other words", field=view.label) if view.choices else view.label
            self.typed = Typed(theme, name, view.hint)
        self.wrong, self._note, hint = label("", "danger"), label("", "small"), label(view.hint, "small")
        self._half = half_words(half)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(1)
        for words in (self._half, self._line(), hint, self._note):
            if isinstance(words, QLabel):
                words.setContentsMargins(INDENT_PX, 0, 0, 0)
            box.addWidget(words)
        hint.setVisible(bool(view.hint))
        box.addWidget(self.wrong)
        self._note.hide()
        self.wrong.hide()
        if self.typed is not None:
            form.guarded(box, self.typed, address)
            self.typed.edited.connect(self._typed)
        self.put(half or view.text, "" if half else view.code)
        self.options.changed.connect(lambda: self._only("choice"))
        for code, chip in self.chips.items():
            chip.setAccessibleName(f"{view.label}: {chip.text()}")
            chip.clicked.connect(lambda _=False, code=code: self.code(code, self.chips[code].isChecked()))

    def _line(self) -> QWidget:
        choices = list(self.options.targets.values())
        chips = list(self.chips.values())
        together = [Flow(*chips, gap=4)] if chips else []
        if self.typed is not None and choices:
            self.typed.setPlaceholderText(tr("Other"))
        return line(self.view.label, *choices, fill=self.typed, then=together)

    def put(self, text: str, code: str, note: str = "") -> None:
        """Put a value in; `note` says where it comes from."""
        if code:
            self.code(code, True)
        elif text in self.options.targets:
            self.options.choose(text)
        elif self.typed is not None:
            self.typed.put(text)
        self._note.setText(note)
        self._note.setVisible(bool(note))

    @property
    def value(self) -> tuple[str, str]:
        """Text and code; both "" while it is empty."""
        code = next((code for code, chip in self.chips.items() if chip.isChecked()), "")
        if code:
            return "", code
        own = self.typed.text.strip() if self.typed is not None else ""
        return self.options.chosen or own, ""

    @property
    def empty(self) -> bool:
        """Nothing was said."""
        return self.value == ("", "")

    def code(self, code: str, on: bool) -> None:
        """Turn a code on or off. What was typed comes back when it is off again."""
        self._only("code" if on else "")
        for each, chip in self.chips.items():
            chip.setChecked(on and each == code)
        self.changed.emit()

    def _typed(self, text: str) -> None:
        if text.strip():
            self._beside = ""
            self._only("text")
        else:
            self._half.hide()
        self.changed.emit()

    def _only(self, kept: str) -> None:
        """One of choice, text and code stands."""
        self._note.hide()
        self.say("")
        if kept in ("code", "choice"):
            self._half.hide()
        if kept != "code":
            for chip in self.chips.values():
                chip.setChecked(False)
        if kept in ("code", "text"):
            self.options.choose("")
        if self.typed is not None and kept in ("code", "choice") and self.typed.text:
            self._beside = self.typed.text
            self.typed.put("")
        if self.typed is not None and not kept and self._beside:
            self.typed.put(self._beside)
        self.changed.emit()

    def say(self, sentence: str) -> None:
        """What is wrong with it, below it."""
        self.wrong.setText(sentence)
        self.wrong.setVisible(bool(sentence))

    def focus(self) -> None:
        """Its first choice, or its words."""
        first = next(iter(self.options.targets.values()), None) or self.typed
        if first is not None:
            first.setFocus()


class ItemForm(Form):
    """A form for one officer, car, request or count: a new one, or one that is corrected.

    `sent` carries group, item, the fields that are new as (field, text, code), source, how and at.
    """

    sent = Signal(str, str, object, str, str, str)

    def __init__(
        self,
        theme: Theme,
        watch: Watch,
        item: ItemView,
        heading: Sequence[str],
        source: str,
        typed: dict[str, str],
    ) -> None:
        super().__init__(theme, watch)
        self.item = item
        self.corrects = any(field.value for field in item.fields)
        self.submit = tr("Write down the change") if self.corrects else tr("Write it down")
        title, *sentences = heading
        self.box.addWidget(label(title, "strong"))
        for sentence in sentences:
            self.box.addWidget(label(sentence, "small"))
        when = self.known(source, apart=True)
        self.rows: list[FieldRow] = []
        for field in item.fields:
            address = f"{item.group}/{item.item}/{field.id}"
            row = FieldRow(theme, field, self, address, typed.get(address, ""))
            row.changed.connect(self.filled)
            self.rows.append(row)
            self.box.addWidget(row)
        self.box.addWidget(when)
        self.box.addStretch(1)

    def preset(self, field: str, text: str, note: str) -> None:
        """Put a value into an empty field, visibly."""
        for row in self.rows:
            if row.view.id == field and row.empty:
                row.put(text, "", note)

    def options(self) -> list[Options]:
        """Those of the fields, too."""
        return [*(row.options for row in self.rows), *super().options()]

    def missing(self) -> list[str]:
        """Every field wants a word (row G12)."""
        return [row.view.label for row in self.rows if row.empty]

    def codes(self) -> tuple[ChoiceView, ...]:
        """Not seen, and unknown."""
        offered = {code.value: code for row in self.rows for code in row.view.codes}
        return tuple(offered[code] for code in ("not_seen", "unknown") if code in offered)

    def fill(self, code: str) -> None:
        """Every empty field that takes it."""
        for row in self.rows:
            if row.empty and code in row.chips:
                row.code(code, True)

    def code_here(self, number: int) -> bool:
        """In the row that has the focus."""
        for row in self.rows:
            focused = self.window().focusWidget()
            if row.isAncestorOf(focused) and number <= len(row.view.codes):
                code = row.view.codes[number - 1].value
                row.code(code, not row.chips[code].isChecked())
                return True
        return False

    def _new(self) -> list[tuple[str, str, str]]:
        return [(row.view.id, *row.value) for row in self.rows if row.value != (row.view.text, row.view.code)]

    def problem(self) -> str:
        """An empty field, or nothing new, or a time that cannot be."""
        empty = [row for row in self.rows if row.empty]
        if empty:
            sentence = tr(
                "{field} is empty. Write it, or choose one of the words.", field=empty[0].view.label
            )
            if not empty[0].chips:
                sentence = tr(
                    "{field} is empty. Choose one, or write it in words.", field=empty[0].view.label
                )
            empty[0].say(sentence)
            empty[0].focus()
            return tr("Still empty: {fields}.", fields=", ".join(self.missing()))
        if not self._new():
            return tr("Nothing was changed. Change a field first, or go back.")
        return super().problem()

    def send(self) -> None:
        """Only what is new: the rest stays as it was written."""
        if self.origin is not None:
            known = (self.origin.source.chosen, self.origin.how, self.origin.at)
            self.sent.emit(self.item.group, self.item.item, self._new(), *known)

    def addresses(self) -> list[str]:
        """One for each field with words."""
        return [row.address for row in self.rows if row.typed is not None]

    def first_focus(self) -> None:
        """The first field."""
        if self.rows:
            self.rows[0].focus()
