"""The fonts that ship, and the characters that they can and cannot show."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.reports.characters import composed, is_unseen, visible
from desktop.reports.fonts import FACES, SPARE, font_file
from desktop.reports.pdf import Fonts
from desktop.reports.placed import Look
from desktop.reports.setting import Setter

SANS = Look()
MARKS = "✓✗→•…“”‘’–—☐☑⚠½§¶©€"
LETTERS = "ABCxyz äöüßñéçłøÅ ŽžŐő ĂăȘșȚț Ωάέή Жыїђ Ẁỹ Tiếng Việt Kreyòl"


@pytest.fixture(scope="module")
def setter() -> Setter:
    """The real fonts."""
    return Setter(Fonts())


def shown(setter: Setter, text: str, look: Look = SANS) -> str:
    """What stands on paper for a text."""
    return "".join(run for run, _ in setter.runs(text, look))


def test_each_font_lies_beside_its_licence_and_is_small() -> None:
    """Whole files below a megabyte; the licence names each of them."""
    licence = font_file("sans").with_name("OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    for face in FACES:
        assert font_file(face).stat().st_size < 1_000_000
        assert font_file(face).name in licence


def test_every_face_is_asked_first_for_itself() -> None:
    """A spare face is only asked for what the wanted one lacks."""
    for face in FACES:
        assert SPARE[face][0] == face


@pytest.mark.parametrize("face", ["sans", "bold", "mono"])
def test_marks_and_european_letters_are_shown_as_they_are(setter: Setter, face: str) -> None:
    """Latin, Greek, Cyrillic and the marks that reports use need no stand-in in any face."""
    look = Look(face)  # type: ignore[arg-type]
    assert shown(setter, MARKS + LETTERS, look) == MARKS + LETTERS


def test_what_no_font_has_is_shown_by_its_number_in_a_box(setter: Setter) -> None:
    """Other scripts and all beyond the basic plane get a stand-in whose look nothing typed can have."""
    runs = setter.runs("to أه and 😀!", SANS)
    assert [run for run, _ in runs] == ["to ", "[U+0623 U+0647]", " and ", "[U+1F600]", "!"]
    assert [look.boxed for _, look in runs] == [False, True, False, True, False]
    assert not any(look.boxed for _, look in setter.runs("typed: [U+0623]", SANS))


UNSEEN = (
    "\x00\x07\x1b\x7f\x85\r\xad\u034f\u200b\u200d\u200e\u202e\u2028\u2060\u2066\u3164\ufe0f\ufeff\ufffe"
    "\ue000\ud800\udfff\U000e0041\U000e0101"
)


@pytest.mark.parametrize("char", UNSEEN)
def test_what_no_reader_sees_is_shown_on_paper_and_in_plain_text(setter: Setter, char: str) -> None:
    """Controls, zero-width characters, bidirectional overrides and lone surrogates, although fonts have glyphs for some."""
    assert shown(setter, f"a{char}b") == f"a[U+{ord(char):04X}]b"
    assert visible(f"a{char}b") == f"a[U+{ord(char):04X}]b"


def test_plain_text_keeps_all_that_can_be_seen() -> None:
    """Other scripts and emoji stay as they were typed."""
    text = "أهلا, 你好, नमस्ते, שלום 😀\nnext"
    assert visible(text) == text


def test_letters_and_their_accents_are_composed() -> None:
    """ "e" and an accent are one letter, tabs are spaces, line ends are alike."""
    assert composed("cafe\u0301\r\n\tx") == "caf\u00e9\n    x"


@given(st.text(st.characters()))
def test_nothing_unseen_is_left_in_any_text(text: str) -> None:
    """Whatever is typed or pasted."""
    assert not any(is_unseen(char) for char in visible(text))


@given(st.text(st.characters(), max_size=60))
def test_a_character_is_shown_or_counted(text: str) -> None:
    """Each character of a text is on paper as itself or by its number, in its order."""
    setter = Setter(Fonts())
    told = [
        char
        for run, look in setter.runs(text, SANS)
        for char in ([chr(int(code[2:], 16)) for code in run[1:-1].split(" ")] if look.boxed else run)
    ]
    assert "".join(told) == composed(text)


@pytest.mark.parametrize(("content", "why"), [(None, "is missing"), (b"no font", "is damaged")])
def test_a_font_that_cannot_be_loaded_is_named_with_its_remedy(
    tmp_path: Path, content: bytes | None, why: str
) -> None:
    """A program of its own, so that no font is loaded yet; its resources lie where a frozen program's do."""
    shutil.copytree(font_file("sans").parent, tmp_path / "resources" / "fonts")
    broken = tmp_path / "resources" / "fonts" / font_file("bold").name
    broken.unlink()
    if content is not None:
        broken.write_bytes(content)
    script = f"import sys; sys._MEIPASS = {str(tmp_path)!r}\nfrom desktop.services.health import _fonts\nprint(_fonts()[0].sentence)"
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout == f"The font NotoSans-Bold.ttf of the reports {why}.\n"
