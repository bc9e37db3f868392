"""Who opens the record by another way than the key file becomes supervisor by that only where the way is older than the people, or a
supervisor agreed to it: else whoever is at the command line could make a sheet and be one a moment later."""

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from desktop.core.errors import Refused
from desktop.core.people import KeysChanged
from desktop.managed import managed_file
from desktop.services.desk import open_desk
from desktop.services.key_facts import against_record
from desktop.services.keyring import Keyring
from desktop.services.keyways import Recovered
from desktop.services.notices import WORDS as TOLD
from desktop.services.notices import notices
from desktop.store.opening import open_store
from desktop.trust.keys import key_files, unlock
from desktop.trust.slots import is_genuine, read_slots
from tests.services.rings import CLOCK, WORDS, Station
from tests.services.staff import OTHER, PINS, SUPERVISOR, code_of


@pytest.fixture
def station(tmp_path: Path) -> Station:
    return Station(tmp_path)


def people(station: Station) -> None:
    """A supervisor with a PIN: from now on people are set up."""
    with closing(open_desk(station.places)) as desk:
        desk.people.first(SUPERVISOR, PINS[SUPERVISOR])


def ring(station: Station) -> Keyring:
    """The ways, at the command line."""
    return Keyring(station.places, clock=CLOCK, console=True)


def refusal(station: Station, by: Keyring) -> str:
    """Why whoever opened the record by this keyring does not become supervisor; "" where that came about."""
    try:
        by.renew_supervisor("Guard 12", OTHER)
    except Refused as refused:
        return refused.code
    with closing(open_desk(station.places, create=False)) as desk:
        assert desk.people.sign_in("Guard 12", OTHER).role == "supervisor"
    return ""


def test_a_way_that_it_makes_once_people_are_set_up_opens_the_record_and_makes_no_supervisor(
    station: Station,
) -> None:
    people(station)
    shares = station.ring.add_sheet(1, 1)
    station.ring.add_office(station.recipient)
    station.ring.add_passphrase(WORDS)
    station.key_file.unlink()
    by = ring(station)
    ways: list[Callable[[], Recovered]] = [
        lambda: by.recover_with_sheet(shares),
        lambda: by.recover_with_office(station.identity),
        lambda: by.recover_with_passphrase(WORDS),
    ]
    for recover in ways:
        assert recover().amiss is not None
        assert refusal(station, by) == "way_not_agreed"
    assert station.key_file.exists()


def test_a_way_from_before_people_were_set_up_makes_a_supervisor_once(station: Station) -> None:
    shares = station.ring.add_sheet(1, 1)
    people(station)
    by = ring(station)
    assert by.recover_with_sheet(shares).amiss is None
    assert refusal(station, by) == ""
    assert refusal(station, by) == "recover_first"


def test_an_office_that_a_new_record_was_sealed_to_makes_a_supervisor(station: Station) -> None:
    managed_file(station.places).parent.mkdir(parents=True, exist_ok=True)
    managed_file(station.places).write_text(f'recovery = ["{station.recipient}"]\n')
    station.places.data.rename(station.home / "former data")
    station.places.keys.rename(station.home / "former keys")
    people(station)
    by = ring(station)
    by.recover_with_office(station.identity)
    assert refusal(station, by) == ""


def test_a_way_that_a_supervisor_signed_in_for_makes_a_supervisor(station: Station) -> None:
    people(station)
    by = ring(station)
    by.agreed_by(SUPERVISOR, PINS[SUPERVISOR])
    shares = by.add_sheet(1, 1)
    by = ring(station)
    by.recover_with_sheet(shares)
    assert refusal(station, by) == ""


def test_only_the_pin_of_a_supervisor_agrees(station: Station) -> None:
    people(station)
    with closing(open_desk(station.places)) as desk:
        desk.people.sign_in(SUPERVISOR, PINS[SUPERVISOR])
        desk.people.add("IT 1", "it", PINS["IT 1"])
    for person, pin, code in (("IT 1", PINS["IT 1"], "not_your_role"), (SUPERVISOR, OTHER, "wrong_pin")):
        with pytest.raises(Refused) as refused:
            ring(station).agreed_by(person, pin)
        assert code_of(refused) == code


def test_with_another_data_key_an_office_stays_what_it_was_and_a_new_sheet_is_what_it_was_made_as(
    station: Station,
) -> None:
    """Changing the data key makes each sheet anew, for whoever is at the command line."""
    office = station.ring.add_office(station.recipient)
    station.ring.add_sheet(1, 1)
    people(station)
    given: list[str] = []
    done = station.ring.change_data_key(hand_out=lambda name, need, shares, mark: given.extend(shares))
    assert office in {slot.name for slot in done.slots}
    by = ring(station)
    assert by.recover_with_sheet(given).amiss is not None
    assert refusal(station, by) == "way_not_agreed"
    by.recover_with_office(station.identity)
    assert refusal(station, by) == ""
    given.clear()
    by = ring(station)
    by.agreed_by("Guard 12", OTHER)
    by.change_data_key(hand_out=lambda name, need, shares, mark: given.extend(shares))
    by = ring(station)
    by.recover_with_sheet(given)
    by.renew_supervisor(SUPERVISOR, OTHER)


def test_an_office_of_it_alone_gains_nothing_by_another_data_key(station: Station) -> None:
    people(station)
    station.ring.add_office(station.recipient)
    station.ring.change_data_key()
    by = ring(station)
    by.recover_with_office(station.identity)
    assert refusal(station, by) == "way_not_agreed"


def test_a_removed_way_whose_list_was_copied_back_makes_no_supervisor_and_is_told(station: Station) -> None:
    shares = station.ring.add_sheet(1, 1)
    people(station)
    before = station.slots.read_bytes()
    station.ring.remove("sheet")
    station.slots.write_bytes(before)
    by = ring(station)
    done = by.recover_with_sheet(shares)
    assert done.amiss is not None
    assert refusal(station, by) == "way_back"
    with closing(open_store(station.places, create=False)) as store:
        [fact] = against_record(store)
    assert (fact.code, fact.level) == ("way_back", "error")
    assert "was removed at event" in fact.sentence
    with closing(open_desk(station.places, create=False)) as desk:
        assert TOLD["way_back"] in notices(desk, thorough=True)


def test_a_way_that_was_changed_opens_the_record_and_makes_no_supervisor(station: Station) -> None:
    """An office of one's own under the name of one that may."""
    station.ring.add_office(station.recipient)
    people(station)
    whole = json.loads(station.slots.read_bytes())
    whole["slots"][1]["name"] = "office-ffffff"
    station.slots.write_text(json.dumps(whole))
    by = ring(station)
    by.recover_with_office(station.identity)
    assert refusal(station, by) == "slot_altered"


@pytest.mark.parametrize("name", ["record-device.key", "RECORD-DEVICE.KEY", "a stranger's.key"])
def test_a_list_that_names_another_file_as_key_file_has_none_moved_aside(station: Station, name: str) -> None:
    """Who can write there could have the device key, which signs for the record, made away with."""
    shares = station.ring.add_sheet(1, 1)
    (station.places.keys / "a stranger's.key").write_text("of another program")
    former = unlock(station.record, station.places.keys)
    whole = json.loads(station.slots.read_bytes())
    lost = station.places.keys / whole["slots"][0]["name"]
    whole["slots"][0]["name"] = name
    station.slots.write_text(json.dumps(whole))
    lost.unlink()
    others = {place: place.read_bytes() for place in station.places.keys.glob("*.key")}
    done = ring(station).recover_with_sheet(shares)
    assert (done.aside, done.made is not None) == (None, True)
    assert {place: place.read_bytes() for place in others} == others
    assert unlock(station.record, station.places.keys).hex() == former.hex()
    machine = read_slots(station.slots).slots[0]
    assert done.made is not None
    assert (machine.name, is_genuine(machine, former)) == (done.made.name, True)
    assert done.made in key_files(station.places.keys)
    assert station.told()[-1] == KeysChanged("recovered", "sheet", read_slots(station.slots).slots[1].name)


def test_a_keyring_without_a_desk_must_say_that_it_is_at_the_command_line(station: Station) -> None:
    with pytest.raises(Refused) as refused:
        Keyring(station.places)
    assert code_of(refused) == "sign_in"
