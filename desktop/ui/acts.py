"""Does what a person asked for on the open session; the page stays and says so where it could not be done."""

from collections.abc import Callable

from desktop.core.errors import Refused, Trouble
from desktop.services.refusals import sentence
from desktop.ui.page import Page
from desktop.ui.session import Session
from desktop.ui.tongue import tr


def refusal(problem: Refused) -> str:
    """What was not accepted, in the language of the desk."""
    return tr(sentence(problem))


def say_why(page: Page, problem: Refused | Trouble, lost: str = "") -> None:
    """A page stays and says why something was not done; `lost` names it where it is not on disk."""
    if isinstance(problem, Trouble):
        page.trouble(problem, lost)
    else:
        page.refuse(refusal(problem))


class Acts:
    """`page` is the page on the screen; `led` shows where an act led to, `shown` the same page anew."""

    def __init__(self, page: Callable[[], Page], led: Callable[[], None], shown: Callable[[], None]) -> None:
        self.session: Session | None = None
        self._page, self._led, self._shown = page, led, shown

    def done(self, act: Callable[[Session], object], lost: str) -> bool:
        """Do it; tells whether it is on disk. `lost` names it where it is not."""
        if self.session is None:
            return False
        try:
            act(self.session)
        except (Refused, Trouble) as problem:
            self.tell(problem, lost)
            return False
        except ExceptionGroup:  # the events are on disk
            raise
        except Exception as error:
            mistake = tr("Threshold made a mistake ({name}).", name=type(error).__name__)
            self.tell(Trouble("ours", mistake, tr("Write it on paper, and tell IT this sentence.")), lost)
            raise
        return True

    def act(self, act: Callable[[Session], object], lost: str = "") -> None:
        """Do it; what was done is on disk when it returns, and only then is anything else shown."""
        if self.done(act, lost):
            self._led()

    def write(self, act: Callable[[Session], object], lost: str = "", shows: bool = True) -> bool:
        """Write something down; the page stays, and shows it once it is on disk. Tells whether it is."""
        done = self.done(act, lost)
        if done and shows:
            self._shown()
        return done

    def tell(self, problem: Refused | Trouble, lost: str) -> None:
        """The page stays and says it."""
        say_why(self._page(), problem, lost)

    def begin(self) -> None:
        """A new visit."""
        self.act(lambda session: session.begin(), tr("the new visit"))

    def answer(self, address: str, value: str | list[str]) -> None:
        """Answer a question."""
        self.act(lambda session: session.answer(address, value))

    def in_area(self, address: str, name: str, value: str) -> None:
        """Answer with an area of the facility, whose name is kept beside the answer."""
        self.act(lambda session: session.answer(address, value, name))

    def take_back(self, seq: int) -> None:
        """Take an answer back."""
        self.act(lambda session: session.take_back(seq), tr("the change"))

    def change(self, seq: int, value: str | list[str]) -> None:
        """Put another answer in the place of one."""
        self.act(lambda session: session.change(seq, value), tr("the change"))

    def join(self, into: str) -> None:
        """The visit on the screen is part of another one."""
        self.act(lambda session: session.join(into), tr("the joining"))
