"""Where things lie."""

from pathlib import Path

from desktop.paths import HOME_VARIABLE, places, resources


def test_one_home_holds_all_four_folders(tmp_path: Path) -> None:
    found = places(tmp_path, {})
    assert {found.data.parent, found.config.parent, found.keys.parent, found.logs.parent} == {tmp_path}
    assert places(None, {HOME_VARIABLE: str(tmp_path)}) == found


def test_the_home_given_wins_over_the_variable(tmp_path: Path) -> None:
    assert places(tmp_path / "a", {HOME_VARIABLE: str(tmp_path / "b")}).data == tmp_path / "a" / "data"


def test_the_keys_are_never_inside_the_data() -> None:
    found = places(None, {})
    assert not found.keys.is_relative_to(found.data)
    assert not found.data.is_relative_to(found.keys)
    assert found.data.is_absolute()


def test_the_checkout_carries_its_resources() -> None:
    assert resources() == Path(__file__).resolve().parent.parent / "resources"
