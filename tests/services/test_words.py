"""Whatever a visit comes to, the words for it are all there, with the facility's own numbers and areas filled in."""

import pytest

from desktop.core.scenarios import Player
from desktop.packs.catalog import LoadedPack, load_pack
from desktop.packs.facility import read_facility
from desktop.packs.scenarios import read_scenario, scenario_files
from desktop.services.words import fills, situation
from tests.core.nyc import PACK, policy
from tests.services.conftest import SHELTER

PARTS = ("title", "banner", "lead", "do", "say", "say_if_pressed", "never", "call", "record")


@pytest.fixture(scope="module")
def pack() -> LoadedPack:
    """The pack that ships, texts and all."""
    return load_pack(PACK)


def test_every_outcome_has_every_part_in_every_situation_of_every_scenario(pack: LoadedPack) -> None:
    """Title, banner, lead, do, say, if pressed, never, call, record: none empty, no placeholder left, every call has a number."""
    facility, _ = read_facility(SHELTER)
    texts, seen = pack.texts["en"], set[str]()
    for file in scenario_files(PACK):
        player = Player(policy(), read_scenario(file, policy()))
        player.play()
        for rest in player.recorded:
            shown = situation(pack, facility, player.walk, player.inputs, rest)
            for outcome in rest.outcomes:
                seen.add(outcome)
                text = texts.outcome_text(outcome, shown, fills(facility, "Front desk"))
                for part in PARTS:
                    told = getattr(text, part)
                    lines = [told] if isinstance(told, str) else told
                    assert lines, (file.stem, outcome, part)
                    assert all(line and "{" not in line for line in lines), (file.stem, outcome, part)
                assert set(text.call) <= set(facility.phones), (file.stem, outcome)
    assert seen == set(policy().outcomes)
    assert texts.words.common["non_interference"]


def test_every_reason_and_flag_has_a_sentence(pack: LoadedPack) -> None:
    """None is shown by its bare name."""
    texts = pack.texts["en"]
    for reason in policy().reasons:
        assert texts.reason(reason) not in ("", reason)
    for flag in policy().flags:
        assert texts.flag(flag) not in ("", flag)
