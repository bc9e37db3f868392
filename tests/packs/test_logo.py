"""A facility's logo: used where it is a picture, else listed with its reason, and everything else goes on."""

from pathlib import Path

import pytest

from desktop.packs.facility import read_facility, snapshot
from desktop.paths import resources
from tests.services.papers import encoded

SCHOOL = resources() / "facilities" / "sample-school.toml"


def facility(folder: Path, logo: str) -> Path:
    path = folder / "facility.toml"
    path.write_text(f"logo = {logo}\n" + SCHOOL.read_text("utf-8"), "utf-8")
    return path


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_beside_the_file_is_found_and_its_path_stays_out_of_the_record(
    tmp_path: Path, kind: str
) -> None:
    (tmp_path / "logo").write_bytes(encoded(kind))
    config, findings = read_facility(facility(tmp_path, '"logo"'))
    assert (config.logo, findings) == (str(tmp_path / "logo"), [])
    assert "logo" not in snapshot(config)


@pytest.mark.parametrize(
    ("logo", "content", "why"),
    [
        ('"gone.png"', None, "cannot be read"),
        ('"logo.png"', b"GIF89a", "neither a PNG nor a JPEG"),
        ('"logo.png"', b"\x89PNG\r\n\x1a\n" + b"x" * 1_000_000, "larger than 1 MB"),
        ("7", None, "no name of a file"),
    ],
)
def test_one_that_cannot_be_used_is_listed_and_reports_go_without_it(
    tmp_path: Path, logo: str, content: bytes | None, why: str
) -> None:
    if content is not None:
        (tmp_path / "logo.png").write_bytes(content)
    config, [finding] = read_facility(facility(tmp_path, logo))
    assert config.logo == ""
    assert (finding.code, finding.level) == ("bad_logo", "warning")
    assert why in finding.sentence
    assert "Reports go without it" in finding.fix
