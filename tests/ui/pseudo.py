"""Invented languages that are 40 % longer than English: accented Latin letters, and Hebrew ones read from right to left."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec
from PySide6.QtCore import QTranslator
from pytestqt.qtbot import QtBot

from desktop import paths
from desktop.app import App
from desktop.core.texts import Texts
from desktop.packs.compiled import LoadedPack, compile_pack
from desktop.services.desk import Desk, open_desk
from desktop.ui.main_window import MainWindow
from desktop.ui.session import Session
from desktop.ui.theme import Theme
from desktop.ui.tongue import CONTEXT
from desktop.wall import FixedClock, zone
from tests.ui.guard import FACILITIES, NOON, ZONE, Guard

Script = Literal["accented", "hebrew"]
LETTERS: Mapping[Script, tuple[str, str]] = {
    "accented": ("aeiouycdlnrstzAEIOUYCDLNRSTZ", "áéíóúýçđłñŕšťžÁÉÍÓÚÝÇĐŁÑŔŠŤŽ"),
    "hebrew": (
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "אבצדהפגהיחכלמנופקרסתואוקיזאבצדהפגהיחכלמנופקרסתואוקיז",
    ),
}
KEPT = re.compile(r"(\{[^{}]*\}|\bF\d+\b|\bEsc\b|\bAlt\+[A-Z]\b)")
"""Placeholders and keys stay as they are in every language."""

NOT_WORDS = ("when", "call", "privacy", "plain_exceptions")
LONGER = 0.4


def pseudo(text: str, script: Script) -> str:
    """The text in other letters and 40 % longer; texts without letters stay."""
    if not any(letter.isalpha() for letter in text):
        return text
    table = str.maketrans(*LETTERS[script])
    parts = [part if KEPT.fullmatch(part) else part.translate(table) for part in KEPT.split(text) if part]
    end = re.search(r"[.?!:…]*$", text)
    tail = end[0] if end is not None else ""
    body = "".join(parts)[: -len(tail)] if tail else "".join(parts)
    missing, words = round(len(text) * LONGER), ""
    while len(words) < missing:  # a word of at most seven letters after the other
        words += " " + "oviatum"[: max(1, min(7, missing - len(words) - 1))].translate(table)
    return f"{body}{words}{tail}"


class PseudoTranslator(QTranslator):
    """Translates the window's own words; what Qt itself says stays."""

    def __init__(self, script: Script) -> None:
        super().__init__()
        self._script = script

    def isEmpty(self) -> bool:
        """It has a word for everything."""
        return False

    def translate(self, context: Any, source: Any, disambiguation: Any = None, n: int = -1) -> str:
        """A word of the window."""
        words = source.decode() if isinstance(source, bytes) else str(source)
        return pseudo(words, self._script) if str(context) == CONTEXT else ""


def pseudo_words(node: Any, script: Script) -> Any:
    """All words of a text, wherever they stand; ids and conditions stay."""
    if isinstance(node, str):
        return pseudo(node, script)
    if isinstance(node, tuple):
        return tuple(pseudo_words(each, script) for each in node)
    if isinstance(node, dict):
        return {key: pseudo_words(each, script) for key, each in node.items()}
    if isinstance(node, msgspec.Struct):
        fields = {name: getattr(node, name) for name in node.__struct_fields__ if name not in NOT_WORDS}
        changed = {name: pseudo_words(each, script) for name, each in fields.items()}
        return msgspec.structs.replace(node, **changed)
    return node


def pseudo_pack(pack: LoadedPack, script: Script) -> LoadedPack:
    """The pack with its words in an invented language."""
    texts: dict[str, Texts] = {
        language: pseudo_words(words, script) for language, words in pack.texts.items()
    }
    drawn = {language: pseudo_words(words, script) for language, words in pack.specimens.words.items()}
    specimens = msgspec.structs.replace(pack.specimens, words=drawn)
    return compile_pack(pack.policy, texts, pack.law, pack.pictures, pack.findings, specimens)


class PseudoGuard(Guard):
    """A guard whose desk speaks an invented language."""

    def __init__(
        self, bot: QtBot, home: Path, facility: str, size: tuple[int, int], script: Script, theme: Theme
    ) -> None:
        self.bot, self.clock = bot, FixedClock(NOON, zone(ZONE), ZONE)
        file, places = FACILITIES / f"{facility}.toml", paths.places(home, {})

        def opener() -> Session:
            desk = open_desk(places, file, self.clock)
            pack = pseudo_pack(desk.pack, script)
            return Session(
                Desk(desk.store, desk.facility, pack, desk.clock, desk.language, desk.notices, desk.log)
            )

        self.app = App(places, file, self.clock)
        self.app.window = MainWindow(opener, theme)
        bot.addWidget(self.window)
        self.window.resize(*size)
        self.window.show()
        bot.waitExposed(self.window)
        self.settle()
