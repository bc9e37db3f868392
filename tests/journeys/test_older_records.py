"""Records as every earlier version wrote them open, are copied before they are changed, and print the reports that they printed."""

import json
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from click.testing import CliRunner

from desktop import paths
from desktop.cli.main import cli
from desktop.core.chain import Row
from desktop.core.errors import Trouble
from desktop.paths import Places
from desktop.services.desk import Desk, open_desk
from desktop.services.evidence import export_evidence
from desktop.services.health import examine
from desktop.services.signed import IT, NOBODY
from desktop.services.verifying import verify
from desktop.services.walking import Walking
from desktop.store import projections
from desktop.store._engine import Database, Migrations, connect, rows
from desktop.store.opening import DATABASE, Store, open_store
from desktop.store.queries import Queries
from desktop.store.schema import PROJECTIONS, make_migrations, missing_triggers
from desktop.trust.keys import unlock
from tests.records.keeping import put_back
from tests.records.write_record import (
    BOSS,
    GUARD,
    PINS,
    POST,
    REALMS,
    later_clock,
    let_in,
    reports_of,
    told_of,
)
from tests.services.exports import VERIFIER
from tests.store.papers import PAPER, draft_of, put
from tests.store.small_disk import on_small_disk

RECORDS = Path(__file__).parents[1] / "records"
NAMES = tuple(sorted(each.name.removesuffix(".tar.xz") for each in RECORDS.glob("*.tar.xz")))
OLDEST = NAMES[0]
MAKE_ONE = "No kept record has the present form. Keep one: tests/records/README.md."

LINES_SINCE = MappingProxyType(
    {
        "04-report": ("Device key    none was on record when this was written; a later one signs it too",),
    }
)
"""Lines that today's reports have and those printed by that version have not, with nothing else different."""

STATE = f"{'State':24}"

KILLED = """
import os, signal, sys
from pathlib import Path
from desktop.paths import places
from desktop.store.opening import open_store
from tests.journeys.test_older_records import one_more

def killed(db):
    db.execute("CREATE TABLE half AS SELECT * FROM events")
    os.kill(os.getpid(), signal.SIGKILL)

open_store(places(Path(sys.argv[1]), {}), create=True, migrations=one_more(killed))
"""


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    """Every kept record in turn."""
    return str(request.param)


@pytest.fixture
def home(name: str, tmp_path: Path) -> Path:
    """The folders of that workstation, as the version left them."""
    return put_back(RECORDS / f"{name}.tar.xz", tmp_path / "home")


@pytest.fixture
def kept(name: str) -> dict[str, Any]:
    """What the version itself said of its records."""
    told: dict[str, Any] = json.loads((RECORDS / f"{name}.json").read_text("utf-8"))
    return told


def one_more(made: Any) -> Migrations:
    """The migrations of today and one that is still to come."""
    migrations = make_migrations()
    migrations(name="m999_to_come")(made)
    return migrations


def folder(home: Path) -> Places:
    return paths.places(home, {})


def database(home: Path, realm: str = "record") -> Path:
    return home / "data" / realm / DATABASE


def connected(path: Path, home: Path) -> Database:
    """The database at `path`, by the key of the record, without anything of ours being brought up to date."""
    return connect(path, unlock(home / "data" / path.parent.name, home / "keys"))


def contents(path: Path, home: Path) -> tuple[list[Row], list[tuple[Any, ...]]]:
    """Every event and what the file is made of."""
    with closing(connected(path, home)) as db:
        made = rows(db, "SELECT type, name, sql FROM sqlite_master ORDER BY type, name")
        return list(Queries(db, path).iter_chain()), made


def form(store: Store) -> set[tuple[str, str, str]]:
    """Everything that the file is made of, but for how white space is laid out."""
    with closing(store.maintenance()) as db:
        found = rows(db, "SELECT type, name, coalesce(sql, '') FROM sqlite_master")
    return {(kind, name, " ".join(sql.split())) for kind, name, sql in found}


def due(home: Path) -> list[str]:
    """The migrations that this record still waits for."""
    with closing(connected(database(home), home)) as db:
        return [each.name for each in make_migrations().pending(db)]


def views(db: Database) -> list[list[tuple[Any, ...]]]:
    """Every row of every view; in which order a view keeps its rows says nothing, and a removal changes it."""
    return [sorted(rows(db, f"SELECT * FROM {table}"), key=repr) for table in sorted(PROJECTIONS)]


def opened(home: Path) -> Iterator[tuple[str, Desk]]:
    """Both records, each open to begin visits."""
    for realm in REALMS:
        with closing(open_desk(folder(home), clock=later_clock(), realm=realm)) as desk:
            let_in(desk)
            yield realm, desk


def without(text: str, lines: tuple[str, ...]) -> str:
    """The text less these lines, and less the line on a visit's state, which no version before reviews had."""
    kept = (line for line in text.splitlines(keepends=True) if not line.startswith(STATE))
    return "".join(line for line in kept if line.rstrip("\n") not in lines)


def test_a_record_of_the_present_form_is_kept_and_one_of_every_form_before_it(tmp_path: Path) -> None:
    """A version that changes the form of the record must not land without a record of that form beside the others."""
    waiting = [due(put_back(RECORDS / f"{each}.tar.xz", tmp_path / each)) for each in NAMES]
    assert waiting[-1] == [], MAKE_ONE
    known = [each.name for each in make_migrations()._migrations]
    assert {len(each) for each in waiting} == set(range(len(known))), MAKE_ONE


def test_an_older_record_opens_with_all_that_its_own_version_said(home: Path, kept: dict[str, Any]) -> None:
    """Visits, answers and outcomes are as they were; from event 1 nothing speaks against it, and its last event has its hash."""
    for realm, desk in opened(home):
        told, said = told_of(desk), kept[realm]
        assert json.loads(json.dumps(told["visits"])) == said["visits"]
        assert told["ok"], told
        chain = list(desk.store.queries.iter_chain())
        assert chain[said["events"] - 1].hash == said["head"]
        assert verify(Walking(desk)).originals == ()
        assert desk.notices == []
        with closing(desk.store.maintenance()) as db:
            assert missing_triggers(db) == []
            assert projections.is_current(db)
            before = views(db)
            projections.rebuild(db)
            assert views(db) == before


def test_work_goes_on_in_an_older_record(home: Path, kept: dict[str, Any]) -> None:
    """A visit left half way is answered further and gets a photograph, a new one a number after all others, and half-typed words
    are still there."""
    numbers = [each["number"] for each in kept["record"]["visits"]]
    with closing(open_desk(folder(home), clock=later_clock())) as desk:
        walking = Walking(desk)
        half = desk.store.queries.visit_by_number(max(numbers))
        assert half is not None
        actor = NOBODY if desk.signed.set_up else GUARD  # a locked desk walks on, too
        walking.press("F12", half.visit, actor, POST)
        sealed = put(desk.store)
        desk.store.journal.append([draft_of(half.visit, sealed)], desk.clock.read())
        assert desk.store.attachments.read(sealed.id) == PAPER
        new = walking.press("F1", None, actor, POST).visit
        assert int(new.opened.record_number.split("-")[-2]) > len(numbers)
        typed = [desk.store.queries.half_typed(line.visit) for line in desk.store.queries.open_visits()]
        assert ({"note": "They said that"} in typed) == (desk.facility.personal != {})
    with closing(open_desk(folder(home), clock=later_clock())) as desk:
        let_in(desk)
        assert verify(Walking(desk)).findings == ()
        assert len(desk.store.queries.all_visits()) == len(numbers) + 1


def test_before_an_older_record_is_changed_a_copy_of_it_is_made_that_only_its_key_opens(home: Path) -> None:
    """The copy holds the same events in the same form; no copy is made of a record that has today's form."""
    path, waiting = database(home), due(home)
    before = contents(path, home)
    open_store(folder(home), create=True, clock=later_clock()).close()
    copies = sorted(path.parent.glob(f"{DATABASE}.*"))
    assert [each.name for each in copies] == [f"{DATABASE}.before-{each}" for each in waiting[:1]]
    for copy in copies:
        assert contents(copy, home) == before
        assert b"SCH900" not in copy.read_bytes()
        with closing(sqlite3.connect(copy)) as plain, pytest.raises(sqlite3.DatabaseError):
            plain.execute("SELECT * FROM sqlite_master")
        copy.replace(path)
        with closing(open_store(folder(home), create=True, clock=later_clock())) as store:
            assert list(store.queries.iter_chain())[: len(before[0])] == before[0]


def test_an_older_record_gets_the_very_form_of_one_that_is_made_today(home: Path, tmp_path: Path) -> None:
    """So no migration that has landed was changed afterwards, and none lacks what a new record has."""
    with closing(open_store(folder(home), create=True, clock=later_clock())) as store:
        grown = form(store)
    with closing(open_store(folder(tmp_path / "new"), create=True, clock=later_clock())) as store:
        assert grown == form(store)


def test_a_migration_that_fails_half_way_changes_nothing_but_leaves_the_copy(
    home: Path, kept: dict[str, Any]
) -> None:
    """Nor does one whose program is killed; the next start brings the record up to date as if nothing had been."""

    def fails(db: Database) -> None:
        db.execute("CREATE TABLE half AS SELECT * FROM events")
        db.execute("SELECT nothing FROM nowhere")

    path, before, first = database(home), contents(database(home), home), (*due(home), "m999_to_come")[0]
    with pytest.raises(Trouble):
        open_store(folder(home), create=True, clock=later_clock(), migrations=one_more(fails))
    assert contents(path, home) == before
    copy = path.with_name(f"{DATABASE}.before-{first}")
    assert contents(copy, home) == before
    copy.unlink()
    done = subprocess.run([sys.executable, "-c", KILLED, str(home)], cwd=RECORDS.parents[1], check=False)
    assert done.returncode == -signal.SIGKILL
    assert contents(path, home) == before
    assert contents(copy, home) == before
    for realm, desk in opened(home):
        assert json.loads(json.dumps(told_of(desk)["visits"])) == kept[realm]["visits"]


def test_a_disk_without_room_for_the_copy_is_named_and_the_record_waits_unchanged(tmp_path: Path) -> None:
    """Nor does half a copy fill what is left; with room again the record is brought up to date."""
    child = Path(__file__).with_name("older_disk_child.py")
    disk = tmp_path / "disk"
    found = on_small_disk("4m", disk, child, disk, RECORDS / f"{OLDEST}.tar.xz")
    assert found["said"] == "disk_full"
    assert {DATABASE, "keyslots.json"} == {
        each for each in found["beside"] if not each.endswith(("-wal", "-shm"))
    }
    assert found["copies"] == [f"{DATABASE}.before-m002_attachments"]
    assert found["visits"] == 6


def test_of_two_programs_that_start_at_once_the_second_leaves_the_copy_alone(home: Path) -> None:
    """The second found migrations due, and the first was through with them before it could begin."""
    path, before, waiting = database(home), contents(database(home), home), due(home)

    class Overtaken(Migrations):
        """Another program brings the record up to date right after this one looked."""

        overtaken = False

        def pending(self, db: Database) -> list[Migrations._Migration]:
            found = super().pending(db)
            if not self.overtaken:
                self.overtaken = True
                open_store(folder(home), create=False, clock=later_clock()).close()
            return found

    slow = Overtaken("threshold")
    for each in make_migrations()._migrations:
        slow(name=each.name)(each.fn)
    open_store(folder(home), create=True, clock=later_clock(), migrations=slow).close()
    for first in waiting[:1]:
        assert contents(path.with_name(f"{DATABASE}.before-{first}"), home) == before


def test_an_older_record_prints_the_reports_that_were_kept(home: Path, name: str) -> None:
    """The same text, but for lines that are new since; where the version had no reports, those read by us when it was kept."""
    text = "".join(reports_of(desk) for _, desk in opened(home))
    since = LINES_SINCE.get(name, ())
    assert all(line in text for line in since)
    assert without(text, since) == (RECORDS / f"{name}.txt").read_text("utf-8")


def test_each_kept_report_tells_every_answer_and_outcome_that_its_version_listed(
    name: str, kept: dict[str, Any]
) -> None:
    """The kept texts themselves, against what the version said without any report: its own numbers of events."""
    text = (RECORDS / f"{name}.txt").read_text("utf-8")
    parts = re.split(r"^(?==+\nIncident report$)", text, flags=re.MULTILINE)[1:]
    visits = [visit for realm in REALMS for visit in kept[realm]["visits"]]
    assert len(parts) == len(visits)
    for part, visit in zip(parts, visits, strict=True):
        assert f"Record number {visit['number']}\n" in part
        assert f"Head {visit['visit_head']}\n" in part
        seqs = [each[0] for each in (*visit["answers"], *visit["outcomes"])]
        assert all(re.search(rf"^[! ] {seq} ", part, flags=re.MULTILINE) for seq in seqs)


def run(home: Path, *arguments: str | Path) -> Any:
    """A command, as typed at this workstation; by a supervisor, with a PIN, where people are set up."""
    asked = ["--home", str(home), *map(str, arguments)]
    done = CliRunner().invoke(cli, asked, obj=lambda *_: 0)
    if done.exit_code == 1 and "--as" in done.stderr:
        done = CliRunner().invoke(cli, [*asked, "--as", BOSS, "--pin-stdin"], input=PINS[0], obj=lambda *_: 0)
    return done


def test_commands_that_only_read_work_on_an_older_record_before_its_first_start(
    home: Path, name: str, kept: dict[str, Any], tmp_path: Path
) -> None:
    """verify, doctor, visits and report, and none of them tells to put back a key that there never was."""
    said, out = kept["record"], tmp_path / "visit.txt"
    checked = run(home, "verify", "--json")
    found = json.loads(checked.stdout)
    assert (found["events"], found["head"], found["findings"]) == (said["events"], said["head"], [])
    assert checked.exit_code == 0, checked.stdout
    assert run(home, "visits").stdout.count("\n") == len(said["visits"])
    last = said["visits"][-1]["number"]
    assert run(home, "report", last, "--part", "all", "--out", out).exit_code == 0
    assert without(out.read_text("utf-8"), LINES_SINCE.get(name, ())) in (RECORDS / f"{name}.txt").read_text()
    facts = examine(folder(home), None, later_clock())
    assert [fact for fact in facts if fact.level == "error"] == []
    signed = {"record-device.key"} & {each.name for each in (home / "keys").iterdir()}
    spoken = " ".join([checked.stdout, *(f"{fact.sentence} {fact.remedy}" for fact in facts)])
    assert signed or "Put the file back" not in spoken


def test_an_outsider_finds_nothing_against_the_export_of_an_older_record(home: Path, tmp_path: Path) -> None:
    """The first start names a device key, which signs what was written before it too; the check by Python alone holds."""
    out = tmp_path / "evidence.zip"
    with closing(open_desk(folder(home), clock=later_clock())) as desk:
        let_in(desk)
        made = export_evidence(desk, out, desk.signed.actor or IT, originals=True)
        found = verify(Walking(desk))
        photos = len(desk.store.queries.photos())
    assert (made.problems, found.findings) == ((), ())
    assert found.signed_to == made.events - 1  # the checkpoint itself is the last event
    command = [sys.executable, "-I", "-S", "-B", str(VERIFIER), str(out), "--public", made.public]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert photos == ("attachments" in {each.name for each in (home / "data" / "record").iterdir()})
