"""What is drawn and printed of a policy, in the window and by command: its chart, all of it as a document, two versions to compare."""

from pathlib import Path

from desktop import __version__
from desktop.core.chart import Chart
from desktop.core.chart_layout import Page, pages_of
from desktop.core.charting import make_chart
from desktop.core.cond_words import Sayer
from desktop.core.findings import Finding, errors
from desktop.core.packdiff import Version
from desktop.core.safety import NO_SAFETY
from desktop.packs.catalog import LoadedPack, load_safety
from desktop.packs.drawing import WIDER, svg
from desktop.packs.stories import read_stories
from desktop.reports.layout import Paper
from desktop.reports.outline import Outline

# The report's rooms are loaded only where they are wanted.


def name_of(pack: LoadedPack) -> str:
    """Id and version."""
    return f"{pack.policy.head.id} {pack.policy.head.version}"


def sayer_of(pack: LoadedPack) -> Sayer:
    """Says the parts of a pack in its first language."""
    return Sayer(pack.policy, pack.texts[pack.policy.head.languages[0]])


def version_of(pack: LoadedPack, folder: Path | None) -> tuple[Version, list[Finding]]:
    """A pack to be compared, with the stories in its folder (None: it has none here); and what is wrong with those that cannot be read."""
    if folder is None:
        return Version(pack.policy, pack.texts, pack.law, (), pack.pack_hash), []
    told = read_stories(folder, pack.policy, pack.texts)
    found = Version(pack.policy, pack.texts, pack.law, told.scenarios, pack.pack_hash)
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


def drawing(pack: LoadedPack, chart: Chart) -> str:
    """The chart as one SVG drawing."""
    words = sayer_of(pack).texts.words.common
    draft = words.get("draft", "DRAFT") if pack.policy.head.status == "draft" else ""
    return svg(chart.title, placed(chart), draft, f"{name_of(pack)} · {pack.pack_hash}")


def chart_paper(pack: LoadedPack, chart: Chart, paper: Paper) -> bytes:
    """The chart on pages, as a PDF."""
    from desktop.reports.chart_pages import chart_outline
    from desktop.reports.pdf import Fonts, make_pdf

    texts = sayer_of(pack).texts
    return make_pdf(
        chart_outline(chart, pack.policy, texts, pack.pack_hash, __version__, paper, Fonts(), signed=False),
        paper,
    )


def document(pack: LoadedPack, folder: Path | None) -> Outline:
    """The whole policy for counsel to initial, with the stories and promises in its folder (None: only its compiled form is here)."""
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
    )
    return document_outline(of, __version__, signed=False)
