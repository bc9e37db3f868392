"""Lays an overlay on its base, table by table, so that both are read as one pack; findings name the layer and entry they are about.

The result depends on nothing but the two folders: what the overlay removes goes first, its own entries come after those of the base
unless they say `before` or `after`. What an overlay may do, and what must be named, stands in `core.layers`.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from desktop.core.findings import Finding
from desktop.core.layers import (
    Departure,
    Laid,
    LaidPapers,
    LaidRouting,
    LaidSteps,
    Layer,
    OutcomeMore,
    PackFile,
    StepMore,
    Tighten,
)
from desktop.core.packcheck.codes import near
from desktop.core.policy import Policy
from desktop.packs.source import HEAD, Reader

Table = dict[str, Any]
Entry = tuple[Layer, int, Any]
"""One entry of an array of tables: whose it is, its number there from 1, and its content."""

ARRAYS = {
    "step": "id",
    "ask": "step",
    "rule": "",
    "urgent": "step",
    "outcome": "id",
    "citation": "id",
    "specimen": "id",
    "show": "",
}
"""The arrays that an overlay adds to, with the field that names an entry; "" where only its fields do."""
FIELDS: dict[str, tuple[str, ...]] = {
    "steps.toml": LaidSteps.__struct_fields__,
    "routing.toml": LaidRouting.__struct_fields__,
    "papers.toml": LaidPapers.__struct_fields__,
}
WORDS = ("reasons", "flags", "plain_exceptions", "privacy")
"""What an overlay may write in `words.toml`, as `FIELDS` for the other files that it may not fill as a pack does."""
FIXED = ("consult", "changes", "change", "global", "urgent", "common", "never", "always")
"""What nothing takes away: counsel's part, the emergency keys and urgent answers, safety rules, and what is never done."""
_NUMBERED = re.compile(r"(\w+) (\d+)\b(.*)", re.DOTALL)


def _fits(entry: object, where: Table) -> bool:
    return (
        isinstance(entry, dict)
        and bool(where)
        and all(entry.get(key) == value for key, value in where.items())
    )


class LaidReader(Reader):
    """Reads an overlay on its base. `laying` has the findings about the laying itself; `told` gives all, each at its own place;
    `added` is what it says besides under names of the base."""

    def __init__(self, root: Path, base: Path, base_policy: Policy, built_on: str, file: PackFile) -> None:
        super().__init__(root)
        self.base, self.base_policy, self.built_on, self.pack_file = Reader(base), base_policy, built_on, file
        self.laying: list[Finding] = []
        self.added: list[str] = []
        self.entries: dict[tuple[str, str], list[Entry]] = {}
        self.names: dict[str, set[str]] = {}
        self._gone: set[int] = set()

    @property
    def roots(self) -> tuple[Path, ...]:
        """The folders that a file may lie in, the base's first."""
        return (self.base.root, self.root)

    def lay(self, code: str, file: str, place: str, field: str, sentence: str, fix: str) -> None:
        """A finding about the overlay as written."""
        self.laying.append(Finding(code, file, place, field, sentence, fix))

    def table(self, file: str) -> Table:
        """The file of the effective pack."""
        there, here = (self.base.root / file).exists(), (self.root / file).exists()
        base = self.base.table(file) if there or not here else {}
        over = super().table(file) if here else {}
        if file == HEAD:
            return self._head(base, over)
        for number, gone in enumerate(self.pack_file.removes):
            if gone.file == file:
                self._gone.add(number)
                self._remove(base, gone, f"removes {number + 1}")
        kind = file.rpartition("/")[2]
        may = WORDS if kind == "words.toml" else FIELDS.get(file, tuple(over))
        for key in [each for each in over if each not in may]:
            self.lay("overlay_not_here", file, key, "", f"An overlay does not change '{key}'.",
                     f"Here it may write: {', '.join(may)}.")  # fmt: skip
            del over[key]
        self.names[file] = set(_names(over))
        if "/" in file and kind in ("steps.toml", "outcomes.toml"):
            return self._words(file, base, over, StepMore if kind == "steps.toml" else OutcomeMore)
        tighten = over.pop("tighten", None)
        merged = self._merged(file, base, over)
        return merged if tighten is None else self._tightened(file, merged, tighten)

    # ---- pack.toml -----------------------------------------------------------------------------------------------------------

    def _head(self, base: Table, over: Table) -> Table:
        """The overlay's own, in force only while its base is too; a draft where one of them is; every language of either."""
        made = {
            key: over[key] for key in over if key not in ("overlay", "removes", "loosens", "base_answers")
        }
        ends = [table["ends"] for table in (base, over) if table.get("ends")]
        drafts = "draft" in (base.get("status"), over.get("status"))
        made["status"] = "draft" if drafts else over.get("status")
        made["effective"] = max(str(base.get("effective", "")), str(over.get("effective", "")))
        made["languages"] = list(dict.fromkeys([*base.get("languages", []), *over.get("languages", [])]))
        made["waiver"] = [*base.get("waiver", []), *over.get("waiver", [])]
        return made | {"built_on": self.built_on} | ({"ends": min(ends)} if ends else {})

    # ---- what goes ---------------------------------------------------------------------------------------------------------------

    def _remove(self, base: Table, gone: Departure, place: str) -> None:
        """Take one thing out of the base's table; what is not there, or is there twice, is a finding."""
        if {gone.table, gone.key} & set(FIXED):
            self.lay("overlay_removes", HEAD, place, "table", f"'{gone.table}' of {gone.file} is never taken away.",
                     "Leave it: counsel's part, the keys and what is never done hold everywhere.")  # fmt: skip
            return
        table = base.get(gone.table)
        if isinstance(table, list) and gone.where:
            entries = self._entries_of(gone.file, gone.table, "base", table)
            fitting = [entry for entry in entries if _fits(entry[2], gone.where)]
            if len(fitting) == 1:
                entries.remove(fitting[0])
                return
            sentence = (
                f"{len(fitting)} entries of [[{gone.table}]] in {gone.file} are like that; it must be one."
            )
            self.lay(
                "overlay_removes",
                HEAD,
                place,
                "where",
                sentence,
                "Write the fields that this entry alone has.",
            )
            return
        inner = table.get(gone.key) if isinstance(table, dict) else None
        if gone.line and isinstance(inner, list) and gone.line in inner:
            inner.remove(gone.line)
        elif isinstance(table, list) and gone.key in table:
            table.remove(gone.key)
        elif isinstance(table, dict) and gone.key in table and not gone.line:
            del table[gone.key]
        else:
            sentence = f"{gone.file} has no such entry in '{gone.table}'."
            self.lay(
                "overlay_removes",
                HEAD,
                place,
                "line" if gone.line else "key",
                sentence,
                "Write it as the base does.",
            )

    def _entries_of(self, file: str, name: str, layer: Layer, raw: list[Any]) -> list[Entry]:
        return self.entries.setdefault(
            (file, name), [(layer, number, entry) for number, entry in enumerate(raw, 1)]
        )

    # ---- what comes ----------------------------------------------------------------------------------------------------------------

    def _merged(self, file: str, base: Table, over: Table) -> Table:
        """Arrays one after the other, lists joined, tables with the keys of both; a key that both have is a finding."""
        made = dict(base)
        for name, raw in base.items():
            if name in ARRAYS and isinstance(raw, list):
                self._entries_of(file, name, "base", raw)
        for name, mine in over.items():
            theirs = base.get(name)
            if isinstance(mine, list) and all(isinstance(each, dict) for each in mine) and mine:
                entries = self._entries_of(file, name, "base", theirs if isinstance(theirs, list) else [])
                for number, entry in enumerate(mine, 1):
                    self._place(file, name, number, dict(entry), entries)
            elif isinstance(mine, list) and isinstance(theirs, list | None):
                made[name] = [*(theirs or []), *mine]
            elif isinstance(mine, dict) and isinstance(theirs, dict | None):
                made[name] = self._joined(file, name, theirs or {}, mine)
            elif isinstance(theirs, list | dict):
                kind = "[[…]]" if isinstance(theirs, list) else "[…]"
                self.lay(
                    "bad_shape",
                    file,
                    name,
                    "",
                    f"'{name}' is of another kind than in the base.",
                    f"Write it under {kind}.",
                )
            else:
                self.lay("twice", file, name, "", f"'{name}' stands in the base too.", "Leave it out here.")
        for (where, name), entries in self.entries.items():
            if where == file:
                made[name] = [entry for _, _, entry in entries]
        return made

    def _joined(self, file: str, name: str, theirs: Table, mine: Table) -> Table:
        made = dict(theirs)
        for key, value in mine.items():
            if isinstance(value, list) and isinstance(made.get(key), list):
                made[key] = [*made[key], *value]
            elif key in made:
                self.lay(
                    "twice",
                    file,
                    f"{name} {key}",
                    "",
                    f"The base has '{key}' too.",
                    "Give it a name of its own.",
                )
            else:
                made[key] = value
        return made

    def _place(self, file: str, name: str, number: int, entry: Table, entries: list[Entry]) -> None:
        """Put one entry of the overlay where it says, after those that said the same before it."""
        place = f"{name} {number}"
        wanted = {
            key: entry.pop(key)
            for key in ("before", "after")
            if key in entry and name in ("ask", "rule", "outcome")
        }
        at = len(entries)
        if len(wanted) > 1:
            self.lay(
                "overlay_place", file, place, "before", "It says both before and after.", "Keep one of them."
            )
        elif wanted:
            side, anchor = next(iter(wanted.items()))
            where = anchor if isinstance(anchor, dict) else {ARRAYS[name]: anchor}
            fitting = [n for n, (_, _, each) in enumerate(entries) if "" not in where and _fits(each, where)]
            if not fitting or (len(fitting) > 1 and name == "rule"):
                known = sorted(
                    {str(each.get(ARRAYS[name])) for _, _, each in entries if isinstance(each, dict)}
                )
                fix = (
                    near(str(anchor), known) if ARRAYS[name] else "Write the fields that this rule alone has."
                )
                self.lay(
                    "overlay_place",
                    file,
                    place,
                    side,
                    f"{len(fitting)} entries of the base are like that.",
                    fix,
                )
            else:
                at = fitting[0] if side == "before" else fitting[-1] + 1
                while side == "after" and at < len(entries) and entries[at][0] == "overlay":
                    at += 1
        entries.insert(at, ("overlay", number, entry))

    def _tightened(self, file: str, merged: Table, raw: object) -> Table:
        """Counsel's part, narrower: each change is a condition more, or a reason less."""
        tighten = self.one(Tighten, file, "tighten", raw)
        consult = merged.get("consult")
        if tighten is None or not isinstance(consult, dict):
            return merged
        for reason in (each for each in tighten.never_curable if each not in consult.get("curable", [])):
            self.lay("overlay_tighten", file, "tighten", "never_curable", f"The base's allow does not heal '{reason}'.",
                     near(reason, consult.get("curable", [])))  # fmt: skip
        made = dict(consult)
        made["curable"] = [each for each in consult.get("curable", []) if each not in tighten.never_curable]
        if tighten.opens_only_when is not None:
            made["opens"] = {"all": [consult.get("opens"), msgspec.to_builtins(tighten.opens_only_when)]}
        if tighten.copy_also_when is not None:
            made["copy_when"] = {
                "any": [consult.get("copy_when"), msgspec.to_builtins(tighten.copy_also_when)]
            }
        return merged | {"consult": made}

    # ---- words -----------------------------------------------------------------------------------------------------------------------

    def _words(self, file: str, base: Table, over: Table, kind: type[StepMore] | type[OutcomeMore]) -> Table:
        """Own entries as they are; to one of the base only more is said, in its variants too, so that none of it is lost."""
        made = dict(base)
        for name, raw in over.items():
            if name not in base:
                made[name] = raw
                continue
            try:
                more = msgspec.convert(raw, kind)
            except msgspec.ValidationError:
                self.lay("overlay_words", file, name, "", f"The words of '{name}' are the base's.",
                         f"More may be said in: {', '.join(kind.__struct_fields__)}; take a line away with [[removes]].")  # fmt: skip
                continue
            added = {key: value for key, value in msgspec.structs.asdict(more).items() if value}
            self._tell_more(file, name, added)
            variants = [variant | _more(variant, {key: added[key] for key in added if key in variant})
                        for variant in base[name].get("variants", [])]  # fmt: skip
            made[name] = base[name] | _more(base[name], added) | ({"variants": variants} if variants else {})
        return made

    def _tell_more(self, file: str, name: str, added: Table) -> None:
        """What guards are told or do besides, under the base's own outcome or question: no proof reads words, so counsel must."""
        for key, value in added.items():
            said = value if isinstance(value, str) else " · ".join(map(str, value))
            self.added.append(f"{file} · {name} · {key}: the overlay adds to the base's words: {said}")

    # ---- what came of it -------------------------------------------------------------------------------------------------------------

    def laid(self) -> Laid:
        """The two layers for the check that the overlay only tightens; call it when all files are read."""
        for number, gone in enumerate(self.pack_file.removes):
            if number not in self._gone:
                self.lay("overlay_removes", HEAD, f"removes {number + 1}", "file", f"No file '{gone.file}' is read.",
                         "Name it as it stands in the base's folder.")  # fmt: skip
        told: set[tuple[str, str, int]] = set()
        for number, each in enumerate(self.pack_file.loosens, 1):
            entries = self.entries.get((each.file, each.table), [])
            fitting = [
                at
                for at, (layer, _, entry) in enumerate(entries)
                if layer == "overlay" and _fits(entry, each.where)
            ]
            told |= {(each.file, each.table, at) for at in fitting}
            if len(fitting) != 1:
                sentence = f"{len(fitting)} entries of this overlay are like that; it must be one."
                self.lay(
                    "overlay_removes",
                    HEAD,
                    f"loosens {number}",
                    "where",
                    sentence,
                    "Write the fields that it alone has.",
                )
        own = {
            key: tuple(layer == "overlay" for layer, _, _ in entries) for key, entries in self.entries.items()
        }
        file = self.pack_file
        return Laid(self.base_policy, file.removes, file.loosens, own, file.base_answers, frozenset(told))

    def told(self, found: list[Finding]) -> list[Finding]:
        """The findings about the effective pack, each at the layer's own file and entry, after those about the laying."""
        return [*self.laying, *(self._placed(each) for each in [*self.base.findings, *found])]

    def _placed(self, finding: Finding) -> Finding:
        numbered = _NUMBERED.fullmatch(finding.place)
        entries = self.entries.get((finding.file, numbered[1]), []) if numbered else []
        if numbered and 0 < int(numbered[2]) <= len(entries):
            layer, number, _ = entries[int(numbered[2]) - 1]
            finding = msgspec.structs.replace(finding, place=f"{numbered[1]} {number}{numbered[3]}")
        else:
            named = {*re.split(r"[ .]", finding.place), finding.place, finding.field}
            only_here = (self.root / finding.file).exists() and not (self.base.root / finding.file).exists()
            own = only_here or finding.file == HEAD or named & self.names.get(finding.file, set())
            layer = "overlay" if own else "base"
        file = finding.file if layer == "overlay" else f"{self.base_policy.head.id}/{finding.file}"
        return msgspec.structs.replace(finding, file=file)


def _names(table: object) -> Iterator[str]:
    """The names that a file of an overlay brings: keys of its tables, ids and entries of its lists."""
    if isinstance(table, dict):
        for key, value in table.items():
            yield from (key, *(_names(value)))
            if key == "id" and isinstance(value, str):
                yield value
    elif isinstance(table, list):
        for each in table:
            yield from (each,) if isinstance(each, str) else _names(each)


def _more(words: Table, added: Table) -> Table:
    """Lines after the lines, a sentence after the sentences."""

    def join(old: Any, new: Any) -> Any:
        return f"{old} {new}".strip() if isinstance(new, str) else [*(old or ()), *new]

    return {key: join(words.get(key, ""), value) for key, value in added.items()}
