"""Checks the sample drawings of a pack: every mark is in its picture and in words, and each step's drawing leads to one."""

from collections.abc import Iterator, Mapping

from desktop.core.conditions import Cond
from desktop.core.packcheck.codes import Notes, near
from desktop.core.packcheck.conditions import Where, check_shape, check_use
from desktop.core.packcheck.routing import STEPS
from desktop.core.policy import Policy
from desktop.core.specimens import SAMPLE, Drawn, Specimen, Specimens, SpecimenWords

FILE = "specimens.toml"


def show_conditions(specimens: Specimens) -> Iterator[Cond]:
    """The conditions of which drawing is shown first."""
    yield from (line.when for line in specimens.show if line.when is not None)


def check_specimens(
    notes: Notes, policy: Policy, specimens: Specimens, drawn: Mapping[str, Drawn | None]
) -> None:
    """Every finding about the drawings. `drawn` has what is in each picture that is there, None for a broken one."""
    ids = [paper.id for paper in specimens.papers]
    for ident in sorted({each for each in ids if ids.count(each) > 1}):
        notes.add(
            "twice", FILE, f"specimen {ident}", "id", f"'{ident}' stands here twice.", "Keep one of them."
        )
    for paper in specimens.papers:
        _paper(notes, paper, ids, drawn)
    _steps(notes, policy, specimens)
    _show(notes, policy, specimens, ids)
    for language, words in specimens.words.items():
        _words(notes, specimens, words, f"text/{language}/{FILE}")


def _paper(notes: Notes, paper: Specimen, ids: list[str], drawn: Mapping[str, Drawn | None]) -> None:
    place = f"specimen {paper.id}"
    if paper.beside not in ids:
        sentence = f"There is no paper '{paper.beside}' to compare with."
        notes.add("unknown_specimen", FILE, place, "beside", sentence, near(paper.beside, ids))
    if paper.picture not in drawn or not paper.picture.startswith("pictures/"):
        sentence = f"There is no picture '{paper.picture}'."
        notes.add("picture_missing", FILE, place, "picture", sentence, "Put it below pictures/.")
        return
    found = drawn[paper.picture]
    if found is None:
        notes.add("picture_broken", paper.picture, "", "", "The picture cannot be read.", "Save it as SVG.")
        return
    for mark in (each for each in paper.marks if each not in found.marks):
        fix = f'Give the place in {paper.picture} the id "mark-{mark}".'
        notes.add("unknown_mark", FILE, place, "marks", f"The picture has no mark '{mark}'.", fix)
    for mark in sorted(found.marks - set(paper.marks)):
        sentence = f"The paper does not list the mark '{mark}'."
        notes.add("mark_unlisted", paper.picture, "", "", sentence, "List it, or take its id out.")
    if SAMPLE not in found.writing:
        sentence = "The picture does not say that it is a sample."
        notes.add("not_a_sample", paper.picture, "", "", sentence, f"Write {SAMPLE} across it.")


def _steps(notes: Notes, policy: Policy, specimens: Specimens) -> None:
    named = {step.drawing for step in policy.steps.values() if step.drawing}
    for step in policy.steps.values():
        if step.drawing and step.drawing not in specimens.drawings:
            sentence = f"The drawing '{step.drawing}' stands for no mark."
            fix = f"Name it in [drawings] of {FILE}."
            notes.add("unknown_drawing", STEPS, f"step {step.id}", "drawing", sentence, fix)
    marks = {mark for paper in specimens.papers for mark in paper.marks}
    for drawing, mark in specimens.drawings.items():
        if mark not in marks:
            sentence = f"No paper has the mark '{mark}'."
            notes.add("unknown_mark", FILE, "drawings", drawing, sentence, near(mark, marks))
        if drawing not in named:
            fix = "Name it at a step, or remove it."
            notes.add("drawing_unused", FILE, "drawings", drawing, f"No step names '{drawing}'.", fix)


def _show(notes: Notes, policy: Policy, specimens: Specimens, ids: list[str]) -> None:
    taken: list[Specimen] = []
    for number, line in enumerate(specimens.show, 1):
        place = f"show {number} ({line.specimen})"
        if line.when is not None:
            at = Where(FILE, place, barred=("fact", "moment"))
            check_shape(notes, policy, line.when, at)
            check_use(notes, policy, line.when, at)
        for drawing in (each for each in line.drawings if each not in specimens.drawings):
            sentence = f"There is no drawing '{drawing}'."
            notes.add("unknown_drawing", FILE, place, "drawings", sentence, near(drawing, specimens.drawings))
        paper = next((each for each in specimens.papers if each.id == line.specimen), None)
        if paper is None:
            sentence = f"There is no paper '{line.specimen}'."
            notes.add("unknown_specimen", FILE, place, "specimen", sentence, near(line.specimen, ids))
            continue
        if any(set(paper.marks) <= set(each.marks) for each in taken):
            sentence = "An earlier line without a condition is always shown in its place."
            notes.add("specimen_hidden", FILE, place, "", sentence, "Put this line before it.")
        if line.when is None and not line.drawings:
            taken.append(paper)
    for ident in ids:
        if ident not in {line.specimen for line in specimens.show}:
            sentence = "The paper is never shown first."
            notes.add("specimen_unused", FILE, f"specimen {ident}", "", sentence, "Name it in a [[show]].")


def _words(notes: Notes, specimens: Specimens, words: SpecimenWords, file: str) -> None:
    def missing(place: str, field: str) -> None:
        notes.add("text_missing", file, place, field, "The words are missing.", "Write them.")

    if any(paper.counsel_check for paper in specimens.papers) and not words.counsel_check.strip():
        missing("", "counsel_check")
    for paper in specimens.papers:
        text = words.papers.get(paper.id)
        if text is None:
            missing(paper.id, "")
            continue
        for field in ("title", "short", "what"):
            if not getattr(text, field).strip():
                missing(paper.id, field)
        for mark in paper.marks:
            given = text.marks.get(mark)
            if given is None or not (given.label.strip() and given.text.strip()):
                missing(f"{paper.id}.marks", mark)
        for mark in (each for each in text.marks if each not in paper.marks):
            sentence = f"The paper has no mark '{mark}'."
            notes.add("text_unknown", file, f"{paper.id}.marks", mark, sentence, near(mark, paper.marks))
    for ident in words.papers:
        if ident not in {paper.id for paper in specimens.papers}:
            sentence = f"The pack has no paper '{ident}'."
            known = [paper.id for paper in specimens.papers]
            notes.add("text_unknown", file, ident, "", sentence, near(ident, known))
