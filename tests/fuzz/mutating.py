"""Hypothesis strategies that damage what is good: by its grammar (JSON, TOML) and by its bytes alone."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import strategies as st

from tests.packs.mutated import dump


class Raw(str):
    """Text that is written as it stands, though it may be no value."""

    __slots__ = ()


BLOCK = 4096
ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 2**31, 2**53, 2**63, 2**64, 10**40, "", " ", "\0", "../../etc/passwd", "/", "/x\0y",
    "/dev/null", "/" + "x" * 5000, "\u202e\u200b", "é" * 300, "x" * 70_000, [], {}, [[]], {"": {}}, [None], ["record"], "record",
    "2026-13-45T99:00",
)  # fmt: skip
ODD_JSON = (*map(Raw, ("1e999", "NaN", "-Infinity", "-0", "9" * 5000, '"\\ud800"', '"\\u0000"', "tru", "", "{", "[1,]")),
            *(Raw("[" * deep + "]" * deep) for deep in (60, 2_000, 100_000)))  # fmt: skip
ODD_TOML = (*map(Raw, ("inf", "-nan", "9999-12-31T23:59:59Z", "00:00:00", "2026-02-30", "0x" + "f" * 6000, "9" * 5000, '"\\u0000"',
                       '"\\ud800"', "'''\n'''", "{", "")), *(Raw("[" * deep + "]" * deep) for deep in (60, 2_000)))  # fmt: skip

Place = tuple[str | int, ...]


def places(value: Any, here: Place = ()) -> Iterator[Place]:
    """Every place below a value of tables and lists."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inside:
        yield (*here, key)
        yield from places(each, (*here, key))


def _changed(value: Any, place: Place, change: Callable[[Any, str | int], Any]) -> Any:
    """The value with the owner of `place` made by `change(owner, key)`; nothing of the original is altered."""
    if len(place) == 1:
        return change(value.copy(), place[0])
    copy = value.copy()
    copy[place[0]] = _changed(value[place[0]], place[1:], change)
    return copy


def json_text(value: Any) -> str:
    """JSON with what is raw in it as it stands; a key that ends in `TWICE` is written without it."""
    if isinstance(value, Raw):
        return str(value)
    if isinstance(value, dict):
        pairs = (
            f"{json.dumps(str(key).removesuffix(TWICE))}:{json_text(each)}" for key, each in value.items()
        )
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(json_text, value)) + "]"
    return json.dumps(value)


TWICE = "\x7ftwice"
"""At the end of a key: it is written under the name without it, so that a name stands twice."""


def _toml_text(value: Any) -> str:
    """TOML with what is raw in it as it stands."""
    raws: dict[str, str] = {}

    def hidden(each: Any) -> Any:
        if isinstance(each, Raw):
            name = f"raw{len(raws)}wra"
            raws[f'"{name}"'] = str(each)
            return name
        if isinstance(each, dict):
            return {str(key).removesuffix(TWICE): hidden(one) for key, one in each.items()}
        return [hidden(one) for one in each] if isinstance(each, list) else each

    text = dump(hidden(value))
    for name, raw in raws.items():
        text = text.replace(name, raw)
    return text


@st.composite
def _tables(draw: st.DrawFn, good: Any, odd: tuple[Any, ...]) -> Any:
    """A parsed file with one to three places changed: another value, gone, written twice, a key that nobody knows."""
    value = good
    for _ in range(draw(st.integers(1, 3))):
        there = list(places(value))
        if not there:
            return value
        place = there[draw(st.integers(0, len(there) - 1))]
        how = draw(st.sampled_from(("odd", "odd", "odd", "text", "gone", "twice", "unknown", "moved")))
        new = draw(st.sampled_from(odd)) if how != "text" else draw(st.text(max_size=12))
        if how == "moved":
            new = value[there[draw(st.integers(0, len(there) - 1))][0]] if isinstance(value, dict) else value

        def change(owner: Any, key: str | int, how: str = how, new: Any = new) -> Any:
            if how == "gone":
                del owner[key]
            elif how == "twice" and isinstance(owner, dict):
                owner[f"{key}{TWICE}"] = new
            elif how == "unknown" and isinstance(owner, dict):
                owner[draw(st.sampled_from(("", "x", "__class__", "é", "format")))] = new
            else:
                owner[key] = new
            return owner

        value = _changed(value, place, change)
    return value


def json_like(good: bytes) -> st.SearchStrategy[bytes]:
    """A JSON file by its grammar."""
    return _tables(json.loads(good), (*ODD, *ODD_JSON)).map(
        lambda value: json_text(value).encode("utf-8", "surrogatepass")
    )


def toml_like(good: dict[str, Any]) -> st.SearchStrategy[bytes]:
    """A TOML file by its grammar; `good` as parsed."""
    odd = tuple(each for each in ODD if each is not None)
    return _tables(good, (*odd, *ODD_TOML)).map(
        lambda value: _toml_text(value).encode("utf-8", "surrogatepass")
    )


def cut(good: bytes) -> st.SearchStrategy[bytes]:
    """The first bytes of a file."""
    return st.integers(0, max(0, len(good) - 1)).map(lambda end: good[:end])


@st.composite
def flipped(draw: st.DrawFn, good: bytes) -> bytes:
    """One to eight bytes changed, often within the first 200."""
    made = bytearray(good)
    for _ in range(draw(st.integers(1, 8))):
        last = len(made) - 1
        where = draw(st.one_of(st.integers(0, min(200, last)), st.integers(0, last)))
        made[where] ^= draw(st.integers(1, 255))
    return bytes(made)


@st.composite
def shuffled(draw: st.DrawFn, good: bytes, block: int = BLOCK) -> bytes:
    """A block zeroed, put in the place of another, doubled, or taken out; a file shorter than two blocks in smaller ones."""
    block = min(block, max(1, len(good) // 4))
    blocks = [good[start : start + block] for start in range(0, len(good), block)]
    one, two = (draw(st.integers(0, len(blocks) - 1)) for _ in range(2))
    how = draw(st.sampled_from(("zero", "swap", "copy", "double", "out", "ones")))
    if how == "swap":
        blocks[one], blocks[two] = blocks[two], blocks[one]
    elif how == "double":
        blocks.insert(one, blocks[two])
    elif how == "out":
        del blocks[one]
    else:
        blocks[one] = {
            "zero": bytes(len(blocks[one])),
            "ones": b"\xff" * len(blocks[one]),
            "copy": blocks[two],
        }[how]
    return b"".join(blocks)


JUNK = (b"", b"\0", b"\xff" * 40, b"SQLite format 3\0" + bytes(4080), b"\xef\xbb\xbf", b"PK\5\6" + bytes(18), b"[" * 200_000,
        b'{"a":' * 100_000, b"9" * 10_000, b'"\\ud800"', b"null", b"[]", b"{}", b"\x1f\x8b" + bytes(50))  # fmt: skip


def raw(good: bytes) -> st.SearchStrategy[bytes]:
    """Damage that knows no grammar."""
    return st.one_of(
        flipped(good),
        flipped(good),
        shuffled(good),
        cut(good),
        st.sampled_from(JUNK),
        st.binary(max_size=300),
    )
