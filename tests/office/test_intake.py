"""What desks sent reaches a real PostgreSQL whole and once, in any order; what cannot be believed is kept apart with its reason."""

from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec
import psycopg
import pytest

from desktop.core.chain import Row
from desktop.core.events import StoreCreated, VisitOpened
from desktop.core.particulars import NoteWritten
from desktop.core.sending import Span
from desktop.office.database import opened
from desktop.office.intake import content_of, set_aside
from desktop.services.office import retry
from desktop.store.sending import outgoing
from desktop.sync.bundle import Made, Sender, make_bundles, read_header
from desktop.sync.receipts import confirms, read_receipt
from desktop.trust.device import DeviceKey
from tests.office.conftest import Office, forget
from tests.office.orders import Orders
from tests.services.conftest import Guard
from tests.sync.records import DESK, OTHER, SECRET, one, record, redacted, resealed, row


def parts(office: Office, rows: list[Row], size: int) -> list[Made]:
    return [made for at in range(0, len(rows), size) for made in office.bundles(rows[at : at + size])]


def expected(records: Iterable[tuple[str, list[Row]]]) -> list[tuple[object, ...]]:
    return sorted(
        (device, 0, each.seq, each.envelope.decode(), each.prev, each.hash)
        for device, rows in records
        for each in rows
    )


def test_what_was_sent_is_held_byte_for_byte_and_a_receipt_names_all_of_it(office: Office) -> None:
    rows = record(30)
    office.knows()
    for made in parts(office, rows, 10):
        office.lay(made)
    done = office.take()
    events, contents = office.state()
    assert (done.bundles, done.events, done.receipts, done.waits, done.aside) == (3, 30, 3, [], [])
    assert [each[:6] for each in events] == expected([("desk-1", rows)])
    assert [(each[2], each[3], each[4]) for each in contents] == [
        (each.seq, each.salt, (each.payload or b"").decode()) for each in rows
    ]
    for made in parts(office, rows, 30):
        office.lay(made)
    assert office.take().events == 0
    for name in office.receipts():
        receipt = read_receipt((office.place / name).read_bytes(), office.keys.key.public)
        header, _ = read_header(
            (office.place / name.replace("treceipt", "tbundle")).read_bytes(), DESK.public
        )
        assert confirms(receipt, header, rows[header.from_seq - 1 : header.to_seq])


def test_20_desks_shuffled_doubled_and_overlapping_give_one_state(office: Office) -> None:
    """1,000 orders are in build/long; the decision alone is tried in 1,000 orders in tests/core/test_intake.py."""
    orders = Orders(office)
    assert [seed for seed in range(8) if not orders.play(seed)] == []
    assert not orders.play(8, lose=True)


def test_a_gap_waits_where_it_lies_and_is_taken_when_it_is_filled(office: Office) -> None:
    first, second, third = parts(office, record(30), 10)
    office.knows()
    office.lay(third)
    done = office.take()
    assert [each.sentence for each in done.waits] == ["It goes on after event 20, which is not here yet."]
    assert (done.bundles, office.receipts()) == (0, [])
    office.lay(first)
    assert office.take().bundles == 1
    office.lay(second)
    assert office.take().bundles == 2


def test_a_desk_that_nobody_made_known_waits(office: Office) -> None:
    office.lay(office.bundles(record(5))[0])
    done = office.take()
    assert "is not known here" in done.waits[0].sentence
    office.knows()
    assert office.take().events == 5


def flipped(content: bytes) -> bytes:
    return content[:-9] + bytes([content[-9] ^ 1]) + content[-8:]


ATTACKS: dict[str, tuple[Callable[[Office], bytes], str]] = {
    "a flipped byte": (lambda office: flipped(good(office)), "tampered"),
    "half a copy": (lambda office: good(office)[: len(good(office)) // 2], "truncated"),
    "nothing at all": (lambda office: b"", "truncated"),
    "signed by a stranger": (lambda office: office.bundles(record(5), OTHER)[0].content, "forged"),
    "a newer form": (
        lambda office: good(office).replace(b"threshold-bundle-1", b"threshold-bundle-2", 1),
        "newer",
    ),
    "another receiver": (lambda office: one(record(5))[1], "other_receiver"),
    "another file": (lambda office: b"\x89PNG\r\n\x1a\n" * 400, "no_bundle"),
}


def good(office: Office) -> bytes:
    return office.bundles(record(5))[0].content


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_cannot_be_believed_is_kept_as_it_is_with_its_reason_and_the_others_pass(
    office: Office, attack: str
) -> None:
    make, wrong = ATTACKS[attack]
    office.knows()
    office.knows("desk-2")
    content = make(office)
    name = office.lay(office.bundles(record(5))[0], content)
    office.lay(office.bundles(record(6, "desk-2"))[0])
    done = office.take()
    assert [(each.name, each.wrong) for each in done.aside] == [(name, wrong)]
    assert done.events == 6
    with opened(office.dsn) as db:
        (held,) = set_aside(db)
        assert content_of(db, held.sha256) == content
        assert held.sentence == done.aside[0].sentence != ""
    assert (office.place / name).read_bytes() == content
    assert office.take().aside_in_all == 1


def test_a_bundle_that_unpacks_to_more_than_it_says_is_put_aside(office: Office) -> None:
    """Its sender signed it and sealed it to somebody else's key: whatever comes first, it is refused."""
    header, _ = one(record(5))
    made = Made(header, resealed(header, b"x" * 100_000, plain_bytes=100))
    office.knows()
    office.lay(made)
    assert [each.state for each in office.take().aside] == ["aside"]
    assert office.state() == ([], [])


def test_a_fork_is_alarmed_and_what_was_held_first_stays(office: Office) -> None:
    rows = record(9)
    office.knows()
    office.lay(office.bundles(rows)[0])
    office.take()
    before = office.state()
    other = rows[:5]
    while len(other) < 12:
        other.append(row(other[-1], NoteWritten("Written anew", "seen"), "desk-1", visit="visit-1"))
    office.lay(office.bundles(other)[0])
    done = office.take()
    assert [each.wrong for each in done.aside] == ["forked"]
    assert "Event 6 is here with another hash" in done.aside[0].sentence
    assert office.state() == before


def test_999_of_1000_are_delivered_and_the_corrupt_one_is_listed_and_kept(office: Office) -> None:
    """100 desks with 10 bundles each; the 10th of one desk is corrupt, so that nothing waits for it."""
    bad = ""
    for n in range(100):
        device = f"desk-{n}"
        office.knows(device)
        made = parts(office, record(10, device), 1)
        assert len(made) == 10
        for number, each in enumerate(made):
            content = flipped(each.content) if (n, number) == (37, 9) else None
            name = office.lay(each, content)
            bad = name if content else bad
    done = office.take(workers=2)
    assert (done.bundles, [each.name for each in done.aside]) == (999, [bad])
    assert len(office.receipts()) == 999
    assert len(office.state()[0]) == 999


def test_contents_that_the_desk_removed_leave_the_office_too(office: Office) -> None:
    rows = record(9)
    office.knows()
    office.lay(office.bundles(rows)[0])
    office.take()
    office.lay(office.bundles(redacted(rows, 5)[9:])[0])
    office.take()
    _, contents = office.state()
    assert [each[2] for each in contents] == [1, 2, 3, 4, 6, 7, 8, 9, 10]
    assert f"{SECRET} 5" not in str(contents)
    office.lay(office.bundles(rows)[0])  # an old stick comes again
    office.take()
    assert office.state()[1] == contents


def test_a_restored_record_goes_on_beside_what_it_lost(office: Office) -> None:
    rows = record(9)
    office.knows()
    later = [row(rows[5], NoteWritten("After the restore", "seen"), "desk-1", 1, "visit-1")]
    office.lay(office.bundles(later)[0])
    assert [each.wrong for each in office.take().waits] == ["gap"]
    office.lay(office.bundles(rows)[0])
    done = office.take()
    assert (done.bundles, done.aside) == (2, [])
    assert len(office.state()[0]) == 10


def test_a_desk_with_a_new_key_is_believed_once_it_is_named(office: Office) -> None:
    rows = record(9)
    office.knows()
    office.lay(office.bundles(rows[:5])[0])
    office.lay(office.bundles(rows[5:], OTHER)[0])
    assert [each.wrong for each in office.take().aside] == ["forged"]
    office.knows(key=OTHER)
    assert [each.state for each in retry(office.dsn, office.folder)] == ["taken"]
    assert office.take().aside_in_all == 0
    assert len(office.state()[0]) == 9
    assert len(office.receipts()) == 2


@pytest.mark.parametrize("table", ["events", "payloads", "bundles"])
def test_not_even_the_owner_changes_what_a_desk_sent(office: Office, table: str) -> None:
    office.knows()
    office.lay(office.bundles(record(5))[0])
    office.take()
    with psycopg.connect(office.dsn, autocommit=True) as db:
        changes = [
            f"UPDATE threshold_office.{table} SET device = device",
            f"TRUNCATE threshold_office.{table} CASCADE",
        ]
        for change in changes if table == "payloads" else [*changes, f"DELETE FROM threshold_office.{table}"]:
            with pytest.raises(psycopg.errors.RaiseException, match="never changed or removed"):
                db.execute(change)


def test_two_importers_at_once_give_what_one_gives(office: Office) -> None:
    for n in range(6):
        office.knows(f"desk-{n}")
        for made in parts(office, record(20, f"desk-{n}"), 3):
            office.lay(made)
    assert office.take(workers=3).events == 120
    alone = office.state()
    with opened(office.dsn) as db:
        forget(db)
    for each in office.place.glob("*.treceipt"):
        each.unlink()
    office.take()
    assert office.state() == alone


def test_a_receipt_that_was_lost_on_its_way_is_put_there_again(office: Office) -> None:
    office.knows()
    office.lay(office.bundles(record(5))[0])
    office.take()
    (name,) = office.receipts()
    first = (office.place / name).read_bytes()
    (office.place / name).unlink()
    assert (office.take().receipts, (office.place / name).read_bytes()) == (1, first)


def test_a_name_that_a_courier_gave_changes_nothing(office: Office) -> None:
    (made,) = office.bundles(record(5))
    office.knows()
    header = msgspec.structs.replace(made.header, from_seq=3, to_seq=7)
    office.lay(Made(header, made.content))
    assert office.take().events == 5
    receipt = read_receipt((office.place / office.receipts()[0]).read_bytes(), office.keys.key.public)
    assert (receipt.from_seq, receipt.to_seq) == (1, 5)


def test_without_its_database_the_office_says_so_and_nothing_is_lost(office: Office, tmp_path: Path) -> None:
    from desktop.core.errors import Trouble
    from desktop.services.office import take_in

    office.knows()
    office.lay(office.bundles(record(5))[0])
    with pytest.raises(Trouble, match="The office's database cannot be used"):
        take_in(f"host={tmp_path} dbname=none", str(office.place), office.folder)
    assert office.take().events == 5


def test_a_policy_pack_that_is_not_what_its_hash_says_is_refused_with_its_bundle(
    office: Office, tmp_path: Path
) -> None:
    guard = Guard(tmp_path / "home")
    guard.open()
    key = DeviceKey(bytes([8]) * 32)
    with outgoing(guard.desk.store) as source:
        rows = list(source.rows(Span(1, source.last)))
    guard.desk.close()
    false = guard.desk.pack.compiled.replace(b"warrant", b"wartant")
    sender = Sender("record", key, [office.keys.recipient], lambda seq, pack_hash: false)
    (made,) = make_bundles(rows, sender)
    office.knows(made.header.device, key)
    office.lay(made)
    (aside,) = office.take().aside
    assert (aside.wrong, "policy pack" in aside.sentence) == ("tampered", True)
    assert office.state() == ([], [])


def test_what_a_desk_signed_and_no_database_takes_stops_no_other_desk(office: Office) -> None:
    """A desk whose key is in strange hands writes a zero byte, which PostgreSQL keeps in no text."""
    body = VisitOpened("SIT-1\0", {"id": "S"}, "Front desk", "p", "1", "0" * 64, "en", "button")
    rows = [row(None, StoreCreated("record", "desk-1", 0, None, "first_start"))]
    rows.append(row(rows[0], body, visit="visit-1"))
    office.knows()
    office.knows("desk-2")
    office.lay(office.bundles(rows)[0])
    office.lay(office.bundles(record(6, "desk-2"))[0])
    done = office.take()
    assert [each.wrong for each in done.aside] == ["unwritable"]
    assert done.events == 6
