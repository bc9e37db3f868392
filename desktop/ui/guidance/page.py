"""The page where people read a bulletin, what changed in the policy, and what newer guidance would mean for the visit that runs."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from desktop.services.policy_reading import BulletinView, News
from desktop.services.policy_switch import Offer
from desktop.ui.page import ReadPage, Strip, clear
from desktop.ui.people.beside import PeoplePage
from desktop.ui.targets import Target, tab_order
from desktop.ui.theme import Theme, label
from desktop.ui.tongue import tr

MOST_LISTED = 60
"""Sentences that are listed one by one; of more, the others are counted."""


class GuidancePage(ReadPage, PeoplePage):
    """`looked` carries the part that is wanted, by its name; `has_read`, `stays`, `switches` what the person says; `wants_in` comes
    where somebody must sign in first."""

    looked = Signal(str)
    has_read, stays, switches, wants_in = Signal(), Signal(), Signal(), Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.trouble_strip = Strip("trouble")
        self.cap, self.title = label("", "cap"), label("", "question")
        self.lead, self.done = label("", "body"), label("", "good")
        self.read = Target(theme, tr("I have read this"), "primary", "R", 20)
        self.sign_in = Target(theme, tr("Sign in to say that you have read it"), "accent-line", "S")
        self.stay = Target(theme, tr("Stay: this visit goes on as it began"), "row", "S", 20)
        self.switch = Target(theme, tr("Switch: go on by the newer guidance"), "row", "W", 20)
        acts = (self.read, self.has_read), (self.sign_in, self.wants_in), (self.stay, self.stays)
        for target, told in (*acts, (self.switch, self.switches)):
            target.clicked.connect(told)
        self.back.clicked.connect(self.closed)
        self.readers, self.readers_cap = label("", "small"), label(tr("WHO HAS READ IT"), "cap")
        self.acts = (self.read, self.sign_in, self.stay, self.switch)
        self.parts: dict[str, Target] = {}
        self._one = QButtonGroup(self)
        self._parts, self._lines = QVBoxLayout(), QVBoxLayout()
        self._parts.setSpacing(6)
        self._lines.setSpacing(6)
        self._choice = QWidget()
        self._choice.setLayout(self._parts)
        self._parts.setContentsMargins(0, 0, 0, 0)
        words = tr("N, F12 and F1 work on this page too. Reading can wait: nothing here holds up a visit.")
        self.lay_out(self._main(), self.side(words, above=(label(tr("TO READ"), "cap"), self._choice)))

    def _main(self) -> QWidget:
        main = QWidget()
        main.setAccessibleName(tr("Guidance"))
        column = QVBoxLayout(main)
        column.setContentsMargins(22, 16, 22, 12)
        column.setSpacing(10)
        for each in (self.trouble_strip, self.cap, self.title, self.lead):
            column.addWidget(each)
        column.addLayout(self._lines)
        column.addSpacing(6)
        for target in self.acts:
            column.addWidget(target)
        column.addWidget(self.done)
        for each in (self.readers_cap, self.readers):
            column.addWidget(each)
        column.addStretch(1)
        return main

    def show_parts(self, parts: Sequence[tuple[str, str]], shown: str) -> None:
        """What there is to read, by name and words, and which of them is shown."""
        clear(self._parts)
        self.parts = {}
        for number, (name, words) in enumerate(parts, 1):
            target = Target(self.theme, words, "row", str(number))
            target.setCheckable(True)
            target.setChecked(name == shown)
            self._one.addButton(target)
            target.clicked.connect(lambda *_, name=name: self.looked.emit(name))
            self._parts.addWidget(target)
            self.parts[name] = target
        tab_order([self, *self.acts, *self.parts.values(), self.start, self.back])

    def show_bulletin(self, view: BulletinView, unknown: bool) -> None:
        """A bulletin; `unknown`: nobody is signed in who could say that they read it."""
        since = view.since[: len("2026-07-15T12:00")].replace("T", ", ")
        cap = tr("BULLETIN {n} · HERE SINCE {time}", n=view.serial, time=since)
        self._show(cap, view.title, "", view.text.splitlines(), body=True)
        self._ask_read(view.read, unknown)

    def show_readers(self, lines: Sequence[str]) -> None:
        """Who has read it; nothing for who may not see that."""
        self.readers.setText("\n".join(lines))
        for each in (self.readers_cap, self.readers):
            each.setVisible(bool(lines))

    def show_news(self, news: News, unknown: bool) -> None:
        """What changed since the version that this person read last."""
        cap = tr("WHAT CHANGED · BEFORE: {former}", former=news.former)
        title = tr("Policy {version}, in effect from {day}", version=news.version, day=news.effective)
        self._show(cap, title, "", news.lines)
        self._ask_read(False, unknown)

    def show_offer(self, offer: Offer, former: str) -> None:
        """What newer guidance would change for the visit that runs, which goes by `former`."""
        title = tr("Newer guidance {version} is in effect", version=offer.version)
        lead = tr(
            "This visit goes on by {former} unless you switch. Either choice is on record.", former=former
        )
        lines = list(offer.changed)
        if offer.asked_anew:
            lines.append(
                tr("If you switch, you are asked again: {steps}.", steps=", ".join(offer.asked_anew))
            )
        else:
            lines.append(tr("If you switch, all that you answered is kept."))
        self._show(tr("NEWER GUIDANCE FOR THIS VISIT · WHAT DIFFERS"), title, lead, lines)
        self._offer(self.stay, self.switch)
        self.done.hide()

    def _show(self, cap: str, title: str, lead: str, lines: Sequence[str], body: bool = False) -> None:
        self.trouble_strip.say("")
        self.show_readers(())
        self.cap.setText(cap)
        self.title.setText(title)
        self.lead.setText(lead)
        self.lead.setVisible(bool(lead))
        clear(self._lines)
        for line in lines[:MOST_LISTED]:
            self._lines.addWidget(label(line if body else f"• {line}", "body"))
        if more := len(lines[MOST_LISTED:]):
            self._lines.addWidget(label(tr("And {n} more.", n=more), "help"))
        self.columns.to_top()
        self.setAccessibleName(f"{cap}. {title}")
        self.setAccessibleDescription("\n".join(lines))

    def _ask_read(self, read: bool, unknown: bool) -> None:
        self._offer(*(() if read else (self.sign_in,) if unknown else (self.read,)))
        self.done.setText(tr("✓ You have read this.") if read else "")
        self.done.setVisible(read)

    def _offer(self, *targets: Target) -> None:
        for target in self.acts:
            target.setVisible(target in targets)

    # ---- keys -------------------------------------------------------------------------------------------------

    def digit(self, key: str) -> None:
        """A digit shows another part; letters act; N opens a visit."""
        listed = list(self.parts.values())
        letters = {"R": self.read, "W": self.switch, "N": self.start}
        letters["S"] = self.sign_in if self.stay.isHidden() else self.stay
        target = letters.get(key.upper())
        if key.isdigit() and 0 < int(key) <= len(listed):
            listed[int(key) - 1].click()
        elif target is not None and not target.isHidden():
            target.click()

    def first_focus(self) -> None:
        """The page itself: it is read first, and a Return that was meant for what led here presses nothing."""
        self.setFocus()
