"""The page that tells what a newer version of a policy changes: stories and ways that end elsewhere, in words, before it is signed."""

from collections.abc import Iterator, Sequence

from desktop.core.packdiff import Diff, StoryChange, Version
from desktop.reports.layout import Paper, lay_out
from desktop.reports.outline import Block, Bullets, Heading, Line, Lines, Outline, Paragraph, Span, Text, said
from desktop.reports.placed import Metrics
from desktop.reports.policy_running import policy_outline, running

DOCUMENT = "What a newer policy changes"
LIMITS = (60, 40, 28, 20, 14, 10, 7, 5, 4, 3, 2, 1)
"""Entries of one section that are tried, until all stands on one page."""


def diff_outline(
    old: Version, new: Version, found: Diff, program: str, signed: bool, limit: int | None = None
) -> Outline:
    """The document; `signed`: the newer one was, by enough keys, so that no page says DRAFT; `limit`: entries of one section that are
    listed, the others being counted; None for all."""
    texts = new.texts[new.policy.head.languages[0]]
    on = running(DOCUMENT, new.policy, texts, new.pack_hash, program, initials=True, signed=signed)
    return policy_outline(DOCUMENT, on, new.policy, (tuple(_blocks(old, new, found, limit)),))


def one_page(
    old: Version, new: Version, found: Diff, program: str, signed: bool, paper: Paper, metrics: Metrics
) -> Outline:
    """As much of it as one page holds; each section says how many more there are."""
    for limit in LIMITS:
        outline = diff_outline(old, new, found, program, signed, limit)
        if len(lay_out(outline, paper, metrics).pages) == 1:
            break
    return outline


def _blocks(old: Version, new: Version, found: Diff, limit: int | None) -> Iterator[Block]:
    yield Lines((Line("Older", said(f"{old.name}, in force from {old.policy.head.effective}")),
                 Line("Newer", said(f"{new.name}, in force from {new.policy.head.effective}"))))  # fmt: skip
    yield Paragraph(said(summary(found)))
    if not found.apart:
        stories = f"{len(found.stories)} of {found.told}" if found.told else "none was compared"
        yield Heading(f"Stories that end elsewhere: {stories}", 2)
        yield from _listed([_story(each) for each in found.stories], limit)
        ways = f"{found.changed} of {_of(found)}" if found.ways or found.cut else "none"
        yield Heading(f"Ways of answering that end elsewhere: {ways}", 2)
        yield from _listed([said(_capital(each)) for each in found.paths], limit)
    for title, listed in (
        ("Promises (safety rules)", found.promises),
        ("Questions, outcomes, whose word decides, keys", found.routing),
        ("Words", found.words),
        ("Legal basis", found.law),
    ):
        yield Heading(f"{title}: {len(listed) or 'none'}", 2)
        yield from _listed([said(each) for each in listed], limit)


def summary(found: Diff) -> str:
    """All of it in two sentences, and what was not compared."""
    if not found.any:
        return "The two versions are the same."
    rest = len(found.promises) + len(found.routing) + len(found.words) + len(found.law)
    if found.apart:
        return f"{' '.join(found.left)} {rest} entries differ."
    other = "1 other entry differs" if rest == 1 else f"{rest} other entries differ"
    return " ".join((*_ends(found), f"{other}.", *found.left))


def _ends(found: Diff) -> Iterator[str]:
    """What became of the stories and the ways; where there are none, that is said in words."""
    stories = [f"{len(found.stories)} of {found.told} stories"] if found.told else []
    ways = [f"{found.changed} of {_of(found)} ways of answering"] if found.ways or found.cut else []
    if both := " and ".join((*stories, *ways)):
        yield f"{both} end elsewhere or ask otherwise."
    if not stories:
        yield "No story was compared."
    if not ways:
        yield "No way of answering ends elsewhere or asks otherwise."


def _of(found: Diff) -> str:
    return f"more than {found.ways}" if found.cut else str(found.ways)


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _story(change: StoryChange) -> Text:
    doubt = "" if change.expected else " This is not how the story says that it ends."
    return (
        Span(f"{change.id} {change.title}".strip(), strong=True),
        Span(f": was {change.was}; now {change.now}.{doubt}"),
    )


def _listed(entries: Sequence[Text], limit: int | None) -> Iterator[Block]:
    shown = entries if limit is None or len(entries) <= limit else entries[:limit]
    if shown:
        yield Bullets(tuple(shown))
    more = len(entries) - len(shown)
    if more:
        yield Paragraph((Span(f"And {more} more; threshold pack diff --all lists them."),), "note")
