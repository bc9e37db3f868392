"""Kept originals: whole on disk before their event, the very bytes again, and every other thing named by its id."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from desktop.core import chain
from desktop.core.errors import Trouble
from desktop.core.events import Draft
from desktop.paths import Places
from desktop.store._engine import SqlError, value
from desktop.store.attachments import LIMIT, Attachments, Sealed
from desktop.store.journal import Moment
from desktop.store.opening import Store, open_store
from desktop.store.schema import KEEP_KEYS
from desktop.store.sealed import CHUNK, MAGIC, TAG
from tests.store.papers import GUARD, PAPER, draft_of, put

if TYPE_CHECKING:
    from tests.store.conftest import Hand


@pytest.fixture
def kept(hand: "Hand", store: Store) -> Sealed:
    sealed = put(store)
    hand.write(draft_of(hand.open(), sealed))
    return sealed


def broken(attachments: Attachments, ident: str) -> str:
    """The sentence with which `read` refuses; `faults` must name the same id and nothing else."""
    with pytest.raises(Trouble) as caught:
        attachments.read(ident)
    assert caught.value.kind == "damaged"
    assert ident in caught.value.sentence
    assert caught.value.remedy
    assert [fault.id for fault in attachments.faults()] == [ident]
    return caught.value.sentence


def test_the_bytes_that_were_kept_come_out_in_a_later_start_too(
    kept: Sealed, store: Store, opener: Callable[[], Store]
) -> None:
    assert store.attachments.read(kept.id) == PAPER
    assert opener().attachments.read(kept.id) == PAPER
    assert list(opener().attachments.faults()) == []


def test_neither_content_nor_hash_nor_time_shows_in_the_files(
    kept: Sealed, store: Store, home: Places
) -> None:
    place = store.attachments.place(kept.id)
    assert place.parent.parent == home.data / "record" / "attachments"
    assert b"Kanarienvogel" not in place.read_bytes()
    assert kept.sha256[:8] not in str(place)
    if os.name != "nt":
        assert place.stat().st_mode & 0o077 == 0
    other = put(store)
    assert other.id != kept.id
    assert store.attachments.place(other.id).read_bytes() != place.read_bytes()


def test_an_original_above_the_limit_is_never_written(store: Store, home: Places) -> None:
    with pytest.raises(ValueError, match="at most"):
        put(store, bytes(LIMIT + 1))
    assert not (home.data / "record" / "attachments").exists()


def test_every_flipped_byte_is_named(kept: Sealed, store: Store) -> None:
    place = store.attachments.place(kept.id)
    whole = place.read_bytes()
    for at in (0, len(MAGIC), len(MAGIC) + CHUNK, len(MAGIC) + CHUNK + TAG, len(whole) // 2, len(whole) - 1):
        place.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        broken(store.attachments, kept.id)
    place.write_bytes(whole)
    assert store.attachments.read(kept.id) == PAPER


def test_a_cut_an_emptied_a_longer_and_a_missing_file_are_named(kept: Sealed, store: Store) -> None:
    place = store.attachments.place(kept.id)
    whole = place.read_bytes()
    for content in (whole[:-1], whole[: len(MAGIC) + 2 * (CHUNK + TAG)], b"", whole + b"\0"):
        place.write_bytes(content)
        assert "bytes on disk" in broken(store.attachments, kept.id)
    place.unlink()
    assert "is missing" in broken(store.attachments, kept.id)
    place.mkdir()
    broken(store.attachments, kept.id)


def test_swapped_chunks_and_swapped_files_are_named(kept: Sealed, store: Store, hand: "Hand") -> None:
    place = store.attachments.place(kept.id)
    whole, part = place.read_bytes(), CHUNK + TAG
    body = whole[len(MAGIC) :]
    place.write_bytes(MAGIC + body[part : 2 * part] + body[:part] + body[2 * part :])
    assert "changed or cut" in broken(store.attachments, kept.id)
    other = put(store, PAPER[::-1])
    hand.write(draft_of(hand.open(), other))
    place.write_bytes(store.attachments.place(other.id).read_bytes())
    broken(store.attachments, kept.id)


def test_an_original_that_is_not_the_one_of_its_event_is_named(store: Store, hand: "Hand") -> None:
    sealed = store.attachments.keep(PAPER, hashlib.sha256(b"another").hexdigest())
    hand.write(draft_of(hand.open(), sealed))
    assert "hash" in broken(store.attachments, sealed.id)


@pytest.mark.parametrize("ident", ["", "../../threshold.db", "0" * 32, "ab"])
def test_an_id_that_is_not_on_record_is_refused_by_its_name(store: Store, ident: str) -> None:
    with pytest.raises(Trouble, match="no event and key"):
        store.attachments.read(ident)


def test_half_written_files_go_at_the_next_start_and_only_at_one_that_writes(
    kept: Sealed, store: Store, home: Places, opener: Callable[[], Store]
) -> None:
    half = store.attachments.place("ab" * 16).with_name("ab" * 16 + ".part")
    half.parent.mkdir(exist_ok=True)
    half.write_bytes(MAGIC)
    with pytest.raises(Trouble):
        store.attachments.read("ab" * 16)
    store.close()
    reader = open_store(home, create=False)
    assert (reader.swept, reader.attachments.half_written()) == (0, 1)
    reader.close()
    again = opener()
    assert (again.swept, again.attachments.half_written()) == (1, 0)
    assert again.attachments.read(kept.id) == PAPER


def test_a_disk_that_fails_leaves_nothing_half_written_and_the_desk_opens(
    store: Store, home: Places, opener: Callable[[], Store]
) -> None:
    (home.data / "record" / "attachments").write_text("a file where a folder must be")
    with pytest.raises(Trouble) as caught:
        put(store)
    assert caught.value.kind == "io"
    again = opener()
    assert (again.swept, again.attachments.half_written(), again.attachments.unowned()) == (0, 0, [])


def test_what_was_not_recorded_can_be_discarded_and_what_was_cannot(kept: Sealed, store: Store) -> None:
    loose = put(store)
    assert store.attachments.unowned() == [loose.id]
    for sealed in (loose, kept, loose):
        store.attachments.discard(sealed.id)
    assert store.attachments.unowned() == []
    assert store.attachments.read(kept.id) == PAPER
    with pytest.raises(ValueError, match="discarded"):
        store.attachments.check_there(loose)


# ---- the key and the event -----------------------------------------------------------------------------------


def test_an_event_without_its_key_is_not_written(store: Store, hand: "Hand") -> None:
    visit, head = hand.open(), store.journal.head()
    keyless = draft_of(visit, put(store))
    with pytest.raises(ValueError, match="PhotoDraft"):
        hand.write(Draft("photo_kept", visit, keyless.body, GUARD))
    assert store.journal.head() == head


def test_the_same_original_is_not_recorded_twice(kept: Sealed, store: Store, hand: "Hand") -> None:
    before = store.journal.head()
    with pytest.raises(Trouble, match="key of a kept original"):
        hand.write(draft_of(store.queries.visits_on_record()[0], kept))
    assert store.journal.head() == before


@pytest.mark.parametrize(
    "attempt",
    [
        "UPDATE attachment_keys SET key = zeroblob(32)",
        "DELETE FROM attachment_keys",
        "INSERT OR REPLACE INTO attachment_keys SELECT id, seq, zeroblob(32) FROM attachment_keys",
        "INSERT INTO attachment_keys VALUES ('x', 1, zeroblob(32))",
        "INSERT INTO attachment_keys VALUES ('x', (SELECT max(seq) FROM events), zeroblob(32))",
    ],
)
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_a_key_is_not_changed_removed_or_added_by_plain_sql(
    kept: Sealed, store: Store, hand: "Hand", attempt: str, recursive: str
) -> None:
    hand.look()
    db = store.maintenance()
    db.execute(f"PRAGMA recursive_triggers = {recursive}")
    with pytest.raises(SqlError) as caught:
        db.execute(attempt)
    db.close()
    assert str(caught.value) == KEEP_KEYS
    assert store.attachments.read(kept.id) == PAPER


def test_a_redaction_destroys_the_key_and_the_rest_of_the_record_stands(
    kept: Sealed, store: Store, hand: "Hand"
) -> None:
    (seq, ident, _) = store.queries.photos()[0]
    assert ident == kept.id
    hand.redact(seq, store.queries.visits_on_record()[0])
    db = store.maintenance()
    assert value(db, "SELECT count(*) FROM attachment_keys") == 0
    db.close()
    with pytest.raises(Trouble, match="no event and key"):
        store.attachments.read(kept.id)
    assert list(store.attachments.faults()) == []
    assert chain.verify(store.queries.iter_chain(), chain.Head(*store.journal.head())) == []
    assert store.attachments.unowned() == [kept.id]


def test_a_key_that_was_removed_with_the_guards_is_told(kept: Sealed, store: Store) -> None:
    db = store.maintenance()
    db.execute("DROP TRIGGER attachment_keys_delete_when_redacted")
    db.execute("DELETE FROM attachment_keys")
    db.close()
    [fault] = store.attachments.faults()
    assert (fault.seq, fault.id) == (store.queries.photos()[0][0], "")
    assert "key" in fault.sentence


def test_a_refused_append_leaves_no_key(store: Store, hand: "Hand") -> None:
    visit, sealed = hand.open(), put(store)
    bad = Draft("photo_kept", visit, draft_of(visit, sealed).body, GUARD)
    with pytest.raises(ValueError, match="PhotoDraft"):
        hand.write(draft_of(visit, sealed), bad)
    assert store.queries.photos() == []
    hand.write(draft_of(visit, sealed))
    assert store.attachments.read(sealed.id) == PAPER


KILLED = """
import os, sys
from datetime import UTC
from pathlib import Path
from desktop.paths import places
from desktop.store.opening import open_store
from desktop.wall import SystemClock
from tests.store.papers import draft_of, put
armed = []
store = open_store(places(Path(sys.argv[1]), {}), True, steps=lambda moment: armed and moment == armed[0] and os._exit(9))
sealed = put(store)
if sys.argv[3] == "file":
    os._exit(9)
armed.append(sys.argv[3])
store.journal.append([draft_of(sys.argv[2], sealed)], SystemClock(UTC, "Etc/UTC").read())
"""
MOMENTS: list[Moment | str] = ["file", "begin", "inserted", "before_commit", "after_commit"]


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_kill_between_file_and_event_leaves_nothing_that_is_believed(
    moment: str, hand: "Hand", store: Store, home: Places, opener: Callable[[], Store]
) -> None:
    visit = hand.open()
    store.close()
    root = Path(__file__).parents[2]
    child = Path(home.data.parent) / "child.py"
    child.write_text(KILLED, encoding="utf-8")
    environ = {**os.environ, "PYTHONPATH": str(root)}
    ended = subprocess.run(
        [sys.executable, str(child), str(home.data.parent), visit, moment],
        env=environ, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ended.returncode == 9, ended.stderr
    again = opener()
    photos = again.queries.photos()
    assert list(again.attachments.faults()) == []
    if moment == "after_commit":
        [(_, ident, _)] = photos
        assert ident is not None
        assert again.attachments.read(ident) == PAPER
        assert again.attachments.unowned() == []
    else:
        assert photos == []
        assert len(again.attachments.unowned()) == 1
