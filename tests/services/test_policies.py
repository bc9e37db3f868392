"""Signed policies at a desk: what is installed and what is refused, which one counts on a day, what the marks of a draft depend on, and
that an old visit keeps its own policy for ever."""

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec

from desktop.core.policies import AuthorityTrusted, PolicyInstalled
from desktop.packs.bundle import Bundle, read_bundle, signed_bundle
from desktop.services.evidence import export_evidence
from desktop.services.notices import notices
from desktop.services.policy_install import install, install_pack, rotate, trust
from desktop.services.reporting import Reporting
from desktop.services.screens import Screens
from desktop.services.signed import IT
from desktop.services.verifying import verify
from desktop.services.walking import Walking
from desktop.store._engine import rows
from desktop.trust.policykeys import grouped, make_key
from desktop.trust.seen import seen_file
from tests.packs.mutated import OVERLAY
from tests.packs.policy_office import CHEAP, ID, WORDS, Office
from tests.services.conftest import GUARD, Guard
from tests.services.exports import verifier
from tests.services.sticks import DRAFT, Stick, codes, refused, version
from tests.store.forging import open_by_force

Make = Callable[..., Guard]


# ---- trusting an office -------------------------------------------------------------------------------------------------


def test_nothing_is_installed_before_it_is_known_who_may_sign(guard: Guard, stick: Stick) -> None:
    with refused("no_authority"):
        install_pack(guard.desk, read_bundle(stick.one))
    assert guard.desk.policies.shelf().packs == ()


def test_an_office_is_trusted_by_its_hash_alone(guard: Guard, stick: Stick) -> None:
    """A wrong digit, too few of them, or another statement in managed.toml: nothing is trusted."""
    good = stick.office.statement.hash
    for typed in ("", good[:15], good[1:17], "0" * 16):
        with refused("authority_hash"):
            trust(guard.desk, stick.statement, typed)
    managed = guard.desk.store.places.config / "managed.toml"
    managed.parent.mkdir(parents=True, exist_ok=True)
    managed.write_text(f'policy_authority = "{"0" * 64}"\n')
    with refused("authority_managed"):
        trust(guard.desk, stick.statement, good)
    assert guard.desk.policies.shelf().authorities == ()
    managed.write_text(f'policy_authority = "{good}"\n')
    assert trust(guard.desk, stick.statement, grouped(good[:20]).upper()).how == "pinned"
    last = guard.desk.store.queries.last_of("authority_trusted")
    assert last is not None
    assert isinstance(last.body, AuthorityTrusted)
    assert last.body.authority == stick.office.authority
    with refused("authority_older"):
        trust(guard.desk, stick.statement, good)


def test_keys_are_handed_over_from_a_stick_and_a_withdrawn_one_counts_no_longer(
    trusting: Guard, stick: Stick, tmp_path: Path
) -> None:
    """What it signed before stays in effect, so that no desk is without a policy; doctor asks for a new signature."""
    office, desk = stick.office, trusting.desk
    assert install_pack(desk, read_bundle(stick.one))
    fresh = make_key(tmp_path / "4.tkey", "Key 4", WORDS, CHEAP)
    lost, kept, third = office.keys
    following = office.signed_statement(office.state([kept, third, fresh], 2), [kept, third])
    (done,) = install(desk, office.authority_file(following))
    assert (done.ok, done.new) == (True, True)
    assert not rotate(desk, following)
    assert version(trusting) == "2026.12.1"
    assert codes(trusting)["policy_signers"] == "warning"
    with refused("policy_unsigned"):
        install_pack(desk, read_bundle(stick.two))
    signed = office.bundle(office.home / "pack-2026.12.2", 2, (1, 2))
    assert install_pack(desk, signed)
    stolen = office.signed_statement(office.state([lost, fresh], 3), [lost, fresh])
    with refused("policy_unsigned"):
        rotate(desk, stolen)


def test_an_office_never_takes_over_what_another_decides_on_by_a_stick_alone(
    trusting: Guard, stick: Stick, tmp_path: Path
) -> None:
    """Its own keys sign a statement by which it decides on more: refused. IT may trust it with that by the hash, which doctor tells."""
    desk, other = trusting.desk, Office(tmp_path / "other")
    modest = msgspec.structs.replace(other.authority, id="us-ca", name="Other office", scope=("us-ca/",))
    signed = other.signed_statement(modest, other.keys[:2])
    trust(desk, other.authority_file(signed), signed.hash)
    for scope in (("us-ca/", ID), ("us-ny-nyc/",), ("us-ca",), ("us-c/",)):
        greedy = msgspec.structs.replace(modest, version=2, scope=scope)
        with refused("authority_scope"):
            rotate(desk, other.signed_statement(greedy, other.keys[:2]))
    assert desk.policies.shelf().authority_for(ID) == stick.office.authority
    assert "authority_overlap" not in codes(trusting)
    narrower = msgspec.structs.replace(modest, version=2, scope=("us-ca/school-visitor",))
    assert rotate(desk, other.signed_statement(narrower, other.keys[:2])), (
        "the control: less is its own affair"
    )
    wider = other.signed_statement(msgspec.structs.replace(modest, version=3, scope=(ID,)), other.keys[:2])
    trust(desk, other.authority_file(wider), wider.hash)
    assert codes(trusting)["authority_overlap"] == "warning"


# ---- installing ---------------------------------------------------------------------------------------------------------


def test_a_pack_with_two_signatures_is_installed_and_who_signed_is_on_record(
    trusting: Guard, stick: Stick
) -> None:
    assert install_pack(trusting.desk, read_bundle(stick.one))
    event = trusting.desk.store.queries.last_of("policy_installed")
    assert event is not None
    body, told = event.body, read_bundle(stick.one).manifest
    assert isinstance(body, PolicyInstalled)
    assert (body.pack, body.version, body.serial, body.hash) == (ID, "2026.12.1", 1, told.pack_hash)
    assert body.signers == [key.id for key in stick.office.keys[:2]]
    assert not install_pack(trusting.desk, read_bundle(stick.one)), "the same again is no event"
    assert version(trusting) == "2026.12.1"
    assert verify(Walking(trusting.desk)).ok


def test_years_later_anybody_can_check_by_an_export_that_these_keys_signed(
    trusting: Guard, stick: Stick, tmp_path: Path
) -> None:
    """The manifest and every signature that counts are on record: of the pack, of a bulletin, and of keys that were handed over."""
    office, desk = stick.office, trusting.desk
    by_all = office.bundle(office.home / "pack-2026.12.1", 1, (0, 1, 2))
    foreign = signed_bundle(by_all, make_key(tmp_path / "x.tkey", "Nobody", WORDS, CHEAP))
    assert install_pack(desk, foreign)
    install(desk, office.bulletin_file(1, "Call counsel", "Call “counsel” first."))
    following = office.signed_statement(office.state(office.keys[1:], 2), office.keys)
    assert rotate(desk, following)
    event = desk.store.queries.last_of("policy_installed")
    assert event is not None
    assert isinstance(event.body, PolicyInstalled)
    assert event.body.signed_bytes == by_all.signed_bytes
    assert event.body.signatures == by_all.signatures, (
        "that of a key of nobody's counts for nothing and is not kept"
    )
    found = verify(Walking(desk))
    assert (found.ok, [each for each in found.told if "signatures" in each.sentence]) == (True, [])
    visit = trusting.open()
    export_evidence(desk, tmp_path / "e.zip", IT, [visit])
    checked = verifier.check(str(tmp_path / "e.zip"), [], [])
    assert checked.findings == []
    (note,) = [each for each in checked.notes if "IT's word" in each]
    assert stick.office.statement.hash in note


def test_one_signature_a_draft_and_a_changed_pack_are_refused(trusting: Guard, stick: Stick) -> None:
    office, good = stick.office, read_bundle(stick.one)
    with refused("policy_unsigned"):
        install_pack(trusting.desk, office.bundle(office.home / "pack-2026.12.1", 1, (0,)))
    with refused("policy_draft"):
        install_pack(trusting.desk, office.bundle(office.folder("2026.12.9", status="draft"), 9))
    manifest = msgspec.structs.replace(good.manifest, serial=7)
    changed = Bundle(manifest, good.signatures, good.files | {"manifest.json": msgspec.json.encode(manifest)})
    with refused("policy_unsigned"):
        install_pack(trusting.desk, changed)
    assert trusting.desk.policies.shelf().packs == ()


def test_an_older_pack_is_never_taken_again(trusting: Guard, stick: Stick, tmp_path: Path) -> None:
    """Also not by a record that was put back from before it: what was seen is kept outside the record too."""
    desk, places = trusting.desk, trusting.desk.store.places
    assert install_pack(desk, read_bundle(stick.one))
    trusting.desk.close()
    shutil.copytree(places.data, tmp_path / "before")
    trusting.again()
    assert install_pack(trusting.desk, read_bundle(stick.two))
    between = stick.office.bundle(stick.office.folder("2026.12.15"), 2)
    with refused("policy_older"):
        install_pack(trusting.desk, between)
    trusting.desk.close()
    shutil.rmtree(places.data)
    shutil.copytree(tmp_path / "before", places.data)
    trusting.again()
    with refused("policy_older"):
        install_pack(trusting.desk, between)
    seen_file(places.keys, "record").unlink()
    assert install_pack(trusting.desk, between), "the control: it is that file which knew"


def test_a_stick_is_taken_in_whole_and_what_is_refused_is_told(
    trusting: Guard, stick: Stick, tmp_path: Path
) -> None:
    """In the right order whatever the names are; a broken file keeps back nothing else."""
    place = tmp_path / "usb"
    place.mkdir()
    shutil.copy(stick.one, place / "z.tpack")
    shutil.copy(stick.two, place / "a.tpack")
    shutil.copy(stick.office.bulletin_file(1, "Call counsel", "Call counsel first."), place)
    (place / "broken.tpack").write_bytes(b"PK\3\4 nothing")
    (place / "letter.pdf").write_bytes(b"not ours")
    done = install(trusting.desk, place)
    assert [(each.file, each.ok) for each in done] == [
        ("broken.tpack", False), ("z.tpack", True), ("a.tpack", True), ("bulletin-1.tbulletin", True),
    ]  # fmt: skip
    assert "no pack file" in done[0].sentence
    with refused("policy_nothing"):
        install(trusting.desk, tmp_path / "home" / "logs")
    (again,) = install(trusting.desk, place / "a.tpack")
    assert (again.ok, again.new) == (True, False)


def test_a_pack_that_this_facility_cannot_be_walked_by_is_refused(trusting: Guard, stick: Stick) -> None:
    trusting.desk.facility = msgspec.structs.replace(trusting.desk.facility, borough="")
    with refused("policy_misfit"):
        install_pack(trusting.desk, read_bundle(stick.one))


def test_an_overlay_goes_by_the_base_that_was_signed_with_it_and_doctor_tells_of_a_newer_one(
    make_guard: Make, stick: Stick
) -> None:
    guard = make_guard(pack=OVERLAY)
    assert codes(guard)["policy_base"] == "ok"
    trust(guard.desk, stick.statement, stick.office.statement.hash)
    assert install_pack(guard.desk, read_bundle(stick.one))
    assert codes(guard)["policy_base"] == "warning"
    assert guard.walking.current(guard.open()).pack.policy.head.id == "us-ny-nyc/school-sample"


# ---- dates --------------------------------------------------------------------------------------------------------------


def test_the_pack_of_a_visit_is_the_one_of_the_minute_in_which_it_begins(
    trusting: Guard, stick: Stick
) -> None:
    """Of the facility's date: across midnight, and where the clocks change. A future pack waits; one that is over is not used."""
    for file in (stick.one, stick.two, stick.short):
        install_pack(trusting.desk, read_bundle(file))
    for at, wanted in (
        ("2026-07-14T23:59:59-04:00", "2026.12.1"),
        ("2026-07-15T00:00:00-04:00", "2026.12.2"),
        ("2026-07-15T23:59:59-04:00", "2026.12.2"),
        ("2026-07-16T03:59:59+00:00", "2026.12.2"),
        ("2026-07-16T04:00:00+00:00", "2026.12.3"),
        ("2026-07-20T23:59:59-04:00", "2026.12.3"),
        ("2026-07-21T00:00:00-04:00", "2026.12.2"),
        ("2026-11-01T05:30:00+00:00", "2026.12.2"),
    ):
        trusting.clock.set(at)
        assert version(trusting) == wanted, at
    trusting.clock.set("2026-07-14T12:00:00-04:00")
    assert codes(trusting)["policy_ahead"] == "ok"


def test_where_no_installed_pack_is_in_effect_the_one_of_the_program_is_used_and_told(
    trusting: Guard, stick: Stick
) -> None:
    shipped = version(trusting)
    install_pack(trusting.desk, read_bundle(stick.short))
    trusting.clock.set("2026-08-01T12:00:00-04:00")
    assert version(trusting) == shipped
    assert codes(trusting)["policy_none_in_force"] == "warning"
    assert any("No signed policy is in effect today" in said for said in notices(trusting.desk))
    assert DRAFT in Screens(trusting.walking).desk().draft


def test_an_emergency_key_on_the_first_minute_of_a_new_pack_goes_by_it(trusting: Guard, stick: Stick) -> None:
    install_pack(trusting.desk, read_bundle(stick.one))
    trusting.clock.set("2026-07-14T23:59:00-04:00")
    install_pack(trusting.desk, read_bundle(stick.two))
    trusting.clock.set("2026-07-15T00:00:00-04:00")
    now = trusting.walking.press("F12", None, GUARD, "Front desk")
    assert now.visit.opened.pack_version == "2026.12.2"


def test_a_damaged_pack_gives_way_to_the_next_best_and_is_named(trusting: Guard, stick: Stick) -> None:
    for file in (stick.one, stick.two):
        install_pack(trusting.desk, read_bundle(file))
    trusting.desk.close()
    with closing(open_by_force(trusting.desk.store.places)) as db:
        (kept,) = rows(
            db, "SELECT bytes FROM packs WHERE hash = ?", (read_bundle(stick.two).manifest.pack_hash,)
        )[0]
        for name, text in rows(
            db, "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'packs'"
        ):
            db.execute(f"DROP TRIGGER {name}")
            db.execute(
                "UPDATE packs SET bytes = ? WHERE hash = ?",
                (kept[:-9] + b"x" + kept[-8:], read_bundle(stick.two).manifest.pack_hash),
            )
            db.execute(text)
            break
    trusting.again()
    assert version(trusting) == "2026.12.1"
    assert codes(trusting)["policy_damaged"] == "error"
    assert any("policy of this PC is damaged" in said for said in notices(trusting.desk))
    found = verify(Walking(trusting.desk)).findings
    assert [each.code for each in found] == ["pack_changed"]


# ---- drafts -------------------------------------------------------------------------------------------------------------


def _report(guard: Guard, visit: str) -> str:
    return Reporting(Screens(guard.walking)).make(visit)().text


def test_the_marks_of_a_draft_go_only_where_two_have_signed(make_guard: Make, stick: Stick) -> None:
    """A pack that says of itself that it is approved is a draft all the same until an event says who signed it; a visit that began before
    stays marked for ever, on the screen and on paper."""
    guard = make_guard(pack=stick.office.home / "pack-2026.12.1")
    before = guard.open()
    screens = Screens(guard.walking)
    assert DRAFT in screens.desk().draft
    assert DRAFT in _report(guard, before)
    trust(guard.desk, stick.statement, stick.office.statement.hash)
    install_pack(guard.desk, read_bundle(stick.one))
    after = guard.open()
    assert screens.desk().draft == ""
    told = _report(guard, after)
    assert DRAFT not in told
    assert f"signed by the keys {stick.office.keys[0].id[:8]}, {stick.office.keys[1].id[:8]}" in " ".join(
        told.split()
    )
    assert DRAFT in _report(guard, before)


def test_the_pack_that_ships_stays_a_draft(guard: Guard) -> None:
    """No counsel has signed it."""
    assert DRAFT in Screens(guard.walking).desk().draft
    assert DRAFT in _report(guard, guard.open())


def test_an_old_visit_keeps_its_own_pack_for_ever(trusting: Guard, stick: Stick) -> None:
    """Its report is the same byte for byte after a newer pack, in a program that never saw the older one's files."""
    install_pack(trusting.desk, read_bundle(stick.one))
    trusting.clock.set("2026-07-14T12:00:00-04:00")
    visit = trusting.open()
    trusting.tell(visit, {"danger": "none", "visitor": "federal", "purpose": ("enter",), "identified": "all",
                          "destination": "nonpublic", "paper": "none"})  # fmt: skip
    before = Reporting(Screens(trusting.walking)).make(visit)().pdf
    trusting.clock.set("2026-07-15T12:00:00-04:00")
    install_pack(trusting.desk, read_bundle(stick.two))
    shutil.rmtree(stick.office.home / "pack-2026.12.1")
    trusting.again()
    assert version(trusting) == "2026.12.2"
    assert trusting.walking.current(visit).pack.policy.head.version == "2026.12.1"
    assert Reporting(Screens(trusting.walking)).make(visit)().pdf == before
    stick.office.folder("2026.12.1")
