"""A page about people or the record that shows one thing after another: a list, what can be done, a form, a question."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.page import Strip, announce, clear
from desktop.ui.people.beside import PeoplePage
from desktop.ui.people.form import Fields
from desktop.ui.people.names import Names
from desktop.ui.targets import Target, tab_order
from desktop.ui.theme import Theme, label

OVERLAP_PX = 40
"""So much is seen twice when a long part is scrolled by the page keys."""

Act = Callable[[], object]


class PartedPage(PeoplePage):
    """`turn` begins another part; `line`, `act` and `put` fill it, and `order` ends it. `beside` are the targets of the panel beside it,
    by their letters; Esc does what `step_back` says."""

    def __init__(
        self, theme: Theme, name: str, names: Names, beside: Sequence[tuple[str, Target]] = ()
    ) -> None:
        super().__init__(theme)
        self._acts: dict[str, Target] = {}
        self._letters = dict(beside)
        self.form: Fields | None = None
        self.done, self.wrong = Strip("say"), Strip("trouble")
        self.title, self.told = label("", "question"), label("", "help")
        self.names = names
        self.names.turned.connect(self.first_focus)
        self.back.clicked.connect(lambda: self.step_back())
        self._place = QVBoxLayout()
        self._place.setSpacing(6)
        main = QWidget()
        main.setAccessibleName(name)
        column = QVBoxLayout(main)
        column.setContentsMargins(22, 16, 22, 10)
        column.setSpacing(10)
        for widget in (self.title, self.done, self.wrong, self.told, self.names):
            column.addWidget(widget)
        column.addLayout(self._place)
        column.addStretch(1)
        self.lay_out(main, self.side(above=[target for _, target in beside]))

    # ---- a part -----------------------------------------------------------------------------------------------

    def turn(self, title: str, told: str) -> None:
        """Begin another part of the page."""
        if self.isVisible():
            self.setFocus()  # before what has it goes, or Qt would hand it on, as far as F12
        self.forget()
        clear(self._place)
        self._acts = {}
        self.names.hide()
        for strip in (self.done, self.wrong):
            strip.say("")
        self.title.setText(title)
        self.told.setText(told)
        self.told.setVisible(bool(told))
        self.setAccessibleName(f"{title}. {told}")
        self.columns.to_top()

    def line(self, words: str, look: str = "body") -> None:
        """One more text, in one of the sheet's looks."""
        made = label(words, look)
        self._place.addWidget(made)
        made.show()

    def act(self, key: str, words: str, act: Act, look: str = "row") -> None:
        """One more target, pressed by its key."""
        made = Target(self.theme, words, look, key, 20)
        made.clicked.connect(lambda: act())
        self._acts[key] = made
        self._place.addWidget(made)
        made.show()  # at once, or it could not take the focus

    def put(self, form: Fields, targets: Sequence[Target] = ()) -> None:
        """Ask by a form; `targets` stand behind its first field."""
        self.form = form
        self._place.addWidget(form)
        form.show()
        first, *others = form.fields
        self.order([first, *targets, *others, form.submit])

    def order(self, inner: Sequence[QWidget] = ()) -> None:
        """The part is whole: Tab goes through it, and it has the focus."""
        stops = [*inner, *self._choices(), *self._letters.values(), self.start, self.back]
        tab_order([self, *stops])
        if self.isVisible():
            self.first_focus()

    def _choices(self) -> list[Target]:
        return [*self._acts.values(), *(self.names.targets if not self.names.isHidden() else [])]

    def forget(self) -> None:
        """Nothing of what was typed stays."""
        if self.form is not None:
            self.form.forget()
        self.form = None

    # ---- keys -------------------------------------------------------------------------------------------------

    def step_back(self) -> None:
        """Leave."""
        self.closed.emit()

    def digit(self, key: str) -> None:
        """A digit chooses; N opens a visit, and the letters of the panel do what stands on them."""
        letter = self._letters.get(key.upper())
        if key.upper() == "N":
            self.new_visit.emit()
        elif letter is not None:
            if letter.isEnabled() and not letter.isHidden():
                letter.click()
        elif key in self._acts:
            self._acts[key].click()
        elif not self.names.isHidden():
            self.names.digit(key)

    def enter(self, target: Target | None) -> None:
        """Return in a field goes on; in the last one it hands in."""
        if target is not None:
            target.click()
        elif self.form is not None:
            self.form.enter()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back one step; page up and down scroll, wherever the focus is."""
        bar, away = (
            self.columns.main_area.verticalScrollBar(),
            {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1},
        )
        if (pages := away.get(Qt.Key(event.key()))) is not None:
            bar.setValue(bar.value() + pages * max(1, bar.pageStep() - OVERLAP_PX))
        elif event.key() == Qt.Key.Key_Escape and not event.isAutoRepeat():
            self.step_back()
        else:
            super().keyPressEvent(event)

    def show_busy(self, busy: bool) -> None:
        """What was handed in is worked on."""
        if self.form is not None:
            self.form.show_busy(busy)

    def refuse(self, sentence: str) -> None:
        """Under the fields, or above the choices."""
        self.show_busy(busy=False)
        if self.form is not None:
            self.form.say(sentence)
        else:
            self.wrong.say(sentence)
            self.columns.to_top()
        announce(self, sentence)
        self.first_focus()

    def first_focus(self) -> None:
        """The first field, the first choice, what stands beside."""
        if self.form is not None:
            self.form.first_focus()
        else:
            next(iter([*self._choices(), *self._letters.values(), self.start])).setFocus()
