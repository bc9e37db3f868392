"""What a policy office sends: pack files, statements, bulletins, and the files of its keys."""

from pathlib import Path

from hypothesis import strategies as st

from desktop.packs.bulletins import read_bulletin
from desktop.packs.bundle import read_bundle
from desktop.trust.policykeys import check_own, check_signed, open_key, read_authority
from desktop.trust.seen import keep_seen, read_seen, seen_file
from tests.fuzz.harness import InFile, Target, Told
from tests.fuzz.mutating import json_like, raw
from tests.packs.policy_office import WORDS, Office


def _both(good: bytes) -> st.SearchStrategy[bytes]:
    return st.one_of(json_like(good), raw(good))


def targets_of_policies(home: Path) -> list[Target]:
    """Each is believed only where two of the office's keys have signed what it says."""
    office = Office(home)
    pack, page = (
        office.pack_file("2026.12.1", 1),
        office.bulletin_file(1, "Call counsel", "Call counsel first."),
    )
    statement, key, keys = office.authority_file(), home / "1.tkey", home / "keys"
    keep_seen(keys, "record", {"us-ny-nyc/facility-entry": 3}, {}, {"us-ny-nyc": 1})
    good = {file: file.read_bytes() for file in (pack, page, statement, key, seen_file(keys, "record"))}

    def read_pack() -> Told:
        bundle = read_bundle(pack)
        bundle.check(office.authority)
        assert bundle.pack.pack_hash == bundle.manifest.pack_hash
        assert pack.read_bytes() == good[pack], "another file is taken than was signed"
        return []

    def read_page() -> Told:
        signed = read_bulletin(page)
        check_signed(office.authority, "bulletin", signed.content, signed.signatures)
        assert signed.bulletin.title == "Call counsel", "other words are taken than were signed"
        return []

    def read_statement() -> Told:
        signed = read_authority(statement)
        check_own(signed)
        assert signed.authority == office.authority, "another statement is taken than was signed"
        return []

    def read_key() -> Told:
        assert open_key(key, WORDS).public == office.keys[0].public
        return []

    def read_numbers() -> Told:
        read_seen(keys, "record")
        return []

    return [
        InFile("pack file", pack, home, raw(good[pack]), read_pack),
        InFile("bulletin", page, home, _both(good[page]), read_page),
        InFile("statement of a policy office", statement, home, _both(good[statement]), read_statement),
        InFile("key that signs policies", key, home, _both(good[key]), read_key),
        InFile(
            "policies that were seen",
            seen_file(keys, "record"),
            home,
            _both(good[seen_file(keys, "record")]),
            read_numbers,
        ),
    ]
