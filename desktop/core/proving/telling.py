"""Tells a verdict and its story in the pack's own words: each question with its answer, and each outcome where it comes."""

from datetime import UTC, datetime, timedelta

from desktop.core.conditions import Value
from desktop.core.facts import Instant, Site
from desktop.core.policy import CANNOT_READ, UNSURE
from desktop.core.safety import PLACES, Act, Story, Verdict
from desktop.core.texts import Texts

_CANNOT_READ = "can't be read"


def verdict_sentence(verdict: Verdict) -> str:
    """What was found about a rule, in one sentence."""
    if verdict.fault:
        return (
            "Not proved: the solver found a way to break it that the program does not go. This is a fault of the program, "
            f"not of the pack ({verdict.fault})."
        )
    if not verdict.holds:
        return "Broken. The shortest way that breaks it:"
    if not verdict.places:
        return "Proved, but it says nothing about this policy: what it forbids never comes, or its condition never holds."
    places = f"Proved over all answers, at: {', '.join(PLACES[place] for place in verdict.places)}."
    if not verdict.comes:
        return f"{places} What it forbids never comes there at all. Look whether it should be forbidden at other places too."
    return places


def story_lines(story: Story, texts: Texts) -> list[str]:
    """A story as numbered lines; an outcome stands under the answer that led to it."""
    lines = [f"At {_site(story.site, texts)}, {_clock(story.acts[0].at) if story.acts else ''}".rstrip(", ")]
    before: Instant | None = story.acts[0].at if story.acts else None
    for number, act in enumerate(story.acts, 1):
        if act.at != before:
            lines.append(f"    {_clock(act.at)}")
            before = act.at
        lines.append(f"{number:3}. {_act(act, story, texts)}")
        for rest in story.rests:
            if rest.seq == number and rest.outcomes:
                lines.append("     → " + "; ".join(map(texts.outcome_title, rest.outcomes)))
    recorded = {name for rest in story.rests for name in rest.outcomes}
    if missing := [name for name in story.outcomes if name not in recorded]:
        lines.append("     decided so far: " + "; ".join(map(texts.outcome_title, missing)))
    return lines


def _site(site: Site, texts: Texts) -> str:
    kind = texts.words.site_types.get(site.type, site.type)
    where = f" in {site.borough}" if site.borough else ""
    court = ", with a court area" if site.court_area else ""
    return f"{kind}{where}{court}"


def _clock(at: Instant) -> str:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at.utc_us)
    doubt = ", by a clock that may be wrong" if at.doubtful else ""
    return f"{moment:%Y-%m-%d %H:%M}{doubt}"


def _act(act: Act, story: Story, texts: Texts) -> str:
    if act.takes_back is not None:
        return f"Taken back: answer {act.takes_back}, {_question(act.step, texts)}"
    paper = act.address.split("/")[2].removeprefix("p") if act.address.count("/") == 3 else ""
    about = f" (paper {paper})" if paper not in ("", "1") else ""
    return f"{_question(act.step, texts)}{about}: {_answer(act.step, act.value, texts)}"


def _question(step: str, texts: Texts) -> str:
    text = texts.steps.get(step)
    return (text.short or text.question) if text is not None and (text.short or text.question) else step


def _answer(step: str, value: Value, texts: Texts) -> str:
    if value == CANNOT_READ and CANNOT_READ not in _choices(step, texts):
        return _CANNOT_READ
    values = (value,) if isinstance(value, str) else value
    if not values:
        return _choices(step, texts).get("none", "none")
    return ", ".join(
        _choices(step, texts).get(each, "can't tell" if each == UNSURE else each) for each in values
    )


def _choices(step: str, texts: Texts) -> dict[str, str]:
    text = texts.steps.get(step)
    return text.choices if text is not None else {}
