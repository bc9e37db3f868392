"""The command that lists visits finds some by their words, state and day."""

import json
from contextlib import closing
from pathlib import Path

from click.testing import CliRunner, Result

from desktop.cli.main import cli
from desktop.paths import places
from desktop.services.desk import open_desk
from tests.cli.playing import SHELTER, a_visit


def visits(home: Path, *more: str) -> Result:
    return CliRunner().invoke(
        cli, ["--home", str(home / "home"), "--facility", str(SHELTER), "visits", *more]
    )


def looks(home: Path) -> list[tuple[str, str | None]]:
    """What the log of the record holds: every look and the visit it was at."""
    with closing(open_desk(places(home / "home", {}), SHELTER, create=False)) as desk:
        events = (desk.store.queries.event(seq) for seq in range(1, desk.store.journal.head()[0] + 1))
        return [
            (getattr(each.body, "what", ""), each.visit) for each in events if each and each.kind == "access"
        ]


def test_words_find_visits_newest_first_one_json_object_a_line(tmp_path: Path) -> None:
    numbers = [a_visit(tmp_path) for _ in range(3)]
    found = [
        json.loads(line) for line in visits(tmp_path, "feder", "--limit", "2", "--json").output.splitlines()
    ]
    assert [each["number"]["text"] for each in found] == numbers[:0:-1]
    assert all(each["who"]["text"].startswith("A federal agency") for each in found)
    assert numbers[0] in visits(tmp_path, numbers[0].lower(), "--open").output


def test_days_and_states_narrow_the_list(tmp_path: Path) -> None:
    a_visit(tmp_path)
    day = json.loads(visits(tmp_path, "--json").output)["day"]
    assert visits(tmp_path, "--since", day, "--until", day, "--state", "open").output.count("\n") == 1
    for nothing in (("--state", "approved"), ("--since", "2099-01-01"), ("--void",), ("zaunkoenig",)):
        done = visits(tmp_path, *nothing)
        assert (done.exit_code, done.output) == (0, "No visit is found.\n")


def test_what_cannot_be_chosen_ends_with_2(tmp_path: Path) -> None:
    a_visit(tmp_path)
    for odd in (("--state", "lost"), ("--since", "soon"), ("--outcome", "none_such"), ("--limit", "0")):
        assert visits(tmp_path, *odd).exit_code == 2, odd


def test_that_somebody_searched_is_on_record_and_a_list_without_words_is_not(tmp_path: Path) -> None:
    a_visit(tmp_path)
    visits(tmp_path)
    visits(tmp_path, "--state", "open")
    assert looks(tmp_path) == []
    visits(tmp_path, "zaunkoenig")
    assert looks(tmp_path) == [("searched", None)]
