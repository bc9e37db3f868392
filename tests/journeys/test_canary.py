"""Nothing that a guard types, and nothing of a kept photograph, lies in clear in any file that Threshold writes, or a file beside it."""

import ast
import base64
import gzip
import json
import os
import re
import subprocess
import sys
import typing
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Any

import msgspec
import pytest
from PIL import Image, PngImagePlugin

from desktop import paths
from desktop.core.events import KINDS
from tests.journeys.canary_child import BOSS, PIN, WORD, canary
from tests.journeys.canary_setup_child import ending
from tests.journeys.clear import in_clear

TOP = Path(__file__).parents[2]
SCHOOL = paths.resources() / "facilities" / "sample-school.toml"

OURS = {
    "access": ["what"], "call_logged": ["to", "number", "result"], "checkpoint_signed": ["reason", "hash", "public", "signature"],
    "detail_given": ["group", "item", "fields.field", "fields.code", "fields.source", "source", "happened.at", "happened.how"],
    "detail_struck": ["group", "item"], "device_key_made": ["public", "former"], "note_written": ["source", "happened.at", "happened.how"],
    "outcome_reached": ["rest", "outcomes", "reasons", "flags", "facts", "engine", "language", "text_hash"],
    "keys_changed": ["what", "slot", "name"], "person_added": ["role"], "person_changed": ["role"], "pin_set": ["why", "check"],
    "signed_out": ["why"], "photo_kept": ["id", "paper", "name", "media", "sha256"], "shown": ["what", "detail"],
    "step_answered": ["address", "step", "value", "via", "doubt", "happened.at", "happened.how"], "step_reopened": ["address"],
    "store_created": ["realm", "device", "former_head", "reason"], "task_ticked": ["outcome", "task", "words"],
    "time_marked": ["what", "source", "happened.at", "happened.how"], "time_named": ["what"],
    "visit_joined": ["into"], "visit_opened": ["record_number", "site", "pack_id", "pack_version", "pack_hash", "language", "begun"],
    "side_record": ["what", "side", "device", "head", "chain", "public", "signature", "why"],
    "visit_taken_over": ["former"], "actor": ["role", "how", "behalf"],
    "authority_trusted": ["authority.id", "authority.name", "authority.keys.public", "authority.keys.holder", "authority.scope",
                          "authority.review_by", "hash", "how", "signatures.key", "signatures.signature"],
    "policy_installed": ["pack", "version", "hash", "effective", "ends", "authority", "signers", "manifest", "signatures.key",
                         "signatures.signature"],
    "bulletin_installed": ["pack", "hash", "title", "text", "authority", "signers", "signatures.key", "signatures.signature"],
    "policy_acknowledged": ["what", "hash"],
    "policy_switched": ["choice", "former", "hash", "version", "begun_as", "asked_anew"],
    "visit_returned": ["head"], "visit_approved": ["head", "report", "joined"],
    "addendum_written": ["source", "happened.at", "happened.how"],
    "copy_issued": ["of", "parts", "sha256", "original", "numbers"], "view_saved": ["filters"],
}  # fmt: skip
"""Texts of events that nobody types: ids, hashes, words from closed lists of the program, of the pack, of the policy office or of the
facility file; of
a photograph's name only the ending is taken over."""

FIELDS = {"walk/date.py": 3, "report/saving.py": 1, "calls/told.py": 2, "record/form.py": 1, "record/small_forms.py": 2,
          "record/origin.py": 1, "forget/page.py": 1, "forget/holds.py": 2, "report/laid_out.py": 1,
          "people/sign_in.py": 1, "people/own_pin.py": 3, "people/open_page.py": 1, "people/staff.py": 5,
          "visits/filters.py": 1, "visits/dates.py": 2, "visits/laid_out.py": 1, "visits/copies_form.py": 1, "record/asking.py": 1,
          "policy/page.py": 1, "setup/part.py": 1, "setup/trust.py": 3, "office/window.py": 2}  # fmt: skip
"""Where fields are made that can be written in, and how many; that of `laid_out` is a text that can only be read. Those of `setup/` are
typed into by `canary_setup_child`: what a site is called stands in facility.toml in clear, once somebody has said that all is right. Of the
window at the office one asks its database, which keeps no question, and one can only be read; no desk has it."""

LEFT_ALONE = {"Typed: File", "QLineEdit: fileNameEdit", "Typed: Who answered? Job or name", "Typed: Reason",
              "LineField: Reason", "LineField: Record number", "LineField: Why the hold ends",
              "PassphraseField: Passphrase", "Typed: Date and hour at the facility",
              "LineField: Who gets it", "LineField: What for"}  # fmt: skip
"""Where a report would be saved: it is not, so no word of it is on record. Who answered, while it is half typed: it is typed anew. And why
something would be removed, held, or held no longer, when a policy would be tried, or to
whom a copy would go: nothing of that is done. The days that a list is narrowed to are on no record."""


class Run:
    """One root for everything that a program may write to, and what came out of a shift there."""

    def __init__(self, folder: Path) -> None:
        self.root, self.given, self.trace = folder / "root", folder / "given", folder / "calls"
        self.home = self.root / "desk"
        for name in ("home", "tmp", "cwd", "cache", "config", "data", "state", "runtime"):
            (self.root / name).mkdir(parents=True)
        (self.root / "runtime").chmod(0o700)
        self.given.mkdir()
        looked_into = self.given / canary(5)
        looked_into.mkdir()
        self.facility, self.scan = self.given / "site.toml", looked_into / f"{canary(3)}.png"
        text = SCHOOL.read_text("utf-8").replace("Front desk", canary(1)).replace("Guard 12", canary(2))
        self.facility.write_text(
            text.replace("[personal]\n", '[personal]\nlicence_plates = "SAMPLE-01"\n'), "utf-8"
        )
        comment = PngImagePlugin.PngInfo()
        comment.add_text("Comment", canary(4))
        Image.new("L", (60, 80), 200).save(self.scan, pnginfo=comment)
        self.open_then: list[str] = []
        self.told = self._shift()

    @property
    def environ(self) -> dict[str, str]:
        """Every folder that a program may take for its own lies below the root."""
        own = {
            f"XDG_{name.upper()}_HOME": str(self.root / name) for name in ("cache", "config", "data", "state")
        }
        folders = {"HOME": "home", "TMPDIR": "tmp", "XDG_RUNTIME_DIR": "runtime"}
        own |= {name: str(self.root / folder) for name, folder in folders.items()}
        return {
            **os.environ,
            **own,
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": str(TOP),
        }

    def _shift(self) -> dict[str, Any]:
        """Type, look while the window is open, close."""
        strace = [
            "strace",
            "-f",
            "-qq",
            "--seccomp-bpf",
            "-e",
            "trace=open,openat,creat,rename,renameat,renameat2",
            "-o",
            str(self.trace),
        ]
        child = [
            sys.executable,
            "-m",
            "tests.journeys.canary_child",
            str(self.home),
            str(self.facility),
            str(self.scan),
        ]
        with subprocess.Popen(
            [*strace, *child], cwd=self.root / "cwd", env=self.environ, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as running:  # fmt: skip
            assert running.stdin is not None
            assert running.stdout is not None
            assert running.stdout.readline() == "look\n"
            self.open_then = in_clear(self.root, WORD)
            running.stdin.write("on\n")
            running.stdin.flush()
            return dict(json.loads(running.stdout.read()))

    def command(self, *arguments: str | Path, signed: bool = False) -> str:
        """A command of its own, by IT or by the supervisor, who is `signed` in; what it said."""
        own = [
            sys.executable,
            "-m",
            "desktop",
            "--home",
            str(self.home),
            "--facility",
            str(self.facility),
            *map(str, arguments),
            *(("--as", canary(BOSS), "--pin-stdin") if signed else ()),
        ]
        done = subprocess.run(
            own,
            cwd=self.root / "cwd",
            env=self.environ,
            input=f"{PIN}\n",
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode in (0, 1), done.stderr
        return done.stdout + done.stderr

    def new_desk(self) -> dict[str, Any]:
        """Another desk is set up in the window; what was typed there."""
        child = [
            sys.executable,
            "-m",
            "tests.journeys.canary_setup_child",
            str(self.root / "new"),
            str(self.root),
        ]
        done = subprocess.run(
            child, cwd=self.root / "cwd", env=self.environ, check=True, stdout=subprocess.PIPE
        )
        return dict(json.loads(done.stdout))

    def newer(self) -> None:
        """The record is opened by a program with a newer schema, which copies it first."""
        child = [sys.executable, "-m", "tests.journeys.canary_child", str(self.home), "migrate"]
        subprocess.run(child, cwd=self.root / "cwd", env=self.environ, check=True)

    def opened_to_write(self) -> set[Path]:
        """Files that the window made or wrote, those that are gone again among them."""
        log = self.trace.read_text("utf-8", "replace")
        return {Path(each) for each in re.findall(r'"([^"]+)", [A-Z_|]*(?:O_CREAT|O_WRONLY|O_RDWR)', log)}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A shift, backups, a migration, checks, and another desk that is set up."""
    made = Run(tmp_path_factory.mktemp("canary"))
    (made.root / "stick").mkdir()
    said = [
        made.command("backup", "--to", made.root / "stick"),
        made.command("doctor"),
        made.command("verify"),
        made.command("visits", signed=True),
    ]
    made.newer()
    assert list(made.home.rglob("threshold.db.before-*"))
    made.told["said"] = "\n".join(said)
    made.told["new"] = made.new_desk()
    return made


def texts(kind: Any, place: str = "") -> Iterator[str]:
    """Every text that a type can hold, by its place below the body of an event."""
    parts = typing.get_args(kind)
    if typing.get_origin(kind) is typing.Annotated:
        yield from texts(parts[0], place)
    elif kind is str or typing.get_origin(kind) is typing.Literal:
        yield place.lstrip(".")
    elif isinstance(kind, UnionType) or typing.get_origin(kind) in (list, tuple, dict, typing.Union):
        for each in dict.fromkeys(parts):
            yield from texts(each, place)
    elif isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        for field in msgspec.structs.fields(kind):
            yield from texts(field.type, f"{place}.{field.name}")


def test_every_text_of_every_event_is_typed_or_is_one_of_ours(run: Run) -> None:
    """A new text in an event is neither until somebody says which, and types a canary into it."""
    typed = {place for place in run.told["record"] if not place.startswith("visit_opened.site")}
    ours = {f"{kind}.{place}" for kind, places in OURS.items() for place in places}
    everything = {f"{kind}.{place}" for kind, each in KINDS.items() for place in texts(each.body)}
    assert everything | {"actor.person", "actor.role", "actor.how", "actor.behalf"} == typed | ours
    assert not typed & ours


def test_a_canary_was_typed_into_every_field_of_the_program(run: Run) -> None:
    """All that can be written in, on the screen or not, now or at any time of the shift."""
    told = run.told
    assert set(told["met"]) == {name.partition(" (")[0] for name in told["typed"]} | set(told["no_words"])
    assert {name.partition(":")[0] for name in told["no_words"]} == {
        "ClockField",
        "DateField",
        "DayField",
        "PinField",
    }
    kept = {word for words in told["record"].values() for word in words} | set(told["half"])
    assert {name.partition(" (")[0] for name, word in told["typed"].items() if word not in kept} == LEFT_ALONE


def test_no_field_of_the_program_is_left_out(run: Run) -> None:
    """Every place in the source where a field is made that can be written in."""
    folder, classes = TOP / "desktop" / "ui", {"QLineEdit", "QPlainTextEdit", "QTextEdit", "QInputDialog"}
    trees = {
        file.relative_to(folder).as_posix(): ast.parse(file.read_text("utf-8"))
        for file in sorted(folder.rglob("*.py"))
    }
    for _ in range(2):  # and what is made of what is made of them
        made = [node for tree in trees.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
        classes |= {
            node.name
            for node in made
            if any(isinstance(base, ast.Name) and base.id in classes for base in node.bases)
        }
    found = {
        file: sum(
            isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in classes
            for node in ast.walk(tree)
        )
        for file, tree in trees.items()
    }
    assert {file: number for file, number in found.items() if number} == FIELDS


def test_nothing_typed_lies_in_clear_while_the_window_is_open(run: Run) -> None:
    """Neither in the write-ahead log nor in a file that only lives as long as the window."""
    assert run.open_then == []


def test_nothing_typed_lies_in_clear_in_record_backup_copy_or_log(run: Run) -> None:
    """Neither in anything that Qt, Python or the system keep for themselves; nor do the commands say it."""
    assert in_clear(run.root, WORD) == []
    assert WORD not in run.told["said"]


def test_a_canary_was_typed_into_every_field_of_the_set_up(run: Run) -> None:
    """Then it was left, done for real, and its sheet typed back: first with canaries."""
    new = run.told["new"]
    assert set(new["asked"]) == {*new["typed"], *new["no_words"]}
    assert {name.partition(":")[0] for name in new["no_words"]} == {"PinField"}
    assert new["proved"]


def test_the_set_up_leaves_neither_pin_nor_words_of_the_sheet_in_any_file(run: Run) -> None:
    """Nor what was typed and taken back; what a site is called stands in facility.toml, as it must, and there alone."""
    new = run.told["new"]
    assert new["clear"] == []
    assert len(new["shares"]) == 3
    assert [in_clear(run.root, secret) for secret in (PIN, *map(ending, new["shares"]))] == [[]] * 4
    words = "|".join("[^a-z]{1,12}".join(ending(share).split()) for share in new["shares"])
    files = [each.read_bytes().lower() for each in run.root.rglob("*") if each.is_file()]
    assert not [True for content in files if re.search(words.encode(), content)]
    assert in_clear(run.root, "Sample School 911") == ["new/config/facility.toml"]


def test_previews_of_report_and_photo_are_made_from_memory(run: Run) -> None:
    """No file is written but the record's, the log's and Qt's own choices, not even one that is removed again."""
    written = {each for each in run.opened_to_write() if not str(each).startswith(("/dev/", "/proc/"))}
    assert all(each.is_relative_to(run.root) for each in written), written
    own = re.compile(
        r"desk/(data/record/(threshold\.db(-wal|-shm|-journal)?|keyslots\.json|attachments/.*|reserve.*)|keys/.*|logs/threshold\.log)"
        r"|config(/QtProject\.conf.*)?"  # Qt: widths of a file dialog, whose folder it opens first as a file without a name
    )
    names = {each.relative_to(run.root).as_posix().partition(".part")[0] for each in written}
    assert {name for name in names if not own.match(name)} == set()


def test_what_is_saved_on_purpose_is_found_by_the_same_search(run: Run) -> None:
    """The control: a report that was written with --out, and a word hidden in every way that is looked for."""
    visit = re.findall(r"SCH900-\S+", run.told["said"])
    for number in dict.fromkeys(visit):
        run.command("report", number, "--out", run.root / "reports" / f"{number}.txt", signed=True)
    assert {name.partition("/")[0] for name in in_clear(run.root, WORD)} == {"reports"}
    hidden = run.root / "hidden"
    hidden.mkdir()
    ways = [WORD.upper().encode(), WORD.encode("utf-16-le"), WORD.encode("utf-16-be"), WORD[::-1].encode(), WORD.encode().hex().encode(),
            gzip.compress(WORD.encode()), *(base64.b64encode(b"x" * before + WORD.encode() + b"yz") for before in range(3))]  # fmt: skip
    for number, way in enumerate(ways):
        (hidden / str(number)).write_bytes(b"before " + way + b" after")
    assert len([name for name in in_clear(run.root, WORD) if name.startswith("hidden/")]) == len(ways)
