"""What went wrong is told in one line, with what to do where there is something to do."""

from desktop.core.errors import Trouble


def test_trouble_is_told_with_its_remedy() -> None:
    """In the window, on the command line and in a traceback alike."""
    told = Trouble("io", "The stick was pulled out.", "Put it back.")
    assert told.words == str(told) == "The stick was pulled out. Put it back."
    assert Trouble("io", "The stick was pulled out.").words == "The stick was pulled out."
