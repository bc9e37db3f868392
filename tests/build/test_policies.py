"""The policy template: its parts fit together as the editor of Group Policy wants them, and what it writes is what the program reads."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest

from build import policies
from desktop.managed import CATEGORIES, Managed, decide, keys
from desktop.paths import places
from desktop.registry import REG_DWORD, REG_MULTI_SZ, REG_SZ, Value, Written

N = f"{{{policies.SPACE}}}"
ORDER = ("parentCategory", "supportedOn", "enabledValue", "disabledValue", "elements")
BOXES = {"decimal": "decimalTextBox", "text": "textBox", "multiText": "multiTextBox", "enum": "dropdownList"}


def name(each: Element) -> str:
    return each.tag.removeprefix(N)


def faults(admx: str, adml: str) -> Iterator[str]:
    """What the editor of Group Policy would stumble over: names that lead nowhere, or stand twice, and elements out of order."""
    template, words = fromstring(admx), fromstring(adml)
    strings = [each.attrib["id"] for each in words.iter(f"{N}string")]
    shown = {each.attrib["id"]: list(each) for each in words.iter(f"{N}presentation")}
    order = [name(each) for each in template]
    if order != ["policyNamespaces", "resources", "supportedOn", "categories", "policies"]:
        yield f"order {order}"
    for listed in (strings, [each.attrib["name"] for each in template.iter(f"{N}policy")]):
        yield from (f"twice {each}" for each in set(listed) if listed.count(each) > 1)
    named = re.findall(r"\$\((string|presentation)\.(\w+)\)", admx)
    yield from (f"no string {each}" for kind, each in named if kind == "string" and each not in strings)
    yield from (
        f"no presentation {each}" for kind, each in named if kind == "presentation" and each not in shown
    )
    known = {each.attrib["name"] for tag in ("category", "definition") for each in template.iter(f"{N}{tag}")}
    for tag in ("parentCategory", "supportedOn"):
        wanted = [each.attrib["ref"] for each in template.iter(f"{N}{tag}") if "ref" in each.attrib]
        yield from (f"no {tag} {each}" for each in wanted if each not in known)
    for policy in template.iter(f"{N}policy"):
        tags = [name(each) for each in policy]
        if tags != [each for each in ORDER if each in tags]:
            yield f"order {tags}"
        yield from _boxes(policy, shown)


def _boxes(policy: Element, shown: dict[str, list[Element]]) -> Iterator[str]:
    """Each element has the box of its kind, and a value of the registry."""
    elements = [each for part in policy.findall(f"{N}elements") for each in part]
    if not elements and policy.find(f"{N}enabledValue") is None:
        yield f"{policy.attrib['name']} sets nothing"
    boxes = {
        each.attrib["refId"]: name(each)
        for each in shown.get(policy.attrib["name"], [])
        if "refId" in each.attrib
    }
    for each in elements:
        if boxes.get(each.attrib["id"]) != BOXES[name(each)]:
            yield f"{each.attrib['id']} has no box"


def test_the_template_fits_together() -> None:
    assert list(faults(policies.template(), policies.words())) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda admx, adml: (admx, adml.replace('<string id="kiosk"', '<string id="kisok"')),
        lambda admx, adml: (admx, adml.replace('id="idle_lock_minutes"', 'id="idle"')),
        lambda admx, adml: (admx, adml.replace("multiTextBox", "textBox")),
        lambda admx, adml: (admx.replace('ref="window"', 'ref="windows"'), adml),
        lambda admx, adml: (admx.replace('<policy name="theme"', '<policy name="kiosk"'), adml),
        lambda admx, adml: (
            admx.replace("<enabledValue>", "<enabled>").replace("</enabledValue>", "</enabled>"),
            adml,
        ),
    ],
)
def test_a_template_that_does_not_fit_together_is_noticed(
    spoil: Callable[[str, str], tuple[str, str]],
) -> None:
    assert list(faults(*spoil(policies.template(), policies.words())))


def test_every_key_is_a_policy_with_its_limits_and_its_words() -> None:
    template, words = fromstring(policies.template()), fromstring(policies.words())
    found = {each.attrib["name"]: each for each in template.iter(f"{N}policy")}
    said = {each.attrib["id"]: each.text or "" for each in words.iter(f"{N}string")}
    assert list(found) == [key.name for key in keys()]
    for key in keys():
        policy = found[key.name]
        assert (policy.attrib["class"], policy.attrib["key"]) == ("Both", r"Software\Policies\Threshold")
        assert key.meaning in said[f"{key.name}_help"]
        assert key.category in CATEGORIES
        for number in policy.iter(f"{N}decimal"):
            if "minValue" in number.attrib:
                assert (int(number.attrib["minValue"]), int(number.attrib["maxValue"])) == (
                    key.least,
                    key.most,
                )


def written(policy: Element, state: str, least: bool) -> list[Value]:
    """What Windows writes for a policy: `state` is enabled or disabled; with the least or the most of a number."""
    own = policy.attrib.get("valueName", "")
    for value in policy.findall(f"{N}{state}Value/{N}decimal"):
        return [Value(own, REG_DWORD, int(value.attrib["value"]))]
    if state == "disabled":
        return []
    [element] = policy.findall(f"{N}elements/*")
    named = element.attrib["valueName"]
    if name(element) == "decimal":
        return [Value(named, REG_DWORD, int(element.attrib["minValue" if least else "maxValue"]))]
    if name(element) == "enum":
        choices = [each.text for each in element.iter(f"{N}string")]
        return [Value(named, REG_SZ, choices[0 if least else -1])]
    typed = {"policy_authority": "0" * 64, "sync_receipts": "0" * 64, "policy": "us-xx/a"}.get(
        named, str(Path("/srv/x").absolute())
    )
    return [
        Value(named, REG_MULTI_SZ, ["age1abc"])
        if name(element) == "multiText"
        else Value(named, REG_SZ, typed)
    ]


@pytest.mark.parametrize("least", [True, False])
@pytest.mark.parametrize("state", ["enabled", "disabled"])
def test_what_the_policies_write_is_what_the_program_reads(state: str, least: bool) -> None:
    template = fromstring(policies.template())
    values = [value for each in template.iter(f"{N}policy") for value in written(each, state, least)]
    found = decide(places(None, {"THRESHOLD_HOME": "/nowhere"}), Written({"HKLM": values}))
    assert found.findings == ()
    decided_here = {each.key for each in found.decisions if each.place == "computer policy"}
    assert decided_here == ({"kiosk"} if state == "disabled" else {key.name for key in keys()})
    assert found.managed.kiosk is (state == "enabled")
    assert Managed().kiosk is False


def test_the_table_of_the_manual_names_every_key_with_its_type_in_the_registry() -> None:
    page = policies.PAGE.read_text("utf-8")
    for key in keys():
        assert re.search(
            rf"^\| `{key.name}` \| .* \| REG_\w+ \| {re.escape(key.says)} \|", page, re.MULTILINE
        )


def test_a_page_without_its_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="lost its marks"):
        policies.page("# For IT\n")
