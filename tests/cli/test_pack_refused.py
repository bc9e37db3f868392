"""Each refusal of the commands on policies, brought about by a real command: it names the file, what is wrong and what to do, in words that
were read, and has the code by which the manual's reference lists it.

The words are kept in `tests/packs/golden/refusals.txt`, made anew as `tests/packs/test_mutations.py` says.
"""

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from desktop.cli.main import cli
from desktop.core.errors import Refused
from desktop.packs.beginning import begin
from desktop.packs.bundle import Bundle, make_bundle, read_bundle, signed_bundle, write_bundle
from desktop.paths import resources
from desktop.services.policy_refusals import REFUSALS
from desktop.services.refusals import sentence
from desktop.trust.policykeys import SignedAuthority, key_id, written_authority
from tests.cli.playing import SHELTER, a_visit
from tests.packs.policy_office import ID, WORDS, Office
from tests.packs.test_mutations import MAKE

GOLDEN = Path(__file__).parents[1] / "packs" / "golden" / "refusals.txt"
SMALL = "us-ny-nyc/small"
HEAD = "pack.toml"
HASH = re.compile(r"\b[0-9a-f]{4}( [0-9a-f]{4}){15}\b")


class Desk:
    """A desk that trusts an office, has a small pack of it installed, and what else the office made. What is refused changes nothing."""

    def __init__(self, home: Path) -> None:
        self.home = home
        a_visit(home)
        self.office = office = Office(home / "office")
        self.keys = [office.home / f"{number}.tkey" for number in (1, 2, 3)]
        self.statement = office.authority_file()
        self.one, self.two = self.compiled("1.0", 1), self.compiled("2.0", 2)
        self.went("pack", "trust", self.statement, "--hash", office.statement.hash)
        self.went("pack", "install", self.two)

    def run(self, *arguments: str | Path, typed: str = "") -> Result:
        options = ["--home", str(self.home / "home"), "--facility", str(SHELTER)]
        return CliRunner().invoke(cli, [*options, *map(str, arguments)], input=typed, obj=lambda *_: 0)

    def went(self, *arguments: str | Path) -> None:
        done = self.run(*arguments)
        assert done.exit_code == 0, done.output

    def folder(self, version: str, ident: str = SMALL, status: str = "approved") -> Path:
        """A small whole pack."""
        folder = self.home / f"{ident.rpartition('/')[2]}-{version}"
        begin(resources(), folder, "sample", ident)
        head = (folder / HEAD).read_text("utf-8").replace('version = "1.0"', f'version = "{version}"', 1)
        (folder / HEAD).write_text(head.replace('status = "draft"', f'status = "{status}"', 1), "utf-8")
        return folder

    def signed(self, made: Bundle, name: str, signers: int = 2) -> Path:
        for number in range(signers):
            made = signed_bundle(made, self.office.keys[number])
        write_bundle(self.home / name, made)
        return self.home / name

    def compiled(
        self, version: str, serial: int, signers: int = 2, ident: str = SMALL, status: str = "approved"
    ) -> Path:
        made = make_bundle(self.folder(version, ident, status), serial)
        return self.signed(made, f"{ident.rpartition('/')[2]}-{version}.tpack", signers)

    def next_statement(self, name: str, version: int = 2, keys: int = 2, **changes: object) -> Path:
        """A later statement of the office, signed by so many of its keys."""
        new = msgspec.structs.replace(self.office.authority, version=version, **changes)
        return self.written(self.office.signed_statement(new, self.office.keys[:keys]), name)

    def written(self, signed: SignedAuthority, name: str) -> Path:
        file = self.home / f"{name}.tauthority"
        file.write_bytes(written_authority(signed))
        return file

    def sign(self, file: Path, *more: str | Path, words: str = WORDS) -> Result:
        return self.run(
            "pack", "sign", file, "--key", self.keys[0], *more, "--passphrase-stdin", typed=f"{words}\n"
        )


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("refused"))


# ---- what brings each of them about --------------------------------------------------------------------------------------


def _new_key(desk: Desk, name: str, holder: str) -> Result:
    typed = f"{WORDS}\n"
    return desk.run(
        "pack", "key", "new", "--out", desk.home / name, "--holder", holder, "--passphrase-stdin", typed=typed
    )


def _new_authority(desk: Desk, *keys: Path) -> Result:
    given = [part for key in keys for part in ("--key", key)]
    options = (
        "--id",
        "us-x",
        "--name",
        "Office",
        "--decides-on",
        "us-x/",
        "--out",
        desk.home / "new.tauthority",
    )
    return desk.run("pack", "authority", "new", *options, *given)


def _managed(desk: Desk) -> Result:
    file = desk.home / "home" / "config" / "managed.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f'policy_authority = "{"0" * 64}"\n')
    try:
        return desk.run(
            "pack", "trust", desk.next_statement("managed"), "--hash", _hash(desk.next_statement("managed"))
        )
    finally:
        file.unlink()


def _hash(file: Path) -> str:
    return msgspec.json.decode(file.read_bytes(), type=SignedAuthority).hash


def _unknown(desk: Desk) -> Result:
    other = msgspec.structs.replace(desk.office.authority, id="us-other")
    return desk.run(
        "pack", "install", desk.written(desk.office.signed_statement(other, desk.office.keys[:2]), "other")
    )


def _folder(desk: Desk) -> Result:
    folder = desk.folder("5.0")
    (folder / "run.sh").write_text("echo\n", "utf-8")
    return desk.run("pack", "compile", folder, "--out", desk.home / "x.tpack")


def _compile(desk: Desk, folder: Path, former: Path) -> Result:
    return desk.run("pack", "compile", folder, "--after", former, "--out", desk.home / "x.tpack")


def _gate(desk: Desk) -> Result:
    folder = desk.folder("6.0")
    shutil.rmtree(folder / "stories")
    write_bundle(desk.home / "gate.tpack", make_bundle(folder, 6))
    return desk.sign(desk.home / "gate.tpack")


def _bulletin(desk: Desk) -> Result:
    (desk.home / "page.txt").write_text("word\n" * 50, "utf-8")
    options = ("--pack", ID, "--number", "1", "--title", "Page", "--out", desk.home / "page.tbulletin")
    return desk.run("pack", "bulletin", "new", *options, "--text", desk.home / "page.txt")


def _broken(desk: Desk) -> Result:
    content = bytearray(desk.one.read_bytes())
    content[len(content) // 2] ^= 1
    (desk.home / "broken.tpack").write_bytes(content)
    return desk.run("pack", "install", desk.home / "broken.tpack")


def _misfit(desk: Desk) -> Result:
    """The pack of this desk's own id, which is not for shelters."""
    words = desk.folder("8.0", ID) / "text" / "en" / "words.toml"
    words.write_text(re.sub(r"(?m)^shelter = .*\n", "", words.read_text("utf-8")), "utf-8")
    return _install(desk, desk.signed(make_bundle(words.parents[2], 8), "misfit.tpack"))


def _nothing(desk: Desk) -> Result:
    (desk.home / "stick").mkdir()
    return desk.run("pack", "install", desk.home / "stick")


def _install(desk: Desk, file: Path) -> Result:
    return desk.run("pack", "install", file)


def _said(code: str, **values: object) -> Callable[[Desk], str]:
    """What no command can bring about: the words alone."""
    return lambda desk: f"{sentence(Refused(code, values))} [{code}]"


ACTS: dict[str, Callable[[Desk], Result | str]] = {
    "bad_holder": lambda desk: _new_key(desk, "long.tkey", "x" * 300),
    "key_file": lambda desk: desk.run("pack", "key", "show", desk.one),
    "key_words": lambda desk: desk.sign(desk.one, words="these are not the right words"),
    "key_there": lambda desk: _new_key(desk, "office/1.tkey", "First counsel"),
    "no_such_key": lambda desk: desk.run(
        "pack", "authority", "next", desk.statement, "--remove", "zz", "--out", desk.home / "next.tauthority"
    ),
    "authority_shape": lambda desk: _new_authority(desk, desk.keys[0], desk.keys[0]),
    "authority_hash": lambda desk: desk.run("pack", "trust", desk.statement, "--hash", "0" * 16),
    "authority_managed": _managed,
    "authority_gap": lambda desk: _install(desk, desk.next_statement("third", 3)),
    "authority_older": lambda desk: desk.run("pack", "trust", desk.statement, "--hash", desk.office.statement.hash),
    "authority_other": _said("authority_other", file="x.tauthority", name="Other office", former="Policy office"),
    "authority_scope": lambda desk: _install(desk, desk.next_statement("wider", scope=("us-ny-nyc/", "us-ca/"))),
    "authority_unknown": _unknown,
    "no_authority": lambda desk: _install(desk, desk.compiled("1.0", 1, ident="us-xx/other")),
    "pack_folder": _folder,
    "pack_former": lambda desk: desk.sign(desk.two, "--after", desk.two),
    "pack_other": lambda desk: _compile(desk, desk.folder("1.0", "us-ny-nyc/second"), desk.one),
    "version_same": lambda desk: _compile(desk, desk.home / "small-1.0", desk.one),
    "bad_day": lambda desk: desk.run(
        "pack", "return", "--to", desk.one, "--after", desk.two, "--version", "3.0", "--effective", "soon",
        "--out", desk.home / "x.tpack",
    ),
    "gate": _gate,
    "bulletin_shape": _bulletin,
    "policy_draft": lambda desk: _install(desk, desk.compiled("7.0", 7, status="draft")),
    "policy_file": _broken,
    "policy_misfit": _misfit,
    "policy_nothing": _nothing,
    "policy_older": lambda desk: _install(desk, desk.one),
    "policy_unsigned": lambda desk: _install(desk, desk.compiled("9.0", 9, signers=1)),
    "policy_closed": _said("policy_closed", file="small-1.0.tpack"),
}  # fmt: skip


def kept() -> dict[str, str]:
    """What each said when somebody last read it."""
    lines = GOLDEN.read_text("utf-8").split("\n") if GOLDEN.exists() else []
    return dict(zip(lines[::2], lines[1::2], strict=False))


def keep(code: str, line: str) -> None:
    assert not os.environ.get("CI"), f"{MAKE} is set in CI: the words would be compared with themselves."
    told = kept() | {code: line}
    GOLDEN.write_text("".join(f"{each}\n{told[each]}\n" for each in ACTS if each in told), "utf-8")


@pytest.mark.parametrize("code", ACTS)
def test_a_refusal_names_its_file_and_what_to_do_in_words_that_were_read(code: str, desk: Desk) -> None:
    done = ACTS[code](desk)
    if isinstance(done, Result):
        assert done.exit_code == 1, done.output
        line = done.output.strip().splitlines()[-1]
    else:
        line = done
    assert line.endswith(f"[{code}]"), line
    assert REFUSALS[code][1].partition("{")[0].strip() in line
    assert (
        re.search(r"[\w.-]+\.(tkey|tpack|tauthority|tbulletin|toml|txt|sh)\b|(small|second)-\d", line)
        or "folder" in line
    ), line
    line = HASH.sub("0000", line)
    for number, key in enumerate(desk.office.keys, 1):
        line = line.replace(key_id(key.public), f"key {number}")
    if os.environ.get(MAKE):
        keep(code, line)
    assert line == kept().get(code)


def test_every_refusal_of_the_list_is_brought_about_here_and_none_is_kept_that_is_no_more() -> None:
    assert set(ACTS) == set(REFUSALS)
    assert [code for code in kept() if code and code not in ACTS] == []


GENERAL = {"file_there", "passphrase_short", "sign_in", "not_your_role"}
"""What the commands on policies refuse as others do: the words are told without a code."""


def test_no_command_on_policies_refuses_with_a_code_outside_of_the_list() -> None:
    program = resources().parent / "desktop"
    files = [
        *(program / "packs").glob("*.py"),
        *(program / "cli").glob("pack_*.py"),
        *(
            program / "services" / f"policy_{name}.py"
            for name in ("making", "gate", "install", "papers", "choice")
        ),
        program / "trust" / "policykeys.py",
    ]
    named = {
        code for file in files for code in re.findall(r'Refused\(\s*"([a-z_]+)"', file.read_text("utf-8"))
    }
    assert named - GENERAL == set(REFUSALS)


def test_the_control_what_is_refused_here_is_taken_where_it_is_in_order(desk: Desk) -> None:
    assert desk.sign(desk.two).exit_code == 0
    assert read_bundle(desk.two).manifest.serial == 2
    assert desk.run("pack", "install", desk.two).exit_code == 0
