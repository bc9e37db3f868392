"""Every word of the window can be translated: no literal text reaches a widget except through `tr`."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop import ui

ROOM = Path(ui.__file__).parent
FILES = sorted(set(ROOM.rglob("*.py")) - {ROOM / "demo.py"})
"""The demonstration speaks on the terminal, to those who build the program."""

SHOWING = {
    "label": (0,),
    "Target": (1, 5),
    "Lines": (0,),
    "setText": (0,),
    "setTitle": (0,),
    "setWindowTitle": (0,),
    "setPlaceholderText": (0,),
    "setToolTip": (0,),
    "setAccessibleName": (0,),
    "setAccessibleDescription": (0,),
    "addItem": (0,),
    "addItems": (0,),
    "say": (0, 1, 2),
    "tell": (0,),
}
"""Calls that show a text, and which of their arguments are texts."""

TEXT_KEYWORDS = ("hint", "cap", "pressed")
HANDED_ON = {"acts.py": "sentence(problem)", "spoken.py": "value", "walk/page.py": "view.status"}
"""Whole texts that services give in English, where the literal stands: the one place of each file that asks for them."""

NAMES = ("THRESHOLD",)
"""The product's name is the same in every language."""


def spoken(node: ast.expr) -> Iterator[str]:
    """The literal texts that an expression may show; what goes through `tr` is not one of them."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            for part in parts:
                yield from spoken(part.value if isinstance(part, ast.FormattedValue) else part)
        case ast.BinOp(left=left, right=right):
            yield from (*spoken(left), *spoken(right))
        case ast.IfExp(body=body, orelse=orelse):
            yield from (*spoken(body), *spoken(orelse))
        case ast.BoolOp(values=parts) | ast.Tuple(elts=parts) | ast.List(elts=parts):
            for part in parts:
                yield from spoken(part)
        case ast.GeneratorExp(elt=each) | ast.ListComp(elt=each):
            yield from spoken(each)
        case ast.Call(func=ast.Attribute(value=owner, attr="join" | "format" | "upper"), args=parts):
            for part in (owner, *parts):
                yield from spoken(part)


def shown(call: ast.Call) -> Iterator[ast.expr]:
    """The arguments of a call that are shown as texts."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    yield from (argument for place, argument in enumerate(call.args) if place in SHOWING.get(name, ()))
    if name in SHOWING:
        yield from (each.value for each in call.keywords if each.arg in TEXT_KEYWORDS)


def untranslated(code: str) -> Iterator[str]:
    """Line and words of every literal text that is shown as it stands."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call):
            for argument in shown(node):
                for text in spoken(argument):
                    if any(letter.isalpha() for letter in text) and text not in NAMES:
                        yield f"line {node.lineno}: {text!r}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOM)))
def test_no_literal_text_is_shown_as_it_stands(file: Path) -> None:
    """Not in a label, a target, an accessible name, nor anywhere else where a person would read it."""
    assert list(untranslated(file.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOM)))
def test_a_translator_is_asked_for_whole_literal_texts(file: Path) -> None:
    """What is put together before `tr` sees it could never be found in a list of words."""
    if file.name == "tongue.py":
        return
    handed_on = HANDED_ON.get(str(file.relative_to(ROOM)), "")
    calls = [
        node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
    ]
    asked = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "tr"]
    wrong = [
        ast.unparse(call)
        for call in asked
        if not (
            call.args and (isinstance(call.args[0], ast.Constant) or ast.unparse(call.args[0]) == handed_on)
        )
    ]
    assert wrong == []


def test_the_search_finds_what_it_is_for() -> None:
    """In f-strings, in sums, in both ways of a choice, in a hint; not in colours, looks and keys."""
    code = """
label("Undo", "cap")
label(f"{n} answers", "cap")
label(tr("Undo"), "cap")
target.setText("a" if x == "row" else tr("b"))
Target(theme, tr("Desk"), "row", "N", hint="Go")
strip.say(" · ".join(part for part in parts))
"""
    assert [line.split(": ")[1] for line in untranslated(code)] == ["'Undo'", "' answers'", "'a'", "'Go'"]
