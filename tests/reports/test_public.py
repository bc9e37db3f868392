"""The public copy holds what is on its list and nothing else: searched for byte by byte, built from closed lists, the same each time."""

import ast
import io
import typing
from collections.abc import Callable, Iterator
from pathlib import Path
from types import UnionType
from typing import Any

import msgspec
import pytest
from PIL import Image

import desktop.reports.public_data as public_data
from desktop.core.errors import Refused
from desktop.core.events import KINDS, Access, BrokenBody, Draft
from desktop.core.review_events import CopyIssued
from desktop.reports import public_words, words
from desktop.reports.outline import Figure, Picture
from desktop.reports.pdf import make_pdf
from desktop.reports.public_data import Known, Moment, Options, PublicCopy, Removed, Why
from desktop.reports.public_pages import copy_hash, make_public
from desktop.reports.public_taking import NAMED, REVIEWED, take, usual
from desktop.reports.text import make_text
from desktop.services.reporting import Made
from tests.journeys.canary_child import on_record
from tests.journeys.clear import in_clear
from tests.journeys.test_canary import OURS, texts
from tests.reports import canary
from tests.reports.canary import WORD, Canaries, files_of
from tests.reports.site import SHELTER
from tests.reports.visits import BOSS, NOON, Shift, blocks
from tests.services.boss import refused

Play = Callable[[str], tuple[Shift, str]]
REPORTS = Path(public_data.__file__).parent
OF_NO_VISIT = frozenset(
    {
        "store_created", "checkpoint_signed", "device_key_made", "person_added", "person_changed", "person_left", "pin_set", "signed_in",
        "signed_out", "pin_refused", "keys_changed", "side_record", "authority_trusted", "policy_installed", "bulletin_installed",
        "policy_acknowledged", "view_saved", "view_dropped",
    }
)  # fmt: skip
"""Kinds that are of the record, and of no visit: no report tells of them."""

NAMED_BY_US = frozenset({"hold_placed.hold", "hold_lifted.hold", "visit_taken_in.side"})
"""Texts beside `OURS` that nobody types in a visit: the names of holds and of side records."""


class Played:
    """The canary visit, its full report, and public copies of it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.canaries = folder, Canaries()
        folder.mkdir()
        facility = folder / "facility.toml"
        facility.write_text(canary.replaced(SHELTER.read_text("utf-8"), self.canaries), "utf-8")
        self.shift = Shift(folder / "home", NOON, facility_file=facility)
        self.visit = canary.play(self.shift, self.canaries)
        self.shift.again()
        self.material = self.shift.material(self.visit)
        self.full = self.shift.reporting.make(self.visit, "all")()

    def copy(self, options: Options) -> Made:
        """A public copy as a supervisor gets it."""
        return self.shift.reporting.public(self.material, options, "letter")()

    def hidden_in(self, made: Made, name: str, word: str) -> list[str]:
        """What of a document holds a word: file, text form, name, and all that the outline tells."""
        folder = self.folder / name
        if not folder.exists():
            assert len(list(files_of(made.pdf, folder))) == 12
            (folder / made.name).write_text(made.text, "utf-8")
            (folder / "text-together").write_text("".join(made.text.split()), "utf-8")
            (folder / "outline").write_bytes(msgspec.json.encode(made.outline))
            (folder / "made").write_text(repr((made.sources, made.heads, made.sha256)), "utf-8")
        return in_clear(folder, word)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """Played once: making everything out of it takes its time."""
    made = Played(tmp_path_factory.mktemp("public") / "canary")
    yield made
    made.shift.close()


# ---- nothing comes through ------------------------------------------------------------------------------------------------


def test_every_text_of_a_visit_has_its_canary(played: Played) -> None:
    """A new text in an event is none of ours until somebody says so, and then one is written into it here."""
    before = on_record(list(played.material.events))
    typed = {place for place in before if not place.startswith("visit_opened.site")}
    ours = {f"{kind}.{place}" for kind, places in OURS.items() for place in places}
    wanted = {
        f"{kind}.{place}" for kind in KINDS if kind not in OF_NO_VISIT for place in texts(KINDS[kind].body)
    }
    assert wanted - ours - NAMED_BY_US == typed - {"actor.person", "visit_taken_over.former"}
    assert "visit_opened.site.name" in before


@pytest.mark.parametrize("options", [Options(), Options(facility=False)], ids=["site told", "site not told"])
def test_no_canary_is_anywhere_in_the_public_copy(played: Played, options: Options) -> None:
    """Neither in the file, however it is packed, nor in what other programs read of it, nor in the text, nor in the file's name."""
    made = played.copy(options)
    told = {"site.name", "site.address"} if options.facility else set()
    name = "named" if options.facility else "unnamed"
    came = {
        place
        for place, word in played.canaries.given.items()
        if place not in told and played.hidden_in(made, name, word)
    }
    assert came == set()
    if not told:
        assert played.hidden_in(made, name, WORD) == []
        assert played.hidden_in(made, name, played.material.policy.head.id) == []
        assert played.hidden_in(made, name, "New York") == []
        assert played.hidden_in(made, name, played.material.visit.opened.record_number) == []


def test_the_full_report_holds_each_canary_that_its_copy_does_not(played: Played) -> None:
    """The control, searched for in the very same way."""
    nowhere = {"photo", "note", "site.area1", "site.area2"}  # never printed, removed, not gone to
    found = {
        place for place, word in played.canaries.given.items() if played.hidden_in(played.full, "full", word)
    }
    assert found == set(played.canaries.given) - nowhere


def test_no_hash_number_or_id_of_the_record_is_in_the_public_copy(played: Played) -> None:
    """Nobody can prove by it that a guess at what was removed is right, or match it with a stolen record."""
    made = played.copy(Options())
    secret = {played.visit, played.full.sha256, played.material.device_key, played.material.pack_hash}
    for event in played.material.events:
        secret |= {event.hash, event.prev, event.payload_hash, event.device, event.boot}
    secret |= {getattr(event.body, "sha256", "") for event in played.material.events} - {""}
    long = {each for each in secret if len(each) > 8}  # a shorter one may stand there by chance
    assert {each for each in long if played.hidden_in(made, "named", each)} == set()
    assert played.hidden_in(played.full, "full", played.material.events[0].device)


def test_nothing_is_attached_drawn_or_linked_in_the_public_copy(played: Played) -> None:
    """No picture, no drawing, so no code that a telephone could read; no attachment, no script, no form."""
    made = played.copy(Options())
    played.hidden_in(made, "named", WORD)
    folder = played.folder / "named"
    assert "0 embedded files" in (folder / "attached").read_text()
    assert len((folder / "pictures").read_text().splitlines()) == 2
    assert not any(isinstance(block, Picture | Figure) for block in blocks(made.outline))
    for sign in (b"/Annots", b"/JavaScript", b"/EmbeddedFile", b"/AcroForm", b"/Metadata", b"/PieceInfo"):
        assert sign not in (folder / "qdf").read_bytes()


# ---- built from closed lists --------------------------------------------------------------------------------------------------


def calls_of(name: str) -> set[str]:
    """The files of the program that call this name."""
    found = set()
    for file in REPORTS.parent.rglob("*.py"):
        text = file.read_text("utf-8")
        for node in ast.walk(ast.parse(text)) if "public_data" in text else ():
            if isinstance(node, ast.Call) and name in (
                getattr(node.func, "id", ""),
                getattr(node.func, "attr", ""),
            ):
                found.add(file.name)
    return found


def test_a_text_of_a_public_copy_is_made_in_one_place_alone() -> None:
    """Where each function takes it from a closed list, from a number, or by an option."""
    assert calls_of("Known") == {"public_words.py"}
    assert "public_taking.py" in calls_of("Removed")


def test_what_makes_the_pages_knows_nothing_of_the_record() -> None:
    """By its imports: facts, words of the program, blocks."""
    tree = ast.parse((REPORTS / "public_pages.py").read_text("utf-8"))
    found = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name for name in found if name and name.startswith("desktop")} == {
        "desktop.core",
        "desktop.reports.outline",
        "desktop.reports.public_data",
        "desktop.reports.public_words",
        "desktop.reports.sections.blocks",
        "desktop.reports.sections.moments",
        "desktop.reports.words",
    }


def leaves(kind: Any, seen: set[Any]) -> Iterator[Any]:
    """The plain types that a struct is made of in the end."""
    parts = typing.get_args(kind)
    if kind in (Known, Removed, Moment) or typing.get_origin(kind) is typing.Literal:
        yield Known
    elif isinstance(kind, UnionType) or typing.get_origin(kind) in (tuple, typing.Union):
        for each in parts:
            if each is not Ellipsis:
                yield from leaves(each, seen)
    elif isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        if kind not in seen:
            seen.add(kind)
            for field in msgspec.structs.fields(kind):
                yield from leaves(field.type, seen)
    else:
        yield kind


def test_the_facts_of_a_public_copy_have_no_place_for_a_text() -> None:
    """Known and removed facts, moments, numbers, words of the program."""
    assert set(leaves(PublicCopy, set())) == {Known, int, bool, type(None)}


def test_every_reason_why_something_is_removed_is_told() -> None:
    """And each kind of event is told by its name, or as record keeping."""
    assert set(public_words.REMOVED) == set(typing.get_args(Why))
    assert set(words.KINDS) >= NAMED >= REVIEWED
    assert {"payload_redacted", "hold_placed", "hold_lifted", "access", "copy_issued"}.isdisjoint(NAMED)


@pytest.mark.parametrize("name", ["crowd", "danger", "not_reached", "records"])
def test_every_visit_has_a_public_copy_that_says_less(name: str, play: Play) -> None:
    """It names no person of the desk, and tells what was removed. (Golden texts show the others.)"""
    shift, visit = play(name)
    outline = make_public(take(shift.material(visit), Options()))
    text = make_text(outline)
    for person in ("Guard 12", "Guard 14", "Supervisor 3"):
        assert person not in text
    assert "PUBLIC COPY" in text
    assert "[removed: place]" in text


# ---- what it says -------------------------------------------------------------------------------------------------------------


def test_officers_are_named_where_counsel_decided_so_and_only_as_they_stand_now(play: Play) -> None:
    """What stood there before, or was crossed out, may be somebody else's."""
    shift, visit = play("i200")
    shift.detail(visit, "officer", "o3", [("name", "First Name", ""), ("phone", "212-555-0199", "")])
    shift.detail(visit, "officer", "o3", [("name", "Second Name", "")])
    shift.detail(visit, "officer", "o4", [("name", "Third Name", "")])
    shift.noting.strike(visit, "officer", "o4", "A visitor.", BOSS)
    material = shift.material(visit)
    plain, named = (make_text(make_public(take(material, Options(officers=each)))) for each in (False, True))
    assert "4417" not in plain
    assert "Second Name" not in plain
    assert "4417" in named
    assert "Second Name" in named
    for text in ("4471", "First Name", "Third Name", "212-555-0199"):
        assert text not in named


def test_a_shelter_is_not_told_unless_counsel_decides_so(play: Play, tmp_path: Path) -> None:
    """Neither is its record number, nor its logo; a school is."""
    shift, visit = play("i200")
    material = shift.material(visit)
    assert usual(material) == Options(officers=False, facility=False)
    logo = io.BytesIO()
    Image.new("RGB", (40, 20), "navy").save(logo, "PNG")
    outline = make_public(take(material, usual(material)), logo.getvalue())
    assert outline.logo is None
    for text in ("SHL901", "Sample Shelter", "Example Ave", "Brooklyn"):
        assert text not in str(outline)
    school = msgspec.structs.replace(material, site=msgspec.structs.replace(material.site, type="school"))
    assert usual(school).facility
    assert make_public(take(material, Options()), logo.getvalue()).logo is not None


def test_counsel_is_not_quoted_by_what_followed_from_its_word(play: Play) -> None:
    """Neither its answer, nor the outcome or reason that only it leads to."""
    for name in ("escorted", "not_reached"):
        shift, visit = play(name)
        text = make_text(make_public(take(shift.material(visit), Options())))
        assert "[removed: counsel’s advice]" in text
        assert "Only the rooms on the list" not in text
        assert "go with them, within it" not in text


def test_no_public_copy_is_made_of_what_is_counsels_alone(play: Play) -> None:
    """Not even a short one: that there was such a visit may be secret too. What cannot be read counts as secret."""
    shift, visit = play("sealed")
    material = shift.material(visit)
    assert refused(lambda: shift.reporting.public(material, Options(), "letter")).code == "counsel_only"
    shift, visit = play("i200")
    material = shift.material(visit)
    events = tuple(
        msgspec.structs.replace(event, body=BrokenBody("gone")) if event.kind == "step_answered" else event
        for event in material.events
    )
    with pytest.raises(Refused, match="counsel_only"):
        take(msgspec.structs.replace(material, events=events), Options())


def test_a_correction_does_not_tell_what_it_corrected(play: Play) -> None:
    """What was taken back may never have been true."""
    shift, visit = play("changed")
    text = make_text(make_public(take(shift.material(visit), Options())))
    assert "[removed: answer that was changed]" in text
    assert "Past the public area" not in text


def test_marks_of_a_public_copy_tell_what_it_is_worth(play: Play) -> None:
    """Void, drill, draft, open or not approved; no name and no reason."""

    def marks(name: str) -> list[str]:
        shift, visit = play(name)
        outline = make_public(take(shift.material(visit), Options()))
        return [mark.text for mark in outline.parts[0].running.marks]

    draft = "DRAFT POLICY, not approved by counsel"
    assert marks("added") == ["PUBLIC COPY", "VOID", draft]
    assert marks("exception") == ["PUBLIC COPY", draft]
    assert marks("i200") == ["PUBLIC COPY", draft, "NOT APPROVED YET"]
    assert marks("key_of_danger") == ["PUBLIC COPY", "DRILL", draft, "VISIT STILL OPEN"]


def test_title_subject_name_and_bookmarks_come_from_the_copy_alone(play: Play) -> None:
    """Where the site is not told, the copy's own number stands in them."""
    shift, visit = play("i200")
    made = shift.reporting.public(shift.material(visit), Options(facility=False), "letter")()
    number = made.outline.parts[0].running.record_number
    assert number.startswith("PC-")
    assert made.outline.subject == number
    assert made.outline.title == f"Public copy of an incident report {number}"
    assert made.name == f"public-copy-{number}"
    assert made.outline.parts[0].running.facility == "Shelter"


# ---- the same again ---------------------------------------------------------------------------------------------------------------


def test_the_same_record_and_choice_give_the_same_copy_whoever_got_one_before(play: Play) -> None:
    """So that the office can make it again and compare; an addendum and another choice make another."""
    shift, visit = play("approved")

    def made(facility: bool = True) -> Made:
        shift.again()
        return shift.reporting.public(shift.material(visit), Options(facility=facility), "letter")()

    first = made()
    issued = CopyIssued("public", ["public"], "A reporter", "", first.sha256, "ab" * 32)
    drafts = [Draft("copy_issued", visit, issued, BOSS), Draft("access", visit, Access("printed"), BOSS)]
    shift.desk.store.journal.append(drafts, shift.clock.read())
    assert made().pdf == first.pdf
    assert made(facility=False).pdf != first.pdf
    shift.reviewing.addendum(visit, "ADDEDWORDS", "seen", BOSS)
    assert made().pdf != first.pdf
    assert "ADDEDWORDS" not in made().text


def test_its_own_hash_is_of_what_it_says(play: Play) -> None:
    """It stands on each page, and changes with every word; the record's head does not stand there."""
    shift, visit = play("i200")
    copy = take(shift.material(visit), Options())
    outline = make_public(copy)
    running = outline.parts[0].running
    assert (running.head_label, running.head) == ("This copy", copy_hash(copy))
    other = msgspec.structs.replace(
        copy, visit=msgspec.structs.replace(copy.visit, notes=copy.visit.notes + 1)
    )
    assert copy_hash(other) != copy_hash(copy)
    assert f"This copy {copy_hash(copy)}" in make_text(outline)
    assert shift.material(visit).visit.head not in str(outline)


def test_an_offset_a_day_and_a_doubt_stand_beside_a_time_where_they_must(play: Play) -> None:
    """Otherwise once for the whole timeline."""
    shift, visit = play("set_back")
    text = make_text(make_public(take(shift.material(visit), Options())), 200)
    assert "Times are local times of 2026-07-15 at the facility (UTC-04:00)." in text
    assert "11:01:17 !" in text or " !" in text
    shift, visit = play("clocks_change")
    text = make_text(make_public(take(shift.material(visit), Options())), 200)
    assert "UTC-05:00" in text
    assert "Times are local times of 2026-11-01 at the facility." in text


def test_it_can_be_printed_on_both_papers(play: Play) -> None:
    """In as many pages as a short report has."""
    shift, visit = play("added")
    outline = make_public(take(shift.material(visit), Options()))
    assert make_pdf(outline, "letter") != make_pdf(outline, "a4")
