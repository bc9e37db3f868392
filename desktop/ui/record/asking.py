"""What the forms about the review of a visit share: what is asked, the words for it, and the privacy guard over them."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal

from desktop.ui.record.fields import Typed
from desktop.ui.record.form import Form, half_words
from desktop.ui.record.watch import Watch
from desktop.ui.theme import Theme, label
from desktop.ui.tongue import tr

CONFIRM, HAND_ON = "1", "Ctrl+Enter"
"""The key that hands a form on: without and with a field to type in."""


Half = Mapping[str, str]
"""What is half typed in the forms of a visit, by address."""


class ReviewForm(Form):
    """A form about the review of a visit: its `title` and sentences first. `look` and `key` are those of the target that hands it on."""

    def __init__(self, theme: Theme, watch: Watch, title: str, told: Sequence[str] = ()) -> None:
        super().__init__(theme, watch)
        self.title, self.look = title, "primary"
        self.heading = label(title, "strong")
        self.box.addWidget(self.heading)
        for sentence in told:
            self.box.addWidget(label(sentence, "small"))

    @property
    def key(self) -> str:
        """What hands it on."""
        return HAND_ON if self.addresses() else CONFIRM


class WordsForm(ReviewForm):
    """`sent` carries the words. Without any it is not sent where `must` is a sentence; they are half typed at `address`."""

    sent = Signal(str)

    def __init__(self, theme: Theme, watch: Watch, title: str, told: Sequence[str]) -> None:
        super().__init__(theme, watch, title, told)
        self.address, self.must = "", ""
        self.text: Typed | None = None

    def ask(self, asked: str, address: str, typed: str, must: str = "", lines: int = 3) -> None:
        """Ask for the words: what is asked stands above the field; `typed` was half typed before."""
        self.address, self.must = address, must
        self.text = field = Typed(
            self.theme, asked, tr("It stays on record: facts only, no private data."), lines
        )
        field.put(typed)
        self.box.addWidget(label(asked, "small-strong"))
        self.box.addWidget(half_words(typed))
        self.box.addWidget(field, 1)
        self.guarded(self.box, field, address)

    @property
    def words(self) -> str:
        """What was typed; the ends are tidied."""
        return "" if self.text is None else self.text.text.strip()

    def missing(self) -> list[str]:
        """The words, where there must be any."""
        return [self.text.accessibleName()] if self.text is not None and self.must and not self.words else []

    def problem(self) -> str:
        """Words are missing; the field gets the focus."""
        if not self.missing():
            return super().problem()
        self.first_focus()
        return self.must

    def send(self) -> None:
        """The words."""
        self.sent.emit(self.words)

    def addresses(self) -> list[str]:
        """One text."""
        return [self.address] if self.text is not None else []

    def first_focus(self) -> None:
        """Typing begins at once."""
        if self.text is not None:
            self.text.setFocus()
