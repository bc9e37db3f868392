"""Reads the safety rules of a policy pack (`safety.toml`), listing findings; a pack may go without them."""

from desktop.core.conditions import Cond
from desktop.core.safety import Safety, SafetyRule
from desktop.packs.source import Reader

FILE = "safety.toml"


def read_safety(reader: Reader) -> Safety | None:
    """The safety rules, or None where the pack has no such file. What cannot be read is left out and listed."""
    if not reader.has(FILE):
        return None
    table = reader.table(FILE)
    reader.known(FILE, table, *Safety.__struct_fields__)
    rules = {
        kind: tuple(reader.many(SafetyRule, FILE, kind, table[kind]) if kind in table else ())
        for kind in ("never", "always")
    }
    raw = reader.one(dict[str, object], FILE, "term", table.get("term", {})) or {}
    terms = {name: reader.one(Cond, FILE, f"term {name}", cond) for name, cond in raw.items()}
    return Safety(
        rules["never"], rules["always"], {name: cond for name, cond in terms.items() if cond is not None}
    )
