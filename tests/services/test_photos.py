"""Photographs of papers: off unless approved, kept as they came, and page 1 alone of a federal arrest warrant."""

import hashlib
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from desktop import paths
from desktop.core.conditions import Value
from desktop.core.errors import Refused, Trouble
from desktop.core.particulars import PhotoKept
from desktop.core.policy import UNSURE
from desktop.services.desk import Desk, open_desk
from desktop.services.photos import OTHER_TITLES, OTHER_TOPS, Photos, look, page_one_only, recent
from desktop.services.pictures import PDF, PNG, UNKNOWN
from desktop.services.refusals import SENTENCES, sentence
from desktop.services.verifying import verify
from desktop.store.attachments import LIMIT
from tests.core.nyc import GOOD_WARRANT, TO_THE_PAPERS, policy
from tests.services.conftest import GUARD, Guard
from tests.services.papers import encoded, every_type, heic, pdf, write

SCHOOL = paths.resources() / "facilities" / "sample-school.toml"
ARREST: dict[str, Value] = {"title": "arrest_warrant"}


class SchoolGuard(Guard):
    """At a facility that has switched photographs of papers on."""

    def _open(self) -> Desk:
        return open_desk(paths.places(self.home, {}), SCHOOL, clock=self.clock)

    def paper(self, **changed: Value) -> tuple[str, str]:
        """A visit at its first paper, told so far as facts say; its id and the paper's address."""
        visit = self.open()
        facts = {**TO_THE_PAPERS, **{key: GOOD_WARRANT[key] for key in ("form", "paper_top", "signer")}}
        self.tell(visit, {**facts, "title": "search_warrant", **changed})
        return visit, "r1/papers/p1"

    def put_right(self, visit: str, address: str, value: str) -> None:
        """Change the answer that is in force at `address`."""
        [seq] = [line.seq for line in self.walking.current(visit).walk.path if line.address == address]
        self.walking.change(visit, seq, value, GUARD)

    def bodies(self, visit: str) -> list[PhotoKept]:
        """What is on disk of kept photographs."""
        events = self.desk.store.queries.events_of(visit)
        return [event.body for event in events if isinstance(event.body, PhotoKept)]

    def files(self) -> list[Path]:
        """Every file of an original on this desk's disk."""
        return [place for place in self.desk.store.attachments.folder.rglob("*") if place.is_file()]


@pytest.fixture
def at_school(tmp_path: Path) -> Iterator[SchoolGuard]:
    guard = SchoolGuard(tmp_path / "home")
    yield guard
    guard.desk.close()


def refused(photos: Photos, visit: str, paper: str, page: int, source: Path | bytes) -> str:
    """The code of a refusal, which must have a sentence of its own."""
    with pytest.raises(Refused) as caught:
        photos.keep(visit, paper, page, source, GUARD)
    assert caught.value.code in SENTENCES
    assert "{" not in sentence(caught.value)
    return caught.value.code


def test_bytes_in_are_bytes_out_for_every_type_and_for_one_that_nobody_knows(
    at_school: SchoolGuard, tmp_path: Path
) -> None:
    visit, paper = at_school.paper()
    files = {**every_type(), UNKNOWN: b"PK\3\4 a type that nobody knows", "empty": b""}
    for number, (media, content) in enumerate(files.items(), 1):
        [path] = write(tmp_path, {f"{number}.scan": content})
        now = Photos(at_school.walking).keep(visit, paper, number, path, GUARD)
        body = now.events[-1].body
        assert isinstance(body, PhotoKept)
        expected = UNKNOWN if media == "empty" else media
        assert (body.media, body.name, body.page, body.paper) == (expected, "photo.scan", number, paper)
        assert (body.size, body.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    again = at_school.again()
    bodies = at_school.bodies(visit)
    assert len(bodies) == len(files)
    for body, content in zip(bodies, files.values(), strict=True):
        assert Photos(again.walking).read(body.id) == content
    assert verify(again.walking).ok


def test_photographs_are_off_until_the_privacy_officer_approves(guard: Guard) -> None:
    visit = guard.open()
    assert refused(Photos(guard.walking), visit, "", 1, encoded("PNG")) == "photos_off"
    assert not guard.desk.store.attachments.folder.exists()


def test_page_two_of_a_federal_arrest_warrant_is_refused_before_anything_is_written(
    at_school: SchoolGuard,
) -> None:
    photos = Photos(at_school.walking)
    visit, paper = at_school.paper(**ARREST)
    assert refused(photos, visit, paper, 2, encoded("PNG")) == "page_two"
    assert refused(photos, visit, paper, 1, pdf(2)) == "more_pages"
    assert refused(photos, visit, paper, 1, encoded("TIFF", 2)) == "more_pages"
    assert refused(photos, visit, paper, 1, pdf()[:40]) == "pages_unknown"
    assert at_school.files() == []
    for content in (pdf(), encoded("TIFF"), encoded("JPEG")):
        photos.keep(visit, paper, 1, content, GUARD)
    assert [body.page for body in at_school.bodies(visit)] == [1, 1, 1]


def test_page_two_stays_refused_in_later_rounds_and_after_the_visit_was_closed(
    at_school: SchoolGuard,
) -> None:
    photos, (visit, paper) = Photos(at_school.walking), at_school.paper(**ARREST)
    at_school.walking.press("F12", visit, GUARD, "Front desk")
    assert refused(photos, visit, paper, 2, encoded("PNG")) == "page_two"
    for officers in ("others_arrived", "left"):
        at_school.answer(visit, "officers_now", officers)
        assert refused(photos, visit, paper, 2, encoded("PNG")) == "page_two"
    assert at_school.walking.current(visit).walk.closed
    photos.keep(visit, paper, 1, encoded("PNG"), GUARD)


@pytest.mark.parametrize(
    "changed",
    [
        *({"title": title} for title in sorted(OTHER_TITLES)),
        *({**ARREST, "paper_top": top} for top in sorted(OTHER_TOPS)),
    ],
)
def test_every_page_of_a_paper_that_is_surely_another_one_is_taken(
    at_school: SchoolGuard, changed: dict[str, Value]
) -> None:
    photos, (visit, paper) = Photos(at_school.walking), at_school.paper(**changed)
    assert not page_one_only(at_school.walking.current(visit), paper)
    photos.keep(visit, paper, 2, pdf(3), GUARD)
    assert at_school.bodies(visit)[0].media == PDF


@pytest.mark.parametrize(
    "changed",
    [
        ARREST,
        {"title": "other"},
        {"title": UNSURE},
        {"paper_top": "unreadable"},
        {"paper_top": UNSURE},
    ],
)
def test_one_page_is_taken_of_a_paper_that_may_be_an_arrest_warrant(
    at_school: SchoolGuard, changed: dict[str, Value]
) -> None:
    photos, (visit, paper) = Photos(at_school.walking), at_school.paper(**changed)
    assert page_one_only(at_school.walking.current(visit), paper)
    assert refused(photos, visit, paper, 2, encoded("PNG")) == "page_two"
    assert refused(photos, visit, paper, 1, pdf(2)) == "more_pages"
    assert at_school.files() == []
    photos.keep(visit, paper, 1, pdf(), GUARD)


def test_one_page_is_taken_as_long_as_nobody_has_told_what_paper_it_is(at_school: SchoolGuard) -> None:
    """After each answer up to the title; a title that says search warrant sets the other pages free."""
    photos, visit, paper = Photos(at_school.walking), at_school.open(), "r1/papers/p1"
    at_school.tell(visit, TO_THE_PAPERS)
    for step in ("form", "paper_top", "signer", "title"):
        assert page_one_only(at_school.walking.current(visit), paper)
        assert refused(photos, visit, paper, 2, encoded("PNG")) == "page_two"
        assert refused(photos, visit, paper, 1, pdf(2)) == "more_pages"
        at_school.tell(visit, {step: GOOD_WARRANT[step]})
    assert at_school.files() == []
    photos.keep(visit, paper, 2, pdf(2), GUARD)


def test_a_title_left_below_a_top_that_cannot_be_read_sets_no_page_free(at_school: SchoolGuard) -> None:
    photos, (visit, paper) = Photos(at_school.walking), at_school.paper()
    assert not photos.check(visit, paper, 2)
    at_school.put_right(visit, f"{paper}/paper_top", "unreadable")
    assert refused(photos, visit, paper, 2, encoded("PNG")) == "page_two"


def test_every_top_and_title_of_the_pack_is_either_surely_another_paper_or_held_to_one_page() -> None:
    """A value that the pack gains is held to one page until somebody says here that it is surely another paper."""
    steps = policy().steps
    assert set(steps["paper_top"].values) - OTHER_TOPS == {"court_federal", "unreadable"}
    assert set(steps["title"].values) - OTHER_TITLES == {"arrest_warrant", "other"}
    assert set(steps["paper_top"].values) > OTHER_TOPS
    assert set(steps["title"].values) > OTHER_TITLES


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (encoded("GIF", 2), "pages_unknown"),
        (b"PK\3\4 a type that nobody knows", "pages_unknown"),
        (b"", "pages_unknown"),
        (b"x" * 1100 + pdf(2), "pages_unknown"),
        (b"x" * 1000 + pdf(2), "more_pages"),
        (encoded("MPO", 2), "more_pages"),
        (encoded("PNG", 2), "more_pages"),
        (heic(2), "more_pages"),
    ],
)
def test_what_may_hold_a_second_page_leaves_nothing_on_disk(
    at_school: SchoolGuard, content: bytes, code: str
) -> None:
    photos, (visit, paper) = Photos(at_school.walking), at_school.paper(**ARREST)
    assert refused(photos, visit, paper, 1, content) == code
    assert at_school.files() == []


def test_a_paper_that_turns_out_an_arrest_warrant_meanwhile_is_looked_at_again(
    at_school: SchoolGuard,
) -> None:
    """The file was prepared as that of a search warrant; then the title is put right; what was prepared is not recorded."""
    photos, (visit, paper) = Photos(at_school.walking), at_school.paper()
    single = photos.check(visit, paper, 1)
    prepared = photos.prepare(pdf(2), single)
    assert not single
    at_school.put_right(visit, f"{paper}/title", "arrest_warrant")
    with pytest.raises(Refused) as caught:
        photos.commit(visit, paper, 1, prepared, GUARD)
    assert caught.value.code == "pages_unknown"
    photos.discard(prepared)
    assert at_school.files() == []


def test_what_is_no_paper_or_no_page_of_this_visit_is_refused(at_school: SchoolGuard) -> None:
    photos, (visit, paper) = Photos(at_school.walking), at_school.paper()
    for nowhere in ("", "r1", "r1/papers", "r1/papers/p7", f"{paper}/title"):
        assert refused(photos, visit, nowhere, 1, b"x") == "no_such_paper"
    assert refused(photos, visit, paper, 0, b"x") == "bad_page"
    assert at_school.files() == []


def test_fifty_megabytes_are_kept_and_one_byte_more_is_refused(
    at_school: SchoolGuard, tmp_path: Path
) -> None:
    photos, (visit, paper) = Photos(at_school.walking), at_school.paper()
    path = tmp_path / "scan.bin"
    for size in (LIMIT + 1, LIMIT):
        with path.open("wb") as file:
            file.truncate(size)
        assert bool(look(path).problem) == (size > LIMIT)
        if size > LIMIT:
            assert refused(photos, visit, paper, 1, path) == "photo_too_big"
            assert at_school.files() == []
        else:
            photos.keep(visit, paper, 1, path, GUARD)
    assert photos.read(at_school.bodies(visit)[0].id) == bytes(LIMIT)


def test_a_file_that_cannot_be_read_is_named_and_the_visit_goes_on(
    at_school: SchoolGuard, tmp_path: Path
) -> None:
    photos, (visit, paper) = Photos(at_school.walking), at_school.paper()
    # A file of the kernel says that it is empty and has content: as one does that is being written just now.
    for path in (tmp_path / "gone.pdf", tmp_path, Path("/proc/self/status")):
        with pytest.raises(Trouble, match=path.name):
            photos.keep(visit, paper, 1, path, GUARD)
    assert look(tmp_path / "gone.pdf").problem
    assert at_school.bodies(visit) == []


def test_the_slow_half_runs_in_a_worker_while_the_window_writes(at_school: SchoolGuard) -> None:
    """The journal belongs to the window's thread and raises in any other: `prepare` does not touch it."""
    photos, (visit, paper) = Photos(at_school.walking), at_school.paper()
    with ThreadPoolExecutor(2) as workers:
        waiting = [workers.submit(photos.prepare, content, False) for content in every_type().values()]
        at_school.answer(visit, "secret", "no")
        for each in waiting:
            photos.commit(visit, paper, 1, each.result(), GUARD)
    assert [photos.read(body.id) for body in at_school.bodies(visit)] == list(every_type().values())
    assert list(at_school.desk.store.attachments.faults()) == []


def test_a_prepared_original_is_recorded_once_and_not_after_it_was_discarded(at_school: SchoolGuard) -> None:
    photos, (visit, paper) = Photos(at_school.walking), at_school.paper()
    prepared = photos.prepare(b"x", False)
    photos.commit(visit, paper, 1, prepared, GUARD)
    photos.discard(prepared)
    assert photos.read(prepared.sealed.id) == b"x"
    with pytest.raises(Trouble):
        photos.commit(visit, paper, 1, prepared, GUARD)
    loose = photos.prepare(b"y", False)
    photos.discard(loose)
    with pytest.raises(ValueError, match="discarded"):
        photos.commit(visit, paper, 1, loose, GUARD)
    assert len(at_school.bodies(visit)) == 1


def test_a_changed_original_is_named_by_verify(at_school: SchoolGuard) -> None:
    photos, (visit, paper) = Photos(at_school.walking), at_school.paper()
    photos.keep(visit, paper, 1, encoded("PNG"), GUARD)
    [place] = at_school.files()
    whole = place.read_bytes()
    place.write_bytes(whole[:100] + bytes([whole[100] ^ 1]) + whole[101:])
    found = verify(at_school.walking)
    assert not found.ok
    assert [place.name in each for each in found.originals] == [True]
    assert (found.findings, found.differences, found.unread) == ((), (), ())


# ---- the folder of scans --------------------------------------------------------------------------------------


def test_the_newest_scans_are_listed_by_what_is_in_them(tmp_path: Path) -> None:
    names = [f"scan {number}.pdf" for number in range(12)]
    content = {name: encoded("PNG") if index % 2 else b"text" for index, name in enumerate(names)}
    for when, path in enumerate(write(tmp_path, {**content, ".hidden": b"x"})):
        os.utime(path, ns=(0, (when + 1) * 1_000_000))
    (tmp_path / "folder").mkdir()
    (tmp_path / "nowhere").symlink_to(tmp_path / "gone")
    found = recent(str(tmp_path))
    assert [each.name for each in found] == names[:2:-1]
    assert [each.media for each in found[:2]] == [PNG, UNKNOWN]
    assert found[0].modified_us == 12_000
    assert found[0].size == len(encoded("PNG"))
    assert recent(str(tmp_path), 1) == found[:1]


def test_no_folder_has_no_scans_and_one_that_is_away_is_told(tmp_path: Path) -> None:
    assert recent("") == []
    with pytest.raises(Trouble, match="folder of scans"):
        recent(str(tmp_path / "away"))


def test_a_name_that_is_no_text_is_listed_with_question_marks(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"scan\xff.png")).write_bytes(b"x")
    assert recent(str(tmp_path))[0].name == "scan?.png"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("undocumented A123456789 Garcia.png", "photo.png"),
        ("scan.JPEG", "photo.jpeg"),
        ("Garcia", "photo"),
        (".Garcia", "photo"),
        ("scan.A123456789", "photo"),
        ("1. Garcia, born in May", "photo"),
        (os.fsdecode(b"scan.p\xff"), "photo"),
    ],
)
def test_of_a_file_name_the_ending_alone_is_recorded(
    at_school: SchoolGuard, tmp_path: Path, name: str, kept: str
) -> None:
    photos, (visit, paper) = Photos(at_school.walking), at_school.paper()
    (tmp_path / name).write_bytes(b"x")
    photos.keep(visit, paper, 1, tmp_path / name, GUARD)
    photos.keep(visit, paper, 2, b"x", GUARD)
    assert [body.name for body in at_school.bodies(visit)] == [kept, "photo"]
