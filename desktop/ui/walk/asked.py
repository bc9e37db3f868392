"""The widget in which a question is answered, by its kind: where it is asked, and where an earlier answer is changed."""

from collections.abc import Callable
from datetime import date

from desktop.services.views import QuestionView
from desktop.ui.theme import Theme
from desktop.ui.walk.choices import Choices
from desktop.ui.walk.date import DateEntry

Answers = Choices | DateEntry


def answers_for(theme: Theme, view: QuestionView, today: date, wrong: Callable[[str], None]) -> Answers:
    """A date is typed (`wrong` hears of one that is none; `today` is the facility's date), everything else is chosen."""
    if view.kind != "date":
        return Choices(theme, view)
    entry = DateEntry(theme, view, today)
    entry.wrong.connect(wrong)
    return entry
