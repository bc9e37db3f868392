"""A site without a key file: what is written while the record is closed is encrypted, comes into the record, and is believable there."""

import json
import shutil
from contextlib import closing
from pathlib import Path

import pytest

from desktop import paths
from desktop.core.errors import Refused, Trouble
from desktop.core.events import Actor, VisitOpened
from desktop.core.people import KeysChanged
from desktop.services.backing import back_up, restore_from
from desktop.services.closed import unlock_by
from desktop.services.desk import open_desk
from desktop.services.health import examine
from desktop.services.keyring import Keyring
from desktop.services.noting import Noting
from desktop.services.reporting import Reporting
from desktop.services.screens import Screens
from desktop.services.signed import NOBODY
from desktop.services.verifying import verify
from desktop.services.walking import Walking
from desktop.store import siding
from desktop.trust import side
from desktop.trust.keys import SLOTS_FILE, key_files
from desktop.trust.slots import read_slots
from tests.journeys.clear import in_clear
from tests.services.closing import SCHOOL, WORDS, WRONG, Site, sides
from tests.services.rings import identity_file

CANARY = "Zwiebelfisch"


def test_a_start_without_the_passphrase_walks_presses_notes_and_calls_in_a_side_record(site: Site) -> None:
    """The desk opens at once and is closed; the earlier visit is not there, everything that is done now is saved, by nobody."""
    with closing(site.start()) as desk:
        assert desk.closed
        assert "closed" in desk.told[0]
        walking = Walking(desk)
        assert [line.visit for line in desk.store.queries.all_visits()] == []
        now = walking.open_visit(NOBODY, "Front desk")
        visit = now.visit.id
        assert now.walk.open is not None
        walking.answer(visit, now.walk.open.address, "none", NOBODY)
        Noting(walking).call(visit, "counsel", "no_answer", NOBODY)
        Noting(walking).mark_time(visit, NOBODY)
        walking.press("F12", visit, NOBODY, "Front desk")
        pressed = walking.press("F1", None, NOBODY, "Front desk").visit.id
        assert {line.visit for line in desk.store.queries.open_visits()} == {visit, pressed}
        assert {event.actor for event in desk.store.queries.events_of(visit)} == {NOBODY}


def test_nobody_acts_by_their_own_word_at_a_closed_desk_and_closed_visits_wait(site: Site) -> None:
    """Who works here is known once the record is open: a claimed name is refused, and so are reports and what is over."""
    with closing(site.start()) as desk:
        walking = Walking(desk)
        with pytest.raises(Refused, match="not_signed_in"):
            walking.open_visit(Actor("Guard 12", "guard", "claimed"), "Front desk")
        visit = walking.open_visit(NOBODY, "Front desk").visit.id
        with pytest.raises(Refused, match="sign_in"):
            Reporting(Screens(walking)).material(visit)
        desk.people.lock("idle")
        assert not desk.signed.locked


def test_nothing_of_it_is_ever_on_disk_in_clear(site: Site) -> None:
    """Searched are all files of the workstation, before and after it was taken in."""
    with closing(site.start()) as desk:
        walking = Walking(desk)
        visit = walking.open_visit(NOBODY, "Front desk").visit.id
        Noting(walking).note(visit, CANARY, "seen", NOBODY)
        Noting(walking).keep_half_typed(visit, "note", CANARY * 2)
        assert not in_clear(site.home, CANARY)
    assert not in_clear(site.home, CANARY)
    with closing(site.opened()) as desk:
        assert desk.store.queries.half_typed(visit) == {"note": CANARY * 2}
        assert not in_clear(site.home, CANARY)


def test_whoever_can_only_write_beside_the_record_cannot_have_it_sealed_to_them(
    site: Site, tmp_path: Path
) -> None:
    """A recipient that no device key signed is never taken from the data folder; the change is told, on record, and set right."""
    place = site.places.data / "record" / side.SIDE_FILE
    said = json.loads(place.read_bytes())
    own = said["recipient"]
    said["recipient"] = identity_file(tmp_path / "theirs.txt")[1]
    place.write_text(json.dumps(said))
    site.emergency()
    [name] = site.waiting()
    [slot] = read_slots(site.places.data / siding.SIDE / name / "record" / SLOTS_FILE).slots
    assert getattr(slot, "recipient", "") == own
    with closing(site.opened()) as desk:
        assert [told.what for told in sides(desk)] == ["recipient_changed", "taken_in"]
        assert any("Somebody changed" in each for each in desk.told)
        assert "side_recipient" in {each.code for each in verify(Walking(desk)).findings}
    assert json.loads(place.read_bytes())["recipient"] == own


def test_without_a_recipient_that_can_be_believed_the_desk_works_and_says_what_is_at_stake(
    site: Site,
) -> None:
    """Never in clear, never refused: the key is in memory, the desk says not to turn the PC off, and the same process takes it in."""
    for place in (site.places.data / "record" / side.SIDE_FILE, side.side_file(site.places.keys)):
        place.unlink()
    desk = site.start()
    visit = Walking(desk).open_visit(NOBODY, "").visit.id
    assert "Do not turn this PC off" in desk.told[0]
    assert "side_recipient" in {fact.code for fact in examine(site.places, SCHOOL) if fact.level == "error"}
    desk.close()
    site.unlock()
    with closing(site.start(fresh=False)) as desk:
        assert desk.store.queries.visit(visit) is not None
        assert verify(Walking(desk)).ok
    with closing(site.start()) as desk:
        assert "Do not turn" not in desk.told[0], "it was set right when the record was open"


def test_a_wrong_passphrase_opens_nothing_and_the_right_one_does_at_once_after(site: Site) -> None:
    with pytest.raises(Refused, match="passphrase_wrong"):
        unlock_by(site.places.data / "record", site.places, WRONG)
    with pytest.raises(Trouble) as trouble:
        open_desk(site.places, SCHOOL, create=False)
    assert trouble.value.kind == "closed"
    site.unlock()
    with closing(open_desk(site.places, SCHOOL, create=False)) as desk:
        assert not desk.closed


def test_becoming_such_a_site_needs_the_passphrase_and_leaves_no_key_file(tmp_path: Path) -> None:
    """A wrong passphrase changes nothing; killed before the file was deleted, the site opens as before and doctor says so."""
    site = Site(tmp_path / "home")
    assert key_files(site.places.keys) == []
    with closing(site.opened()) as desk:
        found = desk.store.queries.events_where("kind = 'keys_changed'")
        assert [
            (event.body.what, event.body.slot) for event in found if isinstance(event.body, KeysChanged)
        ] == [("removed", "machine")]
    site.unlock()
    ring = Keyring(site.places, console=True)
    with pytest.raises(Refused, match="passphrase_wrong"):
        ring.passphrase_only(WRONG)
    name = ring.replace_machine()
    assert (site.places.keys / name).exists()
    with closing(site.start()) as desk:
        assert not desk.closed, "the way back: a key file again"
    kept = (site.places.keys / name).read_bytes()
    ring.passphrase_only(WORDS)
    (site.places.keys / name).write_bytes(kept)
    assert "key_file_left" in {fact.code for fact in examine(paths.places(site.home, {}), SCHOOL)}


def test_doctor_tells_a_closed_record_by_a_code_of_its_own_and_an_only_passphrase(site: Site) -> None:
    site.emergency()
    facts = {fact.code: fact for fact in examine(site.places, SCHOOL)}
    assert facts["closed"].level == "warning"
    assert facts["side_waiting"].level == "warning"
    site.opened().close()
    facts = {fact.code: fact for fact in examine(site.places, SCHOOL)}
    assert "closed" not in facts
    assert facts["recovery"].level == "warning"
    assert "forgotten" in facts["recovery"].sentence


def test_another_opening_of_a_closed_desk_reads_the_side_record_and_begins_none(site: Site) -> None:
    with closing(site.start()) as desk:
        visit = Walking(desk).open_visit(NOBODY, "").visit.id
        with closing(desk.another()) as other:
            assert other.closed
            assert other.store.queries.visit(visit) is not None
        assert len(site.waiting()) == 1


def test_a_visit_opened_there_keeps_its_pack_and_site(site: Site) -> None:
    visit, _ = site.emergency()
    with closing(site.opened()) as desk:
        opened = desk.store.queries.events_of(visit)[0].body
        assert isinstance(opened, VisitOpened)
        assert desk.store.queries.pack(opened.pack_hash) is not None


def test_another_data_key_leaves_such_a_site_as_it_is(site: Site) -> None:
    """A passphrase is needed, no key file is made, and the next closed start seals to the new key."""
    site.emergency()
    site.unlock()
    ring = Keyring(site.places, console=True)
    with pytest.raises(Refused, match="passphrase_needed"):
        ring.change_data_key()
    with pytest.raises(Refused, match="side_waiting"):
        ring.change_data_key(passphrase=WORDS)
    site.opened().close()
    Keyring(site.places, console=True).change_data_key(passphrase=WORDS)
    assert key_files(site.places.keys) == []
    visit, _ = site.emergency()
    with closing(site.opened()) as desk:
        assert desk.store.queries.visit(visit) is not None
        assert {told.what for told in sides(desk)} == {"taken_in"}
        assert verify(Walking(desk)).ok


def test_the_last_passphrase_stays_and_recovery_makes_a_key_file_again(site: Site) -> None:
    site.unlock()
    ring = Keyring(site.places, console=True)
    [way] = ring.slots()
    with pytest.raises(Refused, match="last_passphrase"):
        ring.remove(way.name)
    fresh = Keyring(paths.places(site.home, {}), console=True)
    assert fresh.recover_with_passphrase(WORDS).made is not None
    with closing(site.start()) as desk:
        assert not desk.closed
    assert not side.side_file(site.places.keys).exists()


def test_a_backup_needs_the_open_record_and_opens_elsewhere_by_the_passphrase(
    site: Site, tmp_path: Path
) -> None:
    """While the record is closed none is made, with a reason; what waits stays where it is, and comes in after a restore too."""
    target = tmp_path / "stick"
    target.mkdir()
    visit, _ = site.emergency()
    with pytest.raises(Trouble) as trouble:
        back_up(site.places, target, SCHOOL, site.clock)
    assert trouble.value.kind == "closed"
    site.unlock()
    back_up(site.places, target, SCHOOL, site.clock)
    shutil.rmtree(site.places.data / "record")
    restore_from(site.places, target, site.clock)
    with closing(site.start(fresh=False)) as desk:
        assert desk.store.queries.visit(visit) is not None
        assert desk.store.queries.visit(site.earlier) is not None
