"""The policy in the window: read, checked while a draft of it is written, tried and saved; nothing of that is ever on record."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop import paths
from desktop.services import authoring
from desktop.services.authoring import ENDINGS, Seen
from desktop.ui.people.door import Door
from desktop.ui.policy.author import Author
from desktop.ui.policy.trying import watermark
from desktop.ui.targets import Target
from tests.ui.guard import Guard
from tests.ui.looking import clipped, nameless, out_of_sight, sideways
from tests.ui.part import share
from tests.ui.showing import look
from tests.ui.staff import GUARD, sign_in, sign_out, staffed

DOWN, ENTER, ESC, F6, F9, F12 = (
    getattr(Qt.Key, f"Key_{name}") for name in ("Down", "Return", "Escape", "F6", "F9", "F12")
)
PACK = paths.resources() / "packs" / "us-ca" / "school-visitor"
SIZES = ((1366, 768), (1280, 720), (683, 384))
LOOKS = (clipped, nameless, out_of_sight, sideways)
LATE = 60_000
SLOW = ("promises", "stories", "changes")


def no_stories(folder: str, names: list[str]) -> list[str]:
    """A test waits for none of them."""
    return names if Path(folder).name in ("stories", "scenarios") else []


class Writer:
    """An author at a school in California, whose policy is small; `draft` is a copy of it."""

    def __init__(self, bot: QtBot, home: Path) -> None:
        self.guard = Guard(bot, home / "home", "sample-school-california")
        self.draft = home / "my-draft"
        shutil.copytree(PACK, self.draft, ignore=no_stories)
        self.steps = self.draft / "text" / "en" / "steps.toml"

    @property
    def author(self) -> Author:
        return self.guard.window.author

    @property
    def door(self) -> Door:
        return self.guard.window.door

    @property
    def head(self) -> int:
        """How many events are on record."""
        return self.guard.session.desk.store.journal.head()[0]

    def open(self) -> None:
        """Look at the draft, and wait until all of it was looked at."""
        self.author.open_folder(self.draft)
        self.looked()

    def looked(self) -> None:
        """Wait until all was looked at."""
        self.guard.bot.waitUntil(lambda: not self.author.looking.tasks.busy, timeout=LATE)
        self.guard.settle()

    def tab(self, name: str) -> str:
        """What a tab says."""
        return self.author.page.tabs[name].text()

    def told(self, name: str) -> str:
        """What a part says."""
        return self.author.page.parts[name].accessibleDescription()

    def reword(self, old: str, new: str) -> None:
        """Save the questions with other words."""
        text = self.steps.read_text("utf-8")
        assert old in text
        self.steps.write_text(text.replace(old, new), "utf-8")

    def try_it(self) -> None:
        """Begin to walk the draft."""
        self.guard.key("6")
        page = self.author.page
        page.facility.setCurrentText("sample-school-california")
        page.when.put("2026-11-20 14:03")
        page.begin.setFocus()
        self.guard.key(ENTER)
        assert self.guard.window.page is self.author.trying


@pytest.fixture
def writer(qtbot: QtBot, tmp_path: Path) -> Iterator[Writer]:
    made = Writer(qtbot, tmp_path)
    yield made
    made.guard.window.close()


def question_of(writer: Writer) -> str:
    """The first question's words in the draft."""
    pack = writer.author.looking.seen.pack
    assert pack is not None
    return pack.texts["en"].steps[pack.policy.ask[0].step].question


def offered(writer: Writer, words: str) -> Target:
    """What the bar offers."""
    (found,) = [each for each in writer.guard.window.bar.findChildren(Target) if each.text() == words]
    return found


def test_the_policy_in_effect_is_proved_and_its_stories_reach_all_of_it(writer: Writer) -> None:
    before = writer.head
    writer.guard.key("p")
    writer.looked()
    page = writer.author.page
    assert "in effect at this desk" in writer.guard.shown(page)
    assert "One moment" not in "".join(writer.told(name) for name in SLOW)
    assert writer.tab("promises") == "Safety rules: 11 of 11 proved"
    assert writer.tab("stories") == "Stories: reach 100 %"
    pack = writer.author.looking.seen.pack
    assert pack is not None
    assert writer.tab("chart") == f"Chart: {len(pack.policy.steps)} questions"
    assert page.title.text() == pack.policy.head.title
    assert f"us-ca/school-visitor {pack.policy.head.version} · " in page.told.text()
    assert page.draft.isVisible()
    assert page.draft.text() == pack.texts["en"].words.common["draft"], "as the desk and the walk mark it"
    assert writer.told("changes") == "This is the installed policy."
    writer.guard.key(ESC)
    assert writer.guard.window.page is writer.guard.window.desk
    assert writer.head == before


def test_a_policy_whose_file_is_gone_says_so_and_not_that_it_promises_nothing(writer: Writer) -> None:
    writer.guard.key("p")
    looking = writer.author.looking
    gone = Seen(None, authoring.installed(writer.guard.session.desk).pack, ())
    looking.begin(lambda: gone, gone, lambda _: None)
    writer.looked()
    assert (writer.tab("promises"), writer.tab("stories")) == ("Safety rules: not here", "Stories: not here")
    for part in ("promises", "stories"):
        assert writer.told(part).startswith("The file that this policy came in is not here")


def test_what_is_still_worked_out_says_one_moment_and_shows_nothing_of_before(writer: Writer) -> None:
    writer.open()
    assert "One moment…" not in [writer.told(name) for name in writer.author.page.parts]
    writer.author.open_folder(writer.draft)
    assert [writer.told(name) for name in SLOW] == ["One moment…"] * len(SLOW)
    assert writer.told("findings") != "One moment…", "it is found at once, so its reader keeps the place"
    writer.looked()
    assert "One moment…" not in [writer.told(name) for name in writer.author.page.parts]


def test_a_policy_without_stories_and_one_that_ends_as_before_say_so_in_words(writer: Writer) -> None:
    writer.reword("Is anyone in danger right now?", "Who stands at the gate?")
    writer.open()
    page = writer.author.page
    page.look_at("stories")
    assert "Warning: No story is told yet." in writer.guard.shown(page)
    assert "✓" not in writer.told("stories")
    assert writer.tab("stories") == "Stories: none told"
    assert "No story was compared. No way of answering ends elsewhere or asks otherwise." in writer.told(
        "changes"
    )
    assert "of 0" not in writer.told("changes")


def test_a_story_that_ends_otherwise_is_told_in_the_words_of_the_screen(writer: Writer) -> None:
    first = "[[story]]".join((PACK / "stories" / "rarer.toml").read_text("utf-8").split("[[story]]")[:2])
    otherwise = first.replace("Emergency: step aside", "Wait: superintendent's office first")
    assert otherwise != first
    (writer.draft / "stories" / "mine.toml").write_text(otherwise, "utf-8")
    writer.open()
    assert writer.tab("stories") == "Stories: 1 end otherwise"
    assert "✕ 1 of 1 stories do not end as they say." in writer.told("stories")
    assert "stories/mine.toml · line 8, story “E01 " in writer.told("stories")
    assert "“Emergency: step aside”" in writer.told("stories")


def test_findings_change_as_the_files_are_saved_and_what_changes_is_told(writer: Writer) -> None:
    writer.open()
    assert "errors" not in writer.tab("findings")
    first = question_of(writer)
    writer.steps.write_text("= broken\n" + writer.steps.read_text("utf-8"), "utf-8")
    writer.guard.bot.waitUntil(lambda: "errors" in writer.tab("findings"), timeout=LATE)
    assert "text/en/steps.toml" in writer.told("findings")
    assert "To mend it:" in writer.told("findings")
    assert "Mend the errors first" in writer.told("promises")
    writer.reword("= broken\n", "")
    writer.reword(first, "Who stands at the gate?")
    writer.guard.bot.waitUntil(lambda: "errors" not in writer.tab("findings"), timeout=LATE)
    writer.looked()
    assert "Who stands at the gate?" in writer.told("changes")


def test_a_question_of_the_chart_shows_its_words_and_its_files_by_keys_and_by_mouse(writer: Writer) -> None:
    writer.open()
    page = writer.author.page
    writer.guard.key("4", DOWN, ENTER)
    said = page.box.accessibleDescription()
    assert question_of(writer) in said
    assert "steps.toml" in said
    assert "routing.toml" in said
    second = page.chart.nodes[1]
    at = page.chart.area_of(second).center().toPoint() - QPoint(0, 4)
    QTest.mouseClick(page.chart, Qt.MouseButton.LeftButton, pos=at)
    assert page.chart.node == second
    assert page.box.accessibleDescription() != said


def test_a_draft_is_walked_under_a_watermark_and_nothing_is_recorded(writer: Writer) -> None:
    writer.open()
    before = writer.head
    writer.try_it()
    trying = writer.author.trying
    assert watermark() in trying.mark.words
    assert trying.veil.isVisible()
    assert trying.veil.geometry() == trying.inner.rect()
    assert trying.session is not None
    folder = Path(trying.session.desk.store.places.data)
    assert folder.exists()
    shown = trying.walk.question.text()
    writer.guard.key("1")
    assert trying.walk.question.text() != shown or trying.inner.currentWidget() is trying.outcome
    offered(writer, "Try F12").click()
    writer.guard.settle()
    assert trying.inner.currentWidget() is trying.outcome
    assert watermark() in trying.mark.words
    writer.guard.key(ESC)
    assert writer.guard.window.page is writer.author.page
    assert not folder.exists(), "it is thrown away"
    assert writer.head == before
    assert writer.guard.session.desk.store.queries.open_visits() == []


@pytest.mark.parametrize("key", ["n", F12])
def test_the_keys_of_the_real_desk_work_while_a_draft_is_tried(writer: Writer, key: Qt.Key | str) -> None:
    writer.open()
    writer.try_it()
    writer.guard.key(key)
    assert writer.guard.window.page in (writer.guard.window.walk, writer.guard.window.outcome)
    assert len(writer.guard.session.desk.store.queries.open_visits()) == 1
    assert writer.author.trying.session is None, "what was tried is thrown away"


def test_an_open_visit_stays_in_sight_of_both_pages_and_is_one_key_away(writer: Writer) -> None:
    writer.guard.key("n")
    number = writer.guard.view.record_number
    writer.guard.window.show_desk()
    writer.guard.settle()
    writer.open()
    assert number in writer.guard.shown(writer.author.page)
    writer.try_it()
    assert number in writer.guard.shown(writer.author.trying)
    writer.guard.key("v")
    assert writer.guard.window.page is writer.guard.window.walk
    assert writer.guard.view.record_number == number


def test_a_date_that_is_none_is_told_and_nothing_begins(writer: Writer) -> None:
    writer.open()
    writer.guard.key("6")
    writer.author.page.when.put("next Tuesday")
    writer.author.page.begin.setFocus()
    writer.guard.key(ENTER)
    assert writer.guard.window.page is writer.author.page
    assert "next Tuesday is no date and hour" in writer.guard.shown()


def test_a_guard_reads_the_policy_and_a_supervisor_opens_drafts(writer: Writer) -> None:
    staffed(writer.guard)
    sign_out(writer.guard)
    writer.guard.key("p")
    assert writer.door.sign_in.isVisible(), "it is for people of this desk"
    writer.guard.key(ESC)
    sign_in(writer.guard, GUARD)
    writer.guard.key("p")
    writer.guard.bot.waitUntil(lambda: "11 of 11 proved" in writer.tab("promises"), timeout=LATE)
    writer.author.open_folder(writer.draft)
    assert "supervisor" in writer.guard.shown(writer.author.page).lower()
    assert writer.author.looking.seen.folder != writer.draft
    writer.guard.key(F6, F6, ENTER)
    assert writer.door.locked.isVisible()
    assert "my-draft" not in writer.guard.shown()


def test_documents_are_saved_as_files(writer: Writer, tmp_path: Path) -> None:
    writer.open()
    page = writer.author.page
    for what in ENDINGS:
        begins = b"<?xml" if what == "drawing" else b"%PDF"
        out = tmp_path / f"{what}.out"
        writer.author.save(what, out)
        writer.looked()
        assert out.read_bytes().startswith(begins), what
        assert f"Saved: {what}.out" in writer.guard.shown(page)
    writer.guard.key("s")
    assert [target.text() for target in page.papers.values() if target.isChecked()] == ["Letter"]
    for target, size in zip(page.papers.values(), ((612, 792), (595, 842)), strict=True):
        target.click()
        writer.author.save("chart", tmp_path / "chart.out")
        writer.looked()
        assert {tuple(map(round, each.get_size())) for each in PdfDocument(tmp_path / "chart.out")} == {size}
    writer.author.save("drawing", tmp_path / "drawing.out" / "chart.svg")
    writer.looked()
    assert "The document" in page.trouble_strip.words


def test_f9_hides_it_and_closes_the_list_of_folders(writer: Writer) -> None:
    writer.guard.key("p")
    writer.looked()
    writer.author.page.open.click()
    dialog = writer.author._dialog
    assert dialog is not None
    assert dialog.isVisible()
    writer.guard.window.toggle_cover()
    writer.guard.settle()
    assert "us-ca" not in writer.guard.shown()
    assert writer.author._dialog is None
    writer.guard.key(F9)
    assert writer.guard.window.page is writer.author.page


@pytest.mark.parametrize("size", share(SIZES, 0))
def test_no_part_of_it_is_cut_on_any_screen(writer: Writer, size: tuple[int, int]) -> None:
    guard, found = writer.guard, list[str]()
    guard.window.resize(*size)
    writer.open()
    for number, name in enumerate(writer.author.page.parts, 1):
        writer.author.page.look_at(name)
        found += look(guard, f"policy {number}: {name}", LOOKS)
    writer.try_it()
    found += look(guard, "trying", LOOKS)
    offered(writer, "Try F12").click()
    found += look(guard, "trying: F12", LOOKS)
    QApplication.processEvents()
    assert found == []
