"""The page about the record: read-only, by keys alone, with the emergency keys as everywhere; its words are the manual's."""

import re
import threading
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop import paths
from desktop.core.events import Access
from desktop.services.notices import WORDS
from desktop.services.standing import grouped
from desktop.store.schema import TRIGGERS
from desktop.ui.about.inspector import Far
from desktop.ui.about.manual import ManualPart, pieces
from desktop.ui.about.page import AboutPage
from desktop.ui.theme import LIGHT
from tests.ui.guard import Guard
from tests.ui.looking import clipped, nameless, out_of_sight, sideways

MANUAL = paths.resources() / "manual"
SIZES = [(1366, 768), (1280, 720)]


@pytest.fixture
def guard(qtbot: QtBot, tmp_path: Path) -> Guard:
    """Somebody at the desk, with one visit on record."""
    guard = Guard(qtbot, tmp_path)
    guard.key("n")
    guard.window.show_desk()
    guard.settle()
    return guard


def opened(guard: Guard) -> AboutPage:
    """The page, with how the record stands."""
    guard.key("r")
    at_rest(guard)
    assert guard.window.page is guard.window.about
    return guard.window.about


def at_rest(guard: Guard) -> None:
    """Nothing is under way any more, and what came of it has its place on the screen."""
    guard.bot.waitUntil(lambda: not guard.window.inspector.busy)
    guard.settle()
    for _ in range(4):  # new texts are shown by the layout that they come into
        QApplication.processEvents()


def test_it_shows_head_and_device_key_in_groups_and_how_the_record_stands(guard: Guard) -> None:
    """What is shown is what the record says."""
    page = opened(guard)
    journal = guard.session.desk.store.journal
    shown = guard.shown(page)
    assert grouped(journal.head()[1]) in shown
    assert grouped(journal.device_key()) in shown
    assert f"Event {journal.head()[0]}" in shown
    assert "No proved backup. No folder for backups is named." in shown
    assert "On this PC, and never restored." in shown
    assert grouped(journal.head()[1]) in page.stands.accessibleDescription()


def test_each_page_of_the_manual_is_shown_word_for_word(guard: Guard) -> None:
    """The words stand in the manual and nowhere else: nothing of a page is lost on the way."""
    page = opened(guard)
    for key in "234":
        guard.key(key)
        at_rest(guard)
        part = page.parts[key]
        assert isinstance(part, ManualPart)
        assert page.columns.main_area.verticalScrollBar().value() == 0, (
            f"{part.name} is not shown from its beginning"
        )
        source = re.sub(
            r"\|[^\n]*\|\n\| ---", "", (MANUAL / part.name).read_text("utf-8")
        )  # names of columns
        words = set(source.replace("|", " ").replace("*", "").replace("`", "").lower().split())
        shown = set(guard.shown(part).lower().replace("|", " ").split())
        lost = {word for word in words if word.isalpha()} - shown
        assert not lost, f"{part.name} loses {lost}"
        assert not any(mark in guard.shown(part) for mark in ("**", "](", "`", "|--")), part.name
        assert part.hasFocus()
        assert part.accessibleDescription()


def test_what_must_be_said_is_said(guard: Guard) -> None:
    """The sentences that nobody may miss."""
    page = opened(guard)
    guard.key("2")
    shown = guard.shown(page)
    for words in (
        "tamper-evident, never tamper-proof",
        "IT with the key file reads everything.",
        "print spool",
        "swap",
        "--out",
        "not FIPS-validated",
        "There is no wipe and no duress key",
        "Call counsel.",
    ):
        assert words in shown, words


def test_a_check_says_its_result_and_puts_on_record_who_checked(guard: Guard) -> None:
    """In one sentence; the person on duty is named."""
    page = opened(guard)
    guard.key("c")
    at_rest(guard)
    assert "Nothing speaks against the record" in page.stands.well.words
    assert not page.stands.wrong.words
    last = guard.session.desk.store.queries.last_of("access")
    assert last is not None
    assert (last.body, last.visit, last.actor) == (Access("verified"), None, guard.session.actor)


def test_a_check_names_each_event_that_speaks_against_the_record_and_the_desk_tells(guard: Guard) -> None:
    """Whoever changed it removed the guards of the database first."""
    db = guard.session.desk.store.maintenance()
    for (name,) in list(db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")):
        db.execute(f"DROP TRIGGER {name}")
    db.execute("UPDATE payloads SET salt = randomblob(32) WHERE seq = 3")
    db.close()
    page = opened(guard)
    guard.key("c")
    at_rest(guard)
    assert "speak" in page.stands.wrong.words
    assert "call IT and counsel" in page.stands.wrong.words
    assert "Event 3" in guard.shown(page)
    guard.key(Qt.Key.Key_Escape)
    assert guard.window.page is guard.window.desk
    assert "speak" in guard.shown(guard.window.desk)


class Held(Far):
    """A check that waits at its first event until it may go on."""

    def __init__(self) -> None:
        super().__init__()
        self.waits, self.goes_on = threading.Event(), threading.Event()

    def tell(self, done: int, of: int) -> None:
        """Runs in the worker."""
        self.waits.set()
        self.goes_on.wait()
        super().tell(done, of)


def held(guard: Guard) -> Held:
    """The check is under way, and waits."""
    far = Held()
    guard.window.inspector.far = lambda: far
    guard.key("c")
    far.waits.wait()
    return far


def test_a_check_that_was_stopped_says_nothing_of_the_record(guard: Guard) -> None:
    """Neither well nor ill, and nothing is put on record."""
    page = opened(guard)
    before = guard.session.desk.store.journal.head()
    far = held(guard)
    assert page.end.isVisible()
    assert "Checking: 0 %" in page.progress.text()
    guard.key("c")
    far.goes_on.set()
    at_rest(guard)
    assert "was stopped" in page.stands.well.words
    assert page.start.isVisible()
    assert guard.session.desk.store.journal.head() == before


def test_an_emergency_is_saved_while_the_record_is_checked(guard: Guard) -> None:
    """F12 leaves the page for the visit at once; the check goes on behind it, and its result is there when somebody comes back."""
    opened(guard)
    far = held(guard)
    guard.key(Qt.Key.Key_F12)
    assert guard.window.page is guard.window.outcome
    assert guard.session.desk.store.queries.last_of("outcome_reached") is not None
    far.goes_on.set()
    at_rest(guard)
    assert guard.window.page is guard.window.outcome
    assert "Nothing speaks against the record" in guard.window.about.stands.well.words


def test_the_window_closes_while_the_record_is_checked(guard: Guard) -> None:
    """The check is stopped, and the record is let go of."""
    opened(guard)
    guard.key("c")
    guard.window.close()
    assert guard.window.session is None
    assert not guard.window.inspector.busy


def test_f9_hides_it_and_f1_leaves_it(guard: Guard) -> None:
    """As on every page."""
    page = opened(guard)
    seen = []
    for key in (Qt.Key.Key_F9, Qt.Key.Key_F9, Qt.Key.Key_F1):
        guard.key(key)
        seen.append(guard.window.page)
    assert seen == [guard.window.cover, page, guard.window.outcome]


def test_the_keys_that_scroll_do_so_wherever_the_focus_is(guard: Guard) -> None:
    """The text is longer than the screen."""
    page = opened(guard)
    guard.key("2")
    bar = page.columns.main_area.verticalScrollBar()
    guard.bot.waitUntil(lambda: bar.maximum() > 0)
    guard.key(Qt.Key.Key_PageDown)
    assert bar.value() > 0
    page.back.setFocus()
    guard.key(Qt.Key.Key_End)
    assert bar.value() == bar.maximum()
    guard.key(Qt.Key.Key_Home)
    assert bar.value() == 0


@pytest.mark.parametrize("size", SIZES)
def test_nothing_of_it_is_cut_and_all_has_a_name(qtbot: QtBot, tmp_path: Path, size: tuple[int, int]) -> None:
    """On the smallest screens that desks have; how the record stands needs no scrolling there."""
    guard = Guard(qtbot, tmp_path, size=size)
    page = opened(guard)
    assert page.columns.fits()
    for key in "1234":
        guard.key(key)
        guard.bot.waitUntil(lambda: not list(clipped(page)))
        assert not list(sideways(page))
        assert not list(nameless(page))
        assert not list(out_of_sight(guard.window))
        assert page.columns.side_lacks() <= 0


def test_at_200_percent_the_digits_keep_their_groups(qtbot: QtBot, tmp_path: Path) -> None:
    """On a screen half as wide what a line tells stands above it, and eight groups still fit in a line."""
    guard = Guard(qtbot, tmp_path, size=(683, 384))
    page = opened(guard)
    assert page.columns.narrow
    digits = [each for each in page.findChildren(QLabel) if each.property("look") == "digits"]
    assert len(digits) == 2
    lines = sum(each.text().count("\n") + 1 for each in digits)
    guard.bot.waitUntil(
        lambda: sum(each.height() for each in digits) < (lines + 1) * digits[0].fontMetrics().height()
    )
    assert not list(clipped(page))
    assert not list(sideways(page))


def test_the_desk_tells_what_the_watch_found_and_no_longer_what_is_over(guard: Guard) -> None:
    """While the desk is on the screen, without anybody touching it; a visit is stopped by none of it."""
    desk = guard.session.desk
    desk.watched = (WORDS["disk_free"], WORDS["backup"])
    guard.window.show_desk()
    guard.settle()
    assert "The disk of this PC is nearly full" in guard.shown(guard.window.desk)
    guard.app.look()
    at_rest(guard)
    assert desk.watched == tuple(each for each in desk.watched if each == WORDS["disk_free"])
    assert WORDS["backup"] not in guard.shown(guard.window.desk)
    db = desk.store.maintenance()
    db.execute(f"DROP TRIGGER {next(iter(TRIGGERS))}")
    db.close()
    guard.app.look()
    at_rest(guard)
    assert WORDS["triggers"] in guard.shown(guard.window.desk)
    guard.key("1")
    assert guard.window.page is guard.window.walk


def test_what_our_pages_use_of_markdown_is_read() -> None:
    """Headings, paragraphs, lists with a bold beginning, tables of two and of three columns, links."""
    page = (
        "# Title\n\nA [page](x.md) of\ntwo lines.\n\n## Part\n\n- **Bold.** And more.\n- **Not** cut\n  here\n\n"
        "| who | why |\n| --- | --- |\n| the **spool** | printing |\n\n| a | b | c |\n| - | - | - |\n| `x.toml` | y | z |\n"
    )
    assert [(each.look, each.text, each.listed) for each in pieces(page)] == [
        ("question", "Title", False),
        ("body", "A page of two lines.", False),
        ("say", "Part", False),
        ("strong", "Bold.", True),
        ("body", "And more.", True),
        ("body", "• Not cut here", True),
        ("strong", "The spool", True),
        ("body", "Printing", True),
        ("strong", "x.toml", True),
        ("body", "B: y", True),
        ("body", "C: z", True),
    ]


def test_a_page_of_the_manual_that_is_gone_is_named(qtbot: QtBot) -> None:
    """The program is not whole: the page says so, and shows what it showed before."""
    page = AboutPage(LIGHT)
    qtbot.addWidget(page)
    page.parts["2"] = ManualPart("no-such-page.md")
    page.look_at("2")
    assert "Install Threshold again." in page.trouble_strip.words
    assert not page.stands.isHidden()
    assert not [each for each in page.findChildren(QLabel) if "no-such-page" in each.text()]


def test_a_look_before_the_record_is_open_does_not_end_the_later_ones(guard: Guard) -> None:
    """The first look comes a second after the start, and a record on a slow disk opens later."""
    inspector, session = guard.window.inspector, guard.session
    inspector.session = None
    inspector.watch()
    inspector.session = session
    with closing(session.desk.store.maintenance()) as db:
        db.execute(f"DROP TRIGGER {next(iter(TRIGGERS))}")
    for _ in range(2):  # every page is read at the second one
        inspector.watch()
        at_rest(guard)
    assert session.desk.told[0] == WORDS["triggers"]


def test_a_mistake_of_the_program_is_told_to_the_guard_and_is_not_hidden(guard: Guard) -> None:
    """Else a key that does nothing is all that they would see."""
    with pytest.raises(ZeroDivisionError):
        guard.window.acts.act(lambda _: 1 // 0)
    assert "Threshold made a mistake (ZeroDivisionError). Write it on paper" in guard.shown()
