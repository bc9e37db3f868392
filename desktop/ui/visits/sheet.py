"""Holds the one form about the review of a visit that is open: its keys, what hands it on, and what is said of it."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.page import Strip, announce
from desktop.ui.record.asking import CONFIRM, ReviewForm
from desktop.ui.record.drafts import Drafts
from desktop.ui.record.fields import ClockField, KeyTarget, Options, Typed
from desktop.ui.targets import Target
from desktop.ui.theme import Theme, label
from desktop.ui.tongue import tr

RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class HandOn(KeyTarget):
    """Hands a form on; each form has its own words, key and look."""

    def turn(self, words: str, key: str, look: str) -> None:
        """For another form; hidden where that has no words for it."""
        self.setText(words)
        self.setAccessibleName(f"{key}: {words}")
        self.key, self._look = key, look
        self.show_key(True)
        self.setVisible(bool(words))
        self.updateGeometry()


class ReviewSheet(QWidget):
    """One form at a time. `left` comes with Esc or its target; what is half typed is kept, and handed on by `drafts`.

    Ctrl+Enter hands a form on from every field; where there is none, 1 does. A digit chooses in the line that has the focus. The `foot`
    says what is wrong, and holds what hands the form on; the page shows it below, and the `title` above, where they stay in sight.
    """

    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.form: ReviewForm | None = None
        self.drafts = Drafts()
        self._sent = False
        self.wrong = label("", "danger")
        self.wrong.hide()
        self.write = HandOn(theme, "", CONFIRM, "primary")
        self.leave = Target(theme, tr("Not now"), "quiet", "Esc", 17, tr("What is half typed is kept."))
        self._place = QVBoxLayout()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        box.addLayout(self._place, 1)
        self.foot = SheetFoot(self.press)
        below, row = QVBoxLayout(self.foot), QHBoxLayout()
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(4)
        below.addWidget(self.wrong)
        below.addLayout(row)
        row.addWidget(self.write)
        row.addWidget(self.leave)
        row.addStretch(1)
        self.write.clicked.connect(self.submit)
        self.leave.clicked.connect(self.left)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._show_keys)

    # ---- what is shown ----------------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """What the form is about."""
        return "" if self.form is None else self.form.title

    def show_form(self, form: ReviewForm) -> None:
        """Show a form in place of the one before."""
        self.clear()
        self.form, self._sent = form, False
        self.write.turn(form.submit, form.key, form.look)
        self.leave.setText(tr("Not now") if form.submit else tr("Close"))
        form.heading.hide()
        form.half.connect(self.drafts.note)
        form.filled.connect(lambda: self.say(""))
        form.again.connect(self.submit)
        form.taken.connect(self._taken)
        self._place.addWidget(form, 1)
        form.show()
        self.setAccessibleName(form.title)
        announce(self, form.title)

    def clear(self) -> None:
        """No form; what is half typed is handed on."""
        self.drafts.flush()
        self.say("")
        if self.form is not None:
            focused = QApplication.focusWidget()
            if focused is not None and self.isAncestorOf(focused):
                self.setFocus()  # before what has it goes, or Qt would hand it on, as far as F12
            self.form.hide()
            self._place.removeWidget(self.form)
            self.form.deleteLater()
        self.form = None

    def done(self) -> None:
        """What was handed on is on record: nothing of it is half typed any more."""
        if self.form is not None:
            self.drafts.done(self.form.addresses())
        self.clear()

    def say(self, wrong: str) -> None:
        """Why it was not done; it may be handed on again."""
        self._sent = False
        self.wrong.setText(wrong)
        self.wrong.setVisible(bool(wrong))
        announce(self, wrong)

    def first_focus(self) -> None:
        """The first field; where there is none, what does nothing: a hurried Return approves nothing."""
        if self.form is not None and self.form.addresses():
            self.form.first_focus()
        else:
            self.leave.setFocus()

    # ---- what is done -----------------------------------------------------------------------------------------

    def submit(self) -> None:
        """Hand the form on, unless something is missing or the privacy guard asks; once, until the answer comes."""
        form = self.form
        if form is None or self._sent:
            return
        self.say("")
        sentence = form.problem()
        if sentence:
            self.say(sentence)
        elif not form.stopped():
            self._sent = True
            form.send()

    def _taken(self, _told: Strip) -> None:
        """Private words were taken out: Return hands the rest on."""
        self.write.setFocus()

    # ---- keys -------------------------------------------------------------------------------------------------

    def _active(self) -> Options | None:
        """The choices whose digits count: those that have the focus."""
        focused = self.window().focusWidget()
        options = self.form.options() if self.form is not None else []
        return next((each for each in options if each.has(focused)), None)

    def _show_keys(self) -> None:
        """Draw the keys that count where the focus is now, and no others."""
        active = self._active()
        for each in self.form.options() if self.form is not None else ():
            each.show_keys(each is active)

    def digit(self, key: str) -> bool:
        """A digit, while nothing is typed; tells whether it meant something here."""
        active = self._active()
        if active is not None:
            return active.key(key)
        if self.form is not None and self.form.key == CONFIRM == key:
            self.submit()
            return True
        return False

    def enter(self) -> None:
        """Return in a line goes on to the next thing."""
        if isinstance(self.window().focusWidget(), Typed | ClockField):
            self.focusNextChild()

    def press(self, event: QKeyEvent) -> bool:
        """Esc leaves, Ctrl+Enter hands on; once while they are held. False for any other key."""
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        control = held == Qt.KeyboardModifier.ControlModifier
        act: Callable[[], object]
        if event.key() == Qt.Key.Key_Escape:
            act = self.left.emit
        elif control and event.key() in RETURNS:
            act = self.submit
        else:
            return False
        if not event.isAutoRepeat():
            act()
        event.accept()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys that count in every field."""
        if not self.press(event):
            super().keyPressEvent(event)


class SheetFoot(QWidget):
    """What stands below a form; the same keys count there."""

    def __init__(self, press: Callable[[QKeyEvent], bool]) -> None:
        super().__init__()
        self._press = press

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """As in the form."""
        if not self._press(event):
            super().keyPressEvent(event)
