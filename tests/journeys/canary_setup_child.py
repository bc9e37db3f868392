"""Somebody who types another word into every field of the set-up and leaves, then sets the desk up for real, with a sheet and a PIN.

Arguments: the home of the new desk, and the folder that is searched while the window is open. Prints what was typed and what was found.
"""

import json
import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.ui.setup.page import SetupPage
from tests.journeys.canary_child import PIN, WORD, Typist, Waiting
from tests.journeys.clear import in_clear
from tests.journeys.test_setting_up import NewDesk, fill


def ending(share: str) -> str:
    """Its last words, which no other part ends with."""
    return " ".join(share.split()[-4:])


def typed_over(typist: Typist, page: SetupPage) -> None:
    """From the last page back to the first, which asks for nothing to be right: a word in every field."""
    fill(page)
    for _ in page.parts[1:]:
        page.go_on()
    while page.back.isEnabled():
        page.back.click()
        if page.part is page.recovery:
            page.recovery.way.choose("office")
            page.recovery.way.changed.emit()
        typist.guard.settle()
        typist.fill()


def mended(page: SetupPage) -> None:
    """What can be used in place of every word, a supervisor's PIN, and a sheet of which two parts open the record."""
    for field in (*page.numbers.fields.values(), page.areas.area, page.backup.folder):
        field.typed.put("")
    fill(page)
    page.people.name.clear()
    page.people.listed.add("Supervisor 7", "supervisor")
    for pin in (page.people.pin, page.people.again):
        pin.setText(PIN)
    page.recovery.way.choose("sheet")


def shift(home: Path, root: Path) -> dict[str, Any]:
    """Leave it half typed; set it up; type a sheet back, first wrong and then right."""
    desk = NewDesk(Waiting(), home)  # type: ignore[arg-type]
    typist = Typist(desk)
    desk.open()
    page = desk.page
    typed_over(typist, page)
    desk.key(Qt.Key.Key_Escape)
    clear = in_clear(root, WORD)
    desk.open()
    mended(page)
    for _ in page.parts:
        page.go_on()
    desk.waited("write")
    shares = page.check.shares
    for _ in shares:
        page.go_on()
    desk.settle()
    typist.fill()
    asked = sorted(name for name, edit in typist.edits() if page.isAncestorOf(edit))
    page.go_on()
    desk.bot.waitUntil(lambda: bool(page.refusal.words))
    clear += in_clear(root, WORD)
    for field, share in zip(page.check.proof.fields, shares, strict=False):
        field.typed.put(share)
    page.go_on()
    desk.waited("done")
    clear += [name for word in (PIN, *map(ending, shares)) for name in in_clear(root, word)]
    desk.app.close()
    return {
        "asked": asked,
        "typed": sorted(typist.typed),
        "no_words": sorted(typist.no_words),
        "shares": shares,
        "clear": clear,
        "proved": page.check.proved,
    }


if __name__ == "__main__":
    application = QApplication(["threshold"])
    print(json.dumps(shift(*map(Path, sys.argv[1:3]))), flush=True)
    application.quit()
