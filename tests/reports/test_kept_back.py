"""What is kept back: secret papers, counsel's words and photographs stand only where they belong."""

import itertools
import os
import re
import subprocess
import sys
import typing
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from desktop.core.details import GROUPS
from desktop.core.events import (
    Actor,
)
from desktop.reports import words
from desktop.reports.making import make_outline, parts_of
from desktop.reports.material import Material
from desktop.reports.outline import Heading, Outline
from desktop.reports.sections.telling import Teller
from desktop.reports.text import make_text
from tests.core.nyc import GOOD_WARRANT, TO_THE_PAPERS
from tests.reports.visits import GUARD, PAPER, Shift, blocks

Play = Callable[[str], tuple[Shift, str]]


def report(shift: Shift, visit: str) -> Outline:
    return make_outline(shift.material(visit), "report")


def test_parts_are_those_that_have_something_to_tell(play: Play) -> None:
    """The report always; of a secret paper also counsel's."""
    wanted = {
        "empty": ("report",),
        "crowd": ("report", "photographs"),
        "escorted": ("report", "counsel"),
        "sealed": ("report", "counsel"),
    }
    for name, parts in wanted.items():
        shift, visit = play(name)
        assert parts_of(shift.material(visit)) == parts
        assert len(make_outline(shift.material(visit), "all").parts) == len(parts)


def test_of_a_secret_paper_the_report_tells_only_that_a_visit_was_recorded(play: Play) -> None:
    """No outcome, answer, paper, person, call or event; the privileged annex holds all of it."""
    shift, visit = play("sealed")
    outline = report(shift, visit)
    text = make_text(outline)
    assert words.CONFIDENTIAL in [mark.text for mark in outline.parts[0].running.marks]
    assert [block.text for block in blocks(outline) if isinstance(block, Heading)] == [
        "Case",
        "Record keeping",
        "Signatures",
    ]
    for hint in ("SECRET", "secret paper", "sealed", "Guard 12", "Hold", "arrant", "ederal", "F12"):
        assert hint not in text
    whole = make_text(make_outline(shift.material(visit), "counsel"))
    for told in ("SECRETNAME", "SECRETNOTE", "SECRETWORDS", "SECRETREASON", "Timeline", "sealed"):
        assert told in whole


def test_a_secret_paper_of_a_joined_visit_makes_the_whole_confidential(play: Play) -> None:
    """Neither record tells of the other's paper."""
    shift, visit = play("sealed")
    other = shift.open()
    joined = shift.material(visit)
    material = msgspec.structs.replace(shift.material(other), joined=(joined,))
    assert "SECRET" not in make_text(make_outline(material, "report"))
    assert "SECRETNOTE" in make_text(make_outline(material, "counsel"))


def test_a_paper_is_secret_from_the_answer_that_says_so(play: Play) -> None:
    """Nothing waits for the outcome, and "I can't tell" counts as yes."""
    shift, visit = play("empty")
    shift.tell(
        visit,
        {**TO_THE_PAPERS, **{step: GOOD_WARRANT[step] for step in ("form", "paper_top", "signer", "title")}},
    )
    assert not Teller(shift.material(visit)).confidential
    shift.tell(visit, {"secret": "unsure"})
    assert Teller(shift.material(visit)).confidential
    assert "Outcome" not in make_text(report(shift, visit))


def test_a_visit_that_was_joined_into_a_confidential_one_is_confidential_too(play: Play) -> None:
    """The two are read together: what the one keeps back the other must not tell."""
    shift, secret = play("sealed")
    pressed = shift.walking.press("F12", None, GUARD, "Front desk").visit.id
    before = make_outline(shift.material(pressed), "report")
    assert "CONFIDENTIAL: COUNSEL ONLY" not in [mark.text for mark in before.parts[0].running.marks]
    shift.walking.join(pressed, secret, GUARD)
    for visit in (pressed, secret):
        outline = make_outline(shift.material(visit), "report")
        assert "CONFIDENTIAL: COUNSEL ONLY" in [mark.text for mark in outline.parts[0].running.marks]
        assert "Timeline" not in make_text(outline)


def canaries(shift: Shift, secret: str) -> tuple[Material, dict[str, set[str]]]:
    """A visit with another word typed into every place that takes words, and the parts in which each word belongs."""
    typed: dict[str, set[str]] = {}

    def word(*parts: str) -> str:
        made = f"kanari{len(typed):02d}"
        typed[made] = set(parts)
        return made

    guard = Actor(word("report", "photographs", "counsel"), "guard", "claimed")
    visit = shift.walking.open_visit(guard, word("report")).visit.id
    notes = {
        step: word("report") for step in ("visitor", "purpose", "destination", "paper_top", "signer", "place")
    }
    shift.warrant(visit, notes, secret=secret, signer="clerk", title="search_warrant")
    shift.noting.note(visit, word("report"), "seen", guard)
    shift.noting.call(visit, "supervisor", "told", guard, word("report"), word("report"))
    shift.noting.call(visit, "counsel", "told", guard, word("counsel"), word("counsel"))
    shift.noting.call(visit, "counsel_backup", "reached", guard, word("counsel"), word("counsel"))
    for group in GROUPS.values():
        free = [(field.id, word("report"), "") for field in group.fields if field.free]
        fixed = [(field.id, field.choices[0], "") for field in group.fields if not field.free]
        shift.noting.detail(visit, group.id, f"{group.key}1", [*free, *fixed], "told", guard)
        again = [(field, word("report"), "") for field, _, _ in free]
        shift.noting.detail(visit, group.id, f"{group.key}1", again, "copied", guard)
        shift.noting.strike(visit, group.id, f"{group.key}1", word("report"), guard)
    shift.say(visit, "counsel", "wait", word("counsel"))
    shift.say(visit, "counsel", "deny", word("counsel"))
    ending = word("photographs")
    scan = shift.desk.store.path.parent / f"{word()}.{ending}"
    scan.write_bytes(b"a scan")
    shift.photos.keep(visit, PAPER, 1, scan, guard)
    shift.noting.keep_half_typed(visit, "note", word())
    return shift.material(visit), typed


@pytest.mark.parametrize("secret", ["no", "yes"])
def test_a_word_typed_anywhere_stands_in_the_parts_where_it_belongs_and_in_no_other(
    secret: str, play: Play
) -> None:
    """Counsel's words on the privileged annex, file names on the restricted one, half-typed text nowhere; of a secret paper
    all that the report would tell on the privileged annex."""
    shift, _ = play("empty")
    material, typed = canaries(shift, secret)
    parts: list[typing.Literal["report", "photographs", "counsel"]] = ["report", "photographs", "counsel"]
    texts = {part: str(make_outline(material, part)) for part in parts}
    post = material.visit.opened.post
    for canary, belongs in typed.items():
        wanted = set(belongs)
        if secret == "yes" and "report" in belongs:
            wanted = (belongs - {"report"}) | {"counsel"} | ({"report"} if canary == post else set())
        assert {part for part, text in texts.items() if canary in text} == wanted, canary


def test_no_typed_word_gets_into_a_log_or_a_file_beside_the_report(play: Play, tmp_path: Path) -> None:
    """A program of its own writes each part in both forms: it makes no file but that one, the record's and the log's, and the
    words are in none of these in clear. The last line shows that they would be found."""
    shift, _ = play("empty")
    material, typed = canaries(shift, "no")
    home = shift.desk.store.places.data.parent
    for scan in home.rglob("kanari*"):
        scan.unlink()
    folder, log = tmp_path / "out", tmp_path / "calls"
    (folder / "tmp").mkdir(parents=True)
    made = set[str]()
    for part, name in itertools.product(("report", "photographs", "counsel"), ("visit.pdf", "visit.txt")):
        out = folder / f"{part}-{name}"
        command = [
            sys.executable,
            "-m",
            "desktop",
            "--home",
            str(home),
            "report",
            material.visit.opened.record_number,
        ]
        trace = ["strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=open,openat,creat", "-o", str(log)]
        settings = {
            **os.environ,
            "TMPDIR": str(folder / "tmp"),
            "HOME": str(folder),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        subprocess.run(
            [*trace, *command, "--out", str(out), "--part", part],
            env={**settings, "PYTHONPATH": str(Path(__file__).parents[2])},
            check=True,
            capture_output=True,
        )
        made |= set(re.findall(r'"([^"]+)", [A-Z_|]*O_CREAT', log.read_text("utf-8", "replace")))
    others = [Path(each) for each in made if not each.startswith("/dev/") and Path(each).parent != folder]
    assert all(each.is_relative_to(home) for each in others), others
    files = [each for each in (*home.rglob("*"), *folder.rglob("*")) if each.is_file()]
    reports = {each for each in files if each.parent == folder}
    in_clear = {each for each in files if any(word.encode() in each.read_bytes() for word in typed)}
    assert len(reports) == 6
    assert {each for each in in_clear if each.suffix == ".txt"} == {
        each for each in reports if each.suffix == ".txt"
    }
    assert in_clear <= reports
