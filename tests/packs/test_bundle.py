"""A pack file: the same folder gives the same bytes, and no other file than one that was made so is read."""

import hashlib
import io
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from desktop.core import canonical
from desktop.core.errors import Refused
from desktop.packs.bulletins import LONGEST, MOST_LINES, make_bulletin, read_bulletin, write_bulletin
from desktop.packs.bundle import (
    MANIFEST,
    PACK,
    Bundle,
    bundle_bytes,
    extract_source,
    make_bundle,
    read_bundle,
    signed_bundle,
    source_files,
    write_bundle,
)
from desktop.packs.catalog import load_pack
from desktop.services.policy_gate import told_of
from tests.packs.mutated import OVERLAY
from tests.packs.mutated import PACK as PACK_FOLDER
from tests.packs.policy_office import ID, Office

Zip = zipfile.ZipFile


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="module")
def made(office: Office) -> Bundle:
    """A pack file, signed by two."""
    return office.bundle(office.folder("2026.12.1"), 1)


def wrong(why: str = "") -> pytest.RaisesExc[Refused]:
    return pytest.RaisesExc(
        Refused, check=lambda raised: raised.code == "policy_file" and why in str(raised.values["why"])
    )


def test_a_pack_file_reads_back_whole(office: Office, made: Bundle, tmp_path: Path) -> None:
    write_bundle(tmp_path / "a.tpack", made)
    read = read_bundle(tmp_path / "a.tpack")
    assert read == made
    assert (
        read.pack.pack_hash == made.manifest.pack_hash == load_pack(office.home / "pack-2026.12.1").pack_hash
    )
    assert read.signers(office.authority) == tuple(key.id for key in office.keys[:2])


def test_the_same_folder_gives_the_same_bytes_wherever_it_lies(
    office: Office, made: Bundle, tmp_path: Path
) -> None:
    shutil.copytree(office.home / "pack-2026.12.1", tmp_path / "elsewhere")
    again = make_bundle(tmp_path / "elsewhere", 1)
    assert bundle_bytes(again) == bundle_bytes(msgspec.structs.replace(made, signatures=()))


def test_signing_in_any_order_gives_the_same_file(office: Office, made: Bundle) -> None:
    bare = msgspec.structs.replace(made, signatures=())
    other = signed_bundle(signed_bundle(bare, office.keys[1]), office.keys[0])
    assert bundle_bytes(other) == bundle_bytes(made) == bundle_bytes(signed_bundle(made, office.keys[0]))


def test_the_folder_comes_out_of_the_file_as_it_went_in(office: Office, made: Bundle, tmp_path: Path) -> None:
    extract_source(made, tmp_path / "out")
    assert source_files(tmp_path / "out") == source_files(office.home / "pack-2026.12.1")


def _renamed(name: str) -> Callable[[Zip, Bundle], None]:
    return lambda archive, _: archive.writestr(name, b"x")


def _twice(archive: Zip, made: Bundle) -> None:
    archive.writestr(PACK, made.files[PACK])


def _swollen(archive: Zip, _: Bundle) -> None:
    archive.writestr("source/large.toml", bytes(1 << 22), zipfile.ZIP_DEFLATED)


HOSTILE: dict[str, tuple[Callable[[Zip, Bundle], None], str]] = {
    "a way out of the folder": (_renamed("source/../../out.toml"), "name"),
    "a whole path": (_renamed("/etc/out.toml"), "name"),
    "a drive": (_renamed("C:\\out.toml"), "name"),
    "a hidden file": (_renamed("source/.profile"), "name"),
    "a name twice": (_twice, "twice"),
    "something that swells": (_swollen, "packed"),
    "something that the manifest does not name": (_renamed("source/more.toml"), "manifest"),
    "something beside the source": (_renamed("more.toml"), "manifest"),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_hostile_zip_is_refused_with_a_reason(made: Bundle, tmp_path: Path, name: str) -> None:
    change, why = HOSTILE[name]
    file = tmp_path / "a.tpack"
    write_bundle(file, made)
    with Zip(file, "a") as archive:
        change(archive, made)
    with wrong(why):
        read_bundle(file)


@pytest.mark.parametrize("where", ["before", "behind", "cut", "comment"])
def test_nothing_can_stand_around_a_pack_file(made: Bundle, tmp_path: Path, where: str) -> None:
    raw, file = bundle_bytes(made), tmp_path / "a.tpack"
    around = {"before": b"#!" + raw, "behind": raw + b"\0", "cut": raw[:-30], "comment": raw}
    file.write_bytes(around[where])
    if where == "comment":
        with Zip(file, "a") as archive:
            archive.comment = b"more"
    with wrong():
        read_bundle(file)


def test_any_changed_byte_is_found(made: Bundle, tmp_path: Path) -> None:
    """Also where a ZIP has room for what nobody reads, such as dates and rights."""
    raw, file = bytearray(bundle_bytes(made)), tmp_path / "a.tpack"
    for place in (4, 12, len(raw) // 3, len(raw) // 2, len(raw) - 300, len(raw) - 5):
        raw[place] ^= 1
        file.write_bytes(raw)
        with wrong():
            read_bundle(file)
        raw[place] ^= 1
    file.write_bytes(raw)
    assert read_bundle(file) == made


def test_a_manifest_that_says_something_else_than_the_pack_is_refused(
    office: Office, made: Bundle, tmp_path: Path
) -> None:
    """Whoever signs reads the manifest: version, dates and status in it are those of the pack itself."""
    from desktop.core import canonical

    for change in (
        {"version": "2027.1"},
        {"effective": "2030-01-01"},
        {"status": "draft"},
        {"id": "us-ca/other"},
        {"title": "What a signer would be shown"},
    ):
        manifest = msgspec.structs.replace(made.manifest, **change)
        files = made.files | {MANIFEST: canonical.encode(msgspec.to_builtins(manifest))}
        file = tmp_path / "a.tpack"
        write_bundle(file, signed_bundle(Bundle(manifest, (), files), office.keys[0]))
        with wrong("another pack than the manifest"):
            read_bundle(file).pack  # noqa: B018 - raises


def test_what_no_pack_holds_cannot_go_into_a_file(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "pack"
    shutil.copytree(office.home / "pack-2026.12.1", folder)
    (folder / "steps.toml~").write_text("what an editor leaves")
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_text("what a tool leaves")
    assert source_files(folder) == source_files(office.home / "pack-2026.12.1")
    (folder / "run.py").write_text("print()")
    with pytest.RaisesExc(Refused, check=lambda raised: raised.code == "pack_folder"):
        source_files(folder)


def test_many_files_are_refused_before_any_is_read(tmp_path: Path) -> None:
    out = io.BytesIO()
    with Zip(out, "w") as archive:
        for number in range(5000):
            archive.writestr(f"source/{number}.toml", b"")
    (tmp_path / "a.tpack").write_bytes(out.getvalue())
    with wrong("too many"):
        read_bundle(tmp_path / "a.tpack")


def test_a_bulletin_is_one_page_or_ends_the_one_before(tmp_path: Path) -> None:
    made = make_bulletin(ID, 3, "Call  counsel ", "Call counsel first.\r\nAll day. \n\n")
    assert (made.bulletin.title, made.bulletin.text) == ("Call counsel", "Call counsel first.\nAll day.")
    write_bulletin(tmp_path / "b.tbulletin", made)
    assert read_bulletin(tmp_path / "b.tbulletin") == made
    assert not make_bulletin(ID, 4, "", "").bulletin.text
    for title, text in (
        ("", "x"),
        ("x", ""),
        ("x", "x" * (LONGEST + 1)),
        ("x", "x\n" * (MOST_LINES + 1)),
        ("x", "\x1b[31m"),
    ):
        with pytest.RaisesExc(Refused, check=lambda raised: raised.code == "bulletin_shape"):
            make_bulletin(ID, 1, title, text)


@pytest.mark.parametrize("sign", ["\x1c", "\x0c", "\x85", "\u2028", "\u2029"])
def test_a_bulletin_has_no_line_breaks_but_one_kind(tmp_path: Path, sign: str) -> None:
    """Others are lines to one program and nothing, or a break of the page, to the next."""
    made = make_bulletin(ID, 3, "Call counsel", "One.\nTwo.")
    odd = msgspec.structs.replace(made.bulletin, text=f"One.{sign}Two.")
    write_bulletin(tmp_path / "b.tbulletin", msgspec.structs.replace(made, bulletin=odd))
    with pytest.RaisesExc(Refused, check=lambda raised: raised.code == "bulletin_shape"):
        read_bulletin(tmp_path / "b.tbulletin")


def test_an_overlay_is_signed_together_with_its_base_or_not_at_all(tmp_path: Path) -> None:
    """What was proved are the two as one: a file without the base, or with another one in its place, is judged by nobody's copy of it."""
    made = make_bundle(OVERLAY, 1)
    carried = {name for name in made.files if name.startswith("source/base/")}
    assert {f"source/base/{name}" for name in source_files(PACK_FOLDER)} == carried
    assert made.pack.policy.head.built_on.split()[0] == ID
    assert told_of(made)[0].startswith(f"It is laid on {ID} ")
    other = made.files["source/base/pack.toml"].replace(b"facility-entry", b"another")
    for changed in (
        {name: each for name, each in made.files.items() if name not in carried},
        made.files | {"source/base/pack.toml": other},
    ):
        with wrong("which is not in the file"):
            _remade(made, changed).pack  # noqa: B018 - refuses
    assert _remade(made, made.files) == made, "the control"


def _remade(made: Bundle, files: dict[str, bytes]) -> Bundle:
    """A pack file of other files, whose manifest says so."""
    there = {name: each for name, each in files.items() if name != MANIFEST}
    listed = {name: hashlib.sha256(each).hexdigest() for name, each in sorted(there.items())}
    manifest = msgspec.structs.replace(made.manifest, files=listed)
    return Bundle(manifest, (), there | {MANIFEST: canonical.encode(msgspec.to_builtins(manifest))})
