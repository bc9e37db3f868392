"""What an author sees of a policy in the window: findings, proofs, stories, the chart, what changes, and documents to print.

It reads a folder and writes nothing but the file that is asked for; no record is touched. All of it may run in a worker thread.
"""

import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Literal

from msgspec import Struct

from desktop import __version__, paths
from desktop.core.chart import Chart
from desktop.core.chart_layout import Page
from desktop.core.coverage import cover
from desktop.core.coverage_words import Told as CoverWords
from desktop.core.errors import Refused, Trouble
from desktop.core.findings import Finding, errors
from desktop.core.packdiff import Version, diff
from desktop.core.scenarios import play
from desktop.packs.catalog import LoadedPack, PackUnusable, check_pack, load_pack, load_safety
from desktop.packs.facility import FacilityUnusable, read_facility
from desktop.packs.stories import read_stories
from desktop.services.desk import Desk, facility_file, open_desk
from desktop.services.policy_papers import (
    chart_of,
    chart_paper,
    document,
    draft_words,
    drawing,
    name_of,
    placed,
    sayer_of,
    version_of,
)
from desktop.services.reporting import Paper
from desktop.services.roles import require
from desktop.wall import FixedClock, zone
from desktop.whole import write_whole

Document = Literal["policy", "chart", "drawing", "changes"]
"""What can be saved: the whole policy, the chart on pages, the chart as one drawing, what changes."""

MOST_WATCHED = 2_000
"""More than any policy has: whoever chooses a whole disk does not wait for it."""

ENDINGS: dict[Document, str] = {"policy": "pdf", "chart": "pdf", "drawing": "svg", "changes": "pdf"}


class Seen(Struct, frozen=True):
    """A policy that is looked at. `folder`: where its files lie, None where only its compiled form is here; `pack`: None where an error
    makes it unusable."""

    folder: Path | None
    pack: LoadedPack | None
    findings: tuple[Finding, ...]

    @property
    def name(self) -> str:
        """Id and version, or the folder's name."""
        if self.pack is not None:
            return name_of(self.pack)
        return self.folder.name if self.folder is not None else ""

    @property
    def title(self) -> str:
        """Its name for people, or the folder's name."""
        return self.pack.policy.head.title if self.pack is not None else self.name


class Promise(Struct, frozen=True):
    """What was found about a safety rule; `lines` tell it, and the shortest story that breaks it."""

    rule: str
    says: str
    holds: bool
    lines: tuple[str, ...]


class Stories(Struct, frozen=True):
    """How many stories there are, those that do not end as they say, and how much of all that can happen they reach (0-100)."""

    told: int
    wrong: tuple[str, ...]
    percent: int
    missing: tuple[str, ...]


class Changes(Struct, frozen=True):
    """What changes against the installed policy: a summary, and a list of sentences for each part: stories, paths, promises, routing,
    words, law."""

    former: str
    summary: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]


class Look(Struct, frozen=True):
    """How a document is written: the size of its pages, and whether the policy was `signed` (`is_signed`), so that it is no draft. `files`:
    those of the policy that it is compared with, None where they are not here."""

    paper: Paper = "letter"
    signed: bool = False
    files: Path | None = None


PLAIN = Look()


class Drawn(Struct, frozen=True):
    """The chart, placed on one page for each of its parts, in points; what is new is marked against the installed policy."""

    pages: tuple[Page, ...]
    questions: int


class Box(Struct, frozen=True):
    """What stands behind a question of the chart, by part: help, where, say, answers, basis, and where it is in the files."""

    question: str
    lines: tuple[tuple[str, str], ...]


def installed(desk: Desk) -> Seen:
    """The policy in effect, with its files where they are here: came with the program, or in the signed file that was installed. Refused
    and Trouble as `require` says."""
    require(desk, "who")
    pack = desk.policies.now()
    return Seen(desk.policies.files(pack), pack, pack.findings)


def is_signed(desk: Desk, seen: Seen) -> bool:
    """Whether it is a policy that enough keys have signed, by what is on record here: its documents are marked as drafts unless it is."""
    return seen.pack is not None and not desk.policies.is_draft(seen.pack)


def draft_mark(desk: Desk, pack: LoadedPack) -> str:
    """How a policy that counsel has not approved is marked at this desk; "" for one that is approved."""
    return draft_words(pack) if desk.policies.is_draft(pack) else ""


def may_open(desk: Desk) -> None:
    """Whether whoever is here may look at a draft. Refused and Trouble as `require` says."""
    require(desk, "policy")


def look_at(folder: Path) -> Seen:
    """A draft as its files stand now. Raises nothing: what is wrong with it are findings."""
    findings = tuple(check_pack(folder))
    if errors(findings):
        return Seen(folder, None, findings)
    try:
        return Seen(folder, load_pack(folder), findings)
    except PackUnusable as changed_meanwhile:
        return Seen(folder, None, tuple(changed_meanwhile.findings))


def promises(seen: Seen) -> tuple[Promise, ...]:
    """What is proved of it. A second for the New York pack."""
    from desktop.core.proving.safety import (
        prove_safety,
    )  # the solver is loaded only where something is proved
    from desktop.core.proving.telling import story_lines, verdict_sentence

    if seen.pack is None or seen.folder is None or (safety := load_safety(seen.folder)) is None:
        return ()
    texts = sayer_of(seen.pack).texts
    found = []
    for verdict in prove_safety(seen.pack.policy, safety):
        story = story_lines(verdict.story, texts) if verdict.story is not None else []
        found.append(Promise(verdict.rule, verdict.says, verdict.holds, (verdict_sentence(verdict), *story)))
    return tuple(found)


def stories(seen: Seen, stopped: Callable[[], bool] = lambda: False) -> Stories | None:
    """Whether its stories end as they say, and what they reach: some seconds. None where it was `stopped`, or has no files."""
    if seen.pack is None or seen.folder is None:
        return None
    policy = seen.pack.policy
    read = read_stories(seen.folder, policy, seen.pack.texts)
    wrong, texts = [each.line() for each in errors(read.findings)], sayer_of(seen.pack).texts
    for story in read.told:
        if stopped():
            return None
        if not (played := play(policy, story.scenario)).ok:
            wrong.append(story.told(played, texts))
    covered, words = cover(policy, read.scenarios), CoverWords(sayer_of(seen.pack))
    missing = tuple(f"{words.where(each)}: {words.sentence(each)}" for each in covered.missing)
    return Stories(len(read.told), tuple(wrong), covered.percent, missing)


def changes(seen: Seen, former: LoadedPack, files: Path | None = None) -> Changes | None:
    """What it changes against `former` (whose files lie in `files`), in words: some seconds. None where it cannot be told: it has errors,
    or is another policy."""
    from desktop.reports.policy_diff import (
        summary,
    )  # the report's rooms are loaded only where they are wanted

    if seen.pack is None or seen.pack.policy.head.id != former.policy.head.id:
        return None
    was, now = _versions(seen, seen.pack, former, files)
    found = diff(was, now)
    ends = tuple(f"{each.id} {each.title}: was {each.was}; now {each.now}." for each in found.stories)
    return Changes(
        name_of(former),
        summary(found),
        (
            ("stories", ends),
            ("paths", found.paths),
            ("promises", found.promises),
            ("routing", found.routing),
            ("words", found.words),
            ("law", found.law),
        ),
    )


def drawn(seen: Seen, former: LoadedPack | None) -> Drawn | None:
    """The chart of it. A second for the New York pack."""
    if seen.pack is None:
        return None
    chart = _chart(seen.pack, former)
    return Drawn(placed(chart), len(chart.steps))


def box(seen: Seen, step: str, file: str, place: str) -> Box:
    """What stands behind a question of the chart."""
    if seen.pack is None or step not in seen.pack.policy.steps:
        return Box(step, (("files", " · ".join(part for part in (file, place) if part)),))
    text, law = sayer_of(seen.pack).texts.steps[step], seen.pack.law
    known = {each.id: each for each in law.citation}
    basis = [known[each] for each in law.steps.get(step, ()) if each in known]
    lines = (
        ("help", text.help),
        ("where", text.where),
        ("say", text.say),
        ("answers", "\n".join(f"• {each}" for each in text.choices.values())),
        ("basis", "\n".join(f"• {each.text} ({each.confidence}, review by {each.review_by or '?'})" for each in basis)),
        ("files", f"{file} · {place}\ntext/…/steps.toml · {step}\nlaw.toml · steps.{step}"),
    )  # fmt: skip
    return Box(text.question or step, tuple((name, words) for name, words in lines if words))


def facilities(desk: Desk) -> tuple[tuple[str, Path], ...]:
    """The facility files that a draft can be tried at, by name: that of this desk first, then the samples."""
    own = facility_file(desk.home)
    files = [*([own] if own.exists() else []), *sorted((paths.resources() / "facilities").glob("*.toml"))]
    return tuple(
        (file.stem, file) for file in sorted(files, key=lambda file: _site_of(file) != desk.facility.id)
    )


def _site_of(file: Path) -> str:
    """The id of a facility, "" where the file cannot be used."""
    try:
        return read_facility(file)[0].id
    except FacilityUnusable:
        return ""


# ---- trying ---------------------------------------------------------------------------------------------------------------


class Trying:
    """A draft that is walked: a drill desk over a folder that is thrown away, at a simulated date and hour. Nothing of it is in any record.

    `when` is local time at the facility, such as 2026-11-20 14:03. Refused `bad_when` where it is none; Trouble where the facility or the
    draft cannot be used.
    """

    def __init__(self, folder: Path, facility: Path, when: str) -> None:
        try:
            name = read_facility(facility)[0].zone
            at = datetime.fromisoformat(when.strip()).replace(tzinfo=zone(name))
        except FacilityUnusable as unusable:
            raise Trouble(
                "io", " ".join(each.line() for each in unusable.findings), "Choose another facility."
            ) from None
        except ValueError as wrong:
            raise Refused("bad_when", when=when) from wrong
        self._scratch = tempfile.TemporaryDirectory(prefix="threshold-try-")
        try:
            home = paths.places(Path(self._scratch.name), {})
            clock = FixedClock(at.isoformat(), zone(name), name)
            self.desk = open_desk(home, facility, clock, realm="drill", pack_folder=folder)
        except BaseException:
            self._scratch.cleanup()
            raise

    def close(self) -> None:
        """Throw it away."""
        self.desk.close()
        self._scratch.cleanup()


# ---- documents ------------------------------------------------------------------------------------------------------------


def save_document(seen: Seen, former: LoadedPack, what: Document, out: Path, look: Look = PLAIN) -> None:
    """Write a document, in place of a file of that name. Refused `policy_unusable` where the policy cannot be used, `policy_another`
    for the changes of another policy than the installed one; Trouble where it cannot be written."""
    if seen.pack is None:
        raise Refused("policy_unusable")
    if what == "changes" and seen.pack.policy.head.id != former.policy.head.id:
        raise Refused("policy_another")
    made = {"policy": _policy, "chart": _chart_pages, "drawing": _drawing, "changes": _changed}
    write_whole(out, made[what](seen, seen.pack, former, look), "The document")


def _policy(seen: Seen, pack: LoadedPack, former: LoadedPack, look: Look) -> bytes:
    from desktop.reports.pdf import make_pdf

    return make_pdf(document(pack, seen.folder, look.signed), look.paper)


def _chart_pages(seen: Seen, pack: LoadedPack, former: LoadedPack, look: Look) -> bytes:
    return chart_paper(pack, _chart(pack, former), look.paper, look.signed)


def _drawing(seen: Seen, pack: LoadedPack, former: LoadedPack, look: Look) -> bytes:
    return drawing(pack, _chart(pack, former), look.signed).encode()


def _changed(seen: Seen, pack: LoadedPack, former: LoadedPack, look: Look) -> bytes:
    from desktop.reports.pdf import Fonts, make_pdf
    from desktop.reports.policy_diff import one_page

    was, now = _versions(seen, pack, former, look.files)
    page = one_page(was, now, diff(was, now), __version__, look.signed, look.paper, Fonts())
    return make_pdf(page, look.paper)


def _chart(pack: LoadedPack, former: LoadedPack | None) -> Chart:
    same = (
        former is None or former.pack_hash == pack.pack_hash or former.policy.head.id != pack.policy.head.id
    )
    return chart_of(pack, None if same else former)


def _versions(
    seen: Seen, pack: LoadedPack, former: LoadedPack, files: Path | None
) -> tuple[Version, Version]:
    """Both with the stories of the newer one, and each with its safety rules, where its files are here."""
    return version_of(former, files, stories=False)[0], version_of(pack, seen.folder)[0]


def files_of(folder: Path) -> Sequence[str]:
    """The files and folders of a draft, to be watched, at most `MOST_WATCHED`; what cannot be looked at is left out."""
    found = [str(folder)]
    with suppress(OSError):
        found.extend(str(each) for each in islice(folder.rglob("*"), MOST_WATCHED))
    return found
