"""What is on record of no visit, searches that were kept and who got several visits in one copy, is removed as everything else is: by a
supervisor, with a reason, never under a hold, and everywhere."""

from contextlib import closing

import pytest

from desktop.core.events import Draft, PayloadRedacted, Redacted
from desktop.core.review_events import CopyIssued
from desktop.services.backing import back_up
from desktop.services.forgetting import Forgetting
from desktop.services.searching import Filters, Searching
from desktop.services.verifying import verify
from tests.services.boss import CHIEF, SECRET, Boss, refused
from tests.services.conftest import SHELTER, Guard
from tests.store.pages import holds, told

WHY = "Order of the privacy officer"


class Keeper(Boss):
    """The supervisor, who keeps searches and gives copies of several visits away."""

    def keep(self, name: str, text: str) -> int:
        """Keep a search under a name; the number of its event."""
        with closing(Searching(self.guard.desk)) as searching:
            searching.save_view(name, text, Filters(void=True))
        return self.guard.desk.store.journal.head()[0]

    def drop(self, name: str) -> int:
        with closing(Searching(self.guard.desk)) as searching:
            searching.drop_view(name)
        return self.guard.desk.store.journal.head()[0]

    def give(self, *visits: str) -> int:
        """Give several visits away in one copy; the number of its event."""
        lines = [self.guard.desk.store.queries.visit(each) for each in visits]
        numbers = [line.record_number for line in lines if line is not None]
        body = CopyIssued("binder", ["report"], f"{SECRET} and sons", f"for {SECRET}", "a" * 64, "", numbers)
        desk = self.guard.desk
        return desk.store.journal.append([Draft("copy_issued", None, body, CHIEF)], desk.clock.read())[0].seq

    @property
    def views(self) -> list[tuple[str, str]]:
        """The searches that are kept now."""
        with closing(Searching(self.guard.desk)) as searching:
            return [(each.name, each.text) for each in searching.views()]


@pytest.fixture
def keeper(guard: Guard) -> Keeper:
    return Keeper(guard)


def test_the_plan_lists_kept_searches_and_copies_of_several_visits_in_plain_words(keeper: Keeper) -> None:
    kept, given = keeper.keep("Badge", f"badge {SECRET}"), keeper.give(keeper.visit, keeper.other)
    dropped = keeper.drop("Badge")
    plan = keeper.forgetting.plan(None)
    assert {line.seq: line.what for line in plan.lines} == {
        kept: f"Search kept as “Badge”: “badge {SECRET}”",
        given: f"Copy of 2 visits given to {SECRET} and sons, for: for {SECRET}",
        dropped: "Search “Badge” kept no longer",
    }
    assert all(line.goes and line.person == "Supervisor 3" for line in plan.lines)
    assert not {line.seq for line in keeper.forgetting.plan(keeper.visit).lines} & {kept, given, dropped}


def test_what_was_removed_is_in_no_list_no_page_and_no_later_backup_and_the_chain_holds(
    keeper: Keeper,
) -> None:
    keeper.redact("note", "call", "name")
    kept = keeper.keep(f"of {SECRET}", f"badge {SECRET}")
    given, stays = keeper.give(keeper.visit, keeper.other), keeper.keep("Waits", "submitted")
    store = keeper.guard.desk.store
    assert holds(store, SECRET)
    done = keeper.forgetting.redact(None, [kept, given], WHY)
    assert (done.events, done.visit, done.chain_holds, done.traces_gone) == ((kept, given), None, True, True)
    assert keeper.views == [("Waits", "submitted")]
    assert not holds(store, SECRET)
    assert SECRET not in told(store.path, store._key)
    assert not isinstance(store.queries.event(stays).body, Redacted)  # type: ignore[union-attr]
    orders = [event.body for event in store.queries.events_where("kind = 'payload_redacted'")]
    assert orders[-2:] == [PayloadRedacted(kept, WHY), PayloadRedacted(given, WHY)]
    assert verify(keeper.guard.walking).ok
    key, stick = store._key, keeper.guard.home / "stick"
    stick.mkdir()
    later = back_up(store.places, stick, SHELTER, keeper.guard.clock).folder
    assert SECRET not in told(later / "threshold.db", key)
    assert keeper.guard.again().desk.store.queries.event(kept).body.__class__ is Redacted  # type: ignore[union-attr]


def test_a_search_is_never_kept_again_by_removing_the_one_after_it(keeper: Keeper) -> None:
    """Whoever removes the newest of a name removes the former ones with it; a newer one stays."""
    first, second = keeper.keep("Badge", f"4471 {SECRET}"), keeper.keep("Badge", f"4472 {SECRET}")
    newest = keeper.keep("Badge", "4473")
    assert keeper.forgetting.check(None, [second], WHY).lines[0].seq == first
    assert keeper.forgetting.redact(None, [second], WHY).events == (first, second)
    assert keeper.views == [("Badge", "4473")]
    dropped = keeper.drop("Badge")
    assert keeper.forgetting.redact(None, [dropped], WHY).events == (newest, dropped)
    assert keeper.views == []
    assert keeper.forgetting.plan(None).lines == ()


def test_dropping_a_search_removes_nothing_and_says_so_in_the_plan(keeper: Keeper) -> None:
    kept = keeper.keep("Badge", f"badge {SECRET}")
    keeper.drop("Badge")
    assert keeper.views == []
    assert f"badge {SECRET}" in {line.seq: line.what for line in keeper.forgetting.plan(None).lines}[kept]
    assert holds(keeper.guard.desk.store, SECRET)


def test_a_hold_on_one_visit_keeps_who_got_a_copy_of_it_and_others(keeper: Keeper) -> None:
    """The journal itself refuses, so that nobody goes round the service."""
    held, free = keeper.give(keeper.visit, keeper.other), keeper.give(keeper.other)
    kept = keeper.keep("Badge", SECRET)
    name = keeper.forgetting.hold(keeper.visit, "Litigation hold")
    assert refused(lambda: keeper.forgetting.redact(None, [held], WHY)).code == "held"
    assert [each.hold for each in keeper.forgetting.check(None, [held], WHY).holds] == [name]
    assert keeper.forgetting.check(None, [free, kept], WHY).holds == ()
    assert keeper.forgetting.redact(None, [free, kept], WHY).events == (free, kept)
    keeper.forgetting.lift(name, "The case is closed")
    keeper.forgetting.hold(None, "Order of a court")
    assert refused(lambda: keeper.forgetting.redact(None, [held], WHY)).code == "held"


def test_a_reason_repeats_nothing_of_it_and_only_a_supervisor_removes(keeper: Keeper) -> None:
    kept = keeper.keep("Badge", SECRET)
    again = refused(lambda: keeper.forgetting.redact(None, [kept], f"Order on {SECRET}"))
    assert again.code == "reason_repeats"
    assert refused(lambda: keeper.forgetting.redact(None, [1], WHY)).code == "no_such_event_here"
    assert refused(lambda: keeper.forgetting.redact(None, [], WHY)).code == "nothing_chosen"
    keeper.guard.desk.people.sign_out()
    assert refused(lambda: Forgetting(keeper.guard.walking).redact(None, [kept], WHY)).code == "sign_in"
