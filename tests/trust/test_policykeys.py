"""Keys that sign policies: kept under a passphrase, counted by threshold, handed over by the keys of before."""

from pathlib import Path

import msgspec
import pytest

from desktop.core.errors import Refused
from desktop.trust.policykeys import (
    SignedAuthority,
    check_authority,
    check_own,
    check_rotation,
    check_signed,
    make_key,
    open_key,
    read_authority,
    read_key_file,
    signers_of,
    statement,
    written_authority,
)
from tests.packs.policy_office import CHEAP, WORDS, Office


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(tmp_path_factory.mktemp("office"))


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.RaisesExc(Refused, check=lambda raised: raised.code == code)


def test_a_key_opens_with_its_passphrase_alone(office: Office) -> None:
    file = office.home / "1.tkey"
    assert open_key(file, WORDS).public == office.keys[0].public == read_key_file(file).public
    with refused("key_words"):
        open_key(file, WORDS + "x")


def test_no_byte_of_a_key_file_can_be_changed_unseen(office: Office, tmp_path: Path) -> None:
    """Another holder, another cost or another sealed seed does not open; the seed stands in it nowhere."""
    raw = (office.home / "1.tkey").read_bytes()
    assert b"Key 1" in raw
    file = tmp_path / "changed.tkey"
    for was, now in ((b"Key 1", b"Key 9"), (b'"passes": 1', b'"passes": 2'), (b"key 1", b"key 2")):
        assert was in raw
        file.write_bytes(raw.replace(was, now))
        with pytest.RaisesExc(Refused, check=lambda raised: raised.code in ("key_words", "key_file")):
            open_key(file, WORDS)


def test_a_short_passphrase_and_a_file_that_is_there_are_refused(tmp_path: Path) -> None:
    with refused("passphrase_short"):
        make_key(tmp_path / "a.tkey", "Counsel", "short", CHEAP)
    assert not (tmp_path / "a.tkey").exists()
    make_key(tmp_path / "a.tkey", "Counsel", WORDS, CHEAP)
    before = (tmp_path / "a.tkey").read_bytes()
    with refused("key_there"):
        make_key(tmp_path / "a.tkey", "Counsel", WORDS, CHEAP)
    assert (tmp_path / "a.tkey").read_bytes() == before


def test_two_signatures_of_one_key_are_one(office: Office) -> None:
    content, first = b"{}", office.keys[0].sign("pack", b"{}")
    assert signers_of(office.authority, "pack", content, [first, first]) == (office.keys[0].id,)
    with refused("policy_unsigned"):
        check_signed(office.authority, "pack", content, [first, first])
    both = [first, office.keys[2].sign("pack", content)]
    assert check_signed(office.authority, "pack", content, both) == (office.keys[0].id, office.keys[2].id)


def test_a_signature_counts_for_its_purpose_and_bytes_alone(office: Office) -> None:
    signature = office.keys[0].sign("bulletin", b"{}")
    assert signers_of(office.authority, "bulletin", b"{}", [signature])
    assert not signers_of(office.authority, "pack", b"{}", [signature])
    assert not signers_of(office.authority, "bulletin", b"{ }", [signature])


@pytest.mark.parametrize("position", range(0, 128, 7))
def test_no_digit_of_a_signature_can_be_another(office: Office, position: int) -> None:
    good = office.keys[0].sign("pack", b"{}")
    digit = "0" if good.signature[position] != "0" else "1"
    text = good.signature[:position] + digit + good.signature[position + 1 :]
    assert not signers_of(office.authority, "pack", b"{}", [msgspec.structs.replace(good, signature=text)])


def test_keys_are_handed_over_by_enough_of_the_former_and_of_the_new(office: Office, tmp_path: Path) -> None:
    """A lost key: two of three still sign, and the next statement has another in its place."""
    new_key = make_key(tmp_path / "4.tkey", "Key 4", WORDS, CHEAP)
    one, two, lost = office.keys
    following = office.state([one, two, new_key], 2)
    check_rotation(office.authority, office.signed_statement(following, [one, two]))
    with refused("policy_unsigned"):
        check_rotation(office.authority, office.signed_statement(following, [one, new_key]))
    with refused("policy_unsigned"):
        check_rotation(office.authority, office.signed_statement(following, [one, lost]))
    with refused("authority_gap"):
        check_rotation(office.authority, office.signed_statement(office.state([one, two], 3), [one, two]))
    with refused("authority_older"):
        check_rotation(office.authority, office.statement)
    other = msgspec.structs.replace(following, id="us-ca")
    with refused("authority_other"):
        check_rotation(office.authority, office.signed_statement(other, [one, two]))


def test_the_keys_of_a_statement_must_be_held(office: Office) -> None:
    """Else an office could state keys that nobody has, and sign nothing ever."""
    check_own(office.statement)
    with refused("policy_unsigned"):
        check_own(office.signed_statement(office.authority, office.keys[:1]))


def test_a_statement_reads_back_and_one_that_makes_no_sense_is_refused(
    office: Office, tmp_path: Path
) -> None:
    file = tmp_path / "office.tauthority"
    file.write_bytes(written_authority(office.statement))
    assert read_authority(file) == office.statement
    twice = office.state([office.keys[0], office.keys[0]])
    with refused("authority_shape"):
        check_authority(twice)
    file.write_bytes(written_authority(SignedAuthority(1, twice)))
    with refused("authority_shape"):
        read_authority(file)
    for raw in (b"", b"[]", b"{}", written_authority(office.statement)[:-40], b'{"format":1}' * 9):
        file.write_bytes(raw)
        with refused("policy_file"):
            read_authority(file)
    assert statement(office.authority) == statement(read_authority(office.authority_file()).authority)
