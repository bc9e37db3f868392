"""Reads the folder of a policy pack (TOML) into the engine's `Policy`, listing every finding instead of stopping at the first."""

import tomllib
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from desktop.core.conditions import Cond
from desktop.core.findings import Finding
from desktop.core.layers import PackFile, Waiver
from desktop.core.pack_files import PapersFile, RoutingFile, StepsFile, Without, file_keys
from desktop.core.policy import (
    NO_CONSULT,
    NO_PAPERS,
    ROUND_KINDS,
    Ask,
    Change,
    Consult,
    Global,
    Group,
    Head,
    Outcome,
    Policy,
    Rule,
    Step,
    Urgent,
)
from desktop.packs.misshapen import in_words
from desktop.whole import read_whole

HEAD = "pack.toml"
PAPERS = "papers.toml"
ROUTING = (HEAD, "steps.toml", "routing.toml", PAPERS)
NOT_READ = ("file_missing", "not_utf8", "not_toml", "file_unreadable")
_T = TypeVar("_T")


class Reader:
    """Reads one pack's files and collects findings; `table` gives a file's content, empty where it cannot be read. `misread`: the ids of
    entries that are there and cannot be read."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.findings: list[Finding] = []
        self.unread: set[str] = set()
        self.misread: set[str] = set()
        self.informational: dict[str, tuple[str, ...]] = {}
        self.term_files: dict[str, str] = {}
        self.waivers: tuple[Waiver, ...] = ()

    @property
    def roots(self) -> tuple[Path, ...]:
        """The folders that a file may lie in; an overlay has its base's before its own."""
        return (self.root,)

    def has(self, file: str) -> bool:
        """Whether there is such a file or folder."""
        return any((root / file).exists() for root in self.roots)

    def below(self, folder: str) -> dict[str, Path]:
        """What lies in a folder, by name and in its order; nothing where there is no such folder."""
        found = {
            each.name: each
            for root in self.roots
            if (root / folder).is_dir()
            for each in (root / folder).iterdir()
        }
        return dict(sorted(found.items()))

    def told(self, found: list[Finding]) -> list[Finding]:
        """The findings as their author can use them: an overlay's name the layer's own file and entry."""
        return found

    def note(self, code: str, file: str, place: str, field: str, sentence: str, fix: str) -> None:
        """Add a finding of level error. Of a file that cannot be read no field is told as missing: that is one fault, and no more."""
        if code in NOT_READ:
            self.unread.add(file)
        elif code == "bad_shape" and file in self.unread:
            return
        self.findings.append(Finding(code, file, place, field, sentence, fix))

    def table(self, file: str) -> dict[str, Any]:
        """The parsed file; a missing or broken one is a finding with its line."""
        try:
            return tomllib.loads(read_whole(self.root / file).decode())
        except FileNotFoundError:
            self.note(
                "file_missing",
                file,
                "",
                "",
                "The file is missing.",
                "Put it back from the pack's last version.",
            )
        except UnicodeDecodeError as broken:
            self.note(
                "not_utf8",
                file,
                f"byte {broken.start}",
                "",
                "The file is not UTF-8 text.",
                "Save it as UTF-8.",
            )
        except (ValueError, RecursionError) as broken:  # of TOML, and of numbers and nesting without end
            self.note(
                "not_toml",
                file,
                "",
                "",
                f"The file cannot be read: {broken}.",
                "Mend the line that is named.",
            )
        except OSError as broken:
            self.note(
                "file_unreadable",
                file,
                "",
                "",
                f"The file cannot be opened ({broken.strerror}).",
                "Check its rights.",
            )
        return {}

    def one(self, kind: type[_T], file: str, place: str, raw: object) -> _T | None:
        """`raw` as `kind`, or None and a finding that names the field."""
        try:
            return msgspec.convert(raw, kind)
        except msgspec.ValidationError as wrong:
            sentence, _, path = str(wrong).partition(" - at `$")
            field = path.rstrip("`").lstrip(".")
            self.note("bad_shape", file, place, field, *in_words(sentence, kind, not field))
            return None

    def many(self, kind: type[_T], file: str, name: str, raw: object) -> list[_T]:
        """Every table of an array as `kind`; a broken one is listed and the rest goes on."""
        if not isinstance(raw, list):
            self.note(
                "bad_shape",
                file,
                name,
                "",
                f"[[{name}]] is missing or not a list of tables.",
                f"Write [[{name}]].",
            )
            return []
        made = (
            (number, self.one(kind, file, _place(name, number, entry), entry))
            for number, entry in enumerate(raw, 1)
        )
        kept = list(made)
        self.misread |= {
            str(entry.get("id"))
            for (_, one), entry in zip(kept, raw, strict=True)
            if one is None and isinstance(entry, dict)
        } - {"None"}
        return [entry for _, entry in kept if entry is not None]

    def known(self, file: str, table: dict[str, Any], *keys: str) -> None:
        """Every key of a file that nobody reads is a finding: a misspelt table must not vanish in silence."""
        for key in table.keys() - set(keys):
            near = f"Known here: {', '.join(keys)}."
            self.note("unknown_key", file, key, "", f"Nothing reads '{key}'.", near)


def _place(name: str, number: int, entry: object) -> str:
    named = (
        entry.get("id") or entry.get("step") or entry.get("outcome") or entry.get("value")
        if isinstance(entry, dict)
        else ""
    )
    return f"{name} {number}" + (f" ({named})" if named else "")


def _terms(reader: Reader, file: str, raw: object) -> dict[str, Cond]:
    terms = raw if isinstance(raw, dict) else {}
    made = {name: reader.one(Cond, file, f"term {name}", cond) for name, cond in terms.items()}
    for name in (each for each in terms if reader.term_files.setdefault(each, file) != file):
        reader.note(
            "twice",
            file,
            f"term {name}",
            "",
            f"'{name}' stands in {reader.term_files[name]} too.",
            "Keep one of them.",
        )
    reader.misread |= {name for name, cond in made.items() if cond is None}
    return {name: cond for name, cond in made.items() if cond is not None}


def _by_id(reader: Reader, file: str, name: str, entries: list[_T], key: str) -> dict[str, _T]:
    found: dict[str, _T] = {}
    for entry in entries:
        ident = str(getattr(entry, key))
        if ident in found:
            reader.note(
                "twice", file, f"{name} {ident}", key, f"'{ident}' stands here twice.", "Keep one of them."
            )
        found[ident] = entry
    return found


def _group(reader: Reader, papers: dict[str, Any]) -> Group | None:
    file = "papers.toml"
    asks = [
        msgspec.structs.replace(ask, rounds=ROUND_KINDS)
        for ask in reader.many(Ask, file, "ask", papers.get("ask"))
    ]
    rules = [
        msgspec.structs.replace(rule, rounds=ROUND_KINDS)
        for rule in reader.many(Rule, file, "rule", papers.get("rule"))
    ]
    frame: dict[str, Any] = {key: papers[key] for key in ("over", "key", "max", "more") if key in papers} | {
        "ask": [],
        "rule": [],
    }
    group = reader.one(Group, file, "the group", frame)
    return None if group is None else msgspec.structs.replace(group, ask=tuple(asks), rule=tuple(rules))


def _without(reader: Reader, routing: dict[str, Any]) -> frozenset[str]:
    """What the policy says it does without. What stands there all the same is a finding: one of the two is not meant."""
    file, kind = "routing.toml", tuple[Without, ...]
    found = frozenset(reader.one(kind, file, "without", routing.get("without", [])) or ())
    for name in found:
        if name in routing or (name == "papers" and reader.has(PAPERS)):
            where = "Here stands [consult]" if name == "consult" else f"Here is a {PAPERS}"
            said = f"{where}, and 'without' says that there is none."
            reader.note("bad_shape", file, "without", name, said, "Remove one of the two.")
    return found


def _head(reader: Reader, raw: dict[str, Any]) -> Head | None:
    """The pack's particulars; what else its file says is in `reader`."""
    file = reader.one(PackFile, HEAD, "", raw)
    if file is None:
        return None
    reader.waivers = file.waiver
    return Head(**{name: getattr(file, name) for name in Head.__struct_fields__})


def read_routing(reader: Reader) -> Policy | None:
    """The pack's routing, or None where its frame is too damaged to go on; findings are in `reader`."""
    head_raw, steps_raw, routing = (reader.table(file) for file in ROUTING[:3])
    without = _without(reader, routing)
    papers = {} if "papers" in without else reader.table(PAPERS)
    reader.known("steps.toml", steps_raw, *file_keys(StepsFile))
    reader.known("routing.toml", routing, *file_keys(RoutingFile))
    reader.known("papers.toml", papers, *file_keys(PapersFile))
    head = _head(reader, head_raw)
    steps = reader.many(Step, "steps.toml", "step", steps_raw.get("step"))
    only_recorded = steps_raw.get("informational", {})
    reader.informational = (
        reader.one(dict[str, tuple[str, ...]], "steps.toml", "informational", only_recorded) or {}
    )
    file = "routing.toml"
    consult = (
        NO_CONSULT if "consult" in without else reader.one(Consult, file, "consult", routing.get("consult"))
    )
    changes = reader.one(dict[str, str], file, "changes", routing.get("changes")) or {}
    asks = reader.many(Ask, file, "ask", routing.get("ask"))
    rules = reader.many(Rule, file, "rule", routing.get("rule"))
    terms = _terms(reader, file, routing.get("term")) | _terms(reader, "papers.toml", papers.get("term"))
    group = NO_PAPERS if "papers" in without else _group(reader, papers)
    outcomes = reader.many(Outcome, file, "outcome", routing.get("outcome"))
    urgent = reader.many(Urgent, file, "urgent", routing.get("urgent"))
    made_changes = reader.many(Change, file, "change", routing.get("change"))
    keys = reader.many(Global, file, "global", routing.get("global"))
    if head is None or consult is None or group is None or not steps:
        return None
    return Policy(
        head=head,
        steps=_by_id(reader, "steps.toml", "step", steps, "id"),
        ask=tuple(asks),
        group=group,
        rule=tuple(rules),
        outcomes=_by_id(reader, file, "outcome", outcomes, "id"),
        urgent=tuple(urgent),
        consult=consult,
        changes_step=changes.get("step", ""),
        scope_step=changes.get("scope_step", ""),
        scope_outcome=changes.get("scope_outcome", ""),
        changes=_by_id(reader, file, "change", made_changes, "value"),
        globals=_by_id(reader, file, "global", keys, "key"),
        terms=terms,
        reasons=tuple(reader.one(list[str], file, "reasons", routing.get("reasons")) or ()),
        flags=tuple(reader.one(list[str], file, "flags", routing.get("flags")) or ()),
    )
