"""Who is on duty at which post: told in the header, chosen on the desk's page where nobody signs in."""

from desktop.ui.acts import Acts
from desktop.ui.bars import Header
from desktop.ui.desk.page import DeskPage
from desktop.ui.session import Session


class Duty:
    """Takes what is chosen on the desk's page to the open session of `acts`."""

    def __init__(self, acts: Acts, header: Header, page: DeskPage) -> None:
        self._acts, self._header = acts, header
        page.on_duty.connect(self._on_duty)
        page.at_post.connect(self._at_post)

    def show(self, session: Session) -> None:
        """Who is at the desk now."""
        self._header.show_duty(session.person, signed=session.people_set_up)

    def _on_duty(self, person: str) -> None:
        session = self._acts.session
        if session is not None:
            session.person = person
            self._header.show_duty(person)

    def _at_post(self, post: str) -> None:
        session = self._acts.session
        if session is not None:
            session.post = post
            self._header.show_place(session.desk.facility.name, post)
