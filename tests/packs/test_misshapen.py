"""A field that is unknown, missing or of the wrong kind is told in plain words with its remedy."""

from pathlib import Path

import pytest

from desktop.core.policy import Rule
from desktop.packs.misshapen import MANUAL
from desktop.packs.source import Reader
from desktop.paths import resources


@pytest.mark.parametrize(
    ("raw", "field", "said", "fix"),
    [
        ({"wehn": {}}, "", "There is no field 'wehn' here.", "Did you mean 'when'?"),
        ({"xyzzy": 1}, "", "There is no field 'xyzzy' here.", MANUAL),
        ({"outcome": 3}, "outcome", "Here stands a whole number, and text in quotes is expected.", MANUAL),
        ({"when": {"any": "x"}}, "when.any", "Here stands text in quotes, and a list in [ ] is expected.", MANUAL),
        ({"when": {"stepp": "x"}}, "when", "There is no field 'stepp' here.", MANUAL),
        ([], "", "Here stands a list in [ ], and a table is expected.", MANUAL),
    ],
)  # fmt: skip
def test_a_table_that_is_misshapen_is_told_in_plain_words(
    raw: object, field: str, said: str, fix: str
) -> None:
    reader = Reader(resources())
    assert reader.one(Rule, "routing.toml", "rule 1", raw) is None
    [found] = reader.findings
    assert (found.field, found.sentence, found.fix) == (field, said, fix)
    assert "`" not in found.line()


def test_a_file_that_cannot_be_read_is_one_fault_and_no_more(tmp_path: Path) -> None:
    """A quote that is missing makes no table after it a missing one."""
    (tmp_path / "routing.toml").write_text('consult = "x\n', "utf-8")
    reader = Reader(tmp_path)
    raw = reader.table("routing.toml")
    reader.many(Rule, "routing.toml", "rule", raw.get("rule"))
    reader.many(Rule, "papers.toml", "rule", None)
    assert [(each.code, each.file) for each in reader.findings] == [
        ("not_toml", "routing.toml"),
        ("bad_shape", "papers.toml"),
    ]
