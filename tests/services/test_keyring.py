"""The ways to open a record: each opens alone, each change is on record, and what somebody changed is told while the others go on."""

import base64
import json
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from desktop.core.errors import Refused, Trouble
from desktop.core.events import Actor
from desktop.core.people import KeysChanged
from desktop.services.keyring import Keyring
from desktop.services.keyways import SlotView
from desktop.store.opening import open_store
from desktop.store.rekey import STEPS
from desktop.trust.keys import key_files, read_key, unlock
from desktop.trust.slots import KeySlots, read_slots
from tests.services.rings import CLOCK, WORDS, Station, identity_file


@pytest.fixture
def station(tmp_path: Path) -> Station:
    return Station(tmp_path)


def refused(code: str, act: object) -> Refused:
    """The refusal of `act`, a function without arguments."""
    assert callable(act)
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.code == code
    return caught.value


def by_name(station: Station) -> dict[str, SlotView]:
    return {slot.name: slot for slot in station.ring.slots()}


def test_a_new_record_opens_by_the_key_file_of_its_computer_alone(station: Station) -> None:
    (slot,) = station.ring.slots()
    assert (slot.kind, slot.name, slot.state) == ("machine", station.key_file.name, "opens")
    assert station.told() == []


def test_every_way_that_is_added_stands_in_the_list_and_on_record_by_kind_and_name(station: Station) -> None:
    office = station.ring.add_office(station.recipient)
    station.ring.add_sheet(2, 3)
    spoken = station.ring.add_passphrase(WORDS)
    views = by_name(station)
    assert [(view.kind, view.state) for view in views.values()] == [
        ("machine", "opens"), ("office", "whole"), ("sheet", "whole"), ("passphrase", "whole"),
    ]  # fmt: skip
    sheet = next(view for view in views.values() if view.kind == "sheet")
    assert (views[office].recipient, sheet.need, sheet.of) == (station.recipient, 2, 3)
    assert station.told() == [
        KeysChanged("added", "office", office),
        KeysChanged("added", "sheet", sheet.name),
        KeysChanged("added", "passphrase", spoken),
    ]


def test_no_secret_of_any_way_stands_in_the_slots_or_in_the_log(station: Station) -> None:
    shares = station.ring.add_sheet(2, 3)
    station.ring.add_passphrase(WORDS)
    station.ring.add_office(station.recipient)
    said = station.slots.read_text() + "".join(each.read_text() for each in station.places.logs.glob("*"))
    assert unlock(station.record, station.places.keys).hex() not in said
    assert WORDS not in said
    assert not any(share in said for share in shares)


def test_an_office_is_not_added_twice_and_its_secret_key_is_not_taken_for_its_public_one(
    station: Station,
) -> None:
    station.ring.add_office(f" {station.recipient.upper()} ")
    refused("office_there", lambda: station.ring.add_office(station.recipient))
    secret = station.identity.read_text().splitlines()[-1]
    refused("office_secret", lambda: station.ring.add_office(secret))
    refused("office_key", lambda: station.ring.add_office("age1nobody"))
    assert len(station.ring.slots()) == 2


def test_a_short_passphrase_and_a_sheet_of_another_shape_are_refused_and_change_nothing(
    station: Station,
) -> None:
    before = station.slots.read_bytes()
    for words in ("", "four words are few", "aaaaaaaaaaaaaaaaaaaaaaaa", "a a a a a a"):
        refused("passphrase_short", lambda words=words: station.ring.add_passphrase(words))
    for need, of in ((0, 0), (1, 2), (3, 2), (2, 17), (-1, 1)):
        refused("sheet_shape", lambda need=need, of=of: station.ring.add_sheet(need, of))
    assert station.slots.read_bytes() == before
    assert station.told() == []


def test_a_sheet_that_could_not_be_handed_out_does_not_count(station: Station) -> None:
    def full(*_: object) -> None:
        raise Trouble("disk_full", "The stick is full.")

    with pytest.raises(Trouble, match="full"):
        station.ring.add_sheet(2, 3, full)
    assert [slot.kind for slot in station.ring.slots()] == ["machine"]


def test_a_way_is_removed_by_the_beginning_of_its_name_and_opens_no_more(station: Station) -> None:
    shares = station.ring.add_sheet(1, 1)
    name = next(slot.name for slot in station.ring.slots() if slot.kind == "sheet")
    assert station.ring.verify_sheet(shares) == name
    assert station.ring.remove("sheet-").name == name
    refused("no_such_way", lambda: station.ring.verify_sheet(shares))
    assert station.told()[-1] == KeysChanged("removed", "sheet", name)


def test_the_key_file_that_a_start_needs_is_never_removed(station: Station) -> None:
    station.ring.add_sheet(1, 1)
    refused("slot_in_use", lambda: station.ring.remove(station.key_file.name))
    for name in ("", "nothing", "x" * 500):
        refused("no_such_slot", lambda name=name: station.ring.remove(name))


def test_another_key_file_takes_the_place_of_the_former_and_the_data_key_stays(station: Station) -> None:
    former, key = station.key_file, unlock(station.record, station.places.keys)
    station.ring.add_office(station.recipient)
    name = station.ring.replace_machine()
    assert station.key_file.name == name != former.name
    assert unlock(station.record, station.places.keys).hex() == key.hex()
    assert [slot.state for slot in station.ring.slots()] == ["opens", "whole"]
    assert station.told()[-1] == KeysChanged("replaced", "machine", name)


def test_a_list_of_an_earlier_program_opens_and_is_written_anew_as_a_whole_with_the_next_change(
    station: Station,
) -> None:
    """Format 1 knew key files alone, and did not prove them."""
    check, name = read_slots(station.slots).check, station.key_file.name
    old = {"format": 1, "check": check, "slots": [{"kind": "machine", "name": name}]}
    station.slots.write_text(json.dumps(old))
    station.look()
    assert [slot.state for slot in station.ring.slots()] == ["opens"]
    station.ring.add_office(station.recipient)
    assert read_slots(station.slots).format == 2
    assert [slot.state for slot in station.ring.slots()] == ["opens", "whole"]


def change(station: Station, kind: str, **fields: object) -> str:
    """Change a slot as somebody would who has the folder and not the key; its name."""
    whole = json.loads(station.slots.read_bytes())
    slot = next(each for each in whole["slots"] if each["kind"] == kind)
    slot.update(fields)
    station.slots.write_text(json.dumps(whole))
    return str(slot["name"])


def test_a_way_that_somebody_changed_is_told_and_the_others_go_on(station: Station, tmp_path: Path) -> None:
    """Somebody who puts an office of their own into the list does not get the next data key."""
    _, foreign = identity_file(tmp_path / "foreign.txt")
    shares = station.ring.add_sheet(2, 3)
    station.ring.add_office(station.recipient)
    name = change(station, "office", recipient=foreign)
    states = {view.kind: view.state for view in station.ring.slots()}
    assert states == {"machine": "opens", "sheet": "whole", "office": "changed"}
    station.ring.verify_sheet(shares)
    done = station.ring.change_data_key()
    assert name in done.gone
    assert "office" not in {view.kind for view in done.slots}


@pytest.mark.parametrize(
    ("field", "value"), [("need", 1), ("of", 9), ("name", "sheet-ffffff"), ("salt", "AAAA"), ("wrapped", "")]
)
def test_a_sheet_whose_slot_was_changed_in_any_field_is_told(
    station: Station, field: str, value: object
) -> None:
    shares = station.ring.add_sheet(2, 3)
    change(station, "sheet", **{field: value})
    assert [view.state for view in station.ring.slots()] == ["opens", "changed"]
    with pytest.raises(Refused):
        station.ring.verify_sheet(shares)


def test_without_the_key_file_the_list_is_still_shown_and_says_that_nothing_could_be_checked(
    station: Station,
) -> None:
    station.ring.add_office(station.recipient)
    station.key_file.unlink()
    assert [view.state for view in station.ring.slots()] == ["missing", "unchecked"]
    with pytest.raises(Trouble, match="keys recover"):
        station.ring.add_sheet(1, 1)


def test_who_is_no_it_changes_no_key(station: Station) -> None:
    for role in ("guard", "supervisor", "none"):
        ring = Keyring(station.places, actor=Actor("Guard 12", role, "claimed"), clock=CLOCK, console=True)
        for act in (
            ring.slots,
            ring.fingerprint,
            ring.replace_machine,
            ring.change_data_key,
            lambda ring=ring: ring.remove("m"),
        ):
            refused("not_your_role", act)
    assert station.told() == []


def test_a_pin_is_set_only_after_another_way_than_the_key_file_has_opened_the_record(
    station: Station,
) -> None:
    refused("recover_first", lambda: station.ring.renew_supervisor("Supervisor 1", "402917"))


def test_the_data_key_is_changed_and_every_way_that_can_follow_follows(station: Station) -> None:
    office = station.ring.add_office(station.recipient)
    old_shares, spoken = station.ring.add_sheet(2, 3), station.ring.add_passphrase(WORDS)
    former, head = unlock(station.record, station.places.keys), station.look()
    given: list[tuple[str, int, list[str], str]] = []
    steps: list[str] = []
    done = station.ring.change_data_key(
        steps.append,
        WORDS + " again",
        lambda name, need, shares, mark: given.append((name, need, list(shares), mark)),
    )
    assert tuple(steps) == STEPS
    key = unlock(station.record, station.places.keys)
    assert key.hex() != former.hex()
    assert [(view.kind, view.state) for view in done.slots] == [
        ("machine", "opens"), ("office", "whole"), ("sheet", "whole"), ("passphrase", "whole"),
    ]  # fmt: skip
    [(name, need, shares, mark)] = given
    assert (need, station.ring.verify_sheet(shares[1:]), mark) == (2, name, station.ring.fingerprint())
    refused("sheet_wrong", lambda: station.ring.verify_sheet(old_shares))
    assert office not in done.gone
    assert spoken in done.gone
    assert [each.what for each in station.told()][-5:] == ["data_key", "made", "made", "made", "made"]
    store = open_store(station.places, create=False, clock=CLOCK)
    assert head in {event.hash for seq in range(1, 20) if (event := store.queries.event(seq))}
    store.close()
    assert done.former is not None
    assert read_key(done.former).hex() == former.hex()


def test_a_sheet_that_nobody_is_there_to_take_is_not_made_for_another_data_key(station: Station) -> None:
    station.ring.add_sheet(2, 3)
    done = station.ring.change_data_key()
    assert [view.kind for view in done.slots] == ["machine"]
    assert len(done.gone) == 1


def test_a_record_that_is_open_gets_no_other_data_key_and_keeps_its_own(station: Station) -> None:
    key, files = unlock(station.record, station.places.keys).hex(), key_files(station.places.keys)
    store = open_store(station.places, create=True, clock=CLOCK)
    with pytest.raises(Trouble) as caught:
        station.ring.change_data_key()
    store.close()
    assert caught.value.kind == "locked"
    assert unlock(station.record, station.places.keys).hex() == key
    assert key_files(station.places.keys) == files
    station.look()


def test_what_is_sealed_to_an_office_is_a_key_file_for_the_tool_age_too(station: Station) -> None:
    """With age alone, without this program: what comes out is put into the keys folder."""
    import pyrage

    name = station.ring.add_office(station.recipient)
    slot = next(each for each in json.loads(station.slots.read_bytes())["slots"] if each["name"] == name)
    assert slot["sealed"].startswith("-----BEGIN AGE ENCRYPTED FILE-----\n")
    identity = pyrage.x25519.Identity.from_str(station.identity.read_text().splitlines()[-1])
    content = pyrage.decrypt(slot["sealed"].encode(), [identity])
    assert content == station.key_file.read_bytes()


def test_two_programs_that_add_a_way_at_once_both_get_theirs(station: Station) -> None:
    """The list is read and written within one transaction of the record."""
    code = (
        "import sys; from pathlib import Path; from desktop.paths import places; from desktop.services.keyring import Keyring\n"
        "for _ in range(4): Keyring(places(Path(sys.argv[1]), {}), console=True).add_sheet(2, 3)"
    )
    command = [sys.executable, "-c", code, str(station.home / "desk")]
    both = [subprocess.Popen(command, cwd=Path(__file__).parents[2]) for _ in range(2)]
    assert [each.wait(60) for each in both] == [0, 0]
    assert [view.state for view in station.ring.slots()] == ["opens", *["whole"] * 8]


def test_drills_have_ways_of_their_own(station: Station) -> None:
    open_store(station.places, True, realm="drill", clock=CLOCK).close()
    ring = Keyring(station.places, "drill", clock=CLOCK, console=True)
    ring.add_sheet(1, 1)
    assert [view.kind for view in ring.slots()] == ["machine", "sheet"]
    assert [view.kind for view in station.ring.slots()] == ["machine"]


def test_a_list_whose_base64_is_damaged_opens_by_nothing_and_says_which_way_it_is(station: Station) -> None:
    station.ring.add_passphrase(WORDS)
    name = change(station, "passphrase", salt="ä", wrapped="?")
    station.key_file.unlink()
    assert refused("slot_changed", lambda: station.ring.recover_with_passphrase(WORDS)).values["name"] == name


def test_slots_that_cost_more_than_a_computer_has_are_not_tried(station: Station) -> None:
    """A changed file must not take all memory."""
    station.ring.add_passphrase(WORDS)
    change(station, "passphrase", cost={"passes": 3, "memory_kib": 2**40, "lanes": 4})
    with pytest.raises(Trouble, match="damaged"):
        station.ring.slots()


def test_a_copy_of_the_data_folder_alone_opens_by_nothing_but_what_was_made_for_it(
    station: Station, tmp_path: Path
) -> None:
    station.ring.add_office(station.recipient)
    shutil.rmtree(station.places.keys)
    with pytest.raises(Trouble) as caught:
        unlock(station.record, station.places.keys)
    assert caught.value.kind == "key_missing"
    other, _ = identity_file(tmp_path / "other.txt")
    refused("not_sealed_to", lambda: station.ring.recover_with_office(other))
    assert not station.places.keys.exists() or key_files(station.places.keys) == []


def test_the_slots_are_written_as_they_are_read(station: Station) -> None:
    station.ring.add_sheet(2, 3)
    whole = msgspec.json.decode(station.slots.read_bytes(), type=KeySlots)
    assert whole == read_slots(station.slots)
    assert all(
        base64.b64decode(each["wrapped"]) for each in json.loads(station.slots.read_bytes())["slots"][1:]
    )
