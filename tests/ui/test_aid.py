"""The drawings on the screen: a ring that covers nothing, a page that fits, and words for whoever cannot see them."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QAccessible, QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.services.aid import AidView, MarkView, SpecimenView, aid_for
from desktop.ui.aid.beside import Beside
from desktop.ui.aid.compare import ComparePage
from desktop.ui.aid.specimen import Specimen
from desktop.ui.theme import LIGHT, THEMES, sheet
from tests.services.conftest import Guard
from tests.ui.looking import clipped, nameless, scrolled, sideways
from tests.ui.pseudo import pseudo

PAGES = [(1366, 652), (1280, 604)]
"""What the window leaves for a page on the two screens that must not scroll."""

SMALL = (683, 268)


@pytest.fixture
def aid(tmp_path: Path) -> Iterator[AidView]:
    """The drawings at the question who signed, of the installed pack."""
    guard = Guard(tmp_path)
    yield aid_for(guard.walking.current(guard.open()), "signer")
    guard.desk.close()


def settled(bot: QtBot, widget: QWidget, size: tuple[int, int], theme: str = "light") -> None:
    """Show a widget in this size, laid out and painted."""
    widget.setStyleSheet(sheet(THEMES[theme]))
    bot.addWidget(widget)
    widget.resize(*size)
    widget.show()
    bot.waitExposed(widget)
    for _ in range(3):
        QApplication.processEvents()


def page_of(bot: QtBot, aid: AidView, size: tuple[int, int], theme: str = "light") -> ComparePage:
    page = ComparePage(THEMES[theme])
    page.show_aid(aid)
    settled(bot, page, size, theme)
    return page


def shown(page: ComparePage) -> tuple[str, str]:
    assert page.first.view is not None
    assert page.second.view is not None
    return page.first.view.id, page.second.view.id


def near(one: QColor, other: str) -> bool:
    wanted = QColor(other)
    pairs = ((one.red(), wanted.red()), (one.green(), wanted.green()), (one.blue(), wanted.blue()))
    return all(abs(a - b) < 24 for a, b in pairs)


def ring_points(image: QImage, ring: QRectF) -> list[QColor]:
    """The picture on the four sides of a ring."""
    middle = ring.center()
    places = [
        (ring.left(), middle.y()),
        (ring.right(), middle.y()),
        (middle.x(), ring.top()),
        (middle.x(), ring.bottom()),
    ]
    return [image.pixelColor(round(x), round(y)) for x, y in places]


# ---- beside a question -----------------------------------------------------------------------------------------------------


def test_a_ring_is_painted_round_the_mark_and_without_one_there_is_none(qtbot: QtBot, aid: AidView) -> None:
    specimen = Specimen(LIGHT, "whole")
    assert aid.current is not None
    specimen.show_specimen(aid.current, "signer")
    settled(qtbot, specimen, (420, 500))
    ring = specimen.place_of("signer")
    assert ring is not None
    marked = specimen.grab().toImage()
    specimen.show_specimen(aid.current)
    plain = specimen.grab().toImage()
    assert all(near(point, LIGHT.danger) for point in ring_points(marked, ring))
    assert not any(near(point, LIGHT.danger) for point in ring_points(plain, ring))


def test_every_mark_of_every_paper_is_in_sight_and_the_tag_covers_none_of_it(
    qtbot: QtBot, aid: AidView
) -> None:
    specimen = Specimen(LIGHT)
    settled(qtbot, specimen, (330, 260))
    for paper in aid.all:
        for mark in paper.marks:
            specimen.show_specimen(paper, mark.id)
            image, ring = specimen.grab().toImage(), specimen.place_of(mark.id)
            assert ring is not None, (paper.id, mark.id)
            room = QRectF(specimen.rect())
            assert room.contains(ring), (paper.id, mark.id)
            assert room.contains(specimen.tag), (paper.id, mark.id)
            assert not ring.intersects(specimen.tag), (paper.id, mark.id)
            assert near(
                image.pixelColor(round(specimen.tag.left() + 4), round(specimen.tag.center().y())),
                LIGHT.danger,
            )


def test_a_drawing_is_rendered_once_for_each_size(qtbot: QtBot, aid: AidView) -> None:
    specimen = Specimen(LIGHT)
    specimen.show_specimen(aid.current, aid.mark)
    settled(qtbot, specimen, (330, 260))
    specimen.grab()  # on a busy computer nothing may have been painted yet
    specimen.tag = QRectF()
    specimen.grab()
    assert specimen.tag.isNull()
    specimen.resize(300, 260)
    specimen.grab()
    assert not specimen.tag.isNull()


def test_a_drawing_is_told_to_a_screen_reader(qtbot: QtBot, aid: AidView) -> None:
    beside = Beside(LIGHT)
    beside.show_aid(aid)
    settled(qtbot, beside, (330, 360))
    assert aid.current is not None
    mark = aid.current.mark("signer")
    assert mark is not None
    interface = QAccessible.queryAccessibleInterface(beside.specimen)
    assert interface is not None
    name = interface.text(QAccessible.Text.Name)
    assert aid.current.title in name
    assert mark.text in name
    assert list(clipped(beside)) == []


def test_a_click_on_the_drawing_wants_it_larger(qtbot: QtBot, aid: AidView) -> None:
    beside = Beside(LIGHT)
    beside.show_aid(aid)
    settled(qtbot, beside, (330, 360))
    with qtbot.waitSignal(beside.wanted):
        QTest.mouseClick(beside.specimen, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))


def test_beside_a_question_about_no_mark_there_is_nothing(qtbot: QtBot, aid: AidView) -> None:
    beside = Beside(LIGHT)
    qtbot.addWidget(beside)
    beside.show_aid(aid)
    assert not beside.isHidden()
    beside.show_aid(msgspec.structs.replace(aid, mark=""))
    assert beside.isHidden()


@pytest.mark.parametrize("content", [b"", b"<svg", b"no picture"])
def test_without_its_picture_a_mark_is_still_told(qtbot: QtBot, aid: AidView, content: bytes) -> None:
    assert aid.current is not None
    bare = msgspec.structs.replace(aid.current, picture=content)
    beside = Beside(LIGHT)
    beside.show_aid(msgspec.structs.replace(aid, current=bare))
    settled(qtbot, beside, (330, 200))
    assert not beside.specimen.isVisible()
    assert beside.mark.isVisible()
    assert "Signed by" in beside.mark.text()


# ---- side by side ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", PAGES, ids=str)
def test_every_pair_fits_without_scrolling(
    qtbot: QtBot, aid: AidView, size: tuple[int, int], theme: str
) -> None:
    page = page_of(qtbot, aid, size, theme)
    for number, paper in enumerate(aid.all, 1):
        for each in (str(number), "9"):
            page.digit(each)
            for _ in range(3):
                QApplication.processEvents()
            found = [*clipped(page), *scrolled(page), *sideways(page), *nameless(page)]
            assert found == [], paper.id


@pytest.mark.parametrize("size", [*PAGES, SMALL], ids=str)
def test_nothing_is_cut_in_a_longer_language(qtbot: QtBot, aid: AidView, size: tuple[int, int]) -> None:
    """It may scroll downwards there, never to the side."""
    page = page_of(qtbot, longer(aid), size)
    assert [*clipped(page), *sideways(page)] == []


def longer(aid: AidView) -> AidView:
    """The words 40 % longer."""

    def mark(each: MarkView) -> MarkView:
        return MarkView(each.id, pseudo(each.label, "accented"), pseudo(each.text, "accented"))

    def paper(each: SpecimenView) -> SpecimenView:
        names = ("title", "short", "what", "counsel_check")
        words = {name: pseudo(getattr(each, name), "accented") for name in names}
        return msgspec.structs.replace(each, **words, marks=tuple(map(mark, each.marks)))

    assert aid.current is not None
    return AidView(paper(aid.current), aid.mark, tuple(map(paper, aid.all)))


def test_a_court_paper_stands_beside_an_agency_paper(qtbot: QtBot, aid: AidView) -> None:
    page = page_of(qtbot, aid, PAGES[0])
    assert shown(page) == ("ao93", "i200")
    assert [each.isChecked() for each in page.choices] == [each.id in shown(page) for each in aid.all]


def test_a_number_changes_the_second_place_and_nine_swaps(qtbot: QtBot, aid: AidView) -> None:
    """So every pair is reached, and the paper of the question stays until one wants it gone."""
    page = page_of(qtbot, aid, PAGES[0])
    page.digit("7")
    assert shown(page) == ("ao93", "i205")
    page.digit("9")
    page.digit("3")
    assert shown(page) == ("i205", "ao442")
    page.digit("7")
    assert shown(page) == ("i205", "ao442")
    page.digit("0")
    assert shown(page) == ("i205", "ao442")


def test_the_mouse_does_what_the_numbers_do(qtbot: QtBot, aid: AidView) -> None:
    page = page_of(qtbot, aid, PAGES[0])
    QTest.mouseClick(page.choices[7], Qt.MouseButton.LeftButton)
    assert shown(page) == ("ao93", "i138")
    QTest.mouseClick(page.choices[7], Qt.MouseButton.LeftButton)
    assert page.choices[7].isChecked()
    QTest.mouseClick(page.swap, Qt.MouseButton.LeftButton)
    assert shown(page) == ("i138", "ao93")


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_F4])
def test_a_key_closes_the_page(qtbot: QtBot, aid: AidView, key: Qt.Key) -> None:
    page = page_of(qtbot, aid, PAGES[0])
    page.first_focus()
    with qtbot.waitSignal(page.closed):
        QTest.keyClick(page.back, key)


def test_every_mark_stands_in_words_beside_its_number(qtbot: QtBot, aid: AidView) -> None:
    page = page_of(qtbot, aid, PAGES[1])
    for number, paper in enumerate(aid.all, 1):
        page.digit(str(number))
        side = next(each for each in (page.first, page.second) if each.view == paper)
        assert [words.text() for words in side.told] == [f"{mark.label}: {mark.text}" for mark in paper.marks]
        strong = [words for words in side.told if words.property("look") == "small-strong"]
        assert len(strong) == 1
        assert (
            strong[0]
            .accessibleName()
            .startswith(f"{[mark.id for mark in paper.marks].index('signer') + 1}. ")
        )


def test_an_unchecked_layout_says_so_beside_its_drawing(qtbot: QtBot, aid: AidView) -> None:
    page = page_of(qtbot, aid, PAGES[1])
    assert not page.first.check.isVisible()
    assert page.second.check.isVisible()


def test_without_pictures_the_page_is_made_of_words(qtbot: QtBot, aid: AidView) -> None:
    papers = tuple(msgspec.structs.replace(each, picture=b"") for each in aid.all)
    page = page_of(qtbot, AidView(papers[0], "signer", papers), PAGES[1])
    assert [each.isVisible() for each in page.findChildren(Specimen)] == [False, False]
    assert all(words.isVisible() for side in (page.first, page.second) for words in side.told)


def test_a_pack_without_drawings_leaves_the_page_as_it_is(qtbot: QtBot) -> None:
    page = page_of(qtbot, AidView(), PAGES[1])
    page.digit("1")
    page.digit("9")
    assert page.first.view is None
