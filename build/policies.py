"""Makes the policy template for Windows, the sample of managed.toml and the table of the manual from the table of keys.

They are written with the schemas, by `python -m build.formats`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from desktop.managed import CATEGORIES, Key, keys
from desktop.packs.written import toml_value
from desktop.registry import POLICIES, TYPES, WANTED

TOP = Path(__file__).parents[1]
TEMPLATE = TOP / "resources" / "windows" / "threshold.admx"
WORDS = TOP / "resources" / "windows" / "en-US" / "threshold.adml"
SAMPLE = TOP / "resources" / "managed-example.toml"
PAGE = TOP / "resources" / "manual" / "it-configuration.md"
BEGIN, END = "<!-- keys: made by python -m build.formats -->\n", "<!-- end of keys -->\n"
SPACE = "http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions"
HEAD = '<?xml version="1.0" encoding="utf-8"?>\n<!-- Made from the program by build.formats; do not change it by hand. -->\n'
UNSET = "Not configured, or disabled: this template decides nothing, and the next place does (managed.toml)."
SAMPLE_HEAD = """\
# Threshold: what IT decides for this computer. Every line that begins with # decides nothing; take the # away to decide.
# Windows policy goes before this file, and this file before the one of an account. After a change: threshold settings --explain
"""
EXAMPLES: Mapping[str, str | int | bool | list[str]] = {
    "recovery": ["age1… (yours)"],
    "facility": "facility.toml",
    "retention_days": 2555,
    "backup_folder": "/srv/threshold-backup",
    "policy_authority": "",
    "policy": "us-ny-nyc/facility-operations",
    "kiosk": True,
    "theme": "system",
}
"""What the sample shows in place of a default that decides nothing."""


# ---- the template --------------------------------------------------------------------------------------------------------------------


def template() -> str:
    """threshold.admx: every key as a policy of the computer and of the account."""
    since = sorted({key.since for key in keys()})
    lines = [
        f'<policyDefinitions xmlns="{SPACE}" revision="1.0" schemaVersion="1.0">',
        "  <policyNamespaces>",
        '    <target prefix="threshold" namespace="Threshold.Policies.Threshold"/>',
        "  </policyNamespaces>",
        '  <resources minRequiredRevision="1.0"/>',
        "  <supportedOn>",
        "    <definitions>",
        *(f'      <definition name="{_from(each)}" {_shows(_from(each))}/>' for each in since),
        "    </definitions>",
        "  </supportedOn>",
        "  <categories>",
        f'    <category name="threshold" {_shows("category_threshold")}/>',
        *(line for each in CATEGORIES for line in _category(each)),
        "  </categories>",
        "  <policies>",
        *(line for key in keys() for line in _policy(key)),
        "  </policies>",
        "</policyDefinitions>",
    ]
    return HEAD + "\n".join([*lines, ""])


def _from(version: str) -> str:
    return f"supported_{version.replace('.', '_')}"


def _shows(ident: str) -> str:
    return f'displayName="$(string.{ident})"'


def _category(name: str) -> Iterator[str]:
    yield f'    <category name="{name}" {_shows(f"category_{name}")}>'
    yield '      <parentCategory ref="threshold"/>'
    yield "    </category>"


def _policy(key: Key) -> Iterator[str]:
    shown = f'{_shows(key.name)} explainText="$(string.{key.name}_help)"'
    how = f'valueName="{key.name}"' if key.form == "switch" else f'presentation="$(presentation.{key.name})"'
    yield f'    <policy name="{key.name}" class="Both" {shown} key={quoteattr(POLICIES)} {how}>'
    yield f'      <parentCategory ref="{key.category}"/>'
    yield f'      <supportedOn ref="{_from(key.since)}"/>'
    if key.form == "switch":
        yield '      <enabledValue><decimal value="1"/></enabledValue>'
        yield '      <disabledValue><decimal value="0"/></disabledValue>'
    else:
        yield "      <elements>"
        yield from (f"        {line}" for line in _element(key))
        yield "      </elements>"
    yield "    </policy>"


def _element(key: Key) -> Iterator[str]:
    named = f'id="{key.name}" valueName="{key.name}" required="true"'
    if key.form == "number":
        yield f'<decimal {named} minValue="{key.least}" maxValue="{key.most}"/>'
    elif key.form == "choice":
        yield f"<enum {named}>"
        for each in key.choices:
            ident = f"{key.name}_{each}"
            yield f"  <item {_shows(ident)}><value><string>{each}</string></value></item>"
        yield "</enum>"
    else:
        yield f"<multiText {named}/>" if key.form == "list" else f'<text {named} maxLength="1023"/>'


def words() -> str:
    """en-US/threshold.adml: what the editor of policies shows."""
    lines = [
        f'<policyDefinitionResources xmlns="{SPACE}" revision="1.0" schemaVersion="1.0">',
        "  <displayName>Threshold</displayName>",
        "  <description>What IT decides for the desks of Threshold.</description>",
        "  <resources>",
        "    <stringTable>",
        *(f'      <string id="{ident}">{escape(text)}</string>' for ident, text in _strings()),
        "    </stringTable>",
        "    <presentationTable>",
        *(line for key in keys() if key.form != "switch" for line in _presentation(key)),
        "    </presentationTable>",
        "  </resources>",
        "</policyDefinitionResources>",
    ]
    return HEAD + "\n".join([*lines, ""])


def _strings() -> Iterator[tuple[str, str]]:
    for version in sorted({key.since for key in keys()}):
        yield _from(version), f"Threshold {version} or later"
    yield "category_threshold", "Threshold"
    for name, title in CATEGORIES.items():
        yield f"category_{name}", title
    for key in keys():
        yield key.name, key.title
        off = "Disabled: it is off, whatever managed.toml says. " if key.form == "switch" else ""
        unset = UNSET.replace(", or disabled", "") if off else UNSET
        yield f"{key.name}_help", f"{key.meaning}\n\n{off}{unset}"
        for each in key.choices:
            yield f"{key.name}_{each}", each.capitalize()


def _presentation(key: Key) -> Iterator[str]:
    title = escape(key.title)
    yield f'      <presentation id="{key.name}">'
    if key.form == "number":
        yield f'        <decimalTextBox refId="{key.name}" defaultValue="{key.default}">{title}:</decimalTextBox>'
    elif key.form == "choice":
        yield f'        <dropdownList refId="{key.name}" noSort="true" defaultItem="0">{title}:</dropdownList>'
    elif key.form == "list":
        yield f"        <text>{title}, one a line:</text>"
        yield f'        <multiTextBox refId="{key.name}"/>'
    else:
        yield f'        <textBox refId="{key.name}"><label>{title}:</label></textBox>'
    yield "      </presentation>"


# ---- sample and page -----------------------------------------------------------------------------------------------------------------


def sample() -> str:
    """managed-example.toml, which installers put in its place: every key, and none decided."""
    return SAMPLE_HEAD + "".join(
        f"\n# {key.meaning}\n# {key.name} = {toml_value(EXAMPLES.get(key.name, key.default))}\n" for key in keys()
    )  # fmt: skip


def page(text: str) -> str:
    """The page of the manual with the part between its marks made anew."""
    found = re.fullmatch(f"(.*{re.escape(BEGIN)}).*({re.escape(END)}.*)", text, re.DOTALL)
    if found is None:
        raise ValueError(f"{PAGE.name} has lost its marks")
    return found[1] + "".join(f"{line}\n" for line in _table(keys())) + found[2]


def _table(rows: Iterable[Key]) -> Iterator[str]:
    listed = list(rows)
    for category, title in CATEGORIES.items():
        yield f"\n### {title}\n"
        yield "| key | value | default | in the registry | meaning | since |"
        yield "| --- | --- | --- | --- | --- | --- |"
        for key in listed:
            if key.category == category:
                default = f"`{toml_value(key.default)}`" if key.default not in ("", []) else ""
                cells = (f"`{key.name}`", _takes(key), default, TYPES[WANTED[key.form]], key.says, key.since)
                yield f"| {' | '.join(cells)} |"
    yield ""


def _takes(key: Key) -> str:
    if key.form == "number":
        return f"{key.least} to {key.most}"
    if key.form == "switch":
        return "`true` `false`"
    return " ".join(f"`{each}`" for each in key.choices) or {"list": "list of texts"}.get(key.form, "text")


def made() -> dict[Path, str]:
    """Every file that is made here, with its text."""
    return {TEMPLATE: template(), WORDS: words(), SAMPLE: sample(), PAGE: page(PAGE.read_text("utf-8"))}
