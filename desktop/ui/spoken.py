"""Puts the program's own words in a view, which services give in English, into the language of the desk."""

from typing import TypeVar

import msgspec

from desktop.ui.tongue import tr

_View = TypeVar("_View")
WORDS = frozenset({"label", "hint", "one", "add"})
"""Fields of the record's views that hold words of the program; what people wrote stands in others."""


def spoken(view: _View) -> _View:
    """The same view, its words translated; words of the pack are not in the catalogue and stay as they are."""
    if isinstance(view, tuple):
        return type(view)(spoken(each) for each in view)
    if not isinstance(view, msgspec.Struct):
        return view
    changed: dict[str, object] = {}
    for name in view.__struct_fields__:
        value = getattr(view, name)
        if isinstance(value, str):
            if name in WORDS and value:
                changed[name] = tr(value)
        elif isinstance(value, tuple | msgspec.Struct):
            changed[name] = spoken(value)
    return msgspec.structs.replace(view, **changed)
