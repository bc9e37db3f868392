"""The whole road by commands alone: a desk sends, the office takes it into a real PostgreSQL, and the receipt comes home."""

import json
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner, Result

from desktop.cli.main import cli
from tests.cli.conftest import Run
from tests.office.postgres import Postgres
from tests.services.conftest import Guard


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    made = Postgres()
    yield made
    made.stop()


class Office:
    """An office by its commands."""

    def __init__(self, server: Postgres, home: Path) -> None:
        self.dsn, self.home = server.database(), home / "office"

    def run(self, *words: str, dsn: str = "") -> Result:
        arguments = ["--home", str(self.home), "office", *words, "--db", dsn or self.dsn]
        return CliRunner().invoke(cli, arguments, obj=lambda *_: 0)

    def json(self, *words: str) -> dict[str, object]:
        return dict(json.loads(self.run(*words, "--json").output))


@pytest.fixture
def office(server: Postgres, tmp_path: Path) -> Office:
    return Office(server, tmp_path)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A stick, and a desk that has one visit."""
    guard = Guard(tmp_path / "home")
    guard.warrant(guard.open())
    guard.desk.close()
    made = tmp_path / "stick"
    made.mkdir()
    return made


def named(office: Office, home: Path, stick: Path) -> None:
    """The office is made, and IT copies its card into managed.toml of the desk."""
    card = office.run("init")
    assert card.exit_code == 0, card.output
    config = home / "home" / "config"
    config.mkdir(parents=True, exist_ok=True)
    (config / "managed.toml").write_text(f'sync_to = "{stick}"\n{card.output}')


def test_from_the_desk_to_the_office_and_back(run: Run, office: Office, stick: Path, tmp_path: Path) -> None:
    named(office, tmp_path, stick)
    said = json.loads(run("sync", "status", "--json").output)
    assert (said["state"], said["received"]) == ("waits", 0)
    sent = run("sync", "send")
    assert (sent.exit_code, "1 bundles" in sent.output) == (0, True), (sent.output, sent.exception)
    waits = office.run("take", str(stick))
    assert (waits.exit_code, "is not known here" in waits.output) == (1, True)
    card = run("sync", "card").output.split()
    assert office.run("add-desk", card[3], card[4], "--agency", "DHS", "--site", "Shelter 901").exit_code == 0
    taken = office.run("take", str(stick))
    assert taken.exit_code == 0, taken.output
    assert (taken.exit_code, "1 bundles with 21 new events were taken; 1 receipts" in taken.output) == (
        0,
        True,
    )
    home = run("sync", "send")
    assert "21 confirmed by the office" in home.output
    status = json.loads(run("sync", "status", "--visits", "--json").output)
    assert (status["state"], set(status["each"].values())) == ("received", {"received"})
    assert "epoch 0 to event 21" in office.run("desks").output
    (visit,) = status["each"]
    assert visit in office.run("find", visit.split("-")[0]).output
    out = tmp_path / "visit.txt"
    made = office.run("report", visit, "--out", str(out))
    assert made.exit_code == 0, made.output
    own = tmp_path / "own.txt"
    assert run("report", visit, "--out", own).exit_code == 0
    assert out.read_text("utf-8") == own.read_text("utf-8")
    checked = office.json("verify")
    assert (checked["ok"], len(checked["records"])) == (True, 1)  # type: ignore[arg-type]
    assert office.json("quarantine") == {"ok": True, "retried": [], "quarantine": []}


def test_what_cannot_be_believed_is_listed_exported_and_tried_again(
    run: Run, office: Office, stick: Path, tmp_path: Path
) -> None:
    named(office, tmp_path, stick)
    run("sync", "send")
    (bundle,) = stick.iterdir()
    whole = bundle.read_bytes()
    bundle.write_bytes(whole[:-1])
    card = run("sync", "card").output.split()
    office.run("add-desk", card[3], "0" * 63 + "1", "--agency", "DHS")
    done = office.run("take", str(stick))
    assert (done.exit_code, "QUARANTINE" in done.output, "[truncated]" in done.output) == (1, True, True)
    out = tmp_path / "out"
    listed = office.run("quarantine", "--export", str(out))
    assert (listed.exit_code, [each.read_bytes() for each in out.iterdir()]) == (1, [whole[:-1]])
    bundle.write_bytes(whole)
    office.run("add-desk", card[3], card[4], "--agency", "DHS")
    assert office.run("take", str(stick)).exit_code == 0
    assert office.run("quarantine", "--retry").exit_code == 1  # half a copy stays what it is


def test_keys_of_an_office_are_never_replaced_and_what_is_mistyped_is_told(office: Office) -> None:
    assert office.run("init").exit_code == 0
    again = office.run("init")
    assert (again.exit_code, "never replaced" in again.output) == (1, True)
    assert "no desk's name" in office.run("add-desk", "Desk 1", "abc", "--agency", "DHS").output
    assert "role of PostgreSQL" in office.run("add-reader", "Robert'); --", "--agency", "DHS").output


def test_a_database_without_an_office_and_one_that_is_not_there_are_told_apart(
    office: Office, tmp_path: Path
) -> None:
    empty = office.run("desks")
    assert (empty.exit_code, "threshold office init" in empty.output) == (2, True)
    gone = office.run("desks", dsn=f"host={tmp_path} dbname=x")
    assert (gone.exit_code, "The office's database cannot be used" in gone.output) == (3, True)


def test_a_reader_sees_the_visits_of_its_agency_alone_and_writes_nothing(
    run: Run, office: Office, stick: Path, tmp_path: Path, server: Postgres
) -> None:
    """The database holds it to that, whatever it asks."""
    named(office, tmp_path, stick)
    run("sync", "send")
    card = run("sync", "card").output.split()
    office.run("add-desk", card[3], card[4], "--agency", "DHS")
    office.run("take", str(stick))
    for role, agency in (("dhs_boss", "DHS"), ("doe_boss", "DOE")):
        assert office.run("add-reader", role, "--agency", agency).exit_code == 0
    database = office.dsn.split("dbname=")[1].split()[0]
    own, other = (server.dsn(database, role) for role in ("dhs_boss", "doe_boss"))
    assert len(json.loads(office.run("find", "--json", dsn=own).output)["visits"]) == 1
    assert json.loads(office.run("find", "--json", dsn=other).output)["visits"] == []
    with psycopg.connect(other, autocommit=True) as db:
        for table in ("events", "payloads", "desks", "visits"):
            assert db.execute(f"SELECT count(*) FROM threshold_office.{table}").fetchone() == (0,)
        for change in (
            "INSERT INTO readers VALUES ('doe_boss', 'DHS')",
            "UPDATE visits SET agency = 'DOE'",
            "SET ROLE postgres",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                db.execute(
                    change.replace("readers", "threshold_office.readers").replace(
                        " visits", " threshold_office.visits"
                    )
                )
    (number,) = [each["record_number"] for each in json.loads(office.run("find", "--json").output)["visits"]]
    told = office.run("report", number, "--out", str(tmp_path / "a.txt"), dsn=other)
    assert (told.exit_code, "no such visit" in told.output) == (1, True)
    assert office.run("report", number, "--out", str(tmp_path / "b.txt"), dsn=own).exit_code == 0
    with psycopg.connect(office.dsn) as db:
        assert db.execute("SELECT role, what, record_number FROM threshold_office.accesses").fetchall() == [
            ("dhs_boss", "report", number)
        ]
    refused = office.run("add-reader", "doe_boss", "--agency", "DHS", dsn=own)
    assert (refused.exit_code, "may not do that" in refused.output) == (2, True)


def test_a_visit_with_a_paper_that_is_counsels_alone_is_found_by_its_number_and_read_by_no_reader(
    run: Run, office: Office, tmp_path: Path, server: Postgres
) -> None:
    guard = Guard(tmp_path / "home")
    guard.warrant(guard.open(), secret="yes")
    guard.desk.close()
    stick = tmp_path / "stick"
    stick.mkdir()
    named(office, tmp_path, stick)
    run("sync", "send")
    card = run("sync", "card").output.split()
    office.run("add-desk", card[3], card[4], "--agency", "DHS")
    office.run("take", str(stick))
    office.run("add-reader", "dhs_other", "--agency", "DHS")
    reader = server.dsn(office.dsn.split("dbname=")[1].split()[0], "dhs_other")
    (visit,) = json.loads(office.run("find", "--json", dsn=reader).output)["visits"]
    assert (visit["secret"], visit["searched"]["authors"], len(visit["searched"]["pieces"])) == (True, [], 1)
    assert json.loads(office.run("find", "guard", "--json", dsn=reader).output)["visits"] == []
    told = office.run("report", visit["record_number"], "--out", str(tmp_path / "a.txt"), dsn=reader)
    assert (told.exit_code, "counsel's alone" in told.output) == (1, True)
    with psycopg.connect(reader) as db:
        contents = (
            "SELECT count(*) FROM threshold_office.payloads JOIN threshold_office.events e USING (device, epoch, seq)"
            " WHERE e.visit = %s"
        )
        assert db.execute(contents, (visit["visit"],)).fetchone() == (0,)
    assert office.run("report", visit["record_number"], "--out", str(tmp_path / "b.txt")).exit_code == 0


TAMPERED = {
    "contents that were changed": (
        "UPDATE payloads SET payload = replace(payload, 'federal', 'fedoral') WHERE seq = 5",
        1,
    ),
    "contents that are gone": ("DELETE FROM payloads WHERE seq = 9", 1),
    "an event that is gone": ("DELETE FROM payloads WHERE seq = 9; DELETE FROM events WHERE seq = 9", 1),
    "an envelope that was changed": (
        "UPDATE events SET envelope = replace(envelope, 'Guard 12', 'Guard 13') WHERE seq = 7",
        1,
    ),
    "nothing": ("SELECT 1", 0),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_what_was_changed_in_the_offices_database_is_found_by_its_check(
    run: Run, office: Office, stick: Path, tmp_path: Path, what: str
) -> None:
    """Past the triggers, as only who owns the server can."""
    change, code = TAMPERED[what]
    named(office, tmp_path, stick)
    run("sync", "send")
    card = run("sync", "card").output.split()
    office.run("add-desk", card[3], card[4], "--agency", "DHS")
    office.run("take", str(stick))
    with psycopg.connect(office.dsn, autocommit=True) as db:
        db.execute("SET search_path = threshold_office")
        db.execute("SET session_replication_role = replica")
        for each in change.split("; "):
            db.execute(each)
    found = office.run("verify")
    assert found.exit_code == code, found.output
    assert ("AGAINST IT" in found.output) == bool(code)
