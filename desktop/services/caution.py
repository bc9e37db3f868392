"""What the privacy guard says of a text before it is written down: the pack's list, the pack's sentences (row G23)."""

import msgspec

from desktop.core.privacy import Hit, Privacy, find, leave_out


class Caution(msgspec.Struct, frozen=True):
    """What was found in a text, why it should not stand there, and the text without it. Empty where nothing was found."""

    hits: tuple[Hit, ...]
    sentences: tuple[str, ...]
    cleaned: str


def caution(text: str, privacy: Privacy) -> Caution:
    """Look through a text; the person decides."""
    hits = find(text, privacy)
    whys = dict.fromkeys(privacy.why(hit.kind) for hit in hits)
    return Caution(hits, (privacy.sentence, *whys) if hits else (), leave_out(text, hits))
