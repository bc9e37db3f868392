"""Who may read keys on Windows, from access lists as Windows writes them."""

import pytest

from desktop.trust.windows_rights import PRIVATE, readers


@pytest.mark.parametrize(
    ("sddl", "who"),
    [
        (PRIVATE, []),
        ("D:AI(A;OICIID;FA;;;SY)(A;OICIID;FA;;;BA)(A;OICIID;FA;;;S-1-5-21-1-2-3-1001)", []),
        ("D:AI(A;ID;FA;;;SY)(A;ID;0x1200a9;;;BU)(A;ID;FR;;;WD)", ["all users", "everyone"]),
        ("D:P(A;;FA;;;SY)(A;OICIIO;GA;;;AU)", []),  # for what is made inside, and not for the folder itself
        ("D:P(D;;FA;;;WD)(A;;FA;;;BA)", []),
        ("D:(A;;FR;;;AU)(A;;FW;;;AU)", ["all who sign in"]),
        ("D:NO_ACCESS_CONTROL", ["everyone"]),
        ("O:SYG:SY", ["everyone"]),
    ],
)
def test_many_who_are_let_in_are_named_and_nobody_else(sddl: str, who: list[str]) -> None:
    """The account itself, the system and administrators are not told; a list that is missing lets everyone in."""
    assert readers(sddl) == who
