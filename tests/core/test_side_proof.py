"""What proves events that were taken in from a side record: the chain of their former envelopes, packed as text."""

import zlib
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.events import OutcomeReached, StepReopened
from desktop.core.particulars import TimeNamed
from desktop.core.side_proof import chained, moved, packed, unpacked

ENVELOPES = st.lists(st.binary(min_size=1).filter(lambda each: b"\n" not in each), max_size=20)


@given(ENVELOPES)
def test_packed_envelopes_come_back_as_they_were_and_make_one_chain(envelopes: list[bytes]) -> None:
    """As many hashes as envelopes; another envelope anywhere makes another head."""
    assert unpacked(packed(envelopes)) == envelopes
    hashes = chained(envelopes)
    assert len(hashes) == len(envelopes)
    for place in range(len(envelopes)):
        other = [*envelopes[:place], envelopes[place] + b"x", *envelopes[place + 1 :]]
        assert chained(other)[-1] != hashes[-1]


@pytest.mark.parametrize(
    "chain", ["", "!", b64encode(b"no zlib").decode(), b64encode(zlib.compress(b"x"))[:-4].decode()]
)
def test_what_is_not_packed_so_is_refused(chain: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        unpacked(chain)


def test_more_than_anybody_writes_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few bytes must not fill the memory."""
    monkeypatch.setattr("desktop.core.side_proof.LARGEST", 1000)
    assert len(unpacked(packed([b"x" * 999]))[0]) == 999
    with pytest.raises(ValueError, match="more than anybody writes"):
        unpacked(packed([b"x" * 2000]))


@given(st.dictionaries(st.integers(1, 9999), st.integers(1, 9999), min_size=1), st.data())
def test_a_number_goes_where_its_event_went_and_back_again(
    places: dict[int, int], data: st.DataObject
) -> None:
    """Forth and back is the same where no two events stand in one place; an unknown number is refused."""
    back = {new: old for old, new in places.items()}
    seq = data.draw(st.sampled_from(sorted(back.values())))
    reached = OutcomeReached("r1", [], [], [], {}, seq, "1", "en", "00")
    for kind, body in (
        ("step_reopened", StepReopened(seq, "r1/danger")),
        ("time_named", TimeNamed(seq, "left")),
        ("outcome_reached", reached),
    ):
        assert moved(kind, moved(kind, body, places), back) == body
        with pytest.raises(ValueError, match="names event"):
            moved(kind, body, {})
