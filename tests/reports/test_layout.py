"""How a report is laid out on pages: what stays together, what comes again, and that nothing is lost."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.reports.fonts import Face
from desktop.reports.layout import BOTTOM, PAPERS, SIDE, TOP, Layout, Paper, lay_out
from desktop.reports.outline import (
    Banner,
    Block,
    Bullets,
    Column,
    Heading,
    Line,
    Lines,
    Mark,
    Outline,
    Paragraph,
    Part,
    Picture,
    Row,
    Signatures,
    Span,
    Table,
    said,
)
from desktop.reports.pdf import Fonts
from desktop.reports.placed import Entry, Image, Rule, Words
from desktop.reports.running import FIRST, NEXT, Bands
from desktop.reports.setting import Setter
from tests.reports import samples

FONTS = Fonts()
TOKEN = re.compile(r"[a-z]+\d+q+")
JPEG = samples.jpeg(60, 80)


class Body:
    """The words of a layout between the bands of its pages: page, baseline and token."""

    def __init__(self, outline: Outline, paper: Paper) -> None:
        self.layout = lay_out(outline, paper, FONTS)
        self.pages = [
            list(body(self.layout, outline, paper, place)) for place in range(len(self.layout.pages))
        ]
        self.where: dict[str, list[tuple[int, float]]] = {}
        self.order: dict[str, list[int]] = {}
        nth = 0
        for page, words in enumerate(self.pages):
            for y, word in words:
                for token in TOKEN.findall(word.text):
                    nth += 1
                    self.where.setdefault(token, []).append((page, round(y, 2)))
                    self.order.setdefault(token, []).append(nth)

    def on_pages(self, tokens: list[str]) -> dict[int, int]:
        """How many lines of these tokens each page has."""
        lines = {place for token in tokens for place in self.where[token]}
        return Counter(page for page, _ in lines)


def body(layout: Layout, outline: Outline, paper: Paper, place: int) -> Iterator[tuple[float, Words]]:
    """Words of a page that belong to neither band, with their baselines from the top of the page."""
    width, height = PAPERS[paper]
    running = outline.parts[0].running
    bands = Bands(Setter(FONTS), SIDE, width - 2 * SIDE, None, False)
    top = TOP + bands.above(running, NEXT if place else FIRST).height
    foot = height - BOTTOM - bands.below(running).height
    for y, thing in layout.pages[place].things:
        if isinstance(thing, Words) and top <= y + thing.y <= foot:
            yield y + thing.y, thing


class Maker:
    """Makes blocks of words that each come once, and remembers which belong together."""

    def __init__(self) -> None:
        self.count = 0
        self.texts: list[list[str]] = []
        self.headings: list[list[str]] = []
        self.paragraphs: list[list[str]] = []
        self.rows: list[list[list[str]]] = []
        self.whole: list[list[str]] = []
        self.tables: list[tuple[list[str], list[str]]] = []
        self.blocks: list[Block] = []

    def words(self, kind: str, count: int) -> str:
        """A text of new words of different lengths."""
        made = []
        for _ in range(count):
            self.count += 1
            made.append(f"{kind}{self.count}{'q' * (1 + self.count * 7 % 5)}")
        self.texts.append(made)
        return " ".join(made)

    def add(self, kind: str, sizes: list[int]) -> None:
        """One more block; `sizes` are numbers of words."""
        getattr(self, f"add_{kind}")(sizes)

    def add_heading(self, sizes: list[int]) -> None:
        level = (1, 2, 3)[sizes[0] % 3]
        self.blocks.append(Heading(self.words("h", 1 + sizes[0] % 20), level))  # type: ignore[arg-type]
        self.headings.append(self.texts[-1])

    def add_paragraph(self, sizes: list[int]) -> None:
        kinds = ("body", "quote", "note")
        self.blocks.append(Paragraph(said(self.words("p", sum(sizes))), kinds[sizes[0] % 3]))  # type: ignore[arg-type]
        self.paragraphs.append(self.texts[-1])

    def add_bullets(self, sizes: list[int]) -> None:
        self.blocks.append(Bullets(tuple(said(self.words("b", size)) for size in sizes)))
        self.paragraphs += self.texts[-len(sizes) :]

    def add_lines(self, sizes: list[int]) -> None:
        lines = []
        for size in sizes:
            lines.append(Line(self.words("l", 1 + size % 3), said(self.words("v", size))))
            self.rows.append(self.texts[-2:])
        self.blocks.append(Lines(tuple(lines)))

    def add_table(self, sizes: list[int]) -> None:
        columns = tuple(Column(self.words("c", 1 + place), 1 + place) for place in range(3))
        head = [word for text in self.texts[-3:] for word in text]
        rows, start = [], len(self.texts)
        for size in sizes * 3:
            cells = tuple(said(self.words("t", 1 + size * share // 4)) for share in (1, 4, 2))
            rows.append(Row(cells, struck=size % 4 == 1, marked=size % 3 == 1))
            self.rows.append(self.texts[-3:])
        self.tables.append((head, [word for text in self.texts[start:] for word in text]))
        self.blocks.append(Table("things", columns, tuple(rows)))

    def add_banner(self, sizes: list[int]) -> None:
        start = len(self.texts)
        lines = tuple(said(self.words("n", size)) for size in sizes[:3])
        self.blocks.append(Banner("hold", self.words("n", 1), self.words("n", 1 + sizes[0] % 9), lines))
        self.whole.append([word for text in self.texts[start:] for word in text])

    def add_picture(self, sizes: list[int]) -> None:
        start = len(self.texts)
        captions = tuple(said(self.words("i", 1 + size % 9)) for size in sizes[:4])
        jpeg = JPEG if sizes[0] % 2 else None
        self.blocks.append(Picture(captions, "a picture", jpeg, 60 * sizes[0], 80 * sizes[0]))
        self.whole.append([word for text in self.texts[start:] for word in text])

    def add_signatures(self, sizes: list[int]) -> None:
        start = len(self.texts)
        self.blocks.append(Signatures(tuple(self.words("s", 2) for _ in sizes[:3])))
        self.whole.append([word for text in self.texts[start:] for word in text])


KINDS = st.sampled_from(
    ["heading", "paragraph", "bullets", "lines", "table", "banner", "picture", "signatures"]
)
SIZES = st.lists(st.integers(1, 70), min_size=1, max_size=6)
SHAPES = st.lists(st.tuples(KINDS, SIZES), min_size=1, max_size=24)


@settings(max_examples=100)
@given(SHAPES, st.sampled_from(["letter", "a4"]))
def test_what_belongs_together_stays_together(shapes: list[tuple[str, list[int]]], paper: Paper) -> None:
    """For any blocks: nothing lost or out of order, no heading alone, no lone lines, heads again, banners whole."""
    maker = Maker()
    for kind, sizes in shapes:
        maker.add(kind, sizes)
    placed = Body(samples.simple(*maker.blocks), paper)
    heads = {word for head, _ in maker.tables for word in head}
    for text in maker.texts:
        assert all(len(placed.where[token]) == 1 for token in text if token not in heads)
        assert [placed.order[token][0] for token in text] == sorted(placed.order[token][0] for token in text)
    for tokens in maker.paragraphs:
        check_parted(placed.on_pages(tokens), 3)
    for cells in maker.rows:
        check_row(placed, cells)
    for tokens in maker.whole:
        assert len(placed.on_pages(tokens)) == 1
    for head, tokens in maker.tables:
        check_head(placed, head, tokens)
    check_headings(placed, maker)
    check_margins(placed.layout)


def check_parted(lines: dict[int, int], whole: int) -> None:
    """Texts up to `whole` lines stay whole, longer ones have two lines or more on each page."""
    assert len(lines) == 1 or (sum(lines.values()) > whole and min(lines.values()) >= 2)


def check_row(placed: Body, cells: list[list[str]]) -> None:
    """A row is as long as its longest cell."""
    lines = {place for tokens in cells for token in tokens for place in placed.where[token]}
    check_parted(Counter(page for page, _ in lines), 6)


def check_head(placed: Body, head: list[str], tokens: list[str]) -> None:
    """Each page with rows has the head once, before them, and no page has the head alone."""
    pages = {page for token in tokens for page, _ in placed.where[token]}
    for token in head:
        assert sorted(page for page, _ in placed.where[token]) == sorted(pages)
    for page in pages:
        highest = min(y for token in tokens for where, y in placed.where[token] if where == page)
        assert all(y < highest for token in head for where, y in placed.where[token] if where == page)


def check_headings(placed: Body, maker: Maker) -> None:
    """Only the last block of a report may be a heading with nothing after it on its page."""
    last = max(nth for nths in placed.order.values() for nth in nths)
    for tokens in maker.headings:
        page = placed.where[tokens[-1]][0][0]
        after = [
            token
            for token, places in placed.where.items()
            if not token.startswith("h") and any(where == page for where, _ in places)
            and max(placed.order[token]) > placed.order[tokens[-1]][0]
        ]  # fmt: skip
        ends = all(isinstance(block, Heading) for block in maker.blocks[_place(maker, tokens) :])
        assert after or ends or has_picture(placed.layout, page) or placed.order[tokens[-1]][0] == last


def _place(maker: Maker, tokens: list[str]) -> int:
    text = " ".join(tokens)
    return next(
        place for place, block in enumerate(maker.blocks) if isinstance(block, Heading) and block.text == text
    )


def has_picture(layout: Layout, page: int) -> bool:
    """Whether a picture stands on the page."""
    return any(isinstance(thing, Image) for _, thing in layout.pages[page].things)


def check_margins(layout: Layout) -> None:
    """No text reaches into a margin, except the mark of a row in doubt."""
    for page in layout.pages:
        for y, thing in page.things:
            if isinstance(thing, Words):
                assert thing.x >= SIDE - 0.01 or thing.text == "!"
                assert thing.x + thing.width <= layout.width - SIDE + 0.01
                assert TOP <= y + thing.y <= layout.height - BOTTOM


def text_on(layout: Layout) -> str:
    """All text of a layout without spaces."""
    return "".join(
        thing.text for page in layout.pages for _, thing in page.things if isinstance(thing, Words)
    ).replace(" ", "")


@pytest.mark.parametrize("paper", ["letter", "a4"])
def test_a_note_of_fifty_thousand_characters_is_whole(paper: Paper) -> None:
    """As words and as one word, in a paragraph and in a cell: every character stands on some page."""
    words = " ".join(f"w{nth}q" for nth in range(7400))
    single = "abcdefghij" * 5000
    assert min(len(words), len(single)) >= 50_000
    for text in (words, single):
        table = Table("notes", (Column("Time", 1), Column("Note", 3)), (Row((said("2:02 PM"), said(text))),))
        for block in (Paragraph(said(text)), table):
            letters = Counter(text_on(lay_out(samples.simple(block), paper, FONTS)))
            assert all(letters[char] >= count for char, count in Counter(text.replace(" ", "")).items())


def test_time_grows_with_the_length_and_not_faster() -> None:
    """A table ten times as long asks the fonts for no more than ten times as many widths, and sets ten times the rows."""

    class Counting(Fonts):
        """The fonts, counting what they are asked."""

        asked = 0

        def width(self, text: str, face: Face) -> float:
            type(self).asked += 1
            return super().width(text, face)

    counts = []
    for rows in (40, 400):
        Counting.asked = 0
        layout = lay_out(samples.simple(samples.timeline(rows)), "letter", Counting())
        counts.append((Counting.asked, sum(len(page.things) for page in layout.pages)))
    assert counts[1][0] <= 10 * counts[0][0]
    assert counts[1][1] <= 11 * counts[0][1]


def test_a_struck_row_is_struck_in_each_of_its_cells() -> None:
    """All words of a struck row have a line through them, and no word of another row has one."""
    table = Table(
        "answers",
        (Column("Time", 1), Column("Answer", 3)),
        (
            Row((said("2:02"), (Span("first"), Span("strong", strong=True))), struck=True),
            Row((said("2:05"), (Span("old", struck=True), Span("new")))),
        ),
    )
    words = [word for _, word in Body(samples.simple(table), "letter").pages[0]]
    assert {word.text for word in words if word.look.struck} == {"2:02", "first", "strong", "old"}
    assert {word.text for word in words if not word.look.struck} == {"Time", "Answer", "2:05", "new"}


def test_a_row_in_doubt_has_a_mark_in_the_margin() -> None:
    """The mark stands on the row's first line, before its cells."""
    rows = (Row((said("2:02"), said("a " * 200)), marked=True), Row((said("2:05"), said("b"))))
    words = Body(
        samples.simple(Table("times", (Column("Time", 1), Column("What", 3)), rows)), "letter"
    ).pages[0]
    marks = [(y, word) for y, word in words if word.text == "!"]
    first = next(y for y, word in words if word.text == "2:02")
    assert len(marks) == 1
    assert abs(marks[0][0] - first) < 2
    assert marks[0][1].x < SIDE


def test_cells_are_read_one_after_the_other() -> None:
    """A row of several lines is read cell by cell and not line by line, as a screen reader does it."""
    row = Row((said("a1q a2q a3q " * 9), said("b1q b2q b3q " * 9)))
    words = Body(samples.simple(Table("two", (Column("A", 1), Column("B", 1)), (row,))), "letter").pages[0]
    read = "".join(word.text[0] for _, word in words if word.text[0] in "ab")
    assert read == "".join(sorted(read))


def test_a_picture_fits_the_page_and_is_never_blown_up() -> None:
    """Wide, tall and small pictures keep their shape."""
    for pixels in ((4000, 1000), (1000, 9000), (50, 40)):
        layout = lay_out(samples.simple(Picture((said("x"),), "x", JPEG, *pixels)), "letter", FONTS)
        image = next(thing for _, thing in layout.pages[0].things if isinstance(thing, Image))
        assert image.width <= min(layout.width - 2 * SIDE, pixels[0]) + 0.01
        assert image.height <= min(layout.height * 2 / 3, pixels[1]) + 0.01
        assert image.width / image.height == pytest.approx(pixels[0] / pixels[1])


def test_a_mark_wider_than_the_page_and_many_marks_have_room() -> None:
    """Marks go on below each other and push the text down."""
    marks = tuple(
        Mark(f"PRIVILEGED and CONFIDENTIAL, number {nth}. " * 4, strong=nth % 2 == 0) for nth in range(5)
    )
    outline = samples.simple(Paragraph(said("text")), marks=marks)
    layout = lay_out(outline, "letter", FONTS)
    check_margins(layout)
    assert all(mark.text.replace(" ", "") in text_on(layout) for mark in marks)


def test_an_empty_part_has_a_page_and_an_outline_without_parts_is_refused() -> None:
    """A page with its bands, and a table without rows with its head."""
    empty = samples.outline(Part(samples.running("A-1"), ()), Part(samples.running("A-2"), ()))
    layout = lay_out(empty, "a4", FONTS)
    assert len(layout.pages) == 2
    assert "A-2" in text_on(layout)
    assert "Page2of2" in text_on(layout)
    table = samples.simple(Table("none", (Column("Alone", 1),), ()), Lines(()), Bullets(()), Signatures(()))
    assert "Alone" in text_on(lay_out(table, "a4", FONTS))
    with pytest.raises(ValueError, match="at least one part"):
        lay_out(samples.outline(), "a4", FONTS)


def test_sections_and_parts_are_entries_of_the_contents() -> None:
    """In order, sections below their part."""
    layout = lay_out(samples.every_block(), "letter", FONTS)
    entries = [
        (thing.level, thing.text)
        for page in layout.pages
        for _, thing in page.things
        if isinstance(thing, Entry)
    ]
    assert entries[0] == (0, "Incident report")
    assert (1, "Timeline") in entries
    assert entries.index((1, "Timeline")) < entries.index((1, "Photographs of papers"))
    assert [level for level, _ in entries].count(0) == 2


def test_banners_differ_by_word_and_by_weight() -> None:
    """Without colour: graver outcomes stand in heavier boxes."""
    weights = {}
    for tone in ("stop", "hold", "go", "calm"):
        layout = lay_out(samples.simple(Banner(tone, tone.upper(), "title")), "letter", FONTS)
        sides = [
            thing.width
            for _, thing in layout.pages[0].things
            if isinstance(thing, Rule) and thing.x == thing.to_x
        ]
        weights[tone] = max(sides)
        assert tone.upper() in text_on(layout)
    assert weights["stop"] > weights["hold"] > weights["go"] > weights["calm"]


@pytest.mark.parametrize("kind", ["banner", "picture", "signatures"])
def test_what_is_whole_is_whole_wherever_the_page_ends(kind: str) -> None:
    """The same block after texts of every length: its words, and a picture with them, are on one page."""
    for lines in range(20, 56):
        maker = Maker()
        maker.blocks.append(Paragraph(said("\n".join(["x"] * lines))))
        maker.add(kind, [3, 9, 1])
        placed = Body(samples.simple(*maker.blocks), "letter")
        (page,) = placed.on_pages(maker.whole[0])
        assert has_picture(placed.layout, page) == (kind == "picture")
