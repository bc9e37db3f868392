"""The reading grade agrees with known texts and treats legal names as plain words."""

import pytest

from build import reading
from desktop.packs.reading import odd_words


@pytest.mark.parametrize(
    ("word", "count"),
    [("judge", 1), ("paper", 2), ("area", 3), ("supervisor", 4), ("administrative", 5), ("zzyvable", 3)],
)
def test_syllables_are_counted(word: str, count: int) -> None:
    assert reading.syllables(word) == count


def test_the_formula_is_that_of_flesch_and_kincaid() -> None:
    """Six words, six syllables, one sentence: 0.39 * 6 + 11.8 * 1 - 15.59."""
    assert reading.grade("The cat sat on the mat.") == pytest.approx(-1.45)


def test_a_harder_text_has_a_higher_grade() -> None:
    easy = "Step aside. Write down what you see."
    hard = "Administrative authorisation notwithstanding, determinations necessitate consultation."
    assert reading.grade(easy) < 6 < reading.grade(hard)


def test_a_legal_name_counts_as_one_short_word() -> None:
    text = "This is an Immigration and Customs Enforcement paper."
    assert reading.grade(text, ["Immigration and Customs Enforcement"]) == pytest.approx(
        reading.grade("This is an law paper.")
    )


def test_a_text_without_words_has_grade_0() -> None:
    assert reading.grade("… 12:30") == 0.0


def test_the_programs_list_counts_every_word_as_the_dictionary_does() -> None:
    """Else: python -m build.reading."""
    assert reading.TARGET.read_text("utf-8") == reading.listed()
    assert {word: reading.syllables(word) for word in ("iced", "idea", "being")} == {
        "iced": 1,
        "idea": 3,
        "being": 2,
    }
    assert odd_words()["idea"] == 3
