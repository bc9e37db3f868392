"""What a forger without the device key has done is still named after the honest desk went on with the record and signed again."""

import pytest

from tests.store.afterwards import ACTS, SIGNED_OVER, TAMPERINGS, Afterwards


@pytest.fixture(scope="module")
def afterwards(tmp_path_factory: pytest.TempPathFactory) -> Afterwards:
    """A record to copy."""
    return Afterwards(tmp_path_factory.mktemp("afterwards"))


@pytest.mark.parametrize("act", ACTS)
def test_an_untouched_record_has_no_finding_afterwards(afterwards: Afterwards, act: str) -> None:
    """Whatever the desk does."""
    assert afterwards.untouched(act) == []


@pytest.mark.parametrize("name", TAMPERINGS)
def test_a_signature_of_the_desk_makes_nothing_right(afterwards: Afterwards, name: str) -> None:
    """Not the next start, nor a printed visit, nor a backup; `build/long/tamper.py` plays more."""
    for seed, act in enumerate(ACTS):
        tried = afterwards.attempt(name, act, seed)
        assert tried.named, (act, tried.findings[:5])


@pytest.mark.parametrize("name", SIGNED_OVER)
def test_a_desk_that_does_not_know_what_it_signed_last_signs_it_over(
    afterwards: Afterwards, name: str
) -> None:
    """The control: it is what is kept beside the device key that shows these."""
    assert not afterwards.attempt(name, "opens and closes", 0, forgets=True).named
