"""How many ways through the pack there are, and how long it takes to go through all of them."""

import time
from collections.abc import Callable, Iterable
from functools import partial

from desktop.core import paths
from tests.core.nyc import policy


def main() -> None:
    """Ways with alike values merged (as packcheck proves them), and the same value by value."""
    whole = policy()
    measured: tuple[tuple[str, Callable[[], Iterable[object]]], ...] = (
        ("rounds, alike values merged", partial(paths.visit_walks, whole)),
        ("papers, alike values merged, up to 2 reasons", partial(paths.paper_walks, whole)),
        ("rounds, value by value", partial(paths.visit_walks, whole, merged=False)),
        ("papers, value by value, up to 2 reasons", partial(paths.paper_walks, whole, merged=False)),
    )
    for what, walk in measured:
        started = time.perf_counter()
        count = sum(1 for _ in walk())
        seconds = time.perf_counter() - started
        print(f"row\t{what}\t{count:,}\t{seconds:.2f} s, {count / seconds:,.0f} a second")


if __name__ == "__main__":
    main()
