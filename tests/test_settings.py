"""The choices of one workstation about its window."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.core.errors import Trouble
from desktop.paths import places
from desktop.settings import Settings, Theme, read_settings, settings_file, write_settings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return settings_file(places(tmp_path, {}))


def put(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def test_a_new_workstation_is_light_and_has_nothing_to_report(file: Path) -> None:
    assert read_settings(file) == (Settings("light"), [])


@pytest.mark.parametrize("theme", ["light", "night", "system"])
def test_a_choice_is_there_again_after_it_was_written(file: Path, theme: Theme) -> None:
    write_settings(file, Settings("system"))
    write_settings(file, Settings(theme))
    assert read_settings(file) == (Settings(theme), [])
    assert [each.name for each in file.parent.iterdir()] == ["window.toml"]


def test_a_file_that_somebody_wrote_by_hand_with_a_byte_order_mark_is_read(file: Path) -> None:
    put(file, b'\xef\xbb\xbf# night shift\r\ntheme = "night"\r\n')
    assert read_settings(file) == (Settings("night"), [])


def test_an_unknown_key_is_listed_and_the_rest_applies(file: Path) -> None:
    put(file, b'theme = "night"\nzoom = 2\n')
    found, findings = read_settings(file)
    assert found == Settings("night")
    assert findings == [f"{file}: 'zoom' is not known and was left out. Known: theme."]


@pytest.mark.parametrize("value", [b'"pink"', b"1", b"[]", b'"Night"', b"{ a = 1 }"])
def test_a_value_that_is_no_choice_is_listed_and_the_usual_one_is_used(file: Path, value: bytes) -> None:
    put(file, b"theme = " + value + b"\n")
    found, [finding] = read_settings(file)
    assert found == Settings()
    assert finding.startswith(f"{file}: theme is not usable")
    assert finding.endswith("'light' is used.")


@pytest.mark.parametrize(
    "content",
    [b"theme = ", b'theme = "night"\ntheme = "light"', b"\xff\xfe\x00", b"a = " + b"[" * 9000, b"a = " + b"9" * 9000, b"\x00"],
)  # fmt: skip
def test_a_damaged_file_is_listed_with_its_name_and_never_stops_the_window(
    file: Path, content: bytes
) -> None:
    put(file, content)
    found, [finding] = read_settings(file)
    assert found == Settings()
    assert finding.startswith(str(file))
    assert finding.endswith("The usual choices are used.")


@given(content=st.binary(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
def test_no_content_whatever_raises(file: Path, content: bytes) -> None:
    put(file, content)
    assert isinstance(read_settings(file)[0], Settings)


def test_a_folder_in_the_place_of_the_file_is_listed_when_read_and_trouble_when_written(file: Path) -> None:
    file.mkdir(parents=True)
    assert read_settings(file)[0] == Settings()
    assert str(file) in read_settings(file)[1][0]
    with pytest.raises(Trouble) as caught:
        write_settings(file, Settings("night"))
    assert caught.value.place == str(file)
    assert caught.value.remedy
    assert [each.name for each in file.parent.iterdir()] == ["window.toml"]


WRITER = """
import os, sys
from pathlib import Path
from desktop.core.errors import Trouble
from desktop.settings import Settings, write_settings
if os.getuid() == 0:
    os.setresuid(65534, 65534, 65534)
try:
    write_settings(Path(sys.argv[1]), Settings("night"))
except Trouble as trouble:
    print(trouble.kind, trouble.place, trouble.remedy, sep="|")
"""


def test_a_folder_that_may_only_be_read_is_named_and_the_old_choice_stays(file: Path) -> None:
    write_settings(file, Settings("system"))
    file.parent.chmod(0o555)
    try:
        said = subprocess.run(
            [sys.executable, "-c", WRITER, str(file)], capture_output=True, text=True, check=True
        ).stdout
    finally:
        file.parent.chmod(0o755)
    assert said == f"read_only|{file}|Let IT give the right to write in this folder.\n"
    assert read_settings(file) == (Settings("system"), [])
