"""Writes a small record with the program that is on the path, and tells what that program says of it.

`build/keep-record` runs this with the code of a landed version, so only what that version has is used of it: what came later
is imported where it is first there. Everybody and everything in it is invented.
"""

import contextlib
import importlib.util
import io
import json
import shutil
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from PIL import Image

from desktop import paths
from desktop.core.conditions import Value
from desktop.core.events import Actor, Draft, OutcomeReached, PayloadRedacted
from desktop.services.desk import Desk, facility_file, open_desk
from desktop.services.screens import Screens
from desktop.services.verifying import verify
from desktop.services.walking import Current, Walking
from desktop.store.opening import Realm
from desktop.wall import FixedClock, zone

FACILITY = paths.resources() / "facilities" / "sample-school.toml"
NEW_YORK = "America/New_York"
BEGUN = datetime.fromisoformat("2026-07-15T14:00:00-04:00")
GUARD, SECOND = Actor("Guard 12", "guard", "claimed"), Actor("Guard 14", "guard", "claimed")
POST = "Front desk"
BOSS, PINS = "Supervisor 3", ("493817", "850264", "271908")
REALMS: tuple[Realm, ...] = ("record", "drill")
WARRANT: dict[str, Value] = {
    "danger": "none",
    "visitor": "federal",
    "purpose": ("enter",),
    "identified": "all",
    "destination": "nonpublic",
    "paper": "shown",
    "form": "on_paper",
    "paper_top": "court_federal",
    "signer": "judge",
    "title": "search_warrant",
    "secret": "no",
    "place": "matches",
    "date_issued": "2026-07-14",
    "execute_by": "2026-07-20",
    "district": "eastern",
    "defects": (),
    "more_papers": "no",
}


def has(module: str) -> bool:
    """Whether this version has the module."""
    return importlib.util.find_spec(module) is not None


def later_clock() -> FixedClock:
    """The morning after."""
    return FixedClock("2026-07-16T08:00:00-04:00", zone(NEW_YORK), NEW_YORK, "a later boot")


class Shift:
    """A guard at a desk whose clock goes on a minute with each act."""

    def __init__(self, home: Path, realm: Realm) -> None:
        self.places, self.realm = paths.places(home, {}), realm
        self.now = BEGUN
        self.clock = FixedClock(BEGUN.isoformat(), zone(NEW_YORK), NEW_YORK)
        self.desk = open_desk(self.places, clock=self.clock, realm=realm)
        self.walking = Walking(self.desk)

    def again(self, boot: str) -> None:
        """The PC is started once more."""
        self.desk.close()
        self.clock = FixedClock(self.now.isoformat(), zone(NEW_YORK), NEW_YORK, boot)
        self.desk = open_desk(self.places, clock=self.clock, realm=self.realm)
        self.walking = Walking(self.desk)

    def later(self, minutes: float = 1) -> None:
        """Time goes by."""
        self.now += timedelta(minutes=minutes)
        self.clock.set(self.now.isoformat())

    def open(self) -> str:
        """A new visit."""
        self.later()
        return self.walking.open_visit(GUARD, POST).visit.id

    def tell(self, visit: str, facts: dict[str, Value]) -> Current:
        """Answer what is asked as long as `facts` know it."""
        now = self.walking.current(visit)
        while now.walk.open is not None and now.walk.open.step in facts:
            self.later(0.5)
            now = self.walking.answer(visit, now.walk.open.address, facts[now.walk.open.step], GUARD)
        return now

    def say(self, visit: str, address: str, value: str, note: str = "") -> Current:
        """Give the answer at an address."""
        self.later()
        return self.walking.answer(visit, address, value, GUARD, note=note)

    def officers(self, visit: str, do: str) -> Current:
        """Say what the officers do now."""
        return self.say(visit, f"{self.walking.current(visit).walk.round}/officers_now", do)

    def correct(self, visit: str, address: str, value: str) -> None:
        """Change the answer in force, in one act or, where the version has none, in two."""
        self.later()
        [seq] = [line.seq for line in self.walking.current(visit).walk.path if line.address == address]
        change: Callable[..., Current] | None = getattr(self.walking, "change", None)
        if change is not None:
            change(visit, seq, value, GUARD)
            return
        self.walking.take_back(visit, seq, GUARD)
        self.later()
        self.walking.answer(visit, address, value, GUARD)

    def redact(self, visit: str, seq: int) -> None:
        """Take the contents of an event out."""
        self.later()
        draft = Draft(
            "payload_redacted", visit, PayloadRedacted(seq, "A court's order of an invented case"), GUARD
        )
        self.desk.store.journal.append([draft], self.clock.read())
        self.walking = Walking(self.desk)


def write_down(shift: Shift, visit: str, paper: str) -> None:
    """Calls, notes, times, particulars and a photograph, one of them taken out again."""
    if not has("desktop.services.noting"):
        return
    from desktop.services.noting import Noting, When
    from desktop.services.photos import Photos

    noting = Noting(shift.walking)
    noting.shown(visit, "specimens", GUARD)
    noting.call(visit, "counsel", "no_answer", GUARD)
    shift.later()
    noting.call(visit, "supervisor", "told", GUARD, "Stay with them, do not stop them", "Supervisor 3")
    noting.note(visit, "They asked for room 214", "seen", GUARD, When("about", "14:05"))
    noting.add_time(visit, "arrived", "seen", GUARD, When("exact", "14:01"))
    shift.later()
    noting.detail(visit, "officer", "o1", [("agency", "ice", ""), ("badge", "", "refused")], "seen", GUARD)
    noting.detail(visit, "vehicle", "v1", [("looks", "grey van", ""), ("marked", "no", "")], "seen", GUARD)
    asked = [("asked", "badge_lift", ""), ("response", "declined_in_words", "")]
    noting.detail(visit, "help", "h1", asked, "seen", GUARD)
    page = io.BytesIO()
    Image.new("RGB", (85, 110), "white").save(page, "PNG")
    Photos(shift.walking).keep(visit, paper, 1, page.getvalue(), GUARD)
    taken_out = noting.note(visit, "This must go", "seen", GUARD).events[-1].seq
    noting.take_over(visit, SECOND)
    shift.redact(visit, taken_out)


def real_visits(shift: Shift) -> None:
    """A whole visit with a second round, a joined F12 in an open one, an emergency, an answer taken out, a visit half way."""
    whole = shift.open()
    shift.tell(whole, {**WARRANT, "place": "wrong"})
    write_down(shift, whole, "r1/papers/p1")
    shift.correct(whole, "r1/papers/p1/place", "matches")
    shift.say(whole, "r1/papers/p1/counsel", "allow", "Let them in, an invented lawyer said")
    shift.officers(whole, "left")

    shift.later()
    joined = shift.walking.press("F12", None, GUARD, POST).visit.id
    opened = shift.open()
    shift.tell(opened, {"danger": "none", "visitor": "federal"})
    shift.later()
    shift.walking.join(joined, opened, GUARD)

    shift.again("second boot")
    shift.later(-30)
    danger = shift.walking.press("F1", None, GUARD, POST).visit.id
    shift.officers(danger, "danger_over")

    taken = shift.open()
    now = shift.tell(taken, {"danger": "none", "visitor": "private_person"})
    shift.redact(taken, now.visit.inputs[-1].seq)

    removed = closed_visit(shift)
    half = shift.open()
    shift.tell(half, {step: WARRANT[step] for step in list(WARRANT)[:4]})
    if has("desktop.services.noting"):
        from desktop.services.noting import Noting

        Noting(shift.walking).keep_half_typed(half, "note", "They said that")
    people_and_holds(shift, *removed)
    shift.desk.close()


def closed_visit(shift: Shift) -> tuple[str, int]:
    """A closed visit with a note that a supervisor removes later: the visit, and the event of the note; 0 where there are no notes."""
    visit, seq = shift.open(), 0
    shift.tell(visit, {"danger": "none", "visitor": "private_person"})
    if has("desktop.services.noting"):
        from desktop.services.noting import Noting

        seq = Noting(shift.walking).note(visit, "A supervisor removes this", "told", GUARD).events[-1].seq
    shift.officers(visit, "left")
    return visit, seq


def people_and_holds(shift: Shift, visit: str, seq: int) -> None:
    """Two supervisors, a guard and who left; a wrong PIN and one set anew; a hold of a visit that stands, one of the record that is over;
    and words that a supervisor removed."""
    if not has("desktop.services.forgetting"):
        return
    from desktop.core.errors import Refused
    from desktop.services.forgetting import Forgetting

    people = shift.desk.people
    shift.later()
    people.first(BOSS, PINS[0])
    for person, role in (("Supervisor 4", "supervisor"), ("Guard 12", "guard"), ("Guard 15", "guard")):
        shift.later()
        people.add(person, role, PINS[1])
    people.reset_pin("Guard 12", PINS[2])
    people.change_role("Guard 15", "it")
    people.leave("Guard 15")
    forgetting = Forgetting(shift.walking)
    shift.later()
    first = shift.desk.store.queries.all_visits()[-1].visit
    forgetting.hold(first, "Litigation hold of an invented case")
    over = forgetting.hold(None, "A court's order of an invented case")
    shift.later()
    forgetting.lift(over, "The invented case is closed")
    forgetting.redact(visit, [seq], "A privacy officer's order of an invented case")
    shift.later()
    with contextlib.suppress(Refused):
        people.sign_in("Guard 12", PINS[1])
    people.sign_in("Guard 12", PINS[2])
    people.sign_out("left")


def drill_visit(shift: Shift) -> None:
    """One visit of a drill, closed."""
    visit = shift.open()
    shift.tell(visit, {"danger": "none", "visitor": "private_person"})
    shift.officers(visit, "left")
    shift.desk.close()


def let_in(desk: Desk) -> None:
    """Sign a supervisor in where people are set up: nobody else sees all that is over."""
    if has("desktop.services.people") and desk.signed.set_up:
        desk.people.sign_in(BOSS, PINS[0])


def told_of(desk: Desk) -> dict[str, Any]:
    """What this version says of its record: the check, and each visit."""
    walking = Walking(desk)
    found = verify(walking)
    visits = [told_visit(walking, line.visit) for line in desk.store.queries.all_visits()]
    differences = [each.sentence for each in found.differences]
    return {
        "events": found.events,
        "head": found.head,
        "ok": found.ok,
        "findings": [each.sentence for each in found.findings],
        "differences": differences,
        "unread": list(found.unread),
        "visits": visits,
    }


def told_visit(walking: Walking, ident: str) -> dict[str, Any]:
    """One visit: its line in the list, every answer and every outcome as shown."""
    now, line = walking.current(ident), walking.desk.store.queries.visit(ident)
    assert line is not None
    return {
        "number": line.record_number,
        "status": line.status,
        "day": line.day,
        "begun": line.begun,
        "opened_utc_us": line.opened_utc_us,
        "listed_outcomes": line.outcomes,
        "joined_into": line.joined_into,
        "visit_head": now.visit.head,
        "answers": [[each.seq, each.address, each.value, each.takes_back] for each in now.visit.inputs],
        "outcomes": [
            [event.seq, body.rest, body.outcomes, body.reasons, body.flags, body.text_hash]
            for event in now.events
            if isinstance(body := event.body, OutcomeReached)
        ],
        "gaps": list(now.visit.gaps),
    }


def reports_of(desk: Desk) -> str:
    """The whole report of every visit as text, "" where this version prints none."""
    if not has("desktop.services.reporting"):
        return ""
    from desktop.services.reporting import Reporting

    reporting = Reporting(Screens(Walking(desk)))
    return "\n".join(reporting.make(line.visit, "all")().text for line in desk.store.queries.all_visits())


def main(home: Path) -> None:
    """Write both records below `home`; beside it `NAME.json`, what is said of them, and `NAME.txt`, their reports."""
    places = paths.places(home, {})
    places.config.mkdir(parents=True)
    shutil.copy(FACILITY, facility_file(places))
    real_visits(Shift(home, "record"))
    drill_visit(Shift(home, "drill"))
    told, reports = dict[str, Any](), ""
    for realm in REALMS:
        with closing(open_desk(places, clock=later_clock(), realm=realm, create=False)) as desk:
            told[realm] = told_of(desk)
    copy = shutil.copytree(home, home.with_suffix(".read"))  # who signs in to read is not in the kept record
    for realm in REALMS:
        with closing(
            open_desk(paths.places(copy, {}), clock=later_clock(), realm=realm, create=False)
        ) as desk:
            let_in(desk)
            reports += reports_of(desk)
    shutil.rmtree(copy)
    home.with_suffix(".json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")
    if reports:
        home.with_suffix(".txt").write_text(reports, "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
