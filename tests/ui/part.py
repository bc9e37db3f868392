"""Which share of the screens the tests look at; `build/long/every_screen.py` looks at all of them."""

import os
from collections.abc import Sequence
from typing import TypeVar

EVERY = "THRESHOLD_EVERY_SCREEN"
_T = TypeVar("_T")


def share(all_of_them: Sequence[_T], turn: int, of: int = 2) -> Sequence[_T]:
    """Every `of`-th of them, beginning with the one whose turn it is; all of them in the long check."""
    return all_of_them if os.environ.get(EVERY) else all_of_them[turn % of :: of]
