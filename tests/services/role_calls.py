"""Every act of the services that shows, takes out, changes or administers something, as a call that a test can make: what it needs
is in a record of its own, with an open visit and a closed one."""

from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from types import MappingProxyType

import msgspec

from desktop import paths
from desktop.core.errors import Trouble
from desktop.core.events import Actor
from desktop.core.policies import Authority, SignKey
from desktop.packs.bulletins import make_bulletin
from desktop.packs.bundle import Bundle, Manifest
from desktop.reports.public_data import Options
from desktop.services import listing, syncing
from desktop.services.access import logged
from desktop.services.authoring import installed, may_open
from desktop.services.batch import Order, make
from desktop.services.copies import Copies, To, record_first, record_last
from desktop.services.desk import Desk, open_desk
from desktop.services.evidence import export_evidence
from desktop.services.forgetting import Forgetting
from desktop.services.health import at_a_glance
from desktop.services.keyring import Keyring
from desktop.services.notices import notices
from desktop.services.noting import Noting
from desktop.services.people import People
from desktop.services.photos import Photos
from desktop.services.policy_install import install, install_bulletin, install_pack, rotate, trust
from desktop.services.policy_reading import acknowledge, bulletin, news, receipts
from desktop.services.policy_switch import newer_version, offer, stay, switch
from desktop.services.reporting import Made, Reporting
from desktop.services.reviewing import Reviewing
from desktop.services.screens import Screens
from desktop.services.searching import EVERYTHING, Searching
from desktop.services.sheets import Sheets
from desktop.services.signed import NOBODY
from desktop.services.standing import check_record, standing
from desktop.services.verifying import recomputed, verify
from desktop.services.walking import Walking
from desktop.store.pins import Proof
from desktop.store.rekey import Step
from desktop.trust.policykeys import SignedAuthority
from desktop.trust.sealing import new_identity, recipient_of
from tests.services.conftest import GUARD, SHELTER
from tests.services.staff import PINS, SUPERVISOR

NOTE = "The gate was open."
OTHER_PIN = "407318"
_TO = To("Counsel", "Files")


class Ground:
    """A record with an open and a closed visit, and what a report was made of. `out` is a folder for what is taken out."""

    def __init__(self, home: Path) -> None:
        self.places = paths.places(home / "home", {})
        self.out, self.made = home / "out", 0
        self.out.mkdir(parents=True)

    def visits(self, desk: Desk) -> None:
        """Begin a visit, and another that is closed, while everybody acts by their own word."""
        walking = Walking(desk)
        self.open = walking.open_visit(GUARD, "Front desk").visit.id
        self.other = walking.press("F12", None, GUARD, "Front desk").visit.id
        now = walking.open_visit(GUARD, "Front desk")
        self.closed, self.number = now.visit.id, now.visit.opened.record_number
        changes = f"{now.walk.round}/{now.pack.policy.changes_step}"
        assert walking.answer(self.closed, changes, "left", GUARD).walk.closed
        reporting = Reporting(Screens(walking))
        self.material = reporting.material(self.closed)
        self.draft = reporting.draft(self.material)
        self.annex = reporting.draft(self.material, "counsel")

    def next(self) -> int:
        """A number that nobody had."""
        self.made += 1
        return self.made


Call = Callable[[Ground, Desk, Actor | None], object]


class Act(msgspec.Struct, frozen=True):
    """A call: the act that it is, whether it takes an actor, and how it is made."""

    act: str
    takes: bool
    make: Call


def _who(desk: Desk, actor: Actor | None) -> Actor:
    """Whom a window or a command names as actor where nobody else is."""
    return actor or desk.signed.actor or (Actor("", "it", "none") if desk.signed.console else NOBODY)


def _noting(desk: Desk) -> Noting:
    return Noting(Walking(desk))


def _sheets(desk: Desk) -> Sheets:
    return Sheets(Screens(Walking(desk)))


def _reporting(desk: Desk) -> Reporting:
    return Reporting(Screens(Walking(desk)))


def _reviewing(desk: Desk) -> Reviewing:
    return Reviewing(Screens(Walking(desk)))


def _seen(ground: Ground) -> Made:
    return Made(ground.draft.outline, "report", b"", "", "0" * 64, "report", 1, (), whole=True)


def _ring(ground: Ground, desk: Desk, actor: Actor | None) -> Keyring:
    return Keyring(ground.places, actor=actor, desk=desk)


def _stop(step: Step) -> None:
    raise Trouble("locked", f"{step}: other desks have this record open.")


def _no_identity(ground: Ground) -> Path:
    file = ground.out.parent / "office.txt"
    file.write_text("nothing\n")
    return file


def _no_office() -> SignedAuthority:
    keys = tuple(SignKey(digit * 64, "Office") for digit in "ab")
    return SignedAuthority(1, Authority("other", "Office", 1, 2, keys, ("other/",)))


def _no_pack() -> Bundle:
    digest = "0" * 64
    manifest = Manifest(
        "threshold pack file 1", "other", "1", "", 1, "approved", "2026-01-01", "", digest, "", {}
    )
    return Bundle(manifest, (), {})


def _now(desk: Desk, visit: str) -> str:
    now = Walking(desk).current(visit)
    return f"{now.walk.round}/{now.pack.policy.changes_step}"


WRITING: dict[str, Call] = {
    "Walking.open_visit": lambda g, d, a: Walking(d).open_visit(_who(d, a), "Front desk"),
    "Walking.answer": lambda g, d, a: Walking(d).answer(g.open, _now(d, g.open), "no such", _who(d, a)),
    "Walking.press": lambda g, d, a: Walking(d).press("F1", g.open, _who(d, a), "Front desk"),
    "Walking.take_back": lambda g, d, a: Walking(d).take_back(g.open, 1, _who(d, a)),
    "Walking.change": lambda g, d, a: Walking(d).change(g.open, 1, "none", _who(d, a)),
    "Walking.join": lambda g, d, a: Walking(d).join(g.open, g.other, _who(d, a)),
    "Noting.call": lambda g, d, a: _noting(d).call(g.open, "counsel", "no_answer", _who(d, a)),
    "Noting.tick": lambda g, d, a: _noting(d).tick(g.open, "danger", "do", "Lock", True, _who(d, a)),
    "Noting.note": lambda g, d, a: _noting(d).note(g.closed, NOTE, "seen", _who(d, a)),
    "Noting.mark_time": lambda g, d, a: _noting(d).mark_time(g.open, _who(d, a)),
    "Noting.shown": lambda g, d, a: _noting(d).shown(g.open, "specimens", _who(d, a)),
    "Photos.commit": lambda g, d, a: Photos(Walking(d)).keep(g.open, "r1/papers/p1", 1, b"x", _who(d, a)),
    "policy_reading.acknowledge": lambda g, d, a: acknowledge(d, "policy", "0" * 64, _who(d, a)),
    "policy_switch.stay": lambda g, d, a: stay(Walking(d), g.open, _who(d, a)),
    "policy_switch.switch": lambda g, d, a: switch(Walking(d), g.open, _who(d, a)),
    "Reviewing.submit": lambda g, d, a: _reviewing(d).submit(g.closed, "", _who(d, a)),
    "copies.record_last": lambda g, d, a: record_last(d, (), "printed", _TO, _who(d, a)),
    "access.logged": lambda g, d, a: logged(d, "opened", g.open, _who(d, a)),
}

ADMINISTERING: dict[str, tuple[str, Call]] = {
    "export_evidence": ("annex", lambda g, d, a: export_evidence(d, g.out / f"{g.next()}.zip", _who(d, a))),
    "People.add": ("people", lambda g, d, a: d.people.add(f"Guard {g.next()}", "guard", "", a)),
    "People.change_role": ("people", lambda g, d, a: d.people.change_role("Nobody", "guard", a)),
    "People.leave": ("people", lambda g, d, a: d.people.leave("Nobody", a)),
    "People.reset_pin": ("people", lambda g, d, a: d.people.reset_pin("Nobody", OTHER_PIN, a)),
    "Keyring.slots": ("keys", lambda g, d, a: _ring(g, d, a).slots()),
    "Keyring.fingerprint": ("keys", lambda g, d, a: _ring(g, d, a).fingerprint()),
    "Keyring.add_office": ("keys", lambda g, d, a: _ring(g, d, a).add_office("age1")),
    "Keyring.add_sheet": ("keys", lambda g, d, a: _ring(g, d, a).add_sheet(3, 2)),
    "Keyring.add_passphrase": ("keys", lambda g, d, a: _ring(g, d, a).add_passphrase("short")),
    "Keyring.remove": ("keys", lambda g, d, a: _ring(g, d, a).remove("nothing")),
    "Keyring.change_data_key": ("keys", lambda g, d, a: _ring(g, d, a).change_data_key(_stop)),
    "Keyring.recover_with_office": (
        "keys",
        lambda g, d, a: _ring(g, d, a).recover_with_office(_no_identity(g)),
    ),
    "Keyring.recover_with_passphrase": ("keys", lambda g, d, a: _ring(g, d, a).recover_with_passphrase("x")),
    "policy_install.trust": ("policy_trust", lambda g, d, a: trust(d, _no_identity(g), "", a)),
    "policy_install.install": ("policy", lambda g, d, a: install(d, g.out.parent / "nothing", a)),
    "policy_install.install_pack": ("policy", lambda g, d, a: install_pack(d, _no_pack(), a)),
    "policy_install.install_bulletin": (
        "policy",
        lambda g, d, a: install_bulletin(d, make_bulletin("other", 1, "Title", "Text"), a),
    ),
    "policy_install.rotate": ("policy", lambda g, d, a: rotate(d, _no_office(), a)),
    "policy_reading.receipts": ("policy", lambda g, d, a: receipts(d, a)),
    "Reviewing.standing": ("visits", lambda g, d, a: _reviewing(d).standing(g.closed, a)),
    "Reviewing.saw": ("review", lambda g, d, a: _reviewing(d).saw(g.closed, _seen(g), a)),
    "Reviewing.send_back": ("review", lambda g, d, a: _reviewing(d).send_back(g.closed, NOTE, _who(d, a))),
    "Reviewing.approve": ("review", lambda g, d, a: _reviewing(d).approve(g.closed, _who(d, a))),
    "Reviewing.void": ("review", lambda g, d, a: _reviewing(d).void(g.closed, "A test", _who(d, a))),
    "Reviewing.addendum": (
        "addendum",
        lambda g, d, a: _reviewing(d).addendum(g.closed, NOTE, "seen", _who(d, a)),
    ),
    "copies.record_first": ("review", lambda g, d, a: record_first(d, (), _TO, _who(d, a))),
    "Forgetting.plan": ("forget", lambda g, d, a: Forgetting(Walking(d)).plan(g.closed, (), a)),
    "Forgetting.all_holds": ("hold", lambda g, d, a: Forgetting(Walking(d)).all_holds(a)),
    "Forgetting.numbered": ("hold", lambda g, d, a: Forgetting(Walking(d)).numbered("none", a)),
    "Forgetting.due": ("forget", lambda g, d, a: Forgetting(Walking(d)).due(a)),
    "Forgetting.holds": ("hold", lambda g, d, a: Forgetting(Walking(d)).holds(a)),
    "Forgetting.hold": ("hold", lambda g, d, a: Forgetting(Walking(d)).hold(g.open, "A case in court", a)),
}

SEEING: dict[str, tuple[str, Callable[[Ground, Desk], object]]] = {
    "Screens.visit, open": ("walk", lambda g, d: Screens(Walking(d)).visit(g.open)),
    "Screens.question_at, open": (
        "walk",
        lambda g, d: Screens(Walking(d)).question_at(g.open, _now(d, g.open)),
    ),
    "Screens.desk": ("walk", lambda g, d: Screens(Walking(d)).desk()),
    "Screens.card": ("walk", lambda g, d: Screens(Walking(d)).card("Front desk")),
    "Sheets.record, open": ("walk", lambda g, d: _sheets(d).record(g.open)),
    "Noting.gathered, open": ("see_open", lambda g, d: _noting(d).gathered(g.open)),
    "listing.visits, open": ("see_open", lambda g, d: listing.visits(d, only_open=True)),
    "Screens.visit, closed": ("see_closed", lambda g, d: Screens(Walking(d)).visit(g.closed)),
    "Screens.question_at, closed": (
        "see_closed",
        lambda g, d: Screens(Walking(d)).question_at(g.closed, "r1/danger"),
    ),
    "Sheets.record, closed": ("see_closed", lambda g, d: _sheets(d).record(g.closed)),
    "Sheets.dropped, closed": ("see_closed", lambda g, d: _sheets(d).dropped(g.closed, 1, "none")),
    "Walking.dropped_by, closed": ("see_closed", lambda g, d: Walking(d).dropped_by(g.closed, 1, "none")),
    "Noting.gathered, closed": ("see_closed", lambda g, d: _noting(d).gathered(g.closed)),
    "listing.visits": ("see_closed", lambda g, d: listing.visits(d)),
    "Reporting.find": ("report", lambda g, d: _reporting(d).find(g.number)),
    "Reporting.material": ("report", lambda g, d: _reporting(d).material(g.closed)),
    "Reporting.parts": ("report", lambda g, d: _reporting(d).parts(g.material)),
    "Reporting.draft": ("report", lambda g, d: _reporting(d).draft(g.material)),
    "Reporting.make": ("report", lambda g, d: _reporting(d).make(g.closed)),
    "Reporting.draw": ("report", lambda g, d: _reporting(d).draw(g.draft, "letter")),
    "Reporting.draft, counsel": ("annex", lambda g, d: _reporting(d).draft(g.material, "counsel")),
    "Reporting.make, all": ("annex", lambda g, d: _reporting(d).make(g.closed, "all")),
    "Reporting.draw, counsel": ("annex", lambda g, d: _reporting(d).draw(g.annex, "letter")),
    "Reporting.with_photos": ("annex", lambda g, d: _reporting(d).with_photos(g.material)),
    "Copies.make": ("review", lambda g, d: Copies(_reporting(d)).make(g.closed, None, "letter")),
    "Copies.make, public": ("review", lambda g, d: Copies(_reporting(d)).make(g.closed, Options(), "letter")),
    "Copies.part": ("review", lambda g, d: Copies(_reporting(d)).part(g.closed, "report", "letter")),
    "batch.make": ("review", lambda g, d: make(d, Order((g.closed,)), lambda *_: None, lambda: False)),
    "Searching.search": ("visits", lambda g, d: _searching(d, lambda each: each.search("front"))),
    "Searching.line": ("visits", lambda g, d: _searching(d, lambda each: each.line(g.closed))),
    "Searching.entered": ("visits", lambda g, d: _searching(d, lambda each: each.entered("front"))),
    "Searching.outcomes": ("visits", lambda g, d: _searching(d, lambda each: each.outcomes())),
    "Searching.counts": ("visits", lambda g, d: _searching(d, lambda each: each.counts())),
    "Searching.views": ("visits", lambda g, d: _searching(d, lambda each: each.views())),
    "Searching.save_view": (
        "review",
        lambda g, d: _searching(d, lambda each: each.save_view("a", "", EVERYTHING)),
    ),
    "Searching.drop_view": ("review", lambda g, d: _searching(d, lambda each: each.drop_view("a"))),
    "Photos.read": ("annex", lambda g, d: Photos(Walking(d)).read("0" * 32)),
    "verify": ("verify", lambda g, d: verify(Walking(d))),
    "recomputed": ("verify", lambda g, d: recomputed(d)),
    "check_record": ("verify", lambda g, d: check_record(d, lambda *_: None)),
    "standing": ("doctor", lambda g, d: standing(d)),
    "notices": ("doctor", lambda g, d: notices(d)),
    "at_a_glance": ("doctor", lambda g, d: at_a_glance(d)),
    "syncing.standing": ("doctor", lambda g, d: syncing.standing(d, syncing.Way())),
    "syncing.against_receipt": ("doctor", lambda g, d: syncing.against_receipt(d)),
    "syncing.desk_card": ("doctor", lambda g, d: syncing.desk_card(d)),
    "syncing.visits_on_way": ("visits", lambda g, d: syncing.visits_on_way(d, syncing.Way())),
    "syncing.send": ("sync", lambda g, d: syncing.send(d, _way(g))),
    "policy_switch.offer, open": ("walk", lambda g, d: offer(Walking(d), g.open)),
    "policy_switch.newer_version, open": ("walk", lambda g, d: newer_version(Walking(d), g.open)),
    "authoring.installed": ("who", lambda g, d: installed(d)),
    "authoring.may_open": ("policy", lambda g, d: may_open(d)),
    "policy_reading.bulletin": ("who", lambda g, d: bulletin(d)),
    "policy_reading.news": ("who", lambda g, d: news(d)),
    "People.everyone": ("who", lambda g, d: d.people.everyone()),
    "People.wait_s": ("who", lambda g, d: d.people.wait_s("Guard 12")),
    "People.recover": ("keys", lambda g, d: d.people.recover(" ", OTHER_PIN, Proof(1, ""))),
}


def _way(ground: Ground) -> syncing.Way:
    return syncing.Way(str(ground.out), (recipient_of(new_identity()),))


def _searching(desk: Desk, act: Callable[[Searching], object]) -> object:
    with closing(Searching(desk)) as searching:
        return act(searching)


def _without_actor(call: Callable[[Ground, Desk], object]) -> Call:
    return lambda ground, desk, _: call(ground, desk)


CALLS: Mapping[str, Act] = MappingProxyType(
    {
        **{name: Act("write", True, call) for name, call in WRITING.items()},
        **{name: Act(act, True, call) for name, (act, call) in ADMINISTERING.items()},
        **{name: Act(act, False, _without_actor(call)) for name, (act, call) in SEEING.items()},
    }
)


def opened(ground: Ground, console: bool) -> Desk:
    """Another desk on the record of a ground."""
    return open_desk(ground.places, SHELTER, create=not console)


def set_up(ground: Ground) -> None:
    """Let a supervisor, a guard and IT sign in."""
    with closing(opened(ground, False)) as desk:
        people: People = desk.people
        people.first(SUPERVISOR, PINS[SUPERVISOR])
        for person, role in (("Guard 12", "guard"), ("IT 1", "it")):
            people.add(person, role, PINS[person])
