"""What may be written down beside the walk: a text or one of four words, never a blank, and nothing that was not approved."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.details import CODES, GROUPS, MAX_ITEMS, PERSONAL, check_details, item_key, offered
from desktop.core.errors import Refused
from desktop.core.particulars import Detail
from desktop.core.record_words import CHOICE_WORDS, CODE_WORDS, FIELD_WORDS, GROUP_WORDS, PERSONAL_WORDS

ALL = dict.fromkeys(PERSONAL, "PO-1")


def refused(group: str, *details: Detail, approved: dict[str, str] | None = None) -> str:
    """The code with which these fields are refused."""
    with pytest.raises(Refused) as caught:
        check_details(group, details, ALL if approved is None else approved)
    return caught.value.code


def test_a_blank_is_refused_and_each_of_the_four_words_is_an_answer() -> None:
    """Row G12: refused, not shown, not seen and unknown are distinct from blank."""
    assert refused("officer", Detail("name")) == "blank"
    assert refused("officer", Detail("name", "  ")) == "blank"
    for code in CODES:
        check_details("officer", [Detail("name", code=code)], ALL)
    assert refused("officer", Detail("name", "Lee", "refused")) == "both"
    assert refused("officer", Detail("name", code="secret")) == "bad_code"


def test_personal_data_without_an_approval_is_neither_offered_nor_taken() -> None:
    """The privacy officer's reference is the switch; without it the field does not exist at this desk."""
    names = [field.id for field in offered(GROUPS["officer"], {})]
    assert names == ["agency", "id_shown"]
    assert refused("officer", Detail("badge", "4471"), approved={}) == "not_approved"
    assert refused("vehicle", Detail("plate", "X"), approved={**ALL, "licence_plates": ""}) == "not_approved"
    check_details("officer", [Detail("badge", "4471")], {"badge_numbers": "PO-7"})


def test_a_choice_takes_its_own_values_only_and_a_request_for_help_takes_no_code() -> None:
    """An ID was shown or not; what was asked and how it was answered must be said (NYC Admin. Code 10-178(d))."""
    assert refused("officer", Detail("id_shown", "a smile")) == "not_offered"
    assert refused("help", Detail("asked", code="unknown")) == "bad_code"
    assert refused("help", Detail("hope", "x")) == "no_such_field"
    assert refused("friend", Detail("name", "x")) == "no_such_field"
    assert refused("officer") == "no_such_field"
    assert refused("help", Detail("asked", "x"), Detail("asked", "y")) == "twice"
    check_details(
        "help", [Detail("asked", "Open the gate by hand"), Detail("response", "declined_in_words")], {}
    )


def test_twenty_items_are_the_most() -> None:
    """Row G11."""
    taken: list[str] = []
    for _ in range(MAX_ITEMS):
        taken.append(item_key("officer", taken))
    assert (taken[0], taken[-1]) == ("o1", "o20")
    with pytest.raises(Refused, match="too_many"):
        item_key("officer", taken)


@given(
    st.sampled_from(sorted(GROUPS)), st.text(max_size=30), st.sampled_from(["", *CODES, "other"]), st.data()
)
def test_whatever_is_accepted_has_exactly_a_text_or_a_code(
    group: str, text: str, code: str, data: st.DataObject
) -> None:
    """For any field of any group."""
    field = data.draw(st.sampled_from([each.id for each in GROUPS[group].fields]))
    try:
        check_details(group, [Detail(field, text, code)], ALL)
    except Refused:
        return
    assert bool(text.strip()) != bool(code)


def test_everything_has_its_words() -> None:
    """No group, field, choice, code or kind of personal data without a label; no label for what does not exist."""
    assert set(GROUP_WORDS) == set(GROUPS)
    assert set(FIELD_WORDS) == {(group.id, field.id) for group in GROUPS.values() for field in group.fields}
    choices = {value for group in GROUPS.values() for field in group.fields for value in field.choices}
    assert set(CHOICE_WORDS) == choices
    assert set(CODE_WORDS) == set(CODES)
    assert set(PERSONAL_WORDS) == set(PERSONAL)
    assert {field.personal for group in GROUPS.values() for field in group.fields} <= {"", *PERSONAL}
