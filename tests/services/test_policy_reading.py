"""What people are to read, who has read it, and desks that cannot open the record: signed policies and bulletins count there too."""

from collections.abc import Callable
from contextlib import closing

from desktop.packs.bulletins import read_bulletin
from desktop.packs.bundle import read_bundle
from desktop.paths import Places
from desktop.services.desk import open_desk
from desktop.services.notices import notices
from desktop.services.policy_install import install, install_bulletin, install_pack, trust
from desktop.services.policy_reading import acknowledge, bulletin, news, receipts
from desktop.services.screens import Screens
from desktop.services.signed import NOBODY
from desktop.services.walking import Walking
from desktop.store.opening import Realm
from tests.services.closing import without_key_file
from tests.services.conftest import GUARD, SHELTER, Guard
from tests.services.staff import PINS, SUPERVISOR
from tests.services.sticks import DRAFT, Stick, codes, refused, version

Make = Callable[..., Guard]


# ---- what people read ---------------------------------------------------------------------------------------------------


def test_a_bulletin_stands_until_the_next_and_who_read_it_is_on_record(trusting: Guard, stick: Stick) -> None:
    desk, office = trusting.desk, stick.office
    assert bulletin(desk, GUARD) is None
    assert install(desk, office.bulletin_file(1, "Call counsel", "Call counsel first."))[0].ok
    standing = bulletin(desk, GUARD)
    assert standing is not None
    assert (standing.title, standing.read) == ("Call counsel", False)
    for _ in range(2):
        acknowledge(desk, "bulletin", standing.hash, GUARD)
    standing = bulletin(desk, GUARD)
    assert standing is not None
    assert standing.read
    assert [(each.person, each.title, each.how) for each in receipts(desk)] == [
        ("Guard 12", "Call counsel", "claimed")
    ]
    with refused("policy_unsigned"):
        install_bulletin(desk, read_bulletin(office.bulletin_file(2, "No", "No.", (0,))))
    assert install(desk, office.bulletin_file(2, "New number", "Counsel has a new number."))[0].ok
    newer = bulletin(desk, GUARD)
    assert newer is not None
    assert not newer.read
    (older,) = install(desk, office.bulletin_file(1, "Other words", "Under the same number."))
    assert not older.ok
    assert install(desk, office.bulletin_file(3, "", ""))[0].ok
    assert bulletin(desk, GUARD) is None


def test_what_changed_is_told_to_each_person_once_and_keeps_nobody_from_a_visit(
    trusting: Guard, stick: Stick
) -> None:
    desk = trusting.desk
    assert news(desk, GUARD) is None
    install_pack(desk, read_bundle(stick.one))
    first = news(desk, GUARD)
    assert first is not None
    acknowledge(desk, "policy", first.hash, GUARD)
    assert news(desk, GUARD) is None
    install_pack(desk, read_bundle(stick.two))
    told = news(desk, GUARD)
    assert told is not None
    assert (told.former, told.version) == ("2026.12.1", "2026.12.2")
    assert any("Who stands at the door?" in line for line in told.lines)
    assert any("Tell your supervisor at once." in line for line in told.lines)
    assert version(trusting) == "2026.12.2", "nobody has read it, and the visit begins"


def test_only_a_person_can_say_that_something_was_read(trusting: Guard, stick: Stick) -> None:
    install_pack(trusting.desk, read_bundle(stick.one))
    digest = read_bundle(stick.one).manifest.pack_hash
    with refused("who_reads"):
        acknowledge(trusting.desk, "policy", digest)
    with refused("nothing_to_read"):
        acknowledge(trusting.desk, "bulletin", digest, GUARD)
    trusting.desk.people.first(SUPERVISOR, PINS[SUPERVISOR])
    acknowledge(trusting.desk, "policy", digest)
    assert [(each.person, each.how) for each in receipts(trusting.desk)] == [(SUPERVISOR, "pin")]


def test_a_review_that_is_overdue_is_told_to_it_and_to_no_guard(make_guard: Make, stick: Stick) -> None:
    guard, office = make_guard(), stick.office
    late = office.signed_statement(office.state(office.keys, review_by="2026-07-01"), office.keys[:2])
    file = office.home / "late.tauthority"
    file.write_bytes(office.authority_file(late).read_bytes())
    office.authority_file()
    trust(guard.desk, file, late.hash)
    assert codes(guard)["authority_review"] == "warning"
    assert install_pack(guard.desk, read_bundle(stick.one))
    assert not any("look" in said for said in notices(guard.desk))


# ---- desks without the record -------------------------------------------------------------------------------------------


def _begun(places: Places, trusting: Guard, realm: Realm = "record") -> tuple[str, str, str]:
    """A desk is opened as the next program would; the version of a visit there, its mark, and the bulletin's title."""
    with closing(open_desk(places, SHELTER, trusting.clock, realm=realm)) as desk:
        walking = Walking(desk)
        now = walking.open_visit(NOBODY, "Front desk")
        standing = bulletin(desk)
        mark = Screens(walking).desk().draft
        return now.visit.opened.pack_version, mark, standing.title if standing else ""


def test_a_closed_desk_and_a_drill_go_by_the_signed_policy_too(trusting: Guard, stick: Stick) -> None:
    """Nothing of it is taken from a file that was changed: then it is the program's own pack, marked as a draft."""
    shipped = version(trusting)
    install_pack(trusting.desk, read_bundle(stick.one))
    install(trusting.desk, stick.office.bulletin_file(1, "Call counsel", "Call counsel first."))
    trusting.desk.close()
    assert _begun(trusting.desk.store.places, trusting, "drill") == ("2026.12.1", "", "Call counsel")
    places = without_key_file(trusting.home)
    assert _begun(places, trusting) == ("2026.12.1", "", "Call counsel")
    (kept,) = (places.data / "policies").glob("*.json")
    good = kept.read_bytes()
    kept.write_bytes(good.replace(b"Front", b"frOnt").replace(b"paper", b"Paper"))
    assert _begun(places, trusting)[0] == shipped
    kept.write_bytes(good)
    shelf = places.keys / "record-shelf.json"
    told = shelf.read_bytes()
    shelf.write_bytes(told.replace(b"Call counsel first.", b"Let them come in."))
    found = _begun(places, trusting)
    assert (found[0], found[2]) == (shipped, "")
    assert DRAFT in found[1]
    shelf.write_bytes(told)
    assert _begun(places, trusting) == ("2026.12.1", "", "Call counsel")
