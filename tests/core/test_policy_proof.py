"""What a record says of policies is held against itself: keys that were trusted, enough of them, numbers that only go up."""

from typing import Literal

import msgspec

from desktop.core.policies import Authority, AuthorityTrusted, BulletinInstalled, PolicyInstalled, SignKey
from desktop.core.policy_proof import PolicyProof

OFFICE = Authority("city", "City", 1, 2, tuple(SignKey(each * 64, each) for each in "abc"), ("us/",))
PACK = PolicyInstalled("us/a", "1", 1, "h", "2026-01-01", "", "city", 1, ["a", "b"])
BULLETIN = BulletinInstalled("us/a", 1, "h", "Title", "Text", "city", 1, ["b", "c"])


def trusted(how: Literal["pinned", "rotated"] = "pinned", **changes: object) -> AuthorityTrusted:
    return AuthorityTrusted(msgspec.structs.replace(OFFICE, **changes), "h", how)


def found(*bodies: object) -> list[int]:
    """The places of what speaks against the record."""
    proof = PolicyProof(lambda public: public[0])
    for seq, body in enumerate(bodies):
        proof.see(seq, body)
    return [each.seq for each in proof.findings]


def test_what_enough_trusted_keys_signed_is_good() -> None:
    second = msgspec.structs.replace(PACK, serial=3, authority_version=2, signers=["c", "b"])
    assert found(trusted(), PACK, BULLETIN, trusted("rotated", version=2, keys=OFFICE.keys[1:]), second) == []


def test_what_too_few_or_unknown_or_doubled_keys_signed_speaks_against_the_record() -> None:
    for signers in ([], ["a"], ["a", "a"], ["a", "x"]):
        for body in (PACK, BULLETIN):
            assert found(trusted(), msgspec.structs.replace(body, signers=signers)) == [1]


def test_what_nobody_who_was_trusted_decided_on_speaks_against_the_record() -> None:
    for body in (PACK, BULLETIN):
        assert found(body) == [0]
        assert found(trusted(scope=("uk/",)), body) == [1]
        assert found(trusted(), msgspec.structs.replace(body, authority_version=2)) == [1]
        assert found(trusted(), trusted(id="other"), body) == [2], "the one trusted last decides"


def test_a_number_that_does_not_go_up_speaks_against_the_record() -> None:
    assert found(trusted(), PACK, PACK) == [2]
    assert found(trusted(), msgspec.structs.replace(BULLETIN, serial=2), BULLETIN, PACK) == [2]


def test_keys_that_change_by_themselves_neither_begin_an_office_nor_widen_it_nor_go_back() -> None:
    assert found(trusted("rotated")) == [0]
    assert found(trusted(), trusted("rotated", version=2, scope=("us/", "uk/"))) == [1]
    assert found(trusted(), trusted("pinned", version=2, scope=("us/", "uk/"))) == []
    assert found(trusted(version=2), trusted("pinned", version=1)) == [1]
