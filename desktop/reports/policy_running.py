"""What stands on each page of a document about a policy pack: its title, id, version and hash, and DRAFT until it was signed."""

from collections.abc import Iterator
from datetime import date

from desktop.core.policy import Policy
from desktop.core.texts import Texts
from desktop.reports.outline import Block, Mark, Outline, Part, Running

LEGEND = "About the policy itself. It tells of no visit and of no person."
INITIALS = "Counsel's initials"
DAY_US = 86_400_000_000


def running(
    document: str, policy: Policy, texts: Texts, pack_hash: str, program: str, initials: bool, signed: bool
) -> Running:
    """The head and foot of each page."""
    head = policy.head
    return Running(
        document=document,
        record_number=head.version,
        facility=f"{head.title} ({head.id})",
        head="",
        pack=f"{head.id} {head.version}",
        pack_hash=pack_hash,
        program=f"Threshold {program}",
        legend=LEGEND,
        marks=tuple(_marks(texts, signed)),
        number_label="Version",
        initials=INITIALS if initials else "",
    )


def _marks(texts: Texts, signed: bool) -> Iterator[Mark]:
    if not signed:
        yield Mark(texts.words.common.get("draft", "DRAFT"))


def policy_outline(title: str, on: Running, policy: Policy, parts: tuple[tuple[Block, ...], ...]) -> Outline:
    """One document, dated on the pack's first day in force, so that the same pack gives the same bytes."""
    made = (date.fromisoformat(policy.head.effective) - date(1970, 1, 1)).days * DAY_US
    return Outline(
        title=f"{title}: {policy.head.id} {policy.head.version}",
        subject=policy.head.title,
        language=policy.head.languages[0],
        made_us=made,
        parts=tuple(Part(on, blocks) for blocks in parts),
    )
