"""What is drawn and printed of a policy, in the window and by command: its chart, all of it as a document, two versions to compare."""

from pathlib import Path
from typing import TYPE_CHECKING

from desktop import __version__
from desktop.core.chart import Chart
from desktop.core.chart_layout import Page, pages_of
from desktop.core.charting import make_chart
from desktop.core.cond_words import Sayer
from desktop.core.findings import Finding, errors
from desktop.core.packdiff import Version
from desktop.core.safety import NO_SAFETY
from desktop.packs.catalog import LoadedPack, added_words, load_pack, load_safety
from desktop.packs.drawing import WIDER, svg
from desktop.packs.layering import roots_of
from desktop.packs.stories import Stories, read_stories
from desktop.reports.layout import Paper
from desktop.reports.outline import Outline

if TYPE_CHECKING:
    from desktop.reports.policy_own import Base

# The report's rooms are loaded only where they are wanted.


def name_of(pack: LoadedPack) -> str:
    """Id and version."""
    return f"{pack.policy.head.id} {pack.policy.head.version}"


def sayer_of(pack: LoadedPack) -> Sayer:
    """Says the parts of a pack in its first language."""
    return Sayer(pack.policy, pack.texts[pack.policy.head.languages[0]])


def version_of(pack: LoadedPack, folder: Path | None, stories: bool = True) -> tuple[Version, list[Finding]]:
    """A pack to be compared, with the safety rules and, where wanted, the `stories` in its folder (None: it has none here); and what is
    wrong with those that cannot be read."""
    safety = (load_safety(folder) or NO_SAFETY) if folder is not None else None
    told = read_stories(folder, pack.policy, pack.texts) if folder is not None and stories else Stories(())
    found = Version(pack.policy, pack.texts, pack.law, told.scenarios, pack.pack_hash, safety)
    return found, errors(told.findings)


def chart_of(pack: LoadedPack, former: LoadedPack | None) -> Chart:
    """The chart of a pack, marked against `former`."""
    return make_chart(sayer_of(pack), sayer_of(former) if former is not None else None)


def placed(chart: Chart) -> tuple[Page, ...]:
    """The chart on one page for each of its parts, in points."""
    from desktop.reports.chart_pages import measure
    from desktop.reports.pdf import Fonts

    fonts = Fonts()
    return pages_of(chart, lambda text, size, bold: WIDER * measure(fonts, text, size, bold))


def draft_words(pack: LoadedPack) -> str:
    """How a policy that was not signed by enough is marked."""
    return sayer_of(pack).texts.words.common.get("draft", "DRAFT")


def drawing(pack: LoadedPack, chart: Chart, signed: bool) -> str:
    """The chart as one SVG drawing. `signed`: by enough keys, so that it is no draft."""
    draft = "" if signed else draft_words(pack)
    return svg(chart.title, placed(chart), draft, f"{name_of(pack)} · {pack.pack_hash}")


def chart_paper(pack: LoadedPack, chart: Chart, paper: Paper, signed: bool) -> bytes:
    """The chart on pages, as a PDF. `signed`: by enough keys, so that it is no draft."""
    from desktop.reports.chart_pages import chart_outline
    from desktop.reports.pdf import Fonts, make_pdf

    texts = sayer_of(pack).texts
    return make_pdf(
        chart_outline(chart, pack.policy, texts, pack.pack_hash, __version__, paper, Fonts(), signed),
        paper,
    )


def _base(pack: LoadedPack, folder: Path) -> "Base | None":
    """What the overlay in a folder is laid on; None for a pack that stands alone."""
    from desktop.reports.policy_own import Base

    root, *own = roots_of(folder)
    if not own:
        return None
    base = load_pack(root)
    sayer = sayer_of(base)
    return Base(
        sayer=sayer,
        chart=make_chart(sayer),
        law=base.law,
        stories=frozenset(each.id for each in read_stories(root, base.policy, base.texts).scenarios),
        safety=(load_safety(root) or NO_SAFETY).rules,
        departs=(*(each.sentence for each in pack.findings if each.code == "overlay_told"), *added_words(folder)),
    )  # fmt: skip


def document(pack: LoadedPack, folder: Path | None, signed: bool) -> Outline:
    """The whole policy for counsel to initial, with the stories and promises in its folder (None: only its compiled form is here); of an
    overlay what is its own is marked. `signed`: by enough keys, so that it is no draft."""
    from desktop.reports.policy_document import Document, Told, document_outline

    told = read_stories(folder, pack.policy, pack.texts).told if folder is not None else ()
    promised = (load_safety(folder) if folder is not None else None) or NO_SAFETY
    sayer = sayer_of(pack)
    of = Document(
        sayer=sayer,
        chart=make_chart(sayer),
        law=pack.law,
        pack_hash=pack.pack_hash,
        stories=tuple(Told(each.scenario, each.why) for each in told),
        safety=(
            *(("never", rule) for rule in promised.never),
            *(("always", rule) for rule in promised.always),
        ),
        base=_base(pack, folder) if folder is not None else None,
    )
    return document_outline(of, __version__, signed)
