"""A finished PDF is handed to the real printing system as it is; what that refuses is said, and what is stopped is not printed."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.services.spooler import Job, NotTaken, can_hand_over, hand_over
from tests.services.printing_system import PrintingSystem, printing_system

PDF = b"%PDF-1.7\n" + b"a page that says something " * 100_000


@pytest.fixture
def system() -> Iterator[PrintingSystem]:
    with (
        tempfile.TemporaryDirectory(prefix="cups-") as folder,
        printing_system(Path(folder), "Office") as made,
    ):
        yield made


def go_on() -> bool:
    """Nobody stops it."""
    return False


def test_it_arrives_byte_for_byte_with_its_name_copies_and_options(system: PrintingSystem) -> None:
    options = (("sides", "two-sided-long-edge"), ("job-billing", 'counsel\'s "own" \\ 7'))
    assert can_hand_over()
    assert hand_over(PDF, Job("Office", "SCH900-1-2026-00412-X é", 3, options), go_on)
    (came,) = system.jobs
    assert came.documents == (PDF,)
    for words in ("SCH900-1-2026-00412-X é", "two-sided-long-edge", 'counsel\'s "own" \\ 7'):
        assert words.encode() in came.asked
    assert b"\x00\x06copies\x00\x04\x00\x00\x00\x03" in came.asked  # RFC 8010: an integer of four bytes


def test_what_the_printing_system_refuses_is_told_in_its_words(
    system: PrintingSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    system.queue("Office", accepts=False)
    with pytest.raises(NotTaken, match=r'^Destination "Office" is not accepting jobs\.$'):
        hand_over(PDF, Job("Office", "visit"), go_on)
    with pytest.raises(NotTaken, match=r"^The printer or class does not exist\.$"):
        hand_over(PDF, Job("-Nobody", "visit"), go_on)
    monkeypatch.setenv("PATH", "")
    assert not can_hand_over()
    with pytest.raises(NotTaken, match="No such file"):
        hand_over(PDF, Job("Office", "visit"), go_on)
    assert system.jobs == ()


def test_what_is_stopped_before_it_was_taken_is_not_printed(system: PrintingSystem) -> None:
    """Also where the printing system hangs: whoever waits waits no longer."""
    assert not hand_over(PDF, Job("Office", "visit"), lambda: True)
    system.hang()
    looks = iter((False, False, True))
    assert not hand_over(PDF, Job("Office", "visit"), lambda: next(looks))
    system.go_on()
    assert hand_over(PDF, Job("Office", "the next one"), go_on)
    assert [came.documents for came in system.jobs if came.documents] == [(PDF,)]
