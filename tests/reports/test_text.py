"""Reports as plain text: complete, in columns, and never wider than asked."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.reports.characters import visible
from desktop.reports.outline import Column, Heading, Line, Lines, Paragraph, Row, Span, Table, said
from desktop.reports.text import make_text, text_of
from tests.reports import samples


def test_a_small_report_reads_like_this() -> None:
    """Heads underlined, particulars and cells in columns, hashes at the end."""
    table = Table(
        "answers",
        (Column("Time", 1), Column("Answer", 3)),
        (
            Row((said("2:02 PM"), said("Yes")), struck=True),
            Row((said("2:05 PM"), said("No, the paper has no signature of a judge")), marked=True),
        ),
    )
    blocks = (
        Heading("The visit"),
        Lines((Line("Post", said("Main Lobby")), Line("Agency", (Span("ICE", struck=True), Span(" HSI"))))),
        table,
        Paragraph(said("“We go in.”"), "quote"),
    )
    assert make_text(samples.simple(*blocks), 60) == "\n".join([
        "=" * 60,
        "Incident report",
        "Record number SO-2026-000123-7",
        "Sample Office, Main Lobby, Manhattan",
        "=" * 60,
        "",
        "The visit",
        "=========",
        "",
        "Post    Main Lobby",
        "Agency  [struck: ICE] HSI",
        "",
        "  Time            Answer",
        "  --------------  ------------------------------------------",
        "  [struck: 2:02   [struck: Yes]",
        "  PM]",
        "",
        "! 2:05 PM         No, the paper has no signature of a judge",
        "",
        "  | “We go in.”",
        "",
        "-" * 60,
        "Made from the record by the program. A line through words:",
        "they were changed later, and what replaced them stands",
        "beside them. ! in the margin: a time in this line is in",
        "doubt.",
        "Head",
        samples.HEAD[:60],
        samples.HEAD[60:],
        "Pack us-ny-nyc 0.4.0",
        samples.PACK_HASH[:60],
        samples.PACK_HASH[60:],
        "Threshold 0.1.0",
        "",
    ])  # fmt: skip


def test_each_part_says_what_it_belongs_to_once() -> None:
    """Marks, record number and hashes of each part."""
    outline = samples.every_block()
    text = make_text(outline)
    assert text.count(samples.PACK_HASH) == len(outline.parts)
    assert text.count("Record number SO-2026-000123-7") == len(outline.parts)
    for part in outline.parts:
        assert all(f"*** {mark.text} ***" in text for mark in part.running.marks)


def test_other_scripts_stay_and_what_nobody_sees_is_shown() -> None:
    """The characters themselves, but numbers for overrides."""
    text = make_text(samples.every_block())
    assert "أهلا and 😀 and a hidden [U+202E]eloh[U+202C]" in text
    assert text.encode("utf-8").endswith(b"\n")


def test_struck_words_keep_the_spaces_around_them() -> None:
    """Only the words are in the brackets."""
    assert text_of((Span("was"), Span(" old ", struck=True), Span("is new"))) == "was [struck: old] is new"
    assert text_of((Span("  ", struck=True),)) == "  "


WORD = st.text(st.sampled_from("abcXYZé你好ا\u0301019-/"), min_size=1, max_size=70)
TEXT = st.lists(WORD, max_size=30).map(" ".join)


@settings(max_examples=60)
@given(st.lists(TEXT, min_size=1, max_size=6), st.sampled_from([60, 72, 100]))
def test_no_line_is_wider_and_nothing_is_lost(texts: list[str], width: int) -> None:
    """In paragraphs, particulars and cells, with wide characters and words longer than a column."""
    columns = (Column("One", 2), Column("Two", 3))
    for block in (
        Paragraph(said("\n".join(texts))),
        Lines(tuple(Line("Label", said(text)) for text in texts)),
        Table("two", columns, tuple(Row((said("a"), said(text))) for text in texts)),
    ):
        text = make_text(samples.simple(block), width)
        assert max(sum(cells(char) for char in line) for line in text.splitlines()) <= width
        for char in "abcXYZé你好ا":
            assert text.count(char) >= sum(visible(one).count(char) for one in texts)


def cells(char: str) -> int:
    """Columns of a character of WORD."""
    return {"你": 2, "好": 2, "\u0301": 0}.get(char, 1)


@pytest.mark.parametrize("char", ["a", "你", " ", "\n"])
def test_a_note_of_fifty_thousand_characters_is_whole(char: str) -> None:
    """As one word, as spaces and as line ends."""
    text = make_text(samples.simple(Paragraph(said(f"{char * 50_000}end"))))
    assert "end" in text
    assert char == " " or text.count(char) >= 50_000
