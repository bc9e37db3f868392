"""Which policies a new desk is offered, and what is known of one that came by a stick: its files, as its file carries them."""

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from desktop.packs.bundle import Bundle, read_bundle, write_bundle
from desktop.packs.catalog import DEFAULT, load_safety
from desktop.services import authoring
from desktop.services.authoring import Trying
from desktop.services.policy_install import install_pack, trust
from desktop.services.policy_offer import Offer, asked, likely, offers, state_of, zone_for
from desktop.services.policy_source import source_file
from desktop.services.trial import sample_visit, try_out
from tests.packs.policy_office import ID, PACK, reworded
from tests.services.conftest import SHELTER, Guard
from tests.services.sticks import Stick

CALIFORNIA, SCHOOL = "us-ca/school-visitor", "us-ny-nyc/school-sample"


@pytest.fixture(scope="module")
def stick(tmp_path_factory: pytest.TempPathFactory) -> Stick:
    return Stick(tmp_path_factory.mktemp("stick"))


@pytest.fixture(scope="module")
def whole(stick: Stick) -> Bundle:
    """A signed policy in other words than the one that came with the program, with stories and safety rules."""
    folder = stick.office.folder("2026.12.5", change=reworded)
    shutil.copy(PACK / "safety.toml", folder)
    shutil.copytree(PACK / "stories", folder / "stories")
    return stick.office.bundle(folder, 5)


@pytest.fixture
def installed(guard: Guard, stick: Stick, whole: Bundle) -> Guard:
    """A desk that goes by it."""
    trust(guard.desk, stick.statement, stick.office.statement.hash)
    install_pack(guard.desk, whole)
    return guard


def test_those_that_came_with_the_program_and_those_that_were_installed_are_offered_by_title(
    guard: Guard, stick: Stick
) -> None:
    before = offers(guard.desk)
    assert [each.id for each in before] == [DEFAULT, CALIFORNIA, SCHOOL]
    assert before[1].title == "California: officers at a school office"
    assert not any(each.signed for each in before)
    trust(guard.desk, stick.statement, stick.office.statement.hash)
    install_pack(guard.desk, read_bundle(stick.one))
    assert [each.id for each in offers(guard.desk) if each.signed] == [ID]


def test_what_each_asks_of_a_new_desk_is_its_own(guard: Guard) -> None:
    found = {each.id: asked(guard.desk, each.id) for each in offers(guard.desk)}
    city, state = found[DEFAULT], found[CALIFORNIA]
    assert city is not None
    assert state is not None
    assert (city.borough, state.borough) == (True, False)
    assert "shelter" in city.kinds
    assert state.kinds == {"school"}
    assert city.calls != state.calls
    assert asked(guard.desk, "us-xx/gone") is None


@pytest.mark.parametrize(
    ("address", "state", "zone", "policy"),
    [
        ("1 Sample Plaza, Queens", "", "", DEFAULT),
        ("1 Sample Street, Oakland, CA 94601", "CA", "America/Los_Angeles", CALIFORNIA),
        ("1 Sample Street, Oakland, CA 94601-1234.", "CA", "America/Los_Angeles", CALIFORNIA),
        ("1 Sample Street, New York, NY 10001", "NY", "America/New_York", DEFAULT),
        ("1 Sample Street, Tucson, AZ", "AZ", "America/Phoenix", DEFAULT),
        ("1 CA Street, Somewhere", "", "", DEFAULT),
        ("1 Sample Street, ZZ 10001", "", "", DEFAULT),
        ("", "", "", DEFAULT),
    ],
)
def test_the_likely_one_is_that_of_the_place_in_the_address(
    address: str, state: str, zone: str, policy: str
) -> None:
    listed = [Offer(each, each) for each in (DEFAULT, SCHOOL, CALIFORNIA)]
    assert (state_of(address), zone_for(address), likely(listed, address)) == (state, zone, policy)


def test_of_those_for_one_place_the_signed_one_is_likely_and_else_the_desks_own() -> None:
    listed = [Offer(DEFAULT, "a"), Offer(SCHOOL, "b", signed=True), Offer("us-nyx/other", "c")]
    address = "1 Sample Street, New York, NY 10001"
    assert likely(listed, address) == SCHOOL
    assert likely([*listed[:1], Offer(SCHOOL, "b")], address, SCHOOL) == SCHOOL
    assert likely(listed[2:], address) == DEFAULT


def test_the_files_that_the_signed_file_carried_can_be_looked_at_and_tried(installed: Guard) -> None:
    """Stories and safety rules are no part of what visits are walked by; the manifest that was signed covers them all the same."""
    seen = authoring.installed(installed.desk)
    assert seen.pack is not None
    assert seen.folder is not None
    safety = load_safety(seen.folder)
    assert safety is not None
    assert safety.rules
    assert authoring.look_at(seen.folder).pack == seen.pack
    assert sample_visit(installed.desk) is not None
    with closing(Trying(seen.folder, SHELTER, "2026-07-15 12:00")) as trying:
        assert trying.desk.pack.policy.head.version == "2026.12.5"
    installed.desk.close()
    assert not seen.folder.exists(), "what was unpacked is thrown away with the desk"


def _other_story(file: Path, stick: Stick) -> None:
    """Another file of the very same compiled pack."""
    folder = stick.office.home / "pack-2026.12.5"
    (folder / "notes.txt").write_text("Nobody signed this.")
    made = stick.office.bundle(folder, 5)
    (folder / "notes.txt").unlink()
    write_bundle(file, made)


@pytest.mark.parametrize(
    "harm",
    [
        lambda file, _: file.unlink(),
        lambda file, _: file.write_bytes(file.read_bytes()[:-100]),
        lambda file, _: file.write_bytes(file.read_bytes().replace(b"visitor", b"vIsitor", 1)),
        _other_story,
    ],
    ids=["gone", "cut", "changed", "another that is signed"],
)
def test_a_file_that_is_not_what_was_signed_is_not_looked_at(
    installed: Guard, stick: Stick, harm: Callable[[Path, Stick], object]
) -> None:
    """The policy goes on as it stands in the record; only its stories and proofs cannot be told."""
    pack = installed.desk.policies.now()
    harm(source_file(installed.desk.home, pack.pack_hash), stick)
    seen = authoring.installed(installed.desk)
    assert (seen.pack, seen.folder) == (pack, None)
    assert (authoring.promises(seen), authoring.stories(seen)) == ((), None)


def test_a_test_visit_says_whose_policy_it_walked(installed: Guard) -> None:
    """The drill goes by the signed policy, and plays one of its own stories."""
    places, clock = installed.desk.store.places, installed.clock
    installed.desk.close()
    trial = try_out(places, SHELTER, clock)
    assert trial.problems == ()
    assert trial.policy == "New York City: entry to non-public areas of City facilities"
    assert trial.outcome
