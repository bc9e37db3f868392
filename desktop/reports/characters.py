"""Which characters of a text can be shown as they are, and what stands in for those that cannot.

What no reader would see (controls, bidirectional overrides, zero-width characters) is shown by its number, so that nobody can
hide words in a note or turn their order round. Source of the list: Unicode 15.1, DerivedCoreProperties, Default_Ignorable_Code_Point.
"""

import re
import unicodedata

IGNORABLE = frozenset(
    {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0}
    | set(range(0x180B, 0x1810))
    | set(range(0xFE00, 0xFE10))
)
"""Characters without a picture whose category does not tell it. 0x2800 is the empty braille pattern."""

UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories: controls, formats, lone surrogates, private use, unassigned, line and paragraph separators."""

PLAIN = re.compile(r"[\n\x20-\x7e]*")


def composed(text: str) -> str:
    """The text in normal form C with "\\n" as its only line end and spaces for tabs."""
    if PLAIN.fullmatch(text):
        return text
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\t", "    ")


def is_unseen(char: str) -> bool:
    """Whether a reader would see nothing, or not see what it does to its neighbours. A line end is seen."""
    if char == "\n":
        return False
    return ord(char) in IGNORABLE or 0xE0100 <= ord(char) <= 0xE01EF or unicodedata.category(char) in UNSEEN


def stand_in(chars: str) -> str:
    """What is shown for a run of characters: "[U+0627 U+1F600]"."""
    return f"[{' '.join(f'U+{ord(char):04X}' for char in chars)}]"


def visible(text: str) -> str:
    """The text for a file of plain text: composed, and with a stand-in for each run of unseen characters."""
    text = composed(text)
    if PLAIN.fullmatch(text):
        return text
    unseen = {char for char in set(text) if is_unseen(char)}
    if not unseen:
        return text
    runs = re.compile(f"[{''.join(map(re.escape, sorted(unseen)))}]+")
    return runs.sub(lambda run: stand_in(run.group()), text)
