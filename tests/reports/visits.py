"""Visits for the tests of the report, walked and written down by the real services on a real record, the clock going on between acts."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from desktop import paths
from desktop.core.conditions import Value
from desktop.core.events import Actor, Draft, PayloadRedacted
from desktop.core.particulars import SAID
from desktop.reports.making import whole_part
from desktop.reports.material import Material
from desktop.reports.outline import Block, Outline, Row, Table, words_of
from desktop.services.desk import Desk, open_desk
from desktop.services.noting import NOW, Noting, When
from desktop.services.photos import Photos
from desktop.services.reporting import Reporting
from desktop.services.reviewing import Reviewing
from desktop.services.screens import Screens
from desktop.services.walking import Current, Walking
from tests.core.nyc import GOOD_WARRANT, TO_THE_PAPERS
from tests.reports.site import Ticking, facility

NOON = "2026-07-15T12:00:00-04:00"
GUARD = Actor("Guard 12", "guard", "claimed")
SECOND = Actor("Guard 14", "guard", "claimed")
BOSS = Actor("Supervisor 3", "supervisor", "claimed")
I200: dict[str, Value] = {
    "form": "on_paper",
    "paper_top": "homeland_security",
    "signer": "immigration_officer",
    "agency_form": "i200",
}
PAPER = "r1/papers/p1"


class Shift:
    """A guard at a desk who walks visits, writes down, and has reports made."""

    def __init__(
        self, home: Path, iso: str = NOON, drill: bool = False, facility_file: Path | None = None
    ) -> None:
        self.clock = Ticking(iso)
        self.desk: Desk = open_desk(
            paths.places(home, {}),
            facility_file or facility(home),
            self.clock,
            "drill" if drill else "record",
        )
        self.again()

    def close(self) -> None:
        """End the shift."""
        self.desk.close()

    def material(self, visit: str) -> Material:
        """What a report is made of, with its photographs."""
        return self.reporting.with_photos(self.reporting.material(visit))

    # ---- acts ---------------------------------------------------------------------------------------------

    def open(self, post: str = "Front desk", actor: Actor = GUARD) -> str:
        """A new visit; its id."""
        return self.walking.open_visit(actor, post).visit.id

    def tell(self, visit: str, facts: dict[str, Value], notes: dict[str, str] | None = None) -> Current:
        """Answer what is asked as long as `facts` know it, with these notes."""
        now = self.walking.current(visit)
        while now.walk.open is not None and now.walk.open.step in facts:
            asked = now.walk.open
            note = (notes or {}).get(asked.step, "")
            now = self.walking.answer(visit, asked.address, facts[asked.step], GUARD, note=note)
        return now

    def say(self, visit: str, step: str, value: str | Sequence[str], note: str = "") -> Current:
        """Answer a step of the round, or of counsel's first paper."""
        now = self.walking.current(visit)
        asked = now.walk.open
        address = asked.address if asked and asked.step == step else f"{now.walk.round}/{step}"
        if step.startswith("counsel"):
            address = now.walk.consults[0].address.rsplit("/", 1)[0] + f"/{step}"
        return self.walking.answer(visit, address, value, GUARD, note=note)

    def change(self, visit: str, step: str, value: str | Sequence[str]) -> Current:
        """Put another answer in the place of the last one to `step`."""
        inputs = self.walking.current(visit).visit.inputs
        seq = next(each.seq for each in reversed(inputs) if each.step == step and each.takes_back is None)
        return self.walking.change(visit, seq, value, GUARD)

    def warrant(self, visit: str, notes: dict[str, str] | None = None, **changed: Value) -> Current:
        """Walk to a good search warrant, but for what is `changed`."""
        return self.tell(visit, {**TO_THE_PAPERS, **GOOD_WARRANT, "more_papers": "no", **changed}, notes)

    def refused(self, visit: str, notes: dict[str, str] | None = None) -> Current:
        """Walk to an I-200 that opens no door."""
        return self.tell(visit, {**TO_THE_PAPERS, **I200, "more_papers": "no"}, notes)

    def spoke(self, visit: str) -> None:
        """Tick the words of the first outcome that stands as said."""
        now = self.walking.current(visit)
        outcome = now.standing[-1].outcomes[0]
        words = now.pack.texts["en"].outcomes[outcome].say
        self.noting.tick(visit, outcome, SAID, words, True, GUARD)

    def detail(
        self, visit: str, group: str, item: str, fields: Sequence[tuple[str, str, str]], source: str = "told",
        when: When = NOW,
    ) -> None:  # fmt: skip
        """Write down fields of a thing."""
        self.noting.detail(visit, group, item, fields, source, GUARD, when)

    def redact(self, visit: str, seq: int, reason: str) -> None:
        """Have the contents of an event removed, as the privacy officer would."""
        actor = Actor("Supervisor 3", "supervisor", "claimed")
        body = PayloadRedacted(seq, reason)
        self.desk.store.journal.append([Draft("payload_redacted", visit, body, actor)], self.clock.read())
        self.again()

    def again(self) -> None:
        """Read the record anew, as the next program would."""
        self.walking = Walking(self.desk)
        self.noting, self.photos = Noting(self.walking), Photos(self.walking)
        self.screens = Screens(self.walking)
        self.reporting, self.reviewing = Reporting(self.screens), Reviewing(self.screens)

    def approve(self, visit: str, actor: Actor = BOSS, exception: str = "") -> None:
        """The report is read, and the visit approved as it stands."""
        self.reviewing.saw(visit, self.reporting.make(visit, whole_part(self.material(visit)))(), actor)
        self.reviewing.approve(visit, actor, exception)

    def restart(self) -> None:
        """The PC is started again."""
        self.clock = self.desk.clock = Ticking(self.clock.now.isoformat(), "boot-2")
        self.clock.since_start = timedelta(minutes=2)

    def move_clock(self, by: timedelta) -> None:
        """Somebody sets the clock of the PC."""
        self.clock.now += by


# ---- whole visits -----------------------------------------------------------------------------------------------


def empty(shift: Shift) -> str:
    """A visit that was opened, and nothing else."""
    return shift.open()


def i200(shift: Shift) -> str:
    """An I-200 refused in words, officers and a request for help written down, and they leave."""
    visit = shift.open()
    shift.refused(visit, {"destination": "Dining and day rooms", "purpose": "We need to talk to someone."})
    shift.spoke(visit)
    officer = [
        ("agency", "ice", ""), ("name", "", "refused"), ("badge", "4471", ""), ("id_shown", "badge", ""),
        ("description", "", "not_seen"),
    ]  # fmt: skip
    shift.detail(visit, "officer", "o1", officer, "copied")
    shift.detail(visit, "officer", "o1", [("badge", "4417", "")], "copied")
    shift.detail(visit, "officer", "o2", [("agency", "ice", "")])
    shift.noting.strike(visit, "officer", "o2", "The same person twice.", GUARD)
    shift.detail(
        visit, "vehicle", "v1", [("looks", "Ford, dark gray", ""), ("plate", "", "not_seen")], "seen"
    )
    shift.detail(visit, "help", "h1", [("asked", "badge_lift", ""), ("agency", "ice", "")])
    shift.detail(visit, "help", "h1", [("response", "declined_in_words", ""), ("action", "Nothing.", "")])
    shift.detail(visit, "help", "h2", [("asked", "footage", ""), ("response", "no_answer_yet", "")])
    shift.detail(visit, "count", "c1", [("officers", "2", ""), ("taken", "0", ""), ("hurt", "", "unknown")])
    shift.noting.call(visit, "supervisor", "reached", GUARD)
    shift.noting.call(visit, "supervisor", "told", GUARD, "I am coming down.", "Supervisor 3")
    shift.noting.note(visit, "One of them held the door.", "seen", GUARD, When("about", "12:01"))
    shift.noting.add_time(visit, "arrived", "seen", GUARD, When("about", "11:58"))
    shift.noting.add_time(visit, "asked", "told", GUARD, When("unknown"))
    marked = shift.noting.mark_time(visit, GUARD)
    shift.noting.name_time(visit, marked, "left", GUARD)
    shift.say(visit, "officers_now", "left")
    return visit


def escorted(shift: Shift) -> str:
    """An AO 93 that passes every check; counsel allows it, and they go in with the guard."""
    visit = shift.open()
    shift.warrant(visit)
    shift.noting.call(visit, "counsel", "no_answer", GUARD)
    shift.noting.call(
        visit, "counsel_backup", "told", GUARD, "Let them in to the rooms on the list.", "On duty lawyer"
    )
    shift.say(visit, "counsel", "allow", "Only the rooms on the list.")
    shift.spoke(visit)
    shift.say(visit, "officers_now", "went_in")
    shift.say(visit, "in_scope", "yes")
    shift.noting.take_over(visit, SECOND)
    return visit


def forced(shift: Shift) -> str:
    """They walk in, and F12 is the first key."""
    return shift.walking.press("F12", None, GUARD, "Front desk").visit.id


def danger(shift: Shift) -> str:
    """An emergency is claimed in the middle of a visit, a danger is named, and then it is over."""
    visit = shift.open()
    shift.tell(visit, {"danger": "none", "visitor": "federal"})
    shift.say(visit, "danger", "claimed")
    shift.tell(visit, {"danger_stated": "facts"}, {"danger_stated": "A fire on the stairs."})
    shift.noting.call(visit, "emergency_911", "reached", GUARD, "", "Job 4411")
    shift.say(visit, "officers_now", "danger_over")
    return visit


def key_of_danger(shift: Shift) -> str:
    """F1 is the first key, and the desk is a practice one."""
    return shift.walking.press("F1", None, GUARD, "Front desk").visit.id


def changed(shift: Shift) -> str:
    """A refusal whose answers were changed: what was asked after it no longer counts."""
    visit = shift.open()
    shift.refused(visit)
    shift.change(visit, "paper_top", "court_federal")
    shift.tell(visit, {"title": "search_warrant", "signer": "judge"})
    shift.change(visit, "destination", "public")
    return visit


def crowd(shift: Shift) -> str:
    """Forty officers, twenty with each of two visits that are one, and thirty originals of a paper."""
    visit = shift.open()
    shift.warrant(visit, signer="clerk")
    _officers(shift, visit, 7000)
    for page in range(1, 31):
        shift.photos.keep(visit, PAPER, page, f"page {page} of the paper".encode(), GUARD)
    key = shift.walking.press("F12", None, SECOND, "Back door").visit.id
    _officers(shift, key, 8000)
    shift.walking.join(key, visit, SECOND)
    return visit


def _officers(shift: Shift, visit: str, badge: int) -> None:
    for number in range(1, 21):
        name = ("name", f"Officer of badge {badge + number}", "")
        fields = [("agency", "hsi", ""), name, ("badge", f"{badge + number}", "")]
        shift.detail(visit, "officer", f"o{number}", fields, "copied")


def not_reached(shift: Shift) -> str:
    """Counsel is called and does not answer; they go in on a warrant that passed."""
    visit = shift.open()
    shift.warrant(visit)
    shift.noting.call(visit, "counsel", "called", GUARD)
    shift.say(visit, "counsel", "not_reached")
    shift.walking.press("F12", visit, GUARD, "Front desk")
    return visit


def sealed(shift: Shift) -> str:
    """A paper that is kept secret."""
    visit = shift.open()
    shift.warrant(visit, secret="yes")
    shift.detail(visit, "officer", "o1", [("agency", "marshals", ""), ("name", "SECRETNAME", "")])
    shift.noting.note(visit, "SECRETNOTE", "seen", GUARD)
    shift.noting.call(visit, "counsel", "told", GUARD, "SECRETWORDS")
    shift.say(visit, "counsel", "deny", "SECRETREASON")
    return visit


def joined(shift: Shift) -> str:
    """An emergency key begins a visit of its own, which is then joined to the one that was open."""
    visit = shift.open()
    shift.refused(visit)
    key = shift.walking.press("F12", None, SECOND, "Back door").visit.id
    shift.noting.note(key, "They came by the yard.", "seen", SECOND)
    shift.walking.join(key, visit, SECOND)
    return visit


def set_back(shift: Shift) -> str:
    """The clock is set back by an hour in the middle, and the PC is started again."""
    visit = shift.open()
    shift.tell(visit, TO_THE_PAPERS)
    shift.move_clock(-timedelta(hours=1))
    shift.tell(visit, I200)
    shift.restart()
    shift.noting.note(visit, "The PC went off and on.", "seen", GUARD)
    return visit


def clocks_change(shift: Shift) -> str:
    """The night in which summer time ends falls into the visit."""
    visit = shift.open()
    shift.tell(visit, TO_THE_PAPERS)
    return visit


def redacted(shift: Shift) -> str:
    """A note whose words were lawfully removed."""
    visit = shift.open()
    shift.tell(visit, TO_THE_PAPERS)
    now = shift.noting.note(visit, "REMOVEDWORDS", "seen", GUARD)
    shift.redact(visit, now.events[-1].seq, "It named a person.")
    return visit


def approved(shift: Shift) -> str:
    """A visit that was returned, handed in again, and approved by a supervisor who wrote nothing in it."""
    visit = short(shift)
    shift.reviewing.send_back(visit, "Who spoke to them first? Write it down.", BOSS)
    shift.noting.note(visit, "Guard 14 spoke to them first.", "seen", GUARD)
    shift.reviewing.submit(visit, "It is written down now.", GUARD)
    shift.approve(visit)
    return visit


def returned(shift: Shift) -> str:
    """A supervisor gave it back and it was not handed in again."""
    visit = short(shift)
    shift.reviewing.send_back(visit, "The time when they left is missing.", BOSS)
    return visit


def exception(shift: Shift) -> str:
    """The only supervisor wrote in the visit, and approved it with a reason."""
    visit = short(shift)
    shift.noting.note(visit, "I came down and saw them leave.", "seen", BOSS)
    shift.approve(visit, exception="No other supervisor works at this site.")
    return visit


def voided(shift: Shift) -> str:
    """A visit that was none."""
    visit = short(shift)
    shift.reviewing.void(visit, "Begun by mistake while training at the desk.", BOSS)
    return visit


def added(shift: Shift) -> str:
    """Two addenda beside an approved visit, one of a thing that happened before it was written; then the visit is void."""
    visit = approved(shift)
    shift.reviewing.addendum(
        visit, "They came back at the yard door and left again.", "seen", SECOND, When("about", "12:01")
    )
    shift.reviewing.addendum(visit, "Counsel was told on the telephone.", "told", BOSS)
    shift.reviewing.void(visit, "The same visit is on record at the other desk.", BOSS)
    return visit


def short(shift: Shift) -> str:
    """No paper is shown, and they leave."""
    visit = shift.open()
    shift.tell(visit, {**TO_THE_PAPERS, "paper": "none"})
    shift.say(visit, "officers_now", "left")
    return visit


def records(shift: Shift) -> str:
    """They ask for records alone, with a subpoena of a court."""
    visit = shift.open()
    facts: dict[str, Value] = {
        **TO_THE_PAPERS,
        "purpose": ("records",),
        "records_kind": "court_subpoena",
        "secret": "no",
    }
    shift.tell(visit, facts)
    return visit


WALKS = {
    each.__name__: each
    for each in (
        empty, i200, escorted, forced, danger, key_of_danger, changed, crowd, not_reached, sealed, joined, set_back, clocks_change,
        redacted, records, approved, returned, exception, voided, added,
    )
}  # fmt: skip
"""Name → a visit played at a shift; the id of the visit."""


BEGINS = {"clocks_change": "2026-11-01T01:59:40-04:00"}
"""When a shift begins that does not begin at noon."""

DRILLS = frozenset({"key_of_danger"})
"""Those that are played as a drill."""


def blocks(outline: Outline) -> list[Block]:
    """Every block of a document."""
    return [block for part in outline.parts for block in part.blocks]


def table(outline: Outline, name: str) -> Table:
    """The first table of this name."""
    return next(block for block in blocks(outline) if isinstance(block, Table) and block.name == name)


def cells(row: Row) -> tuple[str, ...]:
    """A row's texts without their looks."""
    return tuple(words_of(cell) for cell in row.cells)
