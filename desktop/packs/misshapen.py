"""Says in plain words what is wrong with the shape of a table: a field that is unknown, missing or of the wrong kind."""

import re
from difflib import get_close_matches

import msgspec

KINDS = {
    "str": "text in quotes",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list in [ ]",
    "object": "a table",
    "date": "a date",
    "datetime": "a date with an hour",
    "null": "nothing",
}
"""The kinds of values as msgspec names them, and in words."""
MANUAL = "See the manual's page on formats for what stands here."
_UNKNOWN = re.compile(r"Object contains unknown field `(.+)`")
_MISSING = re.compile(r"Object missing required field `(.+)`")
_VALUE = re.compile(r"Invalid enum value (.+)")
_OTHER = re.compile(r"Expected `([^`]+)`, got `([^`]+)`")


def in_words(wrong: str, kind: object, top: bool) -> tuple[str, str]:
    """What `wrong` (a message of msgspec, without its path) says, and how to mend it. `kind`: what was expected; `top`: the fault is in
    its own fields, not deeper."""
    if found := _UNKNOWN.fullmatch(wrong):
        near = get_close_matches(found[1], _fields(kind) if top else [], 1)
        return f"There is no field '{found[1]}' here.", f"Did you mean '{near[0]}'?" if near else MANUAL
    if found := _MISSING.fullmatch(wrong):
        return f"The field '{found[1]}' is missing.", f"Write {found[1]} = … {MANUAL}"
    if found := _VALUE.fullmatch(wrong):
        return f"{found[1]} is no value of this field.", MANUAL
    if found := _OTHER.fullmatch(wrong):
        wanted = " or ".join(KINDS.get(each, each) for each in found[1].split(" | ") if each != "null")
        return f"Here stands {KINDS.get(found[2], found[2])}, and {wanted} is expected.", MANUAL
    return f"{wrong}.", MANUAL


def _fields(kind: object) -> list[str]:
    if not (isinstance(kind, type) and issubclass(kind, msgspec.Struct)):
        return []
    return [each.encode_name for each in msgspec.structs.fields(kind)]
