"""A pack kept in a record is the pack that was installed: same policy, words, law, order and hash."""

import os
import shutil
from pathlib import Path

import msgspec
import pytest

from desktop.core import canonical
from desktop.core.scenarios import play
from desktop.core.specimens import NO_SPECIMENS
from desktop.packs.catalog import DEFAULT, LoadedPack, PackUnusable, from_kept, installed, load_pack
from desktop.packs.compiled import compile_pack
from desktop.packs.scenarios import read_scenario, scenario_files
from tests.packs.mutated import PACK, Change, Tables, put, raw


@pytest.fixture(scope="module")
def pack() -> LoadedPack:
    return load_pack(PACK)


def test_the_kept_bytes_give_back_exactly_the_pack(pack: LoadedPack) -> None:
    kept = from_kept(pack.compiled, pack.pack_hash)
    assert (kept.policy, kept.texts, kept.law) == (pack.policy, pack.texts, pack.law)
    assert (kept.specimens, kept.pictures) == (pack.specimens, pack.pictures)
    assert (kept.pack_hash, kept.compiled) == (pack.pack_hash, pack.compiled)


def test_the_order_of_outcomes_steps_and_answers_is_kept(pack: LoadedPack) -> None:
    """Outcomes of one rest are listed in the pack's order, answers stand on the screen in it; equality of tables hides it."""
    kept = from_kept(pack.compiled, pack.pack_hash)
    assert list(kept.policy.outcomes) == list(pack.policy.outcomes)
    assert list(kept.policy.steps) == list(pack.policy.steps)
    assert list(kept.policy.changes) == list(pack.policy.changes)
    for step, text in pack.texts["en"].steps.items():
        assert list(kept.texts["en"].steps[step].choices) == list(text.choices)


def test_a_pack_without_drawings_is_loaded_and_kept_as_before(pack: LoadedPack) -> None:
    """A record may hold packs from before there were drawings."""
    old = compile_pack(pack.policy, pack.texts, pack.law, {}, ())
    kept = from_kept(old.compiled, old.pack_hash)
    assert b"specimens" not in old.compiled
    assert (kept.specimens, kept.pictures) == (NO_SPECIMENS, {})


def test_a_kept_pack_plays_every_scenario_as_the_installed_one(pack: LoadedPack) -> None:
    kept = from_kept(pack.compiled, pack.pack_hash)
    for file in scenario_files(PACK)[:60]:
        scenario = read_scenario(file, pack.policy)
        assert play(kept.policy, scenario) == play(pack.policy, scenario)


def test_the_bytes_are_canonical_and_loading_twice_gives_the_same(pack: LoadedPack) -> None:
    assert canonical.encode(msgspec.json.decode(pack.compiled)) == pack.compiled
    assert load_pack(PACK).compiled == pack.compiled


@pytest.mark.parametrize(
    "change",
    [
        put("text/en/steps.toml", "danger", "say", value="Are you safe?"),
        put("text/en/words.toml", "reasons", "expired", value="It is too late."),
        put("law.toml", "citation", 0, "review_by", value="2027-02-02"),
        put("pack.toml", "version", value="2026.11.9"),
        put("specimens.toml", "show", {"specimen": "ao93c"}, "drawings", value=["paper_top"]),
        put("text/en/specimens.toml", "papers", "ao93", "what", value="A court's paper."),
        raw("pictures/paper_top.svg", b"<svg/>"),
    ],
)
def test_every_part_is_in_the_hash(pack: LoadedPack, change: Change, tmp_path: Path) -> None:
    tables = Tables()
    change(tables)
    assert load_pack(tables.write(tmp_path)).pack_hash != pack.pack_hash


def test_the_order_of_answers_is_in_the_hash(pack: LoadedPack, tmp_path: Path) -> None:
    tables = Tables()
    choices = tables.files["text/en/steps.toml"]["danger"]["choices"]
    tables.files["text/en/steps.toml"]["danger"]["choices"] = dict(reversed(choices.items()))
    assert load_pack(tables.write(tmp_path)).pack_hash != pack.pack_hash


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"Danger", b"Dinger"), (b'"last":true', b'"last":false'), (b"2027-02-01", b"2028-02-01")],
)
def test_changed_bytes_are_refused(pack: LoadedPack, old: bytes, new: bytes) -> None:
    assert old in pack.compiled
    with pytest.raises(ValueError, match="not the one with the hash"):
        from_kept(pack.compiled.replace(old, new, 1), pack.pack_hash)


@pytest.mark.parametrize("data", [b"", b"{}", b"[1]", b"\xff", b'{"manifest": {}}'])
def test_bytes_that_are_no_pack_are_refused_with_a_sentence(pack: LoadedPack, data: bytes) -> None:
    with pytest.raises(ValueError, match=r"The kept policy pack .*\."):
        from_kept(data, pack.pack_hash)


def test_another_packs_bytes_are_refused(pack: LoadedPack) -> None:
    with pytest.raises(ValueError, match="not the one"):
        from_kept(pack.compiled, "0" * 64)


def test_the_installed_packs_are_found_the_default_one_first() -> None:
    folders = installed(PACK.parents[2])
    assert folders[0].as_posix().endswith(DEFAULT)


def test_an_empty_resources_folder_has_no_packs(tmp_path: Path) -> None:
    assert installed(tmp_path) == []


def test_the_same_files_are_checked_once_and_one_that_changed_is_seen(tmp_path: Path) -> None:
    """Also where size and time of the file stay; and a pack that was mended loads again."""
    folder = tmp_path / "pack"
    shutil.copytree(PACK, folder)
    words, first = folder / "text" / "en" / "steps.toml", load_pack(folder)
    assert load_pack(folder) is first
    former, plain = words.stat(), words.read_bytes()
    words.write_bytes(plain.replace(b"question = ", b"qeustion = ", 1))
    os.utime(words, ns=(former.st_atime_ns, former.st_mtime_ns))
    with pytest.raises(PackUnusable):
        load_pack(folder)
    words.write_bytes(plain.replace(b"Who ", b"WHO ", 1))
    assert load_pack(folder).pack_hash != first.pack_hash
    words.write_bytes(plain)
    assert load_pack(folder).pack_hash == first.pack_hash
