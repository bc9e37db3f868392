"""What is typed to find something: nothing raises, all of it must be there, and what matches is marked where it stands."""

from hypothesis import given
from hypothesis import strategies as st

from desktop.core.seeking import Held, fits, marks, part_tokens, read_typed, squeezed, words


def none(word: str, starts: bool) -> frozenset[str]:
    return frozenset()


def held(*texts: str, idents: tuple[str, ...] = ()) -> Held:
    both = (*texts, *idents)
    found = frozenset(word for text in both for word in words(text))
    return Held(found, frozenset(map(squeezed, idents)), frozenset())


def found(typed: str, *texts: str, idents: tuple[str, ...] = ()) -> bool:
    return fits(read_typed(typed), held(*texts, idents=idents), none)


def marked(typed: str, text: str, ident: bool = False) -> list[str]:
    return [text[start : start + length] for start, length in marks(text, read_typed(typed), ident)]


def test_all_words_must_be_there_in_any_order_and_in_any_text() -> None:
    assert found("door wait", "They wait.", "By the door")
    assert not found("door gone", "They wait.", "By the door")


def test_the_last_word_may_be_the_beginning_of_one_and_no_other() -> None:
    assert found("by do", "By the door")
    assert not found("do by", "By the door")
    assert not found("do ", "By the door"), "a space ends the word"
    assert not found("d", "By the door"), "a single letter is the beginning of everything"
    assert found("d", "Block D")


def test_names_badges_plates_and_numbers_are_found_by_any_part_from_three_letters_on() -> None:
    for typed in ("4471", "471", "A4471B", "a-4471-b", "A 4471", "4471-B"):
        assert found(typed, idents=("A-4471-B",)), typed
    assert not found("71", idents=("A-4471-B",))
    assert not found("471", "A-4471-B"), "in the middle of a note nothing is looked for"
    for typed in ("2026-00412", "00412", "412", "sch9001202600412", "SCH900-1-2026-00412-7"):
        assert found(typed, idents=("SCH900-1-2026-00412-7",)), typed


def test_capitals_accents_and_forms_of_writing_do_not_matter() -> None:
    assert found("jose", "José García")
    assert found("GARCÍA", "jose garcia")
    assert found("strasse", "Straße 4")
    assert found("４４７１", "4471")
    assert found("офицер", "Офицер сказал")


def test_what_looks_like_an_operator_is_no_word_or_a_plain_one() -> None:
    for typed in (
        '"',
        "*",
        "(",
        "NEAR(",
        "a AND b",
        "-",
        "col:x",
        "^a",
        "'; DROP TABLE visits",
        "\x00",
        "\ud800",
        "\ue000state",
    ):
        read_typed(typed)
    assert read_typed('"*(^:-+') == ()
    assert found("near or", "nothing near, or so")
    assert [chunk.words for chunk in read_typed("\ue000state\ue13dopen")] == [("state", "open")]


def test_what_matches_is_marked_where_it_stands() -> None:
    assert marked("badge 44", "Badge 4471 of José", ident=False) == ["Badge", "44"]
    assert marked("471b", "Badge A-4471-B", ident=True) == ["471-B"]
    assert marked("jose", "Badge 4471 of José") == ["José"]
    assert marked("strasse", "In the Straße") == ["Straße"]
    assert marked("aa", "aa aab baa") == ["aa", "aa"]


@given(st.text(), st.text(), st.booleans())
def test_marks_lie_in_the_text_in_order_and_apart(typed: str, text: str, ident: bool) -> None:
    last = -1
    for start, length in marks(text, read_typed(typed), ident):
        assert start > last
        assert length > 0
        last = start + length
        assert last <= len(text)


@given(st.text(max_size=40), st.lists(st.text(max_size=30), max_size=3))
def test_what_is_typed_in_full_is_found(before: str, others: list[str]) -> None:
    """Any text is found by itself."""
    assert found(before, before, *others)


@given(st.text(st.characters(categories=("L", "N")), min_size=3, max_size=20), st.data())
def test_every_part_of_a_name_is_found_and_has_its_tokens(name: str, data: st.DataObject) -> None:
    run = squeezed(name)
    start = data.draw(st.integers(0, max(0, len(run) - 3)))
    part = run[start : data.draw(st.integers(start + 3, max(start + 3, len(run))))]
    if len(part) >= 3:
        assert fits(read_typed(part), held(idents=(name,)), none)
        assert set(part_tokens(squeezed(part))) <= set(part_tokens(run))
