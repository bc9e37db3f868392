"""What every place that bundles go to must do: inherit it, with a fixture `target` that is the empty place."""

import pytest

from desktop.core.bundles import BundleUnusable
from desktop.sync.target import Target

FIRST = f"desk-1-e0-1-40-{'a' * 16}.tbundle"
SECOND = f"desk-1-e0-41-80-{'b' * 16}.tbundle"
BACK = f"desk-1-e0-1-40-{'a' * 16}.treceipt"


class TargetContract:
    """Its methods are the contract."""

    def test_what_was_put_is_named_and_comes_back_whole(self, target: Target) -> None:
        assert target.names() == []
        for name in (SECOND, BACK, FIRST):
            target.put(name, name.encode())
        assert target.names() == [FIRST, BACK, SECOND]
        assert target.get(SECOND, 1000) == SECOND.encode()

    def test_putting_it_again_is_the_same_as_once(self, target: Target) -> None:
        for _ in range(3):
            target.put(FIRST, b"whole")
        assert (target.names(), target.get(FIRST, 10)) == ([FIRST], b"whole")

    def test_half_a_copy_under_its_name_is_replaced(self, target: Target) -> None:
        target.put(FIRST, b"who")
        target.put(FIRST, b"whole")
        assert target.get(FIRST, 10) == b"whole"

    def test_no_more_is_read_than_was_asked_for(self, target: Target) -> None:
        target.put(FIRST, b"whole")
        assert target.get(FIRST, 5) == b"whole"
        with pytest.raises(BundleUnusable) as caught:
            target.get(FIRST, 4)
        assert caught.value.wrong == "too_large"

    @pytest.mark.parametrize(
        "name", ["../up.tbundle", "notes.txt", f"/{FIRST}", f"{FIRST}\n", f"{FIRST}.part", ""]
    )
    def test_a_name_that_is_no_bundles_leads_nowhere(self, target: Target, name: str) -> None:
        with pytest.raises(ValueError, match="is the name of no bundle"):
            target.put(name, b"x")
        with pytest.raises(ValueError, match="is the name of no bundle"):
            target.get(name, 10)
        assert target.names() == []

    def test_free_space_is_told_or_has_no_end(self, target: Target) -> None:
        free = target.free_bytes()
        assert free is None or free > 0
