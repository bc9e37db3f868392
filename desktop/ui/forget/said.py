"""Says what was removed, and how the record stands after it."""

from collections.abc import Sequence

from desktop.services.forgetting import Removed
from desktop.ui.tongue import tr


def removed_words(removed: Sequence[Removed]) -> str:
    """What was removed, in sentences."""
    n = sum(len(each.events) + each.half_typed for each in removed)
    if len(removed) == 1 and removed[0].visit is None:
        words = [tr("Removed from the record of this desk: {n} entries.", n=n)]
    elif len(removed) == 1:
        words = [tr("Removed from visit {number}: {n} entries.", number=removed[0].record_number, n=n)]
    else:
        words = [tr("Removed from {visits} visits: {n} entries.", visits=len(removed), n=n)]
    if all(each.chain_holds for each in removed):
        words.append(tr("The record was checked after it: its chain holds."))
    else:
        words.append(tr("The chain of the record does NOT hold. Call IT now."))
    if not all(each.traces_gone for each in removed):
        words.append(tr("The last traces in the file go when Threshold starts the next time."))
    return "\n".join(words)
