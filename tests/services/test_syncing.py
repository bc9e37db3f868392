"""A desk sends its record: whatever is pulled, lost, doubled or forged on the way, nothing counts as received without its receipt."""

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pyrage
import pytest

from desktop.core.errors import Refused, Trouble
from desktop.core.events import Draft
from desktop.core.particulars import NoteWritten
from desktop.services import syncing
from desktop.services.health import examine
from desktop.services.notices import notices
from desktop.services.syncing import Standing, Way, send, send_by_itself, standing, visits_on_way
from desktop.sync import bundle
from desktop.sync.bundle import open_bundle, open_whole
from desktop.sync.receipts import read_receipt, write_receipt
from desktop.sync.signed_lines import signed_lines
from desktop.trust.device import DeviceKey
from tests.services.boss import refused
from tests.services.conftest import GUARD, Guard

OFFICE, STRANGER = DeviceKey(bytes([5]) * 32), DeviceKey(bytes([6]) * 32)


class Road:
    """A guard's desk, a stick, and an office that signs receipts for what lies on it."""

    def __init__(self, home: Path) -> None:
        self.guard, self.home = Guard(home / "home"), home
        self.visit = self.guard.open()
        made = pyrage.x25519.Identity.generate()
        self.identity, self.stick = str(made), home / "stick"
        self.stick.mkdir()
        self.way = Way(str(self.stick), (str(made.to_public()),), OFFICE.public)

    def write(self, notes: int) -> None:
        """So many notes of a visit."""
        desk = self.guard.desk
        drafts = [
            Draft("note_written", self.visit, NoteWritten(f"Note {n}", "seen"), GUARD) for n in range(notes)
        ]
        desk.store.journal.append(drafts, desk.clock.read())

    def now(self) -> Standing:
        return standing(self.guard.desk, self.way)

    def confirm(self, key: DeviceKey = OFFICE) -> None:
        """Receipts for all bundles on the stick."""
        signer = self.guard.desk.store.journal.device_key()
        for each in self.stick.glob("*.tbundle"):
            header, rows = open_bundle(each.read_bytes(), signer, self.identity)
            each.with_suffix(".treceipt").write_bytes(write_receipt(header, rows, key))

    def there(self) -> list[int]:
        """The numbers of the events on the stick, each as often as it is there."""
        signer = self.guard.desk.store.journal.device_key()
        found = [
            open_bundle(each.read_bytes(), signer, self.identity)[1] for each in self.stick.glob("*.tbundle")
        ]
        return sorted(row.seq for rows in found for row in rows)

    def it_names_it(self) -> None:
        config = self.guard.desk.store.places.config
        config.mkdir(parents=True, exist_ok=True)
        lines = f'sync_to = "{self.stick}"\nsync_recipients = ["{self.way.recipients[0]}"]\nsync_receipts = "{self.way.office}"\n'
        (config / "managed.toml").write_text(lines)


@pytest.fixture
def road(tmp_path: Path) -> Iterator[Road]:
    made = Road(tmp_path)
    yield made
    made.guard.desk.close()


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bundles of at most 20 events."""
    monkeypatch.setattr(bundle, "MOST_EVENTS", 20)


def test_what_waits_went_and_was_received_is_told_apart(road: Road) -> None:
    last = road.now().events
    assert (road.now().waits, road.now().visits, road.now().state) == (last, 1, "waits")
    assert send(road.guard.desk, road.way).events == last
    assert (road.now().waits, road.now().went, road.now().state) == (0, last, "went")
    road.confirm()
    done = send(road.guard.desk, road.way)
    assert (done.bundles, done.receipts, done.wrong) == (0, 1, ())
    assert (road.now().received, road.now().state) == (last, "received")
    road.write(3)
    assert (road.now().waits, road.now().received) == (3, last)


def test_a_sending_writes_nothing_into_the_record_so_that_it_ends(road: Road) -> None:
    before = road.guard.desk.store.journal.head()
    send(road.guard.desk, road.way)
    road.confirm()
    send(road.guard.desk, road.way)
    assert road.guard.desk.store.journal.head() == before


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("point", range(10))
def test_the_medium_is_pulled_at_any_point_and_nothing_is_lost_or_doubled(road: Road, point: int) -> None:
    """It is gone between two bundles; what a file of half a bundle is worth, tests/sync/test_folder.py tells."""
    road.write(215)
    pulled = road.home / "in a pocket"

    def pull(done: int, of: int) -> None:
        if done >= point * of // 10 and road.stick.is_dir():
            road.stick.rename(pulled)

    with pytest.raises(Trouble, match=r"stick"):
        send(road.guard.desk, road.way, progress=pull)
    pulled.rename(road.stick)
    send(road.guard.desk, road.way)
    assert road.there() == list(range(1, road.now().events + 1))
    assert send(road.guard.desk, road.way).bundles == 0


@pytest.mark.usefixtures("small")
def test_a_sending_that_is_stopped_goes_on_where_it_was(road: Road) -> None:
    road.write(100)
    left = [3]

    def stop() -> bool:
        left[0] -= 1
        return left[0] < 0

    done = send(road.guard.desk, road.way, stop=stop)
    assert (done.stopped, done.bundles) == (True, 3)
    assert not send(road.guard.desk, road.way).stopped
    assert road.there() == list(range(1, road.now().events + 1))


def test_a_program_that_ended_between_bundle_and_book_does_not_send_twice(road: Road) -> None:
    send(road.guard.desk, road.way)
    for each in (road.home / "home" / "data" / "sync").iterdir():
        each.unlink()
    assert send(road.guard.desk, road.way).bundles == 0
    assert road.now().went == road.now().events


def test_what_was_lost_on_its_way_is_sent_again_when_somebody_says_so(road: Road) -> None:
    send(road.guard.desk, road.way)
    for each in road.stick.iterdir():
        each.unlink()
    assert send(road.guard.desk, road.way).bundles == 0
    assert send(road.guard.desk, road.way, again=True).bundles == 1


def less(raw: bytes) -> bytes:
    """A receipt, rightly signed, that leaves its visits out."""
    said = read_receipt(raw, OFFICE.public)
    return signed_lines("threshold-receipt", msgspec.structs.replace(said, visits=()), OFFICE)


FALSE: dict[str, Callable[[bytes], bytes]] = {
    "one that names no visit": less,
    "one with a flipped byte": lambda raw: raw[:-40] + bytes([raw[-40] ^ 1]) + raw[-39:],
    "half of one": lambda raw: raw[: len(raw) // 2],
    "another file": lambda raw: b"PK\x03\x04" * 20,
}


@pytest.mark.parametrize("which", FALSE)
def test_a_receipt_that_is_not_right_counts_for_nothing_and_is_told(road: Road, which: str) -> None:
    send(road.guard.desk, road.way)
    road.confirm()
    (receipt,) = road.stick.glob("*.treceipt")
    receipt.write_bytes(FALSE[which](receipt.read_bytes()))
    done = send(road.guard.desk, road.way)
    assert (done.receipts, len(done.wrong)) == (0, 1)
    assert road.now().received == 0
    road.confirm()
    send(road.guard.desk, road.way)
    assert road.now().state == "received"


def test_a_receipt_by_anybody_else_counts_for_nothing(road: Road) -> None:
    send(road.guard.desk, road.way)
    road.confirm(STRANGER)
    assert "not signed by the key" in send(road.guard.desk, road.way).wrong[0]
    assert road.now().received == 0


def test_a_record_that_was_set_back_is_named_by_the_receipt_that_lies_outside_it(road: Road) -> None:
    """Row X4. The file of the record is put back as it was before; the signed head beside the device key too."""
    desk, data = road.guard.desk, road.home / "home"
    road.it_names_it()
    files = {
        each: each.read_bytes() for each in data.rglob("*") if each.is_file() and "reserve" not in each.name
    }
    desk.store.journal.checkpoint()
    files |= {
        each: each.read_bytes() for each in (data / "data" / "record").iterdir() if each.suffix == ".db"
    }
    road.write(30)
    send(desk, road.way)
    road.confirm()
    send(desk, road.way)
    last = road.now().events
    desk.close()
    for each in [each for each in data.rglob("*") if each.is_file() and "sync" not in each.parts]:
        each.unlink()
    for each, content in files.items():
        each.write_bytes(content)
    road.guard.desk = road.guard._open()
    now = road.now()
    assert f"The office confirmed event {last}" in now.wrong[0][0]
    assert now.state == "wrong"
    assert any("The office has more of this record than this PC" in each for each in notices(road.guard.desk))
    facts = {
        fact.code: fact
        for fact in examine(road.guard.desk.store.places, road.guard.facility, road.guard.clock)
    }
    assert facts["set_back"].level == "error"
    assert send(road.guard.desk, road.way).wrong != ()  # and it is sent all the same: the office must see it


def test_each_visit_is_waiting_exported_or_received(road: Road) -> None:
    number = road.guard.desk.store.queries.all_visits()[0].record_number
    assert visits_on_way(road.guard.desk, road.way) == ((number, "waits"),)
    send(road.guard.desk, road.way)
    assert visits_on_way(road.guard.desk, road.way) == ((number, "exported"),)
    road.confirm()
    send(road.guard.desk, road.way)
    assert visits_on_way(road.guard.desk, road.way) == ((number, "received"),)
    road.write(1)
    assert visits_on_way(road.guard.desk, road.way) == ((number, "waits"),)


def test_without_a_place_or_a_reader_nothing_goes_out_and_the_sentence_says_why(road: Road) -> None:
    assert refused(lambda: send(road.guard.desk, Way())).code == "sync_off"
    no_reader = msgspec.structs.replace(road.way, recipients=())
    assert refused(lambda: send(road.guard.desk, no_reader)).code == "no_reader"
    assert "sync_recipients" in standing(road.guard.desk, no_reader).wrong[0][0]
    assert list(road.stick.iterdir()) == []


def test_what_it_wrote_wrong_is_told_and_the_rest_holds(road: Road) -> None:
    config = road.guard.desk.store.places.config
    config.mkdir(parents=True, exist_ok=True)
    (config / "managed.toml").write_text(
        f'sync_to = "{road.stick}"\nsync_recipients = ["age1no", "{road.way.recipients[0]}"]\n'
    )
    way = syncing.way_of(road.guard.desk.store.places)
    assert (way.where, way.recipients) == (str(road.stick), road.way.recipients)
    assert "sync_recipients, number 1" in way.wrong[0][0]


def test_by_itself_a_desk_sends_where_its_place_is_there_and_is_silent_where_it_is_not(road: Road) -> None:
    places = road.guard.desk.store.places
    road.it_names_it()
    send_by_itself(places, road.guard.facility, road.guard.clock)
    assert road.there() == list(range(1, road.now().events + 1))
    road.write(1)
    for each in road.stick.iterdir():
        each.unlink()
    road.stick.rmdir()
    send_by_itself(places, road.guard.facility, road.guard.clock)
    assert not road.stick.exists()
    assert road.now().waits == 1


def test_drills_never_leave_this_computer(road: Road, tmp_path: Path) -> None:
    from desktop.store.opening import open_store

    store = open_store(road.guard.desk.store.places, create=True, realm="drill", clock=road.guard.clock)
    drill = type(road.guard.desk)(
        store, road.guard.desk.facility, road.guard.desk.pack, road.guard.clock, "en", [], road.guard.desk.log
    )
    with pytest.raises(Trouble, match="Drills never leave"):
        send(drill, road.way)
    store.close()
    assert list(road.stick.iterdir()) == []


def test_a_policy_pack_goes_along_with_the_first_visit_that_was_begun_by_it_and_once(road: Road) -> None:
    send(road.guard.desk, road.way)
    second = road.guard.open()
    send(road.guard.desk, road.way)
    signer, pack = road.guard.desk.store.journal.device_key(), road.guard.desk.pack
    found = [open_whole(each.read_bytes(), signer, road.identity) for each in sorted(road.stick.iterdir())]
    assert sorted((each.header.from_seq > 1, list(each.packs)) for each in found) == [
        (False, [pack.pack_hash]),
        (True, []),
    ]
    assert {content for each in found for content in each.packs.values()} == {pack.compiled}
    assert second


def test_the_originals_of_photographs_and_half_typed_words_are_in_no_bundle(road: Road) -> None:
    road.guard.desk.store.journal.keep_half_typed(road.visit, "r1/note", "half a wo")
    send(road.guard.desk, road.way)
    (there,) = road.stick.iterdir()
    _, rows = open_bundle(there.read_bytes(), road.guard.desk.store.journal.device_key(), road.identity)
    assert not any(b"half a wo" in (row.payload or b"") for row in rows)


def test_a_recipient_that_is_a_secret_key_is_refused_and_not_repeated(road: Road) -> None:
    secret = str(pyrage.x25519.Identity.generate())
    with pytest.raises(Refused) as caught:
        send(road.guard.desk, msgspec.structs.replace(road.way, recipients=(secret,)))
    assert secret not in str(caught.value.values)
