"""Every public callable of the services asks who may do it, or stands here with the reason why it need not.

A new one that does neither fails, so that nothing is shown or done by being forgotten.
"""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import msgspec
import pytest

import desktop.services
from desktop.services.roles import ACTS

FOLDER = Path(desktop.services.__file__).parent
GATES = frozenset({"require", "see_visit"})
"""What asks."""

PURE = "reads nothing of the record: it is given what it works on"
OPENS = "opens the desk, which shows nothing by that"
BLOCK = "a part for other services, which ask before they show any of it"
BY_ANOTHER = "does what it does by a callable that asks"
CONSOLE = "of whoever has the account that reads the key file: no desk need be openable for it"
OFFICE = "works on pack files of the policy office; no desk and no record is needed for it"
AT_OFFICE = "of whoever has the office's keys and its database, which asks its own readers; no desk and no record is needed for it"
MAINTAINS = "tells of files and folders, not of visits"

WHOLE_MODULES: Mapping[str, str] = MappingProxyType(
    {
        "aid": PURE,
        "caution": PURE,
        "closed": "opens the record, or the side record in its place, which shows nothing by that",
        "forgetting_clock": "compares the clock with the record, after who may remove has asked",
        "forgetting_copies": "names files that hold what was removed, after who may remove it has asked",
        "forgetting_holds": "tells holds, after who may hold has asked",
        "forgetting_words": PURE,
        "installed": MAINTAINS,
        "key_facts": MAINTAINS,
        "key_pages": PURE,
        "keyways": PURE,
        "office": AT_OFFICE,
        "office_reading": AT_OFFICE,
        "one_pdf": PURE,
        "pictures": PURE,
        "policy_beside": BLOCK,
        "policy_choice": MAINTAINS,
        "policy_facts": "facts on policies for `health`, which asks; they tell of no visit",
        "policy_gate": OFFICE,
        "policy_making": OFFICE,
        "policy_offer": MAINTAINS,
        "policy_papers": OFFICE,
        "policy_shelf": BLOCK,
        "policy_source": BLOCK,
        "pins_kept": BLOCK,
        "reasons": PURE,
        "record_views": PURE,
        "refusals": PURE,
        "removed_views": PURE,
        "release_signing": "works on lists of a release at the release office; no desk and no record is needed for it",
        "review_proof": "reads the record for `verifying`, which asks",
        "roles": "is what is asked",
        "salvaging": CONSOLE,
        "setting_up": CONSOLE,
        "setup_plan": PURE,
        "search_rows": PURE,
        "search_views": PURE,
        "search_words": PURE,
        "signed": "is what is asked",
        "spooler": PURE,
        "trying": BLOCK,
        "updates": MAINTAINS,
        "proved": "only whether a sheet was typed back, kept beside the configuration; says and does nothing else",
        "trial": "walks a visit of the drill record, which holds no real one",
        "veil": PURE,
        "views": PURE,
        "waiting": BLOCK,
        "words": PURE,
    }
)

FREE: Mapping[str, str] = MappingProxyType(
    {
        "authoring.draft_mark": OFFICE,
        "authoring.look_at": OFFICE,
        "authoring.promises": OFFICE,
        "authoring.stories": OFFICE,
        "authoring.changes": OFFICE,
        "authoring.drawn": OFFICE,
        "authoring.box": OFFICE,
        "authoring.save_document": OFFICE,
        "authoring.files_of": OFFICE,
        "authoring.Trying.close": OFFICE,
        "authoring.facilities": MAINTAINS,
        "authoring.is_signed": OFFICE,
        "backing.back_up_if_due": BY_ANOTHER,
        "backing.keep_backed_up": BY_ANOTHER,
        "backing.same_disk": MAINTAINS,
        "backing.restore_from": CONSOLE,
        "backing.configured": MAINTAINS,
        "backing.newest": MAINTAINS,
        "batch.bundle": PURE,
        "batch.save_each": BY_ANOTHER,
        "batch.save_one": BY_ANOTHER,
        "batch.went": PURE,
        "copies.may_leave": MAINTAINS,
        "copies.save_copy": BY_ANOTHER,
        "copies.sha256_of": PURE,
        "copies.to": PURE,
        "desk.Desk.pack_of": BLOCK,
        "desk.Desk.another": OPENS,
        "desk.Desk.at_stake": OPENS,
        "desk.Desk.closed": OPENS,
        "desk.Desk.home": MAINTAINS,
        "desk.Desk.once_more": OPENS,
        "desk.Desk.listen": BLOCK,
        "desk.Desk.told": "sentences for the desk screen, which hold nothing of a visit",
        "desk.Desk.tell": "sentences for the desk screen, which hold nothing of a visit",
        "desk.Desk.close": OPENS,
        "desk.facility_file": MAINTAINS,
        "desk.find_facility": OPENS,
        "desk.find_pack": OPENS,
        "desk.open_desk": OPENS,
        "desk.workstation_places": MAINTAINS,
        "evidence.info_of": PURE,
        "forgetting.forgetting_at": "reads the period from managed.toml, and nothing of the record",
        "forgetting_what.told_of": BLOCK,
        "forgetting_what.may_go": PURE,
        "forgetting_what.offered": PURE,
        "forgetting_what.groups": PURE,
        "health.examine": BY_ANOTHER,
        "syncing.place_of": PURE,
        "syncing.send_by_itself": BY_ANOTHER,
        "syncing.way_of": MAINTAINS,
        "keyring.Keyring.renew_supervisor": "refuses whoever has not just opened the record by another way, and goes by `People.recover`",
        "notices.of_trouble": PURE,
        "noting.happened": PURE,
        "noting.kept_text": PURE,
        "noting.known_source": PURE,
        "overdue.late": PURE,
        "overdue.limits": MAINTAINS,
        "people.duty_name": PURE,
        "policy_install.told": PURE,
        "policy_reading.readers": BY_ANOTHER,
        "people.People.enter": "takes only what `check` has tried, which asks",
        "people.People.kept": "makes what is kept of a PIN, which counts only once an act that asks has put it on record",
        "people.People.renew_pin": "takes only what `check` has tried, which asks",
        "photos.look": "a file of the scanner, before it is kept",
        "photos.recent": "files of the scanner, before they are kept",
        "photos.small_pictures": "files of the scanner, before they are kept",
        "photos.page_one_only": PURE,
        "reporting.may_save": PURE,
        "reporting.save_report": PURE,
        "reviewing.Reviewing.review_of": BLOCK,
        "screens.Screens.about": PURE,
        "screens.Screens.papers": PURE,
        "screens.Screens.answers": PURE,
        "screens.Screens.decider": PURE,
        "searching.Search.run": "is made by `Searching.begin`, which asks",
        "searching.Search.stop": "is made by `Searching.begin`, which asks",
        "searching.Searching.labels": "the words of policies, not of visits",
        "searching.Searching.of_open": "keeps what a look that asked has read",
        "counsel_only.CounselOnly.holds": BLOCK,
        "counsel_only.CounselOnly.is_secret": BLOCK,
        "counsel_only.CounselOnly.pack": BLOCK,
        "searching.Searching.row": BLOCK,
        "searching.Searching.rows": BLOCK,
        "searching.Searching.close": OPENS,
        "standing.check_record": BY_ANOTHER,
        "standing.grouped": PURE,
        "verifying.differences": PURE,
        "walking.Walking.as_of": BLOCK,
        "walking.Walking.current": BLOCK,
        "walking.Walking.renewed": BLOCK,
        "walking.Walking.reached": PURE,
        "walking.Walking.reread": BLOCK,
        "walking.Walking.append": BLOCK,
    }
)


class Found(msgspec.Struct, frozen=True):
    """A public callable by its full name, and whether it asks."""

    name: str
    asks: bool


def callables(module: str, source: str) -> Iterator[Found]:
    """Every public function, and every public method of a class that is no plain data."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield Found(f"{module}.{node.name}", bool(_called(node) & GATES))
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_") and not _data(node):
            yield from _methods(f"{module}.{node.name}", node)


def _methods(name: str, node: ast.ClassDef) -> Iterator[Found]:
    """A method asks by itself, or by another one of its class that it calls."""
    methods = {each.name: _called(each) for each in node.body if isinstance(each, ast.FunctionDef)}
    asking: set[str] = set()
    while more := {each for each, called in methods.items() if called & (GATES | asking)} - asking:
        asking |= more
    yield from (Found(f"{name}.{each}", each in asking) for each in methods if not each.startswith("_"))


def _data(node: ast.ClassDef) -> bool:
    bases = {ast.unparse(base).rsplit(".", 1)[-1] for base in node.bases}
    return bool(bases & {"Struct", "Protocol", "Exception"})


def _called(function: ast.FunctionDef) -> set[str]:
    """What is called in a body: functions by their names, methods of its own class by theirs."""
    called = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return {
        each.id if isinstance(each, ast.Name) else each.attr
        for each in called
        if isinstance(each, ast.Name)
        or (isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name) and each.value.id == "self")
    }


def unasked(module: str, source: str) -> list[str]:
    """The callables of a module that neither ask nor have a reason not to."""
    if module in WHOLE_MODULES:
        return []
    return [found.name for found in callables(module, source) if not found.asks and found.name not in FREE]


def sources() -> dict[str, str]:
    """Every module of the services."""
    return {file.stem: file.read_text("utf-8") for file in FOLDER.glob("*.py") if file.stem != "__init__"}


@pytest.mark.parametrize("module", sorted(sources()))
def test_every_callable_asks_or_has_a_reason_not_to(module: str) -> None:
    assert unasked(module, sources()[module]) == []


def test_every_reason_is_still_needed() -> None:
    """A callable that is gone, or asks by now, leaves this list."""
    found = {
        each.name: each.asks for module, source in sources().items() for each in callables(module, source)
    }
    assert {name for name in FREE if found.get(name, True)} == set()
    assert set(WHOLE_MODULES) <= set(sources())


def test_a_callable_that_forgets_to_ask_is_caught() -> None:
    """The control."""
    forgotten = (
        "class Lists:\n    def all(self): return self.queries.all_visits()\n    def _part(self): ...\n"
    )
    assert unasked("lists", f"{forgotten}def one(desk): return desk\n") == ["lists.Lists.all", "lists.one"]
    assert unasked("lists", "def one(desk):\n    require(desk, 'report')\n    return desk\n") == []


def test_every_act_that_is_asked_for_is_in_the_table() -> None:
    """And none stands there that nobody asks for: but what needs no open desk (`CONSOLE`)."""
    asked: set[str] = set()
    for source in sources().values():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("require", "may"):
                given = (part for argument in node.args for part in ast.walk(argument))
                asked |= {
                    each.value
                    for each in given
                    if isinstance(each, ast.Constant) and isinstance(each.value, str)
                }
    assert asked - {""} <= set(ACTS)
    assert set(ACTS) - asked <= {"restore", "salvage"}


@pytest.mark.parametrize("layer", ["ui", "cli"])
def test_no_screen_and_no_command_reads_the_record_past_the_services(layer: str) -> None:
    """The building blocks are for services alone."""
    folder = FOLDER.parent / layer
    found = [
        f"{file.relative_to(folder)}: {word}"
        for file in sorted(folder.rglob("*.py"))
        for word in (
            ".queries.all_visits",
            ".queries.visits_of_day",
            ".queries.events_of",
            ".queries.event(",
            ".iter_chain(",
        )
        if word in file.read_text("utf-8")
    ]
    assert found == []
