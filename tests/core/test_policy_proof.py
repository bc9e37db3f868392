"""What a record says of policies is held against itself: keys that were trusted and really signed, enough of them, numbers that go up."""

from collections.abc import Sequence
from typing import Literal

import msgspec
import pytest

from desktop.core.events import BrokenBody, decode_body, encode_body
from desktop.core.policies import Authority, AuthorityTrusted, BulletinInstalled, PolicyInstalled, SignKey
from desktop.core.policy_proof import PolicyProof
from desktop.trust.policykeys import key_id, signers_of
from tests.core.signed_policies import FORGED, GOOD, OLD, Event, payload

OFFICE = Authority("city", "City", 1, 2, tuple(SignKey(each * 64, each) for each in "abc"), ("us/",))
PACK = PolicyInstalled("us/a", "1", 1, "h", "2026-01-01", "", "city", 1, ["a", "b"])
BULLETIN = BulletinInstalled("us/a", 1, "h", "Title", "Text", "city", 1, ["b", "c"])


def judged(events: Sequence[Event]) -> PolicyProof:
    """What is said of these events, read as they are stored."""
    proof = PolicyProof(key_id, signers_of)
    for seq, (kind, body, version) in enumerate(events, 1):
        stored = msgspec.json.encode(payload(body))
        proof.see(seq, decode_body(kind, version, stored), version)
    return proof


# ---- with the signatures ------------------------------------------------------------------------------------------------


def test_what_was_signed_by_the_keys_of_then_can_be_checked_by_the_record_alone() -> None:
    proof = judged(GOOD)
    assert (proof.findings, proof.told) == ([], [])
    for kind, body, _ in GOOD:
        assert decode_body(kind, 2, encode_body(kind, body)) == body


@pytest.mark.parametrize("name", FORGED)
def test_what_was_made_of_a_signed_policy_is_named(name: str) -> None:
    events, wanted = FORGED[name]
    proof = judged(events)
    assert any(wanted in each.sentence and each.seq == len(events) for each in proof.findings), proof.findings
    assert judged(events[:-1]).findings == [], "the control: it is the last event"


def test_events_from_before_stay_readable_and_are_told_as_not_kept() -> None:
    proof = judged(OLD)
    assert proof.findings == []
    assert [each.seq for each in proof.told] == [1, 2, 3]
    assert all("were not kept" in each.sentence for each in proof.told)


def test_an_event_of_before_that_keeps_signatures_is_none_of_ours() -> None:
    kind, body, _ = GOOD[1]
    assert isinstance(decode_body(kind, 1, encode_body(kind, body)), BrokenBody)


# ---- without, as a program of before wrote them -------------------------------------------------------------------------


def trusted(how: Literal["pinned", "rotated"] = "pinned", **changes: object) -> AuthorityTrusted:
    return AuthorityTrusted(msgspec.structs.replace(OFFICE, **changes), "h", how)


def found(*bodies: object) -> list[int]:
    """The places of what speaks against the record."""
    proof = PolicyProof(lambda public: public[0], signers_of)
    for seq, body in enumerate(bodies):
        proof.see(seq, body, 1)
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
