"""Plays a test visit in the drill file of a desk that was just set up: a walk to its outcome, its report, a check of that record.

Nothing of it is in the record of visits: drills lie in a file of their own, and every page of them says so.
"""

from contextlib import closing
from pathlib import Path

import msgspec

from desktop.core.conditions import Value
from desktop.core.errors import Trouble
from desktop.core.facts import Site
from desktop.core.policy import CANNOT_READ, UNSURE
from desktop.core.scenarios import Player, Scenario
from desktop.packs.facility import from_snapshot, site, snapshot
from desktop.packs.stories import read_stories
from desktop.paths import Places
from desktop.services.desk import Desk, open_desk
from desktop.services.policy_choice import folder_of
from desktop.services.reporting import Reporting
from desktop.services.screens import Screens
from desktop.services.signed import IT
from desktop.services.verifying import verify
from desktop.services.walking import Current, Walking
from desktop.store.opening import ever_begun
from desktop.wall import Clock

MOST_QUESTIONS = 100
"""Far more than any walk asks: a pack that never comes to an outcome is told, not waited for."""


class Trial(msgspec.Struct, frozen=True):
    """What the test visit came to: its number, the title of the `policy` that it went by, the `outcome` as the guard reads it, the pages
    of its report, the events of the drill record; `problems` are sentences on what did not work, none where all is well."""

    record_number: str
    outcome: str
    pages: int
    events: int
    policy: str = ""
    problems: tuple[str, ...] = ()


def tried(places: Places, facility: Path) -> bool:
    """A test visit was walked to its end already with this facility and pack. Raises Trouble where the drill file cannot be read."""
    if not ever_begun(places, "drill"):
        return False
    with closing(open_desk(places, facility, realm="drill", create=False)) as desk:
        here, walking = from_snapshot(snapshot(desk.facility)), Walking(desk)
        for line in desk.store.queries.all_visits():
            now = walking.current(line.visit)
            if now.walk.closed and (now.facility, now.pack.pack_hash) == (here, desk.pack.pack_hash):
                return True
    return False


def try_out(places: Places, facility: Path, clock: Clock | None = None) -> Trial:
    """Walk one visit in the drill file, make its report, check the drill record. Raises Trouble where that file cannot be opened or
    written."""
    with closing(open_desk(places, facility, clock, realm="drill")) as desk:
        walking = Walking(desk)
        now = _to_the_end(walking, _walked(walking))
        titles = desk.pack.texts[desk.language]
        outcomes = tuple(outcome for rest in now.visit.recorded for outcome in rest.outcomes)
        problems = [] if outcomes else ["The test visit came to no outcome. Run threshold pack test."]
        pages = 0
        try:
            made = Reporting(Screens(walking)).make(now.visit.id)()
            pages = made.pages
        except Trouble as trouble:
            problems.append(f"The report of the test visit could not be made: {trouble.words}")
        found = verify(walking)
        if not found.ok:
            problems.append("The check of the drill record found something. Run threshold doctor.")
        said = ", ".join(dict.fromkeys(titles.outcome_title(outcome) for outcome in outcomes))
        title = now.pack.policy.head.title
        return Trial(now.visit.opened.record_number, said, pages, found.events, title, tuple(problems))


def _walked(walking: Walking) -> Current:
    """A visit with the answers of a scenario of the pack."""
    desk = walking.desk
    now = walking.open_visit(IT, desk.facility.posts[0])
    scenario = sample_visit(desk)
    if scenario is None:
        return now
    player = Player(desk.pack.policy, scenario)
    player.play()
    for given in player.inputs:
        value = given.value if isinstance(given.value, str) else list(given.value)
        now = walking.answer(now.visit.id, given.address, value, IT, via="scenario")
    return now


def sample_visit(desk: Desk) -> Scenario | None:
    """The story of the desk's pack that tries most here, moved to this site and hour: at a site like it, with papers, every answer
    known. None for a pack that tells none."""
    own, pack = site(desk.facility), desk.pack
    folder = desk.policies.files(pack) or folder_of(pack.policy.head.id)
    told = read_stories(folder, pack.policy, pack.texts)  # `pack test` tells of those that cannot be read
    found = [each for each in told.scenarios if not each.then]

    def rank(one: Scenario) -> tuple[bool, bool, int]:
        papers = one.facts.get(pack.policy.group.over, [])
        return one.site.type != own.type, UNSURE in str(one.facts), -sum(map(len, papers))

    return _here(min(found, key=rank), own, desk) if found else None


def sample_answers(desk: Desk) -> dict[str, Value]:
    """What `sample_visit` answers, by the address of each question; nothing where there is none."""
    scenario = sample_visit(desk)
    if scenario is None:
        return {}
    player = Player(desk.pack.policy, scenario)
    player.play()
    return {given.address: given.value for given in player.inputs}


def _here(scenario: Scenario, own: Site, desk: Desk) -> Scenario:
    return msgspec.structs.replace(scenario, site=own, now=desk.clock.read().local)


def _to_the_end(walking: Walking, now: Current) -> Current:
    """What is still asked is answered "I can't tell" until there is an outcome; then the officers leave."""
    visit, policy = now.visit.id, now.pack.policy
    for _ in range(MOST_QUESTIONS):
        if now.walk.open is None or now.standing:
            break
        step = policy.steps[now.walk.open.step]
        unsure = CANNOT_READ if step.kind == "date" else UNSURE
        now = walking.answer(visit, now.walk.open.address, unsure, IT, via="scenario")
    left = next((value for value, change in policy.changes.items() if change.do == "close"), None)
    if left is not None and not now.walk.closed:
        now = walking.answer(visit, f"{now.walk.round}/{policy.changes_step}", left, IT, via="scenario")
    return now
