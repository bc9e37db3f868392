"""What is told of a thing stands on the page of that thing."""

import pytest

from desktop.reports.layout import Layout, lay_out
from desktop.reports.outline import Block, Line, Lines, Paragraph, Picture, said
from desktop.reports.pdf import Fonts
from desktop.reports.placed import Words
from tests.reports import samples

FONTS = Fonts()


def page_of(layout: Layout, word: str) -> int:
    """The only page that has this word."""
    pages = [
        number
        for number, page in enumerate(layout.pages)
        if any(isinstance(thing, Words) and word in thing.text for _, thing in page.things)
    ]
    assert len(pages) == 1
    return pages[0]


@pytest.mark.parametrize("before", range(20, 50))
def test_particulars_stand_with_their_picture_and_an_announcement_with_what_it_announces(before: int) -> None:
    """However far down the page they come."""
    above: list[Block] = [Paragraph(said(f"Line {number}.")) for number in range(before)]
    particulars = Lines(tuple(Line(f"Label{number}", said(f"value{number}")) for number in range(5)))
    picture = Picture((said("Caption"),), "a paper", samples.jpeg(60, 80), 600, 800)
    layout = lay_out(samples.simple(*above, particulars, picture), "letter", FONTS)
    assert {page_of(layout, f"value{number}") for number in range(5)} == {page_of(layout, "Caption")}
    words = (Paragraph(said("Words to say:"), "note"), Paragraph(said("Nothing."), "quote"))
    layout = lay_out(samples.simple(*above, *words), "letter", FONTS)
    assert page_of(layout, "Words to say") == page_of(layout, "Nothing.")
