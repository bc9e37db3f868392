"""What is removed is in no page, log or file of the record any more; what a kill leaves is finished by the next start; holds stand."""

from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from desktop.core import chain
from desktop.core.errors import Refused
from desktop.core.events import Draft, PayloadRedacted
from desktop.core.holding import fold_holds
from desktop.core.particulars import NoteWritten
from desktop.core.people import HoldLifted, HoldPlaced, PersonAdded
from desktop.store import forgetting
from desktop.store._engine import rows, value
from desktop.store.opening import Store
from tests.store.conftest import GUARD
from tests.store.pages import holds
from tests.store.papers import draft_of, put

if TYPE_CHECKING:
    from tests.store.conftest import Hand

SECRET = "Zaunkoenig-7719"


def note(hand: "Hand", visit: str, text: str = SECRET) -> int:
    return hand.write(Draft("note_written", visit, NoteWritten(text, "seen"), GUARD))[0].seq


def place(hand: "Hand", visit: str | None, hold: str = "H1") -> int:
    return hand.write(Draft("hold_placed", visit, HoldPlaced(hold, "court order"), GUARD))[0].seq


def refused(hand: "Hand", seq: int) -> Refused:
    with pytest.raises(Refused) as caught:
        hand.redact(seq)
    return caught.value


def test_the_way_of_looking_finds_what_is_there(hand: "Hand", store: Store) -> None:
    note(hand, hand.open())
    assert holds(store, SECRET)


def test_what_was_removed_is_in_no_page_and_no_frame_of_the_log(hand: "Hand", store: Store) -> None:
    visit = hand.open()
    seq = note(hand, visit)
    kept = note(hand, visit, "Rotkehlchen-3051")
    hand.redact(seq, visit)
    assert holds(store, SECRET), (
        "until the traces are removed, the log has them: else this test shows nothing"
    )
    assert store.owed().pages
    assert not store.finish_removals().anything
    assert not holds(store, SECRET)
    assert holds(store, "Rotkehlchen-3051")
    assert chain.verify(store.queries.iter_chain(), chain.Head(*store.journal.head())) == []
    assert store.queries.event(kept) is not None


def test_gaps_that_the_engine_leaves_when_it_moves_rows_are_emptied_too(hand: "Hand", store: Store) -> None:
    """Rows of every length, removed here and there in several rounds, so that pages are split and joined again."""
    visit, words = hand.open(), {}
    for number in range(240):
        word = f"{SECRET}-{number:03d}-"
        words[note(hand, visit, word * (1 + number * 7 % 40))] = word
    for third in range(3):
        for seq in list(words)[third::3]:
            hand.redact(seq, visit)
        assert not store.finish_removals().anything
        left = b"".join(page for page in _pages(store))
        for place, (seq, word) in enumerate(words.items()):
            assert (word.encode() in left) == (place % 3 > third), seq


def _pages(store: Store) -> list[bytes]:
    from tests.store.pages import pages

    return list(pages(store.path, store._key))


def test_the_file_of_a_removed_original_goes_and_others_stay(hand: "Hand", store: Store) -> None:
    visit, gone, kept = hand.open(), put(store), put(store, b"another paper")
    seq = hand.write(draft_of(visit, gone))[0].seq
    hand.write(draft_of(visit, kept))
    forgetting.announce(store.attachments.folder, [gone.id])
    hand.redact(seq, visit)
    assert not store.finish_removals().anything
    assert not store.attachments.place(gone.id).exists()
    assert store.attachments.read(kept.id) == b"another paper"
    assert store.attachments.unowned() == []


def test_an_original_that_was_announced_and_not_removed_stays(hand: "Hand", store: Store) -> None:
    """The program ended before the transaction: the key is there, so the file is."""
    visit, sealed = hand.open(), put(store)
    hand.write(draft_of(visit, sealed))
    forgetting.announce(store.attachments.folder, [sealed.id])
    assert store.owed().originals == 1
    assert not store.finish_removals().anything
    assert store.attachments.read(sealed.id)


def test_names_that_are_no_originals_are_left_alone(hand: "Hand", store: Store) -> None:
    """Nothing that lies in that folder leads out of it."""
    folder = store.attachments.folder / forgetting.GOING
    folder.mkdir(parents=True)
    (folder / "..threshold.db").touch()
    assert store.owed().originals == 0
    assert not store.finish_removals().anything
    assert store.path.exists()


def test_the_next_start_finishes_what_a_kill_left(
    hand: "Hand", store: Store, opener: Callable[[], Store]
) -> None:
    """Killed right after the transaction: the original lies there, pages and log hold the words."""
    visit, sealed = hand.open(), put(store)
    photo = hand.write(draft_of(visit, sealed))[0].seq
    seq = note(hand, visit)
    forgetting.announce(store.attachments.folder, [sealed.id])
    hand.redact(photo, visit)
    hand.redact(seq, visit)
    assert store.owed() == forgetting.Remains(1, True)
    again = opener()
    assert again.owed() == forgetting.Remains(0, False)
    assert not again.attachments.place(sealed.id).exists()
    assert not holds(again, SECRET)


def test_while_another_program_reads_it_is_owed_and_then_done(hand: "Hand", store: Store) -> None:
    """A backup that is being made holds the log back; that is no reason to say that all is gone."""
    visit = hand.open()
    hand.redact(note(hand, visit), visit)
    with closing(store.maintenance()) as other:
        other.execute("BEGIN")
        rows(other, "SELECT count(*) FROM events")
        with closing(store.maintenance()) as db:
            db.execute("PRAGMA busy_timeout = 0")
            assert forgetting.finish(db, store.path, store.attachments.folder).pages
        other.execute("ROLLBACK")
    assert not store.finish_removals().anything
    assert not holds(store, SECRET)


def test_without_anything_removed_nothing_is_written_anew(hand: "Hand", store: Store) -> None:
    note(hand, hand.open())
    before = store.path.with_name(f"{store.path.name}-wal").read_bytes()
    assert not store.finish_removals().anything
    assert store.path.with_name(f"{store.path.name}-wal").read_bytes() == before


def test_a_hold_of_the_visit_or_of_the_whole_record_stands_against_every_removal(
    hand: "Hand", store: Store
) -> None:
    visit, other = hand.open(), hand.open()
    seq, free = note(hand, visit), note(hand, other)
    place(hand, visit)
    assert (refused(hand, seq).code, refused(hand, seq).values["hold"]) == ("held", "H1")
    hand.redact(free, other)
    place(hand, None, "H2")
    hand.write(Draft("hold_lifted", visit, HoldLifted("H1", "over"), GUARD))
    assert refused(hand, seq).values["hold"] == "H2"
    hand.write(Draft("hold_lifted", None, HoldLifted("H2", "over"), GUARD))
    assert hand.redact(seq, visit).kind == "payload_redacted"


def test_a_hold_keeps_what_is_read_together_with_the_visit(hand: "Hand", store: Store) -> None:
    """Visits that were joined, in both directions and over more than one joining."""
    from desktop.core.events import VisitJoined

    one, two, three = hand.open(), hand.open(), hand.open()
    seqs = [note(hand, visit) for visit in (one, two, three)]
    hand.write(Draft("visit_joined", one, VisitJoined(two), GUARD))
    hand.write(Draft("visit_joined", two, VisitJoined(three), GUARD))
    for held in (one, three):
        place(hand, held, f"of {held}")
        assert {refused(hand, seq).code for seq in seqs} == {"held"}
        hand.write(Draft("hold_lifted", held, HoldLifted(f"of {held}", "over"), GUARD))
    for seq in seqs:
        hand.redact(seq)


def test_holds_and_people_are_never_removed(hand: "Hand", store: Store) -> None:
    """Else a hold would end, or a person, without a word on record."""
    visit = hand.open()
    seqs = [place(hand, visit)]
    seqs += [hand.write(Draft("hold_lifted", visit, HoldLifted("H1", "over"), GUARD))[0].seq]
    seqs += [hand.write(Draft("person_added", None, PersonAdded("Guard 12", "guard"), GUARD))[0].seq]
    assert [refused(hand, seq).code for seq in seqs] == ["not_redactable"] * 3


def test_a_hold_whose_contents_were_torn_out_is_still_in_force(hand: "Hand", store: Store) -> None:
    """By somebody with the key, past the guards: what cannot be read sets nothing free."""
    visit = hand.open()
    seq = note(hand, visit)
    held = place(hand, visit)
    db = store.maintenance()
    db.execute("DROP TRIGGER payloads_delete_when_redacted")
    db.execute("DELETE FROM payloads WHERE seq = ?", (held,))
    assert forgetting.holds(db)[0].hold == f"event {held}"
    db.close()
    assert refused(hand, seq).code == "held"
    assert fold_holds(store.staff.of_holds())[0].visit == visit


def test_a_refused_removal_leaves_no_event(hand: "Hand", store: Store) -> None:
    """Several in one act: one that is held keeps all of them."""
    visit, other = hand.open(), hand.open()
    free, held = note(hand, visit), note(hand, other)
    place(hand, other)
    before = store.journal.head()
    bodies = [PayloadRedacted(free, "order"), PayloadRedacted(held, "order")]
    with pytest.raises(Refused, match="held"):
        hand.write(*(Draft("payload_redacted", None, body, GUARD) for body in bodies))
    assert store.journal.head() == before
    db = store.maintenance()
    assert value(db, "SELECT count(*) FROM payloads WHERE seq = ?", (free,)) == 1
    db.close()
