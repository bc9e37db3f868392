"""Says what was found about a policy, as lines for the page: each with its look."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from desktop.core.findings import Finding
from desktop.services.authoring import Box, Changes, Drawn, Promise, Seen, Stories
from desktop.ui.tongue import tr

MOST = 40
"""Entries of one list; of more, the others are counted: the command line lists them all."""


class Said(NamedTuple):
    """A text and its look."""

    look: str
    text: str


def findings(seen: Seen) -> list[Said]:
    """Every finding with its place and what to do, errors first."""
    order = {"error": 0, "warning": 1, "note": 2}
    listed = sorted(seen.findings, key=lambda each: order[each.level])
    if not listed:
        return [Said("good", tr("✓ Nothing is wrong with the files."))]
    return list(_some([list(_finding(each)) for each in listed]))


def _finding(found: Finding) -> Iterator[Said]:
    level = {"error": tr("Error"), "warning": tr("Warning"), "note": tr("Note")}[found.level]
    where = " · ".join(part for part in (found.file, found.place, found.field) if part)
    yield Said("danger" if found.level == "error" else "strong", f"{level}: {where}")
    yield Said("body", found.sentence)
    yield Said("help", tr("To mend it: {fix} [{code}]", fix=found.fix, code=found.code))


def findings_word(seen: Seen) -> str:
    """How many of them, on the tab."""
    bad = sum(each.level == "error" for each in seen.findings)
    rest = len(seen.findings) - bad
    return tr("errors: {n}", n=bad) if bad else tr("to know: {n}", n=rest) if rest else tr("none")


def not_here() -> Said:
    """Why nothing can be told of stories and safety rules: they travel in the pack file, and visits need neither."""
    words = tr(
        "The file that this policy came in is not here, or is not the one that was signed. Install it again to see this."
    )
    return Said("body", words)


def promises(found: Sequence[Promise]) -> list[Said]:
    """Each safety rule, the broken ones first with the shortest story that breaks them."""
    if not found:
        return [
            Said("strong", tr("This policy has no safety rules (safety.toml), so nothing is proved of it."))
        ]
    lines: list[Said] = []
    for each in sorted(found, key=lambda one: one.holds):
        if each.holds:
            lines.append(Said("body", tr("✓ Proved: {says}", says=each.says)))
        else:
            lines.append(Said("danger", tr("✕ Not proved: {says}", says=each.says)))
            lines += [Said("body", line) for line in each.lines]
    return lines


def promises_word(found: Sequence[Promise]) -> str:
    """How many hold, on the tab."""
    good = sum(each.holds for each in found)
    return tr("{n} of {all} proved", n=good, all=len(found)) if found else tr("none")


def stories(found: Stories) -> list[Said]:
    """Whether they end as they say, and what they do not reach yet."""
    good = not found.wrong
    said = tr("✓ All {n} stories end as they say.", n=found.told)
    wrong = tr("✕ {n} of {all} stories do not end as they say.", n=len(found.wrong), all=found.told)
    lines = [Said("good" if good else "danger", said if good else wrong)]
    if not found.told:
        lines = [Said("strong", tr("Warning: No story is told yet."))]
        if found.wrong:
            lines = [Said("danger", tr("✕ No story can be played. Faults: {n}.", n=len(found.wrong)))]
    lines += _some([[Said("body", each)] for each in found.wrong])
    whole = not found.missing
    reach = tr("They reach {percent} % of all that can happen.", percent=found.percent)
    lines.append(Said("good" if whole else "strong", f"✓ {reach}" if whole else reach))
    return [*lines, *_some([[Said("body", f"• {each}")] for each in found.missing])]


def stories_word(found: Stories) -> str:
    """How they stand, on the tab."""
    if not found.told:
        return tr("faults: {n}", n=len(found.wrong)) if found.wrong else tr("none told")
    if found.wrong:
        return tr("{n} end otherwise", n=len(found.wrong))
    return tr("reach {percent} %", percent=found.percent)


def changes(found: Changes) -> list[Said]:
    """What it changes against the installed policy."""
    lines = [Said("strong", tr("Against {former}: {summary}", former=found.former, summary=found.summary))]
    headings = {
        "stories": tr("STORIES THAT END ELSEWHERE"),
        "paths": tr("WAYS OF ANSWERING THAT END ELSEWHERE"),
        "promises": tr("PROMISES (SAFETY RULES)"),
        "routing": tr("QUESTIONS, OUTCOMES, WHOSE WORD DECIDES, KEYS"),
        "words": tr("WORDS"),
        "law": tr("LEGAL BASIS"),
    }
    for part, listed in found.parts:
        if listed:
            lines.append(Said("cap", f"{headings[part]} ({len(listed)})"))
            lines += _some([[Said("body", f"• {each}")] for each in listed])
    return lines


def changes_word(found: Changes) -> str:
    """How many, on the tab."""
    many = sum(len(listed) for _, listed in found.parts)
    return tr("entries: {n}", n=many) if many else tr("nothing")


def box(found: Box) -> list[Said]:
    """What stands behind a question of the chart."""
    headings = {
        "help": tr("HELP"),
        "where": tr("WHERE TO LOOK"),
        "say": tr("TO SAY"),
        "answers": tr("ANSWERS"),
        "basis": tr("RESTS ON"),
        "files": tr("IN THE FILES"),
    }
    lines = [Said("strong", found.question)]
    for part, text in found.lines:
        lines += [Said("cap", headings[part]), Said("small", text)]
    return lines


def chart_word(found: Drawn) -> str:
    """How many questions, on the tab."""
    return tr("{n} questions", n=found.questions)


def _some(entries: Sequence[list[Said]]) -> Iterator[Said]:
    for entry in entries[:MOST]:
        yield from entry
    if more := len(entries) - MOST:
        yield from [Said("help", tr("And {n} more.", n=more))] if more > 0 else []
