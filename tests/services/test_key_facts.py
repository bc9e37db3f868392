"""What doctor and the desk tell of keys: only what is so, each with what to do, and nothing that stops a desk."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from desktop.managed import managed_file
from desktop.services.desk import open_desk
from desktop.services.health import examine
from desktop.services.key_facts import against_record, findings, managed_findings, notices
from desktop.store.check import Finding
from desktop.store.opening import open_store
from desktop.trust.keys import unlock
from desktop.trust.slots import KeySlots, for_office, read_slots, write_slots
from tests.services.rings import Station, identity_file


@pytest.fixture
def station(tmp_path: Path) -> Station:
    return Station(tmp_path)


def managed(station: Station, text: str) -> None:
    file = managed_file(station.places)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def test_a_record_that_only_its_computer_opens_is_a_warning_of_doctor_and_no_word_on_the_desk(
    station: Station,
) -> None:
    [fact] = findings(station.places)
    assert (fact.code, fact.level, "add-office" in fact.remedy) == ("recovery", "warning", True)
    assert notices(station.places) == []
    assert "recovery" in {each.code for each in examine(station.places)}


def test_every_other_way_is_named_and_then_all_is_well(station: Station) -> None:
    name = station.ring.add_office(station.recipient)
    [fact] = findings(station.places)
    assert (fact.level, name in fact.sentence) == ("ok", True)


def test_a_way_that_somebody_changed_is_told_by_doctor_and_desk_and_the_desk_opens(station: Station) -> None:
    name = station.ring.add_office(station.recipient)
    whole = json.loads(station.slots.read_bytes())
    whole["slots"][1]["recipient"] = identity_file(station.home / "foreign.txt")[1]
    station.slots.write_text(json.dumps(whole))
    assert [(each.code, each.level) for each in findings(station.places)] == [
        ("key_slots", "error"),
        ("recovery", "warning"),
    ]
    desk = open_desk(station.places)
    assert any(name in notice and "Tell IT" in notice for notice in desk.told)
    desk.close()


def test_an_office_of_managed_toml_that_cannot_open_the_record_is_told_until_it_can(station: Station) -> None:
    managed(station, f'recovery = ["{station.recipient}"]\n')
    [fact] = managed_findings(station.places)
    assert (fact.code, station.recipient in fact.sentence, fact.remedy) == (
        "managed",
        True,
        "Run threshold keys add-office.",
    )
    station.ring.add_office(station.recipient)
    assert managed_findings(station.places) == []


def test_what_is_no_office_key_is_told_with_its_place_and_a_secret_key_is_never_repeated(
    station: Station,
) -> None:
    secret = station.identity.read_text().splitlines()[-1]
    managed(station, f'recovery = ["age1x", "{secret}"]\nretention = 3\n')
    said = [each.sentence for each in managed_findings(station.places)]
    assert len(said) == 3
    assert "number 1" in said[1]
    assert "number 2" in said[2]
    assert "secret key" in said[2]
    assert not any(secret in each for each in (*said, *notices(station.places)))


def test_managed_findings_are_told_where_there_is_no_record_yet(tmp_path: Path) -> None:
    from desktop.paths import places

    home = places(tmp_path / "desk", {})
    managed_file(home).parent.mkdir(parents=True)
    managed_file(home).write_text('recovery = ["nobody"]\n')
    assert len(managed_findings(home)) == 1


def test_a_way_that_was_taken_out_of_the_list_by_hand_is_missed(station: Station) -> None:
    """On the day on which the office is needed it would be too late to find out."""
    office = station.ring.add_office(station.recipient)
    station.ring.add_sheet(1, 1)
    station.ring.remove("sheet")
    assert told(station) == []
    before = station.slots.read_bytes()
    whole = json.loads(before)
    del whole["slots"][1]
    station.slots.write_text(json.dumps(whole))
    [fact] = told(station)
    assert (fact.level, office in fact.sentence, "add-office" in fact.remedy) == ("error", True, True)
    station.slots.write_bytes(before)
    station.ring.change_data_key()
    assert told(station) == []


def test_a_way_that_no_event_tells_of_is_told(station: Station) -> None:
    """A power cut may have come between the two, or somebody with the key was at work without the program."""
    key = unlock(station.record, station.places.keys)
    slots = read_slots(station.slots)
    write_slots(station.slots, KeySlots(2, slots.check, [*slots.slots, for_office(station.recipient, key)]))
    [fact] = told(station)
    assert (fact.level, "no event tells" in fact.sentence) == ("warning", True)


def told(station: Station) -> list[Finding]:
    with closing(open_store(station.places, create=False)) as store:
        return against_record(store)
