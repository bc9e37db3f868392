"""Every text on every ground that it can stand on, both themes: WCAG 2.2, AAA where a guard reads at the worst minute."""

from collections.abc import Iterator
from itertools import product

import pytest

from desktop.ui.targets import LOOKS as TARGET_LOOKS
from desktop.ui.targets import target_colours
from desktop.ui.theme import LOOKS, THEMES, Theme, contrast

AAA, AA, EDGE = 7.0, 4.5, 3.0
READ_AT_ONCE = ("say", "question", "banner", "big", "strong", "body", "danger")
"""Looks of questions, words to say, banners and what to do."""

GROUNDS = ("page", "panel")
"""What any text may stand on; the words to say stand on their own ground too."""


def texts(theme: Theme) -> Iterator[tuple[str, float, float]]:
    """Each pair of words and ground: its name, its contrast, what it must have."""
    for look, ground in product(LOOKS, GROUNDS):
        least = AAA if look in READ_AT_ONCE else AA
        yield f"{look} on {ground}", contrast(getattr(theme, LOOKS[look][2]), getattr(theme, ground)), least
    for look in ("say", "cap", "body"):
        yield (
            f"{look} on say",
            contrast(getattr(theme, LOOKS[look][2]), theme.say),
            AAA if look == "say" else AA,
        )
    for name, tone in theme.tones.items():
        yield f"banner {name}", contrast(tone.text, tone.ground), AAA
    yield "hold", contrast(theme.hold_ink, theme.hold), AAA
    yield "trouble", contrast(theme.danger_ink, theme.danger), AAA
    yield "header", contrast(theme.head_ink, theme.head), AA
    yield "list", contrast(theme.ink, theme.chosen), AA
    yield "what waits too long, in the chosen row", contrast(theme.danger, theme.chosen), AA
    yield "second line of the chosen row", contrast(theme.soft_ink, theme.chosen), AA
    yield "what was found, in a list", contrast(theme.ring_line, theme.ring), AAA
    for look, checked in product(TARGET_LOOKS, (False, True)):
        ground, ink, _ = target_colours(theme, look, checked)
        yield f"target {look}, chosen {checked}", contrast(ink, ground), AAA
    ground, ink, _ = target_colours(theme, "plain", enabled=False)
    yield "target that cannot be pressed now", contrast(ink, ground), AA


def edges(theme: Theme) -> Iterator[tuple[str, float]]:
    """Each line that tells something from what it stands on."""
    for ground in GROUNDS:
        for look, checked in product(TARGET_LOOKS, (False, True)):
            edge = target_colours(theme, look, checked)[2]
            yield f"edge of {look} on {ground}, chosen {checked}", contrast(edge, getattr(theme, ground))
        yield f"field on {ground}", contrast(theme.edge, getattr(theme, ground))
        yield f"field with the focus on {ground}", contrast(theme.accent, getattr(theme, ground))
    for name, tone in theme.tones.items():
        yield f"banner {name}", contrast(tone.edge, theme.page)
    yield "say", contrast(theme.accent, theme.say)
    yield "hold", contrast(theme.hold_ink, theme.hold)
    yield "pill", contrast(theme.head_line, theme.head)


@pytest.mark.parametrize("name", THEMES)
def test_every_text_can_be_read(name: str) -> None:
    """7:1 for questions, answers, words to say and banners; 4.5:1 for everything else."""
    assert [(pair, ratio) for pair, ratio, least in texts(THEMES[name]) if ratio < least] == []


@pytest.mark.parametrize("name", THEMES)
def test_every_edge_can_be_seen(name: str) -> None:
    """3:1 against what it stands on."""
    assert [(pair, ratio) for pair, ratio in edges(THEMES[name]) if ratio < EDGE] == []


@pytest.mark.parametrize("name", THEMES)
def test_the_ring_of_the_focus_is_seen_on_every_ground(name: str) -> None:
    """The ring or the line beside it stands out with 3:1 from every ground, and they from each other."""
    theme = THEMES[name]
    assert contrast(theme.ring, theme.ring_line) >= EDGE
    grounds = {getattr(theme, ground) for ground in (*GROUNDS, "say", "hold")}
    grounds |= {target_colours(theme, look, checked)[0] for look in TARGET_LOOKS for checked in (False, True)}
    unseen = [
        ground
        for ground in grounds
        if max(contrast(theme.ring, ground), contrast(theme.ring_line, ground)) < EDGE
    ]
    assert unseen == []


@pytest.mark.parametrize("name", THEMES)
def test_a_quiet_target_does_not_look_as_if_it_could_not_be_pressed(name: str) -> None:
    """Undo has the ink and the edge of any other target."""
    theme = THEMES[name]
    assert target_colours(theme, "quiet")[1:] == target_colours(theme, "plain")[1:]
    assert target_colours(theme, "quiet")[1:] != target_colours(theme, "quiet", enabled=False)[1:]


def test_contrast_is_counted_as_wcag_does() -> None:
    """The ends of the scale, and the grey that just has 4.5:1 on white."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#ffffff", "#ffffff") == 1
