"""The page where the guard writes things down, by keys: with the half-typed, the blank and the private in mind."""

from datetime import time

import msgspec
import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop.ui.page import Strip
from desktop.ui.record.fields import Typed
from desktop.ui.record.form import ItemForm
from desktop.ui.record.small_forms import TimesForm
from tests.ui.record_writer import EMPTY, FULL, OFFICER, Held, Key, Writer, press


def test_the_least_officer_takes_four_keys(qtbot: QtBot) -> None:
    """The tab, the agency, "not seen" for all others, Enter."""
    writer = Writer(qtbot)
    writer.key("2", Held.ControlModifier)
    writer.key("1")
    writer.key("n")
    writer.key(Key.Key_Return)
    (told,) = writer.told("detail")
    assert told[:2] == ("officer", "o1")
    assert told[2] == [("agency", "ice", ""), *((each, "", "not_seen") for each in list(OFFICER)[1:])]
    assert told[3:] == ("told", "", "")


@pytest.mark.parametrize(("tab", "source"), [("officer", "told"), ("vehicle", "seen"), ("help", "told")])
def test_how_it_is_known_is_in_sight_before_it_is_written(qtbot: QtBot, tab: str, source: str) -> None:
    """It stands above the fields, though the focus is on the first of them; and beside the target on any screen."""
    writer = Writer(qtbot, tab=tab)
    assert writer.page.form is not None
    assert writer.page.form.origin is not None
    known = writer.page.form.origin.source
    assert known.chosen == source
    assert isinstance(writer.page.form, ItemForm)
    assert writer.page.form.rows[0].isAncestorOf(QApplication.focusWidget() or writer.frame)
    for target in known.targets.values():
        assert target.visibleRegion().boundingRect() == target.rect()


@pytest.mark.parametrize("size", [(1366, 768), (683, 384)])
def test_the_foot_says_how_it_is_known_once_nothing_is_missing(qtbot: QtBot, size: tuple[int, int]) -> None:
    """On a small screen the choice itself may be out of sight."""
    writer = Writer(qtbot, tab="officer", size=size)
    writer.key("1")
    writer.key("n")
    assert "Ready. How you know: They told me." in writer.shown(writer.page.foot)
    assert writer.page.form is not None
    assert writer.page.form.origin is not None
    writer.page.form.origin.source.targets["seen"].click()
    assert "Ready. How you know: I saw or heard it." in writer.shown(writer.page.foot)


def test_nothing_is_written_twice_and_the_words_stay_until_they_are_on_record(qtbot: QtBot) -> None:
    """A second Ctrl+Enter before the answer sends nothing; a refusal keeps the words; the record takes them away."""
    writer = Writer(qtbot)
    writer.types("They stood at the door.")
    writer.write()
    writer.write()
    assert writer.told("note") == [("They stood at the door.", "seen", "", "")]
    assert writer.note.text == "They stood at the door."
    writer.page.refuse("This visit is not open.")
    assert "This visit is not open." in writer.shown()
    assert writer.note.text == "They stood at the door."
    writer.write()
    assert len(writer.told("note")) == 2
    writer.show(FULL)
    assert writer.note.text == ""
    assert "Written down." in writer.shown()
    assert ("note", "") in writer.told("half_typed")


def test_a_blank_field_is_named_and_nothing_is_sent(qtbot: QtBot) -> None:
    """An empty field is no answer (row G12): the sentence says which, and the focus goes there."""
    writer = Writer(qtbot, tab="vehicle")
    writer.types("Grey van")
    writer.write()
    assert writer.told("detail") == []
    assert "Marked as police is empty" in writer.shown()
    assert "Still empty: Marked as police, Plate, Where it stands." in writer.shown()
    assert writer.row("marked").isAncestorOf(QApplication.focusWidget() or writer.frame)


def test_a_code_stands_instead_of_words_and_gives_them_back(qtbot: QtBot) -> None:
    """Alt+1 says refused while a field has the focus; typing takes the code away, the code off brings the words back."""
    writer = Writer(qtbot, tab="officer")
    typed = writer.typed("badge")
    writer.types("447")
    writer.key("1", Held.AltModifier)
    assert writer.row("badge").value == ("", "refused")
    assert typed.text == ""
    writer.key("1", Held.AltModifier)
    assert writer.row("badge").value == ("447", "")
    writer.key("4", Held.AltModifier)
    writer.types("5")
    assert writer.row("badge").value == ("5", "")


def test_the_digits_that_are_drawn_are_the_ones_that_count(qtbot: QtBot) -> None:
    """In a field digits are typed; among choices they choose; else they open tabs."""
    writer = Writer(qtbot, tab="officer")
    writer.key("3")
    assert writer.row("agency").value == ("cbp", "")
    typed = writer.typed("badge")
    writer.types("3")
    assert (typed.text, writer.page.tab) == ("3", "officer")
    assert "Ctrl +" in writer.shown()
    writer.page.foot.write.setFocus()
    assert "Ctrl +" not in writer.shown()
    writer.key("3")
    assert writer.page.tab == "vehicle"


def test_return_in_a_field_goes_on_and_sends_nothing(qtbot: QtBot) -> None:
    """A scanner ends what it types with Return."""
    writer = Writer(qtbot, tab="officer")
    typed = writer.typed("badge")
    writer.types("4471")
    writer.key(Key.Key_Return)
    assert QApplication.focusWidget() is not typed
    assert writer.told("detail") == []


def test_a_digit_or_return_pressed_twice_takes_no_choice_away(qtbot: QtBot) -> None:
    """The choice stays; Return on it goes on to the next field."""
    writer = Writer(qtbot, tab="officer")
    writer.key("1")
    writer.key("1")
    writer.key(Key.Key_Return)
    assert writer.row("agency").value == ("ice", "")
    assert QApplication.focusWidget() is not writer.row("agency").options.targets["ice"]


def test_the_next_officer_comes_with_the_agency_of_the_former_and_says_so(qtbot: QtBot) -> None:
    """Visibly, and one press changes it."""
    writer = Writer(qtbot, FULL, "officer")
    assert writer.row("agency").value == ("ice", "")
    assert "Same as Officer 1" in writer.shown()
    writer.key("2")
    assert writer.row("agency").value == ("hsi", "")
    assert "Same as Officer 1" not in writer.shown()


def test_a_correction_sends_what_is_new_and_shows_what_was(qtbot: QtBot) -> None:
    """The former value stands struck through beside the new one."""
    writer = Writer(qtbot, FULL, "officer")
    press(writer, "Change Officer 1")
    writer.write()
    assert "Nothing was changed" in writer.shown()
    writer.typed("badge").selectAll()
    writer.types("4472")
    writer.write()
    assert [told[:3] for told in writer.told("detail")] == [("officer", "o1", [("badge", "4472", "")])]
    (former,) = [
        each
        for each in writer.page.written.findChildren(QLabel)
        if "4417" in each.text() and each.isVisible()
    ]
    assert former.accessibleName() == "Crossed out: before: 4417"
    assert former.font().strikeOut() or "line-through" in former.styleSheet()


def test_what_was_written_by_mistake_is_struck_with_a_reason(qtbot: QtBot) -> None:
    """No reason, no striking; one that can be chosen takes one digit. The struck one stays in the list."""
    writer = Writer(qtbot, FULL, "officer")
    assert "Crossed out: It was written twice." in writer.shown()
    press(writer, "Cross out Officer 1")
    writer.write()
    assert "Choose a reason" in writer.shown()
    writer.key("2")
    writer.write()
    assert writer.told("struck") == [("officer", "o1", "It was not so.")]


@pytest.mark.parametrize(
    ("typed", "refused"), [("1405", ""), ("905", ""), ("1530", "later than now"), ("2561", "four digits")]
)
def test_a_time_is_told_as_about_and_never_later_than_now(qtbot: QtBot, typed: str, refused: str) -> None:
    """It is nine past two."""
    writer = Writer(qtbot)
    writer.types("A van came.")
    assert writer.page.form is not None
    origin = writer.page.form.origin
    assert origin is not None
    origin.when.targets["about"].click()
    writer.types(typed)
    origin.source.targets["told"].click()
    writer.write()
    assert refused in writer.shown()
    told = writer.told("note")
    assert told == ([] if refused else [("A van came.", "told", "about", f"{int(typed) // 100:02d}:05")])


def test_after_midnight_the_evening_before_is_past(qtbot: QtBot) -> None:
    """Five to twelve, told at ten past."""
    writer = Writer(qtbot)
    writer.page.watch.now = lambda: time(0, 10)
    writer.types("A van came.")
    assert writer.page.form is not None
    assert writer.page.form.origin is not None
    writer.page.form.origin.when.targets["exact"].click()
    writer.types("2355")
    writer.write()
    assert writer.told("note") == [("A van came.", "seen", "exact", "23:55")]


@pytest.mark.parametrize(
    ("text", "private", "why", "rest"),
    [
        ("🚪 He has no visa.", "visa", "A person's status is not written down.", "🚪 He has no [left out]."),
        (
            "🚪🚐 They read A012345678 aloud 👂.",
            "A012345678",
            "This looks like an alien registration number.",
            "🚪🚐 They read [left out] aloud 👂.",
        ),
    ],
)
def test_private_words_are_marked_and_can_be_taken_out(
    qtbot: QtBot, text: str, private: str, why: str, rest: str
) -> None:
    """Also behind letters that Qt counts double. Nothing is sent before the guard has decided."""
    writer = Writer(qtbot)
    writer.note.put(text)
    writer.write()
    assert writer.told("note") == []
    assert writer.told("warned") == [()]
    assert why in writer.shown()
    (mark,) = writer.note.extraSelections()
    assert mark.cursor.selectedText() == private
    writer.key("1")
    assert writer.note.text == rest
    assert writer.note.extraSelections() == []
    assert writer.told("note") == []
    assert "Taken out. Not written yet: press “Write it down”." in writer.shown()
    writer.key(Key.Key_Return)
    assert [told[0] for told in writer.told("note")] == [rest]


def test_it_is_said_no_longer_that_words_were_taken_out_once_others_are_typed(qtbot: QtBot) -> None:
    """The strip goes with the next letter."""
    writer = Writer(qtbot)
    writer.note.put("no visa")
    writer.write()
    writer.key("1")
    writer.note.setFocus()
    writer.types("x")
    assert "Taken out" not in writer.shown()


def test_all_three_ways_on_are_in_sight_on_a_small_screen(qtbot: QtBot) -> None:
    """What is asked about private words scrolls into view as a whole."""
    writer = Writer(qtbot, size=(683, 384))
    writer.note.put("no visa")
    writer.write()
    assert writer.page.form is not None
    (strip,) = writer.page.form.strips
    targets = list(strip.options.targets.values())
    qtbot.waitUntil(lambda: all(each.visibleRegion().boundingRect() == each.rect() for each in targets))
    writer.key("1")
    writer.frame.repaint()
    (told,) = [each for each in writer.page.form.findChildren(Strip) if each.isVisible()]
    qtbot.waitUntil(lambda: told.visibleRegion().boundingRect() == told.rect())


def test_private_words_can_be_kept_or_changed_by_hand(qtbot: QtBot) -> None:
    """Keep sends the words as they are; change goes back to them; other words are looked at anew."""
    writer = Writer(qtbot)
    writer.note.put("no visa")
    writer.write()
    writer.key("3")
    assert QApplication.focusWidget() is writer.note
    writer.types("s")
    writer.note.put("no visa today")
    writer.write()
    writer.key("2")
    assert [told[0] for told in writer.told("note")] == ["no visa today"]
    assert len(writer.told("warned")) == 2


def test_every_field_for_words_is_looked_at(qtbot: QtBot) -> None:
    """Fields of people, and reasons."""
    writer = Writer(qtbot, tab="officer")
    writer.key("1")
    writer.typed("description")
    writer.types("Asked for a visa")
    writer.key("n", Held.AltModifier)
    writer.write()
    assert writer.told("detail") == []
    assert len(writer.told("warned")) == 1
    writer.show(FULL)
    press(writer, "Cross out Officer 1")
    assert writer.page.form is not None
    writer.page.form.findChildren(Typed)[0].setFocus()
    writer.types("Wrong visa")
    writer.write()
    assert writer.told("struck") == []
    assert len(writer.told("warned")) == 2


def test_what_is_half_typed_is_handed_on_within_a_second_and_once(qtbot: QtBot) -> None:
    """Not with every letter."""
    writer = Writer(qtbot)
    with qtbot.waitSignal(writer.page.half_typed):
        writer.types("They said that")
        assert writer.told("half_typed") == []
    assert writer.told("half_typed") == [("note", "They said that")]


def test_what_is_half_typed_survives_leaving_and_comes_back(qtbot: QtBot) -> None:
    """Leaving hands it on at once; another day it stands in its field again."""
    writer = Writer(qtbot, tab="officer")
    writer.typed("badge")
    writer.types("44")
    writer.key(Key.Key_Escape)
    assert writer.told("closed") == [()]
    writer.page.hide()
    assert writer.told("half_typed") == [("officer/o1/badge", "44")]
    again = Writer(
        qtbot, msgspec.structs.replace(EMPTY, half_typed={"officer/o1/badge": "44", "note": "They"})
    )
    assert again.note.text == "They"
    again.key("2", Held.ControlModifier)
    assert again.row("badge").value == ("44", "")


def test_what_was_put_back_is_said_to_be_not_written_down(qtbot: QtBot) -> None:
    """Above its field, and by a dot on its tab, which a screen reader hears in words; gone once it is on record."""
    view = msgspec.structs.replace(EMPTY, half_typed={"officer/o1/badge": "44", "note": "They"})
    writer = Writer(qtbot, view)
    tabs = writer.page.tabs.targets
    assert "Not written down yet." in writer.shown()
    assert [tab for tab, target in tabs.items() if "•" in target.text()] == ["note", "officer"]
    assert "not written down yet" in tabs["officer"].accessibleName()
    writer.write()
    writer.show(FULL)
    assert "•" not in tabs["note"].text()
    assert "Not written down yet." not in writer.shown()
    writer.key("2", Held.ControlModifier)
    assert "Not written down yet." not in writer.shown(writer.row("name"))


def test_a_tab_gets_its_dot_while_somebody_types(qtbot: QtBot) -> None:
    """And loses it when the words are taken back."""
    writer = Writer(qtbot)
    note = writer.page.tabs.targets["note"]
    writer.types("T")
    assert note.text() == "Note •"
    writer.key(Key.Key_Backspace)
    assert note.text() == "Note"


def test_other_tabs_and_new_records_keep_what_is_typed(qtbot: QtBot) -> None:
    """A call logged elsewhere, or a look at another tab, takes nothing away."""
    writer = Writer(qtbot)
    writer.types("They said")
    writer.key("3", Held.ControlModifier)
    writer.show(FULL)
    assert writer.page.tab == "vehicle"
    writer.key("1", Held.ControlModifier)
    assert writer.note.text == "They said"


def test_another_visit_starts_with_its_own_words(qtbot: QtBot) -> None:
    """Nothing goes from one visit into the other."""
    writer = Writer(qtbot)
    writer.types("They said")
    writer.show(msgspec.structs.replace(EMPTY, visit="v2"))
    assert writer.note.text == ""
    assert writer.told("half_typed") == [("note", "They said")]


def test_a_mark_without_a_name_is_asked_first_and_takes_one_digit(qtbot: QtBot) -> None:
    """And a time can be told afterwards."""
    writer = Writer(qtbot, FULL, "times")
    assert "14:07:31: what was it?" in writer.shown()
    writer.key("3")
    assert writer.told("named") == [(8, "went_in")]
    form = writer.page.form
    assert isinstance(form, TimesForm)
    form.what.targets["arrived"].setFocus()
    writer.key("4")
    assert form.origin is not None
    form.origin.clock.setFocus()
    writer.types("1401")
    writer.write()
    assert writer.told("time") == [("came_out", "about", "14:01", "seen")]
