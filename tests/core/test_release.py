"""Lists of releases: one form, safe names, numbers in their order."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.errors import Refused
from desktop.core.release import ReleaseNumber, package_of, read_release

HASH = "0" * 64
PARTS = st.lists(st.integers(0, 999), min_size=2, max_size=4)


def a_list(**changes: object) -> dict[str, object]:
    """A good list as plain data, with these parts of it others."""
    files = [{"name": "threshold.deb", "size": 1, "sha256": HASH}]
    told = {"of": "packages", "version": "0.2.0", "build": 1, "program": "0.2.0", "platform": "", "made": "2026-11-01",
            "expires": "2027-11-01", "least": "0.0.0", "files": files}  # fmt: skip
    return {"format": "threshold release 1", **told, **changes}


def written(told: dict[str, object]) -> bytes:
    """Plain data as canonical JSON."""
    return json.dumps(told, separators=(",", ":"), sort_keys=True).encode("utf-8")


def test_a_list_is_read_from_the_one_form_in_which_it_is_written() -> None:
    found = read_release(written(a_list()))
    assert found.signed_bytes == written(a_list())
    assert (found.number, str(found.number)) == (ReleaseNumber("0.2.0", 1), "0.2.0 build 1")
    for other in (
        written(a_list()) + b" ",
        json.dumps(a_list()).encode(),
        written(a_list(more=1)),
        b"",
        b"\xff",
        b"[" * 100_000,
    ):
        with pytest.raises(Refused, match="update_file"):
            read_release(other)


@pytest.mark.parametrize(
    "name",
    [
        "../up",
        "/root",
        "a/../b",
        ".",
        "..",
        "a//b",
        "a/",
        "a\\b",
        "C:a",
        "a\n",
        "a.",
        "a ",
        "",
        "ä",
        "a\x00b",
        "x" * 301,
    ],
)
def test_a_name_that_leads_elsewhere_or_that_some_system_reads_otherwise_is_refused(name: str) -> None:
    with pytest.raises(Refused, match="update_file"):
        read_release(written(a_list(files=[{"name": name, "size": 1, "sha256": HASH}])))


@pytest.mark.parametrize(
    "changes",
    [
        {"version": "1"}, {"version": "01.0"}, {"version": "1.0.0-rc1"}, {"version": "1.0\n"}, {"build": 0}, {"made": "2026-13-01"},
        {"expires": "soon"}, {"platform": "linux"}, {"of": "program"}, {"files": []},
        {"files": [{"name": "a", "size": -1, "sha256": HASH}]}, {"files": [{"name": "a", "size": 1, "sha256": "x"}]},
        {"files": [{"name": "b", "size": 1, "sha256": HASH}, {"name": "a", "size": 1, "sha256": HASH}]},
        {"files": [{"name": "a", "size": 1, "sha256": HASH}] * 2},
    ],
)  # fmt: skip
def test_what_no_list_says_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(Refused, match="update_file"):
        read_release(written(a_list(**changes)))


@given(PARTS, PARTS, st.integers(1, 9), st.integers(1, 9))
def test_releases_are_ordered_by_the_numbers_of_their_version_and_then_by_their_build(
    one: list[int], two: list[int], first: int, second: int
) -> None:
    def numbered(parts: list[int], build: int) -> ReleaseNumber:
        return ReleaseNumber(".".join(map(str, parts)), build)

    def filled(parts: list[int]) -> list[int]:
        return parts + [0] * (4 - len(parts))

    higher = (filled(one), first) > (filled(two), second)
    assert (numbered(one, first).order > numbered(two, second).order) is higher


@given(st.binary(max_size=200))
def test_no_bytes_do_more_than_be_refused(content: bytes) -> None:
    with pytest.raises(Refused, match="update_file"):
        read_release(content)


def test_a_package_is_known_by_the_end_of_its_name() -> None:
    assert [package_of(f"threshold{end}") for end in (".deb", ".tar.xz", ".msi", ".tar", ".json")] == [
        "deb",
        "tar",
        "msi",
        None,
        None,
    ]
